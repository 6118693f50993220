//! Checking what somebody filled in against the form: every problem by the field's name.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Choice, Column, DateBound, Field, FieldKind, Form, Input, Pool, Section, Setting, parse};
use crate::limits;
use crate::text::shorten;
use crate::value::{Map, Value};

/// One reason why an input is refused.
///
/// The sentence is the message `field-<code>` of the language files, with `args` as variables. It
/// does not repeat the field's title: pages show it at the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The field's name; `stock.0.place` for a column in the first row of a table.
    pub field: String,
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

/// A problem whose field is named by the caller.
struct Refusal {
    code: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Refusal {
    fn new(code: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) -> Refusal {
        Refusal { code, args: args.into_iter().collect() }
    }

    fn of(self, field: &str) -> FieldProblem {
        FieldProblem { field: field.to_owned(), code: self.code, args: self.args }
    }
}

/// Checks what was sent for a section.
///
/// `record` holds the values so far. The result has a value for every field that was filled in, and `Null` for
/// every field of the section that was left empty although the record has a value: what a section
/// asks for is afterwards as it was filled in. Otherwise all problems, in the form's order, fields
/// that do not exist first.
pub fn check_input(
    form: &Form,
    section: &Section,
    record: &Map,
    input: &BTreeMap<String, Input>,
    setting: &Setting<'_>,
) -> Result<Map, Vec<FieldProblem>> {
    let check = Check(setting);
    let mut problems: Vec<FieldProblem> = input
        .keys()
        .filter(|name| section.entry(name).is_none())
        .map(|name| Refusal::new("unknown", []).of(&shorten(name, limits::ECHO_CHARS)))
        .collect();
    let mut given = Map::new();
    let mut broken: Vec<&str> = Vec::new();
    for entry in &section.entries {
        let Some(field) = form.field(&entry.field) else {
            continue;
        };
        let Some(sent) = input.get(&entry.field).filter(|sent| !sent.is_empty()) else {
            continue;
        };
        let before = problems.len();
        let value = check.field(field, sent, &entry.field, &mut problems);
        given.extend(value.map(|value| (entry.field.clone(), value)));
        if problems.len() > before {
            broken.push(&entry.field);
        }
    }
    // Conditions are judged last: they may depend on any field of the section.
    for entry in &section.entries {
        let condition = entry.only_if.as_ref();
        if condition.is_some_and(|condition| broken.contains(&condition.field.as_str())) {
            // It is not known whether it holds until the other field is mended.
            continue;
        }
        let asked = condition.is_none_or(|condition| section.condition_holds(condition, &given, record));
        let present = given.contains_key(&entry.field) || broken.contains(&entry.field.as_str());
        if asked && entry.required && !present {
            problems.push(Refusal::new("required", []).of(&entry.field));
        }
        if !asked && present {
            problems.push(Refusal::new("not-asked", []).of(&entry.field));
        }
    }
    if !problems.is_empty() {
        return Err(in_form_order(problems, section));
    }
    for entry in &section.entries {
        if !given.contains_key(&entry.field) && record.get(&entry.field).is_some_and(|old| !old.is_null()) {
            given.insert(entry.field.clone(), Value::Null);
        }
    }
    Ok(given)
}

fn in_form_order(mut problems: Vec<FieldProblem>, section: &Section) -> Vec<FieldProblem> {
    problems.sort_by_key(|problem| {
        let name = problem.field.split('.').next().unwrap_or_default();
        section.entries.iter().position(|entry| entry.field == name).map_or(0, |at| at + 1)
    });
    problems
}

/// Judges single values in their setting.
struct Check<'a>(&'a Setting<'a>);

impl Check<'_> {
    /// The value of a field that is not empty; problems are reported under `name`.
    fn field(
        &self,
        field: &Field,
        sent: &Input,
        name: &str,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<Value> {
        if let FieldKind::Rows { columns, min_rows, max_rows } = &field.kind {
            return self.rows(columns, *min_rows, *max_rows, sent, name, problems);
        }
        match self.value(&field.kind, sent) {
            Ok(value) => Some(value),
            Err(refusal) => {
                problems.push(refusal.of(name));
                None
            }
        }
    }

    fn value(&self, kind: &FieldKind, sent: &Input) -> Result<Value, Refusal> {
        match kind {
            FieldKind::Text { max } => text(sent, false, *max),
            FieldKind::LongText { max } => text(sent, true, *max),
            FieldKind::Choice { choices } => choice(choices, one_text(sent, "not-a-choice")?),
            FieldKind::Choices { choices } => several(choices, sent),
            FieldKind::Money { min, max } => decimal(sent, *min, *max, 2),
            FieldKind::Decimal { min, max, places } => decimal(sent, *min, *max, *places),
            FieldKind::Integer { min, max } => integer(sent, *min, *max),
            FieldKind::Date { min, max } => self.date(sent, *min, *max),
            FieldKind::Time { min, max } => self.time(sent, *min, *max),
            FieldKind::Bool => truth(sent),
            FieldKind::Ref { register } => self.reference(Pool::Register(register), "no-such-row", sent),
            FieldKind::Post => self.reference(Pool::Posts, "no-such-post", sent),
            FieldKind::Person => self.reference(Pool::People, "no-such-person", sent),
            // Only `field` is called with tables, and a table has none inside.
            FieldKind::Rows { .. } => Err(Refusal::new("not-rows", [])),
        }
    }

    fn date(&self, sent: &Input, min: Option<DateBound>, max: Option<DateBound>) -> Result<Value, Refusal> {
        let raw = one_text(sent, "not-a-date")?;
        let date = parse::date(raw).ok_or_else(|| Refusal::new("not-a-date", [("value", echo(raw))]))?;
        in_years(date)?;
        let day = |bound| match bound {
            DateBound::On(date) => date,
            DateBound::Today | DateBound::Now => self.0.today(),
        };
        if let Some(first) = min.map(day).filter(|first| date < *first) {
            return Err(Refusal::new("too-early", [("min", first.to_string())]));
        }
        if let Some(last) = max.map(day).filter(|last| date > *last) {
            return Err(Refusal::new("too-late", [("max", last.to_string())]));
        }
        Ok(Value::Date(date))
    }

    fn time(&self, sent: &Input, min: Option<DateBound>, max: Option<DateBound>) -> Result<Value, Refusal> {
        let raw = one_text(sent, "not-a-time")?;
        let moment = parse::moment(raw, self.0.tz)
            .ok_or_else(|| Refusal::new("not-a-time", [("value", echo(raw))]))?;
        let date = self.0.day_of(moment);
        in_years(date)?;
        let order = |bound| match bound {
            DateBound::Now => moment.cmp(&self.0.now),
            DateBound::Today => date.cmp(&self.0.today()),
            DateBound::On(bound) => date.cmp(&bound),
        };
        let shown = |bound| match bound {
            DateBound::Now => self.0.now.to_rfc3339(self.0.tz),
            DateBound::Today => self.0.today().to_string(),
            DateBound::On(date) => date.to_string(),
        };
        if let Some(first) = min.filter(|first| order(*first).is_lt()) {
            return Err(Refusal::new("too-early", [("min", shown(first))]));
        }
        if let Some(last) = max.filter(|last| order(*last).is_gt()) {
            return Err(Refusal::new("too-late", [("max", shown(last))]));
        }
        Ok(Value::Time(moment))
    }

    fn reference(&self, pool: Pool<'_>, code: &'static str, sent: &Input) -> Result<Value, Refusal> {
        let raw = one_text(sent, code)?.trim();
        if self.0.lookup.has(pool, raw) {
            return Ok(Value::Text(raw.to_owned()));
        }
        Err(Refusal::new(code, [("value", echo(raw))]))
    }

    fn rows(
        &self,
        columns: &[Column],
        min: u32,
        max: u32,
        sent: &Input,
        name: &str,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<Value> {
        let Some(rows) = sent_rows(sent) else {
            problems.push(Refusal::new("not-rows", []).of(name));
            return None;
        };
        if rows.len() < min as usize {
            problems.push(Refusal::new("too-few-rows", [("min", min.to_string())]).of(name));
        }
        if rows.len() > max as usize {
            problems.push(Refusal::new("too-many-rows", [("max", max.to_string())]).of(name));
            return None;
        }
        let before = problems.len();
        let mut values = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            values.push(self.row(columns, row, &format!("{name}.{index}"), problems));
        }
        (problems.len() == before).then_some(Value::List(values))
    }

    fn row(
        &self,
        columns: &[Column],
        row: &BTreeMap<String, Input>,
        name: &str,
        problems: &mut Vec<FieldProblem>,
    ) -> Value {
        let mut values = Map::new();
        for column in row.keys().filter(|key| !columns.iter().any(|column| column.field.id == **key)) {
            problems.push(
                Refusal::new("unknown", []).of(&format!("{name}.{}", shorten(column, limits::ECHO_CHARS))),
            );
        }
        for Column { field, required } in columns {
            let name = format!("{name}.{}", field.id);
            match row.get(&field.id).filter(|sent| !sent.is_empty()) {
                Some(sent) => {
                    let value = self.field(field, sent, &name, problems);
                    values.extend(value.map(|value| (field.id.clone(), value)));
                }
                None if *required => problems.push(Refusal::new("required", []).of(&name)),
                None => {}
            }
        }
        Value::Map(values)
    }
}

/// A table's rows. Rows of a page in which nothing is filled in do not count.
fn sent_rows(sent: &Input) -> Option<Vec<BTreeMap<String, Input>>> {
    match sent {
        Input::Rows(rows) => {
            Some(rows.iter().filter(|row| !row.values().all(Input::is_empty)).cloned().collect())
        }
        Input::Json(Json::Array(items)) => {
            items.iter().map(|item| item.as_object().map(|object| Input::from_json(object.clone()))).collect()
        }
        _ => None,
    }
}

/// The one text that was sent; `code` is the refusal of anything that is no text.
fn one_text<'a>(sent: &'a Input, code: &'static str) -> Result<&'a str, Refusal> {
    match sent {
        Input::Json(Json::String(text)) => Ok(text),
        Input::Json(other) => Err(Refusal::new(code, [("value", echo(&other.to_string()))])),
        Input::Texts(texts) => match texts.as_slice() {
            [text] => Ok(text),
            _ => Err(Refusal::new("several", [])),
        },
        Input::Rows(_) => Err(Refusal::new("several", [])),
    }
}

fn echo(text: &str) -> String {
    shorten(text, limits::ECHO_CHARS)
}

fn text(sent: &Input, lines: bool, max: u32) -> Result<Value, Refusal> {
    let raw = one_text(sent, "not-a-text")?;
    let text = parse::text(raw, lines).map_err(|character| match character {
        '\n' => Refusal::new("one-line", []),
        c => Refusal::new("character", [("character", format!("U+{:04X}", c as u32))]),
    })?;
    let length = text.chars().count();
    if length > max as usize {
        return Err(Refusal::new("too-long", [("max", max.to_string()), ("length", length.to_string())]));
    }
    Ok(Value::Text(text))
}

fn choice(choices: &[Choice], raw: &str) -> Result<Value, Refusal> {
    let id = raw.trim();
    match choices.iter().any(|choice| choice.id == id) {
        true => Ok(Value::from(id)),
        false => Err(Refusal::new("not-a-choice", [("value", echo(raw))])),
    }
}

/// Several choices, in the form's order, each once.
fn several(choices: &[Choice], sent: &Input) -> Result<Value, Refusal> {
    let sent: Vec<&str> = match sent {
        Input::Texts(texts) => texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect(),
        Input::Json(Json::Array(items)) => {
            let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
            texts.ok_or_else(|| Refusal::new("not-a-list", []))?
        }
        _ => return Err(Refusal::new("not-a-list", [])),
    };
    if let Some(other) = sent.iter().find(|id| !choices.iter().any(|choice| choice.id == **id)) {
        return Err(Refusal::new("not-a-choice", [("value", echo(other))]));
    }
    let chosen = choices.iter().filter(|choice| sent.contains(&choice.id.as_str()));
    Ok(Value::List(chosen.map(|choice| Value::from(choice.id.as_str())).collect()))
}

fn decimal(sent: &Input, min: Decimal, max: Decimal, places: u32) -> Result<Value, Refusal> {
    let raw = match sent {
        // The shortest text of a JSON number: what was typed, up to 15 digits.
        Input::Json(Json::Number(number)) => &number.to_string(),
        sent => one_text(sent, "not-a-number")?,
    };
    let number = parse::decimal(raw).ok_or_else(|| Refusal::new("not-a-number", [("value", echo(raw))]))?;
    if number < min {
        return Err(Refusal::new("too-small", [("min", min.to_string())]));
    }
    if number > max {
        return Err(Refusal::new("too-large", [("max", max.to_string())]));
    }
    if number.scale() > places {
        return Err(Refusal::new("places", [("places", places.to_string())]));
    }
    let mut number = number;
    number.rescale(places);
    Ok(Value::Decimal(number))
}

fn integer(sent: &Input, min: i64, max: i64) -> Result<Value, Refusal> {
    let raw = match sent {
        Input::Json(Json::Number(number)) => &number.to_string(),
        Input::Json(other) => {
            return Err(Refusal::new("not-an-integer", [("value", echo(&other.to_string()))]));
        }
        sent => one_text(sent, "not-an-integer")?,
    };
    let number = parse::integer(raw).ok_or_else(|| Refusal::new("not-an-integer", [("value", echo(raw))]))?;
    if number < min {
        return Err(Refusal::new("too-small", [("min", min.to_string())]));
    }
    if number > max {
        return Err(Refusal::new("too-large", [("max", max.to_string())]));
    }
    Ok(Value::Int(number))
}

/// The year before and after are taken, too, because a time may lie in them elsewhere.
fn in_years(date: Date) -> Result<(), Refusal> {
    if (limits::FIRST_YEAR - 1..=limits::LAST_YEAR + 1).contains(&date.year()) {
        return Ok(());
    }
    let args = [("first", limits::FIRST_YEAR.to_string()), ("last", limits::LAST_YEAR.to_string())];
    Err(Refusal::new("year", args))
}

/// A page sends a hidden `false` before a ticked box's `true`: the last one counts.
fn truth(sent: &Input) -> Result<Value, Refusal> {
    let word = match sent {
        Input::Json(Json::Bool(value)) => return Ok(Value::Bool(*value)),
        Input::Texts(texts) => texts.last().map_or("", |text| text.trim()),
        _ => "",
    };
    match word {
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        _ => Err(Refusal::new("not-a-bool", [])),
    }
}
