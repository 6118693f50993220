//! All documents, read once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    Appointments, Chapter, Clause, Distribution, DocumentId, DocumentKind, MailText, Matrix, Organisation,
};
use super::{appointments, chapter, distribution, mail_text, matrix, organisation};
use crate::calendar::Calendar;
use crate::form::{self, Form, Register};
use crate::policy::{self, Policy, Shared, SharedDocuments};
use crate::text::{Findings, Lang, Source, Span};
use crate::value::Hash;

/// A document as it lies in the store.
#[derive(Clone, Debug)]
pub struct Document {
    /// Of its exact bytes.
    pub hash: Hash,
    /// Its text; none if it could not be decoded (which was reported).
    pub source: Option<Source>,
}

/// The documents that belong together. Cheap to clone; the same for all threads.
#[derive(Clone, Debug, Default)]
pub struct Library(Arc<Shelves>);

#[derive(Clone, Debug, Default)]
struct Shelves {
    documents: BTreeMap<DocumentId, Document>,
    policies: BTreeMap<String, Arc<Policy>>,
    shared: SharedDocuments,
    forms: BTreeMap<String, Arc<Form>>,
    registers: BTreeMap<String, Arc<Register>>,
    mail_texts: BTreeMap<String, Arc<MailText>>,
    organisation: Option<Arc<Organisation>>,
    calendar: Option<Arc<Calendar>>,
    matrix: Option<Arc<Matrix>>,
    distribution: Option<Arc<Distribution>>,
    appointments: Option<Arc<Appointments>>,
    /// By language and number.
    chapters: BTreeMap<(Lang, String), Arc<Chapter>>,
}

impl Library {
    /// Reads files, each with its path below the folder of documents. Mistakes of all files are collected; what can
    /// be understood of a file with mistakes is there all the same, so that the others can be checked against it. The
    /// library may be put to use only if no errors were reported.
    pub fn read<P, B>(files: impl IntoIterator<Item = (P, B)>, findings: &mut Findings) -> Library
    where
        P: AsRef<str>,
        B: AsRef<[u8]>,
    {
        let mut shelves = Shelves::default();
        let mut policies = Vec::new();
        for (path, bytes) in files {
            let (path, bytes) = (path.as_ref(), bytes.as_ref());
            match DocumentId::of_path(path) {
                Some(id) => policies.extend(shelves.put(id, bytes, findings)),
                None if is_stray(path) => {
                    let nothing = Source::unchecked(path, "");
                    findings.warning("G0702", &nothing, Span::default(), []);
                }
                None => {}
            }
        }
        // Policies use shared documents: those are all known now.
        for id in policies {
            shelves.read_policy(&id, findings);
        }
        Library(Arc::new(shelves))
    }

    /// The same library with some documents replaced, added, or (without bytes) left out: what a draft would make of
    /// it. Only what is given is read again, and what rests on it: all policies when a shared document is among them.
    pub fn with<B: AsRef<[u8]>>(
        &self,
        changes: impl IntoIterator<Item = (DocumentId, Option<B>)>,
        findings: &mut Findings,
    ) -> Library {
        let mut shelves = Shelves::clone(&self.0);
        let mut policies = std::collections::BTreeSet::new();
        let mut shared = false;
        for (id, bytes) in changes {
            shared |= id.kind() == DocumentKind::Table;
            shelves.take(&id);
            if let Some(bytes) = bytes {
                policies.extend(shelves.put(id, bytes.as_ref(), findings));
            }
        }
        if shared {
            let all = shelves.documents.keys().filter(|id| id.kind() == DocumentKind::Policy);
            policies.extend(all.cloned().collect::<Vec<_>>());
        }
        for id in policies {
            shelves.policies.remove(id.name());
            shelves.read_policy(&id, findings);
        }
        Library(Arc::new(shelves))
    }

    /// All documents in the order of their ids.
    pub fn documents(&self) -> impl Iterator<Item = (&DocumentId, &Document)> {
        self.0.documents.iter()
    }

    /// The document of this id.
    pub fn document(&self, id: &DocumentId) -> Option<&Document> {
        self.0.documents.get(id)
    }

    /// Whether there is such a document, readable or not.
    pub fn has(&self, kind: DocumentKind, name: &str) -> bool {
        DocumentId::of(kind, name).is_some_and(|id| self.0.documents.contains_key(&id))
    }

