//! What scripts see: record, memory, figures, tables, quotas.

use std::collections::BTreeMap;

use super::drive::Drive;
use super::send::PROCESSOR;
use super::snapshot::same_path;
use super::{Refusal, StepError};
use crate::chart::{Event, EventKind};
use crate::guard::{Question, STEP_SPENT, Scene, Script, Writes, meter};
use crate::limits;
use crate::policy::{Expr, Per, ScriptId};
use crate::table::{NoAnswer, Table};
use crate::value::{Map, Value};

/// Names that an action adds for the scripts in it: loop variables, counts.
pub(super) type Names<'n> = &'n [(&'n str, &'n Value)];

impl Drive<'_> {
    pub(super) fn holds(
        &self,
        script: ScriptId,
        path: &str,
        event: Option<&Event>,
        names: Names<'_>,
    ) -> Result<bool, StepError> {
        let holds = match self.policy.scripts[script].only_asks_state() {
            Some(state) => self.stands_in(state),
            None => self.with_scene(script, path, event, names, Script::holds)?,
        };
        if self.inputs.trace {
            self.seen.borrow_mut().conditions.insert((script, holds));
        }
        Ok(holds)
    }

    pub(super) fn evaluate(
        &self,
        expr: &Expr,
        path: &str,
        event: Option<&Event>,
        names: Names<'_>,
    ) -> Result<Value, StepError> {
        match expr {
            Expr::Literal(value) => Ok(value.clone()),
            Expr::Script(script) => self.calculate(*script, path, event, names),
        }
    }

    pub(super) fn calculate(
        &self,
        script: ScriptId,
        path: &str,
        event: Option<&Event>,
        names: Names<'_>,
    ) -> Result<Value, StepError> {
        self.with_scene(script, path, event, names, Script::value)
    }

    /// Runs statements and keeps what they wrote. An item's chart writes its item; the record only without one.
    pub(super) fn run_statements(
        &mut self,
        script: ScriptId,
        path: &str,
        event: Option<&Event>,
        names: Names<'_>,
    ) -> Result<(), StepError> {
        let Writes { record, vars, item } = self.with_scene(script, path, event, names, Script::execute)?;
        self.snapshot.record.extend(record);
        self.snapshot.vars.extend(vars);
        if let Some(own) = self.snapshot.machine_mut(path).and_then(|m| m.item.as_mut()) {
            own.fields.extend(item);
        }
        Ok(())
    }

    fn with_scene<R>(
        &self,
        script: ScriptId,
        path: &str,
        event: Option<&Event>,
        names: Names<'_>,
        work: impl FnOnce(&Script, &Scene<'_>) -> Result<R, Option<crate::guard::ScriptError>>,
    ) -> Result<R, StepError> {
        let script = &self.policy.scripts[script];
        // Tables and quotas are calculated by scripts that may mention tables and quotas.
        if self.depth.get() == limits::SCRIPT_CALLS {
            return Err(Refusal::new("endless", [("limit", limits::SCRIPT_CALLS.to_string())]).into());
        }
        // Of a plain script, which needs no engine, this is all; what is spent is seen at the macrostep's end.
        let _ = meter::spend(1);
        self.depth.set(self.depth.get() + 1);
        let result = self.with_tables(script, path, event, names, work);
        self.depth.set(self.depth.get() - 1);
        result
    }

    fn with_tables<R>(
        &self,
        script: &Script,
        path: &str,
        event: Option<&Event>,
        names: Names<'_>,
        work: impl FnOnce(&Script, &Scene<'_>) -> Result<R, Option<crate::guard::ScriptError>>,
    ) -> Result<R, StepError> {
        let (mut tables, mut unanswered) = (BTreeMap::new(), BTreeMap::new());
        for name in &script.tables {
            let Some(table) = self.policy.tables.get(name) else { continue };
            match self.decide(name, table, path, event) {
                Ok(answer) => {
                    tables.insert(name.clone(), Value::Map(answer));
                }
                Err(needs @ StepError::Needs(_)) => return Err(needs),
                // The script may do without it: `filled(record, "class") && table.t.x == 1`.
                Err(error) => {
                    unanswered.insert(name.clone(), error);
                }
            }
        }
        for name in &script.quotas {
            let left = self.quota_left(name, path, event)?;
            self.around.quotas.borrow_mut().insert(name.clone(), left);
        }
        let event = if script.usual.contains(&"event") { event_value(event) } else { Value::Null };
        let usual = |name: &&'static str| (*name, self.usual(name).unwrap_or(&event));
        let mut all: Vec<(&str, &Value)> =
            script.usual.iter().map(usual).chain(names.iter().copied()).collect();
        let folder;
        if script.asks_folder && self.policy.folder.is_some() {
            self.around.folder.borrow_mut().clone_from(&self.snapshot.folder);
            folder = self.folder()?;
            all.push(("folder", &folder));
        }
        if script.asks_locks {
            self.show_locks();
        }
        let scene = Scene {
            record: &self.snapshot.record,
            vars: &self.snapshot.vars,
            item: self.snapshot.machine(path).and_then(|m| m.item.as_ref()).map(|item| &item.fields),
            values: &self.policy.values,
            tables: &tables,
            names: &all,
        };
        if script.asks_states {
            self.show_states();
        }
        work(script, &scene).map_err(|error| match error {
            Some(error) if error.code == STEP_SPENT => too_much(),
            Some(error) => {
                let missing = error.args.iter().find(|_| error.code == "missing-field");
                let table = missing.and_then(|(_, name)| unanswered.remove(name));
                table.unwrap_or(StepError::Script(error))
            }
            None => StepError::Needs(self.inputs.world.missing()),
        })
    }

    /// What scripts see under a name during the whole step; made when the first one looks at it.
    fn usual(&self, name: &str) -> Option<&Value> {
        let inputs = self.inputs;
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
        match name {
            "now" => Some(&self.now),
            "weight" => Some(&self.policy.weights),
            "pairwise" => Some(&self.policy.pairwise),
            "today" => Some(self.today.get_or_init(|| Value::Date(inputs.calendar.date(inputs.now)))),
            "number" => Some(self.number.get_or_init(|| text(&self.snapshot.number))),
            // SCXML's `_sessionid` and `_name`.
            "instance" => Some(self.instance.get_or_init(|| {
                let id =
                    if inputs.instance.is_empty() { Value::Null } else { Value::from(&*inputs.instance) };
                let policy = Value::from(self.policy.id.as_str());
                let address = self.own_address().map_or(Value::Null, Value::Text);
                let fields = [("id", id), ("address", address), ("policy", policy)];
                Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            })),
            "actor" => Some(self.actor.get_or_init(|| {
                let person = ("person".to_owned(), text(&inputs.actor.person));
                Value::Map(Map::from([person, ("post".to_owned(), text(&inputs.actor.post))]))
            })),
            _ => None,
        }
    }

    /// Active states of a machine that is in the middle of a step.
    fn moving_states(&self, path: &str) -> Option<&[&str]> {
        self.moving.iter().find(|(of, _)| same_path(of, path)).map(|(_, states)| states.as_slice())
    }

    /// `in_state()` without an engine.
    fn stands_in(&self, state: &str) -> bool {
        let _ = meter::spend(1);
        self.snapshot.machines.iter().any(|(path, machine)| match self.moving_states(path) {
            Some(states) => states.contains(&state),
            None => machine.states.iter().any(|name| name == state),
        })
    }

    /// Lets `in_state()` see where all machines stand now, those in the middle of a step included.
    fn show_states(&self) {
        let mut active = self.around.active.borrow_mut();
        active.clear();
        for (path, machine) in &self.snapshot.machines {
            match self.moving_states(path) {
                Some(states) => active.extend(states.iter().map(|&name| name.to_owned())),
                None => active.extend(machine.states.iter().cloned()),
            }
        }
    }

    fn decide(&self, name: &str, table: &Table, path: &str, event: Option<&Event>) -> Result<Map, StepError> {
        let mut inputs = Vec::with_capacity(table.inputs.len());
        for (_, expr) in &table.inputs {
            inputs.push(self.evaluate(expr, path, event, &[])?);
        }
        let mut rows = Vec::new();
        for index in table.hits(&inputs) {
            if self.inputs.trace {
                self.seen.borrow_mut().rows.insert((name.to_owned(), index));
            }
            let outputs = &table.rows[index].outputs;
            let outputs =
                outputs.iter().map(|expr| self.evaluate(expr, path, event, &[])).collect::<Result<_, _>>()?;
            rows.push((index, outputs));
        }
        table.combine(&rows).map_err(|no| {
            let utc = jiff::tz::TimeZone::UTC;
            let seen: Vec<String> = table
                .inputs
                .iter()
                .zip(&inputs)
                .map(|((column, _), value)| format!("{column} = {}", value.plain(&utc)))
                .collect();
            let (code, rows) = match no {
                NoAnswer::None => ("table-no-row", String::new()),
                NoAnswer::NotNumbers => ("table-not-numbers", String::new()),
                NoAnswer::Several(rows) => {
                    ("table-several-rows", rows.iter().map(usize::to_string).collect::<Vec<_>>().join(", "))
                }
            };
            let args = [("table", name.to_owned()), ("inputs", seen.join(", ")), ("rows", rows)];
            Refusal { clause: table.clause.clone(), ..Refusal::new(code, args) }.into()
        })
    }

    fn quota_left(&self, name: &str, path: &str, event: Option<&Event>) -> Result<i64, StepError> {
        let Some(quota) = self.policy.quotas.get(name) else { return Ok(0) };
        let scope = self.quota_scope(name, path, event)?;
        let used = match self.taken.get(&scope) {
            Some(used) => *used,
            None => self.ask_count(Question::Quota { scope })?,
        };
        Ok(i64::from(quota.max).saturating_sub(used))
    }

    /// The counter of a quota: `complaint.urgent/outlet-3/2026-11`.
    pub(super) fn quota_scope(
        &self,
        name: &str,
        path: &str,
        event: Option<&Event>,
    ) -> Result<String, StepError> {
        let Some(quota) = self.policy.quotas.get(name) else { return Ok(name.to_owned()) };
        let key = match quota.key {
            Some(script) => text_of(&self.calculate(script, path, event, &[])?),
            None => String::new(),
        };
        let date = self.inputs.calendar.date(self.inputs.now);
        let period = match quota.per {
            Per::Day => date.to_string(),
            Per::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Per::Year => format!("{:04}", date.year()),
            Per::Always => String::new(),
        };
        // A shared quota is one for all policies that use it.
        let owner = match &quota.origin {
            Some(shared) => format!("tables/{shared}"),
            None => self.policy.id.clone(),
        };
        Ok(format!("{owner}.{name}/{key}/{period}"))
    }
}

/// Takes what an action or a microstep costs beside its scripts from the step's budget.
pub(super) fn effort() -> Result<(), StepError> {
    if meter::spend(limits::ACTION_OPERATIONS) { Ok(()) } else { Err(too_much()) }
}

fn too_much() -> StepError {
    Refusal::new("too-much-work", [("limit", limits::STEP_OPERATIONS.to_string())]).into()
}

fn event_value(event: Option<&Event>) -> Value {
    match event {
        Some(event) => {
            let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
            let kind = match event.kind {
                EventKind::Internal => "internal",
                EventKind::External => "external",
                EventKind::Platform => "platform",
            };
            let fields = [
                ("name", Value::Text(event.name.clone())),
                ("data", event.data.clone()),
                ("type", kind.into()),
                ("sendid", text(&event.sendid)),
                ("origin", text(&event.origin)),
                ("origintype", event.origin.as_ref().map_or(Value::Null, |_| PROCESSOR.into())),
                ("call", text(&event.call)),
            ];
            Value::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        }
        None => Value::Null,
    }
}

pub(super) use crate::guard::text_of;
