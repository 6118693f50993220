//! The chart as a person would tell of it: boxes with their texts, levels with their lines.
//!
//! A state that people see has a title. One without is drawn as what it does: a diamond where the way divides, a ring
//! where it ends, a mere frame around its inside.

use std::collections::BTreeSet;

use super::Options;
use super::wires::{Key, Wire, Wires};
use super::words::Words;
use crate::chart::{Kind, StateId};
use crate::policy::Policy;

/// How a node is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A state that holds no others, or that is closed.
    Box,
    /// A state with others inside.
    Group,
    /// The way divides here.
    Fork,
    /// The end, with or without a title.
    End,
    /// The beginning of a level.
    Start,
    /// What was active before; all the way down if `true`.
    History(bool),
    /// Where a line passes through the border.
    Port,
}

/// One thing on a level.
#[derive(Debug)]
pub(super) struct Node {
    pub key: Key,
    /// The state's name; empty for starts and ports.
    pub name: String,
    pub look: Look,
    pub title: Option<String>,
    pub details: Vec<String>,
    /// It or something in it is present.
    pub lit: bool,
    pub inside: Inside,
}

/// What a node holds.
#[derive(Debug)]
pub(super) enum Inside {
    Nothing,
    Level(Level),
    /// Parallel regions.
    Regions(Vec<Region>),
    /// The chart of each item; `None` when it is closed.
    Each(Option<Level>),
}

/// One of several levels that run side by side.
#[derive(Debug)]
pub(super) struct Region {
    pub name: String,
    pub title: Option<String>,
    pub level: Level,
}

/// The inside of a chart or composite state.
#[derive(Debug, Default)]
pub(super) struct Level {
    pub nodes: Vec<Node>,
    /// Ends as indices into `nodes`.
    pub lines: Vec<(usize, usize, Wire)>,
}

/// Makes levels from charts.
pub(super) struct Outline<'a> {
    words: Words<'a>,
    closed: Vec<BTreeSet<StateId>>,
    wires: Vec<Wires>,
}

