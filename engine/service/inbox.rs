//! Inboxes: what is to do, what I did, what I started, what I was told of.

use std::collections::HashMap;

use super::{Caller, Service, ServiceError, TaskView};
use crate::store::Page;
use crate::store::tables::case::InstanceRow;
use crate::store::tables::inbox::{BoxCounts, TaskBox, Who};
use crate::store::tables::task::{SlotRow, TaskRow};

impl Service {
    /// A page of one of the caller's boxes, with the signers of each task.
    pub async fn inbox(
        &self,
        caller: &Caller,
        which: TaskBox,
        page: Page,
    ) -> Result<Vec<(TaskRow, Vec<SlotRow>)>, ServiceError> {
        let rows = self.inner.store.read().inbox(&who(caller), which, page).await?;
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        let slots = self.inner.store.read().slots_of(&ids).await?;
        let of = |row: &TaskRow| slots.iter().filter(|slot| slot.task == row.id).cloned().collect();
        Ok(rows.into_iter().map(|row| (row.clone(), of(&row))).collect())
    }

    /// [`Service::inbox`] with all that is known of each task, its choices too.
    pub async fn inbox_views(
        &self,
        caller: &Caller,
        which: TaskBox,
        page: Page,
    ) -> Result<Vec<TaskView>, ServiceError> {
        let rows = self.inbox(caller, which, page).await?;
        let ids: Vec<String> = rows.iter().map(|(row, _)| row.instance.clone()).collect();
        let cases = self.inner.store.read().instances(&ids).await?;
        let cases: HashMap<&str, &InstanceRow> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
        let mut snapshots = HashMap::new();
        let mut views = Vec::new();
        for (row, slots) in rows {
            let Some(case) = cases.get(row.instance.as_str()) else { continue };
            if !snapshots.contains_key(&row.instance) {
                snapshots.insert(row.instance.clone(), self.snapshot(&row.instance).await?);
            }
            let snapshot = snapshots.get(&row.instance).cloned().flatten();
            let books = self.library_of(case).await?;
            views.push(self.view(caller, row, slots, (*case).clone(), books, snapshot).await?);
        }
        Ok(views)
    }

    /// How many tasks are in each of the caller's boxes.
    pub async fn inbox_counts(&self, caller: &Caller) -> Result<BoxCounts, ServiceError> {
        Ok(self.inner.store.read().inbox_counts(&who(caller)).await?)
    }
}

fn who(caller: &Caller) -> Who {
    Who { person: caller.person.clone(), posts: caller.post_ids() }
}
