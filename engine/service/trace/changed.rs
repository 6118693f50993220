//! What a revision changed against the one before it, in sentences: from the evidence of the change that brought it, so
//! that the auditor reads what its signers read.
//!
//! Deliberately absent: the texts side by side, which the document's page shows for each revision.

use std::collections::{BTreeMap, HashMap};

use guicheng_core::document::diff::Difference;
use guicheng_core::text::Lang;

use crate::lang::diff;
use crate::limits;
use crate::service::{Service, ServiceError};
use crate::store::tables::change::ChangeRow;

/// The differences of changes that one trace has met: one change mostly brings several documents.
pub(super) struct Changed {
    lang: Lang,
    names: BTreeMap<String, String>,
    /// By the change's id.
    known: HashMap<String, Vec<Difference>>,
}

impl Changed {
    pub(super) fn lang(&self) -> Lang {
        self.lang
    }
}

impl Service {
    pub(super) async fn changed(&self, lang: Lang) -> Result<Changed, ServiceError> {
        Ok(Changed { lang, names: self.names().await?, known: HashMap::new() })
    }

    /// What a change did to one document; nothing of its layout.
    pub(super) async fn changed_by(
        &self,
        changed: &mut Changed,
        change: &ChangeRow,
        document: &str,
    ) -> Result<Vec<String>, ServiceError> {
        if !changed.known.contains_key(&change.id) {
            let evidence = self.evidence_of(change).await?;
            let mut found = evidence.and_then(|evidence| evidence.differences).unwrap_or_default();
            found.iter_mut().for_each(|difference| diff::name_people(difference, &changed.names));
            changed.known.insert(change.id.clone(), found);
        }
        let own = changed.known[&change.id].iter().filter(|difference| {
            difference.document.as_str() == document
                && difference.what != "document"
                && !difference.is_layout()
        });
        Ok(own.map(|difference| short(&diff::difference(changed.lang, difference))).collect())
    }
}

/// A paragraph can be long: its beginning tells which one it is.
fn short(sentence: &str) -> String {
    match sentence.char_indices().nth(limits::TRACE_SENTENCE) {
        Some((end, _)) => format!("{}…", &sentence[..end]),
        None => sentence.to_owned(),
    }
}
