//! What was so at a past moment: documents, who held what and could do what.
//!
//! Everything is asked of the same rows as the present, with another moment; nothing is kept twice. A moment to come is
//! refused: what will be in force then is not decided yet.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use guicheng_core::document::DocumentId;
use guicheng_core::policy::{Expr, Policy, Signer};
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::{Hash, Moment, Value};

use super::carry::to_text;
use super::cases::CaseView;
use super::documents::Books;
use super::people::Staff;
use super::{Caller, Service, ServiceError, Via};
use crate::store::tables::case::InstanceStatus;
use crate::store::tables::change::{ChangeRow, ChangeStatus, SignatureRow};
use crate::store::tables::document::{DocumentRow, RevisionRow, RevisionStatus};
use crate::store::tables::task::{SlotStatus, TaskStatus};

/// A document at a moment.
#[derive(Clone, Debug)]
pub struct DocumentAt {
    /// Its row.
    pub row: DocumentRow,
    /// Its revisions by then, oldest first.
    pub revisions: Vec<RevisionRow>,
    /// Index of the one that is read.
    pub at: usize,
    /// That one was in force then.
    pub in_force: bool,
}

/// Something that a post lets its holder do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Power {
    /// What sort.
    pub kind: PowerKind,
    /// The policy or register; none for reading all.
    pub document: Option<DocumentId>,
    /// What it is called.
    pub title: Bilingual,
    /// The paragraph it rests on.
    pub clause: Option<String>,
}

/// What sort of power.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PowerKind {
    /// Starts cases of a policy.
    Start,
    /// Is given a task.
    Task,
    /// Keeps a register.
    Register,
    /// Sees every case.
    ReadAll,
}

impl PowerKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            PowerKind::Start => "start",
            PowerKind::Task => "task",
            PowerKind::Register => "register",
            PowerKind::ReadAll => "read-all",
        }
    }
}

impl Service {
    /// A moment that is not to come.
    pub fn past(&self, at: Moment) -> Result<Moment, ServiceError> {
        match at <= self.now() {
            true => Ok(at),
            false => Err(ServiceError::refused("as-of-future", [])),
        }
    }

    /// The documents in force now or at a past moment, each with its revision.
    pub async fn documents_at(
        &self,
        at: Option<Moment>,
    ) -> Result<Vec<(DocumentRow, RevisionRow)>, ServiceError> {
        let rows = self.inner.store.read().documents(None).await?;
        let mut rows: HashMap<String, DocumentRow> =
            rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        let in_force = self.inner.store.read().all_in_force(at).await?;
        Ok(in_force
            .into_iter()
            .filter_map(|revision| Some((rows.remove(&revision.document)?, revision)))
            .collect())
    }

    /// All revisions of a document, oldest first, for whoever may read documents.
    pub async fn revisions_of(&self, document: &str) -> Result<Vec<RevisionRow>, ServiceError> {
        Ok(self.inner.store.read().revisions(document).await?)
    }

    /// A document's row.
    pub async fn document_row(&self, document: &str) -> Result<Option<DocumentRow>, ServiceError> {
        Ok(self.inner.store.read().document(document).await?)
    }

    /// A document as it is read: one of its revisions, by label or the one in force now or at a past moment.
    ///
    /// # Errors
    /// Not found: no such document, or no such revision of it by then.
    pub async fn document_at(
        &self,
        document: &str,
        label: Option<&str>,
        at: Option<Moment>,
    ) -> Result<DocumentAt, ServiceError> {
        let missing = || ServiceError::not_found("no-such-document");
        let row = self.document_row(document).await?.ok_or_else(missing)?;
        let mut revisions = self.revisions_of(document).await?;
        if let Some(at) = at {
            revisions.retain(|revision| revision.created_at <= at);
        }
        // Without a moment it is what the row says, not what a clock says, which may have been set back.
        let valid = |row: &RevisionRow| match at {
            None => row.status == RevisionStatus::Effective,
            Some(at) => {
                row.effective_from.is_some_and(|from| from <= at) && row.effective_to.is_none_or(|to| to > at)
            }
        };
        let current = revisions.iter().position(valid);
        let at = match label {
            // The last one, where none is in force: it waits for its release, or the document has become obsolete.
            None => current.or(revisions.len().checked_sub(1)),
            Some(label) => revisions.iter().position(|revision| revision.label == label),
        };
        let at = at.ok_or_else(missing)?;
        Ok(DocumentAt { row, revisions, at, in_force: current == Some(at) })
    }

