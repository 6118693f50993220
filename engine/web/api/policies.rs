//! The procedures in force, and what starting one asks.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use guicheng_core::document::{DocumentId, DocumentKind};
use guicheng_core::policy::Policy;
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::{ClauseOut, Show, Words};
use super::tasks::nothing_asked;
use crate::service::{Service, ServiceError};

/// A procedure.
#[derive(Serialize, ToSchema)]
pub(super) struct PolicyOut {
    id: String,
    title: Words,
    clause: Option<ClauseOut>,
    revision: RevisionOut,
    /// How its cases are numbered: `{yy}{MM}{dd}{serial:year:3}`.
    number: Option<String>,
    start: StartOut,
    /// In document order, those of `for_each` items behind the chart's own.
    states: Vec<StateOut>,
}

/// A revision of a document.
#[derive(Serialize, ToSchema)]
pub(super) struct RevisionOut {
    pub(super) document: String,
    /// `A/0`
    pub(super) label: String,
    /// SHA-256 of its bytes.
    pub(super) hash: String,
}

/// How a case begins.
#[derive(Serialize, ToSchema)]
struct StartOut {
    /// Posts that may start it; empty: everybody, unless `by_itself`.
    posts: Vec<String>,
    /// Cases start by a schedule alone.
    by_itself: bool,
    /// Whether you may.
    may: bool,
    /// In which of your posts you would.
    post: Option<String>,
    /// JSON Schema (2020-12) of `fields`.
    schema: serde_json::Value,
}

/// A state of a chart.
#[derive(Serialize, ToSchema)]
struct StateOut {
    name: String,
    title: Option<Words>,
    /// The paragraph that it carries out.
    clause: Option<String>,
    /// It gives people work.
    task: bool,
    /// The state whose items run it.
    for_each: Option<String>,
}

/// All procedures in force.
#[derive(Serialize, ToSchema)]
pub(super) struct Policies {
    items: Vec<PolicyOut>,
}

/// Lists the procedures in force.
#[utoipa::path(get, path = "/policies", operation_id = "listPolicies", tag = "policies", responses((status = 200, body = Policies), Refusals))]
pub(super) async fn list(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
) -> Result<Json<Policies>, ApiError> {
    params.finish()?;
    let books = service.library()?;
    let mut items = Vec::new();
    for policy in books.policies() {
        items.push(out(&service, &asker, policy).await?);
    }
    Ok(Json(Policies { items }))
}

/// One procedure, with the JSON Schema of what its start asks.
#[utoipa::path(get, path = "/policies/{id}", operation_id = "getPolicy", tag = "policies",
    params(("id" = String, Path, description = "The policy's id, such as `complaint`")),
    responses((status = 200, body = PolicyOut), Refusals))]
pub(super) async fn one(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<PolicyOut>, ApiError> {
    params.finish()?;
    let books = service.library()?;
    let policy = books.policy(&id).ok_or_else(|| ServiceError::not_found("no-such-policy"))?;
    Ok(Json(out(&service, &asker, policy).await?))
}

async fn out(service: &Service, asker: &Asker, policy: &Arc<Policy>) -> Result<PolicyOut, ApiError> {
    let show = Show { books: service.library()?, lang: asker.lang };
    let start = service.start_view(&asker.caller, &policy.id, asker.lang).await?;
    let document = DocumentId::of(DocumentKind::Policy, &policy.id);
    let hash = document.as_ref().and_then(|id| show.books.hash_of(id));
    let document = document.map(|id| id.to_string()).unwrap_or_default();
    let pins = hash.map(|hash| (document.clone(), hash)).into_iter().collect();
    Ok(PolicyOut {
        id: policy.id.clone(),
        title: (&policy.title).into(),
        clause: show.clause(policy.clause.as_deref()),
        revision: RevisionOut {
            label: service.label_of(&pins, &document),
            hash: hash.map(|hash| hash.to_string()).unwrap_or_default(),
            document,
        },
        number: policy.number.as_ref().map(ToString::to_string),
        start: StartOut {
            by_itself: policy.starts.is_empty(),
            posts: start.posts,
            may: start.caller.is_some(),
            post: start.caller.flatten(),
            schema: start.schema.unwrap_or_else(nothing_asked),
        },
        states: states(policy),
    })
}

fn states(policy: &Policy) -> Vec<StateOut> {
    let mut states = Vec::new();
    for part in &policy.charts {
        let owner = part.owner.map(|(chart, state)| policy.charts[chart].chart.states[state].name.clone());
        // The root is the file itself.
        for (state, work) in part.chart.states.iter().zip(&part.work).skip(1) {
            states.push(StateOut {
                name: state.name.clone(),
                title: work.title.as_ref().map(Words::from),
                clause: work.clause.clone(),
                task: work.task.is_some(),
                for_each: owner.clone(),
            });
        }
    }
    states
}
