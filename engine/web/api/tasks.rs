//! Tasks: the boxes of an inbox, and one task with all that acting on it needs.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use guicheng_core::case::Deadline;
use guicheng_core::document::diff::{Difference, Said};
use guicheng_core::value::canonical;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::{ClauseOut, DeadlineOut, Paged, Show, Words, cut};
use crate::lang;
use crate::service::{
    Caller, ChoiceView, Directories, READ, Reading, Service, TaskData, TaskView, bilingual, place_key,
};
use crate::store::tables::inbox::TaskBox;
use crate::store::tables::people::AppointmentKind;
use crate::store::tables::task::{SlotRow, SlotStatus, TaskRow, TaskStatus};

/// A task without what acting on it needs.
#[derive(Serialize, ToSchema)]
pub(super) struct TaskLine {
    id: String,
    policy: String,
    state: String,
    /// What is to be done.
    title: Words,
    /// `open`, `done` or `cancelled`.
    status: String,
    /// The case's id.
    instance: String,
    /// The case's number.
    number: Option<String>,
    /// One line about the case.
    summary: Words,
    /// The item of a `for_each` that it is about.
    item: Option<String>,
    holder: HolderOut,
    /// Each signer's place, and who was told.
    slots: Vec<SlotOut>,
    #[schema(format = DateTime)]
    opened_at: String,
    deadline: Option<DeadlineOut>,
    /// The paragraph that asks for it.
    clause: Option<ClauseOut>,
    /// The meaning of the signature, if it is one: `approve`, `review` …
    sign: Option<String>,
    /// Who closed it.
    done_by: Option<String>,
    /// In which post.
    done_post: Option<String>,
    #[schema(format = DateTime)]
    done_at: Option<String>,
    /// What was chosen.
    choice: Option<String>,
}

/// Whose turn it is: posts, and the people who hold them or act for their holders now.
#[derive(Serialize, ToSchema)]
struct HolderOut {
    posts: Vec<String>,
    people: Vec<HolderPerson>,
}

/// Somebody who may act.
#[derive(Clone, Serialize, ToSchema)]
struct HolderPerson {
    id: String,
    name: String,
    /// In this post; none if the task is their own.
    post: Option<String>,
    /// In the holder's place.
    delegate: bool,
}

/// A signer's place, or a copy.
#[derive(Serialize, ToSchema)]
struct SlotOut {
    post: Option<String>,
    person: Option<String>,
    /// `open`, `acted`, `cancelled` (not yet or no longer their turn) or `told` (a copy).
    status: String,
    acted_by: Option<String>,
    #[schema(format = DateTime)]
    acted_at: Option<String>,
    choice: Option<String>,
}

/// A task with all that acting on it needs.
#[derive(Serialize, ToSchema)]
pub(super) struct TaskOut {
    #[serde(flatten)]
    line: TaskLine,
    /// Whether you may act on it now.
    mine: bool,
    /// What may be chosen; empty when the task is closed.
    choices: Vec<ChoiceOut>,
    /// Where it is signed: what the signer has before them, to be sent back as `signing.seen`.
    seen: Option<String>,
    /// Where you sign that you have read a change: all that has changed for you; acting takes every `id` as `read`.
    to_read: Vec<ToReadOut>,
    /// The fields that the policy shows beside it.
    #[schema(value_type = Object)]
    record: serde_json::Value,
}

/// Something that has changed in a document, to be read before it is signed.
#[derive(Serialize, ToSchema)]
#[schema(as = ToRead)]
struct ToReadOut {
    /// What to send in `read`.
    id: String,
    /// The document's id.
    document: String,
    /// Its new revision.
    label: String,
    /// The paragraph, where it is one.
    clause: Option<String>,
    /// What has changed.
    change: Words,
    /// How the paragraph read before; none where it is new or no paragraph.
    old: Option<String>,
    /// How it reads now; none where it is gone or no paragraph.
    new: Option<String>,
}

/// Something that may be chosen.
#[derive(Serialize, ToSchema)]
struct ChoiceOut {
    /// What to send as `choice`.
    choice: String,
    title: Words,
    /// `required`, `optional` or `none`.
    opinion: String,
    /// JSON Schema (2020-12) of `fields`.
    schema: serde_json::Value,
}

