//! Sub-processes: a state calls another policy, whose case lives beside this one (SCXML §6.4 `invoke`, §6.5 `finalize`).
//!
//! A call is made at the end of the macrostep if its state is active still, and ended when the state is left. What the
//! called case does is its own business; it comes back as messages. Deliberately absent: instance ids of called cases.

use super::actions::Setting;
use super::drive::Drive;
use super::scene::text_of;
use super::snapshot::same_path;
use super::{Address, Call, Caller, Effect, Message, Refusal, StepError};
use crate::chart::{Event, EventKind, Kind, Machine, StateId};
use crate::guard::Question;
use crate::policy::{CallRule, Policy, PolicyChart};
use crate::value::{Map, Value};

/// A call as a state's rule gives it, before it is made.
struct Wanted {
    id: String,
    policy: String,
    fields: Map,
}

impl<'a> Drive<'a> {
    /// Makes the calls of states that have been entered and are active still.
    pub(super) fn make_calls(
        &mut self,
        path: &str,
        chart: &'a PolicyChart,
        machine: &Machine,
    ) -> Result<(), StepError> {
        let calling: Vec<StateId> =
            machine.configuration().filter(|&state| !chart.work[state].calls.is_empty()).collect();
        for state in calling {
            let name = &chart.chart.states[state].name;
            let kept = self.snapshot.machine_mut(path);
            if kept.is_some_and(|kept| kept.called.insert(name.clone())) {
                for index in 0..chart.work[state].calls.len() {
                    self.make_call(path, chart, state, index)?;
                }
            }
        }
        Ok(())
    }

    /// Makes one call. What fails while its parts are calculated means that there is no call (SCXML §6.4.3).
    fn make_call(
        &mut self,
        path: &str,
        chart: &'a PolicyChart,
        state: StateId,
        index: usize,
    ) -> Result<(), StepError> {
        let rule = &chart.work[state].calls[index];
        let state = &chart.chart.states[state].name;
        let wanted = match self.wanted(path, chart, state, index) {
            Ok(wanted) => wanted,
            Err(error) => {
                let event = self.or_raise(error)?;
                self.queue.push_front((path.to_owned(), event));
                return Ok(());
            }
        };
        let Wanted { id, policy, fields } = wanted;
        if let Some(var) = &rule.id_in {
            self.snapshot.vars.insert(var.clone(), Value::Text(id.clone()));
        }
        let call = self.snapshot.next;
        self.snapshot.next = self.snapshot.next.saturating_add(1);
        let (machine, state) = (path.to_owned(), state.clone());
        let made = Call {
            id: id.clone(),
            machine,
            state,
            index,
            policy: policy.clone(),
            wait: rule.wait,
            returned: None,
        };
        self.snapshot.calls.insert(call, made);
        self.effects.push(Effect::Call { call, id, policy, fields, wait: rule.wait });
        Ok(())
    }

    fn wanted(
        &self,
        path: &str,
        chart: &PolicyChart,
        state: &str,
        index: usize,
    ) -> Result<Wanted, StepError> {
        let calls = &chart.chart.find(state).map_or(&[][..], |state| &chart.work[state].calls);
        let rule = &calls[index];
        let policy = text_of(&self.evaluate(&rule.policy, path, None, &[])?);
        let id = match &rule.id {
            Some(id) => text_of(&self.evaluate(id, path, None, &[])?),
            None if rule.id_in.is_some() => format!("{state}.{}", self.snapshot.next),
            None if calls.len() > 1 => format!("{state}.{}", index + 1),
            None => state.to_owned(),
        };
        let fields = match self.payload(&rule.with, &Setting { path, event: None, names: &[] })? {
            Value::Map(fields) => fields,
            Value::Null => Map::new(),
            other => return Err(Refusal::new("not-a-map", [("got", text_of(&other))]).into()),
        };
        Ok(Wanted { id, policy, fields })
    }

