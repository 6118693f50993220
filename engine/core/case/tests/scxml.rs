//! What the language says of events, addresses and memory beyond the chart: SCXML §5.3, §5.10, §6.2.

use super::refused;
use crate::case::tests::play::{Play, read};
use crate::value::Value;

/// Runs a chart, gives it the events and compares where it stands, then what was logged by the last step.
fn stands(chart: &str, events: &str, states: &str, logged: &str) {
    let mut play = Play::of(chart);
    play.start(&[]).unwrap_or_else(|error| panic!("{error:?}\n{chart}"));
    for event in events.split_whitespace() {
        play.signal(event).unwrap_or_else(|error| panic!("{error:?}\n{chart}"));
    }
    assert_eq!((play.states().as_str(), play.logged().as_str()), (states, logged), "{chart}");
}

#[test]
fn early_binding_gives_all_vars_their_values_before_anything_happens() {
    for (binding, logged) in [("early", "1 2"), ("late", "1 ()"), ("late", "1 ()")] {
        let chart = format!(
            "
binding: {binding}
vars: {{ one: 1 }}
initial: a
states:
  a: {{ entry: [{{ log: 'vars.one' }}, {{ log: 'if vars.two == () {{ \"()\" }} else {{ vars.two }}' }}] }}
  b: {{ vars: {{ two: vars.one + 1 }} }}"
        );
        stands(&chart, "", "a", logged);
    }
}

#[test]
fn late_binding_happens_once_and_before_the_entry_actions() {
    stands(
        "
binding: late
states:
  a: { on: { go: b } }
  b: { vars: { n: '10' }, entry: [vars.n += 1, { log: vars.n }], on: { back: a } }",
        "go back go",
        "b",
        "12",
    );
}

#[test]
fn values_as_they_stand_and_values_that_fail() {
    let chart = "
on_error: raise
vars: { list: [1, two], map: { a: 1 }, empty:, wrong: 1 / 0, after: 3 }
states:
  a: { on: { error.execution: { target: b, actions: [{ log: 'vars.list.len() + vars.map.a + vars.after' }, { log: vars.wrong == () }] } } }
  b: {}";
    stands(chart, "", "b", "6 true");
    let refusing = chart.replace("on_error: raise", "");
    assert_eq!(refused(Play::of(&refusing).start(&[])), "script-arithmetic");
}

#[test]
fn an_event_tells_where_it_comes_from() {
    let chart = "
states:
  a:
    entry: [{ log: 'event == ()' }, { raise: in, data: { n: 1 } }, { send: out, id: s1, data: '=[1, 2]' }]
    on:
      in out wait done.state error.communication:
        actions: [{ log: 'event.name + \" \" + event.type + \" \" + event.sendid + \" \" + event.origin + \" \" + event.call' }]
      go: { actions: [{ send: out, to: 'case:nobody', id: s2 }] }";
    let mut play = Play::of(chart);
    play.start(&[]).unwrap();
    assert_eq!(play.logged(), "true in internal    out external s1 case:i-1 ");
    play.signal("go").unwrap();
    assert_eq!(play.logged(), "error.communication platform s2  ");
}

#[test]
fn names_ids_and_addresses_may_be_calculated() {
    stands(
        "
vars: { name: '\"out\"', id:, to: '\"#_internal\"', wait: '\"2h\"' }
states:
  a:
    entry: [{ send: '=vars.name', to: '=vars.to' }, { send: later, after: '=vars.wait', id_in: id }, { cancel: '=vars.id' }, { raise: '=vars.name + \".2\"' }]
    on: { out: { actions: [{ log: 'event.name + event.type' }] }, later: b }
  b: {}",
        "",
        "a",
        "outinternal out.2internal",
    );
}

#[test]
fn addresses_that_mean_the_case_itself() {
    for to in ["self", "case:i-1", "#_scxml_i-1", "=\"case:\" + instance.id"] {
        stands(
            &format!(
                "states: {{ a: {{ entry: [{{ send: out, to: '{to}' }}], on: {{ out: b }} }}, b: {{}} }}"
            ),
            "",
            "b",
            "",
        );
    }
}

