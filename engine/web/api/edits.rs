//! What a change says about itself, for programs: its title and times, answers to findings, and its end before it takes
//! effect. What the page of a change does with forms.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::changes::VersionOut;
use super::docs::WriteRefusals;
use super::error::ApiError;
use super::input::{Body, Params, moment};
use crate::limits;
use crate::service::{ChangeEdit, Service};

/// An answer to a finding, or the reason why something suspect may stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeNote)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct NoteIn {
    /// The change's version that you saw.
    version: i64,
    /// A finding's `note`.
    key: String,
    /// None takes it back.
    text: Option<String>,
}

/// What is to be different about a change itself; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeEdit)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct EditIn {
    /// The change's version that you saw.
    version: i64,
    title: Option<String>,
    reason: Option<String>,
    /// RFC 3339; `null`: as soon as it is approved.
    #[schema(format = DateTime)]
    wanted_at: Option<String>,
    edition: Option<bool>,
    emergency: Option<bool>,
}

/// A change is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WithdrawChange)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct WithdrawIn {
    /// The change's version that you saw.
    version: i64,
}

/// A change that was taken back.
#[derive(Serialize, ToSchema)]
#[schema(as = WithdrawnChange)]
pub(super) struct WithdrawnOut {
    id: String,
    /// `withdrawn`
    status: &'static str,
}

/// Answers a finding of a change. Signatures stay, the evidence is old then.
#[utoipa::path(post, path = "/changes/{id}/notes", operation_id = "answerFinding", tag = "changes", request_body = NoteIn,
    params(("id" = String, Path, description = "The change's id")),
    responses((status = 200, body = VersionOut), WriteRefusals))]
pub(super) async fn note(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<VersionOut>, ApiError> {
    params.finish()?;
    let version = body.integer("version");
    let key = body.needed("key", limits::API_NAME);
    let text = body.text("text", limits::CHANGE_NOTE_CHARS).unwrap_or_default();
    body.finish()?;
    let edited = service.answer_note(&asker.caller, &id, &key, &text, version).await?;
    Ok(Json(VersionOut::of(edited)))
}

/// Edits what a change says about itself. Signatures given so far become void.
#[utoipa::path(post, path = "/changes/{id}", operation_id = "editChange", tag = "changes", request_body = EditIn,
    params(("id" = String, Path, description = "The change's id")),
    responses((status = 200, body = VersionOut), WriteRefusals))]
pub(super) async fn edit(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<VersionOut>, ApiError> {
    params.finish()?;
    let version = body.integer("version");
    let (title, reason) =
        (body.text("title", limits::CHANGE_TITLE_CHARS), body.text("reason", limits::CHANGE_REASON_CHARS));
    let named = body.has("wanted_at");
    let wanted = body.text("wanted_at", limits::API_NAME);
    let at = wanted.as_deref().and_then(moment);
    if let Some(wanted) = wanted.filter(|_| at.is_none()) {
        body.problem("wanted_at", "not-a-time", vec![("value", wanted)]);
    }
    let (edition, emergency) = (body.flag("edition"), body.flag("emergency"));
    body.finish()?;
    let edit = ChangeEdit { title, reason, wanted_at: named.then_some(at), edition, emergency, moves: None };
    let edited = service.set_change(&asker.caller, &id, edit, version).await?;
    Ok(Json(VersionOut::of(edited)))
}

/// Takes a change back before it takes effect; only its author.
#[utoipa::path(post, path = "/changes/{id}/withdraw", operation_id = "withdrawChange", tag = "changes", request_body = WithdrawIn,
    params(("id" = String, Path, description = "The change's id")),
    responses((status = 200, body = WithdrawnOut), WriteRefusals))]
pub(super) async fn withdraw(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<WithdrawnOut>, ApiError> {
    params.finish()?;
    let version = body.integer("version");
    body.finish()?;
    service.withdraw_change(&asker.caller, &id, version).await?;
    Ok(Json(WithdrawnOut { id, status: "withdrawn" }))
}
