//! The shipped procedures under random commands: no panic, and every step replays and survives being written down.

use std::sync::Arc;

use proptest::prelude::*;

use crate::calendar::Calendar;
use crate::case::tests::play::{Play, map, nothing};
use crate::case::{Command, Status, StepError};
use crate::form::{Field, FieldKind, Form};
use crate::guard::Question;
use crate::policy::{self, Policy};
use crate::text::{Findings, Source};
use crate::value::{Hash, Value};

pub(crate) const FILES: [(&str, &str, &str); 2] = [
    (
        "complaint",
        include_str!("../../../../policies/complaint.yaml"),
        include_str!("../../../../forms/complaint.yaml"),
    ),
    (
        "recall",
        include_str!("../../../../policies/recall.yaml"),
        include_str!("../../../../forms/recall.yaml"),
    ),
];

fn shipped(name: &str) -> (Policy, Arc<Calendar>) {
    let text = FILES.iter().find(|file| file.0 == name).unwrap().1;
    let mut findings = Findings::new();
    let source = |path: &str, text: &str, findings: &mut Findings| {
        Source::from_bytes(path, text.as_bytes(), findings).unwrap()
    };
    let policy =
        policy::read(&source(&format!("policies/{name}.yaml"), text, &mut findings), &mut findings).unwrap();
    let calendar = include_str!("../../../../policies/calendar.yaml");
    let calendar =
        Calendar::read(&source("policies/calendar.yaml", calendar, &mut findings), &mut findings).unwrap();
    assert!(!findings.has_errors());
    (policy, Arc::new(calendar))
}

/// Items write no record: `record` is read only in them.
#[test]
fn shipped_items_leave_the_record_alone() {
    for (name, ..) in FILES {
        let (policy, _) = shipped(name);
        for (script, (chart, _)) in policy.scripts.iter().zip(&policy.script_places) {
            let writes = script.mentions.assignments.iter().any(|a| a.root == crate::guard::Root::Record);
            assert!(*chart == 0 || !writes, "{name}: {}", script.text());
        }
    }
}

fn world(question: &Question) -> Value {
    let row = |key: &str| {
        let text = ["consignee", "model", "order_no", "name", "region", "email", "status"]
            .map(|field| (field, Value::from(field)));
        let mut row = map(&text);
        row.insert("key".into(), key.into());
        row.insert("quantity".into(), Value::Int(4));
        row.insert("shipped_on".into(), Value::Date(jiff::civil::date(2026, 5, 1)));
        row.insert("marks".into(), "m".into());
        Value::Map(row)
    };
    match question {
        Question::Holders { post } => Value::List(vec![Value::Text(format!("{post}-1"))]),
        Question::Rows { .. } => Value::List(vec![row("R-1"), row("R-2")]),
        Question::Row { key, .. } => row(key),
        other => nothing(other),
    }
}

/// A value that a form's field may hold; `dice` chooses. Personal ones are sealed, as the service does it.
fn value(field: &Field, dice: usize) -> Value {
    if field.personal {
        return Value::Sealed(Hash::of(b"sealed"));
    }
    let number = (dice % 7) as i64;
    match &field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Ref { .. } => {
            format!("T-{dice}").into()
        }
        FieldKind::Choice { choices } => choices[dice % choices.len()].id.clone().into(),
        FieldKind::Choices { choices } => {
            let some = choices.iter().filter(|_| dice.is_multiple_of(2));
            Value::List(some.map(|choice| choice.id.clone().into()).collect())
        }
        FieldKind::Money { .. } | FieldKind::Decimal { .. } => {
            Value::Decimal(rust_decimal::Decimal::new(number * 12_345, 2))
        }
        FieldKind::Integer { min, max } => Value::Int(number.clamp(*min, *max)),
        FieldKind::Date { .. } => Value::Date(jiff::civil::date(2026, 12, 1 + number as i8)),
        FieldKind::Time { .. } => Value::Time(crate::case::tests::moment("12-01 10:00")),
        FieldKind::Bool => Value::Bool(dice.is_multiple_of(2)),
        FieldKind::Post | FieldKind::Person => "desk".into(),
        FieldKind::Rows { .. } => Value::List(vec![]),
    }
}

