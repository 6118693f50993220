//! The mailbox: messages that come before anybody waits for them are kept, not lost (workflow pattern 24, persistent
//! trigger).
//!
//! Without `mailbox` SCXML's rule holds: an event that no transition takes is gone. Choices of tasks, and what the engine tells
//! (timers, `done.*`, `error.*`), are never kept: they are about the moment.

use serde::{Deserialize, Serialize};

use super::drive::Drive;
use super::{Refusal, StepError};
use crate::chart::{Event, EventKind};
use crate::limits;
use crate::value::Value;

/// A message that nobody has taken yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// The machine it is for; none: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// The event.
    pub event: String,
    /// What it carries.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub data: Value,
    /// The id of the `send` that it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sendid: Option<String>,
    /// Who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The call that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
}

impl Letter {
    fn of(machine: Option<&str>, event: &Event) -> Letter {
        let Event { name, data, sendid, origin, call, .. } = event.clone();
        Letter { machine: machine.map(str::to_owned), event: name, data, sendid, origin, call }
    }

    fn event(self) -> Event {
        let Letter { event, data, sendid, origin, call, .. } = self;
        Event { sendid, origin, call, ..Event::of(EventKind::External, event, data) }
    }
}

impl Drive<'_> {
    /// Gives an external event to one machine, or to all; kept if none takes it and the policy wants that.
    pub(super) fn receive(&mut self, machine: Option<&str>, event: Event) -> Result<(), StepError> {
        let wanted = event.kind == EventKind::External && event.addressed.is_none();
        let kept = wanted && self.policy.mailbox.iter().any(|name| event.matches(name));
        let letter = kept.then(|| Letter::of(machine, &event));
        self.forward(machine, &event);
        let taken = self.hand_over(machine, event)?;
        let (Some(letter), false) = (letter, taken) else { return Ok(()) };
        if self.snapshot.mailbox.len() >= limits::MAILBOX {
            let args = [("event", letter.event), ("limit", limits::MAILBOX.to_string())];
            return Err(Refusal::new("mailbox-full", args).into());
        }
        self.snapshot.mailbox.push(letter);
        Ok(())
    }

    /// Returns whether a transition was taken by it.
    fn hand_over(&mut self, machine: Option<&str>, event: Event) -> Result<bool, StepError> {
        let machines: Vec<String> = match machine {
            Some(path) => vec![path.to_owned()],
            None => self.snapshot.machines.keys().cloned().collect(),
        };
        let mut taken = false;
        for path in machines {
            // An earlier one may have ended this one, or begun it anew.
            if self.snapshot.machine(&path).is_some_and(|machine| machine.running) {
                taken |= self.deliver(&path, event.clone())?;
            }
        }
        Ok(taken)
    }

    /// A configuration has changed: all that waits is offered again, the oldest first.
    pub(super) fn reopen_mailbox(&mut self) {
        if !self.snapshot.mailbox.is_empty() {
            self.offering = Some(0);
        }
    }

    /// Offers the letter at this place; the next one's turn comes when all is at rest again.
    pub(super) fn offer(&mut self, place: usize) -> Result<(), StepError> {
        let Some(letter) = self.snapshot.mailbox.get(place).cloned() else {
            self.offering = None;
            return Ok(());
        };
        self.offering = Some(place + 1);
        let machine = letter.machine.clone();
        let gone = machine.as_ref().is_some_and(|path| self.snapshot.machine(path).is_none());
        let event = letter.event();
        if (gone || self.hand_over(machine.as_deref(), event)?) && place < self.snapshot.mailbox.len() {
            self.snapshot.mailbox.remove(place);
            // Unless a change has sent us back to the first one.
            self.offering = self.offering.map(|next| next.min(place));
        }
        Ok(())
    }
}
