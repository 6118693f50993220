//! The first release (批准发布令): the documents that a new installation finds wait as revision A/0 until the general manager
//! has signed for all of them. Nothing starts before.

use std::collections::{BTreeMap, HashMap};

use guicheng_core::check;
use guicheng_core::document::{DocumentId, Library};
use guicheng_core::ledger;
use guicheng_core::text::{Findings, Severity};
use guicheng_core::value::{Hash, Moment};

use super::super::appointments::{self, Unknown};
use super::super::carry::to_text;
use super::super::documents::{Books, Files, title_of, word_of};
use super::super::shelf::{ShelfError, VERSION};
use super::super::signatures;
use super::super::timers::plain_entry;
use super::super::{Caller, Holding, Service, ServiceError, Signing, Via};
use super::release::version_of;
use super::schedules;
use crate::edge::{new_id, random_bytes};
use crate::limits;
use crate::store::tables::change::SignatureRow;
use crate::store::tables::count::MetaRow;
use crate::store::tables::document::{BlobRow, DocumentRow, RevisionRow, RevisionStatus};
use crate::store::tables::people::PersonRow;
use crate::store::{Outcome, Store, Tx, Unit, Wants};

/// Keeps the files as revision A/0, with one entry that names each by its hash: waiting, or with `released_by` in force
/// at once (for installations whose documents nobody has to release, such as a bench's).
pub(in crate::service) async fn keep(
    store: &Store,
    files: &Files,
    library: Library,
    now: Moment,
    released_by: Option<&str>,
) -> Result<(), ShelfError> {
    let bytes: HashMap<String, Vec<u8>> = files
        .iter()
        .filter_map(|(path, bytes)| Some((DocumentId::of_path(path)?.to_string(), bytes.clone())))
        .collect();
    let released_by = released_by.map(str::to_owned);
    store
        .write(Wants::none(), async move |tx| {
            let hashes: BTreeMap<String, Hash> =
                library.documents().map(|(id, document)| (id.to_string(), document.hash)).collect();
            let authority = if released_by.is_some() { "release" } else { "first start" };
            let actor =
                ledger::Actor { person: released_by.clone(), post: None, authority: authority.to_owned() };
            let body =
                serde_json::json!({ "revision": limits::FIRST_REVISION, "released": released_by.is_some() });
            let entry = ledger::Entry { under: hashes.clone(), ..plain_entry("documents", now, actor, body) };
            let mut unit = Unit::new(tx, entry);
            let released = released_by.is_some();
            for (id, document) in library.documents() {
                unit.put(document_row(&library, id)?);
                unit.put(RevisionRow {
                    document: id.to_string(),
                    label: limits::FIRST_REVISION.to_owned(),
                    hash: document.hash,
                    status: if released { RevisionStatus::Effective } else { RevisionStatus::InReview },
                    effective_from: released.then_some(now),
                    effective_to: None,
                    created_at: now,
                    by_person: released_by.clone(),
                    reason: String::new(),
                    change: None,
                });
                let bytes = bytes.get(id.as_str()).cloned().unwrap_or_default();
                unit.put(BlobRow { hash: document.hash, bytes });
            }
            // Waiting ones that the folder no longer has.
            for old in tx.read().revisions_standing(RevisionStatus::InReview).await? {
                if !hashes.contains_key(&old.document) {
                    unit.delete::<RevisionRow>((old.document.as_str(), old.label.as_str()));
                    unit.delete::<DocumentRow>(old.document.as_str());
                }
            }
            if let Some(books) = Books::of(library.clone()).filter(|_| released) {
                in_force(tx, &mut unit, &books, &hashes, now).await?;
            }
            Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
        })
        .await?;
    Ok(())
}

/// A document's own row, as its text has it.
pub(super) fn document_row(library: &Library, id: &DocumentId) -> Result<DocumentRow, ServiceError> {
    Ok(DocumentRow {
        id: id.to_string(),
        kind: word_of(id.kind()).to_owned(),
        path: id.path(),
        title: to_text(&title_of(library, id))?,
        owner_post: library.owner_of(id),
        number: library.number_of(id),
    })
}

