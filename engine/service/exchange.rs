//! Documents in a folder and back: export with exact bytes, and how a folder's edited files differ.
//!
//! A manifest beside the files says which revision each one was copied from, so that import knows what was edited and from
//! what, also when other revisions have come into force meanwhile. Deliberately absent: the disk itself
//! (`cli/exchange.rs`), and the change that is made of it (`import`).

use std::collections::BTreeMap;

use guicheng_core::check;
use guicheng_core::document::{DocumentId, is_stray};
use guicheng_core::text::{Finding, Findings, Severity};
use guicheng_core::value::{Hash, Moment};
use serde::{Deserialize, Serialize};

use super::documents::Files;
use super::{Caller, Service, ServiceError};

/// The manifest's name, in the folder itself.
pub const MANIFEST: &str = ".guicheng-export.json";

/// What a folder was exported from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// 1.
    pub v: u32,
    /// Of which moment, in microseconds.
    pub at: Moment,
    /// The change whose texts lie over those in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// By document id.
    pub documents: BTreeMap<String, Copied>,
}

/// The revision that a file was copied from; for a file of a change: that it was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub label: String,
    pub hash: Hash,
}

/// A folder to be written.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Path and exact bytes.
    pub files: Files,
    pub manifest: Manifest,
}

/// One document of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub document: DocumentId,
    /// None: it becomes obsolete.
    pub bytes: Option<Vec<u8>>,
    /// None: a new document.
    pub base: Option<Copied>,
    /// Another revision has come into force since the export.
    pub stale: bool,
}

/// What a folder holds that is not in force.
#[derive(Debug)]
pub struct Compared {
    /// Of the documents that it was compared with.
    pub(super) version: String,
    pub differences: Vec<Difference>,
    /// Documents that the folder no longer has and that stay.
    pub missing: Vec<DocumentId>,
    /// What is wrong with the documents as they would be: every error, and whatever is said of files that differ.
    pub findings: Findings,
}

impl Service {
    /// The documents in force now or at a past moment, with a change's texts over them if one is named (by id or number) that the
    /// caller may see.
    pub async fn export(
        &self,
        at: Option<Moment>,
        change: Option<(&Caller, &str)>,
    ) -> Result<Exported, ServiceError> {
        let read = || self.inner.store.read();
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut documents = BTreeMap::new();
        for row in read().all_in_force(at).await? {
            let Some(id) = DocumentId::parse(&row.document) else { continue };
            files.insert(id.path(), self.bytes(&row.hash).await?);
            documents.insert(row.document, Copied { label: row.label, hash: row.hash });
        }
        let mut number = None;
        if let Some((caller, change)) = change {
            let view = self.change_view(caller, change).await?;
            for item in &view.items {
                let Some(id) = DocumentId::parse(&item.document) else { continue };
                match &item.hash {
                    Some(hash) => files.insert(id.path(), self.bytes(hash).await?),
                    None => files.remove(&id.path()),
                };
                match (&item.base, item.base_hash) {
                    (Some(label), Some(hash)) => {
                        documents.insert(item.document.clone(), Copied { label: label.clone(), hash });
                    }
                    _ => drop(documents.remove(&item.document)),
                }
            }
            number = view.change.number;
        }
        let at = at.unwrap_or(self.now());
        let manifest = Manifest { v: 1, at, change: number, documents };
        Ok(Exported { files: files.into_iter().collect(), manifest })
    }

    async fn bytes(&self, hash: &Hash) -> Result<Vec<u8>, ServiceError> {
        let bytes = self.inner.store.read().blob(hash).await?;
        bytes.ok_or_else(|| ServiceError::Broken(format!("no bytes for {hash}")))
    }

    /// Compares a folder with what it was exported from; without a manifest, with what is in force. Changes nothing.
    ///
    /// # Errors
    /// `exchange-no-documents` for a folder that holds none: it is the wrong one, not one whose documents all go.
    pub async fn compare(
        &self,
        files: &Files,
        manifest: Option<&Manifest>,
        obsolete: bool,
        mut findings: Findings,
    ) -> Result<Compared, ServiceError> {
        self.refresh_documents().await?;
        let shelf = self.inner.shelf.in_force();
        let mut in_force: BTreeMap<String, Copied> = BTreeMap::new();
        for row in self.inner.store.read().all_in_force(None).await? {
            in_force.entry(row.document).or_insert(Copied { label: row.label, hash: row.hash });
        }
        let known = manifest.map_or(&in_force, |manifest| &manifest.documents);
        let mut held: BTreeMap<String, (DocumentId, &Vec<u8>)> = BTreeMap::new();
        for (path, bytes) in files {
            match DocumentId::of_path(path) {
                Some(id) => drop(held.insert(id.to_string(), (id, bytes))),
                // Somebody meant it to be one: leaving it out unsaid would lose their work.
                None if is_stray(path) => findings.about_file("G0702", path, []),
                None => {}
            }
        }
        if held.is_empty() && !findings.has_errors() {
            return Err(ServiceError::refused("exchange-no-documents", []));
        }
        let mut differences = Vec::new();
        for (name, (id, bytes)) in &held {
            // A file that the export did not bring is a new document, whatever others made of that name meanwhile.
            let base = known.get(name).cloned();
            let hash = Hash::of(bytes);
            let same = |known: Option<&Copied>| known.is_some_and(|known| known.hash == hash);
            if same(base.as_ref()) || (base.is_none() && same(in_force.get(name))) {
                continue;
            }
            let stale = base.as_ref() != in_force.get(name);
            let bytes = Some((*bytes).clone());
            differences.push(Difference { document: id.clone(), bytes, base, stale });
        }
        let mut missing = Vec::new();
        for (name, base) in known.iter().filter(|(name, _)| !held.contains_key(*name)) {
            let Some(id) = DocumentId::parse(name) else { continue };
            if !in_force.contains_key(name) {
                continue;
            }
            match obsolete {
                true => {
                    let stale = Some(base) != in_force.get(name);
                    let base = Some(base.clone());
                    differences.push(Difference { document: id, bytes: None, base, stale });
                }
                false => missing.push(id),
            }
        }
        let changes = differences.iter().map(|one| (one.document.clone(), one.bytes.clone()));
        let mut all = Findings::new();
        let library = shelf.books.with(changes, &mut all);
        check::check(&library, &mut all);
        let differs = |finding: &Finding| {
            differences.iter().any(|one| one.document.path() == *finding.path)
                || finding.severity == Severity::Error
        };
        all.into_sorted().into_iter().filter(differs).for_each(|finding| findings.push(finding));
        Ok(Compared { version: shelf.version, differences, missing, findings })
    }
}
