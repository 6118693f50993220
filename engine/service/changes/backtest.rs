//! The backtest of a change: the last finished cases of the policies it touches, gone through again under the draft.
//!
//! Only reads, and outside of the writer. What is kept of it names states, never people.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use guicheng_core::backtest::{Draft, Finding, Past, Verdict, judge};
use guicheng_core::case::{self, Moves};
use guicheng_core::text::Bilingual;
use guicheng_core::value::Moment;
use serde::{Deserialize, Serialize};

use super::impact::Look;
use crate::limits;
use crate::service::documents::Books;
use crate::service::replay::{inputs_of, moved};
use crate::service::{HistoryLine, Service, ServiceError};
use crate::store::tables::case::InstanceRow;

/// How finished cases would have gone. Part of a change's evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BacktestEvidence {
    /// How many cases were gone through …
    pub cases: usize,
    /// … of them: the same way at the same times …
    pub same: usize,
    /// … the same way at other times …
    pub times: usize,
    /// … another way …
    pub other: usize,
    /// … and those that cannot be judged.
    pub unknown: usize,
    /// Tasks that were done after their deadline then …
    pub late: u32,
    /// … and would have been under the draft, in all that could be judged.
    pub would_be_late: u32,
    /// Cases one by one: another way first, then what cannot be judged, then other times; at most
    /// [`limits::EVIDENCE_CASES`].
    pub list: Vec<Backtested>,
    /// How many were left off that list.
    pub left_off: usize,
}

/// One finished case under the draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backtested {
    /// Its id.
    pub instance: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its policy.
    pub policy: String,
    /// When it ended.
    pub ended_at: Moment,
    /// What was found out.
    #[serde(flatten)]
    pub finding: Finding,
    /// Titles of the states that the finding names, as far as they have any.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, Bilingual>,
}

/// A finished case with its entries and the revisions it ran on.
struct Material {
    row: InstanceRow,
    /// Each stretch: what it ran on, and its entries there; the first of each later one is the move.
    stretches: Vec<(Arc<Books>, Vec<HistoryLine>)>,
}

impl Service {
    /// The last `n` finished cases (at most [`limits::BACKTEST_MOST`]) of all policies that differ between the two, under
    /// the new one.
    ///
    /// # Errors
    /// The database.
    pub(crate) async fn backtest(
        &self,
        old: &Books,
        new: Arc<Books>,
        moves: &Moves,
        n: usize,
    ) -> Result<BacktestEvidence, ServiceError> {
        let look = Look { inner: &self.inner, old, new: &new, moves, change: "", now: self.now() };
        let n = n.min(limits::BACKTEST_MOST);
        let mut rows = Vec::new();
        for policy in look.touched().into_keys().filter(|policy| new.policy(policy).is_some()) {
            rows.extend(self.inner.store.read().finished_cases(&policy, n as i64).await?);
        }
        rows.sort_by(|a, b| (b.ended_at, &b.id).cmp(&(a.ended_at, &a.id)));
        rows.truncate(n);
        let mut result = BacktestEvidence::default();
        for some in rows.chunks(limits::BACKTEST_CHUNK) {
            let mut materials = Vec::new();
            for row in some {
                materials.push(self.material(row.clone()).await?);
            }
            let (new, moves) = (Arc::clone(&new), moves.clone());
            // Minutes of one core at the most: not on the threads that answer people.
            let tried = tokio::task::spawn_blocking(move || {
                materials.into_iter().map(|material| try_one(material, &new, &moves)).collect::<Vec<_>>()
            });
            let tried = tried.await.map_err(|e| ServiceError::Broken(e.to_string()))?;
            tried.into_iter().for_each(|tried| result.take(tried));
        }
        let order = |tried: &Backtested| match tried.finding.verdict {
            Verdict::Other(_) => 0,
            Verdict::Unknown(_) => 1,
            _ => 2,
        };
        result.list.sort_by_key(order);
        result.left_off = result.list.len().saturating_sub(limits::EVIDENCE_CASES);
        result.list.truncate(limits::EVIDENCE_CASES);
        Ok(result)
    }

    async fn material(&self, row: InstanceRow) -> Result<Material, ServiceError> {
        let mut stretches: Vec<(Arc<Books>, Vec<HistoryLine>)> = Vec::new();
        for line in self.history_of(&row.id).await? {
            if line.entry.snapshot.is_none() {
                continue;
            }
            if stretches.is_empty() || line.entry.kind == "move" {
                // The first entry and each move name all documents that the case runs on from then on.
                let books = self.inner.library_with(&line.entry.under, &row.policy).await?;
                stretches.push((books, Vec::new()));
            }
            if let Some((_, lines)) = stretches.last_mut() {
                lines.push(line);
            }
        }
        Ok(Material { row, stretches })
    }
}

