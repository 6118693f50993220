//! What the Recommendation says, as charts with the steps that must follow: the files of `chart/conformance`, run as
//! `guicheng chart run` does. Their README tells how a step is written.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::case::{Command, TraceLine};
use crate::policy::Policy;
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Findings, Source};
use crate::trial::{self, Given, Step, Trial, When};
use crate::value::{Map, Moment, Value};

const FILES: [(&str, &str); 12] = [
    ("call", include_str!("../conformance/call.yaml")),
    ("content", include_str!("../conformance/content.yaml")),
    ("data", include_str!("../conformance/data.yaml")),
    ("eventless", include_str!("../conformance/eventless.yaml")),
    ("events", include_str!("../conformance/events.yaml")),
    ("final", include_str!("../conformance/final.yaml")),
    ("history", include_str!("../conformance/history.yaml")),
    ("initial", include_str!("../conformance/initial.yaml")),
    ("order", include_str!("../conformance/order.yaml")),
    ("parallel", include_str!("../conformance/parallel.yaml")),
    ("send", include_str!("../conformance/send.yaml")),
    ("transitions", include_str!("../conformance/transitions.yaml")),
];

#[test]
fn the_recommendations_rules_hold() {
    let mut wrong = Vec::new();
    for (file, text) in FILES {
        let mut findings = Findings::new();
        let source = Source::from_bytes(file, text.as_bytes(), &mut findings).unwrap();
        let root = yaml::read(&source, &mut findings).unwrap();
        assert!(!findings.has_errors(), "{file}: {:?}", crate::tests::said(findings));
        let Kind::List(examples) = root.kind else { panic!("{file} is a list of examples") };
        assert!(!examples.is_empty());
        for example in &examples {
            let rule = example.get("rule").and_then(Node::as_text).expect("a rule");
            let (got, wanted) = (run(file, example), texts(example, "steps"));
            if got != wanted {
                wrong.push(format!("{file}: {rule}\n  {}\nnot\n  {}", got.join("\n  "), wanted.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn texts(example: &Node, key: &str) -> Vec<String> {
    let Some(Node { kind: Kind::List(items), .. }) = example.get(key) else { return Vec::new() };
    items.iter().map(|item| item.as_text().expect("a text").to_owned()).collect()
}

fn run(file: &str, example: &Node) -> Vec<String> {
    let part = |key: &str| example.get(key).and_then(Node::as_text).unwrap_or_default();
    let text = format!("policy: p\n{}\n---\n{}", part("chart"), part("others"));
    let mut findings = Findings::new();
    let source = Source::from_bytes(file, text.as_bytes(), &mut findings).unwrap();
    let policies = trial::charts(&source, &mut findings);
    if findings.has_errors() {
        return crate::tests::said(findings);
    }
    let given = |event| Given { event, data: Value::Null, when: When::Now };
    let events = texts(example, "events").into_iter().map(given).collect();
    let start = Moment::parse("2026-01-05T09:00:00Z").unwrap();
    let trial = trial::run(&policies, Arc::new(Calendar::plain()), start, Map::new(), events);
    let mut lines: Vec<String> = trial.steps().map(|step| line(&trial, &step)).collect();
    lines.extend(trial.stopped.as_ref().map(|stop| format!("stopped: {stop:?}")));
    lines
}

/// `event: cause -left +entered; … # logged => innermost (end)`
fn line(trial: &Trial, step: &Step<'_>) -> String {
    let event = match (step.command, &step.event) {
        (Command::Start { .. }, _) => "start",
        (Command::Cancel, _) => "cancel",
        (_, event) => event.as_deref().unwrap_or("?"),
    };
    let micro: Vec<String> = step.microsteps.iter().map(microstep).collect();
    let mut line = format!("{event}: {}", micro.join("; "));
    if !step.log.is_empty() {
        let logged: Vec<String> = step.log.iter().map(|value| crate::guard::text_of(value)).collect();
        line = format!("{} # {}", line.trim_end(), logged.join(" "));
    }
    let states = innermost(&trial.stage.cases[step.case].policy, step.configuration);
    let end = if step.ended { " (end)" } else { "" };
    format!("{} => {}{end}", line.trim_end(), states.join(" ")).replace(":  =>", ": =>")
}

fn microstep(line: &TraceLine) -> String {
    let mut words: Vec<String> = line.event.iter().cloned().collect();
    words.extend(line.exited.iter().map(|state| format!("-{state}")));
    words.extend(line.entered.iter().filter(|state| !state.is_empty()).map(|state| format!("+{state}")));
    words.join(" ")
}

fn innermost<'s>(policy: &Policy, states: &'s [String]) -> Vec<&'s str> {
    let main = &policy.charts[0].chart;
    let leaf = |name: &&String| main.find(name).is_some_and(|state| main.states[state].children.is_empty());
    states.iter().filter(leaf).map(String::as_str).collect()
}
