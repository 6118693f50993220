//! Cases that share locks and folders.

use std::sync::Arc;

use crate::case::Actor;
use crate::case::tests::play::{START, calendar, map};
use crate::policy;
use crate::stage::{Case, Stage};
use crate::text::{Findings, Source};
use crate::value::{Moment, Value};

/// A company with these policies, each `name` and its body.
fn company(policies: &[(&str, &str)]) -> Stage {
    let mut stage = Stage::new(calendar(), Moment::parse(START).unwrap());
    for (name, body) in policies {
        let text = format!("policy: {name}\ntitle: {{ zh: 题, en: Title }}\n{body}");
        let mut findings = Findings::new();
        let source = Source::from_bytes(&format!("policies/{name}.yaml"), text.as_bytes(), &mut findings);
        let policy = policy::read(&source.unwrap(), &mut findings);
        let said = crate::tests::said(findings);
        assert!(said.is_empty(), "{name}: {}", said.join("\n"));
        stage.add_policy(Arc::new(policy.unwrap()));
    }
    stage
}

fn begin(stage: &mut Stage, policy: &str, fields: &[(&str, Value)]) -> Result<usize, String> {
    stage.begin(policy, map(fields), Actor::default()).map_err(|refused| refused.code)
}

fn signal(stage: &mut Stage, case: usize, event: &str) -> Result<(), String> {
    stage.signal(case, event, Value::Null).map_err(|refused| refused.code)
}

/// The innermost active states of all cases.
fn standing(stage: &Stage) -> String {
    let states = |case: &Case| case.snapshot.machines[""].states.join(",");
    stage.cases.iter().map(states).collect::<Vec<_>>().join(" ")
}

const STOCK: &str = "
vars: { log: '[]' }
states:
  take:
    lock: stock_take
    initial: wait
    on: { leave: end }
    states:
      wait: { on: { lock.take: { target: count, actions: [vars.log.push(event.data.lock)] } } }
      count: { on: { ok: { target: end, guard: 'held(\"stock_take\")' } } }
  end: { on: { again: take, stop: over } }
  over: { type: final }";

#[test]
fn one_at_a_time_in_the_order_of_asking() {
    let mut stage = company(&[("stock", STOCK)]);
    for _ in 0..4 {
        begin(&mut stage, "stock", &[]).unwrap();
    }
    assert_eq!(standing(&stage), "take,count take,wait take,wait take,wait");
    signal(&mut stage, 0, "ok").unwrap();
    assert_eq!(standing(&stage), "end take,count take,wait take,wait");
    // whoever waits may go; the order of the others stays
    signal(&mut stage, 2, "leave").unwrap();
    signal(&mut stage, 0, "again").unwrap();
    signal(&mut stage, 1, "ok").unwrap();
    assert_eq!(standing(&stage), "take,wait end end take,count");
    signal(&mut stage, 3, "leave").unwrap();
    assert_eq!(standing(&stage), "take,count end end end");
    assert_eq!(
        stage.cases[0].snapshot.vars["log"],
        Value::List(vec!["stock_take".into(), "stock_take".into()])
    );
    signal(&mut stage, 0, "ok").unwrap();
    signal(&mut stage, 1, "again").unwrap();
    assert_eq!(standing(&stage), "end take,count end end");
}

