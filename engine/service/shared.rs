//! What cases share, inside the write transaction: lines for locks, folders, where other cases stand.
//!
//! The rules of the lines are the core's ([`Lines`]); this module only keeps them in the store.

use guicheng_core::case::{Claim, Lines, Snapshot};
use guicheng_core::guard::Question;
use guicheng_core::value::{Map, Value, canonical};

use super::ServiceError;
use crate::store::Tx;
use crate::store::tables::case::{InstanceRow, SnapshotRow};
use crate::store::tables::shared::FolderRow;

/// The answer to a question about other cases, for the case that asks.
pub(super) async fn answer(tx: &mut Tx, asking: &str, question: &Question) -> Result<Value, ServiceError> {
    Ok(match question {
        Question::Lock { lock, place } => {
            let lines = lines(tx).await?;
            let circle = lines.is_circle(lock, &Claim::new(asking, place));
            let ahead = lines.line(lock).len() as i64;
            Value::Map(
                [("ahead".to_owned(), Value::Int(ahead)), ("circle".to_owned(), Value::Bool(circle))].into(),
            )
        }
        Question::Folder { folder } => Value::Map(folder_of(tx, folder).await?),
        Question::Cases { folder, policy } => {
            let mut seen = Vec::new();
            for row in tx.read().folder_cases(folder).await?.into_iter().filter(|row| row.instance != asking)
            {
                let snapshot = snapshot(tx, &row.instance).await?;
                if policy.as_ref().is_none_or(|policy| *policy == snapshot.policy) {
                    seen.push(snapshot.as_seen(&row.instance));
                }
            }
            Value::List(seen)
        }
        Question::InState { case, state } => match instance_called(tx, case).await? {
            Some(instance) => Value::Bool(snapshot(tx, &instance).await?.is_active(state)),
            None => Value::Null,
        },
        _ => Value::Null,
    })
}

/// All lines as they stand.
pub(super) async fn lines(tx: &mut Tx) -> Result<Lines, ServiceError> {
    let mut lines = Lines::default();
    for row in tx.read().lock_lines().await? {
        lines.set(row.name, serde_json::from_str(&row.line).map_err(broken)?);
    }
    Ok(lines)
}

/// What lies in a folder; an unknown one is empty.
pub(super) async fn folder_of(tx: &mut Tx, name: &str) -> Result<Map, ServiceError> {
    match tx.get::<FolderRow>(name).await? {
        Some(row) => canonical::from_str(&row.fields).map_err(broken),
        None => Ok(Map::new()),
    }
}

/// By number or by instance id.
async fn instance_called(tx: &mut Tx, name: &str) -> Result<Option<String>, ServiceError> {
    if let Some(row) = tx.get::<InstanceRow>(name).await? {
        return Ok(Some(row.id.clone()));
    }
    Ok(tx.read().instance_by_number(name).await?.map(|row| row.id))
}

async fn snapshot(tx: &mut Tx, instance: &str) -> Result<Snapshot, ServiceError> {
    match tx.get::<SnapshotRow>(instance).await? {
        Some(row) => canonical::from_str(&row.content).map_err(broken),
        None => Err(ServiceError::not_found("no-such-case")),
    }
}

fn broken(error: impl ToString) -> ServiceError {
    ServiceError::Broken(error.to_string())
}
