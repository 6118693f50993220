//! Personal values, kept apart from the ledger, which holds only salted commitments to them.

use guicheng_core::value::Hash;

use super::Table;
use crate::store::cell::Column as _;
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::table;

table! {
    /// One personal value.
    pub struct PersonalRow in Personal, key 1, Replace, remember 0; {
        /// SHA-256 over salt and canonical value; random because of the salt.
        pub commitment: Hash,
        /// `instance`, or the register's name.
        pub scope: String,
        /// Id of the case, or key of the register's row.
        pub owner: String,
        /// Path of the field.
        pub field: String,
        /// Whom it tells of, if that is known.
        pub subject: Option<String>,
        /// 32 random bytes; `None` once the value is erased.
        pub salt: Option<Vec<u8>>,
        /// The canonical value; `None` once it is erased.
        pub content: Option<String>,
    }
}

const BY_COMMITMENT: Query = Query::of::<PersonalRow>(
    0,
    &[Table::Personal],
    "SELECT {row} FROM personal WHERE commitment IN ({list}) ORDER BY commitment",
);
const OF_OWNER: Query = Query::of::<PersonalRow>(
    2,
    &[Table::Personal],
    "SELECT {row} FROM personal WHERE scope = $1 AND owner = $2 ORDER BY field, commitment",
);
const OF_SUBJECT: Query = Query::of::<PersonalRow>(
    1,
    &[Table::Personal],
    "SELECT {row} FROM personal WHERE subject = $1 ORDER BY scope, owner, field, commitment",
);

pub(super) const QUERIES: &[&Query] = &[&BY_COMMITMENT, &OF_OWNER, &OF_SUBJECT];

impl Reads<'_> {
    /// The values behind these commitments, at most [`limits::LIST`](crate::limits::LIST).
    pub async fn personal(mut self, commitments: &[Hash]) -> Result<Vec<PersonalRow>, StoreError> {
        self.listed(&BY_COMMITMENT, Vec::new(), commitments.iter().map(Hash::cell).collect()).await
    }

    /// All values that a case (`scope` is `instance`) or a register's row ever had.
    pub async fn personal_of(mut self, scope: &str, owner: &str) -> Result<Vec<PersonalRow>, StoreError> {
        self.rows(&OF_OWNER, vec![scope.to_owned().cell(), owner.to_owned().cell()]).await
    }

    /// All values that tell of somebody.
    pub async fn personal_about(mut self, subject: &str) -> Result<Vec<PersonalRow>, StoreError> {
        self.rows(&OF_SUBJECT, vec![subject.to_owned().cell()]).await
    }
}
