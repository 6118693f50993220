//! Cases: who may see them, how they stand, what happened in them.

use std::sync::Arc;

use guicheng_core::case::{Claim, Snapshot};
use guicheng_core::ledger::Entry;

use super::documents::Books;
use super::{Caller, Service, ServiceError, Via};
use crate::store::Page;
use crate::store::tables::case::{CaseFilter, InstanceRow};
use crate::store::tables::incident::IncidentRow;
use crate::store::tables::ledger::EntryRow;
use crate::store::tables::mail::OutboxRow;
use crate::store::tables::task::{SlotRow, SlotStatus, TaskRow};

/// A case with all that its page and the API show.
pub struct CaseView {
    /// Its row.
    pub row: InstanceRow,
    /// Where it stands. Personal values are opened for those who work on it.
    pub snapshot: Snapshot,
    /// Hash of the snapshot.
    pub snapshot_hash: guicheng_core::value::Hash,
    /// The documents it runs on.
    pub books: Arc<Books>,
    /// All its tasks, oldest first.
    pub tasks: Vec<TaskRow>,
    /// Their signers.
    pub slots: Vec<SlotRow>,
    /// What stands in its way.
    pub incidents: Vec<IncidentRow>,
    /// The case that called it, if the caller may see it.
    pub parent: Option<InstanceRow>,
    /// Cases that it has called, in the order of the calls.
    pub called: Vec<InstanceRow>,
    /// Lines for locks that it stands in.
    pub locks: Vec<LockView>,
}

/// A lock that a case holds or waits for.
pub struct LockView {
    /// The lock.
    pub lock: String,
    /// The state that wants it.
    pub state: String,
    /// How many stand before it; 0: it holds the lock.
    pub ahead: usize,
    /// The case that holds it, if it is another one and the caller may see it.
    pub holder: Option<InstanceRow>,
}

/// An entry of a case's history.
pub struct HistoryLine {
    /// As it lies in the ledger.
    pub row: EntryRow,
    /// Read.
    pub entry: Entry,
    /// The task that was acted on.
    pub task: Option<TaskRow>,
}

