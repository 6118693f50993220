//! A change begins with its case, in the same transaction.

use guicheng_core::case::{Command, Snapshot};
use guicheng_core::value::{Map, Value};

use super::super::ServiceError;
use super::super::carry::Carry;
use crate::limits;
use crate::store::Unit;
use crate::store::tables::change::{ChangeRow, ChangeStatus};

/// Makes the row of a change when a case of its policy starts.
pub(in crate::service) fn begin(
    carry: &Carry<'_>,
    unit: &mut Unit,
    command: &Command,
    after: &Snapshot,
) -> Result<(), ServiceError> {
    if carry.policy != limits::CHANGE_POLICY || !matches!(command, Command::Start { .. }) {
        return Ok(());
    }
    // Somebody has to answer for it: what a clock starts has no author.
    let author = carry.actor.person.clone();
    let author = author.ok_or_else(|| ServiceError::refused("change-no-author", []))?;
    let record = &after.record;
    let (title, reason) = (text(record, "title"), text(record, "reason"));
    super::edit::check_texts(&title, &reason)?;
    unit.put(ChangeRow {
        id: carry.instance.to_owned(),
        number: after.number.clone(),
        status: ChangeStatus::Draft,
        title,
        reason,
        author,
        created_at: carry.now,
        wanted_at: match record.get("wanted_at") {
            Some(Value::Time(at)) => Some(*at),
            _ => None,
        },
        edition: record.get("edition") == Some(&Value::Bool(true)),
        emergency: record.get("emergency") == Some(&Value::Bool(true)),
        moves: "{}".to_owned(),
        notes: "{}".to_owned(),
        version: 1,
        evidence: None,
        basis: None,
        ended_at: None,
    });
    Ok(())
}

fn text(record: &Map, name: &str) -> String {
    record.get(name).and_then(Value::as_text).unwrap_or_default().trim().to_owned()
}
