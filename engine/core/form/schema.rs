//! A section as JSON Schema (draft 2020-12): what a program must send, told without knowing the policy.
//!
//! The schema never accepts what [`super::check_input`] refuses, as far as JSON Schema can say it;
//! it is narrower where people are allowed more freedom (`2026年11月30日`, `1,000`). Two things it
//! cannot say: that a choice of more than 200 register rows exists (it gives examples), and the
//! rows' contents of a register that changes in between.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use rust_decimal::Decimal;
use serde_json::{Map as Object, Value as Json, json};

use super::pattern::{FIRST_DAY, LAST_DAY, date_pattern, number_pattern, time_pattern};
use super::{Choice, Condition, DateBound, Entry, Field, FieldKind, Form, Pool, Section, Setting};
use crate::limits;
use crate::text::Lang;
use crate::value::{Map, Value};

/// What no text may have, as the inside of a character class: control characters, and those that
/// nobody sees or that turn the reading direction around.
const REFUSED: &str = r"\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff";

/// The time of day in RFC 3339, to the microsecond.
const CLOCK: &str =
    r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])";

/// The schema of what a section asks now: conditions on fields that other sections asked for are
/// decided by `record`, those on its own fields become `if` and `then`.
pub fn json_schema(form: &Form, section: &Section, record: &Map, setting: &Setting<'_>, lang: Lang) -> Json {
    let mut properties = Object::new();
    let mut required = Vec::new();
    let mut conditional = Vec::new();
    for entry in &section.entries {
        let Some(field) = form.field(&entry.field) else {
            continue;
        };
        let condition = entry.only_if.as_ref();
        let inside = condition.filter(|condition| section.entry(&condition.field).is_some());
        if inside.is_none()
            && condition.is_some_and(|condition| !condition.holds(record.get(&condition.field)))
        {
            continue;
        }
        properties.insert(entry.field.clone(), field_schema(field, setting, lang));
        match inside {
            Some(condition) => conditional.push(conditional_schema(entry, condition)),
            None if entry.required => required.push(entry.field.clone()),
            None => {}
        }
    }
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": section.title.get(lang),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    describe(&mut schema, section.hint.as_ref().map(|hint| hint.get(lang)));
    if !conditional.is_empty() {
        schema["allOf"] = Json::Array(conditional);
    }
    schema
}

fn conditional_schema(entry: &Entry, condition: &Condition) -> Json {
    let values: Vec<Json> = condition.is.iter().map(plain).collect();
    let one = json!({ "enum": values });
    // A field of several choices is a list; the form does not say here which it is, the instance does.
    let holds = json!({ "if": { "type": "array" }, "then": { "contains": one }, "else": one });
    let then = if entry.required { json!({ "required": [entry.field] }) } else { json!({}) };
    json!({
        "if": { "properties": { condition.field.as_str(): holds }, "required": [condition.field] },
        "then": then,
        "else": { "properties": { entry.field.as_str(): false } },
    })
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Bool(value) => Json::Bool(*value),
        Value::Text(text) => Json::String(text.clone()),
        // Conditions have no other values.
        _ => Json::Null,
    }
}

fn describe(schema: &mut Json, text: Option<&str>) {
    if let Some(text) = text {
        schema["description"] = Json::from(text);
    }
}

fn field_schema(field: &Field, setting: &Setting<'_>, lang: Lang) -> Json {
    let mut schema = kind_schema(&field.kind, setting, lang);
    schema["title"] = Json::from(field.title.get(lang));
    describe(&mut schema, field.hint.as_ref().map(|hint| hint.get(lang)));
    schema
}

fn kind_schema(kind: &FieldKind, setting: &Setting<'_>, lang: Lang) -> Json {
    match kind {
        FieldKind::Text { max } => text_schema(*max, r"\u0000-\u001f"),
        FieldKind::LongText { max } => text_schema(*max, r"\u0000-\u0008\u000b-\u001f"),
        FieldKind::Choice { choices } => one_of(choices, lang),
        FieldKind::Choices { choices } => {
            json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": one_of(choices, lang) })
        }
        FieldKind::Money { min, max } => number_schema(*min, *max, 2),
        FieldKind::Decimal { min, max, places } => number_schema(*min, *max, *places),
        FieldKind::Integer { min, max } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        FieldKind::Date { min, max } => date_schema(*min, *max, setting),
        FieldKind::Time { min, max } => time_schema(*min, *max, setting),
        FieldKind::Bool => json!({ "type": "boolean" }),
        FieldKind::Ref { register } => {
            let mut schema = reference(Pool::Register(register), setting, lang);
            schema["x-register"] = Json::from(register.as_str());
            schema
        }
        FieldKind::Post => reference(Pool::Posts, setting, lang),
        FieldKind::Person => reference(Pool::People, setting, lang),
        FieldKind::Rows { columns, min_rows, max_rows } => {
            let properties: Object<String, Json> = columns
                .iter()
                .map(|column| (column.field.id.clone(), field_schema(&column.field, setting, lang)))
                .collect();
            let required: Vec<&str> = columns
                .iter()
                .filter(|column| column.required)
                .map(|column| column.field.id.as_str())
                .collect();
            json!({
                "type": "array",
                // An empty list is an empty field, which `required` would refuse.
                "minItems": (*min_rows).max(1),
                "maxItems": max_rows,
                "items": {
                    "type": "object",
                    "properties": properties,
                    "required": required,
                    "additionalProperties": false,
                },
            })
        }
    }
}

