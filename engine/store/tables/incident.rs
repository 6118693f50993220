//! Incidents: what went wrong by itself and needs somebody to look at it.

use guicheng_core::value::Moment;

use super::Table;
use crate::store::cell::Column as _;
use crate::store::error::StoreError;
use crate::store::reads::{Page, Query, Reads, paged};
use crate::store::row::table;

table! {
    /// An incident: a code and its arguments, whose sentence lies in the language files.
    pub struct IncidentRow in Incident, key 1, Replace, remember 0; {
        pub id: String,
        pub instance: Option<String>,
        pub kind: String,
        pub at: Moment,
        pub code: String,
        /// JSON: the sentence's arguments.
        pub args: String,
        pub assigned_post: Option<String>,
        pub resolved_at: Option<Moment>,
        pub resolved_by: Option<String>,
    }
}

const BY_ID: Query =
    Query::of::<IncidentRow>(1, &[Table::Incident], "SELECT {row} FROM incident WHERE id = $1");
const OPEN: Query = Query::of::<IncidentRow>(
    2,
    &[Table::Incident],
    "SELECT {row} FROM incident WHERE resolved_at IS NULL ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2",
);
const LIST: Query = Query::of::<IncidentRow>(
    2,
    &[Table::Incident],
    "SELECT {row} FROM incident ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2",
);
const OF_INSTANCE: Query = Query::of::<IncidentRow>(
    1,
    &[Table::Incident],
    "SELECT {row} FROM incident WHERE instance = $1 ORDER BY at, id",
);

pub(super) const QUERIES: &[&Query] = &[&BY_ID, &OPEN, &LIST, &OF_INSTANCE];

impl Reads<'_> {
    /// An incident by its id.
    pub async fn incident(mut self, id: &str) -> Result<Option<IncidentRow>, StoreError> {
        self.first(&BY_ID, vec![id.to_owned().cell()]).await
    }

    /// A page of incidents, newest first; `resolved` ones too if wanted.
    pub async fn incidents(mut self, resolved: bool, page: Page) -> Result<Vec<IncidentRow>, StoreError> {
        self.rows(if resolved { &LIST } else { &OPEN }, paged([], page)).await
    }

    /// A case's incidents, oldest first.
    pub async fn incidents_of(mut self, instance: &str) -> Result<Vec<IncidentRow>, StoreError> {
        self.rows(&OF_INSTANCE, vec![instance.to_owned().cell()]).await
    }
}
