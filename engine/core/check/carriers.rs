//! Paragraphs of the manual and the documents that carry them out: paragraphs that none does, and paragraphs that were
//! changed since their carriers were last read against them.
//!
//! A document says under `reviewed` what it was read against: clause → fingerprint of the paragraph's Chinese text. As
//! `clauses`, this looks at the documents' trees, since the keys mean the same in all of them.

use std::collections::BTreeMap;

use crate::document::carries::{Tree, cited};
use crate::document::{Carries, DocumentKind, Library, fingerprint};
use crate::text::yaml::{Kind, Node};
use crate::text::{Finding, Findings, Lang, Severity, Source, Span};

pub(super) fn check(library: &Library, trees: &[Tree<'_>], findings: &mut Findings) {
    for (source, root) in trees {
        if let Some(reviewed) = root.get("reviewed") {
            suspects(library, source, &cited(root), reviewed, findings);
        }
    }
    let carries = Carries::of_trees(trees);
    for chapter in library.chapters(Lang::Zh) {
        let Some(source) = library.source(DocumentKind::ChapterZh, &chapter.number) else { continue };
        for (id, clause) in chapter.ruling().filter(|(id, _)| !carries.covers(id)) {
            let args = [("name", id.clone())];
            findings.push(Finding::at("G0740", Severity::Note, source, clause.anchor, args).with_clause(id));
        }
    }
}

fn suspects(
    library: &Library,
    source: &Source,
    cited: &[(&str, Span)],
    reviewed: &Node,
    findings: &mut Findings,
) {
    let Kind::Map(entries) = &reviewed.kind else {
        if !reviewed.is_empty() {
            findings.error("G0130", source, reviewed.span, []);
        }
        return;
    };
    let known: BTreeMap<&str, &Node> = entries.iter().map(|(key, node)| (key.name.as_str(), node)).collect();
    let mut told: Vec<&str> = Vec::new();
    for (clause, span) in cited {
        let Some(paragraph) = library.paragraph(Lang::Zh, clause) else { continue };
        if told.contains(clause) {
            continue;
        }
        told.push(clause);
        let now = fingerprint(paragraph);
        let read = known.get(clause).and_then(|node| node.as_text());
        let (severity, code) = match read {
            Some(read) if read == now => continue,
            Some(_) => (Severity::Warning, "G0741"),
            None => (Severity::Note, "G0742"),
        };
        let args = [("name", (*clause).to_owned()), ("fingerprint", now)];
        findings.push(Finding::at(code, severity, source, *span, args).with_clause(*clause));
    }
    for (key, _) in entries {
        if !cited.iter().any(|(clause, _)| *clause == key.name) {
            findings.warning("G0743", source, key.span, [("name", key.name.clone())]);
        }
    }
}
