//! Tasks: opened on entry, acted on by their signers, closed on exit.

use super::drive::Drive;
use super::scene::text_of;
use super::snapshot::same_path;
use super::{Act, Closing, Effect, Refusal, Slot, SlotStatus, StepError, Task, TimerKind};
use crate::calendar::Rounding;
use crate::chart::{Event, StateId};
use crate::policy::{Decide, PolicyChart, Signer, TaskRule};
use crate::value::{Map, Value};

impl Drive<'_> {
    pub(super) fn open_task(
        &mut self,
        path: &str,
        state: &str,
        rule: &TaskRule,
        event: Option<&Event>,
    ) -> Result<(), StepError> {
        let due = match &rule.due {
            Some(due) => Some(self.deadline(&due.length, due.from, Rounding::CloseOfDay, path, event)?),
            None => None,
        };
        let mut slots = self.slots(rule, path, state, event)?;
        if rule.decide == Decide::Sequence {
            slots.iter_mut().skip(1).for_each(|slot| slot.status = SlotStatus::Waiting);
        }
        let number = self.snapshot.next;
        self.snapshot.next = self.snapshot.next.saturating_add(1);
        let cc = self.posts(&rule.cc, path, event)?;
        self.effects.push(Effect::TaskOpened { task: number, cc });
        for (slot, _) in slots.iter().enumerate().filter(|(_, slot)| slot.status == SlotStatus::Open) {
            self.effects.push(Effect::SlotOpened { task: number, slot });
        }
        let opened_at = self.inputs.now;
        let task = Task { machine: path.to_owned(), state: state.to_owned(), opened_at, due, slots };
        self.snapshot.tasks.insert(number, task);
        self.set_task_timers(number, rule)
    }

    /// One place a signer. An expression may give a list; with `decide: one` several posts share one task.
    pub(super) fn slots(
        &self,
        rule: &TaskRule,
        path: &str,
        state: &str,
        event: Option<&Event>,
    ) -> Result<Vec<Slot>, StepError> {
        let mut slots: Vec<Slot> = Vec::new();
        for (index, signer) in rule.signers.iter().enumerate() {
            let weight = match &rule.decide {
                Decide::Weights(weights, _) => weights.get(index).copied().unwrap_or(0),
                _ => 0,
            };
            let (expr, is_post) = match signer {
                Signer::Post(expr) => (expr, true),
                Signer::Person(expr) => (expr, false),
            };
            for id in self.posts(std::slice::from_ref(expr), path, event)? {
                let (post, person) = if is_post { (Some(id), None) } else { (None, Some(id)) };
                match slots.iter_mut().find(|slot| slot.post == post && slot.person == person) {
                    Some(same) => same.weight += weight,
                    None => slots.push(Slot { post, person, status: SlotStatus::Open, weight, act: None }),
                }
            }
        }
        if slots.is_empty() {
            return Err(Refusal::new("nobody-to-act", [("state", state.to_owned())]).into());
        }
        Ok(slots)
    }

    /// Gives a person's place, at which nobody has acted yet, to a post. Deadline, timers and the others' places stay.
    pub(super) fn pass_on(&mut self, number: u64, slot: usize, post: &str) -> Result<(), StepError> {
        let Some(task) = self.snapshot.tasks.get_mut(&number) else {
            return Err(Refusal::new("task-closed", []).into());
        };
        let place = task.slots.get_mut(slot).filter(|place| place.person.is_some() && place.act.is_none());
        let Some(place) = place else {
            return Err(Refusal::new("no-such-signer", [("slot", slot.to_string())]).into());
        };
        (place.person, place.post) = (None, Some(post.to_owned()));
        if place.status == SlotStatus::Open {
            self.effects.push(Effect::SlotOpened { task: number, slot });
        }
        Ok(())
    }

    pub(super) fn act(
        &mut self,
        number: u64,
        slot: usize,
        choice: &str,
        fields: &Map,
        opinion: Option<&str>,
    ) -> Result<(), StepError> {
        let Some(task) = self.snapshot.tasks.get(&number) else {
            return Err(Refusal::new("task-closed", []).into());
        };
        let policy = self.policy;
        let chart = &policy.charts[self.chart_of(&task.machine)];
        let state = chart.chart.find(&task.state);
        let Some((state, rule)) = state.and_then(|s| Some((s, chart.work[s].task.as_ref()?))) else {
            return Err(Refusal::new("task-closed", []).into());
        };
        check_act(task, rule, chart, state, slot, choice, opinion)?;
        let path = task.machine.clone();
        self.fill(&path, fields);
        if let Some(open) = self.snapshot.tasks.get_mut(&number) {
            open.slots[slot].status = SlotStatus::Done;
        }
        self.effects.push(Effect::SlotDone { task: number, slot });
        if rule.choices.first().is_some_and(|agreeing| agreeing == choice) && !self.is_decided(number, rule) {
            self.keep_act(number, slot, choice, opinion);
            self.open_next(number, rule);
            return Ok(());
        }
        self.acting = Some(number);
        let data = opinion.map_or(Value::Null, |text| Value::Text(text.to_owned()));
        let event = Event { name: choice.to_owned(), data, addressed: Some(state), ..Event::default() };
        if !self.deliver(&path, event.clone())? {
            return Err(self.refusal_of((chart, state), choice, &path, &event)?.into());
        }
        self.acting = None;
        // A choice that stays in its state leaves the work open for the next one.
        if let Some(open) = self.snapshot.tasks.get_mut(&number) {
            open.slots[slot].status = SlotStatus::Open;
        }
        Ok(())
    }

    /// None of the choice's guards holds: the policy's own sentence, if it has one that fits.
    fn refusal_of(
        &self,
        (chart, state): (&PolicyChart, StateId),
        choice: &str,
        path: &str,
        event: &Event,
    ) -> Result<Refusal, StepError> {
        let transitions = &chart.chart.states[state].transitions;
        let mut written = transitions
            .iter()
            .filter(|&&t| chart.chart.transitions[t].events.iter().any(|event| event == choice))
            .map(|&t| &chart.choices[t]);
        let mut sentence = None;
        for candidate in written.clone().flat_map(|choice| &choice.refusal) {
            let fits = match candidate.when {
                Some(when) => self.holds(when, path, Some(event), &[])?,
                None => true,
            };
            if fits {
                sentence = Some(candidate.say.clone());
                break;
            }
        }
        let clause = written.find_map(|choice| choice.clause.clone()).or(chart.work[state].clause.clone());
        Ok(Refusal { sentence, clause, ..Refusal::new("guard", [("choice", choice.to_owned())]) })
    }

    /// What a signer did is kept as long as the task waits for others.
    fn keep_act(&mut self, number: u64, slot: usize, choice: &str, opinion: Option<&str>) {
        let Some(task) = self.snapshot.tasks.get_mut(&number) else { return };
        task.slots[slot].act = Some(Act {
            person: self.inputs.actor.person.clone().unwrap_or_default(),
            post: self.inputs.actor.post.clone(),
            at: self.inputs.now,
            choice: choice.to_owned(),
            opinion: opinion.map(str::to_owned),
        });
    }

    /// Fields go to the item of a `for_each`, else to the record.
    fn fill(&mut self, path: &str, fields: &Map) {
        let fields = fields.iter().map(|(name, value)| (name.clone(), value.clone()));
        match self.snapshot.machine_mut(path).and_then(|m| m.item.as_mut()) {
            Some(item) => item.fields.extend(fields),
            None => self.snapshot.record.extend(fields),
        }
    }

    /// Whether the agreeing signers are enough.
    fn is_decided(&self, number: u64, rule: &TaskRule) -> bool {
        let Some(task) = self.snapshot.tasks.get(&number) else { return true };
        let agreed = |slot: &Slot| slot.status == SlotStatus::Done;
        let (count, total) = (task.slots.iter().filter(|s| agreed(s)).count(), task.slots.len());
        match &rule.decide {
            Decide::One => true,
            Decide::All | Decide::Sequence => count == total,
            Decide::Share(part, whole) => count as u64 * u64::from(*whole) >= total as u64 * u64::from(*part),
            Decide::Weights(_, reach) => {
                task.slots.iter().filter(|s| agreed(s)).map(|slot| slot.weight).sum::<u32>() >= *reach
            }
        }
    }

    fn open_next(&mut self, number: u64, rule: &TaskRule) {
        if rule.decide != Decide::Sequence {
            return;
        }
        let Some(task) = self.snapshot.tasks.get_mut(&number) else { return };
        if let Some(next) = task.slots.iter().position(|slot| slot.status == SlotStatus::Waiting) {
            task.slots[next].status = SlotStatus::Open;
            self.effects.push(Effect::SlotOpened { task: number, slot: next });
        }
    }

    /// A state is left: its task, timers and items go with it.
    pub(super) fn close_state(&mut self, path: &str, state: &str) {
        let mut tasks = self.snapshot.tasks.iter();
        // A state has one task at most.
        let task = tasks.find(|(_, task)| task.state == state && same_path(&task.machine, path));
        if let Some(number) = task.map(|(number, _)| *number) {
            self.close_task(number);
        }
        let belongs = |timer: &super::Timer| {
            matches!(&timer.what, TimerKind::State { state: s, .. } if s == state)
                && same_path(&timer.machine, path)
        };
        self.clear_timers(|timer| belongs(timer));
        self.release_locks(|lock| lock.state == state && same_path(&lock.machine, path));
        self.remove_items(path, state);
    }

    pub(super) fn close_task(&mut self, number: u64) {
        if self.snapshot.tasks.remove(&number).is_none() {
            return;
        }
        let how = if self.acting == Some(number) { Closing::Done } else { Closing::Cancelled };
        self.effects.push(Effect::TaskClosed { task: number, how });
        self.clear_timers(|timer| match timer.what {
            TimerKind::Remind { task } | TimerKind::Overdue { task, .. } => task == number,
            _ => false,
        });
    }

    pub(super) fn clear_timers(&mut self, gone: impl Fn(&super::Timer) -> bool) {
        self.snapshot.timers.retain(|&number, timer| {
            let gone = gone(timer);
            if gone {
                self.effects.push(Effect::TimerCleared { timer: number });
            }
            !gone
        });
    }
}

