//! Names in scripts: fields of the record, of items and of `vars`, tables, states, registers, posts, quotas.

use super::bench::{Bench, Place};
use super::fields;
use crate::document::DocumentKind;
use crate::guard::{Call, FieldUse, Root, Script, Use};
use crate::value::Value;

pub(super) fn check(bench: &mut Bench<'_>) {
    let policy = bench.policy;
    for (script, place) in policy.scripts.iter().zip(&policy.script_places) {
        for used in &script.mentions.fields {
            field(bench, script, *place, used);
        }
        for call in &script.mentions.calls {
            named(bench, script, *place, call);
        }
    }
}

fn field(bench: &mut Bench<'_>, script: &Script, place: Place, used: &FieldUse) {
    let span = bench.span_in(script, used.at, &used.name);
    match used.root {
        // Judged where the policy is read.
        Root::Values | Root::System => {}
        Root::Table => table(bench, script, place, used),
        Root::Weight | Root::Pairwise => weight(bench, script, place, used),
        Root::Record | Root::Item | Root::Vars => {
            let Some(known) = fields::of_map(bench, used.root, place.0) else { return };
            let personal = fields::field(bench, used.root, &used.name).is_some_and(|field| field.personal);
            if personal {
                bench.error("G0607", place, span, [("field", used.name.clone())]);
            } else if !known.contains(&used.name) && (used.root != Root::Item || used.how != Use::Written) {
                let codes = if used.root == Root::Vars { ("G0646", "G0647") } else { ("G0605", "G0606") };
                let of = bench.form.map_or("", |form| &form.id);
                bench.unknown(codes, place, span, &used.name, of, known.iter().map(String::as_str));
            }
        }
    }
}

fn table(bench: &mut Bench<'_>, script: &Script, place: Place, used: &FieldUse) {
    let span = bench.span_in(script, used.at, &used.name);
    let Some(table) = bench.policy.tables.get(&used.name) else {
        let known = bench.policy.tables.keys().map(String::as_str);
        return bench.unknown(("G0638", "G0639"), place, span, &used.name, "", known);
    };
    if let Some(column) = used.inner.as_ref().filter(|column| !table.outputs.contains(column)) {
        let known = table.outputs.iter().map(String::as_str);
        bench.unknown(("G0640", "G0641"), place, span, column, &used.name, known);
    }
}

/// `weight.appraisal.clerk.budget`, `pairwise.factors.quality`: each step must be there.
fn weight(bench: &mut Bench<'_>, script: &Script, place: Place, used: &FieldUse) {
    let span = bench.span_in(script, used.at, &used.name);
    let whole = if used.root == Root::Weight { &bench.policy.weights } else { &bench.policy.pairwise };
    let steps = [Some(&used.name), used.inner.as_ref(), used.innermost.as_ref()];
    let (mut here, mut of) = (whole, String::new());
    for name in steps.into_iter().flatten() {
        let Value::Map(map) = here else { return };
        let Some(next) = map.get(name) else {
            let known = map.keys().map(String::as_str);
            return bench.unknown(("G0939", "G0940"), place, span, name, &of, known);
        };
        (here, of) = (next, name.clone());
    }
}

fn named(bench: &mut Bench<'_>, script: &Script, place: Place, call: &Call) {
    // The place is that of the quoted name.
    let span = bench.span_in(script, call.at, &format!("\"{}\"", call.name));
    let policy = bench.policy;
    match call.function.as_str() {
        "in_state" if policy.find_state(&call.name).is_none() => {
            let states = policy.charts.iter().flat_map(|on| &on.chart.states).skip(1);
            let known: Vec<&str> =
                states.map(|state| state.name.as_str()).filter(|name| !name.is_empty()).collect();
            bench.unknown(("G0644", "G0645"), place, span, &call.name, "", known);
        }
        "register" | "row" => {
            if !bench.has(DocumentKind::Register, &call.name) {
                let known = bench.names(DocumentKind::Register);
                return bench.unknown(("G0611", "G0612"), place, span, &call.name, "", known);
            }
            for field in &call.fields {
                fields::of_register(bench, place, span, &call.name, field);
            }
        }
        "holders" => bench.post(place, span, &call.name),
        "quota_left" if !policy.quotas.contains_key(&call.name) => {
            bench.unknown(
                ("G0642", "G0643"),
                place,
                span,
                &call.name,
                "",
                policy.quotas.keys().map(String::as_str),
            );
        }
        _ => {}
    }
}
