//! Which transitions are taken (SCXML appendix D: `selectTransitions`, `removeConflictingTransitions`).

use std::borrow::Cow;

use super::{
    Chart, ChartError, Event, Host, Kind, Machine, Runner, StateId, Transition, TransitionId, Types,
};

impl<T: Types, H: Host<T>> Runner<'_, T, H> {
    /// The optimal set for an event, or for none, conflicts removed, in the order of the states that chose them.
    /// Conditions see the event that is `bound`.
    pub(super) fn select_transitions(
        &mut self,
        event: Option<&Event>,
        bound: Option<&Event>,
    ) -> Result<Vec<TransitionId>, ChartError<H::Error>> {
        let mut enabled = Vec::new();
        // Conditions change nothing: the configuration stays as it is while it is walked.
        for nth in 0.. {
            let Some(state) = self.machine.nth_active(nth) else { break };
            if is_atomic(self.chart, state)
                && let Some(transition) = self.first_enabled(state, event, bound)?
                && !enabled.contains(&transition)
            {
                enabled.push(transition);
            }
        }
        Ok(remove_conflicting(self.chart, self.machine, enabled))
    }

    /// The first enabled transition of a state or, failing that, of its nearest ancestor that has one.
    fn first_enabled(
        &mut self,
        state: StateId,
        event: Option<&Event>,
        bound: Option<&Event>,
    ) -> Result<Option<TransitionId>, ChartError<H::Error>> {
        let chart = self.chart;
        for source in std::iter::once(state).chain(chart.proper_ancestors(state, None)) {
            for &id in &chart.states[source].transitions {
                let transition = &chart.transitions[id];
                if !listens(transition.events.as_slice(), source, event) {
                    continue;
                }
                let holds = match &transition.guard {
                    Some(guard) => self.judge(guard, bound)?,
                    None => true,
                };
                if holds {
                    return Ok(Some(id));
                }
            }
        }
        Ok(None)
    }
}

impl<T: Types, H: Host<T>> Runner<'_, T, H> {
    fn judge(&mut self, guard: &T::Guard, event: Option<&Event>) -> Result<bool, ChartError<H::Error>> {
        self.tell(|host, machine, raised| host.guard(guard, machine, event, raised))
    }
}

fn is_atomic<T: Types>(chart: &Chart<T>, state: StateId) -> bool {
    matches!(chart.states[state].kind, Kind::Atomic | Kind::Final)
}

fn listens(descriptors: &[String], source: StateId, event: Option<&Event>) -> bool {
    match event {
        None => descriptors.is_empty(),
        Some(event) => {
            event.addressed.is_none_or(|state| state == source)
                && descriptors.iter().any(|d| event.matches(d))
        }
    }
}

/// Of two transitions whose exit sets meet, the one from the inner state wins; else the earlier one.
fn remove_conflicting<T: Types>(
    chart: &Chart<T>,
    machine: &Machine,
    enabled: Vec<TransitionId>,
) -> Vec<TransitionId> {
    if enabled.len() < 2 {
        return enabled;
    }
    let mut kept: Vec<TransitionId> = Vec::new();
    'next: for one in enabled {
        let mut beaten = Vec::new();
        for &other in &kept {
            if exit_sets_meet(chart, machine, one, other) {
                let (inner, outer) = (chart.transitions[one].source, chart.transitions[other].source);
                if !chart.is_descendant(inner, outer) {
                    continue 'next;
                }
                beaten.push(other);
            }
        }
        kept.retain(|t| !beaten.contains(t));
        kept.push(one);
    }
    kept
}

fn exit_sets_meet<T: Types>(chart: &Chart<T>, machine: &Machine, a: TransitionId, b: TransitionId) -> bool {
    match (domain(chart, machine, a), domain(chart, machine, b)) {
        // Subtrees meet exactly when one contains the other; only active states below the domain are left.
        (Some(a), Some(b)) => {
            let (low, high) = (a.max(b), chart.states[a].last.min(chart.states[b].last));
            (low + 1..=high).any(|state| machine.is_active(state))
        }
        _ => false,
    }
}

/// SCXML `getTransitionDomain`: the smallest state that contains all that the transition leaves and enters.
/// None for a targetless transition, which leaves nothing.
pub(super) fn domain<T: Types>(
    chart: &Chart<T>,
    machine: &Machine,
    transition: TransitionId,
) -> Option<StateId> {
    let transition = &chart.transitions[transition];
    let targets = effective_targets(chart, machine, targets_of(transition, machine));
    if targets.is_empty() {
        return None;
    }
    let source = transition.source;
    let inside = |outer: StateId| targets.iter().all(|&t| chart.is_descendant(t, outer));
    if transition.internal && chart.states[source].kind == Kind::Compound && inside(source) {
        return Some(source);
    }
    let root = 0;
    Some(
        chart
            .proper_ancestors(source, None)
            .find(|&a| (chart.states[a].kind == Kind::Compound || a == root) && inside(a))
            .unwrap_or(root),
    )
}

/// A transition's targets; after a straight return the first choice leads back.
pub(super) fn targets_of<'m, T: Types>(transition: &'m Transition<T>, machine: &'m Machine) -> &'m [StateId] {
    let back = machine.back.get(&transition.source).filter(|_| transition.first);
    back.map_or(transition.targets.as_slice(), std::slice::from_ref)
}

/// SCXML `getEffectiveTargetStates`: histories replaced by what they remember, or by their default.
pub(super) fn effective_targets<'t, T: Types>(
    chart: &Chart<T>,
    machine: &Machine,
    targets: &'t [StateId],
) -> Cow<'t, [StateId]> {
    let is_history = |&target: &StateId| matches!(chart.states[target].kind, Kind::History { .. });
    if !targets.iter().any(is_history) {
        return Cow::Borrowed(targets);
    }
    let mut effective = Vec::with_capacity(targets.len());
    let mut add = |states: &[StateId]| {
        for &state in states {
            if !effective.contains(&state) {
                effective.push(state);
            }
        }
    };
    for target in targets {
        match machine.history.get(target) {
            Some(remembered) if is_history(target) => add(remembered),
            None if is_history(target) => {
                let default = chart.states[*target].initial.as_ref().map_or(&[][..], |i| &i.targets);
                add(&effective_targets(chart, machine, default));
            }
            _ => add(&[*target]),
        }
    }
    Cow::Owned(effective)
}
