//! A column's values cut into classes that no cell tells apart: the choices of a field, the points and gaps between the
//! bounds of intervals.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::super::fields;
use super::rows::Rows;
use crate::form::{FieldKind, Form};
use crate::guard::{Script, Term};
use crate::policy::Expr;
use crate::table::{Domain, Table};
use crate::value::{Moment, Value};

/// One column: its classes, for each row those that its cell accepts, and for each class the rows that accept it.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) classes: Vec<Class>,
    pub(super) accepted: Vec<Rows>,
    pub(super) hit: Vec<Rows>,
}

/// Values that no cell of a column tells apart: one of them, and how a person calls them.
pub(in crate::check) struct Class {
    pub(in crate::check) example: Value,
    pub(in crate::check) shown: String,
}

pub(super) fn of(table: &Table, scripts: &[Script], form: Option<&Form>) -> Vec<Column> {
    let column = |(index, (name, input)): (usize, &(String, Expr))| {
        let mut points = Vec::new();
        table.rows.iter().for_each(|row| row.cells[index].points(&mut points));
        let domain = match table.domains.get(index) {
            Some(domain) if *domain != Domain::Unknown => domain.clone(),
            _ => domain(input, scripts, form),
        };
        let classes = classes_of(&domain, &points);
        let accepted: Vec<Rows> = table
            .rows
            .iter()
            .map(|row| {
                let met = classes.iter().enumerate().filter(|(_, c)| row.cells[index].accepts(&c.example));
                Rows::of(classes.len(), met.map(|(class, _)| class))
            })
            .collect();
        let hit = (0..classes.len())
            .map(|class| {
                Rows::of(accepted.len(), (0..accepted.len()).filter(|row| accepted[*row].has(class)))
            })
            .collect();
        Column { name: name.clone(), classes, accepted, hit }
    };
    table.inputs.iter().enumerate().map(column).collect()
}

/// What an expression can give, as far as the form tells.
fn domain(input: &Expr, scripts: &[Script], form: Option<&Form>) -> Domain {
    let Expr::Script(script) = input else { return Domain::Unknown };
    let script = &scripts[*script];
    let text = script.text();
    if text.starts_with("weekday(") && text.find(')') == Some(text.len() - 1) {
        return Domain::Numbers(Some(Decimal::ONE), Some(Decimal::from(7)), Some(0));
    }
    match (&script.mentions.result, form) {
        (Some(Term::Field(root, name)), Some(form)) => of_field(form, *root, name),
        _ => Domain::Unknown,
    }
}

/// What a field can hold.
pub(in crate::check) fn of_field(form: &Form, root: crate::guard::Root, name: &str) -> Domain {
    match fields::in_form(form, root, name).map(|field| &field.kind) {
        Some(FieldKind::Choice { choices }) => Domain::Words(choices.iter().map(|c| c.id.clone()).collect()),
        Some(FieldKind::Bool) => Domain::Truth,
        Some(FieldKind::Integer { min, max }) => {
            Domain::Numbers(Some((*min).into()), Some((*max).into()), Some(0))
        }
        Some(FieldKind::Money { min, max }) => Domain::Numbers(Some(*min), Some(*max), Some(2)),
        Some(FieldKind::Decimal { min, max, places }) => {
            Domain::Numbers(Some(*min), Some(*max), Some(*places))
        }
        _ => Domain::Unknown,
    }
}

