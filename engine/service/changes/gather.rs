//! Gathers a change's evidence, outside of the writer, and keeps it under its hash.

use guicheng_core::document::{DocumentId, DocumentKind, Library, affected, diff};
use guicheng_core::ledger;
use guicheng_core::scenario;
use guicheng_core::text::Findings;
use guicheng_core::value::{Hash, Moment};
use std::collections::BTreeSet;

use super::super::carry::to_text;
use super::super::fill::From;
use super::super::shelf::bytes_of;
use super::super::timers::plain_entry;
use super::super::{Caller, Problem, Service, ServiceError};
use super::basis::basis_of;
use super::evidence::{EVIDENCE_VERSION, Evidence, Found, Stories, key_of};
use super::ground::Ground;
use super::{change_in, hash_of, is_open, items_in};
use crate::limits;
use crate::store::tables::change::ChangeRow;
use crate::store::tables::document::BlobRow;
use crate::store::{Outcome, Unit, Wants};

impl Service {
    /// Gathers what is known about a change's bundle, unless what is kept was made for it and shows the cases that move
    /// where they stand; returns the evidence's hash.
    ///
    /// # Errors
    /// For a change that the caller may not see, and for one whose bundle has come into force or was withdrawn.
    pub async fn gather_evidence(&self, caller: &Caller, change: &str) -> Result<Hash, ServiceError> {
        caller.may_change()?;
        let view = self.change_view(caller, change).await?;
        let actor = ledger::Actor {
            person: Some(caller.person.clone()),
            post: None,
            authority: caller.authority(None),
        };
        self.gather(actor, &view.change.id).await
    }

    /// The evidence kept for a change: exactly what its hash names.
    pub async fn evidence_of(&self, change: &ChangeRow) -> Result<Option<Evidence>, ServiceError> {
        let Some(hash) = &change.evidence else { return Ok(None) };
        let bytes = bytes_of(&mut From::Store(&self.inner.store), hash).await?;
        read(&bytes).map(Some)
    }

    pub(in crate::service) async fn gather(
        &self,
        actor: ledger::Actor,
        change: &str,
    ) -> Result<Hash, ServiceError> {
        for _ in 0..limits::GATHERINGS {
            let ground = self.ground_of(change).await?;
            if !is_open(ground.change.status) {
                return Err(ServiceError::refused("change-ended", []));
            }
            let basis = basis_of(&ground.version, &ground.change, &ground.bundle)?;
            if let Some(hash) = ground.change.evidence.filter(|_| ground.change.basis == Some(basis))
                && !self.cases_moved(&ground, &hash).await?
            {
                return Ok(hash);
            }
            let evidence = self.evidence(&ground).await?;
            if let Some(hash) = self.keep_evidence(&actor, &ground, basis, &evidence).await? {
                return Ok(hash);
            }
        }
        Err(ServiceError::Conflict(Problem::new("change-busy", [])))
    }

    /// Every part of the evidence. An owner of a part adds a line here.
    async fn evidence(&self, ground: &Ground) -> Result<Evidence, ServiceError> {
        let told = ground.clone();
        let told = tokio::task::spawn_blocking(move || (findings(&told), stories(&told), told_apart(&told)));
        let (findings, stories, (differences, deadlines)) =
            told.await.map_err(|e| ServiceError::Broken(e.to_string()))?;
        let (cases, backtest) = self.cases_and_backtest(ground).await?;
        Ok(Evidence {
            v: EVIDENCE_VERSION,
            at: self.now(),
            bundle: ground.bundle,
            documents: ground.version.clone(),
            findings,
            stories,
            heads: heads(ground),
            cases,
            backtest,
            suspects: Some(
                self.suspects_evidence(&ground.change, &ground.items, &ground.old, &ground.new.library)
                    .await?,
            ),
            differences: Some(differences),
            deadlines: Some(deadlines),
            readers: self.readers_evidence(ground).await?,
        })
    }

