//! A policy written in a test, and a case of it carried on by commands.
//!
//! Every step is tried three times: as it is, from snapshot and command written and read again, and from what was
//! recorded of the world. All three must agree, so every test of cases is a test of replay, too.

use std::rc::Rc;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::case::{self, Actor, Command, Effect, Inputs, Outcome, Snapshot, StepError, TraceLine};
use crate::guard::{Question, Read, World};
use crate::policy::{self, Policy};
use crate::text::{Findings, Source};
use crate::value::{Map, Moment, Value, canonical};

/// A case on its way.
pub(crate) struct Play {
    pub(crate) policy: Policy,
    pub(crate) snapshot: Option<Snapshot>,
    pub(crate) calendar: Arc<Calendar>,
    pub(crate) now: Moment,
    pub(crate) actor: Actor,
    /// What the world answers.
    pub(crate) world: fn(&Question) -> Value,
    /// What the last step wanted done.
    pub(crate) effects: Vec<Effect>,
    pub(crate) reads: Vec<Read>,
    pub(crate) trace: Vec<TraceLine>,
}

/// Monday, 23 November 2026, 9:00 in Shanghai.
pub(crate) const START: &str = "2026-11-23T09:00:00+08:00";

/// The calendar of [`crate::tests::COMPANY`].
pub(crate) fn calendar() -> Arc<Calendar> {
    calendar_with(str::to_owned)
}

/// The company's calendar with its text edited.
pub(crate) fn calendar_with(edit: impl Fn(&str) -> String) -> Arc<Calendar> {
    let files = crate::tests::files(crate::tests::COMPANY);
    let (path, text) = files.iter().find(|(path, _)| path.ends_with("calendar.yaml")).unwrap();
    let mut findings = Findings::new();
    let source = Source::from_bytes(path, edit(text).as_bytes(), &mut findings).unwrap();
    Arc::new(Calendar::read(&source, &mut findings).unwrap())
}

/// Reads a policy without head; `@word` stands for an action that logs the word. With it the findings.
pub(crate) fn read(body: &str) -> (Option<Policy>, Vec<String>) {
    let mut text = "policy: p\ntitle: { zh: 题, en: Title }\n".to_owned();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('@') {
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        text += &format!("{before}{{ log: '\"{}\"' }}", &after[..end]);
        rest = &after[end..];
    }
    text += rest;
    let mut findings = Findings::new();
    let source = Source::from_bytes("policies/p.yaml", text.as_bytes(), &mut findings);
    let policy = source.and_then(|source| policy::read(&source, &mut findings));
    (policy, crate::tests::said(findings))
}

/// A world in which nothing is known.
pub(crate) fn nothing(question: &Question) -> Value {
    match question {
        Question::Holders { .. } | Question::Rows { .. } | Question::Cases { .. } => Value::List(vec![]),
        Question::Row { .. } | Question::InState { .. } | Question::Running { .. } => Value::Null,
        Question::Lock { .. } => Value::Map(map(&[("ahead", Value::Int(0)), ("circle", Value::Bool(false))])),
        Question::Folder { .. } => Value::Map(Map::new()),
        Question::Serial { .. } | Question::Quota { .. } => Value::Int(0),
    }
}

impl Play {
    /// A policy without head, see [`read`]; it must be without mistakes.
    pub(crate) fn of(body: &str) -> Play {
        let (policy, findings) = read(body);
        assert!(findings.is_empty(), "{}\n{body}", findings.join("\n"));
        Play::with(policy.unwrap(), calendar())
    }

    pub(crate) fn with(policy: Policy, calendar: Arc<Calendar>) -> Play {
        Play {
            policy,
            snapshot: None,
            calendar,
            now: Moment::parse(START).unwrap(),
            actor: Actor { person: Some("ann".into()), post: Some("desk".into()) },
            world: nothing,
            effects: vec![],
            reads: vec![],
            trace: vec![],
        }
    }

