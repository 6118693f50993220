//! Rows: one Rust struct per table, declared once by `table!`; all SQL that writes rows or finds them by their key is
//! made from that declaration.
//!
//! Deliberately not an object mapper: no relations, no partial updates. A row is written whole, so a batch needs one
//! many-row statement per table, and the last version of a row wins.

use super::cell::{Cell, Column};
use super::connection::{Dialect, Raw};
use super::error::StoreError;
use super::tables::Table;

/// A row's primary key, as cells in the order of its columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(pub(crate) Vec<Cell>);

impl<A: Column> From<&A> for Key {
    fn from(a: &A) -> Key {
        Key(vec![a.cell()])
    }
}
impl From<&str> for Key {
    fn from(text: &str) -> Key {
        Key(vec![Cell::Text(Some(text.to_owned()))])
    }
}
impl From<(&str, &str)> for Key {
    fn from((a, b): (&str, &str)) -> Key {
        Key(vec![Cell::Text(Some(a.to_owned())), Cell::Text(Some(b.to_owned()))])
    }
}
impl<A: Column, B: Column> From<(&A, &B)> for Key {
    fn from((a, b): (&A, &B)) -> Key {
        Key(vec![a.cell(), b.cell()])
    }
}

/// What writing a row means when its key is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// An error: these rows are written once.
    Append,
    /// The new row takes the place of the old one.
    Replace,
    /// The old row stays: the key is a hash of the content.
    Keep,
}

/// A table's row.
pub trait Row: Clone + Send + Sync + 'static {
    /// Which table.
    const TABLE: Table;
    /// Its columns; the first [`Row::KEYS`] of them are the primary key.
    const COLUMNS: &'static [&'static str];
    /// NULL of each column's kind.
    const NULLS: &'static [Cell];
    /// How many columns make the primary key.
    const KEYS: usize;
    /// What writing over an existing key means.
    const WRITE: Write;
    /// How many rows the writer remembers between batches; see `writer::shelf` for when that is sound.
    const REMEMBER: usize;

    /// The cells in the order of the columns.
    fn cells(&self) -> Vec<Cell>;
    /// Reads a row whose first column stands at `first`.
    fn read(raw: &Raw, first: usize) -> Result<Self, StoreError>;
    /// The primary key.
    fn key(&self) -> Key {
        let mut cells = self.cells();
        cells.truncate(Self::KEYS);
        Key(cells)
    }
}

/// Rows that may change without a ledger entry, because they say how the machinery fares and nothing about the
/// business: whether a mail went out, when a session was last seen, whether a link was used.
pub trait Chore: Row {}

/// Declares a table's row struct. The first `key N` fields are the primary key.
macro_rules! table {
    ($(#[$doc:meta])* pub struct $name:ident in $table:ident, key $keys:literal, $write:ident, remember $remember:expr; {
        $($(#[$field_doc:meta])* pub $field:ident: $type:ty,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)+ }

        impl $crate::store::row::Row for $name {
            const TABLE: $crate::store::tables::Table = $crate::store::tables::Table::$table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field),)+];
            const NULLS: &'static [$crate::store::cell::Cell] =
                &[$(<$type as $crate::store::cell::Column>::NULL,)+];
            const KEYS: usize = $keys;
            const WRITE: $crate::store::row::Write = $crate::store::row::Write::$write;
            const REMEMBER: usize = $remember;

            fn cells(&self) -> Vec<$crate::store::cell::Cell> {
                vec![$($crate::store::cell::Column::cell(&self.$field),)+]
            }

            fn read(raw: &$crate::store::connection::Raw, first: usize) -> Result<Self, $crate::store::StoreError> {
                let mut at = first;
                $(
                    let $field: $type = $crate::store::row::read_cell::<Self, $type>(raw, first, at)?;
                    at += 1;
                )+
                let _ = at;
                Ok($name { $($field,)+ })
            }
        }
    };
}
pub(crate) use table;

/// Reads one cell of a row; the error names table, column and key.
pub(crate) fn read_cell<R: Row, C: Column>(raw: &Raw, first: usize, at: usize) -> Result<C, StoreError> {
    C::read(raw, at).map_err(|problem| StoreError::Decode {
        table: R::TABLE.name(),
        column: R::COLUMNS[at - first],
        key: (first..first + R::KEYS).map(|index| raw.show(index)).collect::<Vec<_>>().join(", "),
        problem,
    })
}

/// `table.a, table.b, …` for a SELECT.
pub(crate) fn columns<R: Row>() -> String {
    let table = R::TABLE.name();
    R::COLUMNS.iter().map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
}

/// The statement that writes up to `rows` rows at once; those whose first column is NULL are fillers and left out, so
/// that a few lengths serve any number of rows.
pub(crate) fn write_sql<R: Row>(dialect: Dialect, rows: usize) -> String {
    let names = R::COLUMNS.join(", ");
    let mut sql = format!("INSERT INTO {} ({names}) SELECT * FROM (VALUES ", R::TABLE.name());
    tuples(&mut sql, dialect, rows, R::COLUMNS.len());
    sql.push_str(") AS filled WHERE column1 IS NOT NULL");
    let (keys, rest) = R::COLUMNS.split_at(R::KEYS);
    match R::WRITE {
        Write::Append => {}
        Write::Replace if !rest.is_empty() => {
            let set: Vec<_> = rest.iter().map(|column| format!("{column} = excluded.{column}")).collect();
            sql.push_str(&format!(" ON CONFLICT ({}) DO UPDATE SET {}", keys.join(", "), set.join(", ")));
        }
        Write::Replace | Write::Keep => {
            sql.push_str(&format!(" ON CONFLICT ({}) DO NOTHING", keys.join(", ")))
        }
    }
    sql
}

/// The statement that finds `rows` rows by their keys.
pub(crate) fn find_sql<R: Row>(dialect: Dialect, rows: usize) -> String {
    format!("SELECT {} FROM {} WHERE {}", columns::<R>(), R::TABLE.name(), by_keys::<R>(dialect, rows))
}

/// The statement that deletes `rows` rows by their keys.
pub(crate) fn delete_sql<R: Row>(dialect: Dialect, rows: usize) -> String {
    format!("DELETE FROM {} WHERE {}", R::TABLE.name(), by_keys::<R>(dialect, rows))
}

fn by_keys<R: Row>(dialect: Dialect, rows: usize) -> String {
    let keys = &R::COLUMNS[..R::KEYS];
    if let [key] = keys {
        let mut sql = format!("{key} IN ");
        tuples(&mut sql, dialect, 1, rows);
        return sql;
    }
    // SQLite takes a list of row values only as VALUES.
    let mut sql = format!("({}) IN (VALUES ", keys.join(", "));
    tuples(&mut sql, dialect, rows, keys.len());
    sql.push(')');
    sql
}

/// Appends `(…), (…)`. SQLite gets plain question marks: sqlx looks each numbered parameter up by walking the list
/// of all of them, which made a statement of 64 rows quadratic.
fn tuples(sql: &mut String, dialect: Dialect, rows: usize, columns: usize) {
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            number += 1;
            if column > 0 {
                sql.push_str(", ");
            }
            match dialect {
                Dialect::Sqlite => sql.push('?'),
                Dialect::Postgres => sql.push_str(&format!("${number}")),
            }
        }
        sql.push(')');
    }
}
