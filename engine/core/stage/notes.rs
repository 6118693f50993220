//! What is noted of effects: mails by kind and recipient, proposals by person and amount.

use serde::Serialize;

use super::Stage;
use crate::case::{Effect, SlotStatus, Task};
use crate::value::{Map, Moment, Value};

/// A mail that the server would have written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mail {
    /// When.
    pub at: Moment,
    /// `task`, `cc`, `reminder`, `overdue`, `escalation` or `text`, as the outbox has them.
    pub kind: &'static str,
    /// Person; the post where nobody holds it; nothing for people outside.
    pub to: Option<String>,
    /// Id of a mail text.
    pub text: Option<String>,
    /// State of the task that it is about.
    pub state: Option<String>,
    /// Item of the task that it is about.
    pub item: Option<String>,
    /// Shown but not sent, because it is a drill.
    pub held: bool,
    /// Index of the case.
    pub case: usize,
    /// What is needed to write it.
    #[serde(skip)]
    pub about: Option<About>,
}

/// What a mail tells of, as it was when it was caused.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// A task, and how many days it is past its deadline's date.
    Task(Task, i64),
    /// A mail text with values for its placeholders.
    Text(Map),
}

/// A penalty or reward that was proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// `penalty` or `reward`.
    pub kind: String,
    /// Person, or the post where nobody holds it.
    pub to: String,
    /// In yuan.
    pub amount: String,
    /// By which paragraph.
    pub clause: Option<String>,
    /// Days past the deadline.
    pub days: Option<i64>,
}

impl Stage {
    pub(super) fn note(&mut self, case: usize, effect: &Effect) {
        // Of thousands of simulated cases nobody reads the mails.
        if !self.watch && !matches!(effect, Effect::Propose { .. }) {
            return;
        }
        match effect {
            Effect::SlotOpened { task, slot } => {
                let to = self.task(case, *task).map(|task| self.signer(task, *slot)).unwrap_or_default();
                self.mail(case, "task", to, *task, 0);
            }
            Effect::TaskOpened { task, cc } => {
                let to = self.posts(cc);
                self.mail(case, "cc", to, *task, 0);
            }
            Effect::Remind { task } => {
                let to = self.open_signers(case, *task);
                self.mail(case, "reminder", to, *task, 0);
            }
            Effect::Overdue { task, days, escalate } => {
                let to = self.open_signers(case, *task);
                self.mail(case, "overdue", to, *task, *days);
                let to = self.posts(escalate);
                self.mail(case, "escalation", to, *task, *days);
            }
            Effect::Mail { text, posts, outside, held, with } => {
                let inside = self.posts(posts).into_iter().map(Some);
                let recipients: Vec<Option<String>> = inside.chain(outside.iter().map(|_| None)).collect();
                for to in recipients {
                    let held = *held && to.is_none();
                    let text = Some(text.clone());
                    let about = Some(About::Text(with.clone()));
                    self.mails.push(Mail {
                        at: self.now,
                        kind: "text",
                        to,
                        text,
                        state: None,
                        item: None,
                        held,
                        case,
                        about,
                    });
                }
            }
            Effect::Propose { kind, amount, person, post, clause, days, .. } => {
                let to = person.clone().or_else(|| post.clone()).unwrap_or_default();
                let (kind, clause) = (kind.clone(), clause.clone());
                self.proposals.push(Proposal { kind, to, amount: plain(amount), clause, days: *days });
            }
            _ => {}
        }
    }

    fn task(&self, case: usize, task: u64) -> Option<&Task> {
        self.cases[case].snapshot.tasks.get(&task)
    }

    fn mail(&mut self, case: usize, kind: &'static str, to: Vec<String>, task: u64, days: i64) {
        let Some(task) = self.task(case, task) else { return };
        let (state, item) = (Some(task.state.clone()), item_of(&task.machine));
        let about = Some(About::Task(task.clone(), days));
        for to in to {
            let (to, state, item, about) = (Some(to), state.clone(), item.clone(), about.clone());
            let (at, text, held) = (self.now, None, false);
            self.mails.push(Mail { at, kind, to, text, state, item, held, case, about });
        }
    }

    fn signer(&self, task: &Task, slot: usize) -> Vec<String> {
        match task.slots.get(slot) {
            Some(slot) => match (&slot.post, &slot.person) {
                (Some(post), _) => self.posts(std::slice::from_ref(post)),
                (None, person) => person.iter().cloned().collect(),
            },
            None => Vec::new(),
        }
    }

    fn open_signers(&self, case: usize, task: u64) -> Vec<String> {
        let Some(task) = self.task(case, task) else { return Vec::new() };
        let open = task.slots.iter().enumerate().filter(|(_, slot)| slot.status == SlotStatus::Open);
        open.flat_map(|(slot, _)| self.signer(task, slot)).collect()
    }

    /// Holders and delegates; a post that nobody holds stands for itself.
    fn posts(&self, posts: &[String]) -> Vec<String> {
        let mut people: Vec<String> = Vec::new();
        for post in posts {
            let holders = self.holders(post);
            let holders = if holders.is_empty() { vec![post.clone()] } else { holders };
            for person in holders {
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        people
    }
}

/// The key of the item that a machine is about: `notify/C-1` → `C-1`.
pub fn item_of(machine: &str) -> Option<String> {
    machine.rsplit_once('/').map(|(_, key)| key.to_owned())
}

/// A value as filters and stories compare it: texts as they are, the rest in its plain form.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => other.plain(&jiff::tz::TimeZone::UTC).to_string().trim_matches('"').to_owned(),
    }
}
