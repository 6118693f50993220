//! Decision tables: rows that hit together where only one may, combinations that no row hits, rows that never count.
//!
//! Each column's values are cut into classes that no cell tells apart (`columns`); on classes the questions are about
//! sets, and exact (`search`). What contradicts itself in a table that cases decide with is an error; in a shared table
//! that no policy asks yet it is a warning: the approved text stands until it is revised.

mod columns;
mod rows;
mod search;

pub(super) use columns::{classes_of, of_field};

use columns::Column;
use rows::Rows;
use search::{Found, Search, WORK};

use super::bench::Bench;
use crate::document::{DocumentKind, Library};
use crate::form::Form;
use crate::guard::Script;
use crate::policy::Expr;
use crate::table::{Bound, Cell, Hit, Table};
use crate::text::{Finding, Findings, Severity, Source, Span};

/// Overlaps that are shown of one row: a row that meets all others need not say so of each.
const SHOWN: usize = 3;

/// The tables that stand in a policy's own file.
pub(super) fn check(bench: &mut Bench<'_>) {
    let (policy, source, form) = (bench.policy, bench.source, bench.form);
    for (name, table) in &policy.own.tables {
        let around = Around { source, scripts: &policy.scripts, form, clause: policy.clause.as_deref() };
        let severity = Severity::Error;
        Judge { name, table, around, severity, findings: bench.findings() }.all();
    }
}

/// The tables of shared documents, each judged with the form of a policy that asks it.
pub(super) fn shared(library: &Library, findings: &mut Findings) {
    for shared in library.shared() {
        let Some(source) = library.source(DocumentKind::Table, &shared.id) else { continue };
        for (name, table) in &shared.figures.tables {
            let asked = library.policies().find(|policy| {
                policy.shared.contains(&shared.id) && policy.scripts.iter().any(|s| s.tables.contains(name))
            });
            let form = asked.and_then(|policy| library.form_of(policy)).map(|form| &**form);
            let clause = shared.clause.as_deref();
            let around = Around { source, scripts: &shared.scripts, form, clause };
            let severity = if asked.is_some() { Severity::Error } else { Severity::Warning };
            Judge { name, table, around, severity, findings }.all();
        }
    }
}

/// What a table stands in.
#[derive(Clone, Copy)]
struct Around<'l> {
    source: &'l Source,
    scripts: &'l [Script],
    form: Option<&'l Form>,
    clause: Option<&'l str>,
}

struct Judge<'j, 'l> {
    name: &'j str,
    table: &'j Table,
    around: Around<'l>,
    /// Of a contradiction.
    severity: Severity,
    findings: &'j mut Findings,
}

impl Judge<'_, '_> {
    fn all(&mut self) {
        let columns = columns::of(self.table, self.around.scripts, self.around.form);
        let mut work = WORK;
        self.overlaps(&columns);
        self.idle_rows(&columns, &mut work);
        self.gap(&columns, &mut work);
    }

    fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        let args = std::iter::once(("table", self.name.to_owned())).chain(args);
        let finding = Finding::at(code, severity, self.around.source, span, args);
        self.findings.push(match self.table.clause.as_deref().or(self.around.clause) {
            Some(clause) => finding.with_clause(clause),
            None => finding,
        });
    }

    /// Two rows that hit for the same input.
    fn overlaps(&mut self, columns: &[Column]) {
        let rows = &self.table.rows;
        for (later, row) in rows.iter().enumerate() {
            let mut shown = 0;
            for (earlier, other) in rows[..later].iter().enumerate() {
                let differ = other.outputs != row.outputs;
                let same = !differ && other.cells == row.cells;
                let (severity, code) = match self.table.hit {
                    Hit::Unique => (self.severity, "G0628"),
                    Hit::Any if differ => (self.severity, "G0628"),
                    Hit::First if differ && touch(columns, self.table, earlier, later) => {
                        (Severity::Note, "G0933")
                    }
                    Hit::List | Hit::OutputOrder | Hit::Sum | Hit::Count if same => {
                        (Severity::Warning, "G0932")
                    }
                    _ => continue,
                };
                let Some(example) = together(columns, earlier, later) else { continue };
                self.report(
                    severity,
                    code,
                    row.span,
                    [("line", other.line.to_string()), ("example", example)],
                );
                shown += 1;
                if shown == SHOWN {
                    break;
                }
            }
        }
    }

    /// A row that hits nothing, or nothing that better rows do not take first.
    fn idle_rows(&mut self, columns: &[Column], work: &mut usize) {
        let count = self.table.rows.len();
        let outputs = |row: usize| -> Vec<crate::value::Value> {
            let literal = |expr: &Expr| match expr {
                Expr::Literal(value) => value.clone(),
                Expr::Script(_) => crate::value::Value::Null,
            };
            self.table.rows[row].outputs.iter().map(literal).collect()
        };
        let ranks: Vec<Vec<usize>> = match self.table.hit {
            Hit::Priority => (0..count).map(|row| self.table.rank(&outputs(row))).collect(),
            _ => vec![Vec::new(); count],
        };
        for row in 0..count {
            let empty = columns.iter().any(|column| column.accepted[row].is_empty());
            let ahead = |other: &usize| match self.table.hit {
                Hit::First => *other < row,
                Hit::Priority => (&ranks[*other], *other) < (&ranks[row], row),
                _ => false,
            };
            let before = Rows::of(count, (0..count).filter(ahead));
            let hidden = !empty
                && !before.is_empty()
                && Search::new(columns, Some(row), false, work).gap(&before) == Found::Nothing;
            if empty || hidden {
                self.report(Severity::Warning, "G0630", self.table.rows[row].span, []);
            }
        }
    }

    fn gap(&mut self, columns: &[Column], work: &mut usize) {
        if self.table.rows.is_empty() {
            return;
        }
        let count = self.table.rows.len();
        let span = Span::new(self.table.span.start, self.table.span.start);
        let pairs = || (0..count).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
        let apart = !pairs().any(|(earlier, later)| meet(columns, earlier, later));
        match Search::new(columns, None, apart, work).gap(&Rows::of(count, 0..count)) {
            Found::Nothing => {}
            Found::TooMuch => self.report(Severity::Note, "G0931", span, []),
            Found::Gap(example) => {
                let args = [("example", example.join(", "))];
                match self.table.hit.gives_one() {
                    true => self.report(Severity::Warning, "G0629", span, args),
                    false => self.report(Severity::Note, "G0934", span, args),
                }
            }
        }
    }
}

fn meet(columns: &[Column], a: usize, b: usize) -> bool {
    columns.iter().all(|column| column.accepted[a].meets(&column.accepted[b]))
}

/// An input that both rows hit.
fn together(columns: &[Column], a: usize, b: usize) -> Option<String> {
    let mut example = Vec::new();
    for column in columns {
        let both = column.accepted[a].first_common(&column.accepted[b])?;
        example.push(format!("{} = {}", column.name, column.classes[both].shown));
    }
    Some(example.join(", "))
}

/// Whether two rows meet in nothing but the closed ends of two intervals of one column, as in `[8..10]` and `[10..12]`:
/// under `first` that is seldom meant.
fn touch(columns: &[Column], table: &Table, a: usize, b: usize) -> bool {
    columns.iter().enumerate().any(|(index, column)| {
        let [one, other] = [a, b].map(|row| &table.rows[row].cells[index]);
        let ends = |cell: &Cell| match cell {
            Cell::Between(low, high) => [low.clone(), high.clone()],
            _ => [Bound::Infinite, Bound::Infinite],
        };
        let [(low_a, high_a), (low_b, high_b)] = [ends(one), ends(other)].map(|[low, high]| (low, high));
        let closed = |bound: &Bound| matches!(bound, Bound::Closed(_));
        let meet = (closed(&high_a) && high_a == low_b) || (closed(&high_b) && high_b == low_a);
        meet && column.accepted[a].count_common(&column.accepted[b]) == 1
    })
}
