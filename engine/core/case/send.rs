//! Events that a case sends: `raise`, `send`, `cancel`, and whom an address means (SCXML §6.2, §6.3).
//!
//! An address that cannot be read is `error.execution`, a receiver that is not there `error.communication`: both are
//! events in the sender's internal queue whatever `on_error` says, because no script has failed.

use super::actions::{Flow, Setting};
use super::drive::Drive;
use super::scene::text_of;
use super::{Refusal, StepError, TimerKind};
use crate::calendar::Rounding;
use crate::chart::{Event, EventKind};
use crate::policy::{Expr, Payload, Send};
use crate::value::Value;

/// What events come by (SCXML §C.1); `event.origintype` of those that somebody has sent.
pub(super) const PROCESSOR: &str = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor";

/// How `type` may name it.
const PROCESSORS: [&str; 4] = ["", "scxml", PROCESSOR, "http://www.w3.org/TR/scxml"];

/// Whom an address means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// The machine that sends.
    Own,
    /// Its internal queue.
    Internal,
    /// The case that called this one.
    Parent,
    /// A case that this one called, by the call's id.
    Call(String),
    /// A case by its instance id or number.
    Case(String),
}

impl To {
    /// Reads `self`, `internal`, `parent`, `call:<id>`, `case:<id>`, and SCXML's spellings of them.
    pub(super) fn read(text: &str) -> Option<To> {
        let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        match text {
            "" | "self" => return Some(To::Own),
            "internal" | "#_internal" => return Some(To::Internal),
            "parent" | "#_parent" => return Some(To::Parent),
            _ => {}
        }
        if let Some(case) = text.strip_prefix("case:").or(text.strip_prefix("#_scxml_")) {
            return named(case).map(To::Case);
        }
        text.strip_prefix("call:").or(text.strip_prefix("#_")).and_then(named).map(To::Call)
    }
}

