//! What a change brings, as one text: the bytes that its signatures cover.
//!
//! Whoever signs a change signs the hash of this text: why it is made, when it shall take effect, what becomes of running
//! cases, and of each document the exact bytes before and after. Two bundles that differ anywhere have different hashes.
//! Deliberately absent: the documents' own bytes (their hashes stand for them), the procedure's state, and what was found
//! about the bundle (the evidence, which has a hash of its own).

use serde::{Deserialize, Serialize};

use crate::value::{Hash, Moment, canonical};

/// The version of this text's shape. Another shape would be version 2 beside it, never an edit.
pub const BUNDLE_VERSION: u32 = 1;

/// New revisions of several documents, with the reason for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// [`BUNDLE_VERSION`].
    pub v: u32,
    /// What the change is called.
    pub title: String,
    /// Why it is made.
    pub reason: String,
    /// The documents get the next letter (A/3 → B/0), else the next figure (A/3 → A/4).
    pub edition: bool,
    /// It goes the short way and is confirmed later.
    pub emergency: bool,
    /// When it shall take effect; none: as soon as it is approved.
    pub wanted_at: Option<Moment>,
    /// What becomes of running cases: canonical JSON as the change keeps it.
    pub moves: serde_json::Value,
    /// By document.
    pub items: Vec<BundleItem>,
}

/// One document of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleItem {
    /// Its id: `policies/complaint`.
    pub document: String,
    /// Label of the revision that it was made from; none: a new document.
    pub base: Option<String>,
    /// Hash of that revision's bytes.
    pub base_hash: Option<Hash>,
    /// Hash of the new bytes; none: the document becomes obsolete.
    pub hash: Option<Hash>,
}

impl Bundle {
    /// The text that is hashed: canonical JSON with the items in the order of their documents.
    ///
    /// # Errors
    /// When `moves` holds a number that has no canonical text.
    pub fn text(&self) -> Result<String, canonical::CanonicalError> {
        let mut sorted = self.clone();
        sorted.items.sort_by(|a, b| a.document.cmp(&b.document));
        canonical::to_string(&sorted)
    }

    /// What signatures name.
    ///
    /// # Errors
    /// As [`Bundle::text`].
    pub fn hash(&self) -> Result<Hash, canonical::CanonicalError> {
        Ok(Hash::of(self.text()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> Bundle {
        let item = |document: &str, hash: &str| BundleItem {
            document: document.to_owned(),
            base: Some("A/0".to_owned()),
            base_hash: Some(Hash::of("old")),
            hash: Some(Hash::of(hash)),
        };
        Bundle {
            v: BUNDLE_VERSION,
            title: "回访期限".to_owned(),
            reason: "十天足够".to_owned(),
            edition: false,
            emergency: false,
            wanted_at: Some(Moment(7)),
            moves: serde_json::json!({}),
            items: vec![item("policies/complaint", "one"), item("manual/zh/8.14", "two")],
        }
    }

    #[test]
    fn the_order_in_which_documents_came_does_not_matter() {
        let mut other = bundle();
        other.items.reverse();
        assert_eq!(bundle().hash().unwrap(), other.hash().unwrap());
    }

    #[test]
    fn every_part_counts() {
        let change: [fn(&mut Bundle); 12] = [
            |b| b.title.push('！'),
            |b| b.reason.push('！'),
            |b| b.edition = true,
            |b| b.emergency = true,
            |b| b.wanted_at = None,
            |b| b.wanted_at = Some(Moment(8)),
            |b| b.moves = serde_json::json!({ "complaint": {} }),
            |b| b.items.truncate(1),
            |b| b.items[0].document.push('x'),
            |b| b.items[0].base = None,
            |b| b.items[0].base_hash = None,
            |b| b.items[0].hash = None,
        ];
        for (index, change) in change.into_iter().enumerate() {
            let mut other = bundle();
            change(&mut other);
            assert_ne!(bundle().hash().unwrap(), other.hash().unwrap(), "change {index}");
        }
    }

    #[test]
    fn the_text_reads_back() {
        let read: Bundle = canonical::from_str(&bundle().text().unwrap()).unwrap();
        assert_eq!(read.hash().unwrap(), bundle().hash().unwrap());
    }
}
