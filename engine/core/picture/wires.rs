//! The lines of a chart, each at the level where it is drawn.
//!
//! A transition is drawn between the two children of the innermost state that holds both its ends. Where such a child
//! is an open composite state, the line passes through its border at a port, and goes on inside. A line that
//! would have to pass through a parallel state stays at its border and is told in words instead.

use std::collections::{BTreeMap, BTreeSet};

use super::Mark;
use super::words::Words;
use crate::chart::{Chart, Kind, StateId, TransitionId};
use crate::policy::Work;

/// What a line begins or ends at, within one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// The mark from which the level begins.
    Start,
    /// Where the line of this number comes in.
    In(usize),
    State(StateId),
    /// Where the line of this number goes out.
    Out(usize),
}

/// A line of one level.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub from: Key,
    pub to: Key,
    /// Its texts, one a transition.
    pub texts: Vec<String>,
    /// Number of the line inside `from` that it continues.
    pub from_port: Option<usize>,
    /// Number of the line inside `to` that continues it.
    pub to_port: Option<usize>,
    /// What a change makes of it.
    pub mark: Option<Mark>,
}

/// All lines of a chart.
#[derive(Debug, Default)]
pub(super) struct Wires {
    /// By the state whose inside is the level.
    pub levels: BTreeMap<StateId, Vec<Wire>>,
    /// Told in words in the source's box.
    pub notes: BTreeMap<StateId, Vec<String>>,
}

impl Wires {
    pub fn of(words: &Words<'_>, index: usize, closed: &BTreeSet<StateId>) -> Wires {
        let chart = &words.policy.charts[index].chart;
        let mut router = Router { words, index, chart, closed, wires: Wires::default(), next: 0, mark: None };
        for state in 0..chart.states.len() {
            router.initial(state);
        }
        for ((source, target), transitions) in bundles(chart) {
            router.bundle(source, target, &transitions);
        }
        router.wires
    }
}

/// Transitions by source and target, in document order.
fn bundles(chart: &Chart<Work>) -> BTreeMap<(StateId, StateId), Vec<TransitionId>> {
    let mut bundles: BTreeMap<(StateId, StateId), Vec<TransitionId>> = BTreeMap::new();
    for state in &chart.states {
        for &id in &state.transitions {
            let transition = &chart.transitions[id];
            for &target in &transition.targets {
                bundles.entry((transition.source, target)).or_default().push(id);
            }
        }
    }
    bundles
}

struct Router<'a> {
    words: &'a Words<'a>,
    index: usize,
    chart: &'a Chart<Work>,
    closed: &'a BTreeSet<StateId>,
    wires: Wires,
    next: usize,
    /// Of the line that is being laid.
    mark: Option<Mark>,
}

