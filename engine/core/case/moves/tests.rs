//! Moves: small policies with what becomes of a case, and the shipped ones changed at random.

use proptest::prelude::*;

use super::{Becomes, CaseMoves, Misfit, Moved, Side, Thing, move_case};
use crate::case::tests::play::{Play, calendar_with, read};
use crate::case::tests::shipped::{FILES, walked};
use crate::case::{Effect, SlotStatus, Snapshot, Status, TimerKind};
use crate::chart::Kind;
use crate::form::Form;
use crate::policy::{self, Policy};
use crate::text::{Findings, Source};
use crate::value::{Moment, canonical};

const REVISIT: &str = "
initial: replied
states:
  replied: { after: { 15d: revisit } }
  revisit: { task: { post: desk, due: 2wd }, on: { visited: over } }
  over: { type: final }
";

pub(super) fn policy(body: &str) -> Policy {
    let (policy, findings) = read(body);
    assert!(findings.is_empty(), "{}\n{body}", findings.join("\n"));
    policy.unwrap()
}

pub(super) fn choose(json: &str) -> CaseMoves {
    serde_json::from_str(json).unwrap()
}

pub(super) fn go(play: &Play, new: &Policy, moves: &CaseMoves) -> Result<Moved, Vec<Misfit>> {
    let side = |policy| Side { policy, form: None, calendar: &play.calendar };
    move_case(side(&play.policy), side(new), play.snapshot.as_ref().unwrap(), moves, "case-1", play.now)
}

/// Where a case stands: states, open tasks with their deadlines, timers.
pub(super) fn told(play: &Play, snapshot: &Snapshot) -> String {
    let at = |moment| play.calendar.civil(moment).strftime("%m-%d %H:%M").to_string();
    let mut words: Vec<String> = Vec::new();
    for (path, machine) in &snapshot.machines {
        words.push(format!("{path}[{}]", machine.states.join(" ")));
    }
    for task in snapshot.tasks.values() {
        let due = task.due.as_ref().map(|due| at(due.at)).unwrap_or_default();
        let done = task.slots.iter().filter(|slot| slot.status == SlotStatus::Done).count();
        words.push(format!("{}:{due}:{done}", task.state));
    }
    for timer in snapshot.timers.values() {
        let what = match &timer.what {
            TimerKind::State { event, .. } | TimerKind::Send { event, .. } => event.clone(),
            TimerKind::Remind { .. } => "remind".into(),
            TimerKind::Overdue { rule, count, .. } => format!("overdue{rule}.{count}"),
        };
        words.push(format!("{what}@{}", at(timer.due.at)));
    }
    words.join(" ")
}

