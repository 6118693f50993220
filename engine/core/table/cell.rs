//! One condition of a decision table: `-`, `serious`, `a, b`, `not a`, `> 1000`, `[8..10)`, `]8..10[, 12`.

use std::cmp::Ordering;

use crate::value::Value;

/// A condition on one input.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// `-`
    Any,
    /// `serious`, or several separated by commas.
    OneOf(Vec<Value>),
    /// `not serious`
    Not(Box<Cell>),
    /// An interval; one end may be open to infinity.
    Between(Bound, Bound),
    /// One of several, intervals among them: `< 5, [10..20]`.
    Either(Vec<Cell>),
}

/// An end of an interval.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// No end.
    Infinite,
    /// The value itself belongs to it.
    Closed(Value),
    /// The value itself does not.
    Open(Value),
}

impl Cell {
    /// Reads a condition; `literal` reads the values in it.
    pub fn parse(text: &str, literal: fn(&str) -> Value) -> Option<Cell> {
        let text = text.trim();
        if text == "-" {
            return Some(Cell::Any);
        }
        if let Some(rest) = text.strip_prefix("not ") {
            // `not -` and `not not a` say nothing that a shorter text does not say.
            let cell = Cell::parse_plain(rest.trim(), literal)?;
            return Some(Cell::Not(Box::new(cell)));
        }
        Cell::parse_plain(text, literal)
    }

    fn parse_plain(text: &str, literal: fn(&str) -> Value) -> Option<Cell> {
        if text == "-" || text.starts_with("not ") {
            return None;
        }
        let mut parts = Vec::new();
        for part in text.split(',').map(str::trim) {
            parts.push(match part {
                "" | "-" => return None,
                _ if part.starts_with(['<', '>', '≤', '≥']) => comparison(part, literal)?,
                _ if part.starts_with(['[', '(', ']']) => interval(part, literal)?,
                _ => Cell::OneOf(vec![literal(part)]),
            });
        }
        Some(Cell::any_of(parts))
    }

    /// One condition out of several of which one must be met.
    pub fn any_of(mut parts: Vec<Cell>) -> Cell {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        if parts.iter().all(|part| matches!(part, Cell::OneOf(_))) {
            let values = parts.into_iter().flat_map(|part| match part {
                Cell::OneOf(values) => values,
                _ => Vec::new(),
            });
            return Cell::OneOf(values.collect());
        }
        Cell::Either(parts)
    }

    /// True if the value meets the condition. An unfilled value meets only `-`.
    pub fn accepts(&self, value: &Value) -> bool {
        match self {
            Cell::Any => true,
            _ if value.is_null() => false,
            Cell::OneOf(values) => values.iter().any(|v| compare(value, v) == Some(Ordering::Equal)),
            Cell::Not(cell) => !cell.accepts(value),
            Cell::Either(parts) => parts.iter().any(|part| part.accepts(value)),
            Cell::Between(low, high) => {
                low.lets(value, Ordering::Greater) && high.lets(value, Ordering::Less)
            }
        }
    }

    /// The values that it names: words, numbers, ends of intervals.
    pub fn points<'c>(&'c self, points: &mut Vec<&'c Value>) {
        match self {
            Cell::Any => {}
            Cell::OneOf(values) => points.extend(values),
            Cell::Not(cell) => cell.points(points),
            Cell::Either(parts) => parts.iter().for_each(|part| part.points(points)),
            Cell::Between(low, high) => {
                for bound in [low, high] {
                    if let Bound::Closed(value) | Bound::Open(value) = bound {
                        points.push(value);
                    }
                }
            }
        }
    }
}

impl Bound {
    fn lets(&self, value: &Value, side: Ordering) -> bool {
        match self {
            Bound::Infinite => true,
            Bound::Open(end) => compare(value, end) == Some(side),
            Bound::Closed(end) => {
                compare(value, end).is_some_and(|order| order == side || order == Ordering::Equal)
            }
        }
    }
}

fn comparison(text: &str, literal: fn(&str) -> Value) -> Option<Cell> {
    let value = |rest: &str| Some(literal(rest)).filter(is_ordered);
    if let Some(rest) = text.strip_prefix("<=").or_else(|| text.strip_prefix('≤')) {
        return Some(Cell::Between(Bound::Infinite, Bound::Closed(value(rest)?)));
    }
    if let Some(rest) = text.strip_prefix(">=").or_else(|| text.strip_prefix('≥')) {
        return Some(Cell::Between(Bound::Closed(value(rest)?), Bound::Infinite));
    }
    if let Some(rest) = text.strip_prefix('<') {
        return Some(Cell::Between(Bound::Infinite, Bound::Open(value(rest)?)));
    }
    let rest = text.strip_prefix('>')?;
    Some(Cell::Between(Bound::Open(value(rest)?), Bound::Infinite))
}

fn interval(text: &str, literal: fn(&str) -> Value) -> Option<Cell> {
    let end = text.chars().next_back()?;
    let (low, high) = text.get(1..text.len() - end.len_utf8())?.split_once("..")?;
    let bound = |text: &str, closed: bool| {
        let value = Some(literal(text)).filter(is_ordered)?;
        Some(if closed { Bound::Closed(value) } else { Bound::Open(value) })
    };
    if ![']', ')', '['].contains(&end) || text.chars().count() < 2 {
        return None;
    }
    // `]1..5[` is `(1..5)`, as DMN and many books write it.
    Some(Cell::Between(bound(low, text.starts_with('['))?, bound(high, end == ']')?))
}

/// Only numbers, dates and moments lie between others.
fn is_ordered(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::Decimal(_) | Value::Date(_) | Value::Time(_))
}

/// Orders two values of the same sort; numbers of both sorts with each other. `None` where there is no order.
pub fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Period(a), Value::Period(b)) => (a == b).then_some(Ordering::Equal),
        _ => Some(a.number()?.cmp(&b.number()?)),
    }
}
