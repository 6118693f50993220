//! Which parts of a policy its stories exercised.

use serde::Serialize;

use crate::case::Seen;
use crate::policy::{Action, Policy, ScriptId};
use crate::text::{Source, Span};

/// How much of a policy was exercised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Policy id.
    pub policy: String,
    /// States entered.
    pub states: Part,
    /// Transitions taken.
    pub transitions: Part,
    /// Conditions seen to hold and seen not to hold, counted apart.
    pub conditions: Part,
    /// Rows of decision tables that hit.
    pub rows: Part,
}

/// How many of how many, and which not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Exercised.
    pub covered: usize,
    /// All.
    pub total: usize,
    /// Which not.
    pub missing: Vec<Missing>,
}

/// Something that no story exercised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// What people call it: `approval`, `approval return → registered`, `true: record.amount > 50`.
    pub name: String,
    /// Line in the policy's file.
    pub line: u32,
}

impl Part {
    fn count(&mut self, covered: bool, missing: impl FnOnce() -> Missing) {
        self.total += 1;
        if covered {
            self.covered += 1;
        } else {
            self.missing.push(missing());
        }
    }
}

impl Coverage {
    /// What of a policy was seen.
    pub fn of(policy: &Policy, source: &Source, seen: &Seen) -> Coverage {
        let line = |span: Span| source.place(span.start).line;
        let mut coverage = Coverage {
            policy: policy.id.clone(),
            states: Part::default(),
            transitions: Part::default(),
            conditions: Part::default(),
            rows: Part::default(),
        };
        for (chart, on) in policy.charts.iter().enumerate() {
            for (id, state) in on.chart.states.iter().enumerate().skip(1) {
                if matches!(state.kind, crate::chart::Kind::History { .. }) {
                    continue;
                }
                let missing = || Missing { name: state.name.clone(), line: line(on.work[id].span) };
                coverage.states.count(seen.states.contains(&(chart, id)), missing);
            }
            for (id, transition) in on.chart.transitions.iter().enumerate() {
                let name = |ids: &[usize]| {
                    ids.iter().map(|&id| on.chart.states[id].name.as_str()).collect::<Vec<_>>().join(", ")
                };
                let missing = || Missing {
                    name: format!(
                        "{} {} → {}",
                        name(&[transition.source]),
                        transition.events.join(" "),
                        name(&transition.targets)
                    ),
                    line: line(on.choices[id].span),
                };
                coverage.transitions.count(seen.transitions.contains(&(chart, id)), missing);
            }
        }
        for script in conditions(policy) {
            for outcome in [true, false] {
                let (_, line, _) = policy.scripts[script].place();
                let missing =
                    || Missing { name: format!("{outcome}: {}", policy.scripts[script].text()), line };
                coverage.conditions.count(seen.conditions.contains(&(script, outcome)), missing);
            }
        }
        // Of shared tables those that this policy asks.
        let asked = |name: &String| policy.scripts.iter().any(|script| script.tables.contains(name));
        for (name, table) in policy.tables.iter().filter(|(name, t)| t.origin.is_none() || asked(name)) {
            for (index, row) in table.rows.iter().enumerate() {
                let missing = || Missing { name: format!("{name} {}", index + 1), line: row.line };
                coverage.rows.count(seen.rows.contains(&(name.clone(), index)), missing);
            }
        }
        coverage
    }
}

/// Guards of transitions and conditions of actions.
fn conditions(policy: &Policy) -> Vec<ScriptId> {
    let guards = policy.charts.iter().flat_map(|on| &on.chart.transitions).filter_map(|t| t.guard);
    let mut conditions: Vec<ScriptId> = guards.collect();
    policy.actions(&mut |action, _| {
        if let Action::If { guard, .. } = action {
            conditions.push(*guard);
        }
    });
    conditions.sort_unstable();
    conditions
}
