//! Cases: starting them, lists of them, and how one stands.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use guicheng_core::case::{Timer, TimerKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::act::DoneOut;
use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::input::{Body, Params, idempotency_key};
use super::policies::RevisionOut;
use super::show::{DeadlineOut, Paged, Show, StandingOut, Words, active, cut};
use super::tasks::{People, TaskLine, task_line};
use crate::limits;
use crate::service::{CaseView, Service, bilingual, pins_of, standings};
use crate::store::tables::case::{CaseFilter, InstanceRow, InstanceStatus};
use crate::store::tables::task::TaskStatus;

/// A case as lists show it.
#[derive(Serialize, ToSchema)]
pub(super) struct InstanceLine {
    id: String,
    number: Option<String>,
    policy: String,
    /// One line that tells it from others.
    summary: Words,
    /// `active`, `done`, `cancelled` or `incident`.
    status: String,
    /// Person id; none if a schedule did.
    started_by: Option<String>,
    #[schema(format = DateTime)]
    started_at: String,
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// A drill: nothing leaves the house.
    drill: bool,
}

/// A case.
#[derive(Serialize, ToSchema)]
pub(super) struct InstanceOut {
    #[serde(flatten)]
    line: InstanceLine,
    /// Names of all active states, each once.
    configuration: Vec<String>,
    /// The same chart by chart: the policy's own first, then the items of its `for_each` states.
    charts: Vec<StandingOut>,
    /// The form's fields as plain JSON; personal ones only for who works on the case.
    #[schema(value_type = Object)]
    record: serde_json::Value,
    /// The items of `for_each` states with their own fields.
    items: Vec<ItemOut>,
    /// The policy's working memory.
    #[schema(value_type = Object)]
    vars: serde_json::Value,
    /// What people have to do now.
    tasks: Vec<TaskLine>,
    /// What will happen by itself.
    timers: Vec<TimerOut>,
    /// What stands in its way.
    incidents: Vec<IncidentOut>,
    /// The case that called it; none if there is none, or none that you may see.
    parent: Option<RelatedOut>,
    /// Cases that it has called, in the order of the calls.
    calls: Vec<RelatedOut>,
    /// The policy's revision that it runs on.
    revision: Option<RevisionOut>,
    /// All revisions that it runs on: form, registers, calendar and the rest.
    revisions: Vec<RevisionOut>,
    /// SHA-256 of its snapshot's canonical text.
    snapshot: String,
}

/// A case that has called another one, or was called by it.
#[derive(Serialize, ToSchema)]
struct RelatedOut {
    id: String,
    number: Option<String>,
    policy: String,
    /// `active`, `done`, `cancelled` or `incident`.
    status: String,
    /// What the calling policy calls it; none for the caller.
    call: Option<String>,
}

/// An item of a `for_each`.
#[derive(Serialize, ToSchema)]
struct ItemOut {
    state: String,
    key: String,
    title: Option<String>,
    done: bool,
    #[schema(value_type = Object)]
    fields: serde_json::Value,
}

/// Something that will happen by itself.
#[derive(Serialize, ToSchema)]
struct TimerOut {
    due: DeadlineOut,
    /// `state`, `send`, `remind` or `overdue`.
    kind: String,
    /// The state whose `after` it is.
    state: Option<String>,
    /// The event that it sends.
    event: Option<String>,
    /// The task that it is about.
    task: Option<String>,
}

/// Something that needs looking at.
#[derive(Serialize, ToSchema)]
struct IncidentOut {
    kind: String,
    code: String,
    #[schema(format = DateTime)]
    at: String,
    #[schema(format = DateTime)]
    resolved_at: Option<String>,
}

/// What starts a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct StartIn {
    /// The policy's id.
    policy: String,
    /// By the policy's `start.schema`.
    #[schema(value_type = Option<Object>)]
    fields: Option<serde_json::Value>,
}

/// Starts a case.
///
/// The same `Idempotency-Key` with the same request gives the same answer and no second case.
#[utoipa::path(post, path = "/instances", operation_id = "startInstance", tag = "instances", request_body = StartIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request repeatable")),
    responses((status = 201, body = DoneOut, headers(("Location" = String, description = "The case"))), WriteRefusals))]
pub(super) async fn start(
    State(service): State<Service>,
    asker: Asker,
    headers: HeaderMap,
    params: Params,
    mut body: Body,
) -> Result<Response, ApiError> {
    params.finish()?;
    let key = idempotency_key(&headers)?;
    let policy = body.needed("policy", limits::API_NAME);
    let fields = body.fields("fields");
    body.finish()?;
    let done = service.start(&asker.caller, &policy, fields, key).await?;
    let place = format!("/api/v1/instances/{}", done.instance);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(DoneOut::of(&service, done)?)).into_response())
}

/// Lists the cases that you may see, newest first.
#[utoipa::path(get, path = "/instances", operation_id = "listInstances", tag = "instances",
    params(
        ("policy" = Option<String>, Query, description = "Of this policy"),
        ("status" = Option<String>, Query, description = "`active`, `done`, `cancelled` or `incident`"),
        ("q" = Option<String>, Query, description = "Contained in number or summary"),
        ("page" = Option<i64>, Query, minimum = 0, description = "From 0 on"),
    ),
    responses((status = 200, body = Paged<InstanceLine>), Refusals))]
