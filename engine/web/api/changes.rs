//! Changes of documents. One begins as any case does (`POST /instances` with the policy `document_change`); here are its
//! documents and its evidence.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::input::{Body, Params};
use super::show::Show;
use crate::limits;
use crate::service::{ChangeView, Content, Edited, Service, ServiceError};
use crate::store::tables::change::{ChangeItemRow, ChangeRow, ChangeStatus};

/// The changes that you may see.
#[derive(Serialize, ToSchema)]
pub(super) struct Changes {
    /// The newest first.
    items: Vec<ChangeLine>,
}

/// A change.
#[derive(Serialize, ToSchema)]
struct ChangeLine {
    /// Of its case, too.
    id: String,
    number: Option<String>,
    /// `draft`, `in_review`, `approved`, `effective`, `closed`, `withdrawn`.
    status: String,
    title: String,
    reason: String,
    /// Person id.
    author: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// When it shall take effect; none: as soon as it is approved.
    #[schema(format = DateTime)]
    wanted_at: Option<String>,
    /// The documents get the next letter.
    edition: bool,
    emergency: bool,
    /// Rises with every edit; an edit says which one it saw.
    version: i64,
}

/// A change with its documents.
#[derive(Serialize, ToSchema)]
pub(super) struct ChangeOut {
    change: ChangeLine,
    items: Vec<ItemOut>,
    /// SHA-256 of the bundle: what signatures cover.
    bundle: String,
    /// SHA-256 of the evidence gathered last.
    evidence: Option<String>,
    /// It was gathered for what is so now.
    evidence_current: bool,
    /// Documents whose base is no longer in force.
    stale: Vec<String>,
    may_edit: bool,
}

/// A document of a change.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangeItem)]
struct ItemOut {
    /// `policies/complaint`
    document: String,
    /// Label of the revision that it was made from; none: a new document.
    base: Option<String>,
    /// SHA-256 of the new bytes; none: it becomes obsolete.
    hash: Option<String>,
    /// Person id.
    edited_by: String,
    #[schema(format = DateTime)]
    edited_at: String,
}

/// What a document is to become.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeItemEdit)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct ItemIn {
    /// `policies/complaint`
    document: String,
    /// The change's version that you saw.
    version: i64,
    /// `put` (its text is to be `text`), `obsolete`, `rebase` (onto the revision in force, with `text`), `remove` (from the
    /// change).
    how: String,
    /// Its whole text.
    text: Option<String>,
}

/// What an edit led to.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangeVersion)]
pub(super) struct VersionOut {
    /// The change's version now.
    version: i64,
}

impl VersionOut {
    pub(super) fn of(edited: Edited) -> VersionOut {
        VersionOut { version: edited.version }
    }
}

/// Evidence is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GatherEvidence)]
pub(super) struct GatherIn {}

/// What is known about a change's bundle.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangeEvidence)]
pub(super) struct EvidenceOut {
    /// SHA-256 of its canonical text: what signatures name.
    hash: String,
    /// Findings, stories with coverage, running cases, suspects, differences and the rest.
    #[schema(value_type = Object)]
    evidence: serde_json::Value,
}

/// Lists the changes that you may see.
#[utoipa::path(get, path = "/changes", operation_id = "listChanges", tag = "changes",
    params(("status" = Option<String>, Query, description = "`draft`, `in_review`, `approved`, `effective`, `closed`, `withdrawn`")),
    responses((status = 200, body = Changes), Refusals))]
pub(super) async fn list(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<Changes>, ApiError> {
    let words: Vec<(&str, ChangeStatus)> = ChangeStatus::ALL.iter().map(|is| (is.word(), *is)).collect();
    let status = params.word("status", &words);
    params.finish()?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let rows = service.changes(&asker.caller, status).await?;
    Ok(Json(Changes { items: rows.into_iter().map(|row| line(&show, row)).collect() }))
}

/// One change with its documents.
#[utoipa::path(get, path = "/changes/{id}", operation_id = "getChange", tag = "changes",
    params(("id" = String, Path, description = "The change's id or number")),
    responses((status = 200, body = ChangeOut), Refusals))]
