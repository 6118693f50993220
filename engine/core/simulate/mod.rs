//! Trying a policy before it is in force: step by step, or thousands of cases by chance ([`monte`]).
//!
//! Both stand on the company in memory ([`crate::stage`]) and so on the same rules as the server. Nothing of it is a
//! case: nothing is stored, mailed or entered into a ledger. Deliberately absent: words and pages.

mod cast;
pub mod monte;
mod offers;

pub use cast::Cast;
pub use offers::{ChoiceOffer, Offer, StartOffer, offers, offers_of, starts};
