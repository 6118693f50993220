//! Decision tables: rows that hit together where only one may, combinations that no row hits, rows that never count.
//!
//! Each column's values are cut into classes that no cell tells apart (the choices of a field, the points and gaps
//! between the bounds of intervals). On classes the questions are about sets, and exact.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::bench::Bench;
use super::fields;
use crate::form::FieldKind;
use crate::guard::Term;
use crate::policy::Expr;
use crate::table::{Bound, Cell, Hit, Row, Table};
use crate::text::Severity;
use crate::value::Value;

/// Steps of the search for a gap, after which a table counts as too large to judge. The manual's largest needs some
/// hundred.
const STEPS: usize = 200_000;

pub(super) fn check(bench: &mut Bench<'_>) {
    let policy = bench.policy;
    for (name, table) in &policy.tables {
        let columns = columns(bench, table);
        overlaps(bench, name, table, &columns);
        if matches!(table.hit, Hit::Unique | Hit::First | Hit::Any) {
            idle_rows(bench, name, table, &columns);
            gap(bench, name, table, &columns);
        }
    }
}

/// One column: its classes, and for each row those that its cell accepts.
struct Column {
    name: String,
    classes: Vec<Class>,
    accepted: Vec<BTreeSet<usize>>,
}

/// Values that no cell of a column tells apart: one of them, and how a person calls them.
struct Class {
    example: Value,
    shown: String,
}

fn columns(bench: &Bench<'_>, table: &Table) -> Vec<Column> {
    let column = |(index, (name, input)): (usize, &(String, Expr))| {
        let cells: Vec<&Cell> = table.rows.iter().map(|row| &row.cells[index]).collect();
        let classes = classes(bench, input, &cells);
        let accepts = |cell: &&Cell| {
            let accepted = classes.iter().enumerate().filter(|(_, class)| cell.accepts(&class.example));
            accepted.map(|(index, _)| index).collect()
        };
        let accepted = cells.iter().map(accepts).collect();
        Column { name: name.clone(), classes, accepted }
    };
    table.inputs.iter().enumerate().map(column).collect()
}

fn classes(bench: &Bench<'_>, input: &Expr, cells: &[&Cell]) -> Vec<Class> {
    let mut points = Vec::new();
    cells.iter().for_each(|cell| collect(cell, &mut points));
    let word = |text: &str| Class { example: Value::from(text), shown: text.to_owned() };
    let (low, high, whole) = match domain(bench, input) {
        Domain::Words(words) => return words.iter().map(|text| word(text)).collect(),
        Domain::Truth => {
            return [true, false].map(|b| Class { example: Value::Bool(b), shown: b.to_string() }).into();
        }
        Domain::Numbers(low, high, whole) => (Some(low), Some(high), whole),
        Domain::Unknown => (None, None, false),
    };
    if let Some(numbers) = points.iter().map(|point| point.number()).collect::<Option<BTreeSet<Decimal>>>() {
        return number_classes(&numbers.into_iter().collect::<Vec<_>>(), low, high, whole);
    }
    let dates = points.iter().map(|point| match point {
        Value::Date(date) => Some(*date),
        _ => None,
    });
    if let Some(dates) = dates.collect::<Option<BTreeSet<Date>>>() {
        return date_classes(&dates);
    }
    // Words of an open world: whatever is mentioned, and one that is not.
    let words: BTreeSet<&str> = points.iter().filter_map(Value::as_text).collect();
    let other = Class { example: Value::from("\u{0}"), shown: "…".to_owned() };
    words.into_iter().map(word).chain([other]).collect()
}

fn collect(cell: &Cell, points: &mut Vec<Value>) {
    match cell {
        Cell::Any => {}
        Cell::OneOf(values) => points.extend(values.iter().cloned()),
        Cell::Not(cell) => collect(cell, points),
        Cell::Between(low, high) => {
            for bound in [low, high] {
                if let Bound::Closed(value) | Bound::Open(value) = bound {
                    points.push(value.clone());
                }
            }
        }
    }
}

