//! The one writer of a node: takes what waits, runs it in one transaction, commits once, then answers everybody.
//!
//! It has a thread of its own with a small runtime: jobs compute (charts, guards), and that must not hold up the pages;
//! and their futures need not move between threads. See `engine/decisions/0002-one-writer.md`.

mod job;
mod run;
mod shelf;
mod tx;
mod unit;

use tokio::sync::{mpsc, oneshot};

use self::job::{Job, Typed};
use super::address::DatabaseUrl;
use super::error::StoreError;
use crate::limits;

pub use self::tx::{Tx, Wants};
pub use self::unit::{Chores, Outcome, Unit};

/// What is sent to the writer's thread.
enum Message {
    Job(Box<dyn Job>),
    /// Finish what came before, close the connection, then say so.
    Close(oneshot::Sender<()>),
}

/// The way to the writer's thread.
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
}

impl Writer {
    /// Starts the thread; returns when the database is open and its schema up to date.
    pub(super) async fn start(url: DatabaseUrl) -> Result<Writer, StoreError> {
        let (queue, messages) = mpsc::channel(limits::QUEUE);
        let (opened, open) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::from(sqlx::Error::Io(error)))?;
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || runtime.block_on(run::run(url, messages, opened)))
            .map_err(|error| StoreError::from(sqlx::Error::Io(error)))?;
        open.await.map_err(|_| StoreError::Closed)??;
        Ok(Writer { queue })
    }

    /// No thread: whoever sends a job is told that it is closed.
    pub(super) fn none() -> Writer {
        Writer { queue: mpsc::channel(1).0 }
    }

    pub(super) async fn run<T, E, F>(&self, wants: Wants, job: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<Outcome<T>, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Message::Job(Box::new(Typed::new(wants, job, reply)));
        self.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    pub(super) async fn close(&self) {
        let (closed, close) = oneshot::channel();
        // An error of either means that the thread has ended already.
        if self.queue.send(Message::Close(closed)).await.is_ok() {
            close.await.ok();
        }
    }
}
