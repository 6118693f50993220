//! Changes of controlled documents: a bundle of new revisions beside the case of `document_change` that leads it into force.
//!
//! The case says where the change stands; here is what that means for the documents. Policy and engine meet in one
//! register, `change`: the policy reads facts of it and writes its field `status`. What must hold whatever a policy says
//! (three different people, signatures over the present bytes, a base that is still in force) is refused here.

mod bundle;
mod fit;
mod impact;
mod move_cases;

pub(crate) use bundle::{bundle_in, bundle_of, change_in, hash_of, items_in};
pub(crate) use fit::side;
pub(crate) use impact::Look;
pub use impact::{Becoming, CaseOutcome, CasesEvidence, PolicyCases};
pub use move_cases::{MovedCases, Stayed};
pub(crate) use move_cases::{Release, move_cases};
