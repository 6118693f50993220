//! From a step's effects to the rows that lists, mails and workers read.
//!
//! Rows are made anew from the snapshots, never patched: the snapshot is the truth, the tables are views of it.

use guicheng_core::case::{
    Closing, Command, Deadline, Effect, Outcome, Slot, SlotStatus as Turn, Snapshot, Status, Task, TimerKind,
};
use guicheng_core::document::Library;
use guicheng_core::policy::{Choice, Policy, TaskRule};
use guicheng_core::text::Bilingual;
use guicheng_core::value::{Map, Value, canonical};
use serde::{Deserialize, Serialize};

use super::ServiceError;
use super::carry::{Carry, Loaded, to_text};
use super::fill::{fill_braces, plain};
use crate::store::tables::case::{InstanceRow, InstanceStatus};
use crate::store::tables::count::{QuotaRow, SerialRow};
use crate::store::tables::register::RegisterRow;
use crate::store::tables::task::{SlotRow, SlotStatus, TaskRow, TaskStatus};
use crate::store::tables::timer::TimerRow;
use crate::store::{Tx, Unit};

/// What a task's row holds for pages beyond its columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskData {
    /// The case's number.
    pub number: Option<String>,
    /// The case's line.
    pub summary: Bilingual,
    /// The item of a `for_each`.
    pub item: Option<String>,
    /// What was done just before.
    pub previous: Option<Previous>,
}

/// What was done just before a task opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Previous {
    /// Who; none for the engine.
    pub person: Option<String>,
    /// In which post.
    pub post: Option<String>,
    /// The choice's title.
    pub choice: Option<Bilingual>,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// A step on its way into the tables.
pub(super) struct Projection<'a> {
    pub(super) carry: &'a Carry<'a>,
    pub(super) policy: &'a Policy,
    pub(super) before: Option<&'a Loaded>,
    pub(super) outcome: &'a Outcome,
    pub(super) command: &'a Command,
    pub(super) summary: Bilingual,
}

impl<'a> Projection<'a> {
    pub(super) fn new(
        carry: &'a Carry<'a>,
        policy: &'a Policy,
        before: Option<&'a Loaded>,
        outcome: &'a Outcome,
        command: &'a Command,
    ) -> Self {
        let summary = before.map(|loaded| bilingual(&loaded.row.title)).unwrap_or_default();
        Projection { carry, policy, before, outcome, command, summary }
    }

    pub(super) async fn write(&mut self, tx: &mut Tx, unit: &mut Unit) -> Result<(), ServiceError> {
        self.instance(tx, unit).await?;
        super::changes::begin(self.carry, unit, self.command, &self.outcome.snapshot)?;
        for effect in &self.outcome.effects {
            match effect {
                Effect::Serial { scope, value } => unit.put(SerialRow { scope: scope.clone(), last: *value }),
                Effect::Quota { scope, used } => unit.put(QuotaRow { scope: scope.clone(), used: *used }),
                Effect::TaskOpened { task, cc } => self.task_opened(unit, *task, cc)?,
                Effect::SlotDone { task, slot } => self.slot_row(unit, *task, *slot),
                Effect::TaskClosed { task, how } => self.task_closed(unit, *task, *how)?,
                Effect::TimerSet { timer } => self.timer_set(unit, *timer),
                Effect::TimerCleared { timer } => {
                    unit.delete::<TimerRow>((self.carry.instance, timer_id(*timer).as_str()));
                }
                Effect::Propose { .. } => self.propose(unit, effect).await?,
                Effect::Register { register, key, set } if register == super::changes::REGISTER => {
                    super::changes::write(self.carry, tx, unit, key, set).await?;
                }
                Effect::Register { register, key, set } => {
                    self.register(tx, unit, register, key, set).await?
                }
                Effect::SlotOpened { task, slot } => self.slot_row(unit, *task, *slot),
                Effect::Remind { .. } | Effect::Overdue { .. } | Effect::Mail { .. } => {}
                // For other cases: the cascade brings them there.
                Effect::Call { .. } | Effect::CancelCall { .. } | Effect::Deliver { .. } => {}
                Effect::LockAsked { .. }
                | Effect::LockReleased { .. }
                | Effect::FolderJoined { .. }
                | Effect::Folder { .. } => {
                    super::shared::keep(tx, unit, self.carry.instance, effect).await?;
                }
                Effect::Log { .. } | Effect::Ended => {}
            }
        }
        self.mails(tx, unit).await
    }

