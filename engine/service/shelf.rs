//! The libraries at hand: what is in force, and what running cases are pinned to.
//!
//! What is in force is kept in memory under a version, the row `documents` in table `meta`. It is written in the same
//! commit as every release, so a look at it inside the write transaction tells whether the memory holds, on several nodes
//! too (as `staffing` does; `decisions/0007-appointments-in-memory.md`). Which revision is in force is what its row says,
//! never what a clock says: a clock that is set back brings nothing into force and takes nothing out of it.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use guicheng_core::check;
use guicheng_core::document::{DocumentId, Library};
use guicheng_core::text::Findings;
use guicheng_core::value::{Hash, Moment};

use super::carry::to_text;
use super::changes::first;
use super::documents::{Books, Changed, Files, compare};
use super::fill::From;
use super::{Inner, Service, ServiceError};
use crate::limits;
use crate::store::tables::count::MetaRow;
use crate::store::tables::document::RevisionStatus;
use crate::store::{Store, Tx};

/// The row of table `meta` that says which documents are in force.
pub(super) const VERSION: &str = "documents";

/// Documents as they are in force, under their version.
#[derive(Clone, Debug)]
pub(super) struct InForce {
    /// Content of the row [`VERSION`]; empty before the first release.
    pub(super) version: String,
    pub(super) books: Arc<Books>,
    /// Their exact bytes, by path.
    pub(super) files: Arc<BTreeMap<String, Vec<u8>>>,
    /// False: they wait for the first release, and nothing can start.
    pub(super) released: bool,
}

/// The libraries at hand.
#[derive(Debug)]
pub struct Shelf {
    current: RwLock<InForce>,
    /// What a release under way is going to bring: read once, not again after its commit.
    coming: Mutex<Option<InForce>>,
    /// By the hash of their pins, the oldest first: one makes way when there are too many.
    pinned: Mutex<VecDeque<(Hash, Arc<Books>)>>,
    /// The revisions by document and hash, the oldest first: the same bytes may come back.
    labels: RwLock<HashMap<(String, Hash), Vec<Label>>>,
    /// How the folder differs from the store.
    pub changed: Vec<Changed>,
}

/// What a revision is called, and when it was in force.
#[derive(Debug)]
struct Label {
    text: String,
    from: Option<Moment>,
    to: Option<Moment>,
}

/// Why the documents cannot be used.
#[derive(Debug)]
pub enum ShelfError {
    /// The files have mistakes; nothing was stored.
    Findings(Findings),
    /// The database.
    Service(ServiceError),
}

impl<E: Into<ServiceError>> std::convert::From<E> for ShelfError {
    fn from(error: E) -> Self {
        ShelfError::Service(error.into())
    }
}

impl Shelf {
    /// Opens the documents of a store. A store without any takes the files if they have no errors: as revision A/0 that
    /// waits for its release, or, with `released_by`, in force at once. While the first release has not been made,
    /// changed files take the place of those that wait.
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
            let library = sound(files)?;
            first::keep(store, files, library, now, released_by).await?;
        }
        let mut found = read(&mut From::Store(store)).await?;
        let mut changed = compare(files, &found.files);
        if !found.released && !changed.is_empty() {
            let library = sound(files)?;
            first::keep(store, files, library, now, None).await?;
            found = read(&mut From::Store(store)).await?;
            changed = Vec::new();
        }
        let shelf = Shelf {
            current: RwLock::new(found),
            coming: Mutex::default(),
            pinned: Mutex::default(),
            labels: RwLock::default(),
            changed,
        };
        shelf.learn_labels(&mut From::Store(store)).await?;
        Ok(shelf)
    }

    async fn learn_labels(&self, from: &mut From<'_>) -> Result<(), ServiceError> {
        let rows = from.read().all_revisions().await?;
        let mut labels: HashMap<(String, Hash), Vec<Label>> = HashMap::new();
        for row in rows {
            let label = Label { text: row.label, from: row.effective_from, to: row.effective_to };
            labels.entry((row.document, row.hash)).or_default().push(label);
        }
        *self.labels.write().unwrap_or_else(PoisonError::into_inner) = labels;
        Ok(())
    }

    /// What is in force; before the first release what waits for it.
    pub fn current(&self) -> Arc<Books> {
        self.in_force().books
    }

    pub(super) fn in_force(&self) -> InForce {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A release is going to bring these.
    pub(super) fn expect(&self, coming: InForce) {
        *self.coming.lock().unwrap_or_else(PoisonError::into_inner) = Some(coming);
    }

    fn expected(&self, version: &str) -> Option<InForce> {
        let coming = self.coming.lock().unwrap_or_else(PoisonError::into_inner);
        coming.clone().filter(|coming| coming.version == version)
    }

    /// Takes what is in force now, unless it is known.
    async fn take(&self, version: &str, from: &mut From<'_>) -> Result<InForce, ServiceError> {
        let known = self.in_force();
        if known.version == version {
            return Ok(known);
        }
        let found = match self.expected(version) {
            Some(coming) => coming,
            None => read(from).await?,
        };
        self.learn_labels(from).await?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = found.clone();
        Ok(found)
    }

    fn kept(&self, key: &Hash) -> Option<Arc<Books>> {
        let pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        pinned.iter().find(|(kept, _)| kept == key).map(|(_, books)| Arc::clone(books))
    }

    fn keep(&self, key: Hash, books: Arc<Books>) {
        let mut pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        let made_way = (pinned.len() >= limits::PINNED_LIBRARIES).then(|| pinned.pop_front());
        pinned.push_back((key, books));
        // Taken apart after the lock is free: nobody waits for that.
        drop(pinned);
        drop(made_way);
    }

    /// The label of the revision of a document that these pins name: of several with the same bytes the one that was in
    /// force when they were taken up, else the last.
    pub fn label_of(
        &self,
        pins: &BTreeMap<String, Hash>,
        document: &str,
        taken_up: Option<Moment>,
    ) -> String {
        let Some(hash) = pins.get(document) else { return String::new() };
        let labels = self.labels.read().unwrap_or_else(PoisonError::into_inner);
        let Some(same) = labels.get(&(document.to_owned(), *hash)) else { return String::new() };
        let then = |label: &&Label| {
            taken_up.is_some_and(|at| {
                label.from.is_some_and(|from| from <= at) && label.to.is_none_or(|to| to > at)
            })
        };
        let found = same.iter().find(then).or(same.last());
        found.map(|label| label.text.clone()).unwrap_or_default()
    }
}

