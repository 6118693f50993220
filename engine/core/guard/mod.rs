//! Scripts: conditions, statements and expressions in rhai, in an engine that can only calculate.
//!
//! Deliberately absent: a clock, randomness, files, modules, `sleep`, `eval`, `print`, floating point. What a script may
//! know beyond its instance it asks of a [`World`], which writes down question and answer, so that replay is exact.

mod convert;
mod engine;
mod error;
mod functions;
mod mentions;
pub(crate) mod meter;
mod plain;
mod script;
mod sized;
mod surroundings;
mod weight;
mod world;

#[cfg(test)]
mod tests;

pub use convert::{from_dynamic, text_of, to_dynamic};
pub(crate) use error::STEP_SPENT;
pub use error::ScriptError;
pub use mentions::{Assignment, At, Call, Comparison, FieldUse, Mentions, Root, Term, Use};
pub use script::{CompileError, Scene, Script, Writes, is_reserved};
pub use surroundings::Surroundings;
pub use world::{Question, Read, World};
