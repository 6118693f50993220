//! Where lines leave and arrive, and their ways through the channels between rows.

use super::grid::{Content, Grid, Piece};
use super::{Item, Layout, Link};

/// From the corner of a box to the nearest line.
const CORNER: i32 = 12;
/// Between two lines at one side of a box.
const PORT_GAP: i32 = 14;
/// Between two lines that run along the same channel.
const TRACK_GAP: i32 = 10;
/// From a row to the nearest line running across.
const CHANNEL_EDGE: i32 = 10;
/// Room for an arrow's head before an item.
const HEAD: i32 = 10;
/// A channel that no line runs along, without and with heads.
const STRAIGHT: i32 = 6;
/// Lines this close would be taken for one.
const TOO_CLOSE: i32 = 6;

/// A piece with the places of its two ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    piece: Piece,
    top: i32,
    bottom: i32,
}

/// Draws the lines and gives every row its place along.
pub(super) fn lines(items: &[Item], links: &[Link], grid: &Grid, xs: &[i32]) -> Layout {
    let channels = ways(items, links, grid, xs);
    let tracks: Vec<Vec<usize>> = channels.iter().map(|ways| tracks(items, grid, ways)).collect();
    let mut layout = Layout { lines: vec![Vec::new(); links.len()], ..Layout::default() };
    let mut begin = 0;
    let mut begins = Vec::new();
    for (row, cells) in grid.rows.iter().enumerate() {
        begins.push(begin);
        let depth = cells.iter().map(|&c| grid.cells[c].along).max().unwrap_or(0);
        let end = begin + depth;
        let (before, after) = edges(grid, row);
        for (way, track) in channels[row].iter().zip(&tracks[row]) {
            let across = end + before + *track as i32 * TRACK_GAP;
            bend(&mut layout.lines[way.piece.link], grid, way, begin, across);
        }
        let used = tracks[row].iter().zip(&channels[row]).filter(|(_, way)| way.top != way.bottom);
        begin = match used.map(|(track, _)| *track as i32).max() {
            Some(last) => end + before + last * TRACK_GAP + after,
            None => end + STRAIGHT + after.max(before),
        };
        if row + 1 == grid.rows.len() {
            layout.along = end;
        }
    }
    for (link, line) in layout.lines.iter_mut().enumerate() {
        finish(grid, link, line, &begins, &channels);
    }
    layout.items = (0..items.len()).map(|i| (xs[i], begins[grid.cells[i].row])).collect();
    let place = |(link, chain): (usize, &Vec<usize>)| text_place(grid, chain, xs, &begins, &channels, link);
    layout.labels = grid.chains.iter().enumerate().map(place).collect();
    layout.across = (0..xs.len()).map(|c| xs[c] + grid.cells[c].right).max().unwrap_or(0);
    layout
}

/// Where a text begins: in its row, or right below its box when the box is shorter than others of its rank.
fn text_place(
    grid: &Grid,
    chain: &[usize],
    xs: &[i32],
    begins: &[i32],
    channels: &[Vec<Way>],
    link: usize,
) -> Option<(i32, i32)> {
    let at = chain.iter().position(|&c| grid.cells[c].content == Content::Text)?;
    let (cell, x) = (&grid.cells[chain[at]], xs[chain[at]]);
    let above = chain[at - 1];
    let item = &grid.cells[above];
    let is_straight = |way: &&Way| way.piece.link == link && way.piece.upper == above && way.top == x;
    let straight = item.content == Content::Item && channels[item.row].iter().any(|way| is_straight(&way));
    let (left, right) = (x - cell.left, x + cell.right);
    let beside = |other: usize| {
        other == above
            || xs[other] + grid.cells[other].right < left
            || right < xs[other] - grid.cells[other].left
    };
    let depth = grid.rows[item.row].iter().map(|&c| grid.cells[c].along).max().unwrap_or(0);
    let fits = item.along + STRAIGHT + cell.along <= depth;
    if straight && fits && grid.rows[item.row].iter().all(|&other| beside(other)) {
        return Some((x, begins[item.row] + item.along + STRAIGHT));
    }
    Some((x, begins[cell.row]))
}

