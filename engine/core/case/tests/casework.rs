//! Messages that come early, compensation, ways back.

use super::refused;
use crate::case::tests::play::{Play, read};
use crate::limits;

/// The events one after the other; where the case stands then, and what waits in its mailbox.
fn after(play: &mut Play, events: &[&str]) -> (String, String) {
    play.snapshot = None;
    play.start(&[]).unwrap();
    events.iter().for_each(|event| play.signal(event).unwrap());
    let waiting: Vec<String> = play.here().mailbox.iter().map(|letter| letter.event.clone()).collect();
    (play.states(), waiting.join(" "))
}

#[test]
fn early_messages_wait_and_are_offered_after_every_change() {
    let mut play = Play::of(
        "
mailbox: [paid, sent.*]
states:
  a: { on: { go: b } }
  b: { on: { paid: c, nudge: {} } }
  c: { on: { sent.out: d, again: b } }
  d: { on: { paid: { actions: [@twice] } } }",
    );
    for (events, states, waiting) in [
        (&["paid"][..], "a", "paid"),
        // not among the names: lost
        (&["other"], "a", ""),
        (&["paid", "go"], "c", ""),
        (&["paid", "sent.out", "go"], "d", ""),
        (&["sent.out", "paid", "go"], "d", ""),
        // each message is taken once
        (&["paid", "go", "again"], "b", ""),
        (&["paid", "paid", "go", "again"], "c", ""),
        // nothing has changed: what waits is not offered
        (&["sent.in", "nudge"], "a", "sent.in"),
        (&["sent.in", "go", "paid"], "c", "sent.in"),
        // taken without a change of state: the next one is offered, too
        (&["sent.out", "paid", "paid", "paid", "sent.in", "go"], "d", "sent.in"),
    ] {
        assert_eq!(after(&mut play, events), (states.to_owned(), waiting.to_owned()), "{events:?}");
    }
    assert_eq!(play.logged(), "twice twice");
}

#[test]
fn a_message_for_all_waits_only_if_no_chart_takes_it() {
    let items = "
mailbox: ok
states:
  a: { on: { go: each } }
  each:
    for_each:
      in: '[1, 2]'
      initial: w
      states: { w: { on: { ok: f } }, f: { type: final } }
    on_done: z
  z: {}";
    let mut play = Play::of(items);
    assert_eq!(after(&mut play, &["ok"]), ("a".into(), "ok".into()));
    // The items have begun when it is offered, and both take it.
    assert_eq!(after(&mut play, &["ok", "go"]), ("z".into(), "".into()));
    assert_eq!(after(&mut play, &["go", "ok"]), ("z".into(), "".into()));
}

#[test]
fn what_a_case_sends_itself_waits_too_and_what_is_gone_does_not() {
    let mut play = Play::of(
        "
mailbox: ['*']
states:
  a: { entry: [{ send: later, data: { n: 7 } }, { send: delayed, after: 1d }], after: { 5d: a2 }, on: { go: b } }
  a2: {}
  b: { on: { later: { target: c, actions: [{ log: event.data.n }] } } }
  c: { on: { delayed: end } }
  end: { type: final }",
    );
    assert_eq!(after(&mut play, &[]), ("a".into(), "later".into()));
    play.advance_to("11-25 09:00").unwrap();
    assert_eq!(play.here().mailbox.len(), 2);
    play.signal("unknown").unwrap();
    play.signal("go").unwrap();
    assert_eq!((play.states().as_str(), play.here().mailbox.len()), ("end", 0));
}

#[test]
fn a_full_mailbox_refuses() {
    let mut play = Play::of("mailbox: [m]\nstates: { a: { on: { go: b } }, b: {} }");
    play.start(&[]).unwrap();
    play.signal("m").unwrap();
    let letter = play.here().mailbox[0].clone();
    play.snapshot.as_mut().unwrap().mailbox = vec![letter; limits::MAILBOX];
    assert_eq!(refused(play.signal("m")), "mailbox-full");
    play.signal("go").unwrap();
    assert_eq!(play.here().mailbox.len(), limits::MAILBOX);
}

const TRIP: &str = "
states:
  trip:
    initial: flight
    on: { abort: { target: off, actions: [{ compensate: all }] }, late: { target: off, actions: [{ compensate: hotel }] } }
    states:
      flight: { compensate: [@flight_back], on: { ok: hotel, error.flight: hotel } }
      hotel:
        compensate: [@hotel_back]
        initial: room
        states:
          room: { compensate: [@room_back], on: { ok: breakfast, done: car } }
          breakfast: { on: { ok: car } }
      car: { compensate: [@car_back], always: { target: seat, guard: vars.quick }, on: { ok: seat } }
      seat: { on: { ok: flight } }
  off: { entry: [{ compensate: all }] }
vars: { quick: 'false' }";

