//! Guicheng as a library: everything but the program's entry, so that the tests reach it.

pub mod cli;
pub mod clock;
pub mod edge;
pub mod lang;
pub mod limits;
pub mod mail;
pub mod service;
pub mod store;
pub mod web;
