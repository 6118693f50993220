//! What becomes of everything a case holds, and why a case does not fit: data, put into words elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::case::Deadline;

/// What becomes of one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fate {
    /// What it is.
    pub thing: Thing,
    /// Its number in the case: of tasks, timers, calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// New path of the machine it belongs to; empty for the policy's own chart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub machine: String,
    /// Its name in the old form: the state, the event, the person who signed.
    pub name: String,
    /// What becomes of it.
    pub becomes: Becomes,
    /// Its name in the new form, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Of a clock that can be chosen about, because its rule or the calendar counts otherwise now: the key by which [`CaseMoves`](super::CaseMoves) names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// When it was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Deadline>,
    /// When it is due now, where that is another moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_due: Option<Deadline>,
}

/// What a case holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// An active state.
    State,
    /// An item of a `for_each`.
    Item,
    /// An open task.
    Task,
    /// What somebody has signed in a task that waits for others.
    Signature,
    /// A task's deadline.
    Deadline,
    /// A state's timer.
    Timer,
    /// A reminder before a deadline.
    Reminder,
    /// What follows a deadline.
    Overdue,
    /// A delayed event.
    Send,
    /// A called case.
    Call,
    /// A place in the line for a lock.
    Lock,
    /// What a history remembers, and ways back.
    History,
    /// Completed work that can be taken back.
    Compensation,
    /// A message that came early.
    Letter,
    /// Working memory that is new.
    Var,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// It stays as it is.
    Kept,
    /// It goes on in a state of another name.
    Renamed,
    /// A clock: counted by the new rule from the old start.
    Recounted,
    /// A clock: it begins anew.
    Restarted,
    /// It is new.
    Set,
    /// It is gone; of clocks that follow a deadline only.
    Cleared,
    /// A state around others that the new form does not have; nothing depended on it.
    Left,
    /// A state around others that only the new form has.
    Entered,
}

impl Fate {
    pub(super) fn new(thing: Thing, machine: &str, name: &str, becomes: Becomes) -> Fate {
        Fate {
            thing,
            number: None,
            machine: machine.to_owned(),
            name: name.to_owned(),
            becomes,
            to: None,
            key: None,
            due: None,
            now_due: None,
        }
    }

    /// Kept, or renamed where the new name is another one.
    pub(super) fn named(thing: Thing, machine: &str, old: &str, new: &str) -> Fate {
        let renamed = old != new;
        let becomes = if renamed { Becomes::Renamed } else { Becomes::Kept };
        Fate { to: renamed.then(|| new.to_owned()), ..Fate::new(thing, machine, old, becomes) }
    }

    /// Whether there is something to tell: it differs from before, or stays because somebody chose that or may choose
    /// otherwise.
    pub fn differs(&self) -> bool {
        self.becomes != Becomes::Kept || self.key.is_some()
    }
}

/// Why a case does not fit: message id `misfit-<code>` and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Misfit {
    /// Which sentence.
    pub code: String,
    /// Its arguments.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

/// Codes of misfits that somebody can do away with by choosing.
const DECIDES: [&str; 5] = ["timer-choice", "timer-new", "deadline-choice", "state-gone", "state-differs"];

impl Misfit {
    /// A reason with arguments.
    pub fn new<'t>(code: &str, args: impl IntoIterator<Item = (&'t str, &'t str)>) -> Misfit {
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Misfit { code: code.to_owned(), args: args.collect() }
    }

    /// True if the mapping can say what is missing: the case needs a decision.
    pub fn needs_decision(&self) -> bool {
        DECIDES.contains(&self.code.as_str())
    }
}
