//! Looking at what a change means to running cases, case by case, with all that can be chosen about them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use guicheng_core::case::{Keep, Moves, Thing};
use guicheng_core::chart::Kind;
use guicheng_core::text::Bilingual;

use super::backtest::{BacktestEvidence, title_of};
use super::impact::{CaseOutcome, CasesEvidence, Look};
use super::{ChangeView, Ground, MovedCases, is_open};
use crate::limits;
use crate::service::documents::Books;
use crate::service::{Caller, Service, ServiceError};

/// What a change means to running cases now, and what can be chosen.
#[derive(Debug)]
pub struct ChangeCases {
    /// The change.
    pub view: ChangeView,
    /// What it is made of.
    pub ground: Ground,
    /// The documents as they would be; none while they have errors: then nothing can be said.
    pub books: Option<Arc<Books>>,
    /// What was chosen so far.
    pub moves: Moves,
    /// Counted; none while the documents have errors.
    pub counted: Option<CasesEvidence>,
    /// What can be chosen, by touched policy.
    pub choices: Vec<Choices>,
    /// What became of them, once the change has taken effect; none if none was meant to move.
    pub released: Option<MovedCases>,
}

/// What can be chosen about the running cases of one policy.
#[derive(Clone, Debug)]
pub struct Choices {
    /// Its id.
    pub policy: String,
    /// How many run.
    pub running: usize,
    /// The first of them, each as if it were meant to move.
    pub cases: Vec<CaseOutcome>,
    /// The last id of these, if there are more.
    pub more: Option<String>,
    /// States in which cases stand, with their number; and whether the new form needs to be told where they go.
    pub states: BTreeMap<String, (usize, bool)>,
    /// Timers and deadlines whose rule has changed.
    pub clocks: BTreeSet<MovedClock>,
    /// States of the new form that can be stood in: name and title.
    pub targets: Vec<(String, Option<Bilingual>)>,
}

/// A clock that somebody must choose about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MovedClock {
    /// A task's deadline, not a state's timer.
    pub deadline: bool,
    /// As the mapping names it.
    pub key: String,
    /// The state in the new form.
    pub state: String,
    /// Only the new form has it.
    pub new: bool,
}

impl Service {
    /// What a change means to running cases now.
    ///
    /// # Errors
    /// For a change that the caller may not see.
    pub async fn change_cases(
        &self,
        caller: &Caller,
        id: &str,
        after: &BTreeMap<String, String>,
    ) -> Result<ChangeCases, ServiceError> {
        let view = self.change_view(caller, id).await?;
        let ground = self.ground_of(&view.change.id).await?;
        let moves = moves_of(&view.change.moves)?;
        let books = ground.new.books.clone();
        let (mut counted, mut choices) = (None, Vec::new());
        let released = self.moved_cases(&view.change.id).await?;
        if let Some(new) = books.as_ref().filter(|_| is_open(view.change.status)) {
            let look = Look {
                inner: &self.inner,
                old: &ground.old,
                new,
                moves: &moves,
                change: &view.change.id,
                now: self.now(),
            };
            counted = Some(look.evidence().await?);
            for policy in look.touched().into_keys() {
                choices
                    .push(choices_of(&look, &policy, after.get(&policy).map_or("", String::as_str)).await?);
            }
        }
        Ok(ChangeCases { view, ground, books, moves, counted, choices, released })
    }

    /// What became of the cases that a released change meant to move, by its entry.
    async fn moved_cases(&self, change: &str) -> Result<Option<MovedCases>, ServiceError> {
        let history = self.history_of(change).await?;
        let line = history.into_iter().find(|line| line.entry.kind == "moves");
        let read = |body| serde_json::from_value(body).map_err(|e| ServiceError::Broken(e.to_string()));
        line.map(|line| read(line.entry.body)).transpose()
    }

    /// The last `n` finished cases under a change's documents.
    ///
    /// # Errors
    /// For a change that the caller may not see, or whose documents have errors.
    pub async fn backtest_of(
        &self,
        caller: &Caller,
        id: &str,
        n: usize,
    ) -> Result<BacktestEvidence, ServiceError> {
        let view = self.change_view(caller, id).await?;
        let ground = self.ground_of(&view.change.id).await?;
        let moves = moves_of(&view.change.moves)?;
        let new = ground.new.books.clone().ok_or_else(|| ServiceError::refused("change-unfit", []))?;
        self.backtest(&ground.old, new, &moves, n).await
    }
}

impl Service {
    /// The two parts of a change's evidence that are about cases; none where its documents have errors.
    pub(super) async fn cases_and_backtest(
        &self,
        ground: &Ground,
    ) -> Result<(Option<CasesEvidence>, Option<BacktestEvidence>), ServiceError> {
        let Some(new) = ground.new.books.clone() else { return Ok((None, None)) };
        let moves = moves_of(&ground.change.moves)?;
        let backtest = self.backtest(&ground.old, Arc::clone(&new), &moves, limits::BACKTEST).await?;
        Ok((self.cases_of(ground).await?, Some(backtest)))
    }

