//! Reading scenarios, with all their mistakes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::DateTime;

use super::story::{Book, Refusal, Step, Story, What};
use crate::calendar::{Calendar, Period};
use crate::document::{DocumentId, DocumentKind, Library, Organisation};
use crate::form::{Choice, Input, Lookup, Pool, Setting, check_input};
use crate::policy::{Policy, value_of};
use crate::stage::{Attempt, AttemptKind, Fields, Person, Until};
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Ctx, Findings, Source, Spanned};
use crate::value::{Map, Moment, Value};

/// What the reading of a file knows of its surroundings.
pub(super) struct Reader<'a> {
    pub(super) ctx: Ctx<'a>,
    library: &'a Library,
    calendar: &'a Calendar,
    organisation: &'a Organisation,
    policy: Arc<Policy>,
    people: BTreeMap<String, Person>,
    /// Rows that others may refer to, by register and key.
    keys: BTreeSet<(String, String)>,
}

/// Reads the scenarios of a policy. `None` if there are none, or if the policy, calendar or organisation they need
/// cannot be read; the book may be used only if no errors were reported.
pub fn read(library: &Library, policy: &str, findings: &mut Findings) -> Option<Book> {
    let id = DocumentId::of(DocumentKind::Scenarios, policy)?;
    let source = library.document(&id)?.source.clone()?;
    let root = yaml::read(&source, findings)?;
    let Some(found) = library.policy(policy) else {
        if !library.has(DocumentKind::Policy, policy) {
            let known: Vec<&str> = library.policies().map(|policy| policy.id.as_str()).collect();
            Ctx::new(&source, findings).unknown(
                "G0801",
                "G0802",
                policy,
                crate::text::Span::default(),
                known,
            );
        }
        return None;
    };
    let mut reader = Reader {
        ctx: Ctx::new(&source, findings),
        library,
        calendar: library.calendar()?,
        organisation: library.organisation()?,
        policy: Arc::clone(found),
        people: BTreeMap::new(),
        keys: BTreeSet::new(),
    };
    reader.book(&source, &root)
}

