//! Which fields the maps that scripts see have, as far as documents tell.

use super::bench::{Bench, Place};
use crate::document::DocumentKind;
use crate::form::{Field, FieldKind, Form, Register};
use crate::guard::{Root, Term};
use crate::text::Span;
use crate::value::Value;

/// Names of a map's fields in the scripts of a chart. `None` where they cannot be known.
pub(super) fn of_map(bench: &Bench<'_>, root: Root, chart: usize) -> Option<Vec<String>> {
    match root {
        Root::Record => {
            let fields = bench.form?.fields.iter().filter(|field| !field.item);
            Some(fields.map(|field| field.id.clone()).collect())
        }
        Root::Vars => Some(bench.policy.all_vars().map(|(name, _)| name.clone()).collect()),
        Root::Item => of_item(bench, chart),
        Root::Values => Some(bench.policy.values.keys().cloned().collect()),
        Root::Table => Some(bench.policy.tables.keys().cloned().collect()),
        Root::Weight => Some(keys(&bench.policy.weights)),
        Root::Pairwise => Some(keys(&bench.policy.pairwise)),
        Root::System => None,
    }
}

/// Names in a map.
pub(super) fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Map(map) => map.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// Fields of the items of a `for_each`: those that the form marks, and those of the list it walks.
pub(super) fn of_item(bench: &Bench<'_>, chart: usize) -> Option<Vec<String>> {
    let (owner, state) = bench.policy.charts.get(chart)?.owner?;
    let for_each = bench.policy.charts[owner].work[state].for_each.as_ref()?;
    let script = &bench.policy.scripts[for_each.list];
    let mut names: Vec<String> = match &script.mentions.result {
        Some(Term::Field(Root::Record, name)) => match &bench.form?.field(name)?.kind {
            FieldKind::Rows { columns, .. } => columns.iter().map(|column| column.field.id.clone()).collect(),
            _ => return None,
        },
        _ => {
            // `register("shipment", …)` and nothing around it: rows of that register.
            let register =
                script.registers.iter().next().filter(|_| script.text().starts_with("register("))?;
            let fields = &bench.library.register(register)?.form.fields;
            std::iter::once("key".to_owned()).chain(fields.iter().map(|field| field.id.clone())).collect()
        }
    };
    let own = bench.form.into_iter().flat_map(|form| &form.fields).filter(|field| field.item);
    names.extend(own.map(|field| field.id.clone()));
    Some(names)
}

/// The form's field behind `record.x` or `item.x`.
pub(super) fn field<'l>(bench: &Bench<'l>, root: Root, name: &str) -> Option<&'l Field> {
    in_form(bench.form?, root, name)
}

/// The same without a policy around.
pub(super) fn in_form<'l>(form: &'l Form, root: Root, name: &str) -> Option<&'l Field> {
    let field = form.field(name)?;
    match root {
        Root::Record => (!field.item).then_some(field),
        Root::Item => field.item.then_some(field),
        _ => None,
    }
}

/// Reports a field that a register does not have.
pub(super) fn of_register(bench: &mut Bench<'_>, place: Place, span: Span, register: &str, name: &str) {
    if !bench.has(DocumentKind::Register, register) || name == "key" {
        return;
    }
    let Some(register) = bench.library.register(register) else { return };
    if register.form.field(name).is_none() {
        let known = register.form.fields.iter().map(|field| field.id.as_str());
        bench.unknown(("G0613", "G0614"), place, span, name, &register.form.id, known);
    } else if register.kept_by_engine && name != Register::WRITTEN {
        let args = [("register", register.form.id.clone()), ("field", name.to_owned())];
        bench.error("G0660", place, span, args);
    }
}
