//! A change takes effect: all of its documents at once, in the transaction of the step that says so.
//!
//! Old revisions end where the new ones begin. What is in force has a new version, so that every node reads it before it
//! begins anything. Running cases stay where they are unless the change moves them.

use std::collections::BTreeMap;
use std::sync::Arc;

use guicheng_core::case::Moves;
use guicheng_core::document::{DocumentId, DocumentKind};
use guicheng_core::ledger;
use guicheng_core::value::{Hash, Moment};

use super::super::appointments::{self, Unknown};
use super::super::carry::{Carry, to_text};
use super::super::documents::Books;
use super::super::shelf::{InForce, VERSION};
use super::super::{ServiceError, suspects};
use super::gather::about;
use super::{Release, first, labels, move_cases, schedules};
use crate::store::tables::change::{ChangeItemRow, ChangeRow, ChangeStatus};
use crate::store::tables::count::MetaRow;
use crate::store::tables::document::{DocumentRow, RevisionRow, RevisionStatus};
use crate::store::{Tx, Unit};

/// The version of the documents that an entry brings into force. The hash keeps two that never meet apart: an entry of the
/// same number in a transaction that was given up.
pub(super) fn version_of(entry: i64, hashes: &BTreeMap<String, Hash>) -> Result<String, ServiceError> {
    let hash = Hash::of(to_text(hashes)?).to_string();
    Ok(format!("{entry}-{}", &hash[..16]))
}

/// Brings a bundle into force. It has been judged: it is signed, its base is in force and all documents agree.
pub(super) async fn release(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &mut Unit,
    change: ChangeRow,
    items: &[ChangeItemRow],
) -> Result<(), ServiceError> {
    let old = carry.inner.in_force(tx).await?;
    let combined = carry.inner.combined(tx, Some(unit), items).await?;
    let books = combined.books.clone().ok_or_else(|| ServiceError::refused("change-unfit", []))?;
    let mut told = Vec::new();
    let mut under = BTreeMap::new();
    for item in items {
        let label = revise(tx, unit, &change, item, carry.now).await?;
        told.push(serde_json::json!({
            "document": item.document, "base": item.base, "label": label, "hash": item.hash,
        }));
        under.extend(item.hash.map(|hash| (item.document.clone(), hash)));
    }
    // Numbers and owners of all documents may change with one of them.
    for (id, _) in books.documents() {
        let row = first::document_row(&books, id)?;
        if unit.get::<DocumentRow>(tx, row.id.as_str()).await?.is_none_or(|kept| *kept != row) {
            unit.put(row);
        }
    }
    let hashes: BTreeMap<String, Hash> =
        books.documents().map(|(id, document)| (id.to_string(), document.hash)).collect();
    let body = serde_json::json!({ "cause": unit.seq(), "number": change.number, "documents": told });
    let actor = ledger::Actor { authority: "cascade".to_owned(), ..carry.actor.clone() };
    let entry = about(&change.id, "release", carry.now, actor, body);
    unit.entry(ledger::Entry { under, ..entry });
    let version = version_of(unit.seq(), &hashes)?;
    unit.put(MetaRow { name: VERSION.to_owned(), content: version.clone() });
    let kept = tx.read().schedules().await?;
    schedules::reconcile(unit, &kept, Some(&old.books), &books, carry.now);
    // Under the release's entry, as it is the document that appoints.
    let appoints = |item: &ChangeItemRow| {
        DocumentId::parse(&item.document).is_some_and(|id| id.kind() == DocumentKind::Appointments)
    };
    if let Some(list) = books.appointments().filter(|_| items.iter().any(appoints)) {
        appointments::reconcile(tx, unit, list, books.calendar(), Unknown::Refused, carry.now).await?;
    }
    suspects::mark(tx, unit, &change, &old.books, &books, carry.now).await?;
    carry.inner.shelf.expect(InForce {
        version,
        books: Arc::clone(&books),
        files: combined.files.clone(),
        released: true,
    });
    move_running(carry, tx, unit, &change, &books).await?;
    let libraries = (&**old.books, &**books);
    super::super::readers::begin(tx, unit, &change, items, libraries, carry.now).await?;
    unit.put(ChangeRow { status: ChangeStatus::Effective, ..change });
    Ok(())
}

/// Moves the running cases that the change means to move, each with an entry of its own.
async fn move_running(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &mut Unit,
    change: &ChangeRow,
    books: &Books,
) -> Result<(), ServiceError> {
    let moves: Moves =
        serde_json::from_str(&change.moves).map_err(|e| ServiceError::Broken(e.to_string()))?;
    let release = Release {
        change: &change.id,
        actor: ledger::Actor { authority: "cascade".to_owned(), ..carry.actor.clone() },
        now: carry.now,
        books,
        moves: &moves,
        cause: unit.seq(),
    };
    move_cases(tx, unit, carry.inner, &release).await?;
    Ok(())
}

/// Ends a document's revision in force and begins its next one; returns the new label.
async fn revise(
    tx: &mut Tx,
    unit: &mut Unit,
    change: &ChangeRow,
    item: &ChangeItemRow,
    now: Moment,
) -> Result<Option<String>, ServiceError> {
    let revisions = tx.read().revisions(&item.document).await?;
    let current = revisions.iter().find(|row| row.status == RevisionStatus::Effective);
    // A clock that was set back must not make a revision end before it began.
    let from = current.and_then(|row| row.effective_from).map_or(now, |began| now.max(Moment(began.0 + 1)));
    if let Some(row) = current {
        let ended = if item.hash.is_some() { RevisionStatus::Superseded } else { RevisionStatus::Obsolete };
        unit.put(RevisionRow { status: ended, effective_to: Some(from), ..row.clone() });
    }
    let Some(hash) = item.hash else { return Ok(None) };
    let label = labels::next(revisions.iter().map(|row| row.label.clone()), change.edition);
    unit.put(RevisionRow {
        document: item.document.clone(),
        label: label.clone(),
        hash,
        status: RevisionStatus::Effective,
        effective_from: Some(from),
        effective_to: None,
        created_at: item.edited_at,
        by_person: Some(item.edited_by.clone()),
        reason: change.reason.clone(),
        change: Some(change.id.clone()),
    });
    Ok(Some(label))
}
