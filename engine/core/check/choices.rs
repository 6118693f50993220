//! Words that a choice does not have: `record.class == "sugestion"` never holds, and nobody notices.

use super::bench::{Bench, Place};
use super::fields;
use crate::form::FieldKind;
use crate::guard::{Root, Term};
use crate::policy::{Expr, Policy};
use crate::table::{Cell, Table};
use crate::text::Span;
use crate::value::Value;

pub(super) fn check(bench: &mut Bench<'_>) {
    let policy = bench.policy;
    for (script, place) in policy.scripts.iter().zip(&policy.script_places) {
        for compared in &script.mentions.comparisons {
            let span = bench.span_in(script, compared.at, &format!("\"{}\"", compared.text));
            word(bench, *place, span, &compared.left, &compared.text);
        }
        for assigned in &script.mentions.assignments {
            if let Term::Text(text) = &assigned.value {
                let span = bench.span_in(script, assigned.at, &format!("\"{text}\""));
                word(bench, *place, span, &Term::Field(assigned.root, assigned.name.clone()), text);
            }
        }
    }
    for table in policy.tables.values() {
        cells(bench, table);
    }
}

/// Cells under an input that is a choice.
fn cells(bench: &mut Bench<'_>, table: &Table) {
    for (column, (_, input)) in table.inputs.iter().enumerate() {
        let Expr::Script(script) = input else { continue };
        let Some(term) = bench.policy.scripts[*script].mentions.result.clone() else { continue };
        for row in &table.rows {
            let span = row.span;
            for text in words(&row.cells[column]) {
                word(bench, (0, 0), span, &term, &text);
            }
        }
    }
}

fn words(cell: &Cell) -> Vec<String> {
    match cell {
        Cell::OneOf(values) => values.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
        Cell::Not(cell) => words(cell),
        Cell::Either(parts) => parts.iter().flat_map(words).collect(),
        Cell::Any | Cell::Between(..) => Vec::new(),
    }
}

fn word(bench: &mut Bench<'_>, place: Place, span: Span, term: &Term, text: &str) {
    let (known, of) = match term {
        Term::Field(root @ (Root::Record | Root::Item), name) => {
            let Some(field) = fields::field(bench, *root, name) else { return };
            let (FieldKind::Choice { choices } | FieldKind::Choices { choices }) = &field.kind else {
                return;
            };
            (choices.iter().map(|choice| choice.id.clone()).collect::<Vec<_>>(), name.clone())
        }
        Term::Column(table, column) => {
            let Some(known) = outputs(bench.policy, table, column) else { return };
            (known, format!("table.{table}.{column}"))
        }
        _ => return,
    };
    if !known.iter().any(|known| known == text) {
        bench.unknown(("G0648", "G0649"), place, span, text, &of, known.iter().map(String::as_str));
    }
}

/// All words that a column of a table gives, if it gives nothing else.
pub(super) fn outputs(policy: &Policy, table: &str, column: &str) -> Option<Vec<String>> {
    let table = policy.tables.get(table)?;
    if !table.hit.gives_one() {
        return None;
    }
    let column = table.outputs.iter().position(|name| name == column)?;
    let word = |expr: &Expr| match expr {
        Expr::Literal(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    table.rows.iter().map(|row| row.outputs.get(column).and_then(word)).collect()
}
