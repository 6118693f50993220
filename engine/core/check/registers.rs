//! References of forms and registers to registers and posts.

use crate::document::{DocumentKind, Library};
use crate::form::Form;
use crate::text::{Ctx, Findings, Source};

pub(super) fn check(library: &Library, findings: &mut Findings) {
    for form in library.forms() {
        if let Some(source) = library.source(DocumentKind::Form, &form.id) {
            references(library, form, source, findings);
        }
    }
    for register in library.registers() {
        let Some(source) = library.source(DocumentKind::Register, &register.form.id) else { continue };
        references(library, &register.form, source, findings);
        let Some(organisation) = library.organisation() else { continue };
        let keeper = &register.maintained_by;
        if organisation.post(keeper).is_none() {
            let known: Vec<&str> = organisation.posts.iter().map(|post| post.id.as_str()).collect();
            Ctx::new(source, findings).unknown("G0609", "G0610", keeper, keeper.span, known);
        }
    }
}

fn references(library: &Library, form: &Form, source: &Source, findings: &mut Findings) {
    for (register, field) in form.registers() {
        if !library.has(DocumentKind::Register, register) {
            let of_kind = library.documents().filter(|(id, _)| id.kind() == DocumentKind::Register);
            let known: Vec<&str> = of_kind.map(|(id, _)| id.name()).collect();
            Ctx::new(source, findings).unknown("G0611", "G0612", register, field.span, known);
        }
    }
}
