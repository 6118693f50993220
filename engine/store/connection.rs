//! The one place that knows there are two databases: a statement and its cells go in, rows come out.
//!
//! Deliberately not sqlx's `Any`: it knows fewer types and hides the options that durability depends on.

use sqlx::postgres::{PgConnection, PgPool, PgRow, PgTypeInfo};
use sqlx::sqlite::{SqliteConnection, SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _, SqlSafeStr as _, Type, ValueRef as _};

use super::cell::Cell;
use super::error::StoreError;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Puts this database's words in place of the fragments of a common SQL text: `{int}`, `{text}`, `{bytes}` (column
    /// types), `{strict}`, `{flat}` (table options: checked types; stored in the order of the key), `{lock}` (lock what
    /// this SELECT finds until the commit).
    pub(crate) fn fill(self, sql: &str) -> String {
        let words = match self {
            Dialect::Sqlite => [
                ("{int}", "INTEGER"),
                ("{text}", "TEXT"),
                ("{bytes}", "BLOB"),
                ("{strict}", "STRICT"),
                ("{flat}", "STRICT, WITHOUT ROWID"),
                ("{lock}", ""),
            ],
            // The collation makes PostgreSQL compare and sort texts by their bytes, as SQLite does.
            Dialect::Postgres => [
                ("{int}", "BIGINT"),
                ("{text}", "TEXT COLLATE \"C\""),
                ("{bytes}", "BYTEA"),
                ("{strict}", ""),
                ("{flat}", ""),
                ("{lock}", "FOR UPDATE"),
            ],
        };
        words.iter().fold(sql.to_owned(), |sql, (from, to)| sql.replace(from, to))
    }
}

/// A row as it came.
pub enum Raw {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// One connection.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The connections that pages read by.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Binds the cells and runs one statement: `query!(database type, executor, sql, cells, method)`.
macro_rules! query {
    ($database:ty, $executor:expr, $sql:expr, $cells:expr, $method:ident) => {{
        let mut query = sqlx::query::<$database>(AssertSqlSafe($sql));
        for cell in $cells {
            query = match cell {
                Cell::Int(value) => query.bind(value),
                Cell::Text(value) => query.bind(value),
                Cell::Bytes(value) => query.bind(value),
            };
        }
        query.$method($executor).await?
    }};
}

impl Connection {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement and returns its rows.
    pub(crate) async fn rows(&mut self, sql: String, cells: Vec<Cell>) -> Result<Vec<Raw>, StoreError> {
        Ok(match self {
            Connection::Sqlite(connection) => {
                query!(sqlx::Sqlite, connection, sql, cells, fetch_all).into_iter().map(Raw::Sqlite).collect()
            }
            Connection::Postgres(connection) => query!(sqlx::Postgres, connection, sql, cells, fetch_all)
                .into_iter()
                .map(Raw::Postgres)
                .collect(),
        })
    }

    /// Runs a statement and returns how many rows it changed.
    pub(crate) async fn run(&mut self, sql: String, cells: Vec<Cell>) -> Result<u64, StoreError> {
        Ok(match self {
            Connection::Sqlite(connection) => {
                query!(sqlx::Sqlite, connection, sql, cells, execute).rows_affected()
            }
            Connection::Postgres(connection) => {
                query!(sqlx::Postgres, connection, sql, cells, execute).rows_affected()
            }
        })
    }

    /// Runs several statements without cells.
    pub(crate) async fn script(&mut self, sql: String) -> Result<(), StoreError> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Connection::Sqlite(connection) => script.execute(connection).await.map(|_| ())?,
            Connection::Postgres(connection) => script.execute(connection).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Asks the database to understand a statement without running it. PostgreSQL is told the kinds of cells, as far as
    /// they are given; it finds out the others itself.
    pub(crate) async fn prepare(&mut self, sql: String, kinds: &[Cell]) -> Result<(), StoreError> {
        let sql = AssertSqlSafe(sql).into_sql_str();
        match self {
            Connection::Sqlite(connection) => drop(connection.prepare(sql).await?),
            Connection::Postgres(connection) => {
                let kinds: Vec<PgTypeInfo> = kinds.iter().map(postgres_kind).collect();
                drop(connection.prepare_with(sql, &kinds).await?);
            }
        }
        Ok(())
    }

