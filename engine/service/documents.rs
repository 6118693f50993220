//! Documents come from the store, by hash. Files on disk are read once, on the first start; later they are compared.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use guicheng_core::calendar::Calendar;
use guicheng_core::check;
use guicheng_core::document::{DocumentId, Library, Organisation};
use guicheng_core::ledger;
use guicheng_core::text::Findings;
use guicheng_core::value::{Hash, Moment};

use super::carry::to_text;
use super::timers::{plain_entry, schedule_id};
use super::{Inner, Service, ServiceError};
use crate::limits;
use crate::store::tables::case::InstanceRow;
use crate::store::tables::document::{BlobRow, DocumentRow, RevisionRow, RevisionStatus};
use crate::store::tables::timer::ScheduleRow;
use crate::store::{Outcome, Store, Unit, Wants};

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

/// The libraries at hand: what is in force, and what running cases are pinned to.
#[derive(Debug)]
pub struct Shelf {
    current: RwLock<Arc<Books>>,
    pinned: Mutex<HashMap<Hash, Arc<Books>>>,
    /// Label of each revision by document and hash: `A/0`.
    labels: RwLock<HashMap<(String, Hash), String>>,
    /// How the folder differs from the store.
    pub changed: Vec<Changed>,
}

/// Why the documents cannot be used.
#[derive(Debug)]
pub enum ShelfError {
    /// The files have mistakes; nothing was stored.
    Findings(Findings),
    /// The database.
    Service(ServiceError),
}

impl<E: Into<ServiceError>> From<E> for ShelfError {
    fn from(error: E) -> Self {
        ShelfError::Service(error.into())
    }
}

impl Shelf {
    /// Opens the documents of a store; a store without any takes the files, as revision A/0, if they have no errors.
    ///
    /// # Errors
    /// When the files have errors, all of them are told and nothing is stored.
    pub async fn open(
        store: &Store,
        files: &Files,
        now: Moment,
        released_by: Option<&str>,
    ) -> Result<Shelf, ShelfError> {
        if store.read().documents(None).await?.is_empty() {
            first_release(store, files, now, released_by).await?;
        }
        let kept = in_force(store, now).await?;
        let mut findings = Findings::new();
        let library = Library::read(kept.iter().map(|(path, bytes)| (path, bytes)), &mut findings);
        let books = Books::of(library).ok_or(ShelfError::Findings(findings))?;
        let changed = compare(files, &kept);
        let shelf = Shelf {
            current: RwLock::new(Arc::new(books)),
            pinned: Mutex::default(),
            labels: RwLock::default(),
            changed,
        };
        shelf.learn_labels(store).await?;
        Ok(shelf)
    }

    async fn learn_labels(&self, store: &Store) -> Result<(), ServiceError> {
        let mut labels = HashMap::new();
        for document in store.read().documents(None).await? {
            for revision in store.read().revisions(&document.id).await? {
                labels.insert((document.id.clone(), revision.hash), revision.label);
            }
        }
        *self.labels.write().unwrap_or_else(PoisonError::into_inner) = labels;
        Ok(())
    }

    /// What is in force.
    pub fn current(&self) -> Arc<Books> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The label of the revision of a document that these pins name.
    pub fn label_of(&self, pins: &BTreeMap<String, Hash>, document: &str) -> String {
        let Some(hash) = pins.get(document) else { return String::new() };
        let labels = self.labels.read().unwrap_or_else(PoisonError::into_inner);
        labels.get(&(document.to_owned(), *hash)).cloned().unwrap_or_default()
    }
}

/// Reads the documents in force from the store.
async fn in_force(store: &Store, now: Moment) -> Result<Files, ServiceError> {
    let mut files = Files::new();
    let paths: HashMap<String, String> =
        store.read().documents(None).await?.into_iter().map(|row| (row.id, row.path)).collect();
    for revision in store.read().all_in_force(now).await? {
        let path = paths.get(&revision.document).cloned().unwrap_or_default();
        files.push((path, blob(store, &revision.hash).await?));
    }
    Ok(files)
}

