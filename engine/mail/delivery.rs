//! How a mail's row changes on its way: taken, sent, put off, given up.
//!
//! Pure, and each step asks first whether it is still its turn: a worker that was away for longer than its lease must not
//! undo what another one did meanwhile. The number of the attempt tells whose turn it is. Deliberately absent: chance in
//! the pauses. A relay serves one house, there is no crowd to be spread out, and a schedule can be explained.

use std::time::Duration;

use guicheng_core::value::Moment;

use super::wrap::excerpt;
use crate::limits;
use crate::store::tables::mail::{MailStatus, OutboxRow};

/// What an incident's sentence is called in the language files (`mail-incident-…`) and what goes into it. Nothing of it
/// is personal: it may go into the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The relay refused the recipient or the mail for good, with this code.
    Refused(u16),
    /// Every attempt failed.
    Exhausted,
    /// The row is no mail: its address can't be one.
    Unfit,
}

impl Reason {
    /// The sentence's key.
    pub fn code(self) -> &'static str {
        match self {
            Reason::Refused(_) => "mail-incident-refused",
            Reason::Exhausted => "mail-incident-exhausted",
            Reason::Unfit => "mail-incident-unfit",
        }
    }

    /// The sentence's arguments, for a JSON object: `code`, the relay's answer.
    pub fn args(self) -> Vec<(&'static str, i64)> {
        match self {
            Reason::Refused(code) => vec![("code", code.into())],
            Reason::Exhausted | Reason::Unfit => Vec::new(),
        }
    }
}

/// A mail that won't go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The row's id.
    pub mail: String,
    /// Which attempt found that out.
    pub attempt: i64,
    pub reason: Reason,
    /// What the relay said; may name the recipient. [`given_up`] writes it into the row; it belongs nowhere else.
    pub said: String,
}

/// Takes a mail that is due, for the length of a lease. `None`: it isn't due (any more).
pub fn taken(row: &OutboxRow, now: Moment) -> Option<OutboxRow> {
    let open = matches!(row.status, MailStatus::Waiting | MailStatus::Sending);
    (open && row.next_at <= now).then(|| OutboxRow {
        status: MailStatus::Sending,
        attempts: row.attempts + 1,
        next_at: later(now, limits::MAIL_LEASE),
        ..row.clone()
    })
}

/// The relay has it. Also for one that another worker has taken meanwhile: it went out, and once is enough.
pub fn sent(row: &OutboxRow, now: Moment) -> Option<OutboxRow> {
    let open = matches!(row.status, MailStatus::Waiting | MailStatus::Sending);
    open.then(|| OutboxRow {
        status: MailStatus::Sent,
        next_at: now,
        last_error: None,
        sent_at: Some(now),
        ..row.clone()
    })
}

/// The pause before the attempt after this one; `None` when it was the last.
pub fn pause(attempt: i64) -> Option<Duration> {
    usize::try_from(attempt - 1).ok().and_then(|index| limits::MAIL_PAUSES.get(index).copied())
}

/// Not this time: waits for its next attempt.
pub fn put_off(row: &OutboxRow, attempt: i64, now: Moment, said: &str) -> Option<OutboxRow> {
    let pause = pause(attempt)?;
    is_turn(row, attempt).then(|| OutboxRow {
        status: MailStatus::Waiting,
        next_at: later(now, pause),
        last_error: Some(excerpt(said, limits::MAIL_SAID)),
        ..row.clone()
    })
}

/// Never. Written by the service, in the commit of the incident. `None`: it is no longer that attempt's turn, so there is
/// nothing to report either.
pub fn given_up(row: &OutboxRow, failure: &Failure, now: Moment) -> Option<OutboxRow> {
    is_turn(row, failure.attempt).then(|| OutboxRow {
        status: MailStatus::Failed,
        next_at: now,
        last_error: Some(excerpt(&failure.said, limits::MAIL_SAID)),
        ..row.clone()
    })
}

/// Free again at once, after the only worker that could hold it has ended.
pub fn freed(row: &OutboxRow, now: Moment) -> Option<OutboxRow> {
    (row.status == MailStatus::Sending).then(|| OutboxRow {
        status: MailStatus::Waiting,
        next_at: now.min(row.next_at),
        ..row.clone()
    })
}

fn is_turn(row: &OutboxRow, attempt: i64) -> bool {
    row.status == MailStatus::Sending && row.attempts == attempt
}

fn later(now: Moment, by: Duration) -> Moment {
    Moment(now.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}
