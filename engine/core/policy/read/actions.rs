//! Actions: what happens on entry, exit and transitions.

use super::Builder;
use crate::guard::is_reserved;
use crate::policy::{Action, Expr, MailTo, Naming, Payload, ProposeKind, Recipient, Send};
use crate::text::yaml::{Kind, Node};
use crate::text::{Fields, Spanned, is_identifier};
use crate::value::Value;

/// The words that begin an action; the first key decides which one it is.
const WORDS: [&str; 13] = [
    "raise",
    "send",
    "cancel",
    "if",
    "for",
    "mail",
    "propose",
    "register",
    "take",
    "add_items",
    "compensate",
    "folder",
    "log",
];

impl<'n> Builder<'n, '_> {
    /// One action or a list.
    pub(super) fn actions(&mut self, node: &'n Node) -> Vec<Action> {
        self.ctx.list_or_one(node).iter().filter_map(|node| self.action(node)).collect()
    }

    fn action(&mut self, node: &'n Node) -> Option<Action> {
        let Some(mut fields) = self.if_map(node) else {
            return self.script(node).map(Action::Script);
        };
        let Some(word) = WORDS.into_iter().find(|word| fields.has(word)) else {
            self.unknown_action(node);
            std::mem::drop(fields);
            return None;
        };
        let value = fields.optional(word)?;
        let action = match word {
            "raise" => self
                .event(value)
                .map(|event| (event, self.data(&mut fields)))
                .map(|(event, data)| Action::Raise { event, data }),
            "send" => self.send(value, &mut fields),
            "cancel" => self.text_or_script(value).map(Action::Cancel),
            "if" => self.condition(value, &mut fields),
            "for" => self.repetition(value, &mut fields),
            "mail" => self.mail(value, &mut fields),
            "propose" => self.propose(value),
            "register" => self.register(value, &mut fields),
            "take" => self.name(value, Naming::Quota).map(Action::Take),
            "add_items" => self.add_items(value, &mut fields),
            "folder" => self.folder(value),
            "compensate" => self.compensate(value),
            _ => self.script(value).map(Action::Log),
        };
        fields.finish(&mut self.ctx);
        action
    }

    fn unknown_action(&mut self, node: &'n Node) {
        let Kind::Map(entries) = &node.kind else { return };
        match entries.first() {
            Some((key, _)) => self.ctx.unknown("G0419", "G0420", &key.name, key.span, WORDS.iter().copied()),
            None => {
                self.ctx.error("G0419", node.span, [("name", String::new()), ("known", WORDS.join(", "))])
            }
        }
    }

    /// An event's name, or a script that gives one.
    fn event(&mut self, node: &'n Node) -> Option<Expr> {
        let name = self.ctx.text(node)?;
        if name.starts_with('=') {
            return self.script(node).map(Expr::Script);
        }
        if self.ctx.looks_like_another(&name, node.span) {
            return None;
        }
        let fine = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ':'));
        if !fine {
            self.ctx.error("G0413", node.span, [("name", name.clone())]);
        }
        fine.then_some(Expr::Literal(Value::Text(name)))
    }

    fn data(&mut self, fields: &mut Fields<'n>) -> Payload {
        fields.optional("data").map(|n| self.payload(n)).unwrap_or_default()
    }

    /// `{ name: expr }`, or one `"=expr"`.
    pub(super) fn payload(&mut self, node: &'n Node) -> Payload {
        if node.as_text().is_some_and(|text| text.starts_with('=')) {
            return self.script(node).map_or(Payload::Nothing, Payload::Whole);
        }
        let fields = self.formulas(node);
        if fields.is_empty() { Payload::Nothing } else { Payload::Fields(fields) }
    }

    fn send(&mut self, value: &'n Node, fields: &mut Fields<'n>) -> Option<Action> {
        let event = self.event(value);
        let data = self.data(fields);
        let after = fields.optional("after").and_then(|n| self.length(n));
        let id = fields.optional("id").and_then(|n| self.text_or_script(n));
        let id_in = fields.optional("id_in").and_then(|n| self.var_name(n));
        let kind = fields.optional("type").and_then(|n| self.text_or_script(n));
        let to_node = fields.optional("to");
        let to = to_node.and_then(|n| self.text_or_script(n));
        if let (Some(Expr::Literal(to)), Some(node)) = (&to, to_node) {
            // SCXML §6.2.4: the internal queue takes no delayed events.
            if after.is_some() && is_internal(to) {
                self.ctx.error("G0435", node.span, []);
            }
        }
        if let (true, Some(node)) = (id.is_some() && id_in.is_some(), fields.optional("id_in")) {
            self.ctx.error("G0436", node.span, []);
        }
        Some(Action::Send(Box::new(Send { event: event?, data, after, id, id_in, to, kind })))
    }

    /// A name in `vars`, with or without `vars.` before it.
    pub(super) fn var_name(&mut self, node: &'n Node) -> Option<String> {
        let text = self.ctx.text(node)?;
        let name = text.strip_prefix("vars.").unwrap_or(&text);
        if !crate::text::is_name(name) {
            // Says what a name looks like.
            return self.ctx.identifier(node).map(|name| name.value);
        }
        self.var_uses.push(Spanned::new(name.to_owned(), node.span));
        Some(name.to_owned())
    }

    fn condition(&mut self, value: &'n Node, fields: &mut Fields<'n>) -> Option<Action> {
        let guard = self.script(value);
        let then = fields.required(&mut self.ctx, "then").map(|n| self.actions(n)).unwrap_or_default();
        let otherwise = fields.optional("else").map(|n| self.actions(n)).unwrap_or_default();
        Some(Action::If { guard: guard?, then, otherwise })
    }

    fn repetition(&mut self, value: &'n Node, fields: &mut Fields<'n>) -> Option<Action> {
        if let Some(text) = value.as_text().filter(|text| self.lenient && !is_identifier(text)) {
            let args = [("text", text.to_owned()), ("limit", crate::limits::IDENTIFIER_CHARS.to_string())];
            self.ctx.warning("G0141", value.span, args);
            for key in ["index", "in", "do"] {
                fields.optional(key);
            }
            return self.broken(text, value).map(Action::Script);
        }
        let name = self.ctx.identifier(value)?.value;
        let index = fields.optional("index").and_then(|n| self.ctx.identifier(n)).map(|name| name.value);
        let list = fields.required(&mut self.ctx, "in").and_then(|n| self.script(n));
        for (node, name) in [(Some(value), Some(&name)), (fields.optional("index"), index.as_ref())] {
            // Not an error: SCXML wants it to fail when it is executed (§4.6).
            if let (Some(node), Some(name)) = (node, name.filter(|name| is_reserved(name))) {
                self.ctx.warning("G0441", node.span, [("name", name.clone())]);
            }
        }
        let around = self.loop_names.len();
        self.loop_names.push(name.clone());
        self.loop_names.extend(index.clone());
        let body = fields.required(&mut self.ctx, "do").map(|n| self.actions(n)).unwrap_or_default();
        self.loop_names.truncate(around);
        Some(Action::For { name, index, list: list?, body })
    }

    fn mail(&mut self, value: &'n Node, fields: &mut Fields<'n>) -> Option<Action> {
        let text = self.ctx.identifier(value);
        let to = fields.required(&mut self.ctx, "to").and_then(|n| self.mail_to(n));
        let with = fields.optional("with").map(|n| self.formulas(n)).unwrap_or_default();
        let text = text.map(|text| {
            let given = with.iter().map(|(name, _)| name.clone()).collect();
            self.note(Naming::MailText(given), text.value.clone(), text.span);
            text.value
        });
        Some(Action::Mail { text: text?, to: to?, with })
    }

    fn mail_to(&mut self, node: &'n Node) -> Option<MailTo> {
        let Some(mut fields) = self.if_map(node) else {
            return Some(MailTo::Posts(self.posts(node)));
        };
        let register =
            fields.required(&mut self.ctx, "register").and_then(|n| self.name(n, Naming::Register));
        let key = fields.required(&mut self.ctx, "key").and_then(|n| self.script(n));
        let of = Naming::RegisterField(register.clone().unwrap_or_default());
        let field = fields.required(&mut self.ctx, "field").and_then(|n| self.name(n, of));
        fields.finish(&mut self.ctx);
        Some(MailTo::Outside { register: register?, key: key?, field: field? })
    }

    /// `{ penalty: expr, to: holder, reason, clause }`
    pub(super) fn propose(&mut self, node: &'n Node) -> Option<Action> {
        let mut fields = self.ctx.map(node)?;
        let (kind, amount) = match (fields.optional("penalty"), fields.optional("reward")) {
            (Some(amount), None) => (ProposeKind::Penalty, amount),
            (None, Some(amount)) => (ProposeKind::Reward, amount),
            _ => {
                self.ctx.error("G0421", node.span, []);
                return None;
            }
        };
        let amount = self.script(amount);
        let to = fields.required(&mut self.ctx, "to").map(|n| self.recipients(n)).unwrap_or_default();
        let reason = fields.optional("reason").and_then(|n| self.ctx.bilingual(n));
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        fields.finish(&mut self.ctx);
        Some(Action::Propose { kind, amount: amount?, to, reason, clause })
    }

    fn recipients(&mut self, node: &'n Node) -> Vec<Recipient> {
        let mut recipients = Vec::new();
        for node in self.ctx.list_or_one(node) {
            if node.as_text() == Some("holder") {
                recipients.push(Recipient::Holder);
            } else if let Some(mut fields) = self.if_map(node) {
                let person = fields.required(&mut self.ctx, "person").and_then(|n| self.formula(n));
                fields.finish(&mut self.ctx);
                recipients.extend(person.map(Recipient::Person));
            } else {
                recipients.extend(self.post(node).map(Recipient::Post));
            }
        }
        recipients
    }

    fn register(&mut self, value: &'n Node, fields: &mut Fields<'n>) -> Option<Action> {
        let register = self.name(value, Naming::Register);
        let key = fields.required(&mut self.ctx, "key").and_then(|n| self.script(n));
        let set = fields.required(&mut self.ctx, "set");
        if let Some(Kind::Map(entries)) = set.map(|n| &n.kind) {
            for (field, _) in entries {
                let of = Naming::RegisterField(register.clone().unwrap_or_default());
                self.note(of, field.name.clone(), field.span);
            }
        }
        let set = set.map(|n| self.formulas(n)).unwrap_or_default();
        Some(Action::Register { register: register?, key: key?, set })
    }

    fn add_items(&mut self, value: &'n Node, fields: &mut Fields<'n>) -> Option<Action> {
        let list = self.script(value);
        let state = fields.required(&mut self.ctx, "to").and_then(|n| self.name(n, Naming::ForEach));
        Some(Action::AddItems { list: list?, state: state? })
    }
}

fn is_internal(to: &Value) -> bool {
    matches!(to, Value::Text(to) if matches!(to.as_str(), "internal" | "#_internal"))
}
