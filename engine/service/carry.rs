//! Carries a command out on a case, inside the write transaction: step, entry, rows. What follows from it in other cases
//! is the cascade's business.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use guicheng_core::case::{self, Command, Effect, Inputs, Outcome, Snapshot, StepError};
use guicheng_core::guard::World;
use guicheng_core::ledger;
use guicheng_core::policy::Policy;
use guicheng_core::value::{Hash, Moment, canonical};
use serde::{Deserialize, Serialize};

use super::answers::answer;
use super::cascade::Cascade;
use super::documents::Books;
use super::project::Projection;
use super::{Inner, ServiceError};
use crate::limits;
use crate::store::tables::case::{InstanceRow, SnapshotRow};
use crate::store::tables::change::SignatureRow;
use crate::store::{Tx, Unit};

/// What a caller is told when a command is durable: all of it from this one step, so that the same request with the
/// same key can be told the same again, whatever has happened since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// The case.
    pub instance: String,
    /// Its number.
    pub number: Option<String>,
    /// Its policy.
    pub policy: String,
    /// The ledger entry.
    pub entry: u64,
    /// When it happened.
    pub at: Moment,
    /// `active` or `done`.
    pub status: String,
    /// Ids of the tasks that opened.
    pub tasks: Vec<String>,
    /// Where the case stands after the step.
    pub configuration: Vec<Standing>,
}

/// Where one chart of a case stands: the policy's own, or that of an item of a `for_each`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Empty for the policy's own chart; `<state>/<key>` for an item's.
    pub path: String,
    /// What the item is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Names of the active states, in document order.
    pub states: Vec<String>,
}

/// Where the charts of a case stand; those that wait for their turn or have ended have no states.
pub fn standings(snapshot: &Snapshot) -> Vec<Standing> {
    let machines = snapshot.machines.iter();
    let standing = machines.map(|(path, machine)| Standing {
        path: path.clone(),
        item: machine.item.as_ref().map(|item| item.title.clone().unwrap_or_else(|| key_of(path).to_owned())),
        states: machine.states.clone(),
    });
    standing.collect()
}

/// The item's key in a machine's path `<state>/<key>`.
pub fn key_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(_, key)| key)
}

/// A command on its way: everything but the transaction.
pub(super) struct Carry<'a> {
    pub(super) inner: &'a Inner,
    pub(super) library: &'a Books,
    pub(super) policy: &'a str,
    pub(super) instance: &'a str,
    pub(super) pins: BTreeMap<String, Hash>,
    pub(super) actor: ledger::Actor,
    pub(super) now: Moment,
    /// The signature that this step makes, but for the entry's number.
    pub(super) signature: Option<SignatureRow>,
}

/// A case as the transaction finds it.
pub(super) struct Loaded {
    pub(super) row: Arc<InstanceRow>,
    pub(super) snapshot: Snapshot,
    pub(super) version: i64,
    /// Hash of the snapshot.
    pub(super) hash: Hash,
    pub(super) pins: BTreeMap<String, Hash>,
}

/// What a step has led to, once its entry and rows are in the unit.
pub(super) struct Stepped {
    /// The entry's number.
    pub(super) entry: i64,
    pub(super) snapshot: Snapshot,
    pub(super) effects: Vec<Effect>,
}

/// Reads a case as it will be with the unit's rows.
pub(super) async fn load(tx: &mut Tx, unit: Option<&Unit>, instance: &str) -> Result<Loaded, ServiceError> {
    let (row, kept) = match unit {
        Some(unit) => {
            (unit.get::<InstanceRow>(tx, instance).await?, unit.get::<SnapshotRow>(tx, instance).await?)
        }
        None => (tx.get::<InstanceRow>(instance).await?, tx.get::<SnapshotRow>(instance).await?),
    };
    let (Some(row), Some(kept)) = (row, kept) else { return Err(ServiceError::not_found("no-such-case")) };
    let broken = |e: canonical::CanonicalError| ServiceError::Broken(format!("case {instance}: {e}"));
    let snapshot = canonical::from_str(&kept.content).map_err(broken)?;
    let pins = serde_json::from_str(&row.pins).map_err(|e| ServiceError::Broken(e.to_string()))?;
    Ok(Loaded { row, snapshot, version: kept.version, hash: kept.hash, pins })
}

