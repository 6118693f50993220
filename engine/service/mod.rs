//! Use cases. The only place that decides who may do what, and the only one that hands changes to the store.
//!
//! Pages, API, mail links and command line are callers of these functions and add no right of their own. Deliberately
//! absent: HTML, HTTP, SQL, and the rules of a case (those are `core::case::step`).

mod act;
mod answers;
mod audit;
mod caller;
mod carry;
mod cases;
mod clock;
mod documents;
mod error;
mod files;
mod fill;
mod inbox;
mod links;
mod mails;
mod people;
mod personal;
mod project;
mod registers;
mod replay;
mod secret;
mod sessions;
mod start;
mod tasks;
mod timers;

use std::sync::Arc;

use tokio::sync::Notify;

pub use act::ActRequest;
pub use audit::Verified;
pub use caller::{Caller, Holding, Via};
pub use carry::Done;
pub use cases::{CaseView, HistoryLine};
pub use clock::{Advance, DemoClock, Fired};
pub use documents::{Books, Changed, Files, Shelf, ShelfError};
pub use error::{Problem, ServiceError};
pub use files::read_folder;
pub use links::Opened;
pub use people::{Absence, Staff};
pub use project::{Previous, TaskData, bilingual};
pub use registers::Row;
pub use replay::{Different, Replayed, pins_of};
pub use secret::ServerKey;
pub use tasks::{ChoiceView, TaskView, due_of, say, shown};

use crate::edge::Clock;
use crate::store::Store;

/// What one installation may choose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where links in mails lead, without a slash at the end.
    pub base_url: String,
    /// A sample company: its clock can be moved, anybody may look as anybody.
    pub demo: bool,
    /// Mails leave the house.
    pub smtp: bool,
}

impl Settings {
    /// The domain of Message-IDs: the base address's host, or `localhost.invalid` where that is an address of numbers.
    pub(crate) fn mail_domain(&self) -> String {
        let host = self.base_url.split("//").nth(1).unwrap_or_default();
        let host = host.split(['/', ':']).next().unwrap_or_default();
        let named = host.contains(|c: char| c.is_ascii_alphabetic()) && host.contains('.');
        if named { host.to_owned() } else { "localhost.invalid".to_owned() }
    }
}

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) demo: Option<Arc<DemoClock>>,
    pub(crate) shelf: Shelf,
    pub(crate) settings: Settings,
    pub(crate) key: ServerKey,
    /// Rung after each commit that may have set a timer or queued a mail.
    pub(crate) committed: Arc<Notify>,
}

impl Service {
    /// Opens the service over a store whose documents have been loaded.
    pub fn new(store: Store, clock: Arc<dyn Clock>, demo: Option<Arc<DemoClock>>, shelf: Shelf, settings: Settings, key: ServerKey) -> Self {
        let committed = Arc::new(Notify::new());
        Service { inner: Arc::new(Inner { store, clock, demo, shelf, settings, key, committed }) }
    }

    /// The time that the company's business runs on.
    pub fn now(&self) -> guicheng_core::value::Moment {
        self.inner.clock.now()
    }

    /// What this installation chose.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The store, for workers that deliver what is committed.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Rung after commits.
    pub fn committed(&self) -> Arc<Notify> {
        Arc::clone(&self.inner.committed)
    }
}
