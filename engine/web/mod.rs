//! The faces: pages rendered on the server, and the interface for programs.
//!
//! `views` are plain structs that hold everything a page shows, already in the reader's language; `templates`
//! turn them into HTML; `assets` are the files that go with them. `pages` are the handlers: they fill a view and
//! render it. `api` is for programs. Deliberately absent: any decision about rights (that is `service`) and any
//! script (pages need none).

mod answer;
pub mod api;
pub mod assets;
mod guard;
mod pages;
mod past;
pub mod print;
mod refused;
mod session;
pub mod views;
mod when;

use axum::Router;

use crate::service::Service;

/// All routes.
pub fn router(service: Service) -> Router {
    Router::new().merge(pages::router(&service)).nest("/api/v1", api::router(&service)).with_state(service)
}