#[test]
fn completed_work_is_taken_back_latest_first() {
    let mut play = Play::of(TRIP);
    for (events, expected) in [
        // not completed: cancelled by the state around it
        (&["abort"][..], ""),
        (&["ok", "abort"], "flight_back"),
        // an error is no completion
        (&["error.flight", "abort"], ""),
        (&["ok", "ok", "abort"], "room_back flight_back"),
        // a compound state is completed when something inside it leads out
        (&["ok", "ok", "ok", "abort"], "hotel_back room_back flight_back"),
        (&["ok", "done", "abort"], "hotel_back room_back flight_back"),
        (&["ok", "done", "ok", "abort"], "car_back hotel_back room_back flight_back"),
        // one state and what is below it; the rest is then taken back by `off`, whose scope is the root
        (&["ok", "done", "ok", "late"], "hotel_back room_back car_back flight_back"),
        // round twice: both times are taken back
        (&["ok", "done", "ok", "ok", "ok", "abort"], "flight_back car_back hotel_back room_back flight_back"),
    ] {
        after(&mut play, events);
        assert_eq!(play.logged(), expected, "{events:?}");
        assert!(play.here().machines[""].completed.is_empty());
    }
}

#[test]
fn regions_at_their_end_are_completed_and_others_are_cancelled() {
    let mut play = Play::of(
        "
states:
  both:
    type: parallel
    on: { stop: off }
    states:
      x: { compensate: [@x_back], states: { x1: { on: { a: x2 } }, x2: { type: final } } }
      y: { compensate: [@y_back], states: { y1: { on: { b: y2 } }, y2: { type: final } } }
    on_done: off
  off: { entry: [{ compensate: all }] }",
    );
    for (events, expected) in [
        (&["stop"][..], ""),
        (&["a", "stop"], "x_back"),
        (&["a", "b"], "x_back y_back"),
        (&["b", "a"], "x_back y_back"),
    ] {
        after(&mut play, events);
        // left last and first in the document first: latest first is the document's order
        assert_eq!(play.logged(), expected, "{events:?}");
    }
}

#[test]
fn an_item_takes_back_its_own_work_only() {
    let mut play = Play::of(
        "
states:
  each:
    for_each:
      in: '[1, 2]'
      initial: w
      states:
        w: { compensate: [item.undone = true], task: { post: x }, on: { ok: v } }
        v: { task: { post: x }, on: { undo: { target: u, actions: [{ compensate: w }] } } }
        u: { type: final }
    on_done: { target: z, actions: [{ log: 'event.data.items.len()' }, { log: 'filled(event.data.items[0], \"undone\")' }] }
  z: {}",
    );
    play.start(&[]).unwrap();
    play.act_as("x", "w", "ok").unwrap();
    play.act_as("x", "w", "ok").unwrap();
    play.act_as("x", "v", "undo").unwrap();
    assert!(!play.here().machines["each/2"].item.as_ref().unwrap().fields.contains_key("undone"));
    play.act_as("x", "v", "undo").unwrap();
    assert_eq!(play.logged(), "2 true");
}

#[test]
fn too_many_to_remember() {
    let mut play = Play::of("states: { a: { compensate: [@x], on: { go: { target: a, reenter: true } } } }");
    play.start(&[]).unwrap();
    play.signal("go").unwrap();
    let machine = play.snapshot.as_mut().unwrap().machines.get_mut("").unwrap();
    machine.completed = vec!["a".into(); limits::COMPENSATIONS];
    assert_eq!(refused(play.signal("go")), "too-many-compensations");
}

const RETURNS: &str = "
states:
  draft: { task: { post: x }, on: { forward: review, keep: {}, drop: z } }
  review: { task: { post: x }, on: { pass: approval, back: draft } }
  approval: { task: { post: x }, on: { approve: z, again: { target: draft, back: again }, mend: { target: draft, back: straight } } }
  z: { task: { post: x }, on: { reopen: draft } }";

#[test]
fn returned_work_goes_the_way_again_or_straight_back() {
    let mut play = Play::of(RETURNS);
    let way = |play: &mut Play, acts: &[&str]| {
        play.snapshot = None;
        play.start(&[]).unwrap();
        for choice in acts {
            let state = play.states();
            play.act_as("x", &state, choice).unwrap();
        }
        play.states()
    };
    for (acts, expected) in [
        (&["forward", "pass", "again", "forward"][..], "review"),
        (&["forward", "pass", "mend", "forward"], "approval"),
        // a choice that stays does not use the way back up
        (&["forward", "pass", "mend", "keep", "forward"], "approval"),
        // used once
        (&["forward", "pass", "mend", "forward", "again", "forward"], "review"),
        (&["forward", "pass", "mend", "forward", "mend", "forward"], "approval"),
        // another choice goes its own way, and the way back is forgotten
        (&["forward", "pass", "mend", "drop", "reopen", "forward"], "review"),
    ] {
        assert_eq!(way(&mut play, acts), expected, "{acts:?}");
    }
}

#[test]
fn mistakes_in_case_work() {
    for (body, expected) in [
        ("mailbox: [ok, 'no spaces']\nstates: { a: {} }", &["G0413 policies/p.yaml:3:15 name=no spaces"][..]),
        (
            "states: { a: { on: { x: { target: b, back: straight } } }, b: {} }",
            &["G0460 policies/p.yaml:3:25"],
        ),
        ("states: { a: { on: { x: { back: straight } } }, b: {} }", &["G0460 policies/p.yaml:3:25"]),
        (
            "states: { a: { entry: [{ compensate: b }] }, c: {} }",
            &["G0415 policies/p.yaml:3:38 name=b known=a, c"],
        ),
    ] {
        let (_, findings) = read(body);
        assert_eq!(findings, expected, "{body}");
    }
}
