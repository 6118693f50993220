//! The outbox: each mail as it would look, with what became of it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::lang::{Say, t};
use crate::limits;
use crate::mail::shown_headers;
use crate::service::{MailView, ServiceError};
use crate::store::Page;
use crate::store::tables::mail::{MailStatus, OutboxRow};
use crate::web::answer::{href, ok};
use crate::web::session::Seen;
use crate::web::views::{Chip, Here, Link, MailPage, MailRow, OutboxPage, Tab, Tone};
use crate::web::when::When;

use super::lists::pager;

/// `GET /outbox`
pub async fn list(seen: Seen) -> Response {
    let page = list_page(&seen).await;
    seen.answer(page).await
}

/// `GET /outbox/{id}`
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let page = mail_page(&seen, &id).await;
    seen.answer(page).await
}

/// `GET /outbox/{id}/html`: the HTML part by itself, for a frame that may do nothing.
pub async fn part(Path(id): Path<String>, seen: Seen) -> Response {
    let part = html_part(&seen, &id).await;
    seen.answer(part).await
}

/// A mail brings its own style. It is shown in a frame without scripts, forms or an origin; its links open beside it.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; \
     sandbox allow-popups allow-popups-to-escape-sandbox";

const STATUS: [(&str, MailStatus); 6] = [
    ("waiting", MailStatus::Waiting),
    ("sending", MailStatus::Sending),
    ("sent", MailStatus::Sent),
    ("failed", MailStatus::Failed),
    ("held", MailStatus::Held),
    ("shown", MailStatus::Shown),
];

async fn list_page(seen: &Seen) -> Result<Response, ServiceError> {
    let (when, names) = (seen.when()?, seen.names().await?);
    let (query, wanted) = (seen.asked("q").trim(), seen.asked("status"));
    let status = STATUS.iter().find(|(word, _)| *word == wanted).map(|(_, status)| *status);
    let found: Vec<OutboxRow> =
        mails(seen, status).await?.into_iter().filter(|row| matches(row, query)).collect();
    let at = seen.page_number() * limits::LIST_PAGE;
    let rows: Vec<MailRow> = found
        .iter()
        .skip(at as usize)
        .take(limits::LIST_PAGE as usize)
        .map(|row| mail_row(seen, &when, &names, row))
        .collect();
    let tab = |(word, text): (&str, String)| Tab {
        text,
        href: href("/outbox", &[("status", word), ("q", query)]),
        count: 0,
        on: word == wanted,
    };
    // Statuses that cannot occur here are not offered.
    let smtp = seen.service.settings().smtp;
    let offered = STATUS.iter().filter(|(word, _)| match *word {
        "sending" => false,
        "waiting" | "sent" | "failed" => smtp || *word == wanted,
        "shown" => !smtp || *word == wanted,
        _ => true,
    });
    let all = ("", seen.lang.t("web-inbox-filter-all"));
    let tabs = [all]
        .into_iter()
        .chain(offered.map(|(word, value)| (*word, super::outbox::status(seen, *value).text)));
    ok(&OutboxPage {
        how: if smtp { String::new() } else { seen.lang.t("web-mail-how-none") },
        tabs: tabs.map(tab).collect(),
        query: query.to_owned(),
        keep: if wanted.is_empty() { Vec::new() } else { vec![("status".to_owned(), wanted.to_owned())] },
        empty: seen.lang.t("web-mail-empty"),
        pager: pager("/outbox", &[("status", wanted), ("q", query)], at, rows.len(), found.len() as i64),
        rows,
        frame: seen.frame(Here::Outbox).await?,
    })
}

/// The latest mails, as many as are searched.
async fn mails(seen: &Seen, status: Option<MailStatus>) -> Result<Vec<OutboxRow>, ServiceError> {
    let mut rows: Vec<OutboxRow> = Vec::new();
    while (rows.len() as i64) < limits::BOX_SEARCHED {
        let page = Page { offset: rows.len() as i64, limit: limits::PAGE };
        let more = seen.service.outbox(&seen.caller, status, None, page).await?;
        let last = (more.len() as i64) < limits::PAGE;
        rows.extend(more.into_iter().map(|view| view.row));
        if last {
            break;
        }
    }
    Ok(rows)
}

