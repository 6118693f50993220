//! What an auditor can have verified here: the chain, the signatures, the documents' hashes.

use std::collections::{BTreeMap, BTreeSet};

use guicheng_core::ledger::{Bad, Verifier};
use guicheng_core::value::Hash;

use super::signature_check::{BadSignature, SignatureCheck, uncovered};
use super::witness_check::{self, BadRow, WitnessCheck};
use super::{Caller, Service, ServiceError, Via};
use crate::limits;
use crate::store::tables::ledger::{EntryRow, Head};
use crate::store::{Store, StoreError};

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
    /// Rows that are not what the ledger bore witness of.
    pub bad_rows: Vec<BadRow>,
}

impl Verified {
    /// True if nothing was found.
    pub fn is_good(&self) -> bool {
        self.first_bad.is_none()
            && !self.head_differs
            && self.bad_documents.is_empty()
            && self.bad_signatures.is_empty()
            && self.bad_rows.is_empty()
    }
}

/// Recomputes the chain from the first entry to the last, every signature, every row that entries bear witness of, and
/// the hash of all bytes. Asks nothing but the database, so it also judges a copy of one.
pub async fn verify(store: &Store) -> Result<Verified, ServiceError> {
    // The end is read first: entries that come while we read are beyond it and not our matter.
    let head = store.read().head().await?;
    let mut verifier = Verifier::new();
    let (mut signatures, mut witness) = (SignatureCheck::default(), WitnessCheck::default());
    let mut seq = 0;
    'all: loop {
        let rows = store.read().entries(seq, limits::PAGE).await?;
        let Some(last) = rows.last() else { break };
        let next = last.seq + 1;
        for row in rows {
            if row.seq >= head.entries {
                break 'all;
            }
            verifier.push(row.seq as u64, &row.leaf, &row.hash);
            signatures.push(row.seq, &row.leaf);
            witness.push(&row);
        }
        seq = next;
    }
    let report = verifier.finish();
    let head_differs = report.entries != head.entries as u64 || report.head != head.hash;
    let (found, later) = (store.read().witnessed().await?, told_later(store, head.entries).await?);
    // A row that does not read is named by the witness.
    let rows = readable(store.read().all_signatures().await)?;
    let uncovered = uncovered(store, &rows).await?;
    let mut bad_signatures = signatures.judge(rows);
    let named = |bad: &BadSignature| bad_signatures.iter().any(|other| other.id == bad.id);
    let uncovered: Vec<BadSignature> = uncovered.into_iter().filter(|bad| !named(bad)).collect();
    bad_signatures.extend(uncovered);
    let (bad_documents, mut bad_bytes) = judge_bytes(store).await?;
    bad_bytes.extend(witness.judge(found, &later));
    bad_bytes.sort();
    Ok(Verified {
        entries: report.entries,
        head: report.head,
        first_bad: report.first_bad,
        head_differs,
        bad_documents,
        bad_signatures,
        bad_rows: bad_bytes,
    })
}

/// Names of rows that entries from number `seq` on tell of.
async fn told_later(store: &Store, mut seq: i64) -> Result<BTreeSet<String>, ServiceError> {
    let mut later = BTreeSet::new();
    loop {
        let rows = store.read().entries(seq, limits::PAGE).await?;
        let Some(last) = rows.last() else { return Ok(later) };
        seq = last.seq + 1;
        later.extend(rows.iter().flat_map(witness_check::names));
    }
}

/// Rows of a table that also entries bear witness of: where one does not read, the witness names it, and the others are
/// judged there alone.
pub(super) fn readable<T>(rows: Result<Vec<T>, StoreError>) -> Result<Vec<T>, StoreError> {
    match rows {
        Err(StoreError::Decode { .. }) => Ok(Vec::new()),
        rows => rows,
    }
}

/// Revisions whose bytes are gone or have another hash; and other bytes of which that holds: items of changes, evidence.
async fn judge_bytes(store: &Store) -> Result<(Vec<String>, Vec<BadRow>), ServiceError> {
    let mut wanted: BTreeMap<Hash, Option<String>> = BTreeMap::new();
    for change in readable(store.read().changes(None).await)? {
        wanted.extend(change.evidence.map(|hash| (hash, None)));
        for item in readable(store.read().change_items(&change.id).await)? {
            wanted.extend([item.hash, item.base_hash].into_iter().flatten().map(|hash| (hash, None)));
        }
    }
    for row in readable(store.read().all_revisions().await)? {
        let name = format!("{} {}", row.document, row.label);
        let said = wanted.entry(row.hash).or_default();
        *said = Some(said.take().map_or(name.clone(), |before| format!("{before}, {name}")));
    }
    let (mut documents, mut rows, mut after) = (Vec::new(), Vec::new(), None);
    let blob = |hash: Hash, why| BadRow { table: "blob".to_owned(), key: hash.to_string(), entry: None, why };
    loop {
        let blobs = store.read().blobs_after(after, limits::BLOBS_AT_ONCE).await?;
        let Some(last) = blobs.last() else { break };
        after = Some(last.hash);
        for row in blobs {
            let used = wanted.remove(&row.hash);
            if Hash::of(&row.bytes) != row.hash {
                documents.extend(used.flatten());
                rows.push(blob(row.hash, "bytes"));
            }
        }
    }
    for (hash, used) in wanted {
        documents.extend(used);
        rows.push(blob(hash, "missing"));
    }
    Ok((documents, rows))
}

impl Service {
    /// [`verify`] of this installation.
    pub async fn verify(&self) -> Result<Verified, ServiceError> {
        verify(&self.inner.store).await
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
