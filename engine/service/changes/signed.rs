//! What must have been signed, whatever a policy says.

use std::collections::BTreeSet;

use guicheng_core::value::{Hash, Moment};

use super::super::ServiceError;
use crate::store::tables::change::{ChangeItemRow, ChangeRow, SignatureRow};
use crate::store::{Tx, Unit};

/// A change's signatures, as they will be with the unit's rows.
pub(super) async fn signatures_in(
    tx: &mut Tx,
    unit: &Unit,
    change: &str,
) -> Result<Vec<SignatureRow>, ServiceError> {
    let mut rows = tx.read().signatures(change).await?;
    for pending in unit.pending::<SignatureRow>().flatten() {
        if pending.instance.as_deref() != Some(change) {
            continue;
        }
        rows.retain(|row| row.id != pending.id);
        rows.push((*pending).clone());
    }
    Ok(rows)
}

/// Voids what is still valid, by the unit's present entry.
pub(super) async fn void(
    tx: &mut Tx,
    unit: &mut Unit,
    change: &str,
    reason: &str,
    now: Moment,
) -> Result<(), ServiceError> {
    let rows = signatures_in(tx, unit, change).await?;
    super::super::signatures::void(unit, &rows, reason, now);
    Ok(())
}

/// Refuses unless the present bundle has been prepared, reviewed and approved by three different people, none of whom
/// reviewed or approved what they wrote themselves. In an emergency the review comes later.
pub(super) fn check(
    change: &ChangeRow,
    items: &[ChangeItemRow],
    bundle: &Hash,
    rows: &[SignatureRow],
    review_too: bool,
) -> Result<(), ServiceError> {
    let bundle = bundle.to_string();
    let valid = |row: &&SignatureRow| row.voided_at.is_none() && covers(row, &bundle);
    let by = |meaning: &str| -> BTreeSet<&str> {
        rows.iter()
            .filter(valid)
            .filter(|row| row.meaning == meaning)
            .map(|row| row.person.as_str())
            .collect()
    };
    let (prepared, reviewed, approved) = (by("prepare"), by("review"), by("approve"));
    let missing = [("prepare", &prepared), ("review", &reviewed), ("approve", &approved)];
    for (meaning, people) in missing {
        if people.is_empty() && (meaning != "review" || review_too) {
            return Err(ServiceError::refused("change-not-signed", [("meaning", meaning.to_owned())]));
        }
    }
    let mut writers: BTreeSet<&str> = prepared;
    writers.insert(&change.author);
    writers.extend(items.iter().map(|item| item.edited_by.as_str()));
    let others = |people: &BTreeSet<&str>| people.difference(&writers).count() > 0;
    let two = reviewed.union(&approved).filter(|person| !writers.contains(*person)).count() > 1;
    if !others(&approved) || (review_too && !(others(&reviewed) && two)) {
        return Err(ServiceError::refused("change-same-person", []));
    }
    Ok(())
}

fn covers(row: &SignatureRow, bundle: &str) -> bool {
    let statement: Result<serde_json::Value, _> = serde_json::from_str(&row.statement);
    statement.is_ok_and(|statement| statement.get("bundle").and_then(|b| b.as_str()) == Some(bundle))
}
