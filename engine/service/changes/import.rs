//! One document of an import, as an edit in the transaction that starts its change.

use guicheng_core::ledger;

use super::super::exchange::Copied;
use super::super::{Caller, Inner, ServiceError};
use super::change_in;
use super::edit::{Content, Edit};
use super::editing::edit_in;
use crate::store::{Tx, Unit};

/// What a document is to become.
#[derive(Clone, Debug)]
pub(in crate::service) struct ImportedItem {
    /// Its id.
    pub(in crate::service) document: String,
    pub(in crate::service) content: Content,
    /// The revision that it was made from, which need not be in force any more; none: a new document.
    pub(in crate::service) base: Option<Copied>,
}

/// Puts it into a change that this unit begins.
pub(in crate::service) async fn import_in(
    inner: &Inner,
    tx: &mut Tx,
    unit: Unit,
    change: &str,
    item: &ImportedItem,
    caller: &Caller,
) -> Result<Unit, ServiceError> {
    let row = change_in(tx, Some(&unit), change).await?;
    let row = row.ok_or_else(|| ServiceError::not_found("no-such-change"))?;
    let edit = Edit::Import {
        document: item.document.clone(),
        content: item.content.clone(),
        base: item.base.clone().map(|base| (base.label, base.hash)),
    };
    // Its author edits it, in no post.
    let actor =
        ledger::Actor { person: Some(caller.person.clone()), authority: caller.authority(None), post: None };
    edit_in(inner, tx, Some(unit), row, &edit, actor, caller).await
}
