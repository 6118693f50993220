//! Changes of documents: the list, one change, and the editor of one of its documents.

use askama::Template;

use crate::web::assets;

use super::{Chip, Frame, Grid, Html, Link, Notice, Pager, ReviewPart, Tab};

/// The list of changes.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "change/list.html", config = "engine/web/askama.toml")]
pub struct ChangesPage {
    pub frame: Frame,
    /// Mine, waiting for me, all.
    pub tabs: Vec<Tab>,
    pub grid: Grid,
    pub pager: Pager,
    /// Where a new one begins; empty if this person may not.
    pub begin: String,
}

/// One change.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "change/change.html", config = "engine/web/askama.toml")]
pub struct ChangePage {
    pub frame: Frame,
    /// `变更单 BG-2026-014`.
    pub number: String,
    pub title: String,
    pub status: Chip,
    /// Who proposed it, when, and when it shall take effect.
    pub about: String,
    pub reason: String,
    /// Its case, with what has happened.
    pub case: Link,
    /// What becomes of running cases.
    pub cases: Link,
    /// What waits for this person.
    pub tasks: Vec<Link>,
    /// Bases that are no longer in force, and other things to mend before it can go on.
    pub notices: Vec<Notice>,
    /// What it changes, as those read it who sign; none as long as it holds no document.
    pub review: Option<ReviewPart>,
    pub items: Vec<ItemRow>,
    /// What its author may do with it; none for all others.
    pub work: Option<Work>,
}

/// A document in a change.
#[derive(Clone, Debug, Default)]
pub struct ItemRow {
    pub title: String,
    pub path: String,
    /// The editor, or for who may not edit the text.
    pub href: String,
    /// New, changed, obsolete, the same.
    pub state: Chip,
    /// Which revision it was made from, who edited it last and when.
    pub note: String,
    /// Its base is no longer in force.
    pub stale: bool,
    /// Its id, posted by the buttons beside it.
    pub id: String,
    /// May be marked as obsolete: there is a revision in force, and it is not yet.
    pub may_end: bool,
}

/// The working part of a change.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Where its forms go.
    pub action: String,
    /// The change's version; posted as `version`.
    pub version: i64,
    pub title: String,
    pub reason: String,
    /// For `datetime-local`.
    pub wanted_at: String,
    pub edition: bool,
    pub emergency: bool,
    /// Documents in force that are not part of it: id and words, by kind.
    pub documents: Vec<(String, Vec<(String, String)>)>,
    /// Kinds of new documents: word and name.
    pub kinds: Vec<(String, String)>,
    /// What was typed as a new document's name, and what is wrong with it.
    pub new_name: String,
    pub new_error: String,
    /// What the last check found, each with the author's answer.
    pub findings: Vec<Answerable>,
    /// What came of the last check, in a sentence; empty before the first.
    pub checked: String,
    /// It may be taken back.
    pub may_withdraw: bool,
}

/// A finding that its author answers.
#[derive(Clone, Debug, Default)]
pub struct Answerable {
    pub key: String,
    pub finding: FindingRow,
    /// The answer so far.
    pub answer: String,
}

/// A finding in a list.
#[derive(Clone, Debug, Default)]
pub struct FindingRow {
    /// `G0404`.
    pub code: String,
    pub severity: Chip,
    pub message: String,
    pub hint: String,
    /// Path of its document, where the list is about several.
    pub path: String,
    /// From 1; 0: no line.
    pub line: u32,
    pub column: u32,
    /// The page that explains its code.
    pub explain: String,
}

/// The editor of one document.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "change/editor.html", config = "engine/web/askama.toml")]
pub struct EditorPage {
    pub frame: Frame,
    pub change: Link,
    pub title: String,
    pub path: String,
    pub status: Chip,
    pub notices: Vec<Notice>,
    /// Where the form goes.
    pub action: String,
    /// Hash of the text that was opened; posted as `began`.
    pub began: String,
    /// The text that is edited was joined with the revision in force; posted as `rebase`.
    pub rebase: bool,
    /// The base is no longer in force: joining is offered.
    pub stale: bool,
    pub text: String,
    /// Other texts to compare with: word, name, text. Shown as they are without scripts.
    pub others: Vec<(String, String, String)>,
    /// Which of them is compared at once.
    pub compare: String,
    /// JSON for the script.
    pub config: String,
    /// What is under the text.
    pub parts: EditorParts,
    /// There is a draft that can be thrown away.
    pub draft: bool,
    /// Stories can be told.
    pub stories: bool,
    /// May save.
    pub may_edit: bool,
}

/// What an editor shows beside the text; each is replaced by the script as one types.
#[derive(Clone, Debug, Default)]
pub struct EditorParts {
    pub findings: Html,
    /// A policy's picture; empty for other documents.
    pub picture: Html,
    /// A chapter's or a form's page; empty for other documents.
    pub preview: Html,
    /// What came of the stories; empty until they are told.
    pub stories: Html,
}

/// The list of findings.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "change/findings.html", config = "engine/web/askama.toml")]
pub struct FindingsPart {
    pub frame: Frame,
    /// How many of which weight, in a sentence.
    pub count: String,
    pub own: Vec<FindingRow>,
    pub elsewhere: Vec<FindingRow>,
}

/// What came of stories.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "change/stories.html", config = "engine/web/askama.toml")]
pub struct StoriesPart {
    pub frame: Frame,
    /// How many passed; or why none were told.
    pub count: String,
    pub failed: Vec<FailedStory>,
    /// `状态 12/12，转移 30/31 …`.
    pub coverage: Vec<String>,
    /// What no story exercised.
    pub missing: Vec<String>,
}

/// A story that went another way.
#[derive(Clone, Debug, Default)]
pub struct FailedStory {
    pub name: String,
    /// Line in its file.
    pub line: u32,
    /// `states：应为 closed，实为 open`.
    pub differences: Vec<String>,
    pub trace: Vec<String>,
}

/// What a code of a finding means.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "change/explain.html", config = "engine/web/askama.toml")]
pub struct ExplainPage {
    pub frame: Frame,
    pub code: String,
    pub text: String,
    pub wrong: String,
    pub right: String,
}

impl EditorPage {
    /// The editor's script.
    pub fn script(&self) -> &'static str {
        &assets::editor().path
    }
}
