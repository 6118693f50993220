//! Layered drawing of one level of a chart (Sugiyama's method): boxes in ranks from first to last, lines at right
//! angles in the channels between them.
//!
//! The steps stand one a file: which lines run backwards (`ranks`), which rank a box gets (`ranks`), one cell per row for
//! every line (`grid`), the order within rows (`order`), places across (`place`), lines (`route`). Everything is
//! counted in whole pixels, so that the same chart gives the same picture everywhere. Across is the direction of
//! a rank, along the direction from rank to rank; the caller turns the result for pictures that run to the right.
//!
//! Ours rather than the crate `dagre`: a phone needs ranks that are no wider than its screen, boxes with boxes inside
//! need lines that leave them at a given place, and the port keeps its nodes in hash maps by name.
//! Deliberately absent: nesting. The caller lays out the inside of a box first and passes the box.

mod grid;
mod order;
mod place;
mod ranks;
mod route;
#[cfg(test)]
mod tests;

pub(super) use ranks::backward;

use crate::limits;

/// A box to be placed. Lines meet it at its anchor, `left` from one side and `right` from the other.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub left: i32,
    pub right: i32,
    pub along: i32,
    /// Room that the item needs beside itself, behind `right`: a loop with its text.
    pub beside: i32,
    pub rank: Rank,
    /// A mere point: all lines meet at the anchor.
    pub point: bool,
}

/// Where an item must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// Before all others: the start, lines coming in from outside.
    First,
    /// Where its lines put it.
    Free,
    /// Behind all others: lines going out.
    Last,
}

/// A line from one item to another.
#[derive(Clone, Debug, Default)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    /// It runs from a later rank to an earlier one: as [`backward`] says.
    pub backward: bool,
    /// Size of its text: before the line, behind the line (both across), along.
    pub label: Option<(i32, i32, i32)>,
    /// Where it leaves, counted from the anchor; else where it fits best.
    pub from_at: Option<i32>,
    /// Where it arrives, counted from the anchor; else where it fits best.
    pub to_at: Option<i32>,
}

/// Where everything came to stand. Points are (across, along), from 0.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Layout {
    /// Anchor and beginning of each item.
    pub items: Vec<(i32, i32)>,
    /// Corners of each line, from its source to its target.
    pub lines: Vec<Vec<(i32, i32)>>,
    /// The line's place and the beginning of each text.
    pub labels: Vec<Option<(i32, i32)>>,
    pub across: i32,
    pub along: i32,
}

/// Lays out items and links. No rank is wider than `bound` unless a single item is.
///
/// Links from an item to itself are not meant for this function. Their `backward` must leave no circle.
pub(super) fn layout(items: &[Item], links: &[Link], bound: Option<i32>) -> Layout {
    let ranks = ranks::assign(items, links, bound);
    let mut grid = grid::Grid::new(items, links, &ranks, bound);
    order::reduce_crossings(&mut grid);
    let across = place::across(&grid);
    route::lines(items, links, &grid, &across)
}

/// Links that would make the drawing larger than [`limits::PICTURE_CELLS`], the longest first: such a drawing could not
/// be read, and would take long to make. By their index.
pub(super) fn too_long(items: &[Item], links: &[Link], bound: Option<i32>) -> Vec<usize> {
    let ranks = ranks::assign(items, links, bound);
    let mut spans: Vec<(usize, usize)> = links
        .iter()
        .enumerate()
        .map(|(index, link)| (ranks[link.from].abs_diff(ranks[link.to]), index))
        .collect();
    spans.sort_unstable();
    let mut room = limits::PICTURE_CELLS.saturating_sub(items.len());
    let mut omitted = Vec::new();
    for (span, index) in spans {
        // A line takes a place in each rank that it passes, and perhaps one for its text.
        match room.checked_sub(2 * span) {
            Some(rest) => room = rest,
            // A mere point has no box in which it could be told.
            None if items[links[index].from].point => {}
            None => omitted.push(index),
        }
    }
    omitted
}