async fn in_force(
    tx: &mut Tx,
    unit: &mut Unit,
    books: &Books,
    hashes: &BTreeMap<String, Hash>,
    now: Moment,
) -> Result<(), ServiceError> {
    let kept = tx.read().schedules().await?;
    schedules::reconcile(unit, &kept, None, books, now);
    if let Some(list) = books.appointments() {
        appointments::reconcile(tx, unit, list, books.calendar(), Unknown::PassedOver, now).await?;
    }
    unit.put(MetaRow { name: VERSION.to_owned(), content: version_of(unit.seq(), hashes)? });
    Ok(())
}

/// What is read back of the release's statement.
#[derive(serde::Deserialize)]
struct Said {
    documents: BTreeMap<String, Hash>,
}

/// A document that waits for the first release.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its row.
    pub document: DocumentRow,
    /// Revision A/0.
    pub revision: RevisionRow,
}

/// The first release, once it has been made.
#[derive(Clone, Debug)]
pub struct FirstRelease {
    /// The general manager's signature.
    pub signature: SignatureRow,
    /// The documents that it covers, with the hashes that stand in it.
    pub documents: Vec<(DocumentRow, Hash)>,
}

impl Service {
    /// The first release with its signature; none where nobody signed for it (a bench's installation).
    pub async fn first_release(&self) -> Result<Option<FirstRelease>, ServiceError> {
        let rows = self.inner.store.read().first_signatures().await?;
        let Some(signature) = rows.into_iter().next() else { return Ok(None) };
        let broken = |e: serde_json::Error| ServiceError::Broken(format!("first release: {e}"));
        let said: Said = serde_json::from_str(&signature.statement).map_err(broken)?;
        let rows = self.inner.store.read().documents(None).await?;
        let covered = |row: DocumentRow| said.documents.get(&row.id).map(|hash| (row, *hash));
        Ok(Some(FirstRelease { documents: rows.into_iter().filter_map(covered).collect(), signature }))
    }

    /// What waits for the first release, by document; nothing once it has been made.
    pub async fn waiting(&self) -> Result<Vec<Waiting>, ServiceError> {
        let store = &self.inner.store;
        let mut revisions: HashMap<String, RevisionRow> = HashMap::new();
        for row in store.read().revisions_standing(RevisionStatus::InReview).await? {
            revisions.insert(row.document.clone(), row);
        }
        let rows = store.read().documents(None).await?;
        Ok(rows
            .into_iter()
            .filter_map(|document| {
                let revision = revisions.remove(&document.id)?;
                Some(Waiting { document, revision })
            })
            .collect())
    }

    /// How many errors and warnings `check` finds in what waits, or in what is in force.
    pub fn waiting_findings(&self) -> (usize, usize) {
        let mut findings = Findings::new();
        check::check(&self.inner.shelf.current(), &mut findings);
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        (count(Severity::Error), count(Severity::Warning))
    }

    /// What a signature over the first release covers: the hash of all documents with their hashes.
    pub async fn waiting_hash(&self) -> Result<Hash, ServiceError> {
        let rows = self.inner.store.read().revisions_standing(RevisionStatus::InReview).await?;
        hash_of(&rows)
    }

