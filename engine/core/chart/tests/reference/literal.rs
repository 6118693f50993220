//! The pseudo-code of SCXML 1.0, appendix D, with its own names and sets, and no thought of speed.
//!
//! Two deviations are marked as such. Left out: `<invoke>`, data models, and sending; an external event is handed in by [`Interpreter::take`].
#![expect(non_snake_case, reason = "procedures keep the recommendation's names")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Did, Numbers, Test, raised};
use crate::chart::{Chart, Kind, StateId, TransitionId};
use crate::limits;

type Set = BTreeSet<StateId>;

pub(super) struct Interpreter<'c> {
    chart: &'c Chart<Numbers>,
    configuration: Set,
    historyValue: BTreeMap<StateId, Vec<StateId>>,
    /// Names with what they carry.
    internalQueue: VecDeque<(String, i64)>,
    /// `_event`
    event: Option<(String, i64)>,
    running: bool,
    mood: u8,
    did: Vec<Did>,
}

impl<'c> Interpreter<'c> {
    pub(super) fn new(chart: &'c Chart<Numbers>) -> Self {
        let (configuration, historyValue, internalQueue) = Default::default();
        Interpreter {
            chart,
            configuration,
            historyValue,
            internalQueue,
            event: None,
            running: false,
            mood: 0,
            did: vec![],
        }
    }

    pub(super) fn configuration(&self) -> Vec<StateId> {
        self.configuration.iter().copied().collect()
    }

    /// `interpret` without an event, one round of `mainEventLoop` with one.
    pub(super) fn take(&mut self, mood: u8, event: Option<&str>) -> Vec<Did> {
        self.mood = mood;
        self.did.clear();
        let (mut microsteps, mut rounds) = (0, 0);
        // bound until the next one; a step of ours begins without
        self.event = event.map(|event| (event.to_owned(), 0));
        match event {
            None => {
                self.running = true;
                // `doc.initial.transition` is ours of the root, which is a state like others here
                let (mut enter, mut default, mut content) = (Set::new(), Set::new(), BTreeMap::new());
                self.addDescendantStatesToEnter(0, &mut enter, &mut default, &mut content);
                self.enterThese(&enter, &default, &content);
            }
            Some(event) => {
                let enabledTransitions = self.selectTransitions(event);
                if !enabledTransitions.is_empty() {
                    microsteps += 1;
                    self.microstep(&enabledTransitions);
                }
            }
        }
        let mut macrostepDone = false;
        while self.running && !macrostepDone {
            // our limits; conditions that fail raise events without a step
            rounds += 1;
            if rounds > 2 * limits::MICROSTEPS {
                return vec![Did::Endless];
            }
            let mut enabledTransitions = self.selectEventlessTransitions();
            if enabledTransitions.is_empty() {
                match self.internalQueue.pop_front() {
                    None => macrostepDone = true,
                    Some(internalEvent) => {
                        self.event = Some(internalEvent.clone());
                        enabledTransitions = self.selectTransitions(&internalEvent.0);
                    }
                }
            }
            if !enabledTransitions.is_empty() {
                microsteps += 1;
                if microsteps > limits::MICROSTEPS {
                    return vec![Did::Endless];
                }
                self.microstep(&enabledTransitions);
            }
        }
        if !self.running {
            self.exitInterpreter();
        }
        std::mem::take(&mut self.did)
    }

    fn exitInterpreter(&mut self) {
        let mut output = 0;
        let statesToExit: Vec<StateId> = self.configuration.iter().rev().copied().collect();
        for s in statesToExit {
            if self.chart.states[s].kind == Kind::Final && self.chart.states[s].parent == Some(0) {
                output = s as i64;
            }
            self.did.push(Did::Left(s));
            self.executeAll(&self.chart.states[s].exit.clone());
            self.configuration.remove(&s);
        }
        self.did.push(Did::Ended(output));
    }

    fn selectEventlessTransitions(&mut self) -> Vec<TransitionId> {
        self.select(|events| events.is_empty())
    }

    fn selectTransitions(&mut self, event: &str) -> Vec<TransitionId> {
        self.select(|events| events.iter().any(|descriptor| nameMatch(descriptor, event)))
    }

