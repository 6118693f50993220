//! What follows from a command in other cases: called cases begin, end and answer, messages arrive. All of it belongs
//! to the command's own transaction; each step has its own ledger entry, which names the entry that caused it.
//!
//! A step that its case refuses refuses the whole, and nothing has happened anywhere. Deliberately absent: retries and
//! queues between cases; what has been committed needs nothing more.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use guicheng_core::case::{Address, Caller, Command, Effect, Message};
use guicheng_core::form;
use guicheng_core::ledger;
use guicheng_core::limits;
use guicheng_core::policy::OnError;
use guicheng_core::value::{Map, Moment, Value};

use super::carry::{Carry, Done, Stepped, load};
use super::fill::Filled;
use super::personal::{keep, seal};
use super::{Inner, ServiceError, shared};
use crate::edge::new_id;
use crate::store::tables::case::{InstanceRow, InstanceStatus};
use crate::store::{Tx, Unit};

/// Something to be done in another case.
struct Onward {
    /// The case that wants it.
    from: String,
    /// Number of the entry that caused it.
    cause: i64,
    effect: Effect,
}

/// A command's further steps.
pub(super) struct Cascade<'a> {
    inner: &'a Inner,
    actor: ledger::Actor,
    now: Moment,
    waiting: VecDeque<Onward>,
}

/// Whether an effect is for another case.
fn leads_on(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Call { .. }
            | Effect::CancelCall { .. }
            | Effect::Deliver { .. }
            | Effect::LockReleased { .. }
            | Effect::Folder { .. }
    )
}

