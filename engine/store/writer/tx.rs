//! The write transaction as a job sees it: reads that include what earlier jobs of the same batch did.

use std::collections::BTreeMap;
use std::sync::Arc;

use guicheng_core::ledger::Entry;

use super::shelf::{AnyShelf, Shelf, Shelves};
use super::unit::{Chores, Unit};
use crate::store::address::DatabaseUrl;
use crate::store::cell::{Cell, Column as _};
use crate::store::connection::{Connection, Raw};
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::{Key, Row};
use crate::store::tables::Table;
use crate::store::tables::ledger::{EntryRow, Head, IS_THERE, LOCK_HEAD, MOVE_HEAD};
use crate::store::{connect, migrate};

/// Keys of rows that a job is going to ask for.
#[derive(Default)]
pub struct Wants(Vec<Want>);

struct Want {
    table: Table,
    key: Key,
    shelf: MakeShelf,
}

type MakeShelf = fn() -> Box<dyn AnyShelf>;

impl Wants {
    /// Nothing in particular.
    pub fn none() -> Wants {
        Wants::default()
    }

    /// Adds the row of `R` with this key.
    pub fn row<R: Row>(mut self, key: impl Into<Key>) -> Wants {
        self.0.push(Want { table: R::TABLE, key: key.into(), shelf: || Box::new(Shelf::<R>::new()) });
        self
    }
}

/// The write transaction.
pub struct Tx {
    connection: Connection,
    shelves: Shelves,
    head: Head,
    /// The ledger's end when the transaction began.
    began: Head,
    /// The ledger's end in the database, as far as this transaction has written it.
    written: Head,
    /// A statement failed: the transaction can no longer be trusted, whatever the job makes of it.
    fault: Option<StoreError>,
}

impl Tx {
    /// The row with this key, as the earlier jobs left it. Known rows cost nothing.
    pub async fn get<R: Row>(&mut self, key: impl Into<Key>) -> Result<Option<Arc<R>>, StoreError> {
        let key = key.into();
        if let Some(known) = self.shelves.shelf::<R>().get(&key) {
            return Ok(known);
        }
        self.load(&Wants::none().row::<R>(key.clone())).await?;
        Ok(self.shelves.shelf::<R>().get(&key).flatten())
    }

    /// What is known about the row with this key without asking the database: `None` if nothing, `Some(None)` if there
    /// is no such row. For code that cannot wait, after [`Tx::load`].
    pub fn peek<R: Row>(&mut self, key: impl Into<Key>) -> Option<Option<Arc<R>>> {
        self.shelves.shelf::<R>().get(&key.into())
    }

    /// Makes rows known, those of each table with one statement.
    pub async fn load(&mut self, wants: &Wants) -> Result<(), StoreError> {
        self.load_all(std::iter::once(wants)).await
    }

    /// Any other read. What earlier jobs changed in the tables concerned is written first.
    pub fn read(&mut self) -> Reads<'_> {
        Reads::Tx(self)
    }

    /// The number that the next entry gets.
    pub fn next_seq(&self) -> i64 {
        self.head.entries
    }

    pub(crate) async fn query(
        &mut self,
        query: &Query,
        list: usize,
        cells: Vec<Cell>,
    ) -> Result<Vec<Raw>, StoreError> {
        if self.shelves.is_dirty(query.tables) {
            self.flush().await?;
        }
        let sql = query.sql(self.connection.dialect(), list);
        self.rows(sql, cells).await
    }

    async fn rows(&mut self, sql: String, cells: Vec<Cell>) -> Result<Vec<Raw>, StoreError> {
        // After a fault PostgreSQL would refuse anyway; SQLite must not go on with half a transaction either.
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let rows = self.connection.rows(sql, cells).await;
        rows.inspect_err(|error| self.fault = Some(error.clone()))
    }
}

/// What the writer's loop does with it.
impl Tx {
    pub(super) async fn open(url: &DatabaseUrl) -> Result<Tx, StoreError> {
        let mut connection = connect(url).await?;
        migrate::migrate(&mut connection).await?;
        let (head, shelves) = (Head::EMPTY, Shelves::new());
        Ok(Tx { connection, shelves, head, began: head, written: head, fault: None })
    }

    pub(super) async fn reconnect(&mut self, url: &DatabaseUrl) -> Result<(), StoreError> {
        self.connection = connect(url).await?;
        Ok(())
    }

    pub(super) async fn close(self) -> Result<(), StoreError> {
        self.connection.close().await
    }

    /// Begins; after this nobody else writes until the commit, and what is remembered is true.
    pub(super) async fn begin(&mut self) -> Result<(), StoreError> {
        self.connection.begin().await?;
        let sql = LOCK_HEAD.sql(self.connection.dialect(), 0);
        let head = Head::read(&self.connection.rows(sql, Vec::new()).await?)?;
        if head != self.head {
            self.shelves.clear();
            self.head = head;
        }
        self.began = head;
        self.written = head;
        Ok(())
    }

