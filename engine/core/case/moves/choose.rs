//! What a change says about running cases: which move, which state becomes which, how clocks go on.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::case::Snapshot;

/// What a change says about running cases, by policy. What is not named stays on its revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moves {
    /// By policy id.
    pub policies: BTreeMap<String, CaseMoves>,
}

/// What becomes of the running cases of one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseMoves {
    /// Which of them move.
    #[serde(default)]
    pub cases: Which,
    /// Old state → new state. States of the same name that give the same work map to themselves.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<String, String>,
    /// For timers of states whose rule has changed; without it each one must be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timers: Option<Keep>,
    /// For single timers, by their event in the new form (`after.replied.0`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub timer: BTreeMap<String, Keep>,
    /// For deadlines of tasks whose rule has changed; without it each one must be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadlines: Option<Keep>,
    /// For single deadlines, by their state in the new form.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deadline: BTreeMap<String, Keep>,
}

/// Which cases move.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// None: all stay.
    #[default]
    None,
    /// All that fit.
    All,
    /// Those that stand in one of these states (of the old form).
    States(BTreeSet<String>),
    /// These alone, by instance id.
    Only(BTreeSet<String>),
}

/// How a clock goes on whose rule has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// It keeps its due date.
    Keep,
    /// Time that has gone by counts: the new length from the rule's own start, or from the old start where it has none, but
    /// never before now.
    Remaining,
    /// It begins anew now, also where its rule counts from another moment.
    Restart,
}

impl Keep {
    /// All, in the order in which they are offered.
    pub const ALL: [Keep; 3] = [Keep::Keep, Keep::Remaining, Keep::Restart];

    /// The word in JSON and in message ids.
    pub fn word(self) -> &'static str {
        match self {
            Keep::Keep => "keep",
            Keep::Remaining => "remaining",
            Keep::Restart => "restart",
        }
    }
}

impl Moves {
    /// What becomes of the cases of a policy; nothing is said: they stay.
    pub fn of(&self, policy: &str) -> CaseMoves {
        self.policies.get(policy).cloned().unwrap_or_default()
    }
}

impl CaseMoves {
    /// Whether this case is meant to move.
    pub fn takes(&self, instance: &str, snapshot: &Snapshot) -> bool {
        match &self.cases {
            Which::None => false,
            Which::All => true,
            Which::States(states) => states.iter().any(|state| snapshot.is_active(state)),
            Which::Only(cases) => cases.contains(instance),
        }
    }
}
