//! Filling in a form: what may be referred to, and the check of what arrived.

use std::collections::BTreeMap;
use std::sync::Arc;

use guicheng_core::case::{Snapshot, Task};
use guicheng_core::form::{Choice, FieldKind, Form, Input, Lookup, Pool, Section, Setting, check_input};
use guicheng_core::policy::Policy;
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::{Map, Moment, Value};

use super::documents::Books;
use super::personal::{Secret, seal};
use super::{Problem, ServiceError};
use crate::limits;
use crate::store::{Reads, Store, Tx};

/// What fields may refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    people: Vec<Choice>,
    posts: Vec<Choice>,
    registers: BTreeMap<String, Vec<Choice>>,
}

/// Where references are looked up.
pub(super) enum From<'a> {
    /// What is committed: for pages.
    Store(&'a Store),
    /// The write transaction: for commands.
    Tx(&'a mut Tx),
}

impl From<'_> {
    pub(super) fn read(&mut self) -> Reads<'_> {
        match self {
            From::Store(store) => store.read(),
            From::Tx(tx) => tx.read(),
        }
    }
}

/// What fields may refer to, kept while a list of tasks is made: one for each set of documents.
#[derive(Default)]
pub struct Directories(Vec<(Arc<Books>, Directory)>);

impl Directories {
    pub(super) fn of(&mut self, books: &Arc<Books>) -> &mut Directory {
        let found = self.0.iter().position(|(kept, _)| Arc::ptr_eq(kept, books));
        let index = found.unwrap_or_else(|| {
            self.0.push((Arc::clone(books), Directory::default()));
            self.0.len() - 1
        });
        &mut self.0[index].1
    }
}

/// What was filled in: typed, personal values replaced by their commitments.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) fields: Map,
    pub(super) personal: Vec<Secret>,
}

impl Lookup for Directory {
    fn has(&self, pool: Pool<'_>, key: &str) -> bool {
        self.pool(pool).iter().any(|choice| choice.id == key)
    }

    fn list(&self, pool: Pool<'_>, limit: usize) -> Vec<Choice> {
        self.pool(pool).iter().take(limit).cloned().collect()
    }
}

impl Directory {
    fn pool(&self, pool: Pool<'_>) -> &[Choice] {
        match pool {
            Pool::People => &self.people,
            Pool::Posts => &self.posts,
            Pool::Register(register) => self.registers.get(register).map_or(&[], Vec::as_slice),
        }
    }

    /// What a field of this kind may refer to; `None` for other kinds.
    pub(super) fn choices(&self, kind: &FieldKind) -> Option<Vec<Choice>> {
        match kind {
            FieldKind::Ref { register } => Some(self.pool(Pool::Register(register)).to_vec()),
            FieldKind::Post => Some(self.posts.clone()),
            FieldKind::Person => Some(self.people.clone()),
            _ => None,
        }
    }

    /// What a section's fields may refer to.
    pub(super) async fn load(
        from: &mut From<'_>,
        library: &Books,
        policy: &Policy,
        section: &str,
        now: Moment,
    ) -> Result<Directory, ServiceError> {
        let mut directory = Directory::default();
        directory.learn_section(from, library, policy, section, now).await?;
        Ok(directory)
    }

    /// What a section's fields may refer to, beside what is known already.
    pub(super) async fn learn_section(
        &mut self,
        from: &mut From<'_>,
        library: &Books,
        policy: &Policy,
        section: &str,
        now: Moment,
    ) -> Result<(), ServiceError> {
        let (form, section) = form_section(library, policy, section)?;
        for field in section.entries.iter().filter_map(|entry| form.field(&entry.field)) {
            let kinds: Vec<&FieldKind> = match &field.kind {
                FieldKind::Rows { columns, .. } => columns.iter().map(|column| &column.field.kind).collect(),
                kind => vec![kind],
            };
            for kind in kinds {
                self.learn(from, library, kind, now).await?;
            }
        }
        Ok(())
    }

