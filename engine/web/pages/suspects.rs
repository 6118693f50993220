//! Suspect places: what somebody must look at, and saying why it may stay.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use guicheng_core::document::{Carries, DocumentId};

use crate::lang::{Say, t, t_attr};
use crate::mail::clause_words;
use crate::service::{Books, ServiceError, SuspectView};
use crate::web::answer::{ok, see};
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{Here, Link, Notice, Suspect, SuspectsPage, Tone};
use crate::web::when::When;

use super::{carried, clause};

/// `GET /suspects`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen).await;
    seen.answer(page).await
}

/// `POST /suspects/{id}`
pub async fn post(Path(id): Path<String>, Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let cleared = seen.service.clear_suspect(&seen.caller, &id, first(&pairs, "reason")).await;
    seen.answer(cleared.map(|()| see("/suspects?done=1"))).await
}

async fn page(seen: &Seen) -> Result<Response, ServiceError> {
    let (when, books, names) = (seen.when()?, seen.books()?, seen.names().await?);
    let found = seen.service.suspects(&seen.caller, None).await?;
    let carries = Carries::of(&books);
    let mut frame = seen.frame(Here::Documents).await?;
    if !seen.asked("done").is_empty() {
        frame.notice = Some(Notice { tone: Tone::Ok, text: seen.lang.t("as-of-cleared-now") });
    }
    let suspects = found.into_iter().map(|found| view(seen, &when, &books, &carries, &names, found));
    ok(&SuspectsPage { suspects: suspects.collect(), frame })
}

/// A suspect as a card.
pub fn view(
    seen: &Seen,
    when: &When,
    books: &Books,
    carries: &Carries,
    names: &BTreeMap<String, String>,
    SuspectView { row, may_clear }: SuspectView,
) -> Suspect {
    let document = DocumentId::parse(&row.document);
    let carrier = document.as_ref().and_then(|id| carries.by(id).find(|c| c.place == row.place));
    let name = document.as_ref().map_or(row.document.clone(), |id| carried::title(seen, books, id));
    let place = carrier.map_or_else(|| row.place.clone(), |carrier| carried::place(seen, carrier));
    let words = books.clause(seen.lang, &row.clause).unwrap_or_default();
    let who = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let cleared = row.cleared_at.map(|at| {
        let by = row.cleared_by.as_deref().map(who).unwrap_or_default();
        let reason = row.reason.clone().unwrap_or_default();
        let args = [("at", when.moment(at).into()), ("who", by.into()), ("reason", reason.into())];
        t(seen.lang, "as-of-cleared", &args)
    });
    Suspect {
        place: Link { text: format!("{name} · {place}"), href: carried::href(&row.document) },
        why: t_attr(seen.lang, "as-of-why", &row.side, &[]),
        clause: Link { text: row.clause.clone(), href: clause::href(&row.clause) },
        words: clause_words(&row.clause, words),
        since: t(seen.lang, "as-of-suspect-since", &[("at", when.moment(row.since).into())]),
        cleared: cleared.unwrap_or_default(),
        id: row.id,
        may_clear,
    }
}
