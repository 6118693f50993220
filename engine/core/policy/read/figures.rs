//! What a policy's head and a shared document have in common: named figures, tables, quotas, weights, comparisons.

use std::collections::{BTreeMap, BTreeSet};

use super::expr::literal;
use super::{Builder, DOCUMENT_NAME, SharedDocuments};
use crate::policy::{Figure, Figures, Naming, Shared};
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Fields, Findings, Source, Spanned};
use crate::value::{Map, Value};

/// Reads a shared document. `None` if its shape is not clear; it may be used only if no errors were reported.
pub fn read_shared(source: &Source, findings: &mut Findings) -> Option<Shared> {
    let root = yaml::read(source, findings)?;
    let nothing = SharedDocuments::new();
    let mut builder = Builder::new(source, findings, &nothing);
    builder.shared_document(&root)
}

impl<'n> Builder<'n, '_> {
    fn shared_document(&mut self, root: &'n Node) -> Option<Shared> {
        let mut fields = self.ctx.map(root)?;
        let id = fields.required(&mut self.ctx, "table").and_then(|n| self.ctx.identifier(n));
        if let Some(id) = &id {
            self.check_file_name(DOCUMENT_NAME, id);
        }
        let title = fields.required(&mut self.ctx, "title").and_then(|n| self.ctx.bilingual(n));
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        fields.optional("reviewed");
        let figures = self.figures(&mut fields);
        fields.finish(&mut self.ctx);
        self.check_values(&figures.values());
        let scripts = std::mem::take(&mut self.scripts);
        Some(Shared { id: id?.value, title: title?, clause, figures, scripts })
    }

    /// `values`, `tables`, `quotas`, `weights`, `pairwise` of a head.
    pub(super) fn figures(&mut self, fields: &mut Fields<'n>) -> Figures {
        Figures {
            figures: fields.optional("values").map(|n| self.values(n)).unwrap_or_default(),
            tables: fields.optional("tables").map(|n| self.tables(n)).unwrap_or_default(),
            quotas: fields.optional("quotas").map(|n| self.quotas(n)).unwrap_or_default(),
            weights: fields.optional("weights").map(|n| self.weights(n)).unwrap_or_default(),
            pairwise: fields.optional("pairwise").map(|n| self.comparisons(n)).unwrap_or_default(),
        }
    }

    /// `uses: [appraisal]`: takes what shared documents hold.
    pub(super) fn uses(&mut self, node: &'n Node, figures: &mut Figures) -> Vec<String> {
        let mut used: Vec<Spanned<String>> = Vec::new();
        for node in self.ctx.list_or_one(node) {
            let Some(name) = self.name(node, Naming::Shared) else { continue };
            let Some(shared) = self.shared.get(&name) else { continue };
            for (kind, own) in shared.figures.names() {
                if figures.names().contains(&(kind, own)) {
                    let args = [("name", format!("{kind}.{own}")), ("document", name.clone())];
                    self.ctx.error("G0914", node.span, args);
                }
            }
            figures.take(shared, self.scripts.len());
            self.script_places.extend(vec![(0, 0); shared.scripts.len()]);
            self.scripts.extend(shared.scripts.iter().cloned());
            used.push(Spanned::new(name, node.span));
        }
        self.ctx.duplicates(&used);
        used.into_iter().map(|name| name.value).collect()
    }

    /// `name: { is: 50 CNY, clause: 8.14-4.5 }`, or `name: 50 CNY`.
    fn values(&mut self, node: &'n Node) -> Vec<Figure> {
        let mut figures = Vec::new();
        for (name, node) in self.ctx.named(node).unwrap_or_default() {
            let mut figure = Figure {
                name: name.value,
                value: Value::Null,
                title: None,
                clause: None,
                about: None,
                scope: BTreeMap::new(),
                span: name.span,
            };
            let value = match self.if_map(node) {
                Some(mut fields) => {
                    let value = fields.required(&mut self.ctx, "is").and_then(|n| self.figure(n));
                    figure.title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
                    figure.clause =
                        fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
                    figure.about =
                        fields.optional("about").and_then(|n| self.ctx.identifier(n)).map(|n| n.value);
                    figure.scope = fields.optional("for").map(|n| self.scope(n)).unwrap_or_default();
                    fields.finish(&mut self.ctx);
                    value
                }
                None => self.figure(node),
            };
            figures.extend(value.map(|value| Figure { value, ..figure }));
        }
        figures
    }

    /// `{ product: [furniture, machines], warranty: inside }`
    fn scope(&mut self, node: &'n Node) -> BTreeMap<String, BTreeSet<String>> {
        let mut scope = BTreeMap::new();
        for (dimension, node) in self.ctx.named(node).unwrap_or_default() {
            let values = self.ctx.list_or_one(node).iter().filter_map(|n| self.ctx.text(n)).collect();
            scope.insert(dimension.value, values);
        }
        scope
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
}
