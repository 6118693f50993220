//! What a revision's rules say of a case as it stands: lengths, starts, signers, locks. Nothing is changed by looking.
//!
//! A rule that asks about the world outside the case cannot be looked at here: then only its text is compared.

use std::rc::Rc;
use std::sync::Arc;

use crate::calendar::{Period, Rounding};
use crate::case::drive::Drive;
use crate::case::scene::text_of;
use crate::case::{Deadline, Inputs, Slot, Snapshot};
use crate::chart::StateId;
use crate::guard::Surroundings;
use crate::policy::{After, Expr, Length, Policy, PolicyChart, Signer, TaskRule};
use crate::value::{Moment, Value};

/// One revision's view of a case.
pub(super) struct Eye<'a> {
    policy: &'a Policy,
    drive: Drive<'a>,
    around: Rc<Surroundings>,
}

/// What a clock's rule says now.
#[derive(Debug, PartialEq)]
pub(super) enum Says {
    /// How long, and from when if not from the entry.
    This(Period, Option<Value>),
    /// It cannot be calculated here.
    Text(String),
}

impl<'a> Eye<'a> {
    pub(super) fn new(policy: &'a Policy, snapshot: Snapshot, inputs: &'a Inputs) -> Eye<'a> {
        let around = Surroundings::new(Arc::clone(&inputs.calendar), inputs.now, Rc::clone(&inputs.world));
        Eye { policy, drive: Drive::new(policy, snapshot, inputs, Rc::clone(&around)), around }
    }

    /// What a clock's rule says in this machine.
    pub(super) fn says(&self, rule: &After, path: &str) -> Says {
        let said = self.around.during(|| self.drive.span(&rule.length, rule.from, path, None));
        match said {
            Ok((period, from)) => Says::This(period, from),
            Err(_) => Says::Text(self.text(rule)),
        }
    }

    /// A clock's rule as it is written, for finding the same one in another revision.
    pub(super) fn text(&self, rule: &After) -> String {
        let length = match &rule.length {
            Length::Fixed(period) => period.to_string(),
            Length::Script(script) => self.script(*script),
        };
        match rule.from {
            Some(from) => format!("{length} < {}", self.script(from)),
            None => length,
        }
    }

    fn script(&self, script: usize) -> String {
        self.policy.scripts[script].text().to_string()
    }

    /// A period from a start.
    pub(super) fn deadline(&self, period: Period, from: Value, rounding: Rounding) -> Option<Deadline> {
        self.drive.deadline_from(period, from, rounding).ok()
    }

    /// A moment so long before or after another.
    pub(super) fn before(&self, at: Moment, period: Period) -> Option<Moment> {
        self.drive.inputs.calendar.before(at, period).ok()
    }

    pub(super) fn after(&self, at: Moment, period: Period) -> Option<Moment> {
        self.drive.inputs.calendar.add(at, period).ok()
    }

    /// Who would sign: posts and people with their weights; the rule's text if it cannot be calculated.
    pub(super) fn signers(&self, rule: &TaskRule, path: &str, state: &str) -> Result<Vec<Slot>, String> {
        let slots = self.around.during(|| self.drive.slots(rule, path, state, None));
        slots.map_err(|_| {
            let text = |signer: &Signer| match signer {
                Signer::Post(expr) => format!("post {}", self.expr(expr)),
                Signer::Person(expr) => format!("person {}", self.expr(expr)),
            };
            rule.signers.iter().map(text).collect::<Vec<_>>().join(", ")
        })
    }

    /// An expression's value as text; its own text if it cannot be calculated.
    pub(super) fn name(&self, expr: &Expr, path: &str) -> String {
        match self.around.during(|| self.drive.evaluate(expr, path, None, &[])) {
            Ok(value) => text_of(&value),
            Err(_) => self.expr(expr),
        }
    }

    pub(super) fn expr(&self, expr: &Expr) -> String {
        match expr {
            Expr::Literal(value) => text_of(value),
            Expr::Script(script) => self.script(*script),
        }
    }

    /// The value of an expression; none if it cannot be calculated.
    pub(super) fn value(&self, expr: &Expr) -> Option<Value> {
        self.around.during(|| self.drive.evaluate(expr, "", None, &[])).ok()
    }
}

/// What the chart itself says.
impl Eye<'_> {
    /// The chain of states by which others know a lock's place.
    pub(super) fn place(&self, path: &str, chart: &PolicyChart, state: StateId) -> String {
        self.drive.place(path, chart, state)
    }

    /// Whether the state would be left at once, without any event. A guard that cannot be judged here might hold.
    pub(super) fn is_restless(&self, chart: &PolicyChart, state: StateId, path: &str) -> bool {
        let transitions = chart.chart.states[state].transitions.iter().map(|&t| &chart.chart.transitions[t]);
        transitions.filter(|transition| transition.events.is_empty()).any(|transition| {
            match transition.guard {
                None => true,
                Some(guard) => {
                    self.around.during(|| self.drive.holds(guard, path, None, &[])).unwrap_or(true)
                }
            }
        })
    }
}
