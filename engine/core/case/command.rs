//! What can be done to a case. Commands are part of the ledger: replay carries them out again.

use serde::{Deserialize, Serialize};

use super::{Caller, Message};
use crate::value::{Map, Value};

/// A change of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// A case begins.
    Start {
        /// First fields of the record, checked and typed.
        fields: Map,
        /// The case that called this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caller: Option<Caller>,
    },
    /// Somebody acts on a task.
    Act {
        /// The task's number in the case.
        task: u64,
        /// The signer's place.
        slot: usize,
        /// The event.
        choice: String,
        /// Fields filled in, checked and typed.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        fields: Map,
        /// In words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<String>,
    },
    /// A timer is due.
    Fire {
        /// The timer's number in the case.
        timer: u64,
    },
    /// A lock that the case waited for has become free.
    Granted {
        /// The chain of states that asked for it.
        place: String,
    },
    /// Something happened outside that the case listens for.
    Signal {
        /// The event.
        event: String,
        /// What it carries.
        data: Value,
    },
    /// Another case sent a message.
    Deliver {
        /// What it says.
        message: Message,
    },
    /// The case that called this one has left the state that needed it.
    Cancel,
    /// A person's place at a task goes to a post: they have left the house.
    PassOn {
        /// The task's number in the case.
        task: u64,
        /// The signer's place.
        slot: usize,
        /// Who takes it.
        post: String,
    },
}

impl Command {
    /// A case begins that nobody called.
    pub fn start(fields: Map) -> Command {
        Command::Start { fields, caller: None }
    }
}

/// Who did it. The ledger keeps ids, never names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Person id; none for the engine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// In which post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
}
