//! Working on one document of a change: what is in force, what is saved, what is being typed and by whom, and what the
//! documents would be with it.
//!
//! What somebody types is kept as they type (`draft`, a row without an entry: it decides nothing); saving it is
//! [`Service::put_item`]. Deliberately absent: words, and any right beyond “may edit this change”.

use guicheng_core::check;
use guicheng_core::document::{DocumentId, Library};
use guicheng_core::limits::SOURCE_BYTES;
use guicheng_core::text::{Finding, Findings, Severity};
use guicheng_core::value::{Hash, Moment};

use super::changes::{ChangeView, Content, Edited};
use super::{Caller, Service, ServiceError};
use crate::limits;
use crate::store::tables::change::DraftRow;
use crate::store::{Chores, Row as _, Wants};

/// Somebody else who is typing in the same document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Moment,
}

/// A revision with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// `A/0`; empty for what has none yet.
    pub label: String,
    /// Its hash.
    pub hash: Hash,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One document of a change on somebody's desk.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The change.
    pub view: ChangeView,
    /// The document.
    pub document: DocumentId,
    /// It is one of the change's documents.
    pub listed: bool,
    /// The change makes it obsolete.
    pub obsolete: bool,
    /// What the change makes of it; none where it makes it obsolete, or it is not part of it yet.
    pub saved: Option<Text>,
    /// The revision that it was made from.
    pub base: Option<Text>,
    /// The revision in force; none for a new document.
    pub in_force: Option<Text>,
    /// What the caller has typed and not saved.
    pub draft: Option<DraftRow>,
    /// Who else is typing.
    pub others: Vec<Typing>,
    /// What people who have left had typed and not saved: nothing of it is lost. Only for whoever may edit.
    pub left: Vec<(String, DraftRow)>,
}

impl Sheet {
    /// The text that somebody who opens it begins from.
    pub fn begins(&self) -> Option<&Text> {
        self.saved.as_ref().or(if self.listed { None } else { self.in_force.as_ref() })
    }

    /// Hash of that text: says later whether somebody else has saved meanwhile.
    pub fn began(&self) -> Option<Hash> {
        self.begins().map(|text| text.hash)
    }

    /// Its base is no longer in force: somebody else's change came first.
    pub fn stale(&self) -> bool {
        self.view.stale.iter().any(|document| document == self.document.as_str())
    }
}

/// What came of keeping what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When.
    pub at: Moment,
    /// Who else is typing.
    pub others: Vec<Typing>,
    /// Somebody has saved another text since the typing began.
    pub moved: bool,
}

/// What the documents would be with a text.
#[derive(Clone, Debug)]
pub struct Tried {
    /// All documents: in force, the change's, and this text.
    pub library: Library,
    /// What is wrong in this one.
    pub findings: Vec<Finding>,
    /// Errors in others that it brings.
    pub elsewhere: Vec<Finding>,
}

/// What came of saving.
#[derive(Debug)]
pub enum Saved {
    /// It is in the change.
    Done(Edited),
    /// Nothing was changed: this text was saved by somebody else meanwhile.
    Meanwhile(Box<Sheet>),
}

/// How a text gets into the change.
#[derive(Clone)]
enum Way {
    Put(Content),
    Rebase(Vec<u8>),
}

impl Service {
    /// A document of a change as the caller finds it; one that is not part of the change yet may be put into it.
    pub async fn sheet(
        &self,
        caller: &Caller,
        change: &str,
        document: &DocumentId,
    ) -> Result<Sheet, ServiceError> {
        let view = self.change_view(caller, change).await?;
        let read = || self.inner.store.read();
        let item = view.items.iter().find(|item| item.document == document.as_str()).cloned();
        let row = read().in_force(document.as_str(), None).await?;
        let in_force = match row {
            Some(row) => Some(self.text(&row.hash, &row.label).await?),
            None => None,
        };
        let (mut saved, mut base) = (None, None);
        if let Some(item) = &item {
            if let Some(hash) = &item.hash {
                saved = Some(self.text(hash, "").await?);
            }
            if let (Some(hash), Some(label)) = (&item.base_hash, &item.base) {
                base = Some(self.text(hash, label).await?);
            }
        }
        if item.is_none() && in_force.is_none() && !view.may_edit {
            return Err(ServiceError::not_found("no-such-document"));
        }
        let drafts = read().drafts(&view.change.id, document.as_str()).await?;
        let others = self.typing(caller, &drafts).await?;
        let left = if view.may_edit { self.left_drafts(&drafts).await? } else { Vec::new() };
        Ok(Sheet {
            left,
            document: document.clone(),
            listed: item.is_some(),
            obsolete: item.as_ref().is_some_and(|item| item.hash.is_none()),
            saved,
            base,
            in_force,
            draft: drafts.into_iter().find(|draft| draft.person == caller.person),
            others,
            view,
        })
    }

    async fn text(&self, hash: &Hash, label: &str) -> Result<Text, ServiceError> {
        let bytes = self.inner.store.read().blob(hash).await?;
        let bytes = bytes.ok_or_else(|| ServiceError::Broken(format!("no bytes for {hash}")))?;
        Ok(Text { label: label.to_owned(), hash: *hash, bytes })
    }

    async fn left_drafts(&self, drafts: &[DraftRow]) -> Result<Vec<(String, DraftRow)>, ServiceError> {
        let (mut left, now) = (Vec::new(), self.now());
        for draft in drafts {
            let person = self.inner.store.read().person(&draft.person).await?;
            if let Some(person) = person.filter(|person| person.active_to.is_some_and(|to| to <= now)) {
                left.push((person.name, draft.clone()));
            }
        }
        Ok(left)
    }