    /// The case's own row: at the start, at the end, and when its line changes.
    async fn instance(&mut self, tx: &mut Tx, unit: &mut Unit) -> Result<(), ServiceError> {
        let after = &self.outcome.snapshot;
        if self.before.is_none_or(|loaded| self.summary_changed(&loaded.snapshot)) {
            self.summary = self.line(tx, unit, &after.record).await?;
        }
        let status = match after.status {
            Status::Active => InstanceStatus::Active,
            Status::Done => InstanceStatus::Done,
            Status::Cancelled => InstanceStatus::Cancelled,
        };
        let title = to_text(&self.summary)?;
        let row = match self.before {
            Some(loaded) => InstanceRow { title, status, ended_at: after.ended_at, ..(*loaded.row).clone() },
            None => InstanceRow {
                id: self.carry.instance.to_owned(),
                number: after.number.clone(),
                policy: self.policy.id.clone(),
                title,
                status,
                started_by: self.carry.actor.person.clone(),
                started_at: after.started_at,
                ended_at: after.ended_at,
                pins: to_text(&self.carry.pins)?,
                pinned_at: after.started_at,
                drill: false,
                parent: after.caller.as_ref().map(|caller| caller.instance.clone()),
                call_no: after.caller.as_ref().and_then(|caller| i64::try_from(caller.call).ok()),
                call_id: after.caller.as_ref().map(|caller| caller.id.clone()),
            },
        };
        let drill = self.policy.drill.is_some() && after.record.get("drill") == Some(&Value::Bool(true));
        let row = InstanceRow { drill, ..row };
        if self.before.is_none_or(|loaded| *loaded.row != row) {
            unit.put(row);
        }
        Ok(())
    }

    fn summary_changed(&self, before: &Snapshot) -> bool {
        let Some(template) = &self.policy.summary else { return false };
        let names = template.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        names.into_iter().any(|name| before.record.get(name) != self.outcome.snapshot.record.get(name))
    }

