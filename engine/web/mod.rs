//! The faces: pages rendered on the server.
//!
//! `views` are plain structs that hold everything a page shows, already in the reader's language; `templates`
//! turn them into HTML; `assets` are the files that go with them. Handlers fill a view and render it.
//! Deliberately absent: any decision about rights (that is `service`) and any script (pages need none).

pub mod assets;
pub mod views;

use axum::Router;

use crate::service::Service;

/// All routes.
pub fn router(service: Service) -> Router {
    Router::new().with_state(service)
}
