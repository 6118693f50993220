//! Changes of documents: the list, one change, the editor of a document in it.
//!
//! All of it works without scripts: each button sends the page's form and gets a page. The script of the editor asks the
//! same questions in the background (`trying.rs`) and gets the same parts of the page. Deliberately absent: what the
//! general manager reads before signing (`review.rs`), and any right (that is `service`).

mod change;
mod editor;
mod list;
mod names;
mod new;
mod trying;

use axum::Router;
use axum::routing::{get, post};
use guicheng_core::document::{DocumentId, DocumentKind as Kind};
use guicheng_core::text::Bilingual;

use crate::lang::Say;
use crate::service::{Problem, Service, ServiceError, bilingual};
use crate::store::tables::change::{ChangeRow, ChangeStatus};
use crate::web::session::Seen;
use crate::web::views::{Chip, Tone};

/// Their routes.
pub fn routes() -> Router<Service> {
    Router::new()
        .route("/changes", get(list::get))
        .route("/changes/new", get(new::get).post(new::post))
        .route("/changes/{id}", get(change::get).post(change::post))
        .route("/changes/{id}/documents/{*document}", get(editor::get).post(editor::post))
        .route("/changes/{id}/check/{*document}", post(trying::check))
        .route("/changes/{id}/draft/{*document}", post(trying::draft))
        .route("/changes/{id}/run/{*document}", post(trying::run))
        .route("/schemas/{kind}", get(trying::schema))
        .route("/explain/{code}", get(trying::explain))
}

/// The policy by which changes go.
const POLICY: &str = crate::limits::CHANGE_POLICY;

/// The document of an address.
fn document(id: &str) -> Result<DocumentId, ServiceError> {
    DocumentId::parse(id).ok_or_else(|| ServiceError::NotFound(Problem::new("no-such-document", [])))
}

/// Where a document of a change is edited.
fn editor_of(change: &str, document: &str) -> String {
    format!("/changes/{change}/documents/{document}")
}

/// What people call a change.
fn number(change: &ChangeRow) -> String {
    change.number.clone().unwrap_or_else(|| change.id.chars().take(8).collect())
}

/// A status in plain words.
fn status(seen: &Seen, change: &ChangeRow) -> Chip {
    let (tone, key) = match change.status {
        ChangeStatus::Draft => (Tone::Plain, "editor-status-draft"),
        ChangeStatus::InReview => (Tone::Info, "editor-status-review"),
        ChangeStatus::Approved => (Tone::Info, "editor-status-approved"),
        ChangeStatus::Effective => (Tone::Ok, "editor-status-effective"),
        ChangeStatus::Closed => (Tone::Ok, "editor-status-closed"),
        ChangeStatus::Withdrawn => (Tone::Plain, "editor-status-withdrawn"),
    };
    Chip::new(tone, seen.lang.t(key))
}

/// What people call a document; its path if it is a new one.
async fn title(seen: &Seen, id: &DocumentId) -> Result<String, ServiceError> {
    let row = seen.service.store().read().document(id.as_str()).await?;
    let title = row.map(|row| bilingual(&row.title)).unwrap_or_else(|| Bilingual::new(id.path(), id.path()));
    Ok(match id.kind() {
        Kind::Scenarios => format!("{} · {}", title.get(seen.lang), seen.lang.t("editor-kind-scenarios")),
        _ => title.get(seen.lang).to_owned(),
    })
}
