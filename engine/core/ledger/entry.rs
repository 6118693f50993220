//! One entry of the ledger and its leaf.
//!
//! The leaf is the canonical text of the whole entry. What is personal never comes in here: a sealed value
//! stands for it (see `value::Value::Sealed`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::merkle;
use crate::value::{Hash, Moment, canonical};

/// The version of the entry's form. A change of the form is a new version beside this one: old entries are
/// never rewritten.
pub const VERSION: u32 = 1;

/// What happened, by whom, by what right, under which revisions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Version of this form: [`VERSION`].
    pub v: u32,
    /// How many entries came before: 0 for the first. It is also the index of the leaf in the tree.
    pub seq: u64,
    /// When it happened: the time that the command was run at.
    pub at: Moment,
    /// The instance it changed, if it was one.
    pub instance: Option<String>,
    /// What kind of change: `start`, `act`, `timer` …
    pub kind: String,
    /// Who did it.
    pub actor: Actor,
    /// The documents that decided: id to the hash of the revision's bytes.
    pub under: BTreeMap<String, Hash>,
    /// The command, and what it read outside its instance: all that a replay needs.
    pub body: serde_json::Value,
    /// SHA-256 of the effects' canonical text: what the step made others do (tasks, timers, mails).
    pub effects: Option<Hash>,
    /// SHA-256 of the instance's snapshot after the change.
    pub snapshot: Option<Hash>,
    /// What the tables that it bears witness of held after it: name of a row to the hash of its columns, `None` where it was
    /// deleted. Set by the store's writer; left out of the leaf where there is nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<String, Option<Hash>>,
    /// Leaf hash of the entry before; 32 zero bytes for the first.
    pub prev: Hash,
}

/// Who acted and by what right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The person's id; none when the engine acted by itself (a timer).
    pub person: Option<String>,
    /// The post that the person held at that moment.
    pub post: Option<String>,
    /// What gave the right: an appointment, a delegation, a link, the engine's timer.
    pub authority: String,
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The canonical text.
    pub leaf: String,
    /// `SHA-256(0x00 || leaf)`: the next entry's `prev`.
    pub hash: Hash,
}

/// Why a leaf is not an entry, or an entry has no leaf.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// The form is of another version.
    #[error("version {0} of an entry is not known")]
    Version(u64),
    /// Not JSON of an entry's shape, or the body holds what has no canonical form (a float).
    #[error(transparent)]
    Form(#[from] canonical::CanonicalError),
    /// An entry, but not written canonically: other bytes could mean the same.
    #[error("the entry is not written canonically")]
    NotCanonical,
}

impl Entry {
    /// `prev` of the first entry.
    pub const NO_PREVIOUS: Hash = Hash([0; 32]);

    /// The entry's leaf and its hash.
    pub fn seal(&self) -> Result<Sealed, EntryError> {
        let leaf = canonical::to_string(self)?;
        let hash = merkle::leaf_hash(leaf.as_bytes());
        Ok(Sealed { leaf, hash })
    }

    /// Reads a leaf back; only the very bytes that [`seal`](Self::seal) gives are taken.
    pub fn read(leaf: &str) -> Result<Entry, EntryError> {
        // The version first: the shape of another version must not be reported as a broken entry.
        #[derive(Deserialize)]
        struct Version {
            v: u64,
        }
        let Version { v } = canonical::from_str(leaf)?;
        if v != u64::from(VERSION) {
            return Err(EntryError::Version(v));
        }
        let entry: Entry = canonical::from_str(leaf)?;
        if canonical::to_string(&entry)? != leaf {
            return Err(EntryError::NotCanonical);
        }
        Ok(entry)
    }
}
