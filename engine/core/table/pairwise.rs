//! Pairwise comparison (AHP, Saaty 1980): weights out of judgements "a counts three times as much as b".
//!
//! All numbers are decimals, and every step rounds in the same way on every machine, so that weights are the same
//! in every year. Deliberately absent: hierarchies of several levels; each level is a matrix of its own.

use rust_decimal::Decimal;

use crate::text::{Bilingual, Span, Spanned};
use crate::value::{Map, Value};

/// Factors of one matrix at most: Saaty's random index is known up to here.
pub const FACTORS: usize = 15;

/// Above this ratio the judgements contradict each other too much (Saaty).
pub const RATIO_LIMIT: Decimal = Decimal::from_parts(1, 0, 0, false, 1);

/// Decimal places of weights as scripts see them.
const PLACES: u32 = 6;

/// Mean consistency index of random matrices of 1, 2, 3 … factors (Saaty 1980, in hundredths).
const RANDOM_INDEX: [i64; FACTORS] = [0, 0, 58, 90, 112, 124, 132, 141, 145, 149, 151, 148, 156, 157, 159];

/// A matrix of judgements.
#[derive(Clone, Debug)]
pub struct Pairwise {
    /// What people call it.
    pub title: Option<Bilingual>,
    /// The paragraph it carries out.
    pub clause: Option<String>,
    /// What is compared.
    pub factors: Vec<Spanned<String>>,
    /// Numbers that a judgement may be, besides their reciprocals; empty: any.
    pub scale: Vec<Decimal>,
    /// As written: one or both of each pair.
    pub judgements: Vec<Judgement>,
    /// The weights that the document states, one a factor.
    pub stated: Option<Vec<Spanned<Decimal>>>,
    /// Where they are written.
    pub stated_span: Span,
    /// What the document says that they add up to.
    pub sum: Option<Spanned<Decimal>>,
    /// Scripts get the stated weights (the approved ones) rather than those calculated.
    pub approved: bool,
    /// Where it is written.
    pub span: Span,
}

/// "The row counts `over / under` times as much as the column."
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Index of a factor.
    pub row: usize,
    /// Index of another.
    pub column: usize,
    /// The number, above …
    pub over: Decimal,
    /// … and below the stroke.
    pub under: Decimal,
    /// Where it is written.
    pub span: Span,
}

/// What follows from a matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// One a factor; they add up to 1.
    pub weights: Vec<Decimal>,
    /// Consistency ratio; 0 for up to two factors.
    pub ratio: Decimal,
}

impl Pairwise {
    /// The whole matrix, row by row. Of a pair that is judged both ways the first judgement counts. `None` if a pair
    /// is not judged at all.
    pub fn matrix(&self) -> Option<Vec<Vec<Decimal>>> {
        let count = self.factors.len();
        let mut cells: Vec<Vec<Option<Decimal>>> = vec![vec![None; count]; count];
        for (index, row) in cells.iter_mut().enumerate() {
            row[index] = Some(Decimal::ONE);
        }
        for Judgement { row, column, over, under, .. } in &self.judgements {
            if cells[*row][*column].is_none() {
                cells[*row][*column] = Some(over / under);
                cells[*column][*row] = Some(under / over);
            }
        }
        cells.into_iter().map(|row| row.into_iter().collect()).collect()
    }

    /// Pairs that are judged neither way.
    pub fn missing(&self) -> Vec<(usize, usize)> {
        let count = self.factors.len();
        let pairs = (0..count).flat_map(|row| (row + 1..count).map(move |column| (row, column)));
        let judged = |a: usize, b: usize| self.judgements.iter().any(|j| (j.row, j.column) == (a, b));
        pairs.filter(|&(a, b)| !judged(a, b) && !judged(b, a)).collect()
    }

