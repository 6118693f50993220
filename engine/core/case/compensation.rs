//! Compensation: what takes back work that was completed (BPMN's compensation handlers).
//!
//! Remembered is only which states were completed, in which order; their actions see record and `vars` as they are when
//! they run. Deliberately absent: compensation across cases and into items of a `for_each` that was left.

use super::actions::Setting;
use super::drive::Drive;
use super::{Refusal, StepError};
use crate::chart::{Event, StateId};
use crate::limits;

impl Drive<'_> {
    /// A state with `compensate` was left and is completed.
    pub(super) fn remember_completed(&mut self, path: &str, state: &str) -> Result<(), StepError> {
        let Some(machine) = self.snapshot.machine_mut(path) else { return Ok(()) };
        if machine.completed.len() >= limits::COMPENSATIONS {
            let args = [("state", state.to_owned()), ("limit", limits::COMPENSATIONS.to_string())];
            return Err(Refusal::new("too-many-compensations", args).into());
        }
        machine.completed.push(state.to_owned());
        Ok(())
    }

    /// Runs what is remembered of a state, or of all that lies below `scope`, the latest first, and forgets it.
    pub(super) fn compensate(
        &mut self,
        only: Option<StateId>,
        scope: StateId,
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        let policy = self.policy;
        let chart = &policy.charts[self.chart_of(at.path)];
        let within = |state: StateId| match only {
            Some(only) => state == only || chart.chart.is_descendant(state, only),
            None => scope == 0 || state == scope || chart.chart.is_descendant(state, scope),
        };
        let Some(machine) = self.snapshot.machine_mut(at.path) else { return Ok(()) };
        let (due, rest): (Vec<String>, Vec<String>) = std::mem::take(&mut machine.completed)
            .into_iter()
            .partition(|name| chart.chart.find(name).is_some_and(within));
        machine.completed = rest;
        for state in due.iter().rev().filter_map(|name| chart.chart.find(name)) {
            // Each one stands for itself: where errors are events, the next one runs all the same.
            if let Err(error) = self.block(&chart.work[state].compensate, at, raised) {
                raised.push(self.or_raise(error)?);
            }
        }
        Ok(())
    }
}
