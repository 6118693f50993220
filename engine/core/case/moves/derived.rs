//! Reminders and what follows an unmet deadline: they go with their deadline. What has happened already does not happen
//! again, and nothing is made up for: rounds that would lie in the past are passed over.

use std::collections::{BTreeMap, BTreeSet};

use super::Plan;
use super::clocks::{Chosen, from};
use super::eye::Eye;
use super::report::{Becomes, Fate, Thing};
use crate::calendar::Period;
use crate::case::{Deadline, Effect, Timer, TimerKind};
use crate::limits;
use crate::policy::{OverdueRule, TaskRule};
use crate::value::Moment;

/// Whether two rules have the same reminders and the same rounds after the deadline.
pub(super) fn same(was: &TaskRule, is: &TaskRule) -> bool {
    was.remind == is.remind && was.overdue.iter().map(rounds).eq(is.overdue.iter().map(rounds))
}

/// Which rule after the deadline was which: those with the same rounds whatever their order, the others by their places.
fn pairs(was: &[OverdueRule], is: &[OverdueRule]) -> BTreeMap<usize, usize> {
    let (mut pairs, mut left) = (BTreeMap::new(), (0..was.len()).collect::<BTreeSet<usize>>());
    for (index, rule) in is.iter().enumerate() {
        if let Some(&same) = left.iter().find(|&&before| rounds(&was[before]) == rounds(rule)) {
            left.remove(&same);
            pairs.insert(index, same);
        }
    }
    for index in 0..is.len() {
        if !pairs.contains_key(&index) && left.remove(&index) {
            pairs.insert(index, index);
        }
    }
    pairs
}

fn rounds(rule: &OverdueRule) -> (Period, Option<Period>, u32) {
    (rule.after, rule.every, rule.times)
}

impl Plan<'_> {
    /// Reminders and rounds of a task whose deadline is `at` now.
    pub(super) fn follow(
        &mut self,
        task: u64,
        (was, is): (&TaskRule, &TaskRule),
        (path, state): (&str, &str),
        (at, moved): (Moment, bool),
        new: &Eye<'_>,
        seen: &mut BTreeSet<u64>,
    ) {
        let (mut reminders, mut running) = (BTreeMap::new(), BTreeMap::new());
        for (number, timer) in &self.before.timers {
            match timer.what {
                TimerKind::Remind { task: of } if of == task => {
                    reminders.insert(*number, timer.clone());
                }
                TimerKind::Overdue { task: of, rule, count } if of == task => {
                    running.insert(rule, (*number, timer.clone(), count));
                }
                _ => continue,
            }
            seen.insert(*number);
        }
        let names = (path, state);
        let mut wanted: Vec<Deadline> =
            is.remind.iter().filter_map(|&before| Some(from(new.before(at, before)?, at, before))).collect();
        wanted.retain(|due| due.at > self.now);
        if !moved && was.remind == is.remind {
            // Also one that is due this moment and has not been sent yet.
            wanted = reminders.values().map(|timer| timer.due.clone()).collect();
        }
        for due in wanted {
            let same =
                reminders.iter().find(|(_, timer)| timer.due == due).or_else(|| reminders.iter().next());
            let number = same.map(|(number, _)| *number);
            number.and_then(|number| reminders.remove(&number));
            self.follower(number, Thing::Reminder, names, TimerKind::Remind { task }, due);
        }
        let known = pairs(&was.overdue, &is.overdue);
        for (index, rule) in is.overdue.iter().enumerate() {
            let before = known.get(&index).copied();
            let known = before.map(|before| &was.overdue[before]);
            let unchanged = !moved && known.is_some_and(|known| rounds(known) == rounds(rule));
            let runs = before.and_then(|before| running.remove(&before));
            if unchanged {
                // No timer: all its rounds are over.
                if let Some((number, timer, count)) = runs {
                    let what = TimerKind::Overdue { task, rule: index, count };
                    self.follower(Some(number), Thing::Overdue, names, what, timer.due);
                }
                continue;
            }
            let done = match (&runs, known) {
                _ if moved => 0,
                (Some((_, _, count)), _) => *count,
                (None, Some(known)) => known.times.max(1),
                (None, None) => 0,
            };
            let number = runs.map(|(number, ..)| number);
            match self.round(rule, at, done, new) {
                Some((due, count)) => {
                    let what = TimerKind::Overdue { task, rule: index, count };
                    self.follower(number, Thing::Overdue, names, what, due);
                }
                None => number.into_iter().for_each(|number| self.clear(number, Thing::Overdue, names)),
            }
        }
        reminders.keys().for_each(|number| self.clear(*number, Thing::Reminder, names));
        running.values().for_each(|(number, ..)| self.clear(*number, Thing::Overdue, names));
    }

    /// The first round after now that has not been, and how many came before it.
    fn round(&self, rule: &OverdueRule, at: Moment, done: u32, new: &Eye<'_>) -> Option<(Deadline, u32)> {
        let mut due = from(new.after(at, rule.after)?, at, rule.after);
        for count in 0..limits::STORY_TIMERS as u32 {
            if count >= rule.times.max(1) {
                return None;
            }
            if due.at > self.now && count >= done {
                return Some((due, count));
            }
            let every = rule.every?;
            let next = new.after(due.at, every)?;
            if next <= due.at {
                return None;
            }
            due = from(next, due.at, every);
        }
        None
    }

    fn follower(
        &mut self,
        number: Option<u64>,
        thing: Thing,
        (path, state): (&str, &str),
        what: TimerKind,
        due: Deadline,
    ) {
        match number {
            Some(number) => {
                let before = self.before.timers.get(&number);
                let same = before.is_some_and(|timer| timer.due == due);
                let becomes = if same { Becomes::Kept } else { Becomes::Recounted };
                self.go_on(number, thing, path, (state, state), None, Chosen { becomes, due });
                if let Some(timer) = self.after.timers.get_mut(&number) {
                    timer.what = what;
                }
            }
            None => {
                let number = self.set(Timer { machine: path.to_owned(), due: due.clone(), what });
                let fate = Fate::new(thing, path, state, Becomes::Set);
                self.fates.push(Fate { number: Some(number), now_due: Some(due), ..fate });
            }
        }
    }

    fn clear(&mut self, number: u64, thing: Thing, (path, state): (&str, &str)) {
        let gone = self.after.timers.remove(&number);
        self.effects.push(Effect::TimerCleared { timer: number });
        let fate = Fate::new(thing, path, state, Becomes::Cleared);
        self.fates.push(Fate { number: Some(number), due: gone.map(|timer| timer.due), ..fate });
    }
}
