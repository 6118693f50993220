//! Mail: what is written to people, and how it leaves the house.
//!
//! A mail is composed and put into the outbox in the commit of its cause; a worker sends what is committed. Between the
//! two a mail never changes: its words, its date and its Message-ID are those of the commit, however often it is sent.
//! Deliberately absent: reading mail (nobody answers by mail), pictures and anything that tells when a mail was read,
//! DKIM (the relay signs), and every decision about who gets a mail (that is `service`).

mod clause;
pub mod compose;
pub mod delivery;
pub mod message;
pub mod smtp;
pub mod worker;
mod wrap;

pub use clause::clause_words;
pub use compose::{
    Addressee, Clause, Composed, Deadline, Facts, LINK_PLACEHOLDER, MailKind, Penalty, Text, compose, fill,
};
pub use delivery::{Failure, Reason, given_up};
pub use message::{DEFAULT_SENDER, Sender, shown_headers};
pub use smtp::{Relay, SmtpUrl};
pub use worker::{Incidents, Links, Worker};

use crate::store::tables::mail::MailStatus;

/// The status that a new mail gets. What is held or shown stays so: mails must not flood out when SMTP is set later.
/// Without SMTP no worker runs; what waited when it was taken away goes on waiting, so a start without the flag loses
/// nothing.
pub fn first_status(held: bool, smtp: bool) -> MailStatus {
    match (held, smtp) {
        (true, _) => MailStatus::Held,
        (false, false) => MailStatus::Shown,
        (false, true) => MailStatus::Waiting,
    }
}
