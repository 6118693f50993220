//! Every limit of the program outside the core, with its unit and its reason. (The core has its own.)

use std::time::Duration;

/// Jobs that the writer commits together. Beyond this a commit's cost no longer shrinks per job, and its callers wait.
pub const BATCH: usize = 256;

/// Jobs that may wait for the writer; who comes later waits at the door. About half a second of work.
pub const QUEUE: usize = 2048;

/// How long one job may take inside the write transaction. Everybody else waits meanwhile.
pub const JOB_TIME: Duration = Duration::from_secs(5);

/// How often a batch is tried again after a lost connection or a deadlock, before its callers are told.
pub const COMMIT_TRIES: u32 = 4;

/// Prepared statements kept per connection. The store has about 30 tables with up to ten generated statements each.
pub const STATEMENTS: usize = 512;

/// Connections that read SQLite. They run on threads of their own; more than cores only wait.
pub const READERS_SQLITE: u32 = 4;

/// Connections that read PostgreSQL; with the writer's one, 16 per node.
pub const READERS_POSTGRES: u32 = 15;

/// Cases that the writer remembers between batches, snapshots included. At 5 KB each about 20 MB.
pub const REMEMBERED_CASES: usize = 4096;

/// Small rows (serial numbers, quotas) that the writer remembers between batches.
pub const REMEMBERED_SMALL: usize = 4096;

/// Rows on one page of a list.
pub const PAGE: i64 = 200;

/// Members of a list that a query is given (the posts of a person, ids). Nobody holds more posts.
pub const LIST: usize = 256;

/// Characters of a clause that a mail quotes; the whole is on the task's page.
pub const MAIL_EXCERPT: usize = 240;
