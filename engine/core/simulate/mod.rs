//! Trying a policy before it is in force: step by step ([`Play`]), or thousands of cases by chance ([`monte`]).
//!
//! Both stand on the company in memory ([`crate::stage`]) and so on the same rules as the server. Nothing of it is a
//! case: nothing is stored, mailed or entered into a ledger. Deliberately absent: words and pages.

mod cast;
mod fields;
pub mod monte;
mod offers;
mod play;
#[cfg(test)]
mod tests;
mod write;

pub use cast::Cast;
pub use fields::glimpse;
pub use offers::{ChoiceOffer, Offer, StartOffer, offers, offers_of, starts};
pub use play::{Move, Play, Typed, Wrong};
pub use write::{added, book, story};