    /// Signatures over the change that brought a revision, or over the first release that it was part of.
    pub async fn signatures_for(&self, revision: &RevisionRow) -> Result<Vec<SignatureRow>, ServiceError> {
        let read = self.inner.store.read();
        let Some(change) = &revision.change else {
            let mut rows = read.first_signatures().await?;
            rows.retain(|row| covers(row, revision));
            return Ok(rows);
        };
        Ok(read.signatures(change).await?)
    }

    /// Changes of a document that have not taken effect and were not withdrawn.
    pub async fn changes_under_way(&self, document: &str) -> Result<Vec<ChangeRow>, ServiceError> {
        let mut found = Vec::new();
        for item in self.inner.store.read().changes_of(document).await? {
            found.extend(self.inner.store.read().change(&item.change).await?);
        }
        let open = [ChangeStatus::Draft, ChangeStatus::InReview, ChangeStatus::Approved];
        found.retain(|change| open.contains(&change.status));
        Ok(found)
    }

    /// The text of a revision.
    pub async fn text_of(&self, hash: &Hash) -> Result<String, ServiceError> {
        let bytes = self.inner.store.read().blob(hash).await?;
        let bytes = bytes.ok_or_else(|| ServiceError::not_found("no-such-document"))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The documents that were in force at a moment, to be read together. `None`: nothing was yet.
    pub async fn library_at(&self, at: Moment) -> Result<Option<Arc<Books>>, ServiceError> {
        let in_force = self.inner.store.read().all_in_force(Some(at)).await?;
        let pins: BTreeMap<String, Hash> =
            in_force.into_iter().map(|revision| (revision.document, revision.hash)).collect();
        if pins.is_empty() {
            return Ok(None);
        }
        let current = self.library()?;
        let same = current.documents().all(|(id, document)| pins.get(id.as_str()) == Some(&document.hash));
        if same && current.documents().count() == pins.len() {
            return Ok(Some(current));
        }
        self.inner.library_with(&pins, "").await.map(Some)
    }

    /// A case as it stood at a moment, by replaying its entries up to then.
    ///
    /// # Errors
    /// Not found, or not the caller's business, or not begun then; all look alike. [`ServiceError::Broken`] when its
    /// entries do not replay.
    pub async fn case_at(&self, caller: &Caller, id: &str, at: Moment) -> Result<CaseView, ServiceError> {
        let mut view = self.case(caller, id).await?;
        let folded = self.fold(&view.row, Some(at)).await?;
        if let Some((entry, why)) = folded.different {
            return Err(ServiceError::Broken(format!("case {id}, entry {entry:?}: {why}")));
        }
        let snapshot = folded.snapshot.ok_or_else(|| ServiceError::not_found("no-such-case"))?;
        (view.row.pins, view.row.pinned_at) = (to_text(&folded.pins)?, folded.pinned_at);
        if view.row.ended_at.is_some_and(|ended| ended > at) {
            (view.row.ended_at, view.row.status) = (None, InstanceStatus::Active);
        }
        view.books = folded.books;
        view.snapshot_hash = Hash::of(to_text(&snapshot)?.as_bytes());
        view.tasks.retain(|task| task.opened_at <= at);
        for task in &mut view.tasks {
            let open =
                snapshot.tasks.keys().any(|number| super::project::task_id(&view.row.id, *number) == task.id);
            if open {
                (task.status, task.done_at, task.done_by) = (TaskStatus::Open, None, None);
            } else if task.status == TaskStatus::Open {
                task.status = TaskStatus::Cancelled;
            }
        }
        for slot in view.slots.iter_mut().filter(|slot| slot.acted_at.is_some_and(|acted| acted > at)) {
            (slot.status, slot.acted_at, slot.acted_by, slot.choice) = (SlotStatus::Open, None, None, None);
        }
        view.incidents.retain(|incident| incident.at <= at);
        view.called.retain(|called| called.started_at <= at);
        view.locks.clear(); // the line for a lock is kept for the present alone
        view.snapshot = snapshot;
        Ok(view)
    }

    /// The documents in force at a moment, or now, and that moment.
    ///
    /// # Errors
    /// Nothing was in force then.
    pub async fn books_at(&self, at: Option<Moment>) -> Result<(Arc<Books>, Moment), ServiceError> {
        let Some(at) = at else { return Ok((self.library()?, self.now())) };
        let books = self.library_at(at).await?;
        Ok((books.ok_or_else(|| ServiceError::refused("as-of-nothing", []))?, at))
    }

    /// Who was here and held what at a moment.
    pub async fn staff_at(&self, caller: &Caller, at: Moment) -> Result<Staff, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let store = &self.inner.store;
        let people = store.read().people().await?;
        Ok(Staff {
            people: people.into_iter().filter(|row| row.active_from <= at).collect(),
            appointments: store.read().appointments_at(at).await?,
            absences: store.read().absences_at(at).await?,
        })
    }
}

