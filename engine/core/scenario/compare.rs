//! What must be so, against what is so.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::run::{Difference, Telling};
use super::story::{Expect, Note};
use crate::case::{SlotStatus, Snapshot, TimerKind};
use crate::policy::Policy;
use crate::stage::{Case, Mail, Proposal, item_of, plain};
use crate::value::{Map, Value};

impl Telling {
    /// All differences; none if everything is as it must be. `since` is how many mails there were at the last look.
    pub(super) fn differences(&self, expect: &Expect, case: usize, since: usize) -> Vec<Difference> {
        let mut told = Vec::new();
        if let Some(case) = self.stage.cases.get(case) {
            self.of_case(expect, case, &mut told);
        } else if expect.states.is_some() || expect.tasks.is_some() || !expect.record.is_empty() {
            told.push(Difference::new("case", "a case", "none"));
        }
        let mails: Vec<Note> = self.stage.mails[since.min(self.stage.mails.len())..]
            .iter()
            .map(|mail| self.mail_note(mail))
            .collect();
        among("mails", &expect.mails, &mails, &mut told);
        for (what, kind, wanted) in
            [("penalties", "penalty", &expect.penalties), ("rewards", "reward", &expect.rewards)]
        {
            let Some(wanted) = wanted else { continue };
            let all: Vec<Note> =
                self.stage.proposals.iter().filter(|p| p.kind == kind).map(proposal_note).collect();
            if wanted.len() != all.len() || !unmatched(wanted, &all).is_empty() {
                told.push(Difference::new(what, &lines(wanted), &lines(&all)));
            }
        }
        self.of_registers(expect, &mut told);
        if let Some(wanted) = expect.incidents.filter(|wanted| *wanted != self.stage.incidents.len()) {
            told.push(Difference::new(
                "incidents",
                &wanted.to_string(),
                &self.stage.incidents.len().to_string(),
            ));
        }
        told
    }

    fn of_case(&self, expect: &Expect, case: &Case, told: &mut Vec<Difference>) {
        let Case { policy, snapshot } = case;
        if let Some(wanted) = &expect.states {
            let innermost = innermost(policy, snapshot);
            let active = |state: &String| snapshot.machines[""].states.contains(state);
            let complete = innermost.iter().all(|state| wanted.contains(state));
            if !complete || !wanted.iter().all(active) {
                told.push(Difference::new("states", &wanted.join(", "), &innermost.join(", ")));
            }
        }
        for state in expect.in_states.iter().filter(|state| !snapshot.is_active(state)) {
            told.push(Difference::new("in_states", state, &innermost(policy, snapshot).join(", ")));
        }
        for (state, items) in &expect.items {
            for (key, wanted) in items {
                let got = item_states(snapshot, state, key);
                if !got.contains(wanted) {
                    told.push(Difference::new(&format!("items {state} {key}"), wanted, &got.join(", ")));
                }
            }
        }
        among("tasks", &expect.tasks, &self.task_notes(snapshot), told);
        among("timers", &expect.timers, &self.timer_notes(snapshot), told);
        self.of_map("record", &expect.record, &snapshot.record, told);
        self.of_map("vars", &expect.vars, &snapshot.vars, told);
        let number = snapshot.number.clone().unwrap_or_default();
        if let Some(wanted) = expect.number.as_ref().filter(|wanted| **wanted != number) {
            told.push(Difference::new("number", wanted, &number));
        }
        let status = snapshot.status.word();
        if let Some(wanted) = expect.status.as_ref().filter(|wanted| *wanted != status) {
            told.push(Difference::new("status", wanted, status));
        }
    }

    fn of_map(&self, what: &str, wanted: &BTreeMap<String, String>, map: &Map, told: &mut Vec<Difference>) {
        for (name, wanted) in wanted {
            let value = map.get(name).unwrap_or(&Value::Null);
            if !self.equal(wanted, value) {
                told.push(Difference::new(&format!("{what}.{name}"), wanted, &self.shown(value)));
            }
        }
    }

    fn of_registers(&self, expect: &Expect, told: &mut Vec<Difference>) {
        for row in &expect.registers {
            let what = format!("registers.{}.{}", row.register, row.key);
            match self.stage.registers().get(&row.register).and_then(|rows| rows.get(&row.key)) {
                Some(found) => self.of_map(&what, &row.fields, found, told),
                None => told.push(Difference::new(&what, "a row", "none")),
            }
        }
    }

    /// Whether a written value means this one: numbers by their size, moments by the company's clock.
    fn equal(&self, wanted: &str, value: &Value) -> bool {
        match value {
            Value::Int(_) | Value::Decimal(_) => wanted.parse::<Decimal>().ok() == value.number(),
            Value::Time(moment) => {
                let civil = self.stage.calendar.civil(*moment);
                wanted.parse::<jiff::civil::DateTime>().is_ok_and(|wanted| wanted == civil)
            }
            value => self.shown(value) == wanted,
        }
    }

