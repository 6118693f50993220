//! What case work adds to a chart: the mailbox, compensation, ways back.

use super::Builder;
use super::transitions::is_descriptor;
use crate::chart::StateId;
use crate::policy::Action;
use crate::text::yaml::Node;

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