    /// `None` if something has moved meanwhile.
    async fn keep_evidence(
        &self,
        actor: &ledger::Actor,
        ground: &Ground,
        basis: Hash,
        evidence: &Evidence,
    ) -> Result<Option<Hash>, ServiceError> {
        let text = to_text(evidence)?;
        let hash = Hash::of(&text);
        let (inner, actor, id) = (self.inner.clone(), actor.clone(), ground.change.id.clone());
        let (errors, failed) = (evidence.count(super::Weight::Error), evidence.failed());
        self.inner
            .store
            .write(Wants::none(), async move |tx| {
                let change = change_in(tx, None, &id).await?;
                let change = change.ok_or_else(|| ServiceError::not_found("no-such-change"))?;
                let items = items_in(tx, None, &id).await?;
                let version = inner.in_force(tx).await?.version;
                if !is_open(change.status)
                    || basis_of(&version, &change, &hash_of(&change, &items)?)? != basis
                {
                    return Ok::<_, ServiceError>(Outcome::Same(None));
                }
                let now = inner.clock.now();
                let body = serde_json::json!({
                    "evidence": hash,
                    "basis": basis,
                    "documents": version,
                    "errors": errors,
                    "failed": failed,
                });
                let mut unit = Unit::new(tx, about(&id, "evidence", now, actor.clone(), body));
                unit.put(BlobRow { hash, bytes: text.clone().into_bytes() });
                unit.put(ChangeRow { evidence: Some(hash), basis: Some(basis), ..change });
                Ok(unit.answer(Some(hash)))
            })
            .await
    }
}

/// Evidence as its blob has it.
pub(super) fn read(bytes: &[u8]) -> Result<Evidence, ServiceError> {
    serde_json::from_slice(bytes).map_err(|e| ServiceError::Broken(format!("evidence: {e}")))
}

/// An entry about a change that is no step of its case.
pub(super) fn about(
    change: &str,
    kind: &str,
    at: Moment,
    actor: ledger::Actor,
    body: serde_json::Value,
) -> ledger::Entry {
    ledger::Entry { instance: Some(change.to_owned()), ..plain_entry(kind, at, actor, body) }
}

fn findings(ground: &Ground) -> Vec<Found> {
    let mut before = Findings::new();
    let old = Library::read(&*ground.old_files, &mut before);
    guicheng_core::check::check(&old, &mut before);
    let known: BTreeSet<Hash> = before.iter().map(key_of).collect();
    ground.new.findings.iter().map(|finding| Found::of(finding, !known.contains(&key_of(finding)))).collect()
}

/// Posts that countersign: by the matrix in force, and by the one that the bundle brings.
fn heads(ground: &Ground) -> Vec<String> {
    let documents: Vec<DocumentId> =
        ground.items.iter().filter_map(|item| DocumentId::parse(&item.document)).collect();
    affected::heads(&ground.old, &ground.new.library, &documents)
}

/// What differs, and which deadlines move.
fn told_apart(ground: &Ground) -> (Vec<diff::Difference>, Vec<diff::Deadline>) {
    let (old, new) = (&ground.old, &ground.new.library);
    (diff::differences(old, new), diff::deadlines(old, new))
}

/// The policies whose documents the bundle touches, in the order of their ids.
fn touched(ground: &Ground) -> BTreeSet<String> {
    let changed = |id: &str| ground.items.iter().any(|item| item.document == id);
    let mut touched = BTreeSet::new();
    for policy in ground.new.library.policies() {
        let pins = |library: &Library| library.pins(&policy.id);
        let stories = DocumentId::of(DocumentKind::Scenarios, &policy.id);
        if pins(&ground.old) != pins(&ground.new.library) || stories.is_some_and(|id| changed(id.as_str())) {
            touched.insert(policy.id.clone());
        }
    }
    touched
}

/// Stories prove nothing on documents with errors: then none are told.
fn stories(ground: &Ground) -> Vec<Stories> {
    if ground.new.books.is_none() {
        return Vec::new();
    }
    let library = &ground.new.library;
    let told = touched(ground).into_iter().filter_map(|policy| {
        let book = scenario::read(library, &policy, &mut Findings::new())?;
        let outcome = scenario::run(library, &book);
        Some(Stories::of(&policy, &outcome, library.source(DocumentKind::Scenarios, &policy)))
    });
    told.collect()
}
