//! One case: where it stands, who is to act, what will happen by itself, what happened, its mails.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use guicheng_core::calendar::Rounding;
use guicheng_core::case::{Timer as Running, TimerKind};

use crate::lang::{self, Say, t};
use crate::service::{Books, CaseView, LockView, ServiceError, Staff, bilingual, due_of, pins_of};
use crate::store::tables::case::InstanceRow;
use crate::store::tables::incident::IncidentRow;
use crate::store::tables::mail::OutboxRow;
use crate::store::tables::people::AppointmentKind;
use crate::store::tables::task::{SlotStatus, TaskRow, TaskStatus};
use crate::web::answer::{ok, post_title};
use crate::web::session::Seen;
use crate::web::views::{
    CalledCase, CasePage, Cell, Column, Grid, GridRow, Here, Link, Notice, OpenTask, Revision, Timer, Tone,
};
use crate::web::when::When;

use super::cases::{number, started, status_chip};
use super::chart::Chart;
use super::facts::Facts;
use super::outbox::status;
use super::sign;
use super::timeline::Telling;

/// `GET /cases/{id}`
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let page = page(&seen, &id).await;
    seen.answer(page).await
}

/// `GET /cases/{id}/picture.svg`: the whole picture with a style of its own.
pub async fn picture(Path(id): Path<String>, seen: Seen) -> Response {
    let file = file(&seen, &id).await;
    seen.answer(file).await
}

/// A picture brings its style; nothing else may be loaded or run.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

async fn file(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let (mut when, at) = (seen.when()?, seen.at()?);
    when.now = at.unwrap_or(when.now);
    let view = match at {
        None => seen.service.case(&seen.caller, id).await?,
        Some(at) => seen.service.case_at(&seen.caller, id, at).await?,
    };
    let policy = view.books.policy(&view.row.policy).ok_or_else(super::task::no_policy)?;
    let mut history = seen.service.history(&seen.caller, &view.row.id).await?;
    history.retain(|line| line.row.at <= when.now);
    let visited = super::chart::visited(policy, &history, &view.tasks, &view.snapshot);
    let svg = Chart { when: &when, books: &view.books, policy, snapshot: &view.snapshot, visited }.file();
    let mut answer = ([(CONTENT_TYPE, "image/svg+xml; charset=utf-8")], svg).into_response();
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY));
    Ok(answer)
}

async fn page(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let at = seen.at()?;
    let view = match at {
        None => seen.service.case(&seen.caller, id).await?,
        Some(at) => seen.service.case_at(&seen.caller, id, at).await?,
    };
    let (mut when, names) = (seen.when()?, seen.names().await?);
    let past = seen.past(at)?;
    when.now = at.unwrap_or(when.now);
    let staff = seen.service.staff_at(&seen.caller, when.now).await?;
    let policy = view.books.policy(&view.row.policy).ok_or_else(super::task::no_policy)?;
    let mut history = seen.service.history(&seen.caller, &view.row.id).await?;
    history.retain(|line| line.row.at <= when.now);
    let mut mails = seen.service.mails_of(&seen.caller, &view.row.id).await?;
    mails.retain(|mail| mail.created_at <= when.now);
    let telling = Telling { when: &when, books: &view.books, policy: Some(policy), names: &names };
    let facts = match view.books.form_of(policy) {
        Some(form) => {
            let facts = Facts { seen, when: &when, books: &view.books, names: &names, stage: None };
            facts.groups(form, &view.snapshot.record, &[]).await?
        }
        None => Vec::new(),
    };
    let mut frame = seen.frame(Here::Cases).await?;
    if !seen.asked("done").is_empty() {
        frame.notice = Some(Notice { tone: Tone::Ok, text: seen.lang.t("pages-done") });
    }
    let mut signed = seen.service.signatures_of(&seen.caller, &view.row.id).await?;
    signed.retain(|signed| signed.at <= when.now);
    let open = view.tasks.iter().filter(|task| task.status == TaskStatus::Open);
    let visited = super::chart::visited(policy, &history, &view.tasks, &view.snapshot);
    let chart = Chart { when: &when, books: &view.books, policy, snapshot: &view.snapshot, visited };
    ok(&CasePage {
        number: number(&view.row),
        policy: policy.title.get(seen.lang).to_owned(),
        summary: bilingual(&view.row.title).get(seen.lang).to_owned(),
        status: status_chip(seen, &view.row),
        started: started(seen, &when, &view.row, &names),
        parent: view.parent.as_ref().map(|row| link(seen, row)).unwrap_or_default(),
        called: view.called.iter().map(|row| called(seen, row)).collect(),
        revisions: revisions(seen, &view),
        warning: warning(seen, &view.incidents),
        locks: view.locks.iter().map(|lock| lock_line(seen, &telling, lock)).collect(),
        facts,
        picture: Some(chart.picture(seen.keep(&format!("/cases/{}/picture.svg", view.row.id)))),
        past,
        trace: format!("/trace/cases/{}", view.row.id),
        tasks: open.map(|task| open_task(seen, &when, &view, task, &staff, &names)).collect(),
        timers: timers(seen, &when, &view, &telling),
        events: telling.events(&history),
        signatures: sign::grid(seen, &when, &telling, &view, &signed),
        mails: mail_grid(seen, &when, &mails, &names),
        frame,
    })
}

