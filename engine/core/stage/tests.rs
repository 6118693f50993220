//! Cases that call each other and speak with each other, in memory.

use super::*;
use crate::policy;
use crate::tests::said;
use crate::text::{Findings, Source};

/// Policies by their bodies, without heads; `@word` logs the word. They must be without mistakes.
fn stage(policies: &[(&str, &str)]) -> Stage {
    let now = Moment::parse(crate::case::tests::play::START).unwrap();
    let mut stage = Stage::new(crate::case::tests::play::calendar(), now);
    for (id, body) in policies {
        let text = format!("policy: {id}\ntitle: {{ zh: 题, en: Title }}\n{}", logged(body));
        let mut findings = Findings::new();
        let source = Source::from_bytes(&format!("policies/{id}.yaml"), text.as_bytes(), &mut findings);
        let policy = policy::read(&source.unwrap(), &mut findings);
        assert_eq!(said(findings), [""; 0], "{text}");
        stage.add_policy(Arc::new(policy.unwrap()));
    }
    stage
}

fn logged(body: &str) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('@') {
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        text += &format!("{before}{{ log: '\"{}\"' }}", &after[..end]);
        rest = &after[end..];
    }
    text + rest
}

/// Where all cases stand: `case-1 parent: a b; case-2 child: done(z)`.
fn standing(stage: &Stage) -> String {
    let one = |(index, case): (usize, &Case)| {
        let states = case.snapshot.machines.values().flat_map(|machine| machine.states.clone());
        let states = states.collect::<Vec<_>>().join(" ");
        let states = match case.snapshot.status {
            crate::case::Status::Active => states,
            ended => format!("{}({states})", ended.word()),
        };
        format!("{} {states}", index + 1)
    };
    stage.cases.iter().enumerate().map(one).collect::<Vec<_>>().join("; ")
}

/// What was logged, by case: `1:entered 2:begun`.
fn log(stage: &Stage) -> String {
    let mut lines = Vec::new();
    for happening in &stage.happenings {
        for effect in &happening.effects {
            if let Effect::Log { value } = effect {
                lines.push(format!("{}:{}", happening.case + 1, plain(value)));
            }
        }
    }
    lines.join(" ")
}

/// Starts `parent` and signals events, `name` to the first case or `n:name` to the n-th; `+1d` lets time go by.
fn walk(stage: &mut Stage, steps: &[&str]) -> Result<(), Refused> {
    stage.begin("parent", Map::new(), Actor::default())?;
    for step in steps {
        if let Some(period) = step.strip_prefix('+') {
            stage.advance(Until::After(crate::calendar::Period::parse(period).unwrap())).unwrap();
            continue;
        }
        let (case, event) = step.split_once(':').unwrap_or(("1", step));
        stage.signal(case.parse::<usize>().unwrap() - 1, event, Value::Null)?;
    }
    Ok(())
}

const PARENT: &str = "
states:
  a: { on: { go: b } }
  b:
    call: { policy: child, with: { n: 6 * 7 } }
    exit: [@left]
    on: { away: c }
    on_done: { target: d, actions: [{ log: event.data.twice }] }
  c: { on: { back: b } }
  d: { type: final }";

const CHILD: &str = "
states:
  x: { entry: [@begun], exit: [@ended], on: { ok: y, late: {} }, after: { 1d: y } }
  y: { type: final, output: { twice: record.n * 2 } }";

#[test]
fn a_call_lives_beside_its_caller() {
    for (steps, cases, logged) in [
        (&["go"][..], "1 b; 2 x", "2:begun"),
        // It ends by itself: the caller goes on with what it gave.
        (&["go", "2:ok"], "1 done(d); 2 done(y)", "2:begun 2:ended 1:left 1:84"),
        (&["go", "+1d"], "1 done(d); 2 done(y)", "2:begun 2:ended 1:left 1:84"),
        // The caller leaves: it ends where it stands, and what it would have said is not heard.
        (&["go", "away"], "1 c; 2 cancelled(x)", "2:begun 1:left 2:ended"),
        (&["go", "away", "+2d"], "1 c; 2 cancelled(x)", "2:begun 1:left 2:ended"),
        // Entered anew: another case.
        (
            &["go", "away", "back", "3:ok"],
            "1 done(d); 2 cancelled(x); 3 done(y)",
            "2:begun 1:left 2:ended 3:begun 3:ended 1:left 1:84",
        ),
    ] {
        let mut stage = stage(&[("parent", PARENT), ("child", CHILD)]);
        walk(&mut stage, steps).unwrap();
        assert_eq!((standing(&stage).as_str(), log(&stage).as_str()), (cases, logged), "{steps:?}");
        assert!(stage.incidents.is_empty());
    }
}

#[test]
fn a_state_left_in_the_same_macrostep_calls_nobody() {
    let parent = "
states:
  a: { on: { go: b } }
  b: { call: { policy: child }, always: c }
  c: { call: { policy: child, with: { n: '1' } }, on_done: d }
  d: { type: final }";
    let child = "states: { x: { type: final } }";
    let mut stage = stage(&[("parent", parent), ("child", child)]);
    walk(&mut stage, &["go"]).unwrap();
    assert_eq!(standing(&stage), "1 done(d); 2 done(x)");
}
