//! A company in memory: its clock, people, registers and cases, without a store.
//!
//! Scenarios, `chart run`, `simulate` and Monte Carlo all stand on it. Everything is done by the same pure
//! [`step`](crate::case::step) that the server uses; what the server does around a step (finding answers, counting,
//! writing registers, bringing messages to other cases) is done here the same way, in memory. A [`Stage`] can be
//! cloned, so that whoever tries something can go back. Deliberately absent: mails' texts, pages, and rights beyond who
//! may start and act.

mod answers;
mod attempt;
mod cascade;
mod clock;
mod notes;
mod refused;
mod shared;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

pub(crate) use attempt::asked;
pub use attempt::{Attempt, AttemptKind, Fields};
pub use clock::{Stuck, Until};
pub use notes::{About, Mail, Proposal, item_of, plain};
pub use refused::Refused;

use crate::calendar::Calendar;
use crate::case::{
    Actor, Command, Effect, Inputs, Lines, Outcome, Seen, Snapshot, StepError, TraceLine, watched_step,
};
use crate::document::Library;
use crate::form::Form;
use crate::guard::World;
use crate::policy::Policy;
use crate::value::{Map, Moment, Value};

/// How often a step may ask anew for something it did not know. The recall asks four times.
const QUESTIONS: usize = 100;

/// Rows by register and key.
pub type Registers = BTreeMap<String, BTreeMap<String, Map>>;

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Posts that they hold.
    pub posts: Vec<String>,
    /// Posts whose holder they stand in for.
    pub delegate_for: Vec<String>,
}

/// One case and the policy that it follows.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its rules.
    pub policy: Arc<Policy>,
    /// Where it stands.
    pub snapshot: Snapshot,
}

/// Something that was carried out, or could not be.
#[derive(Clone, Debug)]
pub struct Happening {
    /// When.
    pub at: Moment,
    /// Index of the case.
    pub case: usize,
    /// Who did it; nobody for timers.
    pub actor: Actor,
    /// What was done.
    pub command: Command,
    /// Microsteps.
    pub trace: Vec<TraceLine>,
    /// Active states of the case's own chart afterwards, in document order.
    pub states: Vec<String>,
    /// What was to be done outside.
    pub effects: Vec<Effect>,
    /// Why it was not done (timers alone: people are told at once).
    pub refused: Option<Refused>,
}

/// The company.
#[derive(Clone, Debug)]
pub struct Stage {
    library: Option<Library>,
    policies: BTreeMap<String, Arc<Policy>>,
    registers: Arc<Registers>,
    serials: BTreeMap<String, i64>,
    quotas: BTreeMap<String, i64>,
    /// Who stands in line for each lock.
    lines: Lines,
    /// What lies in each folder.
    folders: BTreeMap<String, Map>,
    /// The business calendar.
    pub calendar: Arc<Calendar>,
    /// What time it is.
    pub now: Moment,
    /// By their ids.
    pub people: BTreeMap<String, Person>,
    /// In the order of their starts; an index names a case for good.
    pub cases: Vec<Case>,
    /// Mails that the server would have written; only while [`Stage::watch`] is set.
    pub mails: Vec<Mail>,
    /// Penalties and rewards that were proposed.
    pub proposals: Vec<Proposal>,
    /// Timers that could not act, by case and timer.
    pub incidents: BTreeMap<(usize, u64), Refused>,
    /// What happened, in order; only while [`Stage::watch`] is set.
    pub happenings: Vec<Happening>,
    /// What was exercised, by policy; only while [`Stage::watch`] is set.
    pub seen: BTreeMap<String, Seen>,
    /// Cases that have changed, for whoever follows them: they empty it.
    pub changed: BTreeSet<usize>,
    /// Whether it is told how things came about. Thousands of simulated cases do without.
    pub watch: bool,
}

impl Stage {
    /// A company without documents, for charts that stand alone.
    pub fn new(calendar: Arc<Calendar>, now: Moment) -> Stage {
        Stage {
            library: None,
            policies: BTreeMap::new(),
            registers: Arc::default(),
            serials: BTreeMap::new(),
            quotas: BTreeMap::new(),
            lines: Lines::default(),
            folders: BTreeMap::new(),
            calendar,
            now,
            people: BTreeMap::new(),
            cases: Vec::new(),
            mails: Vec::new(),
            proposals: Vec::new(),
            incidents: BTreeMap::new(),
            happenings: Vec::new(),
            seen: BTreeMap::new(),
            changed: BTreeSet::new(),
            watch: true,
        }
    }

