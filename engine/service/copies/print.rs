//! Printing: what stands on the sheet, and the entry that is written before anybody gets it.

use std::sync::Arc;

use guicheng_core::document::DocumentId;
use guicheng_core::ledger;
use guicheng_core::text::Bilingual;
use guicheng_core::value::Moment;

use super::super::documents::Books;
use super::super::project::bilingual;
use super::super::timers::plain_entry;
use super::super::{Caller, Service, ServiceError, Via};
use super::reach::{actor, missing};
use super::standing::{Standing, number_of, standing};
use crate::limits;
use crate::store::Unit;
use crate::store::tables::change::CopyRow;

/// Everything that a printed copy shows.
pub struct Printable {
    pub copy: CopyRow,
    /// What its QR code opens.
    pub address: String,
    pub document: DocumentId,
    /// The document's number.
    pub number: String,
    pub title: Bilingual,
    /// Since when its revision has been in force.
    pub since: Moment,
    /// The documents in force, which it is one of.
    pub books: Arc<Books>,
}

/// Refuses a copy that is void or was printed as often as one may be.
pub(super) fn printable(copy: &CopyRow, standing: Standing) -> Result<Moment, ServiceError> {
    match standing {
        Standing::Void(since) => Err(ServiceError::refused("copy-void", [("at", since.0.to_string())])),
        Standing::Valid(_) if copy.printed >= limits::COPY_PRINTS => {
            Err(ServiceError::refused("copy-printed-out", [("limit", limits::COPY_PRINTS.to_string())]))
        }
        Standing::Valid(since) => Ok(since),
    }
}

impl Service {
    /// What a copy's sheet shows, for those through whom it was issued. Nothing is written yet.
    ///
    /// # Errors
    /// Not found (also for everybody else), void, or printed too often.
    pub async fn printable(&self, caller: &Caller, number: &str) -> Result<Printable, ServiceError> {
        caller.may_change()?;
        let rows = self.inner.store.read().copies(None).await?;
        let copy = rows.into_iter().find(|row| row.number == number);
        let copy = copy.ok_or_else(missing)?;
        if matches!(caller.via, Via::Link { .. }) || !self.asked_for(caller, &copy).await? {
            return Err(missing());
        }
        let revisions = self.inner.store.read().revisions(&copy.document).await?;
        let since = printable(&copy, standing(&copy, &revisions, self.now()))?;
        let books = self.library()?;
        let gone = || ServiceError::not_found("no-such-document");
        let document = DocumentId::parse(&copy.document).ok_or_else(gone)?;
        let row = self.inner.store.read().document(&copy.document).await?.ok_or_else(gone)?;
        Ok(Printable {
            address: format!("{}/c/{}", self.settings().base_url, self.inner.copy_secret(number)),
            number: number_of(&books, &document),
            title: bilingual(&row.title),
            copy,
            document,
            since,
            books,
        })
    }

    /// Writes down that a copy is printed; only then may its bytes go out. Judged anew inside the transaction.
    ///
    /// # Errors
    /// As [`Service::printable`].
    pub async fn print(&self, caller: &Caller, copy: &Printable) -> Result<(), ServiceError> {
        self.on_copy(caller, &copy.copy.number, async |hand, tx, reached| {
            let row = reached.only_through()?;
            let revisions = tx.read().revisions(&row.document).await?;
            printable(&row, standing(&row, &revisions, hand.now))?;
            let printed = row.printed + 1;
            let body = serde_json::json!({
                "copy": row.number, "document": row.document, "label": row.label, "printed": printed,
            });
            let entry = plain_entry("copy-printed", hand.now, actor(hand.caller, None), body);
            let mut unit = Unit::new(tx, ledger::Entry { instance: row.instance.clone(), ..entry });
            unit.put(CopyRow { printed, ..row });
            Ok(unit.answer(()))
        })
        .await
    }
}
