//! Looks for an input that none of some rows hits, column by column.
//!
//! Rows are boxes of classes. While the boxes together are smaller than the space, there is a gap, and it is found by
//! going where they are smaller still; boxes that do not overlap and are as large as the space leave none. What
//! neither settles is searched, and every set of rows that was once found to cover the rest is remembered.

use std::collections::BTreeSet;

use super::columns::Column;
use super::rows::Rows;

/// Work spent on one table, in pairs of a row and a class looked at, after which it counts as too large to judge: about
/// a tenth of a second. The manual's largest table needs some hundred.
pub(super) const WORK: usize = 10_000_000;

#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// An input.
    Gap(Vec<String>),
    Nothing,
    /// The search was given up.
    TooMuch,
}

pub(super) struct Search<'c> {
    columns: &'c [Column],
    /// Only inputs that this row hits.
    within: Option<usize>,
    /// No input is hit by two of the rows.
    apart: bool,
    /// Inputs of the columns from each on, and those of them that each row hits. None: more than can be counted.
    room: Vec<Option<u128>>,
    hit: Vec<Vec<Option<u128>>>,
    work: &'c mut usize,
    /// Columns from which on these rows cover everything.
    covered: BTreeSet<(usize, Rows)>,
}

impl<'c> Search<'c> {
    pub(super) fn new(
        columns: &'c [Column],
        within: Option<usize>,
        apart: bool,
        work: &'c mut usize,
    ) -> Search<'c> {
        let rows = columns.first().map_or(0, |column| column.accepted.len());
        let mut room = vec![Some(1); columns.len() + 1];
        let mut hit = vec![vec![Some(1); rows]; columns.len() + 1];
        for at in (0..columns.len()).rev() {
            let column = &columns[at];
            let whole = within.map_or(column.classes.len(), |row| column.accepted[row].len());
            room[at] = times(room[at + 1], whole);
            let (nearer, further) = hit.split_at_mut(at + 1);
            for (row, (here, beyond)) in nearer[at].iter_mut().zip(&further[0]).enumerate() {
                let part = match within {
                    Some(within) => column.accepted[within].count_common(&column.accepted[row]),
                    None => column.accepted[row].len(),
                };
                *here = times(*beyond, part);
            }
        }
        Search { columns, within, apart, room, hit, work, covered: BTreeSet::new() }
    }

    /// An input that none of these rows hits.
    pub(super) fn gap(mut self, rows: &Rows) -> Found {
        let mut classes = Vec::new();
        match self.look(0, rows, &mut classes) {
            Some(true) => {
                let shown = |(column, class): (&Column, &usize)| {
                    format!("{} = {}", column.name, column.classes[*class].shown)
                };
                Found::Gap(self.columns.iter().zip(&classes).map(shown).collect())
            }
            Some(false) => Found::Nothing,
            None => Found::TooMuch,
        }
    }

    /// Whether there is a gap in the columns from `at` on, given that these rows hit so far. `None`: given up.
    fn look(&mut self, at: usize, rows: &Rows, classes: &mut Vec<usize>) -> Option<bool> {
        let Some(column) = self.columns.get(at) else { return Some(rows.is_empty()) };
        if self.is_covered(at, rows) || self.covered.contains(&(at, rows.clone())) {
            return Some(false);
        }
        let columns = self.columns;
        let allowed = (0..column.classes.len())
            .filter(|class| self.within.is_none_or(|row| columns[at].accepted[row].has(*class)));
        let mut branches: Vec<(bool, usize, usize, Rows)> = Vec::new();
        let mut seen = BTreeSet::new();
        for class in allowed {
            let still = rows.and(&column.hit[class]);
            *self.work = self.work.checked_sub(1 + still.len())?;
            // Classes with the same rows lead to the same answer.
            if seen.insert(still.clone()) {
                // Where too little is filled there is a gap for certain; elsewhere few rows promise most.
                let filled = self.filled(at + 1, &still);
                let short = filled.zip(self.room[at + 1]).is_some_and(|(filled, room)| filled < room);
                branches.push((!short, still.len(), class, still));
            }
        }
        branches.sort_by_key(|(full, rows, class, _)| (*full, *rows, *class));
        for (_, _, class, still) in branches {
            classes.push(class);
            if self.look(at + 1, &still, classes)? {
                return Some(true);
            }
            classes.pop();
        }
        self.covered.insert((at, rows.clone()));
        Some(false)
    }

    /// Whether it is plain that the rows leave nothing.
    fn is_covered(&self, at: usize, rows: &Rows) -> bool {
        let Some(room) = self.room[at] else { return false };
        rows.iter().any(|row| self.hit[at][row] == Some(room))
            || (self.apart && self.filled(at, rows) == Some(room))
    }

    /// How much the rows hit, counted one by one.
    fn filled(&self, at: usize, rows: &Rows) -> Option<u128> {
        rows.iter().try_fold(0u128, |sum, row| sum.checked_add(self.hit[at][row]?))
    }
}

fn times(product: Option<u128>, factor: usize) -> Option<u128> {
    product?.checked_mul(factor as u128)
}