#[test]
fn a_case_that_ends_or_is_refused_lets_go() {
    let mut stage = company(&[
        ("stock", STOCK),
        (
            "hasty",
            "
states:
  hold: { lock: stock_take, on: { lock.hold: held, stop: over } }
  held: { lock: stock_take, on: { lock.held: {}, stop: over, fail: { actions: [record.x = record.y] } } }
  over: { type: final }",
        ),
    ]);
    // From one holding state to the next: the first lets go, the second asks again, behind nobody.
    begin(&mut stage, "hasty", &[]).unwrap();
    assert!(stage.cases[0].snapshot.locks["held"].held);
    begin(&mut stage, "stock", &[]).unwrap();
    assert_eq!(standing(&stage), "held take,wait");
    assert!(signal(&mut stage, 0, "fail").is_err());
    assert_eq!(standing(&stage), "held take,wait");
    signal(&mut stage, 0, "stop").unwrap();
    assert_eq!(standing(&stage), "over take,count");
    // behind somebody: the state that is entered waits, though its case held the lock until now
    let third = begin(&mut stage, "hasty", &[]).unwrap();
    begin(&mut stage, "stock", &[]).unwrap();
    signal(&mut stage, 1, "ok").unwrap();
    assert_eq!(standing(&stage), "over end held take,count");
    assert!(!stage.cases[third].snapshot.locks["held"].held);
    signal(&mut stage, 3, "ok").unwrap();
    assert!(stage.cases[third].snapshot.locks["held"].held);
}

/// Two locks, taken in different orders.
const TWO: &str = "
vars: { first: '\"a\"', second: '\"b\"' }
states:
  idle: { on: { forward: outer, backward: { target: outer, actions: ['vars.first = \"b\"; vars.second = \"a\"'] } } }
  outer:
    lock: =vars.first
    initial: wait_outer
    on: { done: idle }
    states:
      wait_outer: { on: { lock.outer: ready } }
      ready: { on: { more: inner } }
      inner: { lock: =vars.second, on: { lock.inner: both } }
      both: {}";

#[test]
fn those_who_would_wait_for_each_other_are_refused() {
    let mut stage = company(&[("two", TWO)]);
    for _ in 0..2 {
        begin(&mut stage, "two", &[]).unwrap();
    }
    signal(&mut stage, 0, "forward").unwrap();
    signal(&mut stage, 1, "backward").unwrap();
    signal(&mut stage, 0, "more").unwrap();
    assert_eq!(standing(&stage), "outer,inner outer,ready");
    assert_eq!(signal(&mut stage, 1, "more"), Err("lock-circle".into()));
    assert_eq!(standing(&stage), "outer,inner outer,ready");
    signal(&mut stage, 1, "done").unwrap();
    assert_eq!(standing(&stage), "outer,both idle");
}

#[test]
fn names_of_locks_must_be_names() {
    for (name, code) in
        [("\"\"", "not-a-lock"), ("()", "not-a-lock"), ("record.none", "script-missing-field")]
    {
        let body = format!("states: {{ a: {{ lock: '={name}', on: {{ lock.a: {{}} }} }} }}");
        let mut stage = company(&[("p", &body)]);
        assert_eq!(begin(&mut stage, "p", &[]), Err(code.into()), "{name}");
    }
}

#[test]
fn items_and_branches_of_one_case_take_turns() {
    let mut stage = company(&[(
        "p",
        "
states:
  each:
    for_each:
      in: '[1, 2, 3]'
      states:
        w: { lock: bench, on: { lock.w: work } }
        work: { lock: bench, on: { lock.work: working } }
        working: { on: { ok: f } }
        f: { type: final }
    on: { stop: z }
  z: {}",
    )]);
    begin(&mut stage, "p", &[]).unwrap();
    let states = |stage: &Stage| {
        let machines = stage.cases[0].snapshot.machines.iter().skip(1);
        machines.map(|(_, machine)| machine.states.join(",")).collect::<Vec<_>>().join(" ")
    };
    // Each step from `w` to `work` lets go and asks again, so all of them pass the bench twice.
    assert_eq!(states(&stage), "working working working");
    assert!(stage.cases[0].snapshot.locks.is_empty());
    signal(&mut stage, 0, "stop").unwrap();
    assert!(stage.lines.line("bench").is_empty());
}

#[test]
fn items_that_go_leave_the_line() {
    let mut stage = company(&[
        ("stock", STOCK),
        (
            "p",
            "
states:
  each: { for_each: { in: '[1, 2]', states: { w: { lock: stock_take, on: { lock.w: {} } } } }, on: { stop: z } }
  z: {}",
        ),
    ]);
    begin(&mut stage, "p", &[]).unwrap();
    begin(&mut stage, "stock", &[]).unwrap();
    assert_eq!(stage.lines.line("stock_take").len(), 3);
    signal(&mut stage, 0, "stop").unwrap();
    assert_eq!(standing(&stage), "z take,count");
}

