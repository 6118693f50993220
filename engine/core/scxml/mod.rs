//! Policies as SCXML 1.0 (W3C Recommendation of 1 September 2015), and back.
//!
//! Out: states, transitions and actions become SCXML's elements with `datamodel="x-rhai"` (the expressions are the
//! policy's own scripts); what SCXML has no word for (tasks, posts, deadlines, mails …) stands in elements of our
//! namespace that hold the policy language's own YAML on one line, so that nothing is lost and new keys need no new
//! code. In: our own documents give the same chart again; documents of others, with the data model `null` or
//! `ecmascript`, as far as their expressions lie in the subset that `ecma` describes. What does not map is a finding
//! with its place, never passed over in silence.
//!
//! Deliberately absent: comments, document types and entities of XML (refused), the data models of other engines,
//! HTTP.

mod ecma;
mod export;
mod import;
#[cfg(test)]
mod tests;
mod tree;
mod xml;

pub use export::export;
pub use import::{Load, import};

/// SCXML's namespace.
const SCXML: &str = "http://www.w3.org/2005/07/scxml";
/// Ours.
const OURS: &str = "urn:guicheng:policy:1";
/// The data model whose expressions are rhai.
const RHAI: &str = "x-rhai";