fn check_act(
    task: &Task,
    rule: &TaskRule,
    chart: &PolicyChart,
    state: StateId,
    slot: usize,
    choice: &str,
    opinion: Option<&str>,
) -> Result<(), Refusal> {
    let Some(place) = task.slots.get(slot) else {
        return Err(Refusal::new("no-such-signer", [("slot", slot.to_string())]));
    };
    match (place.status, &place.act) {
        (SlotStatus::Waiting, _) => return Err(Refusal::new("not-your-turn", [])),
        (SlotStatus::Done, act) => {
            let person = act.as_ref().map(|act| act.person.clone()).unwrap_or_default();
            return Err(Refusal::new("already-acted", [("person", person)]));
        }
        (SlotStatus::Open, _) => {}
    }
    if !rule.choices.iter().any(|known| known == choice) {
        let args = [("choice", choice.to_owned()), ("known", rule.choices.join(", "))];
        return Err(Refusal::new("unknown-choice", args));
    }
    let required =
        rule.opinion_required || first_choice(chart, state, choice).is_some_and(|c| c.opinion_required);
    if required && opinion.is_none_or(|text| text.trim().is_empty()) {
        return Err(Refusal::new("opinion-required", []));
    }
    Ok(())
}

fn first_choice<'p>(
    chart: &'p PolicyChart,
    state: StateId,
    choice: &str,
) -> Option<&'p crate::policy::Choice> {
    let mut transitions = chart.chart.states[state].transitions.iter();
    let first =
        transitions.find(|&&t| chart.chart.transitions[t].events.iter().any(|event| event == choice))?;
    Some(&chart.choices[*first])
}

impl Task {
    /// Posts and people whose turn it is.
    pub fn open_signers(&self) -> impl Iterator<Item = String> + '_ {
        let open = self.slots.iter().filter(|slot| slot.status == SlotStatus::Open);
        open.filter_map(|slot| slot.post.clone().or_else(|| slot.person.clone()))
            .map(|id| text_of(&Value::Text(id)))
    }
}