    /// Releases everything that waits, signed. `signing.seen` is [`Service::waiting_hash`] as the signer saw it.
    ///
    /// # Errors
    /// Unless the caller is general manager themselves and proves who they are; `released-already`; `release-seen-old`
    /// when other documents wait now.
    pub async fn release_first(&self, caller: &Caller, signing: &Signing) -> Result<(), ServiceError> {
        caller.may_change()?;
        if matches!(caller.via, Via::Link { .. } | Via::Token) {
            return Err(ServiceError::forbidden("sign-in-needed", []));
        }
        if !caller.posts.iter().any(is_manager) {
            return Err(not_yours());
        }
        let weighed = self.weigh_proof(caller, signing).await?;
        let seen: Option<Hash> = signing.seen.as_deref().and_then(|seen| seen.parse().ok());
        let (inner, caller) = (self.inner.clone(), caller.clone());
        self.inner
            .store
            .write(Wants::none(), async move |tx| {
                let now = inner.clock.now();
                inner.judge(tx, &caller, now).await?;
                let held = inner.staffing(tx).await?.of(&caller.person, now);
                if !held.iter().any(is_manager) {
                    return Err(not_yours());
                }
                let waiting = tx.read().revisions_standing(RevisionStatus::InReview).await?;
                let standing = inner.in_force(tx).await?;
                if standing.released || waiting.is_empty() {
                    return Err(ServiceError::refused("released-already", []));
                }
                if seen.is_none_or(|seen| hash_of(&waiting).is_ok_and(|hash| hash != seen)) {
                    let problem = super::super::Problem::new("release-seen-old", []);
                    return Err(ServiceError::Conflict(problem));
                }
                let spent = weighed.redeem(tx, now).await?;
                let factors = weighed.proof.factors;
                let mut unit = release(tx, &standing.books, &waiting, &caller, factors, now).await?;
                spent.into_iter().for_each(|row| unit.put(row));
                Ok(Outcome::Changed(unit, ()))
            })
            .await?;
        self.refresh_documents().await?;
        self.ring();
        Ok(())
    }
}

/// Releasing is for the general manager in person.
fn is_manager(held: &Holding) -> bool {
    held.post == limits::RELEASE_POST && !held.delegate
}

fn not_yours() -> ServiceError {
    ServiceError::forbidden("release-not-yours", [("post", limits::RELEASE_POST.to_owned())])
}

fn hash_of(waiting: &[RevisionRow]) -> Result<Hash, ServiceError> {
    let hashes: BTreeMap<&str, Hash> = waiting.iter().map(|row| (row.document.as_str(), row.hash)).collect();
    Ok(Hash::of(to_text(&hashes)?))
}

async fn release(
    tx: &mut Tx,
    books: &Books,
    waiting: &[RevisionRow],
    caller: &Caller,
    factors: &str,
    now: Moment,
) -> Result<Unit, ServiceError> {
    let hashes: BTreeMap<String, Hash> = waiting.iter().map(|row| (row.document.clone(), row.hash)).collect();
    let post = limits::RELEASE_POST.to_owned();
    let actor = ledger::Actor {
        person: Some(caller.person.clone()),
        authority: caller.authority(Some(&post)),
        post: Some(post.clone()),
    };
    let id = new_id(now).simple().to_string();
    let name = tx.get::<PersonRow>(caller.person.as_str()).await?;
    let name = name.map_or_else(|| caller.name.clone(), |row| row.name.clone());
    let salt: String = random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    let statement = to_text(&serde_json::json!({
        "v": signatures::VERSION,
        "meaning": "approve",
        "person": caller.person,
        "name": name,
        "post": post,
        "authority": actor.authority,
        "factors": factors,
        "at": now,
        "choice": "release",
        "revision": limits::FIRST_REVISION,
        "documents": hashes,
        "salt": salt,
    }))?;
    let covers = Hash::of(statement.as_bytes());
    let body = serde_json::json!({
        "revision": limits::FIRST_REVISION,
        "signature": { "id": id, "covers": covers, "meaning": "approve" },
    });
    let entry = ledger::Entry { under: hashes.clone(), ..plain_entry("release", now, actor.clone(), body) };
    let mut unit = Unit::new(tx, entry);
    let entry = unit.seq();
    unit.put(SignatureRow {
        id,
        instance: None,
        task: None,
        person: caller.person.clone(),
        name,
        post: Some(post),
        authority: actor.authority,
        factors: factors.to_owned(),
        meaning: "approve".to_owned(),
        at: now,
        covers,
        statement,
        entry,
        voided_at: None,
        voided_by: None,
        void_reason: None,
    });
    for row in waiting {
        unit.put(RevisionRow {
            status: RevisionStatus::Effective,
            effective_from: Some(now),
            by_person: Some(caller.person.clone()),
            ..row.clone()
        });
    }
    in_force(tx, &mut unit, books, &hashes, now).await?;
    Ok(unit)
}
