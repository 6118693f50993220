//! What a policy's write to the register `change` means: the change moves on, or the whole step is refused.

use guicheng_core::value::{Hash, Map, Value};

use super::super::carry::Carry;
use super::super::{Problem, ServiceError};
use super::basis::{is_current, outdated};
use super::evidence::Weight;
use super::facts::numbered;
use super::release::release;
use super::{hash_of, items_in, signed};
use crate::limits;
use crate::store::tables::change::{ChangeItemRow, ChangeRow, ChangeStatus};
use crate::store::{Tx, Unit};

/// Carries out `{ register: change, key: …, set: { status: … } }`.
pub(in crate::service) async fn write(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &mut Unit,
    number: &str,
    set: &Map,
) -> Result<(), ServiceError> {
    let change = numbered(tx, Some(unit), number).await?;
    let change = change.ok_or_else(|| ServiceError::not_found("no-such-change"))?;
    // Only a change's own case moves it.
    if change.id != carry.instance {
        return Err(ServiceError::refused("change-not-own", [("number", number.to_owned())]));
    }
    let wanted = match (set.len(), set.get("status").and_then(Value::as_text)) {
        (1, Some(word)) => ChangeStatus::of(word),
        _ => None,
    };
    let Some(wanted) = wanted else {
        return Err(ServiceError::refused("change-status-unknown", []));
    };
    move_to(carry, tx, unit, change, wanted).await
}

async fn move_to(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &mut Unit,
    change: ChangeRow,
    wanted: ChangeStatus,
) -> Result<(), ServiceError> {
    use ChangeStatus as Is;
    // Once again the same is nothing: what has come into force does not come into force twice.
    if change.status == wanted {
        return Ok(());
    }
    let items = items_in(tx, Some(unit), &change.id).await?;
    let bundle = hash_of(&change, &items)?;
    let now = carry.now;
    match (change.status, wanted) {
        (Is::InReview | Is::Approved, Is::Draft) => {
            signed::void(tx, unit, &change.id, "returned", now).await?;
            unit.put(ChangeRow { status: wanted, ..change });
        }
        (Is::Draft, Is::InReview) => {
            submittable(carry, tx, unit, &change, &items).await?;
            unit.put(ChangeRow { status: wanted, ..change });
        }
        (Is::InReview, Is::Approved) => {
            // Whether it still fits is asked when it takes effect: its procedure may lead it back instead.
            check_signed(tx, unit, &change, &items, &bundle, !change.emergency).await?;
            unit.put(ChangeRow { status: wanted, ..change });
        }
        (Is::Approved, Is::Effective) => {
            if let Some(at) = change.wanted_at.filter(|at| *at > now && !change.emergency) {
                return Err(ServiceError::refused("change-too-early", [("at", at.0.to_string())]));
            }
            // Signatures may have been voided since, and other documents may be in force.
            check_signed(tx, unit, &change, &items, &bundle, !change.emergency).await?;
            fits(carry, tx, unit, &items).await?;
            release(carry, tx, unit, change, &items).await?;
        }
        (Is::Effective, Is::Closed) => {
            unit.put(ChangeRow { status: wanted, ended_at: Some(now), ..change });
        }
        (Is::Draft | Is::InReview | Is::Approved, Is::Withdrawn) => {
            signed::void(tx, unit, &change.id, "withdrawn", now).await?;
            unit.put(ChangeRow { status: wanted, ended_at: Some(now), ..change });
        }
        (from, to) => {
            let args = [("from", from.word().to_owned()), ("to", to.word().to_owned())];
            return Err(ServiceError::refused("change-status", args));
        }
    }
    Ok(())
}

async fn check_signed(
    tx: &mut Tx,
    unit: &Unit,
    change: &ChangeRow,
    items: &[ChangeItemRow],
    bundle: &Hash,
    review_too: bool,
) -> Result<(), ServiceError> {
    let rows = signed::signatures_in(tx, unit, &change.id).await?;
    let writers = signed::writers(tx, change, items, &rows).await?;
    signed::check(&writers, bundle, &rows, review_too)
}

/// Refuses a bundle whose base is not in force, or that disagrees with what is.
async fn fits(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &Unit,
    items: &[ChangeItemRow],
) -> Result<(), ServiceError> {
    let old = carry.inner.in_force(tx).await?;
    let late = outdated(&old, items);
    if !late.is_empty() {
        return Err(ServiceError::refused("change-stale", [("documents", late.join(", "))]));
    }
    if carry.inner.combined(tx, Some(unit), items).await?.books.is_none() {
        return Err(ServiceError::refused("change-unfit", []));
    }
    Ok(())
}

async fn submittable(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &Unit,
    change: &ChangeRow,
    items: &[ChangeItemRow],
) -> Result<(), ServiceError> {
    let with = |code, name, value: String| Err(ServiceError::refused(code, [(name, value)]));
    if items.is_empty() {
        return Err(ServiceError::refused("change-empty", []));
    }
    if let Some(same) = items.iter().find(|item| item.hash == item.base_hash) {
        return with("change-item-same", "document", same.document.clone());
    }
    if !is_current(carry.inner, tx, Some(unit), change).await? {
        return Err(ServiceError::Conflict(Problem::new("change-evidence-old", [])));
    }
    let late = outdated(&carry.inner.in_force(tx).await?, items);
    if !late.is_empty() {
        return with("change-stale", "documents", late.join(", "));
    }
    let Some(hash) = &change.evidence else { return Ok(()) };
    let bytes = super::super::shelf::bytes_of(&mut super::super::fill::From::Tx(tx), hash).await?;
    let evidence = super::gather::read(&bytes)?;
    let errors = evidence.count(Weight::Error);
    if errors > 0 {
        return with("change-errors", "count", errors.to_string());
    }
    let moves = evidence.cases.as_ref().map_or(0, |cases| cases.moves);
    if moves > limits::MOVED_CASES {
        return with("moves-too-many", "limit", limits::MOVED_CASES.to_string());
    }
    match evidence.failed() {
        0 => Ok(()),
        failed => with("change-stories-failed", "count", failed.to_string()),
    }
}