async fn blob(store: &Store, hash: &Hash) -> Result<Vec<u8>, ServiceError> {
    let bytes = store.read().blob(hash).await?;
    bytes.ok_or_else(|| ServiceError::Broken(format!("no bytes for revision {hash}")))
}

/// The shipped documents become revision A/0, in force at once, with one entry that names each by its hash.
async fn first_release(
    store: &Store,
    files: &Files,
    now: Moment,
    released_by: Option<&str>,
) -> Result<(), ShelfError> {
    let mut findings = Findings::new();
    let library = Library::read(files.iter().map(|(path, bytes)| (path, bytes)), &mut findings);
    check::check(&library, &mut findings);
    if findings.has_errors() || library.documents().next().is_none() || Books::of(library.clone()).is_none() {
        return Err(ShelfError::Findings(findings));
    }
    let bytes: HashMap<String, Vec<u8>> = files
        .iter()
        .filter_map(|(path, bytes)| Some((DocumentId::of_path(path)?.to_string(), bytes.clone())))
        .collect();
    let released_by = released_by.map(str::to_owned);
    store
        .write(Wants::none(), async move |tx| {
            let released: BTreeMap<String, Hash> =
                library.documents().map(|(id, document)| (id.to_string(), document.hash)).collect();
            let authority = if released_by.is_some() { "release" } else { "first start" };
            let actor =
                ledger::Actor { person: released_by.clone(), post: None, authority: authority.to_owned() };
            let body = serde_json::json!({ "revision": limits::FIRST_REVISION });
            let entry = ledger::Entry { under: released, ..plain_entry("documents", now, actor, body) };
            let mut unit = Unit::new(tx, entry);
            for (id, document) in library.documents() {
                let title = title_of(&library, id);
                unit.put(DocumentRow {
                    id: id.to_string(),
                    kind: word_of(id.kind()).to_owned(),
                    path: id.path(),
                    title: to_text(&title)?,
                    owner_post: None,
                    number: None,
                });
                unit.put(RevisionRow {
                    document: id.to_string(),
                    label: limits::FIRST_REVISION.to_owned(),
                    hash: document.hash,
                    status: RevisionStatus::Effective,
                    effective_from: Some(now),
                    effective_to: None,
                    created_at: now,
                    by_person: released_by.clone(),
                    reason: String::new(),
                    change: None,
                });
                let bytes = bytes.get(id.as_str()).cloned().unwrap_or_default();
                unit.put(BlobRow { hash: document.hash, bytes });
            }
            for policy in library.policies() {
                for schedule in &policy.schedules {
                    let Some(books) = Books::of(library.clone()) else { continue };
                    let opens = schedule.first.to_datetime(books.calendar().opens());
                    let first = books.calendar().moment(opens).unwrap_or(now);
                    unit.put(ScheduleRow {
                        id: schedule_id(&policy.id, &schedule.id),
                        policy: policy.id.clone(),
                        next_at: next_after(&books, first, schedule.every, now),
                        data: "{}".to_owned(),
                    });
                }
            }
            Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
        })
        .await?;
    Ok(())
}

/// The first time of a schedule that is not over: what fell due before the company began is not made up for.
fn next_after(books: &Books, first: Moment, every: guicheng_core::calendar::Period, now: Moment) -> Moment {
    let mut next = first;
    for _ in 0..limits::SCHEDULE_STEPS {
        if next >= now {
            break;
        }
        match books.calendar().add(next, every) {
            Ok(later) if later > next => next = later,
            _ => break,
        }
    }
    next
}

fn title_of(library: &Library, id: &DocumentId) -> guicheng_core::text::Bilingual {
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
        Kind::Matrix => library.matrix().map(|matrix| matrix.title.clone()),
        Kind::Scenarios => library.policy(name.trim_end_matches(".test")).map(|policy| policy.title.clone()),
        Kind::ChapterZh => library.chapter(Lang::Zh, name).map(|chapter| chapter.title.clone()),
        Kind::ChapterEn => library.chapter(Lang::En, name).map(|chapter| chapter.title.clone()),
    };
    found.unwrap_or_else(|| Bilingual::new(name, name))
}