/// Room above and below the lines that run along the channel behind a row; more where heads or boxes are.
fn edges(grid: &Grid, row: usize) -> (i32, i32) {
    let Some(pieces) = grid.pieces.get(row) else { return (0, 0) };
    let up = pieces.iter().any(|p| grid.backward[p.link] && grid.cells[p.upper].content == Content::Item);
    let down = pieces.iter().any(|p| !grid.backward[p.link] && grid.cells[p.lower].content == Content::Item);
    let room = |head: bool| CHANNEL_EDGE + if head { HEAD } else { 0 };
    (room(up), room(down))
}

/// Adds a piece's corners to its line, from the upper end to the lower.
fn bend(line: &mut Vec<(i32, i32)>, grid: &Grid, way: &Way, begin: i32, across: i32) {
    let cell = &grid.cells[way.piece.upper];
    if cell.content == Content::Item {
        line.push((way.top, begin + cell.along));
    }
    if way.top != way.bottom {
        line.extend([(way.top, across), (way.bottom, across)]);
    }
}

/// Adds the lower end, drops points on the way, and turns lines that run backwards.
fn finish(grid: &Grid, link: usize, line: &mut Vec<(i32, i32)>, begins: &[i32], channels: &[Vec<Way>]) {
    let last = grid.chains[link].last().copied().unwrap_or(0);
    let row = grid.cells[last].row;
    let way = channels
        .get(row.wrapping_sub(1))
        .and_then(|ways| ways.iter().find(|way| way.piece.link == link && way.piece.lower == last));
    if let Some(way) = way {
        line.push((way.bottom, begins[row]));
    }
    let mut index = 1;
    while index + 1 < line.len() {
        let (a, b, c) = (line[index - 1], line[index], line[index + 1]);
        if (a.0 == b.0 && b.0 == c.0) || (a.1 == b.1 && b.1 == c.1) || a == b {
            line.remove(index);
        } else {
            index += 1;
        }
    }
    if grid.backward[link] {
        line.reverse();
    }
}

/// The ends of all pieces, row by row: lines first agree with the items above, then with those below.
fn ways(items: &[Item], links: &[Link], grid: &Grid, xs: &[i32]) -> Vec<Vec<Way>> {
    let mut channels = Vec::new();
    for pieces in &grid.pieces {
        let mut ways: Vec<Way> = pieces
            .iter()
            .map(|&piece| Way { piece, top: xs[piece.upper], bottom: xs[piece.lower] })
            .collect();
        let fixed = |piece: &Piece, at_upper: bool| {
            let link = &links[piece.link];
            if at_upper == grid.backward[piece.link] { link.to_at } else { link.from_at }
        };
        let is_item = |cell: usize| grid.cells[cell].content == Content::Item;
        let mut uppers: Vec<usize> = ways.iter().map(|w| w.piece.upper).filter(|&c| is_item(c)).collect();
        uppers.sort_unstable();
        uppers.dedup();
        for item in uppers {
            let mut ends: Vec<End<'_>> = Vec::new();
            for way in ways.iter_mut().filter(|w| w.piece.upper == item) {
                let lower = way.piece.lower;
                let common = is_item(lower) && !items[lower].point;
                let wish = if common { shared(items, xs, item, lower) } else { way.bottom };
                ends.push(End { at: &mut way.top, wish, fixed: fixed(&way.piece, true) });
            }
            settle(&items[item], xs[item], &mut ends);
        }
        let mut lowers: Vec<usize> = ways.iter().map(|w| w.piece.lower).filter(|&c| is_item(c)).collect();
        lowers.sort_unstable();
        lowers.dedup();
        for item in lowers {
            let mut ends: Vec<End<'_>> = Vec::new();
            for way in ways.iter_mut().filter(|w| w.piece.lower == item) {
                ends.push(End { wish: way.top, fixed: fixed(&way.piece, false), at: &mut way.bottom });
            }
            settle(&items[item], xs[item], &mut ends);
        }
        channels.push(ways);
    }
    channels
}

/// A place from which a straight line reaches both boxes, as near to both anchors as can be.
fn shared(items: &[Item], xs: &[i32], upper: usize, lower: usize) -> i32 {
    let span = |i: usize| (xs[i] - items[i].left + CORNER, xs[i] + items[i].right - CORNER);
    let ((a, b), (c, d)) = (span(upper), span(lower));
    let (low, high) = (a.max(c), b.min(d));
    if low > high {
        return xs[lower];
    }
    let narrow = if b - a <= d - c { xs[upper] } else { xs[lower] };
    narrow.clamp(low, high)
}

