//! Looking through a whole policy: its actions, its memory, what it listens to.

use super::{Action, Expr, Policy, PolicyChart};
use crate::chart::{Event, StateId};

impl Policy {
    /// Every action, those inside others included, with the chart it belongs to.
    pub fn actions<'p>(&'p self, each: &mut dyn FnMut(&'p Action, usize)) {
        for (index, PolicyChart { chart, work, .. }) in self.charts.iter().enumerate() {
            for state in &chart.states {
                let initial = state.initial.as_ref().and_then(|initial| initial.block.as_ref());
                for block in state.entry.iter().chain(initial).chain(&state.exit) {
                    walk(block, index, each);
                }
            }
            for work in work {
                walk(&work.compensate, index, each);
                work.calls.iter().for_each(|call| walk(&call.on_return, index, each));
            }
            chart
                .transitions
                .iter()
                .filter_map(|t| t.block.as_ref())
                .for_each(|block| walk(block, index, each));
            let rules = work.iter().filter_map(|work| work.task.as_ref()).flat_map(|task| &task.overdue);
            rules.for_each(|rule| walk(&rule.actions, index, each));
        }
    }

    /// All `vars`, those that states declare included, in document order.
    pub fn all_vars(&self) -> impl Iterator<Item = &(String, Expr)> {
        let states = self.charts.iter().flat_map(|chart| &chart.work);
        self.vars.iter().chain(states.flat_map(|work| &work.vars))
    }

    /// Whether any transition names this event, other than by `*` alone.
    pub fn listens_to(&self, event: &str) -> bool {
        let event = Event::new(event);
        let mut transitions = self.charts.iter().flat_map(|on| &on.chart.transitions);
        transitions.any(|t| t.events.iter().any(|descriptor| descriptor != "*" && event.matches(descriptor)))
    }

    /// The chart and state of a name.
    pub fn find_state(&self, name: &str) -> Option<(usize, StateId)> {
        self.charts.iter().enumerate().find_map(|(i, chart)| chart.chart.find(name).map(|state| (i, state)))
    }
}

fn walk<'p>(actions: &'p [Action], chart: usize, each: &mut dyn FnMut(&'p Action, usize)) {
    for action in actions {
        each(action, chart);
        match action {
            Action::If { then, otherwise, .. } => {
                walk(then, chart, each);
                walk(otherwise, chart, each);
            }
            Action::For { body, .. } => walk(body, chart, each),
            _ => {}
        }
    }
}
