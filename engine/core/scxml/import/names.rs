//! Names: states, variables and ids of SCXML may be any NCName; ours are letters, digits and `_`, those of policies
//! without capitals.

use std::collections::BTreeMap;

use crate::limits;
use crate::text::{is_identifier, is_name};

/// What everything is called here. The same name gives the same name everywhere, two names never become one.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Name there → name here.
    given: BTreeMap<String, String>,
    /// Name here → name there.
    used: BTreeMap<String, String>,
    policies: BTreeMap<String, u32>,
}

impl Names {
    /// The name here of a state, variable or id.
    pub fn name(&mut self, there: &str) -> String {
        if let Some(known) = self.given.get(there) {
            return known.clone();
        }
        let base = name_for(there);
        let mut here = base.clone();
        let mut next = 1;
        while self.used.contains_key(&here) {
            next += 1;
            here = format!("{base}_{next}");
        }
        self.given.insert(there.to_owned(), here.clone());
        self.used.insert(here.clone(), there.to_owned());
        here
    }

    /// What [`Names::name`] gave or would give; for what only reads.
    pub fn look(&self, there: &str) -> String {
        self.given.get(there).cloned().unwrap_or_else(|| name_for(there))
    }

    /// A policy's id, unlike all before it.
    pub fn policy(&mut self, name: &str) -> String {
        let base = identifier(name, "chart");
        let count = self.policies.entry(base.clone()).or_insert(0);
        *count += 1;
        if *count > 1 { format!("{base}_{count}") } else { base }
    }

    /// A comment that tells which names are written otherwise.
    pub fn renamed(&self) -> String {
        let renamed = self.given.iter().filter(|(there, here)| there != here);
        let pairs: Vec<String> = renamed.map(|(there, here)| format!("{there} → {here}")).collect();
        pairs.chunks(8).map(|pairs| format!("# {}\n", pairs.join(", "))).collect()
    }
}

/// Letters, digits and `_`.
fn name_for(name: &str) -> String {
    if is_name(name) { name.to_owned() } else { identifier(name, "x") }
}

/// Small letters, digits and `_`.
fn identifier(name: &str, otherwise: &str) -> String {
    if is_identifier(name) {
        return name.to_owned();
    }
    let mut here: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .take(limits::IDENTIFIER_CHARS - 8)
        .collect();
    if !here.starts_with(|c: char| c.is_ascii_lowercase()) {
        here = format!("{otherwise}_{here}");
    }
    here
}
