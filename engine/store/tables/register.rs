//! Registers (台账): master data that guards look at and cases write to.

use guicheng_core::value::Moment;

use super::Table;
use crate::store::cell::{Cell, Column as _};
use crate::store::error::StoreError;
use crate::store::reads::{Page, Query, Reads, paged, pattern};
use crate::store::row::table;

table! {
    /// A row of a register.
    pub struct RegisterRow in Register, key 2, Replace, remember 0; {
        pub register: String,
        pub key: String,
        /// The core's canonical text of the fields.
        pub fields: String,
        /// No longer offered, but still what old cases mean.
        pub active: bool,
        /// Counts its changes.
        pub version: i64,
        pub updated_at: Moment,
    }
}

const ROW: Query = Query::of::<RegisterRow>(
    2,
    &[Table::Register],
    "SELECT {row} FROM register_row WHERE register = $1 AND key = $2",
);
const ALL: Query = Query::of::<RegisterRow>(
    1,
    &[Table::Register],
    "SELECT {row} FROM register_row WHERE register = $1 ORDER BY key",
);
/// `$1` register, `$2` pattern, `$3` whether inactive rows count too.
macro_rules! filter {
    () => {
        "FROM register_row WHERE register = $1 AND (CAST($2 AS TEXT) IS NULL OR lower(key) LIKE $2 ESCAPE '!' \
         OR lower(fields) LIKE $2 ESCAPE '!') AND (active = 1 OR $3 = 1)"
    };
}
const SEARCH: Query = Query::of::<RegisterRow>(
    5,
    &[Table::Register],
    concat!("SELECT {row} ", filter!(), " ORDER BY key LIMIT $4 OFFSET $5"),
);
const COUNT: Query = Query::plain(3, &[Table::Register], concat!("SELECT count(*) ", filter!()));
const SIZES: Query = Query::plain(
    0,
    &[Table::Register],
    "SELECT count(*), register FROM register_row GROUP BY register ORDER BY register",
);

pub(super) const QUERIES: &[&Query] = &[&ROW, &ALL, &SEARCH, &COUNT, &SIZES];

/// Which rows of a register are wanted.
#[derive(Clone, Debug, Default)]
pub struct RegisterFilter {
    pub register: String,
    /// Contained in the key or in the fields' text, upper and lower case ASCII letters alike.
    pub search: String,
    /// Inactive rows too.
    pub inactive: bool,
}

impl RegisterFilter {
    fn cells(&self) -> [Cell; 3] {
        [self.register.cell(), pattern(&self.search).cell(), self.inactive.cell()]
    }
}

impl Reads<'_> {
    /// A row by register and key.
    pub async fn register_row(
        mut self,
        register: &str,
        key: &str,
    ) -> Result<Option<RegisterRow>, StoreError> {
        self.first(&ROW, vec![register.to_owned().cell(), key.to_owned().cell()]).await
    }

    /// All rows of a register by key, inactive ones too.
    pub async fn register(mut self, register: &str) -> Result<Vec<RegisterRow>, StoreError> {
        self.rows(&ALL, vec![register.to_owned().cell()]).await
    }

    /// A page of a register, by key.
    pub async fn register_page(
        mut self,
        filter: &RegisterFilter,
        page: Page,
    ) -> Result<Vec<RegisterRow>, StoreError> {
        self.rows(&SEARCH, paged(filter.cells(), page)).await
    }

    /// How many rows there are in all pages.
    pub async fn count_register(mut self, filter: &RegisterFilter) -> Result<i64, StoreError> {
        Ok(self.number(&COUNT, filter.cells().to_vec()).await?.unwrap_or(0))
    }

    /// Names of the registers that have rows, and how many.
    pub async fn register_sizes(mut self) -> Result<Vec<(String, i64)>, StoreError> {
        let bad = |problem| StoreError::Decode {
            table: "register_row",
            column: "register",
            key: String::new(),
            problem,
        };
        let raw = self.raw(&SIZES, Vec::new(), Vec::new()).await?;
        raw.iter().map(|raw| Ok((raw.text(1).map_err(bad)?, raw.int(0).map_err(bad)?))).collect()
    }
}
