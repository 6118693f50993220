//! Requests that can be repeated: the same key and request again gives the same answer, and nothing happens twice.

use std::collections::BTreeMap;

use guicheng_core::form::Input;
use guicheng_core::value::{Hash, Moment};
use serde_json::{Value as Json, json};

use super::carry::{Done, to_text};
use super::{Problem, ServiceError};
use crate::limits;
use crate::store::tables::count::IdempotencyRow;
use crate::store::{Tx, Unit};

/// What a request asks, as a hash: the same key with another request is a mistake.
pub(super) fn request_of(what: &Json, input: &BTreeMap<String, Input>) -> Result<Hash, ServiceError> {
    Ok(Hash::of(to_text(&json!([what, fields(input)]))?))
}

/// What was sent, field by field, with the way it came: a page's texts are judged otherwise than a program's values.
fn fields(input: &BTreeMap<String, Input>) -> Json {
    input.iter().map(|(name, input)| (name.clone(), sent(input))).collect::<serde_json::Map<_, _>>().into()
}

fn sent(input: &Input) -> Json {
    match input {
        Input::Json(value) => json!({ "json": without_floats(value) }),
        Input::Texts(texts) => json!({ "texts": texts }),
        Input::Rows(rows) => json!({ "rows": rows.iter().map(fields).collect::<Vec<_>>() }),
    }
}

/// The canonical text knows no floats: a number stands as its text, apart from texts that look like it.
fn without_floats(value: &Json) -> Json {
    match value {
        Json::Number(number) => json!({ "number": number.to_string() }),
        Json::Array(items) => items.iter().map(without_floats).collect(),
        Json::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), without_floats(value)));
            json!({ "object": fields.collect::<serde_json::Map<_, _>>() })
        }
        other => other.clone(),
    }
}

/// The answer that this key was given before.
pub(super) async fn repeated(
    tx: &mut Tx,
    person: &str,
    key: Option<&str>,
    request: Hash,
) -> Result<Option<Done>, ServiceError> {
    let Some(key) = key else { return Ok(None) };
    if key.is_empty() || key.len() > limits::IDEMPOTENCY_KEY_BYTES {
        let limit = limits::IDEMPOTENCY_KEY_BYTES.to_string();
        return Err(ServiceError::refused("idempotency-key", [("limit", limit)]));
    }
    let Some(row) = tx.get::<IdempotencyRow>((person, key)).await? else { return Ok(None) };
    if row.request_hash != request {
        return Err(ServiceError::Conflict(Problem::new("idempotency-mismatch", [])));
    }
    serde_json::from_str(&row.response).map(Some).map_err(|e| ServiceError::Broken(e.to_string()))
}

/// Keeps the answer for the same key.
pub(super) fn remember(
    unit: &mut Unit,
    person: &str,
    key: Option<&str>,
    request_hash: Hash,
    done: &Done,
    at: Moment,
) -> Result<(), ServiceError> {
    if let Some(key) = key {
        let response = serde_json::to_string(done).map_err(|e| ServiceError::Broken(e.to_string()))?;
        unit.put(IdempotencyRow {
            person: person.to_owned(),
            key: key.to_owned(),
            request_hash,
            response,
            at,
        });
    }
    Ok(())
}