    /// The policy's summary with the record's fields: choices by their titles, references by their rows' lines.
    async fn line(&self, tx: &mut Tx, unit: &Unit, record: &Map) -> Result<Bilingual, ServiceError> {
        let Some(template) = &self.policy.summary else { return Ok(self.policy.title.clone()) };
        let library = self.carry.library;
        let form = self.policy.form.as_deref().and_then(|form| library.form(form));
        let mut shown: std::collections::BTreeMap<&str, Bilingual> = Default::default();
        for name in template.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            let Some(value) = record.get(name) else { continue };
            let field = form.and_then(|form| form.field(name));
            let text =
                super::tasks::shown(tx_rows(tx, unit, library, field, value).await?, field, value, library);
            shown.insert(name, text);
        }
        let fill = |pick: fn(&Bilingual) -> &str| {
            let line =
                fill_braces(template, |name| shown.get(name).map(|b| pick(b).to_owned()).unwrap_or_default());
            line.trim_matches([' ', '·']).to_owned()
        };
        Ok(Bilingual { zh: fill(|b| &b.zh), en: fill(|b| &b.en) })
    }

    /// The task and its rule, from the snapshot that knows it.
    pub(super) fn task(&self, number: u64) -> Option<(&'a Task, &'a TaskRule)> {
        let after = self.outcome.snapshot.tasks.get(&number);
        let task = after.or_else(|| self.before.and_then(|loaded| loaded.snapshot.tasks.get(&number)))?;
        let (chart, state) = self.policy.find_state(&task.state)?;
        Some((task, self.policy.charts[chart].work[state].task.as_ref()?))
    }

    /// What is asked: the task's title, else its state's; with the item's inside a `for_each`.
    pub(super) fn task_title(&self, task: &Task, rule: &TaskRule) -> Bilingual {
        let own = rule.title.clone().or_else(|| {
            let (chart, state) = self.policy.find_state(&task.state)?;
            self.policy.charts[chart].work[state].title.clone()
        });
        own.unwrap_or_else(|| Bilingual::new(task.state.clone(), task.state.clone()))
    }

    pub(super) fn item_title(&self, task: &Task) -> Option<String> {
        let snapshots = [Some(&self.outcome.snapshot), self.before.map(|loaded| &loaded.snapshot)];
        let machine =
            snapshots.into_iter().flatten().find_map(|snapshot| snapshot.machines.get(&task.machine))?;
        machine.item.as_ref().and_then(|item| item.title.clone())
    }

    pub(super) fn task_clause(&self, task: &Task) -> Option<String> {
        let (chart, state) = self.policy.find_state(&task.state)?;
        let states = &self.policy.charts[chart];
        let above = states.chart.proper_ancestors(state, None);
        let own = std::iter::once(state).chain(above).find_map(|s| states.work[s].clause.clone());
        own.or_else(|| self.policy.clause.clone())
    }

    fn task_row(&self, number: u64, task: &Task, rule: &TaskRule) -> Result<TaskRow, ServiceError> {
        let title = self.task_title(task, rule);
        let holders: Vec<_> =
            task.slots.iter().map(|slot| (slot.post.clone(), slot.person.clone())).collect();
        let data = TaskData {
            number: self.outcome.snapshot.number.clone(),
            summary: self.summary.clone(),
            item: self.item_title(task),
            previous: Some(self.previous()),
        };
        Ok(TaskRow {
            id: task_id(self.carry.instance, number),
            instance: self.carry.instance.to_owned(),
            policy: self.policy.id.clone(),
            state: task.state.clone(),
            status: TaskStatus::Open,
            title: to_text(&title)?,
            clause: self.task_clause(task),
            opened_at: task.opened_at,
            due_at: task.due.as_ref().map(|due| due.at),
            due_explain: task.due.as_ref().map(to_text::<Deadline>).transpose()?,
            sign: rule.sign.clone(),
            holders: to_text(&holders)?,
            done_by: None,
            done_post: None,
            done_at: None,
            choice: None,
            assignment: 0,
            data: to_text(&data)?,
        })
    }

    fn previous(&self) -> Previous {
        let choice = match self.command {
            Command::Act { task, choice, .. } => self.task(*task).and_then(|(task, _)| {
                let (chart, state) = self.policy.find_state(&task.state)?;
                choice_of(self.policy, chart, state, choice)?.title.clone()
            }),
            _ => None,
        };
        let actor = &self.carry.actor;
        Previous { person: actor.person.clone(), post: actor.post.clone(), choice, at: self.carry.now.0 }
    }

    fn task_opened(&self, unit: &mut Unit, number: u64, cc: &[String]) -> Result<(), ServiceError> {
        // A state that was left again in the same step never gave anybody work.
        if !self.outcome.snapshot.tasks.contains_key(&number) {
            return Ok(());
        }
        let Some((task, rule)) = self.task(number) else { return Ok(()) };
        unit.put(self.task_row(number, task, rule)?);
        for (index, slot) in task.slots.iter().enumerate() {
            unit.put(self.slot(number, index, slot));
        }
        for (index, post) in cc.iter().enumerate() {
            unit.put(SlotRow {
                task: task_id(self.carry.instance, number),
                slot: format!("cc{index:02}"),
                post: Some(post.clone()),
                person: None,
                status: SlotStatus::Told,
                acted_by: None,
                acted_at: None,
                choice: None,
            });
        }
        Ok(())
    }

    fn slot_row(&self, unit: &mut Unit, number: u64, index: usize) {
        let Some(task) = self.outcome.snapshot.tasks.get(&number) else { return };
        if let Some(slot) = task.slots.get(index) {
            unit.put(self.slot(number, index, slot));
        }
    }

    fn slot(&self, number: u64, index: usize, slot: &Slot) -> SlotRow {
        SlotRow {
            task: task_id(self.carry.instance, number),
            slot: format!("{index:02}"),
            post: slot.post.clone(),
            person: slot.person.clone(),
            status: match slot.status {
                Turn::Open => SlotStatus::Open,
                Turn::Done => SlotStatus::Acted,
                // Not their turn yet: nothing to do, so not in their inbox.
                Turn::Waiting => SlotStatus::Cancelled,
            },
            acted_by: slot.act.as_ref().map(|act| act.person.clone()),
            acted_at: slot.act.as_ref().map(|act| act.at),
            choice: slot.act.as_ref().map(|act| act.choice.clone()),
        }
    }

    fn task_closed(&self, unit: &mut Unit, number: u64, how: Closing) -> Result<(), ServiceError> {
        let Some(loaded) = self.before else { return Ok(()) };
        let (Some(task), Some((_, rule))) = (loaded.snapshot.tasks.get(&number), self.task(number)) else {
            return Ok(());
        };
        let mut row = self.task_row(number, task, rule)?;
        row.status = if how == Closing::Done { TaskStatus::Done } else { TaskStatus::Cancelled };
        row.done_at = Some(self.carry.now);
        if let (Closing::Done, Command::Act { choice, .. }) = (how, self.command) {
            row.done_by = self.carry.actor.person.clone();
            row.done_post = self.carry.actor.post.clone();
            row.choice = Some(choice.clone());
        }
        unit.put(row);
        for (index, slot) in task.slots.iter().enumerate() {
            let mut row = self.slot(number, index, slot);
            let acted =
                matches!(self.command, Command::Act { task, slot, .. } if *task == number && *slot == index);
            if acted && how == Closing::Done {
                row.status = SlotStatus::Acted;
                row.acted_by = self.carry.actor.person.clone();
                row.acted_at = Some(self.carry.now);
                if let Command::Act { choice, .. } = self.command {
                    row.choice = Some(choice.clone());
                }
            } else if row.status == SlotStatus::Open {
                row.status = SlotStatus::Cancelled;
            }
            unit.put(row);
        }
        Ok(())
    }

    pub(super) fn timer_set(&self, unit: &mut Unit, number: u64) {
        let Some(timer) = self.outcome.snapshot.timers.get(&number) else { return };
        let kind = match timer.what {
            TimerKind::State { .. } => "state",
            TimerKind::Send { .. } => "send",
            TimerKind::Remind { .. } => "remind",
            TimerKind::Overdue { .. } => "overdue",
        };
        unit.put(TimerRow {
            instance: self.carry.instance.to_owned(),
            id: timer_id(number),
            due_at: timer.due.at,
            kind: kind.to_owned(),
        });
    }

    /// A proposal in the penalty register: proposed, never applied.
    async fn propose(&self, unit: &mut Unit, effect: &Effect) -> Result<(), ServiceError> {
        let Effect::Propose { kind, amount, person, post, reason, clause, task, days } = effect else {
            return Ok(());
        };
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
        let mut fields = Map::new();
        fields.insert("case_number".into(), text(&self.outcome.snapshot.number));
        fields.insert("kind".into(), Value::Text(kind.clone()));
        fields.insert("amount".into(), amount.clone());
        fields.insert("person".into(), text(person));
        fields.insert("post".into(), text(post));
        fields.insert("clause".into(), text(clause));
        fields.insert("reason".into(), reason.as_ref().map_or(Value::Null, |r| Value::Text(r.zh.clone())));
        fields.insert("task".into(), text(&task.map(|number| task_id(self.carry.instance, number))));
        fields.insert("days".into(), days.map_or(Value::Null, Value::Int));
        fields.insert("status".into(), Value::Text("proposed".into()));
        fields.insert("proposed_at".into(), Value::Time(self.carry.now));
        fields.retain(|_, value| !value.is_null());
        // The entry's number and the position in it make the key: unique, and it leads to the proof.
        let position = self.outcome.effects.iter().take_while(|other| !std::ptr::eq(*other, effect)).count();
        let key = format!("PN-{:08}-{position:02}", unit.seq());
        unit.put(register_row("penalty", &key, &fields, 1, self.carry.now)?);
        Ok(())
    }

    async fn register(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        register: &str,
        key: &str,
        set: &Map,
    ) -> Result<(), ServiceError> {
        if register == super::copies::REGISTER {
            return super::copies::write(self.carry, tx, unit, key, set).await;
        }
        let old = unit.get::<RegisterRow>(tx, (register, key)).await?;
        let mut fields: Map = match &old {
            Some(row) => canonical::from_str(&row.fields).map_err(|e| ServiceError::Broken(e.to_string()))?,
            None => Map::new(),
        };
        fields.extend(set.iter().map(|(name, value)| (name.clone(), value.clone())));
        fields.retain(|_, value| !value.is_null());
        let version = old.map_or(0, |row| row.version) + 1;
        unit.put(register_row(register, key, &fields, version, self.carry.now)?);
        Ok(())
    }
}

