//! Clocks: timers of states and deadlines of tasks. One whose rule says the same keeps its due date, whatever the calendar
//! says now, unless it is chosen by name (`decisions/0021-another-calendar.md`); one whose rule has changed goes on as
//! somebody has chosen, or the case does not fit.
//!
//! A clock that is counted anew never falls due before now: what would lie in the past falls due now.

use std::collections::BTreeSet;

use super::Plan;
use super::charts::work_of;
use super::choose::Keep;
use super::eye::{Eye, Says};
use super::report::{Becomes, Fate, Thing};
use crate::calendar::{Period, Rounding};
use crate::case::{Deadline, Effect, Task, Timer, TimerKind};
use crate::policy::After;
use crate::value::{Moment, Value};

/// A clock whose rule has changed, or that somebody has chosen about.
pub(super) struct Chosen {
    pub(super) becomes: Becomes,
    pub(super) due: Deadline,
}

impl Plan<'_> {
    pub(super) fn clocks(&mut self, old: &Eye<'_>, new: &Eye<'_>) {
        let mut seen = BTreeSet::new();
        for ((path, from), to) in self.states.clone() {
            self.state_timers((&path, &from, &to), old, new, &mut seen);
        }
        let entered: Vec<(String, String)> = (self.fates.iter())
            .filter(|fate| fate.thing == Thing::State && fate.becomes == Becomes::Entered)
            .map(|fate| (fate.machine.clone(), fate.name.clone()))
            .collect();
        for (path, state) in entered {
            let rules = work_of(self.new, &state).map_or(&[][..], |(_, work, _)| &work.timers);
            rules.iter().for_each(|rule| self.new_timer(rule, &path, &state, new));
        }
        self.sends(&mut seen);
        for (number, task) in self.before.tasks.clone() {
            self.deadline(number, &task, old, new, &mut seen);
        }
        // Whatever was not looked at above belongs to nothing that the new form knows; mostly that was told already.
        let told = !self.misfits.is_empty();
        for (number, timer) in &self.before.timers {
            if !seen.contains(number) && !told {
                let name = name_of(&timer.what);
                self.misfits.push(super::Misfit::new("timer-no-place", [("timer", name.as_str())]));
            }
        }
    }

    fn state_timers(
        &mut self,
        (path, from, to): (&str, &str, &str),
        old: &Eye<'_>,
        new: &Eye<'_>,
        seen: &mut BTreeSet<u64>,
    ) {
        let rules = |work: Option<(usize, &'_ crate::policy::StateWork, &crate::policy::PolicyChart)>| {
            work.map(|(_, work, _)| work.timers.clone()).unwrap_or_default()
        };
        let (was, is) = (rules(work_of(self.old, from)), rules(work_of(self.new, to)));
        let moved = self.path(path).to_owned();
        for (was, is) in pairs(&was, &is, old, new) {
            let running = was.and_then(|was| self.running(path, from, &was.event));
            match (was, is, running) {
                (Some(was), Some(is), Some((number, timer))) => {
                    seen.insert(number);
                    let changed = old.says(was, path) != new.says(is, &moved);
                    let start = match was.from {
                        None => Some(timer.due.from.clone()),
                        Some(_) => self.entered_at(path, from),
                    };
                    let says = new.says(is, &moved);
                    let other = self.counts_otherwise(&says, &timer.due, start.clone(), new, Rounding::Exact);
                    let Some(chosen) = self.timer_choice(is, changed, &timer.due, start, new, (&moved, to))
                    else {
                        continue;
                    };
                    let open = changed || other || chosen.becomes != Becomes::Kept;
                    let key = open.then(|| is.event.clone());
                    self.go_on(number, Thing::Timer, &moved, (&was.event, &is.event), key, chosen);
                    if let Some(timer) = self.after.timers.get_mut(&number) {
                        timer.what = TimerKind::State { state: to.to_owned(), event: is.event.clone() };
                    }
                }
                // It has acted and the state was not left: it does not act again, unless that is chosen.
                (Some(_), Some(is), None) if self.moves.timer.get(&is.event) == Some(&Keep::Restart) => {
                    self.new_timer(is, &moved, to, new);
                }
                (Some(_), Some(_), None) | (Some(_), None, None) | (None, None, _) => {}
                (Some(was), None, Some((number, _))) => {
                    seen.insert(number);
                    self.misfit("timer-no-place", [("timer", &was.event)]);
                }
                (None, Some(is), _) => self.new_timer(is, &moved, to, new),
            }
        }
    }

    fn running(&self, path: &str, of: &str, wanted: &str) -> Option<(u64, Timer)> {
        let mut timers = self.before.timers.iter();
        let found = timers.find(|(_, timer)| {
            timer.machine == path
                && matches!(&timer.what, TimerKind::State { state, event } if state == of && event == wanted)
        });
        found.map(|(number, timer)| (*number, timer.clone()))
    }

    /// When a state was entered, as far as the case tells.
    fn entered_at(&self, path: &str, state: &str) -> Option<Value> {
        let mut tasks = self.before.tasks.values();
        let task = tasks.find(|task| task.machine == path && task.state == state)?;
        Some(Value::Time(task.opened_at))
    }

    fn timer_choice(
        &mut self,
        rule: &After,
        changed: bool,
        due: &Deadline,
        start: Option<Value>,
        new: &Eye<'_>,
        (path, state): (&str, &str),
    ) -> Option<Chosen> {
        let chosen = self.moves.timer.get(&rule.event).copied();
        match chosen.or(self.moves.timers.filter(|_| changed)) {
            None if !changed => Some(Chosen { becomes: Becomes::Kept, due: due.clone() }),
            None => {
                self.misfit("timer-choice", [("timer", &rule.event), ("state", state)]);
                None
            }
            Some(keep) => {
                let chosen = self.counted(keep, &new.says(rule, path), due, start, new, Rounding::Exact);
                if chosen.is_none() {
                    self.misfit("timer-unknown", [("timer", &rule.event), ("state", state)]);
                }
                chosen
            }
        }
    }

    /// A clock as it goes on; none if its rule cannot be calculated.
    fn counted(
        &self,
        keep: Keep,
        says: &Says,
        due: &Deadline,
        start: Option<Value>,
        new: &Eye<'_>,
        rounding: Rounding,
    ) -> Option<Chosen> {
        let becomes = match keep {
            Keep::Keep => return Some(Chosen { becomes: Becomes::Kept, due: due.clone() }),
            Keep::Remaining => Becomes::Recounted,
            Keep::Restart => Becomes::Restarted,
        };
        Some(Chosen { becomes, due: self.count(keep, says, start, new, rounding)? })
    }

    /// Whether the new calendar counts another moment by a rule that may say the same; what is overdue already stays so.
    fn counts_otherwise(
        &self,
        says: &Says,
        due: &Deadline,
        start: Option<Value>,
        new: &Eye<'_>,
        rounding: Rounding,
    ) -> bool {
        let other = || self.count(Keep::Remaining, says, start, new, rounding);
        self.old.calendar != self.new.calendar
            && due.at > self.now
            && other().is_some_and(|other| other.at != due.at)
    }

    /// Anew from now; else from the rule's own start, or from this one where it has none, but never before now.
    fn count(
        &self,
        keep: Keep,
        says: &Says,
        start: Option<Value>,
        new: &Eye<'_>,
        rounding: Rounding,
    ) -> Option<Deadline> {
        let Says::This(period, from) = says else { return None };
        let now = Value::Time(self.now);
        let start = if keep == Keep::Restart { now.clone() } else { from.clone().or(start)? };
        let due = new.deadline(*period, start, rounding)?;
        if due.at >= self.now {
            return Some(due);
        }
        new.deadline(Period::Days(0), now, rounding)
    }

    /// A timer that only the new form has: somebody must want it to begin, now or where its rule has a start of its own.
    fn new_timer(&mut self, rule: &After, path: &str, state: &str, new: &Eye<'_>) {
        let chosen = self.moves.timer.get(&rule.event).copied();
        let Some(keep) = chosen.filter(|keep| *keep != Keep::Keep) else {
            self.misfit("timer-new", [("timer", &rule.event), ("state", state)]);
            return;
        };
        let says = new.says(rule, path);
        let Some(due) = self.count(keep, &says, None, new, Rounding::Exact) else {
            self.misfit("timer-unknown", [("timer", &rule.event), ("state", state)]);
            return;
        };
        let what = TimerKind::State { state: state.to_owned(), event: rule.event.clone() };
        let number = self.set(Timer { machine: path.to_owned(), due: due.clone(), what });
        let fate = Fate::new(Thing::Timer, path, &rule.event, Becomes::Set);
        let key = Some(rule.event.clone());
        self.fates.push(Fate { number: Some(number), key, now_due: Some(due), ..fate });
    }

    pub(super) fn set(&mut self, timer: Timer) -> u64 {
        let number = self.after.next;
        self.after.next = number.saturating_add(1);
        self.after.timers.insert(number, timer);
        self.effects.push(Effect::TimerSet { timer: number });
        number
    }

    /// A timer of the old form goes on under its number.
    pub(super) fn go_on(
        &mut self,
        number: u64,
        thing: Thing,
        path: &str,
        (was, is): (&str, &str),
        key: Option<String>,
        chosen: Chosen,
    ) {
        let Chosen { becomes, due } = chosen;
        let Some(timer) = self.after.timers.get_mut(&number) else { return };
        let before = std::mem::replace(&mut timer.due, due.clone());
        path.clone_into(&mut timer.machine);
        let moved = before.at != due.at;
        if moved {
            self.effects.push(Effect::TimerSet { timer: number });
        }
        let fate = Fate { number: Some(number), key, ..Fate::named(thing, path, was, is) };
        let becomes = if becomes == Becomes::Kept { fate.becomes } else { becomes };
        self.fates.push(Fate { becomes, due: Some(before), now_due: moved.then_some(due), ..fate });
    }

    /// Delayed events belong to the case, not to a state: they keep their moment.
    fn sends(&mut self, seen: &mut BTreeSet<u64>) {
        let before = self.before;
        for (number, timer) in &before.timers {
            let TimerKind::Send { event, to, .. } = &timer.what else { continue };
            seen.insert(*number);
            if to.is_none() && !self.new.policy.listens_to(event) {
                self.misfit("send-no-place", [("event", event)]);
            }
            let (path, kept) = (self.path(&timer.machine).to_owned(), timer.due.clone());
            let chosen = Chosen { becomes: Becomes::Kept, due: kept };
            self.go_on(*number, Thing::Send, &path, (event, event), None, chosen);
        }
    }

    /// A task's deadline, with the reminders and consequences that follow it.
    fn deadline(&mut self, number: u64, task: &Task, old: &Eye<'_>, new: &Eye<'_>, seen: &mut BTreeSet<u64>) {
        let Some(state) = self.state(&task.machine, &task.state).map(str::to_owned) else { return };
        let (from, to) = (work_of(self.old, &task.state), work_of(self.new, &state));
        let (Some(was), Some(is)) =
            (from.and_then(|w| w.1.task.as_ref()), to.and_then(|w| w.1.task.as_ref()))
        else {
            return;
        };
        let path = self.path(&task.machine).to_owned();
        let opened = Some(Value::Time(task.opened_at));
        let follows = super::derived::same(was, is);
        let (changed, start) = match (&was.due, &is.due) {
            (None, None) => return,
            (Some(_), None) => return self.misfit("deadline-gone", [("state", &task.state)]),
            (None, Some(_)) => (true, opened),
            (Some(was), Some(is)) => {
                let start = task.due.as_ref().filter(|_| was.from.is_none()).map(|due| due.from.clone());
                (!follows || old.says(was, &task.machine) != new.says(is, &path), start.or(opened))
            }
        };
        let chosen = self.moves.deadline.get(&state).copied().or(self.moves.deadlines.filter(|_| changed));
        let says = is.due.as_ref().map(|is| new.says(is, &path));
        let other = match (&task.due, &says) {
            (Some(due), Some(says)) => {
                self.counts_otherwise(says, due, start.clone(), new, Rounding::CloseOfDay)
            }
            _ => false,
        };
        let due = match (chosen, &task.due, says) {
            (None, Some(due), _) if !changed => Some(Chosen { becomes: Becomes::Kept, due: due.clone() }),
            // An earlier move left it without one.
            (None, None, _) if !changed => return,
            (None, ..) => return self.misfit("deadline-choice", [("state", &state)]),
            // The task has none, and keeps none.
            (Some(Keep::Keep), None, _) => return,
            (Some(keep), Some(due), Some(says)) => {
                self.counted(keep, &says, due, start, new, Rounding::CloseOfDay)
            }
            (Some(keep), None, Some(says)) => {
                let due = self.count(keep, &says, start, new, Rounding::CloseOfDay);
                due.map(|due| Chosen { becomes: Becomes::Set, due })
            }
            (_, _, None) => None,
        };
        let Some(Chosen { becomes, due }) = due else {
            return self.misfit("deadline-unknown", [("state", &state)]);
        };
        let moved = task.due.as_ref().is_none_or(|before| before.at != due.at);
        let fate = Fate { number: Some(number), ..Fate::new(Thing::Deadline, &path, &task.state, becomes) };
        self.fates.push(Fate {
            key: (changed || other || becomes != Becomes::Kept).then(|| state.clone()),
            due: task.due.clone(),
            now_due: moved.then(|| due.clone()),
            ..fate
        });
        if let Some(task) = self.after.tasks.get_mut(&number) {
            task.due = Some(due.clone());
        }
        self.follow(number, (was, is), (&path, &state), (due.at, moved), new, seen);
    }
}

