//! Executable content.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::drive::Drive;
use super::scene::{Names, effort, text_of};
use super::{Deadline, Effect, Refusal, StepError, TimerKind};
use crate::chart::Event;
use crate::guard::{Question, is_reserved};
use crate::policy::{Action, Expr, MailTo, ProposeKind, Recipient};
use crate::value::{Map, Value};

/// Where actions run: the machine, the event, names of loops around them.
pub(super) struct Setting<'s> {
    pub(super) path: &'s str,
    pub(super) event: Option<&'s Event>,
    pub(super) names: Names<'s>,
}

/// Whether the rest of a block is executed. An error that became an event ends its block (SCXML §4.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Ended,
}

impl Drive<'_> {
    pub(super) fn execute(
        &mut self,
        actions: &[Action],
        path: &str,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        self.block(actions, &Setting { path, event, names: &[] }, raised).map(|_| ())
    }

    pub(super) fn block(
        &mut self,
        actions: &[Action],
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<Flow, StepError> {
        for action in actions {
            if self.action(action, at, raised)? == Flow::Ended {
                return Ok(Flow::Ended);
            }
        }
        Ok(Flow::On)
    }

    fn action(
        &mut self,
        action: &Action,
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<Flow, StepError> {
        match action {
            Action::Send(send) => return self.send(send, at, raised),
            Action::If { guard, then, otherwise } => {
                let holds = match self.holds(*guard, at.path, at.event, at.names) {
                    Ok(holds) => holds,
                    // SCXML §5.9.1: a condition that cannot be judged is false, in `if` as in a guard.
                    Err(error) => {
                        raised.push(self.or_raise(error)?);
                        false
                    }
                };
                return self.block(if holds { then } else { otherwise }, at, raised);
            }
            Action::For { name, index, list, body } => {
                return self.repeat((name, index.as_deref()), *list, body, at, raised);
            }
            action => self.simple_action(action, at, raised)?,
        }
        Ok(Flow::On)
    }

    fn simple_action(
        &mut self,
        action: &Action,
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        effort()?;
        match action {
            // Handled by `action`: they can end the block.
            Action::Send(_) | Action::If { .. } | Action::For { .. } => Ok(()),
            Action::Script(script) => self.run_statements(*script, at.path, at.event, at.names),
            Action::Raise { event, data } => self.raise(event, data, at, raised),
            Action::Cancel(id) => self.cancel_send(id, at),
            Action::Mail { text, to, with } => self.mail(text, to, with, at),
            Action::Propose { kind, amount, to, reason, clause } => {
                let amount = self.amount(*amount, at)?;
                for recipient in to {
                    for (post, person) in self.recipients(recipient, at)? {
                        self.effects.push(Effect::Propose {
                            kind: if *kind == ProposeKind::Penalty { "penalty" } else { "reward" }.to_owned(),
                            amount: Value::Decimal(amount),
                            person,
                            post,
                            reason: reason.clone(),
                            clause: clause.clone(),
                            task: self.overdue,
                            days: self.overdue.map(|task| self.days_late(task)),
                        });
                    }
                }
                Ok(())
            }
            Action::Register { register, key, set } => {
                let key = text_of(&self.calculate(*key, at.path, at.event, at.names)?);
                let set = self.map(set, at)?;
                self.effects.push(Effect::Register { register: register.clone(), key, set });
                Ok(())
            }
            Action::Take(quota) => self.take(quota, at),
            Action::AddItems { list, state } => {
                let list = self.calculate(*list, at.path, at.event, at.names)?;
                self.add_items(at.path, state, list)
            }
            Action::Folder(fields) => self.write_folder(fields, at),
            Action::Compensate { state, scope } => self.compensate(*state, *scope, at, raised),
            Action::Log(script) => {
                let value = self.calculate(*script, at.path, at.event, at.names)?;
                self.effects.push(Effect::Log { value });
                Ok(())
            }
        }
    }

    fn repeat(
        &mut self,
        (name, index): (&str, Option<&str>),
        list: usize,
        body: &[Action],
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<Flow, StepError> {
        if let Some(name) = [Some(name), index].into_iter().flatten().find(|name| is_reserved(name)) {
            return Err(Refusal::new("reserved-name", [("name", name.to_owned())]).into());
        }
        // A copy: what the body does to the list does not change the loop (SCXML §4.6).
        let Value::List(items) = self.calculate(list, at.path, at.event, at.names)? else {
            return Err(Refusal::new("not-a-list", [("name", name.to_owned())]).into());
        };
        for (count, item) in items.iter().enumerate() {
            let count = Value::Int(count as i64);
            let mut names = at.names.to_vec();
            names.push((name, item));
            names.extend(index.map(|index| (index, &count)));
            let setting = Setting { path: at.path, event: at.event, names: &names };
            if self.block(body, &setting, raised)? == Flow::Ended {
                return Ok(Flow::Ended);
            }
        }
        Ok(Flow::On)
    }

    pub(super) fn map(&self, pairs: &[(String, Expr)], at: &Setting<'_>) -> Result<Map, StepError> {
        let value = |(name, expr): &(String, Expr)| {
            self.evaluate(expr, at.path, at.event, at.names).map(|value| (name.clone(), value))
        };
        pairs.iter().map(value).collect()
    }

    fn mail(
        &mut self,
        text: &str,
        to: &MailTo,
        with: &[(String, Expr)],
        at: &Setting<'_>,
    ) -> Result<(), StepError> {
        let with: BTreeMap<String, Value> = self.map(with, at)?;
        let (posts, outside) = match to {
            MailTo::Posts(posts) => (self.posts(posts, at.path, at.event)?, None),
            MailTo::Outside { register, key, field } => {
                let key = text_of(&self.calculate(*key, at.path, at.event, at.names)?);
                (Vec::new(), Some((register.clone(), key, field.clone())))
            }
        };
        let held = outside.is_some() && self.is_drill(at)?;
        self.effects.push(Effect::Mail { text: text.to_owned(), posts, outside, held, with });
        Ok(())
    }

    fn is_drill(&self, at: &Setting<'_>) -> Result<bool, StepError> {
        match &self.policy.drill {
            Some(expr) => Ok(self.evaluate(expr, at.path, at.event, &[])? == Value::Bool(true)),
            None => Ok(false),
        }
    }

    /// Post ids from words and expressions; an expression may give a list.
    pub(super) fn posts(
        &self,
        posts: &[Expr],
        path: &str,
        event: Option<&Event>,
    ) -> Result<Vec<String>, StepError> {
        let mut ids = Vec::new();
        for expr in posts {
            match self.evaluate(expr, path, event, &[])? {
                Value::List(list) => ids.extend(list.iter().map(text_of)),
                Value::Text(id) => ids.push(id),
                value => ids.push(text_of(&value)),
            }
        }
        ids.retain(|id| !id.is_empty());
        Ok(ids)
    }

    fn amount(&self, script: usize, at: &Setting<'_>) -> Result<Decimal, StepError> {
        let value = self.calculate(script, at.path, at.event, at.names)?;
        let amount = value.number().filter(|amount| !amount.is_sign_negative());
        amount.ok_or_else(|| Refusal::new("not-an-amount", [("got", text_of(&value))]).into())
    }

    /// Posts with the person who holds each: open signers of the overdue task, or a post's holder.
    fn recipients(
        &self,
        recipient: &Recipient,
        at: &Setting<'_>,
    ) -> Result<Vec<(Option<String>, Option<String>)>, StepError> {
        let mut recipients = Vec::new();
        let posts: Vec<String> = match recipient {
            Recipient::Post(expr) => self.posts(std::slice::from_ref(expr), at.path, at.event)?,
            Recipient::Person(expr) => {
                let people = self.posts(std::slice::from_ref(expr), at.path, at.event)?;
                return Ok(people.into_iter().map(|person| (None, Some(person))).collect());
            }
            Recipient::Holder => {
                let Some(task) = self.overdue.and_then(|task| self.snapshot.tasks.get(&task)) else {
                    return Ok(vec![(self.inputs.actor.post.clone(), self.inputs.actor.person.clone())]);
                };
                let open = task.slots.iter().filter(|slot| slot.status == super::SlotStatus::Open);
                let (posts, people): (Vec<_>, Vec<_>) = open.partition(|slot| slot.post.is_some());
                recipients.extend(people.iter().map(|slot| (None, slot.person.clone())));
                posts.iter().filter_map(|slot| slot.post.clone()).collect()
            }
        };
        for post in posts {
            let person = match self.ask(Question::Holders { post: post.clone() })? {
                Value::List(people) => people.first().map(text_of),
                _ => None,
            };
            recipients.push((Some(post), person));
        }
        Ok(recipients)
    }

    fn take(&mut self, name: &str, at: &Setting<'_>) -> Result<(), StepError> {
        let Some(quota) = self.policy.quotas.get(name) else {
            return Err(Refusal::new("unknown-quota", [("name", name.to_owned())]).into());
        };
        let scope = self.quota_scope(name, at.path, at.event)?;
        let used = match self.taken.get(&scope) {
            Some(used) => *used,
            None => self.ask_count(Question::Quota { scope: scope.clone() })?,
        };
        if used >= i64::from(quota.max) {
            let args = [("quota", name.to_owned()), ("max", quota.max.to_string()), ("scope", scope)];
            return Err(Refusal { clause: quota.clause.clone(), ..Refusal::new("quota-full", args) }.into());
        }
        self.taken.insert(scope.clone(), used.saturating_add(1));
        self.effects.push(Effect::Quota { scope, used: used.saturating_add(1) });
        Ok(())
    }

    pub(super) fn set_timer(&mut self, path: &str, due: Deadline, what: TimerKind) {
        let number = self.snapshot.next;
        self.snapshot.next = self.snapshot.next.saturating_add(1);
        self.snapshot.timers.insert(number, super::Timer { machine: path.to_owned(), due, what });
        self.effects.push(Effect::TimerSet { timer: number });
    }

    pub(super) fn clear_timer(&mut self, timer: u64) {
        if self.snapshot.timers.remove(&timer).is_some() {
            self.effects.push(Effect::TimerCleared { timer });
        }
    }
}