    fn select(&mut self, listens: impl Fn(&[String]) -> bool) -> Vec<TransitionId> {
        let chart = self.chart;
        let mut enabledTransitions: Vec<TransitionId> = Vec::new();
        let atomicStates: Vec<StateId> =
            self.configuration.iter().copied().filter(|&s| self.isAtomicState(s)).collect();
        for state in atomicStates {
            let mut states = vec![state];
            states.extend(self.getProperAncestors(state, None));
            'states: for s in states {
                for &t in &chart.states[s].transitions {
                    let transition = &chart.transitions[t];
                    if listens(&transition.events) && self.conditionMatch(transition.guard) {
                        if !enabledTransitions.contains(&t) {
                            enabledTransitions.push(t);
                        }
                        break 'states;
                    }
                }
            }
        }
        self.removeConflictingTransitions(enabledTransitions)
    }

    fn conditionMatch(&mut self, cond: Option<Test>) -> bool {
        match cond {
            None => true,
            Some(Test::Mood(bit)) => self.mood & bit != 0,
            Some(Test::In(s)) => self.configuration.contains(&s),
            Some(Test::NotIn(s)) => !self.configuration.contains(&s),
            Some(Test::Carries(least)) => self.event.as_ref().is_some_and(|(_, data)| *data >= least),
            Some(Test::Fails) => {
                self.internalQueue.push_back(("error.execution".to_owned(), 0));
                false
            }
        }
    }

    fn removeConflictingTransitions(&self, enabledTransitions: Vec<TransitionId>) -> Vec<TransitionId> {
        let mut filteredTransitions: Vec<TransitionId> = Vec::new();
        for t1 in enabledTransitions {
            let mut t1Preempted = false;
            let mut transitionsToRemove = BTreeSet::new();
            for &t2 in &filteredTransitions {
                if !self.computeExitSet(&[t1]).is_disjoint(&self.computeExitSet(&[t2])) {
                    let (source1, source2) =
                        (self.chart.transitions[t1].source, self.chart.transitions[t2].source);
                    if self.isDescendant(source1, source2) {
                        transitionsToRemove.insert(t2);
                    } else {
                        t1Preempted = true;
                        break;
                    }
                }
            }
            if !t1Preempted {
                filteredTransitions.retain(|t3| !transitionsToRemove.contains(t3));
                filteredTransitions.push(t1);
            }
        }
        filteredTransitions
    }

    fn microstep(&mut self, enabledTransitions: &[TransitionId]) {
        // not by the letter, which asks again after histories were filled: then it enters less than it left
        let domains: Vec<_> = enabledTransitions.iter().map(|&t| self.getTransitionDomain(t)).collect();
        self.exitStates(enabledTransitions);
        for &t in enabledTransitions {
            self.executeAll(&self.chart.transitions[t].block.iter().copied().collect::<Vec<_>>());
        }
        self.enterStates(enabledTransitions, &domains);
    }

    fn exitStates(&mut self, enabledTransitions: &[TransitionId]) {
        let statesToExit = self.computeExitSet(enabledTransitions);
        for &s in statesToExit.iter().rev() {
            for &h in &self.chart.states[s].children {
                let Kind::History { deep } = self.chart.states[h].kind else { continue };
                let f = |s0: &StateId| {
                    if deep {
                        self.isAtomicState(*s0) && self.isDescendant(*s0, s)
                    } else {
                        self.chart.states[*s0].parent == Some(s)
                    }
                };
                let value = self.configuration.iter().copied().filter(f).collect();
                self.historyValue.insert(h, value);
            }
        }
        for &s in statesToExit.iter().rev() {
            self.did.push(Did::Left(s));
            self.executeAll(&self.chart.states[s].exit.clone());
            self.configuration.remove(&s);
        }
    }

    fn computeExitSet(&self, transitions: &[TransitionId]) -> Set {
        let mut statesToExit = Set::new();
        for &t in transitions {
            if !self.chart.transitions[t].targets.is_empty() {
                let domain = self.getTransitionDomain(t);
                let inside = |s: &&StateId| domain.is_some_and(|domain| self.isDescendant(**s, domain));
                statesToExit.extend(self.configuration.iter().filter(inside));
            }
        }
        statesToExit
    }

    fn enterStates(&mut self, enabledTransitions: &[TransitionId], domains: &[Option<StateId>]) {
        let (mut enter, mut default, mut content) = (Set::new(), Set::new(), BTreeMap::new());
        for (&t, &ancestor) in enabledTransitions.iter().zip(domains) {
            let targets = &self.chart.transitions[t].targets;
            for &s in targets {
                self.addDescendantStatesToEnter(s, &mut enter, &mut default, &mut content);
            }
            for s in self.getEffectiveTargetStates(targets) {
                self.addAncestorStatesToEnter(s, ancestor, &mut enter, &mut default, &mut content);
            }
        }
        self.enterThese(&enter, &default, &content);
    }

    fn enterThese(
        &mut self,
        statesToEnter: &Set,
        statesForDefaultEntry: &Set,
        content: &BTreeMap<StateId, StateId>,
    ) {
        let chart = self.chart;
        for &s in statesToEnter {
            self.configuration.insert(s);
            self.did.push(Did::Entered(s));
            self.executeAll(&chart.states[s].entry);
            if statesForDefaultEntry.contains(&s) {
                self.executeWayIn(s);
            }
            if let Some(history) = content.get(&s) {
                self.executeWayIn(*history);
            }
            if chart.states[s].kind == Kind::Final {
                let parent = chart.states[s].parent.unwrap();
                if parent == 0 {
                    self.running = false;
                } else {
                    // its donedata: its own number
                    self.internalQueue.push_back((format!("done.state.s{parent}"), s as i64));
                    // second deviation, see `chart::enter`: not the grandparent only, but each parallel above that
                    let mut above = chart.states[parent].parent.unwrap();
                    while chart.states[above].kind == Kind::Parallel
                        && self.getChildStates(above).iter().all(|&child| self.isInFinalState(child))
                    {
                        self.internalQueue.push_back((format!("done.state.s{above}"), 0));
                        above = chart.states[above].parent.unwrap();
                    }
                }
            }
        }
    }

    fn addDescendantStatesToEnter(
        &self,
        state: StateId,
        enter: &mut Set,
        default: &mut Set,
        content: &mut BTreeMap<StateId, StateId>,
    ) {
        let way_in = || self.chart.states[state].initial.as_ref().unwrap().targets.clone();
        match self.chart.states[state].kind {
            Kind::History { .. } => {
                let parent = self.chart.states[state].parent.unwrap();
                let targets = match self.historyValue.get(&state) {
                    Some(value) => value.clone(),
                    None => {
                        content.insert(parent, state);
                        way_in()
                    }
                };
                for &s in &targets {
                    self.addDescendantStatesToEnter(s, enter, default, content);
                }
                for &s in &targets {
                    self.addAncestorStatesToEnter(s, Some(parent), enter, default, content);
                }
            }
            Kind::Compound => {
                enter.insert(state);
                default.insert(state);
                for s in way_in() {
                    self.addDescendantStatesToEnter(s, enter, default, content);
                }
                for s in way_in() {
                    self.addAncestorStatesToEnter(s, Some(state), enter, default, content);
                }
            }
            Kind::Parallel => {
                enter.insert(state);
                self.addRegions(state, enter, default, content);
            }
            Kind::Atomic | Kind::Final => {
                enter.insert(state);
            }
        }
    }

    fn addAncestorStatesToEnter(
        &self,
        state: StateId,
        ancestor: Option<StateId>,
        enter: &mut Set,
        default: &mut Set,
        content: &mut BTreeMap<StateId, StateId>,
    ) {
        for anc in self.getProperAncestors(state, ancestor) {
            // first deviation, see `chart::enter`: what has not been left is not entered again
            if self.configuration.contains(&anc) {
                break;
            }
            enter.insert(anc);
            if self.chart.states[anc].kind == Kind::Parallel {
                self.addRegions(anc, enter, default, content);
            }
        }
    }

    fn addRegions(
        &self,
        parallel: StateId,
        enter: &mut Set,
        default: &mut Set,
        content: &mut BTreeMap<StateId, StateId>,
    ) {
        for child in self.getChildStates(parallel) {
            if !enter.iter().any(|&s| self.isDescendant(s, child)) {
                self.addDescendantStatesToEnter(child, enter, default, content);
            }
        }
    }

    fn isInFinalState(&self, s: StateId) -> bool {
        match self.chart.states[s].kind {
            Kind::Compound => self.getChildStates(s).iter().any(|&child| {
                self.chart.states[child].kind == Kind::Final && self.configuration.contains(&child)
            }),
            Kind::Parallel => self.getChildStates(s).iter().all(|&child| self.isInFinalState(child)),
            _ => false,
        }
    }

    fn getTransitionDomain(&self, t: TransitionId) -> Option<StateId> {
        let transition = &self.chart.transitions[t];
        let tstates = self.getEffectiveTargetStates(&transition.targets);
        if tstates.is_empty() {
            None
        } else if transition.internal
            && self.chart.states[transition.source].kind == Kind::Compound
            && tstates.iter().all(|&s| self.isDescendant(s, transition.source))
        {
            Some(transition.source)
        } else {
            let mut list = vec![transition.source];
            list.extend(tstates);
            Some(self.findLCCA(&list))
        }
    }

    fn findLCCA(&self, stateList: &[StateId]) -> StateId {
        let above = self.getProperAncestors(stateList[0], None);
        let compound =
            above.into_iter().filter(|&anc| anc == 0 || self.chart.states[anc].kind == Kind::Compound);
        let mut compound = compound.filter(|&anc| stateList[1..].iter().all(|&s| self.isDescendant(s, anc)));
        // a transition of the root itself, which SCXML does not have, has the root as its domain
        compound.next().unwrap_or(0)
    }

    fn getEffectiveTargetStates(&self, list: &[StateId]) -> Vec<StateId> {
        let mut targets: Vec<StateId> = Vec::new();
        for &s in list {
            let effective = match (self.chart.states[s].kind, self.historyValue.get(&s)) {
                (Kind::History { .. }, Some(value)) => value.clone(),
                (Kind::History { .. }, None) => {
                    self.getEffectiveTargetStates(&self.chart.states[s].initial.as_ref().unwrap().targets)
                }
                _ => vec![s],
            };
            for s in effective {
                if !targets.contains(&s) {
                    targets.push(s);
                }
            }
        }
        targets
    }

    fn getProperAncestors(&self, state1: StateId, state2: Option<StateId>) -> Vec<StateId> {
        let mut ancestors = Vec::new();
        let mut next = self.chart.states[state1].parent;
        while let Some(ancestor) = next {
            if Some(ancestor) == state2 {
                break;
            }
            ancestors.push(ancestor);
            next = self.chart.states[ancestor].parent;
        }
        ancestors
    }

    fn isDescendant(&self, state1: StateId, state2: StateId) -> bool {
        self.getProperAncestors(state1, None).contains(&state2)
    }

    fn isAtomicState(&self, s: StateId) -> bool {
        matches!(self.chart.states[s].kind, Kind::Atomic | Kind::Final)
    }

    fn getChildStates(&self, s: StateId) -> Vec<StateId> {
        let ordinary = |c: &StateId| !matches!(self.chart.states[*c].kind, Kind::History { .. });
        self.chart.states[s].children.iter().copied().filter(ordinary).collect()
    }

    fn executeWayIn(&mut self, s: StateId) {
        let block = self.chart.states[s].initial.as_ref().and_then(|initial| initial.block);
        self.executeAll(&block.into_iter().collect::<Vec<_>>());
    }

    fn executeAll(&mut self, blocks: &[u32]) {
        for &block in blocks {
            self.did.push(Did::Executed(block, self.event.clone()));
            self.internalQueue.extend(raised(block).map(|event| (event.to_owned(), 0)));
        }
    }
}

fn nameMatch(descriptor: &str, event: &str) -> bool {
    let tokens = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
    descriptor == "*" || tokens(event).starts_with(&tokens(descriptor))
}
