//! Answers a step's questions about the world, inside the write transaction.

use std::sync::Arc;

use guicheng_core::guard::Question;
use guicheng_core::value::{Map, Moment, Value, canonical};

use super::{Inner, ServiceError};
use crate::store::tables::case::{InstanceRow, InstanceStatus};
use crate::store::tables::count::{QuotaRow, SerialRow};
use crate::store::tables::register::RegisterRow;
use crate::store::{Key, Row, Tx, Unit};

/// The answer to a question, as it holds until the transaction commits: with the rows that the unit is going to write.
pub(super) async fn answer(
    inner: &Inner,
    tx: &mut Tx,
    unit: Option<&Unit>,
    instance: &str,
    question: &Question,
    now: Moment,
) -> Result<Value, ServiceError> {
    Ok(match question {
        Question::Holders { post } => {
            let staffing = inner.staffing(tx).await?;
            Value::List(
                staffing.to(post, now).into_iter().map(|row| Value::Text(row.person.clone())).collect(),
            )
        }
        Question::Serial { scope } => {
            Value::Int(get::<SerialRow>(tx, unit, scope.as_str()).await?.map_or(0, |row| row.last))
        }
        Question::Quota { scope } => {
            Value::Int(get::<QuotaRow>(tx, unit, scope.as_str()).await?.map_or(0, |row| row.used))
        }
        Question::Running { case } => running(tx, unit, case).await?,
        Question::Lock { .. }
        | Question::Folder { .. }
        | Question::Cases { .. }
        | Question::InState { .. } => super::shared::answer(tx, unit, instance, question).await?,
        Question::Row { register, key } if register == super::changes::REGISTER => {
            super::changes::row(inner, tx, unit, key).await?
        }
        Question::Row { register, key } if register == super::documents_due::REGISTER => {
            let rows = super::documents_due::rows(inner, tx).await?;
            let of_key = |row: &Map| row.get("key") == Some(&Value::from(key.as_str()));
            rows.into_iter().find(of_key).map_or(Value::Null, Value::Map)
        }
        Question::Row { register, key } if register == super::copies::REGISTER => {
            super::copies::row(tx, unit, key, now).await?
        }
        Question::Row { register, key } => match row(tx, unit, register, key).await? {
            Some(row) => Value::Map(fields(&row.key, &row.fields)?),
            None => Value::Null,
        },
        Question::Rows { register, filter } => {
            let mut found = Vec::new();
            let mut all = Vec::new();
            if register == super::changes::REGISTER {
                all = super::changes::rows(tx, unit).await?;
            } else if register == super::documents_due::REGISTER {
                all = super::documents_due::rows(inner, tx).await?;
            } else {
                for row in rows(tx, unit, register).await?.iter().filter(|row| row.active) {
                    all.push(fields(&row.key, &row.fields)?);
                }
            }
            for fields in all {
                let equal = |(name, wanted): (&String, &String)| {
                    fields.get(name).is_some_and(|value| plain(value) == *wanted)
                };
                if filter.iter().all(equal) {
                    found.push(Value::Map(fields));
                }
            }
            Value::List(found)
        }
    })
}

pub(super) async fn get<R: Row>(
    tx: &mut Tx,
    unit: Option<&Unit>,
    key: impl Into<Key>,
) -> Result<Option<Arc<R>>, ServiceError> {
    Ok(match unit {
        Some(unit) => unit.get::<R>(tx, key).await?,
        None => tx.get::<R>(key).await?,
    })
}

/// A register's rows, as they will be.
async fn rows(tx: &mut Tx, unit: Option<&Unit>, register: &str) -> Result<Vec<RegisterRow>, ServiceError> {
    let mut rows = tx.read().register(register).await?;
    let pending = unit.into_iter().flat_map(|unit| unit.pending::<RegisterRow>().flatten());
    let pending: Vec<Arc<RegisterRow>> = pending.filter(|row| row.register == register).collect();
    if !pending.is_empty() {
        rows.retain(|row| pending.iter().all(|changed| changed.key != row.key));
        rows.extend(pending.iter().map(|row| (**row).clone()));
        rows.sort_by(|a, b| a.key.cmp(&b.key));
    }
    Ok(rows)
}

async fn row(
    tx: &mut Tx,
    unit: Option<&Unit>,
    register: &str,
    key: &str,
) -> Result<Option<Arc<RegisterRow>>, ServiceError> {
    let pending = unit.into_iter().flat_map(|unit| unit.pending::<RegisterRow>().flatten());
    let found = pending.into_iter().find(|row| row.register == register && row.key == key);
    match found {
        Some(row) => Ok(Some(row)),
        None => Ok(tx.read().register_row(register, key).await?.map(Arc::new)),
    }
}

/// The instance id of a case that runs, by its id or number; also of one that this very transaction has begun.
async fn running(tx: &mut Tx, unit: Option<&Unit>, case: &str) -> Result<Value, ServiceError> {
    let row = match get::<InstanceRow>(tx, unit, case).await? {
        Some(row) => Some(row),
        None => {
            let mut pending = unit.into_iter().flat_map(|unit| unit.pending::<InstanceRow>().flatten());
            match pending.find(|row| row.number.as_deref() == Some(case)) {
                Some(row) => Some(row),
                None => match tx.read().instance_by_number(case).await? {
                    // As it will be.
                    Some(row) => get::<InstanceRow>(tx, unit, row.id.as_str()).await?,
                    None => None,
                },
            }
        }
    };
    let active = row.filter(|row| row.status == InstanceStatus::Active);
    Ok(active.map_or(Value::Null, |row| Value::Text(row.id.clone())))
}

pub(super) fn fields(key: &str, text: &str) -> Result<Map, ServiceError> {
    let mut map: Map = canonical::from_str(text).map_err(|e| ServiceError::Broken(e.to_string()))?;
    map.insert("key".to_owned(), Value::Text(key.to_owned()));
    Ok(map)
}

/// A value as filters compare it.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => other.plain(&jiff::tz::TimeZone::UTC).to_string().trim_matches('"').to_owned(),
    }
}
