//! A revision of a document: where it came from, who signed for it, on what evidence.

use guicheng_core::document::DocumentId;
use guicheng_core::value::Moment;
use serde::Serialize;
use utoipa::ToSchema;

use super::Stamp;
use super::changed::Changed;
use crate::service::documents::{Books, title_of};
use crate::service::{Service, ServiceError};
use crate::store::tables::change::SignatureRow;
use crate::store::tables::document::RevisionRow;

/// A revision with all that stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RevisionTrace {
    /// The document's id.
    pub document: String,
    /// Its title today, in the language of the request.
    pub title: String,
    /// `A/1`.
    pub label: String,
    /// SHA-256 of its bytes.
    pub hash: String,
    /// `effective`, `superseded` …
    pub status: String,
    /// Since when it is in force.
    #[schema(value_type = Option<String>)]
    pub effective_from: Option<Stamp>,
    /// Until when it was.
    #[schema(value_type = Option<String>)]
    pub effective_to: Option<Stamp>,
    /// Who wrote or released it: person id.
    pub by_person: Option<String>,
    /// Why.
    pub reason: String,
    /// The case of the change that brought it; none: the first release.
    pub change: Option<String>,
    /// The change's number.
    pub change_number: Option<String>,
    /// SHA-256 of the evidence that was shown to those who signed; it lies in the store under this hash.
    pub evidence: Option<String>,
    /// The bytes in the store have the hash.
    pub bytes_agree: bool,
    /// The revision before it.
    pub before: Option<String>,
    /// What differs from it, a sentence each in the language of the request, as those who signed were shown it; empty for
    /// the first release.
    pub changed: Vec<String>,
    /// Signatures over the change that brought it.
    pub signatures: Vec<Signed>,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Signed {
    /// Its id.
    pub id: String,
    /// The case.
    pub instance: Option<String>,
    /// `prepare`, `review`, `countersign`, `approve`, `read` …
    pub meaning: String,
    /// Person id.
    pub person: String,
    /// Their name at that moment.
    pub name: String,
    /// Their post at that moment.
    pub post: Option<String>,
    /// By what right.
    pub authority: String,
    /// How they proved who they are.
    pub factors: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Stamp,
    /// SHA-256 of the statement that was signed.
    pub covers: String,
    /// Number of the ledger's entry.
    pub entry: i64,
    /// When it lost its force.
    #[schema(value_type = Option<String>)]
    pub voided_at: Option<Stamp>,
    /// Why.
    pub void_reason: Option<String>,
}

impl Signed {
    pub(super) fn of(books: &Books, row: SignatureRow) -> Signed {
        Signed {
            id: row.id,
            instance: row.instance,
            meaning: row.meaning,
            person: row.person,
            name: row.name,
            post: row.post,
            authority: row.authority,
            factors: row.factors,
            at: Stamp::of(books, row.at),
            covers: row.covers.to_string(),
            entry: row.entry,
            voided_at: row.voided_at.map(|at| Stamp::of(books, at)),
            void_reason: row.void_reason,
        }
    }
}

/// Whether a revision was in force at a moment.
pub(super) fn in_force(row: &RevisionRow, at: Moment) -> bool {
    row.effective_from.is_some_and(|from| from <= at) && row.effective_to.is_none_or(|to| to > at)
}

impl Service {
    /// A document's revisions that are wanted, oldest first.
    pub(super) async fn traced_revisions(
        &self,
        books: &Books,
        changed: &mut Changed,
        document: &str,
        wanted: impl Fn(&RevisionRow) -> bool,
    ) -> Result<Vec<RevisionTrace>, ServiceError> {
        let mut traced = Vec::new();
        let mut before = None;
        for row in self.inner.store.read().revisions(document).await? {
            let last = before.replace(row.label.clone());
            if wanted(&row) {
                traced.push(self.traced(books, changed, row, last).await?);
            }
        }
        Ok(traced)
    }

    async fn traced(
        &self,
        books: &Books,
        changed: &mut Changed,
        row: RevisionRow,
        before: Option<String>,
    ) -> Result<RevisionTrace, ServiceError> {
        let bytes = self.inner.store.read().blob(&row.hash).await?;
        let change = match &row.change {
            Some(change) => self.inner.store.read().change(change).await?,
            None => None,
        };
        let signatures = self.signatures_for(&row).await?;
        let title = DocumentId::parse(&row.document).map(|id| title_of(books, &id));
        let title = title.map_or_else(String::new, |title| title.get(changed.lang()).to_owned());
        let differs = match &change {
            Some(change) => self.changed_by(changed, change, &row.document).await?,
            None => Vec::new(),
        };
        Ok(RevisionTrace {
            title,
            changed: differs,
            bytes_agree: bytes.is_some_and(|bytes| guicheng_core::value::Hash::of(&bytes) == row.hash),
            document: row.document,
            label: row.label,
            hash: row.hash.to_string(),
            status: row.status.word().to_owned(),
            effective_from: row.effective_from.map(|at| Stamp::of(books, at)),
            effective_to: row.effective_to.map(|at| Stamp::of(books, at)),
            by_person: change.as_ref().map(|change| change.author.clone()).or(row.by_person),
            reason: row.reason,
            evidence: change.as_ref().and_then(|change| change.evidence).map(|hash| hash.to_string()),
            change_number: change.and_then(|change| change.number),
            change: row.change,
            before,
            signatures: signatures.into_iter().map(|row| Signed::of(books, row)).collect(),
        })
    }
}
