//! The values that records, variables and ledger entries are made of.
//!
//! One closed set of types, so that a snapshot means the same on every machine and in every year:
//! exact decimals, civil dates, instants in microseconds. There is deliberately no floating-point
//! number, and no value depends on a locale or a time zone.

pub mod canonical;
mod hash;
mod moment;
mod plain;
mod wire;

#[cfg(test)]
mod tests;

pub use hash::{Hash, HashError};
pub use moment::{Moment, MomentError};
pub use plain::plain_map;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::calendar::Period;

/// Named values in the order of their names: a record, the variables of a case, a row of a register.
pub type Map = BTreeMap<String, Value>;

/// One value of a record.
///
/// Written by serde in a self-describing form that loses nothing (see `wire`): plain JSON where
/// JSON has the type, otherwise an object with one key that begins with `$`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing was entered.
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    /// Money, weights, shares. Keeps its number of decimal places (`1.50` stays `1.50`).
    Decimal(Decimal),
    Text(String),
    /// A civil date, without a time zone.
    Date(Date),
    Time(Moment),
    /// A length of time as procedures write it: `2wd`.
    Period(Period),
    /// A personal value that is kept apart: only the commitment to it is here.
    Sealed(Hash),
    List(Vec<Value>),
    Map(Map),
}

impl Value {
    /// The type's name as policies and findings say it: `null`, `bool`, `integer`, `decimal`,
    /// `text`, `date`, `time`, `period`, `sealed`, `list` or `map`.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) => "integer",
            Value::Decimal(_) => "decimal",
            Value::Text(_) => "text",
            Value::Date(_) => "date",
            Value::Time(_) => "time",
            Value::Period(_) => "period",
            Value::Sealed(_) => "sealed",
            Value::List(_) => "list",
            Value::Map(_) => "map",
        }
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// An integer or decimal, as a decimal: the two compare and add up as numbers.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Int(number) => Some(Decimal::from(*number)),
            Value::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether nothing was entered.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Value {
        Value::Decimal(value)
    }
}

impl From<Date> for Value {
    fn from(value: Date) -> Value {
        Value::Date(value)
    }
}

impl From<Moment> for Value {
    fn from(value: Moment) -> Value {
        Value::Time(value)
    }
}

impl From<Period> for Value {
    fn from(value: Period) -> Value {
        Value::Period(value)
    }
}