    fn shown(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Time(moment) => self.stage.clock(*moment),
            value => plain(value),
        }
    }

    fn mail_note(&self, mail: &Mail) -> Note {
        let mut note = Note::from([
            ("kind".to_owned(), mail.kind.to_owned()),
            ("held".to_owned(), mail.held.to_string()),
        ]);
        for (name, value) in
            [("to", &mail.to), ("text", &mail.text), ("state", &mail.state), ("item", &mail.item)]
        {
            note.extend(value.clone().map(|value| (name.to_owned(), value)));
        }
        note
    }

    /// One note for each open place of each task.
    fn task_notes(&self, snapshot: &Snapshot) -> Vec<Note> {
        let mut notes = Vec::new();
        for task in snapshot.tasks.values() {
            for slot in task.slots.iter().filter(|slot| slot.status == SlotStatus::Open) {
                let mut note = Note::from([("state".to_owned(), task.state.clone())]);
                let due = task.due.as_ref().map(|due| self.stage.clock(due.at));
                let item = item_of(&task.machine);
                let mut holders = slot.post.as_ref().map(|post| self.stage.holders(post)).unwrap_or_default();
                holders.extend(slot.person.clone());
                holders.sort();
                for (name, value) in [
                    ("holders", Some(holders.join(", "))),
                    ("post", slot.post.clone()),
                    ("person", slot.person.clone()),
                    ("due", due),
                    ("item", item),
                ] {
                    note.extend(value.map(|value| (name.to_owned(), value)));
                }
                notes.push(note);
            }
        }
        notes
    }

    fn timer_notes(&self, snapshot: &Snapshot) -> Vec<Note> {
        let mut notes = Vec::new();
        for timer in snapshot.timers.values() {
            let (state, event) = match &timer.what {
                TimerKind::State { state, event } => (Some(state.clone()), event.clone()),
                TimerKind::Send { event, .. } => (None, event.clone()),
                TimerKind::Remind { .. } | TimerKind::Overdue { .. } => continue,
            };
            let mut note =
                Note::from([("event".to_owned(), event), ("at".to_owned(), self.stage.clock(timer.due.at))]);
            note.extend(state.map(|state| ("state".to_owned(), state)));
            note.extend(item_of(&timer.machine).map(|item| ("item".to_owned(), item)));
            notes.push(note);
        }
        notes
    }
}

fn proposal_note(proposal: &Proposal) -> Note {
    let mut note =
        Note::from([("to".to_owned(), proposal.to.clone()), ("amount".to_owned(), proposal.amount.clone())]);
    note.extend(proposal.clause.clone().map(|clause| ("clause".to_owned(), clause)));
    note.extend(proposal.days.map(|days| ("days".to_owned(), days.to_string())));
    note
}

/// Active states of the case's own chart that have no active state inside.
pub fn innermost(policy: &Policy, snapshot: &Snapshot) -> Vec<String> {
    let chart = &policy.charts[0].chart;
    let Some(machine) = snapshot.machines.get("") else { return Vec::new() };
    let active: BTreeSet<usize> = machine.states.iter().filter_map(|name| chart.find(name)).collect();
    let inner =
        active.iter().filter(|&&state| !active.iter().any(|&other| chart.is_descendant(other, state)));
    inner.map(|&state| chart.states[state].name.clone()).collect()
}

fn item_states(snapshot: &Snapshot, state: &str, key: &str) -> Vec<String> {
    let of_item = snapshot.machines.iter().filter(|(path, machine)| {
        machine.item.as_ref().is_some_and(|item| item.state == state) && item_of(path).as_deref() == Some(key)
    });
    of_item.flat_map(|(_, machine)| machine.states.clone()).collect()
}

/// Each wanted one must be among those that are; an empty list means that there is none.
fn among(what: &str, wanted: &Option<Vec<Note>>, all: &[Note], told: &mut Vec<Difference>) {
    let Some(wanted) = wanted else { return };
    let missing = unmatched(wanted, all);
    if !missing.is_empty() || (wanted.is_empty() && !all.is_empty()) {
        told.push(Difference::new(
            what,
            &lines(if wanted.is_empty() { wanted } else { &missing }),
            &lines(all),
        ));
    }
}

/// Wanted ones that find no partner; each partner serves once. The most exact are served first.
fn unmatched(wanted: &[Note], all: &[Note]) -> Vec<Note> {
    let mut order: Vec<&Note> = wanted.iter().collect();
    order.sort_by_key(|note| std::cmp::Reverse(note.len()));
    let mut free: Vec<&Note> = all.iter().collect();
    let mut missing = Vec::new();
    for note in order {
        match free.iter().position(|found| fits(note, found)) {
            Some(index) => {
                free.remove(index);
            }
            None => missing.push(note.clone()),
        }
    }
    missing
}

fn fits(wanted: &Note, found: &Note) -> bool {
    wanted.iter().all(|(name, wanted)| {
        let number = |text: &str| text.parse::<Decimal>().ok();
        found.get(name).is_some_and(|found| {
            found == wanted
                || (name == "amount" && number(found).is_some() && number(found) == number(wanted))
        })
    })
}

fn lines(notes: &[Note]) -> String {
    let one = |note: &Note| {
        let parts: Vec<String> = note.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        format!("{{ {} }}", parts.join(", "))
    };
    format!("[{}]", notes.iter().map(one).collect::<Vec<_>>().join(", "))
}
