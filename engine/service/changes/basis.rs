//! What evidence was made for, and whether that still is so.

use guicheng_core::value::Hash;

use super::super::carry::to_text;
use super::super::shelf::InForce;
use super::super::{Inner, Problem, ServiceError};
use super::{change_in, hash_of, is_open, items_in};
use crate::store::tables::change::{ChangeItemRow, ChangeRow};
use crate::store::{Tx, Unit};

/// Hash of the documents in force, the bundle and the author's answers.
pub(super) fn basis_of(version: &str, change: &ChangeRow, bundle: &Hash) -> Result<Hash, ServiceError> {
    let notes = Hash::of(change.notes.as_bytes());
    Ok(Hash::of(to_text(&(version, bundle, notes))?))
}

/// Documents of the bundle whose base is no longer in force: somebody else's change came first.
pub(super) fn outdated(old: &InForce, items: &[ChangeItemRow]) -> Vec<String> {
    let now = |item: &ChangeItemRow| {
        let id = guicheng_core::document::DocumentId::parse(&item.document)?;
        old.books.hash_of(&id)
    };
    items.iter().filter(|item| now(item) != item.base_hash).map(|item| item.document.clone()).collect()
}

/// Whether the evidence kept for a change was made for what is so now.
pub(super) async fn is_current(
    inner: &Inner,
    tx: &mut Tx,
    unit: Option<&Unit>,
    change: &ChangeRow,
) -> Result<bool, ServiceError> {
    let items = items_in(tx, unit, &change.id).await?;
    let bundle = hash_of(change, &items)?;
    let version = inner.in_force(tx).await?.version;
    Ok(change.evidence.is_some() && change.basis == Some(basis_of(&version, change, &bundle)?))
}

/// Refuses a signature over evidence that was not made for what is so now. Afterwards, once it has taken effect, what was
/// found stays what it is.
///
/// # Errors
/// `change-evidence-old`.
pub(in crate::service) async fn check_evidence(
    inner: &Inner,
    tx: &mut Tx,
    case: &str,
) -> Result<(), ServiceError> {
    let Some(change) = change_in(tx, None, case).await? else { return Ok(()) };
    if is_open(change.status) && !is_current(inner, tx, None, &change).await? {
        return Err(ServiceError::Conflict(Problem::new("change-evidence-old", [])));
    }
    Ok(())
}