    /// The hash of a document's bytes.
    pub fn hash_of(&self, id: &DocumentId) -> Option<Hash> {
        self.document(id).map(|document| document.hash)
    }

    /// The text of a document of this kind and name.
    pub fn source(&self, kind: DocumentKind, name: &str) -> Option<&Source> {
        self.document(&DocumentId::of(kind, name)?)?.source.as_ref()
    }

    /// The policy of this id.
    pub fn policy(&self, id: &str) -> Option<&Arc<Policy>> {
        self.0.policies.get(id)
    }

    /// All policies in the order of their ids.
    pub fn policies(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.0.policies.values()
    }

    /// The shared figures and tables of this id.
    pub fn shared_document(&self, id: &str) -> Option<&Arc<Shared>> {
        self.0.shared.get(id)
    }

    /// All shared figures and tables in the order of their ids.
    pub fn shared(&self) -> impl Iterator<Item = &Arc<Shared>> {
        self.0.shared.values()
    }

    /// The form of this id.
    pub fn form(&self, id: &str) -> Option<&Arc<Form>> {
        self.0.forms.get(id)
    }

    /// The form of a policy's record.
    pub fn form_of(&self, policy: &Policy) -> Option<&Arc<Form>> {
        self.form(policy.form.as_deref()?)
    }

    /// All forms in the order of their ids.
    pub fn forms(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.0.forms.values()
    }

    /// The register of this id.
    pub fn register(&self, id: &str) -> Option<&Arc<Register>> {
        self.0.registers.get(id)
    }

    /// All registers in the order of their ids.
    pub fn registers(&self) -> impl Iterator<Item = &Arc<Register>> {
        self.0.registers.values()
    }

    /// The mail text of this id.
    pub fn mail_text(&self, id: &str) -> Option<&Arc<MailText>> {
        self.0.mail_texts.get(id)
    }

    /// All mail texts in the order of their ids.
    pub fn mail_texts(&self) -> impl Iterator<Item = &Arc<MailText>> {
        self.0.mail_texts.values()
    }

    /// Departments and posts.
    pub fn organisation(&self) -> Option<&Arc<Organisation>> {
        self.0.organisation.as_ref()
    }

    /// The business calendar.
    pub fn calendar(&self) -> Option<&Arc<Calendar>> {
        self.0.calendar.as_ref()
    }

    /// The responsibility matrix.
    pub fn matrix(&self) -> Option<&Arc<Matrix>> {
        self.0.matrix.as_ref()
    }

    /// Numbers, owners, readers, reviews and copies of documents.
    pub fn distribution(&self) -> Option<&Arc<Distribution>> {
        self.0.distribution.as_ref()
    }

    /// Who holds which post, as far as a document says so.
    pub fn appointments(&self) -> Option<&Arc<Appointments>> {
        self.0.appointments.as_ref()
    }

    /// A chapter of the manual by its number.
    pub fn chapter(&self, lang: Lang, number: &str) -> Option<&Arc<Chapter>> {
        self.0.chapters.get(&(lang, number.to_owned()))
    }

    /// The chapters of one language in the order of their numbers.
    pub fn chapters(&self, lang: Lang) -> impl Iterator<Item = &Arc<Chapter>> {
        self.0.chapters.iter().filter(move |((of, _), _)| *of == lang).map(|(_, chapter)| chapter)
    }

    /// A paragraph of the manual by its anchor (`8.14-4.2.2`).
    pub fn paragraph(&self, lang: Lang, clause: &str) -> Option<&Clause> {
        let (number, _) = clause.split_once('-')?;
        self.chapter(lang, number)?.clauses.get(clause)
    }

    /// What a clause says, in Markdown: the paragraph of this anchor, or the title of the chapter of this number.
    pub fn clause(&self, lang: Lang, clause: &str) -> Option<&str> {
        match self.chapter(lang, clause) {
            Some(chapter) => Some(chapter.title.get(lang)),
            None => self.paragraph(lang, clause).map(|clause| clause.text.as_str()),
        }
    }
}

