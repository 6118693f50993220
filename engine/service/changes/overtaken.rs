//! A release overtakes other changes of the same documents: what was signed of them was signed over a base that is not in
//! force any more. Their signatures are void at once, in the release's own transaction, and their cases are told: the
//! procedure leads them back and lets the signers know (chapter 1, 4.11).

use guicheng_core::ledger;
use guicheng_core::value::{Map, Value};

use super::super::carry::Carry;
use super::super::{ServiceError, signatures};
use super::gather::about;
use super::{change_in, items_in, signed};
use crate::limits;
use crate::store::tables::change::{ChangeRow, ChangeStatus, SignatureRow};
use crate::store::tables::count::MetaRow;
use crate::store::{Tx, Unit};

/// Carries this out if the step that the unit holds has released a change.
pub(in crate::service) async fn overtake(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &mut Option<Unit>,
) -> Result<(), ServiceError> {
    let version = super::super::shelf::VERSION;
    let released = |unit: &Unit| unit.pending::<MetaRow>().flatten().any(|row| row.name == version);
    if carry.policy != limits::CHANGE_POLICY || !unit.as_ref().is_some_and(released) {
        return Ok(());
    }
    for status in [ChangeStatus::InReview, ChangeStatus::Approved] {
        for row in tx.read().changes(Some(status)).await? {
            let other = change_in(tx, unit.as_ref(), &row.id).await?;
            let Some(other) = other.filter(|other| other.id != carry.instance && other.status == status)
            else {
                continue;
            };
            let documents = overlap(carry, tx, unit.as_ref(), &other).await?;
            if !documents.is_empty() {
                one(carry, tx, unit, &other, documents).await?;
            }
        }
    }
    Ok(())
}

/// Documents of another change whose base this release has taken out of force.
async fn overlap(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: Option<&Unit>,
    other: &ChangeRow,
) -> Result<Vec<String>, ServiceError> {
    let released = items_in(tx, unit, carry.instance).await?;
    let theirs = items_in(tx, unit, &other.id).await?;
    let late = theirs.into_iter().filter(|item| {
        released.iter().any(|new| new.document == item.document && new.hash != item.base_hash)
    });
    Ok(late.map(|item| item.document).collect())
}

async fn one(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &mut Option<Unit>,
    other: &ChangeRow,
    documents: Vec<String>,
) -> Result<(), ServiceError> {
    let Some(open) = unit.as_mut() else { return Ok(()) };
    let rows = signed::signatures_in(tx, open, &other.id).await?;
    let actor = ledger::Actor { authority: "cascade".to_owned(), ..carry.actor.clone() };
    let body =
        serde_json::json!({ "cause": open.seq(), "change": carry.instance, "documents": documents.clone() });
    open.entry(about(&other.id, "overtaken", carry.now, actor.clone(), body));
    signatures::void(open, &rows, "overtaken", carry.now);
    let mut data = Map::new();
    data.insert("edit".to_owned(), Value::from("overtaken"));
    data.insert("documents".to_owned(), Value::List(documents.into_iter().map(Value::Text).collect()));
    data.insert("signers".to_owned(), signers(&rows));
    super::editing::signal(carry.inner, tx, unit, actor, "edited", data, &other.id, carry.now).await
}

/// Posts in which somebody signed what is void now; the author has the work before them again and needs no telling.
pub(super) fn signers(rows: &[SignatureRow]) -> Value {
    let valid = rows.iter().filter(|row| row.voided_at.is_none() && row.meaning != "prepare");
    let mut posts: Vec<String> = valid.filter_map(|row| row.post.clone()).collect();
    posts.sort_unstable();
    posts.dedup();
    Value::List(posts.into_iter().map(Value::Text).collect())
}
