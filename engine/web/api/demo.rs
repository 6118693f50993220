//! The demo's clock. Outside the demo there is no such address.

use axum::Json;
use axum::extract::State;
use guicheng_core::calendar::Period;
use guicheng_core::text::Lang;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::input::{Body, Params, moment};
use super::show::Show;
use crate::limits;
use crate::service::{Advance, Problem, Service, ServiceError};

/// The clock.
#[derive(Serialize, ToSchema)]
pub(super) struct ClockOut {
    #[schema(format = DateTime)]
    now: String,
    /// When the next thing falls due.
    #[schema(format = DateTime)]
    next_due: Option<String>,
}

/// How far to move it: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct MoveIn {
    /// A period such as `15d`, `4h`, `2wd`; or `next`: to what falls due next.
    advance: Option<String>,
    /// A moment.
    #[schema(format = DateTime)]
    to: Option<String>,
}

/// Where the clock stands now and what happened on the way.
#[derive(Serialize, ToSchema)]
pub(super) struct Moved {
    #[schema(format = DateTime)]
    now: String,
    #[schema(format = DateTime)]
    next_due: Option<String>,
    /// In order, each at its own time.
    fired: Vec<FiredOut>,
}

/// Something that fell due.
#[derive(Serialize, ToSchema)]
struct FiredOut {
    #[schema(format = DateTime)]
    at: String,
    /// The case's id.
    instance: String,
    /// `state`, `send`, `remind`, `overdue` or `schedule`.
    kind: String,
}

fn only_in_the_demo(service: &Service) -> Result<(), ApiError> {
    if service.settings().demo { Ok(()) } else { Err(ServiceError::not_found("no-such-page").into()) }
}

async fn next_due(service: &Service, show: &Show) -> Result<Option<String>, ApiError> {
    Ok(service.next_due().await?.map(|at| show.at(at)))
}

/// The demo's clock; 404 outside the demo.
#[utoipa::path(get, path = "/demo/clock", operation_id = "getDemoClock", tag = "demo", responses((status = 200, body = ClockOut), Refusals))]
pub(super) async fn clock(
    State(service): State<Service>,
    _asker: Asker,
    params: Params,
) -> Result<Json<ClockOut>, ApiError> {
    only_in_the_demo(&service)?;
    params.finish()?;
    let show = Show { books: service.library()?, lang: Lang::Zh };
    Ok(Json(ClockOut { now: show.at(service.now()), next_due: next_due(&service, &show).await? }))
}

/// Moves the demo's clock on. All that falls due on the way happens in order, each at its own time.
#[utoipa::path(post, path = "/demo/clock", operation_id = "moveDemoClock", tag = "demo", request_body = MoveIn,
    responses((status = 200, body = Moved), WriteRefusals))]
pub(super) async fn advance(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
    mut body: Body,
) -> Result<Json<Moved>, ApiError> {
    only_in_the_demo(&service)?;
    params.finish()?;
    let by = body.text("advance", limits::API_NAME);
    let to = body.text("to", limits::API_NAME);
    let how = match (by.as_deref(), to.as_deref()) {
        (Some("next"), None) => Advance::Next,
        (Some(text), None) => Advance::By(Period::parse(text).map_err(|_| no_length(text))?),
        (None, Some(text)) => match moment(text) {
            Some(at) => Advance::To(at),
            None => {
                body.problem(
                    "to",
                    "not-a-time",
                    vec![("value", text.chars().take(limits::ECHO_CHARS).collect())],
                );
                Advance::Next
            }
        },
        (None, None) => {
            body.problem("advance", "required", vec![]);
            Advance::Next
        }
        (Some(_), Some(_)) => {
            body.problem("to", "not-asked", vec![]);
            Advance::Next
        }
    };
    body.finish()?;
    let fired = service.advance(&asker.caller, how).await?;
    let show = Show { books: service.library()?, lang: Lang::Zh };
    let fired = fired
        .into_iter()
        .map(|fired| FiredOut { at: show.at(fired.at), instance: fired.instance, kind: fired.kind })
        .collect();
    Ok(Json(Moved { now: show.at(service.now()), next_due: next_due(&service, &show).await?, fired }))
}

fn no_length(text: &str) -> ApiError {
    let got = text.chars().take(limits::ECHO_CHARS).collect();
    ServiceError::Refused(Problem::new("clock-length", [("got", got)])).into()
}
