//! What must have been signed, whatever a policy says.

use std::collections::BTreeSet;

use guicheng_core::ledger;
use guicheng_core::value::{Hash, Moment};

use super::super::ServiceError;
use super::{change_in, items_in};
use crate::limits;
use crate::store::tables::change::{ChangeItemRow, ChangeRow, SignatureRow};
use crate::store::{Page, Tx, Unit};

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

/// Everybody who wrote in a change: its author, who edited it at any time (the ledger has each edit, also where somebody
/// else saved over it later), and who signed for having prepared it.
pub(super) async fn writers(
    tx: &mut Tx,
    change: &ChangeRow,
    items: &[ChangeItemRow],
    rows: &[SignatureRow],
) -> Result<BTreeSet<String>, ServiceError> {
    let mut writers = BTreeSet::from([change.author.clone()]);
    writers.extend(items.iter().map(|item| item.edited_by.clone()));
    let prepared = rows.iter().filter(|row| row.voided_at.is_none() && row.meaning == "prepare");
    writers.extend(prepared.map(|row| row.person.clone()));
    let mut page = Page { offset: 0, limit: limits::PAGE };
    loop {
        let history = tx.read().history(&change.id, page).await?;
        let read = history.len();
        for row in history.into_iter().filter(|row| row.kind == "edit") {
            // An answer to a finding is no part of the bundle.
            let body = serde_json::from_str::<ledger::Entry>(&row.leaf).ok().map(|entry| entry.body);
            if body.is_some_and(|body| body["edit"] != "answer") {
                writers.extend(row.person);
            }
        }
        if read < page.limit as usize {
            return Ok(writers);
        }
        page.offset += page.limit;
    }
}

/// Refuses a review or an approval by somebody who wrote in the change: at the signature, not when it should take effect.
pub(in crate::service) async fn check_own_work(
    tx: &mut Tx,
    case: &str,
    meaning: &str,
    person: &str,
) -> Result<(), ServiceError> {
    if !matches!(meaning, "review" | "approve") {
        return Ok(());
    }
    let Some(change) = change_in(tx, None, case).await? else { return Ok(()) };
    let items = items_in(tx, None, case).await?;
    let rows = tx.read().signatures(case).await?;
    match writers(tx, &change, &items, &rows).await?.contains(person) {
        true => Err(ServiceError::refused("change-own-work", [])),
        false => Ok(()),
    }
}

/// Refuses unless the present bundle has been prepared, reviewed and approved by three different people, none of whom
/// reviewed or approved what they wrote themselves. In an emergency the review comes later.
pub(super) fn check(
    writers: &BTreeSet<String>,
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
    let writers: BTreeSet<&str> = writers.iter().map(String::as_str).chain(prepared).collect();
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
