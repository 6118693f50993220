//! Controlled documents: what there is, its revisions, and their bytes by content hash.

use guicheng_core::value::{Hash, Moment};

use super::Table;
use crate::store::cell::{Column as _, words};
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::table;

words! {
    /// How a revision stands.
    pub enum RevisionStatus {
        Draft = "draft",
        InReview = "in_review",
        Approved = "approved",
        Effective = "effective",
        Superseded = "superseded",
        Obsolete = "obsolete",
    }
}

table! {
    /// A document.
    pub struct DocumentRow in Document, key 1, Replace, remember 0; {
        pub id: String,
        /// `policy`, `form`, `chapter` …
        pub kind: String,
        /// Where it lies in an export.
        pub path: String,
        /// JSON: language → title.
        pub title: String,
        pub owner_post: Option<String>,
        /// As the company counts its documents: `GC-M-8.14`.
        pub number: Option<String>,
    }
}

table! {
    /// One revision of a document.
    pub struct RevisionRow in Revision, key 2, Replace, remember 0; {
        pub document: String,
        /// `A/0`, `A/1`, … `B/0`.
        pub label: String,
        /// Hash of its bytes.
        pub hash: Hash,
        pub status: RevisionStatus,
        pub effective_from: Option<Moment>,
        /// The moment from which another one, or none, is in force.
        pub effective_to: Option<Moment>,
        pub created_at: Moment,
        pub by_person: Option<String>,
        pub reason: String,
        /// The case of the change that brought it; none: the first release.
        pub change: Option<String>,
    }
}

table! {
    /// Bytes by their hash.
    pub struct BlobRow in Blob, key 1, Keep, remember 0; {
        pub hash: Hash,
        pub bytes: Vec<u8>,
    }
}

const BLOBS_AFTER: Query =
    Query::of::<BlobRow>(2, &[Table::Blob], "SELECT {row} FROM blob WHERE hash > $1 ORDER BY hash LIMIT $2");
const DOCUMENTS: Query = Query::of::<DocumentRow>(
    1,
    &[Table::Document],
    "SELECT {row} FROM document WHERE (CAST($1 AS TEXT) IS NULL OR kind = $1) ORDER BY id",
);
const DOCUMENT: Query =
    Query::of::<DocumentRow>(1, &[Table::Document], "SELECT {row} FROM document WHERE id = $1");
const REVISIONS: Query = Query::of::<RevisionRow>(
    1,
    &[Table::Revision],
    "SELECT {row} FROM revision WHERE document = $1 ORDER BY created_at, label",
);
const WITH_HASH: Query = Query::of::<RevisionRow>(
    1,
    &[Table::Revision],
    "SELECT {row} FROM revision WHERE hash = $1 ORDER BY document, created_at, label",
);
/// What is in force now is in force until further notice, whatever a clock says: one that was set back must not bring the
/// revision before it back.
const NOW: Moment = Moment(i64::MAX);
const IN_FORCE: Query = Query::of::<RevisionRow>(
    2,
    &[Table::Revision],
    "SELECT {row} FROM revision WHERE document = $1 AND effective_from <= $2
     AND (effective_to IS NULL OR effective_to > $2) ORDER BY effective_from DESC, label DESC LIMIT 1",
);
// Two revisions of a document never overlap: the service ends one where it lets the next begin.
const ALL_IN_FORCE: Query = Query::of::<RevisionRow>(
    1,
    &[Table::Revision],
    "SELECT {row} FROM revision WHERE effective_from <= $1
     AND (effective_to IS NULL OR effective_to > $1) ORDER BY document, effective_from DESC",
);
const STANDING: Query = Query::of::<RevisionRow>(
    1,
    &[Table::Revision],
    "SELECT {row} FROM revision WHERE status = $1 ORDER BY document, created_at, label",
);
const ALL_REVISIONS: Query = Query::of::<RevisionRow>(
    0,
    &[Table::Revision],
    "SELECT {row} FROM revision ORDER BY document, created_at, label",
);
const BLOB: Query = Query::of::<BlobRow>(1, &[Table::Blob], "SELECT {row} FROM blob WHERE hash = $1");

pub(super) const QUERIES: &[&Query] = &[
    &DOCUMENTS,
    &DOCUMENT,
    &REVISIONS,
    &WITH_HASH,
    &IN_FORCE,
    &ALL_IN_FORCE,
    &STANDING,
    &ALL_REVISIONS,
    &BLOB,
    &BLOBS_AFTER,
];

impl Reads<'_> {
    /// All documents, or those of one kind, by id.
    pub async fn documents(mut self, kind: Option<&str>) -> Result<Vec<DocumentRow>, StoreError> {
        self.rows(&DOCUMENTS, vec![kind.map(str::to_owned).cell()]).await
    }

    /// A document by id.
    pub async fn document(mut self, id: &str) -> Result<Option<DocumentRow>, StoreError> {
        self.first(&DOCUMENT, vec![id.to_owned().cell()]).await
    }

    /// A document's revisions, oldest first.
    pub async fn revisions(mut self, document: &str) -> Result<Vec<RevisionRow>, StoreError> {
        self.rows(&REVISIONS, vec![document.to_owned().cell()]).await
    }

    /// The revisions that have these bytes.
    pub async fn revisions_with(mut self, hash: &Hash) -> Result<Vec<RevisionRow>, StoreError> {
        self.rows(&WITH_HASH, vec![hash.cell()]).await
    }

    /// The revision of a document that is in force at a moment.
    pub async fn in_force(
        mut self,
        document: &str,
        at: Option<Moment>,
    ) -> Result<Option<RevisionRow>, StoreError> {
        self.first(&IN_FORCE, vec![document.to_owned().cell(), at.unwrap_or(NOW).cell()]).await
    }

    /// All revisions in force now or at a past moment, by document.
    pub async fn all_in_force(mut self, at: Option<Moment>) -> Result<Vec<RevisionRow>, StoreError> {
        self.rows(&ALL_IN_FORCE, vec![at.unwrap_or(NOW).cell()]).await
    }

    /// All revisions that stand so, by document. Those that are `effective` are in force, whatever a clock says.
    pub async fn revisions_standing(
        mut self,
        status: RevisionStatus,
    ) -> Result<Vec<RevisionRow>, StoreError> {
        self.rows(&STANDING, vec![status.word().to_owned().cell()]).await
    }

    /// Every revision of every document, oldest first.
    pub async fn all_revisions(mut self) -> Result<Vec<RevisionRow>, StoreError> {
        self.rows(&ALL_REVISIONS, Vec::new()).await
    }

    /// Bytes by their hash.
    pub async fn blob(mut self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<BlobRow> = self.first(&BLOB, vec![hash.cell()]).await?;
        Ok(row.map(|row| row.bytes))
    }

    /// Up to `limit` blobs in the order of their hashes, after this one.
    pub async fn blobs_after(mut self, hash: Option<Hash>, limit: i64) -> Result<Vec<BlobRow>, StoreError> {
        let after = hash.map(|hash| hash.0.to_vec()).unwrap_or_default();
        self.rows(&BLOBS_AFTER, vec![after.cell(), limit.cell()]).await
    }
}