impl<'a> Cascade<'a> {
    /// What follows from a command's first step. `None` if nothing does, as nearly always.
    pub(super) fn after(carry: &Carry<'a>, first: &Stepped) -> Option<Cascade<'a>> {
        if !first.effects.iter().any(leads_on) {
            return None;
        }
        // Who acted caused the rest, too; what gave the right there is the first entry alone.
        let actor = ledger::Actor { authority: "cascade".to_owned(), ..carry.actor.clone() };
        let mut cascade = Cascade { inner: carry.inner, actor, now: carry.now, waiting: VecDeque::new() };
        cascade.take(carry.instance, first);
        Some(cascade)
    }

    /// Carries out all that waits, in order. `done` learns what becomes of the case that the command was about.
    pub(super) async fn run(
        mut self,
        tx: &mut Tx,
        unit: &mut Option<Unit>,
        done: &mut Done,
    ) -> Result<(), ServiceError> {
        let mut count = 0;
        while let Some(Onward { from, cause, effect }) = self.waiting.pop_front() {
            count += 1;
            if count > limits::DELIVERIES {
                let limit = limits::DELIVERIES.to_string();
                return Err(ServiceError::refused("too-many-messages", [("limit", limit)]));
            }
            let stepped = match effect {
                Effect::Call { call, id, policy, fields, wait } => {
                    let caller = Caller { instance: from, call, id, wait };
                    Some(self.call(tx, unit, caller, &policy, fields, cause).await?)
                }
                Effect::CancelCall { call } => match called(tx, unit, &from, call).await? {
                    Some(case) => self.step(tx, unit, case, Command::Cancel, cause).await?,
                    None => None,
                },
                Effect::Deliver { to, message } => {
                    let case = match to {
                        Address::Call(call) => called(tx, unit, &from, call).await?,
                        Address::Case(case) => Some(case),
                    };
                    match case {
                        Some(case) => self.step(tx, unit, case, Command::Deliver { message }, cause).await?,
                        None => None,
                    }
                }
                Effect::LockReleased { lock, .. } => {
                    match shared::next_holder(tx, unit.as_ref(), &lock).await? {
                        Some((case, place)) => {
                            self.step(tx, unit, case, Command::Granted { place }, cause).await?
                        }
                        None => None,
                    }
                }
                Effect::Folder { folder, set } => {
                    self.folder_changed(tx, unit, done, (&from, &folder), set, cause).await?;
                    None
                }
                _ => None,
            };
            if let Some((case, stepped)) = stepped {
                done.learn(&case, &stepped);
                self.take(&case, &stepped);
            }
        }
        Ok(())
    }

    /// Cases of the folder that listen for it are told.
    async fn folder_changed(
        &mut self,
        tx: &mut Tx,
        unit: &mut Option<Unit>,
        done: &mut Done,
        (from, folder): (&str, &str),
        set: Map,
        cause: i64,
    ) -> Result<(), ServiceError> {
        for case in shared::members(tx, unit.as_ref(), folder).await?.into_iter().filter(|case| case != from)
        {
            let loaded = load(tx, unit.as_ref(), &case).await?;
            let library = self.inner.library_with(&loaded.pins, &loaded.row.policy).await?;
            if !library.policy(&loaded.row.policy).is_some_and(|policy| policy.listens_to("folder.changed")) {
                continue;
            }
            let (event, data) = ("folder.changed".to_owned(), Value::Map(set.clone()));
            if let Some((case, stepped)) =
                self.step(tx, unit, case, Command::Signal { event, data }, cause).await?
            {
                done.learn(&case, &stepped);
                self.take(&case, &stepped);
            }
        }
        Ok(())
    }

    fn take(&mut self, from: &str, stepped: &Stepped) {
        let effects = stepped.effects.iter().filter(|effect| leads_on(effect));
        self.waiting.extend(effects.map(|effect| Onward {
            from: from.to_owned(),
            cause: stepped.entry,
            effect: effect.clone(),
        }));
    }

    /// A step of a case that is there; what comes for one that has ended is lost.
    async fn step(
        &self,
        tx: &mut Tx,
        unit: &mut Option<Unit>,
        case: String,
        command: Command,
        cause: i64,
    ) -> Result<Option<(String, Stepped)>, ServiceError> {
        let loaded = match load(tx, unit.as_ref(), &case).await {
            Ok(loaded) if loaded.row.status == InstanceStatus::Active => loaded,
            Ok(_) | Err(ServiceError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let library = self.inner.library_with(&loaded.pins, &loaded.row.policy).await?;
        let (policy, pins) = (loaded.row.policy.clone(), loaded.pins.clone());
        let carry = self.carry(&library, &policy, &case, pins);
        let stepped = carry.one(tx, unit, Some(loaded), &command, Some(cause)).await?;
        Ok(Some((case, stepped)))
    }

    fn carry<'c>(
        &self,
        library: &'c super::Books,
        policy: &'c str,
        instance: &'c str,
        pins: BTreeMap<String, guicheng_core::value::Hash>,
    ) -> Carry<'c>
    where
        'a: 'c,
    {
        Carry {
            inner: self.inner,
            library,
            policy,
            instance,
            pins,
            actor: self.actor.clone(),
            now: self.now,
            signature: None,
        }
    }

    /// Another policy's case begins. If it cannot, the caller is told by an event or refused, as its policy wants it.
    async fn call(
        &self,
        tx: &mut Tx,
        unit: &mut Option<Unit>,
        caller: Caller,
        policy: &str,
        fields: Map,
        cause: i64,
    ) -> Result<(String, Stepped), ServiceError> {
        let (from, call) = (caller.instance.clone(), caller.call);
        let entries = unit.as_ref().map(Unit::seq);
        let (event, error) = match self.begin(tx, unit, caller, policy, fields, cause).await {
            Ok(begun) => return Ok(begun),
            Err(ServiceError::Store(error)) => return Err(error.into()),
            // Its entry is in the unit already: there is no way back but to give up the whole.
            Err(error) if unit.as_ref().map(Unit::seq) != entries => return Err(error),
            Err(error @ ServiceError::Fields(_)) => ("error.execution", error),
            Err(error) => ("error.communication", error),
        };
        let loaded = load(tx, unit.as_ref(), &from).await?;
        let library = self.inner.library_with(&loaded.pins, &loaded.row.policy).await?;
        let raises = library.policy(&loaded.row.policy).is_some_and(|p| p.on_error == OnError::Raise);
        if !raises {
            return Err(error);
        }
        let data = Value::Text(error.code().to_owned());
        let message = Message { call: Some(call), platform: true, ..Message::new(event, data) };
        let told = self.step(tx, unit, from, Command::Deliver { message }, cause).await?;
        told.ok_or(error)
    }

    /// Runs under what is in force now: the caller's pins do not bind whom it calls.
    async fn begin(
        &self,
        tx: &mut Tx,
        unit: &mut Option<Unit>,
        caller: Caller,
        policy: &str,
        fields: Map,
        cause: i64,
    ) -> Result<(String, Stepped), ServiceError> {
        let library = self.inner.books(tx).await?;
        let found = library.policy(policy).ok_or_else(|| ServiceError::not_found("no-such-policy"))?;
        let filled = match library.form_of(found) {
            Some(form) => {
                form::given(form, &found.given_to_record(&fields)).map_err(ServiceError::Fields)?;
                seal(form, fields)
            }
            None => Filled { fields, ..Filled::default() },
        };
        let instance = new_id(self.now).simple().to_string();
        let carry = self.carry(&library, policy, &instance, library.pins(policy));
        let command = Command::Start { fields: filled.fields, caller: Some(caller) };
        let stepped = carry.one(tx, unit, None, &command, Some(cause)).await?;
        if let Some(unit) = unit {
            keep(unit, &instance, filled.personal);
        }
        Ok((instance, stepped))
    }
}

/// The case that another one called, by the call's number there; also one of this very transaction.
async fn called(
    tx: &mut Tx,
    unit: &Option<Unit>,
    parent: &str,
    call: u64,
) -> Result<Option<String>, ServiceError> {
    let number = i64::try_from(call).unwrap_or(i64::MAX);
    let is_it = |row: &Arc<InstanceRow>| row.parent.as_deref() == Some(parent) && row.call_no == Some(number);
    let pending = unit.as_ref().and_then(|unit| unit.pending::<InstanceRow>().flatten().find(is_it));
    match pending {
        Some(row) => Ok(Some(row.id.clone())),
        None => Ok(tx.read().instance_called(parent, number).await?.map(|row| row.id)),
    }
}