    /// Begins a write transaction. SQLite takes its write lock at once, so that nothing read in it can be stale.
    pub(crate) async fn begin(&mut self) -> Result<(), StoreError> {
        let sql = match self {
            Connection::Sqlite(_) => "BEGIN IMMEDIATE",
            // READ COMMITTED on purpose: after the wait for the ledger head's lock each statement sees what the
            // holder before us committed. REPEATABLE READ would fail instead.
            Connection::Postgres(_) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        };
        self.run(sql.to_owned(), Vec::new()).await.map(drop)
    }

    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        self.run("COMMIT".to_owned(), Vec::new()).await.map(drop)
    }

    pub(crate) async fn rollback(&mut self) -> Result<(), StoreError> {
        self.run("ROLLBACK".to_owned(), Vec::new()).await.map(drop)
    }

    pub(crate) async fn close(self) -> Result<(), StoreError> {
        match self {
            Connection::Sqlite(connection) => connection.close().await?,
            Connection::Postgres(connection) => connection.close().await?,
        }
        Ok(())
    }
}

fn postgres_kind(cell: &Cell) -> PgTypeInfo {
    match cell {
        Cell::Int(_) => <i64 as Type<sqlx::Postgres>>::type_info(),
        Cell::Text(_) => <String as Type<sqlx::Postgres>>::type_info(),
        Cell::Bytes(_) => <Vec<u8> as Type<sqlx::Postgres>>::type_info(),
    }
}

impl Pool {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Pool::Sqlite(_) => Dialect::Sqlite,
            Pool::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a SELECT on any free connection.
    pub(crate) async fn rows(&self, sql: String, cells: Vec<Cell>) -> Result<Vec<Raw>, StoreError> {
        Ok(match self {
            Pool::Sqlite(pool) => {
                query!(sqlx::Sqlite, pool, sql, cells, fetch_all).into_iter().map(Raw::Sqlite).collect()
            }
            Pool::Postgres(pool) => {
                query!(sqlx::Postgres, pool, sql, cells, fetch_all).into_iter().map(Raw::Postgres).collect()
            }
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// Reads one cell of either row type; the error says the problem without the value.
macro_rules! get {
    ($raw:expr, $index:expr, $type:ty) => {
        match $raw {
            Raw::Sqlite(row) => row.try_get::<$type, _>($index),
            Raw::Postgres(row) => row.try_get::<$type, _>($index),
        }
        .map_err(|error| match error {
            sqlx::Error::ColumnDecode { source, .. } => source.to_string(),
            other => other.to_string(),
        })
    };
}

impl Raw {
    pub(crate) fn int(&self, index: usize) -> Result<i64, String> {
        get!(self, index, i64)
    }

    pub(crate) fn text(&self, index: usize) -> Result<String, String> {
        get!(self, index, String)
    }

    pub(crate) fn bytes(&self, index: usize) -> Result<Vec<u8>, String> {
        get!(self, index, Vec<u8>)
    }

    pub(crate) fn is_null(&self, index: usize) -> Result<bool, String> {
        match self {
            Raw::Sqlite(row) => row.try_get_raw(index).map(|value| value.is_null()),
            Raw::Postgres(row) => row.try_get_raw(index).map(|value| value.is_null()),
        }
        .map_err(|error| error.to_string())
    }

    /// A key's cell for an error message.
    pub(crate) fn show(&self, index: usize) -> String {
        self.text(index)
            .or_else(|_| self.int(index).map(|value| value.to_string()))
            .or_else(|_| {
                self.bytes(index).map(|value| value.iter().map(|byte| format!("{byte:02x}")).collect())
            })
            .unwrap_or_else(|_| "?".to_owned())
    }
}
