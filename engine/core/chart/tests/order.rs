//! In which order states are entered and left, and what is done on the way.

use super::check;

#[test]
fn leaving_begins_inside_entering_outside() {
    check(
        "
states:
  a: { entry: [@in_a], exit: [@out_a], on: { go: { target: b2, actions: [@on_the_way] } }, states: {
       a1: { entry: [@in_a1], exit: [@out_a1] } } }
  b: { entry: [@in_b], states: { b1: { entry: [@in_b1] }, b2: { entry: [@in_b2] } } }
",
        "go",
        "
        +a +a1
        log in_a in_a1
        go: -a1 -a +b +b2
        log out_a1 out_a on_the_way in_b in_b2",
    );
}

#[test]
fn regions_are_entered_in_the_files_order_and_left_in_reverse() {
    check(
        "
states:
  p: { type: parallel, on: { go: z }, exit: [@p], states: {
       z_first: { exit: [@z_first], states: { z1: { exit: [@z1] } } },
       a_second: { exit: [@a_second], states: { a1: { exit: [@a1] } } } } }
  z: {}
",
        "go",
        "
        +p +z_first +z1 +a_second +a1
        go: -a1 -a_second -z1 -z_first -p +z
        log a1 a_second z1 z_first p",
    );
}

#[test]
fn actions_of_the_initial_lie_between_parent_and_child() {
    check(
        "
entry: [@root]
initial: { target: a, actions: [@root_initial] }
states:
  a: { entry: [@a], initial: { target: a2, actions: [@a_initial] }, states: {
       a1: {}, a2: { entry: [@a2], on: { deep: b11, default: b } } } }
  b: { initial: { target: b1, actions: [@b_initial] }, states: {
       b1: { initial: { target: b12, actions: [@b1_initial] }, states: { b11: {}, b12: {} } } } }
",
        "default",
        "
        +a +a2
        log root root_initial a a_initial a2
        default: -a2 -a +b +b1 +b12
        log b_initial b1_initial",
    );
}

#[test]
fn a_target_inside_passes_initials_by() {
    check(
        "
states:
  a: { on: { deep: b11 } }
  b: { initial: { target: b1, actions: [@b_initial] }, states: {
       b1: { initial: { target: b12, actions: [@b1_initial] }, states: { b11: {}, b12: {} } } } }
",
        "deep",
        "
        +a
        deep: -a +b +b1 +b11",
    );
}

#[test]
fn an_initial_may_lie_deeper_and_in_several_regions() {
    check(
        "
initial: [r2, s2]
states:
  p: { type: parallel, states: {
       r: { states: { r1: {}, r2: {} } }, s: { states: { s1: {}, s2: {} } }, t: { states: { t1: {}, t2: {} } } } }
",
        "",
        "+p +r +r2 +s +s2 +t +t1",
    );
}

#[test]
fn without_initial_the_first_child_that_is_no_history() {
    check(
        "
states:
  a: { states: { h: { type: history, target: a2 }, a1: {}, a2: {} } }
",
        "",
        "+a +a1",
    );
}
