//! What documents say of each other, judged: names, reachability, tables, promises.
//!
//! One rule a file; each adds its findings (family G06) and none stops another. What is wrong within one file alone is
//! reported where that file is read. Who holds a post is data and
//! no document: `check_holders` is told.

mod bench;
mod carriers;
mod choices;
mod clauses;
mod distribution;
mod fields;
mod figures;
mod graph;
mod guards;
mod hidden;
mod holders;
mod mails;
mod manual;
mod matrix;
mod names;
mod pairwise;
mod posts;
mod promises;
mod reach;
mod registers;
mod scripts;
mod tables;
mod tasks;

#[cfg(test)]
mod tests;

pub use holders::check_holders;

use bench::Bench;

use crate::document::{DocumentKind, Library, carries};
use crate::scenario;
use crate::text::{Findings, Source, Span};

/// Judges all documents against each other.
pub fn check(library: &Library, findings: &mut Findings) {
    for (kind, path, code) in [
        (DocumentKind::Organisation, "policies/organisation.yaml", "G0652"),
        (DocumentKind::Calendar, "policies/calendar.yaml", "G0653"),
    ] {
        if !library.has(kind, "") {
            findings.error(code, &Source::unchecked(path, ""), Span::default(), []);
        }
    }
    let trees = carries::trees(library);
    clauses::check(library, &trees, findings);
    carriers::check(library, &trees, findings);
    manual::check(library, findings);
    registers::check(library, findings);
    distribution::check(library, findings);
    matrix::check(library, findings);
    tables::shared(library, findings);
    figures::check(library, findings);
    for policy in library.policies() {
        let Some(source) = library.source(DocumentKind::Policy, &policy.id) else { continue };
        let mut bench = Bench::new(library, policy, source, findings);
        names::check(&mut bench);
        scripts::check(&mut bench);
        choices::check(&mut bench);
        posts::check(&mut bench);
        mails::check(&mut bench);
        tasks::check(&mut bench);
        hidden::check(&mut bench);
        let settled = guards::check(&mut bench);
        tables::check(&mut bench);
        let graphs = graph::explore(policy, &settled);
        reach::check(&mut bench, &graphs);
        promises::check(&mut bench, &graphs);
    }
    for (id, _) in library.documents().filter(|(id, _)| id.kind() == DocumentKind::Scenarios) {
        // Only read: `guicheng test` tells them.
        scenario::read(library, id.name(), findings);
    }
}
