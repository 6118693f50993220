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

/// The caller's `end` logs what the event was; more of SCXML §6.4 and §6.5, a line each.
#[test]
fn messages_between_caller_and_called() {
    let ends = "end: { type: final }";
    for (name, parent, child, steps, cases, logged) in [
        (
            "a message of the called case comes before its end, both name the call",
            "a: { call: { policy: child, id: c }, on: { hello: { actions: [{ log: event.call }] }, done.call.c: { target: end, actions: [{ log: event.call }] } } }",
            "x: { entry: [{ send: hello, to: parent }], always: y }, y: { type: final }",
            &[][..],
            "1 done(end); 2 done(y)",
            "1:c 1:c",
        ),
        (
            "on_return runs before the guard is judged, for its own call only",
            "a: { call: [{ policy: child, id: c, on_return: [vars.n += 1] }, { policy: quiet, id: q, on_return: [vars.n += 10] }], on: { hello: { target: end, guard: vars.n == 1 } } }",
            "x: { entry: [{ send: hello, to: parent }] }",
            &[],
            "1 done(end); 2 cancelled(x); 3 cancelled(q)",
            "",
        ),
        (
            "events from outside are sent on, and those that it does not want are not",
            "a: { call: { policy: child, forward: [ping] }, on: { pong: { target: end, actions: [{ log: event.data.got }] } } }",
            "x: { on: { '*': { actions: [{ send: pong, to: parent, data: { got: event.name } }] } } }",
            &["other", "ping"],
            "1 done(end); 2 cancelled(x)",
            "1:ping",
        ),
        (
            "the caller speaks to what it called; its exit actions still reach it, it answers to nobody",
            "a: { entry: [], call: { policy: child, id: c }, exit: [{ send: last, to: 'call:c' }], on: { go: { actions: [{ send: first, to: 'call:c' }] }, away: end } }",
            "x: { on: { first: { actions: [@first] }, last: { actions: [@last, { send: late, to: parent }] } }, exit: [{ send: bye, to: parent }] }",
            &["go", "away"],
            "1 done(end); 2 cancelled(x)",
            "2:first 2:last",
        ),
        (
            "a detached case lives on, and its end is told to nobody",
            "a: { call: { policy: child, wait: false }, on: { away: b, done.call: end } }, b: { on: { done.call: end, hello: {} } }",
            "x: { on: { ok: y } }, y: { type: final }",
            &["away", "2:ok"],
            "1 b; 2 done(y)",
            "",
        ),
        (
            "an id is made and written where the author wants it",
            "a: { call: { policy: child, id_in: id }, on_done: { target: end, actions: [{ log: event.name }] }, on: { go: { actions: [{ log: vars.id }, { send: ok, to: '=\"call:\" + vars.id' }] } } }",
            "x: { on: { ok: y } }, y: { type: final }",
            &["go"],
            "1 done(end); 2 done(y)",
            "1:a.1 1:done.call.a.1",
        ),
        (
            "several calls: done when all have returned, each output by its id",
            "a: { call: [{ policy: child, with: { n: '1' } }, { policy: child, with: '=#{ n: 2 }' }], on_done: { target: end, actions: [{ log: 'event.data[\"a.1\"] + event.data[\"a.2\"]' }] } }",
            "x: { on: { ok: y } }, y: { type: final, output: =record.n }",
            &["3:ok", "2:ok"],
            "1 done(end); 2 done(y); 3 done(y)",
            "1:3",
        ),
        (
            "nobody there: error.communication, always; no address: error.execution",
            "a: { entry: [{ send: x, to: parent }], on: { error.communication: b } }, b: { entry: [{ send: x, to: 'call:none' }], on: { error.communication: c } }, c: { entry: [{ send: x, to: 'case:none' }], on: { error.communication: d } }, d: { entry: [{ send: x, to: nonsense }], on: { error.execution: end } }",
            "x: {}",
            &[],
            "1 done(end)",
            "",
        ),
        (
            "a case by its id or its origin",
            "a: { call: { policy: child, id: c, with: { me: instance.id } }, on: { hello: { actions: [{ send: back, to: =event.origin }] }, thanks: end } }",
            "x: { entry: [{ send: hello, to: '=\"case:\" + record.me' }], on: { back: { actions: [{ send: thanks, to: parent }] } } }",
            &[],
            "1 done(end); 2 cancelled(x)",
            "",
        ),
    ] {
        let parent = format!("vars: {{ n: '0', id: }}\nstates: {{ {parent}, {ends} }}");
        let child = format!("states: {{ {child} }}");
        let mut stage = stage(&[("parent", &parent), ("child", &child), ("quiet", "states: { q: {} }")]);
        walk(&mut stage, steps).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        assert_eq!((standing(&stage).as_str(), log(&stage).as_str()), (cases, logged), "{name}");
    }
}

