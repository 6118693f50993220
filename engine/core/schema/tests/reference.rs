//! The language reference: every example is read, those that run are run, every key of a policy has an example.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::keys::{Def, Type, find};
use crate::calendar::Calendar;
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Findings, Source};
use crate::trial::{self, Given, When};
use crate::value::{Map, Value};

#[expect(clippy::disallowed_methods, reason = "the reference and the calendar are what is tested")]
fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What stands behind the three backquotes, and what is between.
fn examples(page: &str) -> Vec<(String, String)> {
    let mut examples = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```yaml") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            examples.push((info.trim().to_owned(), text.join("\n")));
        }
    }
    examples
}

fn source(text: &str) -> Source {
    Source::from_bytes("policies/example.yaml", text.as_bytes(), &mut Findings::new()).unwrap()
}

/// Keys that a value uses, as `map.key`; of several kinds of maps the one whose keys it has.
fn used(types: &[Type], node: &Node, into: &mut BTreeSet<String>) {
    for kind in types {
        match (kind, &node.kind) {
            (Type::Ref(name), _) => of_def(find(name).unwrap(), node, into),
            (Type::Many(inner), Kind::List(items)) => {
                items.iter().for_each(|item| used(std::slice::from_ref(inner), item, into));
            }
            (Type::Many(inner), _) => used(std::slice::from_ref(inner), node, into),
            (Type::List(inner), Kind::List(items)) => items.iter().for_each(|item| used(inner, item, into)),
            (Type::Named(inner), Kind::Map(entries)) => {
                entries.iter().for_each(|(_, value)| used(inner, value, into));
            }
            _ => {}
        }
    }
}

fn of_def(def: &Def, node: &Node, into: &mut BTreeSet<String>) {
    if !def.alias.is_empty() {
        return used(&def.alias, node, into);
    }
    let (keys, Kind::Map(entries)) = (def.all_keys(), &node.kind) else { return };
    let all_known = entries.iter().all(|(key, _)| keys.iter().any(|(_, known)| known.name == key.name));
    if !all_known || keys.iter().any(|(_, key)| key.required && node.get(key.name).is_none()) {
        return;
    }
    for (owner, key) in &keys {
        if let Some(value) = node.get(key.name) {
            into.insert(format!("{owner}.{}", key.name));
            used(&key.types, value, into);
        }
    }
}

/// Every key of a policy and of the maps inside.
fn all_keys() -> BTreeSet<String> {
    let (mut open, mut seen, mut all) = (vec!["policy"], BTreeSet::new(), BTreeSet::new());
    while let Some(name) = open.pop() {
        let def = find(name).unwrap();
        if name == "bilingual" || !seen.insert(name) {
            continue;
        }
        all.extend(def.all_keys().iter().map(|(owner, key)| format!("{owner}.{}", key.name)));
        open.extend(super::super::refers(def));
    }
    all
}

#[test]
fn every_example_of_the_reference_is_read_and_run() {
    let page = file("policies/README.zh.md");
    let calendar = Source::from_bytes(
        "policies/calendar.yaml",
        file("policies/calendar.yaml").as_bytes(),
        &mut Findings::new(),
    );
    let calendar = Arc::new(Calendar::read(&calendar.unwrap(), &mut Findings::new()).unwrap());
    let mut keys = BTreeSet::new();
    let (mut run, mut wrong) = (0, Vec::new());
    for (info, text) in examples(&page) {
        let mut findings = Findings::new();
        let policies = trial::charts(&source(&text), &mut findings);
        wrong.extend(
            findings.into_sorted().iter().map(|f| format!("{}: {} {:?}", f.code, f.source_line, f.args)),
        );
        for part in text.split("---\n") {
            let root = yaml::read(&source(part), &mut Findings::new()).unwrap();
            used(&[Type::Ref("policy")], &root, &mut keys);
        }
        let Some(plan) = info.strip_prefix("run") else {
            assert_eq!(info, "policy", "{text}");
            continue;
        };
        let (events, states) = plan.split_once("=>").unwrap();
        let event = |name: &str| Given { event: name.to_owned(), data: Value::Null, when: When::Now };
        let now = crate::value::Moment::parse("2026-01-05T09:00:00+08:00").unwrap();
        let events: Vec<Given> = events.split_whitespace().map(event).collect();
        let trial = trial::run(&policies, Arc::clone(&calendar), now, Map::new(), events);
        wrong.extend(trial.stopped.as_ref().map(|stop| format!("{stop:?}\n{text}")));
        if trial.stopped.is_some() || policies.is_empty() {
            continue;
        }
        let last = trial.steps().filter(|step| step.case == 0).last().unwrap().configuration.to_vec();
        if last != states.split_whitespace().collect::<Vec<_>>() {
            wrong.push(format!("{last:?} instead of {states}\n{text}"));
        }
        run += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run >= 4);
    let absent: Vec<String> = all_keys().difference(&keys).cloned().collect();
    assert!(absent.is_empty(), "no example shows {absent:?}");
}

/// The tables of the reference name every key.
#[test]
fn the_reference_tells_every_key() {
    let page = file("policies/README.zh.md");
    let names: BTreeSet<String> =
        all_keys().into_iter().map(|key| key.split('.').nth(1).unwrap().to_owned()).collect();
    let absent: Vec<&String> = names.iter().filter(|name| !page.contains(&format!("| `{name}` |"))).collect();
    assert!(absent.is_empty(), "{absent:?}");
}
