//! `guicheng test`: tells all scenarios and reports where one goes another way.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use guicheng_core::document::{DocumentKind, Library};
use guicheng_core::scenario::{self, Book, Coverage, Failure, Outcome, Part};
use guicheng_core::text::{Findings, Lang, Place, Span};
use serde_json::{Value as Json, json};

use super::check::{Format, Tongue, documents};
use super::report;
use crate::lang::t;

/// Missing parts that are named one by one; the JSON names all.
const NAMED: usize = 20;

/// `guicheng test …`
#[derive(Args, Clone, Debug)]
pub struct Test {
    /// Folder that holds policies/, manual/ and forms/
    #[arg(value_name = "DIR", default_value = ".")]
    documents: PathBuf,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Language of the report
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
    /// Only scenarios of this policy
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
}

/// A file of scenarios that has been told.
struct Told {
    book: Book,
    outcome: Outcome,
}

impl Told {
    fn failures(&self) -> impl Iterator<Item = (usize, &Failure)> {
        self.outcome
            .stories
            .iter()
            .enumerate()
            .filter_map(|(index, (_, failure))| Some((index, failure.as_ref()?)))
    }

    fn place(&self, library: &Library, span: Span) -> Option<Place> {
        let source = library.source(DocumentKind::Scenarios, &self.book.policy.id)?;
        Some(source.place(span.start))
    }
}

/// Runs the command: fails if a scenario fails, or if the documents have errors.
///
/// # Errors
/// When the folder cannot be read.
pub fn run(args: Test) -> anyhow::Result<ExitCode> {
    let (library, mut findings) = documents(&args.documents)?;
    let told = tell(&library, args.policy.as_deref(), &mut findings);
    let lang = args.lang.into();
    if findings.has_errors() {
        // A story on documents with errors proves nothing.
        let findings = findings.into_sorted();
        match args.format {
            Format::Text => print!("{}", report::text(&findings, lang, report::on_terminal())),
            Format::Json => println!("{}", serde_json::to_string_pretty(&report::json(&findings))?),
        }
        return Ok(ExitCode::FAILURE);
    }
    match args.format {
        Format::Text => print!("{}", text(&library, &told, lang)),
        Format::Json => println!("{}", serde_json::to_string_pretty(&to_json(&library, &told))?),
    }
    Ok(if told.iter().all(|told| told.failures().next().is_none()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn tell(library: &Library, only: Option<&str>, findings: &mut Findings) -> Vec<Told> {
    let scenarios = library.documents().filter(|(id, _)| id.kind() == DocumentKind::Scenarios);
    let named =
        scenarios.map(|(id, _)| id.name().to_owned()).filter(|name| only.is_none_or(|only| only == name));
    let books: Vec<Book> = named.filter_map(|name| scenario::read(library, &name, findings)).collect();
    if findings.has_errors() {
        return Vec::new();
    }
    books.into_iter().map(|book| Told { outcome: scenario::run(library, &book), book }).collect()
}

fn text(library: &Library, told: &[Told], lang: Lang) -> String {
    let mut text = String::new();
    for told in told {
        for (index, failure) in told.failures() {
            failed(library, told, index, failure, lang, &mut text);
        }
    }
    for coverage in told.iter().filter_map(|told| told.outcome.coverage.as_ref()) {
        covered(coverage, lang, &mut text);
    }
    let (passed, failed) = count(told);
    line(&mut text, 0, &t(lang, "scenario-count", &[("passed", passed.into()), ("failed", failed.into())]));
    text
}

fn failed(library: &Library, told: &Told, index: usize, failure: &Failure, lang: Lang, text: &mut String) {
    let name = told.outcome.stories[index].0.get(lang);
    let place = told.place(library, failure.span).map(|place| format!(":{place}")).unwrap_or_default();
    let place = format!("{}{place}", told.book.path);
    line(text, 0, &t(lang, "scenario-failed", &[("place", place.into()), ("name", name.into())]));
    for difference in &failure.differences {
        let parts =
            [("what", &difference.what), ("expected", &difference.expected), ("got", &difference.got)];
        let args: Vec<_> = parts.into_iter().map(|(name, value)| (name, value.as_str().into())).collect();
        line(text, 2, &t(lang, "scenario-difference", &args));
    }
    line(text, 2, &t(lang, "scenario-trace", &[]));
    failure.trace.iter().for_each(|step| line(text, 4, step));
    text.push('\n');
}

fn covered(coverage: &Coverage, lang: Lang, text: &mut String) {
    let part = |part: &Part| format!("{}/{}", part.covered, part.total);
    let args = [
        ("policy", coverage.policy.as_str().into()),
        ("states", part(&coverage.states).into()),
        ("transitions", part(&coverage.transitions).into()),
        ("conditions", part(&coverage.conditions).into()),
        ("rows", part(&coverage.rows).into()),
    ];
    line(text, 0, &t(lang, "scenario-coverage", &args));
    let missing: Vec<_> = parts(coverage).into_iter().flat_map(|part| &part.missing).collect();
    for missing in missing.iter().take(NAMED) {
        let args = [("line", missing.line.to_string().into()), ("name", missing.name.as_str().into())];
        line(text, 2, &t(lang, "scenario-missing", &args));
    }
    if missing.len() > NAMED {
        line(text, 2, &t(lang, "scenario-more", &[("count", (missing.len() - NAMED).into())]));
    }
}

fn parts(coverage: &Coverage) -> [&Part; 4] {
    [&coverage.states, &coverage.transitions, &coverage.conditions, &coverage.rows]
}

fn line(text: &mut String, indent: usize, words: &str) {
    text.push_str(&" ".repeat(indent));
    text.push_str(words);
    text.push('\n');
}

fn count(told: &[Told]) -> (usize, usize) {
    let failed = told.iter().map(|told| told.failures().count()).sum();
    let all: usize = told.iter().map(|told| told.outcome.stories.len()).sum();
    (all - failed, failed)
}

fn to_json(library: &Library, told: &[Told]) -> Json {
    let mut scenarios = Vec::new();
    for told in told {
        for (index, (name, failure)) in told.outcome.stories.iter().enumerate() {
            // Where it went another way; of one that passed, where it begins.
            let span = failure.as_ref().map_or(told.book.stories[index].span, |failure| failure.span);
            let place = told.place(library, span);
            scenarios.push(json!({
                "policy": told.book.policy.id,
                "path": &*told.book.path,
                "index": index,
                "name": name,
                "passed": failure.is_none(),
                "line": place.map(|place| place.line),
                "column": place.map(|place| place.column),
                "failure": failure,
            }));
        }
    }
    let coverage: Vec<&Coverage> = told.iter().filter_map(|told| told.outcome.coverage.as_ref()).collect();
    let (passed, failed) = count(told);
    json!({ "scenarios": scenarios, "coverage": coverage, "passed": passed, "failed": failed })
}
