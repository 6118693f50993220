//! The draft's own way through what was done.

use std::rc::Rc;
use std::sync::Arc;

use super::past::{About, Step, Trail};
use super::{Draft, Past, Unknown};
use crate::case::{Actor, Command, Inputs, SlotStatus, Snapshot, Status, StepError, Task, TimerKind, step};
use crate::guard::{Question, World};
use crate::limits;
use crate::policy::TaskRule;
use crate::stage::asked;
use crate::value::{Moment, Value};

/// How often a step may ask anew.
const QUESTIONS: usize = 100;

/// Why the draft went no further.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// What was done could not be done: a code.
    Refused(String),
    /// The record does not tell.
    Unknown(Unknown),
}

/// The draft on its way.
#[derive(Clone)]
pub(super) struct Run<'a> {
    past: &'a Past,
    draft: Draft<'a>,
    pub(super) snapshot: Option<Snapshot>,
    now: Moment,
    fired: usize,
    pub(super) trail: Trail,
    pub(super) late: u32,
}

/// Goes through the steps; where it ends before the last one, the reason.
pub(super) fn go<'a>(past: &'a Past, draft: Draft<'a>) -> (Run<'a>, Option<Stop>) {
    let now = past.steps.first().map_or(Moment(0), |step| step.at);
    let mut run = Run { past, draft, snapshot: None, now, fired: 0, trail: Trail::default(), late: 0 };
    for step in &past.steps {
        if let Err(stop) = run.take(step) {
            return (run, Some(stop));
        }
        if !run.is_active() {
            break;
        }
    }
    // Only its own clocks can lead it on.
    let mut stop = None;
    while run.is_active() && run.leads_on() && stop.is_none() {
        stop = run.fire_next(Moment(i64::MAX)).err();
    }
    (run, stop)
}

impl<'a> Run<'a> {
    fn is_active(&self) -> bool {
        self.snapshot.as_ref().is_none_or(|snapshot| snapshot.status == Status::Active)
    }

    fn take(&mut self, step: &Step) -> Result<(), Stop> {
        while self.fire_next(step.at)? {}
        self.now = self.now.max(step.at);
        if !self.is_active() {
            return Ok(());
        }
        let command = match (&step.command, &step.about) {
            (Command::Act { choice, fields, opinion, .. }, Some(about)) => {
                self.wait_for(about)?;
                let Some((task, slot)) = self.place(about, choice)? else { return Ok(()) };
                self.check_fields(about, choice, fields)?;
                let (choice, fields) = (choice.clone(), fields.clone());
                Command::Act { task, slot, choice, fields, opinion: opinion.clone() }
            }
            (Command::Deliver { message }, Some(about)) => {
                let Some(call) = self.call(about) else {
                    return Ok(());
                };
                let mut message = message.clone();
                message.call = Some(call);
                Command::Deliver { message }
            }
            (Command::Granted { place }, _) => {
                let waits =
                    self.snapshot.as_ref().and_then(|s| s.locks.get(place)).is_some_and(|lock| !lock.held);
                if !waits {
                    return Ok(());
                }
                step.command.clone()
            }
            // Who had the place then is no question of the draft's.
            (Command::PassOn { .. }, _) => return Ok(()),
            (command, _) => command.clone(),
        };
        self.step(&command, &step.actor)
    }

    fn name<'n>(&'n self, state: &'n str) -> &'n str {
        self.draft.names.get(state).map_or(state, String::as_str)
    }

    fn tasks_of(&self, about: &About) -> Option<(u64, &Task)> {
        let state = self.name(&about.state);
        let tasks = &self.snapshot.as_ref()?.tasks;
        let found = tasks.iter().find(|(_, task)| task.state == state && task.machine == about.path);
        found.map(|(number, task)| (*number, task))
    }