/// A box of your inbox.
///
/// `todo`: for you to do; `done`: you acted; `started`: open tasks of cases that you started; `cc`: you were told.
#[utoipa::path(get, path = "/tasks", operation_id = "listTasks", tag = "tasks",
    params(
        ("box" = Option<String>, Query, description = "`todo` (default), `done`, `started` or `cc`"),
        ("page" = Option<i64>, Query, minimum = 0, description = "From 0 on"),
    ),
    responses((status = 200, body = Paged<TaskOut>), Refusals))]
pub(super) async fn list(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<Paged<TaskOut>>, ApiError> {
    let boxes = [
        ("todo", TaskBox::Todo),
        ("done", TaskBox::Done),
        ("started", TaskBox::Started),
        ("cc", TaskBox::Cc),
    ];
    let which = params.word("box", &boxes).unwrap_or(TaskBox::Todo);
    let (number, page) = params.page();
    params.finish()?;
    let (views, more) = cut(service.inbox_views(&asker.caller, which, page).await?);
    let counts = service.inbox_counts(&asker.caller).await?;
    let total = match which {
        TaskBox::Todo => counts.todo,
        TaskBox::Done => counts.done,
        TaskBox::Started => counts.started,
        TaskBox::Cc => counts.cc,
    };
    let people = People::load(&service, &asker.caller).await?;
    let mut directories = Directories::default();
    let mut items = Vec::new();
    for view in views {
        items.push(task_out(&service, &asker, &people, &mut directories, view).await?);
    }
    Ok(Json(Paged::new(items, number, more, Some(total))))
}

/// One task.
#[utoipa::path(get, path = "/tasks/{id}", operation_id = "getTask", tag = "tasks",
    params(("id" = String, Path, description = "The task's id")),
    responses((status = 200, body = TaskOut), Refusals))]
pub(super) async fn one(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<TaskOut>, ApiError> {
    params.finish()?;
    let view = service.task(&asker.caller, &id).await?;
    let people = People::load(&service, &asker.caller).await?;
    Ok(Json(task_out(&service, &asker, &people, &mut Directories::default(), view).await?))
}

async fn task_out(
    service: &Service,
    asker: &Asker,
    people: &People,
    directories: &mut Directories,
    view: TaskView,
) -> Result<TaskOut, ApiError> {
    let show = Show { books: view.books.clone(), lang: asker.lang };
    let mut choices = Vec::new();
    for choice in &view.choices {
        let schema = service.choice_schema_from(directories, &view, choice, asker.lang).await?;
        choices.push(choice_out(&view, choice, schema));
    }
    let mut shown = view.record.clone();
    shown.retain(|name, _| view.show.contains(name));
    let label = service.label_under(&view.case, "policies/calendar");
    Ok(TaskOut {
        line: task_line(&show, people, &view.row, &view.slots, &label),
        mine: view.mine,
        choices,
        seen: service.seen_of(&view).await?,
        to_read: to_read(service, asker, &view).await?,
        record: show.record(&shown),
    })
}

async fn to_read(service: &Service, asker: &Asker, view: &TaskView) -> Result<Vec<ToReadOut>, ApiError> {
    if !view.mine || view.row.sign.as_deref() != Some(READ) {
        return Ok(Vec::new());
    }
    let mut list = Vec::new();
    for reading in service.readings_of_task(&asker.caller, &view.case.id).await? {
        list.extend(reading.places.iter().enumerate().map(|(n, place)| to_read_out(&reading, n, place)));
    }
    Ok(list)
}

fn to_read_out(reading: &Reading, index: usize, place: &Difference) -> ToReadOut {
    let paragraph = |said: &Option<Said>| match said {
        Some(Said::Text(text)) if place.what == "paragraph" => Some(text.clone()),
        _ => None,
    };
    ToReadOut {
        id: place_key(&reading.row.document, index),
        document: reading.row.document.clone(),
        label: reading.row.label.clone(),
        clause: place.clause.clone(),
        change: Words::said(|lang| lang::diff::difference(lang, place)),
        old: paragraph(&place.old),
        new: paragraph(&place.new),
    }
}

fn choice_out(view: &TaskView, choice: &ChoiceView, schema: Option<serde_json::Value>) -> ChoiceOut {
    let opinion = match (view.opinion, choice.opinion_required) {
        (_, true) => "required",
        (true, false) => "optional",
        (false, false) => "none",
    };
    ChoiceOut {
        choice: choice.event.clone(),
        title: (&choice.title).into(),
        opinion: opinion.to_owned(),
        schema: schema.unwrap_or_else(nothing_asked),
    }
}

/// The schema of no fields at all.
pub(super) fn nothing_asked() -> serde_json::Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": false,
    })
}

