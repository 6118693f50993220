//! Answers a step's questions about the world, inside the write transaction.

use guicheng_core::guard::Question;
use guicheng_core::value::{Map, Moment, Value, canonical};

use super::{Inner, ServiceError};
use crate::store::Tx;
use crate::store::tables::case::{InstanceRow, InstanceStatus};
use crate::store::tables::count::{QuotaRow, SerialRow};

/// The answer to a question, as it holds until the transaction commits.
pub(super) async fn answer(
    inner: &Inner,
    tx: &mut Tx,
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
            Value::Int(tx.get::<SerialRow>(scope.as_str()).await?.map_or(0, |row| row.last))
        }
        Question::Quota { scope } => {
            Value::Int(tx.get::<QuotaRow>(scope.as_str()).await?.map_or(0, |row| row.used))
        }
        Question::Running { case } => {
            let row = match tx.get::<InstanceRow>(case.as_str()).await? {
                Some(row) => Some(row.id.clone()).filter(|_| row.status == InstanceStatus::Active),
                None => {
                    let row = tx.read().instance_by_number(case).await?;
                    row.filter(|row| row.status == InstanceStatus::Active).map(|row| row.id)
                }
            };
            row.map_or(Value::Null, Value::Text)
        }
        Question::Lock { .. }
        | Question::Folder { .. }
        | Question::Cases { .. }
        | Question::InState { .. } => super::shared::answer(tx, instance, question).await?,
        Question::Row { register, key } => match tx.read().register_row(register, key).await? {
            Some(row) => Value::Map(fields(&row.key, &row.fields)?),
            None => Value::Null,
        },
        Question::Rows { register, filter } => {
            let mut rows = Vec::new();
            for row in tx.read().register(register).await? {
                let fields = fields(&row.key, &row.fields)?;
                let equal = |(name, wanted): (&String, &String)| {
                    fields.get(name).is_some_and(|value| plain(value) == *wanted)
                };
                if row.active && filter.iter().all(equal) {
                    rows.push(Value::Map(fields));
                }
            }
            Value::List(rows)
        }
    })
}

fn fields(key: &str, text: &str) -> Result<Map, ServiceError> {
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
