//! Where the case's charts stand in the new form: states by the mapping or by their names, what lies around them by the
//! new chart, and only what SCXML calls a legal configuration (§3.13).

use std::collections::BTreeSet;

use super::report::{Becomes, Fate, Thing};
use super::{Plan, Side};
use crate::case::{MachineState, TimerKind};
use crate::chart::{Kind, StateId};
use crate::policy::{PolicyChart, StateWork};

impl<'a> Plan<'a> {
    /// All machines: the policy's own chart first, items after what they belong to.
    pub(super) fn machines(&mut self) {
        self.after.machines.clear();
        let before = self.before;
        for (path, kept) in &before.machines {
            let Some((old, new, moved)) = self.place_of(path, kept) else { continue };
            self.paths.insert(path.clone(), moved.clone());
            let states = self.configuration(path, kept, old, new);
            let mut machine = MachineState { states, ..kept.clone() };
            self.remembered(path, &mut machine, new);
            let state = |name: &String| self.state(path, name).unwrap_or(name).to_owned();
            machine.spawned = kept.spawned.iter().map(state).collect();
            machine.called = kept.called.iter().map(state).collect();
            machine.complete = kept.complete.iter().map(|(name, all)| (state(name), *all)).collect();
            if let Some(item) = &mut machine.item {
                let parent = self.path(&item.parent).to_owned();
                item.state = self.state(&item.parent, &item.state).unwrap_or(&item.state).to_owned();
                item.parent = parent;
                let title = item
                    .title
                    .clone()
                    .unwrap_or_else(|| path.rsplit('/').next().unwrap_or_default().to_owned());
                self.fates.push(Fate::named(Thing::Item, &item.parent, &title, &title));
            }
            self.after.machines.insert(moved, machine);
        }
        let bound = before.bound.iter().map(|state| self.named(state).to_owned());
        self.after.bound = bound.filter(|state| self.new.policy.find_state(state).is_some()).collect();
    }