impl Done {
    /// A further step of the same transaction: if it was this case's, the answer tells of it, too.
    pub(super) fn learn(&mut self, case: &str, stepped: &Stepped) {
        if case != self.instance {
            return;
        }
        self.tasks.extend(opened(case, &stepped.effects));
        let open: Vec<String> =
            stepped.snapshot.tasks.keys().map(|n| super::project::task_id(case, *n)).collect();
        self.tasks.retain(|task| open.contains(task));
        stepped.snapshot.status.word().clone_into(&mut self.status);
        self.configuration = standings(&stepped.snapshot);
    }
}

impl Carry<'_> {
    /// Carries a command out, and all that follows from it in other cases.
    pub(super) async fn out(
        &self,
        tx: &mut Tx,
        before: Option<Loaded>,
        command: &Command,
    ) -> Result<(Unit, Done), ServiceError> {
        let mut unit = None;
        let done = self.out_with(tx, &mut unit, before, command, None).await?;
        super::changes::overtake(self, tx, &mut unit).await?;
        let unit = unit.ok_or_else(|| ServiceError::Broken("a step without an entry".into()))?;
        Ok((unit, done))
    }

    /// The same in a unit that has begun already; `cause` is the entry that led to it.
    pub(super) async fn out_with(
        &self,
        tx: &mut Tx,
        unit: &mut Option<Unit>,
        before: Option<Loaded>,
        command: &Command,
        cause: Option<i64>,
    ) -> Result<Done, ServiceError> {
        let first = self.one(tx, unit, before, command, cause).await?;
        let mut done = Done {
            instance: self.instance.to_owned(),
            number: first.snapshot.number.clone(),
            policy: self.policy.to_owned(),
            entry: first.entry as u64,
            at: self.now,
            status: String::new(),
            tasks: Vec::new(),
            configuration: Vec::new(),
        };
        done.learn(self.instance, &first);
        if let Some(cascade) = Cascade::after(self, &first) {
            cascade.run(tx, unit, &mut done).await?;
        }
        Ok(done)
    }

    /// Steps, writes the entry, and lays all rows beside it. Where the step fails the unit is as it was; where the rows
    /// fail it cannot be used any more.
    pub(super) async fn one(
        &self,
        tx: &mut Tx,
        unit: &mut Option<Unit>,
        before: Option<Loaded>,
        command: &Command,
        cause: Option<i64>,
    ) -> Result<Stepped, ServiceError> {
        let policy =
            self.library.policy(self.policy).ok_or_else(|| ServiceError::not_found("no-such-policy"))?;
        let snapshot = before.as_ref().map(|loaded| loaded.snapshot.clone());
        let outcome = self.step(tx, unit.as_ref(), policy, snapshot, command).await?;
        let text = to_text(&outcome.snapshot)?;
        let hash = Hash::of(text.as_bytes());
        let mut entry = self.entry(policy, before.as_ref(), command, &outcome, hash)?;
        if let Some(cause) = cause {
            entry.body["cause"] = cause.into();
        }
        if let Some(signature) = &self.signature {
            entry.body["signature"] = serde_json::json!({ "id": signature.id, "covers": signature.covers });
        }
        let unit = match unit {
            Some(unit) => {
                unit.entry(entry);
                unit
            }
            None => unit.insert(Unit::new(tx, entry)),
        };
        if let Some(signature) = &self.signature {
            unit.put(SignatureRow { entry: unit.seq(), ..signature.clone() });
        }
        let version = before.as_ref().map_or(0, |loaded| loaded.version) + 1;
        unit.put(SnapshotRow { instance: self.instance.to_owned(), version, hash, content: text });
        // Rows may bring further entries with them: a release, a case that moves.
        let entry = unit.seq();
        let mut projection = Projection::new(self, policy, before.as_ref(), &outcome, command);
        projection.write(tx, unit).await?;
        Ok(Stepped { entry, snapshot: outcome.snapshot, effects: outcome.effects })
    }

    async fn step(
        &self,
        tx: &mut Tx,
        unit: Option<&Unit>,
        policy: &Policy,
        snapshot: Option<Snapshot>,
        command: &Command,
    ) -> Result<Outcome, ServiceError> {
        let mut world = World::default();
        for _ in 0..limits::STEP_QUESTIONS {
            let shared = Rc::new(world);
            let inputs = Inputs {
                now: self.now,
                instance: self.instance.into(),
                actor: case::Actor { person: self.actor.person.clone(), post: self.actor.post.clone() },
                calendar: Arc::clone(self.library.calendar()),
                world: Rc::clone(&shared),
                trace: false,
            };
            let questions = match case::step(policy, snapshot.clone(), command, &inputs) {
                Ok(outcome) => return Ok(outcome),
                Err(StepError::Needs(questions)) => questions,
                Err(error) => return Err(error.into()),
            };
            drop(inputs);
            world =
                Rc::into_inner(shared).ok_or_else(|| ServiceError::Broken("a step kept its world".into()))?;
            for question in questions {
                let found = answer(self.inner, tx, unit, self.instance, &question, self.now).await?;
                world.learn(question, found);
            }
        }
        Err(ServiceError::refused("too-many-questions", [("limit", limits::STEP_QUESTIONS.to_string())]))
    }

    fn entry(
        &self,
        policy: &Policy,
        before: Option<&Loaded>,
        command: &Command,
        outcome: &Outcome,
        snapshot: Hash,
    ) -> Result<ledger::Entry, ServiceError> {
        let json = |result: Result<serde_json::Value, serde_json::Error>| {
            result.map_err(|e| ServiceError::Broken(e.to_string()))
        };
        let mut body = serde_json::json!({
            "command": json(serde_json::to_value(command))?,
            "reads": json(serde_json::to_value(&outcome.reads))?,
        });
        // For readers: replay knows timers by their numbers alone, people want to know what fired.
        if let (Command::Fire { timer }, Some(before)) = (command, before)
            && let Some(timer) = before.snapshot.timers.get(timer)
        {
            body["timer"] = json(serde_json::to_value(&timer.what))?;
        }
        let effects: Vec<&Effect> = outcome.effects.iter().collect();
        // The first entry names every document that the case runs on, later ones the policy: the pins do not change.
        let document = format!("policies/{}", policy.id);
        let under = match self.pins.get(&document) {
            Some(hash) if before.is_some() => BTreeMap::from([(document, *hash)]),
            _ => self.pins.clone(),
        };
        Ok(ledger::Entry {
            v: ledger::VERSION,
            seq: 0,
            at: self.now,
            instance: Some(self.instance.to_owned()),
            kind: kind_of(command).to_owned(),
            actor: self.actor.clone(),
            under,
            body,
            effects: Some(Hash::of(to_text(&effects)?.as_bytes())),
            snapshot: Some(snapshot),
            rows: BTreeMap::new(),
            prev: ledger::Entry::NO_PREVIOUS,
        })
    }
}

/// Ids of the tasks that opened.
fn opened(instance: &str, effects: &[Effect]) -> Vec<String> {
    let opened = effects.iter().filter_map(|effect| match effect {
        Effect::TaskOpened { task, .. } => Some(*task),
        _ => None,
    });
    opened.map(|task| super::project::task_id(instance, task)).collect()
}

/// The ledger's word for a command.
pub(super) fn kind_of(command: &Command) -> &'static str {
    match command {
        Command::Start { .. } => "start",
        Command::Act { .. } => "act",
        Command::Fire { .. } => "timer",
        Command::Granted { .. } => "lock",
        Command::Signal { .. } => "signal",
        Command::Deliver { .. } => "deliver",
        Command::Cancel => "cancel",
        Command::PassOn { .. } => "pass-on",
    }
}

pub(super) fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, ServiceError> {
    canonical::to_string(value).map_err(|e| ServiceError::Broken(e.to_string()))
}
