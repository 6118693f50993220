//! Places across: long lines straight, items in the middle of their neighbours.
//!
//! U. Brandes and B. Köpf, "Fast and Simple Horizontal Coordinate Assignment" (Graph Drawing 2001): four times,
//! from above and below, from left and right, cells are aligned with a median neighbour and packed; the mean of the
//! two middle results counts. Packing is done on the graph of blocks, which suits cells of different widths.

use std::collections::BTreeSet;

use super::grid::{Content, Grid};

/// The anchor of each cell; the smallest left edge is 0.
pub(super) fn across(grid: &Grid) -> Vec<i32> {
    let refused = refused(grid);
    let mut results: Vec<Vec<i32>> = Vec::new();
    for from_above in [true, false] {
        for from_left in [true, false] {
            results.push(View { grid, refused: &refused, from_above, from_left }.place());
        }
    }
    align_to_narrowest(grid, &mut results);
    let middle = |cell: usize| {
        let mut four: Vec<i32> = results.iter().map(|xs| xs[cell]).collect();
        four.sort_unstable();
        (four[1] + four[2]).div_euclid(2)
    };
    let mut xs: Vec<i32> = (0..grid.cells.len()).map(middle).collect();
    let first = (0..xs.len()).map(|c| xs[c] - grid.cells[c].left).min().unwrap_or(0);
    xs.iter_mut().for_each(|x| *x -= first);
    keep_distances(grid, &mut xs);
    straighten(grid, &mut xs);
    xs
}

/// Pieces that are not straightened: they cross a piece in the middle of a long line, or are its loose ends.
fn refused(grid: &Grid) -> BTreeSet<(usize, usize)> {
    let positions = grid.positions();
    let inner = |upper: usize, lower: usize| {
        grid.cells[upper].content != Content::Item && grid.cells[lower].content != Content::Item
    };
    let mut refused: BTreeSet<(usize, usize)> = grid.loose_ends().collect();
    for pieces in &grid.pieces {
        for (index, a) in pieces.iter().enumerate() {
            for b in &pieces[index + 1..] {
                let upper = positions[a.upper].cmp(&positions[b.upper]);
                let lower = positions[a.lower].cmp(&positions[b.lower]);
                if upper.is_ne() && lower.is_ne() && upper != lower {
                    let loser = if inner(b.upper, b.lower) && !inner(a.upper, a.lower) { a } else { b };
                    refused.insert((loser.upper, loser.lower));
                }
            }
        }
    }
    refused
}

/// One of the four ways to look at the grid.
struct View<'a> {
    grid: &'a Grid,
    refused: &'a BTreeSet<(usize, usize)>,
    from_above: bool,
    from_left: bool,
}

impl View<'_> {
    fn place(&self) -> Vec<i32> {
        let mut rows = self.grid.rows.clone();
        if !self.from_left {
            rows.iter_mut().for_each(|row| row.reverse());
        }
        let roots = self.blocks(&rows);
        let mut xs = self.pack(&rows, &roots);
        if !self.from_left {
            xs.iter_mut().for_each(|x| *x = -*x);
        }
        xs
    }

    /// The block of each cell, named by its first cell.
    fn blocks(&self, rows: &[Vec<usize>]) -> Vec<usize> {
        let mut position = vec![0; self.grid.cells.len()];
        rows.iter().for_each(|row| row.iter().enumerate().for_each(|(at, &cell)| position[cell] = at));
        let mut root: Vec<usize> = (0..self.grid.cells.len()).collect();
        let mut taken = vec![false; self.grid.cells.len()];
        let numbers: Vec<usize> =
            if self.from_above { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
        for row in numbers {
            let mut reached: Option<usize> = None;
            for &cell in &rows[row] {
                let grid = self.grid;
                let mut neighbours =
                    if self.from_above { grid.uppers[cell].clone() } else { grid.lowers[cell].clone() };
                neighbours.sort_by_key(|&n| position[n]);
                neighbours.dedup();
                let Some(last) = neighbours.len().checked_sub(1) else { continue };
                for &neighbour in &neighbours[last / 2..=last.div_ceil(2)] {
                    let pair = if self.from_above { (neighbour, cell) } else { (cell, neighbour) };
                    let free = root[cell] == cell && !taken[neighbour] && !self.refused.contains(&pair);
                    if free && reached.is_none_or(|r| position[neighbour] > r) {
                        root[cell] = root[neighbour];
                        taken[neighbour] = true;
                        reached = Some(position[neighbour]);
                    }
                }
            }
        }
        root
    }

    /// Packs blocks to the left, then pulls each as far right as its neighbours allow.
    fn pack(&self, rows: &[Vec<usize>], root: &[usize]) -> Vec<i32> {
        let count = self.grid.cells.len();
        let mut right_of: Vec<Vec<(usize, i32)>> = vec![Vec::new(); count];
        let mut waiting = vec![0; count];
        for row in rows {
            for pair in row.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                let distance =
                    if self.from_left { self.grid.distance(a, b) } else { self.grid.distance(b, a) };
                right_of[root[a]].push((root[b], distance));
                waiting[root[b]] += 1;
            }
        }
        let mut sequence: Vec<usize> = (0..count).filter(|&c| root[c] == c && waiting[c] == 0).collect();
        let mut x = vec![0; count];
        let mut next = 0;
        while let Some(&block) = sequence.get(next) {
            next += 1;
            for &(right, distance) in &right_of[block] {
                x[right] = x[right].max(x[block] + distance);
                waiting[right] -= 1;
                if waiting[right] == 0 {
                    sequence.push(right);
                }
            }
        }
        for &block in sequence.iter().rev() {
            if let Some(most) = right_of[block].iter().map(|&(right, distance)| x[right] - distance).min() {
                x[block] = x[block].max(most);
            }
        }
        (0..count).map(|cell| x[root[cell]]).collect()
    }
}

