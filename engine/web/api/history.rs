//! What happened in a case: its entries in the ledger, told without personal values.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use guicheng_core::case::Command;
use guicheng_core::ledger::Entry;
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::Show;
use crate::service::{HistoryLine, Service};

/// An entry of the ledger.
#[derive(Serialize, ToSchema)]
pub(super) struct EntryOut {
    /// Its number in the ledger, from 0 on without gaps.
    seq: u64,
    #[schema(format = DateTime)]
    at: String,
    /// `start`, `act`, `timer`, `signal`, `deliver`, `cancel`, `incident`
    kind: String,
    actor: ActorOut,
    /// What was done; none for entries that are no command.
    command: Option<CommandOut>,
    /// The documents that decided: id → SHA-256 of the revision's bytes.
    under: BTreeMap<String, String>,
    /// SHA-256 of the case's snapshot after it.
    snapshot: Option<String>,
    /// The entry's own hash (RFC 6962 leaf hash of its canonical text).
    hash: String,
    /// The hash of the entry before it in the ledger.
    prev: String,
}

/// Who did it and by what right.
#[derive(Serialize, ToSchema)]
struct ActorOut {
    /// Person id; none for the engine.
    person: Option<String>,
    post: Option<String>,
    /// `appointment:complaint_desk token`, `delegate:… link`, `timer` …
    authority: String,
}

/// What was done.
#[derive(Default, Serialize, ToSchema)]
struct CommandOut {
    /// The task that was acted on.
    task: Option<String>,
    choice: Option<String>,
    opinion: Option<String>,
    /// What was filled in, without personal values.
    #[schema(value_type = Option<Object>)]
    fields: Option<serde_json::Value>,
    /// What fired: `{kind: remind, task: 3}`.
    #[schema(value_type = Option<Object>)]
    timer: Option<serde_json::Value>,
    /// The signal's event.
    event: Option<String>,
}

/// A case's history.
#[derive(Serialize, ToSchema)]
pub(super) struct History {
    /// Oldest first.
    items: Vec<EntryOut>,
}

/// What happened in a case, oldest first.
#[utoipa::path(get, path = "/instances/{id}/history", operation_id = "getHistory", tag = "instances",
    params(("id" = String, Path, description = "The case's id or number")),
    responses((status = 200, body = History), Refusals))]
pub(super) async fn of_instance(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<History>, ApiError> {
    params.finish()?;
    let lines = service.history(&asker.caller, &id).await?;
    let show = Show { books: service.library()?, lang: asker.lang };
    Ok(Json(History { items: lines.into_iter().map(|line| out(&show, line)).collect() }))
}

fn out(show: &Show, line: HistoryLine) -> EntryOut {
    let entry = line.entry;
    EntryOut {
        seq: entry.seq,
        at: show.at(entry.at),
        command: command(show, &entry),
        kind: entry.kind,
        actor: ActorOut {
            person: entry.actor.person,
            post: entry.actor.post,
            authority: entry.actor.authority,
        },
        under: entry.under.into_iter().map(|(document, hash)| (document, hash.to_string())).collect(),
        snapshot: entry.snapshot.map(|hash| hash.to_string()),
        hash: line.row.hash.to_string(),
        prev: entry.prev.to_string(),
    }
}

fn command(show: &Show, entry: &Entry) -> Option<CommandOut> {
    let written = entry.body.get("command")?.clone();
    let command: Command = serde_json::from_value(written).ok()?;
    Some(match command {
        Command::Start { fields, .. } => {
            CommandOut { fields: Some(show.record(&fields)), ..CommandOut::default() }
        }
        Command::Act { task, choice, fields, opinion, .. } => CommandOut {
            task: entry.instance.as_ref().map(|instance| format!("{instance}-{task}")),
            choice: Some(choice),
            opinion,
            fields: Some(show.record(&fields)),
            ..CommandOut::default()
        },
        Command::Fire { .. } => CommandOut { timer: timer(entry), ..CommandOut::default() },
        Command::Granted { place } => {
            let state = place.rsplit('/').next().unwrap_or_default();
            CommandOut { event: Some(format!("lock.{state}")), ..CommandOut::default() }
        }
        Command::Signal { event, .. } => CommandOut { event: Some(event), ..CommandOut::default() },
        Command::Deliver { message } => CommandOut { event: Some(message.event), ..CommandOut::default() },
        Command::Cancel => CommandOut::default(),
        Command::PassOn { task, .. } => CommandOut {
            task: entry.instance.as_ref().map(|instance| format!("{instance}-{task}")),
            ..CommandOut::default()
        },
    })
}

/// What fired, by names and numbers; what a delayed event carries is left out.
fn timer(entry: &Entry) -> Option<serde_json::Value> {
    let mut timer = entry.body.get("timer")?.as_object()?.clone();
    timer.remove("data");
    Some(serde_json::Value::Object(timer))
}