impl Shelves {
    /// Forgets a document and what was read of it.
    fn take(&mut self, id: &DocumentId) {
        if self.documents.remove(id).is_none() {
            return;
        }
        let name = id.name();
        match id.kind() {
            DocumentKind::Policy => drop(self.policies.remove(name)),
            DocumentKind::Table => drop(self.shared.remove(name)),
            DocumentKind::Matrix => self.matrix = None,
            DocumentKind::Form => drop(self.forms.remove(name)),
            DocumentKind::Register => drop(self.registers.remove(name)),
            DocumentKind::MailText => drop(self.mail_texts.remove(name)),
            DocumentKind::Organisation => self.organisation = None,
            DocumentKind::Calendar => self.calendar = None,
            DocumentKind::Distribution => self.distribution = None,
            DocumentKind::Appointments => self.appointments = None,
            DocumentKind::ChapterZh | DocumentKind::ChapterEn => {
                let lang = id.kind().chapter_lang().unwrap_or_default();
                self.chapters.remove(&(lang, name.to_owned()));
            }
            DocumentKind::Scenarios => {}
        }
    }

    /// Keeps a document and reads it, unless it is a policy: then its id is given back.
    fn put(&mut self, id: DocumentId, bytes: &[u8], findings: &mut Findings) -> Option<DocumentId> {
        let source = Source::from_bytes(&id.path(), bytes, findings);
        let policy = (id.kind() == DocumentKind::Policy).then(|| id.clone());
        if let Some(source) = source.as_ref().filter(|_| policy.is_none()) {
            self.read(&id, source, findings);
        }
        self.documents.insert(id, Document { hash: Hash::of(bytes), source });
        policy
    }

    fn read_policy(&mut self, id: &DocumentId, findings: &mut Findings) {
        let Some(source) = self.documents.get(id).and_then(|document| document.source.as_ref()) else {
            return;
        };
        if let Some(policy) = policy::read_with(source, &self.shared, findings) {
            self.policies.insert(id.name().to_owned(), Arc::new(policy));
        }
    }

    /// A document's place is its file's name, also where the file itself says another one (which is reported).
    fn read(&mut self, id: &DocumentId, source: &Source, findings: &mut Findings) {
        let name = id.name().to_owned();
        match id.kind() {
            // Read when all others are.
            DocumentKind::Policy => {}
            DocumentKind::Table => {
                if let Some(shared) = policy::read_shared(source, findings) {
                    self.shared.insert(name, Arc::new(shared));
                }
            }
            DocumentKind::Matrix => self.matrix = matrix::read(source, findings).map(Arc::new),
            DocumentKind::Form => {
                if let Some(form) = form::read(source, findings) {
                    self.forms.insert(name, Arc::new(form));
                }
            }
            DocumentKind::Register => {
                if let Some(register) = form::read_register(source, findings) {
                    self.registers.insert(name, Arc::new(register));
                }
            }
            DocumentKind::MailText => {
                if let Some(text) = mail_text::read(source, findings) {
                    self.mail_texts.insert(name, Arc::new(text));
                }
            }
            DocumentKind::Organisation => {
                self.organisation = organisation::read(source, findings).map(Arc::new)
            }
            DocumentKind::Calendar => self.calendar = Calendar::read(source, findings).map(Arc::new),
            DocumentKind::Distribution => {
                self.distribution = distribution::read(source, findings).map(Arc::new)
            }
            DocumentKind::Appointments => {
                self.appointments = appointments::read(source, findings).map(Arc::new)
            }
            DocumentKind::ChapterZh | DocumentKind::ChapterEn => {
                let lang = id.kind().chapter_lang().unwrap_or_default();
                if let Some(chapter) = chapter::read(&name, source, findings) {
                    self.chapters.insert((lang, name), Arc::new(chapter));
                }
            }
            // Stories need the documents around them: read where they are told.
            DocumentKind::Scenarios => {}
        }
    }
}

/// A file in a folder of documents that looks like one of them and is none: most likely a slip in its name.
pub fn is_stray(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let ends = |endings: [&str; 2]| endings.iter().any(|ending| path.ends_with(ending));
    if path.starts_with("manual/") {
        let readme = path.rsplit('/').next().is_some_and(|name| name.starts_with("readme"));
        return (ends([".md", ".yaml"]) || path.ends_with(".yml")) && !readme;
    }
    // What is written beside policies and forms in Markdown explains them; examples have a folder of their own
    // (`guicheng check policies/patterns`).
    let explained = path.starts_with("policies/patterns/");
    (path.starts_with("policies/") || path.starts_with("forms/")) && ends([".yaml", ".yml"]) && !explained
}
