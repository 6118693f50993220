//! Reading comes before work (manual 1-5.3): who gets no new task of a policy until they have signed what came into force.
//!
//! Where the list of distribution says `hold`, whoever must read the policy and has not is held back from the tasks that
//! opened since its revision came into force: holders, delegates, and those who took up their post after it, too. Tasks
//! that are older go on. A task that is itself the reading is never held back, or nobody could begin. The first release
//! holds nobody: there is no change in it to read. Deliberately absent: deadlines; they run on, and lead to whom the policy
//! escalates.

use std::collections::BTreeMap;

use guicheng_core::document::DocumentId;
use guicheng_core::value::Moment;

use super::readers::must_read;
use super::{Books, Caller, Inner, Service, ServiceError};
use crate::store::tables::change::ReadingRow;
use crate::store::tables::document::RevisionStatus;
use crate::store::tables::task::{TaskRow, TaskStatus};
use crate::store::{Reads, Store, Tx};

/// The meaning of the signature under a reading.
pub const READ: &str = "acknowledge";

/// What somebody has yet to read of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The document's id.
    pub document: String,
    /// The revision, the oldest one if there are several.
    pub label: String,
    /// The change that brought it.
    pub change: String,
    /// Tasks that opened from then on wait.
    pub since: Moment,
}

/// Rows are read inside a transaction, or beside it for what is only shown.
pub(super) enum Place<'a> {
    Tx(&'a mut Tx),
    Store(&'a Store),
}

impl Place<'_> {
    pub(super) fn read(&mut self) -> Reads<'_> {
        match self {
            Place::Tx(tx) => tx.read(),
            Place::Store(store) => store.read(),
        }
    }
}

/// What people have yet to read of a document: the rows of its releases, and one for whoever must read what is in force and
/// took up their post later.
pub(super) async fn unread(
    place: &mut Place<'_>,
    books: &Books,
    document: &DocumentId,
    now: Moment,
) -> Result<Vec<ReadingRow>, ServiceError> {
    let mut found = Vec::new();
    for revision in place.read().revisions(document.as_str()).await? {
        let Some(change) = revision.change else { continue };
        let mut rows = place.read().readings_of(&change).await?;
        rows.retain(|row| row.document == document.as_str() && row.label == revision.label);
        if revision.status == RevisionStatus::Effective {
            let people = place.read().people().await?;
            let appointments = place.read().all_appointments().await?;
            let places = rows.first().map_or_else(|| "[]".to_owned(), |row| row.places.clone());
            let mut readers = must_read(books, document, &people, &appointments, now);
            readers.retain(|person| rows.iter().all(|row| row.person != *person));
            found.extend(readers.into_iter().map(|person| ReadingRow {
                document: document.to_string(),
                label: revision.label.clone(),
                person,
                change: change.clone(),
                places: places.clone(),
                since: revision.effective_from.unwrap_or(now),
                due_at: None,
                read_at: None,
                signature: None,
            }));
        }
        found.extend(rows.into_iter().filter(|row| row.read_at.is_none()));
    }
    found.sort_by(|a, b| (a.since, &a.label).cmp(&(b.since, &b.label)));
    Ok(found)
}

impl Inner {
    /// Who is held back from new tasks of a policy, by person; nobody where the list of distribution does not say `hold`.
    pub(super) async fn held_back(
        &self,
        mut place: Place<'_>,
        policy: &str,
        now: Moment,
    ) -> Result<BTreeMap<String, Owed>, ServiceError> {
        let books = self.shelf.current();
        let Some(id) = DocumentId::parse(&format!("policies/{policy}")) else { return Ok(BTreeMap::new()) };
        match books.distribution().and_then(|list| list.rule(&id)) {
            Some(rule) if rule.hold => {}
            _ => return Ok(BTreeMap::new()),
        }
        let mut owed = BTreeMap::new();
        for row in unread(&mut place, &books, &id, now).await? {
            let ReadingRow { document, label, person, change, since, .. } = row;
            owed.entry(person).or_insert(Owed { document, label, change, since });
        }
        Ok(owed)
    }
}

/// Refuses a task to somebody who is held back from it. `sign`: the meaning of its signature.
pub(super) async fn judge(
    inner: &Inner,
    tx: &mut Tx,
    task: (&str, Moment, Option<&str>),
    person: &str,
    now: Moment,
) -> Result<(), ServiceError> {
    let (policy, opened_at, sign) = task;
    if sign == Some(READ) {
        return Ok(());
    }
    match inner.held_back(Place::Tx(tx), policy, now).await?.remove(person) {
        Some(owed) if owed.since <= opened_at => {
            Err(ServiceError::refused("read-first", [("document", owed.document), ("label", owed.label)]))
        }
        _ => Ok(()),
    }
}

impl Service {
    /// What the caller must read before work and has no row for: they took up their post after its release.
    pub(super) async fn read_before_work(
        &self,
        caller: &Caller,
        known: &[ReadingRow],
    ) -> Result<Vec<ReadingRow>, ServiceError> {
        let books = self.library()?;
        let mut found = Vec::new();
        for (id, _) in books.documents() {
            if books.distribution().and_then(|list| list.rule(id)).is_none_or(|rule| !rule.hold) {
                continue;
            }
            let rows = unread(&mut Place::Store(&self.inner.store), &books, id, self.now()).await?;
            found.extend(rows.into_iter().filter(|row| {
                let same =
                    |other: &ReadingRow| (&other.document, &other.label) == (&row.document, &row.label);
                row.person == caller.person && !known.iter().any(same)
            }));
        }
        Ok(found)
    }

    /// For each of these open tasks, what the caller must read before they may take it.
    pub async fn read_first(
        &self,
        caller: &Caller,
        tasks: &[&TaskRow],
    ) -> Result<BTreeMap<String, Owed>, ServiceError> {
        let mut policies: BTreeMap<&str, Option<Owed>> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for task in
            tasks.iter().filter(|task| task.status == TaskStatus::Open && task.sign.as_deref() != Some(READ))
        {
            if !policies.contains_key(task.policy.as_str()) {
                let place = Place::Store(&self.inner.store);
                let owed =
                    self.inner.held_back(place, &task.policy, self.now()).await?.remove(&caller.person);
                policies.insert(&task.policy, owed);
            }
            let owed = policies.get(task.policy.as_str()).cloned().flatten();
            found
                .extend(owed.filter(|owed| owed.since <= task.opened_at).map(|owed| (task.id.clone(), owed)));
        }
        Ok(found)
    }
}