    /// Other people's drafts that are still fresh.
    async fn typing(&self, caller: &Caller, drafts: &[DraftRow]) -> Result<Vec<Typing>, ServiceError> {
        let fresh = self.now().0 - limits::DRAFT_FRESH_MICROS;
        let others = drafts.iter().filter(|draft| draft.person != caller.person && draft.at.0 > fresh);
        let others: Vec<&DraftRow> = others.collect();
        if others.is_empty() {
            return Ok(Vec::new());
        }
        let names = self.names().await?;
        let name = |id: &String| names.get(id).unwrap_or(id).clone();
        Ok(others.into_iter().map(|draft| Typing { name: name(&draft.person), since: draft.since }).collect())
    }

    /// Keeps what the caller has typed so far. `began`: the text's hash when they began.
    ///
    /// # Errors
    /// Unless they may edit the change, or when the text is too long for a document.
    pub async fn keep_draft(
        &self,
        caller: &Caller,
        change: &str,
        document: &DocumentId,
        began: Option<Hash>,
        bytes: Vec<u8>,
    ) -> Result<Kept, ServiceError> {
        if bytes.len() > SOURCE_BYTES {
            let limit = (SOURCE_BYTES / 1024).to_string();
            return Err(ServiceError::refused("change-document-size", [("limit", limit)]));
        }
        let sheet = self.sheet(caller, change, document).await?;
        if !sheet.view.may_edit {
            return Err(ServiceError::forbidden("change-not-yours", []));
        }
        let now = self.now();
        let before = sheet.draft.as_ref().filter(|draft| draft.at.0 > now.0 - limits::DRAFT_FRESH_MICROS);
        let row = DraftRow {
            change: sheet.view.change.id.clone(),
            document: document.to_string(),
            person: caller.person.clone(),
            base_hash: began,
            bytes,
            since: before.map_or(now, |draft| draft.since),
            at: now,
        };
        self.inner
            .store
            .write(Wants::none(), async move |_| {
                let mut chores = Chores::new();
                chores.put(row.clone());
                Ok::<_, ServiceError>(chores.answer(()))
            })
            .await?;
        Ok(Kept { at: now, moved: began != sheet.began(), others: sheet.others })
    }

    /// Forgets what the caller has typed and not saved.
    pub async fn drop_draft(
        &self,
        caller: &Caller,
        change: &str,
        document: &DocumentId,
    ) -> Result<(), ServiceError> {
        let drafts = self.inner.store.read().drafts(change, document.as_str()).await?;
        let Some(mine) = drafts.into_iter().find(|draft| draft.person == caller.person) else {
            return Ok(());
        };
        self.inner
            .store
            .write(Wants::none(), async move |_| {
                let mut chores = Chores::new();
                chores.delete::<DraftRow>(mine.key());
                Ok::<_, ServiceError>(chores.answer(()))
            })
            .await
    }

    /// Saves a text into the change, unless somebody else has saved this document since `began`. That others edited
    /// other documents of the change meanwhile is no obstacle.
    pub async fn save_sheet(
        &self,
        caller: &Caller,
        change: &str,
        document: &DocumentId,
        began: Option<Hash>,
        content: Content,
    ) -> Result<Saved, ServiceError> {
        self.save(caller, change, document, began, Way::Put(content)).await
    }

    /// The same with a text that was joined with the revision in force, which becomes its base.
    pub async fn rebase_sheet(
        &self,
        caller: &Caller,
        change: &str,
        document: &DocumentId,
        began: Option<Hash>,
        bytes: Vec<u8>,
    ) -> Result<Saved, ServiceError> {
        self.save(caller, change, document, began, Way::Rebase(bytes)).await
    }

    async fn save(
        &self,
        caller: &Caller,
        change: &str,
        document: &DocumentId,
        began: Option<Hash>,
        way: Way,
    ) -> Result<Saved, ServiceError> {
        let mut tries = 0;
        loop {
            let sheet = self.sheet(caller, change, document).await?;
            if sheet.began() != began {
                return Ok(Saved::Meanwhile(Box::new(sheet)));
            }
            let (id, version, name) = (&sheet.view.change.id, sheet.view.change.version, document.as_str());
            let saved = match way.clone() {
                Way::Put(content) => self.put_item(caller, id, name, content, version).await,
                Way::Rebase(bytes) => self.rebase_item(caller, id, name, bytes, version).await,
            };
            match saved {
                Ok(edited) => {
                    self.drop_draft(caller, id, document).await?;
                    return Ok(Saved::Done(edited));
                }
                // Somebody edited between our look and our write: look again.
                Err(ServiceError::Conflict(_)) if tries < limits::SAVE_TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// What the documents would be with this text, judged. Nothing is kept. The rest is read once and remembered.
    pub async fn try_text(
        &self,
        caller: &Caller,
        change: &str,
        document: &DocumentId,
        bytes: Vec<u8>,
    ) -> Result<Tried, ServiceError> {
        let view = self.change_view(caller, change).await?;
        let ground = self.ground_of(&view.change.id).await?;
        let id = document.clone();
        let tried = tokio::task::spawn_blocking(move || {
            let mut findings = Findings::new();
            let library = ground.new.library.with([(id.clone(), Some(bytes))], &mut findings);
            check::check(&library, &mut findings);
            let path = id.path();
            let (own, others): (Vec<Finding>, Vec<Finding>) =
                findings.into_sorted().into_iter().partition(|finding| *finding.path == *path);
            let new = |finding: &Finding| {
                finding.severity == Severity::Error && !ground.new.findings.contains(finding)
            };
            let elsewhere = others.into_iter().filter(new).take(limits::FINDINGS_ELSEWHERE).collect();
            Tried { library, findings: own, elsewhere }
        });
        tried.await.map_err(|error| ServiceError::Broken(error.to_string()))
    }
}
