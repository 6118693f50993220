//! Statecharts with the semantics of W3C SCXML 1.0 (Recommendation of 1 September 2015), appendix D.
//!
//! The functions carry the names of that appendix's algorithm, so that a reader can lay the two side by side.
//! Deliberately absent: scripts, tasks, timers, time. What happens inside a state is told to a [`Host`].

mod enter;
mod exit;
mod model;
mod run;
mod select;

#[cfg(test)]
mod tests;

pub use model::{
    Chart, Event, EventKind, Initial, Kind, Machine, State, StateId, Transition, TransitionId, Types,
};
pub use run::{ChartError, Host, Micro, Runner};
