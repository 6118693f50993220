//! Looking at changes.

use guicheng_core::value::Hash;

use super::super::{Caller, Service, ServiceError, Via};
use super::basis::{basis_of, outdated};
use super::{hash_of, is_open};
use crate::limits;
use crate::store::tables::change::{ChangeItemRow, ChangeRow, ChangeStatus};

/// A change as it stands.
#[derive(Clone, Debug)]
pub struct ChangeView {
    /// Its row.
    pub change: ChangeRow,
    /// Its documents.
    pub items: Vec<ChangeItemRow>,
    /// Hash of its bundle: what a signature covers.
    pub bundle: Hash,
    /// The evidence kept was made for what is so now.
    pub evidence_current: bool,
    /// Documents whose base is no longer in force.
    pub stale: Vec<String>,
    /// The caller may edit it now.
    pub may_edit: bool,
    /// The caller may take it back now.
    pub may_withdraw: bool,
}

impl Service {
    /// The changes that the caller may see, the newest first; of one status if one is named.
    pub async fn changes(
        &self,
        caller: &Caller,
        status: Option<ChangeStatus>,
    ) -> Result<Vec<ChangeRow>, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let rows = self.inner.store.read().changes(status).await?;
        let all = self.reads_all(caller)? || caller.holds(limits::CHANGE_EDITOR_POST);
        let mut seen = Vec::new();
        for row in rows {
            if all || self.may_see(caller, &row).await? {
                seen.push(row);
            }
        }
        Ok(seen)
    }

    /// A change by the id of its case or by its number.
    ///
    /// # Errors
    /// Not found, or not the caller's business; both look alike.
    pub async fn change_view(&self, caller: &Caller, id: &str) -> Result<ChangeView, ServiceError> {
        let store = &self.inner.store;
        let row = match store.read().change(id).await? {
            Some(row) => Some(row),
            None => store.read().change_numbered(id).await?,
        };
        let change = row.ok_or_else(|| ServiceError::not_found("no-such-change"))?;
        if !self.may_see(caller, &change).await? {
            return Err(ServiceError::not_found("no-such-change"));
        }
        let items = store.read().change_items(&change.id).await?;
        let bundle = hash_of(&change, &items)?;
        self.refresh_documents().await?;
        let in_force = self.inner.shelf.in_force();
        let open = is_open(change.status);
        let basis = basis_of(&in_force.version, &change, &bundle)?;
        let writes = !matches!(caller.via, Via::Link { .. });
        let author = change.author == caller.person;
        Ok(ChangeView {
            evidence_current: change.evidence.is_some() && (!open || change.basis == Some(basis)),
            stale: if open { outdated(&in_force, &items) } else { Vec::new() },
            may_edit: open && writes && (author || caller.holds(limits::CHANGE_EDITOR_POST)),
            may_withdraw: open && writes && author,
            bundle,
            items,
            change,
        })
    }

    /// Whoever may see its case; a link's holder the change of the link's own task.
    async fn may_see(&self, caller: &Caller, change: &ChangeRow) -> Result<bool, ServiceError> {
        if let Via::Link { task, .. } = &caller.via {
            return Ok(super::super::act::split(task).is_ok_and(|(case, _)| case == change.id));
        }
        if caller.holds(limits::CHANGE_EDITOR_POST) {
            return Ok(true);
        }
        match self.inner.store.read().instance(&change.id).await? {
            Some(case) => self.may_view(caller, &case).await,
            None => Ok(false),
        }
    }
}
