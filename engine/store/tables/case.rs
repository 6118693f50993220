//! Cases: what a list of them shows, and apart from it the snapshot that decides.

use std::ops::Range;

use guicheng_core::value::{Hash, Moment};

use super::Table;
use super::inbox::Who;
use crate::limits;
use crate::store::cell::{Cell, Column as _, words};
use crate::store::error::StoreError;
use crate::store::reads::{Page, Query, Reads, paged, pattern};
use crate::store::row::table;

words! {
    /// How a case stands.
    pub enum InstanceStatus {
        Active = "active",
        Done = "done",
        Cancelled = "cancelled",
        /// It cannot go on until somebody has looked at its incident.
        Incident = "incident",
    }
}

table! {
    /// A case as lists show it. It changes at start and end, seldom between.
    pub struct InstanceRow in Instance, key 1, Replace, remember limits::REMEMBERED_CASES; {
        pub id: String,
        /// What people call it, by the policy's number format; given when the format's parts are known.
        pub number: Option<String>,
        /// Id of the policy.
        pub policy: String,
        /// One line that tells this case from others; never a personal field.
        pub title: String,
        pub status: InstanceStatus,
        pub started_by: Option<String>,
        pub started_at: Moment,
        pub ended_at: Option<Moment>,
        /// JSON: document id → content hash, the revisions it runs on.
        pub pins: String,
        /// Since when: its beginning, or its last move.
        pub pinned_at: Moment,
        /// A drill: nothing leaves the house.
        pub drill: bool,
        /// The case that called it.
        pub parent: Option<String>,
        /// The call's number there …
        pub call_no: Option<i64>,
        /// … and what the policy calls it.
        pub call_id: Option<String>,
    }
}

table! {
    /// A case's snapshot: everything that decides what happens next.
    pub struct SnapshotRow in Snapshot, key 1, Replace, remember limits::REMEMBERED_CASES; {
        pub instance: String,
        /// Number of steps that led to it.
        pub version: i64,
        /// Hash of `content`.
        pub hash: Hash,
        /// The core's canonical text.
        pub content: String,
    }
}

/// Which cases are wanted; what is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    pub policy: Option<String>,
    pub status: Option<InstanceStatus>,
    pub started_by: Option<String>,
    /// Contained in number or title, upper and lower case ASCII letters alike.
    pub search: String,
}

/// The condition of [`CaseFilter`]: `$1` policy, `$2` status, `$3` starter, `$4` pattern.
macro_rules! filter {
    () => {
        "WHERE (CAST($1 AS TEXT) IS NULL OR policy = $1) AND (CAST($2 AS TEXT) IS NULL OR status = $2) AND (CAST($3 AS TEXT) IS NULL OR started_by = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR lower(title) LIKE $4 ESCAPE '!' OR lower(number) LIKE $4 ESCAPE '!')"
    };
}

const BY_ID: Query =
    Query::of::<InstanceRow>(1, &[Table::Instance], "SELECT {row} FROM instance WHERE id = $1");
const BY_IDS: Query =
    Query::of::<InstanceRow>(0, &[Table::Instance], "SELECT {row} FROM instance WHERE id IN ({list})");
const BY_NUMBER: Query =
    Query::of::<InstanceRow>(1, &[Table::Instance], "SELECT {row} FROM instance WHERE number = $1");
const SNAPSHOT: Query =
    Query::of::<SnapshotRow>(1, &[Table::Snapshot], "SELECT {row} FROM snapshot WHERE instance = $1");
const LIST: Query = Query::of::<InstanceRow>(
    6,
    &[Table::Instance],
    concat!(
        "SELECT {row} FROM instance ",
        filter!(),
        " ORDER BY started_at DESC, id DESC LIMIT $5 OFFSET $6"
    ),
);
const COUNT: Query =
    Query::plain(4, &[Table::Instance], concat!("SELECT count(*) FROM instance ", filter!()));
const WALK: Query = Query::of::<InstanceRow>(
    2,
    &[Table::Instance],
    "SELECT {row} FROM instance WHERE id > $1 ORDER BY id LIMIT $2",
);

