//! `draw`: a policy of the documents' folder as a picture in a file, before anything is installed or approved.
//!
//! Deliberately absent: where a case stands. The pages show that, from the revision that the case runs on.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use guicheng_core::document::Library;
use guicheng_core::picture::{self, Direction, Options, Theme};
use guicheng_core::policy::{self, Policy};
use guicheng_core::scxml;
use guicheng_core::text::{Findings, Lang, Source};

use crate::lang::sentence;
use crate::service::read_folder;

/// `guicheng draw`
#[derive(Args, Clone, Debug)]
pub struct Draw {
    /// Id of the policy, or a file (`….yaml`) that holds one
    policy: String,
    /// Folder that holds policies/, manual/ and forms/
    #[arg(long, env = "GUICHENG_DOCUMENTS", value_name = "DIR", default_value = ".")]
    documents: PathBuf,
    /// Language of the texts
    #[arg(long, value_name = "LANG", default_value = "zh")]
    lang: DrawLang,
    /// File to write (default: the terminal)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A picture, or its source for other programs
    #[arg(long, value_enum, default_value_t = DrawFormat::Svg)]
    format: DrawFormat,
    /// Colours of the picture: as the reader's screen is set, or always the same
    #[arg(long, value_enum, default_value_t = DrawTheme::Auto)]
    theme: DrawTheme,
    /// From left to right instead of from top to bottom
    #[arg(long)]
    right: bool,
    /// Put boxes below each other rather than make the picture wider, in pixels
    #[arg(long, value_name = "PIXELS", default_value = "1100")]
    width: i32,
    /// Draw states that hold others as one box
    #[arg(long)]
    closed: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DrawLang {
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DrawFormat {
    /// A picture for browsers, documents and paper
    Svg,
    /// A `stateDiagram-v2` for pages that draw mermaid
    Mermaid,
    /// SCXML 1.0, which `import-scxml` reads back
    Scxml,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DrawTheme {
    /// Light or dark as the reader's screen is set; black on white on paper
    Auto,
    Light,
    Dark,
    /// Black on white
    Print,
}

impl From<DrawTheme> for Theme {
    fn from(theme: DrawTheme) -> Theme {
        match theme {
            DrawTheme::Auto => Theme::Auto,
            DrawTheme::Light => Theme::Light,
            DrawTheme::Dark => Theme::Dark,
            DrawTheme::Print => Theme::Print,
        }
    }
}

/// Draws it.
///
/// # Errors
/// With a sentence, when the folder cannot be read, the policy is not there or the file cannot be written.
pub fn run(args: &Draw) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::new();
    let files = read_folder(&args.documents, &mut findings)
        .with_context(|| format!("reading {}", args.documents.display()))?;
    if let Some(path) = Some(Path::new(&args.policy)).filter(|path| path.extension().is_some()) {
        // A file alone may be drawn beside a folder with mistakes.
        let mut findings = Findings::new();
        let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let source = Source::from_bytes(&args.policy, &bytes, &mut findings);
        let policy = source.as_ref().and_then(|source| policy::read_alone(source, &mut findings));
        let (Some(source), Some(policy), false) = (source, policy, findings.has_errors()) else {
            return Ok(super::print::findings(findings, true));
        };
        let library = Library::read(files, &mut Findings::new());
        return draw(args, &library, &policy, &source);
    }
    let path = format!("policies/{}.yaml", args.policy);
    let bytes = files.iter().find(|(name, _)| *name == path).map(|(_, bytes)| bytes.clone());
    let library = Library::read(files, &mut findings);
    let (Some(policy), Some(bytes)) = (library.policy(&args.policy), bytes) else {
        if findings.has_errors() {
            return Ok(super::print::findings(findings, true));
        }
        let ids: Vec<&str> = library.policies().map(|policy| policy.id.as_str()).collect();
        bail!("no policy “{}” in {}; there are: {}", args.policy, args.documents.display(), ids.join(", "));
    };
    let source =
        Source::from_bytes(&path, &bytes, &mut findings).context("a policy that was read is a text")?;
    draw(args, &library, policy, &source)
}

fn draw(args: &Draw, library: &Library, policy: &Policy, source: &Source) -> anyhow::Result<ExitCode> {
    let lang = match args.lang {
        DrawLang::Zh => Lang::Zh,
        DrawLang::En => Lang::En,
    };
    let post = |id: &str| Some(library.organisation()?.post(id)?.title.get(lang).to_owned());
    let say = |said: &guicheng_core::calendar::Sentence| sentence(lang, said);
    let options = Options {
        direction: if args.right { Direction::Right } else { Direction::Down },
        width: Some(args.width),
        fold: args.closed,
        form: library.form_of(policy).map(AsRef::as_ref),
        style: Some(args.theme.into()),
        ..Options::new(lang, &say, &post)
    };
    let drawn = match args.format {
        DrawFormat::Svg => picture::svg(policy, &options),
        DrawFormat::Mermaid => picture::mermaid(policy, &options),
        DrawFormat::Scxml => {
            scxml::export(source, &mut Findings::new()).context("a policy that was read is YAML")?
        }
    };
    match &args.out {
        Some(path) => std::fs::write(path, drawn).with_context(|| format!("writing {}", path.display()))?,
        None => print!("{drawn}"),
    }
    Ok(ExitCode::SUCCESS)
}
