//! What went wrong in a script, told with its place and the values it looked at.

use std::sync::Arc;

use rhai::{EvalAltResult, Position};
use serde::Serialize;

/// A script that failed. Nothing of its step takes effect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScriptError {
    /// Message id `script-<code>` in the language files.
    pub code: &'static str,
    /// Arguments of the message.
    pub args: Vec<(&'static str, String)>,
    /// The document's path.
    pub path: Arc<str>,
    /// 1-based, in the document.
    pub line: u32,
    /// 1-based, in characters, in the document.
    pub column: u32,
    /// The script's text.
    pub text: Arc<str>,
    /// What it looked at: `record.amount` → `1200.00`. Never personal fields, which scripts cannot see.
    pub values: Vec<(String, String)>,
}

impl std::fmt::Display for ScriptError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.code)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ScriptError {}

/// The text with which a function says that an answer has to be found first.
pub(super) const NEEDS_ANSWER: &str = "\u{1}needs-answer";

/// The code of a script that was stopped because all scripts of its step together took too long.
pub(crate) const STEP_SPENT: &str = "step-too-long";

/// rhai's error as our code and arguments, with its place within the script.
pub(super) fn explain(error: &EvalAltResult) -> (&'static str, Vec<(&'static str, String)>, Position) {
    use EvalAltResult as E;
    let position = error.position();
    let (code, args) = match error {
        E::ErrorPropertyNotFound(name, _) | E::ErrorDotExpr(name, _) => {
            ("missing-field", vec![("name", name.clone())])
        }
        E::ErrorIndexNotFound(index, _) => ("missing-field", vec![("name", index.to_string())]),
        E::ErrorVariableNotFound(name, _) => ("unknown-name", vec![("name", name.clone())]),
        E::ErrorFunctionNotFound(signature, _) => ("unknown-function", vec![("name", signature.clone())]),
        E::ErrorArithmetic(text, _) => ("arithmetic", vec![("detail", text.clone())]),
        E::ErrorTooManyOperations(_) => {
            ("too-long", vec![("limit", crate::limits::SCRIPT_OPERATIONS.to_string())])
        }
        E::ErrorTerminated(..) if super::meter::step_is_spent() => {
            (STEP_SPENT, vec![("limit", crate::limits::STEP_OPERATIONS.to_string())])
        }
        E::ErrorTerminated(..) => ("too-long", vec![("limit", crate::limits::SCRIPT_OPERATIONS.to_string())]),
        E::ErrorStackOverflow(_) => ("too-deep", vec![("limit", crate::limits::SCRIPT_CALLS.to_string())]),
        E::ErrorDataTooLarge(what, _) => ("too-large", vec![("what", what.clone())]),
        E::ErrorMismatchDataType(wanted, got, _) => {
            ("wrong-type", vec![("wanted", wanted.clone()), ("got", got.clone())])
        }
        E::ErrorMismatchOutputType(wanted, got, _) => {
            ("wrong-type", vec![("wanted", wanted.clone()), ("got", got.clone())])
        }
        E::ErrorAssignmentToConstant(name, _) | E::ErrorNonPureMethodCallOnConstant(name, _) => {
            ("constant", vec![("name", name.clone())])
        }
        E::ErrorArrayBounds(_, index, _) => ("no-such-item", vec![("name", index.to_string())]),
        E::ErrorInFunctionCall(_, _, inner, _) => return explain(inner),
        E::ErrorRuntime(value, _) => ("failed", vec![("detail", value.to_string())]),
        other => ("failed", vec![("detail", other.to_string())]),
    };
    (code, args, position)
}

/// True if a function asked something that is not known yet.
pub(super) fn needs_answer(error: &EvalAltResult) -> bool {
    match error {
        EvalAltResult::ErrorRuntime(value, _) => {
            value.clone().into_string().is_ok_and(|text| text == NEEDS_ANSWER)
        }
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => needs_answer(inner),
        _ => false,
    }
}
