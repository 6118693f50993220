//! Controlled copies for programs. One is asked for as any case begins (`POST /instances` with the policy
//! `document_copy`). Deliberately absent: printing; a copy is printed by the person who hands it over (`/copies`).

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::input::{Body, Params};
use super::show::{Show, Words};
use crate::limits;
use crate::service::{CopyStanding, CopyView, Service};

/// The copies that you may see.
#[derive(Serialize, ToSchema)]
pub(super) struct Copies {
    items: Vec<CopyOut>,
}

/// A controlled copy.
#[derive(Serialize, ToSchema)]
#[schema(as = Copy)]
struct CopyOut {
    /// The document's number with its revision and the copy's serial.
    number: String,
    document: String,
    title: Words,
    /// Label of its revision.
    label: String,
    /// Whom it was issued to, by name.
    holder: String,
    lang: String,
    /// Id of the case that approved it.
    case: Option<String>,
    #[schema(format = DateTime)]
    issued_at: String,
    /// Person id.
    issued_by: String,
    /// How often it was printed.
    printed: i64,
    /// What its QR code says: it may be worked by.
    valid: bool,
    /// Since when it is valid, or void.
    #[schema(format = DateTime)]
    since: String,
    #[schema(format = DateTime)]
    recalled_at: Option<String>,
    /// Person id; none: its revision ended.
    recalled_by: Option<String>,
    #[schema(format = DateTime)]
    returned_at: Option<String>,
    /// It is void and nobody has given it back.
    outstanding: bool,
}

/// A copy that came back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReturnCopy)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct ReturnIn {
    /// The copy's number.
    copy: String,
}

/// Copies are called back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecallCopies)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct RecallIn {
    /// The number of one of the copies that were issued together.
    copy: String,
    reason: String,
}

/// The copies that it happened to.
#[derive(Serialize, ToSchema)]
#[schema(as = CopyNumbers)]
pub(super) struct Numbers {
    copies: Vec<String>,
}

/// Lists the controlled copies that you may see: all of them for whoever reads everything, else those issued through you.
#[utoipa::path(get, path = "/copies", operation_id = "listCopies", tag = "documents",
    responses((status = 200, body = Copies), Refusals))]
pub(super) async fn list(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
) -> Result<Json<Copies>, ApiError> {
    params.finish()?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let views = service.copies(&asker.caller).await?;
    Ok(Json(Copies { items: views.into_iter().map(|view| line(&show, view)).collect() }))
}

fn line(show: &Show, view: CopyView) -> CopyOut {
    let (valid, since) = match view.standing {
        CopyStanding::Valid(since) => (true, since),
        CopyStanding::Void(since) => (false, since),
    };
    let row = view.row;
    CopyOut {
        number: row.number,
        document: row.document,
        title: (&view.title).into(),
        label: row.label,
        holder: row.holder,
        lang: row.lang,
        case: row.instance,
        issued_at: show.at(row.issued_at),
        issued_by: row.issued_by,
        printed: row.printed,
        valid,
        since: show.at(since),
        recalled_at: row.recalled_at.map(|at| show.at(at)),
        recalled_by: row.recalled_by,
        returned_at: row.returned_at.map(|at| show.at(at)),
        outstanding: view.outstanding,
    }
}

/// Notes that a copy was given back.
#[utoipa::path(post, path = "/copies/return", operation_id = "returnCopy", tag = "documents", request_body = ReturnIn,
    responses((status = 200, body = Numbers), WriteRefusals))]
pub(super) async fn give_back(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
    mut body: Body,
) -> Result<Json<Numbers>, ApiError> {
    params.finish()?;
    let copy = body.needed("copy", limits::API_NAME);
    body.finish()?;
    service.return_copy(&asker.caller, &copy).await?;
    Ok(Json(Numbers { copies: vec![copy] }))
}

/// Calls back a copy with all that were issued together with it; they are void at once.
#[utoipa::path(post, path = "/copies/recall", operation_id = "recallCopies", tag = "documents", request_body = RecallIn,
    responses((status = 200, body = Numbers), WriteRefusals))]
pub(super) async fn recall(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
    mut body: Body,
) -> Result<Json<Numbers>, ApiError> {
    params.finish()?;
    let copy = body.needed("copy", limits::API_NAME);
    let reason = body.needed("reason", limits::OPINION_CHARS);
    body.finish()?;
    let copies = service.recall_copies(&asker.caller, &copy, &reason).await?;
    Ok(Json(Numbers { copies }))
}