pub(super) fn register_row(
    register: &str,
    key: &str,
    fields: &Map,
    version: i64,
    now: guicheng_core::value::Moment,
) -> Result<RegisterRow, ServiceError> {
    Ok(RegisterRow {
        register: register.to_owned(),
        key: key.to_owned(),
        fields: to_text(fields)?,
        active: true,
        version,
        updated_at: now,
    })
}

pub(super) fn task_id(instance: &str, number: u64) -> String {
    format!("{instance}-{number}")
}

pub(super) fn timer_id(number: u64) -> String {
    number.to_string()
}

/// A title as rows keep it.
pub fn bilingual(text: &str) -> Bilingual {
    serde_json::from_str(text).unwrap_or_else(|_| Bilingual::new(text, text))
}

/// What a choice of a state means to people.
pub fn choice_of<'p>(policy: &'p Policy, chart: usize, state: usize, choice: &str) -> Option<&'p Choice> {
    let chart = &policy.charts[chart];
    let mut transitions = chart.chart.states[state].transitions.iter();
    let first =
        transitions.find(|&&t| chart.chart.transitions[t].events.iter().any(|event| event == choice))?;
    chart.choices.get(*first)
}

/// The line of the register's row that a reference names.
async fn tx_rows(
    tx: &mut Tx,
    unit: &Unit,
    library: &Library,
    field: Option<&guicheng_core::form::Field>,
    value: &Value,
) -> Result<Option<Bilingual>, ServiceError> {
    let (Some(field), Some(key)) = (field, value.as_text()) else { return Ok(None) };
    let guicheng_core::form::FieldKind::Ref { register } = &field.kind else { return Ok(None) };
    let Some(row) = unit.get::<RegisterRow>(tx, (register.as_str(), key)).await? else { return Ok(None) };
    let fields: Map = canonical::from_str(&row.fields).map_err(|e| ServiceError::Broken(e.to_string()))?;
    Ok(Some(super::registers::line(library, register, key, &fields)))
}

/// A value without a form, in both languages.
pub(super) fn both(value: &Value) -> Bilingual {
    let text = plain(value);
    Bilingual::new(text.clone(), text)
}