/// The values that an input can have, as far as it is known.
enum Domain {
    Words(Vec<String>),
    Truth,
    /// From, to, and whether only whole numbers.
    Numbers(Decimal, Decimal, bool),
    Unknown,
}

fn domain(bench: &Bench<'_>, input: &Expr) -> Domain {
    let Expr::Script(script) = input else { return Domain::Unknown };
    let script = &bench.policy.scripts[*script];
    let text = script.text();
    if text.starts_with("weekday(") && text.find(')') == Some(text.len() - 1) {
        return Domain::Numbers(Decimal::ONE, Decimal::from(7), true);
    }
    let Some(Term::Field(root, name)) = &script.mentions.result else { return Domain::Unknown };
    match fields::field(bench, *root, name).map(|field| &field.kind) {
        Some(FieldKind::Choice { choices }) => Domain::Words(choices.iter().map(|c| c.id.clone()).collect()),
        Some(FieldKind::Bool) => Domain::Truth,
        Some(FieldKind::Integer { min, max }) => Domain::Numbers((*min).into(), (*max).into(), true),
        Some(FieldKind::Money { min, max } | FieldKind::Decimal { min, max, .. }) => {
            Domain::Numbers(*min, *max, false)
        }
        _ => Domain::Unknown,
    }
}

/// The points, and the gaps before, between and behind them, within the bounds.
fn number_classes(
    points: &[Decimal],
    low: Option<Decimal>,
    high: Option<Decimal>,
    whole: bool,
) -> Vec<Class> {
    let inside =
        |number: &Decimal| low.is_none_or(|low| *number >= low) && high.is_none_or(|high| *number <= high);
    let mut classes = Vec::new();
    let mut push = |example: Decimal, shown: String| {
        if inside(&example) && (!whole || example.fract().is_zero()) {
            classes.push(Class { example: Value::Decimal(example), shown });
        }
    };
    let one = Decimal::ONE;
    let Some((first, last)) = points.first().zip(points.last()) else {
        push(low.unwrap_or(Decimal::ZERO), "…".to_owned());
        return classes;
    };
    push(low.unwrap_or(first - one).min(first - one), format!("< {first}"));
    for (index, point) in points.iter().enumerate() {
        push(*point, point.to_string());
        if let Some(next) = points.get(index + 1) {
            let between = if whole { point.floor() + one } else { (point + next) / Decimal::TWO };
            if between < *next {
                push(between, format!("{point} < … < {next}"));
            }
        }
    }
    push(high.unwrap_or(last + one).max(last + one), format!("> {last}"));
    classes
}

fn date_classes(points: &BTreeSet<Date>) -> Vec<Class> {
    let class = |date: Date, shown: String| Class { example: Value::Date(date), shown };
    let mut classes = Vec::new();
    let mut before: Option<Date> = None;
    for point in points {
        let eve = point.yesterday().ok().filter(|eve| Some(*eve) != before);
        classes.extend(eve.map(|eve| class(eve, format!("< {point}"))));
        classes.push(class(*point, point.to_string()));
        before = Some(*point);
    }
    classes.extend(before.and_then(|last| last.tomorrow().ok().map(|next| class(next, format!("> {last}")))));
    if classes.is_empty() {
        classes.push(class(Date::constant(2000, 1, 1), "…".to_owned()));
    }
    classes
}

/// Two rows that hit for the same input: an error under `unique`, and under `any` if they say different things.
fn overlaps(bench: &mut Bench<'_>, name: &str, table: &Table, columns: &[Column]) {
    for (later, row) in table.rows.iter().enumerate() {
        for earlier in 0..later {
            let differ = table.rows[earlier].outputs != row.outputs;
            if table.hit == Hit::Unique || (table.hit == Hit::Any && differ) {
                let Some(example) = together(columns, earlier, later) else { continue };
                let line = bench.source.place(table.rows[earlier].span.start).line.to_string();
                let args = [("table", name.to_owned()), ("line", line), ("example", example)];
                report(bench, Severity::Error, "G0628", table, row, args);
            }
        }
    }
}

