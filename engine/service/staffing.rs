//! Who holds which post: all appointments in memory, as of the ledger entry that last changed one.
//!
//! Every command asks for them several times. The row `staffing` in table `meta` names that entry; it is written in the
//! same commit as each change, so a look at it inside the transaction tells whether what is in memory still holds.

use std::sync::{Arc, PoisonError, RwLock};

use guicheng_core::value::Moment;

use super::caller::Holding;
use super::{Inner, ServiceError};
use crate::store::tables::count::MetaRow;
use crate::store::tables::people::{AppointmentKind, AppointmentRow};
use crate::store::{Tx, Unit};

const NAME: &str = "staffing";

/// All appointments, past and future ones too.
#[derive(Debug, Default)]
pub(super) struct Staffing {
    version: String,
    rows: Vec<AppointmentRow>,
}

/// The staffing known last.
#[derive(Debug, Default)]
pub(super) struct StaffingCache(RwLock<Arc<Staffing>>);

impl Inner {
    /// The appointments as the transaction sees them.
    pub(super) async fn staffing(&self, tx: &mut Tx) -> Result<Arc<Staffing>, ServiceError> {
        let version = tx.get::<MetaRow>(NAME).await?.map(|row| row.content.clone()).unwrap_or_default();
        let known = Arc::clone(&self.staffing.0.read().unwrap_or_else(PoisonError::into_inner));
        if known.version == version && !version.is_empty() {
            return Ok(known);
        }
        let rows = tx.read().all_appointments().await?;
        let staffing = Arc::new(Staffing { version, rows });
        *self.staffing.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&staffing);
        Ok(staffing)
    }
}

/// Says in the unit that appointments change with it.
pub(super) fn mark_changed(unit: &mut Unit) {
    let content = unit.seq().to_string();
    unit.put(MetaRow { name: NAME.to_owned(), content });
}

impl Staffing {
    /// Appointments to a post at a moment: holders before delegates, each person once.
    pub(super) fn to(&self, post: &str, now: Moment) -> Vec<&AppointmentRow> {
        let mut rows: Vec<&AppointmentRow> = self.at(now).filter(|row| row.post == post).collect();
        rows.sort_by(|a, b| (is_delegate(a), a.from_at, &a.id).cmp(&(is_delegate(b), b.from_at, &b.id)));
        let mut people: Vec<&str> = Vec::new();
        rows.retain(|row| {
            let first = !people.contains(&row.person.as_str());
            people.push(&row.person);
            first
        });
        rows
    }

    /// Posts in whose name a person may act at a moment: own ones first.
    pub(super) fn of(&self, person: &str, now: Moment) -> Vec<Holding> {
        holdings(self.at(now).filter(|row| row.person == person))
    }

    fn at(&self, now: Moment) -> impl Iterator<Item = &AppointmentRow> {
        self.rows.iter().filter(move |row| row.from_at <= now && row.to_at.is_none_or(|to| to > now))
    }
}

/// The posts of one person's appointments, own ones first, each once.
pub(super) fn holdings<'r>(rows: impl Iterator<Item = &'r AppointmentRow>) -> Vec<Holding> {
    let mut posts: Vec<Holding> =
        rows.map(|row| Holding { post: row.post.clone(), delegate: is_delegate(row) }).collect();
    posts.sort_by(|a, b| (a.delegate, &a.post).cmp(&(b.delegate, &b.post)));
    let mut seen: Vec<String> = Vec::new();
    posts.retain(|held| {
        let first = !seen.contains(&held.post);
        seen.push(held.post.clone());
        first
    });
    posts
}

fn is_delegate(row: &AppointmentRow) -> bool {
    row.kind == AppointmentKind::Delegate
}
