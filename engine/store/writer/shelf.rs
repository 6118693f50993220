//! What the writer has in its hands: per table, rows that it has read or is about to write.
//!
//! Within a batch this lets a job see what earlier jobs did although nothing has been sent yet. Between batches some
//! tables' rows are remembered. That is sound because every change has its ledger entry in the same commit: as long as
//! the ledger's end, which the writer reads and locks first in each transaction, is where it left it, nobody else has
//! changed anything (rows that change without an entry are never remembered). It holds on both databases.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::store::cell::Cell;
use crate::store::connection::{Dialect, Raw};
use crate::store::error::StoreError;
use crate::store::row::{Key, Row, delete_sql, find_sql, write_sql};
use crate::store::tables::Table;

/// Rows per statement: the next power of two, filled up; so each table needs one statement a batch, and few texts have
/// to be prepared.
const MOST: usize = 256;

/// A statement with its cells.
pub(super) type Statement = (String, Vec<Cell>);

/// All tables' shelves.
pub(super) struct Shelves {
    shelves: Vec<Option<Box<dyn AnyShelf>>>,
    batch: u64,
}

impl Shelves {
    pub(super) fn new() -> Shelves {
        Shelves { shelves: Table::ALL.iter().map(|_| None).collect(), batch: 0 }
    }

    pub(super) fn shelf<R: Row>(&mut self) -> &mut Shelf<R> {
        let batch = self.batch;
        let shelf = self.any(R::TABLE, || Box::new(Shelf::<R>::new()));
        shelf.set_batch(batch);
        shelf.as_any().downcast_mut().expect("each table has one row type")
    }

    pub(super) fn any(
        &mut self,
        table: Table,
        make: impl FnOnce() -> Box<dyn AnyShelf>,
    ) -> &mut dyn AnyShelf {
        &mut **self.shelves[table as usize].get_or_insert_with(make)
    }

    /// Is there anything that these tables' queries would miss?
    pub(super) fn is_dirty(&self, tables: &[Table]) -> bool {
        tables
            .iter()
            .any(|table| self.shelves[*table as usize].as_ref().is_some_and(|shelf| shelf.is_dirty()))
    }

    /// Takes out what is to be sent, in an order that keeps references whole: deletions from the last table to the
    /// first, then writes from the first to the last.
    pub(super) fn flush(&mut self, dialect: Dialect) -> Vec<Statement> {
        let (mut deletes, mut writes) = (Vec::new(), Vec::new());
        for shelf in self.shelves.iter_mut().flatten() {
            let (delete, write) = shelf.flush(dialect);
            deletes.extend(delete);
            writes.extend(write);
        }
        deletes.reverse();
        deletes.extend(writes);
        deletes
    }

    /// After a commit: keeps only what may be remembered.
    pub(super) fn end_batch(&mut self) {
        self.batch += 1;
        self.shelves.iter_mut().flatten().for_each(|shelf| shelf.trim());
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.shelves.iter_mut().for_each(|shelf| *shelf = None);
    }
}

/// A shelf without its row type.
pub(super) trait AnyShelf: Send {
    fn as_any(&mut self) -> &mut dyn Any;
    fn set_batch(&mut self, batch: u64);
    fn is_dirty(&self) -> bool;
    fn flush(&mut self, dialect: Dialect) -> (Vec<Statement>, Vec<Statement>);
    fn trim(&mut self);
    /// The statement that finds those of these rows that are not known yet, and their keys.
    fn find(&mut self, dialect: Dialect, keys: Vec<Key>) -> Vec<(Statement, Vec<Key>)>;
    /// Takes in what was found for these keys.
    fn learn(&mut self, keys: Vec<Key>, found: &[Raw]) -> Result<(), StoreError>;
}

/// One table's rows.
pub(super) struct Shelf<R: Row> {
    known: HashMap<Key, Slot<R>>,
    /// Keys of the slots that are dirty, in the order in which they became so.
    dirty: Vec<Key>,
    batch: u64,
}

struct Slot<R> {
    /// `None`: it is known that there is no such row.
    row: Option<Arc<R>>,
    dirty: bool,
    /// The batch that used it last.
    used: u64,
}

impl<R: Row> Shelf<R> {
    pub(super) fn new() -> Shelf<R> {
        Shelf { known: HashMap::new(), dirty: Vec::new(), batch: 0 }
    }

    /// What is known about this key.
    pub(super) fn get(&mut self, key: &Key) -> Option<Option<Arc<R>>> {
        let slot = self.known.get_mut(key)?;
        slot.used = self.batch;
        Some(slot.row.clone())
    }

    pub(super) fn put(&mut self, key: Key, row: Option<Arc<R>>) {
        let used = self.batch;
        let before = self.known.insert(key.clone(), Slot { row, dirty: true, used });
        if !before.is_some_and(|slot| slot.dirty) {
            self.dirty.push(key);
        }
    }
}

impl<R: Row> AnyShelf for Shelf<R> {
    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn set_batch(&mut self, batch: u64) {
        self.batch = batch;
    }