pub(super) fn outcome(play: &Play, new: &str, moves: &str) -> String {
    match go(play, &policy(new), &choose(moves)) {
        Ok(moved) => told(play, &moved.snapshot),
        Err(misfits) => misfits
            .iter()
            .map(|m| format!("{}({})", m.code, m.args.values().cloned().collect::<Vec<_>>().join(",")))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

#[test]
fn a_timer_goes_on_as_chosen() {
    let mut play = Play::of(REVISIT);
    let answered = super::super::tests::moment("11-24 18:00");
    play.start(&[("answered_at", crate::value::Value::Time(answered))]).unwrap();
    play.now = super::super::tests::moment("11-27 12:00");
    let shorter = REVISIT.replace("15d", "10d");
    let with_start = REVISIT.replace(
        "after: { 15d: revisit }",
        "after: [{ in: 10d, from: record.answered_at, target: revisit }]",
    );
    for (new, moves, expected) in [
        (REVISIT, "{}", "[replied] after.replied.0@12-08 09:00"),
        (shorter.as_str(), "{}", "timer-choice(replied,after.replied.0)"),
        (&shorter, r#"{"timers":"keep"}"#, "[replied] after.replied.0@12-08 09:00"),
        (&shorter, r#"{"timers":"remaining"}"#, "[replied] after.replied.0@12-03 09:00"),
        (&shorter, r#"{"timers":"restart"}"#, "[replied] after.replied.0@12-07 12:00"),
        (
            &shorter,
            r#"{"timers":"keep","timer":{"after.replied.0":"restart"}}"#,
            "[replied] after.replied.0@12-07 12:00",
        ),
        // a start of its own counts, but for who begins anew
        (&with_start, r#"{"timers":"keep"}"#, "[replied] after.replied.0@12-08 09:00"),
        (&with_start, r#"{"timers":"remaining"}"#, "[replied] after.replied.0@12-04 18:00"),
        (&with_start, r#"{"timers":"restart"}"#, "[replied] after.replied.0@12-07 12:00"),
        // over already by the new rule: due now, not in the past
        (&REVISIT.replace("15d", "2d"), r#"{"timers":"remaining"}"#, "[replied] after.replied.0@11-27 12:00"),
        // a default is for what has changed only
        (REVISIT, r#"{"timers":"restart"}"#, "[replied] after.replied.0@12-08 09:00"),
        (
            &REVISIT.replace("15d: revisit", "15d: revisit, 20d: over"),
            r#"{"timers":"keep"}"#,
            "timer-new(replied,after.replied.1)",
        ),
        (
            &REVISIT.replace("15d: revisit", "15d: revisit, 20d: over"),
            r#"{"timer":{"after.replied.1":"restart"}}"#,
            "[replied] after.replied.0@12-08 09:00 after.replied.1@12-17 12:00",
        ),
        (
            &REVISIT.replace("after: { 15d: revisit }", "on: { go: revisit }"),
            r#"{"timers":"keep"}"#,
            "timer-no-place(after.replied.0)",
        ),
        (&REVISIT.replace("replied", "answered"), "{}", "state-gone(replied)"),
        (
            &REVISIT.replace("replied", "answered"),
            r#"{"states":{"replied":"answered"}}"#,
            "[answered] after.answered.0@12-08 09:00",
        ),
    ] {
        assert_eq!(outcome(&play, new, moves), expected, "{new} {moves}");
    }
}

const WORKDAYS: &str = "
initial: visit
states:
  visit: { task: { post: desk, due: 3wd }, after: { 4wd: over }, on: { visited: over } }
  over: { type: final }
";

/// What was promised stays when the calendar has one working day less; who wants it otherwise says so by name, and is
/// offered that.
#[test]
fn another_calendar_moves_no_date_unless_it_is_chosen() {
    let mut play = Play::of(WORKDAYS);
    play.start(&[]).unwrap();
    play.now = super::super::tests::moment("11-24 09:00");
    let off = "2026: { source: test, holidays: [{ from: 2026-11-25, to: 2026-11-25, name: { zh: 厂休, en: Works holiday } }] }";
    let other = calendar_with(|text| text.replace("2026: { source: test }", off));
    let same = calendar_with(str::to_owned);
    let kept = "[visit] visit:11-26 18:00:0 after.visit.0@11-27 09:00";
    for (calendar, moves, expected, offered) in [
        (&same, "{}", kept, 0),
        (&other, "{}", kept, 2),
        // a default is for what has changed only
        (&other, r#"{"timers":"remaining","deadlines":"remaining"}"#, kept, 2),
        (
            &other,
            r#"{"timer":{"after.visit.0":"remaining"},"deadline":{"visit":"remaining"}}"#,
            "[visit] visit:11-27 18:00:0 after.visit.0@11-30 09:00",
            2,
        ),
    ] {
        let side = |calendar| Side { policy: &play.policy, form: None, calendar };
        let (old, new) = (side(&play.calendar), side(calendar));
        let before = play.snapshot.as_ref().unwrap();
        let moved = move_case(old, new, before, &choose(moves), "case-1", play.now).unwrap();
        assert_eq!(told(&play, &moved.snapshot), expected, "{moves}");
        let keys = moved.fates.iter().filter(|fate| fate.key.is_some()).count();
        assert_eq!(keys, offered, "{moves} {:?}", moved.fates);
    }
}

const SIGNED: &str = "
initial: meeting
states:
  meeting:
    task: { posts: [desk, lab], decide: all, sign: countersign, due: 5d, remind: { before: 1d }, overdue: { after: 1d, every: 1d, times: 9, escalate: boss } }
    on: { sign: over, refuse: over }
  over: { type: final }
";

#[test]
fn tasks_keep_what_was_signed() {
    let mut play = Play::of(SIGNED);
    play.start(&[]).unwrap();
    play.act_as("desk", "meeting", "sign").unwrap();
    play.now = super::super::tests::moment("11-25 09:00");
    let around = SIGNED
        .replace(
            "initial: meeting\nstates:\n",
            "initial: all\nstates:\n  all:\n    initial: meeting\n    states:\n",
        )
        .replace("  meeting:\n    task", "      meeting:\n        task")
        .replace("    on: { sign", "        on: { sign");
    let kept = "meeting:11-28 18:00:1 remind@11-27 18:00 overdue0.0@11-29 18:00";
    for (new, moves, expected) in [
        (SIGNED.to_owned(), "{}", format!("[meeting] {kept}")),
        (around, "{}", format!("[all meeting] {kept}")),
        (SIGNED.replace("lab]", "boss]"), "{}", "task-signers(meeting)".into()),
        (SIGNED.replace("countersign", "review"), "{}", "state-differs(meeting)".into()),
        (
            SIGNED.replace("countersign", "review"),
            r#"{"states":{"meeting":"meeting"}}"#,
            "signature-meaning(meeting)".into(),
        ),
        (
            SIGNED.replace("decide: all", "decide: one"),
            r#"{"states":{"meeting":"meeting"}}"#,
            "task-decide(meeting)".into(),
        ),
        (SIGNED.replace("due: 5d", "due: 3d"), "{}", "deadline-choice(meeting)".into()),
        (SIGNED.replace("due: 5d", "due: 3d"), r#"{"deadlines":"keep"}"#, format!("[meeting] {kept}")),
        (
            SIGNED.replace("due: 5d", "due: 3d"),
            r#"{"deadlines":"remaining"}"#,
            "[meeting] meeting:11-26 18:00:1 remind@11-25 18:00 overdue0.0@11-27 18:00".into(),
        ),
        (
            SIGNED.replace("due: 5d", "due: 3d"),
            r#"{"deadlines":"restart"}"#,
            "[meeting] meeting:11-28 18:00:1 remind@11-27 18:00 overdue0.0@11-29 18:00".into(),
        ),
        (
            SIGNED.replace("due: 5d", "due: 1d"),
            r#"{"deadlines":"remaining"}"#,
            "[meeting] meeting:11-25 18:00:1 overdue0.0@11-26 18:00".into(),
        ),
        (
            SIGNED.replace("after: 1d, every", "after: 3d, every"),
            r#"{"deadlines":"keep"}"#,
            "[meeting] meeting:11-28 18:00:1 remind@11-27 18:00 overdue0.0@12-01 18:00".into(),
        ),
    ] {
        assert_eq!(outcome(&play, &new, moves), expected, "{new} {moves}");
    }
}

/// What has happened after a deadline does not happen again.
#[test]
fn rounds_are_neither_repeated_nor_made_up_for() {
    let mut play = Play::of(SIGNED);
    play.start(&[]).unwrap();
    play.advance_to("12-02 09:00").unwrap();
    assert!(told(&play, play.here()).ends_with("overdue0.3@12-02 18:00"), "{}", told(&play, play.here()));
    let twice = SIGNED.replace("every: 1d", "every: 2d");
    let now = outcome(&play, &twice, r#"{"deadlines":"keep"}"#);
    assert_eq!(now, "[meeting] meeting:11-28 18:00:0 overdue0.3@12-05 18:00");
    let few = SIGNED.replace("times: 9", "times: 3");
    assert_eq!(outcome(&play, &few, r#"{"deadlines":"keep"}"#), "[meeting] meeting:11-28 18:00:0");
}

const ITEMS: &str = "
initial: units
states:
  units:
    for_each:
      in: '[#{ n: \"a\" }, #{ n: \"b\" }]'
      key: item.n
      title: item.n
      initial: look
      states:
        look: { task: { post: desk }, on: { ok: fine } }
        fine: { type: final }
    on_done: over
  over: { type: final }
";

#[test]
fn items_go_along() {
    let mut play = Play::of(ITEMS);
    play.start(&[]).unwrap();
    play.act_as("desk", "look", "ok").unwrap();
    let renamed = ITEMS.replace("units", "parts").replace("look", "check");
    let moved =
        go(&play, &policy(&renamed), &choose(r#"{"states":{"units":"parts","look":"check"}}"#)).unwrap();
    assert_eq!(told(&play, &moved.snapshot), "[parts] parts/a[fine] parts/b[check] check::0");
    let items = moved.fates.iter().filter(|fate| fate.thing == Thing::Item && fate.becomes == Becomes::Kept);
    assert_eq!(items.count(), 2);
    let gone = outcome(&play, &ITEMS.replace("units", "parts").replace("look", "check"), "{}");
    assert!(gone.starts_with("state-gone(units)"), "{gone}");
}

/// It can be gone on with, as one that has always been of the new form.
#[test]
fn a_moved_case_goes_on() {
    let mut play = Play::of(REVISIT);
    play.start(&[]).unwrap();
    let new = policy(&REVISIT.replace("15d", "10d"));
    let moved = go(&play, &new, &choose(r#"{"timers":"remaining"}"#)).unwrap();
    play.policy = new;
    play.snapshot = Some(moved.snapshot);
    play.advance_to("12-03 09:00").unwrap();
    play.act_as("desk", "revisit", "visited").unwrap();
    assert_eq!(play.here().status, Status::Done);
}

/// What the shipped policies may be changed to: text and its replacement.
const CHANGES: [(&str, &str); 14] = [
    ("is: 15d", "is: 10d"),
    ("is: 2wd", "is: 3wd"),
    ("is: 1wd", "is: 4h"),
    ("2wd", "5wd"),
    ("before: 4h", "before: 1d"),
    ("every: 1d", "every: 2d"),
    ("after: 2d, escalate", "after: 9d, escalate"),
    ("general_manager", "sales_vice_president"),
    ("decide: all", "decide: one"),
    ("sign: countersign", "sign: review"),
    ("meeting", "sitting"),
    ("approval", "consent"),
    ("registered", "entered"),
    ("ask: repair", "ask: classification"),
];

fn changed(name: &str, which: &[usize]) -> Option<Policy> {
    let mut text = FILES.iter().find(|file| file.0 == name)?.1.to_owned();
    for index in which {
        let (old, new) = CHANGES[index % CHANGES.len()];
        text = text.replace(old, new);
    }
    let mut findings = Findings::new();
    let source = Source::from_bytes(&format!("policies/{name}.yaml"), text.as_bytes(), &mut findings)?;
    policy::read(&source, &mut findings).filter(|_| !findings.has_errors())
}

fn form(name: &str) -> Form {
    let text = FILES.iter().find(|file| file.0 == name).unwrap().2;
    let mut findings = Findings::new();
    let source = Source::from_bytes(&format!("forms/{name}.yaml"), text.as_bytes(), &mut findings).unwrap();
    crate::form::read(&source, &mut findings).unwrap()
}

/// Only configurations that the chart allows, each task in an active state.
fn judge_legal(policy: &Policy, snapshot: &Snapshot) {
    for machine in snapshot.machines.values().filter(|machine| !machine.states.is_empty()) {
        let chart = machine.item.as_ref().map_or(0, |item| {
            let (chart, state) = policy.find_state(&item.state).unwrap();
            policy.charts[chart].work[state].for_each.as_ref().unwrap().chart
        });
        let chart = &policy.charts[chart].chart;
        let active: Vec<usize> = machine.states.iter().map(|name| chart.find(name).unwrap()).collect();
        assert!(active.is_sorted());
        for &state in active.iter().chain([&0]) {
            let children = chart.child_states(state).filter(|child| active.contains(child)).count();
            let all = chart.child_states(state).count();
            assert!(state == 0 || chart.states[state].parent.is_some_and(|p| p == 0 || active.contains(&p)));
            match chart.states[state].kind {
                Kind::Compound => assert_eq!(children, 1),
                Kind::Parallel => assert_eq!(children, all),
                _ => assert_eq!(children, 0),
            }
        }
    }
    for task in snapshot.tasks.values() {
        assert!(snapshot.machines[&task.machine].states.contains(&task.state));
        let (chart, state) = policy.find_state(&task.state).unwrap();
        assert!(policy.charts[chart].work[state].task.is_some());
    }
}

/// Nothing is lost, nothing is there twice, nothing is told of that did not change.
fn judge(before: &Snapshot, moved: &Moved) {
    let after = &moved.snapshot;
    assert_eq!(before.tasks.keys().collect::<Vec<_>>(), after.tasks.keys().collect::<Vec<_>>());
    for (number, task) in &before.tasks {
        assert_eq!(
            (&task.slots, task.opened_at),
            (&after.tasks[number].slots, after.tasks[number].opened_at)
        );
    }
    assert_eq!(before.calls.len(), after.calls.len());
    assert_eq!(before.mailbox.len(), after.mailbox.len());
    assert_eq!(before.machines.len(), after.machines.len());
    assert_eq!(before.record, after.record);
    let told = |wanted: &Effect| moved.effects.iter().filter(|effect| *effect == wanted).count();
    for (number, timer) in &before.timers {
        let (set, cleared) =
            (told(&Effect::TimerSet { timer: *number }), told(&Effect::TimerCleared { timer: *number }));
        match after.timers.get(number) {
            Some(now) => {
                assert_eq!(std::mem::discriminant(&timer.what), std::mem::discriminant(&now.what));
                assert_eq!((set, cleared), (usize::from(now.due.at != timer.due.at), 0), "{number}");
            }
            None => {
                assert!(matches!(timer.what, TimerKind::Remind { .. } | TimerKind::Overdue { .. }));
                assert_eq!((set, cleared), (0, 1), "{number}");
            }
        }
    }
    for number in after.timers.keys().filter(|number| !before.timers.contains_key(number)) {
        assert_eq!(told(&Effect::TimerSet { timer: *number }), 1);
    }
    for (number, timer) in &after.timers {
        let same = after.timers.iter().filter(|(other, t)| *other != number && t.machine == timer.machine);
        let twice = same.filter(|(_, t)| match (&t.what, &timer.what) {
            (TimerKind::State { event: a, .. }, TimerKind::State { event: b, .. }) => a == b,
            (TimerKind::Overdue { task: a, rule: i, .. }, TimerKind::Overdue { task: b, rule: j, .. }) => {
                (a, i) == (b, j)
            }
            (TimerKind::Remind { task: a }, TimerKind::Remind { task: b }) => {
                a == b && t.due.at == timer.due.at
            }
            _ => false,
        });
        assert_eq!(twice.count(), 0, "{timer:?}");
    }
    // All that was there has its fate, once.
    let count = |thing: Thing| moved.fates.iter().filter(|fate| fate.thing == thing).count();
    let numbered = |number: &u64, thing: &[Thing]| {
        moved.fates.iter().filter(|f| f.number == Some(*number) && thing.contains(&f.thing)).count()
    };
    let clocks = [Thing::Timer, Thing::Send, Thing::Reminder, Thing::Overdue];
    assert!(before.timers.keys().all(|number| numbered(number, &clocks) == 1));
    assert!(before.tasks.keys().all(|number| numbered(number, &[Thing::Task]) == 1));
    let signed = before.tasks.values().flat_map(|task| &task.slots).filter(|slot| slot.act.is_some()).count();
    assert_eq!(count(Thing::Signature), signed);
}

/// Moves a case and judges what came of it; none if it does not fit.
pub(super) fn judged(
    old: Side<'_>,
    new: Side<'_>,
    before: &Snapshot,
    moves: &CaseMoves,
    now: Moment,
) -> Option<Moved> {
    let result = move_case(old, new, before, moves, "case-1", now);
    assert_eq!(result, move_case(old, new, before, moves, "case-1", now));
    // The same form: nothing happens at all.
    let same = move_case(old, old, before, &CaseMoves::default(), "case-1", now).unwrap();
    assert_eq!(canonical::to_string(&same.snapshot).unwrap(), canonical::to_string(before).unwrap());
    assert!(same.effects.is_empty() && same.fates.iter().all(|fate| !fate.differs()));
    match result {
        Ok(moved) => {
            judge(before, &moved);
            judge_legal(new.policy, &moved.snapshot);
            Some(moved)
        }
        Err(misfits) => {
            assert!(!misfits.is_empty());
            None
        }
    }
}

fn try_move(
    name: &str,
    first: u8,
    commands: &[(u8, u8)],
    which: &[usize],
    moves: &CaseMoves,
) -> Option<bool> {
    let (play, _) = walked(name, first, commands)?;
    let new = changed(name, which)?;
    let form = form(name);
    let side = |policy| Side { policy, form: Some(&form), calendar: &play.calendar };
    let before = play.snapshot.as_ref().filter(|snapshot| snapshot.status == Status::Active)?;
    Some(judged(side(&play.policy), side(&new), before, moves, play.now).is_some())
}

const CHOICES: [&str; 5] = [
    "{}",
    r#"{"timers":"keep","deadlines":"keep"}"#,
    r#"{"timers":"remaining","deadlines":"remaining"}"#,
    r#"{"timers":"restart","deadlines":"restart"}"#,
    r#"{"timers":"restart","deadlines":"remaining","states":{"meeting":"sitting","approval":"consent","registered":"entered"}}"#,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::tests::cases(24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_or_doubled(
        first in any::<u8>(),
        commands in proptest::collection::vec(any::<(u8, u8)>(), 0..40),
        which in proptest::collection::vec(0..CHANGES.len(), 0..4),
        choice in 0..CHOICES.len(),
    ) {
        for (name, ..) in FILES {
            try_move(name, first, &commands, &which, &choose(CHOICES[choice]));
        }
    }
}

/// The property above sees cases that move and cases that stay.
#[test]
fn some_move_and_some_stay() {
    let (mut moved, mut stayed) = (0, 0);
    for first in 0..6_u8 {
        let commands: Vec<(u8, u8)> =
            (0..30_u8).map(|n| (n.wrapping_mul(7), n.wrapping_mul(31) ^ first)).collect();
        for (choice, which) in [(0, 0), (1, 0), (2, 2), (3, 3), (4, 10), (0, 11)] {
            for (name, ..) in FILES {
                match try_move(name, first, &commands, &[which], &choose(CHOICES[choice])) {
                    Some(true) => moved += 1,
                    Some(false) => stayed += 1,
                    None => {}
                }
            }
        }
    }
    assert!(moved > 5 && stayed > 5, "{moved} moved, {stayed} stayed");
}
