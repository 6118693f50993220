//! `/changes/{id}/cases`: every running case that a change touches with what becomes of it, and the form that decides it.

mod form;
mod show;
pub mod words;

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use crate::lang::{Say, t};
use crate::service::{ChangeEdit, ServiceError};
use crate::web::answer::{html, see};
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{Here, Link, Notice, Tone};

use super::form::Pairs;
use super::task::{late, whole};

/// `GET /changes/{id}/cases`
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let saved = seen.asked("saved") == "1";
    let notice = saved.then(|| Notice { tone: Tone::Ok, text: seen.lang.t("moves-saved") });
    let page = page(&seen, &id, StatusCode::OK, notice).await;
    seen.answer(page).await
}

/// `POST /changes/{id}/cases`
pub async fn post(Path(id): Path<String>, Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let saved = save(&seen, &id, &pairs).await;
    seen.answer(saved).await
}

async fn save(seen: &Seen, id: &str, pairs: &Pairs) -> Result<Response, ServiceError> {
    let moves = form::read(pairs);
    let expected = first(pairs, "version").parse().unwrap_or(-1);
    let moves = serde_json::to_value(&moves).map_err(|e| ServiceError::Broken(e.to_string()))?;
    let edit = ChangeEdit { moves: Some(moves), ..ChangeEdit::default() };
    match seen.service.set_change(&seen.caller, id, edit, expected).await {
        Ok(_) => Ok(see(&format!("/changes/{id}/cases?saved=1"))),
        // The choices are few and the page shows what is so now: they are made anew on it.
        Err(error @ (ServiceError::Refused(_) | ServiceError::Conflict(_))) => {
            let told = seen.service.tell(&error, seen.lang);
            page(seen, id, crate::web::refused::status(&error), Some(late(whole(&told)))).await
        }
        Err(error) => Err(error),
    }
}

async fn page(
    seen: &Seen,
    id: &str,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<Response, ServiceError> {
    let after: BTreeMap<String, String> = (seen.query.iter())
        .filter_map(|(name, value)| Some((name.strip_prefix("after.")?.to_owned(), value.clone())))
        .collect();
    let cases = seen.service.change_cases(&seen.caller, id, &after).await?;
    let change = &cases.view.change;
    let evidence = seen.service.evidence_of(change).await?;
    let name = change.number.clone().unwrap_or_else(|| change.title.clone());
    let mut page = show::page(seen, &cases, evidence.as_ref())?;
    page.frame = seen.frame(Here::Changes).await?;
    page.frame.notice = notice;
    page.title = t(seen.lang, "moves-title-of", &[("change", name.into())]);
    page.back = Link { text: seen.lang.t("moves-back"), href: format!("/changes/{}", change.id) };
    page.version = change.version;
    if cases.view.may_edit {
        page.action = format!("/changes/{}/cases", change.id);
    }
    Ok(html(status, &page))
}
