//! Thousands of cases by chance, and what came of them.

use std::process::ExitCode;

use anyhow::Context;
use guicheng_core::document::Library;
use guicheng_core::policy::Policy;
use guicheng_core::simulate::Cast;
use guicheng_core::simulate::monte::{self, Lengths, Plan, Report};
use guicheng_core::text::{Findings, Lang, Source};
use guicheng_core::value::Moment;

use super::super::check::Format;
use super::super::report;
use super::Simulate;
use crate::lang::{self, Arg, Say, span, t};

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// Simulates and prints the report.
///
/// # Errors
/// When the file of assumptions cannot be read.
pub fn run(
    args: &Simulate,
    library: &Library,
    cast: &Cast,
    starts: Moment,
    cases: usize,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let policy = library.policy(&args.policy).context("there is no such policy")?;
    let calendar = library.calendar().context("there is no calendar")?;
    let mut plan = Plan::from(calendar.date(starts));
    if let Some(path) = &args.with {
        let mut findings = Findings::new();
        let source = Source::from_bytes(&path.display().to_string(), &super::bytes(path)?, &mut findings);
        let read = source.and_then(|source| monte::read(library, policy, &source, plan, &mut findings));
        if findings.has_errors() {
            print!("{}", report::text(&findings.into_sorted(), lang, report::on_terminal()));
            return Ok(ExitCode::FAILURE);
        }
        plan = read.context("the assumptions could not be read")?;
    }
    let report = monte::simulate(library, &args.policy, cast, &plan, cases, args.seed);
    let report = report.context("there is no such first day")?;
    match args.format {
        Format::Text => print!("{}", Words { lang, library, policy }.text(&report)),
        Format::Json => println!("{}", serde_json::to_string_pretty(&report)?),
    }
    Ok(ExitCode::SUCCESS)
}

struct Words<'a> {
    lang: Lang,
    library: &'a Library,
    policy: &'a Policy,
}

