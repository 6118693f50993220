//! `guicheng explain`: what a finding's code means, with an example of what is wrong and what is right.

use std::process::ExitCode;

use clap::Args;
use guicheng_core::text::{Lang, closest};

use super::check::Tongue;
use crate::lang::{self, explain, t};

/// `guicheng explain …`
#[derive(Args, Clone, Debug)]
pub struct Explain {
    /// Code of a finding, such as G0628; without one, all codes are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// One language only
    #[arg(long, value_enum)]
    lang: Option<Tongue>,
}

/// Runs the command.
///
/// # Errors
/// When there is no such code.
pub fn run(args: &Explain) -> anyhow::Result<ExitCode> {
    let langs = match args.lang {
        Some(tongue) => vec![tongue.into()],
        None => Lang::ALL.to_vec(),
    };
    let Some(code) = &args.code else {
        print!("{}", listed(&langs));
        return Ok(ExitCode::SUCCESS);
    };
    let code = code.to_ascii_uppercase();
    if let Some(text) = explained(&code, &langs) {
        print!("{text}");
        return Ok(ExitCode::SUCCESS);
    }
    let near = closest(&code, explain::codes()).unwrap_or("—");
    for lang in langs {
        eprintln!("{}", t(lang, "check-no-code", &[("code", code.as_str().into()), ("near", near.into())]));
    }
    Ok(ExitCode::FAILURE)
}

/// Each code with what it means.
fn listed(langs: &[Lang]) -> String {
    let line = |code| {
        let said = explain::explanation(code)?;
        let texts: Vec<&str> = langs.iter().map(|lang| said.text(*lang)).collect();
        Some(format!("{code}  {}\n", texts.join("\n       ")))
    };
    explain::codes().filter_map(line).collect()
}

fn explained(code: &str, langs: &[Lang]) -> Option<String> {
    let said = explain::explanation(code)?;
    let mut text = format!("{code}\n");
    for lang in langs {
        text.push_str(&format!("\n{}\n", said.text(*lang)));
        // Advice without gaps for names reads well by itself.
        let hint = lang::plain_attr(*lang, &format!("finding-{code}"), "hint");
        text.extend(
            hint.map(|hint| format!("{}\n", t(*lang, "check-mend", &[("hint", hint.as_str().into())]))),
        );
    }
    let both = |key: &str| langs.iter().map(|lang| t(*lang, key, &[])).collect::<Vec<_>>().join(" · ");
    text.push_str(&format!("\n{}\n    {}\n", both("check-wrong"), said.wrong));
    text.push_str(&format!("{}\n    {}\n", both("check-right"), said.right));
    Some(text)
}
