//! Tasks: who, what, until when, what happens when nobody acts, and how several decide.

use super::Builder;
use crate::calendar::Period;
use crate::limits;
use crate::policy::{Action, After, Decide, Escalation, Expr, Naming, OverdueRule, Signer, TaskRule};
use crate::text::Fields;
use crate::text::yaml::{Kind, Node};
use crate::value::Value;

/// The policy's own `remind` and `overdue`, for tasks that say nothing else.
#[derive(Default)]
pub(super) struct Defaults<'n> {
    pub(super) remind: Option<&'n Node>,
    pub(super) overdue: Option<&'n Node>,
}

/// Meanings of a signature: 编制, 审核, 会签, 批准, 签收, 已阅.
const SIGNATURES: [(&str, &str); 6] = [
    ("prepare", "prepare"),
    ("review", "review"),
    ("countersign", "countersign"),
    ("approve", "approve"),
    ("receive", "receive"),
    ("acknowledge", "acknowledge"),
];

impl<'n> Builder<'n, '_> {
    pub(super) fn task(&mut self, node: &'n Node, choices: Vec<String>) -> Option<TaskRule> {
        let mut fields = self.ctx.map(node)?;
        let signers = self.signers(&mut fields);
        if choices.is_empty() {
            self.ctx.error("G0422", node.span, []);
        }
        for name in choices.iter().filter(|name| matches!(name.as_str(), "done" | "error" | "lock" | "after"))
        {
            // SCXML §3.12.1: a name stands for all that begin with it.
            self.ctx.warning("G0464", node.span, [("name", name.clone())]);
        }
        let title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
        let ask = fields.optional("ask").and_then(|n| self.name(n, Naming::Section));
        let show = fields.optional("show").map(|n| self.names(n)).unwrap_or_default();
        let due = fields.optional("due").and_then(|n| self.due(n));
        let remind = fields.optional("remind").or(self.default_rules.remind);
        let remind = remind.map(|n| self.remind(n)).unwrap_or_default();
        let overdue = fields.optional("overdue").or(self.default_rules.overdue.filter(|_| due.is_some()));
        let overdue = overdue.map(|n| self.overdue(n)).unwrap_or_default();
        let decide = fields.optional("decide").and_then(|n| self.decide(n, &signers)).unwrap_or(Decide::One);
        let sign = fields.optional("sign").and_then(|n| self.ctx.one_of(n, &SIGNATURES)).map(str::to_owned);
        let words = [("optional", (false, false)), ("required", (true, false)), ("none", (false, true))];
        let opinion =
            fields.optional("opinion").and_then(|n| self.ctx.one_of(n, &words)).unwrap_or((false, false));
        let cc = fields.optional("cc").map(|n| self.posts(n)).unwrap_or_default();
        fields.finish(&mut self.ctx);
        let (opinion_required, opinion_none) = opinion;
        let span = node.span;
        Some(TaskRule {
            signers,
            title,
            ask,
            show,
            due,
            remind,
            overdue,
            decide,
            sign,
            opinion_required,
            opinion_none,
            cc,
            choices,
            span,
        })
    }

    fn signers(&mut self, fields: &mut Fields<'n>) -> Vec<Signer> {
        let mut signers = Vec::new();
        for key in ["post", "posts"] {
            for expr in fields.optional(key).map(|n| self.posts(n)).unwrap_or_default() {
                signers.push(Signer::Post(expr));
            }
        }
        if let Some(person) = fields.optional("person").and_then(|n| self.word(n)) {
            signers.push(Signer::Person(person));
        }
        if signers.is_empty() && !fields.has("post") && !fields.has("posts") && !fields.has("person") {
            self.ctx.error("G0423", fields.span, []);
        }
        signers
    }

    fn names(&mut self, node: &'n Node) -> Vec<String> {
        self.ctx.list_or_one(node).iter().filter_map(|n| self.name(n, Naming::Shown)).collect()
    }

    /// `2wd`, or `{ in: values.memo_within, from: record.handed_over_at }`.
    fn due(&mut self, node: &'n Node) -> Option<After> {
        let Some(mut fields) = self.if_map(node) else {
            let length = self.length(node)?;
            return Some(After { length, from: None, event: String::new() });
        };
        let length = match fields.optional("in") {
            Some(n) => self.length(n),
            None => Some(crate::policy::Length::Fixed(Period::Days(0))),
        };
        let from = fields.optional("from").and_then(|n| self.script(n));
        fields.finish(&mut self.ctx);
        Some(After { length: length?, from, event: String::new() })
    }

    fn remind(&mut self, node: &'n Node) -> Vec<Period> {
        if node.as_text() == Some("none") {
            return Vec::new();
        }
        let mut periods = Vec::new();
        for node in self.ctx.list_or_one(node) {
            let Some(mut fields) = self.ctx.map(node) else { continue };
            periods.extend(fields.required(&mut self.ctx, "before").and_then(|n| self.period(n)));
            fields.finish(&mut self.ctx);
        }
        periods
    }

    fn overdue(&mut self, node: &'n Node) -> Vec<OverdueRule> {
        if node.as_text() == Some("none") {
            return Vec::new();
        }
        self.ctx.list_or_one(node).iter().filter_map(|node| self.overdue_rule(node)).collect()
    }

    fn overdue_rule(&mut self, node: &'n Node) -> Option<OverdueRule> {
        let mut fields = self.ctx.map(node)?;
        let after = fields.required(&mut self.ctx, "after").and_then(|n| self.period(n));
        let every = fields.optional("every").and_then(|n| self.period(n));
        let most = i64::from(limits::OVERDUE_TIMES);
        let times = fields.optional("times").and_then(|n| self.ctx.integer_in(n, 1..=most)).unwrap_or(most);
        let mut actions: Vec<Action> = Vec::new();
        actions.extend(fields.optional("propose").and_then(|n| self.propose(n)));
        actions.extend(fields.optional("actions").map(|n| self.actions(n)).unwrap_or_default());
        let escalate = fields.optional("escalate").map(|n| Escalation { to: self.posts(n) });
        fields.finish(&mut self.ctx);
        if actions.is_empty() && escalate.is_none() {
            self.ctx.error("G0424", node.span, []);
        }
        let times = if every.is_some() { times as u32 } else { 1 };
        Some(OverdueRule { after: after?, every, times, actions, escalate })
    }

    fn decide(&mut self, node: &'n Node, signers: &[Signer]) -> Option<Decide> {
        let words = [("one", Decide::One), ("all", Decide::All), ("sequence", Decide::Sequence)];
        let Some(mut fields) = self.if_map(node) else { return self.ctx.one_of(node, &words) };
        let decide = if let Some(share) = fields.optional("share") {
            self.share(share)
        } else {
            let weights = fields.required(&mut self.ctx, "weights").map(|n| self.signer_weights(n, signers));
            let reach =
                fields.required(&mut self.ctx, "reach").and_then(|n| self.ctx.integer_in(n, 1..=10_000));
            weights.zip(reach).map(|(weights, reach)| Decide::Weights(weights, reach as u32))
        };
        fields.finish(&mut self.ctx);
        decide
    }

    /// `2/3`, `1/2`, `60%`.
    fn share(&mut self, node: &'n Node) -> Option<Decide> {
        let text = self.ctx.text(node)?;
        let parts = match text.strip_suffix('%') {
            Some(percent) => Some((percent.trim(), "100")),
            None => text.split_once('/'),
        };
        let share = parts.and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
        match share {
            Some((part, whole)) if part > 0 && part <= whole => Some(Decide::Share(part, whole)),
            _ => {
                self.ctx.error("G0425", node.span, [("text", text)]);
                None
            }
        }
    }

    /// One weight a signer: by post, or a list in their order.
    fn signer_weights(&mut self, node: &'n Node, signers: &[Signer]) -> Vec<u32> {
        let mut weights = Vec::new();
        if let Kind::Map(_) = node.kind {
            let mut named = self.ctx.named(node).unwrap_or_default();
            for signer in signers {
                let Signer::Post(Expr::Literal(Value::Text(post))) = signer else { continue };
                let Some(at) = named.iter().position(|(name, _)| name.value == *post) else { continue };
                weights.extend(self.ctx.integer_in(named.remove(at).1, 0..=1_000).map(|w| w as u32));
            }
            if !named.is_empty() {
                weights.clear();
            }
        } else {
            for item in self.ctx.list(node).unwrap_or_default() {
                weights.extend(self.ctx.integer_in(item, 0..=1_000).map(|w| w as u32));
            }
        }
        if weights.len() != signers.len() {
            let args = [("weights", weights.len().to_string()), ("signers", signers.len().to_string())];
            self.ctx.error("G0426", node.span, args);
        }
        weights
    }
}
