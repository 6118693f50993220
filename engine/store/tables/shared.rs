//! What cases share: lines for locks, and folders with the cases that are in them.

use super::Table;
use crate::limits;
use crate::store::cell::Column as _;
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::table;

table! {
    /// The line for a lock; a lock that nobody wants has no row.
    pub struct LockRow in Lock, key 1, Replace, remember limits::REMEMBERED_SMALL; {
        pub name: String,
        /// JSON: the core's claims, the holder first.
        pub line: String,
    }
}

table! {
    /// What lies in a folder.
    pub struct FolderRow in Folder, key 1, Replace, remember limits::REMEMBERED_SMALL; {
        pub name: String,
        /// The core's canonical text of the fields.
        pub fields: String,
    }
}

table! {
    /// A case in a folder. A case is in one at most, and stays there.
    pub struct FolderCaseRow in FolderCase, key 2, Keep, remember 0; {
        pub folder: String,
        pub instance: String,
    }
}

const LINES: Query = Query::of::<LockRow>(0, &[Table::Lock], "SELECT {row} FROM lock ORDER BY name");
const LINE: Query = Query::of::<LockRow>(1, &[Table::Lock], "SELECT {row} FROM lock WHERE name = $1");
const FOLDER: Query = Query::of::<FolderRow>(1, &[Table::Folder], "SELECT {row} FROM folder WHERE name = $1");
const CASES: Query = Query::of::<FolderCaseRow>(
    1,
    &[Table::FolderCase],
    "SELECT {row} FROM folder_case WHERE folder = $1 ORDER BY instance",
);

pub(super) const QUERIES: &[&Query] = &[&LINES, &LINE, &FOLDER, &CASES];

impl Reads<'_> {
    /// All lines in which somebody stands.
    pub async fn lock_lines(mut self) -> Result<Vec<LockRow>, StoreError> {
        self.rows(&LINES, Vec::new()).await
    }

    /// The line for one lock.
    pub async fn lock_line(mut self, name: &str) -> Result<Option<LockRow>, StoreError> {
        self.first(&LINE, vec![name.to_owned().cell()]).await
    }

    /// What lies in a folder.
    pub async fn folder(mut self, name: &str) -> Result<Option<FolderRow>, StoreError> {
        self.first(&FOLDER, vec![name.to_owned().cell()]).await
    }

    /// The cases of a folder, in the order of their ids, which is that of their starts.
    pub async fn folder_cases(mut self, folder: &str) -> Result<Vec<FolderCaseRow>, StoreError> {
        self.rows(&CASES, vec![folder.to_owned().cell()]).await
    }
}