    /// A state, or a whole machine, is left: its calls end with it. Detached ones live on.
    pub(super) fn end_calls(&mut self, of: impl Fn(&Call) -> bool) {
        if self.snapshot.calls.is_empty() {
            return;
        }
        let gone = self.snapshot.calls.iter().filter(|(_, call)| of(call));
        let gone: Vec<u64> = gone.map(|(number, _)| *number).collect();
        for number in gone {
            let call = self.snapshot.calls.remove(&number);
            if call.is_some_and(|call| call.wait && call.returned.is_none()) {
                self.effects.push(Effect::CancelCall { call: number });
            }
        }
    }

    /// After a state's exit actions, which may still speak with what it called.
    pub(super) fn leave_calls(&mut self, path: &str, state: &str) {
        let kept = self.snapshot.machine_mut(path);
        if kept.is_some_and(|kept| kept.called.remove(state)) {
            self.end_calls(|call| call.state == state && same_path(&call.machine, path));
        }
    }

    /// Sends copies of an event from outside to the calls that want them (SCXML §6.4 `autoforward`).
    pub(super) fn forward(&mut self, machine: Option<&str>, event: &Event) {
        let from_outside = event.kind == EventKind::External && event.addressed.is_none();
        if self.snapshot.calls.is_empty() || !from_outside {
            return;
        }
        for (number, call) in &self.snapshot.calls {
            let here = machine.is_none_or(|machine| call.machine == machine);
            let wants = || {
                let rule = rule_of(self.policy, call);
                rule.is_some_and(|rule| rule.forward.iter().any(|descriptor| event.matches(descriptor)))
            };
            if here && call.returned.is_none() && wants() {
                let to = Address::Call(*number);
                self.effects.push(Effect::Deliver { to, message: outgoing(event) });
            }
        }
    }

    /// A message from another case.
    pub(super) fn delivered(&mut self, message: &Message) -> Result<(), StepError> {
        let call = message.call.and_then(|number| Some((number, self.snapshot.calls.get(&number)?.clone())));
        // An error about a call is no news once its state has been left. Its end is: a call that is cancelled tells of
        // none, so this one had ended before (SCXML §6.4.3).
        let ended = message.platform.then(|| message.event.strip_prefix("done.call.")).flatten();
        if message.platform && message.call.is_some() && call.is_none() && ended.is_none() {
            return Ok(());
        }
        let kind = if message.platform { EventKind::Platform } else { EventKind::External };
        let event = Event {
            origin: message.origin.clone(),
            sendid: message.sendid.clone(),
            call: call.as_ref().map(|(_, call)| call.id.as_str()).or(ended).map(str::to_owned),
            ..Event::of(kind, message.event.clone(), message.data.clone())
        };
        let Some((number, call)) = call else { return self.receive(None, event) };
        self.returned(&call, &event)?;
        let ended = ended.is_some();
        if ended && let Some(call) = self.snapshot.calls.get_mut(&number) {
            call.returned = Some(message.data.clone());
        }
        self.receive(Some(&call.machine), event)?;
        if ended { self.all_returned(&call) } else { Ok(()) }
    }

    /// `on_return` (SCXML `finalize`): before the event itself is looked at.
    fn returned(&mut self, call: &Call, event: &Event) -> Result<(), StepError> {
        let Some(rule) = rule_of(self.policy, call) else { return Ok(()) };
        if rule.on_return.is_empty() {
            return Ok(());
        }
        let mut raised = Vec::new();
        if let Err(error) = self.execute(&rule.on_return, &call.machine, Some(event), &mut raised) {
            raised.push(self.or_raise(error)?);
        }
        raised.into_iter().rev().for_each(|event| self.queue.push_front((call.machine.clone(), event)));
        Ok(())
    }

