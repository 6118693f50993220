//! The compiled chart: states in document order, and the machine that walks it.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Debug;

use crate::value::Value;

/// Index of a state in document order; the root is 0.
pub type StateId = usize;
/// Index of a transition in document order.
pub type TransitionId = usize;

/// What a chart carries besides its structure. The chart knows nothing of scripts: it hands these back to its host.
pub trait Types {
    /// A condition.
    type Guard: Debug;
    /// A block of executable content. SCXML's rule "an error ends its own block only" applies to each one.
    type Block: Debug;
}

/// What sort of state it is (SCXML §3.3–3.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No children.
    Atomic,
    /// Exactly one child active at a time.
    Compound,
    /// All children active together.
    Parallel,
    /// Its parent is done when it is active.
    Final,
    /// Remembers what was active; never itself in a configuration.
    History {
        /// All descendants rather than the children only.
        deep: bool,
    },
}

/// The way into a compound state, or a history's default: targets and what is done on the way.
#[derive(Debug)]
pub struct Initial<T: Types> {
    /// Descendants to enter.
    pub targets: Vec<StateId>,
    /// Executed after the parent's entry actions, before the child's (SCXML §3.6).
    pub block: Option<T::Block>,
}

/// One state.
#[derive(Debug)]
pub struct State<T: Types> {
    /// Unique in the chart.
    pub name: String,
    /// None for the root.
    pub parent: Option<StateId>,
    /// What sort.
    pub kind: Kind,
    /// In document order, histories included.
    pub children: Vec<StateId>,
    /// Last descendant in document order (itself when it has none): descendants are `id + 1 ..= last`.
    pub last: StateId,
    /// For compound states; for histories the default.
    pub initial: Option<Initial<T>>,
    /// In document order.
    pub transitions: Vec<TransitionId>,
    /// Blocks executed on entry, in order.
    pub entry: Vec<T::Block>,
    /// Blocks executed on exit, in order.
    pub exit: Vec<T::Block>,
}

/// One transition (SCXML §3.5).
#[derive(Debug)]
pub struct Transition<T: Types> {
    /// Where it is written.
    pub source: StateId,
    /// Event descriptors; empty: eventless (`always`).
    pub events: Vec<String>,
    /// Condition.
    pub guard: Option<T::Guard>,
    /// Empty: targetless.
    pub targets: Vec<StateId>,
    /// SCXML `type="internal"`; the policy language's default.
    pub internal: bool,
    /// Executed between exit and entry.
    pub block: Option<T::Block>,
    /// `back: straight`: the state returned to leads straight back to the source when it is left by its first choice.
    pub straight: bool,
    /// The first choice of its source: taken after a straight return, it leads back instead of to its targets.
    pub first: bool,
}

/// A chart, ready to run.
#[derive(Debug)]
pub struct Chart<T: Types> {
    /// In document order; the root first.
    pub states: Vec<State<T>>,
    /// In document order.
    pub transitions: Vec<Transition<T>>,
    /// States in the order of their names: snapshots name states, and each step looks them up.
    by_name: Vec<StateId>,
}

/// A chart without states.
impl<T: Types> Default for Chart<T> {
    fn default() -> Self {
        Chart { states: Vec::new(), transitions: Vec::new(), by_name: Vec::new() }
    }
}

impl<T: Types> Chart<T> {
    /// Adds a state behind those that are there. Of several with one name the first is found.
    pub fn add(&mut self, state: State<T>) -> StateId {
        let id = self.states.len();
        if let Err(place) = self.place_of(&state.name) {
            self.by_name.insert(place, id);
        }
        self.states.push(state);
        id
    }

    /// Finds a state by its name.
    pub fn find(&self, name: &str) -> Option<StateId> {
        self.place_of(name).ok().map(|place| self.by_name[place])
    }

    fn place_of(&self, name: &str) -> Result<usize, usize> {
        self.by_name.binary_search_by(|&state| self.states[state].name.as_str().cmp(name))
    }

    /// True if `inner` lies strictly below `outer`.
    pub fn is_descendant(&self, inner: StateId, outer: StateId) -> bool {
        inner > outer && inner <= self.states[outer].last
    }

