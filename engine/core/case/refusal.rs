//! Why a step did not happen.

use serde::Serialize;

use crate::guard::{Question, ScriptError};
use crate::text::Bilingual;

/// Why a step did not happen. In every case nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum StepError {
    /// These answers about the world must be found first; then the step can be tried again.
    Needs(Vec<Question>),
    /// A script failed.
    Script(ScriptError),
    /// The policy or the case says no.
    Refused(Refusal),
}

/// A refusal in terms that a person can be told: message id `refusal-<code>` and its arguments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// Which sentence.
    pub code: &'static str,
    /// Its arguments.
    pub args: Vec<(&'static str, String)>,
    /// The policy's own sentence, which takes the place of ours.
    pub sentence: Option<Bilingual>,
    /// By which paragraph.
    pub clause: Option<String>,
}

impl Refusal {
    /// A refusal with arguments.
    pub fn new(code: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Refusal { code, args: args.into_iter().collect(), sentence: None, clause: None }
    }
}

impl StepError {
    /// True if something that was calculated could not be used, which SCXML calls an execution error. Limits, and
    /// what a quota or the engine forbids, are refused whatever the policy says about errors.
    pub(super) fn is_execution(&self) -> bool {
        match self {
            StepError::Script(_) => true,
            StepError::Refused(refusal) => EXECUTION.contains(&refusal.code),
            StepError::Needs(_) => false,
        }
    }
}

/// Refusals that say that a value is of the wrong sort.
const EXECUTION: [&str; 15] = [
    "reserved-name",
    "not-a-map",
    "not-a-lock",
    "not-a-list",
    "not-an-amount",
    "not-an-event",
    "not-a-period",
    "not-a-time",
    "no-due-date",
    "table-no-row",
    "table-several-rows",
    "table-not-numbers",
    "item-twice",
    "for-each-not-running",
    "unknown-quota",
];

impl From<Refusal> for StepError {
    fn from(refusal: Refusal) -> Self {
        StepError::Refused(refusal)
    }
}
