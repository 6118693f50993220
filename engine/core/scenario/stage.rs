//! The world of one story: its clock, its people, its registers, its cases.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::notes::{Mail, Proposal};
use super::story::Book;
use crate::calendar::Calendar;
use crate::case::{Actor, Command, Effect, Inputs, Seen, Snapshot, StepError, TraceLine, watched_step};
use crate::document::Library;
use crate::form::{Choice, Form, Lookup, Pool};
use crate::guard::{Question, World};
use crate::policy::Policy;
use crate::value::{Hash, Map, Moment, Value, canonical};

/// How often a step may ask anew for something it did not know. The recall asks four times.
const QUESTIONS: usize = 100;

/// Everything that a story changes.
pub(super) struct Stage<'b> {
    pub(super) library: &'b Library,
    pub(super) book: &'b Book,
    pub(super) calendar: Arc<Calendar>,
    pub(super) now: Moment,
    pub(super) registers: BTreeMap<String, BTreeMap<String, Map>>,
    serials: BTreeMap<String, i64>,
    quotas: BTreeMap<String, i64>,
    pub(super) cases: Vec<Snapshot>,
    /// Cases that were given a name.
    pub(super) names: BTreeMap<String, usize>,
    /// The one that a step without a name is about.
    pub(super) current: usize,
    pub(super) mails: Vec<Mail>,
    pub(super) proposals: Vec<Proposal>,
    /// Timers that could not act: case and timer, with the reason.
    pub(super) incidents: BTreeMap<(usize, u64), String>,
    pub(super) trace: Vec<String>,
    pub(super) seen: Seen,
}

/// Why something was refused, in the server's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// `guard`, `field-required`, `script-missing-field`.
    pub(super) code: String,
    pub(super) field: Option<String>,
    /// Values, for whoever looks for the reason.
    pub(super) detail: String,
}

impl<'b> Stage<'b> {
    pub(super) fn new(
        library: &'b Library,
        book: &'b Book,
        calendar: Arc<Calendar>,
        now: Moment,
    ) -> Stage<'b> {
        Stage {
            library,
            book,
            calendar,
            now,
            registers: seal_rows(library, &book.registers),
            serials: BTreeMap::new(),
            quotas: BTreeMap::new(),
            cases: Vec::new(),
            names: BTreeMap::new(),
            current: 0,
            mails: Vec::new(),
            proposals: Vec::new(),
            incidents: BTreeMap::new(),
            trace: Vec::new(),
            seen: Seen::default(),
        }
    }

    pub(super) fn policy(&self) -> &'b Policy {
        &self.book.policy
    }

    pub(super) fn form(&self) -> Option<&'b Form> {
        self.library.form_of(&self.book.policy).map(|form| &**form)
    }

    /// Carries out a command on a case, or on a new one, and keeps what came of it. The index is that of the case.
    pub(super) fn carry_out(
        &mut self,
        case: Option<usize>,
        command: &Command,
        actor: Actor,
    ) -> Result<usize, Refused> {
        let mut world = World::default();
        for _ in 0..QUESTIONS {
            let shared = Rc::new(world);
            let inputs = Inputs {
                now: self.now,
                actor: actor.clone(),
                calendar: Arc::clone(&self.calendar),
                world: Rc::clone(&shared),
                trace: true,
            };
            let snapshot = case.map(|case| self.cases[case].clone());
            let mut seen = Seen::default();
            let stepped = watched_step(self.policy(), snapshot, command, &inputs, &mut seen);
            if !matches!(stepped, Err(StepError::Needs(_))) {
                self.seen.merge(seen);
            }
            let questions = match stepped {
                Ok(outcome) => {
                    let index = case.unwrap_or(self.cases.len());
                    self.tell(command, &actor, &outcome.trace);
                    match self.cases.get_mut(index) {
                        Some(kept) => *kept = outcome.snapshot,
                        None => self.cases.push(outcome.snapshot),
                    }
                    self.effects(index, outcome.effects);
                    return Ok(index);
                }
                Err(StepError::Needs(questions)) => questions,
                Err(error) => return Err(refused(error)),
            };
            drop(inputs);
            world = Rc::into_inner(shared).unwrap_or_default();
            for question in questions {
                let answer = self.answer(&question);
                world.learn(question, answer);
            }
        }
        Err(Refused { code: "too-many-questions".into(), field: None, detail: QUESTIONS.to_string() })
    }

    fn effects(&mut self, case: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Serial { scope, value } => {
                    self.serials.insert(scope, value);
                }
                Effect::Quota { scope, used } => {
                    self.quotas.insert(scope, used);
                }
                Effect::Register { register, key, set } => {
                    self.registers.entry(register).or_default().entry(key).or_default().extend(set);
                }
                effect => self.note(case, effect),
            }
        }
    }

    fn answer(&self, question: &Question) -> Value {
        match question {
            Question::Holders { post } => {
                Value::List(self.holders(post).into_iter().map(Value::from).collect())
            }
            Question::Serial { scope } => Value::Int(self.serials.get(scope).copied().unwrap_or(0)),
            Question::Quota { scope } => Value::Int(self.quotas.get(scope).copied().unwrap_or(0)),
            Question::Row { register, key } => {
                let row = self.registers.get(register).and_then(|rows| rows.get(key));
                row.map_or(Value::Null, |row| Value::Map(with_key(key, row)))
            }
            Question::Rows { register, filter } => {
                let rows = self.registers.get(register).into_iter().flatten();
                let rows = rows.map(|(key, row)| with_key(key, row)).filter(|row| {
                    filter
                        .iter()
                        .all(|(field, wanted)| row.get(field).is_some_and(|value| plain(value) == *wanted))
                });
                Value::List(rows.map(Value::Map).collect())
            }
        }
    }

    /// Who holds a post, then who stands in for them.
    pub(super) fn holders(&self, post: &str) -> Vec<String> {
        let of = |delegate: bool| {
            self.book.people.iter().filter(move |(_, person)| {
                let posts = if delegate { &person.delegate_for } else { &person.posts };
                posts.iter().any(|held| held == post)
            })
        };
        of(false).chain(of(true)).map(|(id, _)| id.clone()).collect()
    }

    /// One line of what happened, for the reader of a failure.
    fn tell(&mut self, command: &Command, actor: &Actor, trace: &[TraceLine]) {
        let at = self.clock(self.now);
        let who = actor.person.as_deref().unwrap_or("·");
        let what = match command {
            Command::Start { .. } => "start".to_owned(),
            Command::Act { choice, .. } => choice.clone(),
            Command::Fire { timer } => format!("timer {timer}"),
            Command::Signal { event, .. } => event.clone(),
        };
        self.trace.push(format!("{at} {who} {what}"));
        for line in trace {
            let machine = if line.machine.is_empty() { String::new() } else { format!("{}: ", line.machine) };
            let event = line.event.as_deref().unwrap_or("—");
            // The root has no name.
            let names = |states: &[String]| {
                states
                    .iter()
                    .map(String::as_str)
                    .filter(|name| !name.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let (left, entered) = (names(&line.exited), names(&line.entered));
            self.trace.push(format!("    {machine}{event}: {left} → {entered}"));
        }
    }

    /// A moment by the company's clock: `2026-11-23T09:00`.
    pub(super) fn clock(&self, moment: Moment) -> String {
        self.calendar.civil(moment).strftime("%Y-%m-%dT%H:%M").to_string()
    }
}

impl Lookup for Stage<'_> {
    fn has(&self, pool: Pool<'_>, key: &str) -> bool {
        match pool {
            Pool::Register(register) => {
                self.registers.get(register).is_some_and(|rows| rows.contains_key(key))
            }
            Pool::Posts => self.library.organisation().is_some_and(|o| o.post(key).is_some()),
            Pool::People => self.book.people.contains_key(key),
        }
    }

    fn list(&self, _: Pool<'_>, _: usize) -> Vec<Choice> {
        Vec::new()
    }
}