    async fn learn(
        &mut self,
        from: &mut From<'_>,
        library: &Books,
        kind: &FieldKind,
        now: Moment,
    ) -> Result<(), ServiceError> {
        match kind {
            FieldKind::Ref { register } if !self.registers.contains_key(register) => {
                let rows = from.read().register(register).await?;
                self.registers.insert(register.clone(), super::registers::choices(library, register, rows)?);
            }
            FieldKind::Person if self.people.is_empty() => {
                let people = from.read().people().await?;
                let here = people.into_iter().filter(|p| p.active_to.is_none_or(|to| to > now));
                self.people = here
                    .map(|p| Choice { id: p.id, title: Bilingual::new(p.name.clone(), p.name) })
                    .collect();
            }
            FieldKind::Post if self.posts.is_empty() => {
                let posts = library.organisation().posts.iter();
                self.posts =
                    posts.map(|post| Choice { id: post.id.clone(), title: post.title.clone() }).collect();
            }
            _ => {}
        }
        Ok(())
    }

    /// Checks what arrived for a section.
    pub(super) fn check(
        &self,
        library: &Books,
        policy: &Policy,
        section: &str,
        record: &Map,
        input: &BTreeMap<String, Input>,
        now: Moment,
    ) -> Result<Filled, ServiceError> {
        let (form, section) = form_section(library, policy, section)?;
        let setting = Setting { lookup: self, now, tz: library.calendar().zone() };
        let fields = check_input(form, section, record, input, &setting).map_err(ServiceError::Fields)?;
        Ok(seal(form, fields))
    }

    /// The JSON Schema of a section.
    pub(super) fn schema(
        &self,
        library: &Books,
        policy: &Policy,
        section: &str,
        record: &Map,
        now: Moment,
        lang: Lang,
    ) -> Result<serde_json::Value, ServiceError> {
        let (form, section) = form_section(library, policy, section)?;
        let setting = Setting { lookup: self, now, tz: library.calendar().zone() };
        Ok(guicheng_core::form::json_schema(form, section, record, &setting, lang))
    }
}

/// A policy's form and one of its sections. `check` has made sure of both before the policy came into force.
pub(super) fn form_section<'l>(
    library: &'l Books,
    policy: &Policy,
    section: &str,
) -> Result<(&'l Form, &'l Section), ServiceError> {
    let form = policy.form.as_deref().and_then(|form| library.form(form));
    let found = form.and_then(|form| Some((&**form, form.section(section)?)));
    found
        .ok_or_else(|| ServiceError::Refused(Problem::new("no-such-section", [("name", section.to_owned())])))
}

/// The section that a choice of a task asks for.
pub(super) fn section_of(policy: &Policy, task: &Task, choice: &str) -> Result<Option<String>, ServiceError> {
    let found = policy.find_state(&task.state);
    let Some((chart, state)) = found.map(|(chart, state)| (&policy.charts[chart], state)) else {
        return Ok(None);
    };
    let Some(rule) = &chart.work[state].task else { return Ok(None) };
    let mut transitions = chart.chart.states[state].transitions.iter();
    let first = transitions.find(|&&t| chart.chart.transitions[t].events.iter().any(|event| event == choice));
    let Some(first) = first else {
        let args = [("choice", choice.to_owned()), ("known", rule.choices.join(", "))];
        return Err(ServiceError::refused("unknown-choice", args));
    };
    Ok(match &chart.choices[*first].ask {
        Some(own) => own.clone(),
        None => rule.ask.clone(),
    })
}

/// The fields that a task's form sees: the case's, with the item's over them inside a `for_each`.
pub(super) fn record_of(snapshot: &Snapshot, machine: &str) -> Map {
    let mut record = snapshot.record.clone();
    if let Some(item) = snapshot.machines.get(machine).and_then(|m| m.item.as_ref()) {
        record.extend(item.fields.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    record
}

/// Replaces each `{name}`.
pub(super) fn fill_braces(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, after)) => {
                filled.push_str(&value(name));
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// A value as a line shows it; sealed ones show nothing.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.chars().take(limits::SUMMARY_VALUE_CHARS).collect(),
        Value::Null | Value::Sealed(_) => String::new(),
        other => other.plain(&jiff::tz::TimeZone::UTC).to_string().trim_matches('"').to_owned(),
    }
}
