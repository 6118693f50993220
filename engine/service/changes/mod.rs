//! Changes of controlled documents: a bundle of new revisions beside the case of `document_change` that leads it into force.
//!
//! The case says where the change stands; here is what that means for the documents. Policy and engine meet in one
//! register, `change`: the policy reads facts of it and writes its field `status`. What must hold whatever a policy says
//! (three different people, signatures over the present bytes, a base that is still in force) is refused here.

mod bundle;

pub(crate) use bundle::{bundle_in, bundle_of, change_in, hash_of, items_in};
