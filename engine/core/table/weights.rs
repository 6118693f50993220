//! Weights: how much each indicator counts, column by column.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::text::{Bilingual, Span, Spanned};
use crate::value::{Map, Value};

/// A table of weights.
#[derive(Clone, Debug)]
pub struct Weights {
    /// What people call it.
    pub title: Option<Bilingual>,
    /// The paragraph it carries out.
    pub clause: Option<String>,
    /// Who or what is weighed: one column each.
    pub columns: Vec<Spanned<String>>,
    /// What each column adds up to; none if a row could not be read (which was reported).
    pub total: Option<Decimal>,
    /// In the file's order.
    pub rows: Vec<WeightRow>,
    /// Where it is written.
    pub span: Span,
}

/// An indicator with its weight in each column.
#[derive(Clone, Debug)]
pub struct WeightRow {
    /// Its name in scripts.
    pub id: String,
    /// What people call it.
    pub title: Option<Bilingual>,
    /// The paragraph it carries out, if another than the table's.
    pub clause: Option<String>,
    /// One a column; zero where it does not count.
    pub weights: Vec<Decimal>,
    /// Its name in the file.
    pub span: Span,
}

impl Weights {
    /// Column → indicator → weight, as scripts see it.
    pub fn values(&self) -> Map {
        let column = |(index, name): (usize, &Spanned<String>)| {
            let weights = self.rows.iter().map(|row| (row.id.clone(), Value::Decimal(row.weights[index])));
            (name.value.clone(), Value::Map(weights.collect()))
        };
        self.columns.iter().enumerate().map(column).collect()
    }

    /// What each column adds up to in fact; `None` where the sum is too large for a decimal.
    pub fn sums(&self) -> Vec<Option<Decimal>> {
        let sum = |column: usize| {
            self.rows.iter().try_fold(Decimal::ZERO, |sum, row| sum.checked_add(row.weights[column]))
        };
        (0..self.columns.len()).map(sum).collect()
    }

    /// Rows that people call by the same name, as pairs of indices: each with the first of its name.
    pub fn twins(&self) -> Vec<(usize, usize)> {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let mut twins = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let Some(title) = &row.title else { continue };
            match first.get(title.zh.as_str()) {
                Some(&earlier) => twins.push((earlier, index)),
                None => {
                    first.insert(&title.zh, index);
                }
            }
        }
        twins
    }
}
