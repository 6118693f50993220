//! Paragraphs of the manual and the documents that carry them out: paragraphs that none does, and paragraphs that were
//! changed since their carriers were last read against them.
//!
//! A document says under `reviewed` what it was read against: clause → fingerprint of the paragraph's Chinese text. As
//! `clauses`, this looks at the documents' trees, since the keys mean the same in all of them.

use std::collections::BTreeMap;

use super::clauses::{Tree, cited};
use crate::document::{Clause, DocumentKind, Library};
use crate::text::yaml::{Kind, Node};
use crate::text::{Finding, Findings, Lang, Severity, Source, Span};
use crate::value::Hash;

pub(super) fn check(library: &Library, trees: &[Tree<'_>], findings: &mut Findings) {
    let mut carried: Vec<String> = Vec::new();
    for (source, root) in trees {
        let cited = cited(root);
        carried.extend(cited.iter().map(|(clause, _)| (*clause).to_owned()));
        if let Some(reviewed) = root.get("reviewed") {
            suspects(library, source, &cited, reviewed, findings);
        }
    }
    carried.sort_unstable();
    carried.dedup();
    for chapter in library.chapters(Lang::Zh) {
        let Some(source) = library.source(DocumentKind::ChapterZh, &chapter.number) else { continue };
        let covers = |clause: &str| {
            let near = |other: &str| other == clause || below(other, clause) || below(clause, other);
            carried.iter().any(|other| other.contains('-') && near(other))
                || chapter.informative.iter().any(|other| other.value == clause || below(clause, other))
        };
        for (id, clause) in &chapter.clauses {
            if !clause.heading && !covers(id) {
                let finding =
                    Finding::at("G0740", Severity::Note, source, clause.anchor, [("name", id.clone())]);
                findings.push(finding.with_clause(id));
            }
        }
    }
}

/// Whether a clause stands below another: `8.14-4.2.2` below `8.14-4.2`.
fn below(clause: &str, other: &str) -> bool {
    clause.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'))
}

/// What a paragraph says, in eight digits: its Chinese text without differences of white space.
pub fn fingerprint(clause: &Clause) -> String {
    let words: Vec<&str> = clause.text.split_whitespace().collect();
    Hash::of(words.join(" ").as_bytes()).to_string().chars().take(8).collect()
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