    /// Ancestors of a state, nearest first, up to but without `until`; all of them with `None`.
    pub fn proper_ancestors(
        &self,
        state: StateId,
        until: Option<StateId>,
    ) -> impl Iterator<Item = StateId> + '_ {
        std::iter::successors(self.states[state].parent, |&s| self.states[s].parent)
            .take_while(move |&s| Some(s) != until)
    }

    /// Children that can be active: histories left out.
    pub fn child_states(&self, state: StateId) -> impl Iterator<Item = StateId> + '_ {
        self.states[state]
            .children
            .iter()
            .copied()
            .filter(|&c| !matches!(self.states[c].kind, Kind::History { .. }))
    }
}

/// Where an event comes from (SCXML §5.10.1, `_event.type`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EventKind {
    /// The chart itself: `raise`, and `send` to the internal queue.
    Internal,
    /// Outside: people, other cases, `send` to the own external queue.
    #[default]
    External,
    /// The engine: `done.*`, `error.*`, timers of states.
    Platform,
}

/// Something that happened, for a chart to react to (SCXML §5.10.1).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// Dotted name.
    pub name: String,
    /// What it carries.
    pub data: Value,
    /// Set when the event is meant for one state only (a task's choice): no other state's transitions see it.
    pub addressed: Option<StateId>,
    /// Where it comes from.
    pub kind: EventKind,
    /// The id of the `send` that it came by, or that failed.
    pub sendid: Option<String>,
    /// Who sent it, as `send … to` takes it.
    pub origin: Option<String>,
    /// The call that it comes from (SCXML `invokeid`).
    pub call: Option<String>,
}

impl Event {
    /// An event from outside without data.
    pub fn new(name: impl Into<String>) -> Self {
        Event { name: name.into(), ..Event::default() }
    }

    /// An event of this kind.
    pub fn of(kind: EventKind, name: impl Into<String>, data: Value) -> Self {
        Event { name: name.into(), data, kind, ..Event::default() }
    }

    /// SCXML §3.12.1: a descriptor matches if its tokens are a prefix of the name's tokens; `*` matches all.
    pub fn matches(&self, descriptor: &str) -> bool {
        let descriptor = descriptor.strip_suffix(".*").or(descriptor.strip_suffix('.')).unwrap_or(descriptor);
        descriptor == "*"
            || self.name.strip_prefix(descriptor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// Where a running chart stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machine {
    /// The configuration.
    active: StateSet,
    /// What each history remembers.
    pub history: BTreeMap<StateId, Vec<StateId>>,
    /// State that was returned to (`back: straight`) → the state that its first choice leads back to.
    pub back: BTreeMap<StateId, StateId>,
    /// What the top-level final state gives: the result of the whole.
    pub output: Value,
    /// Events raised inside, waiting to be looked at before any from outside.
    pub internal: VecDeque<Event>,
    /// False before the start and after a top-level final state.
    pub running: bool,
}

impl Machine {
    /// True if the state is in the configuration.
    pub fn is_active(&self, state: StateId) -> bool {
        self.active.contains(state)
    }

    /// The configuration in document order.
    pub fn configuration(&self) -> impl DoubleEndedIterator<Item = StateId> + '_ {
        self.active.0.iter().copied()
    }

    /// The n-th state of the configuration.
    pub(super) fn nth_active(&self, nth: usize) -> Option<StateId> {
        self.active.0.get(nth).copied()
    }

    /// Adds a state to the configuration or takes it out.
    pub fn set_active(&mut self, state: StateId, on: bool) {
        if on { self.active.insert(state) } else { self.active.remove(state) }
    }
}

/// States in document order. They are few: a sorted list is smaller than a tree, and quicker.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StateSet(pub(super) Vec<StateId>);

impl StateSet {
    pub(super) fn contains(&self, state: StateId) -> bool {
        self.0.binary_search(&state).is_ok()
    }

    pub(super) fn insert(&mut self, state: StateId) {
        if let Err(place) = self.0.binary_search(&state) {
            self.0.insert(place, state);
        }
    }

    pub(super) fn remove(&mut self, state: StateId) {
        if let Ok(place) = self.0.binary_search(&state) {
            self.0.remove(place);
        }
    }
}
