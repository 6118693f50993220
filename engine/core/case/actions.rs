//! Executable content.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::drive::Drive;
use super::scene::{Names, effort, text_of};
use super::{Deadline, Effect, Refusal, StepError, TimerKind};
use crate::calendar::Rounding;
use crate::chart::Event;
use crate::guard::Question;
use crate::policy::{Action, Expr, MailTo, ProposeKind, Recipient};
use crate::value::{Map, Value};

/// Where actions run: the machine, the event, what they raise, names of loops around them.
pub(super) struct Setting<'s> {
    pub(super) path: &'s str,
    pub(super) event: Option<&'s Event>,
    pub(super) names: Names<'s>,
}

impl Drive<'_> {
    pub(super) fn execute(
        &mut self,
        actions: &[Action],
        path: &str,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        self.block(actions, &Setting { path, event, names: &[] }, raised)
    }

    pub(super) fn block(
        &mut self,
        actions: &[Action],
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        actions.iter().try_for_each(|action| self.action(action, at, raised))
    }

    fn action(
        &mut self,
        action: &Action,
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        effort()?;
        match action {
            Action::Script(script) => self.run_statements(*script, at.path, at.event, at.names),
            Action::Raise { event, data } => {
                let data = self.event_data(data, at)?;
                raised.push(Event { name: event.clone(), data, addressed: None });
                Ok(())
            }
            Action::Send { event, data, after, id } => {
                let data = self.event_data(data, at)?;
                let Some(length) = after else {
                    self.queue.push_back((
                        at.path.to_owned(),
                        Event { name: event.clone(), data, addressed: None },
                    ));
                    return Ok(());
                };
                let due = self.deadline(length, None, Rounding::Exact, at.path, at.event)?;
                self.set_timer(at.path, due, TimerKind::Send { event: event.clone(), data, id: id.clone() });
                Ok(())
            }
            Action::Cancel(id) => {
                self.cancel_send(at.path, id);
                Ok(())
            }
            Action::If { guard, then, otherwise } => {
                let holds = self.holds(*guard, at.path, at.event, at.names)?;
                self.block(if holds { then } else { otherwise }, at, raised)
            }
            Action::For { name, list, body } => self.repeat(name, *list, body, at, raised),
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
        name: &str,
        list: usize,
        body: &[Action],
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        let Value::List(items) = self.calculate(list, at.path, at.event, at.names)? else {
            return Err(Refusal::new("not-a-list", [("name", name.to_owned())]).into());
        };
        for item in &items {
            let mut names = at.names.to_vec();
            names.push((name, item));
            self.block(body, &Setting { path: at.path, event: at.event, names: &names }, raised)?;
        }
        Ok(())
    }

    fn map(&self, pairs: &[(String, Expr)], at: &Setting<'_>) -> Result<Map, StepError> {
        let value = |(name, expr): &(String, Expr)| {
            self.evaluate(expr, at.path, at.event, at.names).map(|value| (name.clone(), value))
        };
        pairs.iter().map(value).collect()
    }

    fn event_data(&self, pairs: &[(String, Expr)], at: &Setting<'_>) -> Result<Value, StepError> {
        if pairs.is_empty() { Ok(Value::Null) } else { self.map(pairs, at).map(Value::Map) }
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
        self.taken.insert(scope.clone(), used + 1);
        self.effects.push(Effect::Quota { scope, used: used + 1 });
        Ok(())
    }

    /// Ids of events are each chart's own: items do not call back each other's.
    fn cancel_send(&mut self, path: &str, wanted: &str) {
        let found = |kind: &TimerKind| matches!(kind, TimerKind::Send { id: Some(id), .. } if id == wanted);
        self.clear_timers(|timer| timer.machine == path && found(&timer.what));
    }

    pub(super) fn set_timer(&mut self, path: &str, due: Deadline, what: TimerKind) {
        let number = self.snapshot.next;
        self.snapshot.next += 1;
        self.snapshot.timers.insert(number, super::Timer { machine: path.to_owned(), due, what });
        self.effects.push(Effect::TimerSet { timer: number });
    }

    pub(super) fn clear_timer(&mut self, timer: u64) {
        if self.snapshot.timers.remove(&timer).is_some() {
            self.effects.push(Effect::TimerCleared { timer });
        }
    }
}
