//! Entering states (SCXML appendix D: `computeEntrySet`, `addDescendantStatesToEnter`, `enterStates`).

use std::collections::BTreeMap;

use super::model::StateSet;
use super::select::{effective_targets, targets_of};
use super::{Chart, ChartError, Event, EventKind, Host, Kind, Machine, Runner, StateId, TransitionId, Types};

/// What will be entered.
#[derive(Default)]
struct EntrySet {
    /// In document order.
    states: StateSet,
    /// Compound states entered through their initial transition, whose content is executed.
    by_default: StateSet,
    /// Parent of a history without memory → that history, whose default content is executed.
    history_content: BTreeMap<StateId, StateId>,
}

impl<T: Types, H: Host<T>> Runner<'_, T, H> {
    /// Enters the root and its initial states.
    pub(super) fn enter_root(&mut self) -> Result<(), ChartError<H::Error>> {
        let mut set = EntrySet::default();
        set.add_descendants(self.chart, self.machine, 0);
        let entered = self.enter(&set, None)?;
        self.host.microstep(super::Micro { event: None, transitions: &[], exited: &[], entered: &entered });
        Ok(())
    }

    /// Enters what the transitions enter, outermost and first in the document first.
    pub(super) fn enter_states(
        &mut self,
        transitions: &[TransitionId],
        domains: &[Option<StateId>],
        event: Option<&Event>,
    ) -> Result<Vec<StateId>, ChartError<H::Error>> {
        let set = self.entry_set(transitions, domains);
        self.enter(&set, event)
    }

    fn entry_set(&self, transitions: &[TransitionId], domains: &[Option<StateId>]) -> EntrySet {
        let mut set = EntrySet::default();
        for (&id, &ancestor) in transitions.iter().zip(domains) {
            let targets = targets_of(&self.chart.transitions[id], self.machine);
            for &target in targets {
                set.add_descendants(self.chart, self.machine, target);
            }
            for &state in effective_targets(self.chart, self.machine, targets).iter() {
                set.add_ancestors(self.chart, self.machine, state, ancestor);
            }
        }
        set
    }

    fn enter(&mut self, set: &EntrySet, event: Option<&Event>) -> Result<Vec<StateId>, ChartError<H::Error>> {
        let chart = self.chart;
        let mut entered = Vec::with_capacity(set.states.0.len());
        for &state in &set.states.0 {
            if self.machine.is_active(state) {
                continue;
            }
            self.machine.set_active(state, true);
            entered.push(state);
            self.tell(|host, machine, raised| host.before_entry(state, machine, event, raised))?;
            for block in &chart.states[state].entry {
                self.execute(block, event)?;
            }
            if set.by_default.contains(state) {
                self.execute_initial(state, event)?;
            }
            if let Some(&history) = set.history_content.get(&state) {
                self.execute_initial(history, event)?;
            }
            self.tell(|host, machine, raised| host.entered(state, machine, event, raised))?;
            if chart.states[state].kind == Kind::Final {
                self.reached_final(state, event)?;
            }
        }
        Ok(entered)
    }

    fn execute_initial(&mut self, state: StateId, event: Option<&Event>) -> Result<(), ChartError<H::Error>> {
        let chart = self.chart;
        match chart.states[state].initial.as_ref().and_then(|i| i.block.as_ref()) {
            Some(block) => self.execute(block, event),
            None => Ok(()),
        }
    }

    /// Raises `done.state.*` for the parent, and for each parallel state above it whose regions are all done.
    ///
    /// SCXML's algorithm looks at the grandparent only, so a parallel state in a parallel state that finishes last would
    /// leave the outer one waiting for ever; its text (§3.4) takes a finished parallel state for one that has reached its
    /// final state, and so do we.
    fn reached_final(&mut self, state: StateId, event: Option<&Event>) -> Result<(), ChartError<H::Error>> {
        let parent = self.chart.states[state].parent.unwrap_or(0);
        if parent == 0 {
            self.machine.running = false;
            return Ok(());
        }
        let data = self.tell(|host, machine, raised| host.output(state, machine, event, raised))?;
        self.raise_done(parent, data);
        let mut above = self.chart.states[parent].parent;
        while let Some(state) = above
            && self.chart.states[state].kind == Kind::Parallel
            && is_in_final_state(self.chart, self.machine, state)
        {
            self.raise_done(state, crate::value::Value::Null);
            above = self.chart.states[state].parent;
        }
        Ok(())
    }

    fn raise_done(&mut self, state: StateId, data: crate::value::Value) {
        let name = format!("done.state.{}", self.chart.states[state].name);
        self.machine.internal.push_back(Event::of(EventKind::Platform, name, data));
    }
}

