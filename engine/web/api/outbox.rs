//! Mails as their recipients get them.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::{Paged, Show, cut};
use crate::service::{MailView, Service};
use crate::store::tables::mail::MailStatus;

/// A mail.
#[derive(Serialize, ToSchema)]
pub(super) struct MailOut {
    id: String,
    /// Frozen at the commit of its cause.
    message_id: String,
    /// Address.
    to: String,
    /// Person id; none for somebody outside.
    person: Option<String>,
    /// `task`, `reminder`, `overdue` …
    kind: String,
    /// `zh-CN` or `en`.
    lang: String,
    subject: String,
    /// The text part; with the link for its recipient (in the demo for everybody).
    plain: String,
    /// The HTML part, likewise.
    html: String,
    /// Further headers.
    #[schema(value_type = Object)]
    headers: serde_json::Value,
    /// `waiting`, `sending`, `sent`, `failed`, `held` (a drill) or `shown` (no SMTP).
    status: String,
    attempts: i64,
    /// What the relay said last.
    last_error: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    sent_at: Option<String>,
    /// The ledger's entry that caused it.
    cause: i64,
    task: Option<String>,
    instance: Option<String>,
}

const STATUSES: &[(&str, MailStatus)] = &[
    ("waiting", MailStatus::Waiting),
    ("sending", MailStatus::Sending),
    ("sent", MailStatus::Sent),
    ("failed", MailStatus::Failed),
    ("held", MailStatus::Held),
    ("shown", MailStatus::Shown),
];

/// Lists the mails that you may see, newest first.
#[utoipa::path(get, path = "/outbox", operation_id = "listMails", tag = "mails",
    params(
        ("person" = Option<String>, Query, description = "To this person"),
        ("status" = Option<String>, Query,
            description = "`waiting`, `sending`, `sent`, `failed`, `held` or `shown`"),
        ("page" = Option<i64>, Query, minimum = 0, description = "From 0 on"),
    ),
    responses((status = 200, body = Paged<MailOut>), Refusals))]
pub(super) async fn list(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<Paged<MailOut>>, ApiError> {
    let person = params.take("person");
    let status = params.word("status", STATUSES);
    let (number, page) = params.page();
    params.finish()?;
    let (mails, more) = cut(service.outbox(&asker.caller, status, person.as_deref(), page).await?);
    let show = Show { books: service.library()?, lang: asker.lang };
    let items = mails.into_iter().map(|mail| out(&show, mail)).collect();
    Ok(Json(Paged::new(items, number, more, None)))
}

/// One mail.
#[utoipa::path(get, path = "/outbox/{id}", operation_id = "getMail", tag = "mails",
    params(("id" = String, Path, description = "The mail's id")),
    responses((status = 200, body = MailOut), Refusals))]
pub(super) async fn one(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<MailOut>, ApiError> {
    params.finish()?;
    let mail = service.mail(&asker.caller, &id).await?;
    let show = Show { books: service.library()?, lang: asker.lang };
    Ok(Json(out(&show, mail)))
}

fn out(show: &Show, mail: MailView) -> MailOut {
    let MailView { row, plain, html, .. } = mail;
    let status = STATUSES.iter().find(|(_, status)| *status == row.status);
    MailOut {
        id: row.id,
        message_id: row.message_id,
        to: row.recipient_address,
        person: row.recipient_person,
        kind: row.kind,
        lang: row.lang,
        subject: row.subject,
        plain,
        html,
        headers: serde_json::from_str(&row.headers).unwrap_or_default(),
        status: status.map_or("", |(word, _)| word).to_owned(),
        attempts: row.attempts,
        last_error: row.last_error,
        created_at: show.at(row.created_at),
        sent_at: row.sent_at.map(|at| show.at(at)),
        cause: row.cause_seq,
        task: row.task,
        instance: row.instance,
    }
}
