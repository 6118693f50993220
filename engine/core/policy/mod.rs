//! Policies: what the file says, compiled into charts with the work that people do in them.
//!
//! Deliberately absent: running them (see `case`), and judging them against the rest of the company's documents
//! (see `check`).

mod call;
mod figures;
mod model;
mod number;
mod read;
mod walk;

#[cfg(test)]
mod tests;

pub use call::CallRule;
pub use figures::{Figure, Figures, Shared};
pub use model::{
    Action, After, Binding, Choice, Complete, Decide, Escalation, Expr, ForEach, Length, MailTo, NameUse,
    Naming, OnError, OverdueRule, Payload, Per, Policy, PolicyChart, Promise, ProposeKind, Quota, Recipient,
    Schedule, ScriptId, Send, Sentence, Signer, Start, StateWork, TaskRule, Work,
};
pub use number::{NumberFormat, NumberPart, SerialPer};
pub use read::{SharedDocuments, read, read_alone, read_shared, read_with, value_of};
