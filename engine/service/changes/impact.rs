//! What a change means to running cases: which it touches, which move, which stay, which wait for a decision, and what
//! becomes of what they hold.
//!
//! A policy is touched if any document that its cases run on is another one after the change. Where nobody wants its
//! cases to move they are counted and not looked at: they stay on their revision.

use std::collections::BTreeMap;

use guicheng_core::case::{CaseMoves, Fate, Misfit, Moves, Snapshot, Thing, Which};
use guicheng_core::value::{Moment, canonical};
use serde::{Deserialize, Serialize};

use super::fit::{Fit, books_of};
use crate::limits;
use crate::service::documents::Books;
use crate::service::replay::pins_of;
use crate::service::{Inner, ServiceError};
use crate::store::tables::case::InstanceRow;

/// What a change means to running cases. Part of its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CasesEvidence {
    /// When it was looked at; clocks are counted from then.
    pub at: Moment,
    /// By policy; those that the change does not touch are left out.
    pub policies: Vec<PolicyCases>,
    /// Running cases of these policies.
    pub running: usize,
    /// Of them those that move …
    pub moves: usize,
    /// … those that wait for a decision …
    pub undecided: usize,
    /// … and those that stay on their revision.
    pub stays: usize,
    /// Deadlines and timers that get another moment.
    pub shifts: usize,
    /// Cases one by one: those to be decided first, then those that move; at most [`limits::EVIDENCE_CASES`].
    pub cases: Vec<CaseOutcome>,
    /// How many were left off that list.
    pub left_off: usize,
}

/// What a change means to the running cases of one policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyCases {
    /// Its id.
    pub policy: String,
    /// Documents that its cases run on and that are others afterwards.
    pub documents: Vec<String>,
    /// What was chosen.
    pub moves: CaseMoves,
    /// How many run.
    pub running: usize,
    /// How many move, wait for a decision, stay.
    pub moving: usize,
    /// See [`CasesEvidence::undecided`].
    pub undecided: usize,
    /// See [`CasesEvidence::stays`].
    pub stays: usize,
    /// Why cases that were meant to move do not, and how many there are of each.
    pub why: Vec<(Misfit, usize)>,
}

/// What becomes of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Becoming {
    /// It was meant to move, and the mapping does not say enough.
    Undecided,
    /// It moves.
    Moves,
    /// It was meant to move and does not fit: it stays.
    Unfit,
    /// It stays on its revision.
    Stays,
}

impl Becoming {
    /// The word in JSON and in message ids.
    pub fn word(self) -> &'static str {
        match self {
            Becoming::Undecided => "undecided",
            Becoming::Moves => "moves",
            Becoming::Unfit => "unfit",
            Becoming::Stays => "stays",
        }
    }
}

/// One running case and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseOutcome {
    /// Its id.
    pub instance: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its policy.
    pub policy: String,
    /// The innermost states in which it stands.
    pub states: Vec<String>,
    /// What becomes of it.
    pub becomes: Becoming,
    /// Why it does not move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Misfit>,
    /// What becomes of what it holds, if it moves; what stays as it is, is only counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fates: Vec<Fate>,
    /// How many tasks, signatures, clocks and calls stay exactly as they are.
    #[serde(default)]
    pub kept: usize,
}

/// Everything that is needed to look at running cases.
pub(crate) struct Look<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) old: &'a Books,
    pub(crate) new: &'a Books,
    pub(crate) moves: &'a Moves,
    /// The change's own case, which never moves.
    pub(crate) change: &'a str,
    pub(crate) now: Moment,
}

