//! Finished cases of small policies, gone through again under drafts.

use std::collections::BTreeMap;

use super::{Draft, Past, Verdict, judge};
use crate::case::tests::moment;
use crate::case::tests::play::{Play, read};
use crate::case::{Command, Status};
use crate::policy::Policy;
use crate::value::Value;

fn policy(body: &str) -> Policy {
    let (policy, findings) = read(body);
    assert!(findings.is_empty(), "{}\n{body}", findings.join("\n"));
    policy.unwrap()
}

/// Plays a story of `MM-dd HH:MM state choice field=value` lines and records it.
fn past(body: &str, fields: &[(&str, Value)], story: &[(&str, &str, &str)]) -> (Play, Past) {
    let mut play = Play::of(body);
    let mut past = Past::of("case-1");
    let record = |play: &mut Play, past: &mut Past, command: Command| {
        play.step(command.clone()).unwrap();
        let calendar = play.calendar.clone();
        past.step(&play.policy, &calendar, (play.now, play.actor.clone()), command, play.reads.clone())
            .unwrap();
    };
    record(&mut play, &mut past, Command::start(crate::case::tests::play::map(fields)));
    for (at, state, choice) in story {
        let at = moment(at);
        while let Some((number, due)) = play
            .here()
            .timers
            .iter()
            .map(|(n, t)| (*n, t.due.at))
            .filter(|(_, due)| *due <= at)
            .min_by_key(|t| (t.1, t.0))
        {
            play.now = play.now.max(due);
            record(&mut play, &mut past, Command::Fire { timer: number });
        }
        play.now = at;
        if !state.is_empty() {
            let task = play.here().tasks.iter().find(|(_, task)| task.state == *state);
            let task = *task.unwrap_or_else(|| panic!("{state} is not open")).0;
            let slot =
                play.here().tasks[&task].slots.iter().position(|s| s.status == crate::case::SlotStatus::Open);
            let command = Command::Act {
                task,
                slot: slot.unwrap(),
                choice: (*choice).into(),
                fields: Default::default(),
                opinion: None,
            };
            record(&mut play, &mut past, command);
        }
    }
    assert_eq!(play.here().status, Status::Done, "the story ends");
    (play, past)
}

fn told(play: &Play, past: &Past, draft: &Policy, names: &[(&str, &str)]) -> String {
    let names: BTreeMap<String, String> = names.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
    let finding = judge(past, Draft { policy: draft, form: None, calendar: &play.calendar, names: &names });
    let at = |moment| play.calendar.civil(moment).strftime("%m-%d").to_string();
    let or = |state: Option<String>| state.unwrap_or_else(|| "—".into());
    let verdict = match finding.verdict {
        Verdict::Same => "same".into(),
        Verdict::Times { state, was, would, .. } => format!("{state} {} → {}", at(was), at(would)),
        Verdict::Other(p) => format!(
            "{} {}: {} | {} {}",
            at(p.at),
            or(p.after),
            or(p.was),
            or(p.would),
            p.because.unwrap_or_default()
        ),
        Verdict::Unknown(unknown) => format!("? {} {} {}", unknown.code, unknown.about, unknown.state),
    };
    format!("{} late {}/{}", verdict.trim_end(), finding.late, finding.would_be_late)
}

const REVISIT: &str = "
initial: replied
states:
  replied: { after: { 15d: revisit } }
  revisit: { task: { post: desk, due: 2wd }, on: { visited: check, angry: replied } }
  check: { always: [{ target: poor, guard: record.score < 60 }, { target: good }] }
  poor: { type: final }
  good: { type: final }
";

#[test]
fn timers_run_by_the_drafts_own_clock() {
    let (play, past) = past(REVISIT, &[("score", Value::Int(70))], &[("12-09 10:00", "revisit", "visited")]);
    for (draft, names, expected) in [
        (REVISIT.to_owned(), &[][..], "same late 0/0"),
        // earlier: the work was done when it was done
        (REVISIT.replace("15d", "14d"), &[], "revisit 12-08 → 12-07 late 0/0"),
        (REVISIT.replace("15d", "5d"), &[], "revisit 12-08 → 11-28 late 0/1"),
        // later: as soon as it is there
        (REVISIT.replace("15d", "20d"), &[], "revisit 12-08 → 12-13 late 0/0"),
        (REVISIT.replace("< 60", "< 80"), &[], "12-09 revisit: good | poor late 0/0"),
        (
            REVISIT.replace("visited: check", "seen: check"),
            &[],
            "12-09 revisit: good | — choice-gone late 0/0",
        ),
        (REVISIT.replace("revisit", "call"), &[], "12-08 replied: revisit | call task-not-there late 0/0"),
        (REVISIT.replace("revisit", "call"), &[("revisit", "call")], "same late 0/0"),
        (REVISIT.replace("record.score < 60", "record.grade < 60"), &[], "? script"),
        (
            REVISIT.replace("record.score < 60", "'row(\"shops\", \"x\") != ()'"),
            &[],
            "? question shops revisit late 0/0",
        ),
    ] {
        let told = told(&play, &past, &policy(&draft), names);
        assert!(told.starts_with(expected), "{draft}\n{told}\n{expected}");
    }
}

const BESIDE: &str = "
initial: both
states:
  both:
    type: parallel
    on_done: over
    states:
      left: { initial: l1, states: { l1: { after: { 5d: l2 } }, l2: { type: final } } }
      right: { initial: r1, states: { r1: { task: { post: desk }, on: { ok: r2 } }, r2: { type: final } } }
  over: { type: final }
";

/// What happens side by side may come in another order.
#[test]
fn regions_are_compared_one_by_one() {
    let (play, past) = past(BESIDE, &[], &[("11-30 10:00", "r1", "ok")]);
    assert_eq!(told(&play, &past, &policy(&BESIDE.replace("5d", "6d")), &[]), "l2 11-28 → 11-29 late 0/0");
    assert_eq!(told(&play, &past, &policy(&BESIDE.replace("5d", "9d")), &[]), "over 11-30 → 12-02 late 0/0");
}

const MEETING: &str = "
initial: meeting
states:
  meeting: { task: { posts: [desk, lab], decide: all }, on: { sign: over } }
  over: { type: final }
";

/// A signature that nobody was asked for is not invented.
#[test]
fn what_the_record_does_not_tell_is_not_judged() {
    let story = [("11-24 10:00", "meeting", "sign"), ("11-25 10:00", "meeting", "sign")];
    let (play, past) = past(MEETING, &[], &story);
    let more = policy(&MEETING.replace("lab]", "lab, boss]"));
    assert_eq!(told(&play, &past, &more, &[]), "? signature boss meeting late 0/0");
    let one = policy(&MEETING.replace("decide: all", "decide: one"));
    assert_eq!(told(&play, &past, &one, &[]), "over 11-25 → 11-24 late 0/0");
}
