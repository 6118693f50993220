//! Canonical JSON, version 1: one text for one value, the bytes that hashes are taken of.
//!
//! In the spirit of RFC 8785: no white space; object keys sorted by their UTF-8 bytes; in texts
//! only `"`, `\` and control characters are escaped, the latter shortest; numbers are integers.
//! It differs from RFC 8785 in two points: keys sort by UTF-8 bytes rather than UTF-16 units, and a
//! floating-point number is an error. Sorting is done here and never left to a map's order, so
//! that no feature of serde_json switched on elsewhere can change a hash.
//!
//! A change of these rules would be version 2 beside version 1, never an edit.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::ser::{self, Serialize};

mod writer;

/// What cannot be written canonically, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// A floating-point number: it has no single exact text.
    #[error("a floating-point number has no canonical form")]
    Float,
    /// An integer outside 64 bits.
    #[error("an integer beyond 64 bits has no canonical form")]
    Integer,
    /// Object keys must be texts.
    #[error("an object's key is not a text")]
    Key,
    /// The same key twice in one object.
    #[error("key `{0}` twice in one object")]
    Duplicate(String),
    /// The text is not JSON, or not of the type that was asked for.
    #[error("cannot be read: {0}")]
    Read(#[from] serde_json::Error),
    /// The value's own `Serialize` failed.
    #[error("{0}")]
    Custom(String),
}

impl ser::Error for CanonicalError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        CanonicalError::Custom(message.to_string())
    }
}

/// The canonical text of a value.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, CanonicalError> {
    let mut out = String::with_capacity(256);
    value.serialize(writer::Writer { out: &mut out })?;
    Ok(out)
}

/// Reads a JSON text. It need not be canonical: who must know compares [`to_string`] of the result.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, CanonicalError> {
    Ok(serde_json::from_str(text)?)
}
