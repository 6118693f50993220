//! Documents come from the store, by hash. Files on disk are read once, on the first start; later they are compared.
//! Which of them are at hand is the shelf's business.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use guicheng_core::calendar::Calendar;
use guicheng_core::document::{DocumentId, Library, Organisation};
use guicheng_core::value::Hash;

use super::{Service, ServiceError};
use crate::store::tables::case::InstanceRow;
use crate::store::tables::document::{DocumentRow, RevisionRow, RevisionStatus};

/// A file with its path below the folder of documents.
pub type Files = Vec<(String, Vec<u8>)>;

/// A library that can be worked by: it has a calendar and an organisation.
#[derive(Clone, Debug)]
pub struct Books {
    library: Library,
    calendar: Arc<Calendar>,
    organisation: Arc<Organisation>,
}

impl Deref for Books {
    type Target = Library;

    fn deref(&self) -> &Library {
        &self.library
    }
}

impl Books {
    /// `None` if calendar or organisation is missing.
    pub fn of(library: Library) -> Option<Books> {
        let calendar = Arc::clone(library.calendar()?);
        let organisation = Arc::clone(library.organisation()?);
        Some(Books { library, calendar, organisation })
    }

    /// The business calendar.
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    /// Departments and posts.
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// The documents that a case of this policy runs on.
    pub fn pins(&self, policy: &str) -> BTreeMap<String, Hash> {
        self.library.pins(policy).into_iter().map(|(id, hash)| (id.to_string(), hash)).collect()
    }
}

/// A file on disk that is not what is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Its bytes differ.
    Differs(String),
    /// The store has no such document.
    New(String),
    /// The store has it, the folder has not.
    Missing(String),
}

pub(crate) fn title_of(library: &Library, id: &DocumentId) -> guicheng_core::text::Bilingual {
    use guicheng_core::document::DocumentKind as Kind;
    use guicheng_core::text::{Bilingual, Lang};
    let name = id.name();
    let found = match id.kind() {
        Kind::Policy => library.policy(name).map(|policy| policy.title.clone()),
        Kind::Form => library.form(name).map(|form| form.title.clone()),
        Kind::Register => library.register(name).map(|register| register.form.title.clone()),
        Kind::MailText => library.mail_text(name).map(|text| text.title.clone()),
        Kind::Organisation => library.organisation().map(|organisation| organisation.title.clone()),
        Kind::Calendar => library
            .calendar()
            .map(|calendar| Bilingual::new(calendar.title().zh.clone(), calendar.title().en.clone())),
        Kind::Table => library.shared_document(name).map(|shared| shared.title.clone()),
        Kind::Distribution => library.distribution().map(|list| list.title.clone()),
        Kind::Appointments => library.appointments().map(|list| list.title.clone()),
        Kind::Matrix => library.matrix().map(|matrix| matrix.title.clone()),
        Kind::Scenarios => library.policy(name.trim_end_matches(".test")).map(|policy| policy.title.clone()),
        Kind::ChapterZh => library.chapter(Lang::Zh, name).map(|chapter| chapter.title.clone()),
        Kind::ChapterEn => library.chapter(Lang::En, name).map(|chapter| chapter.title.clone()),
    };
    found.unwrap_or_else(|| Bilingual::new(name, name))
}

/// The word for a kind of document, in the database and in the API.
pub(super) fn word_of(kind: guicheng_core::document::DocumentKind) -> &'static str {
    use guicheng_core::document::DocumentKind as Kind;
    match kind {
        Kind::Policy => "policy",
        Kind::Scenarios => "scenarios",
        Kind::MailText => "mail_text",
        Kind::Table => "table",
        Kind::Matrix => "matrix",
        Kind::Organisation => "organisation",
        Kind::Calendar => "calendar",
        Kind::Distribution => "distribution",
        Kind::Appointments => "appointments",
        Kind::Form => "form",
        Kind::Register => "register",
        Kind::ChapterZh | Kind::ChapterEn => "chapter",
    }
}

pub(super) fn compare(files: &Files, kept: &BTreeMap<String, Vec<u8>>) -> Vec<Changed> {
    fn documents<'f>(files: impl Iterator<Item = (&'f String, &'f Vec<u8>)>) -> BTreeMap<String, Hash> {
        let id = |path: &str| DocumentId::of_path(path).map(|id| id.to_string());
        files.filter_map(|(path, bytes)| Some((id(path)?, Hash::of(bytes)))).collect()
    }
    let disk = documents(files.iter().map(|(path, bytes)| (path, bytes)));
    let store = documents(kept.iter());
    if disk.is_empty() {
        return Vec::new();
    }
    let mut changed = Vec::new();
    for (id, hash) in &disk {
        match store.get(id) {
            Some(kept) if kept == hash => {}
            Some(_) => changed.push(Changed::Differs(id.clone())),
            None => changed.push(Changed::New(id.clone())),
        }
    }
    changed.extend(store.keys().filter(|id| !disk.contains_key(*id)).map(|id| Changed::Missing(id.clone())));
    changed
}

impl Service {
    /// The documents in force; before the first release those that wait for it. For reading: what begins a case looks
    /// inside the transaction.
    pub fn library(&self) -> Result<Arc<Books>, ServiceError> {
        Ok(self.inner.shelf.current())
    }

    /// How the folder of documents differs from what is in force.
    pub fn changed_on_disk(&self) -> &[Changed] {
        &self.inner.shelf.changed
    }

    /// All documents, each with its revision in force; before the first release with the one that waits for it.
    pub async fn documents(&self) -> Result<Vec<(DocumentRow, Option<RevisionRow>)>, ServiceError> {
        let mut in_force = self.inner.store.read().revisions_standing(RevisionStatus::Effective).await?;
        if !self.is_released() {
            in_force = self.inner.store.read().revisions_standing(RevisionStatus::InReview).await?;
        }
        let rows = self.inner.store.read().documents(None).await?;
        let revision = |id: &str| in_force.iter().find(|revision| revision.document == id).cloned();
        Ok(rows.into_iter().map(|row| (row.clone(), revision(&row.id))).collect())
    }

    /// The label of the revision of a document that a policy of these documents runs on; empty if it does not.
    pub fn label_of(&self, pins: &BTreeMap<String, Hash>, document: &str) -> String {
        self.inner.shelf.label_of(pins, document, None)
    }

    /// The label of the revision of a document that a case runs on; empty if it does not.
    pub fn label_under(&self, row: &InstanceRow, document: &str) -> String {
        self.inner.shelf.label_of(&super::pins_of(row), document, Some(row.pinned_at))
    }

    /// The documents that a case runs on: those it started with.
    pub async fn library_of(&self, row: &InstanceRow) -> Result<Arc<Books>, ServiceError> {
        let pins: BTreeMap<String, Hash> =
            serde_json::from_str(&row.pins).map_err(|e| ServiceError::Broken(e.to_string()))?;
        self.inner.library_with(&pins, &row.policy).await
    }
}