    /// Weights by the principal eigenvector, and how far the judgements agree. `None` if a pair is not judged.
    pub fn outcome(&self) -> Option<Outcome> {
        let matrix = self.matrix()?;
        let count = matrix.len();
        let mut weights = vec![Decimal::ONE / Decimal::from(count); count];
        let mut largest = Decimal::from(count);
        let close = Decimal::new(1, 16);
        for _ in 0..2_000 {
            let product: Vec<Decimal> =
                matrix.iter().map(|row| row.iter().zip(&weights).map(|(a, w)| a * w).sum()).collect();
            // The weights add up to 1: the sum of the product is the eigenvalue.
            largest = product.iter().sum();
            let next: Vec<Decimal> = product.iter().map(|p| (p / largest).round_dp(22)).collect();
            let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).max();
            weights = next;
            if moved.is_none_or(|moved| moved < close) {
                break;
            }
        }
        let ratio = match count {
            0..=2 => Decimal::ZERO,
            _ => {
                let index = (largest - Decimal::from(count)) / Decimal::from(count - 1);
                // Rounding may leave a hair below zero for a matrix that agrees with itself.
                (index / Decimal::new(RANDOM_INDEX[count.min(FACTORS) - 1], 2))
                    .round_dp(PLACES)
                    .max(Decimal::ZERO)
            }
        };
        Some(Outcome { weights, ratio })
    }

    /// Weights by the other two methods of the textbooks, which give the same for judgements that agree: the
    /// geometric means of the rows, and the means of the rows of the matrix whose columns were made to add up to 1.
    pub fn by_other_methods(&self) -> Option<[Vec<Decimal>; 2]> {
        let matrix = self.matrix()?;
        let count = matrix.len();
        let mean = |row: &Vec<Decimal>| row.iter().map(|cell| root(*cell, count)).product::<Decimal>();
        let means: Vec<Decimal> = matrix.iter().map(mean).collect();
        let sums: Vec<Decimal> = (0..count).map(|c| matrix.iter().map(|row| row[c]).sum()).collect();
        let shares = matrix.iter().map(|row| row.iter().zip(&sums).map(|(cell, sum)| cell / sum).sum());
        Some([shared_out(means), shared_out(shares.collect())])
    }

    /// Factor → weight, as scripts see it: as stated, unless the document says `use: computed`.
    pub fn values(&self) -> Map {
        let weights: Vec<Decimal> = match (&self.stated, self.approved) {
            (Some(stated), true) => stated.iter().map(|weight| weight.value).collect(),
            _ => self
                .outcome()
                .map(|o| o.weights.iter().map(|w| w.round_dp(PLACES)).collect())
                .unwrap_or_default(),
        };
        self.factors.iter().map(|f| f.value.clone()).zip(weights.into_iter().map(Value::Decimal)).collect()
    }

    /// Triples in a circle: the first counts more than the second, that more than the third (or one of these two the
    /// same), and the third more than the first.
    pub fn circles(&self) -> Vec<[usize; 3]> {
        let Some(matrix) = self.matrix() else { return Vec::new() };
        let count = matrix.len();
        let mut found = Vec::new();
        for a in 0..count {
            for b in 0..count {
                for c in 0..count {
                    let steps = [matrix[a][b], matrix[b][c], matrix[c][a]];
                    let falls = steps.iter().filter(|step| **step > Decimal::ONE).count();
                    let never_rises = steps.iter().all(|step| *step >= Decimal::ONE);
                    // Each circle once: it begins with its smallest index.
                    if a != b && b != c && a < b.min(c) && never_rises && falls >= 2 {
                        found.push([a, b, c]);
                    }
                }
            }
        }
        found
    }
}

fn shared_out(parts: Vec<Decimal>) -> Vec<Decimal> {
    let sum: Decimal = parts.iter().sum();
    parts.iter().map(|part| part / sum).collect()
}

/// The `count`-th root of a positive number, by Newton's method.
fn root(number: Decimal, count: usize) -> Decimal {
    if number < Decimal::ONE {
        return Decimal::ONE / root(Decimal::ONE / number, count);
    }
    let degree = Decimal::from(count);
    let mut guess = number;
    // Newton falls towards the root from above; 1000 needs some twenty steps.
    for _ in 0..200 {
        let power = (1..count).try_fold(Decimal::ONE, |power, _| power.checked_mul(guess));
        let Some(power) = power else {
            guess /= Decimal::TWO;
            continue;
        };
        let next = (guess * (degree - Decimal::ONE) + number / power) / degree;
        if (next - guess).abs() < Decimal::new(1, 20) {
            return next;
        }
        guess = next;
    }
    guess
}
