//! Who must read what a change brings, who has read it, and who therefore gets no new work (manual 1-4.12, 1-5).
//!
//! Whom the list of distribution names is part of a change's evidence; at its release each gets a row for each document,
//! with what changed in it. The task of the change's policy is signed when every change was ticked. Deliberately absent:
//! reminders and follow-up; those are the policy's.

use std::collections::{BTreeMap, BTreeSet};

use guicheng_core::document::diff::{Difference, differences};
use guicheng_core::document::{DocumentId, Library, Readership};
use guicheng_core::text::Bilingual;
use guicheng_core::value::{Map, Moment, Value};
use serde::{Deserialize, Serialize};

use super::carry::to_text;
use super::changes::Ground;
use super::hold::READ;
use super::project::bilingual;
use super::{Caller, Service, ServiceError, Via};
use crate::store::tables::change::{ChangeItemRow, ChangeRow, ReadingRow, SignatureRow};
use crate::store::tables::document::{RevisionRow, RevisionStatus};
use crate::store::tables::people::{AppointmentRow, PersonRow};
use crate::store::{Tx, Unit};

/// Somebody who must read documents of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Person.
    pub person: String,
    /// Ids of documents.
    pub documents: Vec<String>,
}

impl Reader {
    /// As the policy reads it.
    pub(super) fn fact(&self) -> Value {
        Value::Map(Map::from_iter([("person".to_owned(), Value::Text(self.person.clone()))]))
    }
}

/// Something that a person must read or has read.
#[derive(Clone, Debug)]
pub struct Reading {
    pub row: ReadingRow,
    /// The document's title.
    pub title: Bilingual,
    /// What changed in it.
    pub places: Vec<Difference>,
    /// Who reads, by name.
    pub name: String,
    /// The change's number.
    pub number: Option<String>,
    /// The reader's open task to sign it, if there is one.
    pub task: Option<String>,
}

/// Who must read a document: those appointed at a moment to the posts that the list of distribution names.
pub(super) fn must_read(
    library: &Library,
    document: &DocumentId,
    people: &[PersonRow],
    appointments: &[AppointmentRow],
    now: Moment,
) -> BTreeSet<String> {
    let here = |person: &&PersonRow| !person.reads_only && person.active_to.is_none_or(|to| to > now);
    let here: BTreeSet<&str> = people.iter().filter(here).map(|person| person.id.as_str()).collect();
    let readership = library.readers_of(document);
    let must = |row: &&AppointmentRow| match &readership {
        Readership::Everybody => true,
        Readership::Posts(posts) => posts.contains(&row.post),
    };
    appointments
        .iter()
        .filter(|row| row.from_at <= now && row.to_at.is_none_or(|to| to > now))
        .filter(|row| here.contains(row.person.as_str()))
        .filter(must)
        .map(|row| row.person.clone())
        .collect()
}

/// Who must read which documents of a bundle, as the new list of distribution says.
fn readers(
    library: &Library,
    items: &[ChangeItemRow],
    people: &[PersonRow],
    appointments: &[AppointmentRow],
    now: Moment,
) -> Vec<Reader> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.hash.is_some()) {
        let Some(id) = DocumentId::parse(&item.document) else { continue };
        for person in must_read(library, &id, people, appointments, now) {
            found.entry(person).or_default().insert(item.document.clone());
        }
    }
    let reader = |(person, documents): (String, BTreeSet<String>)| Reader {
        person,
        documents: documents.into_iter().collect(),
    };
    found.into_iter().map(reader).collect()
}

/// Writes down who must read what a release brings. The unit holds the new revisions already.
pub(super) async fn begin(
    tx: &mut Tx,
    unit: &mut Unit,
    change: &ChangeRow,
    items: &[ChangeItemRow],
    (old, new): (&Library, &Library),
    now: Moment,
) -> Result<(), ServiceError> {
    let (people, appointments) = (tx.read().people().await?, tx.read().all_appointments().await?);
    let differences = differences(old, new);
    let revisions: Vec<(String, String)> = unit
        .pending::<RevisionRow>()
        .flatten()
        .filter(|row| row.status == RevisionStatus::Effective)
        .map(|row| (row.document.clone(), row.label.clone()))
        .collect();
    for reader in readers(new, items, &people, &appointments, now) {
        for document in &reader.documents {
            let Some((_, label)) = revisions.iter().find(|(id, _)| id == document) else { continue };
            let places: Vec<&Difference> = differences
                .iter()
                .filter(|place| place.document.as_str() == document && !place.is_layout())
                .collect();
            unit.put(ReadingRow {
                document: document.clone(),
                label: label.clone(),
                person: reader.person.clone(),
                change: change.id.clone(),
                places: to_text(&places)?,
                since: now,
                due_at: None,
                read_at: None,
                signature: None,
            });
        }
    }
    Ok(())
}

