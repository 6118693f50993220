//! What cases share, inside the write transaction: lines for locks, folders, where other cases stand.
//!
//! The rules of the lines are the core's ([`Lines`]); this module only keeps them in the store.

use std::collections::BTreeSet;

use guicheng_core::case::{Claim, Effect, Lines};
use guicheng_core::guard::Question;
use guicheng_core::value::{Map, Value, canonical};

use super::ServiceError;
use super::answers::get;
use super::carry::{load, to_text};
use crate::store::tables::case::InstanceRow;
use crate::store::tables::shared::{FolderCaseRow, FolderRow, LockRow};
use crate::store::{Tx, Unit};

/// The answer to a question about other cases, for the case that asks: with what the unit is going to write.
pub(super) async fn answer(
    tx: &mut Tx,
    unit: Option<&Unit>,
    asking: &str,
    question: &Question,
) -> Result<Value, ServiceError> {
    Ok(match question {
        Question::Lock { lock, place } => {
            let lines = lines(tx, unit).await?;
            let circle = lines.is_circle(lock, &Claim::new(asking, place));
            let ahead = Value::Int(lines.line(lock).len() as i64);
            Value::Map([("ahead".to_owned(), ahead), ("circle".to_owned(), Value::Bool(circle))].into())
        }
        Question::Folder { folder } => Value::Map(folder_of(tx, unit, folder).await?),
        Question::Cases { folder, policy } => {
            let mut seen = Vec::new();
            for case in members(tx, unit, folder).await?.into_iter().filter(|case| case != asking) {
                let snapshot = load(tx, unit, &case).await?.snapshot;
                if policy.as_ref().is_none_or(|policy| *policy == snapshot.policy) {
                    seen.push(snapshot.as_seen(&case));
                }
            }
            Value::List(seen)
        }
        Question::InState { case, state } => match named(tx, unit, case).await? {
            Some(case) => Value::Bool(load(tx, unit, &case).await?.snapshot.is_active(state)),
            None => Value::Null,
        },
        _ => Value::Null,
    })
}

/// Keeps what a step has changed of it.
pub(super) async fn keep(
    tx: &mut Tx,
    unit: &mut Unit,
    instance: &str,
    effect: &Effect,
) -> Result<(), ServiceError> {
    match effect {
        Effect::LockAsked { lock, place } => {
            let mut line = line(tx, Some(unit), lock).await?;
            line.push(Claim::new(instance, place));
            put_line(unit, lock, &line)?;
        }
        Effect::LockReleased { lock, place } => {
            let mut line = line(tx, Some(unit), lock).await?;
            line.retain(|claim| claim.case != instance || claim.place != *place);
            put_line(unit, lock, &line)?;
        }
        Effect::FolderJoined { folder } => {
            unit.put(FolderCaseRow { folder: folder.clone(), instance: instance.to_owned() });
        }
        Effect::Folder { folder, set } => {
            let mut fields = folder_of(tx, Some(unit), folder).await?;
            fields.extend(set.clone());
            fields.retain(|_, value| !value.is_null());
            unit.put(FolderRow { name: folder.clone(), fields: to_text(&fields)? });
        }
        _ => {}
    }
    Ok(())
}

/// The case, and its place, whose turn it is now and that does not know yet.
pub(super) async fn next_holder(
    tx: &mut Tx,
    unit: Option<&Unit>,
    lock: &str,
) -> Result<Option<(String, String)>, ServiceError> {
    let Some(Claim { case, place }) = line(tx, unit, lock).await?.into_iter().next() else { return Ok(None) };
    let waits = load(tx, unit, &case).await?.snapshot.locks.get(&place).is_some_and(|lock| !lock.held);
    Ok(waits.then_some((case, place)))
}

/// Cases of a folder, the oldest first: an id begins with the time of its start.
pub(super) async fn members(
    tx: &mut Tx,
    unit: Option<&Unit>,
    folder: &str,
) -> Result<BTreeSet<String>, ServiceError> {
    let rows = tx.read().folder_cases(folder).await?;
    let pending = unit.into_iter().flat_map(|unit| unit.pending::<FolderCaseRow>().flatten());
    let pending = pending.filter(|row| row.folder == folder).map(|row| row.instance.clone());
    Ok(rows.into_iter().map(|row| row.instance).chain(pending).collect())
}

/// All lines as they stand.
async fn lines(tx: &mut Tx, unit: Option<&Unit>) -> Result<Lines, ServiceError> {
    let rows = tx.read().lock_lines().await?;
    let pending = unit.into_iter().flat_map(|unit| unit.pending::<LockRow>().flatten());
    let names: BTreeSet<String> =
        rows.into_iter().map(|row| row.name).chain(pending.map(|row| row.name.clone())).collect();
    let mut lines = Lines::default();
    for name in names {
        let line = line(tx, unit, &name).await?;
        lines.set(name, line);
    }
    Ok(lines)
}

async fn line(tx: &mut Tx, unit: Option<&Unit>, lock: &str) -> Result<Vec<Claim>, ServiceError> {
    match get::<LockRow>(tx, unit, lock).await? {
        Some(row) => serde_json::from_str(&row.line).map_err(broken),
        None => Ok(Vec::new()),
    }
}

/// A lock that nobody wants has no row.
fn put_line(unit: &mut Unit, lock: &str, line: &[Claim]) -> Result<(), ServiceError> {
    if line.is_empty() {
        unit.delete::<LockRow>(lock);
    } else {
        unit.put(LockRow { name: lock.to_owned(), line: serde_json::to_string(line).map_err(broken)? });
    }
    Ok(())
}

/// What lies in a folder; an unknown one is empty.
async fn folder_of(tx: &mut Tx, unit: Option<&Unit>, name: &str) -> Result<Map, ServiceError> {
    match get::<FolderRow>(tx, unit, name).await? {
        Some(row) => canonical::from_str(&row.fields).map_err(broken),
        None => Ok(Map::new()),
    }
}

/// The case of an instance id or number.
async fn named(tx: &mut Tx, unit: Option<&Unit>, name: &str) -> Result<Option<String>, ServiceError> {
    if let Some(row) = get::<InstanceRow>(tx, unit, name).await? {
        return Ok(Some(row.id.clone()));
    }
    let is_it = |row: &std::sync::Arc<InstanceRow>| row.number.as_deref() == Some(name);
    let pending = unit.and_then(|unit| unit.pending::<InstanceRow>().flatten().find(is_it));
    match pending {
        Some(row) => Ok(Some(row.id.clone())),
        None => Ok(tx.read().instance_by_number(name).await?.map(|row| row.id)),
    }
}

fn broken(error: impl ToString) -> ServiceError {
    ServiceError::Broken(error.to_string())
}
