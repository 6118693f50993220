//! One controlled document for programs, with its text; and suspects answered.
//!
//! A document is read as it is, byte for byte, by the revision in force unless another is asked for. Deliberately absent:
//! writing; a text changes through a change (`changes`).

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::input::{Body, Params};
use super::show::{Show, Words};
use crate::limits;
use crate::service::{DocumentAt, Service, bilingual};
use crate::store::tables::document::RevisionRow;

/// A document by one of its revisions.
#[derive(Serialize, ToSchema)]
pub(super) struct DocumentOut {
    /// `policies/complaint`
    id: String,
    /// `policy`, `form`, `chapter` …
    kind: String,
    title: Words,
    /// As the company counts its documents.
    number: Option<String>,
    /// Post id of whoever keeps it.
    owner: Option<String>,
    /// Where it lies in an export.
    path: String,
    /// The one that `text` is of.
    revision: RevisionOut,
    /// It was in force at the moment that is looked at.
    in_force: bool,
    /// The whole text; the SHA-256 of its bytes is the revision's `hash`.
    text: String,
    /// All revisions by then, oldest first.
    revisions: Vec<RevisionOut>,
}

/// A revision of a document.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Revision)]
struct RevisionOut {
    /// `A/0`, `A/1` … `B/0`
    label: String,
    /// SHA-256 of its bytes.
    hash: String,
    /// `in_review`, `effective`, `superseded`, `obsolete`.
    status: String,
    #[schema(format = DateTime)]
    effective_from: Option<String>,
    #[schema(format = DateTime)]
    effective_to: Option<String>,
    /// Person id of its author.
    author: Option<String>,
    reason: String,
    /// The case of the change that brought it; none: the first release.
    change: Option<String>,
}

/// Why a suspect place may stay as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClearSuspect)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct ClearIn {
    reason: String,
}

/// A suspect that is answered.
#[derive(Serialize, ToSchema)]
#[schema(as = ClearedSuspect)]
pub(super) struct Cleared {
    id: String,
}

/// One document with its text: the revision in force, now or at a past moment, or the one that is asked for.
#[utoipa::path(get, path = "/documents/{id}", operation_id = "getDocument", tag = "documents",
    params(
        ("id" = String, Path, description = "The document's id, such as `policies/complaint`"),
        ("rev" = Option<String>, Query, description = "Label of a revision: `A/0`"),
        ("at" = Option<String>, Query, description = "A past moment (RFC 3339) or date; now if left out"),
    ),
    responses((status = 200, body = DocumentOut), Refusals))]
pub(super) async fn one(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Json<DocumentOut>, ApiError> {
    let (at, label) = (params.at(&service)?, params.take("rev"));
    params.finish()?;
    let DocumentAt { row, revisions, at, in_force } = service.document_at(&id, label.as_deref(), at).await?;
    let text = service.text_of(&revisions[at].hash).await?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let revisions: Vec<RevisionOut> = revisions.into_iter().map(|row| revision(&show, row)).collect();
    Ok(Json(DocumentOut {
        title: (&bilingual(&row.title)).into(),
        id: row.id,
        kind: row.kind,
        number: row.number,
        owner: row.owner_post,
        path: row.path,
        revision: revisions[at].clone(),
        in_force,
        text,
        revisions,
    }))
}

fn revision(show: &Show, row: RevisionRow) -> RevisionOut {
    RevisionOut {
        label: row.label,
        hash: row.hash.to_string(),
        status: row.status.word().to_owned(),
        effective_from: row.effective_from.map(|at| show.at(at)),
        effective_to: row.effective_to.map(|at| show.at(at)),
        author: row.by_person,
        reason: row.reason,
        change: row.change,
    }
}

/// Says why a suspect place may stay as it is. For the post that keeps the document.
#[utoipa::path(post, path = "/suspects/{id}", operation_id = "clearSuspect", tag = "documents", request_body = ClearIn,
    params(("id" = String, Path, description = "The suspect's id")),
    responses((status = 200, body = Cleared), WriteRefusals))]
pub(super) async fn clear(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<Cleared>, ApiError> {
    params.finish()?;
    let reason = body.needed("reason", limits::OPINION_CHARS);
    body.finish()?;
    service.clear_suspect(&asker.caller, &id, &reason).await?;
    Ok(Json(Cleared { id }))
}
