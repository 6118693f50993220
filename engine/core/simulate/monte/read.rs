//! Reading a file of assumptions (`--with`), with all its mistakes.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::chance::Spread;
use super::hours::Hours;
use super::plan::{FieldPlan, Plan, TaskPlan};
use crate::calendar::{Calendar, Period};
use crate::document::{Library, Organisation};
use crate::limits;
use crate::policy::Policy;
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Ctx, Findings, Source};

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

struct Reader<'a> {
    ctx: Ctx<'a>,
    library: &'a Library,
    policy: &'a Policy,
    organisation: &'a Organisation,
    calendar: &'a Calendar,
}

/// What a spread is of.
#[derive(Clone, Copy)]
enum Unit {
    /// Working time, in microseconds: `30m`, `4h`, `2wd`.
    Time,
    /// Plain numbers, in millionths.
    Number,
}

/// Reads assumptions about a policy; what the file does not say stays as in `plan`. Use them only if no errors were
/// reported.
pub fn read(
    library: &Library,
    policy: &Policy,
    source: &Source,
    plan: Plan,
    findings: &mut Findings,
) -> Option<Plan> {
    let root = yaml::read(source, findings)?;
    let mut reader = Reader {
        ctx: Ctx::new(source, findings),
        library,
        policy,
        organisation: library.organisation()?,
        calendar: library.calendar()?,
    };
    reader.plan(&root, plan)
}

