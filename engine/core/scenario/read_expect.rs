//! Reading what must be so.

use std::collections::BTreeMap;

use super::read::Reader;
use super::story::{Expect, Note, Row};
use crate::text::yaml::Node;

/// What tasks, mails, proposals and timers are compared by.
const TASK: [&str; 5] = ["state", "post", "person", "due", "item"];
const MAIL: [&str; 6] = ["kind", "to", "text", "state", "item", "held"];
const PROPOSAL: [&str; 4] = ["to", "amount", "clause", "days"];
const TIMER: [&str; 4] = ["state", "event", "at", "item"];

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
        let record = fields.optional("record").map(|n| self.values(n)).unwrap_or_default();
        let vars = fields.optional("vars").map(|n| self.values(n)).unwrap_or_default();
        let registers = fields.optional("registers").map(|n| self.rows(n)).unwrap_or_default();
        let timers = fields.optional("timers").map(|n| self.notes(n, &TIMER));
        let number = fields.optional("number").and_then(|n| self.ctx.text(n));
        let words = [("active", "active"), ("done", "done")];
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
                let text = match (*key, fields.optional(key)) {
                    (_, None) => None,
                    ("state", Some(node)) => self.state(node),
                    ("post", Some(node)) => self.post(node),
                    ("person", Some(node)) => self.person(node),
                    ("due" | "at", Some(node)) => {
                        self.moment(node).and_then(|_| node.as_text().map(str::to_owned))
                    }
                    (_, Some(node)) => self.ctx.text(node),
                };
                note.extend(text.map(|text| ((*key).to_owned(), text)));
            }
            fields.finish(&mut self.ctx);
            notes.push(note);
        }
        notes
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
