//! A job on its way: the caller's closure, what it returned, and the channel on which the caller waits.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use super::tx::{Tx, Wants};
use super::unit::{Chores, Outcome, Unit};
use crate::limits;
use crate::store::error::StoreError;

/// What a run of a job asks to be written.
pub(super) enum Effect {
    Changed(Unit),
    Kept(Chores),
    Nothing,
}

/// A job without its types.
pub(super) trait Job: Send {
    fn wants(&self) -> &Wants;

    /// Does nobody wait for the answer any more?
    fn is_abandoned(&self) -> bool;

    /// Runs it; keeps its result and returns what is to be written.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = Effect> + 'a>>;

    /// Makes an error its result.
    fn fail(&mut self, error: StoreError);

    /// Sends the result to the caller.
    fn answer(self: Box<Self>);
}

/// A job with its types.
pub(super) struct Typed<T, E, F> {
    wants: Wants,
    job: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Typed<T, E, F> {
    pub(super) fn new(wants: Wants, job: F, reply: oneshot::Sender<Result<T, E>>) -> Typed<T, E, F> {
        Typed { wants, job, result: None, reply }
    }
}

impl<T, E, F> Job for Typed<T, E, F>
where
    F: AsyncFn(&mut Tx) -> Result<Outcome<T>, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn wants(&self) -> &Wants {
        &self.wants
    }

    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = Effect> + 'a>> {
        Box::pin(async move {
            let run = tokio::time::timeout(limits::JOB_TIME, guarded((self.job)(tx)));
            let result = match run.await {
                Ok(Some(result)) => result,
                Ok(None) => Err(StoreError::Job("panicked").into()),
                Err(_) => Err(StoreError::Job("took too long").into()),
            };
            let (effect, result) = match result {
                Ok(Outcome::Changed(unit, answer)) => (Effect::Changed(unit), Ok(answer)),
                Ok(Outcome::Kept(chores, answer)) => (Effect::Kept(chores), Ok(answer)),
                Ok(Outcome::Same(answer)) => (Effect::Nothing, Ok(answer)),
                Err(error) => (Effect::Nothing, Err(error)),
            };
            self.result = Some(result);
            effect
        })
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        let result = self.result.unwrap_or_else(|| Err(StoreError::Closed.into()));
        // The caller may have gone; what was committed stays committed.
        self.reply.send(result).ok();
    }
}

/// Runs a future to its end; `None` if it panicked. Whatever it was doing with the transaction is not used any more:
/// it returned no unit, and a statement cut off is noticed by the connection.
async fn guarded<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    std::future::poll_fn(|context: &mut Context<'_>| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}
