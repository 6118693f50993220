//! `for_each`: a chart per item, side by side or one after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::drive::Drive;
use super::scene::text_of;
use super::snapshot::{Item, MachineState, same_path};
use super::{Refusal, StepError};
use crate::chart::{Event, EventKind};
use crate::guard::meter;
use crate::limits;
use crate::policy::{Complete, ForEach, PolicyChart};
use crate::value::{Map, Value};

/// How the items of one `for_each` stand.
#[derive(Debug, Default)]
pub(super) struct Crew {
    total: usize,
    running: usize,
    done: usize,
    /// Those that have not begun, by position.
    waiting: BTreeMap<u64, String>,
}

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
        if let Some(machine) = self.snapshot.machine_mut(path) {
            machine.spawned.insert(name.clone());
        }
        self.join(path, name, for_each, list)?;
        self.judge_completion(path, name, for_each).map(|_| ())
    }

    /// `add_items`: more items for a `for_each` that runs.
    pub(super) fn add_items(&mut self, from: &str, state: &str, list: Value) -> Result<(), StepError> {
        let Some(path) = self.nearest_running(from, state) else {
            return Err(Refusal::new("for-each-not-running", [("state", state.to_owned())]).into());
        };
        let policy = self.policy;
        let found = policy.find_state(state).and_then(|(c, s)| policy.charts[c].work[s].for_each.as_ref());
        match found {
            Some(for_each) => self.join(&path, state, for_each, list),
            None => Ok(()),
        }
    }

    /// The machine that runs a `for_each`: the asking one, one of those around it, or any.
    fn nearest_running(&self, from: &str, state: &str) -> Option<String> {
        let machines = &self.snapshot.machines;
        let parent = |path: &&str| machines.get(*path)?.item.as_ref().map(|item| item.parent.as_str());
        let mut around = std::iter::successors(Some(from), parent);
        let runs = |path: &&str| machines.get(*path).is_some_and(|machine| machine.spawned.contains(state));
        let own = around.find(runs).map(str::to_owned);
        own.or_else(|| machines.iter().find(|(_, m)| m.spawned.contains(state)).map(|(path, _)| path.clone()))
    }

    fn join(&mut self, path: &str, state: &str, for_each: &ForEach, list: Value) -> Result<(), StepError> {
        let Value::List(items) = list else {
            return Err(Refusal::new("not-a-list", [("name", state.to_owned())]).into());
        };
        let first = self.crew(path, state).total;
        let known = self.snapshot.machine_mut(path).and_then(|machine| machine.complete.get_mut(state));
        if let Some(all_done) = known {
            *all_done &= items.is_empty();
        }
        // Of the whole case: items may have items.
        if self.snapshot.machines.len() + items.len() > limits::FOR_EACH_ITEMS + 1 {
            let args = [("state", state.to_owned()), ("limit", limits::FOR_EACH_ITEMS.to_string())];
            return Err(Refusal::new("too-many-items", args).into());
        }
        meter::allow_items(items.len());
        for (offset, fields) in items.into_iter().enumerate() {
            let fields = match fields {
                Value::Map(map) => map,
                value => Map::from([("value".to_owned(), value)]),
            };
            let child = self.make_item(path, state, for_each, first + offset, fields)?;
            if !for_each.sequence {
                self.beginning.push_back(child);
            }
        }
        if for_each.sequence {
            self.moved_on.insert((path.to_owned(), state.to_owned()));
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
        // `/` divides a path: in a key it is written otherwise, so that no two items can have the same path.
        let key = key.replace('%', "%25").replace('/', "%2F");
        let child = format!("{}{key}", below(path, state));
        if self.snapshot.machine(&child).is_some() {
            return Err(Refusal::new("item-twice", [("state", state.to_owned()), ("key", key)]).into());
        }
        self.snapshot.machines.insert(child.clone(), machine);
        let crew = self.crew(path, state);
        crew.total += 1;
        crew.waiting.insert(index as u64, child.clone());
        Ok(child)
    }

    /// Starts an item's chart, if the item is still there.
    pub(super) fn begin_item(&mut self, child: &str) -> Result<(), StepError> {
        let Some(machine) = self.snapshot.machine_mut(child) else { return Ok(()) };
        machine.running = true;
        let of = machine.item.as_ref().map(|item| (item.parent.clone(), item.state.clone(), item.index));
        if let Some((parent, state, index)) = of {
            let crew = self.crew(&parent, &state);
            crew.running += usize::from(crew.waiting.remove(&index).is_some());
        }
        self.start_machine(child)
    }

    /// An item's chart has ended: what follows is looked at when all that has begun is at rest.
    pub(super) fn item_ended(&mut self, child: &str) {
        let Some(item) = self.snapshot.machine_mut(child).and_then(|m| m.item.as_mut()) else { return };
        item.done = true;
        let of = (item.parent.clone(), item.state.clone());
        // A crew not counted yet counts it as done by itself.
        if let Some(crew) = self.crews.get_mut(&of) {
            crew.running = crew.running.saturating_sub(1);
            crew.done += 1;
        }
        self.moved_on.insert(of);
    }

    /// After an item's end: the whole is complete, or in a sequence the next one begins.
    pub(super) fn move_on(&mut self, path: &str, state: &str) -> Result<(), StepError> {
        if !self.snapshot.machine(path).is_some_and(|machine| machine.spawned.contains(state)) {
            return Ok(());
        }
        let policy = self.policy;
        let found = policy.find_state(state).and_then(|(c, s)| policy.charts[c].work[s].for_each.as_ref());
        let Some(for_each) = found else { return Ok(()) };
        if self.judge_completion(path, state, for_each)? {
            // Whoever waits begins only if the state is not left now.
            self.turns.insert((path.to_owned(), state.to_owned()));
            return Ok(());
        }
        self.begin_next(path, state, for_each)
    }

    /// In a sequence the next item begins, if none is running.
    pub(super) fn take_turn(&mut self, path: &str, state: &str) -> Result<(), StepError> {
        if !self.snapshot.machine(path).is_some_and(|machine| machine.spawned.contains(state)) {
            return Ok(());
        }
        let policy = self.policy;
        let found = policy.find_state(state).and_then(|(c, s)| policy.charts[c].work[s].for_each.as_ref());
        found.map_or(Ok(()), |for_each| self.begin_next(path, state, for_each))
    }

    fn begin_next(&mut self, path: &str, state: &str, for_each: &ForEach) -> Result<(), StepError> {
        if !for_each.sequence {
            return Ok(());
        }
        let crew = self.crew(path, state);
        match crew.waiting.values().next().cloned() {
            Some(next) if crew.running == 0 => self.begin_item(&next),
            _ => Ok(()),
        }
    }

    /// Tells the state when its items are complete; returns whether they are.
    fn judge_completion(&mut self, path: &str, state: &str, for_each: &ForEach) -> Result<bool, StepError> {
        let &mut Crew { total, done, .. } = self.crew(path, state);
        let complete = match &for_each.complete {
            Complete::All => done == total,
            Complete::Count(count) => done >= (*count as usize).min(total),
            Complete::Script(script) => {
                let count = |n: usize| Value::Int(n as i64);
                let (done, open, total) = (count(done), count(total - done), count(total));
                self.holds(*script, path, None, &[("done", &done), ("open", &open), ("total", &total)])?
            }
        };
        // Told once for each time that it becomes complete: more items (`add_items`) can undo that. Where the state
        // stays, it is told once more when the last item has ended (workflow pattern 34: the join is ready anew).
        let all = done == total;
        let told = match self.snapshot.machine_mut(path).map(|machine| &mut machine.complete) {
            Some(known) if complete => {
                known.insert(state.to_owned(), all).is_some_and(|before| before || !all)
            }
            Some(known) => known.remove(state).is_some(),
            None => false,
        };
        if complete && !told {
            let data = Value::Map(Map::from([
                ("done".to_owned(), Value::Int(done as i64)),
                ("total".to_owned(), Value::Int(total as i64)),
                ("items".to_owned(), self.results(path, state)),
            ]));
            let event = Event::of(EventKind::Platform, format!("done.state.{state}"), data);
            self.queue.push_back((path.to_owned(), event));
        }
        Ok(complete)
    }

    /// What the items that are done have given, in the list's order: the output of their final state, else their fields.
    fn results(&self, path: &str, state: &str) -> Value {
        let mut done: Vec<_> = self.items(path, state).filter(|(_, _, item)| item.done).collect();
        done.sort_by_key(|(_, _, item)| item.index);
        let result = |machine: &MachineState, item: &Item| match &machine.output {
            Value::Null => Value::Map(item.fields.clone()),
            output => output.clone(),
        };
        Value::List(done.into_iter().map(|(_, machine, item)| result(machine, item)).collect())
    }

    /// How a state's items stand; counted once a step, then kept up.
    fn crew(&mut self, path: &str, state: &str) -> &mut Crew {
        let of = (path.to_owned(), state.to_owned());
        if !self.crews.contains_key(&of) {
            let mut crew = Crew::default();
            for (child, machine, item) in self.items(path, state) {
                crew.total += 1;
                crew.done += usize::from(item.done);
                crew.running += usize::from(machine.running);
                if !machine.running && !item.done {
                    crew.waiting.insert(item.index, child.clone());
                }
            }
            self.crews.insert(of.clone(), crew);
        }
        self.crews.entry(of).or_default()
    }

    /// A state's items with their paths, in the paths' order.
    fn items<'s>(
        &'s self,
        path: &'s str,
        state: &'s str,
    ) -> impl Iterator<Item = (&'s String, &'s MachineState, &'s Item)> {
        let prefix = below(path, state);
        let machines = self.snapshot.machines.range(prefix.clone()..);
        machines
            .take_while(move |(child, _)| child.starts_with(&prefix))
            .filter_map(|(child, machine)| Some((child, machine, machine.item.as_ref()?)))
            .filter(move |(_, _, item)| item.state == state && same_path(&item.parent, path))
    }

    /// A `for_each` state is left: its items go, with their tasks and timers.
    pub(super) fn remove_items(&mut self, path: &str, state: &str) {
        let machine = self.snapshot.machine_mut(path);
        if !machine.is_some_and(|machine| {
            machine.complete.remove(state);
            machine.spawned.remove(state)
        }) {
            return;
        }
        let prefix = below(path, state);
        self.crews.remove(&(path.to_owned(), state.to_owned()));
        self.crews.retain(|(of, _), _| !of.starts_with(&prefix));
        let children = self.snapshot.machines.range(prefix.clone()..).map(|(child, _)| child);
        let gone: BTreeSet<String> =
            children.take_while(|child| child.starts_with(&prefix)).cloned().collect();
        self.clear_work(|machine| gone.contains(machine));
        gone.iter().for_each(|child| drop(self.snapshot.machines.remove(child)));
    }

    /// Closes all tasks, timers, calls and items of a machine.
    pub(super) fn clear_machine(&mut self, path: &str) {
        self.clear_work(|machine| same_path(machine, path));
        let spawned = self.snapshot.machine(path).map(|m| m.spawned.clone()).unwrap_or_default();
        for state in spawned {
            self.remove_items(path, &state);
        }
    }

    /// Timers first: closing a task looks through those that are left.
    fn clear_work(&mut self, of: impl Fn(&str) -> bool) {
        self.end_calls(|call| of(&call.machine));
        self.clear_timers(|timer| of(&timer.machine));
        self.release_locks(|lock| of(&lock.machine));
        let tasks = self.snapshot.tasks.iter().filter(|(_, task)| of(&task.machine));
        let tasks: Vec<u64> = tasks.map(|(number, _)| *number).collect();
        tasks.into_iter().for_each(|task| self.close_task(task));
    }
}

/// How the paths of a state's items begin.
fn below(path: &str, state: &str) -> String {
    if path.is_empty() { format!("{state}/") } else { format!("{path}/{state}/") }
}