    pub(super) async fn load_all<'a>(
        &mut self,
        wants: impl Iterator<Item = &'a Wants>,
    ) -> Result<(), StoreError> {
        let mut by_table: BTreeMap<Table, (MakeShelf, Vec<Key>)> = BTreeMap::new();
        for want in wants.flat_map(|wants| &wants.0) {
            let (_, keys) = by_table.entry(want.table).or_insert((want.shelf, Vec::new()));
            keys.push(want.key.clone());
        }
        let dialect = self.connection.dialect();
        for (table, (make, keys)) in by_table {
            for ((sql, cells), keys) in self.shelves.any(table, make).find(dialect, keys) {
                let found = self.rows(sql, cells).await?;
                self.shelves.any(table, make).learn(keys, &found)?;
            }
        }
        Ok(())
    }

    /// Takes over what a job has handed over, and seals its entries.
    pub(super) fn accept(&mut self, unit: Unit) -> Result<(), StoreError> {
        if unit.first() != self.head.entries {
            return Err(StoreError::Seal("the unit was made in another run of the job".to_owned()));
        }
        let mut head = self.head;
        let mut rows = Vec::with_capacity(unit.entries.len());
        let mut entries = unit.entries;
        unit.changes.witness(&mut entries)?;
        for mut entry in entries {
            let row = seal(&mut entry, head)?;
            head = Head { entries: row.seq + 1, hash: row.hash };
            rows.push(row);
        }
        // From here on nothing can fail: all or nothing.
        let shelf = self.shelves.shelf::<EntryRow>();
        rows.into_iter().for_each(|row| shelf.put(row.key(), Some(Arc::new(row))));
        unit.changes.apply(&mut self.shelves);
        self.head = head;
        Ok(())
    }

    pub(super) fn accept_chores(&mut self, chores: Chores) {
        chores.changes.apply(&mut self.shelves);
    }

    pub(super) fn take_fault(&mut self) -> Option<StoreError> {
        self.fault.take()
    }

    /// Sends what is pending.
    pub(super) async fn flush(&mut self) -> Result<(), StoreError> {
        for (sql, cells) in self.shelves.flush(self.connection.dialect()) {
            self.rows(sql, cells).await?;
        }
        if self.head != self.written {
            let sql = MOVE_HEAD.sql(self.connection.dialect(), 0);
            self.rows(sql, vec![self.head.entries.cell(), self.head.hash.cell()]).await?;
            self.written = self.head;
        }
        Ok(())
    }

    pub(super) async fn commit(&mut self) -> Result<(), StoreError> {
        self.connection.commit().await?;
        self.shelves.end_batch();
        Ok(())
    }

    /// Gives up whatever was begun and everything remembered.
    pub(super) async fn roll_back(&mut self) {
        self.shelves.clear();
        self.fault = None;
        self.head = Head::EMPTY;
        self.began = Head::EMPTY;
        // Where this fails the connection is gone, and the transaction with it.
        self.connection.rollback().await.ok();
    }

    /// The ledger's end that this transaction leads to, if it adds entries.
    pub(super) fn leads_to(&self) -> Option<Head> {
        (self.head != self.began).then_some(self.head)
    }

    /// Was the commit that led to this end of the ledger made? Waits for it if it is still under way, because it holds
    /// the lock on the ledger's end.
    pub(super) async fn has_committed(&mut self, head: Head) -> Result<bool, StoreError> {
        self.connection.begin().await?;
        let dialect = self.connection.dialect();
        self.connection.rows(LOCK_HEAD.sql(dialect, 0), Vec::new()).await?;
        let cells = vec![(head.entries - 1).cell(), head.hash.cell()];
        let found = self.connection.rows(IS_THERE.sql(dialect, 0), cells).await?;
        self.connection.rollback().await?;
        Ok(found.first().is_some_and(|raw| raw.int(0) == Ok(1)))
    }
}

/// Chains an entry to the ledger's end.
fn seal(entry: &mut Entry, head: Head) -> Result<EntryRow, StoreError> {
    let bad = |problem: String| StoreError::Seal(problem);
    entry.seq = u64::try_from(head.entries).map_err(|error| bad(error.to_string()))?;
    entry.prev = head.hash;
    let sealed = entry.seal().map_err(|error| bad(error.to_string()))?;
    Ok(EntryRow {
        seq: head.entries,
        hash: sealed.hash,
        at: entry.at,
        instance: entry.instance.clone(),
        kind: entry.kind.clone(),
        person: entry.actor.person.clone(),
        leaf: sealed.leaf,
    })
}
