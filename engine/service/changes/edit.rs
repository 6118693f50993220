//! Editing a change: each edit is an entry, makes a new version of the change, and voids what was signed over the old one.

use std::collections::BTreeMap;

use guicheng_core::case::Moves;
use guicheng_core::document::DocumentId;
use guicheng_core::limits::SOURCE_BYTES;
use guicheng_core::value::{Hash, Moment};
use serde::{Deserialize, Serialize};

use super::super::ServiceError;
use super::super::carry::to_text;
use super::super::shelf::InForce;
use crate::limits;
use crate::store::tables::change::{ChangeItemRow, ChangeRow};

/// What a document is to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// Nothing: it becomes obsolete.
    Obsolete,
}

/// What is to be different about a change itself; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangeEdit {
    /// What it is called.
    pub title: Option<String>,
    /// Why it is made.
    pub reason: Option<String>,
    /// When it shall take effect; `Some(None)`: as soon as it is approved.
    pub wanted_at: Option<Option<Moment>>,
    /// The next letter instead of the next figure.
    pub edition: Option<bool>,
    /// The short way, confirmed later.
    pub emergency: Option<bool>,
    /// What becomes of running cases.
    pub moves: Option<serde_json::Value>,
}

/// An author's answer to a finding, or the reason why something suspect may stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// In words.
    pub text: String,
    /// Person id.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// What an edit led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The change's version now.
    pub version: i64,
}

/// An edit.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Put {
        document: String,
        content: Content,
    },
    /// Made from this revision, which need not be in force any more.
    Import {
        document: String,
        content: Content,
        /// None: a new document, even if there is one of that name by now.
        base: Option<(String, Hash)>,
    },
    Remove {
        document: String,
    },
    Rebase {
        document: String,
        bytes: Vec<u8>,
    },
    Set(ChangeEdit),
    Answer {
        key: String,
        text: String,
    },
}

/// A change with its documents while it is being edited, and what is known around it.
pub(super) struct Desk<'a> {
    pub(super) change: ChangeRow,
    pub(super) items: Vec<ChangeItemRow>,
    pub(super) in_force: &'a InForce,
    /// Label of the revision in force of the document that is edited.
    pub(super) base: Option<String>,
    pub(super) by: &'a str,
    pub(super) now: Moment,
}

/// The answers and reasons kept with a change, by what they are about.
pub fn notes_of(change: &ChangeRow) -> BTreeMap<String, Note> {
    serde_json::from_str(&change.notes).unwrap_or_default()
}

impl Edit {
    /// The document that it is about.
    pub(super) fn document(&self) -> Option<&str> {
        match self {
            Edit::Put { document, .. }
            | Edit::Import { document, .. }
            | Edit::Remove { document }
            | Edit::Rebase { document, .. } => Some(document),
            Edit::Set(_) | Edit::Answer { .. } => None,
        }
    }

    /// The word in the entry.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Edit::Put { content: Content::Bytes(_), .. } => "put",
            Edit::Put { content: Content::Obsolete, .. } => "obsolete",
            Edit::Import { .. } => "import",
            Edit::Remove { .. } => "remove",
            Edit::Rebase { .. } => "rebase",
            Edit::Set(_) => "set",
            Edit::Answer { .. } => "answer",
        }
    }

    /// Answers are no part of the bundle: signatures over it stay.
    pub(super) fn changes_bundle(&self) -> bool {
        !matches!(self, Edit::Answer { .. })
    }

    /// New bytes that it brings.
    pub(super) fn bytes(&self) -> Option<&Vec<u8>> {
        match self {
            Edit::Put { content: Content::Bytes(bytes), .. }
            | Edit::Import { content: Content::Bytes(bytes), .. }
            | Edit::Rebase { bytes, .. } => Some(bytes),
            _ => None,
        }
    }
}

