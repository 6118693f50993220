//! The pure core of Guicheng: everything that decides, with nothing that acts.
//!
//! There is no file, network, clock or random number in this crate; a caller passes in what is
//! known (texts, the time, the answers of registers) and gets back values. The same functions
//! therefore serve the server, the simulator, the scenario runner and an auditor's replay.

pub mod backtest;
pub mod calendar;
pub mod case;
pub mod chart;
pub mod check;
pub mod document;
pub mod form;
pub mod guard;
pub mod ledger;
pub mod limits;
pub mod picture;
pub mod policy;
pub mod scenario;
pub mod schema;
pub mod scxml;
pub mod simulate;
pub mod stage;
pub mod table;
pub mod text;
pub mod trial;
pub mod value;

#[cfg(test)]
mod tests;
