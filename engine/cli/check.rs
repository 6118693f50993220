//! `guicheng check`: reads all documents and reports what is wrong with them, like a compiler.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use guicheng_core::check;
use guicheng_core::document::Library;
use guicheng_core::text::yaml::{self, Kind, Node};
use guicheng_core::text::{Findings, Lang, Source};

use super::report;
use crate::service::read_folder;

/// `guicheng check …`
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// Folder that holds policies/, manual/ and forms/
    #[arg(value_name = "DIR", default_value = ".")]
    documents: PathBuf,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// People and appointments (a file as `guicheng load` takes): posts that have work and nobody holds are reported
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// Language of the report
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
}

/// How something is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// A language by its short name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl From<Tongue> for Lang {
    fn from(tongue: Tongue) -> Lang {
        match tongue {
            Tongue::Zh => Lang::Zh,
            Tongue::En => Lang::En,
        }
    }
}

/// Reads and judges the documents of a folder.
///
/// # Errors
/// When there are none, or they cannot be read from the disk.
pub fn documents(folder: &std::path::Path) -> anyhow::Result<(Library, Findings)> {
    let mut findings = Findings::new();
    let files = read_folder(folder, &mut findings).with_context(|| folder.display().to_string())?;
    let none = files.is_empty() && !findings.has_errors();
    anyhow::ensure!(!none, "no policies/, manual/ or forms/ in {}", folder.display());
    let library = Library::read(files, &mut findings);
    check::check(&library, &mut findings);
    Ok((library, findings))
}

/// Posts that somebody holds by a file of people and appointments.
fn posts_held(path: &std::path::Path, findings: &mut Findings) -> anyhow::Result<BTreeSet<String>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| name.clone())?;
    let root = Source::from_bytes(&name, &bytes, findings).and_then(|source| yaml::read(&source, findings));
    let Some(Kind::List(items)) = root.as_ref().and_then(|root| root.get("appointments")).map(|n| &n.kind)
    else {
        return Ok(BTreeSet::new());
    };
    let post = |node: &Node| node.get("post").and_then(Node::as_text).map(str::to_owned);
    Ok(items.iter().filter_map(post).collect())
}

/// Runs the command: fails if there are errors.
///
/// # Errors
/// When the folder cannot be read.
pub fn run(args: Check) -> anyhow::Result<ExitCode> {
    let (library, mut findings) = documents(&args.documents)?;
    if let Some(path) = &args.people {
        let held = posts_held(path, &mut findings)?;
        check::check_holders(&library, &held, &mut findings);
    }
    let failed = findings.has_errors();
    let findings = findings.into_sorted();
    match args.format {
        Format::Text => print!("{}", report::text(&findings, args.lang.into(), report::on_terminal())),
        Format::Json => println!("{}", serde_json::to_string_pretty(&report::json(&findings))?),
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
