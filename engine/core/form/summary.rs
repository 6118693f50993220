//! One line about a record: a text with `{field}` in it, such as `{case_number} · {amount}`.
//!
//! It stands in lists and in mail subjects, so personal fields are refused when it is read.

use jiff::tz::TimeZone;

use super::{Field, FieldKind};
use crate::text::{Ctx, Lang, Span};
use crate::value::{Map, Value};

/// A line to be filled with a record's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(String),
}

impl Summary {
    /// Reads the line and checks that its fields exist and are not personal. `None` if it cannot be
    /// used; why is reported at `span`.
    pub fn read(text: &str, span: Span, fields: &[Field], ctx: &mut Ctx<'_>) -> Option<Summary> {
        let errors = ctx.findings.errors();
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                ctx.error("G0223", span, []);
                return None;
            };
            parts.push(Part::Text(before.to_owned()));
            match fields.iter().find(|field| field.id == name) {
                Some(field) if field.personal => ctx.error("G0221", span, [("field", name.to_owned())]),
                Some(_) => parts.push(Part::Field(name.to_owned())),
                None => {
                    ctx.unknown("G0203", "G0204", name, span, fields.iter().map(|field| field.id.as_str()))
                }
            }
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        (ctx.findings.errors() == errors).then_some(Summary(parts))
    }

    /// The line for a record: choices by their titles, dates as ISO 8601, nothing for an empty field.
    pub fn write(&self, values: &Map, fields: &[Field], tz: &TimeZone, lang: Lang) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Field(name) => {
                let kind = fields.iter().find(|field| field.id == *name).map(|field| &field.kind);
                values.get(name).map(|value| shown(value, kind, tz, lang)).unwrap_or_default()
            }
        };
        self.0.iter().map(part).collect()
    }
}

fn shown(value: &Value, kind: Option<&FieldKind>, tz: &TimeZone, lang: Lang) -> String {
    match (value, kind) {
        (Value::Text(id), Some(FieldKind::Choice { choices } | FieldKind::Choices { choices })) => {
            let choice = choices.iter().find(|choice| choice.id == *id);
            choice.map_or(id.as_str(), |choice| choice.title.get(lang)).to_owned()
        }
        (Value::Text(text), _) => text.clone(),
        (Value::Time(moment), _) => tz.to_datetime(moment.timestamp()).strftime("%Y-%m-%d %H:%M").to_string(),
        (Value::List(items), kind) => {
            let items: Vec<String> = items.iter().map(|item| shown(item, kind, tz, lang)).collect();
            items.join(", ")
        }
        // A table's rows have no place in one line.
        (Value::Null | Value::Sealed(_) | Value::Map(_), _) => String::new(),
        (Value::Bool(value), _) => value.to_string(),
        (Value::Int(value), _) => value.to_string(),
        (Value::Decimal(value), _) => value.to_string(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Period(period), _) => period.to_string(),
    }
}
