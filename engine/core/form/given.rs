//! Values that another case gives to a new one's record.

use super::judge::Refusal;
use super::{FieldProblem, Form};
use crate::limits;
use crate::text::shorten;
use crate::value::Map;

/// Checks that the form has these fields. Their values are judged no more than those that a script of the policy
/// writes itself.
///
/// # Errors
/// A problem for each field that the form does not have.
pub fn given(form: &Form, fields: &Map) -> Result<(), Vec<FieldProblem>> {
    let unknown = fields.keys().filter(|name| form.field(name).is_none_or(|field| field.item));
    let problems: Vec<FieldProblem> =
        unknown.map(|name| Refusal::new("unknown", []).of(&shorten(name, limits::ECHO_CHARS))).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
