//! What is counted and remembered exactly once: serial numbers, quotas, answers to repeated requests, settings.

use guicheng_core::value::{Hash, Moment};

use super::Table;
use crate::limits;
use crate::store::cell::Column as _;
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::{Chore, table};

table! {
    /// The last serial number given in a scope such as `complaint:2026`.
    pub struct SerialRow in Serial, key 1, Replace, remember limits::REMEMBERED_SMALL; {
        pub scope: String,
        pub last: i64,
    }
}

table! {
    /// How much of a quota is used in a scope such as `leave:2026-11`.
    pub struct QuotaRow in Quota, key 1, Replace, remember limits::REMEMBERED_SMALL; {
        pub scope: String,
        pub used: i64,
    }
}

table! {
    /// The answer to a request that may be repeated.
    pub struct IdempotencyRow in Idempotency, key 2, Append, remember 0; {
        /// Whose request; keys of different people never meet.
        pub person: String,
        /// The `Idempotency-Key`.
        pub key: String,
        /// Hash of the request: the same key with another request is a mistake.
        pub request_hash: Hash,
        /// The answer, as it is given again.
        pub response: String,
        pub at: Moment,
    }
}

// Old answers may be forgotten without a ledger entry.
impl Chore for IdempotencyRow {}

table! {
    /// A setting of this database, such as the company's time zone.
    pub struct MetaRow in Meta, key 1, Replace, remember limits::REMEMBERED_SMALL; {
        pub name: String,
        pub content: String,
    }
}

const META: Query = Query::of::<MetaRow>(1, &[Table::Meta], "SELECT {row} FROM meta WHERE name = $1");
const ANSWER: Query = Query::of::<IdempotencyRow>(
    2,
    &[Table::Idempotency],
    "SELECT {row} FROM idempotency WHERE person = $1 AND key = $2",
);
const OLD: Query = Query::of::<IdempotencyRow>(
    2,
    &[Table::Idempotency],
    "SELECT {row} FROM idempotency WHERE at < $1 ORDER BY at LIMIT $2",
);
const SERIAL: Query =
    Query::of::<SerialRow>(1, &[Table::Serial], "SELECT {row} FROM serial WHERE scope = $1");
const QUOTA: Query = Query::of::<QuotaRow>(1, &[Table::Quota], "SELECT {row} FROM quota WHERE scope = $1");

pub(super) const QUERIES: &[&Query] = &[&META, &ANSWER, &OLD, &SERIAL, &QUOTA];

impl Reads<'_> {
    /// A setting.
    pub async fn meta(mut self, name: &str) -> Result<Option<String>, StoreError> {
        let row: Option<MetaRow> = self.first(&META, vec![name.to_owned().cell()]).await?;
        Ok(row.map(|row| row.content))
    }

    /// The answer that this person's request with this key got.
    pub async fn answer(mut self, person: &str, key: &str) -> Result<Option<IdempotencyRow>, StoreError> {
        self.first(&ANSWER, vec![person.to_owned().cell(), key.to_owned().cell()]).await
    }

    /// Up to `limit` answers given before a moment, oldest first: to forget them.
    pub async fn old_answers(
        mut self,
        before: Moment,
        limit: i64,
    ) -> Result<Vec<IdempotencyRow>, StoreError> {
        self.rows(&OLD, vec![before.cell(), limit.cell()]).await
    }

    /// The last serial number given in a scope; 0 if none was.
    pub async fn serial(mut self, scope: &str) -> Result<i64, StoreError> {
        let row: Option<SerialRow> = self.first(&SERIAL, vec![scope.to_owned().cell()]).await?;
        Ok(row.map_or(0, |row| row.last))
    }

    /// How much of a quota is used in a scope.
    pub async fn quota(mut self, scope: &str) -> Result<i64, StoreError> {
        let row: Option<QuotaRow> = self.first(&QUOTA, vec![scope.to_owned().cell()]).await?;
        Ok(row.map_or(0, |row| row.used))
    }
}