/// The word for a kind of document, in the database and in the API.
fn word_of(kind: guicheng_core::document::DocumentKind) -> &'static str {
    use guicheng_core::document::DocumentKind as Kind;
    match kind {
        Kind::Policy => "policy",
        Kind::Scenarios => "scenarios",
        Kind::MailText => "mail_text",
        Kind::Table => "table",
        Kind::Matrix => "matrix",
        Kind::Organisation => "organisation",
        Kind::Calendar => "calendar",
        Kind::Form => "form",
        Kind::Register => "register",
        Kind::ChapterZh | Kind::ChapterEn => "chapter",
    }
}

fn compare(files: &Files, kept: &Files) -> Vec<Changed> {
    let documents = |files: &Files| -> BTreeMap<String, Hash> {
        let id = |path: &str| DocumentId::of_path(path).map(|id| id.to_string());
        files.iter().filter_map(|(path, bytes)| Some((id(path)?, Hash::of(bytes)))).collect()
    };
    let (disk, store) = (documents(files), documents(kept));
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
    /// The documents in force.
    pub fn library(&self) -> Result<Arc<Books>, ServiceError> {
        Ok(self.inner.shelf.current())
    }

    /// How the folder of documents differs from what is in force.
    pub fn changed_on_disk(&self) -> &[Changed] {
        &self.inner.shelf.changed
    }

    /// All documents, each with its revision in force.
    pub async fn documents(&self) -> Result<Vec<(DocumentRow, Option<RevisionRow>)>, ServiceError> {
        let in_force = self.inner.store.read().all_in_force(self.now()).await?;
        let rows = self.inner.store.read().documents(None).await?;
        let revision = |id: &str| in_force.iter().find(|revision| revision.document == id).cloned();
        Ok(rows.into_iter().map(|row| (row.clone(), revision(&row.id))).collect())
    }

    /// The label of the revision of a document that a case is pinned to; empty if it does not run on it.
    pub fn label_of(&self, pins: &BTreeMap<String, Hash>, document: &str) -> String {
        self.inner.shelf.label_of(pins, document)
    }

    /// The documents that a case runs on: those it started with.
    pub async fn library_of(&self, row: &InstanceRow) -> Result<Arc<Books>, ServiceError> {
        let pins: BTreeMap<String, Hash> =
            serde_json::from_str(&row.pins).map_err(|e| ServiceError::Broken(e.to_string()))?;
        self.inner.library_with(&pins, &row.policy).await
    }
}

impl Inner {
    /// The documents that these pins name: those in force, or older revisions read from the store.
    pub(super) async fn library_with(
        &self,
        pins: &BTreeMap<String, Hash>,
        policy: &str,
    ) -> Result<Arc<Books>, ServiceError> {
        let current = self.shelf.current();
        if current.pins(policy) == *pins {
            return Ok(current);
        }
        let key = Hash::of(to_text(pins)?.as_bytes());
        let known = |pinned: &HashMap<Hash, Arc<Books>>| pinned.get(&key).cloned();
        if let Some(books) = known(&self.shelf.pinned.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(books);
        }
        let mut files = Files::new();
        for (id, hash) in pins {
            let id =
                DocumentId::parse(id).ok_or_else(|| ServiceError::Broken(format!("no document id: {id}")))?;
            files.push((id.path(), blob(&self.store, hash).await?));
        }
        let library = Library::read(files, &mut Findings::new());
        let books =
            Books::of(library).ok_or_else(|| ServiceError::Broken("pinned documents do not read".into()))?;
        let books = Arc::new(books);
        let mut pinned = self.shelf.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        if pinned.len() >= limits::PINNED_LIBRARIES {
            pinned.clear();
        }
        pinned.insert(key, Arc::clone(&books));
        Ok(books)
    }
}
