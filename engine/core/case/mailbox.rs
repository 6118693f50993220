//! The mailbox: messages that come before anybody waits for them are kept, not lost (workflow pattern 24, persistent
//! trigger).
//!
//! Without `mailbox` SCXML's rule holds: an event that no transition takes is gone. Choices of tasks and timers of states
//! are never kept: they are about the moment.

use serde::{Deserialize, Serialize};

use super::drive::Drive;
use super::{Refusal, StepError};
use crate::chart::Event;
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
}

impl Drive<'_> {
    /// Gives an external event to one machine, or to all; kept if none takes it and the policy wants that.
    pub(super) fn receive(&mut self, machine: Option<&str>, event: Event) -> Result<(), StepError> {
        let kept = event.addressed.is_none() && self.policy.mailbox.iter().any(|name| event.matches(name));
        let letter = kept.then(|| Letter {
            machine: machine.map(str::to_owned),
            event: event.name.clone(),
            data: event.data.clone(),
        });
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
            if self.snapshot.machines.get(&path).is_some_and(|machine| machine.running) {
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
        let Some(Letter { machine, event, data }) = self.snapshot.mailbox.get(place).cloned() else {
            self.offering = None;
            return Ok(());
        };
        self.offering = Some(place + 1);
        let gone = machine.as_ref().is_some_and(|path| !self.snapshot.machines.contains_key(path));
        let event = Event { data, ..Event::new(event) };
        if (gone || self.hand_over(machine.as_deref(), event)?) && place < self.snapshot.mailbox.len() {
            self.snapshot.mailbox.remove(place);
            // Unless a change has sent us back to the first one.
            self.offering = self.offering.map(|next| next.min(place));
        }
        Ok(())
    }
}