fn refused(error: StepError) -> Refused {
    match error {
        StepError::Refused(refusal) => {
            let args = refusal.args.iter().map(|(name, value)| format!("{name} = {value}"));
            Refused {
                code: refusal.code.to_owned(),
                field: None,
                detail: args.collect::<Vec<_>>().join(", "),
            }
        }
        StepError::Script(error) => {
            let seen = error.values.iter().map(|(name, value)| format!("{name} = {value}"));
            let detail = format!("{error} ({})", seen.collect::<Vec<_>>().join(", "));
            Refused { code: format!("script-{}", error.code), field: None, detail }
        }
        StepError::Needs(_) => {
            Refused { code: "too-many-questions".into(), field: None, detail: String::new() }
        }
    }
}

fn with_key(key: &str, row: &Map) -> Map {
    let mut row = row.clone();
    row.insert("key".to_owned(), Value::from(key));
    row
}

/// A value as filters compare it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => other.plain(&jiff::tz::TimeZone::UTC).to_string().trim_matches('"').to_owned(),
    }
}

/// Personal values stay outside of what decides: as the server does it, only without salt, since nothing is secret.
pub(super) fn seal(form: &Form, fields: Map) -> Map {
    let sealed = |(name, value): (String, Value)| {
        let personal = form.field(&name).is_some_and(|field| field.personal) && !value.is_null();
        let text = || canonical::to_string(&value).unwrap_or_default();
        let value = if personal { Value::Sealed(Hash::of(text())) } else { value };
        (name, value)
    };
    fields.into_iter().map(sealed).collect()
}

fn seal_rows(
    library: &Library,
    registers: &BTreeMap<String, BTreeMap<String, Map>>,
) -> BTreeMap<String, BTreeMap<String, Map>> {
    let mut sealed = BTreeMap::new();
    for (name, rows) in registers {
        let form = library.register(name).map(|register| &register.form);
        let seal = |row: &Map| form.map_or_else(|| row.clone(), |form| seal(form, row.clone()));
        sealed.insert(name.clone(), rows.iter().map(|(key, row)| (key.clone(), seal(row))).collect());
    }
    sealed
}
