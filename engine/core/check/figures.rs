//! Figures that contradict themselves or each other: weights that do not add up, comparisons that do not agree, the same
//! thing said twice with different figures, days that not every month has.
//!
//! All of it are warnings: the approved text stands until it is revised, and a person must know. Deliberately absent: any
//! knowledge of our own figures.

use rust_decimal::Decimal;

use crate::calendar::Period;
use crate::document::{DocumentId, DocumentKind, Library};
use crate::policy::{Figure, Figures};
use crate::table::Weights;
use crate::text::{Finding, Findings, Severity, Source, Span};
use crate::value::Value;

pub(super) fn check(library: &Library, findings: &mut Findings) {
    let mut all: Vec<(Page<'_>, &Figure)> = Vec::new();
    for (page, figures) in pages(library) {
        for (name, weights) in &figures.weights {
            sums(&page, name, weights, findings);
            twins(&page, name, weights, findings);
        }
        for (name, pairwise) in &figures.pairwise {
            super::pairwise::check(&page, name, pairwise, findings);
        }
        for figure in &figures.figures {
            days(&page, figure, findings);
        }
        all.extend(figures.figures.iter().filter(|figure| figure.about.is_some()).map(|f| (page, f)));
    }
    same_thing(&all, findings);
}

/// A document that holds figures.
#[derive(Clone, Copy)]
pub(super) struct Page<'l> {
    pub(super) source: &'l Source,
    /// The document's own clause: what is said for all of it.
    pub(super) clause: Option<&'l str>,
}

impl Page<'_> {
    pub(super) fn report(
        &self,
        findings: &mut Findings,
        (severity, code): (Severity, &'static str),
        span: Span,
        clause: Option<&String>,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        let finding = Finding::at(code, severity, self.source, span, args);
        findings.push(match clause.map(String::as_str).or(self.clause) {
            Some(clause) => finding.with_clause(clause),
            None => finding,
        });
    }
}

/// Shared documents first, then policies, each with what stands in its own file.
fn pages(library: &Library) -> Vec<(Page<'_>, &Figures)> {
    let page = |kind, id: &str, clause| {
        let source = library.document(&DocumentId::of(kind, id)?)?.source.as_ref()?;
        Some(Page { source, clause })
    };
    let shared = library.shared().filter_map(|shared| {
        Some((page(DocumentKind::Table, &shared.id, shared.clause.as_deref())?, &shared.figures))
    });
    let policies = library.policies().filter_map(|policy| {
        Some((page(DocumentKind::Policy, &policy.id, policy.clause.as_deref())?, &policy.own))
    });
    shared.chain(policies).collect()
}

fn sums(page: &Page<'_>, name: &str, weights: &Weights, findings: &mut Findings) {
    let Some(total) = weights.total else { return };
    for (column, sum) in weights.columns.iter().zip(weights.sums()) {
        if sum == Some(total) {
            continue;
        }
        let args = [
            ("table", name.to_owned()),
            ("column", column.value.clone()),
            ("sum", sum.map_or("∞".to_owned(), number)),
            ("total", number(total)),
        ];
        page.report(findings, (Severity::Warning, "G0920"), column.span, weights.clause.as_ref(), args);
    }
}

fn twins(page: &Page<'_>, name: &str, weights: &Weights, findings: &mut Findings) {
    for (earlier, later) in weights.twins() {
        let [first, row] = [earlier, later].map(|index| &weights.rows[index]);
        let args = [
            ("table", name.to_owned()),
            ("title", row.title.as_ref().map(|title| title.zh.clone()).unwrap_or_default()),
            ("title_en", row.title.as_ref().map(|title| title.en.clone()).unwrap_or_default()),
            ("line", page.source.place(first.span.start).line.to_string()),
        ];
        let clause = row.clause.as_ref().or(weights.clause.as_ref());
        page.report(findings, (Severity::Warning, "G0921"), row.span, clause, args);
    }
    for row in weights.rows.iter().filter(|row| row.weights.iter().all(Decimal::is_zero)) {
        let args = [("table", name.to_owned()), ("name", row.id.clone())];
        let clause = row.clause.as_ref().or(weights.clause.as_ref());
        page.report(findings, (Severity::Warning, "G0922"), row.span, clause, args);
    }
}

/// `day 30 of month` is another day in February.
fn days(page: &Page<'_>, figure: &Figure, findings: &mut Findings) {
    each_value(&figure.value, &mut |value| {
        if let Value::Period(Period::DayOfMonth(day @ 29..) | Period::DayOfNextMonth(day @ 29..)) = value {
            let args = [("name", figure.name.clone()), ("day", day.to_string())];
            page.report(findings, (Severity::Note, "G0935"), figure.span, figure.clause.as_ref(), args);
        }
    });
}

fn each_value(value: &Value, each: &mut dyn FnMut(&Value)) {
    each(value);
    match value {
        Value::List(items) => items.iter().for_each(|item| each_value(item, each)),
        Value::Map(map) => map.values().for_each(|item| each_value(item, each)),
        _ => {}
    }
}

/// Figures about the same thing that differ where both apply. Each is held against the first that it differs from.
fn same_thing(all: &[(Page<'_>, &Figure)], findings: &mut Findings) {
    for (index, (page, figure)) in all.iter().enumerate() {
        let differs = |(_, other): &&(Page<'_>, &Figure)| {
            other.about == figure.about && other.meets(figure) && !equal(&other.value, &figure.value)
        };
        let Some((elsewhere, other)) = all[..index].iter().find(differs) else { continue };
        let place = elsewhere.source.place(other.span.start);
        let clause = other.clause.as_deref().or(elsewhere.clause).unwrap_or("—");
        let args = [
            ("name", figure.name.clone()),
            ("value", shown(&figure.value)),
            ("other", other.name.clone()),
            ("other_value", shown(&other.value)),
            ("other_clause", clause.to_owned()),
            ("place", format!("{}:{}", elsewhere.source.path, place.line)),
        ];
        page.report(findings, (Severity::Warning, "G0930"), figure.span, figure.clause.as_ref(), args);
    }
}

/// Whether two figures say the same: 24 hours are a day, 2 is 2.0.
fn equal(a: &Value, b: &Value) -> bool {
    let seconds = |value: &Value| match value {
        Value::Period(Period::Seconds(n)) => Some(u64::from(*n)),
        Value::Period(Period::Minutes(n)) => Some(u64::from(*n) * 60),
        Value::Period(Period::Hours(n)) => Some(u64::from(*n) * 3_600),
        Value::Period(Period::Days(n)) => Some(u64::from(*n) * 24 * 3_600),
        _ => None,
    };
    let months = |value: &Value| match value {
        Value::Period(Period::Months(n)) => Some(u64::from(*n)),
        Value::Period(Period::Years(n)) => Some(u64::from(*n) * 12),
        _ => None,
    };
    match (a, b) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        _ => {
            a == b
                || a.number().is_some_and(|number| Some(number) == b.number())
                || seconds(a).is_some_and(|length| Some(length) == seconds(b))
                || months(a).is_some_and(|length| Some(length) == months(b))
        }
    }
}

fn shown(value: &Value) -> String {
    match value.plain(&jiff::tz::TimeZone::UTC) {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Without the zeros that a calculation leaves behind.
pub(super) fn number(number: Decimal) -> String {
    number.normalize().to_string()
}