impl Reader<'_> {
    fn book(&mut self, source: &Source, root: &Node) -> Option<Book> {
        let mut fields = self.ctx.map(root)?;
        if let Some(id) = fields.required(&mut self.ctx, "policy").and_then(|n| self.ctx.identifier(n))
            && id.value != self.policy.id
        {
            let args = [("id", id.value), ("file", format!("{}.test", self.policy.id))];
            self.ctx.error("G0701", id.span, args);
        }
        self.people = fields.required(&mut self.ctx, "people").map(|n| self.people(n)).unwrap_or_default();
        let registers = fields.optional("registers").map(|n| self.registers(n, false)).unwrap_or_default();
        let stories =
            fields.required(&mut self.ctx, "scenarios").and_then(|n| self.ctx.list(n)).unwrap_or_default();
        let stories = stories.iter().filter_map(|node| self.story(node)).collect();
        fields.finish(&mut self.ctx);
        let people = std::mem::take(&mut self.people);
        Some(Book { path: source.path.clone(), policy: Arc::clone(&self.policy), people, registers, stories })
    }

    fn people(&mut self, node: &Node) -> BTreeMap<String, Person> {
        let mut people = BTreeMap::new();
        for (id, node) in self.ctx.named(node).unwrap_or_default() {
            let Some(mut fields) = self.ctx.map(node) else { continue };
            let mut posts = |key, reader: &mut Self| -> Vec<String> {
                let node = fields.optional(key);
                let items = node.map(|node| reader.ctx.list_or_one(node)).unwrap_or_default();
                items.iter().filter_map(|node| reader.post(node)).collect()
            };
            let person = Person { posts: posts("posts", self), delegate_for: posts("delegate_for", self) };
            fields.finish(&mut self.ctx);
            people.insert(id.value, person);
        }
        people
    }

    pub(super) fn post(&mut self, node: &Node) -> Option<String> {
        let post = self.ctx.identifier(node)?;
        if self.organisation.post(&post).is_none() {
            let known: Vec<&str> = self.organisation.posts.iter().map(|post| post.id.as_str()).collect();
            self.ctx.unknown("G0609", "G0610", &post, post.span, known);
            return None;
        }
        Some(post.value)
    }

    pub(super) fn is_post(&self, name: &str) -> bool {
        !self.people.contains_key(name) && self.organisation.post(name).is_some()
    }

    pub(super) fn mail_text(&mut self, node: &Node) -> Option<String> {
        let text = self.ctx.identifier(node)?;
        if self.library.has(DocumentKind::MailText, &text) {
            return Some(text.value);
        }
        let known: Vec<&str> = self.library.mail_texts().map(|text| text.id.as_str()).collect();
        self.ctx.unknown("G0615", "G0616", &text, text.span, known);
        None
    }

    /// Reports names that no form of the library has as a field: a case that is called has a form of its own.
    pub(super) fn known_fields(&mut self, node: &Node) {
        let library = self.library;
        for (key, _) in self.ctx.entries(node).unwrap_or_default() {
            let has =
                |policy: &Policy| library.form_of(policy).is_some_and(|form| form.field(&key.name).is_some());
            if !has(&self.policy) && !library.policies().any(|policy| has(policy)) {
                let own =
                    library.form_of(&self.policy).map(|form| form.fields.as_slice()).unwrap_or_default();
                let own = own.iter().map(|field| field.id.as_str());
                self.ctx.unknown("G0605", "G0606", &key.name, key.span, own);
            }
        }
    }

    pub(super) fn person(&mut self, node: &Node) -> Option<String> {
        let person = self.ctx.identifier(node)?;
        if !self.people.contains_key(&person.value) {
            let known: Vec<&str> = self.people.keys().map(String::as_str).collect();
            self.ctx.unknown("G0803", "G0804", &person, person.span, known);
            return None;
        }
        Some(person.value)
    }

    pub(super) fn state(&mut self, node: &Node) -> Option<String> {
        let state = self.ctx.identifier(node)?;
        let calls = self.policy.charts.iter().any(|on| on.calls);
        let elsewhere = || calls && self.library.policies().any(|policy| policy.find_state(&state).is_some());
        if self.policy.find_state(&state).is_none() && !elsewhere() {
            let charts = self.policy.charts.iter();
            let known: Vec<&str> = charts
                .flat_map(|on| on.chart.states.iter().skip(1))
                .map(|state| state.name.as_str())
                .collect();
            self.ctx.unknown("G0805", "G0806", &state, state.span, known);
            return None;
        }
        Some(state.value)
    }

    /// Rows are checked as the server checks them; they may refer to each other whatever their order. Of rows that
    /// `change`, some fields are enough, and nothing behind the colon empties one.
    fn registers(&mut self, node: &Node, change: bool) -> BTreeMap<String, BTreeMap<String, Map>> {
        let mut written: Vec<(Spanned<String>, &Node, String)> = Vec::new();
        for (register, rows) in self.ctx.named(node).unwrap_or_default() {
            if !self.library.has(DocumentKind::Register, &register) {
                let known: Vec<&str> = self.library.registers().map(|r| r.form.id.as_str()).collect();
                self.ctx.unknown("G0611", "G0612", &register, register.span, known);
                continue;
            }
            for row in self.ctx.list(rows).unwrap_or_default() {
                let Some(mut fields) = self.ctx.map(row) else { continue };
                let key = fields.required(&mut self.ctx, "key").and_then(|n| self.ctx.text(n));
                written.extend(key.map(|key| (register.clone(), row, key)));
            }
        }
        self.keys.extend(written.iter().map(|(register, _, key)| (register.value.clone(), key.clone())));
        let mut registers: BTreeMap<String, BTreeMap<String, Map>> = BTreeMap::new();
        for (register, node, key) in &written {
            if let Some(row) = self.row(register, node, change) {
                registers.entry(register.value.clone()).or_default().insert(key.clone(), row);
            }
        }
        registers
    }

    fn row(&mut self, register: &str, node: &Node, change: bool) -> Option<Map> {
        let register = self.library.register(register)?;
        let mut input = self.fields(node);
        input.remove("key");
        let mut section = register.row().clone();
        let mut emptied = Map::new();
        if change {
            section.entries.iter_mut().for_each(|entry| entry.required = false);
            let known = |name: &&String| section.entry(name).is_some();
            emptied.extend(input.keys().filter(known).map(|name| (name.clone(), Value::Null)));
        }
        let lookup =
            Known { keys: &self.keys, people: self.people.keys().collect(), organisation: self.organisation };
        let setting = Setting { lookup: &lookup, now: Moment(0), tz: self.calendar.zone() };
        match check_input(&register.form, &section, &Map::new(), &input, &setting) {
            Ok(row) => {
                emptied.extend(row);
                Some(emptied)
            }
            Err(problems) => {
                for problem in problems {
                    let args = [("field", problem.field), ("problem", format!("field-{}", problem.code))];
                    self.ctx.error("G0809", node.span, args);
                }
                None
            }
        }
    }

    /// What somebody types: by field, a text, several, or rows of a table.
    pub(super) fn fields(&mut self, node: &Node) -> Fields {
        let entries = self.ctx.entries(node).unwrap_or_default();
        entries.iter().map(|(key, node)| (key.name.clone(), typed(node))).collect()
    }

    fn story(&mut self, node: &Node) -> Option<Story> {
        let mut fields = self.ctx.map(node)?;
        let name = fields.required(&mut self.ctx, "name").and_then(|n| self.ctx.bilingual(n));
        let starts = fields.required(&mut self.ctx, "starts").and_then(|n| self.moment(n));
        let steps =
            fields.required(&mut self.ctx, "steps").and_then(|n| self.ctx.list(n)).unwrap_or_default();
        let steps = steps.iter().filter_map(|node| self.step(node)).collect();
        fields.finish(&mut self.ctx);
        Some(Story { name: name?, starts: starts?, steps, span: node.span })
    }

    /// `2026-11-23T09:00` by the company's clock.
    pub(super) fn moment(&mut self, node: &Node) -> Option<Moment> {
        let text = self.ctx.text(node)?;
        let moment = text.parse::<DateTime>().ok().and_then(|civil| self.calendar.moment(civil));
        if moment.is_none() {
            self.ctx.error("G0808", node.span, [("text", text)]);
        }
        moment
    }

    fn step(&mut self, node: &Node) -> Option<Step> {
        let mut fields = self.ctx.map(node)?;
        const WORDS: [&str; 7] = ["start", "act", "refuse", "advance", "expect", "signal", "registers"];
        let words: Vec<&'static str> = WORDS.into_iter().filter(|word| fields.has(word)).collect();
        let [word] = words[..] else {
            self.ctx.error("G0807", node.span, [("known", WORDS.join(", "))]);
            return None;
        };
        let value = fields.optional(word)?;
        let mut case = None;
        let what = match word {
            "start" => self.start(value, &mut case),
            "act" => self.act(value, &mut case).map(What::Attempt),
            "refuse" => self.refuse(value, &mut case),
            "advance" => self.until(value).map(What::Advance),
            "signal" => self.signal(value, &mut case),
            "registers" => Some(What::Registers(self.registers(value, true))),
            _ => self.expect(value, &mut case).map(|expect| What::Expect(Box::new(expect))),
        };
        fields.finish(&mut self.ctx);
        Some(Step { what: what?, case, span: value.span })
    }

    fn start(&mut self, node: &Node, case: &mut Option<String>) -> Option<What> {
        let mut fields = self.ctx.map(node)?;
        *case = fields.optional("case").and_then(|n| self.ctx.text(n));
        if let Some(schedule) = fields.optional("schedule") {
            let id = self.ctx.identifier(schedule);
            fields.finish(&mut self.ctx);
            let id = id?;
            let known: Vec<String> =
                self.policy.schedules.iter().map(|schedule| schedule.id.clone()).collect();
            if !known.contains(&id.value) {
                self.ctx.unknown("G0810", "G0811", &id, id.span, known.iter().map(String::as_str));
                return None;
            }
            return Some(What::Schedule(id.value));
        }
        let by = fields.required(&mut self.ctx, "by").and_then(|n| self.person(n));
        let typed = fields.optional("fields").map(|n| self.fields(n)).unwrap_or_default();
        fields.finish(&mut self.ctx);
        Some(What::Attempt(Attempt { by: by?, kind: self.starting(), fields: typed }))
    }

    fn starting(&self) -> AttemptKind {
        AttemptKind::Start { policy: self.policy.id.clone() }
    }

    fn act(&mut self, node: &Node, case: &mut Option<String>) -> Option<Attempt> {
        let mut fields = self.ctx.map(node)?;
        let attempt = self.attempt(&mut fields, case);
        fields.finish(&mut self.ctx);
        attempt
    }

    fn attempt(
        &mut self,
        fields: &mut crate::text::Fields<'_>,
        case: &mut Option<String>,
    ) -> Option<Attempt> {
        *case = fields.optional("case").and_then(|n| self.ctx.text(n));
        let by = fields.required(&mut self.ctx, "by").and_then(|n| self.person(n));
        let state = fields.required(&mut self.ctx, "state").and_then(|n| self.state(n));
        let item = fields.optional("item").and_then(|n| self.ctx.text(n));
        let choice = fields.required(&mut self.ctx, "choice").and_then(|n| self.ctx.text(n));
        let opinion = fields.optional("opinion").and_then(|n| self.ctx.text(n));
        let post = fields.optional("post").and_then(|n| self.post(n));
        let typed = fields.optional("fields").map(|n| self.fields(n)).unwrap_or_default();
        let kind = AttemptKind::Act { state: state?, item, choice: choice?, opinion, post };
        Some(Attempt { by: by?, kind, fields: typed })
    }

    /// An attempt with `because`; of a start, `start` holds what is filled in.
    fn refuse(&mut self, node: &Node, case: &mut Option<String>) -> Option<What> {
        let mut fields = self.ctx.map(node)?;
        let code = fields.required(&mut self.ctx, "because").and_then(|n| self.ctx.text(n));
        let field = fields.optional("field").and_then(|n| self.ctx.text(n));
        let attempt = match fields.optional("start") {
            Some(start) => {
                let by = fields.required(&mut self.ctx, "by").and_then(|n| self.person(n));
                let typed = self.ctx.map(start).map(|mut inner| {
                    let typed = inner.optional("fields").map(|n| self.fields(n)).unwrap_or_default();
                    inner.finish(&mut self.ctx);
                    typed
                });
                by.zip(typed).map(|(by, fields)| Attempt { by, kind: self.starting(), fields })
            }
            None => self.attempt(&mut fields, case),
        };
        fields.finish(&mut self.ctx);
        Some(What::Refuse(attempt?, Refusal { code: code?, field }))
    }

    fn until(&mut self, node: &Node) -> Option<Until> {
        let text = self.ctx.text(node)?;
        if text.contains('T') {
            return self.moment(node).map(Until::At);
        }
        let period = Period::parse(&text);
        if period.is_err() {
            self.ctx.error("G0320", node.span, [("text", text)]);
        }
        period.ok().map(Until::After)
    }

    fn signal(&mut self, node: &Node, case: &mut Option<String>) -> Option<What> {
        let mut fields = self.ctx.map(node)?;
        *case = fields.optional("case").and_then(|n| self.ctx.text(n));
        let event = fields.required(&mut self.ctx, "event").and_then(|n| self.ctx.text(n));
        let data = fields.optional("data").and_then(|n| self.ctx.entries(n)).unwrap_or_default();
        fields.finish(&mut self.ctx);
        let data = data.iter().map(|(key, node)| (key.name.clone(), value_of(node))).collect();
        Some(What::Signal(event?, data))
    }
}

