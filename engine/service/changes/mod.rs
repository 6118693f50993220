//! Changes of controlled documents: a bundle of new revisions beside the case of `document_change` that leads it into force.
//!
//! The case says where the change stands; here is what that means for the documents. Policy and engine meet in one
//! register, `change`: the policy reads facts of it (`facts`) and writes its field `status` (`status`). What must hold
//! whatever a policy says (three different people, signatures over the present bytes, a base that is still in force) is
//! refused here. Deliberately absent: the order of the steps, deadlines and who is asked, which are the policy's.

mod backtest;
mod basis;
mod begin;
mod bundle;
mod cases;
mod edit;
mod editing;
mod evidence;
mod facts;
pub(super) mod first;
mod fit;
mod gather;
mod ground;
mod impact;
mod import;
mod labels;
mod move_cases;
mod overtaken;
mod release;
mod review;
mod schedules;
mod signed;
mod since;
mod status;
mod view;

pub use backtest::{BacktestEvidence, Backtested, title_of as state_title};
pub use cases::{ChangeCases, Choices, MovedClock, moves_of};
pub use edit::{ChangeEdit, Content, Edited, Note, notes_of};
pub use evidence::{Covered, Evidence, Failed, Found, Stories, Weight, key_of as finding_key};
pub use first::{FirstRelease, Waiting};
pub use ground::{Combined, Ground};
pub use impact::{Becoming, CaseOutcome, CasesEvidence, PolicyCases};
pub use move_cases::{MovedCases, Stayed};
pub use review::{BothTexts, Review};
pub use since::Moved;
pub use view::ChangeView;

pub(super) use basis::check_evidence;
pub(super) use begin::begin;
pub(super) use bundle::{bundle_in, change_in, hash_of, items_in};
pub(super) use editing::signal;
pub(super) use facts::{row, rows};
pub(super) use fit::side;
pub(super) use ground::Grounds;
pub(super) use import::{ImportedItem, import_in};
pub(super) use move_cases::{Release, move_cases};
pub(super) use overtaken::overtake;
pub(super) use signed::check_own_work;
pub(super) use since::Shown;
pub(super) use status::write;

use crate::store::tables::change::ChangeStatus;

/// The register in which policy and engine meet.
pub(super) const REGISTER: &str = "change";

/// Whether a change can still be edited, signed and withdrawn.
pub(super) fn is_open(status: ChangeStatus) -> bool {
    matches!(status, ChangeStatus::Draft | ChangeStatus::InReview | ChangeStatus::Approved)
}
