//! The interface for programs, as programs use it.

mod schema;
mod walker;