    /// The draft may give the work later, by a timer of its own: then it is done as soon as it is there.
    fn wait_for(&mut self, about: &About) -> Result<(), Stop> {
        if self.tasks_of(about).is_some() {
            return Ok(());
        }
        let mut ahead = self.clone();
        while ahead.is_active() && ahead.leads_on() {
            if !ahead.fire_next(Moment(i64::MAX))? {
                break;
            }
            if ahead.tasks_of(about).is_some() {
                *self = ahead;
                break;
            }
        }
        Ok(())
    }

    /// The task and signer's place of an act; none where the work was done by fewer signers.
    fn place(&mut self, about: &About, choice: &str) -> Result<Option<(u64, usize)>, Stop> {
        let Some((number, task)) = self.tasks_of(about) else {
            return Err(Stop::Refused("task-not-there".to_owned()));
        };
        let Some(rule) = self.rule(task) else { return Err(Stop::Refused("task-not-there".to_owned())) };
        if !rule.choices.iter().any(|known| known == choice) {
            return Err(Stop::Refused("choice-gone".to_owned()));
        }
        let open = |slot: &&(usize, &crate::case::Slot)| slot.1.status == SlotStatus::Open;
        let slots: Vec<_> = task.slots.iter().enumerate().collect();
        let same = |slot: &&(usize, &crate::case::Slot)| {
            about
                .signer
                .as_ref()
                .is_some_and(|(post, person)| slot.1.post == *post && slot.1.person == *person)
        };
        let late = task.due.as_ref().is_some_and(|due| due.at < self.now);
        let mut places = slots.iter().filter(open);
        let found = slots.iter().filter(open).find(same).or_else(|| {
            // Somebody else would have signed: that they chose the same is what a backtest supposes.
            let only = places.next();
            only.filter(|_| places.next().is_none())
        });
        let Some((slot, _)) = found else {
            let posts =
                task.slots.iter().filter_map(|slot| slot.post.clone().or_else(|| slot.person.clone()));
            let about = posts.collect::<Vec<_>>().join(", ");
            return Err(Stop::Unknown(Unknown {
                code: "signature".into(),
                about,
                state: task.state.clone(),
            }));
        };
        let place = (number, *slot);
        self.late += u32::from(late);
        Ok(Some(place))
    }

