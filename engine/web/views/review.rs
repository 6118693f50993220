//! A change on one page: what the general manager reads before signing, in five minutes and on a phone.
//!
//! Two halves: the head (why, what differs, what it does, in sentences) stands above the form that signs, the rest
//! below it. Everything in them comes from the change's evidence or from the bytes of its bundle.

use super::{Chip, Link, Picture, Tone};

/// What is to be known about a change.
#[derive(Clone, Debug, Default)]
pub struct ReviewPart {
    /// `变更单 BG-2026-014`, with the way to it where the reader may go there.
    pub number: Link,
    /// What it is, in one line.
    pub title: String,
    /// The reason as its author gave it.
    pub reason: String,
    /// Who proposed it and when.
    pub proposed: String,
    /// When it takes effect.
    pub effect: String,
    /// Why it cannot wait; empty for the ordinary way.
    pub emergency: String,
    /// Who has signed what, in the order of the signatures.
    pub signatures: Vec<ReviewSignature>,
    /// What stands in the way: old evidence, a base that is no longer in force.
    pub warnings: Vec<String>,
    /// The evidence is old, and the form below (`act`) can ask for a new one.
    pub gather: bool,
    /// What has moved since the reader opened the page.
    pub since: Vec<String>,
    pub figures: Vec<ReviewFigure>,
    /// Documents of the bundle with what differs in each.
    pub documents: Vec<ReviewDocument>,
    pub deadlines: Vec<ReviewDeadline>,
    /// The others, and how many those are, in a sentence.
    pub deadlines_rest: Vec<ReviewDeadline>,
    pub rest_count: String,
    pub findings: Vec<ReviewFinding>,
    /// What else must be looked at again, with the reason why it may stay.
    pub suspects: Vec<SuspectGroup>,
    /// How many of them have no reason, in a sentence; empty: none.
    pub suspects_open: String,
    /// Where reasons are sent, and the change's version; empty for who may not give any.
    pub answers: String,
    pub version: i64,
    /// Old and new picture of each policy.
    pub pictures: Vec<ReviewPicture>,
    /// Running cases one by one.
    pub cases: Vec<ReviewCase>,
    /// What is left off that list, and the way to all of them.
    pub cases_more: Link,
    /// Finished cases that would have gone another way.
    pub parted: Vec<ReviewParted>,
    /// The same for the backtest.
    pub parted_more: Link,
    /// Who must learn it, in a sentence.
    pub readers: String,
    /// The people, each with what they must read.
    pub reader_names: Vec<String>,
    /// When the evidence was gathered, and its hash.
    pub evidence: String,
    pub hash: String,
}

/// A signature, or one that is still to come.
#[derive(Clone, Debug, Default)]
pub struct ReviewSignature {
    /// `审核`.
    pub meaning: String,
    /// `王师傅（质检部经理）`.
    pub who: String,
    /// When; why it no longer counts.
    pub note: String,
    /// What they wrote, a reason for sending it back among others.
    pub opinion: String,
    /// `Ok`: counts. `Late`: was voided.
    pub tone: Tone,
}

/// A figure with its sentence.
#[derive(Clone, Debug, Default)]
pub struct ReviewFigure {
    /// `在办案件`.
    pub label: String,
    /// `37`, `48 / 48`.
    pub value: String,
    pub tone: Tone,
    /// What it means: `31 件不变，6 件回访提前`.
    pub sentence: String,
    /// The place on the page, or the page, with what is behind it.
    pub href: String,
}

/// A document of the bundle.
#[derive(Clone, Debug, Default)]
pub struct ReviewDocument {
    pub title: String,
    /// `A/3 → A/4`; a new one: `A/0`.
    pub revision: String,
    /// New, obsolete; none for an ordinary revision.
    pub state: Option<Chip>,
    /// Its file.
    pub path: String,
    /// What differs; what it comes to where that is not unfolded at once.
    pub changes: Vec<ReviewChange>,
    pub folded: String,
    /// What else differs, after the first.
    pub rest: Vec<ReviewChange>,
    /// How many that are, in a sentence.
    pub rest_count: String,
    /// Its text, line by line.
    pub text: Vec<ReviewBlock>,
    /// How much of the text differs, in a sentence.
    pub text_size: String,
}