impl Look<'_> {
    /// Policies whose cases run on something that the change replaces, with those documents; and those of which cases are
    /// meant to move, be they on an older revision only.
    pub(crate) fn touched(&self) -> BTreeMap<String, Vec<String>> {
        let mut touched = BTreeMap::new();
        for policy in self.old.policies() {
            let (old, new) = (self.old.pins(&policy.id), self.new.pins(&policy.id));
            let differs = |id: &&String| old.get(*id) != new.get(*id);
            let mut documents: Vec<String> = old.keys().chain(new.keys()).filter(differs).cloned().collect();
            documents.sort_unstable();
            documents.dedup();
            if !documents.is_empty() || self.moves.of(&policy.id).cases != Which::None {
                touched.insert(policy.id.clone(), documents);
            }
        }
        touched
    }

    /// All of it, for the evidence.
    pub(crate) async fn evidence(&self) -> Result<CasesEvidence, ServiceError> {
        let mut all = CasesEvidence {
            at: self.now,
            policies: Vec::new(),
            running: 0,
            moves: 0,
            undecided: 0,
            stays: 0,
            shifts: 0,
            cases: Vec::new(),
            left_off: 0,
        };
        for (policy, documents) in self.touched() {
            let moves = self.moves.of(&policy);
            let mut of = PolicyCases {
                policy: policy.clone(),
                documents,
                running: 0,
                moving: 0,
                undecided: 0,
                stays: 0,
                why: Vec::new(),
                moves,
            };
            if of.moves.cases == Which::None {
                of.running = self.inner.store.read().count_running(&policy).await? as usize;
                of.stays = of.running;
            } else {
                let mut after = String::new();
                while let Some((last, cases)) = self.page(&policy, &after, limits::LIST as i64, false).await?
                {
                    after = last;
                    cases.into_iter().for_each(|case| of.take(case, &mut all));
                }
            }
            all.running += of.running;
            all.moves += of.moving;
            all.undecided += of.undecided;
            all.stays += of.stays;
            all.policies.push(of);
        }
        all.cases
            .sort_by(|a, b| (a.becomes, &a.policy, &a.instance).cmp(&(b.becomes, &b.policy, &b.instance)));
        all.left_off += all.cases.len().saturating_sub(limits::EVIDENCE_CASES);
        all.cases.truncate(limits::EVIDENCE_CASES);
        Ok(all)
    }

    /// Running cases of a policy whose id follows `after`, with the last id; none if there are no more. With `as_if` each
    /// is looked at as if it were meant to move.
    pub(crate) async fn page(
        &self,
        policy: &str,
        after: &str,
        limit: i64,
        as_if: bool,
    ) -> Result<Option<(String, Vec<CaseOutcome>)>, ServiceError> {
        let read = || self.inner.store.read();
        let rows = read().running_cases(policy, after, limit.min(limits::LIST as i64)).await?;
        let Some(last) = rows.last().map(|row| row.id.clone()) else { return Ok(None) };
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        let kept = read().snapshots(&ids).await?;
        let content: BTreeMap<&str, &str> =
            kept.iter().map(|row| (row.instance.as_str(), row.content.as_str())).collect();
        let moves = self.moves.of(policy);
        let target = self.new.pins(policy);
        let mut cases = Vec::with_capacity(rows.len());
        for row in &rows {
            // It may have ended between the two reads.
            let Some(content) = content.get(row.id.as_str()) else { continue };
            let snapshot: Snapshot = canonical::from_str(content)
                .map_err(|e| ServiceError::Broken(format!("case {}: {e}", row.id)))?;
            let meant = row.id != self.change && moves.takes(&row.id, &snapshot);
            if !(meant || as_if && row.id != self.change) {
                cases.push(outcome(row, &snapshot, Becoming::Stays, Vec::new()));
                continue;
            }
            let pins = pins_of(row);
            if pins == target {
                cases.push(outcome(row, &snapshot, Becoming::Stays, vec![Misfit::new("there-already", [])]));
                continue;
            }
            let old = books_of(self.inner, &pins, policy).await?;
            let fit = Fit { policy, old, new: self.new, moves: &moves, now: self.now };
            cases.push(match fit.moved(&row.id, &snapshot) {
                Ok(moved) => {
                    let (differ, kept): (Vec<Fate>, Vec<Fate>) =
                        moved.fates.into_iter().partition(Fate::differs);
                    let becomes = if meant { Becoming::Moves } else { Becoming::Stays };
                    let counted =
                        kept.iter().filter(|fate| !matches!(fate.thing, Thing::State | Thing::Item));
                    CaseOutcome {
                        fates: differ,
                        kept: counted.count(),
                        ..outcome(row, &snapshot, becomes, Vec::new())
                    }
                }
                Err(why) => {
                    let becomes = match (meant, why.iter().any(Misfit::needs_decision)) {
                        (false, _) => Becoming::Stays,
                        (true, true) => Becoming::Undecided,
                        (true, false) => Becoming::Unfit,
                    };
                    outcome(row, &snapshot, becomes, why)
                }
            });
        }
        Ok(Some((last, cases)))
    }
}

impl PolicyCases {
    fn take(&mut self, case: CaseOutcome, all: &mut CasesEvidence) {
        self.running += 1;
        match case.becomes {
            Becoming::Moves => self.moving += 1,
            Becoming::Undecided => self.undecided += 1,
            Becoming::Unfit | Becoming::Stays => self.stays += 1,
        }
        if case.becomes != Becoming::Stays {
            for why in &case.why {
                match self.why.iter_mut().find(|(known, _)| known == why) {
                    Some((_, count)) => *count += 1,
                    None => self.why.push((why.clone(), 1)),
                }
            }
        }
        // Reminders and what follows a deadline go with it.
        let is_shift = |fate: &&Fate| {
            matches!(fate.thing, Thing::Deadline | Thing::Timer)
                && fate.now_due.is_some()
                && fate.due.is_some()
        };
        all.shifts += case.fates.iter().filter(is_shift).count();
        // More of one sort than can be shown are not kept.
        let shown = all.cases.iter().filter(|known| known.becomes == case.becomes).count();
        if case.becomes != Becoming::Stays && shown <= limits::EVIDENCE_CASES {
            all.cases.push(case);
        } else if case.becomes != Becoming::Stays {
            all.left_off += 1;
        }
    }
}

fn outcome(row: &InstanceRow, snapshot: &Snapshot, becomes: Becoming, why: Vec<Misfit>) -> CaseOutcome {
    CaseOutcome {
        instance: row.id.clone(),
        number: row.number.clone(),
        policy: row.policy.clone(),
        states: innermost(snapshot),
        becomes,
        why,
        fates: Vec::new(),
        kept: 0,
    }
}

/// The states with work in which a case stands: those that give tasks or run timers; else the last of each chart.
fn innermost(snapshot: &Snapshot) -> Vec<String> {
    use guicheng_core::case::TimerKind;
    let tasks = snapshot.tasks.values().map(|task| task.state.clone());
    let timers = snapshot.timers.values().filter_map(|timer| match &timer.what {
        TimerKind::State { state, .. } => Some(state.clone()),
        _ => None,
    });
    let mut states: Vec<String> = tasks.chain(timers).collect();
    if states.is_empty() {
        states = snapshot.machines.values().filter_map(|machine| machine.states.last().cloned()).collect();
    }
    states.sort_unstable();
    states.dedup();
    states
}
