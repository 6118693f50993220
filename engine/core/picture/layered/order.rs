//! The order within rows: lines should cross as seldom as possible.
//!
//! Sweeps by barycentre, then exchanges of neighbours; the best order seen is kept. With equal merit the document's
//! order stays.

use super::grid::{Grid, Piece};

/// Sweeps down and up. Charts settle after four or five.
const SWEEPS: usize = 12;

pub(super) fn reduce_crossings(grid: &mut Grid) {
    let mut best = (usize::MAX, grid.rows.clone());
    for sweep in 0..SWEEPS {
        if sweep % 2 == 0 {
            for row in 1..grid.rows.len() {
                sort(grid, row, true);
            }
        } else {
            for row in (0..grid.rows.len().saturating_sub(1)).rev() {
                sort(grid, row, false);
            }
        }
        exchange(grid);
        let crossings = crossings(grid);
        if crossings < best.0 {
            best = (crossings, grid.rows.clone());
        }
    }
    grid.rows = best.1;
}

/// Sorts a row by the mean position of its neighbours above or below; cells without any keep their place.
fn sort(grid: &mut Grid, row: usize, by_upper: bool) {
    let mut position = vec![0; grid.cells.len()];
    let beside = if by_upper { row - 1 } else { row + 1 };
    grid.rows[beside].iter().enumerate().for_each(|(at, &cell)| position[cell] = at);
    let mean = |cell: usize| {
        let ends = if by_upper { &grid.uppers[cell] } else { &grid.lowers[cell] };
        let sum: usize = ends.iter().map(|&end| position[end] * 1000).sum();
        sum.checked_div(ends.len())
    };
    let cells = &grid.rows[row];
    let mut sorted: Vec<(usize, usize)> =
        cells.iter().filter_map(|&cell| Some((mean(cell)?, cell))).collect();
    sorted.sort_by_key(|&(mean, _)| mean);
    let mut sorted = sorted.into_iter().map(|(_, cell)| cell);
    let order = cells.iter().map(|&cell| match mean(cell) {
        Some(_) => sorted.next().unwrap_or(cell),
        None => cell,
    });
    grid.rows[row] = order.collect();
}

/// Exchanges neighbours as long as that saves crossings.
fn exchange(grid: &mut Grid) {
    let mut position = grid.positions();
    let mut improved = true;
    let mut rounds = 0;
    while improved && rounds < SWEEPS {
        improved = false;
        rounds += 1;
        for row in 0..grid.rows.len() {
            for right in 1..grid.rows[row].len() {
                let (a, b) = (grid.rows[row][right - 1], grid.rows[row][right]);
                let crossed = |a: usize, b: usize| {
                    crossed(&grid.uppers[a], &grid.uppers[b], &position)
                        + crossed(&grid.lowers[a], &grid.lowers[b], &position)
                };
                if crossed(b, a) < crossed(a, b) {
                    grid.rows[row].swap(right - 1, right);
                    position.swap(a, b);
                    improved = true;
                }
            }
        }
    }
}

/// Crossings between the lines of two neighbours, with the first on the left: given where their other ends are.
fn crossed(left: &[usize], right: &[usize], position: &[usize]) -> usize {
    left.iter().map(|&l| right.iter().filter(|&&r| position[r] < position[l]).count()).sum()
}

/// Crossings of the whole drawing.
fn crossings(grid: &Grid) -> usize {
    let position = grid.positions();
    grid.pieces.iter().map(|pieces| crossings_of(pieces, &position)).sum()
}

/// Inversions of the lower ends when the pieces are sorted by their upper ends.
fn crossings_of(pieces: &[Piece], position: &[usize]) -> usize {
    let mut ends: Vec<(usize, usize)> =
        pieces.iter().map(|p| (position[p.upper], position[p.lower])).collect();
    ends.sort_unstable();
    let mut sorted: Vec<usize> = Vec::with_capacity(ends.len());
    let mut count = 0;
    for (_, lower) in ends {
        let at = sorted.partition_point(|&s| s <= lower);
        count += sorted.len() - at;
        sorted.insert(at, lower);
    }
    count
}
