//! Checking a ledger from its first entry, and naming the first that is wrong.
//!
//! This finds every edit, gap and exchange inside what it is given. That the end was not cut off, or the
//! whole not written anew, only a head or root kept elsewhere can show: compare [`Report::head`].

use std::borrow::Borrow;

use super::entry::{Entry, EntryError};
use super::merkle::{self, RightEdge};
use crate::value::{Hash, Moment};

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many entries are sound, from the first on.
    pub entries: u64,
    /// Leaf hash of the last sound entry; 32 zero bytes if there is none.
    pub head: Hash,
    /// Root of the Merkle tree over the sound entries.
    pub root: Hash,
    /// The first entry that is wrong. What follows it was not checked.
    pub first_bad: Option<Bad>,
    /// Entries whose time lies before the entry before them: how many, and the first. Not wrong by itself (a
    /// clock was set back), but worth a question.
    pub backwards: Option<Backwards>,
}

/// The first wrong entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Its place in the ledger.
    pub seq: u64,
    /// Message of the language files: `ledger-bad-gap`, `-hash`, `-version`, `-form`, `-canonical`, `-seq`,
    /// `-prev`.
    pub reason: &'static str,
    /// The message's variables.
    pub args: Vec<(&'static str, String)>,
}

/// Where time ran backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backwards {
    /// How many entries.
    pub count: u64,
    /// The first of them.
    pub seq: u64,
    /// Its time.
    pub at: Moment,
    /// The time of the entry before it.
    pub before: Moment,
}

/// Verifies a whole ledger: number, leaf and stored hash of each entry, in order.
pub fn verify<L, H>(entries: impl IntoIterator<Item = (u64, L, H)>) -> Report
where
    L: AsRef<str>,
    H: Borrow<Hash>,
{
    let mut verifier = Verifier::new();
    for (seq, leaf, hash) in entries {
        if !verifier.push(seq, leaf.as_ref(), hash.borrow()) {
            break;
        }
    }
    verifier.finish()
}

/// [`verify`] for a caller that gets its entries batch by batch. Memory does not grow with the ledger.
#[derive(Debug, Clone)]
pub struct Verifier {
    edge: RightEdge,
    head: Hash,
    last_at: Option<Moment>,
    first_bad: Option<Bad>,
    backwards: Option<Backwards>,
}

impl Default for Verifier {
    fn default() -> Verifier {
        Verifier::new()
    }
}

impl Verifier {
    /// Before the first entry.
    pub fn new() -> Verifier {
        Verifier {
            edge: RightEdge::new(),
            head: Entry::NO_PREVIOUS,
            last_at: None,
            first_bad: None,
            backwards: None,
        }
    }

    /// Takes the next entry; false if it, or one before it, is wrong: nothing more need be given.
    pub fn push(&mut self, seq: u64, leaf: &str, stored: &Hash) -> bool {
        if self.first_bad.is_some() {
            return false;
        }
        match self.check(seq, leaf, stored) {
            Ok(at) => {
                self.note_time(seq, at);
                self.edge.push(*stored);
                self.head = *stored;
                true
            }
            Err(bad) => {
                self.first_bad = Some(bad);
                false
            }
        }
    }

    /// The report.
    pub fn finish(self) -> Report {
        Report {
            entries: self.edge.size(),
            head: self.head,
            root: self.edge.root(),
            first_bad: self.first_bad,
            backwards: self.backwards,
        }
    }

    fn check(&self, seq: u64, leaf: &str, stored: &Hash) -> Result<Moment, Bad> {
        let expected = self.edge.size();
        let bad = |reason, args| Err(Bad { seq: expected, reason, args });
        if seq != expected {
            return bad("ledger-bad-gap", vec![("found", seq.to_string())]);
        }
        let computed = merkle::leaf_hash(leaf.as_bytes());
        if computed != *stored {
            return bad("ledger-bad-hash", differ(stored, &computed));
        }
        let entry = match Entry::read(leaf) {
            Ok(entry) => entry,
            Err(EntryError::Version(v)) => {
                return bad("ledger-bad-version", vec![("version", v.to_string())]);
            }
            Err(EntryError::NotCanonical) => return bad("ledger-bad-canonical", vec![]),
            Err(EntryError::Form(error)) => {
                return bad("ledger-bad-form", vec![("detail", error.to_string())]);
            }
        };
        if entry.seq != seq {
            return bad("ledger-bad-seq", vec![("found", entry.seq.to_string())]);
        }
        if entry.prev != self.head {
            return bad("ledger-bad-prev", differ(&entry.prev, &self.head));
        }
        Ok(entry.at)
    }

    fn note_time(&mut self, seq: u64, at: Moment) {
        if let Some(before) = self.last_at
            && at < before
        {
            let first = Backwards { count: 0, seq, at, before };
            self.backwards.get_or_insert(first).count += 1;
        }
        self.last_at = Some(at);
    }
}

fn differ(found: &Hash, expected: &Hash) -> Vec<(&'static str, String)> {
    vec![("found", found.to_string()), ("expected", expected.to_string())]
}
