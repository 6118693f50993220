//! `guicheng calendar`: each day of a span, working or not, and why.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Args;
use guicheng_core::calendar::{Day, Standing, Why};
use guicheng_core::document::Library;
use guicheng_core::text::{Bilingual, Findings, Lang};
use jiff::civil::Date;
use serde_json::json;

use super::check::{Format, Tongue};
use super::print;
use crate::lang::{date, t};
use crate::limits;
use crate::service::read_folder;

/// `guicheng calendar …`
#[derive(Args, Clone, Debug)]
pub struct Calendar {
    /// First day, as 2026-09-20
    #[arg(long, value_name = "DATE")]
    from: Date,
    /// Last day
    #[arg(long, value_name = "DATE")]
    to: Date,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Language of the list
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
    /// Folder that holds policies/, manual/ and forms/
    #[arg(long, env = "GUICHENG_DOCUMENTS", value_name = "DIR", default_value = ".")]
    documents: PathBuf,
}

/// Runs it.
///
/// # Errors
/// When the days are not in order or too many, or there is no calendar.
pub fn run(args: &Calendar) -> anyhow::Result<ExitCode> {
    let lang = Lang::from(args.lang);
    ensure!(args.from <= args.to, t(lang, "cli-days-order", &[]));
    let days = args.from.until(args.to).map_or(0, |span| span.get_days()) + 1;
    let limit = limits::CALENDAR_DAYS;
    ensure!(days <= limit, t(lang, "cli-days-many", &[("limit", i64::from(limit).into())]));
    let mut unread = Findings::new();
    let files = read_folder(&args.documents, &mut unread)
        .with_context(|| args.documents.display().to_string())?
        .into_iter()
        .filter(|(path, _)| path == "policies/calendar.yaml");
    let mut findings = Findings::new();
    let library = Library::read(files, &mut findings);
    if findings.has_errors() {
        return Ok(print::findings(findings, true));
    }
    let calendar = library.calendar().context(t(lang, "cli-no-calendar", &[]))?;
    let days = args.from.series(jiff::Span::new().days(1)).take_while(|day| *day <= args.to);
    let days: Vec<Day<'_>> = days.map(|day| calendar.day(day)).collect();
    match args.format {
        Format::Text => days.iter().for_each(|day| println!("{}", line(day, lang))),
        Format::Json => {
            let list: Vec<_> = days.iter().map(in_json).collect();
            println!("{}", serde_json::to_string_pretty(&list)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(day: &Day<'_>, lang: Lang) -> String {
    let working = t(lang, if day.working { "cli-working" } else { "cli-not-working" }, &[]);
    let standing = match day.standing {
        Standing::Published => String::new(),
        Standing::Provisional => t(lang, "cli-provisional", &[]),
        Standing::Uncovered => t(lang, "cli-uncovered", &[]),
    };
    format!("{}  {}  {working}  {}{standing}", day.date, date(lang, day.date), why(day, lang))
}

fn why(day: &Day<'_>, lang: Lang) -> String {
    let named = |id: &str, label: &Bilingual| t(lang, id, &[("name", label.get(lang).into())]);
    match day.why {
        Why::Weekday => t(lang, "cli-weekday", &[]),
        Why::Weekend => t(lang, "cli-weekend", &[]),
        Why::Holiday(label) => named("cli-holiday", label),
        Why::MakeUp(label) => named("cli-make-up", label),
    }
}

fn in_json(day: &Day<'_>) -> serde_json::Value {
    let reason = match day.why {
        Why::Weekday => "weekday",
        Why::Weekend => "weekend",
        Why::Holiday(_) => "holiday",
        Why::MakeUp(_) => "make_up",
    };
    let standing = match day.standing {
        Standing::Published => "published",
        Standing::Provisional => "provisional",
        Standing::Uncovered => "uncovered",
    };
    json!({
        "date": day.date.to_string(),
        "working": day.working,
        "reason": reason,
        "why": { "zh": why(day, Lang::Zh), "en": why(day, Lang::En) },
        "standing": standing,
    })
}