impl<'a> Outline<'a> {
    pub fn new(policy: &'a Policy, options: &'a Options<'a>) -> Outline<'a> {
        let words = Words { policy, options };
        let closed: Vec<BTreeSet<StateId>> =
            (0..policy.charts.len()).map(|c| closed(policy, options, c)).collect();
        let wires =
            closed.iter().enumerate().map(|(chart, closed)| Wires::of(&words, chart, closed)).collect();
        Outline { words, closed, wires }
    }

    /// The policy's own chart.
    pub fn policy(&self) -> Level {
        self.level(0, 0)
    }

    fn level(&self, chart: usize, parent: StateId) -> Level {
        let wires = self.wires[chart].levels.get(&parent).map_or(&[][..], Vec::as_slice);
        let mut keys: BTreeSet<Key> = wires.iter().flat_map(|wire| [wire.from, wire.to]).collect();
        keys.extend(
            self.words.policy.charts[chart].chart.states[parent].children.iter().map(|&c| Key::State(c)),
        );
        let nodes: Vec<Node> = keys.iter().map(|&key| self.node(chart, key)).collect();
        let index = |key: Key| nodes.iter().position(|node| node.key == key).unwrap_or(0);
        let lines = wires.iter().map(|wire| (index(wire.from), index(wire.to), wire.clone())).collect();
        Level { nodes, lines }
    }

    fn node(&self, chart: usize, key: Key) -> Node {
        let Key::State(id) = key else {
            let look = if key == Key::Start { Look::Start } else { Look::Port };
            let (name, inside) = (String::new(), Inside::Nothing);
            return Node { key, name, look, title: None, details: Vec::new(), lit: false, inside };
        };
        let state = &self.words.policy.charts[chart].chart.states[id];
        let work = &self.words.policy.charts[chart].work[id];
        let inside = self.inside(chart, id);
        let mut title = self.words.title(chart, id);
        let mut details = self.words.details(chart, id);
        let look = match (state.kind, &inside) {
            (Kind::Final, _) => Look::End,
            (Kind::History { deep }, _) => Look::History(deep),
            (_, Inside::Level(_) | Inside::Regions(_) | Inside::Each(Some(_))) => Look::Group,
            (Kind::Atomic, Inside::Nothing)
                if title.is_none() && work.task.is_none() && work.calls.is_empty() =>
            {
                Look::Fork
            }
            _ => Look::Box,
        };
        if let Some(each) = &work.for_each {
            title = title.or_else(|| self.words.first_title(each.chart, 0));
            title = title.map(|title| self.words.say("picture-each", [("title", &title)]));
        }
        if self.closed[chart].contains(&id) {
            let first = || self.words.first_title(chart, id);
            title = title.or_else(|| Some(self.words.say("picture-and-more", [("first", &first()?)])));
            let steps = Some(self.steps(chart, id)).filter(|&steps| steps > 0);
            details.splice(0..0, steps.map(|steps| self.words.count("picture-steps", steps)));
        }
        if look == Look::Fork || (look == Look::End && title.is_none()) {
            details.clear();
        }
        details.extend(self.wires[chart].notes.get(&id).into_iter().flatten().cloned());
        let marks = &self.words.options.marks;
        details.extend(marks.notes.get(&state.name).into_iter().flatten().cloned());
        if let Some(mark) = marks.states.get(&state.name) {
            title = title.map(|title| mark.beside(&self.words, &title));
        }
        if let Some(far) = self.words.options.standing.lit.get(&state.name) {
            title = title.map(|title| far.beside(title));
        }
        let lit = is_lit(self.words.policy, self.words.options, chart, id);
        Node { key, name: state.name.clone(), look, title, details, lit, inside }
    }

    fn inside(&self, chart: usize, id: StateId) -> Inside {
        let state = &self.words.policy.charts[chart].chart.states[id];
        let closed = self.closed[chart].contains(&id);
        if let Some(each) = &self.words.policy.charts[chart].work[id].for_each {
            return Inside::Each((!closed).then(|| self.level(each.chart, 0)));
        }
        match state.kind {
            _ if closed => Inside::Nothing,
            Kind::Compound => Inside::Level(self.level(chart, id)),
            Kind::Parallel => {
                Inside::Regions(state.children.iter().map(|&child| self.region(chart, child)).collect())
            }
            _ => Inside::Nothing,
        }
    }

    /// A region's frame is its parent's: only a region with one thing in it shows that thing as a node.
    fn region(&self, chart: usize, id: StateId) -> Region {
        let node = self.node(chart, Key::State(id));
        match node.inside {
            Inside::Level(level) => Region { name: node.name, title: node.title, level },
            _ => {
                let name = node.name.clone();
                Region { name, title: None, level: Level { nodes: vec![node], lines: Vec::new() } }
            }
        }
    }

    /// Tasks inside a state, those of items included.
    fn steps(&self, chart: usize, id: StateId) -> usize {
        let policy_chart = &self.words.policy.charts[chart];
        let inside = (id..=policy_chart.chart.states[id].last).map(|state| {
            let work = &policy_chart.work[state];
            let items = work.for_each.as_ref().map_or(0, |each| self.steps(each.chart, 0));
            usize::from(work.task.is_some()) + items
        });
        inside.sum()
    }
}

/// Composite states that are drawn as one box: with `fold`, those that hold nothing of the present.
fn closed(policy: &Policy, options: &Options<'_>, chart: usize) -> BTreeSet<StateId> {
    let states = &policy.charts[chart].chart.states;
    let holds_others =
        |id: StateId| !states[id].children.is_empty() || policy.charts[chart].work[id].for_each.is_some();
    (1..states.len())
        .filter(|&id| {
            options.fold
                && holds_others(id)
                && !is_lit(policy, options, chart, id)
                && !is_marked(policy, options, chart, id)
        })
        .collect()
}

/// Whether a state or anything in it is present.
fn is_lit(policy: &Policy, options: &Options<'_>, chart: usize, id: StateId) -> bool {
    let policy_chart = &policy.charts[chart];
    (id..=policy_chart.chart.states[id].last).any(|state| {
        let each = policy_chart.work[state].for_each.as_ref();
        options.standing.lit.contains_key(&policy_chart.chart.states[state].name)
            || each.is_some_and(|each| is_lit(policy, options, each.chart, 0))
    })
}

/// Whether a change marks a state or anything in it.
fn is_marked(policy: &Policy, options: &Options<'_>, chart: usize, id: StateId) -> bool {
    let policy_chart = &policy.charts[chart];
    (id..=policy_chart.chart.states[id].last).any(|state| {
        let each = policy_chart.work[state].for_each.as_ref();
        let name = &policy_chart.chart.states[state].name;
        let marks = &options.marks;
        marks.states.contains_key(name)
            || marks.lines.keys().any(|(from, to)| from == name || to == name)
            || each.is_some_and(|each| is_marked(policy, options, each.chart, 0))
    })
}
