//! Whether the tables still say what the ledger bore witness of: rows changed, added, taken away or put back, entries whose
//! columns differ from their leaf, bytes that are gone or other than their hash.
//!
//! Deliberately absent: repair, and who did it; the database alone cannot tell.

use std::collections::{BTreeMap, BTreeSet};

use guicheng_core::ledger::Entry;
use guicheng_core::value::Hash;

use crate::store::tables::ledger::EntryRow;
use crate::store::witness::Found;

/// A row that is not what the ledger says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BadRow {
    /// The table.
    pub table: String,
    /// Its key, parts joined by ` · `.
    pub key: String,
    /// The last entry that tells of it; none if no entry does.
    pub entry: Option<i64>,
    /// `changed`, `added`, `gone`, `back` (an entry deleted it), `unread`; `columns` for an entry that differs from its
    /// leaf; `bytes`, `missing` for a blob.
    pub why: &'static str,
}

/// What entries say of rows, gathered while the chain is read.
#[derive(Default)]
pub(super) struct WitnessCheck {
    named: BTreeMap<String, (i64, Option<Hash>)>,
    bad: Vec<BadRow>,
}

impl WitnessCheck {
    /// Takes the next entry.
    pub(super) fn push(&mut self, row: &EntryRow) {
        // What is no entry is the chain's finding.
        let Ok(entry) = Entry::read(&row.leaf) else { return };
        let said = (entry.at, &entry.instance, &entry.kind, &entry.actor.person);
        if said != (row.at, &row.instance, &row.kind, &row.person) {
            let (table, key) = ("entry".to_owned(), row.seq.to_string());
            self.bad.push(BadRow { table, key, entry: Some(row.seq), why: "columns" });
        }
        self.named.extend(entry.rows.into_iter().map(|(name, hash)| (name, (row.seq, hash))));
    }

    /// What does not hold. `later` are names of rows that entries after those read tell of: their turn comes next time.
    pub(super) fn judge(mut self, found: Vec<Found>, later: &BTreeSet<String>) -> Vec<BadRow> {
        for row in found {
            let named = self.named.remove(&row.name);
            let entry = named.map(|(seq, _)| seq);
            let why = match (named, row.hash) {
                (None, _) => "added",
                (_, None) => "unread",
                (Some((_, None)), _) => "back",
                (Some((_, Some(said))), Some(is)) if said == is => continue,
                _ => "changed",
            };
            if !later.contains(&row.name) {
                self.bad.push(of(&row.name, entry, why));
            }
        }
        let gone = self.named.into_iter().filter(|(name, (_, hash))| hash.is_some() && !later.contains(name));
        self.bad.extend(gone.map(|(name, (entry, _))| of(&name, Some(entry), "gone")));
        self.bad
    }
}

/// Names of rows that an entry tells of.
pub(super) fn names(row: &EntryRow) -> Vec<String> {
    Entry::read(&row.leaf).map(|entry| entry.rows.into_keys().collect()).unwrap_or_default()
}

fn of(name: &str, entry: Option<i64>, why: &'static str) -> BadRow {
    let (table, key) = name.split_at(name.find('[').unwrap_or(name.len()));
    let cells: Vec<serde_json::Value> = serde_json::from_str(key).unwrap_or_default();
    let cells: Vec<String> =
        cells.iter().map(|cell| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned)).collect();
    BadRow { table: table.to_owned(), key: cells.join(" · "), entry, why }
}
