//! What a job hands over: rows, always together with the ledger entry that tells of them.
//!
//! There is no other way to write: a [`Unit`] cannot be made without an entry, and [`Chores`] takes only rows that say
//! nothing about the business.

use std::any::Any;
use std::sync::Arc;

use guicheng_core::ledger::Entry;
use guicheng_core::value::Hash;

use super::shelf::Shelves;
use super::tx::Tx;
use crate::store::error::StoreError;
use crate::store::row::{Chore, Key, Row};
use crate::store::tables::Table;
use crate::store::witness;

/// What a job returns.
pub enum Outcome<T> {
    /// Business changed.
    Changed(Unit, T),
    /// Only machinery's rows changed.
    Kept(Chores, T),
    /// Nothing changed.
    Same(T),
}

/// Entries and the rows that they tell of, committed together or not at all.
pub struct Unit {
    pub(super) entries: Vec<Entry>,
    pub(super) changes: Changes,
    first: i64,
}

impl Unit {
    /// Begins a unit with its first entry. `seq` and `prev` of an entry are set by the writer.
    pub fn new(tx: &Tx, entry: Entry) -> Unit {
        Unit { entries: vec![entry], changes: Changes::default(), first: tx.next_seq() }
    }

    /// The number that the unit's latest entry gets.
    pub fn seq(&self) -> i64 {
        self.first + self.entries.len() as i64 - 1
    }

    /// The number that the first one gets.
    pub(super) fn first(&self) -> i64 {
        self.first
    }

    /// Adds a further entry and returns its number.
    pub fn entry(&mut self, entry: Entry) -> i64 {
        self.entries.push(entry);
        self.seq()
    }

    /// Adds to a list in the body of the present entry, which is sealed with the commit.
    pub fn note(&mut self, key: &str, value: serde_json::Value) {
        let Some(entry) = self.entries.last_mut() else { return };
        match &mut entry.body[key] {
            serde_json::Value::Array(list) => list.push(value),
            other => *other = serde_json::Value::Array(vec![value]),
        }
    }

    /// Writes a row; of several with one key the last counts.
    pub fn put<R: Row>(&mut self, row: R) {
        const { assert!(!matches!(R::TABLE, Table::Entry), "entries are sealed by the writer") };
        self.changes.push(self.entries.len() - 1, row.key(), Some(row));
    }

    /// Deletes the row with this key, if there is one.
    pub fn delete<R: Row>(&mut self, key: impl Into<Key>) {
        const { assert!(!matches!(R::TABLE, Table::Entry), "entries stay") };
        self.changes.push::<R>(self.entries.len() - 1, key.into(), None);
    }

    /// The row with this key as it will be: from this unit, else from [`Tx::get`].
    pub async fn get<R: Row>(&self, tx: &mut Tx, key: impl Into<Key>) -> Result<Option<Arc<R>>, StoreError> {
        let key = key.into();
        match self.changes.find::<R>(&key) {
            Some(row) => Ok(row),
            None => tx.get::<R>(key).await,
        }
    }

    /// The rows of a table that this unit writes, the last version of each; `None` for one that it deletes.
    pub fn pending<R: Row>(&self) -> impl Iterator<Item = Option<Arc<R>>> {
        self.changes.all::<R>().into_iter().map(|(_, row)| row)
    }

    /// The job's result: this unit, and what the caller gets when it is durable.
    pub fn answer<T>(self, answer: T) -> Outcome<T> {
        Outcome::Changed(self, answer)
    }
}

/// Rows that may change without an entry.
#[derive(Default)]
pub struct Chores {
    pub(super) changes: Changes,
}

impl Chores {
    /// Nothing yet.
    pub fn new() -> Chores {
        Chores::default()
    }

    /// Writes a row.
    pub fn put<R: Chore>(&mut self, row: R) {
        const { assert!(R::REMEMBER == 0, "what changes without an entry cannot be remembered") };
        const { assert!(witness::left_out(R::TABLE).is_none(), "what entries bear witness of is no chore") };
        self.changes.push(0, row.key(), Some(row));
    }

    /// Deletes the row with this key, if there is one.
    pub fn delete<R: Chore>(&mut self, key: impl Into<Key>) {
        const { assert!(R::REMEMBER == 0, "what changes without an entry cannot be remembered") };
        const { assert!(witness::left_out(R::TABLE).is_none(), "what entries bear witness of is no chore") };
        self.changes.push::<R>(0, key.into(), None);
    }

    /// The job's result.
    pub fn answer<T>(self, answer: T) -> Outcome<T> {
        Outcome::Kept(self, answer)
    }
}

/// Rows to be written or deleted, of any tables, in the order in which they came.
#[derive(Default)]
pub(super) struct Changes(Vec<Box<dyn Change>>);

impl Changes {
    fn push<R: Row>(&mut self, entry: usize, key: Key, row: Option<R>) {
        self.0.push(Box::new(Put { entry, key, row: row.map(Arc::new) }));
    }

    /// Writes into each entry what its rows hold then.
    pub(super) fn witness(&self, entries: &mut [Entry]) -> Result<(), StoreError> {
        for change in &self.0 {
            if let Some((entry, name, hash)) = change.witness()? {
                entries[entry].rows.insert(name, hash);
            }
        }
        Ok(())
    }

    fn find<R: Row>(&self, key: &Key) -> Option<Option<Arc<R>>> {
        let puts = self.0.iter().rev().filter_map(|change| change.as_any().downcast_ref::<Put<R>>());
        puts.filter(|put| put.key == *key).map(|put| put.row.clone()).next()
    }

    /// Newest first, each key once.
    fn all<R: Row>(&self) -> Vec<(Key, Option<Arc<R>>)> {
        let puts = self.0.iter().rev().filter_map(|change| change.as_any().downcast_ref::<Put<R>>());
        let mut all: Vec<(Key, Option<Arc<R>>)> = Vec::new();
        for put in puts {
            if !all.iter().any(|(key, _)| *key == put.key) {
                all.push((put.key.clone(), put.row.clone()));
            }
        }
        all
    }

    pub(super) fn apply(self, shelves: &mut Shelves) {
        for change in self.0 {
            change.apply(shelves);
        }
    }
}

trait Change: Send + Sync {
    fn apply(self: Box<Self>, shelves: &mut Shelves);
    /// The index of its entry in the unit, the row's name and hash; `None` if entries do not bear witness of the table.
    fn witness(&self) -> Result<Option<(usize, String, Option<Hash>)>, StoreError>;
    fn as_any(&self) -> &dyn Any;
}

struct Put<R: Row> {
    /// Index of the entry that tells of it.
    entry: usize,
    key: Key,
    row: Option<Arc<R>>,
}

impl<R: Row> Change for Put<R> {
    fn apply(self: Box<Self>, shelves: &mut Shelves) {
        shelves.shelf::<R>().put(self.key, self.row);
    }

    fn witness(&self) -> Result<Option<(usize, String, Option<Hash>)>, StoreError> {
        let Some(out) = witness::left_out(R::TABLE) else { return Ok(None) };
        let name = witness::name(R::TABLE, &self.key)?;
        let hash = self.row.as_ref().map(|row| witness::hash(row.as_ref(), out)).transpose()?;
        Ok(Some((self.entry, name, hash)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