const RUNNING: Query = Query::of::<InstanceRow>(
    3,
    &[Table::Instance],
    "SELECT {row} FROM instance WHERE policy = $1 AND ended_at IS NULL AND id > $2 ORDER BY id LIMIT $3",
);
const COUNT_RUNNING: Query = Query::plain(
    1,
    &[Table::Instance],
    "SELECT count(*) FROM instance WHERE policy = $1 AND ended_at IS NULL",
);
const FINISHED: Query = Query::of::<InstanceRow>(
    2,
    &[Table::Instance],
    "SELECT {row} FROM instance WHERE policy = $1 AND status = 'done' ORDER BY ended_at DESC, id DESC LIMIT $2",
);
const SNAPSHOTS: Query = Query::of::<SnapshotRow>(
    0,
    &[Table::Snapshot],
    "SELECT {row} FROM snapshot WHERE instance IN ({list}) ORDER BY instance",
);

const CALLED: Query = Query::of::<InstanceRow>(
    2,
    &[Table::Instance],
    "SELECT {row} FROM instance WHERE parent = $1 AND call_no = $2",
);
const CALLS: Query = Query::of::<InstanceRow>(
    2,
    &[Table::Instance],
    "SELECT {row} FROM instance WHERE parent = $1 ORDER BY call_no LIMIT $2",
);

/// Cases that somebody started or had to do with.
macro_rules! involved {
    () => {
        " AND (started_by = $5 OR id IN (SELECT task.instance FROM task JOIN task_slot ON task_slot.task = task.id \
         WHERE task_slot.person = $5 OR task_slot.acted_by = $5 OR task_slot.post IN ({list})))"
    };
}
const LIST_OF: Query = Query::of::<InstanceRow>(
    7,
    &[Table::Instance, Table::Task, Table::Slot],
    concat!(
        "SELECT {row} FROM instance ",
        filter!(),
        involved!(),
        " ORDER BY started_at DESC, id DESC LIMIT $6 OFFSET $7"
    ),
);
const COUNT_OF: Query = Query::plain(
    5,
    &[Table::Instance, Table::Task, Table::Slot],
    concat!("SELECT count(*) FROM instance ", filter!(), involved!()),
);

// A case that was moved names the revision it left in an entry.
macro_rules! ran_on {
    () => {
        "WHERE (pins LIKE $1 OR id IN (SELECT instance FROM entry WHERE kind = 'move' AND leaf LIKE $1))
         AND ((started_at >= $2 AND started_at < $3) OR (pinned_at >= $2 AND pinned_at < $3))"
    };
}
fn ran_on(hash: &guicheng_core::value::Hash, taken_up: &Range<Moment>) -> [Cell; 3] {
    [format!("%{hash}%").cell(), taken_up.start.cell(), taken_up.end.cell()]
}
const RAN_ON: Query = Query::of::<InstanceRow>(
    5,
    &[Table::Instance, Table::Entry],
    concat!(
        "SELECT {row} FROM instance ",
        ran_on!(),
        " ORDER BY started_at DESC, id DESC LIMIT $4 OFFSET $5"
    ),
);
const COUNT_RAN_ON: Query =
    Query::plain(3, &[Table::Instance, Table::Entry], concat!("SELECT count(*) FROM instance ", ran_on!()));

pub(super) const QUERIES: &[&Query] = &[
    &RAN_ON,
    &COUNT_RAN_ON,
    &RUNNING,
    &COUNT_RUNNING,
    &FINISHED,
    &SNAPSHOTS,
    &LIST_OF,
    &COUNT_OF,
    &CALLED,
    &CALLS,
    &BY_ID,
    &BY_IDS,
    &BY_NUMBER,
    &SNAPSHOT,
    &LIST,
    &COUNT,
    &WALK,
];

impl CaseFilter {
    fn cells(&self) -> [Cell; 4] {
        [self.policy.cell(), self.status.cell(), self.started_by.cell(), pattern(&self.search).cell()]
    }
}

