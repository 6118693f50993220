//! What cases say to each other: calls (SCXML `invoke`), messages, and who is meant by them.
//!
//! A case knows others only by texts that it was given. Bringing a message to its receiver is the business of whoever
//! carries out the step: the server in the same transaction, the stage in memory.

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// Who called a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The calling case.
    pub instance: String,
    /// The call's number there.
    pub call: u64,
    /// The call's id there.
    pub id: String,
    /// False: detached, it lives on by itself and its end is told to nobody.
    pub wait: bool,
}

/// A call that a case has made and whose state is active still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// What the policy calls it.
    pub id: String,
    /// Path of the machine that made it.
    pub machine: String,
    /// The state that made it.
    pub state: String,
    /// Which of the state's calls.
    #[serde(default, skip_serializing_if = "is_first")]
    pub index: usize,
    /// The called policy.
    pub policy: String,
    /// False: detached.
    pub wait: bool,
    /// What it gave, once it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Value>,
}

fn is_first(index: &usize) -> bool {
    *index == 0
}

/// An event on its way from one case to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The event.
    pub event: String,
    /// What it carries.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub data: Value,
    /// Who sent it, as `to` takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The id of the `send` that it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sendid: Option<String>,
    /// Sent by a called case: the number of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<u64>,
    /// From the engine itself (`done.call.*`, `error.*`), not from a policy's author.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub platform: bool,
}

impl Message {
    /// A message with nothing but a name and what it carries.
    pub fn new(event: impl Into<String>, data: Value) -> Message {
        Message { event: event.into(), data, origin: None, sendid: None, call: None, platform: false }
    }
}

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// A case that the sender has called, by the call's number.
    Call(u64),
    /// A case by its instance id.
    Case(String),
}
