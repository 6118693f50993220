//! PostgreSQL's options.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};

use super::error::StoreError;
use crate::limits;

/// What the tests run on; the wire reports 15.4 as 150004.
const OLDEST: i64 = 150_000;

fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address(error.to_string()))?
        .application_name("guicheng")
        .statement_cache_capacity(limits::STATEMENTS)
        .disable_statement_logging();
    Ok(options)
}

/// The connection that writes.
pub(super) async fn writer(url: &str) -> Result<PgConnection, StoreError> {
    // A cluster may be set up to acknowledge before the log is on disk; we never want that.
    // And a many-row statement is planned once, not anew for its values.
    let settings = [("synchronous_commit", "on"), ("plan_cache_mode", "force_generic_plan")];
    let mut connection = options(url)?.options(settings).connect().await?;
    let number: String = sqlx::query_scalar("SHOW server_version_num").fetch_one(&mut connection).await?;
    if number.parse::<i64>().is_ok_and(|number| number >= OLDEST) {
        return Ok(connection);
    }
    let found = sqlx::query_scalar("SHOW server_version").fetch_one(&mut connection).await?;
    connection.close().await?;
    Err(StoreError::PostgresTooOld { found, needed: (OLDEST / 10_000).to_string() })
}

/// The connections that read.
pub(super) fn readers(url: &str) -> Result<PgPool, StoreError> {
    let options = options(url)?.options([("default_transaction_read_only", "on")]);
    Ok(PgPoolOptions::new()
        .max_connections(limits::READERS_POSTGRES)
        .acquire_timeout(Duration::from_secs(10))
        .connect_lazy_with(options))
}
