//! Running cases move with the release of a change: in its transaction, each with its own entry `move`, so that replay and
//! the auditor can carry every move out again. Cases that do not fit at that moment stay and are listed.
//!
//! The change's own case stays always: it must end by the rules that it began with.

use std::collections::{BTreeMap, BTreeSet};

use guicheng_core::case::{CaseMoves, Command, Effect, Misfit, Moved, Moves, Outcome, Which};
use guicheng_core::ledger;
use guicheng_core::value::{Hash, Moment, Value};
use serde::{Deserialize, Serialize};

use super::fit::{Fit, books_of};
use super::gather::about;
use crate::limits;
use crate::service::carry::{Carry, Loaded, load, to_text};
use crate::service::documents::Books;
use crate::service::project::{Projection, task_id};
use crate::service::{Inner, ServiceError};
use crate::store::tables::case::{InstanceRow, SnapshotRow};
use crate::store::tables::task::TaskRow;
use crate::store::tables::timer::TimerRow;
use crate::store::{Tx, Unit, Wants};

/// The release that cases move with.
pub(crate) struct Release<'a> {
    /// Id of the change's case.
    pub(crate) change: &'a str,
    /// Who released it.
    pub(crate) actor: ledger::Actor,
    pub(crate) now: Moment,
    /// What is in force from now on.
    pub(crate) books: &'a Books,
    pub(crate) moves: &'a Moves,
    /// The entry of the release.
    pub(crate) cause: i64,
}

/// What became of the cases that were meant to move.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MovedCases {
    /// How many moved.
    pub moved: usize,
    /// Those that did not fit at that moment.
    pub stayed: Vec<Stayed>,
}

/// A case that was meant to move and stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stayed {
    /// Its id.
    pub instance: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its policy.
    #[serde(default)]
    pub policy: String,
    /// Why.
    pub why: Vec<Misfit>,
}

impl MovedCases {
    fn stay(&mut self, row: &InstanceRow, why: Vec<Misfit>) {
        let (instance, number, policy) = (row.id.clone(), row.number.clone(), row.policy.clone());
        self.stayed.push(Stayed { instance, number, policy, why });
    }
}

/// Moves all cases that are meant to move and fit.
///
/// # Errors
/// When more than [`limits::MOVED_CASES`] would move, or the database fails: nothing moves then, and nothing is released.
pub(crate) async fn move_cases(
    tx: &mut Tx,
    unit: &mut Unit,
    inner: &Inner,
    release: &Release<'_>,
) -> Result<MovedCases, ServiceError> {
    let mut result = MovedCases::default();
    for (policy, moves) in &release.moves.policies {
        if moves.cases == Which::None {
            continue;
        }
        let pins = release.books.pins(policy);
        for instance in meant(tx, policy, moves, release.change).await? {
            let loaded = load(tx, Some(unit), &instance).await?;
            // It may have ended in this transaction, or run on the new revision already.
            if loaded.row.ended_at.is_some()
                || loaded.pins == pins
                || !moves.takes(&instance, &loaded.snapshot)
            {
                continue;
            }
            let old = books_of(inner, &loaded.pins, policy).await?;
            let fit = Fit { policy, old, new: release.books, moves, now: release.now };
            match fit.moved(&instance, &loaded.snapshot) {
                Ok(moved) => {
                    result.moved += 1;
                    if result.moved > limits::MOVED_CASES {
                        let args = [("limit", limits::MOVED_CASES.to_string())];
                        return Err(ServiceError::refused("moves-too-many", args));
                    }
                    Move { inner, release, policy, instance: &instance, pins: &pins, moves }
                        .carry_out(tx, unit, loaded, moved)
                        .await?;
                }
                Err(why) => result.stay(&loaded.row, why),
            }
        }
    }
    if result != MovedCases::default() {
        let body = serde_json::json!({
            "cause": release.cause, "moved": result.moved, "stayed": result.stayed,
        });
        unit.entry(about(release.change, "moves", release.now, release.actor.clone(), body));
    }
    Ok(result)
}

/// Ids of running cases that may be meant, loaded into the transaction.
async fn meant(
    tx: &mut Tx,
    policy: &str,
    moves: &CaseMoves,
    change: &str,
) -> Result<Vec<String>, ServiceError> {
    let mut all: Vec<String> = Vec::new();
    if let Which::Only(cases) = &moves.cases {
        for id in cases {
            if let Some(row) = tx.get::<InstanceRow>(id.as_str()).await?
                && row.policy == policy
            {
                all.push(id.clone());
            }
        }
    } else {
        let mut after = String::new();
        loop {
            let rows = tx.read().running_cases(policy, &after, limits::PAGE).await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.id);
            all.extend(rows.into_iter().map(|row| row.id));
        }
    }
    all.retain(|id| id != change);
    for some in all.chunks(limits::LIST) {
        let wants = some.iter().fold(Wants::none(), |wants, id| {
            wants.row::<InstanceRow>(id.as_str()).row::<SnapshotRow>(id.as_str())
        });
        tx.load(&wants).await?;
    }
    Ok(all)
}

