//! Suspects: places that somebody must look at because the other end of their citation has changed.
//!
//! What arises between two libraries is the core's business (`document::arising`); here it becomes rows when a change
//! takes effect, part of the evidence before, and is cleared with a reason by whoever keeps the document. See
//! `engine/decisions/0017-suspects.md` for how this and `reviewed:` in files share the work.

use std::collections::BTreeMap;

use guicheng_core::document::{Arising, Carries, DocumentId, Library, arising, changed_places};
use guicheng_core::ledger;
use guicheng_core::text::Lang;
use guicheng_core::value::Moment;
use serde::{Deserialize, Serialize};

use super::documents::Books;
use super::timers::plain_entry;
use super::{Caller, Service, ServiceError, Via};
use crate::limits;
use crate::store::tables::change::{ChangeItemRow, ChangeRow, SuspectRow};
use crate::store::tables::document::DocumentRow;
use crate::store::{Outcome, Tx, Unit, Wants};

/// The document whose owner keeps all others: the change procedure.
const CHANGE_PROCEDURE: &str = "policies/document_change";

/// What the evidence of a change says of suspects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspectsEvidence {
    /// Those that would arise, and open ones of the bundle's documents.
    pub items: Vec<SuspectItem>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspectItem {
    /// Under `suspect:<key>` the change's notes hold the reason.
    pub key: String,
    /// The document to look at.
    pub document: String,
    /// Keys joined by dots, or the paragraph's anchor.
    pub place: String,
    /// The paragraph.
    pub clause: String,
    /// `carrier`, `paragraph` or `translation`: the end that did not change.
    pub side: String,
    /// It stands since an earlier release.
    pub open: bool,
    /// Why the place may stay as it is.
    pub reason: Option<String>,
}

impl SuspectsEvidence {
    /// How many have no reason.
    pub fn unanswered(&self) -> usize {
        self.items.iter().filter(|item| item.reason.is_none()).count()
    }
}

/// A suspect with what a page needs beside it.
#[derive(Clone, Debug)]
pub struct SuspectView {
    /// Its row.
    pub row: SuspectRow,
    /// Whether the caller may clear it.
    pub may_clear: bool,
}

/// Marks what becomes suspect when a change takes effect, and clears what this change looked at. Part of the release's
/// unit: its entry tells of it. Whoever gave a reason in the change's notes cleared it by the approval.
pub async fn mark(
    tx: &mut Tx,
    unit: &mut Unit,
    change: &ChangeRow,
    old: &Library,
    new: &Library,
    now: Moment,
) -> Result<(), ServiceError> {
    let reasons = Reasons::of(change)?;
    let touched = changed_places(old, new);
    for row in tx.read().suspects().await? {
        let place = DocumentId::parse(&row.document).map(|document| (document, row.place.clone()));
        let key = key_of(&row);
        let looked_at = place.is_none_or(|place| touched.contains(&place));
        let reason = reasons.of_key(&key).or_else(|| looked_at.then(|| change.reason.clone()));
        if let Some(reason) = reason {
            unit.put(SuspectRow {
                cleared_at: Some(now),
                cleared_by: Some(reasons.by(&key).unwrap_or_else(|| change.author.clone())),
                reason: Some(reason),
                ..row
            });
        }
    }
    for found in arising(old, new) {
        let key = found.key();
        let reason = reasons.of_key(&key);
        let by = reason.as_ref().map(|_| reasons.by(&key).unwrap_or_else(|| change.author.clone()));
        unit.put(row_of(&found, change, now, reason, by));
    }
    Ok(())
}

fn row_of(
    found: &Arising,
    change: &ChangeRow,
    now: Moment,
    reason: Option<String>,
    by: Option<String>,
) -> SuspectRow {
    SuspectRow {
        id: format!("{}-{}", change.id, found.key()),
        document: found.document.to_string(),
        place: found.place.clone(),
        clause: found.clause.clone(),
        side: found.side.word().to_owned(),
        change: change.id.clone(),
        since: now,
        cleared_at: reason.as_ref().map(|_| now),
        cleared_by: by,
        reason,
    }
}

/// A row's key: its id without the change's.
fn key_of(row: &SuspectRow) -> String {
    let key = row.id.strip_prefix(&row.change).and_then(|rest| rest.strip_prefix('-'));
    key.unwrap_or(&row.id).to_owned()
}

/// Reasons in a change's notes: `suspect:<key>` → `{text, by, at}`.
struct Reasons(BTreeMap<String, serde_json::Value>);

impl Reasons {
    fn of(change: &ChangeRow) -> Result<Reasons, ServiceError> {
        if change.notes.is_empty() {
            return Ok(Reasons(BTreeMap::new()));
        }
        let notes = serde_json::from_str(&change.notes);
        notes.map(Reasons).map_err(|e| ServiceError::Broken(format!("notes of change {}: {e}", change.id)))
    }

