//! What case work adds to a chart: the mailbox, compensation, ways back, locks, folders.

use super::Builder;
use super::transitions::is_descriptor;
use crate::chart::{Event, StateId};
use crate::guard::Script;
use crate::policy::{Action, Expr};
use crate::text::Span;
use crate::text::yaml::Node;
use crate::value::Value;

impl<'n> Builder<'n, '_> {
    /// One event descriptor or a list.
    pub(super) fn descriptors(&mut self, node: &'n Node) -> Vec<String> {
        let mut descriptors = Vec::new();
        for node in self.ctx.list_or_one(node) {
            let Some(name) = self.ctx.text(node) else { continue };
            if is_descriptor(&name) {
                descriptors.push(name);
            } else {
                self.ctx.error("G0413", node.span, [("name", name)]);
            }
        }
        descriptors
    }

    /// The name of a lock, or an expression that gives one.
    pub(super) fn lock(&mut self, node: &'n Node) -> Option<Expr> {
        let lock = self.word(node);
        let (chart, state) = self.here;
        let around = self.states_around(chart, state);
        let name = |expr: &Option<Expr>| match expr {
            Some(Expr::Literal(Value::Text(name))) => Some(name.clone()),
            _ => None,
        };
        let own = name(&lock);
        let outer = around
            .into_iter()
            .find(|&(chart, state)| own.is_some() && name(&self.charts[chart].work[state].lock) == own);
        if let (Some((chart, outer)), Some(lock)) = (outer, own) {
            let outer = self.charts[chart].chart.states[outer].name.clone();
            self.ctx.error("G0461", node.span, [("lock", lock), ("state", outer)]);
        }
        lock
    }

    /// States around a state, those around its `for_each` included.
    fn states_around(&self, chart: usize, state: StateId) -> Vec<(usize, StateId)> {
        let on = &self.charts[chart];
        let mut around: Vec<_> = on.chart.proper_ancestors(state, None).map(|state| (chart, state)).collect();
        if let Some((chart, state)) = on.owner {
            around.push((chart, state));
            around.extend(self.states_around(chart, state));
        }
        around
    }

    /// A lock that nobody waits for protects nothing: the state is active before it is held.
    pub(super) fn judge_locks(&mut self) {
        if self.scripts.iter().any(|script| script.asks_locks) {
            return;
        }
        for on in &self.charts {
            for (state, work) in on.work.iter().enumerate().filter(|(_, work)| work.lock.is_some()) {
                let name = on.chart.states[state].name.clone();
                let event = Event::new(format!("lock.{name}"));
                let mut transitions = on.chart.transitions.iter();
                if !transitions.any(|t| t.events.iter().any(|descriptor| event.matches(descriptor))) {
                    self.ctx.warning("G0462", work.span, [("state", name)]);
                }
            }
        }
    }

    /// Whoever looks into the folder, or writes to it, must be in one.
    pub(super) fn judge_folder(&mut self, shares: bool) {
        if shares {
            return;
        }
        let reads = |script: &&Script| script.text().contains("folder.") || script.text().contains("cases(");
        for script in self.scripts.iter().filter(reads) {
            let (_, line, column) = script.place();
            let at = self.ctx.source.byte(line, column);
            self.folder_uses.push(Span::new(at, at + script.text().len() as u32));
        }
        for span in std::mem::take(&mut self.folder_uses) {
            self.ctx.error("G0463", span, []);
        }
    }

    /// `{ folder: { field: expr } }`
    pub(super) fn folder(&mut self, node: &'n Node) -> Option<Action> {
        self.folder_uses.push(node.span);
        Some(Action::Folder(self.formulas(node)))
    }

    /// `all`, or a state of this chart.
    pub(super) fn compensate(&mut self, node: &'n Node) -> Option<Action> {
        let (chart, here) = self.here;
        let state = &self.charts[chart].chart.states[here];
        let scope = if state.children.is_empty() { state.parent.unwrap_or(0) } else { here };
        if node.as_text() == Some("all") {
            return Some(Action::Compensate { state: None, scope });
        }
        let state = *self.targets(chart, node).first()?;
        Some(Action::Compensate { state: Some(state), scope })
    }

    /// `back: straight` needs one state to return to, whose task's first choice then leads back.
    pub(super) fn judge_ways_back(&mut self) {
        for chart in 0..self.charts.len() {
            for id in 0..self.charts[chart].chart.transitions.len() {
                let on = &self.charts[chart];
                if !on.chart.transitions[id].straight {
                    continue;
                }
                let target = match on.chart.transitions[id].targets.as_slice() {
                    [target] => Some(*target),
                    _ => None,
                };
                let agreeing = target.and_then(|target| {
                    let choice = on.work[target].task.as_ref()?.choices.first()?;
                    Some((target, choice.clone()))
                });
                match agreeing {
                    Some((target, choice)) => self.mark_first(chart, target, &choice),
                    None => self.ctx.error("G0460", on.choices[id].span, []),
                }
            }
        }
    }

    fn mark_first(&mut self, chart: usize, state: StateId, choice: &str) {
        let chart = &mut self.charts[chart].chart;
        for &id in &chart.states[state].transitions {
            let transition = &mut chart.transitions[id];
            transition.first |= transition.events.iter().any(|event| event == choice);
        }
    }
}
