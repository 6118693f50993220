//! Whether the case would move on by itself where the move leaves it. A move is no step, so nothing may be left over that
//! the next event, whatever it is, would set off; and what was raised once (`done.state.*`) is not raised again.

use std::collections::BTreeSet;

use super::eye::Eye;
use super::report::{Becomes, Thing};
use super::{Plan, Side};
use crate::chart::{Event, Kind, StateId};
use crate::policy::PolicyChart;

/// One chart with its active states.
struct Standing<'p> {
    chart: &'p PolicyChart,
    active: BTreeSet<StateId>,
}

impl Plan<'_> {
    /// States that the new form would leave at once, and ends that nobody would be told of any more.
    pub(super) fn stays_put(&mut self, old: &Eye<'_>, new: &Eye<'_>) {
        let restless = |eye: &Eye<'_>, side: Side<'_>, path: &str, state: &str| {
            let found = side.policy.find_state(state);
            found.is_some_and(|(chart, state)| eye.is_restless(&side.policy.charts[chart], state, path))
        };
        for (path, state, from) in self.standing() {
            let before = from.as_ref().is_some_and(|(path, from)| restless(old, self.old, path, from));
            if !before && restless(new, self.new, &path, &state) {
                self.misfit("not-at-rest", [("state", &state)]);
            }
        }
        for (path, kept) in &self.before.machines {
            let Some(moved) = self.paths.get(path).and_then(|path| self.after.machines.get(path)) else {
                continue;
            };
            let was = Standing::of(self.old, &kept.states);
            let is = Standing::of(self.new, &moved.states);
            let Some((was, is)) = Option::zip(was, is) else { continue };
            let untold = is.ended().filter(|&state| {
                let name = &is.chart.chart.states[state].name;
                let mut from = self.states.iter().filter(|((of, _), to)| of == path && *to == name);
                let heard = from.any(|((_, from), _)| was.ends_unheard(from).is_some_and(|unheard| !unheard));
                is.hears(name) && !heard
            });
            let untold: Vec<String> = untold.map(|s| is.chart.chart.states[s].name.clone()).collect();
            untold.iter().for_each(|state| self.misfit("not-at-rest", [("state", state)]));
        }
    }

    /// Active states of the new form: path, name, and the state that each was, if it was one.
    fn standing(&self) -> Vec<(String, String, Option<(String, String)>)> {
        let mapped = self.states.iter().map(|((path, from), to)| {
            (self.path(path).to_owned(), to.clone(), Some((path.clone(), from.clone())))
        });
        let entered = self
            .fates
            .iter()
            .filter(|fate| fate.thing == Thing::State && fate.becomes == Becomes::Entered)
            .map(|fate| (fate.machine.clone(), fate.name.clone(), None));
        mapped.chain(entered).collect()
    }
}

impl<'p> Standing<'p> {
    fn of(side: Side<'p>, states: &[String]) -> Option<Standing<'p>> {
        let (chart, _) = side.policy.find_state(states.first()?)?;
        let chart = &side.policy.charts[chart];
        Some(Standing { chart, active: states.iter().filter_map(|name| chart.chart.find(name)).collect() })
    }

    /// Active states that have reached their end (SCXML `isInFinalState`).
    fn ended(&self) -> impl Iterator<Item = StateId> + '_ {
        self.active.iter().copied().filter(|&state| self.has_ended(state))
    }

    fn has_ended(&self, state: StateId) -> bool {
        let states = &self.chart.chart.states;
        let mut children = self.chart.chart.child_states(state).filter(|child| self.active.contains(child));
        match states[state].kind {
            Kind::Compound => children.any(|child| states[child].kind == Kind::Final),
            Kind::Parallel => children.all(|child| self.has_ended(child)),
            _ => false,
        }
    }

    /// Whether anything would have reacted to the end of this state.
    fn hears(&self, state: &str) -> bool {
        let event = Event::new(format!("done.state.{state}"));
        let chart = &self.chart.chart;
        let mut active =
            chart.transitions.iter().filter(|transition| self.active.contains(&transition.source));
        active.any(|transition| transition.events.iter().any(|descriptor| event.matches(descriptor)))
    }

    /// Of a state that has ended: whether nothing heard it. None if it has not ended.
    fn ends_unheard(&self, state: &str) -> Option<bool> {
        let id = self.chart.chart.find(state).filter(|&state| self.has_ended(state))?;
        Some(!self.hears(&self.chart.chart.states[id].name))
    }
}
