//! Cases: a policy's chart with the work that people do in it.
//!
//! [`step`] is the one implementation of the rules. It is pure: snapshot and command in, snapshot and effects out; the
//! server, the scenario runner, the simulator and the auditor's replay all call it. Deliberately absent: who holds a
//! post, whether somebody may do something, what a mail looks like (see the service layer).

mod actions;
mod calls;
mod command;
mod compensation;
mod drive;
mod effect;
mod folder;
mod host;
mod items;
mod lines;
mod locks;
mod mailbox;
mod message;
mod moves;
mod refusal;
mod scene;
mod seen;
mod send;
mod snapshot;
mod step;
mod tasks;
mod timers;

#[cfg(test)]
pub(crate) mod tests;

pub use command::{Actor, Command};
pub use effect::{Closing, Effect, TraceLine};
pub use lines::{Claim, Lines};
pub use locks::Lock;
pub use mailbox::Letter;
pub use message::{Address, Call, Caller, Message};
pub use moves::{Becomes, CaseMoves, Fate, Keep, Misfit, Moved, Moves, Side, Thing, Which, move_case};
pub use refusal::{Refusal, StepError};
pub use seen::Seen;
pub use snapshot::{Act, Deadline, MachineState, Slot, SlotStatus, Snapshot, Status, Task, Timer, TimerKind};
pub use step::{Inputs, Outcome, step, watched_step};
