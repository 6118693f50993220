//! Every paragraph that a document cites exists.
//!
//! Which those are is `document::carries`' business.

use crate::document::Library;
use crate::document::carries::{Tree, cited};
use crate::text::{Ctx, Findings, Lang};

pub(super) fn check(library: &Library, trees: &[Tree<'_>], findings: &mut Findings) {
    let known: Vec<&str> =
        library.chapters(Lang::Zh).flat_map(|chapter| chapter.clauses.keys()).map(String::as_str).collect();
    for (source, root) in trees {
        for (clause, span) in cited(root) {
            if library.clause(Lang::Zh, clause).is_none() {
                Ctx::new(source, findings).unknown("G0619", "G0620", clause, span, near(clause, &known));
            }
        }
    }
}

/// Clauses of the same chapter, as far as one would read them.
fn near<'k>(clause: &str, known: &[&'k str]) -> Vec<&'k str> {
    let section = clause.rfind(['.', '-']).map_or(clause, |end| &clause[..end]);
    known.iter().copied().filter(|known| known.starts_with(section)).take(20).collect()
}
