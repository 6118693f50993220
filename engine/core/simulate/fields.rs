//! What was typed, as far as a form's conditions look at it, before the form has checked it.

use crate::form::{Field, FieldKind, Input};
use crate::value::Value;

/// What a condition (`only_if`) would see of an input; null where it has nothing to see.
pub fn glimpse(field: &Field, input: &Input) -> Value {
    let Input::Texts(texts) = input else { return Value::Null };
    match (&field.kind, texts.first()) {
        (FieldKind::Bool, Some(text)) => Value::Bool(text == "true"),
        (FieldKind::Choices { .. }, _) => {
            Value::List(texts.iter().map(|text| Value::from(text.as_str())).collect())
        }
        (_, Some(text)) => Value::from(text.as_str()),
        (_, None) => Value::Null,
    }
}
