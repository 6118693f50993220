//! Deadlines, timers, reminders, and what happens when nobody acts. 23 November 2026 is a Monday.

use super::{moment, refused, shown, timers};
use crate::case::tests::play::Play;
use crate::case::{Command, Effect};
use crate::guard::Question;
use crate::value::Value;

#[test]
fn deadlines_are_at_closing_time_timers_exact() {
    for (due, expected) in [
        ("1wd", "11-24 18:00"),
        ("5wd", "11-30 18:00"),
        ("2d", "11-25 18:00"),
        ("4h", "11-23 13:00"),
        ("30m", "11-23 09:30"),
        ("end of month", "11-30 18:00"),
        ("{ in: 2d, from: record.day }", "12-03 18:00"),
        ("{ from: record.day }", "12-01 18:00"),
        ("values.soon", "11-24 18:00"),
        ("'=if true { \"3d\" } else { \"4d\" }'", "11-26 18:00"),
    ] {
        let mut play = Play::of(&format!(
            "values: {{ soon: 1wd }}\nstates: {{ a: {{ task: {{ post: x, due: {due} }}, on: {{ go: a }} }} }}"
        ));
        let day: jiff::civil::Date = "2026-12-01".parse().unwrap();
        play.start(&[("day", Value::Date(day))]).unwrap();
        let task = play.here().tasks.values().next().unwrap();
        assert_eq!(shown(&play, task.due.as_ref().unwrap().at), expected, "{due}");
    }
    for (after, expected) in [
        ("2d: b", "11-25 09:00"),
        ("4h: b", "11-23 13:00"),
        ("1wd: b", "11-24 09:00"),
        ("in: 1d, from: record.day, target: b", "12-02 09:00"),
    ] {
        let mut play = Play::of(&format!("states: {{ a: {{ after: {{ {after} }} }}, b: {{}} }}"));
        let day: jiff::civil::Date = "2026-12-01".parse().unwrap();
        play.start(&[("day", Value::Date(day))]).unwrap();
        assert_eq!(timers(&play), expected, "{after}");
        assert_eq!(refused(play.step(Command::Fire { timer: 1 })), "timer-not-due");
        play.advance_to("12-03 00:00").unwrap();
        assert_eq!(play.states(), "b");
        assert_eq!(refused(play.step(Command::Fire { timer: 1 })), "no-such-timer");
    }
}

#[test]
fn a_length_that_is_none() {
    for (due, expected) in [
        ("'=\"soon\"'", "not-a-period"),
        ("'=3'", "not-a-period"),
        ("{ in: 1d, from: '\"x\"' }", "not-a-time"),
        ("{ in: 1d, from: record.day }", "script-missing-field"),
    ] {
        let mut play =
            Play::of(&format!("states: {{ a: {{ task: {{ post: x, due: {due} }}, on: {{ go: a }} }} }}"));
        assert_eq!(refused(play.start(&[])), expected, "{due}");
    }
}

#[test]
fn after_is_counted_anew_on_each_entry_and_dies_with_its_state() {
    let mut play = Play::of(
        "states: { a: { after: { 2d: b }, on: { again: { target: a, reenter: true }, note: {}, out: c } }, b: {}, c: {} }",
    );
    play.start(&[]).unwrap();
    play.now = moment("11-24 10:00");
    play.signal("note").unwrap();
    assert_eq!(timers(&play), "11-25 09:00");
    play.signal("again").unwrap();
    assert_eq!(timers(&play), "11-26 10:00");
    play.signal("out").unwrap();
    assert_eq!(timers(&play), "");
}

#[test]
fn a_reminder_that_would_come_at_once_is_left_out() {
    let mut play = Play::of(
        "states: { a: { task: { post: x, due: 4h, remind: [{ before: 1h }, { before: 4h }, { before: 2d }] }, on: { go: a } } }",
    );
    play.start(&[]).unwrap();
    assert_eq!(timers(&play), "11-23 12:00");
    play.advance_to("11-23 12:00").unwrap();
    assert_eq!(play.effects.last(), Some(&Effect::Remind { task: 1 }));
}

