//! The one entry into the rules.

use std::rc::Rc;
use std::sync::Arc;

use super::drive::Drive;
use super::snapshot::VERSION;
use super::{Actor, Command, Effect, Refusal, Seen, Snapshot, Status, StepError, TraceLine};
use crate::calendar::Calendar;
use crate::guard::{Read, Surroundings, World, meter};
use crate::policy::Policy;
use crate::value::{Map, Moment};

/// What a step is given besides snapshot and command.
#[derive(Clone)]
pub struct Inputs {
    /// Time of the command.
    pub now: Moment,
    /// The case's instance id, as others address it; empty if nobody does.
    pub instance: Arc<str>,
    /// Who gives it.
    pub actor: Actor,
    /// The business calendar in force.
    pub calendar: Arc<Calendar>,
    /// What is known of the world.
    pub world: Rc<World>,
    /// Whether it is told how the outcome came about: microsteps, and what was exercised.
    pub trace: bool,
}

/// What a step gives.
#[derive(Debug)]
pub struct Outcome {
    /// Where the case stands now.
    pub snapshot: Snapshot,
    /// What is to be done outside, in order.
    pub effects: Vec<Effect>,
    /// What was asked of the world, and answered.
    pub reads: Vec<Read>,
    /// Microsteps, if asked for.
    pub trace: Vec<TraceLine>,
}

/// Carries out a command. Pure: the same arguments give the same outcome.
///
/// # Errors
/// See [`StepError`]; nothing has changed then.
pub fn step(
    policy: &Policy,
    snapshot: Option<Snapshot>,
    command: &Command,
    inputs: &Inputs,
) -> Result<Outcome, StepError> {
    watched_step(policy, snapshot, command, inputs, &mut Seen::default())
}

/// [`step`], telling what it went through if [`Inputs::trace`] is set; of a refused step, too.
///
/// # Errors
/// As [`step`].
pub fn watched_step(
    policy: &Policy,
    snapshot: Option<Snapshot>,
    command: &Command,
    inputs: &Inputs,
    seen: &mut Seen,
) -> Result<Outcome, StepError> {
    inputs.world.start_over();
    let around = Surroundings::new(Arc::clone(&inputs.calendar), inputs.now, Rc::clone(&inputs.world));
    let snapshot = match (snapshot, command) {
        (Some(snapshot), Command::Start { .. }) => {
            return Err(
                Refusal::new("already-started", [("number", snapshot.number.unwrap_or_default())]).into()
            );
        }
        (Some(snapshot), _) if snapshot.status != Status::Active => {
            return Err(Refusal::new("case-ended", [("number", snapshot.number.unwrap_or_default())]).into());
        }
        (Some(snapshot), _) => snapshot,
        (None, Command::Start { .. }) => blank(policy, inputs.now),
        (None, _) => return Err(Refusal::new("no-such-case", []).into()),
    };
    let mut drive = Drive::new(policy, snapshot, inputs, Rc::clone(&around));
    let carried_out = around.during(|| {
        meter::allow_items(drive.snapshot.machines.len());
        drive.carry_out(command)
    });
    if inputs.trace {
        seen.merge(drive.seen.take());
    }
    carried_out?;
    let (snapshot, mut effects, trace) = drive.finish();
    effects.extend(around.log.take().into_iter().map(|value| Effect::Log { value }));
    Ok(Outcome { snapshot, effects, reads: inputs.world.reads(), trace })
}

fn blank(policy: &Policy, now: Moment) -> Snapshot {
    Snapshot {
        v: VERSION,
        policy: policy.id.clone(),
        number: None,
        status: Status::Active,
        started_at: now,
        ended_at: None,
        record: Map::new(),
        vars: Map::new(),
        bound: Default::default(),
        machines: Default::default(),
        tasks: Default::default(),
        timers: Default::default(),
        locks: Default::default(),
        folder: None,
        mailbox: Default::default(),
        calls: Default::default(),
        caller: None,
        next: 1,
    }
}
