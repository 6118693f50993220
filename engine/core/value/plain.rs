//! Values as programs outside expect them: one-way, for the API and for pages' data.
//!
//! Not for storage: a decimal and a text look the same here. `wire` is what is stored.

use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::Value;

impl Value {
    /// Ordinary JSON: a decimal as a string (`"1.50"`), a date as ISO 8601, a time as RFC 3339 in
    /// the given zone, a period as `2wd`, a sealed value as null.
    pub fn plain(&self, tz: &TimeZone) -> Json {
        match self {
            Value::Null | Value::Sealed(_) => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => Json::from(*value),
            Value::Decimal(value) => Json::String(value.to_string()),
            Value::Text(text) => Json::String(text.clone()),
            Value::Date(date) => Json::String(date.to_string()),
            Value::Period(period) => Json::String(period.to_string()),
            Value::Time(moment) => Json::String(moment.to_rfc3339(tz)),
            Value::List(items) => items.iter().map(|item| item.plain(tz)).collect(),
            Value::Map(map) => plain_map(map, tz),
        }
    }
}

/// [`Value::plain`] of a whole record.
pub fn plain_map(map: &super::Map, tz: &TimeZone) -> Json {
    Json::Object(map.iter().map(|(key, value)| (key.clone(), value.plain(tz))).collect())
}
