//! Trials: files with several policies, events by the clock, and where they end.

use std::sync::Arc;

use super::{Stop, Trial, charts, given, run};
use crate::calendar::Calendar;
use crate::stage::Stuck;
use crate::text::{Findings, Source};
use crate::value::{Map, Moment};

fn source(text: &str) -> Source {
    Source::from_bytes("chart.yaml", text.as_bytes(), &mut Findings::new()).unwrap()
}

fn tried(chart: &str, events: &str) -> Trial {
    let mut findings = Findings::new();
    let policies = charts(&source(chart), &mut findings);
    let events = if events.is_empty() { vec![] } else { given(&source(events), &mut findings) };
    assert!(!findings.has_errors(), "{:?}", crate::tests::said(findings));
    let start = Moment::parse("2026-01-05T09:00:00Z").unwrap();
    run(&policies, Arc::new(Calendar::plain()), start, Map::new(), events)
}

/// `seconds since the start, event: states` of each step.
fn told(trial: &Trial) -> Vec<String> {
    let start = Moment::parse("2026-01-05T09:00:00Z").unwrap();
    let line = |step: super::Step<'_>| {
        let after = (step.at.0 - start.0) as f64 / 1e6;
        format!("{after} {}: {}", step.event.unwrap_or_default(), step.configuration.join(" "))
    };
    trial.steps().map(line).collect()
}

#[test]
fn the_clock_jumps_from_timer_to_timer() {
    let trial = tried(
        "
policy: p
states:
  a: { entry: [{ send: tick, after: 90s }], after: { 500ms: b } }
  b: { on: { go: a, tick: f } }
  f: { type: final }",
        "[{ event: go, after: 1s }, { event: nobody, data: { x: 1 } }, { event: late, at: '2026-01-05T10:00:00Z' }, never]",
    );
    let expected = ["0 : a", "0.5 after.a.0: b", "1 go: a", "1 nobody: a", "1.5 after.a.0: b", "90 tick: f"];
    assert_eq!(told(&trial), expected);
    assert!(trial.has_ended() && trial.stopped.is_none());
    let undelivered: Vec<&str> = trial.undelivered.iter().map(|given| given.event.as_str()).collect();
    assert_eq!(undelivered, ["late", "never"]);
}

#[test]
fn a_chart_that_ticks_for_ever_is_stopped() {
    let trial = tried("{ policy: p, states: { a: { after: { 1h: { target: a, reenter: true } } } } }", "");
    assert_eq!(trial.stopped, Some(Stop::Stuck(Stuck::TooMuch)));
}

#[test]
fn a_refused_step_stops_it() {
    let chart = "{ policy: p, states: { a: { on: { go: { actions: [{ log: 1 / 0 }] } } } } }";
    let trial = tried(chart, "[go, more]");
    assert!(matches!(&trial.stopped, Some(Stop::Refused(refused)) if refused.code == "script-arithmetic"));
    assert_eq!(trial.undelivered.len(), 1);
    // the same in a timer
    let trial = tried(&chart.replace("on: { go:", "after: { 1s:"), "");
    assert!(matches!(&trial.stopped, Some(Stop::Refused(refused)) if refused.code == "script-arithmetic"));
    assert!(matches!(
        tried(chart, "[{ event: x, at: '2020-01-01T00:00:00Z' }]").stopped,
        Some(Stop::Stuck(_))
    ));
}

#[test]
fn several_policies_in_a_file_keep_their_places() {
    let text = "# about\n---\npolicy: one\nstates: { a: {} }\n--- # next\npolicy: two\nstates: { a: nonsense: }\n---\n\npolicy: three\nstates: { a: { on: { x: missing } } }\n";
    let mut findings = Findings::new();
    let policies = charts(&source(text), &mut findings);
    assert_eq!(policies.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>(), ["one", "three"]);
    let places: Vec<u32> = findings.into_sorted().iter().map(|finding| finding.line).collect();
    assert_eq!(places, [7, 11]);
}

#[test]
fn an_empty_file_is_a_finding() {
    for text in ["", "---\n# nothing\n---\n"] {
        let mut findings = Findings::new();
        assert!(charts(&source(text), &mut findings).is_empty());
        assert!(findings.has_errors());
    }
}