pub(super) async fn one(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<ChangeOut>, ApiError> {
    params.finish()?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let ChangeView { change, items, bundle, evidence_current, stale, may_edit, .. } =
        service.change_view(&asker.caller, &id).await?;
    let item = |row: ChangeItemRow| ItemOut {
        document: row.document,
        base: row.base,
        hash: row.hash.map(|hash| hash.to_string()),
        edited_by: row.edited_by,
        edited_at: show.at(row.edited_at),
    };
    Ok(Json(ChangeOut {
        items: items.into_iter().map(item).collect(),
        bundle: bundle.to_string(),
        evidence: change.evidence.map(|hash| hash.to_string()),
        evidence_current,
        stale,
        may_edit,
        change: line(&show, change),
    }))
}

/// Edits a document of a change.
///
/// Whatever was signed over the bundle before is void then, and the change goes back to its author.
#[utoipa::path(post, path = "/changes/{id}/items", operation_id = "editChangeItem", tag = "changes", request_body = ItemIn,
    params(("id" = String, Path, description = "The change's id")),
    responses((status = 200, body = VersionOut), WriteRefusals))]
pub(super) async fn item(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<VersionOut>, ApiError> {
    params.finish()?;
    let document = body.needed("document", limits::API_NAME);
    let version = body.integer("version");
    let how = body.needed("how", limits::API_NAME);
    let text = body.text("text", guicheng_core::limits::SOURCE_BYTES);
    if matches!(how.as_str(), "put" | "rebase") && text.is_none() {
        body.problem("text", "required", vec![]);
    }
    if !matches!(how.as_str(), "" | "put" | "obsolete" | "rebase" | "remove") {
        body.problem("how", "not-a-choice", vec![("value", how.clone())]);
    }
    body.finish()?;
    let (caller, bytes) = (&asker.caller, text.unwrap_or_default().into_bytes());
    let edited = match how.as_str() {
        "put" => service.put_item(caller, &id, &document, Content::Bytes(bytes), version).await?,
        "obsolete" => service.put_item(caller, &id, &document, Content::Obsolete, version).await?,
        "rebase" => service.rebase_item(caller, &id, &document, bytes, version).await?,
        _ => service.remove_item(caller, &id, &document, version).await?,
    };
    Ok(Json(VersionOut::of(edited)))
}

/// Gathers what is known about a change's bundle, and shows it.
#[utoipa::path(post, path = "/changes/{id}/evidence", operation_id = "gatherEvidence", tag = "changes", request_body = GatherIn,
    params(("id" = String, Path, description = "The change's id")),
    responses((status = 200, body = EvidenceOut), WriteRefusals))]
pub(super) async fn gather(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    body: Body,
) -> Result<Json<EvidenceOut>, ApiError> {
    params.finish()?;
    body.finish()?;
    service.gather_evidence(&asker.caller, &id).await?;
    kept(&service, &asker, &id).await
}

/// The evidence that is kept for a change: exactly what its signatures name.
#[utoipa::path(get, path = "/changes/{id}/evidence", operation_id = "getEvidence", tag = "changes",
    params(("id" = String, Path, description = "The change's id")),
    responses((status = 200, body = EvidenceOut), Refusals))]
pub(super) async fn evidence(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<EvidenceOut>, ApiError> {
    params.finish()?;
    kept(&service, &asker, &id).await
}

async fn kept(service: &Service, asker: &Asker, id: &str) -> Result<Json<EvidenceOut>, ApiError> {
    let view = service.change_view(&asker.caller, id).await?;
    let none = || ServiceError::NotFound(crate::service::Problem::new("change-no-evidence", []));
    let hash = view.change.evidence.ok_or_else(none)?;
    let evidence = service.evidence_of(&view.change).await?.ok_or_else(none)?;
    let evidence =
        serde_json::to_value(&evidence).map_err(|error| ServiceError::Broken(error.to_string()))?;
    Ok(Json(EvidenceOut { hash: hash.to_string(), evidence }))
}

fn line(show: &Show, row: ChangeRow) -> ChangeLine {
    ChangeLine {
        id: row.id,
        number: row.number,
        status: row.status.word().to_owned(),
        title: row.title,
        reason: row.reason,
        author: row.author,
        created_at: show.at(row.created_at),
        wanted_at: row.wanted_at.map(|at| show.at(at)),
        edition: row.edition,
        emergency: row.emergency,
        version: row.version,
    }
}
