//! The interface for programs, under `/api/v1`.

use axum::Router;

use crate::service::Service;

/// Its routes.
pub fn router() -> Router<Service> {
    Router::new()
}
