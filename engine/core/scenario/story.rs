//! What a file of scenarios says.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::policy::Policy;
use crate::stage::{Attempt, Fields, Person, Registers, Until};
use crate::text::{Bilingual, Span};
use crate::value::{Map, Moment};

/// A file of stories about one policy.
#[derive(Clone, Debug)]
pub struct Book {
    /// The file.
    pub path: Arc<str>,
    /// What they are about.
    pub policy: Arc<Policy>,
    /// By their ids.
    pub people: BTreeMap<String, Person>,
    /// Rows by register and key.
    pub registers: Registers,
    /// In the file's order.
    pub stories: Vec<Story>,
}

impl Book {
    /// What is filled in by the steps that succeed, in the file's order.
    pub fn typed(&self) -> impl Iterator<Item = &Fields> {
        let steps = self.stories.iter().flat_map(|story| &story.steps);
        steps.filter_map(|step| match &step.what {
            What::Attempt(attempt) => Some(&attempt.fields),
            _ => None,
        })
    }
}

/// A story.
#[derive(Clone, Debug)]
pub struct Story {
    /// What it shows.
    pub name: Bilingual,
    /// When it begins.
    pub starts: Moment,
    /// In order.
    pub steps: Vec<Step>,
    /// Where it is written.
    pub span: Span,
}

/// Something that happens, or something that must be so.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it is.
    pub what: What,
    /// Which case; the one started last if none is named.
    pub case: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// What a step is.
#[derive(Clone, Debug)]
pub enum What {
    /// Somebody does something, and it succeeds.
    Attempt(Attempt),
    /// Somebody tries something, and it is refused.
    Refuse(Attempt, Refusal),
    /// A schedule of the policy starts a case.
    Schedule(String),
    /// Something happens outside that cases listen for.
    Signal(String, Map),
    /// Rows of registers change outside: fields that are given, of rows that are named.
    Registers(Registers),
    /// Time goes by.
    Advance(Until),
    /// This must be so now.
    Expect(Box<Expect>),
}

/// Why something must be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code: `guard`, `not-yours`, `field-required`; `field` and `script` stand for any of theirs.
    pub code: String,
    /// At which field.
    pub field: Option<String>,
}

/// A case's name in a story.
pub type Case = String;

/// What must be so. What is `None` is not looked at.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The innermost active states, all of them; states around them may be named, too.
    pub states: Option<Vec<String>>,
    /// Active states, perhaps among others.
    pub in_states: Vec<String>,
    /// States of items: `for_each` state → item → state.
    pub items: BTreeMap<String, BTreeMap<String, String>>,
    /// Each must be among the open tasks; none: no task is open.
    pub tasks: Option<Vec<Note>>,
    /// Each must be among the mails since the last `expect`; none: there was no mail.
    pub mails: Option<Vec<Note>>,
    /// All penalties proposed in the story so far, and no others.
    pub penalties: Option<Vec<Note>>,
    /// The same of rewards.
    pub rewards: Option<Vec<Note>>,
    /// Fields of the record.
    pub record: BTreeMap<String, String>,
    /// Working memory.
    pub vars: BTreeMap<String, String>,
    /// Rows of registers: some of their fields.
    pub registers: Vec<Row>,
    /// Each must be among the running timers of states and events.
    pub timers: Option<Vec<Note>>,
    /// The case's number.
    pub number: Option<String>,
    /// `active` or `done`.
    pub status: Option<String>,
    /// How many timers could not act.
    pub incidents: Option<usize>,
}

/// Something that is compared by some of its parts: `{ kind: reminder, to: desk }`.
pub type Note = BTreeMap<String, String>;

/// A row of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The register.
    pub register: String,
    /// Its key.
    pub key: String,
    /// What its fields must be.
    pub fields: BTreeMap<String, String>,
}
