//! Scenarios: stories that prove a policy (`policies/<id>.test.yaml`, described in policies/README.md).
//!
//! A story is told with the same pure [`step`](crate::case::step) that the server uses, a clock that only the story
//! moves, and people, posts and registers that exist only in it. Deliberately absent: mails' texts, pages and rights
//! beyond who may start and act, which are the server's.

mod attempt;
mod clock;
mod compare;
mod coverage;
mod notes;
mod read;
mod read_expect;
mod run;
mod stage;
mod story;

#[cfg(test)]
mod tests;

pub use coverage::{Coverage, Missing, Part};
pub use notes::{Mail, Proposal};
pub use read::read;
pub use run::{Difference, Failure, Outcome, run};
pub use story::{
    Attempt, AttemptKind, Book, Case, Expect, Fields, Note, Person, Refusal, Row, Step, Story, Until, What,
};