/// Which timer of a state becomes which: first those with the same rule, whatever their order; then by their order if as
/// many are left on both sides.
fn pairs<'r>(
    was: &'r [After],
    is: &'r [After],
    old: &Eye<'_>,
    new: &Eye<'_>,
) -> Vec<(Option<&'r After>, Option<&'r After>)> {
    let mut left: Vec<&After> = is.iter().collect();
    let (mut pairs, mut alone) = (Vec::new(), Vec::new());
    for rule in was {
        match left.iter().position(|other| old.text(rule) == new.text(other)) {
            Some(place) => pairs.push((Some(rule), Some(left.remove(place)))),
            None => alone.push(rule),
        }
    }
    if alone.len() == left.len() {
        pairs.extend(alone.into_iter().map(Some).zip(left.into_iter().map(Some)));
    } else {
        pairs.extend(alone.into_iter().map(|rule| (Some(rule), None)));
        pairs.extend(left.into_iter().map(|rule| (None, Some(rule))));
    }
    pairs
}

/// What a timer is called.
fn name_of(what: &TimerKind) -> String {
    match what {
        TimerKind::State { event, .. } | TimerKind::Send { event, .. } => event.clone(),
        TimerKind::Remind { task } | TimerKind::Overdue { task, .. } => task.to_string(),
    }
}

/// A deadline that is counted from another one.
pub(super) fn from(at: Moment, due: Moment, period: Period) -> Deadline {
    Deadline { at, from: Value::Time(due), period }
}
