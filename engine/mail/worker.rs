//! Sends what is in the outbox.
//!
//! A mail is taken in one transaction, sent outside of any, and marked in another. Whoever dies between the relay's yes
//! and the mark leaves it to be sent once more, with the same Message-ID: the one window that SMTP leaves open. Workers
//! of several nodes exclude each other by the writer's lock: each takes only rows that are due when it reads them there,
//! and puts their next time behind its lease. Deliberately absent: any decision whether somebody gets a mail, and rows
//! that are held or shown, which no query here finds.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::compose::LINK_PLACEHOLDER;
use super::delivery::{self, Failure, Reason};
use super::message::{Outgoing, Sender, build};
use super::smtp::{Relay, Said, Session, Trouble};
use crate::edge::Clock;
use crate::limits;
use crate::store::tables::mail::{MailStatus, OutboxRow};
use crate::store::{Chores, Outcome, Page, Store, StoreError, Wants};

/// Who learns of mails that won't go out.
pub trait Incidents: Send + Sync + 'static {
    /// Writes the row as [`delivery::given_up`] makes it of the present one, the incident and its entry, all in one
    /// commit; nothing if that is `None`. After an error the mail is tried again when its lease is over.
    fn mail_failed(&self, failure: Failure) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Who knows where a mail's link leads.
pub trait Links: Send + Sync + 'static {
    /// The address for a mail that holds [`LINK_PLACEHOLDER`].
    fn link(&self, mail: &OutboxRow) -> impl Future<Output = Result<String, StoreError>> + Send;
}

/// What a worker needs.
pub struct Worker<S> {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub relay: Relay,
    pub sender: Sender,
    pub service: Arc<S>,
    /// Rung (`notify_one`) after a commit that wrote mails, and when the demo's clock was moved.
    pub wake: Arc<Notify>,
    /// No other process works on this database (SQLite): what is still marked as being sent when this one starts was left
    /// by one that died, and need not wait for the end of its lease.
    pub alone: bool,
}

/// A mail that this worker has taken.
#[derive(Clone)]
struct Taken {
    row: OutboxRow,
    attempt: i64,
}

