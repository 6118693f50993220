//! Reading what must be so.

use std::collections::BTreeMap;

use super::read::Reader;
use super::story::{Expect, Note, Row};
use crate::text::yaml::Node;

/// What tasks, mails, proposals and timers are compared by.
const TASK: [&str; 6] = ["state", "post", "person", "holders", "due", "item"];
const MAIL: [&str; 6] = ["kind", "to", "text", "state", "item", "held"];
const PROPOSAL: [&str; 4] = ["to", "amount", "clause", "days"];
const TIMER: [&str; 4] = ["state", "event", "at", "item"];

/// Kinds of mails, as the outbox has them.
const KINDS: [(&str, &str); 6] = [
    ("task", "task"),
    ("cc", "cc"),
    ("reminder", "reminder"),
    ("overdue", "overdue"),
    ("escalation", "escalation"),
    ("text", "text"),
];

impl Reader<'_> {
    pub(super) fn expect(&mut self, node: &Node, case: &mut Option<String>) -> Option<Expect> {
        let mut fields = self.ctx.map(node)?;
        *case = fields.optional("case").and_then(|n| self.ctx.text(n));
        let states = fields.optional("states").map(|n| self.states(n));
        let in_states = fields.optional("in_states").map(|n| self.states(n)).unwrap_or_default();
        let items = fields.optional("items").map(|n| self.items(n)).unwrap_or_default();
        let tasks = fields.optional("tasks").map(|n| self.notes(n, &TASK));
        let mails = fields.optional("mails").map(|n| self.notes(n, &MAIL));
        let penalties = fields.optional("penalties").map(|n| self.notes(n, &PROPOSAL));
        let rewards = fields.optional("rewards").map(|n| self.notes(n, &PROPOSAL));
        let record = fields.optional("record");
        record.into_iter().for_each(|n| self.known_fields(n));
        let record = record.map(|n| self.values(n)).unwrap_or_default();
        let vars = fields.optional("vars").map(|n| self.values(n)).unwrap_or_default();
        let registers = fields.optional("registers").map(|n| self.rows(n)).unwrap_or_default();
        let timers = fields.optional("timers").map(|n| self.notes(n, &TIMER));
        let number = fields.optional("number").and_then(|n| self.ctx.text(n));
        let words = [("active", "active"), ("done", "done"), ("cancelled", "cancelled")];
        let status = fields.optional("status").and_then(|n| self.ctx.one_of(n, &words)).map(str::to_owned);
        let incidents = fields.optional("incidents").and_then(|n| self.ctx.integer_in(n, 0..=1_000));
        let incidents = incidents.and_then(|count| usize::try_from(count).ok());
        fields.finish(&mut self.ctx);
        Some(Expect {
            states,
            in_states,
            items,
            tasks,
            mails,
            penalties,
            rewards,
            record,
            vars,
            registers,
            timers,
            number,
            status,
            incidents,
        })
    }

    fn states(&mut self, node: &Node) -> Vec<String> {
        self.ctx.list_or_one(node).iter().filter_map(|node| self.state(node)).collect()
    }

    fn items(&mut self, node: &Node) -> BTreeMap<String, BTreeMap<String, String>> {
        let entries = self.ctx.entries(node).unwrap_or_default();
        entries.iter().map(|(key, node)| (key.name.clone(), self.values(node))).collect()
    }

    /// Plain texts by name; an empty one means that nothing must be there.
    fn values(&mut self, node: &Node) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        for (key, node) in self.ctx.entries(node).unwrap_or_default() {
            match node.as_text() {
                Some(text) => {
                    values.insert(key.name.clone(), text.to_owned());
                }
                None => self.ctx.error("G0132", node.span, []),
            }
        }
        values
    }

    fn notes(&mut self, node: &Node, keys: &[&'static str]) -> Vec<Note> {
        let mut notes = Vec::new();
        for node in self.ctx.list_or_one(node) {
            let Some(mut fields) = self.ctx.map(node) else { continue };
            let mut note = Note::new();
            for key in keys {
                let text = fields.optional(key).and_then(|node| self.part(key, node));
                note.extend(text.map(|text| ((*key).to_owned(), text)));
            }
            fields.finish(&mut self.ctx);
            notes.push(note);
        }
        notes
    }

    /// One part of a note, in the spelling in which it is compared.
    fn part(&mut self, key: &str, node: &Node) -> Option<String> {
        match key {
            "state" => self.state(node),
            "post" => self.post(node),
            "person" => self.person(node),
            "to" => self.recipient(node),
            "holders" => {
                let mut people: Vec<String> =
                    self.ctx.list_or_one(node).iter().filter_map(|node| self.person(node)).collect();
                people.sort();
                Some(people.join(", "))
            }
            "due" | "at" => self.moment(node).and_then(|_| node.as_text().map(str::to_owned)),
            "kind" => self.ctx.one_of(node, &KINDS).map(str::to_owned),
            "held" => self.ctx.boolean(node).map(|held| held.to_string()),
            "amount" => self.ctx.decimal(node).and_then(|_| node.as_text().map(str::to_owned)),
            "days" => self.ctx.integer(node).map(|days| days.to_string()),
            "text" => self.mail_text(node),
            _ => self.ctx.text(node),
        }
    }

    /// A person of the story, or a post that nobody in it holds.
    fn recipient(&mut self, node: &Node) -> Option<String> {
        let is_post = node.as_text().is_some_and(|name| self.is_post(name));
        if is_post { self.post(node) } else { self.person(node) }
    }

    fn rows(&mut self, node: &Node) -> Vec<Row> {
        let mut rows = Vec::new();
        for (register, list) in self.ctx.named(node).unwrap_or_default() {
            for node in self.ctx.list(list).unwrap_or_default() {
                let mut fields = self.values(node);
                match fields.remove("key") {
                    Some(key) => rows.push(Row { register: register.value.clone(), key, fields }),
                    None => self.ctx.error("G0133", node.span, [("key", "key".to_owned())]),
                }
            }
        }
        rows
    }
}
