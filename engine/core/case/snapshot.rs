//! Where a case stands: everything that decides what happens next, and nothing else.
//!
//! Closed tasks are not kept here: the ledger tells of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Call, Caller, Letter, Lock};
use crate::calendar::Period;
use crate::value::{Map, Moment, Value};

/// Version of the snapshot's shape.
pub const VERSION: u32 = 1;

/// A case at rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`VERSION`]
    pub v: u32,
    /// Policy id.
    pub policy: String,
    /// As the policy's `number` writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Active, done or cancelled.
    pub status: Status,
    /// Time of the start.
    pub started_at: Moment,
    /// Time of the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Moment>,
    /// The form's fields.
    pub record: Map,
    /// Working memory.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub vars: Map,
    /// States whose `vars` have got their first values, where the policy binds late.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub bound: BTreeSet<String>,
    /// The chart (path ``) and the charts of `for_each` items (path `<state>/<key>`).
    pub machines: BTreeMap<String, MachineState>,
    /// Open tasks by their number in the case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tasks: BTreeMap<u64, Task>,
    /// Running timers by their number in the case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub timers: BTreeMap<u64, Timer>,
    /// Lines that its states stand in, by the chain of states.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub locks: BTreeMap<String, Lock>,
    /// The folder that it shares with other cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Messages that came early, the oldest first (`mailbox`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mailbox: Vec<Letter>,
    /// Calls of active states, by their number in the case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<u64, Call>,
    /// The case that called this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// The next number for a task, timer or call.
    pub next: u64,
}

/// Whether a case still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It runs.
    Active,
    /// It reached its end.
    Done,
    /// It was called, and its caller does not need it any more.
    Cancelled,
}

impl Status {
    /// The word for it, in the API and in scenarios.
    pub fn word(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Done => "done",
            Status::Cancelled => "cancelled",
        }
    }
}

/// Where one chart stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MachineState {
    /// Names of the active states, in document order.
    pub states: Vec<String>,
    /// What histories remember.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub history: BTreeMap<String, Vec<String>>,
    /// State returned to by `back: straight` → state that its first choice leads back to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub back: BTreeMap<String, String>,
    /// Completed states that can be compensated, in the order of completion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub completed: Vec<String>,
    /// The result, once it has ended.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub output: Value,
    /// False when it waits for its turn or has ended.
    pub running: bool,
    /// Active `for_each` states whose items have been made.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub spawned: BTreeSet<String>,
    /// Active `for_each` states that were told that they are complete, and whether all of their items were done then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub complete: BTreeMap<String, bool>,
    /// Active states whose calls have been made.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub called: BTreeSet<String>,
    /// For an item of a `for_each`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
}

/// The item that a `for_each` machine is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Path of the machine that runs the `for_each`.
    pub parent: String,
    /// Its state.
    pub state: String,
    /// Position in the list.
    pub index: u64,
    /// How people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The item's own fields.
    pub fields: Map,
    /// Reached its end.
    pub done: bool,
}

/// Open work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Path of the machine.
    pub machine: String,
    /// The state that gives the work.
    pub state: String,
    /// Since when.
    pub opened_at: Moment,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Deadline>,
    /// Who signs, in the policy's order.
    pub slots: Vec<Slot>,
}

/// A moment with its reason, kept as data: the explanation is computed from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    /// The moment.
    pub at: Moment,
    /// Counted from: a moment or a date.
    pub from: Value,
    /// How long.
    pub period: Period,
}

/// A signer's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// Whoever holds this post …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// … or this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Whether it is their turn.
    pub status: SlotStatus,
    /// How much it counts (`decide: weights`), else 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub weight: u32,
    /// What they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
}

fn is_zero(weight: &u32) -> bool {
    *weight == 0
}

/// Whether it is a signer's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotStatus {
    /// May act.
    Open,
    /// Others come first.
    Waiting,
    /// Has acted.
    Done,
}

/// What a signer did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// Who.
    pub person: String,
    /// In which post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// When.
    pub at: Moment,
    /// What was chosen.
    pub choice: String,
    /// With which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<String>,
}

/// Something that will happen by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timer {
    /// Path of the machine.
    pub machine: String,
    /// When and why then.
    pub due: Deadline,
    /// What.
    pub what: TimerKind,
}

/// What a timer does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimerKind {
    /// A state's `after`.
    State {
        /// The state.
        state: String,
        /// The event it sends.
        event: String,
    },
    /// A delayed `send`.
    Send {
        /// The event.
        event: String,
        /// What it carries.
        data: Value,
        /// For `cancel`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Who gets it; the own external queue if none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// Before a task's deadline.
    Remind {
        /// The task.
        task: u64,
    },
    /// After a task's deadline.
    Overdue {
        /// The task.
        task: u64,
        /// Index of the rule.
        rule: usize,
        /// How often it has acted.
        count: u32,
    },
}

impl Snapshot {
    /// The machine of a path.
    pub fn machine(&self, path: &str) -> Option<&MachineState> {
        match path.is_empty() {
            true => self.machines.first_key_value().filter(|(path, _)| path.is_empty()).map(|(_, root)| root),
            false => self.machines.get(path),
        }
    }

    /// The machine of a path, to be changed.
    pub fn machine_mut(&mut self, path: &str) -> Option<&mut MachineState> {
        match path.is_empty() {
            true => self.machines.iter_mut().next().filter(|(path, _)| path.is_empty()).map(|(_, root)| root),
            false => self.machines.get_mut(path),
        }
    }

    /// How another case of the same folder sees this one, whose instance id is given.
    pub fn as_seen(&self, instance: &str) -> Value {
        let states = self.machines.get("").map(|machine| machine.states.as_slice()).unwrap_or_default();
        let fields = [
            ("number", self.number.clone().map_or(Value::Null, Value::Text)),
            ("instance", Value::from(instance)),
            ("policy", Value::from(self.policy.as_str())),
            ("status", Value::from(self.status.word())),
            ("states", Value::List(states.iter().map(|state| Value::from(state.as_str())).collect())),
        ];
        Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// True if the state of this name is active in any of the case's charts.
    pub fn is_active(&self, state: &str) -> bool {
        self.machines.values().any(|machine| machine.states.iter().any(|name| name == state))
    }
}

/// Whether two paths are the same. Most are the root's, which is empty, and empty texts are not handed to `memcmp`: glibc
/// 2.36 takes 100 ns on AMD for comparing no bytes at the address of an empty `String`, where nothing lies. A step did it
/// twenty times and spent half its time there.
pub(super) fn same_path(one: &str, other: &str) -> bool {
    one.len() == other.len() && (one.is_empty() || one == other)
}
