//! The store: one SQL text for SQLite and PostgreSQL, one writer that commits many commands together, and reads.
//!
//! Everything above hands over whole rows with the ledger entry that tells of them ([`Unit`]); how they become few
//! statements, when they are durable and who is answered when, is decided here and nowhere else (see
//! `engine/decisions/0002-one-writer.md`). Deliberately absent: any rule of the business, permission, a clock.

mod address;
mod cell;
mod connection;
mod error;
mod migrate;
mod postgres;
mod reads;
mod row;
mod sqlite;
pub mod tables;
pub mod witness;
mod writer;

use std::sync::Arc;

pub use address::DatabaseUrl;
pub use error::StoreError;
pub use reads::{Page, Reads};
pub use row::{Chore, Key, Row};
pub use writer::{Chores, Outcome, Tx, Unit, Wants};

use connection::{Connection, Pool};
use writer::Writer;

/// A database that is open. Cheap to clone; the last clone to go lets the writer finish and end.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    writer: Writer,
}

impl Store {
    /// Opens the database, makes it or brings its schema up to date, and starts the writer.
    pub async fn open(url: &DatabaseUrl) -> Result<Store, StoreError> {
        let writer = Writer::start(url.clone()).await?;
        let pool = match url {
            DatabaseUrl::Sqlite(path) => Pool::Sqlite(sqlite::readers(path)?),
            DatabaseUrl::Postgres(url) => Pool::Postgres(postgres::readers(url)?),
        };
        Ok(Store { inner: Arc::new(Inner { pool, writer }) })
    }

    /// Opens a database, or a copy of one, only to be read: nothing is made, migrated or written, and a server may be
    /// running on it. Jobs get [`StoreError::Closed`].
    pub async fn open_to_read(url: &DatabaseUrl) -> Result<Store, StoreError> {
        let pool = match url {
            DatabaseUrl::Sqlite(path) => Pool::Sqlite(sqlite::reader_of_a_copy(path).await?),
            DatabaseUrl::Postgres(url) => Pool::Postgres(postgres::readers(url)?),
        };
        Ok(Store { inner: Arc::new(Inner { pool, writer: Writer::none() }) })
    }

    /// Reads what is committed.
    pub fn read(&self) -> Reads<'_> {
        Reads::Store(self)
    }

    /// Hands a job to the writer and waits until its batch is durable; only then is there an answer.
    ///
    /// The job runs inside the write transaction, one after another with all others, so what it reads through [`Tx`]
    /// still holds when it commits. It may run more than once if the database failed meanwhile, and only the last run
    /// counts: it changes nothing but through the [`Unit`] or [`Chores`] that it returns, and awaits nothing but `Tx`.
    /// An error as its result, a panic, or more than [`limits::JOB_TIME`](crate::limits::JOB_TIME) leave nothing.
    ///
    /// `wants` names rows that it will [`get`](Tx::get), so that one statement fetches those of a whole batch.
    pub async fn write<T, E, F>(&self, wants: Wants, job: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<Outcome<T>, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.inner.writer.run(wants, job).await
    }

    /// Waits until every job handed over so far is done, then closes all connections. Other clones get
    /// [`StoreError::Closed`] from then on.
    pub async fn close(&self) {
        self.inner.writer.close().await;
        self.inner.pool.close().await;
    }

    fn pool(&self) -> &Pool {
        &self.inner.pool
    }
}

/// Has the database understand every statement that the store can send, without running any; returns those that it
/// refuses. For `doctor` and the tests: a schema changed by hand shows here before it hurts.
pub async fn refused_statements(url: &DatabaseUrl) -> Result<Vec<(String, StoreError)>, StoreError> {
    let mut connection = connect(url).await?;
    let mut refused = Vec::new();
    for (sql, kinds) in tables::all_sql(connection.dialect()) {
        if let Err(error) = connection.prepare(sql.clone(), &kinds).await {
            refused.push((sql, error));
        }
    }
    connection.close().await?;
    Ok(refused)
}

/// Connects the writer's connection.
async fn connect(url: &DatabaseUrl) -> Result<Connection, StoreError> {
    Ok(match url {
        DatabaseUrl::Sqlite(path) => Connection::Sqlite(sqlite::writer(path).await?),
        DatabaseUrl::Postgres(url) => Connection::Postgres(postgres::writer(url).await?),
    })
}