/// Fields of the form: all when `full`, else about half of them.
fn fields(form: &Form, full: bool, dice: u8) -> Vec<(&str, Value)> {
    let dice = usize::from(dice);
    let chosen = form.fields.iter().enumerate().filter(|(index, _)| full || (dice >> (index % 7)) % 2 == 0);
    chosen
        .filter(|(_, field)| !field.computed)
        .map(|(i, field)| (field.id.as_str(), value(field, dice + i)))
        .collect()
}

/// The n-th thing that can be done now.
fn command(play: &Play, form: &Form, (what, dice): (u8, u8)) -> Command {
    let here = play.here();
    let full = what % 3 != 0;
    let nth = usize::from(dice);
    let timers: Vec<u64> = here.timers.keys().copied().collect();
    if what % 4 == 3 && !timers.is_empty() {
        return Command::Fire { timer: timers[nth % timers.len()] };
    }
    let tasks: Vec<u64> = here.tasks.keys().copied().collect();
    if tasks.is_empty() {
        return Command::Signal { event: "nothing.known".into(), data: Value::Null };
    }
    let number = tasks[nth % tasks.len()];
    let task = &here.tasks[&number];
    let (chart, state) = play.policy.find_state(&task.state).unwrap();
    let choices = &play.policy.charts[chart].work[state].task.as_ref().unwrap().choices;
    let open = task.slots.iter().position(|slot| slot.status == crate::case::SlotStatus::Open).unwrap();
    Command::Act {
        task: number,
        slot: open,
        choice: choices[nth % choices.len()].clone(),
        fields: map(&fields(form, full, dice)),
        opinion: Some("words".into()),
    }
}

fn walk(name: &str, first: u8, commands: &[(u8, u8)]) -> usize {
    walked(name, first, commands).map_or(0, |(_, done)| done)
}

/// A case after these commands, and how many of them were carried out; none if it could not start.
pub(crate) fn walked(name: &str, first: u8, commands: &[(u8, u8)]) -> Option<(Play, usize)> {
    let (policy, calendar) = shipped(name);
    let text = FILES.iter().find(|file| file.0 == name).unwrap().2;
    let mut findings = Findings::new();
    let source = Source::from_bytes(&format!("forms/{name}.yaml"), text.as_bytes(), &mut findings).unwrap();
    let form = crate::form::read(&source, &mut findings).unwrap();
    let mut play = Play::with(policy, calendar);
    play.world = world;
    if play.start(&fields(&form, true, first)).is_err() {
        return None;
    }
    let mut done = 1;
    for (what, dice) in commands {
        if play.here().status == Status::Done {
            break;
        }
        let command = command(&play, &form, (*what, *dice));
        if let Command::Fire { timer } = command {
            play.now = play.now.max(play.here().timers[&timer].due.at);
        }
        let before = play.here().clone();
        match play.step(command) {
            Ok(()) => done += 1,
            Err(StepError::Needs(_)) => panic!("all questions were answered"),
            Err(_) => assert_eq!(before, *play.here()),
        }
        let here = play.here();
        assert!(here.tasks.values().all(|task| here.machines.contains_key(&task.machine)));
        assert!(here.timers.values().all(|timer| here.machines.contains_key(&timer.machine)));
    }
    Some((play, done))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::tests::cases(24), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_walks_replay(first in any::<u8>(), commands in proptest::collection::vec(any::<(u8, u8)>(), 40)) {
        for (name, ..) in FILES {
            walk(name, first, &commands);
        }
    }
}

/// The walks get somewhere: otherwise the property above would say little.
#[test]
fn walks_get_somewhere() {
    for (name, ..) in FILES {
        let mut walks = (0..8_u8).map(|first| {
            let commands: Vec<(u8, u8)> =
                (0..60_u8).map(|n| (n.wrapping_mul(7), n.wrapping_mul(31).wrapping_add(first))).collect();
            walk(name, first, &commands)
        });
        assert!(walks.any(|steps| steps >= 8), "{name}");
    }
}
