//! What can go wrong in the store, as values. The service turns them into sentences; the texts here are for logs and
//! for the operator's terminal and never contain a cell's value, because a cell may be personal.

use std::sync::Arc;

/// An error of the store. Cheap to clone: one failed commit answers every caller of its batch.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached. Nothing of the job was applied.
    #[error("database: {0}")]
    Database(Arc<sqlx::Error>),
    /// The connection broke while a commit was under way and could not be made again, so nobody knows whether it
    /// was applied. The caller repeats the command with the same idempotency key.
    #[error("the outcome of the commit is unknown: {0}")]
    Unknown(Arc<sqlx::Error>),
    /// A stored row does not read as what it should be: the database was changed behind our back, or a migration
    /// forgot something.
    #[error("table `{table}`, column `{column}`, row {key}: {problem}")]
    Decode { table: &'static str, column: &'static str, key: String, problem: String },
    /// The database's address cannot be used.
    #[error("database address: {0}")]
    Address(String),
    /// The SQLite library is older than the one that no longer loses commits.
    #[error("SQLite {found} is too old: versions before {needed} can lose commits in WAL mode")]
    SqliteTooOld { found: String, needed: String },
    /// The PostgreSQL server is older than what the tests run on.
    #[error("PostgreSQL {found} is too old: {needed} or newer is needed")]
    PostgresTooOld { found: String, needed: String },
    /// A migration that this database has applied differs from the one in this program.
    #[error("migration {version} was changed after this database applied it")]
    MigrationChanged { version: i64 },
    /// The database was written by a newer program.
    #[error(
        "the database is at migration {found}, this program knows only {known}: it is older than the database"
    )]
    Newer { found: i64, known: i64 },
    /// A ledger entry could not be sealed.
    #[error("ledger entry: {0}")]
    Seal(String),
    /// The job panicked or ran over its time. Nothing of it was applied.
    #[error("the job {0}")]
    Job(&'static str),
    /// The store is closed, or its writer's thread could not be started.
    #[error("the store is closed")]
    Closed,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        StoreError::Database(Arc::new(error))
    }
}

impl StoreError {
    /// Is the connection gone or the disk failing, so that the same statement might work on another connection?
    /// (A broken rule of the schema would fail again.)
    pub(crate) fn is_transient(&self) -> bool {
        let (StoreError::Database(error) | StoreError::Unknown(error)) = self else {
            return false;
        };
        match &**error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::PoolTimedOut => true,
            // PostgreSQL: class 08 connection, 40 rollback (serialization, deadlock), 57 operator intervention.
            // SQLite: 5 and its extended codes are BUSY.
            sqlx::Error::Database(refused) => refused.code().is_some_and(|code| {
                code.len() == 5 && ["08", "40", "57"].iter().any(|class| code.starts_with(class))
                    || code.parse::<u32>().is_ok_and(|number| code.len() < 5 && number & 0xff == 5)
            }),
            _ => false,
        }
    }
}