/// One case on its way.
struct Move<'a> {
    inner: &'a Inner,
    release: &'a Release<'a>,
    policy: &'a str,
    instance: &'a str,
    /// What it runs on from now on.
    pins: &'a BTreeMap<String, Hash>,
    moves: &'a CaseMoves,
}

impl Move<'_> {
    async fn carry_out(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        before: Loaded,
        moved: Moved,
    ) -> Result<(), ServiceError> {
        let text = to_text(&moved.snapshot)?;
        let hash = Hash::of(text.as_bytes());
        unit.entry(self.entry(&before, &moved, hash)?);
        let version = before.version + 1;
        unit.put(SnapshotRow { instance: self.instance.to_owned(), version, hash, content: text });
        let (pins, pinned_at) = (to_text(self.pins)?, self.release.now);
        unit.put(InstanceRow { pins, pinned_at, ..(*before.row).clone() });
        self.rows(tx, unit, before, moved).await
    }

    fn entry(&self, before: &Loaded, moved: &Moved, snapshot: Hash) -> Result<ledger::Entry, ServiceError> {
        // That this one moves is said by the entry itself; the others' ids are not its matter.
        let moves = CaseMoves { cases: Which::All, ..self.moves.clone() };
        let body = serde_json::json!({
            "change": self.release.change,
            "cause": self.release.cause,
            "from": before.pins,
            "to": self.pins,
            "moves": moves,
            "report": moved.fates,
        });
        Ok(ledger::Entry {
            v: ledger::VERSION,
            seq: 0,
            at: self.release.now,
            instance: Some(self.instance.to_owned()),
            kind: "move".to_owned(),
            actor: self.release.actor.clone(),
            under: self.pins.clone(),
            body,
            effects: Some(Hash::of(to_text(&moved.effects)?.as_bytes())),
            snapshot: Some(snapshot),
            rows: BTreeMap::new(),
            prev: ledger::Entry::NO_PREVIOUS,
        })
    }

    /// Rows of what differs. A task keeps its row, its links and its mails; only a deadline that moves is told.
    async fn rows(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        before: Loaded,
        moved: Moved,
    ) -> Result<(), ServiceError> {
        let library = self.release.books;
        let Some(policy) = library.policy(self.policy) else { return Ok(()) };
        let carry = Carry {
            inner: self.inner,
            library,
            policy: self.policy,
            instance: self.instance,
            pins: self.pins.clone(),
            actor: self.release.actor.clone(),
            now: self.release.now,
            signature: None,
        };
        let outcome = Outcome {
            snapshot: moved.snapshot,
            effects: moved.effects,
            reads: Vec::new(),
            trace: Vec::new(),
        };
        // No command of the case: what is made of it here looks at snapshots alone.
        let command = Command::Signal { event: String::new(), data: Value::Null };
        let projection = Projection::new(&carry, policy, Some(&before), &outcome, &command);
        for effect in &outcome.effects {
            match effect {
                Effect::TimerSet { timer } => projection.timer_set(unit, *timer),
                Effect::TimerCleared { timer } => {
                    let id = crate::service::project::timer_id(*timer);
                    unit.delete::<TimerRow>((self.instance, id.as_str()));
                }
                _ => {}
            }
        }
        let mut told = BTreeSet::new();
        for (number, task) in &outcome.snapshot.tasks {
            let Some((_, rule)) = projection.task(*number) else { continue };
            let id = task_id(self.instance, *number);
            let Some(row) = unit.get::<TaskRow>(tx, id.as_str()).await? else { continue };
            let now = TaskRow {
                state: task.state.clone(),
                title: to_text(&projection.task_title(task, rule))?,
                clause: projection.task_clause(task),
                due_at: task.due.as_ref().map(|due| due.at),
                due_explain: task.due.as_ref().map(to_text).transpose()?,
                sign: rule.sign.clone(),
                ..(*row).clone()
            };
            if now.due_at != row.due_at {
                told.insert(*number);
            }
            if now != *row {
                unit.put(now);
            }
        }
        for task in told {
            projection.deadline_moved(tx, unit, task).await?;
        }
        Ok(())
    }
}
