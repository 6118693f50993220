//! The interface for programs, under `/api/v1`: JSON over HTTP with bearer tokens, described by `/openapi.json`.
//!
//! One file a noun. Handlers read a request strictly (`input`), call the service, and shape what it says. Deliberately
//! absent: any right (that is `service`), sessions and cookies (a browser's cookie is no token here, so that no other
//! site can act through it), and any sentence that is not in the language files.

mod accounts;
mod act;
mod asker;
mod calendar;
mod changes;
mod copies;
mod demo;
mod docs;
mod documents;
mod drafts;
mod edits;
mod error;
mod exchange;
mod findings;
mod history;
mod input;
mod instances;
mod json;
mod ledger;
mod moves;
mod outbox;
mod people;
mod policies;
mod registers;
mod show;
mod signatures;
mod tasks;
mod trace;
mod trying;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::limits;
use crate::service::Service;

/// Its routes.
pub fn router(service: &Service) -> Router<Service> {
    Router::new()
        .route("/health", get(docs::health))
        .route("/openapi.json", get(docs::openapi))
        .route("/policies", get(policies::list))
        .route("/policies/{id}", get(policies::one))
        .route("/instances", get(instances::list).post(instances::start))
        .route("/instances/{id}", get(instances::one))
        .route("/instances/{id}/history", get(history::of_instance))
        .route("/instances/{id}/signatures", get(signatures::of_instance))
        .route("/changes", get(changes::list))
        .route("/export", get(exchange::export))
        .route("/changes/import", post(exchange::import).layer(DefaultBodyLimit::max(limits::API_IMPORT)))
        .route("/changes/{id}", get(changes::one).post(edits::edit))
        .route("/changes/{id}/documents/{*document}", get(drafts::one))
        .route("/changes/{id}/drafts/{*document}", post(drafts::draft))
        .route("/changes/{id}/check", post(trying::check))
        .route("/changes/{id}/run", post(trying::run))
        .route("/changes/{id}/notes", post(edits::note))
        .route("/changes/{id}/withdraw", post(edits::withdraw))
        .route("/changes/{id}/items", post(changes::item))
        .route("/changes/{id}/evidence", get(changes::evidence).post(changes::gather))
        .route("/copies", get(copies::list))
        .route("/copies/return", post(copies::give_back))
        .route("/copies/recall", post(copies::recall))
        .route("/tasks", get(tasks::list))
        .route("/tasks/{id}", get(tasks::one))
        .route("/tasks/{id}/act", post(act::act))
        .route("/outbox", get(outbox::list))
        .route("/outbox/{id}", get(outbox::one))
        .route("/accounts", get(accounts::list).post(accounts::add))
        .route("/accounts/{id}", post(accounts::change))
        .route("/people", get(people::people))
        .route("/posts", get(people::posts))
        .route("/registers", get(registers::list))
        .route("/registers/{id}", get(registers::one))
        .route("/changes/{id}/cases", get(moves::cases))
        .route("/changes/{id}/moves", post(moves::set))
        .route("/changes/{id}/backtest", get(moves::backtest))
        .route("/calendar", get(calendar::days))
        .route("/ledger/head", get(ledger::head))
        .route("/ledger/entries", get(ledger::entries))
        .route("/trace", get(trace::find))
        .route("/trace/cases/{id}", get(trace::case))
        .route("/trace/documents/{*id}", get(trace::document))
        .route("/trace/people/{id}", get(trace::person))
        .route("/documents", get(trace::documents))
        .route("/documents/{*id}", get(documents::one))
        .route("/manual/coverage", get(trace::coverage))
        .route("/suspects", get(trace::suspects))
        .route("/suspects/{id}", post(documents::clear))
        .route("/demo/clock", get(demo::clock).post(demo::advance))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(DefaultBodyLimit::max(limits::API_BODY))
        .layer(from_fn_with_state(service.clone(), error::in_words))
}
