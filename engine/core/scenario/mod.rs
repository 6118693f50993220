//! Scenarios: stories that prove a policy (`policies/<id>.test.yaml`, described in policies/README.md).
//!
//! A story is told on a [`Stage`](crate::stage::Stage): the same rules that the server uses, a clock that only the story
//! moves, and people, posts and registers that exist only in it. Deliberately absent: mails' texts, pages and rights
//! beyond who may start and act, which are the server's.

mod compare;
mod coverage;
mod read;
mod read_expect;
mod run;
mod story;

#[cfg(test)]
mod tests;

pub use compare::innermost;
pub use coverage::{Coverage, Missing, Part};
pub use read::read;
pub use run::{Difference, Failure, Outcome, run, traces};
pub use story::{Book, Case, Expect, Note, Refusal, Row, Step, Story, What};
