//! Locks: a state stands in line for something that one case at a time may have (BPMN has no name for it; workflow
//! patterns 39 and 40 within a case).
//!
//! The snapshot keeps the case's own claims; who else stands in line is a question about the world, answered by
//! [`Lines`](super::Lines). The event `lock.<state>` tells that a claim holds its lock: at once inside the step that
//! asked, or later by [`Command::Granted`](super::Command).

use serde::{Deserialize, Serialize};

use super::drive::Drive;
use super::scene::text_of;
use super::{Effect, Refusal, StepError};
use crate::chart::{Event, EventKind, StateId};
use crate::guard::Question;
use crate::limits;
use crate::policy::{Expr, PolicyChart};
use crate::value::Value;

/// A state's place in the line for a lock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lock {
    /// Path of the machine.
    pub machine: String,
    /// The state.
    pub state: String,
    /// The lock, one name for the whole company.
    pub lock: String,
    /// Whether it is this one's turn.
    pub held: bool,
}

impl Drive<'_> {
    /// Stands in line for a state that has just been entered. Returns the event that tells that nobody was before it.
    pub(super) fn ask_lock(
        &mut self,
        path: &str,
        chart: &PolicyChart,
        state: StateId,
        name: &Expr,
        event: Option<&Event>,
    ) -> Result<Option<Event>, StepError> {
        let lock = text_of(&self.evaluate(name, path, event, &[])?);
        if lock.is_empty() || lock.chars().count() > limits::LOCK_CHARS {
            let args = [("got", lock), ("limit", limits::LOCK_CHARS.to_string())];
            return Err(Refusal::new("not-a-lock", args).into());
        }
        let place = self.place(path, chart, state);
        let Value::Map(line) = self.ask(Question::Lock { lock: lock.clone(), place: place.clone() })? else {
            return Err(Refusal::new("not-a-lock", [("got", lock), ("limit", String::new())]).into());
        };
        if line.get("circle") == Some(&Value::Bool(true)) {
            return Err(Refusal::new("lock-circle", [("lock", lock)]).into());
        }
        let ahead = match line.get("ahead") {
            Some(Value::Int(ahead)) => *ahead,
            _ => 0,
        };
        let moved = self.moved.entry(lock.clone()).or_insert(0);
        let held = ahead.saturating_add(*moved) == 0;
        *moved += 1;
        self.effects.push(Effect::LockAsked { lock: lock.clone(), place: place.clone() });
        let state = chart.chart.states[state].name.clone();
        let told = held.then(|| told(&state, &lock));
        self.snapshot.locks.insert(place, Lock { machine: path.to_owned(), state, lock, held });
        Ok(told)
    }

    /// The chain of states from the outside: through a `for_each` by the item's key.
    pub(super) fn place(&self, path: &str, chart: &PolicyChart, state: StateId) -> String {
        let mut names = vec![chart.chart.states[state].name.as_str()];
        let above = chart.chart.proper_ancestors(state, None);
        names.extend(above.filter(|&s| s != 0).map(|s| chart.chart.states[s].name.as_str()));
        names.reverse();
        let own = names.join("/");
        let Some(item) = self.snapshot.machine(path).and_then(|machine| machine.item.as_ref()) else {
            return own;
        };
        let policy = self.policy;
        let around = &policy.charts[self.chart_of(&item.parent)];
        let key = path.rsplit('/').next().unwrap_or_default();
        match around.chart.find(&item.state) {
            Some(state) => format!("{}/{key}/{own}", self.place(&item.parent, around, state)),
            None => own,
        }
    }

    /// States of these machines are left: they leave the lines they stand in.
    pub(super) fn release_locks(&mut self, of: impl Fn(&Lock) -> bool) {
        let gone: Vec<String> =
            self.snapshot.locks.iter().filter(|(_, lock)| of(lock)).map(|(place, _)| place.clone()).collect();
        for place in gone {
            let Some(Lock { lock, .. }) = self.snapshot.locks.remove(&place) else { continue };
            *self.moved.entry(lock.clone()).or_insert(0) -= 1;
            self.effects.push(Effect::LockReleased { lock, place });
        }
    }

    /// The one before has let go: now it is this one's turn.
    pub(super) fn granted(&mut self, place: &str) -> Result<(), StepError> {
        let Some(lock) = self.snapshot.locks.get_mut(place).filter(|lock| !lock.held) else {
            return Err(Refusal::new("not-waiting", [("place", place.to_owned())]).into());
        };
        lock.held = true;
        let (machine, event) = (lock.machine.clone(), told(&lock.state, &lock.lock));
        self.receive(Some(&machine), event)
    }

    /// Lets `held()` see which locks the case holds now.
    pub(super) fn show_locks(&self) {
        let held = self.snapshot.locks.values().filter(|lock| lock.held);
        *self.around.held.borrow_mut() = held.map(|lock| lock.lock.clone()).collect();
    }
}

fn told(state: &str, lock: &str) -> Event {
    let data = Value::Map([("lock".to_owned(), Value::from(lock))].into());
    Event::of(EventKind::Platform, format!("lock.{state}"), data)
}
