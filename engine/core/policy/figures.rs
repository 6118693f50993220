//! Figures, tables, quotas, weights: what a policy has of its own, and what it shares with others.
//!
//! A shared document (`policies/tables/<id>.yaml`) holds the same four kinds of things as the head of a policy. A policy
//! that `uses` it is compiled as if they stood in its own file.

use std::collections::{BTreeMap, BTreeSet};

use super::{Expr, Quota};
use crate::guard::Script;
use crate::table::{Pairwise, Table, Weights};
use crate::text::{Bilingual, Span};
use crate::value::{Map, Value};

/// A named figure with what is said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its name in scripts.
    pub name: String,
    /// The figure.
    pub value: Value,
    /// What people call it.
    pub title: Option<Bilingual>,
    /// The paragraph that lays it down.
    pub clause: Option<String>,
    /// What it measures: two figures about the same thing must be equal wherever both apply.
    pub about: Option<String>,
    /// Where it applies: dimension → values. What is not named applies everywhere.
    pub scope: BTreeMap<String, BTreeSet<String>>,
    /// Where it is written.
    pub span: Span,
}

impl Figure {
    /// Whether there is anything to which both apply.
    pub fn meets(&self, other: &Figure) -> bool {
        let apart = |(dimension, values): (&String, &BTreeSet<String>)| {
            other.scope.get(dimension).is_some_and(|others| values.is_disjoint(others))
        };
        !self.scope.iter().any(apart)
    }
}

/// Named figures and tables of one document.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Named figures.
    pub figures: Vec<Figure>,
    /// Decision tables.
    pub tables: BTreeMap<String, Table>,
    /// Limited places.
    pub quotas: BTreeMap<String, Quota>,
    /// Weights of indicators.
    pub weights: BTreeMap<String, Weights>,
    /// Pairwise comparisons.
    pub pairwise: BTreeMap<String, Pairwise>,
}

/// A shared document of figures and tables.
#[derive(Debug)]
pub struct Shared {
    /// Equal to the file's name.
    pub id: String,
    /// What people call it.
    pub title: Bilingual,
    /// The manual's chapter.
    pub clause: Option<String>,
    /// What it holds.
    pub figures: Figures,
    /// Scripts of its tables and quotas.
    pub scripts: Vec<Script>,
}

impl Figures {
    /// The figures' values by name, as scripts see them.
    pub fn values(&self) -> Map {
        self.figures.iter().map(|figure| (figure.name.clone(), figure.value.clone())).collect()
    }

    /// Weights by table, column and indicator, as scripts see them.
    pub fn weight_values(&self) -> Map {
        self.weights.iter().map(|(name, weights)| (name.clone(), Value::Map(weights.values()))).collect()
    }

    /// Weights by comparison and factor, as scripts see them.
    pub fn pairwise_values(&self) -> Map {
        self.pairwise.iter().map(|(name, pairwise)| (name.clone(), Value::Map(pairwise.values()))).collect()
    }

    /// All names with their places: figures, tables, quotas, weights, comparisons, each kind apart.
    pub fn names(&self) -> Vec<(&'static str, &str)> {
        let figures = self.figures.iter().map(|figure| ("values", figure.name.as_str()));
        let tables = self.tables.keys().map(|name| ("tables", name.as_str()));
        let quotas = self.quotas.keys().map(|name| ("quotas", name.as_str()));
        let weights = self.weights.keys().map(|name| ("weights", name.as_str()));
        let pairwise = self.pairwise.keys().map(|name| ("pairwise", name.as_str()));
        figures.chain(tables).chain(quotas).chain(weights).chain(pairwise).collect()
    }

    /// Adds what a shared document holds; its scripts have been added behind the `offset` first ones. What is there
    /// already stays (that was reported).
    pub fn take(&mut self, shared: &Shared, offset: usize) {
        let moved = |expr: &mut Expr| {
            if let Expr::Script(script) = expr {
                *script += offset;
            }
        };
        for figure in &shared.figures.figures {
            if !self.figures.iter().any(|own| own.name == figure.name) {
                self.figures.push(figure.clone());
            }
        }
        for (name, table) in &shared.figures.tables {
            let mut table = table.clone();
            table.inputs.iter_mut().for_each(|(_, expr)| moved(expr));
            table.rows.iter_mut().flat_map(|row| &mut row.outputs).for_each(moved);
            table.origin = Some(shared.id.clone());
            self.tables.entry(name.clone()).or_insert(table);
        }
        for (name, quota) in &shared.figures.quotas {
            let mut quota = quota.clone();
            quota.key = quota.key.map(|script| script + offset);
            quota.origin = Some(shared.id.clone());
            self.quotas.entry(name.clone()).or_insert(quota);
        }
        for (name, weights) in &shared.figures.weights {
            self.weights.entry(name.clone()).or_insert_with(|| weights.clone());
        }
        for (name, pairwise) in &shared.figures.pairwise {
            self.pairwise.entry(name.clone()).or_insert_with(|| pairwise.clone());
        }
    }
}