    /// A machine's old and new chart, and its new path; none if what it is an item of has no place (which was reported).
    fn place_of(
        &mut self,
        path: &str,
        kept: &MachineState,
    ) -> Option<(&'a PolicyChart, &'a PolicyChart, String)> {
        let (old, new) = (self.old.policy, self.new.policy);
        let Some(item) = &kept.item else {
            return Some((old.charts.first()?, new.charts.first()?, String::new()));
        };
        let to = self.state(&item.parent, &item.state)?.to_owned();
        let chart = |side: Side<'a>, state: &str| {
            let rule = work_of(side, state)?.1.for_each.as_ref()?;
            side.policy.charts.get(rule.chart)
        };
        let Some((old, new)) = Option::zip(chart(self.old, &item.state), chart(self.new, &to)) else {
            self.misfit("items-no-place", [("state", &item.state)]);
            return None;
        };
        let key = path.rsplit('/').next().unwrap_or_default();
        let parent = self.path(&item.parent);
        let moved = if parent.is_empty() { format!("{to}/{key}") } else { format!("{parent}/{to}/{key}") };
        Some((old, new, moved))
    }

    /// The active states of a machine in the new form, in document order.
    fn configuration(
        &mut self,
        path: &str,
        kept: &MachineState,
        old: &PolicyChart,
        new: &PolicyChart,
    ) -> Vec<String> {
        let active: Vec<StateId> = kept.states.iter().filter_map(|name| old.chart.find(name)).collect();
        if active.is_empty() {
            return Vec::new();
        }
        let is_leaf = |state: StateId| !active.iter().any(|&other| old.chart.is_descendant(other, state));
        let (leaves, around): (Vec<StateId>, Vec<StateId>) =
            active.iter().partition(|&&state| is_leaf(state));
        let reported = self.misfits.len();
        let (mut all, mut images) = (BTreeSet::from([0]), BTreeSet::new());
        for state in leaves {
            let name = &old.chart.states[state].name;
            let Some(target) = self.target(old, state, new) else { continue };
            all.insert(target);
            all.extend(new.chart.proper_ancestors(target, None));
            if !images.insert(target) {
                self.misfit("states-merged", [("state", name), ("to", &new.chart.states[target].name)]);
            }
            if !self.ends_alike(old, state, new, target) {
                self.misfit("state-final", [("state", name), ("to", &new.chart.states[target].name)]);
            }
            self.becomes(path, name, &new.chart.states[target].name);
        }
        for state in around {
            let name = &old.chart.states[state].name;
            match new.chart.find(self.named(name)).filter(|target| all.contains(target)) {
                Some(target) if self.fits(old, state, new, target) => {
                    images.insert(target);
                    self.becomes(path, name, &new.chart.states[target].name);
                }
                Some(_) => self.misfit("state-differs", [("state", name)]),
                None if self.is_idle(path, name, kept, &old.work[state]) => {
                    self.fates.push(Fate::new(Thing::State, self.path(path), name, Becomes::Left));
                }
                None => self.misfit("state-gone", [("state", name)]),
            }
        }
        // What follows from a state without a place is no news.
        if self.misfits.len() == reported {
            self.check_configuration(path, new, &all, &images);
        }
        all.into_iter()
            .filter(|&state| state != 0)
            .map(|state| new.chart.states[state].name.clone())
            .collect()
    }

    fn becomes(&mut self, path: &str, name: &str, to: &str) {
        self.fates.push(Fate::named(Thing::State, self.path(path), name, to));
        self.states.insert((path.to_owned(), name.to_owned()), to.to_owned());
    }

    /// Where an innermost active state goes.
    fn target(&mut self, old: &PolicyChart, state: StateId, new: &PolicyChart) -> Option<StateId> {
        let name = &old.chart.states[state].name;
        match new.chart.find(self.named(name)) {
            None => self.misfit("state-gone", [("state", name)]),
            Some(target) if self.fits(old, state, new, target) => return Some(target),
            Some(_) => self.misfit("state-differs", [("state", name)]),
        }
        None
    }

    /// Both go on, or both are the end of the same state around them: whose end it was has been told already.
    fn ends_alike(&self, old: &PolicyChart, state: StateId, new: &PolicyChart, target: StateId) -> bool {
        let ends = |chart: &PolicyChart, state: StateId| {
            (chart.chart.states[state].kind == Kind::Final).then_some(chart.chart.states[state].parent)
        };
        match (ends(old, state), ends(new, target)) {
            (None, None) => true,
            (Some(was), Some(is)) => match (was.unwrap_or(0), is.unwrap_or(0)) {
                (0, 0) => true,
                (was, is) => was != 0 && self.named(&old.chart.states[was].name) == new.chart.states[is].name,
            },
            _ => false,
        }
    }

    /// Chosen, or of the same name and with the same work.
    fn fits(&self, old: &PolicyChart, state: StateId, new: &PolicyChart, target: StateId) -> bool {
        let chosen = self.moves.states.contains_key(&old.chart.states[state].name);
        chosen
            || old.chart.states[state].kind == new.chart.states[target].kind
                && same_work(&old.work[state], &new.work[target])
    }

    /// Nothing hangs on a state that the new form does not have.
    fn is_idle(&self, path: &str, state: &str, kept: &MachineState, work: &StateWork) -> bool {
        let here = |machine: &str, of: &str| machine == path && of == state;
        let timer = self.before.timers.values().any(
            |timer| matches!(&timer.what, TimerKind::State { state: of, .. } if here(&timer.machine, of)),
        );
        let rules =
            work.task.is_some() || work.lock.is_some() || work.for_each.is_some() || !work.calls.is_empty();
        !timer && !rules && !kept.spawned.contains(state) && !kept.called.contains(state)
    }

    /// Each compound state has one active child, each parallel one all; and nothing would have to begin.
    fn check_configuration(
        &mut self,
        path: &str,
        new: &PolicyChart,
        all: &BTreeSet<StateId>,
        images: &BTreeSet<StateId>,
    ) {
        for &state in all {
            let name = &new.chart.states[state].name;
            let children: Vec<StateId> = new.chart.child_states(state).collect();
            let active = children.iter().filter(|child| all.contains(child)).count();
            let legal = match new.chart.states[state].kind {
                Kind::Compound => active == 1,
                Kind::Parallel => active == children.len(),
                Kind::Atomic | Kind::Final => active == 0,
                Kind::History { .. } => false,
            };
            // The root may be atomic where a chart has no states.
            if !legal {
                self.misfit("not-legal", [("state", name)]);
            }
            if state == 0 || images.contains(&state) {
                continue;
            }
            let work = &new.work[state];
            if work.task.is_some() || work.for_each.is_some() || work.lock.is_some() || !work.calls.is_empty()
            {
                self.misfit("state-begins", [("state", name)]);
            }
            self.fates.push(Fate::new(Thing::State, self.path(path), name, Becomes::Entered));
        }
    }

    /// Histories, ways back, completed work: each must have its place.
    fn remembered(&mut self, path: &str, machine: &mut MachineState, new: &PolicyChart) {
        let find = |plan: &Self, name: &str| new.chart.find(plan.named(name));
        let word = |state: StateId| new.chart.states[state].name.clone();
        let at = self.path(path).to_owned();
        let (mut misfits, mut fates) = (Vec::new(), Vec::new());
        let mut history = std::collections::BTreeMap::new();
        for (name, states) in &machine.history {
            let to = find(self, name).filter(|&s| matches!(new.chart.states[s].kind, Kind::History { .. }));
            let below = |state: StateId| {
                to.and_then(|to| new.chart.states[to].parent)
                    .is_some_and(|top| new.chart.is_descendant(state, top))
            };
            let states: Option<Vec<StateId>> =
                states.iter().map(|state| find(self, state).filter(|&state| below(state))).collect();
            // Together they must be a place to stand in.
            let states = states.filter(|states| {
                states.iter().enumerate().all(|(i, &a)| states[..i].iter().all(|&b| together(new, a, b)))
            });
            match (to, states) {
                (Some(to), Some(states)) => {
                    fates.push(Fate::named(Thing::History, &at, name, &word(to)));
                    history.insert(word(to), states.into_iter().map(word).collect());
                }
                _ => misfits.push(("history-no-place", name.clone())),
            }
        }
        let mut back = std::collections::BTreeMap::new();
        for (to, from) in &machine.back {
            match Option::zip(find(self, to), find(self, from)) {
                Some((there, source)) => {
                    fates.push(Fate::named(Thing::History, &at, to, &word(there)));
                    back.insert(word(there), word(source));
                }
                None => misfits.push(("history-no-place", to.clone())),
            }
        }
        let mut completed = Vec::new();
        for name in &machine.completed {
            match find(self, name).filter(|&state| !new.work[state].compensate.is_empty()) {
                Some(state) => {
                    fates.push(Fate::named(Thing::Compensation, &at, name, &word(state)));
                    completed.push(word(state));
                }
                None => misfits.push(("compensation-no-place", name.clone())),
            }
        }
        (machine.history, machine.back, machine.completed) = (history, back, completed);
        misfits.iter().for_each(|(code, name)| self.misfit(code, [("state", name)]));
        self.fates.extend(fates);
    }
}

