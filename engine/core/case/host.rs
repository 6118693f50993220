//! What a chart asks of its case: guards, actions, work on entry and exit.

use super::drive::Drive;
use super::{StepError, TraceLine};
use crate::chart::{Event, Host, Machine, Micro, StateId};
use crate::guard::{ScriptError, meter};
use crate::limits;
use crate::policy::{Action, OnError, PolicyChart, ScriptId, Work};
use crate::value::{Map, Value};

/// One machine's view of the case, for one macrostep.
pub(super) struct CaseHost<'h, 'a> {
    pub(super) drive: &'h mut Drive<'a>,
    pub(super) path: &'h str,
    pub(super) chart: &'a PolicyChart,
}

impl Host<Work> for CaseHost<'_, '_> {
    type Error = StepError;

    fn guard(
        &mut self,
        guard: &ScriptId,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<bool, StepError> {
        if self.drive.policy.scripts[*guard].asks_states {
            self.show_machine(machine);
        }
        let holds = self.drive.holds(*guard, self.path, event, &[]);
        self.or_raise(holds, raised).map(|holds| holds.unwrap_or(false))
    }

    fn execute(
        &mut self,
        block: &Vec<Action>,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        self.show_machine(machine);
        let done = self.drive.execute(block, self.path, event, raised);
        self.or_raise(done, raised).map(|_| ())
    }

    fn before_entry(&mut self, _state: StateId, _event: Option<&Event>) -> Result<(), StepError> {
        Ok(())
    }

    fn entered(&mut self, state: StateId, machine: &Machine, event: Option<&Event>) -> Result<(), StepError> {
        let work = &self.chart.work[state];
        if work.task.is_none() && work.timers.is_empty() {
            return Ok(());
        }
        self.show_machine(machine);
        let name = &self.chart.chart.states[state].name;
        if let Some(rule) = &work.task {
            self.drive.open_task(self.path, name, rule, event)?;
        }
        for timer in &work.timers {
            self.drive.set_state_timer(self.path, name, timer, event)?;
        }
        Ok(())
    }

    fn exiting(
        &mut self,
        state: StateId,
        _machine: &Machine,
        _event: Option<&Event>,
    ) -> Result<(), StepError> {
        let name = &self.chart.chart.states[state].name;
        self.drive.close_state(self.path, name);
        Ok(())
    }

    fn completed(&mut self, state: StateId) -> Result<(), StepError> {
        if self.chart.work[state].compensate.is_empty() {
            return Ok(());
        }
        self.drive.remember_completed(self.path, &self.chart.chart.states[state].name)
    }

    fn output(
        &mut self,
        state: StateId,
        machine: &Machine,
        event: Option<&Event>,
    ) -> Result<Value, StepError> {
        let output = &self.chart.work[state].output;
        if output.is_empty() {
            return Ok(Value::Null);
        }
        self.show_machine(machine);
        let mut data = Map::new();
        for (name, expr) in output {
            data.insert(name.clone(), self.drive.evaluate(expr, self.path, event, &[])?);
        }
        Ok(Value::Map(data))
    }

    fn microstep(&mut self, micro: Micro<'_>) {
        // A step that has nothing left is refused at the macrostep's end.
        let _ = meter::spend(limits::ACTION_OPERATIONS);
        if !self.drive.inputs.trace {
            return;
        }
        let chart = self.drive.chart_of(self.path);
        let seen = self.drive.seen.get_mut();
        seen.states.extend(micro.entered.iter().map(|state| (chart, *state)));
        seen.transitions.extend(micro.transitions.iter().map(|transition| (chart, *transition)));
        let states = &self.chart.chart.states;
        let names = |ids: &[StateId]| ids.iter().map(|&id| states[id].name.clone()).collect::<Vec<_>>();
        let transitions = micro.transitions.iter().map(|&id| {
            let transition = &self.chart.chart.transitions[id];
            (states[transition.source].name.clone(), names(&transition.targets))
        });
        self.drive.trace.push(TraceLine {
            machine: self.path.to_owned(),
            event: micro.event.map(|event| event.name.clone()),
            transitions: transitions.collect(),
            exited: names(micro.exited),
            entered: names(micro.entered),
        });
    }
}

/// SCXML's event for a failing script.
pub(super) fn error_event(error: &ScriptError) -> Event {
    Event { name: "error.execution".into(), data: Value::Text(error.to_string()), addressed: None }
}

impl CaseHost<'_, '_> {
    /// SCXML's way with errors, where the policy asks for it: `error.execution` is raised, the block ends.
    fn or_raise<V>(
        &self,
        result: Result<V, StepError>,
        raised: &mut Vec<Event>,
    ) -> Result<Option<V>, StepError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(StepError::Script(error)) if self.drive.policy.on_error == OnError::Raise => {
                raised.push(error_event(&error));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Lets scripts see this machine as it stands now.
    fn show_machine(&mut self, machine: &Machine) {
        let states = machine.configuration().map(|s| self.chart.chart.states[s].name.clone()).collect();
        self.drive.moving.insert(self.path.to_owned(), states);
    }
}