impl Words<'_> {
    fn text(&self, report: &Report) -> String {
        let lang = self.lang;
        let mut text = self.say(
            "simulate-report",
            &[
                ("title", self.policy.title.get(lang).into()),
                ("cases", report.cases.into()),
                ("runs", report.runs.into()),
                ("seed", report.seed.to_string().into()),
            ],
        );
        text.push('\n');
        self.lengths(report, &mut text);
        self.ends(report, &mut text);
        self.tasks(report, &mut text);
        self.posts(report, &mut text);
        for (key, sum) in [("simulate-penalties", &report.penalties), ("simulate-rewards", &report.rewards)] {
            let args = [("count", sum.count.into()), ("yuan", lang::money(lang, sum.yuan).into())];
            text.push_str(&format!("\n{}\n", self.say(key, &args)));
        }
        self.trouble(report, &mut text);
        text
    }

    fn say(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        t(self.lang, key, args)
    }

    fn heads(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.lang.t(key)).collect()
    }

    fn lengths(&self, report: &Report, text: &mut String) {
        let mut rows = vec![self.heads(&[
            "simulate-length",
            "simulate-min",
            "simulate-median",
            "simulate-p90",
            "simulate-max",
        ])];
        let row = |key: &str, lengths: &Lengths, say: &dyn Fn(i64) -> String| {
            let figures = [lengths.min, lengths.median, lengths.p90, lengths.max].map(say);
            std::iter::once(self.lang.t(key)).chain(figures).collect()
        };
        rows.push(row("simulate-calendar", &report.calendar, &|minutes| span(self.lang, minutes * MINUTE)));
        rows.push(row("simulate-working", &report.working, &|minutes| self.hours(minutes)));
        table(&rows, text);
    }

    /// Working time, in hours: a working day has fewer of them than a day.
    fn hours(&self, minutes: i64) -> String {
        let args = [("hours", format!("{}.{}", minutes / 60, minutes % 60 / 6).into())];
        self.say("simulate-hours", &args)
    }

    fn ends(&self, report: &Report, text: &mut String) {
        let mut rows = vec![self.heads(&["simulate-ends", "simulate-cases", "simulate-share"])];
        for end in &report.ends {
            rows.push(vec![self.states(&end.state), end.count.to_string(), share(end.count, report.cases)]);
        }
        let open = report.cases - report.ended - report.not_started;
        for (key, count) in [("simulate-open", open), ("simulate-not-started", report.not_started)] {
            if count > 0 {
                rows.push(vec![self.lang.t(key), count.to_string(), share(count, report.cases)]);
            }
        }
        table(&rows, text);
    }

    fn tasks(&self, report: &Report, text: &mut String) {
        let mut rows = vec![self.heads(&[
            "simulate-tasks",
            "simulate-done",
            "simulate-due",
            "simulate-late",
            "simulate-share",
            "simulate-open-median",
            "simulate-open-p90",
        ])];
        for task in &report.tasks {
            rows.push(vec![
                self.states(&task.state),
                task.closed.to_string(),
                task.due.to_string(),
                task.late.to_string(),
                share(task.late, task.due),
                self.hours(task.open.median),
                self.hours(task.open.p90),
            ]);
        }
        table(&rows, text);
    }

    fn posts(&self, report: &Report, text: &mut String) {
        let mut rows = vec![self.heads(&[
            "simulate-posts",
            "simulate-people",
            "simulate-done",
            "simulate-load",
            "simulate-queue-median",
            "simulate-queue-p90",
        ])];
        for desk in &report.posts {
            let Lengths { median, p90, .. } = desk.queue;
            rows.push(vec![
                self.post(&desk.post),
                desk.people.to_string(),
                desk.done.to_string(),
                format!("{}.{} %", desk.load / 10, desk.load % 10),
                self.hours(median),
                self.hours(p90),
            ]);
        }
        table(&rows, text);
    }

    /// What did not go as it should: timers that could not act, tasks that could not be got rid of.
    fn trouble(&self, report: &Report, text: &mut String) {
        for (code, count) in &report.incidents {
            let args = [("code", code.as_str().into()), ("count", (*count).into())];
            text.push_str(&format!("{}\n", self.say("simulate-incident", &args)));
        }
        for held in &report.stuck {
            let args = [
                ("state", self.states(&held.state).into()),
                ("code", held.code.as_str().into()),
                ("count", held.count.into()),
            ];
            let key = if held.state.is_empty() { "simulate-stuck-start" } else { "simulate-stuck" };
            text.push_str(&format!("{}\n", self.say(key, &args)));
        }
    }

    /// Titles of states, with their names; several are joined by commas.
    fn states(&self, names: &str) -> String {
        let one = |name: &str| {
            let title = self.policy.find_state(name).and_then(|(chart, state)| {
                self.policy.charts[chart].work[state].title.as_ref().map(|title| title.get(self.lang))
            });
            title.map_or_else(|| name.to_owned(), |title| format!("{title} {name}"))
        };
        names.split(", ").map(one).collect::<Vec<_>>().join(", ")
    }

    fn post(&self, id: &str) -> String {
        let post = self.library.organisation().and_then(|organisation| organisation.post(id));
        post.map_or_else(|| id.to_owned(), |post| format!("{} {id}", post.title.get(self.lang)))
    }
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let thousandths = (part * 1_000 + whole / 2) / whole;
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

/// Columns under their heads, the first one to the left, figures to the right.
fn table(rows: &[Vec<String>], text: &mut String) {
    let columns = rows.first().map_or(0, Vec::len);
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    text.push('\n');
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let space = " ".repeat(widths[column] - width(cell));
            match column {
                0 => line.push_str(&format!("{cell}{space}")),
                _ => line.push_str(&format!("  {space}{cell}")),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// Columns of a terminal that a text takes: Chinese signs take two (East Asian Width W and F, roughly).
fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}') { 2 } else { 1 }).sum()
}