/// A task's row with those of the `slots` that are its own.
pub(super) fn task_line(
    show: &Show,
    people: &People,
    row: &TaskRow,
    slots: &[SlotRow],
    calendar: &str,
) -> TaskLine {
    let slots: Vec<&SlotRow> = slots.iter().filter(|slot| slot.task == row.id).collect();
    let data: TaskData = serde_json::from_str(&row.data).unwrap_or_default();
    let due = row.due_explain.as_deref().and_then(|text| canonical::from_str::<Deadline>(text).ok());
    let deadline = match (due, row.due_at) {
        (Some(due), _) => Some(show.deadline(&due, calendar)),
        (None, Some(at)) => Some(show.due(at, None, calendar)),
        (None, None) => None,
    };
    TaskLine {
        id: row.id.clone(),
        policy: row.policy.clone(),
        state: row.state.clone(),
        title: (&bilingual(&row.title)).into(),
        status: status_word(row.status).to_owned(),
        instance: row.instance.clone(),
        number: data.number,
        summary: (&data.summary).into(),
        item: data.item,
        holder: people.holder(&slots),
        slots: slots.iter().map(|slot| slot_out(show, slot)).collect(),
        opened_at: show.at(row.opened_at),
        deadline,
        clause: show.clause(row.clause.as_deref()),
        sign: row.sign.clone(),
        done_by: row.done_by.clone(),
        done_post: row.done_post.clone(),
        done_at: row.done_at.map(|at| show.at(at)),
        choice: row.choice.clone(),
    }
}

fn status_word(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Open => "open",
        TaskStatus::Done => "done",
        TaskStatus::Cancelled => "cancelled",
    }
}

fn slot_out(show: &Show, slot: &SlotRow) -> SlotOut {
    let status = match slot.status {
        SlotStatus::Open => "open",
        SlotStatus::Acted => "acted",
        SlotStatus::Cancelled => "cancelled",
        SlotStatus::Told => "told",
    };
    SlotOut {
        post: slot.post.clone(),
        person: slot.person.clone(),
        status: status.to_owned(),
        acted_by: slot.acted_by.clone(),
        acted_at: slot.acted_at.map(|at| show.at(at)),
        choice: slot.choice.clone(),
    }
}

/// Who holds which post now.
pub(super) struct People {
    names: BTreeMap<String, String>,
    posts: BTreeMap<String, Vec<(String, bool)>>,
}

impl People {
    pub(super) async fn load(service: &Service, caller: &Caller) -> Result<Self, ApiError> {
        let staff = service.staff(caller).await?;
        let mut posts: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
        for row in staff.appointments {
            let delegate = row.kind == AppointmentKind::Delegate;
            posts.entry(row.post).or_default().push((row.person, delegate));
        }
        Ok(People { names: staff.people.into_iter().map(|person| (person.id, person.name)).collect(), posts })
    }

    fn person(&self, id: &str, post: Option<&str>, delegate: bool) -> HolderPerson {
        let name = self.names.get(id).cloned().unwrap_or_default();
        HolderPerson { id: id.to_owned(), name, post: post.map(str::to_owned), delegate }
    }

    /// The people of these signers whose turn it is.
    fn holder(&self, slots: &[&SlotRow]) -> HolderOut {
        let mut holder = HolderOut { posts: Vec::new(), people: Vec::new() };
        for slot in slots.iter().filter(|slot| slot.status == SlotStatus::Open) {
            if let Some(post) = &slot.post {
                holder.posts.push(post.clone());
                let held = self.posts.get(post).map_or(&[][..], Vec::as_slice);
                holder
                    .people
                    .extend(held.iter().map(|(person, delegate)| self.person(person, Some(post), *delegate)));
            }
            if let Some(person) = &slot.person {
                holder.people.push(self.person(person, None, false));
            }
        }
        holder
    }
}
