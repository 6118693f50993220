//! Issuing: the next numbers of a revision.

use guicheng_core::document::DocumentId;
use guicheng_core::value::Moment;

use super::super::secret::hash_of;
use super::super::{Inner, ServiceError};
use crate::limits;
use crate::store::tables::change::CopyRow;
use crate::store::tables::count::SerialRow;
use crate::store::tables::document::RevisionRow;
use crate::store::{Tx, Unit};

/// Copies that are to be issued.
pub(super) struct Order {
    pub(super) document: DocumentId,
    /// As the company counts its documents.
    pub(super) number: String,
    pub(super) holder: String,
    pub(super) lang: String,
    pub(super) count: i64,
    /// The case that approved them.
    pub(super) instance: Option<String>,
    /// Who issues: a person.
    pub(super) by: String,
}

/// The revision that so many copies can be issued of.
///
/// # Errors
/// When the document has no revision in force, or more or fewer copies are asked than one order may have.
pub(super) async fn can_issue(
    tx: &mut Tx,
    document: &DocumentId,
    count: i64,
) -> Result<RevisionRow, ServiceError> {
    if !(1..=limits::COPIES_AT_ONCE).contains(&count) {
        return Err(ServiceError::refused("copy-count", [("limit", limits::COPIES_AT_ONCE.to_string())]));
    }
    let revision = tx.read().in_force(document.as_str(), None).await?;
    revision.ok_or_else(|| ServiceError::refused("copy-not-in-force", []))
}

/// Lays the rows of new copies into a unit that has its entry; returns their numbers.
///
/// # Errors
/// As [`can_issue`].
pub(super) async fn issue(
    inner: &Inner,
    tx: &mut Tx,
    unit: &mut Unit,
    order: Order,
    now: Moment,
) -> Result<Vec<String>, ServiceError> {
    let revision = can_issue(tx, &order.document, order.count).await?;
    let series = format!("{}-{}", order.number, revision.label);
    let scope = format!("copy:{series}");
    let last = unit.get::<SerialRow>(tx, scope.as_str()).await?.map_or(0, |row| row.last);
    let mut numbers = Vec::new();
    for serial in last + 1..=last + order.count {
        let number = format!("{series}-{serial:03}");
        unit.put(CopyRow {
            code: hash_of(&inner.copy_secret(&number)),
            number: number.clone(),
            document: order.document.to_string(),
            label: revision.label.clone(),
            holder: order.holder.clone(),
            lang: order.lang.clone(),
            instance: order.instance.clone(),
            issued_at: now,
            issued_by: order.by.clone(),
            printed: 0,
            recalled_at: None,
            recalled_by: None,
            returned_at: None,
        });
        numbers.push(number);
    }
    unit.put(SerialRow { scope, last: last + order.count });
    Ok(numbers)
}

impl Inner {
    /// The secret in a copy's QR code: 132 bits, so that the code stays coarse enough for paper.
    pub(super) fn copy_secret(&self, number: &str) -> String {
        let mut secret = self.key.derive(&format!("copy|{number}"));
        secret.truncate(limits::COPY_SECRET_CHARS);
        secret
    }
}
