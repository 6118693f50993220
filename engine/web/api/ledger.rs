//! The ledger's end and its entries, for those who read all: enough to verify it without us.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use crate::limits;
use crate::service::Service;

/// The ledger's end.
#[derive(Serialize, ToSchema)]
pub(super) struct HeadOut {
    /// How many entries there are: the number of the next one.
    entries: i64,
    /// The last one's hash; 64 zeros if there is none.
    hash: String,
}

/// Where the ledger ends.
#[utoipa::path(get, path = "/ledger/head", operation_id = "getLedgerHead", tag = "ledger", responses((status = 200, body = HeadOut), Refusals))]
pub(super) async fn head(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
) -> Result<Json<HeadOut>, ApiError> {
    params.finish()?;
    let (head, _) = service.entries_for(&asker.caller, 0, 0).await?;
    Ok(Json(HeadOut { entries: head.entries, hash: head.hash.to_string() }))
}

/// Entries of the ledger.
#[derive(Serialize, ToSchema)]
pub(super) struct Leaves {
    items: Vec<Leaf>,
    /// The number to go on from; none at the end.
    next: Option<i64>,
}

/// An entry as it is hashed.
#[derive(Serialize, ToSchema)]
struct Leaf {
    seq: i64,
    /// `SHA-256(0x00 || leaf)` (RFC 6962, 2.1).
    hash: String,
    /// The entry's canonical text.
    leaf: String,
}

/// Entries from a number on.
#[utoipa::path(get, path = "/ledger/entries", operation_id = "listLedgerEntries", tag = "ledger",
    params(
        ("from" = Option<i64>, Query, minimum = 0, description = "Number of the first entry; 0 if left out"),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 200, description = "How many; 200 if left out"),
    ),
    responses((status = 200, body = Leaves), Refusals))]
pub(super) async fn entries(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<Leaves>, ApiError> {
    let from = params.number("from", 0, i64::MAX).unwrap_or(0);
    let limit = params.number("limit", 1, limits::PAGE).unwrap_or(limits::PAGE);
    params.finish()?;
    let (head, rows) = service.entries_for(&asker.caller, from, limit).await?;
    let next = rows.last().map(|row| row.seq + 1).filter(|next| *next < head.entries);
    let items = rows
        .into_iter()
        .map(|row| Leaf { seq: row.seq, hash: row.hash.to_string(), leaf: row.leaf })
        .collect();
    Ok(Json(Leaves { items, next }))
}
