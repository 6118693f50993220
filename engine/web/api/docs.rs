//! The OpenAPI document, made from the handlers themselves.

use axum::Json;
use serde::Serialize;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoResponses, Modify, OpenApi, ToSchema};

use super::error::Refusal;
use super::{
    accounts, act, calendar, changes, copies, demo, documents, drafts, edits, exchange, history, instances,
    ledger, moves, outbox, people, policies, registers, signatures, tasks, trace, trying,
};

/// What any request may be refused with.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "names responses for the document; handlers make them through `ApiError`")]
pub(super) enum Refusals {
    /// The address's parameters are wrong, each told by name.
    #[response(status = 400)]
    Malformed(#[to_schema] Refusal),
    /// No token, or a wrong, expired or revoked one.
    #[response(status = 401)]
    Unknown(#[to_schema] Refusal),
    /// You may not do this.
    #[response(status = 403)]
    Forbidden(#[to_schema] Refusal),
    /// There is no such thing, or you have nothing to do with it.
    #[response(status = 404)]
    NotFound(#[to_schema] Refusal),
    /// The program failed; nothing has changed.
    #[response(status = 500)]
    Broken(#[to_schema] Refusal),
    /// The database is not available.
    #[response(status = 503)]
    Unavailable(#[to_schema] Refusal),
}

/// What a command may be refused with.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "names responses for the document; handlers make them through `ApiError`")]
pub(super) enum WriteRefusals {
    /// The body is no JSON object, or a header is wrong.
    #[response(status = 400)]
    Malformed(#[to_schema] Refusal),
    /// No token, or a wrong, expired or revoked one.
    #[response(status = 401)]
    Unknown(#[to_schema] Refusal),
    /// You may not do this.
    #[response(status = 403)]
    Forbidden(#[to_schema] Refusal),
    /// There is no such thing, or you have nothing to do with it.
    #[response(status = 404)]
    NotFound(#[to_schema] Refusal),
    /// Somebody else was faster, or the Idempotency-Key was used for another request.
    #[response(status = 409)]
    Conflict(#[to_schema] Refusal),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(#[to_schema] Refusal),
    /// The body is not `application/json`.
    #[response(status = 415)]
    NotJson(#[to_schema] Refusal),
    /// Fields are wrong, each told by name; or the policy says no; or a script of it failed.
    #[response(status = 422)]
    Refused(#[to_schema] Refusal),
    /// The program failed; nothing has changed.
    #[response(status = 500)]
    Broken(#[to_schema] Refusal),
    /// The database is not available, or it is not known whether it was done: repeat it with the same key.
    #[response(status = 503)]
    Unavailable(#[to_schema] Refusal),
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Guicheng",
        version = "1",
        description = "Drives a company's written procedures. A program that knows nothing of a policy can walk it: \
            each task brings its choices, each choice the JSON Schema of the fields it asks. Times are RFC 3339 with \
            the company's offset, amounts are strings. `Accept-Language: en` or `zh-CN` chooses the language of \
            sentences."
    ),
    servers((url = "/api/v1")),
    security(("token" = [])),
    modifiers(&Token),
    components(schemas(Refusal)),
    paths(
        health, openapi,
        policies::list, policies::one,
        instances::start, instances::list, instances::one, history::of_instance, signatures::of_instance,
        tasks::list, tasks::one, act::act,
        outbox::list, outbox::one,
        people::people, people::posts,
        accounts::list, accounts::add, accounts::change,
        registers::list, registers::one,
        moves::cases, moves::set, moves::backtest,
        calendar::days,
        changes::list, changes::one, changes::item, changes::evidence, changes::gather,
        exchange::export, exchange::import,
        drafts::one, drafts::draft, trying::check, trying::run, edits::note, edits::edit, edits::withdraw,
        documents::one, documents::clear,
        copies::list, copies::give_back, copies::recall,
        ledger::head, ledger::entries,
        trace::find, trace::case, trace::document, trace::person, trace::documents, trace::coverage, trace::suspects,
        demo::clock, demo::advance,
    )
)]
struct Api;

struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut Document) {
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("Made by `guicheng token create --person ID`"));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(token.build()));
    }
}

/// The program answers.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`
    status: String,
}

/// Whether the program answers. Needs no token.
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "about", security(()), responses((status = 200, body = Health)))]
pub(super) async fn health() -> Json<Health> {
    Json(Health { status: "ok".to_owned() })
}

/// This document. Needs no token.
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "about", security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = Object, content_type = "application/json")))]
pub(super) async fn openapi() -> Json<Document> {
    Json(Api::openapi())
}
