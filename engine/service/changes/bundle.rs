//! A change's bundle out of its rows, as the transaction sees them.

use guicheng_core::document::{BUNDLE_VERSION, Bundle, BundleItem};
use guicheng_core::value::Hash;

use super::super::ServiceError;
use crate::store::tables::change::{ChangeItemRow, ChangeRow};
use crate::store::{Tx, Unit};

/// What signatures over a change cover.
///
/// # Errors
/// When the row's `moves` are no JSON.
pub(crate) fn bundle_of(change: &ChangeRow, items: &[ChangeItemRow]) -> Result<Bundle, ServiceError> {
    let moves = serde_json::from_str(&change.moves).map_err(|e| ServiceError::Broken(e.to_string()))?;
    let item = |row: &ChangeItemRow| BundleItem {
        document: row.document.clone(),
        base: row.base.clone(),
        base_hash: row.base_hash,
        hash: row.hash,
    };
    Ok(Bundle {
        v: BUNDLE_VERSION,
        title: change.title.clone(),
        reason: change.reason.clone(),
        edition: change.edition,
        emergency: change.emergency,
        wanted_at: change.wanted_at,
        moves,
        items: items.iter().map(item).collect(),
    })
}

/// Its hash.
///
/// # Errors
/// As [`bundle_of`].
pub(crate) fn hash_of(change: &ChangeRow, items: &[ChangeItemRow]) -> Result<Hash, ServiceError> {
    bundle_of(change, items)?.hash().map_err(|e| ServiceError::Broken(e.to_string()))
}

/// A change by the id of its case, as it will be with the unit's rows.
pub(crate) async fn change_in(
    tx: &mut Tx,
    unit: Option<&Unit>,
    id: &str,
) -> Result<Option<ChangeRow>, ServiceError> {
    let row = match unit {
        Some(unit) => unit.get::<ChangeRow>(tx, id).await?,
        None => tx.get::<ChangeRow>(id).await?,
    };
    Ok(row.map(|row| (*row).clone()))
}

/// A change's documents, as they will be with the unit's rows.
pub(crate) async fn items_in(
    tx: &mut Tx,
    unit: Option<&Unit>,
    id: &str,
) -> Result<Vec<ChangeItemRow>, ServiceError> {
    let mut items = tx.read().change_items(id).await?;
    if let Some(unit) = unit {
        let mut kept = Vec::new();
        for item in items {
            if let Some(item) = unit.get::<ChangeItemRow>(tx, (id, item.document.as_str())).await? {
                kept.push((*item).clone());
            }
        }
        let new = unit.pending::<ChangeItemRow>().flatten().filter(|row| row.change == id);
        let known: Vec<String> = kept.iter().map(|row| row.document.clone()).collect();
        kept.extend(new.filter(|row| !known.contains(&row.document)).map(|row| (*row).clone()));
        kept.sort_by(|a, b| a.document.cmp(&b.document));
        items = kept;
    }
    Ok(items)
}

/// The hash of a change's present bundle: what a signature made now has to cover.
pub(crate) async fn bundle_in(tx: &mut Tx, unit: Option<&Unit>, id: &str) -> Result<Hash, ServiceError> {
    let change = change_in(tx, unit, id).await?;
    let change = change.ok_or_else(|| ServiceError::not_found("no-such-change"))?;
    let items = items_in(tx, unit, id).await?;
    hash_of(&change, &items)
}
