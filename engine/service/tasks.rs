//! Tasks as their signers see them: what is asked, until when and why then, what may be chosen, what is known so far.

use std::sync::Arc;

use guicheng_core::calendar::{Calendar, Due, Rounding, Start};
use guicheng_core::case::{Deadline, Snapshot, Task};
use guicheng_core::form::{Field, FieldKind, Form};
use guicheng_core::policy::{Policy, TaskRule};
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::{Map, Value, canonical};

use super::documents::Books;
use super::fill::{Directories, Directory, From, record_of, section_of};
use super::project::{TaskData, bilingual, both, choice_of};
use super::{Caller, Service, ServiceError};
use crate::store::tables::case::InstanceRow;
use crate::store::tables::task::{SlotRow, SlotStatus, TaskRow, TaskStatus};

/// A task with all that its page and the API show.
pub struct TaskView {
    /// The task's row.
    pub row: TaskRow,
    /// What is asked.
    pub title: Bilingual,
    /// Case number, line, item, what came before.
    pub data: TaskData,
    /// Its case.
    pub case: InstanceRow,
    /// The documents that the case runs on.
    pub books: Arc<Books>,
    /// Its policy's title.
    pub policy_title: Bilingual,
    /// Its state's title.
    pub state_title: Option<Bilingual>,
    /// Who signs.
    pub slots: Vec<SlotRow>,
    /// What may be chosen; empty when it is closed.
    pub choices: Vec<ChoiceView>,
    /// The deadline with its reason.
    pub due: Option<Due>,
    /// Label of the calendar's revision that the deadline was counted with.
    pub calendar_label: String,
    /// Fields of the record, personal ones opened for who works on the case.
    pub record: Map,
    /// Fields that the policy wants shown beside.
    pub show: Vec<String>,
    /// Whether the caller may act now.
    pub mine: bool,
    /// Whether an opinion may be given.
    pub opinion: bool,
    /// Where the case stands, while the task is open.
    pub snapshot: Option<Snapshot>,
}

/// Something that may be chosen.
#[derive(Clone, Debug)]
pub struct ChoiceView {
    /// The event.
    pub event: String,
    /// The button's words.
    pub title: Bilingual,
    /// The form's section that it asks.
    pub section: Option<String>,
    /// An opinion must be given.
    pub opinion_required: bool,
}

impl Service {
    /// A case's snapshot as it is committed.
    pub(super) async fn snapshot(&self, instance: &str) -> Result<Option<Snapshot>, ServiceError> {
        let Some(row) = self.inner.store.read().snapshot(instance).await? else { return Ok(None) };
        canonical::from_str(&row.content)
            .map(Some)
            .map_err(|e| ServiceError::Broken(format!("case {instance}: {e}")))
    }

