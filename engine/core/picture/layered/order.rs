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
    let positions = grid.positions();
    let pieces = if by_upper { &grid.pieces[row - 1] } else { &grid.pieces[row] };
    let mean = |cell: usize| {
        let ends = pieces.iter().filter_map(|p| match by_upper {
            true => (p.lower == cell).then_some(p.upper),
            false => (p.upper == cell).then_some(p.lower),
        });
        let (sum, count) = ends.fold((0, 0), |(sum, count), end| (sum + positions[end] * 1000, count + 1));
        (count > 0).then(|| sum / count)
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
    let mut improved = true;
    let mut rounds = 0;
    while improved && rounds < SWEEPS {
        improved = false;
        rounds += 1;
        for row in 0..grid.rows.len() {
            for left in 1..grid.rows[row].len() {
                let before = around(grid, row);
                grid.rows[row].swap(left - 1, left);
                if around(grid, row) < before {
                    improved = true;
                } else {
                    grid.rows[row].swap(left - 1, left);
                }
            }
        }
    }
}

fn around(grid: &Grid, row: usize) -> usize {
    let positions = grid.positions();
    let above = if row > 0 { crossings_of(&grid.pieces[row - 1], &positions) } else { 0 };
    above + crossings_of(&grid.pieces[row], &positions)
}

fn crossings(grid: &Grid) -> usize {
    let positions = grid.positions();
    grid.pieces.iter().map(|pieces| crossings_of(pieces, &positions)).sum()
}

fn crossings_of(pieces: &[Piece], positions: &[usize]) -> usize {
    let mut count = 0;
    for (index, a) in pieces.iter().enumerate() {
        for b in &pieces[index + 1..] {
            let upper = positions[a.upper].cmp(&positions[b.upper]);
            let lower = positions[a.lower].cmp(&positions[b.lower]);
            count += usize::from(upper.is_ne() && lower.is_ne() && upper != lower);
        }
    }
    count
}
