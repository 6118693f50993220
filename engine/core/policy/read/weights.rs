//! Weights of indicators, and pairwise comparisons.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::Builder;
use super::expr::literal;
use crate::table::{FACTORS, Judgement, Pairwise, WeightRow, Weights};
use crate::text::Spanned;
use crate::text::yaml::{Kind, Node};

impl<'n> Builder<'n, '_> {
    pub(super) fn weights(&mut self, node: &'n Node) -> BTreeMap<String, Weights> {
        let named = self.ctx.named(node).unwrap_or_default();
        named.into_iter().filter_map(|(name, n)| Some((name.value, self.weight_table(n)?))).collect()
    }

    fn weight_table(&mut self, node: &'n Node) -> Option<Weights> {
        let mut fields = self.ctx.map(node)?;
        let title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        let columns = fields.required(&mut self.ctx, "of").map(|n| self.titled(n)).unwrap_or_default();
        let total = fields.optional("total").and_then(|n| self.weight(n));
        let rows = fields.required(&mut self.ctx, "rows").and_then(|n| self.ctx.named(n)).unwrap_or_default();
        let written = rows.len();
        let rows: Vec<WeightRow> =
            rows.into_iter().filter_map(|(name, n)| self.weight_row(name, n, columns.len())).collect();
        if written == 0 {
            self.ctx.error("G0906", fields.span, []);
        }
        fields.finish(&mut self.ctx);
        // Shares are written as parts of one or as parts of a hundred.
        let of_one = rows.iter().flat_map(|row| &row.weights).all(|weight| *weight <= Decimal::ONE);
        let usual = if of_one { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        let total = (rows.len() == written).then_some(total.unwrap_or(usual));
        Some(Weights { title, clause, columns, total, rows, span: node.span })
    }

    /// `[manager, clerk]`, or `{ manager: { zh, en }, … }`.
    fn titled(&mut self, node: &'n Node) -> Vec<Spanned<String>> {
        let names = match &node.kind {
            Kind::Map(_) => {
                let named = self.ctx.named(node).unwrap_or_default();
                let read = |(name, node)| {
                    self.ctx.bilingual(node);
                    name
                };
                named.into_iter().map(read).collect()
            }
            _ => {
                let items = self.ctx.list_or_one(node);
                items.iter().filter_map(|n| self.ctx.identifier(n)).collect::<Vec<_>>()
            }
        };
        self.ctx.duplicates(&names);
        names
    }

    /// `collection: [13, 15, "-"]`, or `{ title, clause, weights: […] }`.
    fn weight_row(&mut self, name: Spanned<String>, node: &'n Node, columns: usize) -> Option<WeightRow> {
        let (mut title, mut clause) = (None, None);
        let written = match self.if_map(node) {
            Some(mut fields) => {
                title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
                clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
                let weights = fields.required(&mut self.ctx, "weights");
                fields.finish(&mut self.ctx);
                weights?
            }
            None => node,
        };
        let items = self.ctx.list_or_one(written);
        if items.len() != columns {
            let args = [("got", items.len().to_string()), ("wanted", columns.to_string())];
            self.ctx.error("G0907", written.span, args);
            return None;
        }
        let weights: Option<Vec<Decimal>> = items.iter().map(|n| self.weight(n)).collect();
        Some(WeightRow { id: name.value, title, clause, weights: weights?, span: name.span })
    }

    /// `15`, `0.15`, `15%`; `-` where there is none.
    fn weight(&mut self, node: &'n Node) -> Option<Decimal> {
        let text = self.ctx.text(node)?;
        if matches!(text.trim(), "-" | "–" | "—") {
            return Some(Decimal::ZERO);
        }
        let weight = literal(&text).number().filter(|weight| !weight.is_sign_negative());
        if weight.is_none() {
            self.ctx.error("G0908", node.span, [("text", text)]);
        }
        weight
    }

    pub(super) fn comparisons(&mut self, node: &'n Node) -> BTreeMap<String, Pairwise> {
        let named = self.ctx.named(node).unwrap_or_default();
        named.into_iter().filter_map(|(name, n)| Some((name.value, self.comparison(n)?))).collect()
    }

    fn comparison(&mut self, node: &'n Node) -> Option<Pairwise> {
        let mut fields = self.ctx.map(node)?;
        let title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        let factors = fields.required(&mut self.ctx, "of");
        let factors_span = factors.map_or(fields.span, |n| n.span);
        let factors = factors.map(|n| self.titled(n)).unwrap_or_default();
        let scale = fields.optional("scale").map(|n| self.ctx.list_or_one(n)).unwrap_or_default();
        let scale = scale.iter().filter_map(|n| self.ratio(n)).map(|(over, under)| over / under).collect();
        let before = self.ctx.findings.errors();
        let judgements = fields.required(&mut self.ctx, "judgements");
        let judgements = judgements.map(|n| self.judgements(n, &factors)).unwrap_or_default();
        let readable = self.ctx.findings.errors() == before;
        let stated = fields.optional("weights");
        let stated_span = stated.map_or(node.span, |n| n.span);
        let stated = stated.and_then(|n| self.stated(n, &factors));
        let sum = fields.optional("sum").and_then(|n| Some(Spanned::new(self.weight(n)?, n.span)));
        let words = [("stated", true), ("computed", false)];
        let approved = fields.optional("use").and_then(|n| self.ctx.one_of(n, &words)).unwrap_or(true);
        fields.finish(&mut self.ctx);
        if !(2..=FACTORS).contains(&factors.len()) {
            self.ctx.error("G0913", factors_span, [("limit", FACTORS.to_string())]);
            return None;
        }
        let span = node.span;
        let pairwise =
            Pairwise { title, clause, factors, scale, judgements, stated, stated_span, sum, approved, span };
        // A judgement that could not be read is not missing, too.
        for (one, other) in pairwise.missing().into_iter().filter(|_| readable) {
            let args = [one, other].map(|index| pairwise.factors[index].value.clone());
            let [one, other] = args;
            self.ctx.error("G0911", span, [("one", one), ("other", other)]);
        }
        Some(pairwise)
    }

    /// `quality: { value: 5, price: 1/3 }`: how many times as much the row counts as the column.
    fn judgements(&mut self, node: &'n Node, factors: &[Spanned<String>]) -> Vec<Judgement> {
        let mut judgements = Vec::new();
        for (row, node) in self.ctx.named(node).unwrap_or_default() {
            let row = self.factor(&row, factors);
            for (name, node) in self.ctx.named(node).unwrap_or_default() {
                let (column, ratio) = (self.factor(&name, factors), self.ratio(node));
                let (Some(row), Some(column), Some((over, under))) = (row, column, ratio) else { continue };
                if row != column {
                    judgements.push(Judgement { row, column, over, under, span: node.span });
                } else if over != under {
                    self.ctx.error("G0910", node.span, [("name", name.value)]);
                }
            }
        }
        judgements
    }

    fn factor(&mut self, name: &Spanned<String>, factors: &[Spanned<String>]) -> Option<usize> {
        let found = factors.iter().position(|factor| factor.value == name.value);
        if found.is_none() {
            let known: Vec<&str> = factors.iter().map(|factor| factor.value.as_str()).collect();
            self.ctx.unknown("G0144", "G0145", &name.value, name.span, known);
        }
        found
    }

    /// `3`, `1/3`, `0.2`
    fn ratio(&mut self, node: &'n Node) -> Option<(Decimal, Decimal)> {
        let text = self.ctx.text(node)?;
        let (over, under) = text.split_once('/').unwrap_or((text.as_str(), "1"));
        // Saaty's scale ends at 9; a thousand times as much is a slip, and would outgrow the decimals.
        let fine = Decimal::ONE / Decimal::ONE_THOUSAND..=Decimal::ONE_THOUSAND;
        let number = |text: &str| Decimal::from_str(text.trim()).ok().filter(|n| fine.contains(n));
        let ratio = number(over).zip(number(under)).filter(|(over, under)| fine.contains(&(over / under)));
        if ratio.is_none() {
            self.ctx.error("G0909", node.span, [("text", text)]);
        }
        ratio
    }

    /// The weights that the document states: `{ quality: 0.43, … }` or a list in the order of the factors.
    fn stated(&mut self, node: &'n Node, factors: &[Spanned<String>]) -> Option<Vec<Spanned<Decimal>>> {
        if let Kind::List(items) = &node.kind {
            if items.len() != factors.len() {
                let args = [("got", items.len().to_string()), ("wanted", factors.len().to_string())];
                self.ctx.error("G0907", node.span, args);
                return None;
            }
            return items.iter().map(|n| Some(Spanned::new(self.weight(n)?, n.span))).collect();
        }
        let mut weights = vec![None; factors.len()];
        for (name, node) in self.ctx.named(node)? {
            let (factor, weight) = (self.factor(&name, factors), self.weight(node));
            if let Some((factor, weight)) = factor.zip(weight) {
                weights[factor] = Some(Spanned::new(weight, node.span));
            }
        }
        for (factor, _) in factors.iter().zip(&weights).filter(|(_, weight)| weight.is_none()) {
            self.ctx.error("G0912", node.span, [("name", factor.value.clone())]);
        }
        weights.into_iter().collect()
    }
}
