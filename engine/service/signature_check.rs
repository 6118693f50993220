//! Signatures read again: those of a case, and whether every one is what its ledger entry says.
//!
//! A signature holds if its statement has its hash, its columns say what the statement says, the entry that it names
//! carries its id and hash, and it is void exactly if an entry voided it; and every signature that an entry names is there.
//! What it covers is read again, too: the bundle of a change as its rows have it now, the bytes of the evidence that was
//! shown, the documents of the first release. Deliberately absent: repair.

use std::collections::BTreeMap;

use guicheng_core::ledger::Entry;
use guicheng_core::value::{Hash, canonical};
use serde::Deserialize;
use serde_json::Value as Json;

use super::audit::readable;
use super::{Caller, Service, ServiceError, changes};
use crate::limits;
use crate::store::Store;
use crate::store::tables::change::SignatureRow;

/// A signature that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSignature {
    /// Its id.
    pub id: String,
    /// The entry that it names, or that names it.
    pub entry: i64,
    /// `statement`: it was changed. `row`: the row says something else than the statement. `entry`: the entry does not
    /// name it so. `gone`: the entry names it and it is not there. `void`: void or not, the entries say otherwise.
    /// `bundle`: the change, or the first release, is not what was signed. `evidence`: what was shown is not there, or changed.
    pub why: &'static str,
}

/// A signature as an entry names it.
struct Named {
    entry: i64,
    covers: Hash,
    instance: Option<String>,
}

/// Gathers what entries say about signatures while the chain is read, and judges the table by it.
#[derive(Default)]
pub(super) struct SignatureCheck {
    named: BTreeMap<String, Named>,
    /// By which entry each void one was voided.
    voided: BTreeMap<String, i64>,
    entries: i64,
}

impl SignatureCheck {
    /// Takes an entry's canonical text.
    pub(super) fn push(&mut self, seq: i64, leaf: &str) {
        self.entries = self.entries.max(seq + 1);
        // Most entries sign nothing and need not be read.
        if !leaf.contains("\"signature\"") && !leaf.contains("\"voided\"") {
            return;
        }
        let Ok(entry) = canonical::from_str::<Entry>(leaf) else { return };
        for id in entry.body.get("voided").and_then(Json::as_array).into_iter().flatten() {
            self.voided.extend(id.as_str().map(|id| (id.to_owned(), seq)));
        }
        let Some(signature) = entry.body.get("signature") else { return };
        let covers = signature.get("covers").and_then(|hash| serde_json::from_value(hash.clone()).ok());
        if let (Some(id), Some(covers)) = (signature.get("id").and_then(|id| id.as_str()), covers) {
            self.named.insert(id.to_owned(), Named { entry: seq, covers, instance: entry.instance });
        }
    }

    /// What does not hold. Signatures of entries that came after the reading began are left for the next time.
    pub(super) fn judge(mut self, rows: Vec<SignatureRow>) -> Vec<BadSignature> {
        let mut bad = Vec::new();
        for row in rows.into_iter().filter(|row| row.entry < self.entries) {
            let named = self.named.remove(&row.id);
            if let Some(why) = self.wrong(&row, named.as_ref()) {
                bad.push(BadSignature { id: row.id, entry: row.entry, why });
            }
        }
        let gone = self.named.into_iter();
        bad.extend(gone.map(|(id, named)| BadSignature { id, entry: named.entry, why: "gone" }));
        bad
    }

    fn wrong(&self, row: &SignatureRow, named: Option<&Named>) -> Option<&'static str> {
        if Hash::of(row.statement.as_bytes()) != row.covers {
            return Some("statement");
        }
        let Ok(statement) = canonical::from_str::<Json>(&row.statement) else {
            return Some("statement");
        };
        if !agrees(row, &statement) {
            return Some("row");
        }
        let instance = row.instance.as_ref();
        if !named.is_some_and(|named| {
            named.entry == row.entry && named.covers == row.covers && named.instance.as_ref() == instance
        }) {
            return Some("entry");
        }
        match (row.voided_at, row.voided_by, self.voided.get(&row.id)) {
            (None, None, None) => None,
            (Some(_), Some(by), Some(named)) if by == *named => None,
            // Voided by an entry that came after the reading began.
            (Some(_), Some(by), None) if by >= self.entries => None,
            _ => Some("void"),
        }
    }
}

