//! Who may act on a copy: those through whom it was issued, and the post that keeps the list of copies. For everybody
//! else, and through a mail's link, there is no such copy.

use guicheng_core::ledger;
use guicheng_core::value::Moment;

use super::super::{Caller, Inner, Service, ServiceError, Via};
use crate::limits;
use crate::store::tables::case::InstanceRow;
use crate::store::tables::change::CopyRow;
use crate::store::{Outcome, Tx, Wants};

/// A copy with what the caller is to it.
pub(super) struct Reached {
    pub(super) copy: CopyRow,
    /// It was issued by the caller, or the caller began the case that asked for it.
    pub(super) through: bool,
    /// The caller holds the post that keeps the list of copies.
    pub(super) keeps: bool,
}

impl Reached {
    /// Only for those through whom it was issued.
    pub(super) fn only_through(self) -> Result<CopyRow, ServiceError> {
        if self.through { Ok(self.copy) } else { Err(missing()) }
    }

    /// For whoever keeps the list, too.
    pub(super) fn or_keeper(self) -> Result<Reached, ServiceError> {
        if self.through || self.keeps { Ok(self) } else { Err(missing()) }
    }

    /// The caller, by the post that keeps the list where they hold it.
    pub(super) fn actor(&self, caller: &Caller) -> ledger::Actor {
        actor(caller, self.keeps.then_some(limits::COPIES_POST))
    }
}

/// Whether a copy was issued by the caller, or the caller began the case that asked for it.
pub(super) fn through(caller: &Caller, copy: &CopyRow, case: Option<&InstanceRow>) -> bool {
    let began = case.is_some_and(|case| case.started_by.as_deref() == Some(&caller.person));
    began || copy.issued_by == caller.person
}

pub(super) fn missing() -> ServiceError {
    ServiceError::not_found("no-such-copy")
}

pub(super) fn actor(caller: &Caller, post: Option<&str>) -> ledger::Actor {
    ledger::Actor {
        person: Some(caller.person.clone()),
        post: post.map(str::to_owned),
        authority: caller.authority(post),
    }
}

/// Finds the copy as the transaction has it and judges the caller anew.
///
/// # Errors
/// The caller has lost their rights meanwhile; there is no such copy.
async fn reach(
    inner: &Inner,
    tx: &mut Tx,
    caller: &Caller,
    number: &str,
    now: Moment,
) -> Result<Reached, ServiceError> {
    inner.judge(tx, caller, now).await?;
    if matches!(caller.via, Via::Link { .. }) {
        return Err(missing());
    }
    let copy = tx.get::<CopyRow>(number).await?.ok_or_else(missing)?;
    let case = match &copy.instance {
        Some(case) => tx.get::<InstanceRow>(case.as_str()).await?,
        None => None,
    };
    let held = inner.staffing(tx).await?.of(&caller.person, now);
    let keeps = caller.holds(limits::COPIES_POST) && held.iter().any(|held| held.post == limits::COPIES_POST);
    Ok(Reached { through: through(caller, &copy, case.as_deref()), keeps, copy: (*copy).clone() })
}

/// A copy in somebody's hands, inside the transaction that does something with it.
pub(super) struct Hand<'a> {
    pub(super) inner: &'a Inner,
    pub(super) caller: &'a Caller,
    pub(super) now: Moment,
}

impl Service {
    /// Does something with a copy in one transaction, for whoever can reach it.
    pub(super) async fn on_copy<T, F>(&self, caller: &Caller, number: &str, act: F) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: AsyncFn(Hand<'_>, &mut Tx, Reached) -> Result<Outcome<T>, ServiceError> + Send + 'static,
    {
        caller.may_change()?;
        let (inner, caller, number) = (self.inner.clone(), caller.clone(), number.to_owned());
        self.inner
            .store
            .write(Wants::none().row::<CopyRow>(number.as_str()), async move |tx| {
                let now = inner.clock.now();
                let reached = reach(&inner, tx, &caller, &number, now).await?;
                act(Hand { inner: &inner, caller: &caller, now }, tx, reached).await
            })
            .await
    }
}