    fn rule(&self, task: &Task) -> Option<&'a TaskRule> {
        let policy = self.draft.policy;
        let (chart, state) = policy.find_state(&task.state)?;
        policy.charts[chart].work[state].task.as_ref()
    }

    /// A field that the draft asks for, that decides something, and that nobody was asked.
    fn check_fields(&self, about: &About, choice: &str, fields: &crate::value::Map) -> Result<(), Stop> {
        let state = self.name(&about.state).to_owned();
        let Some(section) = asked(self.draft.policy, &state, choice).ok().flatten() else { return Ok(()) };
        let Some(section) = self.draft.form.and_then(|form| form.section(&section)) else { return Ok(()) };
        let empty = crate::value::Map::new();
        let record = self.snapshot.as_ref().map_or(&empty, |snapshot| &snapshot.record);
        let missing = section.entries.iter().find(|entry| {
            let wanted =
                entry.only_if.as_ref().is_none_or(|only| section.condition_holds(only, fields, record));
            let there = fields.contains_key(&entry.field) || record.contains_key(&entry.field);
            entry.required && wanted && !there && self.decides(&entry.field)
        });
        match missing {
            Some(entry) => {
                Err(Stop::Unknown(Unknown { code: "field".into(), about: entry.field.clone(), state }))
            }
            None => Ok(()),
        }
    }

    /// Whether any script, or a table's columns, look at a field.
    fn decides(&self, field: &str) -> bool {
        self.draft.policy.scripts.iter().any(|script| {
            script.record_fields().is_none_or(|fields| fields.contains(field))
                || script.mentions.fields.iter().any(|used| used.name == field)
        })
    }

    fn call(&self, about: &About) -> Option<u64> {
        let state = self.name(&about.state);
        let calls = &self.snapshot.as_ref()?.calls;
        let found = calls
            .iter()
            .find(|(_, call)| call.state == state && call.machine == about.path && call.index == about.index);
        found.map(|(number, _)| *number)
    }

    /// Whether any clock is left that leads the case on by itself.
    fn leads_on(&self) -> bool {
        let timers = self.snapshot.iter().flat_map(|snapshot| snapshot.timers.values());
        let mut leading =
            timers.filter(|t| matches!(t.what, TimerKind::State { .. } | TimerKind::Send { .. }));
        leading.next().is_some()
    }

    /// Fires the first timer up to a moment; false if there is none.
    fn fire_next(&mut self, until: Moment) -> Result<bool, Stop> {
        let Some(snapshot) = &self.snapshot else { return Ok(false) };
        if snapshot.status != Status::Active {
            return Ok(false);
        }
        let first = snapshot.timers.iter().map(|(number, timer)| (timer.due.at, *number)).min();
        let Some((at, timer)) = first.filter(|(at, _)| *at <= until) else { return Ok(false) };
        self.fired += 1;
        if self.fired > limits::TRIAL_TIMERS {
            let limit = limits::TRIAL_TIMERS.to_string();
            return Err(Stop::Unknown(Unknown { code: "timers".into(), about: limit, state: String::new() }));
        }
        self.now = self.now.max(at);
        self.step(&Command::Fire { timer }, &Actor::default())?;
        Ok(true)
    }

    fn step(&mut self, command: &Command, actor: &Actor) -> Result<(), Stop> {
        let mut world = World::default();
        for _ in 0..QUESTIONS {
            let shared = Rc::new(world);
            let inputs = Inputs {
                now: self.now,
                instance: self.past.instance.as_str().into(),
                actor: actor.clone(),
                calendar: Arc::clone(self.draft.calendar),
                world: Rc::clone(&shared),
                trace: false,
            };
            let questions = match step(self.draft.policy, self.snapshot.clone(), command, &inputs) {
                Ok(outcome) => {
                    self.trail.add(self.draft.policy, &outcome.snapshot, self.now);
                    self.snapshot = Some(outcome.snapshot);
                    return Ok(());
                }
                Err(StepError::Needs(questions)) => questions,
                Err(StepError::Refused(refusal)) => return Err(Stop::Refused(refusal.code.to_owned())),
                Err(StepError::Script(error)) => return Err(self.unknown("script", error.to_string())),
            };
            drop(inputs);
            world = Rc::into_inner(shared).unwrap_or_default();
            for question in questions {
                let Some(answer) = self.answer(&question) else {
                    return Err(self.unknown("question", asks(&question)));
                };
                world.learn(question, answer);
            }
        }
        Err(self.unknown("question", QUESTIONS.to_string()))
    }

    fn unknown(&self, code: &str, about: String) -> Stop {
        let states =
            self.snapshot.iter().flat_map(|snapshot| snapshot.machine("")).flat_map(|m| m.states.last());
        let state = { states }.next().cloned().unwrap_or_default();
        Stop::Unknown(Unknown { code: code.to_owned(), about, state })
    }

    /// The recorded answer nearest before now, else the first after it. Which serial a case gets decides nothing.
    fn answer(&self, question: &Question) -> Option<Value> {
        match self.past.answers.get(question) {
            Some(known) => {
                let before = known.iter().rev().find(|(at, _)| *at <= self.now);
                before.or(known.first()).map(|(_, answer)| answer.clone())
            }
            None => matches!(question, Question::Serial { .. }).then_some(Value::Int(0)),
        }
    }
}

/// What a question is about, in a word.
fn asks(question: &Question) -> String {
    match question {
        Question::Holders { post } => post.clone(),
        Question::Rows { register, .. } | Question::Row { register, .. } => register.clone(),
        Question::Serial { scope } | Question::Quota { scope } => scope.clone(),
        Question::Running { case } | Question::InState { case, .. } => case.clone(),
        Question::Lock { lock, .. } => lock.clone(),
        Question::Folder { folder } | Question::Cases { folder, .. } => folder.clone(),
    }
}