/// Number and procedure of another case, leading there.
fn link(seen: &Seen, row: &InstanceRow) -> Link {
    let title = seen.books().ok().and_then(|books| books.policy(&row.policy).map(|p| p.title.clone()));
    let title = title.map_or_else(|| row.policy.clone(), |title| title.get(seen.lang).to_owned());
    Link { text: format!("{} · {title}", number(row)), href: format!("/cases/{}", row.id) }
}

fn called(seen: &Seen, row: &InstanceRow) -> CalledCase {
    CalledCase { link: link(seen, row), status: status_chip(seen, row) }
}

/// The documents whose revisions matter most; the ledger names all of them.
fn revisions(seen: &Seen, view: &CaseView) -> Vec<Revision> {
    let pins = pins_of(&view.row);
    let titles = [
        (format!("policies/{}", view.row.policy), "pages-kind-policy"),
        (format!("forms/{}", view.row.policy), "pages-kind-form"),
        ("policies/organisation".to_owned(), "pages-kind-organisation"),
        ("policies/calendar".to_owned(), "pages-kind-calendar"),
    ];
    let revision = |(id, key): (String, &str)| {
        let hash = pins.get(&id)?;
        let label = seen.service.label_under(&view.row, &id);
        Some(Revision {
            label: format!("{} {label}", seen.lang.t(key)),
            hash: hash.to_string().chars().take(8).collect(),
            href: seen.keep(&format!("/documents/{id}?rev={label}")),
        })
    };
    titles.into_iter().filter_map(revision).collect()
}

/// What stands in the case's way.
fn warning(seen: &Seen, incidents: &[IncidentRow]) -> String {
    let open = incidents.iter().filter(|incident| incident.resolved_at.is_none());
    open.map(|incident| incident_text(seen, incident)).collect::<Vec<_>>().join(" ")
}

/// Whether a lock is held, or who holds it and how many come first.
fn lock_line(seen: &Seen, telling: &Telling<'_>, lock: &LockView) -> String {
    let state = telling.state(&lock.state);
    let what = if state.is_empty() { lock.lock.clone() } else { state };
    let what = ("what", what.into());
    if lock.ahead == 0 {
        return t(seen.lang, "pages-lock-held", &[what]);
    }
    let ahead = ("ahead", lock.ahead.into());
    match &lock.holder {
        Some(holder) => t(seen.lang, "pages-lock-waits", &[what, ahead, ("case", number(holder).into())]),
        None => t(seen.lang, "pages-lock-waits-for-another", &[what, ahead]),
    }
}

fn incident_text(seen: &Seen, incident: &IncidentRow) -> String {
    let args: serde_json::Value = serde_json::from_str(&incident.args).unwrap_or_default();
    let word = |name: &str| args[name].as_str().unwrap_or_default().to_owned();
    match incident.code.as_str() {
        "nobody-to-mail" => {
            t(seen.lang, "pages-incident-nobody-to-mail", &[("post", title(seen, &word("post")).into())])
        }
        "nobody-has-read" => {
            let args = [("post", title(seen, &word("post")).into()), ("label", word("label").into())];
            t(seen.lang, "pages-incident-nobody-has-read", &args)
        }
        "no-address" => t(seen.lang, "pages-incident-no-address", &[("key", word("key").into())]),
        "timer-failed" => t(seen.lang, "pages-incident-timer-failed", &[("why", word("why").into())]),
        "mail-incident-refused" => {
            let code = args["args"]["code"].to_string();
            t(seen.lang, "mail-incident-refused", &[("code", code.into())])
        }
        code if lang::has(code) => t(seen.lang, code, &[]),
        code => t(seen.lang, "pages-incident-other", &[("code", code.into())]),
    }
}

fn title(seen: &Seen, post: &str) -> String {
    seen.books().map(|books| post_title(&books, post, seen.lang)).unwrap_or_default()
}