const MATTER: &str = "
folder: 'if filled(record, \"order\") { record.order }'
vars: { seen: '0', others: '[]' }
states:
  open:
    on:
      write: { actions: [{ folder: { defect: '\"noise\"', count: 'if filled(folder, \"count\") { folder.count + 1 } else { 1 }' } }, vars.seen = folder.count] }
      clear: { actions: [{ folder: { defect: '()' } }] }
      look: { actions: [vars.others = cases(), 'vars.seen = if filled(folder, \"defect\") { 1 } else { 0 }'] }
      folder.changed: { actions: ['vars.seen = 10 + event.data.count'] }
      ask: { target: closed, guard: 'in_state(\"open\", \"case-2\")' }
      nobody: { guard: 'in_state(\"open\", \"case-9\")' }
      name: { actions: ['record.order = \"A\"'] }
  closed: { type: final }";

#[test]
fn cases_of_one_matter_share_a_folder() {
    let deaf = "folder: record.order\nstates: { a: { on: { x: b, '*': {} } }, b: {} }";
    let mut stage = company(&[("matter", MATTER), ("deaf", deaf)]);
    let seen = |stage: &Stage, case: usize| stage.cases[case].snapshot.vars["seen"].clone();
    begin(&mut stage, "matter", &[("order", "A".into())]).unwrap();
    begin(&mut stage, "matter", &[("order", "A".into())]).unwrap();
    begin(&mut stage, "matter", &[("order", "B".into())]).unwrap();
    begin(&mut stage, "deaf", &[("order", "A".into())]).unwrap();
    signal(&mut stage, 0, "write").unwrap();
    assert_eq!((0..3).map(|case| seen(&stage, case)).collect::<Vec<_>>(), [1, 11, 0].map(Value::Int));
    signal(&mut stage, 1, "write").unwrap();
    assert_eq!((0..3).map(|case| seen(&stage, case)).collect::<Vec<_>>(), [12, 2, 0].map(Value::Int));
    signal(&mut stage, 0, "look").unwrap();
    assert_eq!(seen(&stage, 0), Value::Int(1));
    let Value::List(others) = &stage.cases[0].snapshot.vars["others"] else { panic!() };
    let named = |value: &Value, name: &str| match value {
        Value::Map(fields) => fields[name].clone(),
        _ => Value::Null,
    };
    let listed: Vec<(Value, Value)> =
        others.iter().map(|other| (named(other, "instance"), named(other, "policy"))).collect();
    assert_eq!(listed, [("case-2".into(), "matter".into()), ("case-4".into(), "deaf".into())]);
    assert_eq!(named(&others[0], "states"), Value::List(vec!["open".into()]));
    signal(&mut stage, 1, "clear").unwrap_err();
}

#[test]
fn a_case_joins_when_the_name_is_known_and_asks_others() {
    let mut stage = company(&[("matter", MATTER)]);
    begin(&mut stage, "matter", &[("order", "A".into())]).unwrap();
    begin(&mut stage, "matter", &[]).unwrap();
    assert_eq!(signal(&mut stage, 1, "write"), Err("no-folder".into()));
    signal(&mut stage, 1, "look").unwrap();
    assert_eq!(stage.cases[1].snapshot.vars["others"], Value::List(vec![]));
    signal(&mut stage, 1, "name").unwrap();
    assert_eq!(stage.cases[1].snapshot.folder.as_deref(), Some("A"));
    signal(&mut stage, 1, "write").unwrap();
    assert_eq!(stage.cases[0].snapshot.vars["seen"], Value::Int(11));
    // another case's state
    assert_eq!(signal(&mut stage, 0, "nobody"), Err("script-failed".into()));
    signal(&mut stage, 0, "ask").unwrap();
    assert_eq!(standing(&stage), "closed open");
}
