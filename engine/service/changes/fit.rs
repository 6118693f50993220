//! How one running case would fare: the core's move with the documents of both sides found.

use std::collections::BTreeMap;
use std::sync::Arc;

use guicheng_core::case::{CaseMoves, Misfit, Moved, Side, Snapshot, move_case};
use guicheng_core::value::{Hash, Moment};

use crate::service::documents::Books;
use crate::service::{Inner, ServiceError};

/// What a case runs on and what it would run on.
pub(super) struct Fit<'a> {
    pub(super) policy: &'a str,
    pub(super) old: Arc<Books>,
    pub(super) new: &'a Books,
    pub(super) moves: &'a CaseMoves,
    pub(super) now: Moment,
}

impl Fit<'_> {
    /// The case as it would stand.
    pub(super) fn moved(&self, instance: &str, snapshot: &Snapshot) -> Result<Moved, Vec<Misfit>> {
        match (side(&self.old, self.policy), side(self.new, self.policy)) {
            (Some(old), Some(new)) => move_case(old, new, snapshot, self.moves, instance, self.now),
            _ => Err(vec![Misfit::new("policy-gone", [])]),
        }
    }
}

/// One revision of what a policy's cases run on; none without the policy.
pub(crate) fn side<'b>(books: &'b Books, policy: &str) -> Option<Side<'b>> {
    let policy = books.policy(policy)?;
    Some(Side { policy, form: books.form_of(policy).map(|form| &**form), calendar: books.calendar() })
}

/// The documents that these pins name.
pub(super) async fn books_of(
    inner: &Inner,
    pins: &BTreeMap<String, Hash>,
    policy: &str,
) -> Result<Arc<Books>, ServiceError> {
    inner.library_with(pins, policy).await
}