    /// Carries out a command, finding answers as they are asked for. Nothing changes when it is refused.
    pub(crate) fn step(&mut self, command: Command) -> Result<(), StepError> {
        let mut known: Vec<Read> = Vec::new();
        let outcome = loop {
            match self.attempt(self.snapshot.clone(), &command, known.clone()) {
                Err(StepError::Needs(questions)) => {
                    assert!(!questions.is_empty(), "it needs something but does not say what");
                    for question in questions {
                        assert!(
                            known.iter().all(|read| read.question != question),
                            "asked twice: {question:?}"
                        );
                        let answer = (self.world)(&question);
                        known.push(Read { question, answer });
                    }
                }
                other => break other?,
            }
        };
        self.judge_replay(&command, &outcome);
        self.snapshot = Some(outcome.snapshot);
        (self.effects, self.reads, self.trace) = (outcome.effects, outcome.reads, outcome.trace);
        Ok(())
    }

    fn attempt(
        &self,
        snapshot: Option<Snapshot>,
        command: &Command,
        known: Vec<Read>,
    ) -> Result<Outcome, StepError> {
        let world = Rc::new(World::recorded(known));
        let calendar = Arc::clone(&self.calendar);
        let inputs = Inputs {
            now: self.now,
            instance: "i-1".into(),
            actor: self.actor.clone(),
            calendar,
            world,
            trace: true,
        };
        case::step(&self.policy, snapshot, command, &inputs)
    }

    fn judge_replay(&self, command: &Command, first: &Outcome) {
        let write = |outcome: &Outcome| {
            let Outcome { snapshot, effects, reads, .. } = outcome;
            canonical::to_string(&(snapshot, effects, reads)).unwrap()
        };
        let before: Option<Snapshot> = again(&self.snapshot);
        let replayed = self.attempt(before, &again(command), again(&first.reads)).unwrap();
        assert_eq!(write(first), write(&replayed));
        let kept: Snapshot = again(&first.snapshot);
        assert_eq!(kept, first.snapshot);
    }

    pub(crate) fn start(&mut self, fields: &[(&str, Value)]) -> Result<(), StepError> {
        self.step(Command::start(map(fields)))
    }

    pub(crate) fn signal(&mut self, event: &str) -> Result<(), StepError> {
        self.step(Command::Signal { event: event.to_owned(), data: Value::Null })
    }

    pub(crate) fn here(&self) -> &Snapshot {
        self.snapshot.as_ref().unwrap()
    }

    /// What the last step logged, separated by blanks.
    pub(crate) fn logged(&self) -> String {
        let logs = self.effects.iter().filter_map(|effect| match effect {
            Effect::Log { value } => Some(match value {
                Value::Text(text) => text.clone(),
                other => other.plain(&jiff::tz::TimeZone::UTC).to_string(),
            }),
            _ => None,
        });
        logs.collect::<Vec<_>>().join(" ")
    }

    /// The last step's microsteps, a line each: `event: -left +entered`.
    pub(crate) fn traced(&self) -> Vec<String> {
        self.trace.iter().map(trace_line).collect()
    }
}

/// The value written and read again.
fn again<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    canonical::from_str(&canonical::to_string(value).unwrap()).unwrap()
}

fn trace_line(line: &TraceLine) -> String {
    let mut text = String::new();
    if !line.machine.is_empty() {
        text += &format!("[{}] ", line.machine);
    }
    text += &line.event.as_ref().map_or(String::new(), |event| format!("{event}:"));
    line.exited.iter().for_each(|state| text += &format!(" -{state}"));
    line.entered.iter().filter(|state| !state.is_empty()).for_each(|state| text += &format!(" +{state}"));
    text.trim().to_owned()
}

/// What went wrong, in a word: a refusal's or script error's code.
pub(crate) fn code(error: &StepError) -> String {
    match error {
        StepError::Needs(questions) => format!("needs {questions:?}"),
        StepError::Script(error) => format!("script-{}", error.code),
        StepError::Refused(refusal) => refusal.code.to_owned(),
    }
}

pub(crate) fn map(fields: &[(&str, Value)]) -> Map {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
