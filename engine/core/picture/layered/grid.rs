//! Rows of cells: every item has one, and every line has one in each row that it passes, so that it keeps clear of
//! the items there. Texts of lines stand in rows of their own between the ranks.

use super::ranks::ITEM_GAP;
use super::{Item, Link};

/// Room between two lines, and between a line and what stands beside it.
const LINE_GAP: i32 = 14;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Item,
    Text,
    Line,
}

/// A place in a row.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub content: Content,
    pub row: usize,
    pub left: i32,
    pub right: i32,
    pub along: i32,
}

/// A line's piece between two neighbouring rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub upper: usize,
    pub lower: usize,
    pub link: usize,
}

/// Cells in rows. Cell numbers of items are the items' own.
#[derive(Debug)]
pub(super) struct Grid {
    pub cells: Vec<Cell>,
    pub rows: Vec<Vec<usize>>,
    /// By the row of the upper end.
    pub pieces: Vec<Vec<Piece>>,
    /// Cells above each cell that lines come from, and below that they go to.
    pub uppers: Vec<Vec<usize>>,
    pub lowers: Vec<Vec<usize>>,
    /// Cells of each link from the upper item to the lower.
    pub chains: Vec<Vec<usize>>,
    pub backward: Vec<bool>,
    bounded: bool,
}

impl Grid {
    pub fn new(items: &[Item], links: &[Link], ranks: &[usize], bound: Option<i32>) -> Grid {
        let rank_count = ranks.iter().max().map_or(0, |last| last + 1);
        let places = text_places(items, links, ranks, bound, rank_count);
        // Rows in order: each rank, then the texts behind it.
        let mut order: Vec<Place> =
            (0..rank_count).map(|rank| (rank, 0)).chain(places.iter().flatten().copied()).collect();
        order.sort_unstable();
        order.dedup();
        let row_of = |place: Place| order.binary_search(&place).expect("every place has its row");
        let mut grid = Grid {
            cells: Vec::new(),
            rows: vec![Vec::new(); order.len()],
            pieces: vec![Vec::new(); order.len()],
            uppers: Vec::new(),
            lowers: Vec::new(),
            chains: Vec::new(),
            backward: links.iter().map(|link| link.backward).collect(),
            bounded: bound.is_some(),
        };
        for (item, rank) in items.iter().zip(ranks) {
            let right = item.right + item.beside;
            grid.add(Cell {
                content: Content::Item,
                row: row_of((*rank, 0)),
                left: item.left,
                right,
                along: item.along,
            });
        }
        for (index, link) in links.iter().enumerate() {
            let (upper, lower) = if link.backward { (link.to, link.from) } else { (link.from, link.to) };
            let text = places[index].map(row_of);
            let mut chain = vec![upper];
            for row in grid.cells[upper].row + 1..grid.cells[lower].row {
                let line = Cell { content: Content::Line, row, left: 0, right: 0, along: 0 };
                let cell = match (link.label, text == Some(row)) {
                    (Some((left, right, along)), true) => {
                        Cell { content: Content::Text, left, right, along, ..line }
                    }
                    _ => line,
                };
                chain.push(grid.add(cell));
            }
            chain.push(lower);
            for pair in chain.windows(2) {
                let row = grid.cells[pair[0]].row;
                grid.pieces[row].push(Piece { upper: pair[0], lower: pair[1], link: index });
            }
            grid.chains.push(chain);
        }
        grid.uppers.resize(grid.cells.len(), Vec::new());
        grid.lowers.resize(grid.cells.len(), Vec::new());
        for piece in grid.pieces.iter().flatten() {
            grid.uppers[piece.lower].push(piece.upper);
            grid.lowers[piece.upper].push(piece.lower);
        }
        grid
    }

    fn add(&mut self, cell: Cell) -> usize {
        self.rows[cell.row].push(self.cells.len());
        self.cells.push(cell);
        self.cells.len() - 1
    }

    /// Room between the anchors of two neighbours in a row.
    pub fn distance(&self, left: usize, right: usize) -> i32 {
        let (a, b) = (&self.cells[left], &self.cells[right]);
        let gap = if a.content == Content::Item && b.content == Content::Item { ITEM_GAP } else { LINE_GAP };
        a.right + b.left + gap
    }

    /// The first and last pieces of lines that pass other ranks, in a drawing of bounded width: there a box stands
    /// below the box before it, not below the line that leads to it from far away.
    pub fn loose_ends(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let is_rank = |row: usize| self.rows[row].iter().any(|&c| self.cells[c].content == Content::Item);
        let is_long =
            move |chain: &[usize]| chain[1..chain.len() - 1].iter().any(|&c| is_rank(self.cells[c].row));
        let long = self.chains.iter().filter(move |chain| self.bounded && is_long(chain));
        let is_text = |cell: usize| self.cells[cell].content == Content::Text;
        // A text stays with its box.
        long.flat_map(move |chain| {
            let last = chain.len() - 1;
            let first_piece = if is_text(chain[1]) { 1 } else { 0 };
            let last_piece = if is_text(chain[last - 1]) { last - 1 } else { last };
            [(chain[first_piece], chain[first_piece + 1]), (chain[last_piece - 1], chain[last_piece])]
        })
    }

    /// The position of every cell within its row.
    pub fn positions(&self) -> Vec<usize> {
        let mut positions = vec![0; self.cells.len()];
        for row in &self.rows {
            for (position, &cell) in row.iter().enumerate() {
                positions[cell] = position;
            }
        }
        positions
    }
}

/// A rank and 0, or a row of texts behind it, counted from 1.
type Place = (usize, usize);

/// Where each link's text stands, in the first row that has room: next to its source, or in a drawing of bounded width
/// next to its target when the way divides at a mere point.
fn text_places(
    items: &[Item],
    links: &[Link],
    ranks: &[usize],
    bound: Option<i32>,
    rank_count: usize,
) -> Vec<Option<Place>> {
    let mut used: Vec<Vec<i32>> = vec![Vec::new(); rank_count.max(1)];
    let place = |link: &Link| {
        let (before, behind, _) = link.label?;
        let width = before + behind + LINE_GAP;
        let late = bound.is_some() && items[link.from].point;
        let gap = match (link.backward, late) {
            (false, false) => ranks[link.from],
            (false, true) => ranks[link.to].checked_sub(1)?,
            (true, false) => ranks[link.from].checked_sub(1)?,
            (true, true) => ranks[link.to],
        };
        let rows = &mut used[gap];
        let fits = |used: &i32| bound.is_none_or(|bound| used + width <= bound);
        let row = rows.iter().position(fits).unwrap_or(rows.len());
        if row == rows.len() {
            rows.push(0);
        }
        rows[row] += width;
        Some((gap, row + 1))
    };
    links.iter().map(place).collect()
}
