//! Monte Carlo: thousands of cases of a policy, with people who take their time and choose by chance.
//!
//! Cases arrive, tasks wait for the people of their posts, people choose and fill in forms, deadlines break and timers
//! act, all by the rules of [`crate::stage`]. The same seed gives the same report on every machine. Deliberately absent:
//! how many people a company should have; the report says where they are missing.

mod chance;
mod fields;
mod hours;
mod plan;
mod read;
mod report;
mod run;
#[cfg(test)]
mod tests;

pub use chance::Spread;
pub use hours::next_open;
pub use plan::{FieldPlan, Plan, TaskPlan};
pub use read::read;
pub use report::{Deadlines, Desk, Ends, Held, Lengths, Report, Sum};
pub use run::simulate;
