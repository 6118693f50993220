//! Changes: bundles of new revisions on their way into force, what somebody is typing, and what people have signed.

use guicheng_core::value::{Hash, Moment};

use super::Table;
use crate::store::cell::{Column as _, words};
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::{Chore, table};

words! {
    /// How a change stands; its policy moves it on.
    pub enum ChangeStatus {
        Draft = "draft",
        InReview = "in_review",
        Approved = "approved",
        Effective = "effective",
        Closed = "closed",
        Withdrawn = "withdrawn",
    }
}

table! {
    /// A bundle of new revisions. Its case has the same id.
    pub struct ChangeRow in Change, key 1, Replace, remember 0; {
        pub id: String,
        pub number: Option<String>,
        pub status: ChangeStatus,
        pub title: String,
        pub reason: String,
        /// Person.
        pub author: String,
        pub created_at: Moment,
        /// When it shall take effect; none: as soon as it is approved.
        pub wanted_at: Option<Moment>,
        /// The documents get the next letter: B/0 instead of A/4.
        pub edition: bool,
        pub emergency: bool,
        /// JSON: what becomes of running cases.
        pub moves: String,
        /// JSON: the author's answers to findings and reasons for suspects.
        pub notes: String,
        /// Rises with every edit.
        pub version: i64,
        /// Hash of the blob with the evidence gathered last.
        pub evidence: Option<Hash>,
        /// What that evidence was gathered for.
        pub basis: Option<Hash>,
        pub ended_at: Option<Moment>,
    }
}

table! {
    /// A document in a bundle.
    pub struct ChangeItemRow in ChangeItem, key 2, Replace, remember 0; {
        pub change: String,
        pub document: String,
        /// Label of the revision that it was made from; none: a new document.
        pub base: Option<String>,
        pub base_hash: Option<Hash>,
        /// Its new bytes; none: the document becomes obsolete.
        pub hash: Option<Hash>,
        pub edited_by: String,
        pub edited_at: Moment,
    }
}

table! {
    /// What somebody is typing and has not saved.
    pub struct DraftRow in Draft, key 3, Replace, remember 0; {
        pub change: String,
        pub document: String,
        pub person: String,
        /// The item's bytes when they began.
        pub base_hash: Option<Hash>,
        pub bytes: Vec<u8>,
        /// Since when they have been typing.
        pub since: Moment,
        pub at: Moment,
    }
}

impl Chore for DraftRow {}

table! {
    /// What somebody has signed.
    pub struct SignatureRow in Signature, key 1, Replace, remember 0; {
        pub id: String,
        pub instance: Option<String>,
        pub task: Option<String>,
        pub person: String,
        /// Their name at that moment.
        pub name: String,
        pub post: Option<String>,
        pub authority: String,
        /// `password`, `password+code`.
        pub factors: String,
        /// `prepare`, `review`, `countersign`, `approve`, `read` …
        pub meaning: String,
        pub at: Moment,
        /// Hash of `statement`.
        pub covers: Hash,
        /// Canonical JSON: what exactly was signed.
        pub statement: String,
        /// The ledger entry.
        pub entry: i64,
        pub voided_at: Option<Moment>,
        /// The ledger entry that voided it.
        pub voided_by: Option<i64>,
        pub void_reason: Option<String>,
    }
}

table! {
    /// A paragraph changed and its carrier did not, or the reverse.
    pub struct SuspectRow in Suspect, key 1, Replace, remember 0; {
        pub id: String,
        /// The document to look at.
        pub document: String,
        /// Where in it: a state, a table, a field; the paragraph's anchor.
        pub place: String,
        pub clause: String,
        /// `carrier` or `paragraph`: which of the two did not change.
        pub side: String,
        pub change: String,
        pub since: Moment,
        pub cleared_at: Option<Moment>,
        pub cleared_by: Option<String>,
        pub reason: Option<String>,
    }
}

table! {
    /// Who must learn a revision.
    pub struct ReadingRow in Reading, key 3, Replace, remember 0; {
        pub document: String,
        pub label: String,
        pub person: String,
        pub change: String,
        /// JSON: what changed in it, paragraph by paragraph.
        pub places: String,
        pub since: Moment,
        pub due_at: Option<Moment>,
        pub read_at: Option<Moment>,
        pub signature: Option<String>,
    }
}

