//! Refusals as programs get them: one shape, in the language that they accept.
//!
//! A handler returns an [`ApiError`]; the sentence is written by [`in_words`], which knows the reader's language and the
//! service. Deliberately absent: any sentence of our own (those are `lang`'s), and details of a fault (those are logged).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use guicheng_core::form::FieldProblem;
use guicheng_core::text::{Finding, Lang};
use serde::Serialize;
use utoipa::ToSchema;

use super::findings::FindingOut;
use crate::limits;
use crate::service::{Problem, Service, ServiceError, Told};
use crate::store::StoreError;

/// Why a request was refused. Nothing has changed then, unless the code is `outcome-unknown`.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    // Boxed: every handler returns it, and few do.
    error: Box<ServiceError>,
    moved: Vec<String>,
    found: Vec<Finding>,
}

impl ApiError {
    fn from_parts(status: StatusCode, error: ServiceError) -> Self {
        ApiError { status, error: Box::new(error), moved: Vec::new(), found: Vec::new() }
    }

    /// A request that is wrong before the service looks at it.
    pub(super) fn request(
        status: StatusCode,
        code: &'static str,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        ApiError::from_parts(status, ServiceError::Refused(Problem::new(code, args)))
    }

    /// With what has moved since the signer read a change, in sentences.
    pub(super) fn with_moved(self, moved: Vec<String>) -> Self {
        ApiError { moved, ..self }
    }

    /// With what is wrong in the documents that were sent.
    pub(super) fn with_findings(self, found: Vec<Finding>) -> Self {
        ApiError { found, ..self }
    }

    /// Parameters of the address that are wrong, each by name.
    pub(super) fn parameters(problems: Vec<FieldProblem>) -> Self {
        ApiError::from_parts(StatusCode::BAD_REQUEST, ServiceError::Fields(problems))
    }
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        let status = match &error {
            ServiceError::Forbidden(problem) if problem.code == "bad-token" => StatusCode::UNAUTHORIZED,
            ServiceError::Refused(problem) if problem.code == "idempotency-key" => StatusCode::BAD_REQUEST,
            ServiceError::NotFound(_) => StatusCode::NOT_FOUND,
            ServiceError::Forbidden(_) => StatusCode::FORBIDDEN,
            ServiceError::Conflict(_) => StatusCode::CONFLICT,
            ServiceError::Refused(_) | ServiceError::Fields(_) | ServiceError::Script(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            ServiceError::Store(StoreError::Database(_) | StoreError::Unknown(_)) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            ServiceError::Store(_) | ServiceError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        ApiError::from_parts(status, error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The language that a request accepts; Chinese if it says nothing.
pub(super) fn lang_of(headers: &HeaderMap) -> Lang {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    crate::lang::choose(None, accepted)
}

/// Gives refusals their body.
pub(super) async fn in_words(State(service): State<Service>, request: Request, next: Next) -> Response {
    let lang = lang_of(request.headers());
    let method = request.method().to_string();
    let mut response = next.run(request).await;
    let status = response.status();
    let error = match response.extensions_mut().remove::<Arc<ApiError>>() {
        Some(error) => error,
        // What the router and its extractors refuse by themselves has no body of ours yet.
        None => match status {
            StatusCode::NOT_FOUND => Arc::new(ApiError::request(status, "no-such-page", [])),
            StatusCode::METHOD_NOT_ALLOWED => {
                Arc::new(ApiError::request(status, "method-not-allowed", [("method", method)]))
            }
            StatusCode::PAYLOAD_TOO_LARGE => Arc::new(too_large(limits::API_BODY)),
            StatusCode::BAD_REQUEST => Arc::new(ApiError::request(status, "parameter", [])),
            _ => return response,
        },
    };
    let told = service.tell(&error.error, lang);
    let mut told = axum::Json(Refusal::new(told, error.moved.clone(), FindingOut::all(lang, &error.found)))
        .into_response();
    *told.status_mut() = status;
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allow);
    }
    if status == StatusCode::UNAUTHORIZED {
        told.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    told.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    told
}

/// The body is larger than the limit.
pub(super) fn too_large(limit: usize) -> ApiError {
    let limit = limit.to_string();
    ApiError::request(StatusCode::PAYLOAD_TOO_LARGE, "too-large", [("limit", limit)])
}

/// A refusal.
#[derive(Serialize, ToSchema)]
pub(super) struct Refusal {
    error: RefusalBody,
}

/// What is wrong.
#[derive(Serialize, ToSchema)]
struct RefusalBody {
    /// For programs: `guard`, `fields`, `task-done`, `script-arithmetic` …
    code: String,
    /// For people, in the language of `Accept-Language`; Chinese if it names neither of ours.
    message: String,
    /// Wrong fields or parameters, each by name.
    fields: Vec<RefusedField>,
    /// The manual's paragraph that it rests on.
    clause: Option<String>,
    /// The policy's script that failed.
    script: Option<RefusedScript>,
    /// `change-seen-old`: what has moved since the change was read, in sentences.
    moved: Vec<String>,
    /// `exchange-errors`: all that is wrong with the documents that were sent.
    findings: Vec<FindingOut>,
}

/// A field that is wrong.
#[derive(Serialize, ToSchema)]
struct RefusedField {
    /// Its name; `stock.0.place` for a column in the first row of a table.
    field: String,
    /// For programs: `required`, `unknown`, `not-a-date` …
    code: String,
    /// For people.
    message: String,
}

/// A script that failed, with its place in the document and the values it looked at.
#[derive(Serialize, ToSchema)]
struct RefusedScript {
    path: String,
    line: u32,
    column: u32,
    /// The script.
    text: String,
    /// What it looked at: `record.amount` → `1200.00`.
    values: std::collections::BTreeMap<String, String>,
}

impl Refusal {
    fn new(told: Told, moved: Vec<String>, findings: Vec<FindingOut>) -> Self {
        let field = |told: crate::service::FieldTold| RefusedField {
            field: told.field,
            code: told.code.to_owned(),
            message: told.message,
        };
        let script = told.script.map(|script| RefusedScript {
            path: script.path.to_string(),
            line: script.line,
            column: script.column,
            text: script.text.to_string(),
            values: script.values.into_iter().collect(),
        });
        Refusal {
            error: RefusalBody {
                code: told.code,
                message: told.message,
                fields: told.fields.into_iter().map(field).collect(),
                clause: told.clause,
                script,
                moved,
                findings,
            },
        }
    }
}
