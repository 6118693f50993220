//! States: their places in document order, and what they say.

use super::Builder;
use crate::chart::{Initial, Kind, State, StateId};
use crate::policy::{Action, Complete, ForEach, StateWork};
use crate::text::Span;
use crate::text::yaml::{Kind as NodeKind, Node};

/// Keys of a state that the policy's own top level may have too.
pub(super) const KEYS: [&str; 10] =
    ["initial", "states", "entry", "exit", "on", "always", "after", "on_done", "type", "milestone"];

impl<'n> Builder<'n, '_> {
    /// First pass: numbers the state and what lies below it.
    pub(super) fn declare(
        &mut self,
        chart: usize,
        parent: Option<StateId>,
        name: String,
        span: Span,
        node: &'n Node,
    ) -> StateId {
        let state = self.charts[chart].chart.states.len();
        self.charts[chart].chart.add(State {
            name: name.clone(),
            parent,
            kind: Kind::Atomic,
            children: Vec::new(),
            last: state,
            initial: None,
            transitions: Vec::new(),
            entry: Vec::new(),
            exit: Vec::new(),
        });
        self.charts[chart].work.push(StateWork { span, ..StateWork::default() });
        self.declared.push(super::Declared { chart, state, node });
        if parent.is_some() {
            self.name_state(&name, chart, state, span);
        }
        self.declare_children(chart, state, node);
        self.charts[chart].chart.states[state].kind = self.kind(chart, state, node);
        self.charts[chart].chart.states[state].last = self.charts[chart].chart.states.len() - 1;
        state
    }

    fn name_state(&mut self, name: &str, chart: usize, state: StateId, span: Span) {
        if let Some((_, _, first)) = self.names.get(name) {
            let line = self.ctx.source.place(first.start).line.to_string();
            self.ctx.error("G0404", span, [("name", name.to_owned()), ("line", line)]);
        } else {
            self.names.insert(name.to_owned(), (chart, state, span));
        }
    }

    fn declare_children(&mut self, chart: usize, state: StateId, node: &'n Node) {
        let Some(states) = node.get("states") else { return };
        for (name, child) in self.ctx.named(states).unwrap_or_default() {
            if self.too_many(name.span) {
                return;
            }
            let id = self.declare(chart, Some(state), name.value, name.span, child);
            self.charts[chart].chart.states[state].children.push(id);
        }
    }

    fn kind(&mut self, chart: usize, state: StateId, node: &'n Node) -> Kind {
        let has_children = !self.charts[chart].chart.states[state].children.is_empty();
        let otherwise = if has_children { Kind::Compound } else { Kind::Atomic };
        let Some(word) = node.get("type") else { return otherwise };
        let deep = node.get("history").and_then(Node::as_text) == Some("deep");
        let words = [
            ("final", Kind::Final),
            ("parallel", Kind::Parallel),
            ("history", Kind::History { deep }),
            ("compound", Kind::Compound),
            ("atomic", Kind::Atomic),
        ];
        let Some(kind) = self.ctx.one_of(word, &words) else { return otherwise };
        let wrong = match kind {
            Kind::Final | Kind::History { .. } | Kind::Atomic => has_children,
            Kind::Parallel | Kind::Compound => !has_children,
        };
        if wrong || (state == 0 && kind != Kind::Compound) {
            let code = if has_children { "G0405" } else { "G0406" };
            self.ctx.error(code, word.span, []);
            return otherwise;
        }
        if kind == Kind::Parallel {
            let chart = &self.charts[chart];
            let finals = chart.chart.states[state]
                .children
                .iter()
                .filter(|&&c| chart.chart.states[c].kind == Kind::Final);
            // SCXML §3.4: a final is no region, and with it the parallel would never be done.
            finals.for_each(|&c| self.ctx.error("G0432", chart.work[c].span, []));
        }
        kind
    }

    /// Second pass: reads what the states say. States of a `for_each` join the list while it is walked.
    pub(super) fn states(&mut self) {
        let mut next = 0;
        while next < self.declared.len() {
            let (chart, state, node) =
                (self.declared[next].chart, self.declared[next].state, self.declared[next].node);
            self.state(chart, state, node);
            next += 1;
        }
    }

    fn state(&mut self, chart: usize, state: StateId, node: &'n Node) {
        let Some(mut fields) = self.ctx.map(node) else { return };
        self.here = (chart, state);
        let is_root = state == 0;
        if is_root && self.charts[chart].chart.states[0].kind == Kind::Atomic && fields.has("states") {
            self.ctx.error("G0409", node.span, []);
        }
        let initial = fields.optional("initial");
        self.initial(chart, state, initial, node.span);
        let entry = fields.optional("entry").map(|n| self.blocks(n)).unwrap_or_default();
        let exit = fields.optional("exit").map(|n| self.blocks(n)).unwrap_or_default();
        self.charts[chart].chart.states[state].entry = entry;
        self.charts[chart].chart.states[state].exit = exit;
        let after = fields.optional("after").map(|n| self.after(chart, state, n)).unwrap_or_default();
        let milestone = fields.optional("milestone").and_then(|n| self.ctx.boolean(n)).unwrap_or(false);
        let calls = fields
            .optional("call")
            .filter(|_| !is_root)
            .map(|n| self.calls(chart, state, n))
            .unwrap_or_default();
        self.charts[chart].calls |= !calls.is_empty();
        self.charts[chart].work[state].calls = calls;
        if let Some(n) = fields.optional("on_done") {
            let event = self.done_event(chart, state);
            self.transitions(chart, state, vec![event], n);
        }
        let mut choices = Vec::new();
        if let Some(n) = fields.optional("on") {
            choices = self.on(chart, state, n);
        }
        if let Some(n) = fields.optional("always") {
            self.transitions(chart, state, vec![], n);
        }
        self.charts[chart].work[state].timers = after;
        self.charts[chart].work[state].milestone = milestone;
        for key in ["type", "states"] {
            fields.optional(key);
        }
        if is_root {
            // The rest of the top level is read, and judged, by `policy` or `for_each`.
            return;
        }
        self.history_default(chart, state, fields.optional("target"));
        if matches!(self.charts[chart].chart.states[state].kind, Kind::History { .. }) {
            fields.optional("history");
            let block = fields.optional("actions").map(|n| self.actions(n)).filter(|a| !a.is_empty());
            if let Some(initial) = &mut self.charts[chart].chart.states[state].initial {
                initial.block = block;
            }
        }
        let title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        let output = fields.optional("output").map(|n| self.payload(n)).unwrap_or_default();
        let vars = fields.optional("vars").map(|n| self.first_values(n)).unwrap_or_default();
        let task = fields.optional("task").and_then(|n| self.task(n, choices));
        let lock = fields.optional("lock").and_then(|n| self.lock(n));
        let compensate = fields.optional("compensate").map(|n| self.actions(n)).unwrap_or_default();
        let for_each = fields.optional("for_each").and_then(|n| self.for_each(chart, state, n));
        fields.finish(&mut self.ctx);
        let work = &mut self.charts[chart].work[state];
        let known = std::mem::take(work);
        *work = StateWork { title, clause, output, vars, task, for_each, lock, compensate, ..known };
        self.judge_calls(chart, state, node.span);
    }

    /// Actions; a list of lists is as many blocks, of which an error ends only its own (SCXML §3.8).
    fn blocks(&mut self, node: &'n Node) -> Vec<Vec<Action>> {
        let blocks: Vec<&'n Node> = match &node.kind {
            NodeKind::List(items) if items.iter().any(|n| matches!(n.kind, NodeKind::List(_))) => {
                items.iter().collect()
            }
            _ => vec![node],
        };
        let blocks = blocks.into_iter().map(|node| self.actions(node));
        blocks.filter(|actions| !actions.is_empty()).collect()
    }

    fn initial(&mut self, chart: usize, state: StateId, node: Option<&'n Node>, span: Span) {
        let kind = self.charts[chart].chart.states[state].kind;
        if kind != Kind::Compound {
            if let Some(node) = node {
                self.ctx.error("G0407", node.span, []);
            }
            return;
        }
        let mut initial = Initial { targets: Vec::new(), block: None };
        if let Some(node) = node {
            let (targets, block) = match self.if_map(node) {
                Some(mut fields) => {
                    let targets = fields.required(&mut self.ctx, "target").map(|n| self.targets(chart, n));
                    let block = fields.optional("actions").map(|n| self.actions(n));
                    fields.finish(&mut self.ctx);
                    (targets.unwrap_or_default(), block)
                }
                None => (self.targets(chart, node), None),
            };
            let outside = targets.iter().any(|&t| !self.charts[chart].chart.is_descendant(t, state));
            if outside {
                self.ctx.error("G0408", node.span, []);
            } else {
                initial = Initial { targets, block };
            }
        }
        if initial.targets.is_empty() {
            let states = &self.charts[chart].chart.states;
            let first = states[state]
                .children
                .iter()
                .find(|&&c| !matches!(states[c].kind, Kind::History { .. }))
                .copied();
            match first {
                Some(first) => initial.targets.push(first),
                None => self.ctx.error("G0409", span, []),
            }
        }
        self.charts[chart].chart.states[state].initial = Some(initial);
    }

    fn history_default(&mut self, chart: usize, state: StateId, target: Option<&'n Node>) {
        let is_history = matches!(self.charts[chart].chart.states[state].kind, Kind::History { .. });
        match target {
            Some(node) if is_history => {
                let mut targets = self.targets(chart, node);
                if targets.iter().any(|&t| !self.is_default(chart, state, t)) {
                    self.ctx.error("G0430", node.span, []);
                    targets.clear();
                }
                self.charts[chart].chart.states[state].initial = Some(Initial { targets, block: None });
            }
            Some(node) => self.ctx.error("G0410", node.span, []),
            None if is_history => {
                let span = self.charts[chart].work[state].span;
                self.ctx.error("G0411", span, []);
            }
            None => {}
        }
    }

    /// SCXML §3.10.2: a history leads to somewhere inside its parent, and not to a history.
    fn is_default(&self, chart: usize, history: StateId, target: StateId) -> bool {
        let chart = &self.charts[chart].chart;
        let parent = chart.states[history].parent.unwrap_or(0);
        !matches!(chart.states[target].kind, Kind::History { .. }) && chart.is_descendant(target, parent)
    }

    fn for_each(&mut self, chart: usize, state: StateId, node: &'n Node) -> Option<ForEach> {
        if self.charts[chart].chart.states[state].kind != Kind::Atomic {
            self.ctx.error("G0412", node.span, []);
        }
        let mut fields = self.ctx.map(node)?;
        let sub = self.declare_chart(node, Some((chart, state)));
        let list = fields.required(&mut self.ctx, "in").and_then(|n| self.script(n));
        // Key and title are about the item: they belong to its chart.
        self.here = (sub, 0);
        let key = fields.optional("key").and_then(|n| self.script(n));
        let title = fields.optional("title").and_then(|n| self.script(n));
        self.here = (chart, state);
        let complete = fields.optional("complete").and_then(|n| self.complete(n)).unwrap_or(Complete::All);
        let orders = [("parallel", false), ("sequence", true)];
        let sequence = fields.optional("order").and_then(|n| self.ctx.one_of(n, &orders)).unwrap_or(false);
        for key in super::states::KEYS {
            fields.optional(key);
        }
        if !fields.has("states") {
            self.ctx.error("G0401", fields.span, []);
        }
        fields.finish(&mut self.ctx);
        Some(ForEach { chart: sub, list: list?, key, title, complete, sequence })
    }

    fn complete(&mut self, node: &'n Node) -> Option<Complete> {
        match node.as_text()? {
            "all" => Some(Complete::All),
            "any" => Some(Complete::Count(1)),
            text if text.starts_with('=') => self.script(node).map(Complete::Script),
            _ => self.ctx.integer_in(node, 1..=10_000).map(|n| Complete::Count(n as u32)),
        }
    }
}
