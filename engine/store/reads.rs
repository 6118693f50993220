//! Reading: from a pool connection for pages, or inside the write transaction for jobs, by the same methods.

use super::Store;
use super::cell::{Cell, Column};
use super::connection::{Dialect, Raw};
use super::error::StoreError;
use super::row::{Row, columns};
use super::tables::Table;
use super::writer::Tx;
use crate::limits;

/// A reader. Its methods are in the files of `tables`.
pub enum Reads<'a> {
    /// What is committed, as of each single statement.
    Store(&'a Store),
    /// What is committed and what the earlier jobs of the same batch did.
    Tx(&'a mut Tx),
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows before it.
    pub offset: i64,
    /// Rows on it, at most [`limits::PAGE`].
    pub limit: i64,
}

impl Page {
    /// The first rows.
    pub const FIRST: Page = Page { offset: 0, limit: limits::PAGE };

    fn cells(self) -> [Cell; 2] {
        [self.limit.clamp(0, limits::PAGE).cell(), self.offset.max(0).cell()]
    }
}

/// A SELECT. In its text `{row}` stands for the columns of its table and `{list}` for the placeholders of a list of any
/// length, whose numbers follow those of the other cells.
pub(crate) struct Query {
    pub text: &'static str,
    /// How many cells come before the list.
    pub cells: usize,
    /// The columns that `{row}` stands for.
    pub row: fn() -> String,
    /// The tables it looks at: their pending rows are written before it runs in a job.
    pub tables: &'static [Table],
}

impl Query {
    /// A query whose `{row}` is a whole row of `R`.
    pub(crate) const fn of<R: Row>(cells: usize, tables: &'static [Table], text: &'static str) -> Query {
        Query { text, cells, row: columns::<R>, tables }
    }

    /// A query that names its own columns.
    pub(crate) const fn plain(cells: usize, tables: &'static [Table], text: &'static str) -> Query {
        Query { text, cells, row: String::new, tables }
    }

    pub(crate) fn sql(&self, dialect: Dialect, list: usize) -> String {
        let mut sql = dialect.fill(self.text);
        if sql.contains("{row}") {
            sql = sql.replace("{row}", &(self.row)());
        }
        if sql.contains("{list}") {
            let list: Vec<_> = (1..=list).map(|number| format!("${}", self.cells + number)).collect();
            sql = sql.replace("{list}", &list.join(", "));
        }
        sql
    }
}

/// Lengths that a list is filled up to, so that few texts have to be prepared.
const LENGTHS: [usize; 5] = [1, 4, 16, 64, limits::LIST];

impl Reads<'_> {
    pub(crate) async fn raw(
        &mut self,
        query: &Query,
        mut cells: Vec<Cell>,
        list: Vec<Cell>,
    ) -> Result<Vec<Raw>, StoreError> {
        debug_assert_eq!(cells.len(), query.cells);
        let length = LENGTHS.into_iter().find(|length| *length >= list.len()).unwrap_or(limits::LIST);
        // Filled with NULL, which is equal to nothing. Of a list beyond the limit the first ones count.
        let null = list.first().map_or(Cell::Text(None), Cell::null);
        if query.text.contains("{list}") {
            cells.extend(list.into_iter().chain(std::iter::repeat(null)).take(length));
        }
        match self {
            Reads::Store(store) => {
                let pool = store.pool();
                pool.rows(query.sql(pool.dialect(), length), cells).await
            }
            Reads::Tx(tx) => tx.query(query, length, cells).await,
        }
    }

    pub(crate) async fn rows<R: Row>(
        &mut self,
        query: &Query,
        cells: Vec<Cell>,
    ) -> Result<Vec<R>, StoreError> {
        self.listed(query, cells, Vec::new()).await
    }

    pub(crate) async fn listed<R: Row>(
        &mut self,
        query: &Query,
        cells: Vec<Cell>,
        list: Vec<Cell>,
    ) -> Result<Vec<R>, StoreError> {
        self.raw(query, cells, list).await?.iter().map(|raw| R::read(raw, 0)).collect()
    }

    pub(crate) async fn first<R: Row>(
        &mut self,
        query: &Query,
        cells: Vec<Cell>,
    ) -> Result<Option<R>, StoreError> {
        self.raw(query, cells, Vec::new()).await?.first().map(|raw| R::read(raw, 0)).transpose()
    }

    /// A single number, such as a count.
    pub(crate) async fn number(
        &mut self,
        query: &Query,
        cells: Vec<Cell>,
    ) -> Result<Option<i64>, StoreError> {
        let raw = self.raw(query, cells, Vec::new()).await?;
        let Some(raw) = raw.first() else { return Ok(None) };
        numbers::<1>(query, raw).map(|[number]| number)
    }
}

/// The first `N` columns of a row as numbers.
pub(crate) fn numbers<const N: usize>(query: &Query, raw: &Raw) -> Result<[Option<i64>; N], StoreError> {
    let mut out = [None; N];
    for (index, slot) in out.iter_mut().enumerate() {
        *slot = Option::<i64>::read(raw, index).map_err(|problem| StoreError::Decode {
            table: query.tables.first().map_or("", |table| table.name()),
            column: "(computed)",
            key: String::new(),
            problem,
        })?;
    }
    Ok(out)
}

/// Joins cells of a page to those of a query.
pub(crate) fn paged<const N: usize>(cells: [Cell; N], page: Page) -> Vec<Cell> {
    cells.into_iter().chain(page.cells()).collect()
}

/// A search text as a LIKE pattern for `… LIKE $n ESCAPE '!'`: contained anywhere; `None` if nothing is searched.
pub(crate) fn pattern(search: &str) -> Option<String> {
    let search = search.trim();
    if search.is_empty() {
        return None;
    }
    let mut out = String::from("%");
    for c in search.to_ascii_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    Some(out)
}