fn people(question: &Question) -> Value {
    match question {
        Question::Holders { post } => {
            Value::List(vec![Value::Text(format!("{post}-holder")), "other".into()])
        }
        other => crate::case::tests::play::nothing(other),
    }
}

#[test]
fn each_day_too_late_is_proposed_for_those_who_are_still_to_sign() {
    let mut play = Play::of(
        "
states:
  a:
    task:
      posts: [x, y]
      person: pat
      decide: all
      due: 1d
      overdue:
        - { after: 1d, every: 1d, times: 3, propose: { penalty: 50, to: holder, reason: { zh: 晚, en: late }, clause: 8.1-4 } }
        - { after: 2d, escalate: [boss, '=record.chief'] }
    on: { yes: b }
  b: {}",
    );
    play.world = people;
    play.start(&[("chief", "head".into())]).unwrap();
    play.act_as("x", "a", "yes").unwrap();
    let mut told = Vec::new();
    for day in ["11-25 18:00", "11-26 18:00", "11-27 18:00", "12-20 18:00"] {
        let until = moment(day);
        while let Some((number, at)) = play
            .here()
            .timers
            .iter()
            .filter(|(_, t)| t.due.at <= until)
            .map(|(n, t)| (*n, t.due.at))
            .min_by_key(|(n, at)| (*at, *n))
        {
            play.now = at;
            play.step(Command::Fire { timer: number }).unwrap();
            for effect in &play.effects {
                match effect {
                    Effect::Propose { amount, person, post, days, .. } => {
                        told.push(format!("{day} {} {person:?} {post:?} {days:?}", amount.number().unwrap()))
                    }
                    Effect::Overdue { escalate, days, .. } if !escalate.is_empty() => {
                        told.push(format!("{day} {escalate:?} {days}"))
                    }
                    _ => {}
                }
            }
        }
    }
    let expected = [
        "11-25 18:00 50 Some(\"pat\") None Some(1)",
        "11-25 18:00 50 Some(\"y-holder\") Some(\"y\") Some(1)",
        "11-26 18:00 [\"boss\", \"head\"] 2",
        "11-26 18:00 50 Some(\"pat\") None Some(2)",
        "11-26 18:00 50 Some(\"y-holder\") Some(\"y\") Some(2)",
        "11-27 18:00 50 Some(\"pat\") None Some(3)",
        "11-27 18:00 50 Some(\"y-holder\") Some(\"y\") Some(3)",
    ];
    assert_eq!(told, expected);
    assert_eq!(play.here().timers.len(), 0);
}

#[test]
fn acting_in_time_ends_it() {
    let mut play = Play::of(
        "overdue: [{ after: 1d, every: 1d, escalate: boss }]\nremind: { before: 1h }\nstates: { a: { task: { post: x, due: 2d }, on: { yes: b } }, b: { task: { post: x, due: 1d, overdue: none, remind: none }, on: { yes: c } }, c: { task: { post: x }, on: { yes: a } } }",
    );
    play.start(&[]).unwrap();
    assert_eq!(timers(&play), "11-25 17:00, 11-26 18:00");
    play.act_as("x", "a", "yes").unwrap();
    assert_eq!(timers(&play), "");
    play.act_as("x", "b", "yes").unwrap();
    assert_eq!(timers(&play), "");
}

#[test]
fn a_failing_overdue_rule_under_raise_is_an_event() {
    let chart = "states: { a: { task: { post: x, due: 1d, overdue: { after: 1d, actions: [vars.x = record.missing] } }, on: { yes: b, error.execution: b } }, b: {} }";
    let mut play = Play::of(&format!("on_error: raise\n{chart}"));
    play.start(&[]).unwrap();
    play.advance_to("12-01 00:00").unwrap();
    assert_eq!(play.states(), "b");
    let mut play = Play::of(chart);
    play.start(&[]).unwrap();
    assert_eq!(refused(play.advance_to("12-01 00:00")), "script-missing-field");
}