/// Cuts a domain at the points that are named.
pub(in crate::check) fn classes_of(domain: &Domain, points: &[&Value]) -> Vec<Class> {
    let word = |text: &str| Class { example: Value::from(text), shown: text.to_owned() };
    let numbers: BTreeSet<Decimal> = points.iter().filter_map(|point| point.number()).collect();
    match domain {
        Domain::Words(words) => return words.iter().map(|text| word(text)).collect(),
        Domain::Truth => {
            return [true, false].map(|b| Class { example: Value::Bool(b), shown: b.to_string() }).into();
        }
        Domain::Numbers(low, high, places) => {
            return number_classes(&numbers.into_iter().collect::<Vec<_>>(), *low, *high, *places);
        }
        Domain::Unknown => {}
    }
    let mut classes = Vec::new();
    if !numbers.is_empty() {
        classes = number_classes(&numbers.into_iter().collect::<Vec<_>>(), None, None, None);
    }
    let dates = points.iter().filter_map(|point| match point {
        Value::Date(date) => Some(*date),
        _ => None,
    });
    classes.extend(steps(
        &dates.collect::<BTreeSet<Date>>(),
        |date| date.yesterday().ok(),
        |date| date.tomorrow().ok(),
        |date| (Value::Date(date), date.to_string()),
    ));
    let moments = points.iter().filter_map(|point| match point {
        Value::Time(moment) => Some(*moment),
        _ => None,
    });
    classes.extend(steps(
        &moments.collect::<BTreeSet<Moment>>(),
        |moment| moment.0.checked_sub(1).map(Moment),
        |moment| moment.0.checked_add(1).map(Moment),
        |moment| (Value::Time(moment), moment.to_rfc3339(&jiff::tz::TimeZone::UTC)),
    ));
    if points.iter().any(|point| matches!(point, Value::Bool(_))) {
        classes.extend([true, false].map(|b| Class { example: Value::Bool(b), shown: b.to_string() }));
    }
    let periods: Vec<&&Value> = points.iter().filter(|point| matches!(point, Value::Period(_))).collect();
    for (index, period) in periods.iter().enumerate() {
        if !periods[..index].contains(period) {
            let shown = period.plain(&jiff::tz::TimeZone::UTC).as_str().unwrap_or_default().to_owned();
            classes.push(Class { example: (**period).clone(), shown });
        }
    }
    let words: BTreeSet<&str> = points.iter().filter_map(|point| point.as_text()).collect();
    // Words of an open world: whatever is mentioned, and one that is not.
    if !words.is_empty() || !periods.is_empty() || classes.is_empty() {
        let other = Class { example: Value::from("\u{0}"), shown: "…".to_owned() };
        classes.extend(words.into_iter().map(word).chain([other]));
    }
    classes
}

/// The points, and the gaps before, between and behind them, within the bounds.
fn number_classes(
    points: &[Decimal],
    low: Option<Decimal>,
    high: Option<Decimal>,
    places: Option<u32>,
) -> Vec<Class> {
    let inside =
        |number: &Decimal| low.is_none_or(|low| *number >= low) && high.is_none_or(|high| *number <= high);
    let mut classes = Vec::new();
    let mut push = |example: Decimal, shown: String| {
        let written = places.is_none_or(|places| example.round_dp(places) == example);
        if inside(&example) && written {
            classes.push(Class { example: Value::Decimal(example), shown });
        }
    };
    let one = Decimal::ONE;
    let Some((first, last)) = points.first().zip(points.last()) else {
        push(low.or(high).unwrap_or(Decimal::ZERO), "…".to_owned());
        return classes;
    };
    // The smallest step to the next number that can be written.
    let step = places.map(|places| Decimal::new(1, places));
    push(low.unwrap_or(first - one).min(first - step.unwrap_or(one)), format!("< {first}"));
    for (index, point) in points.iter().enumerate() {
        push(*point, point.to_string());
        if let Some(next) = points.get(index + 1) {
            let between = match (places, step) {
                (Some(places), Some(step)) => {
                    point.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::ToNegativeInfinity)
                        + step
                }
                _ => (point + next) / Decimal::TWO,
            };
            if between < *next {
                push(between, format!("{point} < … < {next}"));
            }
        }
    }
    push(high.unwrap_or(last + one).max(last + step.unwrap_or(one)), format!("> {last}"));
    classes
}

/// The same for values that come one after the other.
fn steps<T: Copy + Ord>(
    points: &BTreeSet<T>,
    before: impl Fn(T) -> Option<T>,
    after: impl Fn(T) -> Option<T>,
    class: impl Fn(T) -> (Value, String),
) -> Vec<Class> {
    let mut classes = Vec::new();
    let mut last: Option<T> = None;
    for &point in points {
        let (example, shown) = class(point);
        match last {
            None => {
                classes.extend(
                    before(point).map(|eve| Class { example: class(eve).0, shown: format!("< {shown}") }),
                );
            }
            Some(last) => {
                let between = after(last).filter(|next| *next < point);
                let from = class(last).1;
                classes.extend(
                    between
                        .map(|next| Class {
                            example: class(next).0, shown: format!("{from} < … < {shown}")
                        }),
                );
            }
        }
        classes.push(Class { example, shown });
        last = Some(point);
    }
    if let Some(last) = last {
        let shown = format!("> {}", class(last).1);
        classes.extend(after(last).map(|next| Class { example: class(next).0, shown }));
    }
    classes
}
