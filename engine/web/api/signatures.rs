//! What was signed in a case.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::Show;
use crate::service::Service;
use crate::store::tables::change::SignatureRow;

/// The signatures of a case.
#[derive(Serialize, ToSchema)]
pub(super) struct Signatures {
    /// Oldest first; void ones, too.
    items: Vec<SignatureOut>,
}

/// A signature.
#[derive(Serialize, ToSchema)]
#[schema(as = Signature)]
struct SignatureOut {
    id: String,
    task: Option<String>,
    person: String,
    /// The signer's name at that moment.
    name: String,
    post: Option<String>,
    /// By what right and through which door: `appointment:general_manager link`.
    authority: String,
    /// How they proved themselves: `password`, `password+code`.
    factors: String,
    /// `prepare`, `review`, `countersign`, `approve`, `receive`, `acknowledge`; `otherwise` approves nothing.
    meaning: String,
    #[schema(format = DateTime)]
    at: String,
    /// SHA-256 of `statement`; stands in the ledger's entry.
    covers: String,
    /// What exactly was signed: canonical JSON, as text, so that its hash can be computed.
    statement: String,
    /// Number of the ledger's entry.
    entry: i64,
    #[schema(format = DateTime)]
    voided_at: Option<String>,
    /// Number of the entry that voided it.
    voided_by: Option<i64>,
    void_reason: Option<String>,
}

/// What was signed in a case, oldest first.
#[utoipa::path(get, path = "/instances/{id}/signatures", operation_id = "getSignatures", tag = "instances",
    params(("id" = String, Path, description = "The case's id or number")),
    responses((status = 200, body = Signatures), Refusals))]
pub(super) async fn of_instance(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Signatures>, ApiError> {
    params.finish()?;
    let rows = service.signatures_of(&asker.caller, &id).await?;
    let show = Show { books: service.library()?, lang: asker.lang };
    Ok(Json(Signatures { items: rows.into_iter().map(|row| out(&show, row)).collect() }))
}

fn out(show: &Show, row: SignatureRow) -> SignatureOut {
    SignatureOut {
        id: row.id,
        task: row.task,
        person: row.person,
        name: row.name,
        post: row.post,
        authority: row.authority,
        factors: row.factors,
        meaning: row.meaning,
        at: show.at(row.at),
        covers: row.covers.to_string(),
        statement: row.statement,
        entry: row.entry,
        voided_at: row.voided_at.map(|at| show.at(at)),
        voided_by: row.voided_by,
        void_reason: row.void_reason,
    }
}