fn matches(row: &OutboxRow, query: &str) -> bool {
    let query = query.to_lowercase();
    query.is_empty()
        || row.subject.to_lowercase().contains(&query)
        || row.recipient_address.to_lowercase().contains(&query)
        || row.recipient_person.as_deref() == Some(&query)
}

fn mail_row(seen: &Seen, when: &When, names: &BTreeMap<String, String>, row: &OutboxRow) -> MailRow {
    let name = row.recipient_person.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
    let name = name.unwrap_or_else(|| seen.lang.t("pages-outside"));
    MailRow {
        subject: row.subject.clone(),
        href: format!("/outbox/{}", row.id),
        to: format!("{name} {}", row.recipient_address),
        when: when.moment(row.created_at),
        status: status(seen, row.status),
        note: attempts(seen, when, row),
    }
}

/// The chip of a mail's status.
pub fn status(seen: &Seen, status: MailStatus) -> Chip {
    let (tone, key) = match status {
        MailStatus::Waiting | MailStatus::Sending => (Tone::Info, "web-mail-status-waiting"),
        MailStatus::Sent => (Tone::Ok, "web-mail-status-sent"),
        MailStatus::Failed => (Tone::Late, "web-mail-status-failed"),
        MailStatus::Held => (Tone::Soon, "web-mail-status-held"),
        MailStatus::Shown => (Tone::Plain, "web-mail-status-shown"),
    };
    Chip::new(tone, seen.lang.t(key))
}

fn attempts(seen: &Seen, when: &When, row: &OutboxRow) -> String {
    let count = ("count", row.attempts.into());
    match row.status {
        MailStatus::Waiting if row.attempts > 0 => {
            t(seen.lang, "pages-mail-again", &[count, ("at", when.moment(row.next_at).into())])
        }
        MailStatus::Sent => row.sent_at.map(|at| when.moment(at)).unwrap_or_default(),
        MailStatus::Failed => t(seen.lang, "pages-mail-tried", &[count]),
        _ => String::new(),
    }
}

async fn mail_page(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let view = seen.service.mail(&seen.caller, id).await?;
    let when = seen.when()?;
    let shown = seen.asked("part");
    let tab = |word: &str, key: &str| Tab {
        text: seen.lang.t(key),
        href: href(&format!("/outbox/{id}"), &[("part", word)]),
        count: 0,
        on: shown == word,
    };
    let error = view.row.last_error.clone().filter(|_| view.row.status != MailStatus::Held);
    ok(&MailPage {
        subject: view.row.subject.clone(),
        headers: shown_headers(&view.row, &seen.service.settings().sender),
        status: status(seen, view.row.status),
        attempts: attempts(seen, &when, &view.row),
        error: error.unwrap_or_default(),
        tabs: vec![
            tab("", "web-mail-tab-both"),
            tab("html", "web-mail-tab-html"),
            tab("text", "web-mail-tab-text"),
        ],
        text: if shown == "html" { String::new() } else { view.plain.clone() },
        html_src: if shown == "text" { String::new() } else { format!("/outbox/{id}/html") },
        links: links(seen, &view),
        events: Vec::new(),
        frame: seen.frame(Here::Outbox).await?,
    })
}

/// To the task as the recipient would go there, and to the case.
fn links(seen: &Seen, view: &MailView) -> Vec<Link> {
    let mut links = Vec::new();
    if view.with_link {
        let url = seen.service.link_of(&view.row);
        let href = url.strip_prefix(&seen.service.settings().base_url).unwrap_or(&url).to_owned();
        links.push(Link { text: seen.lang.t("pages-mail-link"), href });
    }
    if let Some(case) = &view.row.instance {
        links.push(Link { text: seen.lang.t("pages-go-case"), href: format!("/cases/{case}") });
    }
    links
}

async fn html_part(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let view = seen.service.mail(&seen.caller, id).await?;
    // A link would open inside the frame, where our pages refuse to be.
    let html = view.html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    let mut answer = ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(MAIL_POLICY));
    Ok(answer)
}
