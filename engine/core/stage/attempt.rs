//! What people try: who may, what the form says of what they typed, what the policy says.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::refused::seal;
use super::{Refused, Stage, item_of};
use crate::case::{Actor, Command, Slot, SlotStatus, Task};
use crate::form::{Input, Setting, check_input};
use crate::policy::Policy;
use crate::value::Map;

/// What is typed into a form, by field.
pub type Fields = BTreeMap<String, Input>;

/// What somebody wants to do.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Who.
    pub by: String,
    /// What.
    pub kind: AttemptKind,
    /// What is filled in.
    pub fields: Fields,
}

/// Start a case, or act on a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptKind {
    /// A case of this policy.
    Start {
        /// Its id.
        policy: String,
    },
    /// On a task.
    Act {
        /// The state that gives it.
        state: String,
        /// The item it is about.
        item: Option<String>,
        /// What is chosen.
        choice: String,
        /// In words.
        opinion: Option<String>,
        /// In which of several posts.
        post: Option<String>,
    },
}

impl Stage {
    /// Does what somebody tries, with the rights that the server asks for. The index is that of the case.
    ///
    /// # Errors
    /// When they may not, when the form or the policy refuses; nothing has changed then.
    pub fn attempt(&mut self, case: usize, attempt: &Attempt) -> Result<usize, Refused> {
        match &attempt.kind {
            AttemptKind::Start { policy } => self.start(policy, attempt),
            AttemptKind::Act { .. } => self.act(case, attempt),
        }
    }

    fn start(&mut self, policy: &str, attempt: &Attempt) -> Result<usize, Refused> {
        let Some(policy) = self.policy(policy).cloned() else {
            return Err(Refused::new("no-such-policy", policy));
        };
        let (section, post) = self.starting(&policy, &attempt.by)?;
        let fields = self.fill(&policy, section.as_deref(), &Map::new(), &attempt.fields)?;
        let actor = Actor { person: Some(attempt.by.clone()), post };
        self.carry_out(None, &policy, &Command::start(fields), actor)
    }

    /// The section that this person is asked at a start, and the post in whose name.
    fn starting(&self, policy: &Policy, person: &str) -> Result<(Option<String>, Option<String>), Refused> {
        let held = self.people.get(person).cloned().unwrap_or_default();
        for start in &policy.starts {
            let own = held.posts.iter().chain(&held.delegate_for);
            if start.posts.is_empty() {
                return Ok((start.ask.clone(), own.into_iter().next().cloned()));
            }
            if let Some(post) = own.into_iter().find(|post| start.posts.contains(post)) {
                return Ok((start.ask.clone(), Some(post.clone())));
            }
        }
        let posts: Vec<String> = policy.starts.iter().flat_map(|start| start.posts.iter().cloned()).collect();
        Err(Refused::new("may-not-start", &posts.join(", ")))
    }

    fn act(&mut self, case: usize, attempt: &Attempt) -> Result<usize, Refused> {
        let AttemptKind::Act { state, item, choice, opinion, post } = &attempt.kind else {
            return Err(Refused::new("no-such-task", ""));
        };
        let Some(found) = self.cases.get(case) else { return Err(Refused::new("no-such-case", "")) };
        let (policy, snapshot) = (Arc::clone(&found.policy), &found.snapshot);
        let of_state = |task: &&Task| {
            let item_fits = item.as_ref().is_none_or(|item| item_of(&task.machine).as_ref() == Some(item));
            task.state == *state && item_fits
        };
        let found: Vec<(&u64, &Task)> = snapshot.tasks.iter().filter(|(_, task)| of_state(task)).collect();
        let Some((number, _)) = found.first().copied() else {
            return Err(Refused::new("task-closed", state));
        };
        let mine = found
            .iter()
            .find_map(|(n, t)| self.slot(t, &attempt.by, post.as_deref()).map(|slot| (**n, slot)));
        let Some((number, (slot, in_post))) = mine else {
            let signers = snapshot.tasks[number].slots.iter();
            let posts = signers.filter_map(|slot| slot.post.clone().or_else(|| slot.person.clone()));
            return Err(Refused::new("not-yours", &posts.collect::<Vec<_>>().join(", ")));
        };
        let task = &snapshot.tasks[&number];
        let section =
            asked(&policy, &task.state, choice).map_err(|known| Refused::new("unknown-choice", &known))?;
        let mut record = snapshot.record.clone();
        if let Some(item) = snapshot.machines.get(&task.machine).and_then(|machine| machine.item.as_ref()) {
            record.extend(item.fields.clone());
        }
        let fields = self.fill(&policy, section.as_deref(), &record, &attempt.fields)?;
        let actor = Actor { person: Some(attempt.by.clone()), post: in_post };
        let command =
            Command::Act { task: number, slot, choice: choice.clone(), fields, opinion: opinion.clone() };
        self.carry_out(Some(case), &policy, &command, actor)
    }

    /// The signer's place that a person may take: open ones before others, own posts before those of somebody else.
    fn slot(&self, task: &Task, person: &str, wanted: Option<&str>) -> Option<(usize, Option<String>)> {
        let held = self.people.get(person)?;
        let own = |slot: &Slot| match (&slot.post, &slot.person) {
            (Some(post), _) => held.posts.contains(post),
            (None, signer) => signer.as_deref() == Some(person),
        };
        let may = |slot: &Slot| {
            let in_post = slot.post.as_ref().is_none_or(|post| wanted.is_none_or(|wanted| wanted == post));
            in_post && (own(slot) || slot.post.as_ref().is_some_and(|post| held.delegate_for.contains(post)))
        };
        let places = || task.slots.iter().enumerate().filter(|(_, slot)| may(slot));
        let open =
            places().filter(|(_, slot)| slot.status == SlotStatus::Open).min_by_key(|(_, slot)| !own(slot));
        let (index, slot) = open.or_else(|| places().next())?;
        Some((index, slot.post.clone()))
    }

    fn fill(
        &self,
        policy: &Policy,
        section: Option<&str>,
        record: &Map,
        typed: &Fields,
    ) -> Result<Map, Refused> {
        let Some(section) = section else {
            return match typed.keys().next() {
                None => Ok(Map::new()),
                Some(field) => {
                    Err(Refused { field: Some(field.clone()), ..Refused::new("field-unknown", field) })
                }
            };
        };
        let form = self.form_of(policy).and_then(|form| Some((form, form.section(section)?)));
        let Some((form, section)) = form else { return Err(Refused::new("no-such-section", section)) };
        let setting = Setting { lookup: self, now: self.now, tz: self.calendar.zone() };
        match check_input(form, section, record, typed, &setting) {
            Ok(fields) => Ok(seal(form, fields)),
            Err(problems) => Err(Refused::fields(problems)),
        }
    }
}

/// The section that a choice of a state's task asks for; the known choices if it is none of them.
pub(crate) fn asked(policy: &Policy, state: &str, choice: &str) -> Result<Option<String>, String> {
    let Some((chart, state)) = policy.find_state(state) else { return Ok(None) };
    let on = &policy.charts[chart];
    let Some(task) = &on.work[state].task else { return Ok(None) };
    let mut transitions = on.chart.states[state].transitions.iter();
    let first = transitions.find(|&&t| on.chart.transitions[t].events.iter().any(|event| event == choice));
    match first {
        Some(first) => Ok(on.choices[*first].ask.clone().unwrap_or_else(|| task.ask.clone())),
        None => Err(task.choices.join(", ")),
    }
}
