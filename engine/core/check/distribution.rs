//! The list of distribution and the appointments against the other documents: posts exist, each document has one rule and
//! a number of its own.

use std::collections::BTreeMap;

use crate::document::{DocumentId, DocumentKind, Library, Organisation};
use crate::text::{Ctx, Findings, Spanned};

pub(super) fn check(library: &Library, findings: &mut Findings) {
    posts(library, findings);
    numbers(library, findings);
}

fn posts(library: &Library, findings: &mut Findings) {
    let Some(organisation) = library.organisation() else { return };
    if let (Some(list), Some(source)) =
        (library.distribution(), library.source(DocumentKind::Distribution, ""))
    {
        let mut ctx = Ctx::new(source, findings);
        for rule in &list.rules {
            let named = rule.readers.posts.iter().chain([&rule.owner]).chain(&rule.copies);
            named.for_each(|post| known(post, organisation, &mut ctx));
        }
    }
    if let (Some(list), Some(source)) =
        (library.appointments(), library.source(DocumentKind::Appointments, ""))
    {
        let mut ctx = Ctx::new(source, findings);
        list.rows.iter().for_each(|row| known(&row.post, organisation, &mut ctx));
    }
}

fn known(post: &Spanned<String>, organisation: &Organisation, ctx: &mut Ctx<'_>) {
    if organisation.post(post).is_none() {
        let known: Vec<&str> = organisation.posts.iter().map(|post| post.id.as_str()).collect();
        ctx.unknown("G0609", "G0610", post, post.span, known);
    }
}

/// A number is said once; a document that no rule fits has neither number nor owner, and a rule that fits none rules none.
fn numbers(library: &Library, findings: &mut Findings) {
    let Some(list) = library.distribution() else { return };
    let Some(source) = library.source(DocumentKind::Distribution, "") else { return };
    let mut ctx = Ctx::new(source, findings);
    let mut taken: BTreeMap<String, &DocumentId> = BTreeMap::new();
    for (id, _) in library.documents() {
        let Some(rule) = list.rule(id) else {
            ctx.warning("G0971", list.span, [("document", id.to_string())]);
            continue;
        };
        let Some(number) = library.number_of(id) else { continue };
        if let Some(first) = taken.get(&number) {
            let args = [("number", number), ("document", id.to_string()), ("first", first.to_string())];
            ctx.error("G0970", rule.number.span, args);
        } else {
            taken.insert(number, id);
        }
    }
    for rule in &list.rules {
        let ruled = |(id, _): (&DocumentId, _)| list.rule(id).is_some_and(|first| first.span == rule.span);
        // A document named in full may be still to come.
        let to_come = DocumentId::parse(&rule.documents).is_some();
        if !to_come && !library.documents().any(ruled) {
            ctx.warning("G0972", rule.documents.span, [("pattern", rule.documents.value.clone())]);
        }
    }
}