/// SCXML `isInFinalState`.
pub(super) fn is_in_final_state<T: Types>(chart: &Chart<T>, machine: &Machine, state: StateId) -> bool {
    match chart.states[state].kind {
        Kind::Compound => {
            chart.child_states(state).any(|c| chart.states[c].kind == Kind::Final && machine.is_active(c))
        }
        Kind::Parallel => chart.child_states(state).all(|c| is_in_final_state(chart, machine, c)),
        _ => false,
    }
}

impl EntrySet {
    fn add_descendants<T: Types>(&mut self, chart: &Chart<T>, machine: &Machine, state: StateId) {
        match chart.states[state].kind {
            Kind::History { .. } => self.add_history(chart, machine, state),
            Kind::Compound => {
                self.states.insert(state);
                self.by_default.insert(state);
                let targets = chart.states[state].initial.as_ref().map_or(&[][..], |i| &i.targets);
                self.add_all(chart, machine, targets, state);
            }
            Kind::Parallel => {
                self.states.insert(state);
                for child in chart.child_states(state) {
                    self.add_region(chart, machine, child);
                }
            }
            Kind::Atomic | Kind::Final => {
                self.states.insert(state);
            }
        }
    }

    fn add_history<T: Types>(&mut self, chart: &Chart<T>, machine: &Machine, history: StateId) {
        let parent = chart.states[history].parent.unwrap_or(0);
        if let Some(remembered) = machine.history.get(&history) {
            self.add_all(chart, machine, &remembered.clone(), parent);
        } else {
            self.history_content.insert(parent, history);
            let targets = chart.states[history].initial.as_ref().map_or(&[][..], |i| &i.targets);
            self.add_all(chart, machine, targets, parent);
        }
    }

    fn add_all<T: Types>(
        &mut self,
        chart: &Chart<T>,
        machine: &Machine,
        targets: &[StateId],
        parent: StateId,
    ) {
        for &target in targets {
            self.add_descendants(chart, machine, target);
        }
        for &target in targets {
            self.add_ancestors(chart, machine, target, Some(parent));
        }
    }

    fn add_ancestors<T: Types>(
        &mut self,
        chart: &Chart<T>,
        machine: &Machine,
        state: StateId,
        ancestor: Option<StateId>,
    ) {
        for above in chart.proper_ancestors(state, ancestor) {
            // Appendix D would enter it, and its regions, once more when a transition leads to a history of a state
            // that it does not leave: the history's parent, not the transition's domain, bounds the way up there.
            if machine.is_active(above) {
                break;
            }
            self.states.insert(above);
            if chart.states[above].kind == Kind::Parallel {
                for child in chart.child_states(above) {
                    self.add_region(chart, machine, child);
                }
            }
        }
    }

    /// A region of a parallel state is entered by default unless something below it is entered already.
    fn add_region<T: Types>(&mut self, chart: &Chart<T>, machine: &Machine, region: StateId) {
        if !self.states.0.iter().any(|&s| chart.is_descendant(s, region)) {
            self.add_descendants(chart, machine, region);
        }
    }
}
