//! Moves that look harmless and would leave a case where it can neither go on nor be explained.

use super::tests::{choose, go, outcome, policy, told};
use crate::case::Status;
use crate::case::tests::play::Play;

/// A case of `old`, carried on by events, looked at under `new`.
struct Trap {
    name: &'static str,
    old: &'static str,
    events: &'static [&'static str],
    until: &'static str,
    new: &'static str,
    moves: &'static str,
    expected: &'static str,
}

const TWO_TIMERS: &str = "
initial: waits
states:
  waits: { after: { 5d: early, 15d: late } }
  early: { task: { post: desk }, on: { ok: late } }
  late: { type: final }
";

const ROUNDS: &str = "
initial: asks
states:
  asks:
    task: { post: desk, due: 1d, overdue: [{ after: 1d, escalate: boss }, { after: 9d, escalate: chief }] }
    on: { ok: over }
  over: { type: final }
";

const ENDS: &str = "
initial: work
states:
  work:
    initial: does
    states:
      does: { on: { ok: did } }
      did: { type: final }
    after: { 9d: over }
  over: { type: final }
";

const HISTORY: &str = "
initial: all
states:
  all:
    initial: both
    on: { pause: paused }
    states:
      back: { type: history, history: deep, target: both }
      both:
        type: parallel
        states:
          left: { initial: a, states: { a: { on: { go: b } }, b: {} } }
          right: { initial: c, states: { c: {}, d: {} } }
  paused: { on: { resume: back, stop: over } }
  over: { type: final }
";

const TRAPS: &[Trap] = &[
    Trap {
        name: "timers in another order keep their meaning",
        old: TWO_TIMERS,
        events: &[],
        until: "11-24 09:00",
        new: "
initial: waits
states:
  waits: { after: { 15d: late, 5d: early } }
  early: { task: { post: desk }, on: { ok: late } }
  late: { type: final }
",
        moves: "{}",
        expected: "[waits] after.waits.1@11-28 09:00 after.waits.0@12-08 09:00",
    },
    Trap {
        name: "one of two timers changes, whatever its place",
        old: TWO_TIMERS,
        events: &[],
        until: "11-24 09:00",
        new: "
initial: waits
states:
  waits: { after: { 15d: late, 3d: early } }
  early: { task: { post: desk }, on: { ok: late } }
  late: { type: final }
",
        moves: r#"{"timers":"remaining"}"#,
        expected: "[waits] after.waits.1@11-26 09:00 after.waits.0@12-08 09:00",
    },
    Trap {
        name: "what follows a deadline, in another order",
        old: ROUNDS,
        events: &[],
        until: "11-26 09:00",
        new: "
initial: asks
states:
  asks:
    task: { post: desk, due: 1d, overdue: [{ after: 9d, escalate: chief }, { after: 1d, escalate: boss }] }
    on: { ok: over }
  over: { type: final }
",
        moves: r#"{"deadlines":"keep"}"#,
        expected: "[asks] asks:11-24 18:00:0 overdue0.0@12-03 18:00",
    },
    Trap {
        name: "an end inside a state becomes no end of the case",
        old: ENDS,
        events: &["ok"],
        until: "11-24 09:00",
        new: ENDS,
        moves: r#"{"states":{"did":"over"}}"#,
        expected: "state-final(did,over) state-gone(work)",
    },
    Trap {
        name: "an end that the new form waits for has been told already",
        old: ENDS,
        events: &["ok"],
        until: "11-24 09:00",
        new: "
initial: work
states:
  work:
    initial: does
    on_done: over
    states:
      does: { on: { ok: did } }
      did: { type: final }
    after: { 9d: over }
  over: { type: final }
",
        moves: "{}",
        expected: "not-at-rest(work)",
    },
    Trap {
        name: "before its end the same change does no harm",
        old: ENDS,
        events: &[],
        until: "11-24 09:00",
        new: "
initial: work
states:
  work:
    initial: does
    on_done: over
    states:
      does: { on: { ok: did } }
      did: { type: final }
    after: { 9d: over }
  over: { type: final }
",
        moves: "{}",
        expected: "[work does] after.work.0@12-02 09:00",
    },
    Trap {
        name: "a state put around it that is left at once",
        old: "
initial: waits
states:
  waits: { on: { ok: over } }
  over: { type: final }
",
        events: &[],
        until: "11-24 09:00",
        new: "
initial: around
states:
  around:
    initial: waits
    always: { target: over, guard: \"1 + 1 == 2\" }
    states:
      waits: { on: { ok: over } }
  over: { type: final }
",
        moves: "{}",
        expected: "not-at-rest(around)",
    },
    Trap {
        name: "a guard that must ask the world might hold",
        old: "
initial: waits
states:
  waits: { on: { ok: over } }
  over: { type: final }
",
        events: &[],
        until: "11-24 09:00",
        new: "
initial: waits
states:
  waits:
    on: { ok: over }
    always: { target: over, guard: \"holders(\\\"boss\\\").len() == 0\" }
  over: { type: final }
",
        moves: "{}",
        expected: "not-at-rest(waits)",
    },
    Trap {
        name: "a history keeps both regions",
        old: HISTORY,
        events: &["go", "pause"],
        until: "11-24 09:00",
        new: HISTORY,
        moves: "{}",
        expected: "[paused]",
    },
    Trap {
        name: "what a history remembers must be a place to stand in",
        old: HISTORY,
        events: &["go", "pause"],
        until: "11-24 09:00",
        new: "
initial: all
states:
  all:
    initial: a
    on: { pause: paused }
    states:
      back: { type: history, history: deep, target: a }
      a: { on: { go: b } }
      b: {}
      c: {}
      d: {}
  paused: { on: { resume: back, stop: over } }
  over: { type: final }
",
        moves: "{}",
        expected: "history-no-place(back)",
    },
];

#[test]
fn traps() {
    for trap in TRAPS {
        let mut play = Play::of(trap.old);
        play.start(&[]).unwrap();
        for event in trap.events {
            play.signal(event).unwrap();
        }
        play.advance_to(trap.until).unwrap();
        assert_eq!(outcome(&play, trap.new, trap.moves), trap.expected, "{}", trap.name);
    }
}

/// After a move in which the timers changed their places, each does what it was set for.
#[test]
fn a_moved_timer_does_what_it_was_set_for() {
    let trap = &TRAPS[0];
    let mut play = Play::of(trap.old);
    play.start(&[]).unwrap();
    let new = policy(trap.new);
    let moved = go(&play, &new, &choose("{}")).unwrap();
    (play.policy, play.snapshot) = (new, Some(moved.snapshot));
    play.advance_to("11-28 09:00").unwrap();
    assert!(told(&play, play.here()).starts_with("[early]"));
    play.act_as("desk", "early", "ok").unwrap();
    assert_eq!(play.here().status, Status::Done);
}