fn typed(node: &Node) -> Input {
    let text = |node: &Node| node.as_text().unwrap_or_default().to_owned();
    let row = |node: &Node| match &node.kind {
        Kind::Map(entries) => entries.iter().map(|(key, node)| (key.name.clone(), typed(node))).collect(),
        _ => BTreeMap::new(),
    };
    match &node.kind {
        Kind::Scalar { text, .. } => Input::Texts(vec![text.clone()]),
        Kind::List(items) if items.iter().all(|item| matches!(item.kind, Kind::Map(_))) => {
            Input::Rows(items.iter().map(row).collect())
        }
        Kind::List(items) => Input::Texts(items.iter().map(text).collect()),
        Kind::Map(_) => Input::Rows(vec![row(node)]),
    }
}

/// What rows of the story may refer to.
struct Known<'k> {
    keys: &'k BTreeSet<(String, String)>,
    people: BTreeSet<&'k String>,
    organisation: &'k Organisation,
}

impl Lookup for Known<'_> {
    fn has(&self, pool: Pool<'_>, key: &str) -> bool {
        match pool {
            Pool::Register(register) => self.keys.contains(&(register.to_owned(), key.to_owned())),
            Pool::Posts => self.organisation.post(key).is_some(),
            Pool::People => self.people.contains(&key.to_owned()),
        }
    }

    fn list(&self, _: Pool<'_>, _: usize) -> Vec<Choice> {
        Vec::new()
    }
}
