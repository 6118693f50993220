//! Every paragraph that a document cites exists.
//!
//! The key `clause` means the same in all documents, so it is looked for in their trees rather than in what each
//! reader makes of them.

use crate::document::Library;
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Ctx, Findings, Lang, Source, Span};

/// A document's tree, for the rules that look for keys wherever they stand.
pub(super) type Tree<'l> = (&'l Source, Node);

/// Trees of the documents in which `clause` or `reviewed` may be a key (or be hidden by an escape).
pub(super) fn trees(library: &Library) -> Vec<Tree<'_>> {
    let sources = library.documents().filter_map(|(_, document)| document.source.as_ref());
    let telling = |text: &str| ["clause", "reviewed", "\\"].iter().any(|word| text.contains(word));
    let sources = sources.filter(|source| source.path.ends_with(".yaml") && telling(&source.text));
    // Mistakes of shape were reported when the document was read.
    sources.filter_map(|source| Some((source, yaml::read(source, &mut Findings::new())?))).collect()
}

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

/// All clauses that a tree cites, with their places.
pub(super) fn cited(root: &Node) -> Vec<(&str, Span)> {
    let mut cited = Vec::new();
    collect(root, &mut cited);
    cited
}

fn collect<'n>(node: &'n Node, cited: &mut Vec<(&'n str, Span)>) {
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => items.iter().for_each(|item| collect(item, cited)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                let text = value.as_text().filter(|text| key.name == "clause" && is_clause(text));
                cited.extend(text.map(|text| (text, value.span)));
                collect(value, cited);
            }
        }
    }
}

/// Other scalars under that key were refused by the reader, or are something else (an event of this name).
fn is_clause(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(allowed)
}