impl Drive<'_> {
    pub(super) fn raise(
        &mut self,
        event: &Expr,
        data: &Payload,
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<(), StepError> {
        let name = self.event_name(event, at)?;
        let data = self.payload(data, at)?;
        raised.push(Event::of(EventKind::Internal, name, data));
        Ok(())
    }

    /// The action `send`. What fails while its arguments are calculated names its id in the error event.
    pub(super) fn send(
        &mut self,
        send: &Send,
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
    ) -> Result<Flow, StepError> {
        let mut id = None;
        match self.send_now(send, at, raised, &mut id) {
            Ok(flow) => Ok(flow),
            Err(error) => {
                let mut event = self.or_raise(error)?;
                event.sendid = id;
                raised.push(event);
                Ok(Flow::Ended)
            }
        }
    }

    fn send_now(
        &mut self,
        send: &Send,
        at: &Setting<'_>,
        raised: &mut Vec<Event>,
        id: &mut Option<String>,
    ) -> Result<Flow, StepError> {
        *id = self.send_id(send, at)?;
        let name = self.event_name(&send.event, at)?;
        let to = match &send.to {
            Some(expr) => text_of(&self.evaluate(expr, at.path, at.event, at.names)?),
            None => String::new(),
        };
        let kind = match &send.kind {
            Some(expr) => text_of(&self.evaluate(expr, at.path, at.event, at.names)?),
            None => String::new(),
        };
        let data = self.payload(&send.data, at)?;
        let due = match &send.after {
            Some(length) => Some(self.deadline(length, None, Rounding::Exact, at.path, at.event)?),
            None => None,
        };
        let mut event = Event { sendid: id.clone(), ..Event::of(EventKind::External, name, data) };
        let delayed = due.filter(|due| due.at > self.inputs.now);
        let Some(to) = To::read(&to).filter(|to| *to != To::Internal || delayed.is_none()) else {
            raised.push(failed("error.execution", id.clone(), &to));
            return Ok(Flow::Ended);
        };
        if !PROCESSORS.contains(&kind.trim_end_matches('/')) {
            raised.push(failed("error.execution", id.clone(), &kind));
            return Ok(Flow::Ended);
        }
        match delayed {
            Some(due) => {
                event.origin = self.own_address();
                let to = (to != To::Own).then(|| send_to(&to));
                let (event, data, id) = (event.name, event.data, id.clone());
                self.set_timer(at.path, due, TimerKind::Send { event, data, id, to });
            }
            None => raised.extend(self.dispatch(at.path, to, event)?),
        }
        Ok(Flow::On)
    }

    /// Sends an event off. What comes back belongs into the sender's internal queue.
    pub(super) fn dispatch(
        &mut self,
        path: &str,
        to: To,
        mut event: Event,
    ) -> Result<Option<Event>, StepError> {
        event.origin = self.own_address();
        let sent = match &to {
            To::Internal => {
                (event.kind, event.origin) = (EventKind::Internal, None);
                return Ok(Some(event));
            }
            To::Case(id) if !self.is_self(id) => self.tell_case(id, &event)?,
            To::Own | To::Case(_) => {
                self.queue.push_back((path.to_owned(), event));
                return Ok(None);
            }
            To::Parent => self.tell_parent(&event)?,
            To::Call(id) => self.tell_call(path, id, &event),
        };
        Ok((!sent).then(|| failed("error.communication", event.sendid, &send_to(&to))))
    }

    /// How others, and the case itself, address it.
    pub(super) fn own_address(&self) -> Option<String> {
        (!self.inputs.instance.is_empty()).then(|| format!("case:{}", self.inputs.instance))
    }

    fn is_self(&self, id: &str) -> bool {
        *self.inputs.instance == *id || self.snapshot.number.as_deref() == Some(id)
    }

    /// The id that the author gives, or one that is made and written where the author wants it.
    fn send_id(&mut self, send: &Send, at: &Setting<'_>) -> Result<Option<String>, StepError> {
        if let Some(expr) = &send.id {
            return Ok(Some(text_of(&self.evaluate(expr, at.path, at.event, at.names)?)));
        }
        let Some(var) = &send.id_in else { return Ok(None) };
        let id = format!("send.{}", self.snapshot.next);
        self.snapshot.next = self.snapshot.next.saturating_add(1);
        self.snapshot.vars.insert(var.clone(), Value::Text(id.clone()));
        Ok(Some(id))
    }

    fn event_name(&self, event: &Expr, at: &Setting<'_>) -> Result<String, StepError> {
        match self.evaluate(event, at.path, at.event, at.names)? {
            Value::Text(name) if !name.trim().is_empty() => Ok(name),
            other => Err(Refusal::new("not-an-event", [("got", text_of(&other))]).into()),
        }
    }

    pub(super) fn payload(&self, data: &Payload, at: &Setting<'_>) -> Result<Value, StepError> {
        match data {
            Payload::Nothing => Ok(Value::Null),
            Payload::Fields(fields) => self.map(fields, at).map(Value::Map),
            Payload::Whole(script) => self.calculate(*script, at.path, at.event, at.names),
        }
    }

    /// Ids of events are each chart's own: items do not call back each other's.
    pub(super) fn cancel_send(&mut self, id: &Expr, at: &Setting<'_>) -> Result<(), StepError> {
        let wanted = text_of(&self.evaluate(id, at.path, at.event, at.names)?);
        let found = |kind: &TimerKind| matches!(kind, TimerKind::Send { id: Some(id), .. } if *id == wanted);
        self.clear_timers(|timer| timer.machine == at.path && found(&timer.what));
        Ok(())
    }
}

/// An address as it is written down.
fn send_to(to: &To) -> String {
    match to {
        To::Own => "self".to_owned(),
        To::Internal => "internal".to_owned(),
        To::Parent => "parent".to_owned(),
        To::Call(id) => format!("call:{id}"),
        To::Case(id) => format!("case:{id}"),
    }
}

fn failed(name: &str, sendid: Option<String>, to: &str) -> Event {
    Event { sendid, ..Event::of(EventKind::Platform, name, Value::Text(to.to_owned())) }
}
