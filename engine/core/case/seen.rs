//! What a step went through, for coverage: kept only when it is asked for.

use std::collections::BTreeSet;

use crate::chart::{StateId, TransitionId};
use crate::policy::ScriptId;

/// Parts of a policy that were exercised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// States entered: chart and state.
    pub states: BTreeSet<(usize, StateId)>,
    /// Transitions taken: chart and transition.
    pub transitions: BTreeSet<(usize, TransitionId)>,
    /// Conditions judged, with what came out.
    pub conditions: BTreeSet<(ScriptId, bool)>,
    /// Rows of decision tables that hit.
    pub rows: BTreeSet<(String, usize)>,
}

impl Seen {
    /// Adds what another step went through.
    pub fn merge(&mut self, other: Seen) {
        self.states.extend(other.states);
        self.transitions.extend(other.transitions);
        self.conditions.extend(other.conditions);
        self.rows.extend(other.rows);
    }
}
