//! Decision tables: rows of conditions over inputs, and what follows from them; weights and pairwise comparison.
//!
//! Hit policies carry the names of DMN 1.4 §8.2.10. Deliberately absent: reading them from YAML (`policy`), and
//! judging whether they overlap or leave something out (`check`).

mod cell;
mod pairwise;
mod weights;

#[cfg(test)]
mod tests;

use rust_decimal::Decimal;

use crate::policy::Expr;
use crate::text::{Bilingual, Span};
use crate::value::{Map, Value};

pub use cell::{Bound, Cell, compare};
pub use pairwise::{FACTORS, Judgement, Outcome, Pairwise, RATIO_LIMIT};
pub use weights::{WeightRow, Weights};

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// What people call it.
    pub title: Option<Bilingual>,
    /// The paragraph it carries out.
    pub clause: Option<String>,
    /// What happens when several rows hit.
    pub hit: Hit,
    /// For `priority` and `output_order`: index of an output column and its values, the best first.
    pub order: Vec<(usize, Vec<Value>)>,
    /// Name and expression of each input column.
    pub inputs: Vec<(String, Expr)>,
    /// What each input can be, as far as the table itself says so.
    pub domains: Vec<Domain>,
    /// Names of the output columns.
    pub outputs: Vec<String>,
    /// In the file's order.
    pub rows: Vec<Row>,
    /// Where it is written.
    pub span: Span,
    /// The shared document (`policies/tables/<id>`) it is taken from, if it is.
    pub origin: Option<String>,
}

/// The values that an input can have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Domain {
    /// Anything.
    #[default]
    Unknown,
    /// One of these words.
    Words(Vec<String>),
    /// True or false.
    Truth,
    /// Numbers from, to, with at most so many decimal places; each may be unknown.
    Numbers(Option<Decimal>, Option<Decimal>, Option<u32>),
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// One an input.
    pub cells: Vec<Cell>,
    /// One an output.
    pub outputs: Vec<Expr>,
    /// Where it is written.
    pub span: Span,
    /// The line it is written in.
    pub line: u32,
}

/// What happens when several rows hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// Only one may.
    Unique,
    /// The first counts.
    First,
    /// They must agree.
    Any,
    /// The one whose outputs stand first in the order of outputs.
    Priority,
    /// All, as a list, those whose outputs stand first in the order of outputs first.
    OutputOrder,
    /// All, as a list, in the table's order.
    List,
    /// Collected: added up.
    Sum,
    /// Collected: the smallest.
    Min,
    /// Collected: the largest.
    Max,
    /// Collected: how many.
    Count,
}

impl Hit {
    /// True if the answer is one row's outputs as they stand.
    pub fn gives_one(self) -> bool {
        matches!(self, Hit::Unique | Hit::First | Hit::Any | Hit::Priority)
    }
}

/// Why a table gives no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// No row hits.
    None,
    /// These rows hit (counted from 1), where only one may or where they must agree.
    Several(Vec<usize>),
    /// What is collected are not numbers, or their sum is too large.
    NotNumbers,
}

impl Table {
    /// Indices of the rows that hit.
    pub fn hits(&self, inputs: &[Value]) -> Vec<usize> {
        let hit = |row: &Row| row.cells.iter().zip(inputs).all(|(cell, value)| cell.accepts(value));
        self.rows.iter().enumerate().filter(|(_, row)| hit(row)).map(|(index, _)| index).collect()
    }

    /// Combines the outputs of the rows that hit (`rows`, with their outputs calculated) by the hit policy.
    ///
    /// # Errors
    /// When the hit policy has no answer for them.
    pub fn combine(&self, rows: &[(usize, Vec<Value>)]) -> Result<Map, NoAnswer> {
        let numbers = || rows.iter().map(|(index, _)| index + 1).collect();
        let one = match (self.hit, rows) {
            (Hit::OutputOrder, _) => {
                let mut sorted = rows.to_vec();
                sorted.sort_by_cached_key(|(_, outputs)| self.rank(outputs));
                return self.collect(&sorted);
            }
            (Hit::List | Hit::Count | Hit::Sum | Hit::Min | Hit::Max, _) => return self.collect(rows),
            (_, []) => return Err(NoAnswer::None),
            (Hit::Priority, _) => {
                // `min_by_key` takes the first of equal ones.
                let best = rows.iter().min_by_key(|(_, outputs)| self.rank(outputs));
                &best.unwrap_or(&rows[0]).1
            }
            (Hit::Unique, [_, _, ..]) => return Err(NoAnswer::Several(numbers())),
            (Hit::Any, [first, rest @ ..]) if rest.iter().any(|row| row.1 != first.1) => {
                return Err(NoAnswer::Several(numbers()));
            }
            (_, [first, ..]) => &first.1,
        };
        Ok(self.outputs.iter().cloned().zip(one.iter().cloned()).collect())
    }

    /// How good outputs are: by the first ordered column, then the next. What is in no order comes last.
    pub fn rank(&self, outputs: &[Value]) -> Vec<usize> {
        let place = |(column, best_first): &(usize, Vec<Value>)| {
            let value = &outputs[*column];
            let same = |known: &Value| compare(known, value) == Some(std::cmp::Ordering::Equal);
            best_first.iter().position(same).unwrap_or(best_first.len())
        };
        self.order.iter().map(place).collect()
    }

    fn collect(&self, rows: &[(usize, Vec<Value>)]) -> Result<Map, NoAnswer> {
        let mut answer = Map::new();
        for (column, name) in self.outputs.iter().enumerate() {
            let values: Vec<&Value> = rows.iter().map(|(_, outputs)| &outputs[column]).collect();
            answer.insert(name.clone(), self.collected(&values)?);
        }
        Ok(answer)
    }

    fn collected(&self, values: &[&Value]) -> Result<Value, NoAnswer> {
        let numbers = || {
            values.iter().map(|v| v.number()).collect::<Option<Vec<Decimal>>>().ok_or(NoAnswer::NotNumbers)
        };
        Ok(match self.hit {
            Hit::Count => Value::Int(values.len() as i64),
            Hit::Sum => {
                let sum = numbers()?.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
                Value::Decimal(sum.ok_or(NoAnswer::NotNumbers)?)
            }
            Hit::Min => numbers()?.into_iter().min().map_or(Value::Null, Value::Decimal),
            Hit::Max => numbers()?.into_iter().max().map_or(Value::Null, Value::Decimal),
            _ => Value::List(values.iter().map(|v| (*v).clone()).collect()),
        })
    }
}
