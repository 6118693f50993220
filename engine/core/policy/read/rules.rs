//! Named figures, decision tables, quotas, schedules.

use std::collections::BTreeMap;

use super::Builder;
use super::expr::literal;
use crate::policy::{Expr, Per, Quota, Schedule};
use crate::table::{Cell, Hit, Row, Table};
use crate::text::yaml::{Kind, Node};
use crate::value::{Map, Value};

impl<'n> Builder<'n, '_> {
    /// `name: { is: 50 CNY, clause: 8.14-4.5 }`, or `name: 50 CNY`.
    pub(super) fn values(&mut self, node: &'n Node) -> (Map, BTreeMap<String, String>) {
        let (mut values, mut clauses) = (Map::new(), BTreeMap::new());
        for (name, node) in self.ctx.named(node).unwrap_or_default() {
            if let Some(mut fields) = self.if_map(node) {
                let value = fields.required(&mut self.ctx, "is").and_then(|n| self.figure(n));
                let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n));
                fields.optional("title").map(|n| self.ctx.bilingual(n));
                fields.finish(&mut self.ctx);
                clauses.extend(clause.map(|clause| (name.value.clone(), clause.value)));
                values.extend(value.map(|value| (name.value, value)));
            } else if let Some(value) = self.figure(node) {
                values.insert(name.value, value);
            }
        }
        (values, clauses)
    }

    pub(super) fn figure(&mut self, node: &'n Node) -> Option<Value> {
        match &node.kind {
            Kind::Scalar { plain: false, text } => Some(Value::Text(text.clone())),
            Kind::Scalar { .. } => self.ctx.text(node).map(|text| literal(&text)),
            Kind::List(items) => items.iter().map(|n| self.figure(n)).collect::<Option<_>>().map(Value::List),
            Kind::Map(_) => {
                let named = self.ctx.named(node)?;
                let pairs = named.into_iter().map(|(name, n)| Some((name.value, self.figure(n)?)));
                pairs.collect::<Option<Map>>().map(Value::Map)
            }
        }
    }

    pub(super) fn tables(&mut self, node: &'n Node) -> BTreeMap<String, Table> {
        let named = self.ctx.named(node).unwrap_or_default();
        named.into_iter().filter_map(|(name, n)| Some((name.value, self.table(n)?))).collect()
    }

    fn table(&mut self, node: &'n Node) -> Option<Table> {
        let mut fields = self.ctx.map(node)?;
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        fields.optional("title").map(|n| self.ctx.bilingual(n));
        let collected = fields.optional("collect");
        let hits =
            [("unique", Hit::Unique), ("first", Hit::First), ("any", Hit::Any), ("collect", Hit::List)];
        let mut hit = fields.optional("hit").and_then(|n| self.ctx.one_of(n, &hits)).unwrap_or(Hit::Unique);
        if let Some(node) = collected {
            let how = [
                ("sum", Hit::Sum),
                ("min", Hit::Min),
                ("max", Hit::Max),
                ("count", Hit::Count),
                ("list", Hit::List),
            ];
            hit = self.ctx.one_of(node, &how).unwrap_or(hit);
        }
        let inputs = fields.required(&mut self.ctx, "in").map(|n| self.formulas(n)).unwrap_or_default();
        let outputs =
            fields.required(&mut self.ctx, "out").and_then(|n| self.ctx.list(n)).unwrap_or_default();
        let outputs: Vec<String> =
            outputs.iter().filter_map(|n| self.ctx.identifier(n)).map(|name| name.value).collect();
        let rows = fields.required(&mut self.ctx, "rows").and_then(|n| self.ctx.list(n)).unwrap_or_default();
        let rows = rows.iter().filter_map(|n| self.row(n, inputs.len(), outputs.len())).collect();
        fields.finish(&mut self.ctx);
        Some(Table { clause, hit, inputs, outputs, rows, span: node.span })
    }

    fn row(&mut self, node: &'n Node, inputs: usize, outputs: usize) -> Option<Row> {
        let items = self.ctx.list(node)?;
        if items.len() != inputs + outputs {
            let args = [("got", items.len().to_string()), ("wanted", (inputs + outputs).to_string())];
            self.ctx.error("G0427", node.span, args);
            return None;
        }
        let cells: Option<Vec<Cell>> = items[..inputs].iter().map(|n| self.cell(n)).collect();
        let outputs: Option<Vec<Expr>> = items[inputs..].iter().map(|n| self.output(n)).collect();
        Some(Row { cells: cells?, outputs: outputs?, span: node.span })
    }

    fn cell(&mut self, node: &'n Node) -> Option<Cell> {
        let text = self.ctx.text(node)?;
        let cell = Cell::parse(&text, literal);
        if cell.is_none() {
            self.ctx.error("G0428", node.span, [("text", text)]);
        }
        cell
    }

    fn output(&mut self, node: &'n Node) -> Option<Expr> {
        match node.as_text() {
            Some(text) if text.starts_with('=') || text.starts_with("values.") => {
                self.script(node).map(Expr::Script)
            }
            _ => self.figure(node).map(Expr::Literal),
        }
    }

    pub(super) fn quotas(&mut self, node: &'n Node) -> BTreeMap<String, Quota> {
        let named = self.ctx.named(node).unwrap_or_default();
        named.into_iter().filter_map(|(name, n)| Some((name.value, self.quota(n)?))).collect()
    }

    fn quota(&mut self, node: &'n Node) -> Option<Quota> {
        let mut fields = self.ctx.map(node)?;
        let title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        let key = fields.optional("key").and_then(|n| self.script(n));
        let words = [("day", Per::Day), ("month", Per::Month), ("year", Per::Year), ("always", Per::Always)];
        let per = fields.required(&mut self.ctx, "per").and_then(|n| self.ctx.one_of(n, &words));
        let max = fields.required(&mut self.ctx, "max").and_then(|n| self.ctx.integer_in(n, 1..=1_000_000));
        fields.finish(&mut self.ctx);
        Some(Quota { title, key, per: per?, max: max? as u32, clause })
    }

    pub(super) fn schedules(&mut self, node: &'n Node) -> Vec<Schedule> {
        let items = self.ctx.list(node).unwrap_or_default();
        items.iter().filter_map(|n| self.schedule(n)).collect()
    }

    fn schedule(&mut self, node: &'n Node) -> Option<Schedule> {
        let mut fields = self.ctx.map(node)?;
        let id = fields.required(&mut self.ctx, "id").and_then(|n| self.ctx.identifier(n));
        fields.optional("clause").map(|n| self.ctx.clause(n));
        fields.optional("title").map(|n| self.ctx.bilingual(n));
        let every = fields.required(&mut self.ctx, "every").and_then(|n| self.period(n));
        let first = fields.required(&mut self.ctx, "first").and_then(|n| self.ctx.date(n));
        let start = fields.optional("fields").and_then(|n| self.figure(n));
        fields.finish(&mut self.ctx);
        let start = match start {
            Some(Value::Map(map)) => map,
            _ => Map::new(),
        };
        Some(Schedule { id: id?.value, every: every?, first: first?, fields: start })
    }
}