    /// A task, for somebody who may see it.
    ///
    /// # Errors
    /// Not found, or not the caller's business: both look alike to somebody who has nothing to do with it.
    pub async fn task(&self, caller: &Caller, id: &str) -> Result<TaskView, ServiceError> {
        if let super::Via::Link { task, .. } = &caller.via
            && task != id
        {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let row = self.inner.store.read().task(id).await?;
        let row = row.ok_or_else(|| ServiceError::not_found("no-such-task"))?;
        let slots = self.inner.store.read().slots_of(std::slice::from_ref(&row.id)).await?;
        let case = self.inner.store.read().instance(&row.instance).await?;
        let case = case.ok_or_else(|| ServiceError::not_found("no-such-task"))?;
        let touches = |slot: &SlotRow| touches(slot, caller);
        if !slots.iter().any(touches) && !self.may_view(caller, &case).await? {
            return Err(ServiceError::not_found("no-such-task"));
        }
        let books = self.library_of(&case).await?;
        let snapshot = self.snapshot(&row.instance).await?;
        self.view(caller, row, slots, case, books, snapshot).await
    }

    pub(super) async fn view(
        &self,
        caller: &Caller,
        row: TaskRow,
        slots: Vec<SlotRow>,
        case: InstanceRow,
        books: Arc<Books>,
        snapshot: Option<Snapshot>,
    ) -> Result<TaskView, ServiceError> {
        let policy =
            books.policy(&row.policy).cloned().ok_or_else(|| ServiceError::not_found("no-such-policy"))?;
        let (_, number) = super::act::split(&row.id)?;
        let open = snapshot.as_ref().and_then(|snapshot| snapshot.tasks.get(&number));
        let record = match (&snapshot, open) {
            (Some(snapshot), Some(task)) => record_of(snapshot, &task.machine),
            (Some(snapshot), None) => snapshot.record.clone(),
            (None, _) => Map::new(),
        };
        // Personal fields are shown to who works on the task, not to everybody who may look.
        let works = slots.iter().any(|slot| touches(slot, caller) && slot.status != SlotStatus::Told);
        let record = if works { self.unseal(&record).await? } else { record };
        let (rule, state_title) = rule_of(&policy, &row.state);
        let choices = match (rule, open) {
            (Some(rule), Some(task)) => choices(&policy, task, rule)?,
            _ => Vec::new(),
        };
        let due = row.due_explain.as_deref().and_then(|text| canonical::from_str::<Deadline>(text).ok());
        let due = due.and_then(|deadline| due_of(books.calendar(), &deadline, Rounding::CloseOfDay));
        let mine = row.status == TaskStatus::Open
            && slots.iter().any(|slot| slot.status == SlotStatus::Open && touches(slot, caller));
        let form = books.form_of(&policy);
        Ok(TaskView {
            title: bilingual(&row.title),
            data: serde_json::from_str(&row.data).unwrap_or_default(),
            policy_title: policy.title.clone(),
            state_title,
            choices,
            due,
            calendar_label: self.label_under(&case, "policies/calendar"),
            show: rule.map(|rule| shows(rule, form.map(|form| &**form))).unwrap_or_default(),
            mine,
            opinion: rule.is_some_and(|rule| !rule.opinion_none),
            record,
            snapshot: snapshot.filter(|_| row.status == TaskStatus::Open),
            row,
            slots,
            case,
            books,
        })
    }

    /// The JSON Schema of what a choice of a task asks; `None` when it asks nothing.
    pub async fn choice_schema(
        &self,
        view: &TaskView,
        choice: &ChoiceView,
        lang: Lang,
    ) -> Result<Option<serde_json::Value>, ServiceError> {
        self.choice_schema_from(&mut Directories::default(), view, choice, lang).await
    }

    /// [`Service::choice_schema`] for many: what fields may refer to is looked up once.
    pub async fn choice_schema_from(
        &self,
        kept: &mut Directories,
        view: &TaskView,
        choice: &ChoiceView,
        lang: Lang,
    ) -> Result<Option<serde_json::Value>, ServiceError> {
        let Some(section) = &choice.section else { return Ok(None) };
        let Some(policy) = view.books.policy(&view.row.policy) else { return Ok(None) };
        let (now, from) = (self.now(), &mut From::Store(&self.inner.store));
        let directory = kept.of(&view.books);
        directory.learn_section(from, &view.books, policy, section, now).await?;
        directory.schema(&view.books, policy, section, &view.record, self.now(), lang).map(Some)
    }

    /// What the fields of a section may refer to, for the page's lists: field → choices.
    pub async fn references(
        &self,
        books: &Books,
        policy: &Policy,
        section: &str,
    ) -> Result<std::collections::BTreeMap<String, Vec<guicheng_core::form::Choice>>, ServiceError> {
        let directory =
            Directory::load(&mut From::Store(&self.inner.store), books, policy, section, self.now()).await?;
        let (form, section) = super::fill::form_section(books, policy, section)?;
        let fields = section.entries.iter().filter_map(|entry| form.field(&entry.field));
        let mut lists = std::collections::BTreeMap::new();
        for field in fields {
            let columns = match &field.kind {
                FieldKind::Rows { columns, .. } => {
                    columns.iter().map(|c| (format!("{}.{}", field.id, c.field.id), &c.field.kind)).collect()
                }
                kind => vec![(field.id.clone(), kind)],
            };
            for (name, kind) in columns {
                if let Some(list) = directory.choices(kind) {
                    lists.insert(name, list);
                }
            }
        }
        Ok(lists)
    }
}

/// Whether a signer's place, or a copy, is the caller's.
pub fn touches(slot: &SlotRow, caller: &Caller) -> bool {
    slot.post.as_deref().is_some_and(|post| caller.holds(post))
        || slot.person.as_deref() == Some(&caller.person)
        || slot.acted_by.as_deref() == Some(&caller.person)
}

fn rule_of<'p>(policy: &'p Policy, state: &str) -> (Option<&'p TaskRule>, Option<Bilingual>) {
    match policy.find_state(state) {
        Some((chart, state)) => {
            let work = &policy.charts[chart].work[state];
            (work.task.as_ref(), work.title.clone())
        }
        None => (None, None),
    }
}

