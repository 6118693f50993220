//! Moving a running case from one revision of its policy to another (issue 4, point 5).
//!
//! A move is no step: no event is handled, no script of the policy acts. It translates where the case stands, and says of
//! everything what becomes of it. The law: no task, timer, signature or delegated work is dropped, doubled or restarted
//! silently. Where the new form has no place for something, or a clock runs otherwise and nobody has chosen how, the case
//! does not fit, and stays. Pure, so that replay carries it out again.
//!
//! Deliberately absent: opening or closing tasks, and questions about the world outside the case.

mod charts;
mod choose;
mod clocks;
mod derived;
mod eye;
mod fields;
mod report;
mod rest;
mod work;

#[cfg(test)]
mod pairs;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod traps;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use choose::{CaseMoves, Keep, Moves, Which};
pub use report::{Becomes, Fate, Misfit, Thing};

use super::{Effect, Inputs, Snapshot, Status};
use crate::calendar::Calendar;
use crate::form::Form;
use crate::policy::Policy;
use crate::value::Moment;

/// One revision of what a case runs on.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its rules.
    pub policy: &'a Policy,
    /// The form of its record.
    pub form: Option<&'a Form>,
    /// The business calendar.
    pub calendar: &'a Arc<Calendar>,
}

/// A case that has been moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Where it stands now.
    pub snapshot: Snapshot,
    /// Timers that differ: set or cleared.
    pub effects: Vec<Effect>,
    /// What becomes of everything.
    pub fates: Vec<Fate>,
}

/// A move on its way.
struct Plan<'a> {
    old: Side<'a>,
    new: Side<'a>,
    moves: &'a CaseMoves,
    now: Moment,
    before: &'a Snapshot,
    after: Snapshot,
    /// Machine's old path and old state → new state.
    states: BTreeMap<(String, String), String>,
    /// Old path → new path.
    paths: BTreeMap<String, String>,
    effects: Vec<Effect>,
    fates: Vec<Fate>,
    misfits: Vec<Misfit>,
}

/// Moves a case. `instance` is what it is addressed by, as in [`Inputs::instance`].
///
/// # Errors
/// All reasons why it does not fit; it stays then as it is.
pub fn move_case(
    old: Side<'_>,
    new: Side<'_>,
    snapshot: &Snapshot,
    moves: &CaseMoves,
    instance: &str,
    now: Moment,
) -> Result<Moved, Vec<Misfit>> {
    if snapshot.status != Status::Active {
        return Err(vec![Misfit::new("ended", [])]);
    }
    let mut plan = Plan {
        old,
        new,
        moves,
        now,
        before: snapshot,
        after: snapshot.clone(),
        states: BTreeMap::new(),
        paths: BTreeMap::new(),
        effects: Vec::new(),
        fates: Vec::new(),
        misfits: Vec::new(),
    };
    plan.machines();
    plan.fields();
    let inputs = |side: Side<'_>| Inputs {
        now,
        instance: instance.into(),
        actor: Default::default(),
        calendar: Arc::clone(side.calendar),
        world: Default::default(),
        trace: false,
    };
    let (before, after) = (inputs(old), inputs(new));
    plan.first_values(&after);
    let (standing, moved) = (plan.before.clone(), plan.after.clone());
    let (old_eye, new_eye) =
        (eye::Eye::new(old.policy, standing, &before), eye::Eye::new(new.policy, moved, &after));
    plan.tasks(&old_eye, &new_eye);
    plan.rest(&old_eye, &new_eye);
    plan.clocks(&old_eye, &new_eye);
    if !plan.misfits.is_empty() {
        plan.misfits.dedup();
        return Err(plan.misfits);
    }
    Ok(Moved { snapshot: plan.after, effects: plan.effects, fates: plan.fates })
}

impl<'a> Plan<'a> {
    fn misfit<const N: usize>(&mut self, code: &str, args: [(&str, &str); N]) {
        self.misfits.push(Misfit::new(code, args));
    }

    /// The new path of a machine; its old one where it has none (which was reported).
    fn path<'p>(&'p self, old: &'p str) -> &'p str {
        self.paths.get(old).map_or(old, String::as_str)
    }

    /// The new state of an old one that is active.
    fn state(&self, path: &str, state: &str) -> Option<&str> {
        self.states.get(&(path.to_owned(), state.to_owned())).map(String::as_str)
    }

    /// What a state is called in the new form, active or not: by the mapping, else the same name.
    fn named<'n>(&'n self, state: &'n str) -> &'n str {
        self.moves.states.get(state).map_or(state, String::as_str)
    }
}
