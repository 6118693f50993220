//! Messages between cases: each is carried out on its receiver, in order, until none is left; all or nothing.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Refused, Stage};
use crate::case::{Actor, Address, Caller, Command, Effect, Message, Outcome, Status};
use crate::limits;
use crate::policy::{OnError, Policy};
use crate::value::{Map, Value};

/// What has to be done elsewhere, with the case that wants it.
pub(super) type Onward = VecDeque<(usize, Effect)>;

/// Whether an effect is for another case.
pub(super) fn leads_on(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Call { .. }
            | Effect::CancelCall { .. }
            | Effect::Deliver { .. }
            | Effect::LockReleased { .. }
            | Effect::Folder { .. }
    )
}

impl Stage {
    /// The instance id that others address a case by.
    pub fn instance(case: usize) -> String {
        format!("case-{}", case + 1)
    }

    /// The case of an instance id or number.
    pub fn find(&self, instance: &str) -> Option<usize> {
        let numbered = instance.strip_prefix("case-").and_then(|n| n.parse::<usize>().ok()?.checked_sub(1));
        let by_number = || self.cases.iter().position(|c| c.snapshot.number.as_deref() == Some(instance));
        numbered.filter(|index| *index < self.cases.len()).or_else(by_number)
    }

    /// The case that another one called, by the call's number there.
    pub fn called(&self, caller: usize, call: u64) -> Option<usize> {
        let caller = Stage::instance(caller);
        let by_it = |by: &Caller| by.instance == caller && by.call == call;
        self.cases.iter().position(|case| case.snapshot.caller.as_ref().is_some_and(by_it))
    }

    /// Carries a command out, and all that follows from it in other cases.
    pub(super) fn carry_out(
        &mut self,
        case: Option<usize>,
        policy: &Arc<Policy>,
        command: &Command,
        actor: Actor,
    ) -> Result<usize, Refused> {
        let outcome = self.step(case, policy, command, &actor)?;
        let undo = outcome.effects.iter().any(leads_on).then(|| self.clone());
        let mut onward = Onward::new();
        let index = self.keep(case, policy, command, &actor, outcome, &mut onward);
        let Some(undo) = undo else { return Ok(index) };
        match self.cascade(onward, &actor) {
            Ok(()) => Ok(index),
            Err(refused) => {
                // What was exercised on the way to a refusal counts all the same.
                let seen = std::mem::take(&mut self.seen);
                *self = Stage { seen, ..undo };
                Err(refused)
            }
        }
    }

    fn cascade(&mut self, mut onward: Onward, actor: &Actor) -> Result<(), Refused> {
        let mut count = 0;
        while let Some((from, effect)) = onward.pop_front() {
            count += 1;
            if count > limits::DELIVERIES {
                return Err(Refused::new("too-many-messages", &limits::DELIVERIES.to_string()));
            }
            match effect {
                Effect::Call { call, id, policy, fields, wait } => {
                    let caller = Caller { instance: Stage::instance(from), call, id, wait };
                    self.call(from, caller, &policy, fields, actor, &mut onward)?;
                }
                Effect::CancelCall { call } => {
                    if let Some(case) = self.called(from, call) {
                        self.onward(case, Command::Cancel, actor, &mut onward)?;
                    }
                }
                Effect::Deliver { to, message } => {
                    let case = match &to {
                        Address::Call(call) => self.called(from, *call),
                        Address::Case(instance) => self.find(instance),
                    };
                    if let Some(case) = case {
                        self.onward(case, Command::Deliver { message }, actor, &mut onward)?;
                    }
                }
                Effect::LockReleased { lock, .. } => {
                    if let Some((case, place)) = self.next_holder(&lock) {
                        self.onward(case, Command::Granted { place }, actor, &mut onward)?;
                    }
                }
                Effect::Folder { folder, set } => {
                    for case in self.listening(&folder, from) {
                        let (event, data) = ("folder.changed".to_owned(), Value::Map(set.clone()));
                        self.onward(case, Command::Signal { event, data }, actor, &mut onward)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What comes for a case that has ended is lost.
    fn onward(
        &mut self,
        case: usize,
        command: Command,
        actor: &Actor,
        onward: &mut Onward,
    ) -> Result<(), Refused> {
        let Some(found) = self.cases.get(case).filter(|c| c.snapshot.status == Status::Active) else {
            return Ok(());
        };
        let policy = Arc::clone(&found.policy);
        let outcome = self.step(Some(case), &policy, &command, actor)?;
        self.keep(Some(case), &policy, &command, actor, outcome, onward);
        Ok(())
    }

    /// A call. If it cannot begin, the caller is told by an event or refused, as its policy wants it.
    fn call(
        &mut self,
        from: usize,
        caller: Caller,
        policy: &str,
        fields: Map,
        actor: &Actor,
        onward: &mut Onward,
    ) -> Result<(), Refused> {
        let call = caller.call;
        match self.begin_called(caller, policy, fields, actor, onward) {
            Ok(()) => Ok(()),
            Err((event, refused)) if self.cases[from].policy.on_error == OnError::Raise => {
                let data = Value::Text(refused.code);
                let message = Message { call: Some(call), platform: true, ..Message::new(event, data) };
                self.onward(from, Command::Deliver { message }, actor, onward)
            }
            Err((_, refused)) => Err(refused),
        }
    }

    fn begin_called(
        &mut self,
        caller: Caller,
        policy: &str,
        fields: Map,
        actor: &Actor,
        onward: &mut Onward,
    ) -> Result<(), (&'static str, Refused)> {
        let Some(policy) = self.policy(policy).cloned() else {
            return Err(("error.communication", Refused::new("no-such-policy", policy)));
        };
        let fields = match self.form_of(&policy) {
            Some(form) => match crate::form::given(form, &policy.given_to_record(&fields)) {
                Ok(()) => super::refused::seal(form, fields),
                Err(problems) => return Err(("error.execution", Refused::fields(problems))),
            },
            None => fields,
        };
        let command = Command::Start { fields, caller: Some(caller) };
        let outcome =
            self.step(None, &policy, &command, actor).map_err(|refused| ("error.communication", refused))?;
        self.keep(None, &policy, &command, actor, outcome, onward);
        Ok(())
    }

    /// Keeps what came of a step. The index is that of the case.
    fn keep(
        &mut self,
        case: Option<usize>,
        policy: &Arc<Policy>,
        command: &Command,
        actor: &Actor,
        outcome: Outcome,
        onward: &mut Onward,
    ) -> usize {
        let index = case.unwrap_or(self.cases.len());
        self.changed.insert(index);
        match self.cases.get_mut(index) {
            Some(kept) => kept.snapshot = outcome.snapshot,
            None => self.cases.push(super::Case { policy: Arc::clone(policy), snapshot: outcome.snapshot }),
        }
        self.effects(index, &outcome.effects);
        let others = outcome.effects.iter().filter(|effect| leads_on(effect));
        onward.extend(others.map(|effect| (index, effect.clone())));
        self.tell(index, command, actor.clone(), outcome.trace, outcome.effects, None);
        index
    }
}
