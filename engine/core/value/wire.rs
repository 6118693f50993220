//! How values are stored: JSON that tells its own types and loses nothing.
//!
//! Null, truth values, integers and texts are themselves. The rest is an object with a single key:
//! `{"$dec":"1.50"}`, `{"$date":"2026-11-30"}`, `{"$time":1795392000000000}`, `{"$period":"2wd"}`, `{"$sealed":"<hex>"}`.
//! A key of an ordinary map that begins with `$` is written with the `$` doubled. A floating-point
//! number is refused: it has no exact meaning here.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::de::{Error as _, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Hash, Map, Moment, Value};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::Text(text) => serializer.serialize_str(text),
            // Zero has no sign: one value, one text.
            Value::Decimal(value) if value.is_zero() => tagged(serializer, "$dec", &Written(&value.abs())),
            Value::Decimal(value) => tagged(serializer, "$dec", &Written(value)),
            Value::Date(date) => tagged(serializer, "$date", &Written(date)),
            Value::Time(moment) => tagged(serializer, "$time", moment),
            Value::Period(period) => tagged(serializer, "$period", period),
            Value::Sealed(hash) => tagged(serializer, "$sealed", hash),
            Value::List(items) => serializer.collect_seq(items),
            Value::Map(map) => serializer.collect_map(map.iter().map(|(key, value)| (escape(key), value))),
        }
    }
}

fn tagged<S: Serializer, T: Serialize>(serializer: S, tag: &str, value: &T) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(tag, value)?;
    map.end()
}

/// Serializes as the text that `Display` writes.
struct Written<'a, T>(&'a T);

impl<T: fmt::Display> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

fn escape(key: &str) -> Cow<'_, str> {
    if key.starts_with('$') { Cow::Owned(format!("${key}")) } else { Cow::Borrowed(key) }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value in the form that the ledger stores")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map(Value::Int).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let key = match key.strip_prefix('$') {
                None => key,
                Some(escaped) if escaped.starts_with('$') => escaped.to_owned(),
                Some(_) if map.is_empty() => return read_tagged(&key, access),
                Some(_) => return Err(A::Error::custom(format!("`{key}` beside other keys"))),
            };
            let value = access.next_value()?;
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("`{key}` twice in one map")));
            }
            map.insert(key, value);
        }
        Ok(Value::Map(map))
    }
}

fn read_tagged<'de, A: MapAccess<'de>>(tag: &str, mut access: A) -> Result<Value, A::Error> {
    let value = match tag {
        "$dec" => {
            let text: String = access.next_value()?;
            let value = Decimal::from_str_exact(&text).map_err(A::Error::custom)?;
            Value::Decimal(value)
        }
        "$date" => Value::Date(access.next_value::<String>()?.parse::<Date>().map_err(A::Error::custom)?),
        "$time" => Value::Time(Moment(access.next_value()?)),
        "$period" => Value::Period(access.next_value()?),
        "$sealed" => Value::Sealed(access.next_value::<Hash>()?),
        _ => return Err(A::Error::custom(format!("unknown type `{tag}`"))),
    };
    match access.next_key::<String>()? {
        None => Ok(value),
        Some(other) => Err(A::Error::custom(format!("`{other}` beside `{tag}`"))),
    }
}