    /// A state without children and with several calls is done when all of them have returned.
    fn all_returned(&mut self, call: &Call) -> Result<(), StepError> {
        let chart = &self.policy.charts[self.chart_of(&call.machine)];
        let Some(state) = chart.chart.find(&call.state) else { return Ok(()) };
        if chart.chart.states[state].kind != Kind::Atomic || chart.work[state].done_by_call() {
            return Ok(());
        }
        let same = |other: &&Call| other.machine == call.machine && other.state == call.state && other.wait;
        let calls = self.snapshot.calls.values().filter(same);
        let outputs: Vec<(String, Option<Value>)> =
            calls.map(|call| (call.id.clone(), call.returned.clone())).collect();
        let waited = chart.work[state].calls.iter().filter(|rule| rule.wait).count();
        if outputs.len() == waited && outputs.iter().all(|(_, output)| output.is_some()) {
            let data = outputs.into_iter().filter_map(|(id, output)| Some((id, output?))).collect();
            let name = format!("done.state.{}", call.state);
            let event = Event::of(EventKind::Platform, name, Value::Map(data));
            self.queue.push_front((call.machine.clone(), event));
        }
        Ok(())
    }

    /// The case has reached its end: whoever called it and waits is told, after all else.
    pub(super) fn tell_caller(&mut self) {
        let Some(Caller { instance, call, id, wait: true }) = self.snapshot.caller.clone() else { return };
        let output = self.snapshot.machine("").map(|machine| machine.output.clone());
        let event = format!("done.call.{id}");
        let message = Message {
            call: Some(call),
            platform: true,
            origin: self.own_address(),
            ..Message::new(event, output.unwrap_or(Value::Null))
        };
        self.effects.push(Effect::Deliver { to: Address::Case(instance), message });
    }
}

/// Messages to other cases.
impl Drive<'_> {
    /// To the case that called this one. False: there is none, or it does not listen any more.
    pub(super) fn tell_parent(&mut self, event: &Event) -> Result<bool, StepError> {
        let Some(caller) = self.snapshot.caller.clone() else { return Ok(false) };
        // Its last exit actions may say what they want: it has left the state that would hear them (SCXML §6.4.3).
        if self.cancelling {
            return Ok(true);
        }
        // A caller that waits is there; of one that does not, nobody knows.
        if !caller.wait && self.ask_case(&caller.instance)?.is_none() {
            return Ok(false);
        }
        let message = Message { call: Some(caller.call), ..outgoing(event) };
        self.effects.push(Effect::Deliver { to: Address::Case(caller.instance), message });
        Ok(true)
    }

    /// To a case that this machine, or the case's own chart, has called.
    pub(super) fn tell_call(&mut self, path: &str, id: &str, event: &Event) -> bool {
        let calls = || self.snapshot.calls.iter().rev().filter(|(_, call)| call.id == id);
        let own = calls().find(|(_, call)| same_path(&call.machine, path));
        let found = own.or_else(|| calls().find(|(_, call)| call.machine.is_empty()));
        let Some(number) = found.filter(|(_, call)| call.returned.is_none()).map(|(number, _)| *number)
        else {
            return false;
        };
        self.effects.push(Effect::Deliver { to: Address::Call(number), message: outgoing(event) });
        true
    }

    /// To any case that runs.
    pub(super) fn tell_case(&mut self, id: &str, event: &Event) -> Result<bool, StepError> {
        let Some(instance) = self.ask_case(id)? else { return Ok(false) };
        self.effects.push(Effect::Deliver { to: Address::Case(instance), message: outgoing(event) });
        Ok(true)
    }

    /// The instance id of a running case, by its id or number.
    fn ask_case(&self, id: &str) -> Result<Option<String>, StepError> {
        match self.ask(Question::Running { case: id.to_owned() })? {
            Value::Text(instance) => Ok(Some(instance)),
            _ => Ok(None),
        }
    }
}

fn outgoing(event: &Event) -> Message {
    Message {
        origin: event.origin.clone(),
        sendid: event.sendid.clone(),
        ..Message::new(event.name.clone(), event.data.clone())
    }
}

fn rule_of<'p>(policy: &'p Policy, call: &Call) -> Option<&'p CallRule> {
    let (chart, state) = policy.find_state(&call.state)?;
    policy.charts[chart].work[state].calls.get(call.index)
}
