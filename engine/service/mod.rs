//! Use cases. The only place that decides who may do what, and the only one that hands changes to the store.
//!
//! Pages, API, mail links and command line are callers of these functions and add no right of their own. Deliberately
//! absent: HTML, HTTP, SQL, and the rules of a case (those are `core::case::step`).

mod account_mails;
mod accounts;
mod acknowledge;
mod act;
mod answers;
mod appointments;
mod as_of;
mod audit;
mod authenticator;
mod caller;
mod carry;
mod cascade;
mod cases;
mod changes;
mod clock;
mod copies;
mod credentials;
mod demo_people;
mod documents;
mod documents_due;
mod error;
mod exchange;
mod exercised;
mod files;
mod fill;
mod held_mails;
mod hold;
mod import;
mod inbox;
mod invitations;
mod join;
mod links;
mod mails;
mod new_password;
mod outbox;
mod pass_on;
mod password;
mod people;
mod personal;
mod project;
mod readers;
mod registers;
mod repeat;
mod replay;
mod secret;
mod sessions;
mod setup;
mod shared;
mod sheets;
mod shelf;
mod signature_check;
mod signatures;
mod simulate;
mod staffing;
mod start;
mod stories;
mod suspects;
mod tasks;
mod tell;
mod timers;
mod trace;
mod typed;
mod witness_check;

use std::sync::Arc;

use tokio::sync::Notify;

pub use accounts::{Account, Left, NewPerson};
pub use act::ActRequest;
pub use as_of::{DocumentAt, Power, PowerKind, powers};
pub use audit::{Verified, verify};
pub use authenticator::Enrolment;
pub use caller::{Caller, Holding, Via};
pub use carry::{Done, Standing, key_of, standings};
pub use cases::{CaseView, HistoryLine, LockView};
pub use changes::{
    BacktestEvidence, Backtested, Becoming, BothTexts, CaseOutcome, CasesEvidence, ChangeCases, ChangeEdit,
    ChangeView, Choices, Combined, Content, Covered, Edited, Evidence, Failed, FirstRelease, Found, Ground,
    Moved, MovedCases, MovedClock, Note, PolicyCases, Review, Stayed, Stories, Waiting, Weight, finding_key,
    moves_of, notes_of, state_title,
};
pub use clock::{Advance, DemoClock, Fired, Upcoming};
pub use copies::{CheckedCopy, CopyView, Printable, Standing as CopyStanding};
pub use credentials::{Means, Proof};
pub use demo_people::DEMO_PASSWORD;
pub(crate) use documents::title_of;
pub use documents::{Books, Changed, Files};
pub use documents_due::{EXTERNAL, ExternalDocument};
pub use error::{Problem, ServiceError};
pub use exchange::{Compared, Copied, Difference, Exported, MANIFEST, Manifest};
pub use exercised::{Carrying, Often};
pub use files::{read_copy, read_folder};
pub use fill::Directories;
pub use hold::{Owed, READ};
pub use import::{Imported, NewChange, Once};
pub use invitations::Invitee;
pub use join::join;
pub use links::Opened;
pub use outbox::MailView;
pub use people::{Absence, Staff};
pub use project::{Previous, TaskData, bilingual, choice_of};
pub use readers::{Reader, Reading, place_key};
pub use registers::Row;
pub use replay::{Different, Replayed, pins_of};
pub use secret::ServerKey;
pub use sessions::OwnSession;
pub use setup::{First, Invited, first_person};
pub use sheets::{Kept, Saved, Sheet, Text, Tried, Typing};
pub use shelf::{Shelf, ShelfError};
pub use signature_check::BadSignature;
pub use signatures::{OTHERWISE, Signing, Statement, meaning_of};
pub use simulate::{error_of, letter};
pub use start::StartView;
pub use stories::ToldStories;
pub use suspects::{SuspectItem, SuspectView, SuspectsEvidence, mark as mark_suspects};
pub use tasks::{ChoiceView, TaskView, due_of, say, shown, touches};
pub use tell::{FieldTold, Told, told};
pub(crate) use timers::plain_entry;
pub use trace::{
    Act as TracedAct, CaseTrace, DocumentTrace, Held, PersonTrace, RanCase, RanOn, RevisionTrace, Segment,
    Signed, Stamp, Step, TraceMatch, Traceable, Verdict,
};
pub use typed::{from_field, to_field};
pub use witness_check::BadRow;

use crate::edge::Clock;
use crate::mail::Sender;
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
    /// Whom they come from.
    pub sender: Sender,
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
    staffing: staffing::StaffingCache,
    grounds: changes::Grounds,
    strangers: credentials::Strangers,
    /// Rung after each commit that may have set a timer.
    pub(crate) committed: Arc<Notify>,
    /// Rung after each commit that may have queued a mail.
    pub(crate) queued: Arc<Notify>,
}

impl Service {
    /// Opens the service over a store whose documents have been loaded.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        demo: Option<Arc<DemoClock>>,
        shelf: Shelf,
        settings: Settings,
        key: ServerKey,
    ) -> Self {
        let (committed, queued) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        Service {
            inner: Arc::new(Inner {
                store,
                clock,
                demo,
                shelf,
                settings,
                key,
                committed,
                queued,
                staffing: Default::default(),
                grounds: Default::default(),
                strangers: Default::default(),
            }),
        }
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

    /// The clock, for workers.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.clock)
    }

    /// Rung after commits that may have set a timer.
    pub fn committed(&self) -> Arc<Notify> {
        Arc::clone(&self.inner.committed)
    }

    /// Rung after commits that may have queued a mail.
    pub fn queued(&self) -> Arc<Notify> {
        Arc::clone(&self.inner.queued)
    }

    /// Wakes the workers after a commit.
    pub(crate) fn ring(&self) {
        self.inner.committed.notify_waiters();
        self.inner.queued.notify_one();
    }
}
