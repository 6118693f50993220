//! Pages that say why something did not happen.
//!
//! The sentences come from [`Service::tell`]; fields of forms are told beside each field instead (see `pages::form`).
//! Deliberately absent: any detail of what went wrong inside; that is for the log.

use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::guard::ScriptError;

use crate::lang::{self, Lang, Say};
use crate::service::{ServiceError, Told};

use super::answer::html;
use super::views::{Frame, Link, MessagePage};

/// The status that goes with an error.
pub fn status(error: &ServiceError) -> StatusCode {
    match error {
        ServiceError::NotFound(_) => StatusCode::NOT_FOUND,
        ServiceError::Forbidden(_) => StatusCode::FORBIDDEN,
        ServiceError::Conflict(_) => StatusCode::CONFLICT,
        ServiceError::Refused(_) | ServiceError::Fields(_) | ServiceError::Script(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ServiceError::Store(_) | ServiceError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The page for an error that was put into words.
pub fn message(frame: Frame, error: &ServiceError, told: &Told) -> MessagePage {
    let lang = frame.lang;
    let mut page = MessagePage {
        title: lang.t(title(error)),
        paragraphs: vec![told.message.clone()],
        mend: mend(lang, error),
        links: vec![Link { text: lang.t("pages-go-inbox"), href: "/inbox".to_owned() }],
        frame,
        ..MessagePage::default()
    };
    if let Some(script) = &told.script {
        page.details = details(lang, script);
        page.source = script.text.to_string();
    }
    page
}

/// Where a script failed and what it looked at.
fn details(lang: Lang, script: &ScriptError) -> Vec<(String, String)> {
    let place = format!("{}:{}:{}", script.path, script.line, script.column);
    let mut details = vec![(lang.t("pages-script-place"), place)];
    details.extend(script.values.iter().cloned());
    details
}

fn title(error: &ServiceError) -> &'static str {
    match error {
        ServiceError::NotFound(_) => "pages-not-found",
        ServiceError::Forbidden(_) => "pages-forbidden",
        ServiceError::Conflict(_) => "pages-conflict",
        ServiceError::Refused(_) | ServiceError::Fields(_) => "pages-refused",
        ServiceError::Script(_) => "pages-script",
        ServiceError::Store(_) | ServiceError::Broken(_) => "pages-broken",
    }
}

fn mend(lang: Lang, error: &ServiceError) -> Vec<String> {
    match error {
        ServiceError::Script(_) => vec![lang.t("pages-script-mend")],
        ServiceError::Store(_) | ServiceError::Broken(_) => vec![lang.t("pages-broken-mend")],
        ServiceError::NotFound(_) => vec![lang.t("pages-not-found-mend")],
        _ => Vec::new(),
    }
}

/// A page with a title and its reason, for requests that are refused before anybody is known.
pub fn page(lang: Lang, status: StatusCode, key: &str) -> Response {
    let frame = Frame { lang, ..Frame::default() };
    let links = vec![Link { text: lang.t("pages-go-inbox"), href: "/inbox".to_owned() }];
    let paragraphs = vec![lang::t_attr(lang, key, "why", &[])];
    html(status, &MessagePage { title: lang.t(key), paragraphs, links, frame, ..MessagePage::default() })
}

/// When not even the reader could be made out.
pub fn plainly(lang: Lang, error: &ServiceError) -> Response {
    tracing::error!(%error, "a page failed");
    page(lang, status(error), "pages-broken-early")
}