fn choices(policy: &Policy, task: &Task, rule: &TaskRule) -> Result<Vec<ChoiceView>, ServiceError> {
    let Some((chart, state)) = policy.find_state(&task.state) else { return Ok(Vec::new()) };
    let mut views = Vec::new();
    for event in &rule.choices {
        let written = choice_of(policy, chart, state, event);
        views.push(ChoiceView {
            event: event.clone(),
            title: written
                .and_then(|choice| choice.title.clone())
                .unwrap_or_else(|| Bilingual::new(event.clone(), event.clone())),
            section: section_of(policy, task, event)?,
            opinion_required: rule.opinion_required || written.is_some_and(|choice| choice.opinion_required),
        });
    }
    Ok(views)
}

/// Fields shown beside a task: those of its rule and of its section, each once.
fn shows(rule: &TaskRule, form: Option<&Form>) -> Vec<String> {
    let section = rule.ask.as_deref().and_then(|section| form?.section(section));
    let mut fields = rule.show.clone();
    for field in section.map(|section| section.show.as_slice()).unwrap_or_default() {
        if !fields.contains(field) {
            fields.push(field.clone());
        }
    }
    fields
}

/// A deadline with its reason, counted anew from the data it was made of.
pub fn due_of(calendar: &Calendar, deadline: &Deadline, rounding: Rounding) -> Option<Due> {
    let start = match &deadline.from {
        Value::Time(moment) => Start::Moment(*moment),
        Value::Date(date) => Start::Date(*date),
        _ => return None,
    };
    // What the engine set stands, also where a later calendar would count otherwise.
    calendar.due(start, deadline.period, rounding).ok().filter(|due| due.at == deadline.at)
}

/// A field's value as people read it: choices and posts by their titles, references by their rows' lines.
pub fn shown(
    line: Option<Bilingual>,
    field: Option<&Field>,
    value: &Value,
    books: &guicheng_core::document::Library,
) -> Bilingual {
    if let Some(line) = line {
        return line;
    }
    let title = |id: &str| match field.map(|field| &field.kind) {
        Some(FieldKind::Choice { choices } | FieldKind::Choices { choices }) => {
            choices.iter().find(|choice| choice.id == id).map(|choice| choice.title.clone())
        }
        Some(FieldKind::Post) => books.organisation()?.post(id).map(|post| post.title.clone()),
        _ => None,
    };
    match value {
        Value::Text(text) => title(text).unwrap_or_else(|| both(value)),
        Value::List(items) => {
            let titles: Vec<Bilingual> = items
                .iter()
                .map(|item| item.as_text().and_then(title).unwrap_or_else(|| both(item)))
                .collect();
            let join =
                |pick: fn(&Bilingual) -> &str, by: &str| titles.iter().map(pick).collect::<Vec<_>>().join(by);
            Bilingual::new(join(|b| &b.zh, "、"), join(|b| &b.en, ", "))
        }
        Value::Date(_) | Value::Time(_) | Value::Bool(_) | Value::Decimal(_) => {
            Bilingual::new(say(value, Lang::Zh, books), say(value, Lang::En, books))
        }
        other => both(other),
    }
}

/// A value in a sentence.
pub fn say(value: &Value, lang: Lang, books: &guicheng_core::document::Library) -> String {
    let zone = books.calendar().map_or(jiff::tz::TimeZone::UTC, |calendar| calendar.zone().clone());
    match value {
        Value::Text(text) => text.clone(),
        Value::Date(date) => crate::lang::date(lang, *date),
        Value::Time(moment) => crate::lang::full(lang, zone.to_datetime(moment.timestamp())),
        Value::Bool(flag) => crate::lang::t(lang, if *flag { "common-yes" } else { "common-no" }, &[]),
        Value::Decimal(number) => number.to_string(),
        Value::List(items) => items.iter().map(|item| say(item, lang, books)).collect::<Vec<_>>().join("、"),
        Value::Map(map) => map.values().map(|item| say(item, lang, books)).collect::<Vec<_>>().join(" "),
        other => super::fill::plain(other),
    }
}
