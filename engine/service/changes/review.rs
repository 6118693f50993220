//! What the page of a change needs beside its row: both texts of each document, both sets of documents, the signatures.
//!
//! The old side is what each document was made from, not what is in force today: a change that came into force long ago
//! still shows what it changed.

use std::collections::BTreeMap;

use guicheng_core::case::Snapshot;
use guicheng_core::document::{DocumentId, Library};
use guicheng_core::text::Findings;
use guicheng_core::value::{Value, canonical};

use super::super::fill::From;
use super::super::shelf::bytes_of;
use super::super::{Caller, HistoryLine, Service, ServiceError};
use super::ChangeView;
use crate::store::tables::change::SignatureRow;

/// A change with what its page shows.
#[derive(Clone, Debug)]
pub struct Review {
    /// As it stands.
    pub view: ChangeView,
    /// Exactly the evidence that signatures cover, as JSON: an older program's has fewer sections.
    pub evidence: Option<serde_json::Value>,
    /// All documents before the change …
    pub old: Library,
    /// … and with it.
    pub new: Library,
    /// The documents of the bundle, in its order.
    pub texts: Vec<BothTexts>,
    /// What was signed over it, oldest first.
    pub signatures: Vec<SignatureRow>,
    /// Why it cannot wait, as its proposal says; empty for a change that takes the ordinary way.
    pub emergency_reason: String,
    /// What people wrote when they signed, by the number of the entry.
    pub opinions: BTreeMap<i64, String>,
}

/// A document of a bundle.
#[derive(Clone, Debug)]
pub struct BothTexts {
    /// Its id.
    pub document: DocumentId,
    /// Label of the revision that it was made from.
    pub base: Option<String>,
    /// That revision's text; none: a new document, or bytes that are no text.
    pub old: Option<String>,
    /// The new text; none: it becomes obsolete.
    pub new: Option<String>,
    /// It becomes obsolete.
    pub ends: bool,
}

impl Service {
    /// Whether a case is a change of documents.
    pub async fn is_change(&self, case: &str) -> Result<bool, ServiceError> {
        Ok(self.inner.store.read().change(case).await?.is_some())
    }

    async fn emergency_reason(&self, case: &str) -> Result<String, ServiceError> {
        let Some(row) = self.inner.store.read().snapshot(case).await? else { return Ok(String::new()) };
        let snapshot: Snapshot = canonical::from_str(&row.content)
            .map_err(|e| ServiceError::Broken(format!("case {case}: {e}")))?;
        let reason = snapshot.record.get("emergency_reason").and_then(Value::as_text);
        Ok(reason.unwrap_or_default().to_owned())
    }

    /// A change with what its page shows, by the id of its case or by its number.
    ///
    /// # Errors
    /// Not found, or not the caller's business; both look alike.
    pub async fn review(&self, caller: &Caller, change: &str) -> Result<Review, ServiceError> {
        let view = self.change_view(caller, change).await?;
        let store = &self.inner.store;
        let ground = self.ground_of(&view.change.id).await?;
        let (mut before, mut texts) = (Vec::new(), Vec::new());
        for item in &view.items {
            let Some(document) = DocumentId::parse(&item.document) else { continue };
            let old = match &item.base_hash {
                Some(hash) => Some(bytes_of(&mut From::Store(store), hash).await?),
                None => None,
            };
            let new = match &item.hash {
                Some(hash) => Some(bytes_of(&mut From::Store(store), hash).await?),
                None => None,
            };
            let text = |bytes: &Option<Vec<u8>>| String::from_utf8(bytes.clone()?).ok();
            texts.push(BothTexts {
                base: item.base.clone(),
                old: text(&old),
                new: text(&new),
                ends: item.hash.is_none(),
                document: document.clone(),
            });
            before.push((document, old));
        }
        let new = ground.new.library.clone();
        let evidence = match &view.change.evidence {
            Some(hash) => {
                let bytes = bytes_of(&mut From::Store(store), hash).await?;
                let json = serde_json::from_slice(&bytes);
                Some(json.map_err(|e| ServiceError::Broken(format!("evidence: {e}")))?)
            }
            None => None,
        };
        let lines = self.history_of(&view.change.id).await?;
        let opinion = |line: &HistoryLine| {
            let text = line.entry.body.get("command")?.get("opinion")?.as_str()?.trim();
            (!text.is_empty()).then(|| (line.row.seq, text.to_owned()))
        };
        Ok(Review {
            emergency_reason: match view.change.emergency {
                true => self.emergency_reason(&view.change.id).await?,
                false => String::new(),
            },
            opinions: lines.iter().filter_map(opinion).collect(),
            // Mistakes of the old texts were told when they were made.
            old: new.with(before, &mut Findings::new()),
            new,
            texts,
            evidence,
            signatures: store.read().signatures(&view.change.id).await?,
            view,
        })
    }
}
