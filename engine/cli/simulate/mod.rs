//! `guicheng simulate`: trying a policy of the documents' folder before anybody has approved it, step by step or by chance.
//!
//! Nothing of it is a case: there is no database, no mail, no ledger.

mod ask;
mod chance;
mod show;
mod walk;

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use guicheng_core::calendar::Calendar;
use guicheng_core::document::Library;
use guicheng_core::simulate::monte::next_open;
use guicheng_core::simulate::{Cast, Play};
use guicheng_core::text::{Findings, Lang};
use guicheng_core::value::Moment;

use super::check::{Format, Tongue};
use crate::edge::{Clock, SystemClock};
use crate::service::read_folder;

/// `guicheng simulate …`
#[derive(Args, Clone, Debug)]
pub struct Simulate {
    /// Id of the policy
    policy: String,
    /// Folder that holds policies/, manual/ and forms/
    #[arg(value_name = "DIR", default_value = ".")]
    documents: PathBuf,
    /// Language
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
    /// When it begins, company time: 2026-11-23T09:00 (default: now, or when the company opens next)
    #[arg(long, value_name = "MOMENT")]
    at: Option<String>,
    /// Simulate so many cases by chance instead of going step by step
    #[arg(long, value_name = "N")]
    monte_carlo: Option<usize>,
    /// The same seed gives the same report
    #[arg(long, default_value_t = 1, requires = "monte_carlo")]
    seed: u64,
    /// File that says how long tasks take, what is chosen how often, how many people there are
    #[arg(long, value_name = "FILE", requires = "monte_carlo")]
    with: Option<PathBuf>,
    /// Of the report by chance: for people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "monte_carlo")]
    format: Format,
}

/// Runs the command.
///
/// # Errors
/// When the folder or a file cannot be read, or the policy is not there.
pub fn run(args: &Simulate) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::new();
    let files = read_folder(&args.documents, &mut findings)
        .with_context(|| format!("reading {}", args.documents.display()))?;
    let library = Library::read(files, &mut findings);
    let lang: Lang = args.lang.into();
    let (Some(_), Some(calendar)) = (library.policy(&args.policy), library.calendar()) else {
        if findings.has_errors() {
            return Ok(super::print::findings(findings, true));
        }
        let ids: Vec<&str> = library.policies().map(|policy| policy.id.as_str()).collect();
        bail!("no policy “{}” in {}; there are: {}", args.policy, args.documents.display(), ids.join(", "));
    };
    let starts = begins(args.at.as_deref(), calendar)?;
    let cast = Cast::of(&library, &args.policy);
    if let Some(cases) = args.monte_carlo {
        return chance::run(args, &library, &cast, starts, cases, lang);
    }
    let play = Play::new(&library, &args.policy, &cast, starts).context("there is no calendar")?;
    let input = std::io::stdin();
    let echo = !input.is_terminal();
    let book = args.documents.join("policies").join(format!("{}.test.yaml", args.policy));
    let mut walk = walk::Walk {
        library: &library,
        cast: &cast,
        play,
        lang,
        book,
        seen: walk::Seen::default(),
        terminal: Terminal { input: Box::new(input.lock()), out: Box::new(std::io::stdout()), echo },
    };
    walk.go()?;
    Ok(ExitCode::SUCCESS)
}

fn begins(at: Option<&str>, calendar: &Calendar) -> anyhow::Result<Moment> {
    let Some(text) = at else {
        let now = SystemClock.now();
        let civil = calendar.civil(now).round(jiff::Unit::Minute).unwrap_or_else(|_| calendar.civil(now));
        return Ok(next_open(calendar, calendar.moment(civil).unwrap_or(now)));
    };
    let civil = text.replace(' ', "T").parse::<jiff::civil::DateTime>();
    let moment = civil.ok().and_then(|civil| calendar.moment(civil));
    moment.with_context(|| format!("“{text}” is no moment; write 2026-11-23T09:00"))
}

/// Where somebody types and reads. What comes from a pipe is repeated, so that the transcript can be read.
pub struct Terminal<'t> {
    input: Box<dyn BufRead + 't>,
    out: Box<dyn Write + 't>,
    echo: bool,
}

impl Terminal<'_> {
    /// A line on the screen.
    pub fn say(&mut self, line: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.out, "{line}")?)
    }

    /// What is typed behind a prompt; `None` at the end of the input.
    pub fn ask(&mut self, prompt: &str) -> anyhow::Result<Option<String>> {
        write!(self.out, "{prompt} ")?;
        self.out.flush()?;
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            writeln!(self.out)?;
            return Ok(None);
        }
        let line = line.trim().to_owned();
        if self.echo {
            writeln!(self.out, "{line}")?;
        }
        Ok(Some(line))
    }
}

/// A file's text.
///
/// # Errors
/// When it cannot be read.
fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading {}", path.display()))
}
