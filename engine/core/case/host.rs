//! What a chart asks of its case: guards, actions, work on entry and exit.

use super::drive::Drive;
use super::snapshot::same_path;
use super::{StepError, TraceLine};
use crate::chart::{Event, EventKind, Host, Machine, Micro, StateId};
use crate::guard::meter;
use crate::limits;
use crate::policy::{Action, Binding, Expr, OnError, Payload, PolicyChart, ScriptId, Work};
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
        match self.drive.holds(*guard, self.path, event, &[]) {
            Ok(holds) => Ok(holds),
            Err(error) => {
                raised.push(self.drive.or_raise(error)?);
                Ok(false)
            }
        }
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
        self.or_raised(done, raised)
    }

    fn before_entry(
        &mut self,
        state: StateId,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        let vars = &self.chart.work[state].vars;
        if vars.is_empty() || self.drive.policy.binding == Binding::Early {
            return Ok(());
        }
        if self.drive.snapshot.bound.insert(self.chart.chart.states[state].name.clone()) {
            self.show_machine(machine);
            self.drive.bind(vars, self.path, event, raised)?;
        }
        Ok(())
    }

    fn entered(
        &mut self,
        state: StateId,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        let work = &self.chart.work[state];
        if work.task.is_none() && work.timers.is_empty() && work.lock.is_none() {
            return Ok(());
        }
        self.show_machine(machine);
        if let Some(lock) = &work.lock {
            match self.drive.ask_lock(self.path, self.chart, state, lock, event) {
                Ok(held) => raised.extend(held),
                Err(error) => raised.push(self.drive.or_raise(error)?),
            }
        }
        let name = &self.chart.chart.states[state].name;
        if let Some(rule) = &work.task {
            let opened = self.drive.open_task(self.path, name, rule, event);
            self.or_raised(opened, raised)?;
        }
        for timer in &work.timers {
            let set = self.drive.set_state_timer(self.path, name, timer, event);
            self.or_raised(set, raised)?;
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

    fn exited(&mut self, state: StateId) -> Result<(), StepError> {
        if !self.chart.work[state].calls.is_empty() {
            self.drive.leave_calls(self.path, &self.chart.chart.states[state].name);
        }
        Ok(())
    }

    fn completed(&mut self, state: StateId) -> Result<(), StepError> {
        if self.chart.work[state].compensate.is_empty() {
            return Ok(());
        }
        self.drive.remember_completed(self.path, &self.chart.chart.states[state].name)
    }

    /// A part that cannot be calculated is left out, and `error.execution` comes first (SCXML §5.5, §5.7).
    fn output(
        &mut self,
        state: StateId,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<Value, StepError> {
        let output = &self.chart.work[state].output;
        if *output == Payload::Nothing {
            return Ok(Value::Null);
        }
        self.show_machine(machine);
        let drive = &mut *self.drive;
        let mut part = |result: Result<Value, StepError>| -> Result<Option<Value>, StepError> {
            match result {
                Ok(value) => Ok(Some(value)),
                Err(error) => {
                    raised.push(drive.or_raise(error)?);
                    Ok(None)
                }
            }
        };
        match output {
            Payload::Nothing => Ok(Value::Null),
            Payload::Whole(script) => {
                let value = drive.calculate(*script, self.path, event, &[]);
                Ok(part(value)?.unwrap_or(Value::Null))
            }
            Payload::Fields(fields) => {
                let mut data = Map::new();
                for (name, expr) in fields {
                    let value = part(drive.evaluate(expr, self.path, event, &[]))?;
                    data.extend(value.map(|value| (name.clone(), value)));
                }
                Ok(if data.is_empty() { Value::Null } else { Value::Map(data) })
            }
        }
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

impl<'a> Drive<'a> {
    /// SCXML's way with errors, where the policy asks for it: the event `error.execution`. Otherwise, and for limits,
    /// the error again.
    pub(super) fn or_raise(&self, error: StepError) -> Result<Event, StepError> {
        if self.policy.on_error == OnError::Refuse || !error.is_execution() {
            return Err(error);
        }
        let said = match error {
            StepError::Script(error) => error.to_string(),
            StepError::Refused(refusal) => refusal.code.to_owned(),
            needs @ StepError::Needs(_) => return Err(needs),
        };
        Ok(Event::of(EventKind::Platform, "error.execution", Value::Text(said)))
    }

    /// Gives `vars` their first values, in order; one that fails stays without.
    pub(super) fn bind(
        &mut self,
        vars: impl IntoIterator<Item = &'a (String, Expr)>,
        path: &str,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        for (name, expr) in vars {
            let value = match self.evaluate(expr, path, event, &[]) {
                Ok(value) => value,
                Err(error) => {
                    raised.push(self.or_raise(error)?);
                    Value::Null
                }
            };
            self.snapshot.vars.insert(name.clone(), value);
        }
        Ok(())
    }

    /// Before the chart begins: all names of `vars` are there, and those that are bound early get their values. What the
    /// caller gives takes the place of the file's first values (SCXML §6.4.3).
    pub(super) fn first_values(&mut self, given: Map) -> Result<(), StepError> {
        let policy = self.policy;
        self.snapshot.vars.extend(policy.all_vars().map(|(name, _)| (name.clone(), Value::Null)));
        let mut raised = Vec::new();
        let given_not = |var: &&(String, Expr)| !given.contains_key(&var.0);
        self.bind(policy.vars.iter().filter(given_not), "", None, &mut raised)?;
        self.snapshot.vars.extend(given);
        if policy.binding == Binding::Early {
            for work in policy.charts.iter().flat_map(|chart| &chart.work) {
                self.bind(&work.vars, "", None, &mut raised)?;
            }
        }
        self.early = raised;
        Ok(())
    }
}

impl CaseHost<'_, '_> {
    fn or_raised(&self, result: Result<(), StepError>, raised: &mut Vec<Event>) -> Result<(), StepError> {
        match result {
            Ok(()) => Ok(()),
            Err(error) => {
                raised.push(self.drive.or_raise(error)?);
                Ok(())
            }
        }
    }

    /// Lets scripts see this machine as it stands now.
    fn show_machine(&mut self, machine: &Machine) {
        let chart: &PolicyChart = self.chart;
        let names = machine.configuration().map(|s| chart.chart.states[s].name.as_str());
        match self.drive.moving.iter_mut().find(|(of, _)| same_path(of, self.path)) {
            Some((_, shown)) => {
                shown.clear();
                shown.extend(names);
            }
            None => {
                self.drive.moving.push((self.path.to_owned(), names.collect()));
            }
        }
    }
}