impl Service {
    /// Whether somebody may see a case: those who read all, who started it, and who had or have to do with it
    /// or with the case that called it.
    pub(super) async fn may_view(&self, caller: &Caller, case: &InstanceRow) -> Result<bool, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) {
            return Ok(false);
        }
        if self.reads_all(caller)? {
            return Ok(true);
        }
        // A called case belongs to whoever called it, and so on up.
        let mut next = Some(case.clone());
        for _ in 0..crate::limits::CALLERS {
            let Some(case) = next else { break };
            if case.started_by.as_deref() == Some(&caller.person) || self.works_on(caller, &case.id).await? {
                return Ok(true);
            }
            next = match &case.parent {
                Some(parent) => self.inner.store.read().instance(parent).await?,
                None => None,
            };
        }
        Ok(false)
    }

    /// Whether somebody has or had to do with one of a case's tasks.
    async fn works_on(&self, caller: &Caller, case: &str) -> Result<bool, ServiceError> {
        let tasks = self.inner.store.read().tasks_of(case).await?;
        let ids: Vec<String> = tasks.iter().map(|task| task.id.clone()).collect();
        let slots = self.slots(&ids).await?;
        Ok(slots.iter().any(|slot| super::tasks::touches(slot, caller)))
    }

    /// Whether one of the caller's posts reads everything (general manager, certification lead, auditor).
    pub fn reads_all(&self, caller: &Caller) -> Result<bool, ServiceError> {
        let books = self.library()?;
        let post = |post: &str| books.organisation().post(post).is_some_and(|post| post.reads_all);
        Ok(caller.reads_only || caller.posts.iter().any(|held| post(&held.post)))
    }

    async fn slots(&self, tasks: &[String]) -> Result<Vec<SlotRow>, ServiceError> {
        let mut slots = Vec::new();
        for part in tasks.chunks(crate::limits::LIST) {
            slots.extend(self.inner.store.read().slots_of(part).await?);
        }
        Ok(slots)
    }

    /// A case by id or number.
    ///
    /// # Errors
    /// Not found, or not the caller's business; both look alike.
    pub async fn case(&self, caller: &Caller, id: &str) -> Result<CaseView, ServiceError> {
        let row = match self.inner.store.read().instance(id).await? {
            Some(row) => Some(row),
            None => self.inner.store.read().instance_by_number(id).await?,
        };
        let row = row.ok_or_else(|| ServiceError::not_found("no-such-case"))?;
        if !self.may_view(caller, &row).await? {
            return Err(ServiceError::not_found("no-such-case"));
        }
        let kept = self.inner.store.read().snapshot(&row.id).await?;
        let kept = kept.ok_or_else(|| ServiceError::Broken(format!("case {} has no snapshot", row.id)))?;
        let broken = |e: guicheng_core::value::canonical::CanonicalError| ServiceError::Broken(e.to_string());
        let mut snapshot: Snapshot =
            guicheng_core::value::canonical::from_str(&kept.content).map_err(broken)?;
        let tasks = self.inner.store.read().tasks_of(&row.id).await?;
        let ids: Vec<String> = tasks.iter().map(|task| task.id.clone()).collect();
        let slots = self.slots(&ids).await?;
        let works = |slot: &SlotRow| super::tasks::touches(slot, caller) && slot.status != SlotStatus::Told;
        if slots.iter().any(works) {
            snapshot.record = self.unseal(&snapshot.record).await?;
        }
        let incidents = self.inner.store.read().incidents_of(&row.id).await?;
        let books = self.library_of(&row).await?;
        let parent = match &row.parent {
            Some(parent) => self.inner.store.read().instance(parent).await?,
            None => None,
        };
        let parent = match parent {
            Some(parent) if self.may_view(caller, &parent).await? => Some(parent),
            _ => None,
        };
        let called = self.inner.store.read().instances_called(&row.id, crate::limits::PAGE).await?;
        let locks = self.locks(caller, &row.id, &snapshot).await?;
        let snapshot_hash = kept.hash;
        Ok(CaseView { books, snapshot, snapshot_hash, tasks, slots, incidents, parent, called, locks, row })
    }

    async fn locks(
        &self,
        caller: &Caller,
        case: &str,
        snapshot: &Snapshot,
    ) -> Result<Vec<LockView>, ServiceError> {
        let mut views = Vec::new();
        for (place, lock) in &snapshot.locks {
            let row = self.inner.store.read().lock_line(&lock.lock).await?;
            let line: Vec<Claim> = match row {
                Some(row) => {
                    serde_json::from_str(&row.line).map_err(|e| ServiceError::Broken(e.to_string()))?
                }
                None => Vec::new(),
            };
            let own = |claim: &Claim| claim.case == case && claim.place == *place;
            let holder = match line.first().filter(|first| first.case != case) {
                Some(first) => self.inner.store.read().instance(&first.case).await?,
                None => None,
            };
            let holder = match holder {
                Some(holder) if self.may_view(caller, &holder).await? => Some(holder),
                _ => None,
            };
            let ahead = line.iter().position(own).unwrap_or(0);
            views.push(LockView { lock: lock.lock.clone(), state: lock.state.clone(), ahead, holder });
        }
        Ok(views)
    }

    /// A page of the cases that the caller may see, and how many there are: all for those who read all; else those they
    /// started or had to do with.
    pub async fn cases(
        &self,
        caller: &Caller,
        filter: &CaseFilter,
        page: Page,
    ) -> Result<(Vec<InstanceRow>, i64), ServiceError> {
        if self.reads_all(caller)? {
            let rows = self.inner.store.read().cases(filter, page).await?;
            return Ok((rows, self.inner.store.read().count_cases(filter).await?));
        }
        let who =
            crate::store::tables::inbox::Who { person: caller.person.clone(), posts: caller.post_ids() };
        let rows = self.inner.store.read().cases_of(&who, filter, page).await?;
        let count = self.inner.store.read().count_cases_of(&who, filter).await?;
        Ok((rows, count))
    }

    /// What happened in a case, oldest first.
    pub async fn history(&self, caller: &Caller, id: &str) -> Result<Vec<HistoryLine>, ServiceError> {
        let view = self.case(caller, id).await?;
        self.history_of(&view.row.id).await
    }

    pub(super) async fn history_of(&self, instance: &str) -> Result<Vec<HistoryLine>, ServiceError> {
        let tasks = self.inner.store.read().tasks_of(instance).await?;
        let mut lines = Vec::new();
        loop {
            let page = Page { offset: lines.len() as i64, limit: crate::limits::PAGE };
            let rows = self.inner.store.read().history(instance, page).await?;
            let last = rows.len() < crate::limits::PAGE as usize;
            for row in rows {
                let (entry, about) = read(&row, instance)?;
                let task = tasks.iter().find(|task| Some(&task.id) == about.as_ref()).cloned();
                lines.push(HistoryLine { row, entry, task });
            }
            if last {
                return Ok(lines);
            }
        }
    }

    /// One entry with the task that it is about.
    pub(super) async fn history_line(
        &self,
        row: EntryRow,
        instance: &str,
    ) -> Result<HistoryLine, ServiceError> {
        let (entry, about) = read(&row, instance)?;
        let task = match about {
            Some(task) => self.inner.store.read().task(&task).await?,
            None => None,
        };
        Ok(HistoryLine { row, entry, task })
    }

    /// What happened in a case so far, for somebody who works on one of its tasks.
    pub async fn history_for_task(
        &self,
        view: &super::tasks::TaskView,
    ) -> Result<Vec<HistoryLine>, ServiceError> {
        self.history_of(&view.row.instance).await
    }

    /// All tasks of a case so far, for somebody who works on one of them.
    pub async fn tasks_beside(
        &self,
        view: &super::tasks::TaskView,
    ) -> Result<Vec<crate::store::tables::task::TaskRow>, ServiceError> {
        Ok(self.inner.store.read().tasks_of(&view.row.instance).await?)
    }

    /// A case's mails, for those who may see the case.
    pub async fn mails_of(&self, caller: &Caller, id: &str) -> Result<Vec<OutboxRow>, ServiceError> {
        let view = self.case(caller, id).await?;
        Ok(self.inner.store.read().mails_of(&view.row.id).await?)
    }
}

/// An entry, and the id of the task that it is about.
fn read(row: &EntryRow, instance: &str) -> Result<(Entry, Option<String>), ServiceError> {
    let entry =
        Entry::read(&row.leaf).map_err(|e| ServiceError::Broken(format!("entry {}: {e}", row.seq)))?;
    let named = entry.body["command"]["task"].as_u64().or_else(|| entry.body["timer"]["task"].as_u64());
    let task = named.map(|number| super::project::task_id(instance, number));
    Ok((entry, task))
}
