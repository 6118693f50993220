//! Between the record's values and what scripts calculate with.

use rhai::{Array, Dynamic, ImmutableString};
use rust_decimal::Decimal;

use crate::calendar::Period;
use crate::limits;
use crate::value::{Map, Moment, Value};

/// A value as scripts see it. Sealed (personal) values are not visible: they become `()`.
pub fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null | Value::Sealed(_) => Dynamic::UNIT,
        Value::Bool(b) => Dynamic::from_bool(*b),
        Value::Int(i) => Dynamic::from_int(*i),
        Value::Decimal(d) => Dynamic::from_decimal(*d),
        Value::Text(t) => Dynamic::from(ImmutableString::from(t.as_str())),
        Value::Date(d) => Dynamic::from(*d),
        Value::Time(t) => Dynamic::from(*t),
        Value::Period(p) => Dynamic::from(*p),
        Value::List(list) => Dynamic::from_array(list.iter().map(to_dynamic).collect()),
        Value::Map(map) => Dynamic::from_map(to_rhai_map(map)),
    }
}

/// A map as scripts see it, without unfilled and personal fields, so that reading one is an error.
pub(super) fn to_rhai_map(map: &Map) -> rhai::Map {
    map.iter()
        .filter(|(_, value)| !matches!(value, Value::Null | Value::Sealed(_)))
        .map(|(name, value)| (name.as_str().into(), to_dynamic(value)))
        .collect()
}

/// A value as it is kept in memory: all names of its maps are there, with `()` where there is no value.
pub(super) fn to_open(value: &Value) -> Dynamic {
    match value {
        Value::List(list) => Dynamic::from_array(list.iter().map(to_open).collect()),
        Value::Map(map) => to_open_map(map),
        value => to_dynamic(value),
    }
}

/// [`to_open`] of a whole map.
pub(super) fn to_open_map(map: &Map) -> Dynamic {
    Dynamic::from_map(map.iter().map(|(name, value)| (name.as_str().into(), to_open(value))).collect())
}

/// What a script calculated, as a value; `None` for what cannot be kept: functions, lists within more than [`limits::VALUE_DEPTH`] lists.
pub fn from_dynamic(dynamic: Dynamic) -> Option<Value> {
    // Deeper ones could be written down, and not be read again.
    within(dynamic, limits::VALUE_DEPTH)
}

fn within(dynamic: Dynamic, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    if dynamic.is_unit() {
        return Some(Value::Null);
    }
    if let Ok(b) = dynamic.as_bool() {
        return Some(Value::Bool(b));
    }
    if let Ok(i) = dynamic.as_int() {
        return Some(Value::Int(i));
    }
    if let Ok(d) = dynamic.as_decimal() {
        return Some(Value::Decimal(d));
    }
    if let Ok(c) = dynamic.as_char() {
        return Some(Value::Text(c.to_string()));
    }
    if dynamic.is_string() {
        return dynamic.into_string().ok().map(Value::Text);
    }
    if dynamic.is_array() {
        let array: Array = dynamic.into_array().ok()?;
        return array.into_iter().map(|item| within(item, depth)).collect::<Option<_>>().map(Value::List);
    }
    if dynamic.is_map() {
        let map = dynamic.try_cast::<rhai::Map>()?;
        let pairs = map.into_iter().map(|(k, v)| within(v, depth).map(|v| (k.to_string(), v)));
        return pairs.collect::<Option<Map>>().map(Value::Map);
    }
    if let Some(date) = dynamic.clone().try_cast::<jiff::civil::Date>() {
        return Some(Value::Date(date));
    }
    if let Some(moment) = dynamic.clone().try_cast::<Moment>() {
        return Some(Value::Time(moment));
    }
    dynamic.try_cast::<Period>().map(Value::Period)
}

/// A value as a key: texts as they are, the rest as its plain form.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Null => String::new(),
        other => other.plain(&jiff::tz::TimeZone::UTC).to_string().trim_matches('"').to_owned(),
    }
}

/// A number as a decimal, for functions that take both kinds.
pub(super) fn decimal(dynamic: &Dynamic) -> Option<Decimal> {
    dynamic.as_decimal().ok().or_else(|| dynamic.as_int().ok().map(Decimal::from))
}
