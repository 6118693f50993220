//! A change at work, for programs: the text of one of its documents, drafts, what is wrong with it, its stories, answers to
//! findings, and its end before it takes effect. What the pages of a change do with forms.

use axum::Json;
use axum::extract::{Path, State};
use guicheng_core::document::DocumentId;
use guicheng_core::text::Severity;
use guicheng_core::value::Hash;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::changes::VersionOut;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::findings::FindingOut;
use super::input::{Body, Params, moment};
use super::show::Show;
use crate::limits;
use crate::service::{ChangeEdit, Problem, Service, ServiceError, Text, Tried, Typing};

/// A document of a change.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangeDocument)]
pub(super) struct SheetOut {
    document: String,
    /// The change's version; an edit sends it back.
    version: i64,
    /// It is one of the change's documents.
    listed: bool,
    /// The change makes it obsolete.
    obsolete: bool,
    /// What the change makes of it.
    saved: Option<TextOut>,
    /// The revision that it was made from.
    base: Option<TextOut>,
    /// The revision in force; none for a new document.
    in_force: Option<TextOut>,
    /// What you have typed and not saved.
    draft: Option<DraftOut>,
    /// Who else is typing.
    typing: Vec<TypingOut>,
    /// The revision that it was made from is no longer in force: it must be rebased.
    stale: bool,
    may_edit: bool,
}

/// A text.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangeText)]
struct TextOut {
    /// `A/0`; none for one that is no revision yet.
    label: Option<String>,
    /// SHA-256 of its bytes.
    hash: String,
    text: String,
}

/// A draft.
#[derive(Serialize, ToSchema)]
#[schema(as = Draft)]
struct DraftOut {
    text: String,
    #[schema(format = DateTime)]
    at: String,
    /// Hash of the text that it began from.
    began: Option<String>,
}

/// Somebody who is typing.
#[derive(Serialize, ToSchema)]
#[schema(as = Typing)]
struct TypingOut {
    /// By name.
    person: String,
    #[schema(format = DateTime)]
    since: String,
}

/// A draft to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeepDraft)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct DraftIn {
    /// The whole text; none: the draft is thrown away.
    text: Option<String>,
    /// `hash` of the text that it began from; none: a new document.
    began: Option<String>,
}

/// A draft that is kept.
#[derive(Serialize, ToSchema)]
#[schema(as = KeptDraft)]
pub(super) struct KeptOut {
    /// False: it was thrown away.
    kept: bool,
    typing: Vec<TypingOut>,
    /// Somebody has saved another text since it began.
    moved: bool,
}

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

fn document(id: &str) -> Result<DocumentId, ServiceError> {
    DocumentId::parse(id).ok_or_else(|| ServiceError::NotFound(Problem::new("no-such-document", [])))
}

fn text(text: Text) -> TextOut {
    TextOut {
        label: Some(text.label).filter(|label| !label.is_empty()),
        hash: text.hash.to_string(),
        text: String::from_utf8_lossy(&text.bytes).into_owned(),
    }
}

fn typing(show: &Show, others: Vec<Typing>) -> Vec<TypingOut> {
    others.into_iter().map(|other| TypingOut { person: other.name, since: show.at(other.since) }).collect()
}

/// A document as it is in a change, with its texts and your draft.
#[utoipa::path(get, path = "/changes/{id}/documents/{document}", operation_id = "getChangeDocument", tag = "changes",
    params(("id" = String, Path, description = "The change's id or number"),
        ("document" = String, Path, description = "`policies/complaint`; it may contain slashes")),
    responses((status = 200, body = SheetOut), Refusals))]
pub(super) async fn one(
    State(service): State<Service>,
    asker: Asker,
    Path((id, name)): Path<(String, String)>,
    params: Params,
) -> Result<Json<SheetOut>, ApiError> {
    params.finish()?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let sheet = service.sheet(&asker.caller, &id, &document(&name)?).await?;
    let draft = sheet.draft.as_ref().map(|draft| DraftOut {
        text: String::from_utf8_lossy(&draft.bytes).into_owned(),
        at: show.at(draft.at),
        began: draft.base_hash.map(|hash| hash.to_string()),
    });
    Ok(Json(SheetOut {
        document: sheet.document.to_string(),
        version: sheet.view.change.version,
        listed: sheet.listed,
        obsolete: sheet.obsolete,
        stale: sheet.stale(),
        may_edit: sheet.view.may_edit,
        saved: sheet.saved.map(text),
        base: sheet.base.map(text),
        in_force: sheet.in_force.map(text),
        draft,
        typing: typing(&show, sheet.others),
    }))
}

/// Keeps what you have written so far beside the change, or throws it away. Nothing of the change is different.
#[utoipa::path(post, path = "/changes/{id}/drafts/{document}", operation_id = "keepDraft", tag = "changes", request_body = DraftIn,
    params(("id" = String, Path, description = "The change's id"),
        ("document" = String, Path, description = "`policies/complaint`; it may contain slashes")),
    responses((status = 200, body = KeptOut), WriteRefusals))]
pub(super) async fn draft(
    State(service): State<Service>,
    asker: Asker,
    Path((id, name)): Path<(String, String)>,
    params: Params,
    mut body: Body,
) -> Result<Json<KeptOut>, ApiError> {
    params.finish()?;
    let text = body.text("text", guicheng_core::limits::SOURCE_BYTES);
    let given = body.text("began", limits::API_NAME);
    let began: Option<Hash> = given.as_deref().and_then(|hash| hash.parse().ok());
    if let Some(hash) = given.filter(|_| began.is_none()) {
        body.problem("began", "not-a-choice", vec![("value", hash)]);
    }
    body.finish()?;
    let name = document(&name)?;
    let Some(text) = text else {
        service.drop_draft(&asker.caller, &id, &name).await?;
        return Ok(Json(KeptOut { kept: false, typing: Vec::new(), moved: false }));
    };
    let kept = service.keep_draft(&asker.caller, &id, &name, began, text.into_bytes()).await?;
    let show = Show { books: service.library()?, lang: asker.lang };
    Ok(Json(KeptOut { kept: true, typing: typing(&show, kept.others), moved: kept.moved }))
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
