//! The pages' handlers, one file a noun. Each asks the service, fills a view and renders it; reading changes nothing.
//!
//! Deliberately absent: rights (the service refuses what somebody may not see or do) and words (`engine/lang`).

mod account;
mod accounts;
mod act;
mod audit;
mod carried;
mod case;
mod cases;
mod changes;
mod chapter;
mod chart;
mod clause;
mod clock;
mod copies;
mod coverage;
mod document;
mod documents;
mod facts;
mod form;
mod inbox;
mod link;
mod lists;
mod login;
pub mod moves;
mod outbox;
mod people;
mod public;
mod readings;
mod registers;
mod release;
mod review;
mod setup;
mod sign;
mod simulate;
mod start;
mod suspects;
mod task;
mod timeline;
mod trace;

pub use chapter::marked;
pub use review::sentences as review_sentences;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::service::Service;

use super::session::Visitor;
use super::{assets, guard, refused};

/// Their routes.
pub fn router(service: &Service) -> Router<Service> {
    Router::new()
        .route("/", get(inbox::home))
        .route("/login", get(login::get).post(login::post))
        .route("/logout", post(login::out))
        .route("/welcome/{secret}", get(account::welcome).post(account::accept))
        .route("/setup", get(setup::lost))
        .route("/setup/{secret}", get(setup::get).post(setup::post))
        .route("/accounts", get(accounts::get).post(accounts::post))
        .route("/account", get(account::get))
        .route("/account/password", post(account::password))
        .route("/account/authenticator", post(account::authenticator))
        .route("/account/confirm", post(account::confirm))
        .route("/account/off", post(account::off))
        .route("/account/end", post(account::end))
        .route("/release", get(release::get).post(release::post))
        .route("/inbox", get(inbox::get))
        .route("/start", get(start::list))
        .route("/start/{policy}", get(start::get).post(start::post))
        .route("/simulate", get(simulate::list))
        .route("/simulate/{policy}", get(simulate::get).post(simulate::post))
        .route("/tasks/{id}", get(task::get).post(task::post))
        .route("/t/{secret}", get(link::get).post(link::post))
        .route("/cases", get(cases::get))
        .route("/cases/{id}", get(case::get))
        .route("/cases/{id}/picture.svg", get(case::picture))
        .route("/outbox", get(outbox::list))
        .route("/outbox/{id}", get(outbox::get))
        .route("/outbox/{id}/html", get(outbox::part))
        .route("/registers", get(registers::list))
        .route("/registers/{id}", get(registers::get))
        .route("/people", get(people::get))
        .route("/people/absence", get(people::absence).post(people::be_absent))
        .route("/changes/{id}/cases", get(moves::get).post(moves::post))
        .route("/clock", get(clock::get).post(clock::post))
        .route("/documents", get(documents::list))
        .route("/documents/{*id}", get(document::get))
        .route("/manual/coverage", get(coverage::get))
        .route("/manual/{chapter}", get(document::manual))
        .route("/suspects", get(suspects::get))
        .route("/suspects/{id}", post(suspects::post))
        .route("/trace", get(trace::find))
        .route("/trace/cases/{id}", get(trace::case))
        .route("/trace/documents/{*id}", get(trace::document))
        .route("/trace/people/{id}", get(trace::person))
        .route("/copies", get(copies::list))
        .route("/copies/print", post(copies::print))
        .route("/copies/return", post(copies::give_back))
        .route("/copies/recall", post(copies::recall))
        .route("/c/{code}", get(copies::check))
        .route("/readings", get(readings::list))
        .route("/readings/{*document}", get(readings::get).post(readings::post))
        .route("/public", get(public::list))
        .route("/public/{chapter}", get(public::get))
        .route("/audit", get(audit::get))
        .merge(changes::routes())
        .route("/assets/{name}", get(asset))
        .fallback(nowhere)
        .layer(middleware::from_fn_with_state(service.clone(), guard::headers))
}

async fn asset(Path(name): Path<String>) -> Response {
    match assets::find(&format!("/assets/{name}")) {
        Some(asset) => {
            let headers = [(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, assets::CACHE_CONTROL)];
            (headers, asset.body).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn nowhere(visitor: Visitor) -> Response {
    refused::page(visitor.lang, StatusCode::NOT_FOUND, "pages-nowhere")
}