#[test]
fn wrong_addresses_are_events_whatever_on_error_says() {
    for (to, event) in [
        ("!invalid", "error.execution"),
        ("http://example.com", "error.execution"),
        ("call:nobody", "error.communication"),
        ("#_nobody", "error.communication"),
        ("parent", "error.communication"),
        ("case:7", "error.communication"),
    ] {
        for on_error in ["raise", "refuse"] {
            let passed_over = if event == "error.execution" { "" } else { "next " };
            stands(
                &format!(
                    "
on_error: {on_error}
states:
  a: {{ entry: [{{ send: out, to: '{to}', id: s }}, {{ log: '\"next\"' }}], on: {{ error: {{ target: b, actions: [{{ log: 'event.name + event.sendid' }}] }}, '*': c }} }}
  b: {{}}
  c: {{}}"
                ),
                "",
                "b",
                &format!("{passed_over}{event}s"),
            );
        }
    }
}

#[test]
fn conditions_that_fail_are_false_where_errors_are_events() {
    for guard in ["'1 / 0 == 1'", "'\"yes\"'", "record.missing", "vars.none.x == 1"] {
        let chart = format!(
            "
on_error: raise
vars: {{ none: }}
states:
  a:
    entry: [{{ if: {guard}, then: [{{ log: '\"then\"' }}], else: [{{ log: '\"else\"' }}] }}, {{ log: '\"on\"' }}]
    on: {{ go: [{{ guard: {guard}, target: c }}, {{ target: b }}], error.execution: {{ actions: [{{ log: event.name }}] }} }}
  b: {{ on: {{ error.execution: d }} }}
  c: {{}}
  d: {{}}"
        );
        stands(&chart, "", "a", "else on error.execution");
        stands(&chart, "go", "d", "");
        let mut play = Play::of(&chart.replace("on_error: raise", ""));
        assert!(play.start(&[]).is_err(), "{guard}");
    }
}

#[test]
fn what_the_engine_tells_cannot_be_changed() {
    for statement in [
        "event.name = \"x\"",
        "event.more = 1",
        "event = 1",
        "instance.id = \"x\"",
        "instance.more = 1",
        "instance = 1",
        "actor.person = \"x\"",
        "number = 1",
        "now = 1",
        "values.x = 1",
        "vars.undeclared = 1",
        "vars.undeclared.deep = 1",
    ] {
        let chart = format!(
            "
on_error: raise
values: {{ x: 1 }}
vars: {{ n: }}
states:
  a: {{ on: {{ go: {{ actions: ['{statement}', {{ log: '\"next\"' }}] }}, error.execution: b }} }}
  b: {{}}"
        );
        stands(&chart, "go", "b", "");
    }
}

#[test]
fn loops_run_over_a_copy_and_count_from_0() {
    stands(
        "
vars: { list: [1, 2, 3] }
states:
  a: { entry: [{ for: x, index: i, in: vars.list, do: [vars.list.push(x), { log: 'x * 10 + i' }] }, { log: vars.list.len() }] }",
        "",
        "a",
        "10 21 32 6",
    );
}

#[test]
fn each_block_ends_for_itself() {
    stands(
        "
on_error: raise
states:
  a:
    entry: [[{ log: '1 / 0' }, { log: '\"no\"' }], [{ log: '\"second\"' }]]
    exit: [[{ log: '\"third\"' }, { log: '1 / 0' }], [{ log: '\"fourth\"' }]]
    on: { error.execution: b }
  b: {}",
        "",
        "b",
        "second third fourth",
    );
}

#[test]
fn transitions_as_a_list_keep_their_order() {
    for (event, state) in [("x", "d"), ("x.y", "b"), ("z", "c")] {
        stands(
            "
states:
  a: { on: [{ event: x.y q, target: b }, { event: z, target: c }, { event: '*', target: d }, { event: x, target: e }] }
  b: {}
  c: {}
  d: {}
  e: {}",
            event,
            state,
            "",
        );
    }
}

