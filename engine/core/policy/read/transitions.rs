//! Transitions: `on`, `always`, `after`, `on_done`.

use super::Builder;
use crate::chart::{StateId, Transition};
use crate::policy::{After, Choice, Naming, Sentence};
use crate::text::Span;
use crate::text::yaml::{Kind, Node};

impl<'n> Builder<'n, '_> {
    /// Reads `on` and returns the names that a task of the state offers as choices.
    pub(super) fn on(&mut self, chart: usize, state: StateId, node: &'n Node) -> Vec<String> {
        let mut choices = Vec::new();
        if let Kind::List(items) = &node.kind {
            for item in items {
                let Some(mut fields) = self.ctx.map(item) else { continue };
                let event = fields.required(&mut self.ctx, "event").and_then(|n| self.ctx.spanned_text(n));
                std::mem::drop(fields);
                if let Some(event) = event {
                    self.listen(chart, state, &event.value, event.span, item, &mut choices);
                }
            }
            return choices;
        }
        for (key, node) in self.ctx.entries(node).unwrap_or_default() {
            self.listen(chart, state, &key.name, key.span, node, &mut choices);
        }
        choices
    }

    fn listen(
        &mut self,
        chart: usize,
        state: StateId,
        descriptors: &str,
        span: Span,
        node: &'n Node,
        choices: &mut Vec<String>,
    ) {
        let events: Vec<String> = descriptors.split_whitespace().map(str::to_owned).collect();
        if events.is_empty() || events.iter().any(|e| !is_descriptor(e)) {
            self.ctx.error("G0413", span, [("name", descriptors.to_owned())]);
            return;
        }
        if let [event] = events.as_slice()
            && !event.contains(['.', '*'])
            && !choices.contains(event)
        {
            choices.push(event.clone());
        }
        self.transitions(chart, state, events, node);
    }

    /// A transition or a list of them, tried in order.
    pub(super) fn transitions(&mut self, chart: usize, state: StateId, events: Vec<String>, node: &'n Node) {
        for node in self.ctx.list_or_one(node) {
            if let Some((transition, choice)) = self.transition(chart, state, events.clone(), node) {
                let id = self.charts[chart].chart.transitions.len();
                self.charts[chart].chart.transitions.push(transition);
                self.charts[chart].choices.push(choice);
                self.charts[chart].chart.states[state].transitions.push(id);
            }
        }
    }

    fn transition(
        &mut self,
        chart: usize,
        state: StateId,
        events: Vec<String>,
        node: &'n Node,
    ) -> Option<(Transition<crate::policy::Work>, Choice)> {
        let mut transition = Transition {
            source: state,
            events,
            guard: None,
            targets: Vec::new(),
            internal: true,
            block: None,
            straight: false,
            first: false,
        };
        let mut choice = Choice { span: node.span, ..Choice::default() };
        let Some(mut fields) = self.if_map(node) else {
            transition.targets = self.targets(chart, node);
            return Some((transition, choice));
        };
        transition.targets = fields.optional("target").map(|n| self.targets(chart, n)).unwrap_or_default();
        transition.guard = fields.optional("guard").and_then(|n| self.script(n));
        transition.block = fields.optional("actions").map(|n| self.actions(n)).filter(|a| !a.is_empty());
        let reenter = fields.optional("reenter").and_then(|n| self.ctx.boolean(n)).unwrap_or(false);
        transition.internal = !reenter;
        let ways = [("again", false), ("straight", true)];
        transition.straight =
            fields.optional("back").and_then(|n| self.ctx.one_of(n, &ways)).unwrap_or(false);
        choice.title = fields.optional("title").and_then(|n| self.ctx.bilingual(n));
        choice.refusal = fields.optional("refusal").map(|n| self.sentences(n)).unwrap_or_default();
        choice.clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        choice.ask = fields.optional("ask").and_then(|n| match n.as_text() {
            Some("none") => Some(None),
            _ => self.name(n, Naming::Section).map(Some),
        });
        let words = [("required", true), ("optional", false)];
        choice.opinion_required =
            fields.optional("opinion").and_then(|n| self.ctx.one_of(n, &words)).unwrap_or(false);
        for key in ["in", "from"] {
            fields.optional(key);
        }
        // In `on` as a list the transition names its events itself.
        let named = node.get("event").and_then(Node::as_text);
        if named.is_some_and(|text| text.split_whitespace().eq(transition.events.iter())) {
            fields.optional("event");
        }
        fields.finish(&mut self.ctx);
        Some((transition, choice))
    }

    /// `{ zh, en }`, or a list of `{ when, say: { zh, en } }`.
    fn sentences(&mut self, node: &'n Node) -> Vec<Sentence> {
        let Kind::List(items) = &node.kind else {
            return self.ctx.bilingual(node).map(|say| Sentence { when: None, say }).into_iter().collect();
        };
        let mut sentences = Vec::new();
        for item in items {
            let Some(mut fields) = self.ctx.map(item) else { continue };
            let when = fields.optional("when").and_then(|n| self.script(n));
            let say = fields.required(&mut self.ctx, "say").and_then(|n| self.ctx.bilingual(n));
            fields.finish(&mut self.ctx);
            sentences.extend(say.map(|say| Sentence { when, say }));
        }
        sentences
    }

    /// `15d: target`, or one or a list of `{ in, from, target, … }`.
    pub(super) fn after(&mut self, chart: usize, state: StateId, node: &'n Node) -> Vec<After> {
        let mut timers = Vec::new();
        if matches!(node.kind, Kind::List(_)) || node.get("in").is_some() {
            for item in self.ctx.list_or_one(node) {
                let Some(mut fields) = self.ctx.map(item) else { continue };
                let length = fields.required(&mut self.ctx, "in").and_then(|n| self.length(n));
                let from = fields.optional("from").and_then(|n| self.script(n));
                std::mem::drop(fields);
                let event = self.timer_event(chart, state, timers.len());
                self.transitions(chart, state, vec![event.clone()], item);
                timers.extend(length.map(|length| After { length, from, event }));
            }
            return timers;
        }
        for (key, node) in self.ctx.entries(node).unwrap_or_default() {
            let length = self.length_text(&key.name, key.span);
            let event = self.timer_event(chart, state, timers.len());
            self.transitions(chart, state, vec![event.clone()], node);
            timers.extend(length.map(|length| After { length, from: None, event }));
        }
        timers
    }

    fn timer_event(&self, chart: usize, state: StateId, index: usize) -> String {
        format!("after.{}.{index}", self.charts[chart].chart.states[state].name)
    }

    /// State names, all of this chart.
    pub(super) fn targets(&mut self, chart: usize, node: &'n Node) -> Vec<StateId> {
        let mut targets = Vec::new();
        for node in self.ctx.list_or_one(node) {
            let Some(name) = self.ctx.text(node) else { continue };
            match self.names.get(&name) {
                Some((found, state, _)) if *found == chart => targets.push(*state),
                Some(_) => self.ctx.error("G0414", node.span, [("name", name)]),
                None => {
                    let names: Vec<String> = self.names.keys().cloned().collect();
                    self.ctx.unknown("G0415", "G0416", &name, node.span, names.iter().map(String::as_str));
                }
            }
        }
        self.judge_together(chart, node, &targets);
        targets
    }

    /// SCXML §3.11: targets must be able to be active together, in different regions of a parallel state. A history
    /// stands for whatever its parent holds.
    fn judge_together(&mut self, chart: usize, node: &'n Node, targets: &[StateId]) {
        let chart = &self.charts[chart].chart;
        let place = |s: StateId| match chart.states[s].kind {
            crate::chart::Kind::History { .. } => chart.states[s].parent.unwrap_or(0),
            _ => s,
        };
        let together = |a: StateId, b: StateId| {
            let common =
                chart.proper_ancestors(a, None).find(|&above| b == above || chart.is_descendant(b, above));
            a != b
                && !chart.is_descendant(b, a)
                && common.is_some_and(|c| c != b && chart.states[c].kind == crate::chart::Kind::Parallel)
        };
        let clash = targets.iter().enumerate().find_map(|(index, &a)| {
            let other = targets[..index].iter().find(|&&b| !together(place(a), place(b)))?;
            Some((a, *other))
        });
        if let Some((a, b)) = clash {
            let name = |s: StateId| chart.states[s].name.clone();
            let args = [("one", name(b)), ("other", name(a))];
            self.ctx.error("G0431", node.span, args);
        }
    }
}

pub(super) fn is_descriptor(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '*' | ':'))
}
