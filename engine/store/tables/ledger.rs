//! The ledger's entries as they lie in the database. What a leaf says and how it is hashed is the core's business.

use guicheng_core::ledger::Entry;
use guicheng_core::value::{Hash, Moment};

use super::Table;
use crate::store::cell::Column as _;
use crate::store::connection::Raw;
use crate::store::error::StoreError;
use crate::store::reads::{Page, Query, Reads, paged};
use crate::store::row::table;

table! {
    /// One sealed entry. The columns beside `leaf` repeat what it says, for queries; who verifies reads `leaf` alone.
    pub struct EntryRow in Entry, key 1, Append, remember 0; {
        /// Its number, from 0 on without gaps.
        pub seq: i64,
        /// The leaf's hash: what the next entry names as the one before.
        pub hash: Hash,
        pub at: Moment,
        /// The case it belongs to.
        pub instance: Option<String>,
        /// What happened.
        pub kind: String,
        /// Who did it; nobody for timers.
        pub person: Option<String>,
        /// The canonical text that is hashed.
        pub leaf: String,
    }
}

const HISTORY: Query = Query::of::<EntryRow>(
    3,
    &[Table::Entry],
    "SELECT {row} FROM entry WHERE instance = $1 ORDER BY seq LIMIT $2 OFFSET $3",
);
const BY_PERSON: Query = Query::of::<EntryRow>(
    3,
    &[Table::Entry],
    "SELECT {row} FROM entry WHERE person = $1 ORDER BY seq DESC LIMIT $2 OFFSET $3",
);
const COUNT_BY_PERSON: Query =
    Query::plain(1, &[Table::Entry], "SELECT count(*) FROM entry WHERE person = $1");
const FROM: Query = Query::of::<EntryRow>(
    2,
    &[Table::Entry],
    "SELECT {row} FROM entry WHERE seq >= $1 ORDER BY seq LIMIT $2",
);

const HEAD: Query = Query::plain(0, &[Table::Entry], "SELECT entries, hash FROM ledger_head");
/// The same for the writer, which holds the row until its commit.
pub(crate) const LOCK_HEAD: Query =
    Query::plain(0, &[Table::Entry], "SELECT entries, hash FROM ledger_head {lock}");
pub(crate) const MOVE_HEAD: Query =
    Query::plain(2, &[Table::Entry], "UPDATE ledger_head SET entries = $1, hash = $2");
/// Is this entry there? Asked when a commit's answer got lost.
pub(crate) const IS_THERE: Query =
    Query::plain(2, &[Table::Entry], "SELECT count(*) FROM entry WHERE seq = $1 AND hash = $2");

pub(super) const QUERIES: &[&Query] =
    &[&HISTORY, &BY_PERSON, &COUNT_BY_PERSON, &FROM, &HEAD, &LOCK_HEAD, &MOVE_HEAD, &IS_THERE];

impl Reads<'_> {
    /// A case's entries, oldest first.
    pub async fn history(mut self, instance: &str, page: Page) -> Result<Vec<EntryRow>, StoreError> {
        self.rows(&HISTORY, paged([instance.to_owned().cell()], page)).await
    }

    /// What a person did, the latest first.
    pub async fn entries_by(mut self, person: &str, page: Page) -> Result<Vec<EntryRow>, StoreError> {
        self.rows(&BY_PERSON, paged([person.to_owned().cell()], page)).await
    }

    /// How much that is.
    pub async fn count_entries_by(mut self, person: &str) -> Result<i64, StoreError> {
        Ok(self.number(&COUNT_BY_PERSON, vec![person.to_owned().cell()]).await?.unwrap_or(0))
    }

    /// Up to `limit` entries from number `seq` on, for verification and export.
    pub async fn entries(mut self, seq: i64, limit: i64) -> Result<Vec<EntryRow>, StoreError> {
        self.rows(&FROM, vec![seq.cell(), limit.cell()]).await
    }

    /// The ledger's end.
    pub async fn head(mut self) -> Result<Head, StoreError> {
        Head::read(&self.raw(&HEAD, Vec::new(), Vec::new()).await?)
    }
}

/// The ledger's end: what the next entry is chained to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are: the number of the next one.
    pub entries: i64,
    /// The last one's hash; [`Entry::NO_PREVIOUS`] if there is none.
    pub hash: Hash,
}

impl Head {
    pub(crate) const EMPTY: Head = Head { entries: 0, hash: Entry::NO_PREVIOUS };

    /// Reads it from the one row of its table.
    pub(crate) fn read(raw: &[Raw]) -> Result<Head, StoreError> {
        let bad = |column| {
            move |problem| StoreError::Decode { table: "ledger_head", column, key: "1".to_owned(), problem }
        };
        let raw = raw.first().ok_or_else(|| bad("id")("the row is missing".to_owned()))?;
        let hash = Option::<Hash>::read(raw, 1).map_err(bad("hash"))?;
        Ok(Head { entries: raw.int(0).map_err(bad("entries"))?, hash: hash.unwrap_or(Entry::NO_PREVIOUS) })
    }
}
