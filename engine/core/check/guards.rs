//! Conditions of transitions held against each other: one that an earlier one always comes before, and a place where
//! none of them holds.
//!
//! A condition is understood as far as it is comparisons of fields with values joined by `&&`; each is a cell of a
//! decision table, and cells are compared on the classes of the field's values. Anything else is only the same as
//! itself. Deliberately absent: `||`, and two fields compared with each other.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::tables::{classes_of, of_field};
use crate::chart::{Kind, StateId};
use crate::guard::Root;
use crate::policy::Policy;
use crate::table::{Bound, Cell, Domain};
use crate::value::Value;

/// A comparison: what is compared, and the values it allows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    pub(super) term: String,
    pub(super) cell: Cell,
}

/// The comparisons that must all hold.
pub(super) fn read(policy: &Policy, text: &str) -> Vec<Condition> {
    let text = text.trim();
    let plain = !text.contains("||") && !text.contains(['(', '{', ';', '[']);
    let parts = if plain { text.split("&&").map(str::trim).collect() } else { vec![text] };
    let read: Option<Vec<Condition>> =
        parts.iter().filter(|_| plain).map(|part| comparison(policy, part)).collect();
    match read {
        Some(conditions) if plain => conditions,
        _ => vec![Condition { term: squeezed(text), cell: Cell::OneOf(vec![Value::Bool(true)]) }],
    }
}

fn comparison(policy: &Policy, text: &str) -> Option<Condition> {
    for (operator, mirrored) in
        [("==", "=="), ("!=", "!="), (">=", "<="), ("<=", ">="), (">", "<"), ("<", ">")]
    {
        let Some((left, right)) = text.split_once(operator) else { continue };
        let (left, right) = (left.trim(), right.trim());
        let (term, operator, value) = match (literal(policy, left), literal(policy, right)) {
            (None, Some(value)) => (left, operator, value),
            (Some(value), None) => (right, mirrored, value),
            _ => return None,
        };
        let closed = Bound::Closed(value.clone());
        let open = Bound::Open(value.clone());
        let cell = match operator {
            "==" => Cell::OneOf(vec![value]),
            "!=" => Cell::Not(Box::new(Cell::OneOf(vec![value]))),
            ">=" => Cell::Between(closed, Bound::Infinite),
            "<=" => Cell::Between(Bound::Infinite, closed),
            ">" => Cell::Between(open, Bound::Infinite),
            _ => Cell::Between(Bound::Infinite, open),
        };
        return is_term(term).then(|| Condition { term: term.to_owned(), cell });
    }
    let (term, holds) = text.strip_prefix('!').map_or((text, true), |term| (term.trim(), false));
    is_term(term).then(|| Condition { term: term.to_owned(), cell: Cell::OneOf(vec![Value::Bool(holds)]) })
}

fn literal(policy: &Policy, text: &str) -> Option<Value> {
    if let Some(word) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return (!word.contains(['"', '\\'])).then(|| Value::from(word));
    }
    match text {
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ => {}
    }
    if let Some(name) = text.strip_prefix("values.") {
        return policy.values.get(name).cloned();
    }
    let number = text.parse::<i64>().map(Value::Int).ok();
    number.or_else(|| text.parse().map(Value::Decimal).ok())
}

/// `record.class`, `table.destination.grade`
fn is_term(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.split('.').all(word)
}

/// Without white space outside of texts.
fn squeezed(text: &str) -> String {
    let mut quoted = false;
    text.chars()
        .filter(|&character| {
            quoted ^= character == '"';
            quoted || !character.is_whitespace()
        })
        .collect()
}

/// What a term can be, as far as the form tells.
fn domain(bench: &Bench<'_>, term: &str) -> Domain {
    let root = if term.starts_with("item.") { Root::Item } else { Root::Record };
    let name = term.strip_prefix("record.").or_else(|| term.strip_prefix("item."));
    name.zip(bench.form).map_or(Domain::Unknown, |(name, form)| of_field(form, root, name))
}

/// Whether one holds whenever the other does.
pub(super) fn follows(bench: &Bench<'_>, narrow: &[Condition], wide: &[Condition]) -> bool {
    wide.iter().all(|wide| {
        narrow.iter().filter(|narrow| narrow.term == wide.term).any(|narrow| {
            let mut points = Vec::new();
            narrow.cell.points(&mut points);
            wide.cell.points(&mut points);
            let classes = classes_of(&domain(bench, &wide.term), &points);
            let held = classes.iter().filter(|class| narrow.cell.accepts(&class.example));
            wide == narrow
                || held.clone().count() > 0 && held.into_iter().all(|c| wide.cell.accepts(&c.example))
        })
    })
}

/// States that are left by `always` alone, by chart: whether some condition holds there is known. Where it is known that
/// none may hold, that is told.
pub(super) fn check(bench: &mut Bench<'_>) -> Vec<BTreeSet<StateId>> {
    let policy = bench.policy;
    let mut settled = vec![BTreeSet::new(); policy.charts.len()];
    for (chart, on) in policy.charts.iter().enumerate() {
        for state in 0..on.chart.states.len() {
            let Some(left) = left_over(bench, chart, state) else { continue };
            settled[chart].insert(state);
            if let Some(example) = left {
                let args = [("state", on.chart.states[state].name.clone()), ("example", example)];
                bench.error("G0680", (chart, state), on.work[state].span, args);
            }
        }
    }
    settled
}

/// A value for which none of the conditions of a state holds that is left by `always` alone. The outer `None`: it is not
/// such a state, or its conditions are not understood.
fn left_over(bench: &Bench<'_>, chart: usize, state: StateId) -> Option<Option<String>> {
    let policy = bench.policy;
    let on = &policy.charts[chart];
    let node = &on.chart.states[state];
    let always = |s: &StateId| {
        on.chart.states[*s].transitions.iter().all(|t| on.chart.transitions[*t].events.is_empty())
    };
    let around: Vec<StateId> = on.chart.proper_ancestors(state, None).collect();
    let work = &on.work[state];
    let waits = work.task.is_some() || work.for_each.is_some() || !work.timers.is_empty();
    if node.kind != Kind::Atomic
        || node.transitions.is_empty()
        || waits
        || !around.iter().chain([&state]).all(always)
    {
        return None;
    }
    let mut guards = Vec::new();
    for transition in &node.transitions {
        let guard = on.chart.transitions[*transition].guard?;
        match read(policy, policy.scripts[guard].text()).as_slice() {
            [one] => guards.push(one.clone()),
            _ => return None,
        }
    }
    let term = &guards[0].term;
    if guards.iter().any(|guard| guard.term != *term) {
        return None;
    }
    let domain = domain(bench, term);
    let mut points = Vec::new();
    guards.iter().for_each(|guard| guard.cell.points(&mut points));
    let classes = classes_of(&domain, &points);
    match classes.iter().find(|class| !guards.iter().any(|g| g.cell.accepts(&class.example))) {
        None => Some(None),
        Some(_) if domain == Domain::Unknown => None,
        Some(class) => Some(Some(format!("{term} = {}", class.shown))),
    }
}