impl Reader<'_> {
    fn plan(&mut self, root: &Node, mut plan: Plan) -> Option<Plan> {
        let mut fields = self.ctx.map(root)?;
        if let Some(id) = fields.required(&mut self.ctx, "simulation").and_then(|n| self.ctx.identifier(n))
            && id.value != self.policy.id
        {
            self.ctx.unknown("G0801", "G0802", &id, id.span, [self.policy.id.as_str()]);
        }
        let mut spread = |key: &'static str, reader: &mut Self, into: &mut Spread| {
            let read = fields.optional(key).and_then(|node| reader.spread(node, Unit::Time));
            read.into_iter().for_each(|spread| *into = spread);
        };
        spread("every", self, &mut plan.every);
        spread("waits", self, &mut plan.waits);
        spread("takes", self, &mut plan.takes);
        if let Some(date) = fields.optional("starts").and_then(|node| self.ctx.date(node)) {
            plan.starts = date;
        }
        let most = i64::try_from(limits::RUN_CASES).unwrap_or(i64::MAX);
        let per_run = fields.optional("cases_per_run").and_then(|n| self.ctx.integer_in(n, 1..=most));
        if let Some(count) = per_run.and_then(|count| usize::try_from(count).ok()) {
            plan.cases_per_run = count;
        }
        for (post, node) in fields.optional("posts").and_then(|n| self.ctx.named(n)).unwrap_or_default() {
            if self.organisation.post(&post).is_none() {
                let known: Vec<&str> = self.organisation.posts.iter().map(|post| post.id.as_str()).collect();
                self.ctx.unknown("G0609", "G0610", &post, post.span, known);
            }
            let count = self.ctx.integer_in(node, 1..=1_000).and_then(|count| usize::try_from(count).ok());
            plan.posts.extend(count.map(|count| (post.value, count)));
        }
        for (state, node) in fields.optional("tasks").and_then(|n| self.ctx.named(n)).unwrap_or_default() {
            if self.state(&state, state.span) {
                let task = self.task(&state, node);
                plan.tasks.extend(task.map(|task| (state.value, task)));
            }
        }
        for (field, node) in fields.optional("fields").and_then(|n| self.ctx.named(n)).unwrap_or_default() {
            if self.field(&field, field.span) {
                let how = self.filled(node);
                plan.fields.extend(how.map(|how| (field.value, how)));
            }
        }
        for (state, node) in fields.optional("signals").and_then(|n| self.ctx.named(n)).unwrap_or_default() {
            if self.state(&state, state.span) {
                let signal = self.signal(node);
                plan.signals.extend(signal.map(|signal| (state.value, signal)));
            }
        }
        fields.finish(&mut self.ctx);
        Some(plan)
    }

    fn state(&mut self, name: &str, span: crate::text::Span) -> bool {
        let found = self.policy.find_state(name).is_some();
        if !found {
            let charts = self.policy.charts.iter();
            let states = charts.flat_map(|on| on.chart.states.iter().skip(1));
            let known: Vec<&str> = states.map(|state| state.name.as_str()).collect();
            self.ctx.unknown("G0805", "G0806", name, span, known);
        }
        found
    }

    fn field(&mut self, name: &str, span: crate::text::Span) -> bool {
        let form = self.library.form_of(self.policy);
        let found = form.is_some_and(|form| form.field(name).is_some());
        if !found {
            let fields = form.map(|form| form.fields.as_slice()).unwrap_or_default();
            let known: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
            self.ctx.unknown("G0605", "G0606", name, span, known);
        }
        found
    }

    fn task(&mut self, state: &str, node: &Node) -> Option<TaskPlan> {
        let mut fields = self.ctx.map(node)?;
        let waits = fields.optional("waits").and_then(|n| self.spread(n, Unit::Time));
        let takes = fields.optional("takes").and_then(|n| self.spread(n, Unit::Time));
        let written = fields.optional("choices");
        let (chart, id) = self.policy.find_state(state)?;
        let rule = self.policy.charts[chart].work[id].task.as_ref();
        let known: Vec<&str> = rule.into_iter().flat_map(|rule| &rule.choices).map(String::as_str).collect();
        for (key, _) in written.and_then(|n| self.ctx.entries(n)).unwrap_or_default() {
            if !known.contains(&key.name.as_str()) {
                self.ctx.unknown("G0820", "G0821", &key.name, key.span, known.iter().copied());
            }
        }
        let choices = written.map(|n| self.weights(n)).unwrap_or_default().into_iter().collect();
        fields.finish(&mut self.ctx);
        Some(TaskPlan { waits, takes, choices })
    }

    fn filled(&mut self, node: &Node) -> Option<FieldPlan> {
        const WORDS: [&str; 4] = ["fixed", "uniform", "triangular", "exponential"];
        let is_spread = match &node.kind {
            Kind::Map(entries) => matches!(&entries[..], [(key, _)] if WORDS.contains(&key.name.as_str())),
            _ => false,
        };
        match &node.kind {
            _ if is_spread => self.spread(node, Unit::Number).map(FieldPlan::Number),
            Kind::Map(_) => Some(FieldPlan::Texts(self.weights(node))),
            _ => self.ctx.text(node).map(|text| FieldPlan::Texts(vec![(text, 1)])),
        }
    }

    fn signal(&mut self, node: &Node) -> Option<(String, Spread)> {
        let mut fields = self.ctx.map(node)?;
        let event = fields.required(&mut self.ctx, "event").and_then(|n| self.ctx.text(n));
        let after = fields.required(&mut self.ctx, "after").and_then(|n| self.spread(n, Unit::Time));
        fields.finish(&mut self.ctx);
        event.zip(after)
    }

    /// How often each of some names: figures whose sum does not matter, none below nought, one at least above.
    fn weights(&mut self, node: &Node) -> Vec<(String, i64)> {
        let mut weights = Vec::new();
        for (key, node) in self.ctx.entries(node).unwrap_or_default() {
            let weight = self.number(node, Unit::Number);
            weights.extend(weight.map(|weight| (key.name.clone(), weight)));
        }
        let sum: i64 = weights.iter().map(|(_, weight)| weight).sum();
        if weights.iter().any(|(_, weight)| *weight < 0) || (!weights.is_empty() && sum <= 0) {
            self.ctx.error("G0822", node.span, []);
        }
        weights
    }

    /// `30m`, or `{ uniform: [1h, 4h] }`.
    fn spread(&mut self, node: &Node, unit: Unit) -> Option<Spread> {
        if matches!(node.kind, Kind::Scalar { .. }) {
            return self.number(node, unit).map(Spread::Fixed);
        }
        let entries = match &node.kind {
            Kind::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        let [(key, value)] = entries else {
            self.ctx.error("G0823", node.span, []);
            return None;
        };
        let parts: Vec<i64> =
            self.ctx.list_or_one(value).iter().filter_map(|node| self.number(node, unit)).collect();
        if parts.len() < self.ctx.list_or_one(value).len() {
            return None;
        }
        let spread = match (key.name.as_str(), &parts[..]) {
            ("fixed", [value]) => Some(Spread::Fixed(*value)),
            ("uniform", [least, most]) => Some(Spread::Uniform(*least, *most)),
            ("triangular", [least, likely, most]) => Some(Spread::Triangular(*least, *likely, *most)),
            ("exponential", [mean]) => Some(Spread::Exponential(*mean)),
            _ => None,
        };
        if spread.is_none() || !parts.is_sorted() {
            self.ctx.error("G0823", node.span, []);
        }
        spread
    }

    fn number(&mut self, node: &Node, unit: Unit) -> Option<i64> {
        match unit {
            Unit::Number => {
                let number = self.ctx.decimal(node)?;
                let millionths =
                    number.checked_mul(Decimal::from(1_000_000)).and_then(|n| n.round().to_i64());
                let most = i64::MAX / 1_000_000;
                let fits = millionths.filter(|millionths| millionths.abs() <= most);
                if fits.is_none() {
                    let args =
                        [("min", (-most / 1_000_000).to_string()), ("max", (most / 1_000_000).to_string())];
                    self.ctx.error("G0146", node.span, args);
                }
                fits
            }
            Unit::Time => {
                let text = self.ctx.text(node)?;
                let time = match Period::parse(&text) {
                    Ok(Period::Minutes(count)) => Some(i64::from(count) * MINUTE),
                    Ok(Period::Hours(count)) => Some(i64::from(count) * 60 * MINUTE),
                    Ok(Period::WorkingDays(count)) => {
                        Some(i64::from(count) * Hours::new(self.calendar).day())
                    }
                    _ => None,
                };
                if time.is_none() {
                    self.ctx.error("G0824", node.span, [("text", text)]);
                }
                time
            }
        }
    }
}
