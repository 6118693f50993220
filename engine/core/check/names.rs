//! Names that a policy writes out: form, sections, shown fields, posts, registers, mail texts, quotas.

use super::bench::{Bench, Place};
use super::{fields, matrix};
use crate::document::DocumentKind;
use crate::guard::Root;
use crate::policy::{NameUse, Naming};
use crate::text::Span;

pub(super) fn check(bench: &mut Bench<'_>) {
    for name in &bench.policy.names {
        judge(bench, name);
    }
}

fn judge(bench: &mut Bench<'_>, NameUse { what, name, span, chart, state }: &NameUse) {
    let (place, span) = ((*chart, *state), *span);
    match what {
        Naming::Form => document(bench, DocumentKind::Form, ("G0601", "G0602"), place, span, name),
        Naming::Section => section(bench, place, span, name),
        Naming::Shown => shown(bench, place, span, name),
        Naming::Summary => summary(bench, place, span, name),
        Naming::Post => bench.post(place, span, name),
        Naming::MailText(_) => document(bench, DocumentKind::MailText, ("G0615", "G0616"), place, span, name),
        Naming::Register => document(bench, DocumentKind::Register, ("G0611", "G0612"), place, span, name),
        Naming::RegisterField(register) => fields::of_register(bench, place, span, register, name),
        Naming::Policy => document(bench, DocumentKind::Policy, ("G0690", "G0691"), place, span, name),
        Naming::Given(policy) => given(bench, place, span, policy, name),
        Naming::Element => matrix::element(bench, span, name),
        Naming::Shared => document(bench, DocumentKind::Table, ("G0937", "G0938"), place, span, name),
        Naming::Quota => {
            if !bench.policy.quotas.contains_key(name) {
                let known = bench.policy.quotas.keys().map(String::as_str);
                bench.unknown(("G0642", "G0643"), place, span, name, "", known);
            }
        }
        Naming::ForEach => {
            let policy = bench.policy;
            let states = policy.charts.iter().flat_map(|on| on.chart.states.iter().zip(&on.work));
            let known: Vec<&str> = states
                .filter(|(_, work)| work.for_each.is_some())
                .map(|(state, _)| state.name.as_str())
                .collect();
            if !known.contains(&name.as_str()) {
                bench.unknown(("G0644", "G0645"), place, span, name, "", known);
            }
        }
    }
}

fn document(
    bench: &mut Bench<'_>,
    kind: DocumentKind,
    codes: (&'static str, &'static str),
    place: Place,
    span: Span,
    name: &str,
) {
    if !bench.has(kind, name) {
        let known = bench.names(kind);
        bench.unknown(codes, place, span, name, "", known);
    }
}

/// A section must exist, and its fields must belong where the task is: to items inside a `for_each`, else to the case.
fn section(bench: &mut Bench<'_>, place: Place, span: Span, name: &str) {
    let Some(form) = bench.form else { return };
    let Some(section) = form.section(name) else {
        let known = form.sections.iter().map(|section| section.id.as_str());
        return bench.unknown(("G0603", "G0604"), place, span, name, &form.id, known);
    };
    let inside = bench.policy.charts.get(place.0).is_some_and(|on| on.owner.is_some());
    let astray = section.entries.iter().filter_map(|entry| form.field(&entry.field));
    if let Some(field) = astray.into_iter().find(|field| field.item != inside) {
        let code = if inside { "G0657" } else { "G0656" };
        bench.error(code, place, span, [("section", name.to_owned()), ("field", field.id.clone())]);
    }
}

fn shown(bench: &mut Bench<'_>, place: Place, span: Span, name: &str) {
    let Some(form) = bench.form else { return };
    let known = form.fields.iter().map(|field| field.id.as_str());
    let of_item = fields::of_item(bench, place.0);
    let inside = bench.policy.charts.get(place.0).is_some_and(|on| on.owner.is_some());
    let may_have = inside && of_item.is_none_or(|fields| fields.contains(&name.to_owned()));
    if form.field(name).is_none() && !may_have {
        bench.unknown(("G0605", "G0606"), place, span, name, &form.id, known);
    }
}

/// A called case is given fields that its form has.
fn given(bench: &mut Bench<'_>, place: Place, span: Span, policy: &str, name: &str) {
    let library = bench.library;
    let Some(policy) = library.policy(policy) else { return };
    let Some(form) = library.form_of(policy) else { return };
    if form.field(name).is_none_or(|field| field.item) {
        let known = form.fields.iter().filter(|field| !field.item).map(|field| field.id.as_str());
        bench.unknown(("G0692", "G0693"), place, span, name, &form.id, known);
    }
}

/// A summary stands in lists and mail subjects.
fn summary(bench: &mut Bench<'_>, place: Place, span: Span, name: &str) {
    let Some(form) = bench.form else { return };
    match form.field(name) {
        Some(field) if field.personal => bench.error("G0607", place, span, [("field", name.to_owned())]),
        Some(field) if !field.item => {}
        _ => {
            let known = fields::of_map(bench, Root::Record, place.0).unwrap_or_default();
            bench.unknown(("G0605", "G0606"), place, span, name, &form.id, known.iter().map(String::as_str));
        }
    }
}
