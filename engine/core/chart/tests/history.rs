//! Histories: what they remember, and what happens as long as they remember nothing.

use super::check;

fn chart(how: &str) -> String {
    format!(
        "
initial: START
states:
  a:
    on: {{ out: z }}
    states:
      h: {{ type: history, history: {how}, target: a2 }}
      a1: {{}}
      a2: {{ initial: a21, states: {{ a21: {{ on: {{ next: a22 }} }}, a22: {{}} }} }}
  z: {{ on: {{ back: h }} }}"
    )
}

#[test]
fn the_default_without_memory() {
    for how in ["shallow", "deep"] {
        check(&chart(how).replace("START", "z"), "back", "+z\nback: -z +a +a2 +a21");
    }
}

#[test]
fn shallow_remembers_children_deep_remembers_leaves() {
    for (how, back) in [("shallow", "back: -z +a +a2 +a21"), ("deep", "back: -z +a +a2 +a22")] {
        let expected = format!(
            "
            +a +a2 +a21
            next: -a21 +a22
            out: -a22 -a2 -a +z
            {back}"
        );
        check(&chart(how).replace("START", "h"), "next out back", &expected);
    }
}

#[test]
fn memory_is_of_the_last_time() {
    check(
        &chart("deep").replace("START", "a1"),
        "out back out back",
        "
        +a +a1
        out: -a1 -a +z
        back: -z +a +a1
        out: -a1 -a +z
        back: -z +a +a1",
    );
}

#[test]
fn a_history_in_a_parallel_brings_back_all_regions() {
    for (how, default, r, s) in [("shallow", "r", "+r1", "+s1"), ("deep", "r2", "+r2", "+s1")] {
        let chart = format!(
            "
states:
  p:
    type: parallel
    on: {{ out: z }}
    states:
      h: {{ type: history, history: {how}, target: {default} }}
      r: {{ states: {{ r1: {{ on: {{ e: r2 }} }}, r2: {{}} }} }}
      s: {{ states: {{ s1: {{}}, s2: {{}} }} }}
  z: {{ on: {{ back: h }} }}"
        );
        let expected = format!(
            "
            +p +r +r1 +s +s1
            e: -r1 +r2
            out: -s1 -s -r2 -r -p +z
            back: -z +p +r {r} +s {s}"
        );
        check(&chart, "e out back", &expected);
    }
}

#[test]
fn from_inside_its_own_state() {
    // no memory yet: the default; the state itself is not left, so nothing is remembered
    check(
        "
states:
  a:
    initial: a1
    states: { h: { type: history, target: a2 }, a1: { on: { e: h } }, a2: { on: { e: h } } }",
        "e e",
        "
        +a +a1
        e: -a1 +a2
        e: -a2 +a2",
    );
}

#[test]
fn a_final_is_remembered_too() {
    check(
        "
states:
  a: { on: { out: z }, states: { h: { type: history, history: deep, target: a1 }, a1: { on: { e: f } }, f: { type: final } } }
  z: { on: { back: h } }",
        "e out back",
        "
        +a +a1
        e: -a1 +f
        out: -f -a +z
        back: -z +a +f",
    );
}

/// By appendix D's letter `p` and its regions would be entered a second time, and `s1` beside `s2`.
#[test]
fn to_a_history_around_a_parallel_that_is_not_left() {
    check(
        "
initial: p
states:
  h: { type: history, history: deep, target: r2 }
  p:
    type: parallel
    states:
      r: { states: { r1: { on: { e: h } }, r2: {} } }
      s: { states: { s1: { on: { f: s2 } }, s2: {} } }",
        "f e",
        "
        +p +r +r1 +s +s1
        f: -s1 +s2
        e: -r1 +r2",
    );
}

/// Before it is left the history stands for `r`, afterwards for `r1`: by appendix D's letter, which looks for the domain
/// twice, `p` would be left and not entered again.
#[test]
fn leaving_fills_the_history_that_is_gone_to() {
    check(
        "
states:
  p:
    type: parallel
    states:
      r: { on: { e: h }, states: { r1: {}, r2: {} } }
      h: { type: history, history: deep, target: r }",
        "e",
        "
        +p +r +r1
        e: -r1 -r -p +p +r +r1",
    );
}
