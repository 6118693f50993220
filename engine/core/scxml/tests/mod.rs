//! SCXML out and in: our own charts come back as they went, others' as far as they map, and what does not is said.

mod foreign;
mod random;
mod sample;
mod written;

use super::{export, import};
use crate::policy::{self, Policy};
use crate::text::{Finding, Findings, Source};

fn source(path: &str, text: &str) -> Source {
    Source::from_bytes(path, text.as_bytes(), &mut Findings::new()).unwrap()
}

/// An SCXML document as policies, with what was found.
fn imported(text: &str) -> (Option<String>, Vec<Finding>) {
    let mut findings = Findings::new();
    let out = import(&source("sample.scxml", text), &|_| None, &mut findings);
    (out, findings.into_sorted())
}

fn exported(text: &str) -> String {
    let mut findings = Findings::new();
    let out = export(&source("policies/sample.yaml", text), &mut findings);
    assert!(findings.is_empty(), "{:?}", findings.into_sorted());
    out.unwrap()
}

fn compiled(text: &str) -> Policy {
    let mut findings = Findings::new();
    let policy = policy::read_alone(&source("policies/sample.yaml", text), &mut findings);
    assert!(!findings.has_errors(), "{:#?}\n{text}", findings.into_sorted());
    policy.unwrap()
}

/// What decides how a chart runs, as text: states, transitions, their order, guards, how many actions.
fn structure(policy: &Policy) -> String {
    let mut out = String::new();
    for chart in &policy.charts {
        for state in &chart.chart.states {
            let initial = state.initial.as_ref().map(|i| (&i.targets, i.block.as_ref().map(Vec::len)));
            let blocks = |blocks: &[Vec<policy::Action>]| blocks.iter().map(Vec::len).collect::<Vec<_>>();
            out += &format!(
                "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?}\n",
                state.name,
                state.kind,
                state.parent,
                state.children,
                initial,
                state.transitions,
                blocks(&state.entry),
                blocks(&state.exit)
            );
        }
        for t in &chart.chart.transitions {
            let guard = t.guard.map(|id| policy.scripts[id].text().trim().to_owned());
            let actions = t.block.as_ref().map(Vec::len);
            out += &format!(
                "{} {:?} {:?} {:?} {} {:?}\n",
                t.source, t.events, guard, t.targets, t.internal, actions
            );
        }
    }
    out
}

/// Out, in, out: the second document is the first, byte for byte, and the chart between them is the one before.
fn assert_comes_back(text: &str) {
    let first = exported(text);
    let (policy, findings) = imported(&first);
    assert!(findings.is_empty(), "{findings:#?}\n{first}");
    let policy = policy.unwrap();
    assert_eq!(structure(&compiled(&policy)), structure(&compiled(text)), "{policy}");
    assert_eq!(exported(&policy), first, "{policy}");
}

/// Every policy that is shipped, those of sub-folders included.
#[test]
#[expect(clippy::disallowed_methods, reason = "the shipped policies are what is tested")]
fn every_shipped_policy_comes_back() {
    let mut folders = vec![format!("{}/../../policies", env!("CARGO_MANIFEST_DIR"))];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(name);
            } else if name.ends_with(".yaml") {
                let text = std::fs::read_to_string(&path).unwrap();
                // One that its own tests refuse has nothing to come back as.
                let mut findings = Findings::new();
                policy::read_alone(&source("policies/sample.yaml", &text), &mut findings);
                let is_policy = text.lines().any(|line| line.starts_with("policy: "));
                if is_policy && !name.ends_with(".test.yaml") && !findings.has_errors() {
                    assert_comes_back(&text);
                    count += 1;
                }
            }
        }
    }
    assert!(count >= 2);
}
