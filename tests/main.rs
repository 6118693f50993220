//! The integration tests: one binary, so that they link once. Each module is one notion; `support` is shared.

#![allow(clippy::unwrap_used, reason = "a test that can't go on should panic")]

mod api;
mod bad_input;
mod cli;
mod crash;
mod fuzz;
mod mail;
mod patterns;
mod service;
mod store;
mod support;
mod tidy;
mod web;
mod web_views;
