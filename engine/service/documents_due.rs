//! The register `document`: what the engine states of each document in force that has a period of review (1-8.1), for
//! the policy of periodic review.
//!
//! A revision that was reviewed (the policy keeps that in the register `document_reviewed`) is due again when the review
//! said so; one that was not, so long after it came into force. Deliberately absent: writing that register.

use std::collections::BTreeMap;

use guicheng_core::document::DocumentId;
use guicheng_core::value::{Map, Moment, Value};
use jiff::civil::Date;

use super::documents::title_of;
use super::{Books, Inner, Service, ServiceError, answers};
use crate::store::Tx;
use crate::store::tables::document::{DocumentRow, RevisionRow, RevisionStatus};
use crate::store::tables::register::RegisterRow;

/// The register that these are the rows of.
pub(super) const REGISTER: &str = "document";
/// The register that reviews are kept in.
const REVIEWED: &str = "document_reviewed";

/// The register of laws and standards.
pub const EXTERNAL: &str = "external_document";

/// A law or standard that the company works by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalDocument {
    /// `WL-001`
    pub key: String,
    pub title: String,
    /// As its issuer counts it: `GB/T 27922-2011`.
    pub number: String,
    pub issued_by: String,
    pub in_force_since: Option<Date>,
    /// When it is to be reviewed next, by the company's calendar.
    pub review_by: Option<Date>,
}

impl ExternalDocument {
    /// Its day of review has come, or it has none.
    pub fn due(&self, today: Date) -> bool {
        self.review_by.is_none_or(|by| by <= today)
    }
}

/// When a document in force is due for review; `began`: the day its revision came into force. None: it has no period.
fn due_on(
    books: &Books,
    id: &DocumentId,
    began: Date,
    last: Option<&RegisterRow>,
) -> Result<Option<Date>, ServiceError> {
    let rule = books.distribution().and_then(|list| list.rule(id));
    let Some(review) = rule.and_then(|rule| rule.review) else { return Ok(None) };
    if let Some(last) = last.filter(|row| row.active) {
        let last = answers::fields(&last.key, &last.fields)?;
        if let (Some(Value::Date(on)), Some(Value::Date(next))) =
            (last.get("reviewed_on"), last.get("next_on"))
            && *on >= began
        {
            return Ok(Some(*next));
        }
    }
    Ok(books.calendar().add(began, review).ok().map(|due| books.calendar().date(due)))
}

/// Its rows: key is the document's number.
pub(super) async fn rows(inner: &Inner, tx: &mut Tx) -> Result<Vec<Map>, ServiceError> {
    let books = inner.in_force(tx).await?.books;
    let revisions = tx.read().revisions_standing(RevisionStatus::Effective).await?;
    let since: BTreeMap<String, (String, Moment)> = revisions
        .into_iter()
        .filter_map(|row| Some((row.document, (row.label, row.effective_from?))))
        .collect();
    let reviewed = tx.read().register(REVIEWED).await?;
    let mut rows = Vec::new();
    for (id, _) in books.documents() {
        let Some((label, began)) = since.get(id.as_str()) else { continue };
        let (Some(number), Some(owner)) = (books.number_of(id), books.owner_of(id)) else { continue };
        let began = books.calendar().date(*began);
        let last = reviewed.iter().find(|row| row.key == number);
        let Some(due) = due_on(&books, id, began, last)? else { continue };
        let text = |text: &str| Value::Text(text.to_owned());
        let row = [
            ("key", Value::Text(number)),
            ("document", text(id.as_str())),
            ("title", Value::Text(title(&books, id))),
            ("owner", Value::Text(owner)),
            ("label", text(label)),
            ("since", Value::Date(began)),
            ("due_on", Value::Date(due)),
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

impl Service {
    /// When a revision in force is due for its next review; none where the list of distribution asks for none.
    pub async fn review_due(
        &self,
        books: &Books,
        document: &DocumentId,
        revision: &RevisionRow,
    ) -> Result<Option<Date>, ServiceError> {
        let Some(began) = revision.effective_from else { return Ok(None) };
        let number = books.number_of(document).unwrap_or_default();
        let last = self.inner.store.read().register_row(REVIEWED, &number).await?;
        due_on(books, document, books.calendar().date(began), last.as_ref())
    }

    /// When each of these documents is due for its next review, by id.
    pub async fn reviews_due(
        &self,
        books: &Books,
        documents: &[(DocumentRow, RevisionRow)],
    ) -> Result<BTreeMap<String, Date>, ServiceError> {
        let reviewed = self.inner.store.read().register(REVIEWED).await?;
        let mut found = BTreeMap::new();
        for (row, revision) in documents {
            let (Some(id), Some(began)) = (DocumentId::parse(&row.id), revision.effective_from) else {
                continue;
            };
            let number = books.number_of(&id).unwrap_or_default();
            let last = reviewed.iter().find(|row| row.key == number);
            let due = due_on(books, &id, books.calendar().date(began), last)?;
            found.extend(due.map(|due| (row.id.clone(), due)));
        }
        Ok(found)
    }

    /// The external documents that are in force (1-7.1), the one that is reviewed next before the others.
    pub async fn external_documents(&self) -> Result<Vec<ExternalDocument>, ServiceError> {
        let mut found = Vec::new();
        for row in self.inner.store.read().register(EXTERNAL).await?.iter().filter(|row| row.active) {
            let fields = answers::fields(&row.key, &row.fields)?;
            let text = |name: &str| fields.get(name).and_then(Value::as_text).unwrap_or_default().to_owned();
            let date = |name: &str| match fields.get(name) {
                Some(Value::Date(date)) => Some(*date),
                _ => None,
            };
            if text("status") == "valid" {
                found.push(ExternalDocument {
                    key: row.key.clone(),
                    title: text("title"),
                    number: text("number"),
                    issued_by: text("issued_by"),
                    in_force_since: date("in_force_since"),
                    review_by: date("review_by"),
                });
            }
        }
        // One without a date comes first: nobody would look at it otherwise.
        found.sort_by(|a, b| (a.review_by, &a.key).cmp(&(b.review_by, &b.key)));
        Ok(found)
    }
}
