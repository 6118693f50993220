//! What a change means to running cases, and what is chosen about them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::input::{Body, Params};
use crate::limits;
use crate::service::{ChangeEdit, Service, ServiceError};

/// What a change means to running cases now.
#[derive(Serialize, ToSchema)]
pub(super) struct ChangeCasesOut {
    /// Id of the change's case.
    change: String,
    number: Option<String>,
    /// To be sent back with an edit.
    version: i64,
    /// What was chosen, by policy: `cases` (`none`, `all`, `{"states":[…]}`, `{"only":[…]}`), `states` (old to new), `timers`,
    /// `timer`, `deadlines`, `deadline` (`keep`, `remaining`, `restart`).
    #[schema(value_type = Object)]
    moves: serde_json::Value,
    /// Counted, with the cases that move or wait for a decision; null while the documents have errors.
    #[schema(value_type = Option<Object>)]
    counted: serde_json::Value,
    /// The first running cases of each touched policy, each as if it were meant to move.
    policies: Vec<PolicyCasesOut>,
    /// Once the change is in force: how many moved, and which were meant to and stayed, with the reasons.
    #[schema(value_type = Option<Object>)]
    released: serde_json::Value,
}

/// Running cases of one policy.
#[derive(Serialize, ToSchema)]
struct PolicyCasesOut {
    policy: String,
    running: usize,
    #[schema(value_type = Vec<Object>)]
    cases: serde_json::Value,
    /// For `after` to read on; null if there are no more.
    next: Option<String>,
}

/// How the last finished cases would have gone.
#[derive(Serialize, ToSchema)]
pub(super) struct BacktestOut {
    #[schema(value_type = Object)]
    backtest: serde_json::Value,
}

/// What becomes of running cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct MovesIn {
    /// The change's version that was read.
    version: i64,
    /// As `GET …/cases` gives it.
    #[schema(value_type = Object)]
    moves: serde_json::Value,
}

/// The change after the edit.
#[derive(Serialize, ToSchema)]
pub(super) struct MovesOut {
    version: i64,
}

fn json<T: Serialize>(value: &T) -> Result<serde_json::Value, ServiceError> {
    serde_json::to_value(value).map_err(|e| ServiceError::Broken(e.to_string()))
}

/// What a change means to running cases: which move, which stay and why, what becomes of what they hold.
#[utoipa::path(get, path = "/changes/{id}/cases", operation_id = "getChangeCases", tag = "changes",
    params(("id" = String, Path, description = "Id or number"),
        ("policy" = Option<String>, Query, description = "With `after`: of which policy"),
        ("after" = Option<String>, Query, description = "Cases whose id follows this one")),
    responses((status = 200, body = ChangeCasesOut), Refusals))]
pub(super) async fn cases(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Json<ChangeCasesOut>, ApiError> {
    let (policy, after) = (params.take("policy"), params.take("after"));
    params.finish()?;
    let after: BTreeMap<String, String> = Option::zip(policy, after).into_iter().collect();
    let found = service.change_cases(&asker.caller, &id, &after).await?;
    let mut policies = Vec::new();
    for choices in &found.choices {
        policies.push(PolicyCasesOut {
            policy: choices.policy.clone(),
            running: choices.running,
            cases: json(&choices.cases)?,
            next: choices.more.clone(),
        });
    }
    Ok(Json(ChangeCasesOut {
        change: found.view.change.id.clone(),
        number: found.view.change.number.clone(),
        version: found.view.change.version,
        moves: json(&found.moves)?,
        counted: json(&found.counted)?,
        policies,
        released: json(&found.released)?,
    }))
}

/// Says what becomes of running cases. Signatures given so far become void.
#[utoipa::path(post, path = "/changes/{id}/moves", operation_id = "setChangeMoves", tag = "changes",
    params(("id" = String, Path, description = "Id of the change's case")),
    request_body = MovesIn,
    responses((status = 200, body = MovesOut), WriteRefusals))]
pub(super) async fn set(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<MovesOut>, ApiError> {
    params.finish()?;
    let version = body.integer("version");
    let moves = body.object("moves");
    body.finish()?;
    let edit = ChangeEdit { moves: Some(moves), ..ChangeEdit::default() };
    let edited = service.set_change(&asker.caller, &id, edit, version).await?;
    Ok(Json(MovesOut { version: edited.version }))
}

/// Goes through the last finished cases under the change's documents.
#[utoipa::path(get, path = "/changes/{id}/backtest", operation_id = "getChangeBacktest", tag = "changes",
    params(("id" = String, Path, description = "Id or number"),
        ("n" = Option<i64>, Query, description = "How many cases, 200 unless told")),
    responses((status = 200, body = BacktestOut), Refusals))]
pub(super) async fn backtest(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Json<BacktestOut>, ApiError> {
    let n = params.number("n", 1, limits::BACKTEST_MOST as i64).unwrap_or(limits::BACKTEST as i64);
    params.finish()?;
    let found = service.backtest_of(&asker.caller, &id, n as usize).await?;
    Ok(Json(BacktestOut { backtest: json(&found)? }))
}