/// Moves the four results so that they share an edge with the narrowest of them.
fn align_to_narrowest(grid: &Grid, results: &mut [Vec<i32>]) {
    let extent = |xs: &[i32]| {
        let low = xs.iter().zip(&grid.cells).map(|(x, cell)| x - cell.left).min().unwrap_or(0);
        let high = xs.iter().zip(&grid.cells).map(|(x, cell)| x + cell.right).max().unwrap_or(0);
        (low, high)
    };
    let extents: Vec<(i32, i32)> = results.iter().map(|xs| extent(xs)).collect();
    let Some(&(low, high)) = extents.iter().min_by_key(|(low, high)| high - low) else { return };
    for (index, xs) in results.iter_mut().enumerate() {
        let from_left = index % 2 == 0;
        let shift = if from_left { low - extents[index].0 } else { high - extents[index].1 };
        xs.iter_mut().for_each(|x| *x += shift);
    }
}

/// Rounding of the means may cost a pixel of distance; it is given back here.
fn keep_distances(grid: &Grid, xs: &mut [i32]) {
    for row in &grid.rows {
        for pair in row.windows(2) {
            let least = xs[pair[0]] + grid.distance(pair[0], pair[1]);
            xs[pair[1]] = xs[pair[1]].max(least);
        }
    }
}

/// Lines whose ends were left loose get rid of their bends where there is room: a straight run of a line is moved to
/// the place of the run above or below it.
fn straighten(grid: &Grid, xs: &mut [i32]) {
    let widest = (0..xs.len()).map(|c| xs[c] + grid.cells[c].right).max().unwrap_or(0);
    let room = Room { grid, positions: grid.positions(), widest };
    for _ in 0..3 {
        for chain in &grid.chains {
            for at in 2..chain.len().saturating_sub(1) {
                let (upper, lower) = (xs[chain[at - 1]], xs[chain[at]]);
                if upper == lower {
                    continue;
                }
                let start = (1..at).rev().take_while(|&i| xs[chain[i]] == upper).last().unwrap_or(at - 1);
                let end = (at..chain.len() - 1).take_while(|&i| xs[chain[i]] == lower).last().unwrap_or(at);
                let runs = [(at, end, upper), (start, at - 1, lower)];
                if let Some(&(first, last, x)) =
                    runs.iter().find(|&&(first, last, x)| room.allows(xs, chain, first, last, x))
                {
                    chain[first..=last].iter().for_each(|&cell| xs[cell] = x);
                }
            }
        }
    }
}

struct Room<'a> {
    grid: &'a Grid,
    positions: Vec<usize>,
    widest: i32,
}

impl Room<'_> {
    /// Whether the cells of a run may move to `x`: their neighbours keep their distance, the picture gets no wider,
    /// and where the run ends at an item, a straight end stays straight.
    fn allows(&self, xs: &[i32], chain: &[usize], first: usize, last: usize, x: i32) -> bool {
        let fits = |&cell: &usize| {
            let row = &self.grid.rows[self.grid.cells[cell].row];
            let at = self.positions[cell];
            let before = at
                .checked_sub(1)
                .map_or(self.grid.cells[cell].left, |b| xs[row[b]] + self.grid.distance(row[b], cell));
            let behind = row.get(at + 1).map(|&b| xs[b] - self.grid.distance(cell, b));
            before <= x && x <= behind.unwrap_or(self.widest - self.grid.cells[cell].right)
        };
        let meets = |item: usize, x: i32| {
            let cell = &self.grid.cells[item];
            xs[item] - cell.left < x && x < xs[item] + cell.right
        };
        let stays = |end: usize, neighbour: usize| {
            let (end, item) = (chain[end], chain[neighbour]);
            self.grid.cells[item].content != Content::Item || meets(item, x) || !meets(item, xs[end])
        };
        chain[first..=last].iter().all(fits) && stays(first, first - 1) && stays(last, last + 1)
    }
}