/// Files without errors that a company can work by.
fn sound(files: &Files) -> Result<Library, ShelfError> {
    let mut findings = Findings::new();
    let library = Library::read(files.iter().map(|(path, bytes)| (path, bytes)), &mut findings);
    check::check(&library, &mut findings);
    let unusable = library.documents().next().is_none() || Books::of(library.clone()).is_none();
    if findings.has_errors() || unusable {
        return Err(ShelfError::Findings(findings));
    }
    Ok(library)
}

/// Reads the documents in force, or those that wait for the first release.
async fn read(from: &mut From<'_>) -> Result<InForce, ServiceError> {
    let version = from.read().meta(VERSION).await?.unwrap_or_default();
    let mut rows = from.read().revisions_standing(RevisionStatus::Effective).await?;
    let released = !rows.is_empty();
    if !released {
        rows = from.read().revisions_standing(RevisionStatus::InReview).await?;
    }
    let mut files = BTreeMap::new();
    for row in rows {
        let id = DocumentId::parse(&row.document)
            .ok_or_else(|| ServiceError::Broken(format!("no document id: {}", row.document)))?;
        files.insert(id.path(), bytes_of(from, &row.hash).await?);
    }
    let library = Library::read(&files, &mut Findings::new());
    let books = Books::of(library);
    let books = books.ok_or_else(|| ServiceError::Broken("the documents in force do not read".into()))?;
    Ok(InForce { version, books: Arc::new(books), files: Arc::new(files), released })
}

/// The bytes of this hash.
pub(super) async fn bytes_of(from: &mut From<'_>, hash: &Hash) -> Result<Vec<u8>, ServiceError> {
    let bytes = from.read().blob(hash).await?;
    bytes.ok_or_else(|| ServiceError::Broken(format!("no bytes for revision {hash}")))
}

impl Inner {
    /// The documents in force as the transaction sees them: whatever begins, begins on these.
    ///
    /// # Errors
    /// Before the first release.
    pub(super) async fn books(&self, tx: &mut Tx) -> Result<Arc<Books>, ServiceError> {
        let found = self.in_force(tx).await?;
        if !found.released {
            return Err(ServiceError::refused("not-released", []));
        }
        Ok(found.books)
    }

    /// The same with version and bytes, and what waits before the first release.
    pub(super) async fn in_force(&self, tx: &mut Tx) -> Result<InForce, ServiceError> {
        let version = tx.get::<MetaRow>(VERSION).await?.map(|row| row.content.clone()).unwrap_or_default();
        self.shelf.take(&version, &mut From::Tx(tx)).await
    }

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
        let coming = self.shelf.coming.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(coming) = coming.filter(|coming| coming.books.pins(policy) == *pins) {
            return Ok(coming.books);
        }
        let key = Hash::of(to_text(pins)?.as_bytes());
        if let Some(books) = self.shelf.kept(&key) {
            return Ok(books);
        }
        let mut files = Files::new();
        for (id, hash) in pins {
            let id =
                DocumentId::parse(id).ok_or_else(|| ServiceError::Broken(format!("no document id: {id}")))?;
            files.push((id.path(), bytes_of(&mut From::Store(&self.store), hash).await?));
        }
        let library = Library::read(files, &mut Findings::new());
        let books =
            Books::of(library).ok_or_else(|| ServiceError::Broken("pinned documents do not read".into()))?;
        let books = Arc::new(books);
        self.shelf.keep(key, Arc::clone(&books));
        Ok(books)
    }
}

impl Service {
    /// Takes over what has come into force since, here or on another node. Commands look for themselves; this is for
    /// pages.
    pub async fn refresh_documents(&self) -> Result<(), ServiceError> {
        let store = &self.inner.store;
        let version = store.read().meta(VERSION).await?.unwrap_or_default();
        self.inner.shelf.take(&version, &mut From::Store(store)).await?;
        Ok(())
    }

    /// After a command that may have released something.
    pub(super) async fn take_released(&self) -> Result<(), ServiceError> {
        let version = {
            let coming = self.inner.shelf.coming.lock().unwrap_or_else(PoisonError::into_inner);
            coming.as_ref().map(|coming| coming.version.clone())
        };
        match version {
            Some(version) if version != self.inner.shelf.in_force().version => self.refresh_documents().await,
            _ => Ok(()),
        }
    }

    /// Whether the first release has been made.
    pub fn is_released(&self) -> bool {
        self.inner.shelf.in_force().released
    }
}
