//! `for_each`: a chart per item, side by side or one after the other.

use super::drive::Drive;
use super::scene::text_of;
use super::snapshot::{Item, MachineState};
use super::{Refusal, StepError};
use crate::chart::Event;
use crate::limits;
use crate::policy::{Complete, ForEach, PolicyChart};
use crate::value::{Map, Value};

impl<'a> Drive<'a> {
    /// Makes the items of a `for_each` state that has just been entered.
    pub(super) fn spawn(
        &mut self,
        path: &str,
        chart: &'a PolicyChart,
        state: usize,
    ) -> Result<(), StepError> {
        let Some(for_each) = &chart.work[state].for_each else { return Ok(()) };
        let name = &chart.chart.states[state].name;
        let list = self.calculate(for_each.list, path, None, &[])?;
        if let Some(machine) = self.snapshot.machines.get_mut(path) {
            machine.spawned.insert(name.clone());
        }
        self.join(path, name, for_each, list)?;
        self.judge_completion(path, name, for_each)
    }

    /// `add_items`: more items for a `for_each` that runs.
    pub(super) fn add_items(&mut self, state: &str, list: Value) -> Result<(), StepError> {
        let running = self.snapshot.machines.iter().find(|(_, m)| m.spawned.contains(state));
        let Some(path) = running.map(|(path, _)| path.clone()) else {
            return Err(Refusal::new("for-each-not-running", [("state", state.to_owned())]).into());
        };
        let policy = self.policy;
        let found = policy.find_state(state).and_then(|(c, s)| policy.charts[c].work[s].for_each.as_ref());
        match found {
            Some(for_each) => self.join(&path, state, for_each, list),
            None => Ok(()),
        }
    }

    fn join(&mut self, path: &str, state: &str, for_each: &ForEach, list: Value) -> Result<(), StepError> {
        let Value::List(items) = list else {
            return Err(Refusal::new("not-a-list", [("name", state.to_owned())]).into());
        };
        let first = self.items(path, state).len();
        if first + items.len() > limits::FOR_EACH_ITEMS {
            let args = [("state", state.to_owned()), ("limit", limits::FOR_EACH_ITEMS.to_string())];
            return Err(Refusal::new("too-many-items", args).into());
        }
        let mut new = Vec::new();
        for (offset, fields) in items.into_iter().enumerate() {
            let fields = match fields {
                Value::Map(map) => map,
                value => Map::from([("value".to_owned(), value)]),
            };
            new.push(self.make_item(path, state, for_each, first + offset, fields)?);
        }
        for child in new {
            let runs = |c: &String| self.snapshot.machines[c].running;
            let begun =
                runs(&child) || self.snapshot.machines[&child].item.as_ref().is_some_and(|item| item.done);
            let wait = for_each.sequence && self.items(path, state).iter().any(runs);
            if !begun && !wait {
                self.begin_item(&child)?;
            }
        }
        Ok(())
    }

    fn make_item(
        &mut self,
        path: &str,
        state: &str,
        for_each: &ForEach,
        index: usize,
        fields: Map,
    ) -> Result<String, StepError> {
        let item = Item {
            parent: path.to_owned(),
            state: state.to_owned(),
            index: index as u64,
            title: None,
            fields,
            done: false,
        };
        // The key's and title's scripts see the item: it sits under a name of its own until the key is known.
        let seat = format!("{path}\u{0}");
        self.snapshot
            .machines
            .insert(seat.clone(), MachineState { item: Some(item), ..MachineState::default() });
        let key = for_each.key.map(|script| self.calculate(script, &seat, None, &[])).transpose();
        let title = for_each.title.map(|script| self.calculate(script, &seat, None, &[])).transpose();
        let Some(mut machine) = self.snapshot.machines.remove(&seat) else { return Ok(seat) };
        let key = key?.map_or_else(|| (index + 1).to_string(), |key| text_of(&key));
        if let Some(item) = &mut machine.item {
            item.title = title?.map(|title| text_of(&title));
        }
        let child = if path.is_empty() { format!("{state}/{key}") } else { format!("{path}/{state}/{key}") };
        if self.snapshot.machines.contains_key(&child) {
            return Err(Refusal::new("item-twice", [("state", state.to_owned()), ("key", key)]).into());
        }
        self.snapshot.machines.insert(child.clone(), machine);
        Ok(child)
    }

