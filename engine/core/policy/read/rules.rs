//! Quotas and schedules.

use std::collections::BTreeMap;

use super::Builder;
use crate::policy::{Per, Quota, Schedule};
use crate::text::yaml::Node;
use crate::value::{Map, Value};

impl<'n> Builder<'n, '_> {
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
        Some(Quota { title, key, per: per?, max: max? as u32, clause, origin: None })
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
