//! `call`: other policies that a state calls.

use super::Builder;
use crate::chart::{Kind, StateId};
use crate::policy::{Action, CallRule, Expr, Naming, Payload};
use crate::text::Span;
use crate::text::yaml::{self, Node};
use crate::value::Value;

impl<'n> Builder<'n, '_> {
    /// One call or a list.
    pub(super) fn calls(&mut self, chart: usize, state: StateId, node: &'n Node) -> Vec<CallRule> {
        let kind = self.charts[chart].chart.states[state].kind;
        if matches!(kind, Kind::Final | Kind::History { .. }) {
            self.ctx.error("G0470", node.span, []);
            return Vec::new();
        }
        self.ctx.list_or_one(node).iter().filter_map(|node| self.call(node)).collect()
    }

    fn call(&mut self, node: &'n Node) -> Option<CallRule> {
        let mut fields = self.ctx.map(node)?;
        let policy = fields.required(&mut self.ctx, "policy").and_then(|n| self.word(n));
        let known = match &policy {
            Some(Expr::Literal(Value::Text(name))) => {
                let span = node.get("policy").map_or(node.span, |n| n.span);
                self.note(Naming::Policy, name.clone(), span);
                Some(name.clone())
            }
            _ => None,
        };
        let id = fields.optional("id").and_then(|n| self.text_or_script(n));
        let id_in = fields.optional("id_in").and_then(|n| self.var_name(n));
        if let (true, Some(node)) = (id.is_some() && id_in.is_some(), node.get("id_in")) {
            self.ctx.error("G0436", node.span, []);
        }
        let with = fields.optional("with").map(|n| self.given(n, known)).unwrap_or_default();
        let forward = fields.optional("forward").map(|n| self.forwarded(n)).unwrap_or_default();
        let wait = fields.optional("wait").and_then(|n| self.ctx.boolean(n)).unwrap_or(true);
        let on_return = fields.optional("on_return").map(|n| self.on_return(n)).unwrap_or_default();
        fields.finish(&mut self.ctx);
        Some(CallRule { policy: policy?, id, id_in, with, forward, wait, on_return, span: node.span })
    }

    /// First fields; those of a known policy are looked up in its form.
    fn given(&mut self, node: &'n Node, policy: Option<String>) -> Payload {
        if let (Some(policy), yaml::Kind::Map(entries)) = (policy, &node.kind) {
            for (field, _) in entries {
                self.note(Naming::Given(policy.clone()), field.name.clone(), field.span);
            }
        }
        self.payload(node)
    }

    /// `true` for all events, or their descriptors.
    fn forwarded(&mut self, node: &'n Node) -> Vec<String> {
        match node.as_text() {
            Some("true") => vec!["*".to_owned()],
            Some("false") => Vec::new(),
            _ => self.descriptors(node),
        }
    }

    /// SCXML §6.5: what is done with a message before it is handled sends nothing itself.
    fn on_return(&mut self, node: &'n Node) -> Vec<Action> {
        let actions = self.actions(node);
        if sends(&actions) {
            self.ctx.error("G0471", node.span, []);
        }
        actions
    }

    /// The event that `on_done` listens for.
    pub(super) fn done_event(&mut self, chart: usize, state: StateId) -> String {
        let (work, state) = (&self.charts[chart].work[state], &self.charts[chart].chart.states[state]);
        if state.kind != Kind::Atomic || !work.done_by_call() {
            return format!("done.state.{}", state.name);
        }
        match &work.calls[0].id {
            Some(Expr::Literal(Value::Text(id))) => format!("done.call.{id}"),
            // An id that is made for it begins with the state's name.
            _ => format!("done.call.{}", state.name),
        }
    }

    /// `for_each` and `call` would both say when the state is done.
    pub(super) fn judge_calls(&mut self, chart: usize, state: StateId, span: Span) {
        let work = &self.charts[chart].work[state];
        if work.for_each.is_some() && !work.calls.is_empty() {
            self.ctx.error("G0472", span, []);
        }
    }
}

fn sends(actions: &[Action]) -> bool {
    actions.iter().any(|action| match action {
        Action::Raise { .. } | Action::Send(_) => true,
        Action::If { then, otherwise, .. } => sends(then) || sends(otherwise),
        Action::For { body, .. } => sends(body),
        _ => false,
    })
}
