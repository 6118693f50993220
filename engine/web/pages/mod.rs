//! The pages' handlers, one file a noun.

use axum::Router;

use crate::service::Service;

/// Their routes.
pub fn router(_service: &Service) -> Router<Service> {
    Router::new()
}
