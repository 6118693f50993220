//! Copies on their way back: called back by hand, and given back.
//!
//! Calling back is of an order: its copies lie with one holder. They are void at once, also for whoever scans them, and
//! the case that keeps them is told in the same transaction, so that its policy asks for them back. Deliberately absent:
//! the recall of what is no longer in force, which is the policy's (`register`).

use guicheng_core::ledger;
use guicheng_core::value::Map;
use serde_json::json;

use super::super::changes::signal;
use super::super::timers::plain_entry;
use super::super::{Caller, Service, ServiceError};
use super::register::copies_of;
use super::standing::{Standing, standing};
use crate::limits;
use crate::store::tables::change::CopyRow;
use crate::store::{Outcome, Unit};

/// The event by which a case learns that its copies are called back.
const RECALLED: &str = "recalled";

impl Service {
    /// Says that a copy was given back; whoever keeps the list of copies, who issued it, or who asked for it.
    ///
    /// # Errors
    /// Not found for everybody else; `copy-returned` when it was given back before.
    pub async fn return_copy(&self, caller: &Caller, number: &str) -> Result<(), ServiceError> {
        self.on_copy(caller, number, async |hand, tx, reached| {
            let reached = reached.or_keeper()?;
            if reached.copy.returned_at.is_some() {
                return Err(ServiceError::refused("copy-returned", []));
            }
            let (now, body) = (hand.now, json!({ "copy": reached.copy.number }));
            let entry = plain_entry("copy-returned", now, reached.actor(hand.caller), body);
            let instance = reached.copy.instance.clone();
            let mut unit = Unit::new(tx, ledger::Entry { instance, ..entry });
            unit.put(CopyRow { returned_at: Some(now), ..reached.copy });
            Ok(Outcome::Changed(unit, ()))
        })
        .await
    }

    /// Calls back a copy with all that were issued together with it and are still out, while their revision is in force.
    /// Returns their numbers. Whoever keeps the list of copies, who issued them, or who asked for them.
    ///
    /// # Errors
    /// Not found for everybody else; `copy-reason` without a reason or with one of more than 2,000 characters;
    /// `copy-void` when it is void already.
    pub async fn recall_copies(
        &self,
        caller: &Caller,
        number: &str,
        reason: &str,
    ) -> Result<Vec<String>, ServiceError> {
        caller.may_change()?;
        let reason = reason.trim().to_owned();
        if reason.is_empty() || reason.chars().count() > limits::OPINION_CHARS {
            return Err(ServiceError::refused("copy-reason", [("limit", limits::OPINION_CHARS.to_string())]));
        }
        let numbers = self
            .on_copy(caller, number, async move |hand, tx, reached| {
                let (reached, now) = (reached.or_keeper()?, hand.now);
                let revisions = tx.read().revisions(&reached.copy.document).await?;
                if let Standing::Void(since) = standing(&reached.copy, &revisions, now) {
                    return Err(ServiceError::refused("copy-void", [("at", since.0.to_string())]));
                }
                let case = reached.copy.instance.clone();
                let mut out = match &case {
                    None => vec![reached.copy.clone()],
                    Some(case) => copies_of(tx, None, case).await?,
                };
                out.retain(|copy| copy.recalled_at.is_none() && copy.returned_at.is_none());
                let numbers: Vec<String> = out.iter().map(|copy| copy.number.clone()).collect();
                let body = json!({ "copies": numbers, "reason": reason });
                let actor = reached.actor(hand.caller);
                let entry = plain_entry("copy-recalled", now, actor.clone(), body);
                let mut unit = Unit::new(tx, ledger::Entry { instance: case.clone(), ..entry });
                for copy in out {
                    let recalled_by = Some(hand.caller.person.clone());
                    unit.put(CopyRow { recalled_at: Some(now), recalled_by, ..copy });
                }
                let mut unit = Some(unit);
                if let Some(case) = case {
                    signal(hand.inner, tx, &mut unit, actor, RECALLED, Map::new(), &case, now).await?;
                }
                let unit = unit.ok_or_else(|| ServiceError::Broken("no unit".into()))?;
                Ok(Outcome::Changed(unit, numbers))
            })
            .await?;
        self.ring();
        Ok(numbers)
    }
}
