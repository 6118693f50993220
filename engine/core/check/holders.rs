//! Posts that have work and that nobody holds.
//!
//! Who holds a post is data and no document: the caller says it.

use std::collections::BTreeSet;

use super::bench::Bench;
use crate::document::{DocumentKind, Library};
use crate::policy::Naming;
use crate::text::Findings;

/// Reports, once a policy, each post that it names and that is not among those `held`.
pub fn check_holders(library: &Library, held: &BTreeSet<String>, findings: &mut Findings) {
    for policy in library.policies() {
        let Some(source) = library.source(DocumentKind::Policy, &policy.id) else { continue };
        let mut bench = Bench::new(library, policy, source, findings);
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for used in policy.names.iter().filter(|used| used.what == Naming::Post) {
            let known = library.organisation().is_none_or(|o| o.post(&used.name).is_some());
            if known && !held.contains(&used.name) && told.insert(&used.name) {
                bench.warning("G0744", (used.chart, used.state), used.span, [("name", used.name.clone())]);
            }
        }
    }
}
