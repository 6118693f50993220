//! Which transitions are taken, how far they reach, and which one wins.

use super::check;

#[test]
fn an_internal_transition_does_not_leave_its_compound_state() {
    let chart = |reenter: &str| {
        format!(
            "
states:
  a: {{ entry: [@in], exit: [@out], on: {{ go: {{ target: a2 {reenter} }} }}, states: {{ a1: {{}}, a2: {{}} }} }}"
        )
    };
    check(
        &chart(""),
        "go go",
        "
        +a +a1
        log in
        go: -a1 +a2
        go: -a2 +a2",
    );
    check(
        &chart(", reenter: true"),
        "go",
        "
        +a +a1
        log in
        go: -a1 -a +a +a2
        log out in",
    );
}

/// SCXML §3.5: a transition is internal only if its source is compound.
#[test]
fn a_source_that_is_not_compound_is_left_in_any_case() {
    check(
        "
states: { a: { entry: [@in], exit: [@out], on: { again: a } } }",
        "again",
        "
        +a
        log in
        again: -a +a
        log out in",
    );
    check(
        "
states:
  p: { type: parallel, exit: [@out], on: { go: r2 }, states: {
       r: { states: { r1: {}, r2: {} } }, s: { states: { s1: {}, s2: {} }, on: { move: s2 } } } }",
        "move go",
        "
        +p +r +r1 +s +s1
        move: -s1 +s2
        go: -s2 -s -r1 -r -p +p +r +r2 +s +s1
        log out",
    );
}

#[test]
fn a_compound_state_that_targets_itself_is_left() {
    check(
        "
states: { a: { on: { again: a }, initial: a2, states: { a1: {}, a2: { on: { back: a1 } } } } }",
        "back again",
        "
        +a +a2
        back: -a2 +a1
        again: -a1 -a +a +a2",
    );
}

#[test]
fn without_target_nothing_is_left() {
    check(
        "
states: { a: { exit: [@out], on: { note: { actions: [@noted] }, nothing: {} }, states: { a1: {} } } }",
        "note nothing unknown",
        "
        +a +a1
        note:
        log noted
        nothing:",
    );
}

#[test]
fn the_root_listens_everywhere_and_is_never_left() {
    for reenter in ["", ", reenter: true"] {
        check(
            &format!(
                "
exit: [@root]
on: {{ stop: {{ target: z {reenter} }} }}
states: {{ a: {{ states: {{ a1: {{}} }} }}, z: {{}} }}"
            ),
            "stop",
            "
            +a +a1
            stop: -a1 -a +z",
        );
    }
}

#[test]
fn the_inner_state_is_asked_first_and_lists_in_order() {
    check(
        "
vars: { n: '0' }
states:
  a:
    on: { e: outer }
    initial: a1
    states:
      a1:
        on:
          e:
            - { target: one, guard: vars.n == 1 }
            - { target: two, guard: vars.n == 2 }
          more: { actions: [vars.n += 1] }
      one: {}
      two: { on: { e: { target: one, guard: 'false' } } }
  outer: {}",
        "more more e e",
        "
        +a +a1
        more:
        more:
        e: -a1 +two
        e: -two -a +outer",
    );
}

#[test]
fn several_targets_in_several_regions() {
    check(
        "
states:
  a: { on: { go: { target: [s2, r2] } } }
  p: { type: parallel, states: {
       r: { states: { r1: {}, r2: {} } }, s: { states: { s1: {}, s2: {} } }, t: { states: { t1: {} } } } }",
        "go",
        "
        +a
        go: -a +p +r +r2 +s +s2 +t +t1",
    );
}

const REGIONS: &str = "
states:
  p:
    type: parallel
    on: { e: z }
    states:
      r: { states: { r1: { on: { FIRST } }, r2: {} } }
      s: { states: { s1: { on: { SECOND } }, s2: {} } }
  z: {}";

#[test]
fn regions_and_their_parent() {
    // each region for itself; the inner one beats the parent's, whichever is found first; the earlier one wins
    for (first, second, expected) in [
        ("e: r2", "e: s2", "e: -s1 -r1 +r2 +s2"),
        ("e: r2", "", "e: -r1 +r2"),
        ("", "e: s2", "e: -s1 +s2"),
        ("", "", "e: -s1 -s -r1 -r -p +z"),
        ("e: z", "e: s2", "e: -s1 -s -r1 -r -p +z"),
        ("e: r2", "e: z", "e: -r1 +r2"),
        ("e: {}", "e: z", "e: -s1 -s -r1 -r -p +z"),
        ("e: { target: z, guard: 'false' }", "e: s2", "e: -s1 +s2"),
    ] {
        let chart = REGIONS.replace("FIRST", first).replace("SECOND", second);
        check(&chart, "e", &format!("+p +r +r1 +s +s1\n{expected}"));
    }
}
