//! Decision tables: columns, hit policy, rows.

use std::collections::BTreeMap;

use super::Builder;
use super::expr::literal;
use crate::policy::Expr;
use crate::table::{Cell, Domain, Hit, Row, Table, compare};
use crate::text::yaml::{Kind, Node};
use crate::text::{Fields, Spanned};
use crate::value::Value;

/// Words for `hit`.
const HITS: [(&str, Hit); 7] = [
    ("unique", Hit::Unique),
    ("first", Hit::First),
    ("any", Hit::Any),
    ("priority", Hit::Priority),
    ("collect", Hit::List),
    ("output_order", Hit::OutputOrder),
    ("rule_order", Hit::List),
];

/// Words for `collect`.
const COLLECTORS: [(&str, Hit); 5] =
    [("list", Hit::List), ("sum", Hit::Sum), ("min", Hit::Min), ("max", Hit::Max), ("count", Hit::Count)];

impl<'n> Builder<'n, '_> {
    pub(super) fn tables(&mut self, node: &'n Node) -> BTreeMap<String, Table> {
        let named = self.ctx.named(node).unwrap_or_default();
        named.into_iter().filter_map(|(name, n)| Some((name.value, self.table(n)?))).collect()
    }

    fn table(&mut self, node: &'n Node) -> Option<Table> {
        let mut fields = self.ctx.map(node)?;
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        let title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
        let hit = self.hit(&mut fields);
        let inputs = fields.required(&mut self.ctx, "in").map(|n| self.inputs(n)).unwrap_or_default();
        let (inputs, domains): (Vec<_>, Vec<_>) =
            inputs.into_iter().map(|(name, expr, domain)| ((name, expr), domain)).unzip();
        let outputs = fields.required(&mut self.ctx, "out");
        let outputs = outputs.map(|n| self.ctx.list_or_one(n)).unwrap_or_default();
        let outputs: Vec<Spanned<String>> = outputs.iter().filter_map(|n| self.ctx.identifier(n)).collect();
        self.ctx.duplicates(&outputs);
        let outputs: Vec<String> = outputs.into_iter().map(|name| name.value).collect();
        let order = fields.optional("order");
        let span = order.map_or(fields.span, |n| n.span);
        let order = order.map(|n| self.order(n, &outputs)).unwrap_or_default();
        let ordered = matches!(hit, Hit::Priority | Hit::OutputOrder);
        if ordered == order.is_empty() {
            self.ctx.error(if ordered { "G0903" } else { "G0904" }, span, []);
        }
        let rows = fields.required(&mut self.ctx, "rows").and_then(|n| self.ctx.list(n)).unwrap_or_default();
        let nodes = rows;
        let rows: Vec<Row> = nodes.iter().filter_map(|n| self.row(n, inputs.len(), outputs.len())).collect();
        if nodes.is_empty() {
            self.ctx.error("G0906", fields.span, []);
        }
        fields.finish(&mut self.ctx);
        self.unordered(&order, &outputs, &rows);
        let span = node.span;
        Some(Table { title, clause, hit, order, inputs, domains, outputs, rows, span, origin: None })
    }

    fn hit(&mut self, fields: &mut Fields<'n>) -> Hit {
        let written = fields.optional("hit");
        let hit = written.and_then(|n| self.ctx.one_of(n, &HITS));
        let Some(node) = fields.optional("collect") else { return hit.unwrap_or(Hit::Unique) };
        let collects = written.is_none_or(|n| n.as_text() == Some("collect"));
        if hit.is_some() && !collects {
            self.ctx.error("G0902", node.span, []);
        }
        self.ctx.one_of(node, &COLLECTORS).or(hit).unwrap_or(Hit::List)
    }

    /// `{ class: record.class, amount: { is: record.amount, min: 0, max: 1000, places: 2 } }`
    fn inputs(&mut self, node: &'n Node) -> Vec<(String, Expr, Domain)> {
        let mut inputs = Vec::new();
        for (name, node) in self.ctx.named(node).unwrap_or_default() {
            let Some(mut fields) = self.if_map(node) else {
                inputs.extend(self.formula(node).map(|expr| (name.value, expr, Domain::Unknown)));
                continue;
            };
            let expr = fields.required(&mut self.ctx, "is").and_then(|n| self.formula(n));
            let [min, max] = ["min", "max"].map(|key| {
                let node = fields.optional(key)?;
                let number = self.ctx.text(node).and_then(|text| literal(&text).number());
                if number.is_none() {
                    self.ctx.error("G0901", node.span, []);
                }
                number
            });
            let places = fields.optional("places").and_then(|n| self.ctx.integer_in(n, 0..=8));
            let choices = fields.optional("choices").map(|n| self.ctx.list_or_one(n));
            fields.finish(&mut self.ctx);
            let domain = match choices {
                Some(words) => Domain::Words(words.iter().filter_map(|n| self.ctx.text(n)).collect()),
                None if min.is_none() && max.is_none() && places.is_none() => Domain::Unknown,
                None => Domain::Numbers(min, max, places.map(|places| places as u32)),
            };
            inputs.extend(expr.map(|expr| (name.value, expr, domain)));
        }
        inputs
    }

    /// `{ grade: [serious, minor] }`: an output's values, the best first.
    fn order(&mut self, node: &'n Node, outputs: &[String]) -> Vec<(usize, Vec<Value>)> {
        let mut order = Vec::new();
        for (name, node) in self.ctx.named(node).unwrap_or_default() {
            let Some(column) = outputs.iter().position(|known| *known == name.value) else {
                self.ctx.unknown(
                    "G0144",
                    "G0145",
                    &name.value,
                    name.span,
                    outputs.iter().map(String::as_str),
                );
                continue;
            };
            let values = self.ctx.list(node).unwrap_or_default();
            let texts: Vec<Spanned<String>> =
                values.iter().filter_map(|n| self.ctx.spanned_text(n)).collect();
            self.ctx.duplicates(&texts);
            order.push((column, values.iter().filter_map(|n| self.figure(n)).collect()));
        }
        order
    }

    /// Reports outputs that stand in no order: nobody could say which row counts.
    fn unordered(&mut self, order: &[(usize, Vec<Value>)], outputs: &[String], rows: &[Row]) {
        for row in rows {
            for (column, best_first) in order {
                let known = |value: &Value| {
                    best_first.iter().any(|v| compare(v, value) == Some(std::cmp::Ordering::Equal))
                };
                if !matches!(row.outputs.get(*column), Some(Expr::Literal(value)) if known(value)) {
                    self.ctx.error("G0905", row.span, [("column", outputs[*column].clone())]);
                }
            }
        }
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
        let line = self.ctx.source.place(node.span.start).line;
        Some(Row { cells: cells?, outputs: outputs?, span: node.span, line })
    }

    /// A condition, or a list of conditions of which one must be met.
    fn cell(&mut self, node: &'n Node) -> Option<Cell> {
        if let Kind::List(items) = &node.kind {
            let parts: Option<Vec<Cell>> = items.iter().map(|n| self.cell(n)).collect();
            let parts = parts?;
            if parts.is_empty() || parts.contains(&Cell::Any) {
                self.ctx.error("G0428", node.span, [("text", self.ctx.source.slice(node.span).to_owned())]);
                return None;
            }
            return Some(Cell::any_of(parts));
        }
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
}
