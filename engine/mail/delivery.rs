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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang;

    const NOW: Moment = Moment(1_795_413_600_000_000);

    fn row(status: MailStatus, attempts: i64, next_at: Moment) -> OutboxRow {
        OutboxRow {
            id: "m1".to_owned(),
            message_id: "<m1@example.com>".to_owned(),
            cause_seq: 0,
            instance: None,
            task: None,
            recipient_person: None,
            recipient_address: "desk@example.com".to_owned(),
            kind: "task".to_owned(),
            lang: "en".to_owned(),
            subject: String::new(),
            plain: String::new(),
            html: String::new(),
            headers: String::new(),
            created_at: NOW,
            status,
            attempts,
            next_at,
            last_error: None,
            sent_at: None,
        }
    }

    fn failure(attempt: i64) -> Failure {
        Failure { mail: "m1".to_owned(), attempt, reason: Reason::Refused(550), said: "x".repeat(2000) }
    }

    #[test]
    fn only_what_is_due_is_taken() {
        use MailStatus::{Failed, Held, Sending, Sent, Shown, Waiting};
        let later = Moment(NOW.0 + 1);
        for (status, next_at, expected) in [
            (Waiting, NOW, true),
            (Waiting, later, false),
            (Sending, NOW, true),
            (Sending, later, false),
            (Sent, NOW, false),
            (Failed, NOW, false),
            (Held, NOW, false),
            (Shown, NOW, false),
        ] {
            assert_eq!(taken(&row(status, 0, next_at), NOW).is_some(), expected, "{status:?}");
        }
        let mine = taken(&row(Waiting, 2, NOW), NOW).unwrap();
        assert_eq!((mine.status, mine.attempts), (Sending, 3));
        assert_eq!(taken(&mine, NOW), None);
    }

    #[test]
    fn who_comes_late_changes_nothing() {
        let others = row(MailStatus::Sending, 2, NOW);
        assert_eq!(put_off(&others, 1, NOW, "late"), None);
        assert_eq!(given_up(&others, &failure(1), NOW), None);
        let failed = given_up(&others, &failure(2), NOW).unwrap();
        assert_eq!(failed.last_error.as_ref().map(|said| said.chars().count()), Some(limits::MAIL_SAID + 1));
        assert_eq!(given_up(&failed, &failure(2), NOW), None);
        assert_eq!(sent(&failed, NOW), None);
        // It went out all the same: the other's next attempt is not needed.
        let waiting = put_off(&others, 2, NOW, "later").unwrap();
        assert_eq!(sent(&waiting, NOW).unwrap().status, MailStatus::Sent);
    }

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<Duration> = (1..).map_while(pause).collect();
        assert!(pauses.is_sorted() && !pauses.is_empty());
        assert_eq!(pause(0), None);
        assert_eq!(pause(i64::MAX), None);
        let last = i64::try_from(pauses.len()).unwrap() + 1;
        assert_eq!(put_off(&row(MailStatus::Sending, last, NOW), last, NOW, ""), None);
    }

    #[test]
    fn freeing_touches_only_what_was_being_sent() {
        let lost = row(MailStatus::Sending, 1, Moment(NOW.0 + 5));
        assert_eq!(freed(&lost, NOW), Some(row(MailStatus::Waiting, 1, NOW)));
        assert_eq!(freed(&row(MailStatus::Sent, 1, NOW), NOW), None);
    }

    #[test]
    fn every_reason_has_its_sentence() {
        for reason in [Reason::Refused(550), Reason::Exhausted, Reason::Unfit] {
            for lang in lang::Lang::ALL {
                let args: Vec<_> =
                    reason.args().into_iter().map(|(name, value)| (name, value.into())).collect();
                assert!(!lang::t(lang, reason.code(), &args).is_empty());
            }
        }
    }
}