    /// A company with these documents; none if there is no calendar among them.
    pub fn of(library: &Library, now: Moment) -> Option<Stage> {
        let calendar = Arc::clone(library.calendar()?);
        Some(Stage { library: Some(library.clone()), ..Stage::new(calendar, now) })
    }

    /// Adds a policy; it goes before one of the library with the same id.
    pub fn add_policy(&mut self, policy: Arc<Policy>) {
        self.policies.insert(policy.id.clone(), policy);
    }

    /// The policy of this id.
    pub fn policy(&self, id: &str) -> Option<&Arc<Policy>> {
        self.policies.get(id).or_else(|| self.library.as_ref()?.policy(id))
    }

    /// The documents, if there are any.
    pub fn library(&self) -> Option<&Library> {
        self.library.as_ref()
    }

    /// The form of a policy's record.
    pub fn form_of(&self, policy: &Policy) -> Option<&Form> {
        self.library.as_ref()?.form_of(policy).map(|form| &**form)
    }

    /// All rows of all registers. Personal fields are sealed.
    pub fn registers(&self) -> &Registers {
        &self.registers
    }

    /// Puts these rows in the registers' place; personal fields are sealed, as the server does it.
    pub fn set_registers(&mut self, registers: &Registers) {
        self.registers = Arc::new(refused::seal_rows(self.library.as_ref(), registers));
    }

    /// Somebody changes these fields of these rows, outside all cases; rows that are not there yet are new.
    pub fn change_registers(&mut self, changed: &Registers) {
        let sealed = refused::seal_rows(self.library.as_ref(), changed);
        let registers = Arc::make_mut(&mut self.registers);
        for (register, rows) in sealed {
            let own = registers.entry(register).or_default();
            rows.into_iter().for_each(|(key, fields)| own.entry(key).or_default().extend(fields));
        }
    }

    /// Where a case stands.
    pub fn snapshot(&self, case: usize) -> Option<&Snapshot> {
        self.cases.get(case).map(|case| &case.snapshot)
    }

    /// Starts a case with these fields, whoever may. The index is that of the case.
    ///
    /// # Errors
    /// When there is no such policy, or when it refuses; nothing has changed then.
    pub fn begin(&mut self, policy: &str, fields: Map, actor: Actor) -> Result<usize, Refused> {
        let Some(policy) = self.policy(policy).cloned() else {
            return Err(Refused::new("no-such-policy", policy));
        };
        self.carry_out(None, &policy, &Command::start(fields), actor)
    }

    /// Something happened outside that a case listens for.
    ///
    /// # Errors
    /// When there is no such case, or when its policy refuses; nothing has changed then.
    pub fn signal(&mut self, case: usize, event: &str, data: Value) -> Result<(), Refused> {
        self.command(case, &Command::Signal { event: event.to_owned(), data }, Actor::default())
    }

    /// Carries out a command on a case.
    ///
    /// # Errors
    /// As [`Stage::signal`].
    pub fn command(&mut self, case: usize, command: &Command, actor: Actor) -> Result<(), Refused> {
        let Some(policy) = self.cases.get(case).map(|case| Arc::clone(&case.policy)) else {
            return Err(Refused::new("no-such-case", ""));
        };
        self.carry_out(Some(case), &policy, command, actor).map(|_| ())
    }

