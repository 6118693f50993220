//! Decision tables: rows of conditions over inputs, and what follows from them.
//!
//! Hit policies carry the names of DMN 1.4 §8.2.8. Deliberately absent: reading them from YAML (`policy`).

mod cell;

#[cfg(test)]
mod tests;

use rust_decimal::Decimal;

use crate::policy::Expr;
use crate::text::Span;
use crate::value::{Map, Value};

pub use cell::{Bound, Cell, compare};

/// A table.
#[derive(Debug)]
pub struct Table {
    /// The paragraph it carries out.
    pub clause: Option<String>,
    /// What happens when several rows hit.
    pub hit: Hit,
    /// Name and expression of each input column.
    pub inputs: Vec<(String, Expr)>,
    /// Names of the output columns.
    pub outputs: Vec<String>,
    /// In the file's order.
    pub rows: Vec<Row>,
    /// Where it is written.
    pub span: Span,
}

/// A row.
#[derive(Debug)]
pub struct Row {
    /// One an input.
    pub cells: Vec<Cell>,
    /// One an output.
    pub outputs: Vec<Expr>,
    /// Where it is written.
    pub span: Span,
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
    /// All, as a list.
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
        matches!(self, Hit::Unique | Hit::First | Hit::Any)
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
            (Hit::List | Hit::Count | Hit::Sum | Hit::Min | Hit::Max, _) => return self.collect(rows),
            (_, []) => return Err(NoAnswer::None),
            (Hit::Unique, [_, _, ..]) => return Err(NoAnswer::Several(numbers())),
            (Hit::Any, [first, rest @ ..]) if rest.iter().any(|row| row.1 != first.1) => {
                return Err(NoAnswer::Several(numbers()));
            }
            (_, [first, ..]) => &first.1,
        };
        Ok(self.outputs.iter().cloned().zip(one.iter().cloned()).collect())
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