fn open_task(
    seen: &Seen,
    when: &When,
    view: &CaseView,
    task: &TaskRow,
    staff: &Staff,
    names: &BTreeMap<String, String>,
) -> OpenTask {
    let slots = view.slots.iter().filter(|slot| slot.task == task.id && slot.status == SlotStatus::Open);
    let mut holders = Vec::new();
    for slot in slots {
        match (&slot.post, &slot.person) {
            (Some(post), _) => holders.push(holder(seen, &view.books, post, staff, names)),
            (None, Some(person)) => holders.push(names.get(person).unwrap_or(person).clone()),
            (None, None) => {}
        }
    }
    let deadline = task.due_explain.as_deref();
    let deadline = deadline.and_then(|text| guicheng_core::value::canonical::from_str(text).ok());
    let due = deadline.and_then(|deadline| due_of(view.books.calendar(), &deadline, Rounding::CloseOfDay));
    let label = calendar_label(seen, view);
    OpenTask {
        title: bilingual(&task.title).get(seen.lang).to_owned(),
        href: format!("/tasks/{}", task.id),
        holders,
        chip: task.due_at.map(|due| when.deadline(due)),
        why: due.map(|due| lang::due_line(seen.lang, &due, &label)).unwrap_or_default(),
    }
}

/// A post with who holds it.
fn holder(seen: &Seen, books: &Books, post: &str, staff: &Staff, names: &BTreeMap<String, String>) -> String {
    let title = post_title(books, post, seen.lang);
    let holds =
        staff.appointments.iter().filter(|row| row.post == post && row.kind == AppointmentKind::Holder);
    let people: Vec<String> =
        holds.map(|row| names.get(&row.person).unwrap_or(&row.person).clone()).collect();
    match people.is_empty() {
        true => t(seen.lang, "pages-vacant", &[("post", title.into())]),
        false => format!("{} · {title}", lang::list(seen.lang, &people)),
    }
}

fn calendar_label(seen: &Seen, view: &CaseView) -> String {
    seen.service.label_under(&view.row, "policies/calendar")
}

fn timers(seen: &Seen, when: &When, view: &CaseView, telling: &Telling<'_>) -> Vec<Timer> {
    let label = calendar_label(seen, view);
    let mut running: Vec<&Running> = view.snapshot.timers.values().collect();
    running.sort_by_key(|timer| timer.due.at);
    let titled = |task: u64| {
        let id = format!("{}-{task}", view.row.id);
        let row = view.tasks.iter().find(|row| row.id == id);
        row.map(|row| bilingual(&row.title).get(seen.lang).to_owned())
    };
    running
        .into_iter()
        .map(|timer| Timer {
            what: telling.timer(&timer.what, task_of(&timer.what).and_then(titled)),
            when: when.moment(timer.due.at),
            why: why(seen, &view.books, timer, &label),
            case: Default::default(),
        })
        .collect()
}

/// The task that a timer is about.
pub fn task_of(kind: &TimerKind) -> Option<u64> {
    match kind {
        TimerKind::Remind { task } | TimerKind::Overdue { task, .. } => Some(*task),
        TimerKind::State { .. } | TimerKind::Send { .. } => None,
    }
}

/// How a timer's moment was counted.
pub fn why(seen: &Seen, books: &Books, timer: &Running, label: &str) -> String {
    let roundings = [Rounding::Exact, Rounding::CloseOfDay];
    let due = roundings.into_iter().find_map(|rounding| due_of(books.calendar(), &timer.due, rounding));
    due.map(|due| lang::due_line(seen.lang, &due, label)).unwrap_or_default()
}

fn mail_grid(seen: &Seen, when: &When, mails: &[OutboxRow], names: &BTreeMap<String, String>) -> Grid {
    let column = |key: &str| Column { title: seen.lang.t(key), number: false };
    let all = seen.service.settings().demo
        || seen.caller.admin
        || seen.service.reads_all(&seen.caller).unwrap_or(false);
    let row = |mail: &OutboxRow| {
        let own = mail.recipient_person.as_deref() == Some(&seen.caller.person);
        let to = mail.recipient_person.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
        let chip = status(seen, mail.status);
        let subject = match own || all {
            true => Cell::link(&mail.subject, format!("/outbox/{}", mail.id)),
            false => Cell::text(&mail.subject),
        };
        let to = to.unwrap_or_else(|| seen.lang.t("pages-outside"));
        GridRow {
            cells: vec![
                subject,
                Cell::text(to),
                Cell::text(when.moment(mail.created_at)),
                Cell::chip(chip.tone, chip.text),
            ],
        }
    };
    Grid {
        caption: seen.lang.t("web-case-mails"),
        columns: ["web-mail-subject", "web-mail-to", "web-mail-when", "web-mail-status"].map(column).into(),
        rows: mails.iter().rev().map(row).collect(),
        empty: seen.lang.t("web-case-no-mails"),
        compact: true,
    }
}