impl<S: Incidents + Links> Worker<S> {
    /// Works until `stop` is done, and then finishes the mails it has taken, which a slow relay can make a matter of
    /// minutes; who can't wait may drop this future: it is as if the process had died.
    pub async fn run(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut freed = !self.alone;
        loop {
            let pass = async {
                if !freed {
                    self.free().await?;
                    freed = true;
                }
                self.pass().await
            };
            let wait = match pass.await {
                Ok(0) => self.until_next().await,
                Ok(_) => Duration::ZERO,
                Err(error) => {
                    tracing::warn!(%error, "the outbox can't be read or written");
                    limits::MAIL_POLL
                }
            };
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = self.wake.notified(), if !wait.is_zero() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Sends what is due now, up to a batch of it; says how many mails that was.
    pub async fn pass(self: &Arc<Self>) -> Result<usize, StoreError> {
        let taken = self.take().await?;
        let count = taken.len();
        let lanes = count.min(limits::SMTP_SESSIONS);
        let mut running = JoinSet::new();
        for lane in 0..lanes {
            let mails: Vec<Taken> = taken.iter().skip(lane).step_by(lanes).cloned().collect();
            let worker = Arc::clone(self);
            running.spawn(async move { worker.carry(mails).await });
        }
        let mut result = Ok(count);
        while let Some(carried) = running.join_next().await {
            match carried {
                Ok(Ok(())) => {}
                Ok(Err(error)) => result = Err(error),
                // What it had taken is tried again when the lease is over.
                Err(error) => tracing::error!(%error, "a lane of the mail worker broke"),
            }
        }
        result
    }

    /// Makes mails due that a worker before this one was sending when it died.
    async fn free(&self) -> Result<(), StoreError> {
        let left = self.store.read().outbox(Some(MailStatus::Sending), None, Page::FIRST).await?;
        let now = self.clock.now();
        self.change(left.into_iter().map(|row| row.id).collect(), move |row| delivery::freed(row, now))
            .await?;
        Ok(())
    }

    /// Takes due mails: looks for them outside, and again at each under the writer's lock.
    async fn take(&self) -> Result<Vec<Taken>, StoreError> {
        let now = self.clock.now();
        let due = self.store.read().due_mails(now, limits::MAIL_BATCH).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let ids = due.into_iter().map(|row| row.id).collect();
        let rows = self.change(ids, move |row| delivery::taken(row, now)).await?;
        Ok(rows.into_iter().map(|row| Taken { attempt: row.attempts, row }).collect())
    }

    /// Changes rows as they are now, each if `how` says so; returns the changed ones.
    async fn change(
        &self,
        ids: Vec<String>,
        how: impl Fn(&OutboxRow) -> Option<OutboxRow> + Send + 'static,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        let wants = ids.iter().fold(Wants::none(), |wants, id| wants.row::<OutboxRow>(id));
        self.store
            .write(wants, async move |tx| {
                let (mut chores, mut changed) = (Chores::new(), Vec::new());
                for id in &ids {
                    let row = tx.get::<OutboxRow>(id).await?;
                    if let Some(row) = row.and_then(|row| how(&row)) {
                        chores.put(row.clone());
                        changed.push(row);
                    }
                }
                Ok(if changed.is_empty() { Outcome::Same(changed) } else { chores.answer(changed) })
            })
            .await
    }

    /// Sends mails one after another over one connection, as far as it holds.
    async fn carry(&self, mails: Vec<Taken>) -> Result<(), StoreError> {
        let mut session: Option<Session> = None;
        // Where the relay can't be reached, one try speaks for all mails of the lane. (A mail that fails later speaks for
        // itself only: one that the relay chokes on must not drag the others along.)
        let mut away: Option<Said> = None;
        for mail in mails {
            let outgoing = match self.write(&mail.row).await? {
                Ok(outgoing) => outgoing,
                Err(unfit) => {
                    self.give_up(&mail, Reason::Unfit, &unfit).await?;
                    continue;
                }
            };
            if away.is_none() && !session.as_ref().is_some_and(Session::is_usable) {
                match self.relay.connect().await {
                    Ok(open) => session = Some(open),
                    Err(said) => (session, away) = (None, Some(said)),
                }
            }
            let result = match (&mut session, &away) {
                (Some(session), None) => session.send(&outgoing).await,
                (_, said) => Err(Trouble::Relay(said.clone().unwrap_or_default())),
            };
            self.settle(&mail, result).await?;
        }
        if let Some(session) = session {
            session.close().await;
        }
        Ok(())
    }

    /// The row as a mail with its link; the inner error says why it can't be one.
    async fn write(&self, row: &OutboxRow) -> Result<Result<Outgoing, String>, StoreError> {
        let has_link = row.plain.contains(LINK_PLACEHOLDER) || row.html.contains(LINK_PLACEHOLDER);
        let url = if has_link { self.service.link(row).await? } else { String::new() };
        Ok(build(row, &self.sender, &url).map_err(|unfit| unfit.to_string()))
    }

    /// Writes down how it went.
    async fn settle(&self, mail: &Taken, result: Result<(), Trouble>) -> Result<(), StoreError> {
        let (id, attempt, now) = (mail.row.id.clone(), mail.attempt, self.clock.now());
        let said = match result {
            Ok(()) => {
                self.change(vec![id], move |row| delivery::sent(row, now)).await?;
                return Ok(());
            }
            Err(Trouble::Never(Said { code, words })) => {
                return self.give_up(mail, Reason::Refused(code.unwrap_or(0)), &words).await;
            }
            Err(Trouble::Later(said) | Trouble::Relay(said)) => said,
        };
        if delivery::pause(attempt).is_none() {
            return self.give_up(mail, Reason::Exhausted, &said.words).await;
        }
        // The words may name the recipient: they go into the row, not into the log.
        tracing::warn!(mail = id, attempt, code = said.code, "a mail could not be sent yet");
        self.change(vec![id], move |row| delivery::put_off(row, attempt, now, &said.words)).await?;
        Ok(())
    }

    async fn give_up(&self, mail: &Taken, reason: Reason, said: &str) -> Result<(), StoreError> {
        let (id, attempt) = (mail.row.id.clone(), mail.attempt);
        tracing::warn!(mail = id, attempt, ?reason, "a mail is given up");
        self.service.mail_failed(Failure { mail: id, attempt, reason, said: said.to_owned() }).await
    }

    /// How long nothing is due. Other nodes write mails too, and their bell doesn't ring here.
    async fn until_next(&self) -> Duration {
        let next = match self.store.read().next_mail().await {
            Ok(Some(next)) => next,
            Ok(None) | Err(_) => return limits::MAIL_POLL,
        };
        let micros = next.0.saturating_sub(self.clock.now().0);
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
            .clamp(limits::MAIL_BREATH, limits::MAIL_POLL)
    }
}
