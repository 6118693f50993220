//! What falls due: timers of cases, schedules that start cases, and the demo's clock.

use guicheng_core::value::Moment;

use super::Table;
use crate::store::cell::Column as _;
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::table;

table! {
    /// A case's timer; what it does when it fires is in the snapshot.
    pub struct TimerRow in Timer, key 2, Replace, remember 0; {
        pub instance: String,
        /// Name within the case.
        pub id: String,
        pub due_at: Moment,
        pub kind: String,
    }
}

table! {
    /// A schedule that starts cases.
    pub struct ScheduleRow in Schedule, key 1, Replace, remember 0; {
        pub id: String,
        pub policy: String,
        pub next_at: Moment,
        /// JSON: the schedule and what its cases start with.
        pub data: String,
    }
}

table! {
    /// The demo's clock, one row with `id` 1.
    pub struct ClockRow in Clock, key 1, Replace, remember 0; {
        pub id: i64,
        /// The clock stands at this moment,
        pub moment: Option<Moment>,
        /// or runs this many microseconds ahead of the machine's.
        pub ahead: Option<i64>,
    }
}

const NEXT: Query = Query::plain(0, &[Table::Timer], "SELECT min(due_at) FROM timer");
const DUE: Query = Query::of::<TimerRow>(
    2,
    &[Table::Timer],
    "SELECT {row} FROM timer WHERE due_at <= $1 ORDER BY due_at, instance, id LIMIT $2",
);
const OF_INSTANCE: Query = Query::of::<TimerRow>(
    1,
    &[Table::Timer],
    "SELECT {row} FROM timer WHERE instance = $1 ORDER BY due_at, id",
);
const SCHEDULE_NEXT: Query = Query::plain(0, &[Table::Schedule], "SELECT min(next_at) FROM schedule");
const SCHEDULE_DUE: Query = Query::of::<ScheduleRow>(
    2,
    &[Table::Schedule],
    "SELECT {row} FROM schedule WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2",
);
const SCHEDULES: Query =
    Query::of::<ScheduleRow>(0, &[Table::Schedule], "SELECT {row} FROM schedule ORDER BY id");
const CLOCK: Query = Query::of::<ClockRow>(0, &[Table::Clock], "SELECT {row} FROM clock");

pub(super) const QUERIES: &[&Query] =
    &[&NEXT, &DUE, &OF_INSTANCE, &SCHEDULE_NEXT, &SCHEDULE_DUE, &SCHEDULES, &CLOCK];

impl Reads<'_> {
    /// When the next timer falls due.
    pub async fn next_due(mut self) -> Result<Option<Moment>, StoreError> {
        Ok(self.number(&NEXT, Vec::new()).await?.map(Moment))
    }

    /// Up to `limit` timers due at or before a moment, in the order in which they fire.
    pub async fn due_timers(mut self, until: Moment, limit: i64) -> Result<Vec<TimerRow>, StoreError> {
        self.rows(&DUE, vec![until.cell(), limit.cell()]).await
    }

    /// A case's timers.
    pub async fn timers_of(mut self, instance: &str) -> Result<Vec<TimerRow>, StoreError> {
        self.rows(&OF_INSTANCE, vec![instance.to_owned().cell()]).await
    }

    /// When the next schedule starts a case.
    pub async fn next_schedule(mut self) -> Result<Option<Moment>, StoreError> {
        Ok(self.number(&SCHEDULE_NEXT, Vec::new()).await?.map(Moment))
    }

    /// Up to `limit` schedules due at or before a moment, earliest first.
    pub async fn due_schedules(mut self, until: Moment, limit: i64) -> Result<Vec<ScheduleRow>, StoreError> {
        self.rows(&SCHEDULE_DUE, vec![until.cell(), limit.cell()]).await
    }

    /// All schedules.
    pub async fn schedules(mut self) -> Result<Vec<ScheduleRow>, StoreError> {
        self.rows(&SCHEDULES, Vec::new()).await
    }

    /// The demo's clock, if it was ever moved.
    pub async fn clock(mut self) -> Result<Option<ClockRow>, StoreError> {
        self.first(&CLOCK, Vec::new()).await
    }
}
