//! What a step wants done outside the case: the service carries it out in the same transaction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Address, Message};
use crate::text::Bilingual;
use crate::value::{Map, Value};

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// A serial was taken.
    Serial {
        /// The counter.
        scope: String,
        /// Its new value.
        value: i64,
    },
    /// A place of a quota was taken.
    Quota {
        /// The counter.
        scope: String,
        /// Places taken now.
        used: i64,
    },
    /// A signer's turn began: they get a mail. One for each open slot when a task opens.
    SlotOpened {
        /// Task number.
        task: u64,
        /// Slot index.
        slot: usize,
    },
    /// A signer acted and others are still to act.
    SlotDone {
        /// Task number.
        task: u64,
        /// Slot index.
        slot: usize,
    },
    /// A task opened.
    TaskOpened {
        /// Task number.
        task: u64,
        /// Posts that get a copy.
        cc: Vec<String>,
    },
    /// A task closed.
    TaskClosed {
        /// Task number.
        task: u64,
        /// How.
        how: Closing,
    },
    /// A timer was set.
    TimerSet {
        /// Timer number.
        timer: u64,
    },
    /// A timer is gone.
    TimerCleared {
        /// Timer number.
        timer: u64,
    },
    /// The deadline comes near.
    Remind {
        /// Task number.
        task: u64,
    },
    /// The deadline is over.
    Overdue {
        /// Task number.
        task: u64,
        /// Days past the deadline's date.
        days: i64,
        /// Posts that are told.
        escalate: Vec<String>,
    },
    /// A mail from a controlled text.
    Mail {
        /// Id of the text.
        text: String,
        /// Holders of these posts.
        posts: Vec<String>,
        /// Somebody outside: register, key, field with the address.
        outside: Option<(String, String, String)>,
        /// A drill: shown, not sent.
        held: bool,
        /// Values for placeholders.
        with: BTreeMap<String, Value>,
    },
    /// A penalty or reward is proposed.
    Propose {
        /// `penalty` or `reward`.
        kind: String,
        /// In yuan.
        amount: Value,
        /// Who held the post.
        person: Option<String>,
        /// The post.
        post: Option<String>,
        /// Why.
        reason: Option<Bilingual>,
        /// By which paragraph.
        clause: Option<String>,
        /// About which task.
        task: Option<u64>,
        /// Days past the deadline.
        days: Option<i64>,
    },
    /// A register's row is added or changed.
    Register {
        /// Register id.
        register: String,
        /// The row's key.
        key: String,
        /// Fields.
        set: Map,
    },
    /// A state stands in line for a lock, at the end.
    LockAsked {
        /// The lock.
        lock: String,
        /// The chain of states.
        place: String,
    },
    /// It has left the line: whoever is first now holds the lock.
    LockReleased {
        /// The lock.
        lock: String,
        /// The chain of states.
        place: String,
    },
    /// The case has joined a folder.
    FolderJoined {
        /// The folder.
        folder: String,
    },
    /// Fields of the folder are added or changed; cases in it that listen get `folder.changed`.
    Folder {
        /// The folder.
        folder: String,
        /// Fields.
        set: Map,
    },
    /// A line for the trace.
    Log {
        /// What a script said.
        value: Value,
    },
    /// Another policy's case is to begin.
    Call {
        /// The call's number in this case.
        call: u64,
        /// Its id in the policy.
        id: String,
        /// The policy to start.
        policy: String,
        /// First fields of its record.
        fields: Map,
        /// False: detached.
        wait: bool,
    },
    /// A called case is to end at once.
    CancelCall {
        /// The call's number.
        call: u64,
    },
    /// A message goes to another case.
    Deliver {
        /// Whom it is for.
        to: Address,
        /// What it says.
        message: Message,
    },
    /// The case ended.
    Ended,
}

/// How a task closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// By its signers.
    Done,
    /// The case went on without it.
    Cancelled,
}

/// One microstep, by names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraceLine {
    /// Path of the machine.
    pub machine: String,
    /// The event that caused it.
    pub event: Option<String>,
    /// Source and targets of each transition taken.
    pub transitions: Vec<(String, Vec<String>)>,
    /// States left, in order.
    pub exited: Vec<String>,
    /// States entered, in order.
    pub entered: Vec<String>,
}
