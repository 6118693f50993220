//! Where a case stands on the picture of its policy.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{SlotStatus, Snapshot};

/// How far something present has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Far {
    /// It is there; nothing to count.
    #[default]
    Here,
    /// Signatures of a task, items of a `for_each`: so many done, so many still open.
    Part { done: u32, open: u32 },
    /// A state of items: so many of them are there.
    Items(u32),
}

/// What is present and what was left; by the names of states, which are unique in a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// States of the present configuration, those of items included. Composite states need not be named.
    pub lit: BTreeMap<String, Far>,
    /// States that the case has left; the ledger knows them.
    pub visited: BTreeSet<String>,
}

impl Standing {
    /// What a snapshot knows: the present. A task shows its signatures, a `for_each` its items, a state of items how
    /// many of them are there.
    pub fn of(snapshot: &Snapshot) -> Standing {
        let mut lit: BTreeMap<String, Far> = BTreeMap::new();
        for machine in snapshot.machines.values().filter(|m| m.running) {
            for state in &machine.states {
                let far = lit.entry(state.clone()).or_default();
                if machine.item.is_some() {
                    *far = Far::Items(far.items() + 1);
                }
            }
        }
        for (state, done, open) in items(snapshot) {
            lit.insert(state, Far::Part { done, open });
        }
        for task in snapshot.tasks.values().filter(|task| task.slots.len() > 1 && task.machine.is_empty()) {
            let done = task.slots.iter().filter(|slot| slot.status == SlotStatus::Done).count() as u32;
            lit.insert(task.state.clone(), Far::Part { done, open: task.slots.len() as u32 - done });
        }
        Standing { lit, ..Standing::default() }
    }
}

impl Far {
    /// Said beside a title: done of all, or how many are there.
    pub(super) fn beside(self, title: String) -> String {
        match self {
            Far::Here => title,
            Far::Part { done, open } => format!("{title} {done}/{}", done + open),
            Far::Items(items) => format!("{title} ×{items}"),
        }
    }

    fn items(self) -> u32 {
        match self {
            Far::Items(items) => items,
            Far::Here | Far::Part { .. } => 0,
        }
    }
}

/// Items of each active `for_each`: its state, how many are done, how many open.
fn items(snapshot: &Snapshot) -> Vec<(String, u32, u32)> {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for item in
        snapshot.machines.values().filter_map(|m| m.item.as_ref()).filter(|i| snapshot.is_active(&i.state))
    {
        let count = counts.entry(&item.state).or_default();
        if item.done { count.0 += 1 } else { count.1 += 1 }
    }
    counts.into_iter().map(|(state, (done, open))| (state.to_owned(), done, open)).collect()
}