/// Whether the columns, by which signatures are found and shown, say what the statement says.
fn agrees(row: &SignatureRow, statement: &Json) -> bool {
    let said = |key: &str, column: Option<&str>| statement.get(key).and_then(Json::as_str) == column;
    said("person", Some(&row.person))
        && said("name", Some(&row.name))
        && said("post", row.post.as_deref())
        && said("authority", Some(&row.authority))
        && said("factors", Some(&row.factors))
        && said("meaning", Some(&row.meaning))
        && said("instance", row.instance.as_deref())
        && said("task", row.task.as_deref())
        && statement
            .get("at")
            .is_some_and(|at| serde_json::to_value(row.at).is_ok_and(|column| *at == column))
}

/// What is read back of a statement to see whether what it covers is there.
#[derive(Deserialize)]
struct Covered {
    bundle: Option<Hash>,
    evidence: Option<Hash>,
    #[serde(default)]
    documents: BTreeMap<String, Hash>,
}

/// Signatures whose subject is not what was signed, or whose evidence is not there any more.
pub(super) async fn uncovered(
    store: &Store,
    rows: &[SignatureRow],
) -> Result<Vec<BadSignature>, ServiceError> {
    let mut bad = Vec::new();
    for row in rows {
        // What cannot be read is named already.
        let Ok(covered) = serde_json::from_str::<Covered>(&row.statement) else { continue };
        let why = match () {
            () if !evidence_stands(store, covered.evidence).await? => Some("evidence"),
            // A void one covers what has been edited since.
            () if row.voided_at.is_none() && !bundle_stands(store, row, &covered).await? => Some("bundle"),
            () => None,
        };
        bad.extend(why.map(|why| BadSignature { id: row.id.clone(), entry: row.entry, why }));
    }
    Ok(bad)
}

async fn evidence_stands(store: &Store, evidence: Option<Hash>) -> Result<bool, ServiceError> {
    let Some(hash) = evidence else { return Ok(true) };
    let bytes = store.read().blob(&hash).await?;
    Ok(bytes.is_some_and(|bytes| Hash::of(&bytes) == hash))
}

async fn bundle_stands(store: &Store, row: &SignatureRow, covered: &Covered) -> Result<bool, ServiceError> {
    let read = || store.read();
    for (document, hash) in &covered.documents {
        let revisions = readable(read().revisions(document).await)?;
        if !revisions.iter().any(|row| row.label == limits::FIRST_REVISION && row.hash == *hash) {
            return Ok(false);
        }
    }
    let (Some(bundle), Some(case)) = (covered.bundle, &row.instance) else { return Ok(true) };
    let changes = readable(read().change(case).await.map(Vec::from_iter))?;
    let Some(change) = changes.first() else { return Ok(false) };
    let items = readable(read().change_items(case).await)?;
    for hash in items.iter().filter_map(|item| item.hash) {
        if read().blob(&hash).await?.is_none_or(|bytes| Hash::of(&bytes) != hash) {
            return Ok(false);
        }
    }
    // What does not even read, such as its moves, is not what was signed.
    Ok(changes::hash_of(change, &items).is_ok_and(|hash| hash == bundle))
}

impl Service {
    /// What was signed in a case, oldest first, for somebody who may see it.
    ///
    /// # Errors
    /// As [`Service::case`].
    pub async fn signatures_of(
        &self,
        caller: &Caller,
        case: &str,
    ) -> Result<Vec<SignatureRow>, ServiceError> {
        let view = self.case(caller, case).await?;
        Ok(self.inner.store.read().signatures(&view.row.id).await?)
    }
}
