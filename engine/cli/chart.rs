//! `guicheng chart run`: one policy tried by itself with a clock of its own, microstep by microstep.
//!
//! Only the file's own mistakes stop it: no form, organisation or manual is needed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use guicheng_core::calendar::Calendar;
use guicheng_core::case::{Status, TraceLine};
use guicheng_core::limits::SOURCE_BYTES;
use guicheng_core::policy::Policy;
use guicheng_core::stage::Refused;
use guicheng_core::text::{Findings, Lang, Source};
use guicheng_core::trial::{self, Step, Stop, Trial};
use guicheng_core::value::{Map, Moment, plain_map};
use serde_json::{Value as Json, json};

use super::check::{Format, Tongue};
use super::report;
use crate::lang::t;

/// The first moment of a trial: always the same, so that a trial can be repeated.
const START: &str = "2026-01-05T09:00:00Z";

/// Files beside the chart that are looked through for policies that it calls.
const BESIDE: usize = 500;

/// `guicheng chart …`
#[derive(Args, Clone, Debug)]
pub struct Chart {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Clone, Debug)]
enum What {
    /// Run a policy until it has ended or waits for something that nobody does
    Run(Run),
}

#[derive(Args, Clone, Debug)]
struct Run {
    /// One or several policies divided by lines of `---`; the first runs, the others can be called
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Events to give it: a list of names, or of { event, data, after } or { event, data, at }
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// The record that it begins with: a map of fields
    #[arg(long, value_name = "FILE")]
    fields: Option<PathBuf>,
    /// When it begins, as 2026-01-05T09:00:00+08:00
    #[arg(long, value_name = "MOMENT")]
    start: Option<String>,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Language of the report
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
}

