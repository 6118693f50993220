//! Leaving states (SCXML appendix D: `computeExitSet`, `exitStates`, `exitInterpreter`).

use super::enter::is_in_final_state;
use super::{ChartError, Event, Host, Kind, Runner, StateId, TransitionId, Types};

impl<T: Types, H: Host<T>> Runner<'_, T, H> {
    /// Leaves what the transitions leave, innermost and last first; histories remember before anything is left.
    pub(super) fn exit_states(
        &mut self,
        transitions: &[TransitionId],
        domains: &[Option<StateId>],
        event: Option<&Event>,
    ) -> Result<Vec<StateId>, ChartError<H::Error>> {
        let mut leaving = self.exit_set(domains);
        leaving.reverse();
        for &state in &leaving {
            self.remember(state);
        }
        let completed: Vec<StateId> =
            leaving.iter().copied().filter(|&s| self.is_completed(s, transitions, event)).collect();
        for &state in &leaving {
            self.exit(state, event)?;
            if completed.contains(&state) {
                self.host.completed(state)?;
            }
        }
        Ok(leaving)
    }

    /// Left by a transition of its own or from inside it, unless on an error; or at its end already.
    fn is_completed(&self, state: StateId, transitions: &[TransitionId], event: Option<&Event>) -> bool {
        let inside = |source: StateId| source == state || self.chart.is_descendant(source, state);
        let own = transitions.iter().any(|&t| inside(self.chart.transitions[t].source));
        let failed = event.is_some_and(|event| event.matches("error"));
        (own && !failed) || is_in_final_state(self.chart, self.machine, state)
    }

    /// Leaves everything after a top-level final state was reached.
    pub(super) fn exit_all(&mut self) -> Result<(), ChartError<H::Error>> {
        let leaving: Vec<StateId> = self.machine.configuration().rev().collect();
        let bound = self.bound.clone();
        let event = bound.as_deref();
        for &state in &leaving {
            self.host.exiting(state, self.machine, event)?;
            let chart = self.chart;
            for block in &chart.states[state].exit {
                self.execute(block, event)?;
            }
            // SCXML appendix D, exitInterpreter: what it gives is calculated after its exit actions.
            if chart.states[state].kind == Kind::Final && chart.states[state].parent == Some(0) {
                let output = self.tell(|host, machine, raised| host.output(state, machine, event, raised))?;
                self.machine.output = output;
            }
            self.host.exited(state)?;
        }
        // The final configuration stays visible: it says how the case ended.
        self.machine.internal.clear();
        Ok(())
    }

    fn exit(&mut self, state: StateId, event: Option<&Event>) -> Result<(), ChartError<H::Error>> {
        self.host.exiting(state, self.machine, event)?;
        let chart = self.chart;
        for block in &chart.states[state].exit {
            self.execute(block, event)?;
        }
        self.host.exited(state)?;
        self.machine.set_active(state, false);
        Ok(())
    }

    /// Active states below the transitions' domains, in document order.
    fn exit_set(&self, domains: &[Option<StateId>]) -> Vec<StateId> {
        self.machine
            .configuration()
            .filter(|&state| domains.iter().flatten().any(|&d| self.chart.is_descendant(state, d)))
            .collect()
    }

    fn remember(&mut self, state: StateId) {
        for &child in &self.chart.states[state].children {
            let Kind::History { deep } = self.chart.states[child].kind else { continue };
            let remembered = self
                .machine
                .configuration()
                .filter(|&s| {
                    if deep {
                        self.chart.is_descendant(s, state)
                            && matches!(self.chart.states[s].kind, Kind::Atomic | Kind::Final)
                    } else {
                        self.chart.states[s].parent == Some(state)
                    }
                })
                .collect();
            self.machine.history.insert(child, remembered);
        }
    }
}
