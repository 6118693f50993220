//! What the documents would be with a change: those in force with its bundle laid over them, read and checked once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use guicheng_core::check;
use guicheng_core::document::{DocumentId, Library};
use guicheng_core::text::{Finding, Findings, Severity};
use guicheng_core::value::Hash;

use super::super::carry::to_text;
use super::super::documents::Books;
use super::super::fill::From;
use super::super::shelf::{InForce, bytes_of};
use super::super::{Inner, Service, ServiceError};
use super::hash_of;
use crate::limits;
use crate::store::tables::change::{ChangeItemRow, ChangeRow};
use crate::store::tables::document::BlobRow;
use crate::store::{Tx, Unit};

/// Documents in force with a bundle laid over them.
#[derive(Clone, Debug)]
pub struct Combined {
    /// What can be understood of them, mistakes or not.
    pub library: Library,
    /// The same as books to work by; none if they have errors.
    pub books: Option<Arc<Books>>,
    /// Their exact bytes, by path.
    pub files: Arc<BTreeMap<String, Vec<u8>>>,
    /// What `check` reports of all of them, sorted.
    pub findings: Vec<Finding>,
}

impl Combined {
    /// How many findings weigh so much.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// A change with what its evidence is made of.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Its row.
    pub change: ChangeRow,
    /// Its documents.
    pub items: Vec<ChangeItemRow>,
    /// Hash of its bundle.
    pub bundle: Hash,
    /// Which documents are in force.
    pub version: String,
    /// The documents in force.
    pub old: Arc<Books>,
    /// Their exact bytes, by path.
    pub old_files: Arc<BTreeMap<String, Vec<u8>>>,
    /// The same with the bundle.
    pub new: Arc<Combined>,
}

/// Combinations read lately: they are asked for several times on the way of a change, and once inside the writer.
#[derive(Debug, Default)]
pub(in crate::service) struct Grounds(Mutex<HashMap<Hash, Arc<Combined>>>);

/// Lays the bundle over the documents in force and reads all.
fn combine(old: &InForce, new: &Laid) -> Combined {
    let mut files = (*old.files).clone();
    for (path, bytes) in new {
        match bytes {
            Some(bytes) => files.insert(path.clone(), bytes.clone()),
            None => files.remove(path),
        };
    }
    let mut findings = Findings::new();
    let library = Library::read(&files, &mut findings);
    check::check(&library, &mut findings);
    let books = (!findings.has_errors()).then(|| Books::of(library.clone())).flatten().map(Arc::new);
    Combined { library, books, files: Arc::new(files), findings: findings.into_sorted() }
}

/// What two combinations have in common when they are the same.
fn key_of(version: &str, items: &[ChangeItemRow]) -> Result<Hash, ServiceError> {
    let items: Vec<_> = items.iter().map(|item| (&item.document, item.hash)).collect();
    Ok(Hash::of(to_text(&(version, items))?))
}

/// The new bytes of each document, by path; none where it becomes obsolete.
type Laid = BTreeMap<String, Option<Vec<u8>>>;

fn path_of(item: &ChangeItemRow) -> Option<String> {
    DocumentId::parse(&item.document).map(|id| id.path())
}

impl Inner {
    fn known_ground(&self, key: &Hash) -> Option<Arc<Combined>> {
        self.grounds.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep_ground(&self, key: Hash, combined: Combined) -> Arc<Combined> {
        let combined = Arc::new(combined);
        let mut known = self.grounds.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= limits::GROUNDS {
            known.clear();
        }
        known.insert(key, Arc::clone(&combined));
        combined
    }

    /// The combination as the transaction sees it. It is nearly always known: pages, evidence and the clock's worker have
    /// asked for it before. Where it is not (a restart, another node), reading it here costs the writer some tenths of a
    /// second.
    pub(super) async fn combined(
        &self,
        tx: &mut Tx,
        unit: Option<&Unit>,
        items: &[ChangeItemRow],
    ) -> Result<Arc<Combined>, ServiceError> {
        let old = self.in_force(tx).await?;
        let key = key_of(&old.version, items)?;
        if let Some(known) = self.known_ground(&key) {
            return Ok(known);
        }
        let mut new = Laid::new();
        for item in items {
            let Some(path) = path_of(item) else { continue };
            let bytes = match &item.hash {
                // It may be this very unit that brings them.
                Some(hash) => match super::super::answers::get::<BlobRow>(tx, unit, hash).await? {
                    Some(row) => Some(row.bytes.clone()),
                    None => return Err(ServiceError::Broken(format!("no bytes {hash}"))),
                },
                None => None,
            };
            new.insert(path, bytes);
        }
        Ok(self.keep_ground(key, combine(&old, &new)))
    }
}

impl Service {
    /// A change's documents laid over those in force, read outside of the writer.
    pub async fn ground_of(&self, change: &str) -> Result<Ground, ServiceError> {
        self.refresh_documents().await?;
        let store = &self.inner.store;
        let row = store.read().change(change).await?;
        let row = row.ok_or_else(|| ServiceError::not_found("no-such-change"))?;
        let items = store.read().change_items(&row.id).await?;
        let old = self.inner.shelf.in_force();
        let key = key_of(&old.version, &items)?;
        let new = match self.inner.known_ground(&key) {
            Some(known) => known,
            None => {
                let mut bytes = Laid::new();
                for item in &items {
                    let Some(path) = path_of(item) else { continue };
                    let new = match &item.hash {
                        Some(hash) => Some(bytes_of(&mut From::Store(store), hash).await?),
                        None => None,
                    };
                    bytes.insert(path, new);
                }
                let laid = old.clone();
                let combined = tokio::task::spawn_blocking(move || combine(&laid, &bytes));
                let combined = combined.await.map_err(|e| ServiceError::Broken(e.to_string()))?;
                self.inner.keep_ground(key, combined)
            }
        };
        Ok(Ground {
            bundle: hash_of(&row, &items)?,
            change: row,
            items,
            version: old.version,
            old: old.books,
            old_files: old.files,
            new,
        })
    }
}
