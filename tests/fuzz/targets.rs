//! What is tried: each takes any text, and must neither panic nor go on for ever. What it says does not matter here.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use guicheng_core::calendar::{Calendar, Period, Rounding};
use guicheng_core::case::{Actor, Command, Inputs, Message, Snapshot, StepError, step};
use guicheng_core::document::{DocumentKind, Library};
use guicheng_core::form::{Choice, Input, Lookup, Pool, Setting, check_input};
use guicheng_core::guard::{Question, World};
use guicheng_core::policy::{self, Policy};
use guicheng_core::text::{Findings, Source};
use guicheng_core::value::{Hash, Map, Moment, Value, canonical};
use guicheng_core::{check, ledger, scenario, scxml, trial};

use super::mutate::Chance;

/// A file's path and text.
pub type File = (String, Box<str>);

/// A document among the others: read, checked, its stories told.
pub fn document(files: &[File], at: usize, text: &str) {
    let mut findings = Findings::new();
    let text_of =
        |(index, file): (usize, &File)| if index == at { text.to_owned() } else { file.1.to_string() };
    let all = files.iter().enumerate().map(|(index, file)| (file.0.clone(), text_of((index, file))));
    let library = Library::read(all, &mut findings);
    check::check(&library, &mut findings);
    let told = library.documents().filter(|(id, _)| id.kind() == DocumentKind::Scenarios);
    let names: Vec<String> = told.map(|(id, _)| id.name().to_owned()).collect();
    for name in names.into_iter().filter(|name| files[at].0.contains(name.as_str())) {
        let mut findings = Findings::new();
        let book = scenario::read(&library, &name, &mut findings);
        if let Some(book) = book.filter(|_| !findings.has_errors()) {
            let _ = scenario::run(&library, &book);
        }
    }
    findings.into_sorted();
}

/// A lone chart, run by the clock.
pub fn chart(text: &str) {
    let mut findings = Findings::new();
    let Some(source) = Source::from_bytes("p.yaml", text.as_bytes(), &mut findings) else { return };
    let policies = trial::charts(&source, &mut findings);
    if findings.has_errors() {
        return;
    }
    let _ = trial::run(&policies, Arc::new(Calendar::plain()), START, Map::new(), Vec::new());
}

const START: Moment = Moment(1_790_000_000_000_000);

/// A policy with commands that mean something to it, and with snapshots as JSON says them.
pub fn steps(text: &str, seed: u64) {
    let mut findings = Findings::new();
    let Some(source) = Source::from_bytes("p.yaml", text.as_bytes(), &mut findings) else { return };
    let Some(policy) = policy::read_alone(&source, &mut findings).filter(|_| !findings.has_errors()) else {
        return;
    };
    let mut chance = Chance(seed);
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric() && !"_.-".contains(c)).map(str::to_owned).collect();
    let mut now = START;
    let mut case = carry_out(&policy, None, &Command::start(Map::new()), now);
    for _ in 0..24 {
        let Some(snapshot) = case.take() else { return };
        let word = words[chance.below(words.len())].clone();
        now = Moment(now.0 + 3_600_000_000 * chance.below(200) as i64);
        let nth = |count: usize, chance: &mut Chance| chance.below(count.max(1));
        let command = match chance.below(8) {
            0..=2 => {
                let task = nth(snapshot.tasks.len(), &mut chance);
                let task = snapshot.tasks.keys().nth(task).copied().unwrap_or(1);
                let fields = Map::from([(word.clone(), Value::Text("x".into()))]);
                let fields = if chance.below(2) == 0 { fields } else { Map::new() };
                Command::Act { task, slot: chance.below(2), choice: word, fields, opinion: None }
            }
            3 | 4 => {
                let timer = nth(snapshot.timers.len(), &mut chance);
                Command::Fire { timer: snapshot.timers.keys().nth(timer).copied().unwrap_or(1) }
            }
            5 => Command::Deliver { message: Message::new(word, Value::Int(1)) },
            6 if chance.below(8) == 0 => Command::Cancel,
            6 => Command::Granted { place: word },
            _ => Command::Signal { event: word, data: Value::Null },
        };
        let written = serde_json::to_string(&snapshot).unwrap();
        let read: Snapshot = serde_json::from_str(&written).unwrap();
        assert_eq!(read, snapshot, "a snapshot is read as it was written");
        assert_eq!(canonical::to_string(&read).unwrap(), canonical::to_string(&snapshot).unwrap());
        if chance.below(4) == 0 {
            // Somebody wrote in the database.
            let damaged = super::mutate::mutate(&written.replace(',', ",\n"), &[text.into()], &mut chance);
            if let Ok(damaged) = serde_json::from_str::<Snapshot>(&damaged) {
                let _ = carry_out(&policy, Some(damaged), &command, now);
            }
        }
        let next = carry_out(&policy, Some(snapshot.clone()), &command, now);
        let again = carry_out(&policy, Some(snapshot.clone()), &command, now);
        assert_eq!(next, again, "the same step has the same outcome");
        case = Some(next.unwrap_or(snapshot));
    }
}

