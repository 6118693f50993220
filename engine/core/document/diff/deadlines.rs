//! Deadlines and timers that a change moves, whichever way it moves them: at the step itself, by a figure, by a shared
//! table.

use serde::{Deserialize, Serialize};

use super::Said;
use crate::calendar::Period;
use crate::document::Library;
use crate::policy::{After, Expr, Length, Policy};
use crate::text::Bilingual;
use crate::value::Value;

/// A deadline or a timer that is another than before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    /// Id of the policy.
    pub policy: String,
    /// What people call the policy.
    pub procedure: Bilingual,
    /// Name of the state.
    pub state: String,
    /// What people call the state; its name if it has no title.
    pub step: Bilingual,
    /// Of a task; else a timer, after which the case goes on by itself.
    pub is_task: bool,
    /// What it was; none: there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Said>,
    /// What it is to be; none: there is none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Said>,
    /// Whether it comes earlier; none where the two cannot be compared without a calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<bool>,
    /// The clause of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// All that move, by policy and in the order of its states. Steps that are new or gone are none of them.
pub fn deadlines(old: &Library, new: &Library) -> Vec<Deadline> {
    let both = new.policies().filter_map(|policy| Some((old.policy(&policy.id)?, policy)));
    both.flat_map(|(before, after)| of_policy(before, after)).collect()
}

fn of_policy(old: &Policy, new: &Policy) -> Vec<Deadline> {
    let mut found = Vec::new();
    for chart in &new.charts {
        for (index, state) in chart.chart.states.iter().enumerate().skip(1) {
            let Some((old_chart, old_state)) = old.find_state(&state.name) else { continue };
            let (before, after) = (&old.charts[old_chart].work[old_state], &chart.work[index]);
            let task = |policy: &Policy, work: &crate::policy::StateWork| {
                let rule = work.task.as_ref()?.due.as_ref()?;
                Some(told(policy, rule))
            };
            let mut pairs = Vec::new();
            if before.task.is_some() && after.task.is_some() {
                pairs.push((true, task(old, before), task(new, after)));
            }
            for at in 0..before.timers.len().max(after.timers.len()) {
                let timer =
                    |policy: &Policy, timers: &[After]| timers.get(at).map(|timer| told(policy, timer));
                pairs.push((false, timer(old, &before.timers), timer(new, &after.timers)));
            }
            for (is_task, was, is) in pairs.into_iter().filter(|(_, was, is)| was != is) {
                let name = || Bilingual::new(state.name.clone(), state.name.clone());
                found.push(Deadline {
                    policy: new.id.clone(),
                    procedure: new.title.clone(),
                    state: state.name.clone(),
                    step: after.title.clone().unwrap_or_else(name),
                    is_task,
                    earlier: is_earlier(was.as_ref(), is.as_ref()),
                    old: was.map(said),
                    new: is.map(said),
                    clause: after.clause.clone(),
                });
            }
        }
    }
    found
}

/// How long, and from when if not from entry.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    length: Said,
    from: Option<String>,
}

fn told(policy: &Policy, after: &After) -> Told {
    let length = match &after.length {
        Length::Fixed(period) => Said::Period(period.to_string()),
        Length::Script(id) => {
            let text = policy.scripts[*id].text().trim();
            let mut periods = named_periods(policy, text);
            match periods.len() {
                0 => Said::Text(text.to_owned()),
                1 => periods.remove(0),
                _ => Said::List(periods),
            }
        }
    };
    Told { length, from: after.from.map(|id| policy.scripts[id].text().trim().to_owned()) }
}

/// The periods that a script may give: those of the figures and of the tables' columns that it names, in its order.
fn named_periods(policy: &Policy, text: &str) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    let mut add = |value: Option<&Value>| {
        if let Some(Value::Period(period)) = value {
            let said = Said::Period(period.to_string());
            if !found.contains(&said) {
                found.push(said);
            }
        }
    };
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    for name in text.split(|c| !is_part(c)) {
        if let Some(figure) = name.strip_prefix("values.") {
            add(policy.values.get(figure));
        }
        let Some((table, column)) = name.strip_prefix("table.").and_then(|name| name.split_once('.')) else {
            continue;
        };
        let Some(table) = policy.tables.get(table) else { continue };
        let Some(column) = table.outputs.iter().position(|name| name == column) else { continue };
        for row in &table.rows {
            match row.outputs.get(column) {
                Some(Expr::Literal(value)) => add(Some(value)),
                Some(Expr::Script(id)) => {
                    let figure = policy.scripts[*id].text().trim().strip_prefix("values.");
                    add(figure.and_then(|figure| policy.values.get(figure)));
                }
                None => {}
            }
        }
    }
    found
}

fn said(told: Told) -> Said {
    match told.from {
        None => told.length,
        Some(from) => Said::Parts(vec![
            super::Part::new("due", told.length),
            super::Part::new("due-from", Said::Text(from)),
        ]),
    }
}

/// Compared only where both count from the same and in the same unit.
fn is_earlier(old: Option<&Told>, new: Option<&Told>) -> Option<bool> {
    let (old, new) = (old?, new?);
    let (Said::Period(before), Said::Period(after)) = (&old.length, &new.length) else { return None };
    let (before, after) = (Period::parse(before).ok()?, Period::parse(after).ok()?);
    let lengths = match (before, after) {
        (Period::Minutes(a), Period::Minutes(b))
        | (Period::Hours(a), Period::Hours(b))
        | (Period::Days(a), Period::Days(b))
        | (Period::WorkingDays(a), Period::WorkingDays(b))
        | (Period::Months(a), Period::Months(b))
        | (Period::Years(a), Period::Years(b)) => (a, b),
        _ => return None,
    };
    (old.from == new.from && lengths.0 != lengths.1).then_some(lengths.1 < lengths.0)
}