/// The key of a change in a document, as the form of the reading task names it.
pub fn place_key(document: &str, index: usize) -> String {
    format!("{document}#{index}")
}

/// Whoever acknowledges a change has ticked each of its changes; then it is written that they have read it.
///
/// # Errors
/// `read-all`, when something was not ticked. Pages and programs always send their ticks; only the command line and the
/// sample company, which show nobody anything, say nothing about single changes.
pub(super) async fn acknowledge(
    tx: &mut Tx,
    change: &str,
    signature: Option<&SignatureRow>,
    ticked: Option<&[String]>,
    now: Moment,
) -> Result<Vec<ReadingRow>, ServiceError> {
    let Some(signature) = signature.filter(|row| row.meaning == READ) else { return Ok(Vec::new()) };
    let mut rows = tx.read().readings_of(change).await?;
    rows.retain(|row| row.person == signature.person && row.read_at.is_none());
    if let Some(ticked) = ticked {
        for row in &rows {
            let missing = (0..places(row)?.len()).any(|n| !ticked.contains(&place_key(&row.document, n)));
            if missing {
                return Err(ServiceError::refused("read-all", []));
            }
        }
    }
    let read = |row| ReadingRow { read_at: Some(now), signature: Some(signature.id.clone()), ..row };
    Ok(rows.into_iter().map(read).collect())
}

pub(super) fn places(row: &ReadingRow) -> Result<Vec<Difference>, ServiceError> {
    serde_json::from_str(&row.places).map_err(|e| ServiceError::Broken(format!("reading: {e}")))
}

impl Service {
    /// Who must read what a change brings, for its evidence.
    pub(super) async fn readers_evidence(&self, ground: &Ground) -> Result<Vec<Reader>, ServiceError> {
        let store = &self.inner.store;
        let (people, appointments) = (store.read().people().await?, store.read().all_appointments().await?);
        Ok(readers(&ground.new.library, &ground.items, &people, &appointments, self.now()))
    }

    /// What the caller must read or has read, unread first.
    pub async fn readings(&self, caller: &Caller) -> Result<Vec<Reading>, ServiceError> {
        let mut rows = self.inner.store.read().readings_by(&caller.person).await?;
        rows.extend(self.read_before_work(caller, &rows).await?);
        let mut readings = self.told(rows).await?;
        readings.sort_by_key(|reading| (reading.row.read_at.is_some(), -reading.row.since.0));
        Ok(readings)
    }

    /// What everybody has yet to read, the longest waiting first; for those who read everything.
    ///
    /// # Errors
    /// Forbidden for everybody else.
    pub async fn unread(&self, caller: &Caller) -> Result<Vec<Reading>, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) || !self.reads_all(caller)? {
            return Err(ServiceError::forbidden("not-yours", [("posts", String::new())]));
        }
        let mut unread = Vec::new();
        for change in self.inner.store.read().changes(None).await? {
            let rows = self.inner.store.read().readings_of(&change.id).await?;
            unread.extend(rows.into_iter().filter(|row| row.read_at.is_none()));
        }
        unread.sort_by_key(|row| row.since);
        self.told(unread).await
    }

    /// What a task asks its signer to read: the caller's part of its change.
    pub async fn readings_of_task(&self, caller: &Caller, case: &str) -> Result<Vec<Reading>, ServiceError> {
        let mut rows = self.inner.store.read().readings_of(case).await?;
        rows.retain(|row| row.person == caller.person && row.read_at.is_none());
        self.told(rows).await
    }

    pub(super) async fn told(&self, rows: Vec<ReadingRow>) -> Result<Vec<Reading>, ServiceError> {
        let store = &self.inner.store;
        let mut readings = Vec::new();
        for row in rows {
            let document = store.read().document(&row.document).await?;
            let tasks = match row.read_at {
                None => store.read().tasks_of(&row.change).await?,
                Some(_) => Vec::new(),
            };
            let ids: Vec<String> = tasks
                .into_iter()
                .filter(|task| task.status == crate::store::tables::task::TaskStatus::Open)
                .map(|task| task.id)
                .collect();
            let slots = store.read().slots_of(&ids).await?;
            let mine = slots.into_iter().find(|slot| slot.person.as_ref() == Some(&row.person));
            readings.push(Reading {
                title: document.map(|document| bilingual(&document.title)).unwrap_or_default(),
                places: places(&row)?,
                name: store.read().person(&row.person).await?.map(|person| person.name).unwrap_or_default(),
                number: store.read().change(&row.change).await?.and_then(|change| change.number),
                task: mine.map(|slot| slot.task),
                row,
            });
        }
        Ok(readings)
    }
}