/// Whether a signature over a first release names a revision's bytes.
fn covers(row: &SignatureRow, revision: &RevisionRow) -> bool {
    let statement: Result<serde_json::Value, _> = serde_json::from_str(&row.statement);
    let hash = statement.ok().and_then(|it| it["documents"][&revision.document].as_str().map(str::to_owned));
    hash == Some(revision.hash.to_string())
}

/// What a post lets its holder do under these documents, by sort and policy.
pub fn powers(books: &Books, post: &str) -> Vec<Power> {
    let mut powers = Vec::new();
    for policy in books.policies() {
        starts(policy, post, &mut powers);
        tasks(policy, post, &mut powers);
    }
    for register in books.registers().filter(|register| register.maintained_by.value == post) {
        powers.push(Power {
            kind: PowerKind::Register,
            document: DocumentId::of(guicheng_core::document::DocumentKind::Register, &register.form.id),
            title: register.form.title.clone(),
            clause: register.form.clause.clone(),
        });
    }
    if books.organisation().post(post).is_some_and(|post| post.reads_all) {
        let title = Bilingual::new(
            crate::lang::t(Lang::Zh, "as-of-reads-all", &[]),
            crate::lang::t(Lang::En, "as-of-reads-all", &[]),
        );
        powers.push(Power { kind: PowerKind::ReadAll, document: None, title, clause: None });
    }
    powers.sort_by_key(|power| power.kind);
    powers
}

fn starts(policy: &Policy, post: &str, powers: &mut Vec<Power>) {
    if policy.starts.iter().any(|start| start.posts.iter().any(|other| other == post)) {
        powers.push(Power {
            kind: PowerKind::Start,
            document: DocumentId::of(guicheng_core::document::DocumentKind::Policy, &policy.id),
            title: policy.title.clone(),
            clause: policy.clause.clone(),
        });
    }
}

/// Tasks that are addressed to the post by its name. Where a field or table says which post, no document alone can tell.
fn tasks(policy: &Policy, post: &str, powers: &mut Vec<Power>) {
    for work in policy.charts.iter().flat_map(|chart| &chart.work) {
        let Some(task) = &work.task else { continue };
        let named = |signer: &Signer| matches!(signer, Signer::Post(Expr::Literal(Value::Text(name))) if name == post);
        if task.signers.iter().any(named) {
            let state = task.title.clone().or_else(|| work.title.clone()).unwrap_or_default();
            let titled = |lang: Lang| format!("{} · {}", policy.title.get(lang), state.get(lang));
            powers.push(Power {
                kind: PowerKind::Task,
                document: DocumentId::of(guicheng_core::document::DocumentKind::Policy, &policy.id),
                title: Bilingual::new(titled(Lang::Zh), titled(Lang::En)),
                clause: work.clause.clone().or_else(|| policy.clause.clone()),
            });
        }
    }
}