#[test]
fn a_call_that_cannot_begin() {
    for (call, child, code, event) in [
        ("policy: =\"nobody\"", "states: { x: {} }", "no-such-policy", "error.communication"),
        (
            "policy: child",
            "states: { x: { entry: [record.a = record.b] } }",
            "script-missing-field",
            "error.communication",
        ),
        (
            "policy: child, with: { n: record.none }",
            "states: { x: {} }",
            "script-missing-field",
            "error.execution",
        ),
        ("policy: child, with: '=7'", "states: { x: {} }", "not-a-map", "error.execution"),
    ] {
        let refuse = format!("states: {{ a: {{ on: {{ go: b }} }}, b: {{ call: {{ {call} }} }} }}");
        let mut here = stage(&[("parent", &refuse), ("child", child)]);
        assert_eq!(walk(&mut here, &["go"]).unwrap_err().code, code, "{call}");
        assert_eq!(standing(&here), "1 a", "nothing has happened");
        let raise = format!(
            "on_error: raise\nstates: {{ a: {{ on: {{ go: b }} }}, b: {{ call: {{ {call} }}, on: {{ error: {{ target: e, actions: [{{ log: event.name }}] }} }} }}, e: {{ }} }}"
        );
        let mut here = stage(&[("parent", &raise), ("child", child)]);
        walk(&mut here, &["go"]).unwrap();
        assert_eq!((standing(&here), log(&here)), ("1 e".to_owned(), format!("1:{event}")), "{call}");
    }
}

#[test]
fn what_follows_elsewhere_is_refused_as_a_whole() {
    let parent = "states: { a: { call: { policy: child }, on_done: { target: z, actions: [record.x = record.none] } }, z: {} }";
    let child = "states: { x: { on: { ok: y } }, y: { type: final } }";
    let mut here = stage(&[("parent", parent), ("child", child)]);
    assert_eq!(walk(&mut here, &["2:ok"]).unwrap_err().code, "script-missing-field");
    assert_eq!(standing(&here), "1 a; 2 x");
    // On a timer it is an incident.
    let child = "states: { x: { after: { 1d: y } }, y: { type: final } }";
    let mut here = stage(&[("parent", parent), ("child", child)]);
    walk(&mut here, &["+2d"]).unwrap();
    assert_eq!((standing(&here).as_str(), here.incidents.len()), ("1 a; 2 x", 1));
    // A circle.
    let mut here = stage(&[("parent", "states: { a: { call: { policy: parent, wait: false } } }")]);
    assert_eq!(walk(&mut here, &[]).unwrap_err().code, "too-many-messages");
    assert_eq!(standing(&here), "");
}

#[test]
fn calls_of_items_and_of_called_cases() {
    let parent = "
states:
  each:
    for_each:
      in: '[1, 2]'
      key: item.value
      states:
        w: { call: { policy: child, with: { n: item.value } }, on_done: { target: f, actions: [item.got = event.data] } }
        f: { type: final, output: { got: item.got } }
    on: { stop: z }
    on_done: { target: z, actions: [{ log: 'event.data.items[0].got + event.data.items[1].got' }] }
  z: { type: final }";
    let child = "states: { x: { call: { policy: inner }, on: { ok: y } }, y: { type: final, output: =record.n * 10 } }";
    let inner = "states: { i: { exit: [@gone] } }";
    let policies = [("parent", parent), ("child", child), ("inner", inner)];
    // Breadth first: both children begin before what they call.
    for (steps, cases, logged) in [
        (
            &["2:ok", "3:ok"][..],
            "1 done(z); 2 done(y); 3 done(y); 4 cancelled(i); 5 cancelled(i)",
            "4:gone 5:gone 1:30",
        ),
        (
            &["2:ok", "stop"],
            "1 done(z); 2 done(y); 3 cancelled(x); 4 cancelled(i); 5 cancelled(i)",
            "4:gone 5:gone",
        ),
    ] {
        let mut here = stage(&policies);
        walk(&mut here, steps).unwrap();
        assert_eq!((standing(&here).as_str(), log(&here).as_str()), (cases, logged), "{steps:?}");
    }
}

#[test]
fn mistakes_in_calls() {
    for (body, expected) in [
        ("call: { policy: c }\nstates: { a: {} }", &["G0134 policies/p.yaml:3:1 name=call"][..]),
        ("states: { a: { type: final, call: { policy: c } } }", &["G0470 policies/p.yaml:3:35"]),
        (
            "states: { a: { call: { policy: c, on_return: [{ raise: x }] } } }",
            &["G0471 policies/p.yaml:3:46"],
        ),
        (
            "states: { a: { call: { policy: c }, for_each: { in: '[1]', states: { b: {} } } } }",
            &["G0472 policies/p.yaml:3:14"],
        ),
        ("states: { a: { call: { id: x } } }", &["G0133 policies/p.yaml:3:22 key=policy"]),
    ] {
        let said: Vec<String> = crate::case::tests::play::read(body).1;
        let short = |line: &String| line.split(" known=").next().unwrap_or_default().to_owned();
        assert_eq!(said.iter().map(short).collect::<Vec<_>>(), expected, "{body}");
    }
}
