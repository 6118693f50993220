//! `guicheng audit trace`: the auditor's trace in the terminal, or as the API's JSON.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::open::Place;
use crate::lang::{Lang, t};
use crate::service::{
    Caller, CaseTrace, DocumentTrace, PersonTrace, RevisionTrace, Service, ServiceError, Signed, Traceable,
    Verdict,
};

/// `guicheng audit trace …`
#[derive(Args, Clone, Debug)]
pub struct Trace {
    #[command(flatten)]
    pub place: Place,
    /// What is traced
    #[arg(value_enum)]
    what: What,
    /// A case's number, a document's number or title, a person's name; a part of it, or an id
    #[arg(value_name = "WORD")]
    word: String,
    /// Page of long lists, from 0 on
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=1_000_000))]
    page: i64,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    Case,
    Document,
    Person,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Whoever may run commands on the machine reads everything: an auditor without a name.
fn auditor(service: &Service) -> anyhow::Result<Caller> {
    service.console_reader(Lang::En).map_err(|e| anyhow::anyhow!("{e}"))
}

/// Runs it. Fails if a verdict does not hold.
pub async fn run(service: &Service, args: &Trace) -> anyhow::Result<ExitCode> {
    let caller = auditor(service)?;
    let id = meant(service, &caller, args).await?;
    let wrong = |e: ServiceError| anyhow::anyhow!("“{}”: {e}", args.word);
    let good = match args.what {
        What::Case => {
            let trace = service.trace_case(&caller, &id, Lang::En).await.map_err(wrong)?;
            print(args.format, &trace, || case(&trace))?;
            holds(&trace.verdict)
        }
        What::Document => {
            let trace = service.trace_document(&caller, &id, args.page, Lang::En).await.map_err(wrong)?;
            print(args.format, &trace, || document(&trace))?;
            holds(&trace.verdict)
        }
        What::Person => {
            let trace = service.trace_person(&caller, &id, args.page, Lang::En).await.map_err(wrong)?;
            print(args.format, &trace, || person(&trace))?;
            holds(&trace.verdict)
        }
    };
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The id of what a word means; if it may mean several things, they are told.
async fn meant(service: &Service, caller: &Caller, args: &Trace) -> anyhow::Result<String> {
    let kind = match args.what {
        What::Case => Traceable::Case,
        What::Document => Traceable::Document,
        What::Person => Traceable::Person,
    };
    let mut found = service.trace_find(caller, &args.word, Lang::En).await?;
    found.retain(|found| found.kind == kind);
    if found.iter().any(|found| found.exact) {
        found.retain(|found| found.exact);
    }
    let word = ("word", args.word.as_str().into());
    match &found[..] {
        [one] => Ok(one.id.clone()),
        [] => bail!("{}", t(Lang::En, "trace-meant-none", &[word])),
        several => {
            let list = several.iter().map(|one| format!("\n  {}  {} {}", one.id, one.number, one.title));
            bail!("{}{}", t(Lang::En, "trace-meant-several", &[word]), list.collect::<String>())
        }
    }
}

fn holds(verdict: &[Verdict]) -> bool {
    verdict.iter().all(|found| found.good)
}

fn print<T: Serialize>(format: Format, trace: &T, text: impl FnOnce() -> Vec<String>) -> anyhow::Result<()> {
    match format {
        Format::Json => println!("{}", serde_json::to_string_pretty(trace).context("the trace as JSON")?),
        Format::Text => text().iter().for_each(|line| println!("{line}")),
    }
    Ok(())
}

fn verdicts(found: &[Verdict]) -> Vec<String> {
    found.iter().map(|found| format!("{} {}", if found.good { "ok " } else { "BAD" }, found.text)).collect()
}

fn revision(revision: &RevisionTrace) -> Vec<String> {
    let from = revision.effective_from.as_ref().map_or("-", |at| at.text());
    let to = revision.effective_to.as_ref().map_or("now", |at| at.text());
    let mut lines = vec![
        format!("{} ({}) {} {}", revision.title, revision.document, revision.label, revision.status),
        format!("    in force {from} to {to}"),
        format!("    hash     {}", revision.hash),
    ];
    let by = revision.by_person.as_deref().unwrap_or("-");
    match &revision.change {
        Some(change) => {
            let number = revision.change_number.as_deref().unwrap_or(change);
            lines.push(format!("    change   {number} by {by}: {}", revision.reason));
        }
        None => lines.push(format!("    first release by {by}")),
    }
    lines.extend(revision.changed.iter().map(|changed| format!("    differs  {changed}")));
    lines.extend(revision.evidence.as_ref().map(|hash| format!("    evidence {hash}")));
    lines.extend(revision.signatures.iter().map(|signed| format!("    signed   {}", self::signed(signed))));
    lines
}

fn signed(signed: &Signed) -> String {
    let post = signed.post.as_deref().unwrap_or("-");
    let void = signed.voided_at.as_ref().map(|at| format!(" VOID since {}", at.text())).unwrap_or_default();
    format!("{} {} ({post}) {}{void}", signed.meaning, signed.person, signed.at.text())
}

fn case(trace: &CaseTrace) -> Vec<String> {
    let number = trace.number.as_deref().unwrap_or(&trace.instance);
    let mut lines = vec![format!("{number} {}", trace.title)];
    lines.extend(verdicts(&trace.verdict));
    lines.push(String::new());
    for step in &trace.steps {
        let who = step.person.as_deref().unwrap_or("-");
        let choice = step.choice_title.as_deref().or(step.choice.as_deref()).unwrap_or("");
        let choice = [step.task_title.as_deref().unwrap_or(""), choice].join(": ");
        let choice = choice.trim_matches([':', ' ']);
        let revision = step.revision.as_deref().unwrap_or("");
        lines.push(format!(
            "{:>6} {} {:8} {revision:5} {who} {choice} [{}]",
            step.seq,
            step.at.text(),
            step.kind,
            step.authority
        ));
    }
    lines.push(String::new());
    lines.extend(trace.revisions.iter().flat_map(revision));
    lines.extend(trace.signatures.iter().map(|one| format!("signed {}", signed(one))));
    lines
}

fn document(trace: &DocumentTrace) -> Vec<String> {
    let mut lines = verdicts(&trace.verdict);
    for (one, ran) in trace.revisions.iter().zip(&trace.ran_on) {
        lines.push(String::new());
        lines.extend(revision(one));
        lines.push(format!("    {} cases", ran.total));
        for case in &ran.cases {
            let number = case.number.as_deref().unwrap_or(&case.instance);
            lines.push(format!("        {number} {} {}", case.status, case.started_at.text()));
        }
    }
    lines
}

fn person(trace: &PersonTrace) -> Vec<String> {
    let mut lines = verdicts(&trace.verdict);
    lines.push(String::new());
    for held in &trace.appointments {
        let to = held.to.as_ref().map_or("now", |at| at.text());
        let kind = if held.delegate { "delegate" } else { "holder" };
        lines.push(format!("{kind} of {} {} to {to}", held.post, held.from.text()));
    }
    lines.push(String::new());
    for act in &trace.acts {
        let choice = act.choice_title.as_deref().or(act.choice.as_deref()).unwrap_or("");
        let bad = if act.authority_holds { "" } else { " NOT HELD THEN" };
        lines.push(format!(
            "{:>6} {} {:12} {choice} [{}]{bad}",
            act.seq,
            act.at.text(),
            act.kind,
            act.authority
        ));
    }
    lines.extend(trace.signatures.iter().map(|one| format!("signed {}", signed(one))));
    lines
}