/// A step in a world where every register is small and every post held.
fn carry_out(
    policy: &Policy,
    snapshot: Option<Snapshot>,
    command: &Command,
    now: Moment,
) -> Option<Snapshot> {
    let mut world = World::default();
    for _ in 0..30 {
        let inputs = Inputs {
            now,
            instance: "i-1".into(),
            actor: Actor { person: Some("a".into()), post: Some("desk".into()) },
            calendar: Arc::new(Calendar::plain()),
            world: Rc::new(world),
            trace: true,
        };
        let outcome = step(policy, snapshot.clone(), command, &inputs);
        match outcome {
            Ok(outcome) => return Some(outcome.snapshot),
            Err(StepError::Needs(questions)) => {
                world = Rc::into_inner(inputs.world)?;
                for question in questions {
                    let answer = answer(&question);
                    world.learn(question, answer);
                }
            }
            Err(_) => return None,
        }
    }
    None
}

fn answer(question: &Question) -> Value {
    let row = || Value::Map(Map::from([("key".to_owned(), "r-1".into()), ("n".to_owned(), Value::Int(3))]));
    match question {
        Question::Holders { .. } => Value::List(vec!["a".into()]),
        Question::Rows { .. } => Value::List(vec![row(), row()]),
        Question::Row { .. } => row(),
        Question::Serial { .. } | Question::Quota { .. } => Value::Int(0),
        Question::Lock { .. } => {
            Value::Map(Map::from([("ahead".to_owned(), Value::Int(0)), ("circle".to_owned(), false.into())]))
        }
        Question::Folder { .. } => Value::Map(Map::new()),
        Question::Cases { .. } => Value::List(Vec::new()),
        Question::Running { .. } | Question::InState { .. } => Value::Null,
    }
}

/// SCXML in, and what comes out is read.
pub fn foreign_chart(text: &str) {
    let mut findings = Findings::new();
    let Some(source) = Source::from_bytes("a.scxml", text.as_bytes(), &mut findings) else { return };
    if let Some(policy) = scxml::import(&source, &|_| None, &mut findings) {
        chart(&policy);
    }
}

/// A policy out to SCXML and in again.
pub fn round_trip(text: &str) {
    let mut findings = Findings::new();
    let Some(source) = Source::from_bytes("p.yaml", text.as_bytes(), &mut findings) else { return };
    if let Some(scxml) = scxml::export(&source, &mut findings) {
        foreign_chart(&scxml);
    }
}

/// Leaves of a ledger, one a line, with hashes that are theirs or not.
pub fn ledger_entries(text: &str) {
    let leaves: Vec<&str> = text.lines().collect();
    let stored = |index: usize, leaf: &str| match index % 3 {
        0 => Hash([7; 32]),
        _ => ledger::merkle::leaf_hash(leaf.as_bytes()),
    };
    let entries = leaves.iter().enumerate().map(|(index, leaf)| (index as u64, *leaf, stored(index, leaf)));
    let _ = ledger::verify(entries);
    for leaf in leaves {
        let _ = ledger::Entry::read(leaf);
        if let Ok(value) = canonical::from_str::<Value>(leaf) {
            let written = canonical::to_string(&value).unwrap();
            assert_eq!(canonical::from_str::<Value>(&written).unwrap(), value);
        }
    }
}

/// Periods, counted from anywhere.
pub fn periods(text: &str, calendar: &Calendar, seed: u64) {
    let mut chance = Chance(seed);
    for word in text.split(['\n', ',', ':', '"']) {
        let Ok(period) = Period::parse(word.trim()) else { continue };
        assert_eq!(Period::parse(&period.to_string()), Ok(period), "{word}");
        for from in [START, Moment(chance.next() as i64 >> 11), Moment(i64::MAX), Moment(i64::MIN)] {
            let _ = calendar.before(from, period);
            let _ = calendar.days_late(from, START);
            let _ = calendar.date(from);
            for rounding in [Rounding::Exact] {
                if let Ok(due) = calendar.due(from, period, rounding) {
                    due.explain("A/0");
                }
            }
        }
    }
}

struct Nothing;

impl Lookup for Nothing {
    fn has(&self, _: Pool<'_>, id: &str) -> bool {
        id.len().is_multiple_of(2)
    }

    fn list(&self, _: Pool<'_>, _: usize) -> Vec<Choice> {
        Vec::new()
    }
}

/// A form filled in with whatever stands in a text, as a page and as a program send it.
pub fn filled_in(library: &Library, text: &str, seed: u64) {
    let mut chance = Chance(seed);
    let words: Vec<&str> = text.split(['\n', ' ']).collect();
    let calendar = Calendar::plain();
    let setting = Setting { lookup: &Nothing, now: START, tz: calendar.zone() };
    for form in library.forms() {
        for section in &form.sections {
            let mut input = BTreeMap::new();
            let names = form.fields.iter().map(|field| field.id.clone());
            for name in names.chain([words[chance.below(words.len())].to_owned()]) {
                let word = words[chance.below(words.len())];
                let sent = match chance.below(4) {
                    0 => Input::Json(serde_json::from_str(word).unwrap_or(serde_json::Value::Null)),
                    1 => Input::Rows(vec![BTreeMap::from([(
                        word.to_owned(),
                        Input::Texts(vec![word.to_owned()]),
                    )])]),
                    _ => Input::Texts(vec![word.to_owned(); 1 + chance.below(2)]),
                };
                input.insert(name, sent);
            }
            let _ = check_input(form, section, &Map::new(), &input, &setting);
        }
    }
}