    fn begin_item(&mut self, child: &str) -> Result<(), StepError> {
        if let Some(machine) = self.snapshot.machines.get_mut(child) {
            machine.running = true;
        }
        self.start_machine(child)
    }

    /// An item's chart has ended: the next one begins, or the whole is complete.
    pub(super) fn item_ended(&mut self, child: &str) -> Result<(), StepError> {
        let Some(item) = self.snapshot.machines.get(child).and_then(|m| m.item.as_ref()) else {
            return Ok(());
        };
        let (path, state) = (item.parent.clone(), item.state.clone());
        let policy = self.policy;
        let found = policy.find_state(&state).and_then(|(c, s)| policy.charts[c].work[s].for_each.as_ref());
        let Some(for_each) = found else { return Ok(()) };
        let waiting = |c: &String| {
            let machine = &self.snapshot.machines[c];
            !machine.running && machine.item.as_ref().is_some_and(|item| !item.done)
        };
        let children = self.items(&path, &state);
        let begun = children.iter().any(|c| self.snapshot.machines[c].running);
        if for_each.sequence
            && !begun
            && let Some(next) = children.iter().find(|c| waiting(c)).cloned()
        {
            self.begin_item(&next)?;
        }
        self.judge_completion(&path, &state, for_each)
    }

    fn judge_completion(&mut self, path: &str, state: &str, for_each: &ForEach) -> Result<(), StepError> {
        let children = self.items(path, state);
        let done = children
            .iter()
            .filter(|c| self.snapshot.machines[*c].item.as_ref().is_some_and(|item| item.done))
            .count();
        let total = children.len();
        let complete = match &for_each.complete {
            Complete::All => done == total,
            Complete::Count(count) => done >= (*count as usize).min(total),
            Complete::Script(script) => {
                let count = |n: usize| Value::Int(n as i64);
                let (done, open, total) = (count(done), count(total - done), count(total));
                self.holds(*script, path, None, &[("done", &done), ("open", &open), ("total", &total)])?
            }
        };
        let told =
            self.queue.iter().any(|(to, event)| to == path && event.name == format!("done.state.{state}"));
        if complete && !told {
            let data = Value::Map(Map::from([
                ("done".to_owned(), Value::Int(done as i64)),
                ("total".to_owned(), Value::Int(total as i64)),
            ]));
            let event = Event { name: format!("done.state.{state}"), data, addressed: None };
            self.queue.push_back((path.to_owned(), event));
        }
        Ok(())
    }

    /// Paths of a state's items, in the list's order.
    fn items(&self, path: &str, state: &str) -> Vec<String> {
        let mut items: Vec<(u64, &String)> = self
            .snapshot
            .machines
            .iter()
            .filter_map(|(child, machine)| machine.item.as_ref().map(|item| (child, item)))
            .filter(|(_, item)| item.parent == path && item.state == state)
            .map(|(child, item)| (item.index, child))
            .collect();
        items.sort_unstable();
        items.into_iter().map(|(_, child)| child.clone()).collect()
    }

    /// A `for_each` state is left: its items go, with their tasks and timers.
    pub(super) fn remove_items(&mut self, path: &str, state: &str) {
        if let Some(machine) = self.snapshot.machines.get_mut(path) {
            machine.spawned.remove(state);
        }
        for child in self.items(path, state) {
            self.clear_machine(&child);
            self.snapshot.machines.remove(&child);
        }
    }

    /// Closes all tasks, timers and items of a machine.
    pub(super) fn clear_machine(&mut self, path: &str) {
        let tasks: Vec<u64> = self
            .snapshot
            .tasks
            .iter()
            .filter(|(_, task)| task.machine == path)
            .map(|(number, _)| *number)
            .collect();
        tasks.into_iter().for_each(|task| self.close_task(task));
        self.clear_timers(|timer| timer.machine == path);
        let spawned = self.snapshot.machines.get(path).map(|m| m.spawned.clone()).unwrap_or_default();
        for state in spawned {
            self.remove_items(path, &state);
        }
    }
}
