//! What a manager would say has changed between two sets of documents.
//!
//! A document's two trees are walked together (`walk`), guided by what its keys mean (`rules`; states and transitions in
//! `chart`): each part that differs becomes one [`Difference`] with its place, the old and the new, the clause. A key
//! that no rule knows is told by its name, so nothing that changes is silent; lines that change without changing the
//! tree are comments or layout, and say so. Chapters are compared paragraph by paragraph (`chapter`).
//!
//! Beside it: the text with its words marked ([`text`]) and the deadlines that move ([`deadlines`]). Deliberately
//! absent: sentences (`engine/lang/diff.*.ftl`), and what becomes of running cases.

mod chapter;
mod chart;
mod deadlines;
mod fallback;
mod pair;
mod rows;
mod rules;
mod side;
mod special;
mod tell;
pub mod text;
mod uses;
mod walk;

#[cfg(test)]
mod tests;

pub use deadlines::{Deadline, deadlines};
pub use uses::steps_using;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{DocumentId, DocumentKind, Library};
use crate::text::Bilingual;
use side::Side;
use walk::Walk;

/// One thing that has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// In which document.
    pub document: DocumentId,
    /// What happened to it.
    pub how: How,
    /// What it is: `deadline`, `guard`, `state` …; its words are `diff-what-<what>`.
    pub what: String,
    /// Where in the document, from outside in: the state, the choice.
    pub place: Vec<Said>,
    /// What it was; none if it is new or its old and new cannot be told shortly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Said>,
    /// What it is to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Said>,
    /// What else belongs to it: between which states a new one lies, where a figure is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Part>,
    /// The clause it cites, of the new revision where that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The name in the file of the innermost thing that has one: a figure, a field, a post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The innermost state of the policy that it belongs to, by its name in the newer revision that has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// First and last line in the old text, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_lines: Option<(u32, u32)>,
    /// First and last line in the new text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_lines: Option<(u32, u32)>,
}

/// What happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
    /// It has another name and is the same otherwise.
    Renamed,
    /// It is the same in another place.
    Moved,
    /// The same things stand in another order.
    Reordered,
}

/// Something of a document, told shortly and in no language yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// As it stands in the document: a number, a script, a name that nothing explains.
    Text(String),
    /// A text that the document has in both languages.
    Title(Bilingual),
    /// A period: `2wd`.
    Period(String),
    /// A word of the policy language: `required`; `diff-word-<word>` if there is one.
    Word(String),
    /// Somebody by the id that they sign in with: a page says their name.
    Person(String),
    /// Several.
    List(Vec<Said>),
    /// A thing of something: a value of a field.
    Of { of: Box<Said>, is: Box<Said> },
    /// A figure by its name, with what it is.
    Figure { name: String, is: Box<Said> },
    /// Things with what each is.
    Parts(Vec<Part>),
}

/// A thing with what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// As [`Difference::what`].
    pub what: String,
    /// What it is.
    pub said: Said,
}

impl Difference {
    /// Whether only comments or layout differ: the document says the same as before.
    pub fn is_layout(&self) -> bool {
        self.what == "layout"
    }
}

impl Part {
    fn new(what: &str, said: Said) -> Part {
        Part { what: what.to_owned(), said }
    }
}

/// All differences between two sets of documents, by document and then in the order of the newer text. A document
/// whose bytes differ has at least one.
pub fn differences(old: &Library, new: &Library) -> Vec<Difference> {
    let ids: BTreeSet<&DocumentId> = old.documents().chain(new.documents()).map(|(id, _)| id).collect();
    let changed = ids.into_iter().filter(|id| old.hash_of(id) != new.hash_of(id));
    changed.flat_map(|id| document(id, old, new)).collect()
}

/// The differences of one document.
fn document(id: &DocumentId, old: &Library, new: &Library) -> Vec<Difference> {
    let (before, after) = (Side::new(id, old), Side::new(id, new));
    let mut walk = Walk::new(id, &before, &after);
    match (old.document(id), new.document(id)) {
        (Some(_), None) => walk.whole_document(How::Removed),
        (None, Some(_)) => {
            walk.whole_document(How::Added);
            // Who is appointed is what the document is about.
            if id.kind() == DocumentKind::Appointments {
                walk.all_of(rules::of(id.kind()));
            }
        }
        _ if id.kind().chapter_lang().is_some() => chapter::compare(&mut walk),
        _ => walk.document(rules::of(id.kind())),
    }
    if id.kind() == DocumentKind::Policy {
        uses::note(&mut walk.found, id.name(), (old, new));
    } else if id.kind() == DocumentKind::Table {
        let users: Vec<_> =
            new.policies().filter(|policy| policy.shared.iter().any(|s| s == id.name())).collect();
        users.iter().for_each(|policy| uses::note(&mut walk.found, &policy.id, (old, new)));
    }
    let mut found = walk.finish();
    // Sorted by where they begin; those of one line keep the order in which they were found.
    found.sort_by_key(|difference| difference.new_lines.or(difference.old_lines).map(|(first, _)| first));
    found
}
