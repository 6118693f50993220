//! Posts that are not written out but calculated: from a field, or from a table's column.

use std::collections::BTreeSet;

use super::bench::{Bench, Place};
use super::choices::outputs;
use super::fields;
use crate::form::FieldKind;
use crate::guard::{Script, Term};
use crate::policy::{Action, Expr, MailTo, PolicyChart, Recipient, ScriptId, Signer};
use crate::table::Table;
use crate::text::Span;

/// Words that a column cannot give here, because a condition around has asked for them: `(table, column, word)`.
type Excluded = BTreeSet<(String, String, String)>;

pub(super) fn check(bench: &mut Bench<'_>) {
    let policy = bench.policy;
    for (chart, on) in policy.charts.iter().enumerate() {
        for (state, work) in on.work.iter().enumerate() {
            if let Some(task) = &work.task {
                for signer in &task.signers {
                    match signer {
                        Signer::Post(expr) => post(bench, (chart, state), expr),
                        Signer::Person(expr) => person(bench, (chart, state), expr),
                    }
                }
                task.cc.iter().for_each(|expr| post(bench, (chart, state), expr));
                for rule in &task.overdue {
                    rule.escalate
                        .iter()
                        .flat_map(|e| &e.to)
                        .for_each(|expr| post(bench, (chart, state), expr));
                    actions(bench, (chart, state), &rule.actions, &Excluded::new());
                }
            }
        }
        blocks(bench, chart, on);
    }
}

fn blocks(bench: &mut Bench<'_>, chart: usize, on: &PolicyChart) {
    for (id, state) in on.chart.states.iter().enumerate() {
        for block in state.entry.iter().chain(&state.exit) {
            actions(bench, (chart, id), block, &Excluded::new());
        }
    }
    for transition in &on.chart.transitions {
        if let Some(block) = &transition.block {
            let asked = transition.guard.map(|guard| asked(&bench.policy.scripts[guard])).unwrap_or_default();
            actions(bench, (chart, transition.source), block, &asked);
        }
    }
}

fn actions(bench: &mut Bench<'_>, place: Place, list: &[Action], excluded: &Excluded) {
    for action in list {
        match action {
            Action::Script(script) => assignments(bench, place, *script, excluded),
            Action::If { guard, then, otherwise } => {
                // Which branch is left to which word does not matter: a word that is asked for is known to the author.
                let around: Excluded = excluded | &asked(&bench.policy.scripts[*guard]);
                actions(bench, place, then, &around);
                actions(bench, place, otherwise, &around);
            }
            Action::For { body, .. } => actions(bench, place, body, excluded),
            Action::Mail { to: MailTo::Posts(posts), .. } => {
                posts.iter().for_each(|expr| post(bench, place, expr))
            }
            Action::Propose { to, .. } => {
                for recipient in to {
                    match recipient {
                        Recipient::Post(expr) => post(bench, place, expr),
                        Recipient::Person(expr) => person(bench, place, expr),
                        Recipient::Holder => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// Words that a script compares columns with.
fn asked(script: &Script) -> Excluded {
    let compared = script.mentions.comparisons.iter().filter_map(|compared| match &compared.left {
        Term::Column(table, column) => Some((table.clone(), column.clone(), compared.text.clone())),
        _ => None,
    });
    compared.collect()
}

/// `record.handler = table.destination.goes_to`: what the column gives must be a post, or one of the choices.
fn assignments(bench: &mut Bench<'_>, place: Place, script: ScriptId, excluded: &Excluded) {
    let script = &bench.policy.scripts[script];
    let excluded = excluded | &asked(script);
    for assigned in &script.mentions.assignments {
        let Some(field) = fields::field(bench, assigned.root, &assigned.name) else { continue };
        match (&assigned.value, &field.kind) {
            (Term::Column(table, column), FieldKind::Post) => {
                from_column(bench, place, table, column, &excluded)
            }
            (Term::Column(table, column), FieldKind::Choice { choices }) => {
                let Some(words) = outputs(bench.policy, table, column) else { continue };
                let known: Vec<&str> = choices.iter().map(|choice| choice.id.as_str()).collect();
                for word in words.iter().filter(|word| !known.contains(&word.as_str())) {
                    if !excluded.contains(&(table.clone(), column.clone(), word.clone())) {
                        let span = row_of(bench, table, column, word);
                        bench.unknown(
                            ("G0648", "G0649"),
                            place,
                            span,
                            word,
                            &field.id,
                            known.iter().copied(),
                        );
                    }
                }
            }
            (Term::Text(word), FieldKind::Post) => {
                let span = bench.span_in(script, assigned.at, &format!("\"{word}\""));
                bench.post(place, span, word);
            }
            _ => {}
        }
    }
}

fn from_column(bench: &mut Bench<'_>, place: Place, table: &str, column: &str, excluded: &Excluded) {
    for word in outputs(bench.policy, table, column).unwrap_or_default() {
        if !excluded.contains(&(table.to_owned(), column.to_owned(), word.clone())) {
            let span = row_of(bench, table, column, &word);
            bench.post(place, span, &word);
        }
    }
}

/// The row that gives a word.
fn row_of(bench: &Bench<'_>, table: &str, column: &str, word: &str) -> Span {
    let Some(Table { outputs, rows, span, .. }) = bench.policy.tables.get(table) else {
        return Span::default();
    };
    let column = outputs.iter().position(|name| name == column).unwrap_or_default();
    let gives = |row: &&crate::table::Row| matches!(row.outputs.get(column), Some(Expr::Literal(value)) if value.as_text() == Some(word));
    rows.iter().find(gives).map_or(*span, |row| row.span)
}

/// An expression that must give a post.
fn post(bench: &mut Bench<'_>, place: Place, expr: &Expr) {
    let Some((script, term)) = calculated(bench, expr) else { return };
    match term {
        Term::Column(table, column) => from_column(bench, place, &table, &column, &Excluded::new()),
        Term::Field(root, name) => {
            let span = whole(bench, script);
            match fields::field(bench, root, &name).map(|field| &field.kind) {
                Some(FieldKind::Person) => bench.error("G0650", place, span, [("field", name)]),
                Some(FieldKind::Choice { choices }) => {
                    choices.iter().for_each(|choice| bench.post(place, span, &choice.id));
                }
                _ => {}
            }
        }
        Term::Text(word) => {
            let span = whole(bench, script);
            bench.post(place, span, &word);
        }
        Term::Other => {}
    }
}

/// An expression that must give a person.
fn person(bench: &mut Bench<'_>, place: Place, expr: &Expr) {
    let Some((script, Term::Field(root, name))) = calculated(bench, expr) else { return };
    if fields::field(bench, root, &name).is_some_and(|field| field.kind == FieldKind::Post) {
        let span = whole(bench, script);
        bench.error("G0651", place, span, [("field", name)]);
    }
}

fn calculated(bench: &Bench<'_>, expr: &Expr) -> Option<(ScriptId, Term)> {
    match expr {
        Expr::Script(script) => Some((*script, bench.policy.scripts[*script].mentions.result.clone()?)),
        Expr::Literal(_) => None,
    }
}

fn whole(bench: &Bench<'_>, script: ScriptId) -> Span {
    let script = &bench.policy.scripts[script];
    bench.span_in(script, (1, 1), script.text())
}
