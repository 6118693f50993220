//! Inboxes: what is to do, what I did, what I started, what I was told of.

use super::{Caller, Service, ServiceError};
use crate::store::tables::inbox::{BoxCounts, TaskBox, Who};
use crate::store::tables::task::{SlotRow, TaskRow};
use crate::store::Page;

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

    /// How many tasks are in each of the caller's boxes.
    pub async fn inbox_counts(&self, caller: &Caller) -> Result<BoxCounts, ServiceError> {
        Ok(self.inner.store.read().inbox_counts(&who(caller)).await?)
    }
}

fn who(caller: &Caller) -> Who {
    Who { person: caller.person.clone(), posts: caller.post_ids() }
}