/// An input that both rows hit.
fn together(columns: &[Column], a: usize, b: usize) -> Option<String> {
    let mut example = Vec::new();
    for column in columns {
        let both = column.accepted[a].intersection(&column.accepted[b]).next()?;
        example.push(format!("{} = {}", column.name, column.classes[*both].shown));
    }
    Some(example.join(", "))
}

/// A row that hits nothing, or nothing that an earlier row does not take first.
fn idle_rows(bench: &mut Bench<'_>, name: &str, table: &Table, columns: &[Column]) {
    for (index, row) in table.rows.iter().enumerate() {
        let empty = columns.iter().any(|column| column.accepted[index].is_empty());
        let earlier: Vec<usize> = (0..index).collect();
        let hidden = table.hit == Hit::First && {
            let mut search = Search { columns, within: Some(index), left: STEPS };
            search.gap(0, &earlier) == Found::Nothing
        };
        if empty || hidden {
            report(bench, Severity::Warning, "G0630", table, row, [("table", name.to_owned())]);
        }
    }
}

fn gap(bench: &mut Bench<'_>, name: &str, table: &Table, columns: &[Column]) {
    let all: Vec<usize> = (0..table.rows.len()).collect();
    let mut search = Search { columns, within: None, left: STEPS };
    if let Found::Gap(mut example) = search.gap(0, &all) {
        example.reverse();
        let args = [("table", name.to_owned()), ("example", example.join(", "))];
        let span = crate::text::Span::new(table.span.start, table.span.start);
        match &table.clause {
            Some(clause) => bench.report_citing(Severity::Warning, "G0629", span, args, clause),
            None => bench.warning("G0629", (0, 0), span, args),
        }
    }
}

fn report(
    bench: &mut Bench<'_>,
    severity: Severity,
    code: &'static str,
    table: &Table,
    row: &Row,
    args: impl IntoIterator<Item = (&'static str, String)>,
) {
    match &table.clause {
        Some(clause) => bench.report_citing(severity, code, row.span, args, clause),
        None => bench.report(severity, code, (0, 0), row.span, args),
    }
}

/// Looks for an input that none of some rows hits, column by column.
struct Search<'c> {
    columns: &'c [Column],
    /// Only inputs that this row hits.
    within: Option<usize>,
    left: usize,
}

#[derive(PartialEq)]
enum Found {
    /// An input, its last column first.
    Gap(Vec<String>),
    Nothing,
}

impl Search<'_> {
    fn gap(&mut self, at: usize, rows: &[usize]) -> Found {
        let Some(column) = self.columns.get(at) else {
            return if rows.is_empty() { Found::Gap(Vec::new()) } else { Found::Nothing };
        };
        // Rows that take everything from here on leave no gap.
        let full = |row: &usize| self.columns[at..].iter().all(|c| c.accepted[*row].len() == c.classes.len());
        if rows.iter().any(full) {
            return Found::Nothing;
        }
        let mut seen: BTreeSet<Vec<usize>> = BTreeSet::new();
        for (class, named) in column.classes.iter().enumerate() {
            if self.within.is_some_and(|row| !column.accepted[row].contains(&class)) {
                continue;
            }
            let still: Vec<usize> =
                rows.iter().copied().filter(|row| column.accepted[*row].contains(&class)).collect();
            // Classes with the same rows lead to the same answer.
            if self.left == 0 || !seen.insert(still.clone()) {
                continue;
            }
            self.left -= 1;
            if let Found::Gap(mut example) = self.gap(at + 1, &still) {
                example.push(format!("{} = {}", column.name, named.shown));
                return Found::Gap(example);
            }
        }
        Found::Nothing
    }
}
