//! Refusals in the server's words, and what the server seals.

use super::Registers;
use crate::case::StepError;
use crate::document::Library;
use crate::form::{FieldProblem, Form};
use crate::value::{Hash, Map, Value, canonical};

/// Why something was refused. Nothing has changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refused {
    /// `guard`, `field-required`, `script-missing-field`.
    pub code: String,
    /// The first field that is wrong.
    pub field: Option<String>,
    /// Values, for whoever looks for the reason.
    pub detail: String,
    /// What the rules said, with all its arguments.
    pub step: Option<Box<StepError>>,
    /// What the form said.
    pub problems: Vec<FieldProblem>,
}

impl Refused {
    pub(super) fn new(code: &str, detail: &str) -> Refused {
        Refused {
            code: code.to_owned(),
            field: None,
            detail: detail.to_owned(),
            step: None,
            problems: Vec::new(),
        }
    }

    pub(super) fn fields(problems: Vec<FieldProblem>) -> Refused {
        let told: Vec<String> =
            problems.iter().map(|problem| format!("{}: field-{}", problem.field, problem.code)).collect();
        let first = problems.first();
        Refused {
            code: first.map_or_else(String::new, |problem| format!("field-{}", problem.code)),
            field: first.map(|problem| problem.field.clone()),
            detail: told.join(", "),
            step: None,
            problems,
        }
    }
}

impl From<StepError> for Refused {
    fn from(error: StepError) -> Refused {
        let (code, detail) = match &error {
            StepError::Refused(refusal) => {
                let args = refusal.args.iter().map(|(name, value)| format!("{name} = {value}"));
                (refusal.code.to_owned(), args.collect::<Vec<_>>().join(", "))
            }
            StepError::Script(error) => {
                let seen = error.values.iter().map(|(name, value)| format!("{name} = {value}"));
                let detail = format!("{error} ({})", seen.collect::<Vec<_>>().join(", "));
                (format!("script-{}", error.code), detail)
            }
            StepError::Needs(_) => ("too-many-questions".to_owned(), String::new()),
        };
        Refused { step: Some(Box::new(error)), ..Refused::new(&code, &detail) }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

/// Personal values stay outside of what decides: as the server does it, only without salt, since nothing is secret.
pub(super) fn seal(form: &Form, fields: Map) -> Map {
    let sealed = |(name, value): (String, Value)| {
        let personal = form.field(&name).is_some_and(|field| field.personal) && !value.is_null();
        let text = || canonical::to_string(&value).unwrap_or_default();
        let value = if personal { Value::Sealed(Hash::of(text())) } else { value };
        (name, value)
    };
    fields.into_iter().map(sealed).collect()
}

pub(super) fn seal_rows(library: Option<&Library>, registers: &Registers) -> Registers {
    let mut sealed = Registers::new();
    for (name, rows) in registers {
        let form = library.and_then(|library| library.register(name)).map(|register| &register.form);
        let seal = |row: &Map| form.map_or_else(|| row.clone(), |form| seal(form, row.clone()));
        sealed.insert(name.clone(), rows.iter().map(|(key, row)| (key.clone(), seal(row))).collect());
    }
    sealed
}
