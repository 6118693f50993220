//! Acting on a task.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use guicheng_core::text::Lang;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::WriteRefusals;
use super::error::ApiError;
use super::input::{Body, Params, idempotency_key};
use super::show::{Show, StandingOut, active};
use crate::limits;
use crate::service::{ActRequest, Done, Service, ServiceError, Signing};
use crate::web::pages::review_sentences;
use crate::web::when::When;

/// What somebody does with a task.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct ActIn {
    /// One of the task's choices.
    choice: String,
    /// By the choice's schema.
    #[schema(value_type = Option<Object>)]
    fields: Option<serde_json::Value>,
    /// In words.
    opinion: Option<String>,
    /// In which of several posts; needed only by somebody who holds more than one that signs.
    post: Option<String>,
    /// Where a change is signed as read: the `id` of each of the task's `to_read`.
    read: Option<Vec<String>>,
    /// The signer's proof, where the task says `sign`: a token says who acts, and signs nothing by itself.
    signing: Option<SigningIn>,
}

/// A signer proves themselves again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Signing)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct SigningIn {
    password: String,
    /// The authenticator's code, where one is set up.
    code: Option<String>,
    /// The task's `seen`, as it was read before signing. Needed to sign a change.
    seen: Option<String>,
}

/// What was done, as of that step: the same for each repetition of the request.
#[derive(Serialize, ToSchema)]
pub(super) struct DoneOut {
    /// The case's id.
    id: String,
    number: Option<String>,
    policy: String,
    /// Number of the ledger's entry.
    entry: u64,
    #[schema(format = DateTime)]
    at: String,
    /// `active` or `done`.
    status: String,
    /// Names of all states that are active after the step, each once.
    configuration: Vec<String>,
    /// The same chart by chart.
    charts: Vec<StandingOut>,
    /// Ids of the tasks that the step opened.
    tasks_opened: Vec<String>,
}

impl DoneOut {
    pub(super) fn of(service: &Service, done: Done) -> Result<Self, ApiError> {
        let show = Show { books: service.library()?, lang: Lang::Zh };
        Ok(DoneOut {
            id: done.instance,
            number: done.number,
            policy: done.policy,
            entry: done.entry,
            at: show.at(done.at),
            status: done.status,
            configuration: active(&done.configuration),
            charts: done.configuration.into_iter().map(StandingOut::from).collect(),
            tasks_opened: done.tasks,
        })
    }
}

/// Acts on a task.
///
/// The same `Idempotency-Key` with the same request gives the same answer and one effect; with another request it is
/// refused. Somebody who comes too late is told who acted and when.
#[utoipa::path(post, path = "/tasks/{id}/act", operation_id = "act", tag = "tasks", request_body = ActIn,
    params(
        ("id" = String, Path, description = "The task's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes the request repeatable"),
    ),
    responses((status = 200, body = DoneOut), WriteRefusals))]
pub(super) async fn act(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    params: Params,
    mut body: Body,
) -> Result<Json<DoneOut>, ApiError> {
    params.finish()?;
    let key = idempotency_key(&headers)?;
    let request = ActRequest {
        choice: body.needed("choice", limits::API_NAME),
        input: body.fields("fields"),
        opinion: body.text("opinion", limits::OPINION_CHARS),
        post: body.text("post", limits::API_NAME),
        key,
        signing: body.within("signing", |body| Signing {
            password: body.needed("password", limits::PASSWORD_MOST),
            code: body.text("code", limits::API_NAME).unwrap_or_default(),
            seen: body.text("seen", limits::API_NAME),
        }),
        read: Some(body.texts("read", limits::API_LIST, limits::API_NAME)),
    };
    body.finish()?;
    let seen = request.signing.as_ref().and_then(|signing| signing.seen.clone()).unwrap_or_default();
    match service.act(&asker.caller, &id, request).await {
        Ok(done) => Ok(Json(DoneOut::of(&service, done)?)),
        Err(ServiceError::Conflict(problem)) if problem.code == "change-seen-old" => {
            let view = service.task(&asker.caller, &id).await?;
            let moved = service.moved_since(&view, &seen).await?;
            let books = service.library()?;
            let when = When::of(asker.lang, &books, service.now());
            let moved = review_sentences(&when, &books, &moved);
            Err(ApiError::from(ServiceError::Conflict(problem)).with_moved(moved))
        }
        Err(error) => Err(error.into()),
    }
}
