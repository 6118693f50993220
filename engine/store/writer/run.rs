//! The writer's loop: batches, and what becomes of them when the database fails.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::Message;
use super::job::{Effect, Job};
use super::tx::Tx;
use crate::limits;
use crate::store::address::DatabaseUrl;
use crate::store::error::StoreError;

/// Opens the database, says so, and works until everybody who could send a job is gone.
pub(super) async fn run(
    url: DatabaseUrl,
    mut messages: mpsc::Receiver<Message>,
    opened: oneshot::Sender<Result<(), StoreError>>,
) {
    let tx = match Tx::open(&url).await {
        Ok(tx) => tx,
        Err(error) => {
            opened.send(Err(error)).ok();
            return;
        }
    };
    opened.send(Ok(())).ok();
    let mut writer = Loop { url, tx };
    let mut taken = Vec::with_capacity(limits::BATCH);
    let mut closing = None;
    while closing.is_none() && messages.recv_many(&mut taken, limits::BATCH).await > 0 {
        let mut jobs = Vec::with_capacity(taken.len());
        for message in taken.drain(..) {
            match message {
                // Behind a close nobody is served: dropping the job tells its caller.
                _ if closing.is_some() => {}
                Message::Job(job) if job.is_abandoned() => {}
                Message::Job(job) => jobs.push(job),
                Message::Close(done) => closing = Some(done),
            }
        }
        writer.batch(jobs).await;
    }
    messages.close();
    if let Err(error) = writer.tx.close().await {
        tracing::warn!(%error, "closing the writer's connection");
    }
    if let Some(done) = closing {
        done.send(()).ok();
    }
}

struct Loop {
    url: DatabaseUrl,
    tx: Tx,
}

/// Why a batch did not become durable.
struct Failure {
    error: StoreError,
    /// The commit had been sent, so it may have happened all the same.
    committing: bool,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure { error, committing: false }
    }
}

impl Loop {
    /// Runs the jobs, and answers each when it is durable or has failed for good.
    async fn batch(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let Err(error) = self.attempt(&mut jobs).await else {
            return jobs.into_iter().for_each(|job| job.answer());
        };
        // Rows of one job that the schema refuses must not cost the others: each again, alone. Where the database
        // itself fails, nobody would fare better alone.
        let alone = jobs.len() > 1 && !error.is_transient();
        tracing::warn!(%error, jobs = jobs.len(), alone, "a batch failed");
        for mut job in jobs {
            let one = std::slice::from_mut(&mut job);
            let result = if alone { self.attempt(one).await } else { Err(error.clone()) };
            if let Err(error) = result {
                job.fail(error);
            }
            job.answer();
        }
    }

    /// Tries until the jobs are durable, as long as it makes sense to try again.
    async fn attempt(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        let mut tries = 0;
        while !jobs.is_empty() {
            let Err(Failure { error, committing }) = self.once(jobs).await else { break };
            let end = self.tx.leads_to().filter(|_| committing);
            self.tx.roll_back().await;
            if !error.is_transient() {
                return Err(error);
            }
            tries += 1;
            if self.recover(&mut tries).await.is_err() {
                return Err(if committing { unknown(error) } else { error });
            }
            match end {
                // Whether a commit whose answer got lost was made, the ledger tells.
                Some(end) => {
                    if self.tx.has_committed(end).await.map_err(|_| unknown(error.clone()))? {
                        break;
                    }
                    if tries >= limits::COMMIT_TRIES {
                        return Err(error);
                    }
                }
                // A batch of chores alone leaves no trace there, but running it again finds its own rows.
                None if tries >= limits::COMMIT_TRIES => {
                    return Err(if committing { unknown(error) } else { error });
                }
                None => {}
            }
        }
        Ok(())
    }

    /// One transaction with all the jobs.
    async fn once(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), Failure> {
        let tx = &mut self.tx;
        tx.begin().await?;
        tx.load_all(jobs.iter().map(|job| job.wants())).await?;
        for job in jobs {
            let effect = job.run(tx).await;
            if let Some(fault) = tx.take_fault() {
                return Err(fault.into());
            }
            match effect {
                Effect::Changed(unit) => {
                    if let Err(error) = tx.accept(unit) {
                        job.fail(error);
                    }
                }
                Effect::Kept(chores) => tx.accept_chores(chores),
                Effect::Nothing => {}
            }
        }
        tx.flush().await?;
        tx.commit().await.map_err(|error| Failure { error, committing: true })
    }

    /// Gets a connection that works, with growing pauses.
    async fn recover(&mut self, tries: &mut u32) -> Result<(), StoreError> {
        loop {
            tokio::time::sleep(Duration::from_millis(50 << *tries)).await;
            match self.tx.reconnect(&self.url).await {
                Ok(()) => return Ok(()),
                Err(error) if *tries >= limits::COMMIT_TRIES => return Err(error),
                Err(error) => tracing::warn!(%error, "connecting again"),
            }
            *tries += 1;
        }
    }
}

fn unknown(error: StoreError) -> StoreError {
    match error {
        StoreError::Database(cause) => StoreError::Unknown(cause),
        other => other,
    }
}
