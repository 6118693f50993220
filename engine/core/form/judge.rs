//! One value: what was sent for a field, judged by the field's type and bounds.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{Choice, DateBound, FieldKind, FieldProblem, Input, Pool, Setting, parse};
use crate::limits;
use crate::text::shorten;
use crate::value::Value;

/// A problem whose field is named by the caller.
pub(super) struct Refusal {
    code: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(super) fn new(code: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) -> Refusal {
        Refusal { code, args: args.into_iter().collect() }
    }

    pub(super) fn of(self, field: &str) -> FieldProblem {
        FieldProblem { field: field.to_owned(), code: self.code, args: self.args }
    }
}

/// Judges single values in their setting.
pub(super) struct Judge<'a>(pub(super) &'a Setting<'a>);

impl Judge<'_> {
    /// The value of anything but a table.
    pub(super) fn value(&self, kind: &FieldKind, sent: &Input) -> Result<Value, Refusal> {
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
            // Tables are taken apart before their values are judged.
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
