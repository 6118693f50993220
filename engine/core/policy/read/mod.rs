//! Reads a policy file. Every mistake is reported, none stops the reading.
//!
//! Two passes over the states: the first gives every state its place in document order, the second reads what they say,
//! so that a target may stand anywhere in the file.

mod actions;
mod expr;
mod rules;
mod states;
mod task;
mod transitions;

use std::collections::BTreeMap;

use super::{OnError, Policy, PolicyChart, Promise, Start};
use crate::chart::{Chart, StateId};
use crate::guard::Script;
use crate::limits;
use crate::text::yaml::{self, Node};
use crate::text::{Ctx, Findings, Source, Span};

/// Where the first pass put a state.
struct Declared<'n> {
    chart: usize,
    state: StateId,
    node: &'n Node,
}

/// What is being built.
struct Builder<'n, 'a> {
    ctx: Ctx<'a>,
    scripts: Vec<Script>,
    charts: Vec<PolicyChart>,
    /// State name → chart, state, where it was declared.
    names: BTreeMap<String, (usize, StateId, Span)>,
    declared: Vec<Declared<'n>>,
    /// Names that scripts may use here beyond the usual ones: loop variables.
    loop_names: Vec<String>,
    default_rules: task::Defaults<'n>,
}

/// Reads a policy. `None` if its shape is not clear; the policy may be used only if no errors were reported.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Policy> {
    let root = yaml::read(source, findings)?;
    let mut builder = Builder {
        ctx: Ctx::new(source, findings),
        scripts: Vec::new(),
        charts: Vec::new(),
        names: BTreeMap::new(),
        declared: Vec::new(),
        loop_names: Vec::new(),
        default_rules: task::Defaults::default(),
    };
    builder.policy(&root)
}

impl<'n> Builder<'n, '_> {
    fn policy(&mut self, root: &'n Node) -> Option<Policy> {
        let mut fields = self.ctx.map(root)?;
        let id = fields.required(&mut self.ctx, "policy").and_then(|n| self.ctx.identifier(n));
        let title = fields.required(&mut self.ctx, "title").and_then(|n| self.ctx.bilingual(n));
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        let element = fields.optional("element").and_then(|n| self.ctx.text(n));
        let form = fields.optional("form").and_then(|n| self.ctx.identifier(n)).map(|f| f.value);
        let number = fields.optional("number").and_then(|n| self.number(n));
        let summary = fields.optional("summary").and_then(|n| self.ctx.text(n));
        let starts = fields.optional("start").map(|n| self.starts(n)).unwrap_or_default();
        let drill = fields.optional("drill").and_then(|n| self.formula(n));
        let (values, value_clauses) = fields.optional("values").map(|n| self.values(n)).unwrap_or_default();
        let tables = fields.optional("tables").map(|n| self.tables(n)).unwrap_or_default();
        let quotas = fields.optional("quotas").map(|n| self.quotas(n)).unwrap_or_default();
        let vars = fields.optional("vars").map(|n| self.formulas(n)).unwrap_or_default();
        let schedules = fields.optional("schedules").map(|n| self.schedules(n)).unwrap_or_default();
        let promises = fields.optional("promises").map(|n| self.promises(n)).unwrap_or_default();
        let words = [("refuse", OnError::Refuse), ("raise", OnError::Raise)];
        let on_error =
            fields.optional("on_error").and_then(|n| self.ctx.one_of(n, &words)).unwrap_or(OnError::Refuse);
        self.default_rules =
            task::Defaults { remind: fields.optional("remind"), overdue: fields.optional("overdue") };
        if !fields.has("states") {
            self.ctx.error("G0401", fields.span, []);
        }
        self.declare_chart(root, None);
        self.states();
        for key in states::KEYS {
            fields.optional(key);
        }
        fields.finish(&mut self.ctx);
        self.check_values(&values);
        Some(Policy {
            id: id?.value,
            title: title?,
            clause,
            element,
            form,
            number,
            summary,
            starts,
            drill,
            values,
            value_clauses,
            tables,
            quotas,
            vars,
            schedules,
            promises,
            on_error,
            charts: std::mem::take(&mut self.charts),
            scripts: std::mem::take(&mut self.scripts),
        })
    }

    fn starts(&mut self, node: &'n Node) -> Vec<Start> {
        let mut starts = Vec::new();
        for node in self.ctx.list_or_one(node) {
            let Some(mut fields) = self.ctx.map(node) else { continue };
            let mut posts = Vec::new();
            for key in ["post", "posts"] {
                for item in fields.optional(key).map(|n| self.ctx.list_or_one(n)).unwrap_or_default() {
                    posts.extend(self.ctx.identifier(item).map(|p| p.value));
                }
            }
            if posts.is_empty() {
                self.ctx.error("G0402", node.span, []);
            }
            posts.retain(|post| post != "anyone");
            let ask = fields.optional("ask").and_then(|n| self.ctx.identifier(n)).map(|a| a.value);
            fields.finish(&mut self.ctx);
            starts.push(Start { posts, ask, span: node.span });
        }
        starts
    }

    fn promises(&mut self, node: &'n Node) -> Vec<Promise> {
        let items = self.ctx.list(node).unwrap_or_default();
        items.iter().filter_map(|n| Some(Promise { text: self.ctx.text(n)?, span: n.span })).collect()
    }

    /// Makes room for a chart and gives every state below `node` its number.
    fn declare_chart(&mut self, node: &'n Node, owner: Option<(usize, StateId)>) -> usize {
        let chart = Chart { states: Vec::new(), transitions: Vec::new() };
        self.charts.push(PolicyChart { chart, work: Vec::new(), choices: Vec::new(), owner });
        let index = self.charts.len() - 1;
        self.declare(index, None, String::new(), node.span, node);
        index
    }

    fn too_many(&mut self, span: Span) -> bool {
        let states: usize = self.charts.iter().map(|c| c.chart.states.len()).sum();
        if states == limits::STATES {
            self.ctx.error("G0403", span, [("limit", limits::STATES.to_string())]);
        }
        states >= limits::STATES
    }
}
