//! Finals: what they raise, what they carry, and the end.

use super::check;

#[test]
fn a_final_raises_done_with_data() {
    check(
        "
states:
  a: { initial: a1, states: { a1: { on: { go: f } }, f: { type: final, output: { n: 40 + 2 } } },
       on_done: { target: b, actions: [{ log: event.name }, { log: event.data.n }] } }
  b: {}",
        "go",
        "
        +a +a1
        go: -a1 +f
        done.state.a: -f -a +b
        log done.state.a 42",
    );
}

#[test]
fn a_parallel_is_done_when_all_regions_are() {
    check(
        "
states:
  p:
    type: parallel
    states:
      r: { states: { r1: { on: { x: rf } }, rf: { type: final } }, on_done: { actions: [@r] } }
      s: { states: { s1: { on: { y: sf } }, sf: { type: final } }, on_done: { actions: [@s] } }
    on_done: z
  z: {}",
        "x y",
        "
        +p +r +r1 +s +s1
        x: -r1 +rf
        done.state.r:
        log r
        y: -s1 +sf
        done.state.s:
        done.state.p: -sf -s -rf -r -p +z
        log s",
    );
}

/// A parallel state inside a parallel state counts as done, whichever of them finishes last.
#[test]
fn a_parallel_in_a_parallel() {
    let chart = "
states:
  p:
    type: parallel
    states:
      q: { type: parallel, states: {
           q1: { states: { q11: { on: { x: qf } }, qf: { type: final } } },
           q2: { states: { q21: { on: { x: qg } }, qg: { type: final } } } } }
      r: { states: { r1: { on: { y: rf } }, rf: { type: final } } }
    on_done: z
  z: {}";
    check(
        chart,
        "x y",
        "
        +p +q +q1 +q11 +q2 +q21 +r +r1
        x: -q21 -q11 +qf +qg
        y: -r1 +rf
        done.state.p: -rf -r -qg -q2 -qf -q1 -q -p +z",
    );
    check(
        chart,
        "y x",
        "
        +p +q +q1 +q11 +q2 +q21 +r +r1
        y: -r1 +rf
        x: -q21 -q11 +qf +qg
        done.state.p: -rf -r -qg -q2 -qf -q1 -q -p +z",
    );
}

#[test]
fn a_final_at_the_top_leaves_everything_innermost_first() {
    check(
        "
exit: [@root]
states:
  a: { on: { go: { target: f, actions: [{ raise: late }, { send: later }] } } }
  f: { type: final, entry: [@in_f], exit: [@out_f] }
on: { late: { actions: [@never] }, later: { actions: [@never] } }",
        "go go",
        "
        +a
        go: -a +f
        log in_f out_f root
        end
        refused: case-ended",
    );
}

#[test]
fn a_chart_may_end_at_once() {
    check("states: { f: { type: final } }", "", "+f\nend");
    check("states: { a: { always: f }, f: { type: final } }", "", "+a\n-a +f\nend");
}
