//! One chart tried alone: events by the clock, until it has ended or nothing more can happen.
//!
//! Stands on the same [`Stage`] as scenarios, with a clock that jumps from timer to timer. Nothing is needed around
//! the policy: no form, organisation, manual. Deliberately absent: people and their rights (see `scenario`).

mod read;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use read::{charts, fields, given};

use crate::calendar::{Calendar, Period};
use crate::case::{Actor, Command, Effect, Snapshot, Status, TimerKind, TraceLine};
use crate::limits;
use crate::policy::Policy;
use crate::stage::{Happening, Refused, Stage, Stuck};
use crate::value::{Map, Moment, Value};

/// An event that is given to the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its name.
    pub event: String,
    /// What it carries.
    pub data: Value,
    /// When; at once if not said.
    pub when: When,
}

/// When an event is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// As soon as the chart is stable.
    Now,
    /// So long after the one before, or after the start.
    After(Period),
    /// At this moment.
    At(Moment),
}

/// What came of it.
#[derive(Debug)]
pub struct Trial {
    /// The company of this one case; it is the first.
    pub stage: Stage,
    /// Why it did not go on, if it did not.
    pub stopped: Option<Stop>,
    /// Events that could not be given, because the case had ended or the trial had stopped.
    pub undelivered: Vec<Given>,
    /// The events that timers sent, by the index of what happened.
    fired: BTreeMap<usize, String>,
}

/// Why a trial stopped.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// A step was refused.
    Refused(Refused),
    /// Time could not go by.
    Stuck(Stuck),
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<'t> {
    /// When.
    pub at: Moment,
    /// Which case; 0 is the one that is tried.
    pub case: usize,
    /// What was done.
    pub command: &'t Command,
    /// The event; none for the start, and for the end of a call.
    pub event: Option<String>,
    /// All active states of the case's chart afterwards, in document order.
    pub configuration: &'t [String],
    /// How it came to that.
    pub microsteps: &'t [TraceLine],
    /// What scripts logged.
    pub log: Vec<&'t Value>,
    /// Whether the case ended with it.
    pub ended: bool,
    /// Why nothing changed, for a timer that could not act.
    pub refused: Option<&'t Refused>,
}

/// Runs the first policy; the others can be called.
///
/// `fields` is the record that it begins with.
pub fn run(
    policies: &[Arc<Policy>],
    calendar: Arc<Calendar>,
    now: Moment,
    fields: Map,
    events: Vec<Given>,
) -> Trial {
    let mut stage = Stage::new(calendar, now);
    // Of two with the same id the first counts.
    policies.iter().rev().for_each(|policy| stage.add_policy(Arc::clone(policy)));
    let mut trial = Trial { stage, stopped: None, undelivered: Vec::new(), fired: BTreeMap::new() };
    let Some(first) = policies.first() else { return trial };
    let begun = trial.stage.begin(&first.id, fields, Actor::default());
    trial.stopped = begun.err().map(Stop::Refused);
    for given in events {
        if trial.stopped.is_some() || trial.has_ended() {
            trial.undelivered.push(given);
        } else if let Err(stop) = trial.give(&given) {
            trial.stopped = Some(stop);
        }
    }
    if trial.stopped.is_none()
        && let Err(stop) = trial.rest()
    {
        trial.stopped = Some(stop);
    }
    trial
}

impl Trial {
    /// Where the case stands; none if it could not start.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.stage.snapshot(0)
    }

    /// Whether it has reached its end.
    pub fn has_ended(&self) -> bool {
        self.snapshot().is_some_and(|snapshot| snapshot.status != Status::Active)
    }

    /// What happened, in order.
    pub fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        let event = |index: usize, happening: &Happening| match &happening.command {
            Command::Signal { event, .. } => Some(event.clone()),
            Command::Act { choice, .. } => Some(choice.clone()),
            Command::Deliver { message } => Some(message.event.clone()),
            _ => self.fired.get(&index).cloned(),
        };
        self.stage.happenings.iter().enumerate().map(move |(index, happening)| Step {
            at: happening.at,
            case: happening.case,
            command: &happening.command,
            event: event(index, happening),
            configuration: &happening.states,
            microsteps: &happening.trace,
            log: logged(&happening.effects),
            ended: happening.effects.contains(&Effect::Ended),
            refused: happening.refused.as_ref(),
        })
    }

    fn give(&mut self, given: &Given) -> Result<(), Stop> {
        match given.when {
            When::Now => {}
            When::After(period) => {
                let until = self.stage.calendar.add(self.stage.now, period);
                self.wait(until.map_err(|error| Stop::Stuck(error.into()))?)?;
            }
            When::At(moment) => self.wait(moment)?,
        }
        if self.has_ended() {
            self.undelivered.push(given.clone());
            return Ok(());
        }
        self.stage.signal(0, &given.event, given.data.clone()).map_err(Stop::Refused)
    }

    /// Lets time go by up to a moment; what falls due on the way happens.
    fn wait(&mut self, until: Moment) -> Result<(), Stop> {
        if until < self.stage.now {
            return Err(Stop::Stuck(Stuck::NoSuchMoment(self.stage.clock(until))));
        }
        self.fire_until(until)?;
        self.stage.now = until;
        Ok(())
    }

    /// Lets timers fire until the case has ended or none is left.
    fn rest(&mut self) -> Result<(), Stop> {
        self.fire_until(Moment(i64::MAX))
    }

    fn fire_until(&mut self, until: Moment) -> Result<(), Stop> {
        for _ in 0..limits::TRIAL_TIMERS {
            if self.has_ended() {
                return Ok(());
            }
            let due = self.stage.next_due();
            let event = due.and_then(|(_, case, timer)| self.event_of(case, timer));
            let place = self.stage.happenings.len();
            if !self.stage.fire_next(until) {
                return Ok(());
            }
            self.fired.extend(event.map(|event| (place, event)));
            let refused = self.stage.happenings.get(place).and_then(|happening| happening.refused.clone());
            if let Some(refused) = refused {
                return Err(Stop::Refused(refused));
            }
        }
        Err(Stop::Stuck(Stuck::TooMuch))
    }

    fn event_of(&self, case: usize, timer: u64) -> Option<String> {
        match &self.stage.snapshot(case)?.timers.get(&timer)?.what {
            TimerKind::State { event, .. } | TimerKind::Send { event, .. } => Some(event.clone()),
            _ => None,
        }
    }
}

fn logged(effects: &[Effect]) -> Vec<&Value> {
    let logs = effects.iter().filter_map(|effect| match effect {
        Effect::Log { value } => Some(value),
        _ => None,
    });
    logs.collect()
}