impl Router<'_> {
    /// The line from the start of a composite state, and that from a history to its default.
    fn initial(&mut self, state: StateId) {
        self.mark = None;
        let Some(initial) = &self.chart.states[state].initial else { return };
        let Some(&target) = initial.targets.first() else { return };
        match self.chart.states[state].kind {
            Kind::Compound => self.add(state, Key::Start, Key::State(self.child(state, target)), Vec::new()),
            Kind::History { .. } => self.bundle(state, target, &[]),
            _ => {}
        }
    }

    fn add(&mut self, level: StateId, from: Key, to: Key, texts: Vec<String>) {
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        let mark = self.mark;
        let wires = self.wires.levels.entry(level).or_default();
        let same =
            |w: &&mut Wire| w.from == from && w.to == to && w.from_port.is_none() && w.to_port.is_none();
        match wires.iter_mut().find(same) {
            Some(wire) => {
                wire.texts.extend(texts);
                // Lines that are told together are marked only if all of them are.
                wire.mark = wire.mark.filter(|own| Some(*own) == mark);
            }
            None => wires.push(Wire { from, to, texts, from_port: None, to_port: None, mark }),
        }
    }

    fn bundle(&mut self, source: StateId, target: StateId, transitions: &[TransitionId]) {
        let mut texts: Vec<String> =
            transitions.iter().map(|&id| self.words.transition(self.index, id)).collect();
        let name = |state: StateId| self.chart.states[state].name.clone();
        self.mark = self.words.options.marks.lines.get(&(name(source), name(target))).copied();
        if let Some(mark) = self.mark {
            texts.iter_mut().for_each(|text| *text = mark.beside(self.words, text));
            if texts.is_empty() {
                texts.push(mark.beside(self.words, ""));
            }
        }
        let (shown_source, shown_target) = (self.shown(source), self.shown(target));
        if shown_source != source {
            self.add_state(&mut texts, source);
        }
        if shown_source == shown_target && source != target {
            return;
        }
        let (source, target) = (shown_source, shown_target);
        if source == target && source != 0 {
            let level = self.chart.states[source].parent.unwrap_or(0);
            return self.add(level, Key::State(source), Key::State(source), texts);
        }
        if self.chart.is_descendant(target, source) {
            return self.inward(source, target, texts);
        }
        if self.chart.is_descendant(source, target) {
            return self.inward(target, self.start_of(target), texts);
        }
        let Some(level) =
            self.chart.proper_ancestors(source, None).find(|&a| self.chart.is_descendant(target, a))
        else {
            return;
        };
        if self.chart.states[level].kind == Kind::Parallel {
            return self.note(source, target, &texts);
        }
        self.across(level, source, target, texts);
    }

    /// From a composite state to one of its own: from anywhere inside it, so the line begins at the start.
    fn inward(&mut self, outer: StateId, target: StateId, texts: Vec<String>) {
        if self.chart.states[outer].kind == Kind::Parallel {
            return self.note(outer, target, &texts);
        }
        self.add(outer, Key::Start, Key::State(self.child(outer, target)), texts);
    }

    fn across(&mut self, level: StateId, source: StateId, target: StateId, mut texts: Vec<String>) {
        let (from, to) = (self.child(level, source), self.child(level, target));
        let ways = [self.inside(source, from), self.inside(target, to)];
        if source != from && ways[0].is_none() {
            self.add_state(&mut texts, source);
        }
        if ways.iter().flatten().all(Vec::is_empty) {
            return self.add(level, Key::State(from), Key::State(to), texts);
        }
        let number = self.next;
        self.next += 1;
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        let leaves = ways[0].as_ref().is_some_and(|way| !way.is_empty());
        let arrives = ways[1].as_ref().is_some_and(|way| !way.is_empty());
        let [out, inward] = ways.map(Option::unwrap_or_default);
        let mut inner = source;
        for (step, &parent) in out.iter().enumerate() {
            let port = (step > 0).then_some(number);
            let texts = if step == 0 { texts.clone() } else { Vec::new() };
            let (from, to) = (Key::State(inner), Key::Out(number));
            self.push(parent, Wire { from, to, texts, from_port: port, to_port: None, mark: self.mark });
            inner = parent;
        }
        let mut inner = target;
        for (step, &parent) in inward.iter().enumerate() {
            let port = (step > 0).then_some(number);
            let (from, to) = (Key::In(number), Key::State(inner));
            self.push(
                parent,
                Wire { from, to, texts: Vec::new(), from_port: None, to_port: port, mark: self.mark },
            );
            inner = parent;
        }
        let wire = Wire {
            from: Key::State(from),
            to: Key::State(to),
            texts: if leaves { Vec::new() } else { texts },
            from_port: leaves.then_some(number),
            to_port: arrives.then_some(number),
            mark: self.mark,
        };
        self.push(level, wire);
    }

    fn push(&mut self, level: StateId, wire: Wire) {
        self.wires.levels.entry(level).or_default().push(wire);
    }

    /// The levels between a state and its ancestor `outer`, inside first; `None` if the line cannot be drawn there.
    fn inside(&self, state: StateId, outer: StateId) -> Option<Vec<StateId>> {
        if state == outer {
            return Some(Vec::new());
        }
        let mut levels = Vec::new();
        for ancestor in self.chart.proper_ancestors(state, None) {
            if self.chart.states[ancestor].kind != Kind::Compound || self.closed.contains(&ancestor) {
                return None;
            }
            levels.push(ancestor);
            if ancestor == outer {
                return Some(levels);
            }
        }
        None
    }

    /// A line that begins at a border says which of the states inside it comes from.
    fn add_state(&self, texts: &mut [String], source: StateId) {
        let Some(title) = self.words.title(self.index, source) else { return };
        for text in texts {
            *text = match text.is_empty() {
                true => title.clone(),
                false => self.words.say("picture-from", [("state", &title), ("choice", text)]),
            };
        }
    }

    /// The closed state that hides a state, else the state itself.
    fn shown(&self, state: StateId) -> StateId {
        self.chart.proper_ancestors(state, None).filter(|a| self.closed.contains(a)).last().unwrap_or(state)
    }

    fn note(&mut self, source: StateId, target: StateId, texts: &[String]) {
        let title = self.words.title(self.index, target);
        let title = title.unwrap_or_else(|| self.chart.states[target].name.clone());
        let text = texts.join(" / ");
        self.wires.notes.entry(source).or_default().push(format!("{text} → {title}").trim().to_owned());
    }

    fn start_of(&self, state: StateId) -> StateId {
        let initial = self.chart.states[state].initial.as_ref();
        initial.and_then(|initial| initial.targets.first().copied()).unwrap_or(state + 1)
    }

    /// The child of `level` that is or holds `state`.
    fn child(&self, level: StateId, state: StateId) -> StateId {
        self.chart.proper_ancestors(state, Some(level)).last().unwrap_or(state)
    }
}
