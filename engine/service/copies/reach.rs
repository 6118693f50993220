//! Who may act on a copy, as the transaction finds it: those through whom it was issued, and the post that keeps the list
//! of copies. For everybody else, and through a mail's link, there is no such copy.

use guicheng_core::ledger;
use guicheng_core::value::Moment;

use super::super::{Caller, Inner, ServiceError, Via};
use crate::limits;
use crate::store::Tx;
use crate::store::tables::case::InstanceRow;
use crate::store::tables::change::CopyRow;

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

fn missing() -> ServiceError {
    ServiceError::not_found("no-such-copy")
}

pub(super) fn actor(caller: &Caller, post: Option<&str>) -> ledger::Actor {
    ledger::Actor {
        person: Some(caller.person.clone()),
        post: post.map(str::to_owned),
        authority: caller.authority(post),
    }
}

/// Finds the copy and judges the caller anew.
///
/// # Errors
/// The caller has lost their rights meanwhile; there is no such copy.
pub(super) async fn reach(
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
    let began = case.is_some_and(|case| case.started_by.as_deref() == Some(&caller.person));
    let held = inner.staffing(tx).await?.of(&caller.person, now);
    let keeps = caller.holds(limits::COPIES_POST) && held.iter().any(|held| held.post == limits::COPIES_POST);
    Ok(Reached { through: began || copy.issued_by == caller.person, keeps, copy: (*copy).clone() })
}