#[test]
fn what_a_case_gives() {
    for (output, expected) in [
        ("{ n: 1 + 1, wrong: 1 / 0 }", Value::Map(crate::case::tests::play::map(&[("n", 2.into())]))),
        ("'=[1]'", Value::List(vec![Value::Int(1)])),
        ("'=1 / 0'", Value::Null),
    ] {
        let chart = format!(
            "
on_error: raise
states:
  a: {{ on: {{ go: f, error.execution: a }} }}
  f: {{ type: final, output: {output} }}"
        );
        let mut play = Play::of(&chart);
        play.start(&[]).unwrap();
        play.signal("go").unwrap();
        assert_eq!(play.here().machines[""].output, expected, "{output}");
    }
}

#[test]
fn a_part_of_an_output_that_fails_is_left_out_and_told_first() {
    stands(
        "
on_error: raise
states:
  a:
    on:
      error.execution: { actions: [{ log: event.name }] }
      done.state.a: { actions: [{ log: event.data }] }
    states: { b: { on: { go: f } }, f: { type: final, output: { n: 1, wrong: 1 / 0 } } }",
        "go",
        "a f",
        "error.execution {\"n\":1}",
    );
}

#[test]
fn mistakes_are_found_before() {
    for (body, code) in [
        ("states: { a: { entry: [{ send: x, to: internal, after: 1h }] } }", "G0435"),
        ("vars: { v: }\nstates: { a: { entry: [{ send: x, id: x, id_in: v }] } }", "G0436"),
        ("vars: { v: }\nstates: { a: { vars: { v: 1 } } }", "G0437"),
        ("states: { a: { entry: [{ send: x, id_in: v }] } }", "G0438"),
        ("vars: { value: }\nstates: { a: { entry: [{ send: x, id_in: vars.valeu }] } }", "G0439"),
        ("binding: never\nstates: { a: {} }", "G0144"),
        ("states: { a: { on: { go: { event: x } } } }", "G0134"),
        ("states: { a: { on: [{ target: a }] } }", "G0133"),
    ] {
        let (_, findings) = read(body);
        assert_eq!(findings.len(), 1, "{findings:?}\n{body}");
        assert!(findings[0].contains(code), "{findings:?}\n{body}");
    }
}

#[test]
fn a_chart_that_is_only_tried_may_hold_scripts_that_cannot_be_read() {
    let chart = "
policy: p
on_error: raise
vars: { a: 'nobody + ]' }
states:
  s: { entry: [[nonsense here], [{ for: '\"no name\"', in: '[1]', do: [{ log: 1 }] }]], on: { go: { guard: nobody, target: wrong }, error.execution: { actions: [{ log: event.name }] } } }
  wrong: {}";
    let source = |text: &str| {
        crate::text::Source::from_bytes("p.yaml", text.as_bytes(), &mut crate::text::Findings::new()).unwrap()
    };
    let mut findings = crate::text::Findings::new();
    let policy = crate::policy::read_alone(&source(chart), &mut findings).unwrap();
    assert!(!findings.has_errors() && findings.into_sorted().len() == 4);
    let mut play = Play::with(policy, crate::case::tests::play::calendar());
    play.start(&[]).unwrap();
    assert_eq!(
        (play.states().as_str(), play.logged().as_str()),
        ("s", ["error.execution"; 3].join(" ").as_str())
    );
    play.signal("go").unwrap();
    assert_eq!((play.states().as_str(), play.logged().as_str()), ("s", "error.execution"));
    // where errors are no events they are mistakes, as everywhere else
    for (text, alone) in
        [(chart.replace("on_error: raise", "title: { zh: 题, en: T }"), true), (chart.to_owned(), false)]
    {
        let mut findings = crate::text::Findings::new();
        let read = if alone { crate::policy::read_alone } else { crate::policy::read };
        read(&source(&text), &mut findings);
        assert!(findings.has_errors());
    }
}
