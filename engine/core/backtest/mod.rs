//! Backtest: finished cases gone through again under a draft, to see which would have gone another way.
//!
//! What people did is taken from the record: state, choice, fields, at the recorded time, or as soon after it as the draft
//! gives them the work. Timers run by the draft's own clock. What a script asks about the world is answered from the
//! record. Deliberately absent: guessing. What the record does not answer cannot be judged, and that is the verdict.

mod compare;
mod past;
mod run;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::form::Form;
use crate::policy::Policy;
use crate::value::Moment;

pub use past::Past;

/// The rules that are tried.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The form of its record.
    pub form: Option<&'a Form>,
    /// The business calendar.
    pub calendar: &'a Arc<Calendar>,
    /// What states are called now: old name → new name. Others keep theirs.
    pub names: &'a BTreeMap<String, String>,
}

/// How a finished case would have gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "went", rename_all = "snake_case")]
pub enum Verdict {
    /// The same way at the same times.
    Same,
    /// The same way, at other times.
    Times {
        /// The first state that would have been reached at another time.
        state: String,
        /// When it was reached.
        was: Moment,
        /// When it would have been.
        would: Moment,
        /// When the case ended, and when it would have.
        ended: Option<(Moment, Moment)>,
    },
    /// Another way.
    Other(Parting),
    /// The record does not tell.
    Unknown(Unknown),
}

impl Verdict {
    /// The word in JSON and in message ids.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Times { .. } => "times",
            Verdict::Other(_) => "other",
            Verdict::Unknown(_) => "unknown",
        }
    }
}

/// Where two ways part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parting {
    /// The moment of the first difference.
    pub at: Moment,
    /// The item of a `for_each` it is about; empty for the case itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The last state that both have in common.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Where it went then (in the old form's names); none: nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Where it would have gone (in the draft's names); none: nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would: Option<String>,
    /// Why what was done could not be done: `choice-gone`, or a refusal's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// What the record does not tell: message id `backtest-unknown-<code>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// `question`, `script`, `field`, `signature`, `call`, `record`.
    pub code: String,
    /// What is asked: a register, a field, a post, a policy.
    pub about: String,
    /// The state in which it is asked; empty at the start.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub state: String,
}

/// What was found out about one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// How it would have gone.
    pub verdict: Verdict,
    /// Tasks that were done after their deadline then …
    pub late: u32,
    /// … and would have been under the draft.
    pub would_be_late: u32,
}

/// Goes through a finished case again.
pub fn judge(past: &Past, draft: Draft<'_>) -> Finding {
    let (run, stop) = run::go(past, draft);
    let verdict = match stop {
        Some(run::Stop::Unknown(unknown)) => Verdict::Unknown(unknown),
        stop => compare::verdict(past, &run, stop, draft),
    };
    Finding { verdict, late: past.late, would_be_late: run.late }
}
