//! `import-scxml`: an SCXML document as a policy, on the terminal or in a file.
//!
//! Documents that it calls by a file's name are looked for beside it. Deliberately absent: putting the policy among
//! the documents. Somebody reads it first, gives it titles and posts, and `check` judges it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use guicheng_core::scxml;
use guicheng_core::text::{Findings, Source};

use super::print;

/// `guicheng import-scxml`
#[derive(Args, Clone, Debug)]
pub struct ImportScxml {
    /// The SCXML document
    file: PathBuf,
    /// File to write (default: the terminal); several policies are divided by `---`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Reads it, and writes the policy unless there are errors.
///
/// # Errors
/// With a sentence, when a file cannot be read or written.
pub fn run(args: &ImportScxml) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(&args.file).with_context(|| format!("reading {}", args.file.display()))?;
    let mut findings = Findings::new();
    let Some(source) = Source::from_bytes(&args.file.to_string_lossy(), &bytes, &mut findings) else {
        return Ok(print::findings(findings, true));
    };
    let folder = args.file.parent().map(std::path::Path::to_path_buf).unwrap_or_default();
    let load = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).ok()?;
        Source::from_bytes(&folder.join(name).to_string_lossy(), &bytes, &mut Findings::new())
    };
    let Some(policies) = scxml::import(&source, &load, &mut findings) else {
        return Ok(print::findings(findings, true));
    };
    if !findings.is_empty() {
        print::findings(findings, false);
    }
    match &args.out {
        Some(path) => {
            std::fs::write(path, policies).with_context(|| format!("writing {}", path.display()))?;
        }
        None => print!("{policies}"),
    }
    Ok(ExitCode::SUCCESS)
}
