//! What the ledger bears witness of: the rows that say who approved what, and what was in force.
//!
//! An entry carries, for each such row that it wrote, the hash of the row's columns; so an auditor who has the tables
//! and the ledger sees every row that was changed, added, taken away or put back behind the engine's back. Columns that
//! name a person are left out, for nothing personal may be guessed from a leaf; NULLs too, so that a column may be
//! added later. Deliberately absent: cases (their replay shows them), registers, mails, sessions, passwords.

use std::collections::BTreeMap;

use guicheng_core::value::{Hash, canonical};
use serde_json::Value as Json;

use super::cell::Cell;
use super::connection::Raw;
use super::error::StoreError;
use super::reads::{Query, Reads};
use super::row::{Key, Row};
use super::tables::{Table, change, document, people};

/// A row as it was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its name in entries: table and key.
    pub name: String,
    /// The hash of its columns; `None` if they do not read as what they should be.
    pub hash: Option<Hash>,
}

/// Declares the tables, and the columns of each that are left out.
macro_rules! witnessed {
    ($($table:ident = $name:literal: $row:ty, $out:expr;)+) => {
        /// The columns that are left out of a row's hash; `None` if entries do not bear witness of the table.
        pub const fn left_out(table: Table) -> Option<&'static [&'static str]> {
            match table {
                $(Table::$table => Some($out),)+
                _ => None,
            }
        }

        pub(super) const QUERIES: &[&Query] = &[
            $(&Query::of::<$row>(0, &[Table::$table], concat!("SELECT {row} FROM ", $name)),)+
        ];

        const READ: &[fn(&Raw) -> Result<Found, StoreError>] = &[$(found::<$row>,)+];
    };
}

witnessed! {
    Document = "document": document::DocumentRow, &[];
    Revision = "revision": document::RevisionRow, &[];
    Person = "person": people::PersonRow, &["name", "mail"];
    Appointment = "appointment": people::AppointmentRow, &[];
    Absence = "absence": people::AbsenceRow, &[];
    Change = "change": change::ChangeRow, &[];
    ChangeItem = "change_item": change::ChangeItemRow, &[];
    Signature = "signature": change::SignatureRow, &[]; // its statement is salted
    Suspect = "suspect": change::SuspectRow, &[];
    Reading = "reading": change::ReadingRow, &[];
    Copy = "copy": change::CopyRow, &["holder"];
}

/// A row's name: `signature["0192…"]`.
pub(super) fn name(table: Table, key: &Key) -> Result<String, StoreError> {
    let cells: Vec<Json> = key.0.iter().map(json).collect();
    Ok(format!("{}{}", table.name(), text(&cells)?))
}

/// The hash of a row's columns: SHA-256 of the canonical JSON of column to value.
pub(super) fn hash<R: Row>(row: &R, out: &[&str]) -> Result<Hash, StoreError> {
    let cells = row.cells();
    let columns = R::COLUMNS.iter().zip(&cells).map(|(column, cell)| (*column, json(cell)));
    let columns: BTreeMap<&str, Json> =
        columns.filter(|(column, value)| !value.is_null() && !out.contains(column)).collect();
    Ok(Hash::of(text(&columns)?))
}

fn text<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    canonical::to_string(value).map_err(|error| StoreError::Seal(error.to_string()))
}

fn json(cell: &Cell) -> Json {
    match cell {
        Cell::Int(value) => (*value).into(),
        Cell::Text(value) => value.clone().into(),
        Cell::Bytes(value) => value.as_deref().map(hex).into(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn found<R: Row>(raw: &Raw) -> Result<Found, StoreError> {
    let unread = |problem: String| StoreError::Decode {
        table: R::TABLE.name(),
        column: "(key)",
        key: raw.show(0),
        problem,
    };
    let cell = |(index, null): (usize, &Cell)| match null {
        Cell::Int(_) => raw.int(index).map(|value| Cell::Int(Some(value))),
        Cell::Text(_) => raw.text(index).map(|value| Cell::Text(Some(value))),
        Cell::Bytes(_) => raw.bytes(index).map(|value| Cell::Bytes(Some(value))),
    };
    let key: Result<Vec<Cell>, String> = R::NULLS[..R::KEYS].iter().enumerate().map(cell).collect();
    let name = name(R::TABLE, &Key(key.map_err(unread)?))?;
    let out = left_out(R::TABLE).unwrap_or_default();
    let hash = R::read(raw, 0).ok().map(|row| hash(&row, out)).transpose()?;
    Ok(Found { name, hash })
}

impl Reads<'_> {
    /// All rows that entries bear witness of, as they are now.
    pub async fn witnessed(mut self) -> Result<Vec<Found>, StoreError> {
        let mut rows = Vec::new();
        for (query, read) in QUERIES.iter().zip(READ) {
            for raw in self.raw(query, Vec::new(), Vec::new()).await? {
                rows.push(read(&raw)?);
            }
        }
        Ok(rows)
    }
}