fn date_schema(min: Option<DateBound>, max: Option<DateBound>, setting: &Setting<'_>) -> Json {
    let day = |bound: DateBound| match bound {
        DateBound::On(date) => date,
        DateBound::Today | DateBound::Now => setting.today(),
    };
    let (first, last) = (min.map_or(FIRST_DAY, day), max.map_or(LAST_DAY, day));
    json!({ "type": "string", "format": "date", "pattern": format!("^{}$", date_pattern(first, last)) })
}

/// Any RFC 3339 time; if the form bounds it, one with the company's offset of now, because a pattern
/// can compare only texts of one offset.
fn time_schema(min: Option<DateBound>, max: Option<DateBound>, setting: &Setting<'_>) -> Json {
    let pattern = if min.is_none() && max.is_none() {
        format!("^{}T{CLOCK}$", date_pattern(FIRST_DAY, LAST_DAY))
    } else {
        let now = setting.now.timestamp();
        let offset = setting.tz.to_offset(now);
        let edge = |bound: Option<DateBound>, day: Date, time: Time| match bound {
            None => DateTime::from_parts(day, time),
            Some(DateBound::Now) => offset.to_datetime(now),
            Some(DateBound::Today) => in_offset(DateTime::from_parts(setting.today(), time), offset, setting),
            Some(DateBound::On(day)) => in_offset(DateTime::from_parts(day, time), offset, setting),
        };
        let first = edge(min, FIRST_DAY, Time::midnight());
        let last = edge(max, LAST_DAY, Time::constant(23, 59, 59, 0));
        let seconds = offset.seconds();
        let sign = if seconds < 0 { "-" } else { r"\+" };
        let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
        format!("^{}{sign}{hours:02}:{minutes:02}$", time_pattern(first, last))
    };
    json!({ "type": "string", "format": "date-time", "pattern": pattern })
}

/// A civil time of the company as the clocks of a fixed offset show it.
fn in_offset(civil: DateTime, offset: Offset, setting: &Setting<'_>) -> DateTime {
    setting.tz.to_timestamp(civil).map_or(civil, |timestamp| offset.to_datetime(timestamp))
}

/// A text that neither begins nor ends with a blank; `controls` are the control characters that it
/// may not have.
fn text_schema(max: u32, controls: &str) -> Json {
    let edge = format!(r"[^\s{controls}{REFUSED}]");
    let pattern = format!("^{edge}([^{controls}{REFUSED}]*{edge})?$");
    json!({ "type": "string", "minLength": 1, "maxLength": max, "pattern": pattern })
}

/// A number, or its exact text with all decimal places; money as text never passes through floats.
fn number_schema(min: Decimal, max: Decimal, places: u32) -> Json {
    let mut number = json!({ "type": "number", "minimum": number(min), "maximum": number(max) });
    match places {
        0 => number["type"] = Json::from("integer"),
        _ => number["multipleOf"] = self::number(Decimal::new(1, places)),
    }
    json!({ "anyOf": [number, { "type": "string", "pattern": number_pattern(min, max, places) }] })
}

/// A bound as a JSON number; no value passes through it.
fn number(bound: Decimal) -> Json {
    let bound = bound.normalize();
    match i64::try_from(bound) {
        Ok(integer) if bound.scale() == 0 => Json::from(integer),
        _ => serde_json::from_str(&bound.to_string()).unwrap_or(Json::Null),
    }
}

fn one_of(choices: &[Choice], lang: Lang) -> Json {
    let choices: Vec<Json> =
        choices.iter().map(|choice| json!({ "const": choice.id, "title": choice.title.get(lang) })).collect();
    json!({ "type": "string", "oneOf": choices })
}

/// All that may be referred to, or a few examples if that is too long a list.
fn reference(pool: Pool<'_>, setting: &Setting<'_>, lang: Lang) -> Json {
    let choices = setting.lookup.list(pool, limits::SCHEMA_CHOICES + 1);
    if (1..=limits::SCHEMA_CHOICES).contains(&choices.len()) {
        return one_of(&choices, lang);
    }
    let examples: Vec<&str> = choices.iter().take(3).map(|choice| choice.id.as_str()).collect();
    json!({ "type": "string", "minLength": 1, "examples": examples })
}
