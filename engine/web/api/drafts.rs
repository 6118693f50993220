//! The text of one of a change's documents, for programs: as it is saved, as it was, and as somebody is drafting it. What
//! the editor's page does with a form.

use axum::Json;
use axum::extract::{Path, State};
use guicheng_core::document::DocumentId;
use guicheng_core::value::Hash;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::input::{Body, Params};
use super::show::Show;
use crate::limits;
use crate::service::{Problem, Service, ServiceError, Text, Typing};

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

pub(super) fn document(id: &str) -> Result<DocumentId, ServiceError> {
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
