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

use super::documents::Books;
use super::people::Staff;
use super::{Caller, Service, ServiceError, Via};
use crate::store::tables::document::{DocumentRow, RevisionRow};

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

    /// The documents in force at a moment, each with its revision.
    pub async fn documents_at(&self, at: Moment) -> Result<Vec<(DocumentRow, RevisionRow)>, ServiceError> {
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

    /// The text of a revision.
    pub async fn text_of(&self, hash: &Hash) -> Result<String, ServiceError> {
        let bytes = self.inner.store.read().blob(hash).await?;
        let bytes = bytes.ok_or_else(|| ServiceError::not_found("no-such-document"))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The documents that were in force at a moment, to be read together. `None`: nothing was yet.
    pub async fn library_at(&self, at: Moment) -> Result<Option<Arc<Books>>, ServiceError> {
        let in_force = self.inner.store.read().all_in_force(at).await?;
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
