//! What a person's inbox shows, and the numbers on the first page.
//!
//! Who holds which post is decided by the service; here posts come as a list, and each box is an index lookup.

use guicheng_core::value::Moment;

use super::Table;
use super::task::TaskRow;
use crate::store::cell::{Cell, Column as _};
use crate::store::error::StoreError;
use crate::store::reads::{Page, Query, Reads, numbers, paged};

/// The boxes of an inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskBox {
    /// Open tasks for one of the posts or the person, earliest deadline first.
    Todo,
    /// Tasks that the person has acted on, latest first.
    Done,
    /// Open tasks of the cases that the person has started, earliest deadline first.
    Started,
    /// Tasks that one of the posts or the person was told of, latest first.
    Cc,
}

/// Whose inbox: a person and the posts in whose name they may act.
#[derive(Clone, Debug, Default)]
pub struct Who {
    pub person: String,
    /// At most [`limits::LIST`](crate::limits::LIST).
    pub posts: Vec<String>,
}

const TASKS: &[Table] = &[Table::Instance, Table::Task, Table::Slot];

/// Tasks with a slot of this status for `$1` or one of the posts.
macro_rules! addressed {
    ($status:literal) => {
        concat!(
            "id IN (SELECT task FROM task_slot WHERE status = '",
            $status,
            "' AND person = $1 ",
            "UNION SELECT task FROM task_slot WHERE status = '",
            $status,
            "' AND post IN ({list}))"
        )
    };
}

macro_rules! acted {
    () => {
        "id IN (SELECT task FROM task_slot WHERE acted_by = $1)"
    };
}

macro_rules! started {
    () => {
        "status = 'open' AND instance IN (SELECT id FROM instance WHERE started_by = $1)"
    };
}

const TODO: Query = Query::of::<TaskRow>(
    3,
    TASKS,
    concat!(
        "SELECT {row} FROM task WHERE status = 'open' AND ",
        addressed!("open"),
        " ORDER BY due_at NULLS LAST, id LIMIT $2 OFFSET $3"
    ),
);
const DONE: Query = Query::of::<TaskRow>(
    3,
    TASKS,
    concat!(
        "SELECT {row} FROM task WHERE ",
        acted!(),
        " ORDER BY done_at DESC NULLS FIRST, id DESC LIMIT $2 OFFSET $3"
    ),
);
const STARTED: Query = Query::of::<TaskRow>(
    3,
    TASKS,
    concat!(
        "SELECT {row} FROM task WHERE ",
        started!(),
        " ORDER BY due_at NULLS LAST, id LIMIT $2 OFFSET $3"
    ),
);
const CC: Query = Query::of::<TaskRow>(
    3,
    TASKS,
    concat!(
        "SELECT {row} FROM task WHERE ",
        addressed!("told"),
        " ORDER BY opened_at DESC, id DESC LIMIT $2 OFFSET $3"
    ),
);
const COUNTS: Query = Query::plain(
    1,
    TASKS,
    concat!(
        "SELECT (SELECT count(*) FROM task WHERE status = 'open' AND ",
        addressed!("open"),
        "), ",
        "(SELECT count(*) FROM task WHERE ",
        acted!(),
        "), ",
        "(SELECT count(*) FROM task WHERE ",
        started!(),
        "), ",
        "(SELECT count(*) FROM task WHERE ",
        addressed!("told"),
        ")"
    ),
);
const STATS: Query = Query::plain(
    1,
    &[Table::Entry, Table::Instance, Table::Task, Table::Outbox, Table::Incident],
    "SELECT (SELECT entries FROM ledger_head),
        (SELECT count(*) FROM instance WHERE status IN ('active', 'incident')),
        (SELECT count(*) FROM instance),
        (SELECT count(*) FROM task WHERE status = 'open'),
        (SELECT count(*) FROM task WHERE status = 'open' AND due_at < $1),
        (SELECT count(*) FROM outbox WHERE status IN ('waiting', 'sending')),
        (SELECT count(*) FROM outbox WHERE status = 'failed'),
        (SELECT count(*) FROM incident WHERE resolved_at IS NULL)",
);

pub(super) const QUERIES: &[&Query] = &[&TODO, &DONE, &STARTED, &CC, &COUNTS, &STATS];

/// How many tasks are in each box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoxCounts {
    pub todo: i64,
    pub done: i64,
    pub started: i64,
    pub cc: i64,
}

/// The numbers on the first page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub entries: i64,
    /// Cases that go on.
    pub active_cases: i64,
    pub cases: i64,
    pub open_tasks: i64,
    pub overdue_tasks: i64,
    pub waiting_mails: i64,
    pub failed_mails: i64,
    pub open_incidents: i64,
}

impl Reads<'_> {
    /// A page of one box.
    pub async fn inbox(mut self, who: &Who, which: TaskBox, page: Page) -> Result<Vec<TaskRow>, StoreError> {
        let cells = paged([who.person.cell()], page);
        match which {
            TaskBox::Todo => self.listed(&TODO, cells, who.posts()).await,
            TaskBox::Done => self.rows(&DONE, cells).await,
            TaskBox::Started => self.rows(&STARTED, cells).await,
            TaskBox::Cc => self.listed(&CC, cells, who.posts()).await,
        }
    }

    /// How many tasks are in each box.
    pub async fn inbox_counts(mut self, who: &Who) -> Result<BoxCounts, StoreError> {
        let raw = self.raw(&COUNTS, vec![who.person.cell()], who.posts()).await?;
        let Some(raw) = raw.first() else { return Ok(BoxCounts::default()) };
        let [todo, done, started, cc] = numbers(&COUNTS, raw)?.map(|count| count.unwrap_or(0));
        Ok(BoxCounts { todo, done, started, cc })
    }

    /// The numbers on the first page, at this moment.
    pub async fn stats(mut self, now: Moment) -> Result<Stats, StoreError> {
        let raw = self.raw(&STATS, vec![now.cell()], Vec::new()).await?;
        let Some(raw) = raw.first() else { return Ok(Stats::default()) };
        let [
            entries,
            active_cases,
            cases,
            open_tasks,
            overdue_tasks,
            waiting_mails,
            failed_mails,
            open_incidents,
        ] = numbers(&STATS, raw)?.map(|count| count.unwrap_or(0));
        Ok(Stats {
            entries,
            active_cases,
            cases,
            open_tasks,
            overdue_tasks,
            waiting_mails,
            failed_mails,
            open_incidents,
        })
    }
}

impl Who {
    pub(super) fn posts(&self) -> Vec<Cell> {
        self.posts.iter().map(String::cell).collect()
    }
}