/// One thing that differs.
#[derive(Clone, Debug, Default)]
pub struct ReviewChange {
    /// `办理期限`, `新增环节`.
    pub label: String,
    /// Where: `总经理批准转交 › 同意转交`.
    pub place: String,
    /// What it was and what it is to be; a long text instead in `pieces`.
    pub old: String,
    pub new: String,
    /// A changed text with its words marked.
    pub pieces: Vec<Marked>,
    /// Between which steps it lies, what uses it, its lines.
    pub notes: Vec<String>,
    /// The clause it cites.
    pub clause: Link,
    /// Only comments or layout.
    pub minor: bool,
}

/// Words that are in both texts, in the old one, in the new one.
#[derive(Clone, Debug)]
pub enum Marked {
    Same(String),
    Old(String),
    New(String),
}

/// A stretch of a text that is shown line by line.
#[derive(Clone, Debug)]
pub enum ReviewBlock {
    /// Lines that are the same, each with its number in the new text.
    Same(Vec<(u32, String)>),
    /// `略去 12 行相同的文字`.
    Folded(String),
    /// Lines that differ: the first one's number, and their words.
    Changed(u32, Vec<Marked>),
}

/// A deadline or timer that moves.
#[derive(Clone, Debug, Default)]
pub struct ReviewDeadline {
    /// The step, and the procedure where there are several.
    pub step: String,
    /// Deadline of a task or waiting time.
    pub kind: String,
    pub old: String,
    pub new: String,
    /// Earlier, later; none where that cannot be said without a calendar.
    pub way: Option<Chip>,
    pub clause: Link,
}

/// What `check` says, with the author's answer.
#[derive(Clone, Debug, Default)]
pub struct ReviewFinding {
    pub severity: Chip,
    pub code: String,
    pub message: String,
    /// File and line.
    pub place: String,
    /// What its author answers; empty: nothing.
    pub answer: String,
}

impl ReviewPart {
    /// How many suspects have no reason.
    pub fn unanswered(&self) -> usize {
        let suspects = self.suspects.iter().flat_map(|group| &group.items);
        suspects.filter(|suspect| suspect.reason.is_empty()).count()
    }
}

/// The suspects of a document.
#[derive(Clone, Debug, Default)]
pub struct SuspectGroup {
    pub title: String,
    /// How many, and how many without a reason, in a sentence.
    pub count: String,
    /// Few enough to be shown at once.
    pub unfolded: bool,
    pub items: Vec<ReviewSuspect>,
}

/// A place that did not change and hangs on one that did.
#[derive(Clone, Debug, Default)]
pub struct ReviewSuspect {
    /// Names it in the form.
    pub key: String,
    pub place: String,
    pub clause: Link,
    /// Why it may stay; empty: not yet said.
    pub reason: String,
}

/// The picture of a policy before and after.
#[derive(Clone, Debug, Default)]
pub struct ReviewPicture {
    pub title: String,
    /// The revisions: `现行 A/3`, `拟行 A/4`.
    pub old_label: String,
    pub new_label: String,
    /// None for a policy that is new.
    pub old: Option<Picture>,
    /// None for one that becomes obsolete.
    pub new: Option<Picture>,
    /// What is marked, in words.
    pub words: Vec<String>,
}

/// A running case and what becomes of it.
#[derive(Clone, Debug, Default)]
pub struct ReviewCase {
    pub case: Link,
    /// The procedure, and where it stands.
    pub standing: String,
    pub becomes: Chip,
    /// What becomes of what it holds, why it does not move.
    pub notes: Vec<String>,
}

/// A finished case that would have gone another way.
#[derive(Clone, Debug, Default)]
pub struct ReviewParted {
    pub case: Link,
    /// Where and when it would have parted.
    pub place: String,
    pub was: String,
    pub would: String,
    pub because: String,
}