    fn word(&self, key: &str, name: &str) -> Option<String> {
        let text = self.0.get(&format!("suspect:{key}"))?.get(name)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn of_key(&self, key: &str) -> Option<String> {
        self.word(key, "text")
    }

    fn by(&self, key: &str) -> Option<String> {
        self.word(key, "by")
    }
}

impl Service {
    /// What the evidence says: suspects that the bundle would make, and open ones of its documents.
    pub async fn suspects_evidence(
        &self,
        change: &ChangeRow,
        items: &[ChangeItemRow],
        old: &Library,
        new: &Library,
    ) -> Result<SuspectsEvidence, ServiceError> {
        let reasons = Reasons::of(change)?;
        let touched = changed_places(old, new);
        let mut evidence: Vec<SuspectItem> = Vec::new();
        for row in self.inner.store.read().suspects().await? {
            let part = items.iter().any(|item| item.document == row.document);
            let place = DocumentId::parse(&row.document).map(|document| (document, row.place.clone()));
            if !part || place.is_none_or(|place| touched.contains(&place)) {
                continue; // another document's matter, or looked at by this very change
            }
            let key = key_of(&row);
            let SuspectRow { document, place, clause, side, .. } = row;
            let reason = reasons.of_key(&key);
            evidence.push(SuspectItem { key, document, place, clause, side, open: true, reason });
        }
        for found in arising(old, new) {
            let key = found.key();
            if evidence.iter().any(|item| item.key == key) {
                continue;
            }
            evidence.push(SuspectItem {
                reason: reasons.of_key(&key),
                key,
                document: found.document.to_string(),
                place: found.place,
                clause: found.clause,
                side: found.side.word().to_owned(),
                open: false,
            });
        }
        Ok(SuspectsEvidence { items: evidence })
    }

    /// Suspects: all open ones, or all that a document ever had.
    pub async fn suspects(
        &self,
        caller: &Caller,
        document: Option<&str>,
    ) -> Result<Vec<SuspectView>, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let books = self.library()?;
        let documents = self.inner.store.read().documents(None).await?;
        let rows = match document {
            Some(document) => self.inner.store.read().suspects_of(document).await?,
            None => self.inner.store.read().suspects().await?,
        };
        let view = |row: SuspectRow| {
            let open = row.cleared_at.is_none();
            SuspectView { may_clear: open && may_clear(caller, &books, &documents, &row.document), row }
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Somebody has looked at a suspect place and says why it may stay as it is.
    ///
    /// # Errors
    /// Not the document's keeper; no reason; cleared before.
    pub async fn clear_suspect(&self, caller: &Caller, id: &str, reason: &str) -> Result<(), ServiceError> {
        caller.may_change()?;
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let reason = reason.trim().to_owned();
        if reason.is_empty() || reason.chars().count() > limits::OPINION_CHARS {
            return Err(ServiceError::refused("suspect-reason", []));
        }
        let (books, now) = (self.library()?, self.now());
        let documents = self.inner.store.read().documents(None).await?;
        let (inner, caller, id) = (self.inner.clone(), caller.clone(), id.to_owned());
        self.inner
            .store
            .write(Wants::none().row::<SuspectRow>(id.as_str()), async move |tx| {
                inner.judge(tx, &caller, now).await?;
                let row = tx.get::<SuspectRow>(id.as_str()).await?;
                let row = row.ok_or_else(|| ServiceError::not_found("no-such-suspect"))?;
                let post = keeper(&caller, &books, &documents, &row.document)
                    .ok_or_else(|| ServiceError::forbidden("suspect-not-yours", []))?;
                if row.cleared_at.is_some() {
                    return Err(ServiceError::Conflict(super::Problem::new("suspect-cleared-before", [])));
                }
                let actor = ledger::Actor {
                    person: Some(caller.person.clone()),
                    authority: caller.authority(Some(&post)),
                    post: Some(post),
                };
                let body = serde_json::json!({
                    "suspect": row.id, "document": row.document, "place": row.place, "clause": row.clause,
                    "side": row.side, "reason": reason,
                });
                let mut unit = Unit::new(tx, plain_entry("suspect-cleared", now, actor, body));
                unit.put(SuspectRow {
                    cleared_at: Some(now),
                    cleared_by: Some(caller.person.clone()),
                    reason: Some(reason.clone()),
                    ..(*row).clone()
                });
                Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
            })
            .await
    }
}

fn may_clear(caller: &Caller, books: &Books, documents: &[DocumentRow], document: &str) -> bool {
    keeper(caller, books, documents, document).is_some()
}

/// The caller's post that keeps a document: its owner's, or that of whoever keeps the change procedure.
fn keeper(caller: &Caller, books: &Books, documents: &[DocumentRow], document: &str) -> Option<String> {
    let owners = [document, CHANGE_PROCEDURE].into_iter().filter_map(|id| owner_of(books, documents, id));
    owners.into_iter().find(|post| caller.holds(post))
}

/// The post that keeps a document up to date: as its row says, else the owner of the chapter that it is or carries out.
pub(crate) fn owner_of(books: &Books, documents: &[DocumentRow], document: &str) -> Option<String> {
    let row = documents.iter().find(|row| row.id == document)?;
    if let Some(owner) = &row.owner_post {
        return Some(owner.clone());
    }
    let id = DocumentId::parse(document)?;
    let chapter_owner = |number: &str| {
        let chapter = books.chapter(Lang::Zh, number)?;
        chapter.owner.as_ref().map(|owner| owner.value.clone())
    };
    if id.kind().chapter_lang().is_some() {
        return chapter_owner(id.name());
    }
    let carries = Carries::of(books);
    let chapter = |clause: &str| clause.split_once('-').map_or(clause, |(chapter, _)| chapter).to_owned();
    carries.by(&id).find_map(|carrier| chapter_owner(&chapter(&carrier.clause)))
}