    /// One step; nothing has changed yet.
    fn step(
        &mut self,
        case: Option<usize>,
        policy: &Policy,
        command: &Command,
        actor: &Actor,
    ) -> Result<Outcome, Refused> {
        let mut world = World::default();
        for _ in 0..QUESTIONS {
            let shared = Rc::new(world);
            let inputs = Inputs {
                now: self.now,
                instance: Stage::instance(case.unwrap_or(self.cases.len())).into(),
                actor: actor.clone(),
                calendar: Arc::clone(&self.calendar),
                world: Rc::clone(&shared),
                trace: self.watch,
            };
            let snapshot = case.map(|case| self.cases[case].snapshot.clone());
            let mut seen = Seen::default();
            let stepped = watched_step(policy, snapshot, command, &inputs, &mut seen);
            if self.watch && !matches!(stepped, Err(StepError::Needs(_))) {
                self.seen.entry(policy.id.clone()).or_default().merge(seen);
            }
            let questions = match stepped {
                Ok(outcome) => return Ok(outcome),
                Err(StepError::Needs(questions)) => questions,
                Err(error) => return Err(Refused::from(error)),
            };
            drop(inputs);
            world = Rc::into_inner(shared).unwrap_or_default();
            for question in questions {
                let answer = self.answer(case.unwrap_or(self.cases.len()), &question);
                world.learn(question, answer);
            }
        }
        Err(Refused::new("too-many-questions", &QUESTIONS.to_string()))
    }

    fn effects(&mut self, case: usize, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Serial { scope, value } => {
                    self.serials.insert(scope.clone(), *value);
                }
                Effect::Quota { scope, used } => {
                    self.quotas.insert(scope.clone(), *used);
                }
                Effect::Register { register, key, set } => {
                    let registers = Arc::make_mut(&mut self.registers);
                    let row = registers.entry(register.clone()).or_default().entry(key.clone()).or_default();
                    row.extend(set.clone());
                }
                Effect::LockAsked { .. } | Effect::LockReleased { .. } | Effect::Folder { .. } => {
                    self.share(case, effect);
                }
                effect => self.note(case, effect),
            }
        }
    }

    fn tell(
        &mut self,
        case: usize,
        command: &Command,
        actor: Actor,
        trace: Vec<TraceLine>,
        effects: Vec<Effect>,
        refused: Option<Refused>,
    ) {
        if !self.watch {
            return;
        }
        let root = self.cases.get(case).and_then(|case| case.snapshot.machines.get(""));
        let states = root.map(|machine| machine.states.clone()).unwrap_or_default();
        let command = command.clone();
        let at = self.now;
        self.happenings.push(Happening { at, case, actor, command, trace, states, effects, refused });
    }

    /// Who holds a post, then who stands in for them.
    pub fn holders(&self, post: &str) -> Vec<String> {
        let of = |delegate: bool| {
            self.people.iter().filter(move |(_, person)| {
                let posts = if delegate { &person.delegate_for } else { &person.posts };
                posts.iter().any(|held| held == post)
            })
        };
        of(false).chain(of(true)).map(|(id, _)| id.clone()).collect()
    }

    /// A moment by the company's clock: `2026-11-23T09:00`.
    pub fn clock(&self, moment: Moment) -> String {
        self.calendar.civil(moment).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// What happened, a line each, for the reader of a failure.
    pub fn story(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for happening in &self.happenings {
            let at = self.clock(happening.at);
            let who = happening.actor.person.as_deref().unwrap_or("·");
            let what = match &happening.command {
                Command::Start { .. } => "start".to_owned(),
                Command::Act { choice, .. } => choice.clone(),
                Command::Fire { timer } => format!("timer {timer}"),
                Command::Granted { place } => format!("lock {place}"),
                Command::Signal { event, .. } => event.clone(),
                Command::Deliver { message } => message.event.clone(),
                Command::Cancel => "cancel".to_owned(),
                Command::PassOn { post, .. } => format!("pass on to {post}"),
            };
            match &happening.refused {
                Some(refused) => lines.push(format!("{at} {what}: {} {}", refused.code, refused.detail)),
                None => lines.push(format!("{at} {who} {what}")),
            }
            lines.extend(happening.trace.iter().map(microstep));
        }
        lines
    }
}

fn microstep(line: &TraceLine) -> String {
    let machine = if line.machine.is_empty() { String::new() } else { format!("{}: ", line.machine) };
    let event = line.event.as_deref().unwrap_or("—");
    // The root has no name.
    let names = |states: &[String]| {
        let named = states.iter().map(String::as_str).filter(|name| !name.is_empty());
        named.collect::<Vec<_>>().join(", ")
    };
    format!("    {machine}{event}: {} → {}", names(&line.exited), names(&line.entered))
}
