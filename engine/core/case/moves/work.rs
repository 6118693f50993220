//! Tasks with what was signed in them, items, calls, locks and letters: each keeps its place, or the case stays.

use super::Plan;
use super::charts::work_of;
use super::eye::Eye;
use super::report::{Becomes, Fate, Thing};
use crate::case::SlotStatus;
use crate::chart::StateId;
use crate::policy::{Decide, PolicyChart, StateWork, TaskRule};

impl Plan<'_> {
    /// Open tasks go on with the same signers and with all that they have signed.
    pub(super) fn tasks(&mut self, old: &Eye<'_>, new: &Eye<'_>) {
        let before = self.before;
        for (number, task) in &before.tasks {
            let Some(state) = self.state(&task.machine, &task.state).map(str::to_owned) else { continue };
            let rule = |work: Option<(StateId, &'_ StateWork, &PolicyChart)>| {
                work.is_some_and(|w| w.1.task.is_some())
            };
            let (from, to) = (work_of(self.old, &task.state), work_of(self.new, &state));
            if !rule(from) || !rule(to) {
                self.misfit("task-no-place", [("state", &task.state)]);
                continue;
            }
            let (Some(was), Some(is)) =
                (from.and_then(|w| w.1.task.as_ref()), to.and_then(|w| w.1.task.as_ref()))
            else {
                continue;
            };
            let path = self.path(&task.machine).to_owned();
            if old.signers(was, &task.machine, &task.state) != new.signers(is, &path, &state) {
                self.misfit("task-signers", [("state", &task.state)]);
            }
            let acted = task.slots.iter().any(|slot| slot.status == SlotStatus::Done);
            self.check_signatures(&task.state, was, is, acted);
            self.fates
                .push(Fate { number: Some(*number), ..Fate::named(Thing::Task, &path, &task.state, &state) });
            for act in task.slots.iter().filter_map(|slot| slot.act.as_ref()) {
                let fate = Fate::new(Thing::Signature, &path, &act.person, Becomes::Kept);
                self.fates.push(Fate { number: Some(*number), ..fate });
            }
            if let Some(moved) = self.after.tasks.get_mut(number) {
                (moved.machine, moved.state) = (path, state);
            }
        }
        let begun = |(path, state): &(String, String)| {
            before.tasks.values().any(|task| task.machine == *path && task.state == *state)
        };
        let waiting: Vec<String> =
            self.states.iter().filter(|(of, _)| !begun(of)).map(|(_, to)| to.clone()).collect();
        for state in waiting {
            if work_of(self.new, &state).is_some_and(|(_, work, _)| work.task.is_some()) {
                self.misfit("task-new", [("state", &state)]);
            }
        }
    }

    /// What was signed must mean the same and count the same.
    fn check_signatures(&mut self, state: &str, was: &TaskRule, is: &TaskRule, acted: bool) {
        let in_turn = was.decide == Decide::Sequence || is.decide == Decide::Sequence;
        if was.decide != is.decide && (acted || in_turn) {
            self.misfit("task-decide", [("state", state)]);
        }
        if acted && (was.sign != is.sign || was.choices.first() != is.choices.first()) {
            self.misfit("signature-meaning", [("state", state)]);
        }
    }

    /// Everything else that active states hold.
    pub(super) fn rest(&mut self, old: &Eye<'_>, new: &Eye<'_>) {
        for ((path, from), to) in self.states.clone() {
            let (Some((_, old_work, _)), Some((is, new_work, new_chart))) =
                (work_of(self.old, &from), work_of(self.new, &to))
            else {
                continue;
            };
            self.items(&path, &from, old_work, new_work);
            self.calls(&path, &from, (old, old_work), (new, new_work));
            self.lock(&path, &from, (new, new_work, new_chart, is));
        }
        self.stays_put(old, new);
        self.letters();
    }

    fn items(&mut self, path: &str, state: &str, was: &StateWork, is: &StateWork) {
        let spawned = self.before.machine(path).is_some_and(|machine| machine.spawned.contains(state));
        let waits = self.before.machines.values().any(|machine| {
            let of =
                |item: &crate::case::snapshot::Item| item.parent == path && item.state == state && !item.done;
            !machine.running && machine.item.as_ref().is_some_and(of)
        });
        match (&was.for_each, &is.for_each) {
            (_, None) if spawned => self.misfit("items-no-place", [("state", state)]),
            (_, Some(_)) if !spawned => self.misfit("items-new", [("state", state)]),
            (Some(was), Some(is)) if was.sequence != is.sequence && waits => {
                self.misfit("items-order", [("state", state)]);
            }
            _ => {}
        }
    }

    fn calls(&mut self, path: &str, state: &str, was: (&Eye<'_>, &StateWork), is: (&Eye<'_>, &StateWork)) {
        let ((old, was), (new, is)) = (was, is);
        let called = self.before.machine(path).is_some_and(|machine| machine.called.contains(state));
        let to = self.path(path).to_owned();
        let same = was.calls.len() == is.calls.len()
            && was.calls.iter().zip(&is.calls).all(|(was, is)| {
                was.wait == is.wait && old.name(&was.policy, path) == new.name(&is.policy, &to)
            });
        if called && !same {
            self.misfit("call-no-place", [("state", state)]);
        } else if !called && !is.calls.is_empty() {
            self.misfit("call-new", [("state", state)]);
        }
        let moved = self.state(path, state).unwrap_or(state).to_owned();
        for (number, call) in
            self.before.calls.iter().filter(|(_, call)| call.machine == path && call.state == state)
        {
            self.fates
                .push(Fate { number: Some(*number), ..Fate::named(Thing::Call, &to, &call.id, &call.id) });
            if let Some(call) = self.after.calls.get_mut(number) {
                (call.machine, call.state) = (to.clone(), moved.clone());
            }
        }
    }

    /// A place in a line is known to others by its chain of states: it cannot get another one.
    fn lock(&mut self, path: &str, state: &str, is: (&Eye<'_>, &StateWork, &PolicyChart, StateId)) {
        let (new, work, chart, target) = is;
        let held = self.before.locks.iter().find(|(_, lock)| lock.machine == path && lock.state == state);
        let to = self.path(path).to_owned();
        match (held, &work.lock) {
            (None, None) => {}
            (None, Some(_)) => self.misfit("lock-new", [("state", state)]),
            (Some(_), None) => self.misfit("lock-no-place", [("state", state)]),
            (Some((place, lock)), Some(name)) => {
                if new.name(name, &to) != lock.lock || new.place(&to, chart, target) != *place {
                    self.misfit("lock-no-place", [("state", state)]);
                    return;
                }
                self.fates.push(Fate::named(Thing::Lock, &to, &lock.lock, &lock.lock));
                if let Some(lock) = self.after.locks.get_mut(place) {
                    (lock.machine, lock.state) = (to, chart.chart.states[target].name.clone());
                }
            }
        }
    }

    fn letters(&mut self) {
        let before = self.before;
        for (index, letter) in before.mailbox.iter().enumerate() {
            if !self.new.policy.listens_to(&letter.event) {
                self.misfit("letter-no-place", [("event", &letter.event)]);
            }
            let machine = letter.machine.as_ref().map(|path| self.path(path).to_owned());
            let at = machine.clone().unwrap_or_default();
            self.fates.push(Fate::named(Thing::Letter, &at, &letter.event, &letter.event));
            if let Some(letter) = self.after.mailbox.get_mut(index) {
                letter.machine = machine;
            }
        }
    }
}
