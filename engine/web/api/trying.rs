//! Trying a change, for programs: what is wrong with the documents as they would be, and how a policy's stories go. Nothing
//! is kept.

use axum::Json;
use axum::extract::{Path, State};
use guicheng_core::text::Severity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::WriteRefusals;
use super::drafts::document;
use super::error::ApiError;
use super::findings::FindingOut;
use super::input::{Body, Params};
use crate::limits;
use crate::service::{Service, ServiceError, Tried};

/// What is to be looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TryChange)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct TryIn {
    /// `policies/complaint`; none: the change as it is saved.
    document: Option<String>,
    /// Its text instead of the one that is saved.
    text: Option<String>,
}

/// Whose stories are to be told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RunStories)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct RunIn {
    /// A policy (`policies/complaint`) or its stories.
    document: String,
    /// Its text instead of the one that is saved.
    text: Option<String>,
}

/// What is wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = CheckedChange)]
pub(super) struct CheckOut {
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: Vec<FindingOut>,
}

/// What came of stories.
#[derive(Serialize, ToSchema)]
#[schema(as = RunResult)]
pub(super) struct RunOut {
    /// None: there are no stories, or the documents have errors, on which a story proves nothing.
    #[schema(value_type = Option<Object>)]
    stories: Option<serde_json::Value>,
}

/// Says what is wrong with the documents as they would be. Nothing is kept.
///
/// Of the change as it is saved: everything. Of a text: what is wrong in it, and the errors that it brings elsewhere.
#[utoipa::path(post, path = "/changes/{id}/check", operation_id = "checkChange", tag = "changes", request_body = TryIn,
    params(("id" = String, Path, description = "The change's id or number")),
    responses((status = 200, body = CheckOut), WriteRefusals))]
pub(super) async fn check(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<CheckOut>, ApiError> {
    params.finish()?;
    let name = body.text("document", limits::API_NAME);
    let text = body.text("text", guicheng_core::limits::SOURCE_BYTES);
    match (&name, &text) {
        (Some(_), None) => body.problem("text", "required", vec![]),
        (None, Some(_)) => body.problem("document", "required", vec![]),
        _ => {}
    }
    body.finish()?;
    let tried = match (name, text) {
        (Some(name), Some(text)) => tried(&service, &asker, &id, &name, Some(text)).await?,
        _ => service.try_change(&asker.caller, &id).await?,
    };
    let found: Vec<_> = tried.findings.into_iter().chain(tried.elsewhere).collect();
    let of = |severity| found.iter().filter(|finding| finding.severity == severity).count();
    Ok(Json(CheckOut {
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        notes: of(Severity::Note),
        findings: FindingOut::all(asker.lang, &found),
    }))
}

async fn tried(
    service: &Service,
    asker: &Asker,
    id: &str,
    name: &str,
    text: Option<String>,
) -> Result<Tried, ServiceError> {
    let name = document(name)?;
    match text {
        Some(text) => service.try_text(&asker.caller, id, &name, text.into_bytes()).await,
        None => service.try_change(&asker.caller, id).await,
    }
}

/// Tells a policy's stories on the documents as they would be. Nothing is kept.
#[utoipa::path(post, path = "/changes/{id}/run", operation_id = "runStories", tag = "changes", request_body = RunIn,
    params(("id" = String, Path, description = "The change's id or number")),
    responses((status = 200, body = RunOut), WriteRefusals))]
pub(super) async fn run(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<RunOut>, ApiError> {
    params.finish()?;
    let name = body.needed("document", limits::API_NAME);
    let text = body.text("text", guicheng_core::limits::SOURCE_BYTES);
    body.finish()?;
    let tried = tried(&service, &asker, &id, &name, text).await?;
    let told = service.tell_stories(&tried, document(&name)?.name()).await?;
    let stories = told.map(|told| serde_json::to_value(told.kept())).transpose();
    let stories = stories.map_err(|error| ServiceError::Broken(error.to_string()))?;
    Ok(Json(RunOut { stories }))
}