table! {
    /// A controlled copy on paper or as a file.
    pub struct CopyRow in Copy, key 1, Replace, remember 0; {
        pub number: String,
        /// Hash of the secret in its QR code.
        pub code: Hash,
        pub document: String,
        pub label: String,
        /// Whom it was issued to, by name.
        pub holder: String,
        pub lang: String,
        /// The case that approved it.
        pub instance: Option<String>,
        pub issued_at: Moment,
        pub issued_by: String,
        /// How often it was printed or downloaded.
        pub printed: i64,
        pub recalled_at: Option<Moment>,
        pub recalled_by: Option<String>,
        pub returned_at: Option<Moment>,
    }
}

const CHANGES: Query = Query::of::<ChangeRow>(
    1,
    &[Table::Change],
    "SELECT {row} FROM change WHERE (CAST($1 AS TEXT) IS NULL OR status = $1) ORDER BY created_at DESC, id DESC",
);
const CHANGE: Query = Query::of::<ChangeRow>(1, &[Table::Change], "SELECT {row} FROM change WHERE id = $1");
const NUMBERED: Query =
    Query::of::<ChangeRow>(1, &[Table::Change], "SELECT {row} FROM change WHERE number = $1");
const ITEMS: Query = Query::of::<ChangeItemRow>(
    1,
    &[Table::ChangeItem],
    "SELECT {row} FROM change_item WHERE change = $1 ORDER BY document",
);
const ITEMS_OF_DOCUMENT: Query = Query::of::<ChangeItemRow>(
    1,
    &[Table::ChangeItem],
    "SELECT {row} FROM change_item WHERE document = $1 ORDER BY change",
);
const DRAFTS: Query = Query::of::<DraftRow>(
    2,
    &[Table::Draft],
    "SELECT {row} FROM draft WHERE change = $1 AND document = $2 ORDER BY at DESC, person",
);
const SIGNATURES: Query = Query::of::<SignatureRow>(
    1,
    &[Table::Signature],
    "SELECT {row} FROM signature WHERE instance = $1 ORDER BY at, id",
);
const SIGNATURES_BY: Query = Query::of::<SignatureRow>(
    1,
    &[Table::Signature],
    "SELECT {row} FROM signature WHERE person = $1 ORDER BY at, id",
);
const FIRST_SIGNATURES: Query = Query::of::<SignatureRow>(
    0,
    &[Table::Signature],
    "SELECT {row} FROM signature WHERE instance IS NULL ORDER BY entry, id",
);
const ALL_SIGNATURES: Query =
    Query::of::<SignatureRow>(0, &[Table::Signature], "SELECT {row} FROM signature ORDER BY at, id");
const SUSPECTS: Query = Query::of::<SuspectRow>(
    0,
    &[Table::Suspect],
    "SELECT {row} FROM suspect WHERE cleared_at IS NULL ORDER BY since, id",
);
const SUSPECTS_OF: Query = Query::of::<SuspectRow>(
    1,
    &[Table::Suspect],
    "SELECT {row} FROM suspect WHERE document = $1 ORDER BY since, id",
);
const READINGS_OF: Query = Query::of::<ReadingRow>(
    1,
    &[Table::Reading],
    "SELECT {row} FROM reading WHERE change = $1 ORDER BY document, person",
);
const READINGS_BY: Query = Query::of::<ReadingRow>(
    1,
    &[Table::Reading],
    "SELECT {row} FROM reading WHERE person = $1 ORDER BY since, document",
);
const COPIES: Query = Query::of::<CopyRow>(
    1,
    &[Table::Copy],
    "SELECT {row} FROM copy WHERE (CAST($1 AS TEXT) IS NULL OR document = $1) ORDER BY issued_at DESC, number",
);
const COPY_CODED: Query = Query::of::<CopyRow>(1, &[Table::Copy], "SELECT {row} FROM copy WHERE code = $1");