    /// What a change means to running cases now; none where its documents have errors.
    pub(super) async fn cases_of(&self, ground: &Ground) -> Result<Option<CasesEvidence>, ServiceError> {
        let Some(new) = ground.new.books.clone() else { return Ok(None) };
        let moves = moves_of(&ground.change.moves)?;
        let look = Look {
            inner: &self.inner,
            old: &ground.old,
            new: &new,
            moves: &moves,
            change: &ground.change.id,
            now: self.now(),
        };
        look.evidence().await.map(Some)
    }
}

/// What a change says about running cases.
///
/// # Errors
/// When it is not of the shape that it must have.
pub fn moves_of(text: &str) -> Result<Moves, ServiceError> {
    if text.trim().is_empty() {
        return Ok(Moves::default());
    }
    serde_json::from_str(text).map_err(|e| ServiceError::refused("moves-shape", [("detail", e.to_string())]))
}

async fn choices_of(look: &Look<'_>, policy: &str, after: &str) -> Result<Choices, ServiceError> {
    let mut choices = Choices {
        policy: policy.to_owned(),
        running: look.inner.store.read().count_running(policy).await? as usize,
        cases: Vec::new(),
        more: None,
        states: BTreeMap::new(),
        clocks: BTreeSet::new(),
        targets: targets(look.new, policy),
    };
    let moves = look.moves.of(policy);
    let (mut last, mut looked) = (String::new(), 0);
    while let Some((next, cases)) = look.page(policy, &last, limits::LIST as i64, true).await? {
        looked += cases.len();
        for case in cases {
            choices.learn(&case, &moves.states);
            let wanted = case.instance.as_str() > after;
            if wanted && choices.cases.len() < limits::PAGE as usize {
                choices.cases.push(case);
            } else if wanted {
                choices.more = choices.cases.last().map(|case| case.instance.clone());
            }
        }
        last = next;
        if looked >= limits::MOVE_SAMPLE && choices.more.is_some() {
            break;
        }
    }
    for state in moves.states.keys() {
        choices.states.entry(state.clone()).or_insert((0, true)).1 = true;
    }
    Ok(choices)
}

impl Choices {
    fn learn(&mut self, case: &CaseOutcome, known: &BTreeMap<String, String>) {
        for state in &case.states {
            self.states.entry(state.clone()).or_insert((0, known.contains_key(state))).0 += 1;
        }
        for why in &case.why {
            let arg = |name: &str| why.args.get(name).cloned().unwrap_or_default();
            let clock = |deadline, new, key| MovedClock { deadline, key, state: arg("state"), new };
            match why.code.as_str() {
                "state-gone" | "state-differs" => {
                    self.states.entry(arg("state")).or_insert((0, true)).1 = true;
                }
                "timer-choice" => drop(self.clocks.insert(clock(false, false, arg("timer")))),
                "timer-new" => drop(self.clocks.insert(clock(false, true, arg("timer")))),
                "deadline-choice" => drop(self.clocks.insert(clock(true, false, arg("state")))),
                _ => {}
            }
        }
        for fate in &case.fates {
            let Some(key) = &fate.key else { continue };
            let deadline = fate.thing == Thing::Deadline;
            let state = if deadline { key.clone() } else { state_of(key) };
            let new = fate.due.is_none() && !deadline;
            self.clocks.insert(MovedClock { deadline, key: key.clone(), state, new });
        }
    }

    /// What was chosen for a clock.
    pub fn chosen(moves: &Moves, policy: &str, clock: &MovedClock) -> Option<Keep> {
        let moves = moves.policies.get(policy)?;
        let (own, all) = match clock.deadline {
            true => (&moves.deadline, moves.deadlines),
            false => (&moves.timer, moves.timers),
        };
        own.get(&clock.key).copied().or(all.filter(|_| !clock.new))
    }
}

/// `after.<state>.<n>`
fn state_of(event: &str) -> String {
    let inner = event.strip_prefix("after.").unwrap_or(event);
    inner.rsplit_once('.').map_or(inner, |(state, _)| state).to_owned()
}

/// States of the new form that can be stood in.
fn targets(new: &Books, policy: &str) -> Vec<(String, Option<Bilingual>)> {
    let Some(found) = new.policy(policy) else { return Vec::new() };
    let states = found.charts.iter().flat_map(|chart| chart.chart.states.iter().skip(1));
    let leaves = states.filter(|state| matches!(state.kind, Kind::Atomic | Kind::Final));
    leaves.map(|state| (state.name.clone(), title_of(new, policy, &state.name))).collect()
}