pub(super) async fn list(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<Paged<InstanceLine>>, ApiError> {
    let (number, page) = params.page();
    let filter = CaseFilter {
        policy: params.take("policy"),
        status: params.word("status", STATUSES),
        started_by: None,
        search: params.take("q").unwrap_or_default(),
    };
    params.finish()?;
    let (rows, total) = service.cases(&asker.caller, &filter, page).await?;
    let (rows, more) = cut(rows);
    let show = Show { books: service.library()?, lang: asker.lang };
    let items = rows.into_iter().map(|row| line(&show, row)).collect();
    Ok(Json(Paged::new(items, number, more, Some(total))))
}

const STATUSES: &[(&str, InstanceStatus)] = &[
    ("active", InstanceStatus::Active),
    ("done", InstanceStatus::Done),
    ("cancelled", InstanceStatus::Cancelled),
    ("incident", InstanceStatus::Incident),
];

fn word_of(status: InstanceStatus) -> &'static str {
    STATUSES.iter().find(|(_, known)| *known == status).map_or("", |(word, _)| word)
}

fn line(show: &Show, row: InstanceRow) -> InstanceLine {
    InstanceLine {
        summary: (&bilingual(&row.title)).into(),
        status: word_of(row.status).to_owned(),
        started_at: show.at(row.started_at),
        ended_at: row.ended_at.map(|at| show.at(at)),
        id: row.id,
        number: row.number,
        policy: row.policy,
        started_by: row.started_by,
        drill: row.drill,
    }
}

/// One case, by id or number, as it stands or as it stood.
#[utoipa::path(get, path = "/instances/{id}", operation_id = "getInstance", tag = "instances",
    params(("id" = String, Path, description = "The case's id or number"),
        ("at" = Option<String>, Query, description = "A past moment (RFC 3339) or date; now if left out")),
    responses((status = 200, body = InstanceOut), Refusals))]
pub(super) async fn one(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Json<InstanceOut>, ApiError> {
    let at = params.at(&service)?;
    params.finish()?;
    let view = match at {
        None => service.case(&asker.caller, &id).await?,
        Some(at) => service.case_at(&asker.caller, &id, at).await?,
    };
    let people = People::load(&service, &asker.caller).await?;
    let show = Show { books: view.books.clone(), lang: asker.lang };
    let pins = pins_of(&view.row);
    let calendar = service.label_under(&view.row, "policies/calendar");
    let open = view.tasks.iter().filter(|task| task.status == TaskStatus::Open);
    let tasks = open.map(|task| task_line(&show, &people, task, &view.slots, &calendar)).collect();
    let revision = |(document, hash): (&String, &guicheng_core::value::Hash)| RevisionOut {
        label: service.label_under(&view.row, document),
        document: document.clone(),
        hash: hash.to_string(),
    };
    let standings = standings(&view.snapshot);
    Ok(Json(InstanceOut {
        configuration: active(&standings),
        charts: standings.into_iter().map(StandingOut::from).collect(),
        record: show.record(&view.snapshot.record),
        items: items(&show, &view),
        vars: show.record(&view.snapshot.vars),
        tasks,
        timers: view
            .snapshot
            .timers
            .values()
            .map(|timer| timer_out(&show, &view, timer, &calendar))
            .collect(),
        incidents: incidents(&show, &view),
        parent: view.parent.as_ref().map(|row| RelatedOut { call: None, ..related(row) }),
        calls: view.called.iter().map(related).collect(),
        revision: pins.get_key_value(&format!("policies/{}", view.row.policy)).map(revision),
        revisions: pins.iter().map(revision).collect(),
        snapshot: view.snapshot_hash.to_string(),
        line: line(&show, view.row),
    }))
}

fn related(row: &InstanceRow) -> RelatedOut {
    RelatedOut {
        id: row.id.clone(),
        number: row.number.clone(),
        policy: row.policy.clone(),
        status: word_of(row.status).to_owned(),
        call: row.call_id.clone(),
    }
}

fn items(show: &Show, view: &CaseView) -> Vec<ItemOut> {
    let machines = view.snapshot.machines.iter();
    let mut found: Vec<(u64, ItemOut)> = machines
        .filter_map(|(path, machine)| {
            let item = machine.item.as_ref()?;
            let out = ItemOut {
                state: item.state.clone(),
                key: crate::service::key_of(path).to_owned(),
                title: item.title.clone(),
                done: item.done,
                fields: show.record(&item.fields),
            };
            Some((item.index, out))
        })
        .collect();
    found.sort_by(|(a, left), (b, right)| (&left.state, a).cmp(&(&right.state, b)));
    found.into_iter().map(|(_, item)| item).collect()
}

fn timer_out(show: &Show, view: &CaseView, timer: &Timer, calendar: &str) -> TimerOut {
    let task = |number: &u64| Some(format!("{}-{number}", view.row.id));
    let (kind, state, event, task) = match &timer.what {
        TimerKind::State { state, event } => ("state", Some(state.clone()), Some(event.clone()), None),
        TimerKind::Send { event, .. } => ("send", None, Some(event.clone()), None),
        TimerKind::Remind { task: number } => ("remind", None, None, task(number)),
        TimerKind::Overdue { task: number, .. } => ("overdue", None, None, task(number)),
    };
    TimerOut { due: show.deadline(&timer.due, calendar), kind: kind.to_owned(), state, event, task }
}

fn incidents(show: &Show, view: &CaseView) -> Vec<IncidentOut> {
    let out = |row: &crate::store::tables::incident::IncidentRow| IncidentOut {
        kind: row.kind.clone(),
        code: row.code.clone(),
        at: show.at(row.at),
        resolved_at: row.resolved_at.map(|at| show.at(at)),
    };
    view.incidents.iter().map(out).collect()
}
