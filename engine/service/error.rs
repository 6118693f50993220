//! What can go wrong, as values that a person can be told: message ids with arguments, never sentences.

use guicheng_core::case::{Refusal, StepError};
use guicheng_core::form::FieldProblem;
use guicheng_core::guard::ScriptError;
use guicheng_core::text::Bilingual;
use serde::Serialize;

use crate::store::StoreError;

/// Why nothing happened. The thing itself stays as it was in every case.
#[derive(Debug)]
pub enum ServiceError {
    /// There is no such thing, or the caller may not know of it.
    NotFound(Problem),
    /// The caller may not do this.
    Forbidden(Problem),
    /// The policy, the case or a rule says no.
    Refused(Problem),
    /// Somebody else was faster, or it was done before.
    Conflict(Problem),
    /// Fields are wrong, each by name.
    Fields(Vec<FieldProblem>),
    /// A script of the policy failed.
    Script(ScriptError),
    /// The database.
    Store(StoreError),
    /// Something that cannot happen did; the text is for the log.
    Broken(String),
}

/// Message id with arguments.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// `refusal-<code>` in the language files.
    pub code: &'static str,
    /// The message's arguments.
    pub args: Vec<(&'static str, String)>,
    /// The policy's own sentence, which takes the place of ours.
    pub sentence: Option<Bilingual>,
    /// The paragraph it rests on.
    pub clause: Option<String>,
}

impl Problem {
    /// A problem with arguments.
    pub fn new(code: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Problem { code, args: args.into_iter().collect(), sentence: None, clause: None }
    }
}

impl ServiceError {
    pub(crate) fn not_found(code: &'static str) -> Self {
        ServiceError::NotFound(Problem::new(code, []))
    }

    pub(crate) fn forbidden(
        code: &'static str,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        ServiceError::Forbidden(Problem::new(code, args))
    }

    pub(crate) fn refused(
        code: &'static str,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        ServiceError::Refused(Problem::new(code, args))
    }

    /// The message id's last part, for programs: `guard`, `fields`, `script-arithmetic` …
    pub fn code(&self) -> &'static str {
        match self {
            ServiceError::NotFound(p) | ServiceError::Forbidden(p) => p.code,
            ServiceError::Refused(p) | ServiceError::Conflict(p) => p.code,
            ServiceError::Fields(_) => "fields",
            ServiceError::Script(_) => "script",
            ServiceError::Store(_) => "store",
            ServiceError::Broken(_) => "broken",
        }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        ServiceError::Store(error)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, args, sentence, clause } = refusal;
        Problem { code, args, sentence, clause }
    }
}

impl From<StepError> for ServiceError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Refused(refusal)
                if refusal.code == "already-acted" || refusal.code == "task-closed" =>
            {
                ServiceError::Conflict(refusal.into())
            }
            StepError::Refused(refusal) => ServiceError::Refused(refusal.into()),
            StepError::Script(error) => ServiceError::Script(error),
            StepError::Needs(questions) => ServiceError::Broken(format!("unanswered: {questions:?}")),
        }
    }
}

impl std::fmt::Display for ServiceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ServiceError::Store(error) => write!(f, "store: {error}"),
            ServiceError::Script(error) => write!(f, "{error}"),
            ServiceError::Broken(text) => write!(f, "broken: {text}"),
            ServiceError::Fields(problems) => {
                let names: Vec<_> = problems.iter().map(|p| format!("{} ({})", p.field, p.code)).collect();
                write!(f, "fields: {}", names.join(", "))
            }
            other => f.write_str(other.code()),
        }
    }
}

impl std::error::Error for ServiceError {}