pub(super) const QUERIES: &[&Query] = &[
    &CHANGES,
    &CHANGE,
    &NUMBERED,
    &ITEMS,
    &ITEMS_OF_DOCUMENT,
    &DRAFTS,
    &SIGNATURES,
    &SIGNATURES_BY,
    &FIRST_SIGNATURES,
    &ALL_SIGNATURES,
    &SUSPECTS,
    &SUSPECTS_OF,
    &READINGS_OF,
    &READINGS_BY,
    &COPIES,
    &COPY_CODED,
];

impl Reads<'_> {
    /// All changes, or those of one status, the newest first.
    pub async fn changes(mut self, status: Option<ChangeStatus>) -> Result<Vec<ChangeRow>, StoreError> {
        self.rows(&CHANGES, vec![status.map(|status| status.word().to_owned()).cell()]).await
    }

    /// A change by the id of its case.
    pub async fn change(mut self, id: &str) -> Result<Option<ChangeRow>, StoreError> {
        self.first(&CHANGE, vec![id.to_owned().cell()]).await
    }

    /// A change by its number.
    pub async fn change_numbered(mut self, number: &str) -> Result<Option<ChangeRow>, StoreError> {
        self.first(&NUMBERED, vec![number.to_owned().cell()]).await
    }

    /// A change's documents, by id.
    pub async fn change_items(mut self, change: &str) -> Result<Vec<ChangeItemRow>, StoreError> {
        self.rows(&ITEMS, vec![change.to_owned().cell()]).await
    }

    /// Where a document is part of a change.
    pub async fn changes_of(mut self, document: &str) -> Result<Vec<ChangeItemRow>, StoreError> {
        self.rows(&ITEMS_OF_DOCUMENT, vec![document.to_owned().cell()]).await
    }

    /// What people are typing in a document of a change, the latest first.
    pub async fn drafts(mut self, change: &str, document: &str) -> Result<Vec<DraftRow>, StoreError> {
        self.rows(&DRAFTS, vec![change.to_owned().cell(), document.to_owned().cell()]).await
    }

    /// What was signed in a case, oldest first.
    pub async fn signatures(mut self, instance: &str) -> Result<Vec<SignatureRow>, StoreError> {
        self.rows(&SIGNATURES, vec![instance.to_owned().cell()]).await
    }

    /// What a person signed, oldest first.
    pub async fn signatures_by(mut self, person: &str) -> Result<Vec<SignatureRow>, StoreError> {
        self.rows(&SIGNATURES_BY, vec![person.to_owned().cell()]).await
    }

    /// Signatures that belong to no case: the first release's.
    pub async fn first_signatures(mut self) -> Result<Vec<SignatureRow>, StoreError> {
        self.rows(&FIRST_SIGNATURES, Vec::new()).await
    }

    /// Every signature, oldest first.
    pub async fn all_signatures(mut self) -> Result<Vec<SignatureRow>, StoreError> {
        self.rows(&ALL_SIGNATURES, Vec::new()).await
    }

    /// All suspects that nobody has cleared.
    pub async fn suspects(mut self) -> Result<Vec<SuspectRow>, StoreError> {
        self.rows(&SUSPECTS, Vec::new()).await
    }

    /// A document's suspects, cleared ones, too.
    pub async fn suspects_of(mut self, document: &str) -> Result<Vec<SuspectRow>, StoreError> {
        self.rows(&SUSPECTS_OF, vec![document.to_owned().cell()]).await
    }

    /// Who must learn what a change brought.
    pub async fn readings_of(mut self, change: &str) -> Result<Vec<ReadingRow>, StoreError> {
        self.rows(&READINGS_OF, vec![change.to_owned().cell()]).await
    }

    /// What a person must learn or has learnt.
    pub async fn readings_by(mut self, person: &str) -> Result<Vec<ReadingRow>, StoreError> {
        self.rows(&READINGS_BY, vec![person.to_owned().cell()]).await
    }

    /// Controlled copies, all or of one document, the newest first.
    pub async fn copies(mut self, document: Option<&str>) -> Result<Vec<CopyRow>, StoreError> {
        self.rows(&COPIES, vec![document.map(str::to_owned).cell()]).await
    }

    /// The copy whose QR code holds the secret with this hash.
    pub async fn copy_coded(mut self, code: &Hash) -> Result<Option<CopyRow>, StoreError> {
        self.first(&COPY_CODED, vec![code.cell()]).await
    }
}
