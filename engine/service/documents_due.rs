//! The register `document`: what the engine states of each document in force that has a period of review (1-8.1), for
//! the policy of periodic review.
//!
//! Deliberately absent: earlier reviews, which the policy keeps in a register of its own.

use std::collections::BTreeMap;

use guicheng_core::document::DocumentId;
use guicheng_core::value::{Map, Moment, Value};

use super::documents::title_of;
use super::{Inner, ServiceError};
use crate::store::Tx;
use crate::store::tables::document::RevisionStatus;

/// The register that these are the rows of.
pub(super) const REGISTER: &str = "document";

/// Its rows: key is the document's number.
pub(super) async fn rows(inner: &Inner, tx: &mut Tx) -> Result<Vec<Map>, ServiceError> {
    let books = inner.in_force(tx).await?.books;
    let revisions = tx.read().revisions_standing(RevisionStatus::Effective).await?;
    let since: BTreeMap<String, (String, Moment)> = revisions
        .into_iter()
        .filter_map(|row| Some((row.document, (row.label, row.effective_from?))))
        .collect();
    let mut rows = Vec::new();
    for (id, _) in books.documents() {
        let Some(review) = books.distribution().and_then(|list| list.rule(id)).and_then(|rule| rule.review)
        else {
            continue;
        };
        let Some((label, began)) = since.get(id.as_str()) else { continue };
        let (Some(number), Some(owner)) = (books.number_of(id), books.owner_of(id)) else { continue };
        let began = books.calendar().date(*began);
        let Ok(due) = books.calendar().add(began, review) else { continue };
        let text = |text: &str| Value::Text(text.to_owned());
        let row = [
            ("key", Value::Text(number)),
            ("document", text(id.as_str())),
            ("title", Value::Text(title(&books, id))),
            ("owner", Value::Text(owner)),
            ("label", text(label)),
            ("since", Value::Date(began)),
            ("due_on", Value::Date(books.calendar().date(due))),
        ];
        rows.push(row.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    }
    Ok(rows)
}

/// In Chinese, as the manual's ruling text is; the English chapter by its own title.
fn title(books: &super::documents::Books, id: &DocumentId) -> String {
    let title = title_of(books, id);
    title.get(id.kind().chapter_lang().unwrap_or_default()).to_owned()
}
