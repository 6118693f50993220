//! Texts that people write for the engine: their bytes, their places, what is wrong with them.
//!
//! A mistake in a file is a value ([`Finding`]) with a code and a place, never an early exit: a
//! reader goes on and collects all of them. The sentences live in the language files.

mod bilingual;
mod decode;
mod finding;
pub(crate) mod lookalike;
mod names;
pub mod reader;
mod source;
mod template;
pub mod yaml;

#[cfg(test)]
mod tests;

pub use bilingual::{Bilingual, Lang};
pub(crate) use finding::shorten;
pub use finding::{Finding, Findings, Severity};
pub use names::{closest, is_identifier, is_name};
pub use reader::{Ctx, Fields, Spanned};
pub use source::{Place, Source, Span};
pub use template::{Piece, pieces};