fn try_one(material: Material, new: &Books, moves: &Moves) -> Backtested {
    let Material { row, stretches } = material;
    let last = stretches.last().map(|(books, _)| Arc::clone(books));
    let finding = match past_of(&row, &stretches) {
        Ok(past) => {
            let names = moves.of(&row.policy).states;
            let draft = new.policy(&row.policy).map(|policy| Draft {
                policy,
                form: new.form_of(policy).map(|form| &**form),
                calendar: new.calendar(),
                names: &names,
            });
            draft.map(|draft| judge(&past, draft))
        }
        Err(_) => None,
    };
    // A record that does not agree with itself is the auditor's matter; here it is one that does not tell.
    let finding = finding.unwrap_or_else(|| Finding {
        verdict: Verdict::Unknown(guicheng_core::backtest::Unknown {
            code: "record".to_owned(),
            about: String::new(),
            state: String::new(),
        }),
        late: 0,
        would_be_late: 0,
    });
    let titles = titles(&finding, &row.policy, last.as_deref(), new);
    Backtested {
        instance: row.id,
        number: row.number,
        policy: row.policy,
        ended_at: row.ended_at.unwrap_or(row.started_at),
        finding,
        titles,
    }
}

/// The case carried out once more by its own revisions.
fn past_of(row: &InstanceRow, stretches: &[(Arc<Books>, Vec<HistoryLine>)]) -> Result<Past, String> {
    let mut past = Past::of(&row.id);
    let mut before: Option<&Arc<Books>> = None;
    for (books, lines) in stretches {
        for line in lines {
            if line.entry.kind == "move" {
                let old = before.ok_or("a move before the start")?;
                let (snapshot, _) = moved(row, &line.entry, past.snapshot().cloned(), old, books)?;
                past.moved(snapshot);
                continue;
            }
            let policy = books.policy(&row.policy).ok_or("no policy")?;
            let (command, inputs) = inputs_of(&row.id, &line.entry, books)?;
            let case::Inputs { now, actor, world, .. } = inputs;
            past.step(policy, books.calendar(), (now, actor), command, world.all())?;
        }
        before = Some(books);
    }
    Ok(past)
}

fn titles(finding: &Finding, policy: &str, old: Option<&Books>, new: &Books) -> BTreeMap<String, Bilingual> {
    let states: BTreeSet<String> = match &finding.verdict {
        Verdict::Same => BTreeSet::new(),
        Verdict::Times { state, .. } => [state.clone()].into(),
        Verdict::Other(parting) => {
            [&parting.after, &parting.was, &parting.would].into_iter().flatten().cloned().collect()
        }
        Verdict::Unknown(unknown) => [unknown.state.clone()].into(),
    };
    let title = |state: &str| {
        let sides = [Some(new), old];
        sides.into_iter().flatten().find_map(|books| title_of(books, policy, state))
    };
    states.into_iter().filter_map(|state| Some((state.clone(), title(&state)?))).collect()
}

/// A state's title, or its task's; else that of the nearest state around it that has one.
pub fn title_of(books: &Books, policy: &str, state: &str) -> Option<Bilingual> {
    let policy = books.policy(policy)?;
    let (chart, state) = policy.find_state(state)?;
    let chart = &policy.charts[chart];
    let own = |state: usize| {
        let work = &chart.work[state];
        work.title.clone().or_else(|| work.task.as_ref()?.title.clone())
    };
    std::iter::once(state).chain(chart.chart.proper_ancestors(state, None)).find_map(own)
}

impl BacktestEvidence {
    fn take(&mut self, tried: Backtested) {
        self.cases += 1;
        match tried.finding.verdict {
            Verdict::Same => self.same += 1,
            Verdict::Times { .. } => self.times += 1,
            Verdict::Other(_) => self.other += 1,
            Verdict::Unknown(_) => self.unknown += 1,
        }
        if !matches!(tried.finding.verdict, Verdict::Unknown(_)) {
            self.late += tried.finding.late;
            self.would_be_late += tried.finding.would_be_late;
        }
        if tried.finding.verdict != Verdict::Same {
            self.list.push(tried);
        }
    }
}
