//! Brings a database's schema up to this program's, once, by migrations that only ever grow in number.
//!
//! Each file's hash is kept beside its number: a file edited after its release, or a database of a newer program, stops
//! the start instead of leading to damage. There are no down-migrations: a backup goes back.

use guicheng_core::value::Hash;

use super::cell::Column as _;
use super::connection::Connection;
use super::error::StoreError;

/// Number 1 first.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_sign_in.sql"),
    include_str!("migrations/0003_shared.sql"),
    include_str!("migrations/0004_calls.sql"),
    include_str!("migrations/0005_changes.sql"),
    include_str!("migrations/0006_accounts.sql"),
    include_str!("migrations/0007_proofs.sql"),
    include_str!("migrations/0008_pinned.sql"),
];

const MEMORY: &str = "CREATE TABLE IF NOT EXISTS migration (version {int} NOT NULL PRIMARY KEY, hash {bytes} NOT NULL) {strict}";

/// Several nodes may start at once: on PostgreSQL this lock lets one of them migrate (the number means nothing).
const TURN: &str = "SELECT pg_advisory_xact_lock(7163018402)";

pub(super) async fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    apply(connection, MIGRATIONS).await
}

async fn apply(connection: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    connection.begin().await?;
    match in_transaction(connection, migrations).await {
        Ok(()) => connection.commit().await,
        Err(error) => {
            // The first error tells more than one of the rollback, which the closing of the connection does anyway.
            connection.rollback().await.ok();
            Err(error)
        }
    }
}

async fn in_transaction(connection: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    if let Connection::Postgres(_) = connection {
        connection.rows(TURN.to_owned(), Vec::new()).await?;
    }
    let dialect = connection.dialect();
    connection.script(dialect.fill(MEMORY)).await?;
    let applied = connection
        .rows("SELECT version, hash FROM migration ORDER BY version".to_owned(), Vec::new())
        .await?;
    let known = migrations.len() as i64;
    for (raw, version) in applied.iter().zip(1..) {
        let bad = |problem| StoreError::Decode {
            table: "migration",
            column: "hash",
            key: version.to_string(),
            problem,
        };
        let hash = Hash::read(raw, 1).map_err(bad)?;
        let Some(text) = migrations.get(version as usize - 1) else {
            return Err(StoreError::Newer { found: raw.int(0).map_err(bad)?, known });
        };
        if hash != Hash::of(text) || raw.int(0).map_err(bad)? != version {
            return Err(StoreError::MigrationChanged { version });
        }
    }
    for (text, version) in migrations.iter().zip(1i64..).skip(applied.len()) {
        connection.script(dialect.fill(text)).await?;
        let note = "INSERT INTO migration (version, hash) VALUES ($1, $2)".to_owned();
        connection.run(note, vec![version.cell(), Hash::of(text).cell()]).await?;
    }
    Ok(())
}