/// An end of a line at an item.
struct End<'a> {
    at: &'a mut i32,
    /// Where the line would run straight.
    wish: i32,
    fixed: Option<i32>,
}

/// Spreads the ends along the side of an item, in the order of where they go.
fn settle(item: &Item, anchor: i32, ends: &mut [End<'_>]) {
    ends.sort_by_key(|end| end.wish);
    let (low, high) = (anchor - item.left + CORNER, anchor + item.right - CORNER);
    let free = ends.iter().filter(|end| end.fixed.is_none()).count() as i32;
    let gap = if free > 1 { PORT_GAP.min((high - low) / (free - 1)).max(1) } else { 0 };
    let mut least = low;
    for end in ends.iter_mut() {
        *end.at = match end.fixed {
            Some(offset) => anchor + offset,
            None if item.point || high <= low => anchor,
            None => {
                // What lies far to the side leaves between the middle and the corner.
                let wish = match end.wish {
                    x if x < low => (anchor + low) / 2,
                    x if x > high => (anchor + high) / 2,
                    x => x,
                };
                let at = wish.max(least).min(high);
                least = at + gap;
                at
            }
        };
    }
    let mut most = high;
    for end in ends.iter_mut().rev().filter(|end| end.fixed.is_none()) {
        if !item.point && high > low {
            *end.at = (*end.at).min(most).max(low);
            most = *end.at - gap;
        }
    }
}

/// Lines that may share a track: all that come from one point.
struct Net {
    ways: Vec<usize>,
    low: i32,
    high: i32,
}

/// The track of each way in its channel, 0 nearest to the upper row; straight ways have none and get 0.
fn tracks(items: &[Item], grid: &Grid, ways: &[Way]) -> Vec<usize> {
    let mut nets: Vec<Net> = Vec::new();
    for (index, way) in ways.iter().enumerate().filter(|(_, way)| way.top != way.bottom) {
        let (low, high) = (way.top.min(way.bottom), way.top.max(way.bottom));
        let upper = way.piece.upper;
        let from_point = grid.cells[upper].content == Content::Item && items[upper].point;
        let same = |net: &Net| from_point && ways[net.ways[0]].piece.upper == upper;
        match nets.iter().position(same) {
            Some(net) => {
                nets[net].ways.push(index);
                nets[net].low = nets[net].low.min(low);
                nets[net].high = nets[net].high.max(high);
            }
            None => nets.push(Net { ways: vec![index], low, high }),
        }
    }
    let cost: Vec<Vec<i32>> =
        nets.iter().map(|a| nets.iter().map(|b| cost_above(ways, a, b)).collect()).collect();
    // What it costs more to let a net run above all that are left than below them.
    let mut excess: Vec<i32> = (0..nets.len())
        .map(|n| (0..nets.len()).filter(|&o| o != n).map(|o| cost[n][o] - cost[o][n]).sum())
        .collect();
    let mut track = vec![0; ways.len()];
    let mut left: Vec<usize> = (0..nets.len()).collect();
    let mut placed: Vec<(usize, usize)> = Vec::new();
    while let Some(at) = (0..left.len()).min_by_key(|&at| excess[left[at]]) {
        let next = left.remove(at);
        left.iter().for_each(|&other| excess[other] -= cost[other][next] - cost[next][other]);
        let net = &nets[next];
        let meets = |other: &Net| net.low - TOO_CLOSE <= other.high && other.low - TOO_CLOSE <= net.high;
        let levels = placed.iter().filter(|(other, _)| meets(&nets[*other])).map(|(_, level)| level + 1);
        let level = levels.max().unwrap_or(0);
        net.ways.iter().for_each(|&way| track[way] = level);
        placed.push((next, level));
    }
    track
}

/// What it costs to let one net run above another: crossings, and lines that would lie on each other.
fn cost_above(ways: &[Way], above: &Net, below: &Net) -> i32 {
    let mut cost = 0;
    for a in above.ways.iter().map(|&w| &ways[w]) {
        cost += i32::from(below.low < a.bottom && a.bottom < below.high);
        let hidden = below.ways.iter().filter(|&&b| (ways[b].top - a.bottom).abs() < TOO_CLOSE).count();
        cost += 100 * hidden as i32;
    }
    for b in below.ways.iter().map(|&w| &ways[w]) {
        cost += i32::from(above.low < b.top && b.top < above.high);
    }
    cost
}
