//! SQLite's options. Durability and speed hang on them, so they stand in one place.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};

use super::error::StoreError;
use crate::limits;

/// The first version without the WAL-reset bug, which could lose commits from 3.7.0 on.
const OLDEST: (u32, u32, u32) = (3, 51, 3);

fn options(path: &Path) -> Result<SqliteConnectOptions, StoreError> {
    let options = SqliteConnectOptions::from_str("sqlite:")?
        .filename(path)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .statement_cache_capacity(limits::STATEMENTS)
        // A statement's text may be logged by sqlx, and slow ones with it; who looks for slow ones uses `doctor`.
        .disable_statement_logging();
    Ok(options)
}

/// The connection that writes. An acknowledged commit survives power loss: FULL syncs the log at each commit.
pub(super) async fn writer(path: &Path) -> Result<SqliteConnection, StoreError> {
    keep_to_owner(path)?;
    let connection = options(path)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", "-65536")
        // A many-row statement notes the pages that it changes, to be able to take itself back: not in a file.
        .pragma("temp_store", "memory")
        // Pages: 32 MB of log between checkpoints. A hot page is then copied back once instead of many times.
        .pragma("wal_autocheckpoint", "8192")
        .connect()
        .await?;
    check_version(connection).await
}

/// The connections that read; they cannot write even by mistake.
pub(super) fn readers(path: &Path) -> Result<SqlitePool, StoreError> {
    let options = options(path)?.read_only(true).pragma("query_only", "on").pragma("cache_size", "-16384");
    Ok(SqlitePoolOptions::new().max_connections(limits::READERS_SQLITE).connect_lazy_with(options))
}

/// The same for a database that may be a copy on a medium that nothing can be written to: there SQLite cannot make the
/// side files of its log, and is told that nobody else writes.
pub(super) async fn reader_of_a_copy(path: &Path) -> Result<SqlitePool, StoreError> {
    let pool = readers(path)?;
    let probe = "SELECT entries FROM ledger_head";
    let Err(error) = sqlx::query(probe).execute(&pool).await else { return Ok(pool) };
    pool.close().await;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // What stands in a log alone would be passed over.
    if std::fs::metadata(Path::new(&log)).is_ok_and(|log| log.len() > 0) {
        return Err(error.into());
    }
    let options = options(path)?.read_only(true).immutable(true);
    let pool = SqlitePoolOptions::new().max_connections(limits::READERS_SQLITE).connect_lazy_with(options);
    sqlx::query(probe).execute(&pool).await?; // no file, or none of ours
    Ok(pool)
}

async fn check_version(mut connection: SqliteConnection) -> Result<SqliteConnection, StoreError> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await?;
    if version(&found).is_none_or(|found| found < OLDEST) {
        connection.close().await?;
        let (major, minor, patch) = OLDEST;
        return Err(StoreError::SqliteTooOld { found, needed: format!("{major}.{minor}.{patch}") });
    }
    Ok(connection)
}

fn version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// The file holds personal data: other users of the machine have no business with it. SQLite gives its side files
/// the rights of the main one.
fn keep_to_owner(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Address(format!("{}: {error}", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        for (text, enough) in
            [("3.51.3", true), ("3.52.0", true), ("4.0.0", true), ("3.51.2", false), ("3.9.99", false)]
        {
            assert_eq!(version(text).unwrap() >= OLDEST, enough, "{text}");
        }
        assert_eq!(version("3.51"), None);
        assert_eq!(version("new"), None);
    }
}