/// Runs the command: fails if the file has errors, or a step was refused.
///
/// # Errors
/// When a file cannot be read.
pub fn run(args: Chart) -> anyhow::Result<ExitCode> {
    let What::Run(args) = args.what;
    let lang: Lang = args.lang.into();
    let mut findings = Findings::new();
    let mut policies = read(&args.file, &mut findings)?.map_or(vec![], |s| trial::charts(&s, &mut findings));
    let events = match &args.events {
        Some(path) => read(path, &mut findings)?.map_or(vec![], |s| trial::given(&s, &mut findings)),
        None => Vec::new(),
    };
    let fields = match &args.fields {
        Some(path) => read(path, &mut findings)?.map_or(Map::new(), |s| trial::fields(&s, &mut findings)),
        None => Map::new(),
    };
    if findings.has_errors() || policies.is_empty() {
        let findings = findings.into_sorted();
        eprint!("{}", report::text(&findings, lang, report::on_terminal()));
        if args.format == Format::Json {
            println!("{}", serde_json::to_string_pretty(&report::json(&findings))?);
        }
        return Ok(ExitCode::FAILURE);
    }
    let warnings = findings.into_sorted();
    if !warnings.is_empty() {
        eprint!("{}", report::text(&warnings, lang, report::on_terminal()));
    }
    let start = args.start.as_deref().unwrap_or(START);
    let start = Moment::parse(start).with_context(|| format!("--start {start}"))?;
    let (beside, calendar) = beside(&args.file);
    policies.extend(beside);
    let trial = trial::run(&policies, Arc::new(calendar), start, fields, events);
    match args.format {
        Format::Text => print!("{}", text(&trial, lang)),
        Format::Json => println!("{}", serde_json::to_string_pretty(&to_json(&trial, &policies[0], lang))?),
    }
    if let Some(stop) = &trial.stopped {
        eprintln!("{}", said(stop, lang));
    }
    Ok(if trial.stopped.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(path: &Path, findings: &mut Findings) -> anyhow::Result<Option<Source>> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(Source::from_bytes(&path.display().to_string(), &bytes, findings))
}

/// Policies without mistakes in the same folder, and its calendar; anything else there is none of this chart's business.
fn beside(file: &Path) -> (Vec<Arc<Policy>>, Calendar) {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml") && path != file);
    paths.sort();
    let (mut policies, mut calendar) = (Vec::new(), None);
    for path in paths.into_iter().take(BESIDE) {
        let small = std::fs::metadata(&path).is_ok_and(|data| data.len() <= SOURCE_BYTES as u64);
        let Some(bytes) = small.then(|| std::fs::read(&path).ok()).flatten() else { continue };
        let mut findings = Findings::new();
        let Some(source) = Source::from_bytes(&path.display().to_string(), &bytes, &mut findings) else {
            continue;
        };
        if source.text.lines().any(|line| line.starts_with("calendar:")) {
            calendar = calendar.or(Calendar::read(&source, &mut findings));
        } else if source.text.lines().any(|line| line.starts_with("policy:")) {
            let read = trial::charts(&source, &mut findings);
            policies.extend(read.into_iter().filter(|_| !findings.has_errors()));
        }
    }
    (policies, calendar.unwrap_or_else(Calendar::plain))
}

fn said(stop: &Stop, lang: Lang) -> String {
    match stop {
        Stop::Refused(refused) => t(lang, "chart-refused", &[("why", refused.to_string().into())]),
        Stop::Stuck(guicheng_core::stage::Stuck::TooMuch) => t(lang, "chart-too-much", &[]),
        Stop::Stuck(guicheng_core::stage::Stuck::NoSuchMoment(moment)) => {
            t(lang, "chart-no-such-moment", &[("moment", moment.as_str().into())])
        }
    }
}

fn text(trial: &Trial, lang: Lang) -> String {
    let mut text = String::new();
    for step in trial.steps() {
        let event = step.event.as_deref().unwrap_or("—");
        let case = if step.case == 0 { String::new() } else { format!(" #{}", step.case) };
        let at = trial.stage.calendar.civil(step.at).strftime("%Y-%m-%d %H:%M:%S%.f").to_string();
        text += &format!("{at}{case} {event}\n");
        for micro in step.microsteps {
            text += &format!("    {}\n", micro_text(micro));
        }
        for value in &step.log {
            text += &format!("    # {}\n", value.plain(trial.stage.calendar.zone()));
        }
        if let Some(refused) = step.refused {
            text += &format!("    {refused}\n");
        }
    }
    let Some(snapshot) = trial.snapshot() else { return text };
    let end = if trial.has_ended() { "chart-ended" } else { "chart-stable" };
    text += &format!("{}\n", t(lang, end, &[("states", configuration(trial).join(", ").into())]));
    for (name, value) in &snapshot.vars {
        text += &format!("    {name} = {}\n", value.plain(trial.stage.calendar.zone()));
    }
    if !trial.undelivered.is_empty() {
        let names: Vec<&str> = trial.undelivered.iter().map(|given| given.event.as_str()).collect();
        text += &format!("{}\n", t(lang, "chart-undelivered", &[("events", names.join(", ").into())]));
    }
    text
}

fn micro_text(line: &TraceLine) -> String {
    let machine = if line.machine.is_empty() { String::new() } else { format!("[{}] ", line.machine) };
    let mut text = format!("{machine}{}", line.event.as_deref().unwrap_or("·"));
    line.exited.iter().for_each(|state| text += &format!(" -{state}"));
    line.entered.iter().filter(|state| !state.is_empty()).for_each(|state| text += &format!(" +{state}"));
    text
}

fn configuration(trial: &Trial) -> Vec<String> {
    let machine = trial.snapshot().and_then(|snapshot| snapshot.machines.get(""));
    machine.map(|machine| machine.states.clone()).unwrap_or_default()
}

/// Those of the active states that hold no other one.
fn innermost(policy: &Policy, states: &[String]) -> Vec<String> {
    let Some(main) = policy.charts.first() else { return Vec::new() };
    let leaf = |name: &&String| {
        main.chart.find(name).is_some_and(|state| main.chart.states[state].children.is_empty())
    };
    states.iter().filter(leaf).cloned().collect()
}

fn to_json(trial: &Trial, policy: &Policy, lang: Lang) -> Json {
    let zone = trial.stage.calendar.zone();
    let snapshot = trial.snapshot();
    let map = |map: Option<&Map>| map.map_or_else(|| json!({}), |map| plain_map(map, zone));
    let root = snapshot.and_then(|snapshot| snapshot.machines.get(""));
    let items = snapshot.into_iter().flat_map(|s| &s.machines).filter(|(path, _)| !path.is_empty());
    let states = configuration(trial);
    json!({
        "policy": policy.id,
        "status": match snapshot.map(|snapshot| snapshot.status) {
            None => json!("refused"),
            Some(Status::Active) => json!("active"),
            Some(status) => serde_json::to_value(status).unwrap_or_default(),
        },
        "done": trial.has_ended(),
        "configuration": states,
        "innermost": innermost(policy, &states),
        "items": items.map(|(path, machine)| (path.clone(), json!(machine.states))).collect::<serde_json::Map<_, _>>(),
        "vars": map(snapshot.map(|snapshot| &snapshot.vars)),
        "record": map(snapshot.map(|snapshot| &snapshot.record)),
        "output": root.map(|machine| machine.output.plain(zone)),
        "steps": trial.steps().map(|step| step_json(trial, policy, &step)).collect::<Vec<_>>(),
        "log": trial.steps().flat_map(|step| step.log).map(|value| value.plain(zone)).collect::<Vec<_>>(),
        "undelivered": trial.undelivered.iter().map(|given| given.event.as_str()).collect::<Vec<_>>(),
        "refused": trial.stopped.as_ref().map(|stop| {
            let refused = match stop {
                Stop::Refused(refused) => refused.clone(),
                Stop::Stuck(_) => Refused { code: "clock".to_owned(), ..Refused::default() },
            };
            json!({ "code": refused.code, "detail": refused.detail, "text": said(stop, lang) })
        }),
    })
}

fn step_json(trial: &Trial, policy: &Policy, step: &Step<'_>) -> Json {
    let micro = |line: &TraceLine| {
        let transitions = line.transitions.iter();
        let transitions =
            transitions.map(|(source, targets)| json!({ "source": source, "targets": targets }));
        json!({
            "machine": line.machine,
            "event": line.event,
            "transitions": transitions.collect::<Vec<_>>(),
            "exited": line.exited,
            "entered": line.entered.iter().filter(|state| !state.is_empty()).collect::<Vec<_>>(),
        })
    };
    json!({
        "at": step.at.to_rfc3339(trial.stage.calendar.zone()),
        "case": step.case,
        "do": serde_json::to_value(step.command).ok().and_then(|command| command.get("do").cloned()),
        "event": step.event,
        "ended": step.ended,
        "configuration": step.configuration,
        "innermost": innermost(policy, step.configuration),
        "microsteps": step.microsteps.iter().map(micro).collect::<Vec<_>>(),
        "log": step.log.iter().map(|value| value.plain(trial.stage.calendar.zone())).collect::<Vec<_>>(),
        "refused": step.refused.map(|refused| refused.code.as_str()),
    })
}