    fn is_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    fn flush(&mut self, dialect: Dialect) -> (Vec<Statement>, Vec<Statement>) {
        let (mut rows, mut gone) = (Vec::new(), Vec::new());
        for key in self.dirty.drain(..) {
            if let Some(slot) = self.known.get_mut(&key) {
                slot.dirty = false;
                match &slot.row {
                    Some(row) => rows.push(row.clone()),
                    None => gone.push(key),
                }
            }
        }
        let deletes = gone.chunks(MOST).map(|keys| by_keys(delete_sql::<R>, dialect, keys)).collect();
        let writes = rows.chunks(MOST).map(|rows| {
            let length = rows.len().next_power_of_two();
            let mut cells = Vec::with_capacity(length * R::COLUMNS.len());
            rows.iter().for_each(|row| cells.extend(row.cells()));
            (rows.len()..length).for_each(|_| cells.extend_from_slice(R::NULLS));
            (write_sql::<R>(dialect, length), cells)
        });
        (deletes, writes.collect())
    }

    fn trim(&mut self) {
        if R::REMEMBER == 0 {
            self.known.clear();
        } else if self.known.len() > R::REMEMBER {
            // Down to half, so that the search for the least used is paid by many batches.
            let mut used: Vec<u64> = self.known.values().map(|slot| slot.used).collect();
            let cut = used.len() - R::REMEMBER / 2;
            let (_, oldest, _) = used.select_nth_unstable(cut);
            let oldest = *oldest;
            self.known.retain(|_, slot| slot.used > oldest);
        }
    }

    fn find(&mut self, dialect: Dialect, keys: Vec<Key>) -> Vec<(Statement, Vec<Key>)> {
        let unknown: HashSet<Key> = keys.into_iter().filter(|key| !self.known.contains_key(key)).collect();
        let unknown: Vec<Key> = unknown.into_iter().collect();
        unknown.chunks(MOST).map(|keys| (by_keys(find_sql::<R>, dialect, keys), keys.to_vec())).collect()
    }

    fn learn(&mut self, keys: Vec<Key>, found: &[Raw]) -> Result<(), StoreError> {
        let used = self.batch;
        for raw in found {
            let row = R::read(raw, 0)?;
            self.known.insert(row.key(), Slot { row: Some(Arc::new(row)), dirty: false, used });
        }
        for key in keys {
            self.known.entry(key).or_insert(Slot { row: None, dirty: false, used });
        }
        Ok(())
    }
}

/// A statement by keys, filled up with NULLs, which equal nothing.
fn by_keys(sql: fn(Dialect, usize) -> String, dialect: Dialect, keys: &[Key]) -> Statement {
    let length = keys.len().next_power_of_two();
    let mut cells: Vec<Cell> = keys.iter().flat_map(|key| key.0.iter().cloned()).collect();
    let nulls: Vec<Cell> = keys.first().map_or(Vec::new(), |key| key.0.iter().map(Cell::null).collect());
    (keys.len()..length).for_each(|_| cells.extend_from_slice(&nulls));
    (sql(dialect, length), cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;
    use crate::store::tables::count::{IdempotencyRow, QuotaRow};

    fn quota(number: usize) -> (Key, Option<Arc<QuotaRow>>) {
        let row = QuotaRow { scope: format!("q{number}"), used: 1 };
        (row.key(), Some(Arc::new(row)))
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_latest_stay() {
        let mut shelves = Shelves::new();
        for number in 0..=limits::REMEMBERED_SMALL {
            let (key, row) = quota(number);
            shelves.shelf().put(key, row);
            if number % 100 == 0 {
                shelves.flush(Dialect::Sqlite);
                shelves.end_batch();
            }
        }
        shelves.flush(Dialect::Sqlite);
        shelves.end_batch();
        let shelf = shelves.shelf::<QuotaRow>();
        assert!(shelf.known.len() <= limits::REMEMBERED_SMALL / 2, "{}", shelf.known.len());
        assert!(shelf.get(&quota(limits::REMEMBERED_SMALL).0).is_some());
        assert!(shelf.get(&quota(0).0).is_none());
    }

    #[test]
    fn rows_that_change_without_an_entry_are_forgotten_after_the_batch() {
        let mut shelves = Shelves::new();
        shelves.shelf::<IdempotencyRow>().put(Key::from(("p1", "k1")), None);
        shelves.end_batch();
        assert!(shelves.shelf::<IdempotencyRow>().get(&Key::from(("p1", "k1"))).is_none());
    }

    #[test]
    fn a_row_changed_twice_is_written_once_and_rows_are_filled_up() {
        let mut shelves = Shelves::new();
        for number in [0, 1, 2, 1] {
            let (key, row) = quota(number);
            shelves.shelf().put(key, row);
        }
        assert!(shelves.is_dirty(&[Table::Serial, Table::Quota]) && !shelves.is_dirty(&[Table::Serial]));
        let statements = shelves.flush(Dialect::Sqlite);
        let [(sql, cells)] = &statements[..] else { panic!("one statement, not {}", statements.len()) };
        assert_eq!(sql.matches('?').count(), 4 * 2);
        assert_eq!(cells.len(), 4 * 2);
        assert_eq!(cells[6..], [Cell::Text(None), Cell::Int(None)]);
        assert!(shelves.flush(Dialect::Sqlite).is_empty());
    }
}