/// Whether two states can be active at once: one lies in the other, or the nearest around both is parallel.
fn together(chart: &PolicyChart, a: StateId, b: StateId) -> bool {
    let chart = &chart.chart;
    if a == b || chart.is_descendant(a, b) || chart.is_descendant(b, a) {
        return true;
    }
    let around = chart.proper_ancestors(a, None).find(|&top| chart.is_descendant(b, top));
    around.is_some_and(|top| chart.states[top].kind == Kind::Parallel)
}

/// A state of this name and what it means to people.
pub(super) fn work_of<'p>(side: Side<'p>, state: &str) -> Option<(StateId, &'p StateWork, &'p PolicyChart)> {
    let (chart, state) = side.policy.find_state(state)?;
    let chart = &side.policy.charts[chart];
    Some((state, &chart.work[state], chart))
}

/// The same thing is asked of the same number of people in the same way. Deadlines and signers are looked at apart.
fn same_work(old: &StateWork, new: &StateWork) -> bool {
    let task = match (&old.task, &new.task) {
        (None, None) => true,
        (Some(old), Some(new)) => {
            (&old.ask, &old.sign, &old.decide, &old.choices, old.opinion_required)
                == (&new.ask, &new.sign, &new.decide, &new.choices, new.opinion_required)
        }
        _ => false,
    };
    task && old.for_each.is_some() == new.for_each.is_some()
        && old.calls.len() == new.calls.len()
        && old.lock.is_some() == new.lock.is_some()
}
