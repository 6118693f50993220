//! What an auditor can have verified here: the chain, the signatures, the documents' hashes.

use guicheng_core::ledger::{Bad, Verifier};
use guicheng_core::value::Hash;

use super::signature_check::{BadSignature, SignatureCheck};
use super::{Caller, Service, ServiceError, Via};
use crate::store::tables::ledger::{EntryRow, Head};

/// What verification found.
#[derive(Debug)]
pub struct Verified {
    /// Entries read.
    pub entries: u64,
    /// The last one's hash.
    pub head: Hash,
    /// The first that does not hold, and why.
    pub first_bad: Option<Bad>,
    /// The ledger's recorded end does not agree with its entries: the end was cut off or changed.
    pub head_differs: bool,
    /// Revisions whose bytes do not have the hash they are filed under.
    pub bad_documents: Vec<String>,
    /// Signatures that are not what their entries say.
    pub bad_signatures: Vec<BadSignature>,
}

impl Verified {
    /// True if nothing was found.
    pub fn is_good(&self) -> bool {
        self.first_bad.is_none()
            && !self.head_differs
            && self.bad_documents.is_empty()
            && self.bad_signatures.is_empty()
    }
}

impl Service {
    /// Recomputes the chain from the first entry to the last, every signature, and the documents' hashes.
    pub async fn verify(&self) -> Result<Verified, ServiceError> {
        // The end is read first: entries that come while we read are beyond it and not our matter.
        let head = self.inner.store.read().head().await?;
        let mut verifier = Verifier::new();
        let mut signatures = SignatureCheck::default();
        let mut seq = 0;
        'all: loop {
            let rows = self.inner.store.read().entries(seq, crate::limits::PAGE).await?;
            let Some(last) = rows.last() else { break };
            let next = last.seq + 1;
            for row in rows {
                if row.seq >= head.entries {
                    break 'all;
                }
                verifier.push(row.seq as u64, &row.leaf, &row.hash);
                signatures.push(row.seq, &row.leaf);
            }
            seq = next;
        }
        let report = verifier.finish();
        let head_differs = report.entries != head.entries as u64 || report.head != head.hash;
        let bad_documents = self.verify_documents().await?;
        let rows = self.inner.store.read().all_signatures().await?;
        let uncovered = self.uncovered(&rows).await?;
        let mut bad_signatures = signatures.judge(rows);
        let named = |bad: &BadSignature| bad_signatures.iter().any(|other| other.id == bad.id);
        let uncovered: Vec<BadSignature> = uncovered.into_iter().filter(|bad| !named(bad)).collect();
        bad_signatures.extend(uncovered);
        Ok(Verified {
            entries: report.entries,
            head: report.head,
            first_bad: report.first_bad,
            head_differs,
            bad_documents,
            bad_signatures,
        })
    }

    async fn verify_documents(&self) -> Result<Vec<String>, ServiceError> {
        let mut bad = Vec::new();
        for document in self.inner.store.read().documents(None).await? {
            for revision in self.inner.store.read().revisions(&document.id).await? {
                let bytes = self.inner.store.read().blob(&revision.hash).await?;
                if bytes.is_none_or(|bytes| Hash::of(&bytes) != revision.hash) {
                    bad.push(format!("{} {}", document.id, revision.label));
                }
            }
        }
        Ok(bad)
    }

    /// The ledger's end and entries from `seq` on, at most [`crate::limits::PAGE`]: only for those who read all.
    pub async fn entries_for(
        &self,
        caller: &Caller,
        seq: i64,
        limit: i64,
    ) -> Result<(Head, Vec<EntryRow>), ServiceError> {
        self.may_audit(caller)?;
        let head = self.inner.store.read().head().await?;
        let rows = self.inner.store.read().entries(seq.max(0), limit.min(crate::limits::PAGE)).await?;
        Ok((head, rows))
    }

    fn may_audit(&self, caller: &Caller) -> Result<(), ServiceError> {
        if !self.reads_all(caller)? || matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("auditors-only", []));
        }
        Ok(())
    }

    /// [`Service::verify`] for a page: only for those who read all.
    pub async fn verify_for(&self, caller: &Caller) -> Result<Verified, ServiceError> {
        self.may_audit(caller)?;
        self.verify().await
    }
}
