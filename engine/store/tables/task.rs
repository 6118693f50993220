//! Tasks and whom they are addressed to: projections of the snapshots, for inboxes and pages.

use guicheng_core::value::Moment;

use super::Table;
use crate::store::cell::{Column as _, words};
use crate::store::connection::Raw;
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::table;

words! {
    /// How a task stands.
    pub enum TaskStatus {
        Open = "open",
        Done = "done",
        /// The case went on without it.
        Cancelled = "cancelled",
    }
}

words! {
    /// What a slot's post or person has to do with the task.
    pub enum SlotStatus {
        /// Has to act.
        Open = "open",
        /// Has acted.
        Acted = "acted",
        /// No longer has to.
        Cancelled = "cancelled",
        /// Was told of it and has nothing to do: the copy (抄送).
        Told = "told",
    }
}

table! {
    /// A task.
    pub struct TaskRow in Task, key 1, Replace, remember 0; {
        pub id: String,
        pub instance: String,
        pub policy: String,
        /// Path of the state that opened it.
        pub state: String,
        pub status: TaskStatus,
        /// JSON: language → what is to be done.
        pub title: String,
        /// The clause that asks for it.
        pub clause: Option<String>,
        pub opened_at: Moment,
        pub due_at: Option<Moment>,
        /// JSON: how `due_at` was found.
        pub due_explain: Option<String>,
        /// The meaning of the signature, if it is one.
        pub sign: Option<String>,
        /// JSON: the posts and people addressed, as shown.
        pub holders: String,
        pub done_by: Option<String>,
        /// The post in whose name `done_by` acted.
        pub done_post: Option<String>,
        pub done_at: Option<Moment>,
        /// The choice taken.
        pub choice: Option<String>,
        /// Counts up whenever the task is given to somebody else: links of older assignments are dead.
        pub assignment: i64,
        /// JSON: what else the service shows.
        pub data: String,
    }
}

table! {
    /// One post or person a task is addressed to.
    pub struct SlotRow in Slot, key 2, Replace, remember 0; {
        pub task: String,
        /// Name within the task.
        pub slot: String,
        pub post: Option<String>,
        pub person: Option<String>,
        pub status: SlotStatus,
        pub acted_by: Option<String>,
        pub acted_at: Option<Moment>,
        pub choice: Option<String>,
    }
}

const BY_ID: Query = Query::of::<TaskRow>(1, &[Table::Task], "SELECT {row} FROM task WHERE id = $1");
const OF_INSTANCE: Query = Query::of::<TaskRow>(
    1,
    &[Table::Task],
    "SELECT {row} FROM task WHERE instance = $1 ORDER BY opened_at, id",
);
const OPEN_OF: Query = Query::of::<TaskRow>(
    1,
    &[Table::Task],
    "SELECT {row} FROM task WHERE instance = $1 AND status = 'open' ORDER BY opened_at, id",
);
const SLOTS: Query = Query::of::<SlotRow>(
    0,
    &[Table::Slot],
    "SELECT {row} FROM task_slot WHERE task IN ({list}) ORDER BY task, slot",
);

const EXERCISED: Query = Query::plain(
    1,
    &[Table::Task],
    "SELECT policy, state, COALESCE(choice, ''), count(*), SUM(CASE WHEN opened_at >= $1 THEN 1 ELSE 0 END)
     FROM task GROUP BY policy, state, choice",
);

const SLOTS_OF_PERSON: Query = Query::of::<SlotRow>(
    1,
    &[Table::Slot],
    "SELECT {row} FROM task_slot WHERE person = $1 AND status = 'open' ORDER BY task, slot",
);

pub(super) const QUERIES: &[&Query] = &[&BY_ID, &OF_INSTANCE, &OPEN_OF, &SLOTS, &EXERCISED, &SLOTS_OF_PERSON];

/// How often tasks of a state were opened, by the choice that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercised {
    /// Policy id.
    pub policy: String,
    /// State.
    pub state: String,
    /// Empty: none yet, or the case went on without one.
    pub choice: String,
    /// Tasks ever.
    pub all: i64,
    /// Of these, opened since the moment that was asked for.
    pub recent: i64,
}

impl Reads<'_> {
    /// Open places that are a person's own, and no post's.
    pub async fn open_slots_of(mut self, person: &str) -> Result<Vec<SlotRow>, StoreError> {
        self.rows(&SLOTS_OF_PERSON, vec![person.to_owned().cell()]).await
    }

    /// A task by its id.
    pub async fn task(mut self, id: &str) -> Result<Option<TaskRow>, StoreError> {
        self.first(&BY_ID, vec![id.to_owned().cell()]).await
    }

    /// All tasks of a case, oldest first.
    pub async fn tasks_of(mut self, instance: &str) -> Result<Vec<TaskRow>, StoreError> {
        self.rows(&OF_INSTANCE, vec![instance.to_owned().cell()]).await
    }

    /// The open tasks of a case, oldest first.
    pub async fn open_tasks_of(mut self, instance: &str) -> Result<Vec<TaskRow>, StoreError> {
        self.rows(&OPEN_OF, vec![instance.to_owned().cell()]).await
    }

    /// How often each state's tasks were opened, ever and since a moment. Answered from one index.
    pub async fn exercised(mut self, since: Moment) -> Result<Vec<Exercised>, StoreError> {
        let rows = self.raw(&EXERCISED, vec![since.cell()], Vec::new()).await?;
        let read = |raw: &Raw| {
            Ok(Exercised {
                policy: raw.text(0)?,
                state: raw.text(1)?,
                choice: raw.text(2)?,
                all: raw.int(3)?,
                recent: raw.int(4)?,
            })
        };
        let bad =
            |problem| StoreError::Decode { table: "task", column: "(computed)", key: String::new(), problem };
        rows.iter().map(|raw| read(raw).map_err(bad)).collect()
    }

    /// The slots of these tasks (at most [`limits::LIST`](crate::limits::LIST)), by task and name.
    pub async fn slots_of(mut self, tasks: &[String]) -> Result<Vec<SlotRow>, StoreError> {
        self.listed(&SLOTS, Vec::new(), tasks.iter().map(String::cell).collect()).await
    }
}