impl Desk<'_> {
    /// Carries an edit out on the rows in memory.
    pub(super) fn apply(&mut self, edit: &Edit) -> Result<(), ServiceError> {
        match edit {
            Edit::Put { document, content } => self.put(document, content)?,
            Edit::Import { document, content, base } => {
                let hash = content_hash(content)?;
                let (label, base) = base.clone().unzip();
                self.set_item(document, label, base, hash);
            }
            Edit::Remove { document } => {
                self.known(document)?;
                self.items.retain(|item| item.document != *document);
            }
            Edit::Rebase { document, bytes } => {
                self.known(document)?;
                let (base, base_hash) = (self.base.clone(), self.hash_in_force(document)?);
                let hash = Some(hash_of_bytes(bytes)?);
                self.set_item(document, base, base_hash, hash);
            }
            Edit::Set(edit) => self.set(edit)?,
            Edit::Answer { key, text } => self.answer(key, text)?,
        }
        self.change.version += 1;
        Ok(())
    }

    fn put(&mut self, document: &str, content: &Content) -> Result<(), ServiceError> {
        let hash = content_hash(content)?;
        let in_force = self.hash_in_force(document)?;
        match self.items.iter().find(|item| item.document == document) {
            // Its base stays: what has come into force meanwhile has to be looked at first (`rebase_item`).
            Some(item) => {
                let (base, base_hash) = (item.base.clone(), item.base_hash);
                if base_hash.is_none() && hash.is_none() {
                    return Err(no_such(document));
                }
                self.set_item(document, base, base_hash, hash);
            }
            None => {
                if self.items.len() >= limits::CHANGE_DOCUMENTS {
                    let limit = limits::CHANGE_DOCUMENTS.to_string();
                    return Err(ServiceError::refused("change-too-many", [("limit", limit)]));
                }
                if in_force.is_none() && hash.is_none() {
                    return Err(no_such(document));
                }
                self.set_item(document, self.base.clone(), in_force, hash);
            }
        }
        Ok(())
    }

    fn set_item(
        &mut self,
        document: &str,
        base: Option<String>,
        base_hash: Option<Hash>,
        hash: Option<Hash>,
    ) {
        self.items.retain(|item| item.document != document);
        self.items.push(ChangeItemRow {
            change: self.change.id.clone(),
            document: document.to_owned(),
            base,
            base_hash,
            hash,
            edited_by: self.by.to_owned(),
            edited_at: self.now,
        });
        self.items.sort_by(|a, b| a.document.cmp(&b.document));
    }

    fn known(&self, document: &str) -> Result<(), ServiceError> {
        match self.items.iter().any(|item| item.document == document) {
            true => Ok(()),
            false => Err(no_such(document)),
        }
    }

    fn hash_in_force(&self, document: &str) -> Result<Option<Hash>, ServiceError> {
        let id = DocumentId::parse(document).ok_or_else(|| {
            ServiceError::refused("change-bad-document", [("document", document.to_owned())])
        })?;
        Ok(self.in_force.books.hash_of(&id))
    }

    fn set(&mut self, edit: &ChangeEdit) -> Result<(), ServiceError> {
        let change = &mut self.change;
        let text = |old: &str, new: &Option<String>| new.as_deref().unwrap_or(old).trim().to_owned();
        change.title = text(&change.title, &edit.title);
        change.reason = text(&change.reason, &edit.reason);
        check_texts(&change.title, &change.reason)?;
        change.wanted_at = edit.wanted_at.unwrap_or(change.wanted_at);
        change.edition = edit.edition.unwrap_or(change.edition);
        change.emergency = edit.emergency.unwrap_or(change.emergency);
        if let Some(moves) = &edit.moves {
            if serde_json::from_value::<Moves>(moves.clone()).is_err() {
                return Err(ServiceError::refused("change-moves-unreadable", []));
            }
            change.moves = to_text(moves)?;
            super::moves_of(&change.moves)?;
            if change.moves.len() > limits::CHANGE_MOVES_BYTES {
                let limit = limits::CHANGE_MOVES_BYTES.to_string();
                return Err(ServiceError::refused("change-moves-too-long", [("limit", limit)]));
            }
        }
        Ok(())
    }

    fn answer(&mut self, key: &str, text: &str) -> Result<(), ServiceError> {
        within("change-note-length", text, limits::CHANGE_NOTE_CHARS)?;
        within("change-note-length", key, limits::API_NAME)?;
        let mut notes = notes_of(&self.change);
        match text.trim() {
            "" => notes.remove(key),
            text => {
                let note = Note { text: text.to_owned(), by: self.by.to_owned(), at: self.now };
                notes.insert(key.to_owned(), note)
            }
        };
        if notes.len() > limits::CHANGE_NOTES {
            let limit = limits::CHANGE_NOTES.to_string();
            return Err(ServiceError::refused("change-too-many-notes", [("limit", limit)]));
        }
        self.change.notes = to_text(&notes)?;
        Ok(())
    }
}

/// Title and reason are there and fit on a page.
pub(super) fn check_texts(title: &str, reason: &str) -> Result<(), ServiceError> {
    for (field, text) in [("title", title), ("reason", reason)] {
        if text.is_empty() {
            return Err(ServiceError::refused("change-needs", [("field", field.to_owned())]));
        }
    }
    within("change-title-length", title, limits::CHANGE_TITLE_CHARS)?;
    within("change-reason-length", reason, limits::CHANGE_REASON_CHARS)
}

fn within(code: &'static str, text: &str, limit: usize) -> Result<(), ServiceError> {
    let length = text.chars().count();
    if length > limit {
        let args = [("limit", limit.to_string()), ("length", length.to_string())];
        return Err(ServiceError::refused(code, args));
    }
    Ok(())
}

fn content_hash(content: &Content) -> Result<Option<Hash>, ServiceError> {
    match content {
        Content::Bytes(bytes) => hash_of_bytes(bytes).map(Some),
        Content::Obsolete => Ok(None),
    }
}

fn hash_of_bytes(bytes: &[u8]) -> Result<Hash, ServiceError> {
    if bytes.len() > SOURCE_BYTES {
        let limit = (SOURCE_BYTES / 1024).to_string();
        return Err(ServiceError::refused("change-document-size", [("limit", limit)]));
    }
    Ok(Hash::of(bytes))
}

fn no_such(document: &str) -> ServiceError {
    ServiceError::refused("change-no-such-item", [("document", document.to_owned())])
}