impl Reads<'_> {
    /// A case by its id.
    pub async fn instance(mut self, id: &str) -> Result<Option<InstanceRow>, StoreError> {
        self.first(&BY_ID, vec![id.to_owned().cell()]).await
    }

    /// Several cases by their ids, in no particular order; at most [`limits::LIST`].
    pub async fn instances(mut self, ids: &[String]) -> Result<Vec<InstanceRow>, StoreError> {
        self.listed(&BY_IDS, Vec::new(), ids.iter().map(String::cell).collect()).await
    }

    /// A case by the number that people call it.
    pub async fn instance_by_number(mut self, number: &str) -> Result<Option<InstanceRow>, StoreError> {
        self.first(&BY_NUMBER, vec![number.to_owned().cell()]).await
    }

    /// The case that another one called, by the call's number there.
    pub async fn instance_called(
        mut self,
        parent: &str,
        call: i64,
    ) -> Result<Option<InstanceRow>, StoreError> {
        self.first(&CALLED, vec![parent.to_owned().cell(), call.cell()]).await
    }

    /// The first `limit` cases that a case has called, in the order of the calls.
    pub async fn instances_called(
        mut self,
        parent: &str,
        limit: i64,
    ) -> Result<Vec<InstanceRow>, StoreError> {
        self.rows(&CALLS, vec![parent.to_owned().cell(), limit.cell()]).await
    }

    /// A case's snapshot.
    pub async fn snapshot(mut self, instance: &str) -> Result<Option<SnapshotRow>, StoreError> {
        self.first(&SNAPSHOT, vec![instance.to_owned().cell()]).await
    }

    /// A page of cases, newest first.
    pub async fn cases(mut self, filter: &CaseFilter, page: Page) -> Result<Vec<InstanceRow>, StoreError> {
        self.rows(&LIST, paged(filter.cells(), page)).await
    }

    /// How many cases there are in all pages.
    pub async fn count_cases(mut self, filter: &CaseFilter) -> Result<i64, StoreError> {
        Ok(self.number(&COUNT, filter.cells().to_vec()).await?.unwrap_or(0))
    }

    /// A page of the cases that somebody started or had to do with, newest first.
    pub async fn cases_of(
        mut self,
        who: &Who,
        filter: &CaseFilter,
        page: Page,
    ) -> Result<Vec<InstanceRow>, StoreError> {
        let [a, b, c, d] = filter.cells();
        let cells = paged([a, b, c, d, who.person.cell()], page);
        self.listed(&LIST_OF, cells, who.posts()).await
    }

    /// How many of them there are in all pages.
    pub async fn count_cases_of(mut self, who: &Who, filter: &CaseFilter) -> Result<i64, StoreError> {
        let [a, b, c, d] = filter.cells();
        let raw = self.raw(&COUNT_OF, vec![a, b, c, d, who.person.cell()], who.posts()).await?;
        let Some(raw) = raw.first() else { return Ok(0) };
        let [count] = crate::store::reads::numbers(&COUNT_OF, raw)?;
        Ok(count.unwrap_or(0))
    }

    /// Up to `limit` running cases of a policy whose id follows `after` (`""` to begin with), in the order of ids.
    pub async fn running_cases(
        mut self,
        policy: &str,
        after: &str,
        limit: i64,
    ) -> Result<Vec<InstanceRow>, StoreError> {
        self.rows(&RUNNING, vec![policy.to_owned().cell(), after.to_owned().cell(), limit.cell()]).await
    }

    /// How many cases of a policy run.
    pub async fn count_running(mut self, policy: &str) -> Result<i64, StoreError> {
        Ok(self.number(&COUNT_RUNNING, vec![policy.to_owned().cell()]).await?.unwrap_or(0))
    }

    /// The last `limit` cases of a policy that reached their end, the latest first.
    pub async fn finished_cases(mut self, policy: &str, limit: i64) -> Result<Vec<InstanceRow>, StoreError> {
        self.rows(&FINISHED, vec![policy.to_owned().cell(), limit.cell()]).await
    }

    /// The snapshots of these cases (at most [`limits::LIST`]), in the order of ids.
    pub async fn snapshots(mut self, instances: &[String]) -> Result<Vec<SnapshotRow>, StoreError> {
        self.listed(&SNAPSHOTS, Vec::new(), instances.iter().map(String::cell).collect()).await
    }

    /// Cases that run, or before a move ran, on the revision with this hash and took it up in this time, the newest
    /// first.
    pub async fn cases_on(
        mut self,
        hash: &guicheng_core::value::Hash,
        taken_up: &Range<Moment>,
        page: Page,
    ) -> Result<Vec<InstanceRow>, StoreError> {
        self.rows(&RAN_ON, paged(ran_on(hash, taken_up), page)).await
    }

    /// How many those are.
    pub async fn count_cases_on(
        mut self,
        hash: &guicheng_core::value::Hash,
        taken_up: &Range<Moment>,
    ) -> Result<i64, StoreError> {
        Ok(self.number(&COUNT_RAN_ON, ran_on(hash, taken_up).into()).await?.unwrap_or(0))
    }

    /// Up to `limit` cases whose id follows `after` (`""` to begin with), in the order of ids: to walk them all.
    pub async fn walk_cases(mut self, after: &str, limit: i64) -> Result<Vec<InstanceRow>, StoreError> {
        self.rows(&WALK, vec![after.to_owned().cell(), limit.cell()]).await
    }
}
