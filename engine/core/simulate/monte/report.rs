//! What came of a simulation, in figures.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// The figures of a simulation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Policy id.
    pub policy: String,
    /// With which another one gives the same.
    pub seed: u64,
    /// Cases that were started.
    pub cases: usize,
    /// How many times a company began anew.
    pub runs: usize,
    /// Starts that the form or the policy refused.
    pub not_started: usize,
    /// Cases that came to an end.
    pub ended: usize,
    /// From start to end, by the clock on the wall.
    pub calendar: Lengths,
    /// From start to end, while the company was open.
    pub working: Lengths,
    /// In which final states they ended, the most frequent first.
    pub ends: Vec<Ends>,
    /// Tasks by state, in the policy's order.
    pub tasks: Vec<Deadlines>,
    /// Posts by load, the most loaded first.
    pub posts: Vec<Desk>,
    /// Proposed penalties.
    pub penalties: Sum,
    /// Proposed rewards.
    pub rewards: Sum,
    /// Timers that could not act, by reason.
    pub incidents: BTreeMap<String, usize>,
    /// Tasks that could not be got rid of.
    pub stuck: Vec<Held>,
}

/// How long something takes: minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lengths {
    /// How many were measured.
    pub count: usize,
    /// The shortest.
    pub min: i64,
    /// Half are shorter.
    pub median: i64,
    /// Nine of ten are shorter.
    pub p90: i64,
    /// The longest.
    pub max: i64,
}

impl Lengths {
    /// Of these, in microseconds.
    pub(super) fn of(mut micros: Vec<i64>) -> Lengths {
        micros.sort_unstable();
        // The nearest rank: with three, the median is the second.
        let rank = |percent: usize| {
            let place = (micros.len() * percent).div_ceil(100).saturating_sub(1);
            micros.get(place).map_or(0, |micros| micros / MINUTE)
        };
        Lengths { count: micros.len(), min: rank(0), median: rank(50), p90: rank(90), max: rank(100) }
    }
}

/// How often cases ended in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ends {
    /// Final states, joined where several regions end.
    pub state: String,
    /// Cases.
    pub count: usize,
}

/// How a state's tasks went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadlines {
    /// The state.
    pub state: String,
    /// Tasks that were closed.
    pub closed: usize,
    /// Of these, those that the case went on without.
    pub cancelled: usize,
    /// Tasks that had a deadline, …
    pub due: usize,
    /// … and those open beyond it.
    pub late: usize,
    /// Open so long, in working minutes.
    pub open: Lengths,
}

/// How loaded a post is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Desk {
    /// Post, or person for tasks given to people.
    pub post: String,
    /// People at work at once.
    pub people: usize,
    /// Pieces of work done.
    pub done: usize,
    /// Working minutes spent while cases were still coming.
    pub busy: i64,
    /// Share of the people's working time in that time, per thousand.
    pub load: i64,
    /// How long work lay because everybody was busy, in working minutes.
    pub queue: Lengths,
}

/// How many, and how much in yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// How many.
    pub count: usize,
    /// Together.
    #[serde(serialize_with = "text")]
    pub yuan: Decimal,
}

/// Amounts are texts in JSON, as everywhere: no program may make them into floats.
fn text<S: serde::Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

/// A state whose task could not be got rid of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Held {
    /// The state; empty for starts.
    pub state: String,
    /// The last refusal.
    pub code: String,
    /// How often.
    pub count: usize,
}

/// Figures as they are gathered.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) cases: usize,
    pub(super) not_started: usize,
    pub(super) calendar: Vec<i64>,
    pub(super) working: Vec<i64>,
    pub(super) ends: BTreeMap<String, usize>,
    pub(super) tasks: BTreeMap<String, TaskTally>,
    pub(super) desks: BTreeMap<String, DeskTally>,
    pub(super) sums: BTreeMap<String, Sum>,
    pub(super) incidents: BTreeMap<String, usize>,
    pub(super) stuck: BTreeMap<(String, String), usize>,
}

#[derive(Default)]
pub(super) struct TaskTally {
    pub(super) closed: usize,
    pub(super) cancelled: usize,
    pub(super) due: usize,
    pub(super) late: usize,
    pub(super) open: Vec<i64>,
}

#[derive(Default)]
pub(super) struct DeskTally {
    pub(super) people: usize,
    pub(super) done: usize,
    pub(super) busy: i64,
    /// Working time of all its people while cases were coming, over all runs.
    pub(super) present: i64,
    pub(super) queue: Vec<i64>,
}

impl Tally {
    /// The report; `order` gives each state its place.
    pub(super) fn report(
        self,
        policy: &str,
        seed: u64,
        runs: usize,
        order: impl Fn(&str) -> usize,
    ) -> Report {
        let mut ends: Vec<Ends> = self.ends.into_iter().map(|(state, count)| Ends { state, count }).collect();
        ends.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.state.cmp(&b.state)));
        let mut tasks: Vec<Deadlines> = self
            .tasks
            .into_iter()
            .map(|(state, tally)| Deadlines {
                state,
                closed: tally.closed,
                cancelled: tally.cancelled,
                due: tally.due,
                late: tally.late,
                open: Lengths::of(tally.open),
            })
            .collect();
        tasks.sort_by_key(|task| order(&task.state));
        let mut posts: Vec<Desk> = self
            .desks
            .into_iter()
            .map(|(post, tally)| Desk {
                post,
                people: tally.people,
                done: tally.done,
                busy: tally.busy / MINUTE,
                load: if tally.present > 0 {
                    (tally.busy / 1_000) * 1_000 / (tally.present / 1_000).max(1)
                } else {
                    0
                },
                queue: Lengths::of(tally.queue),
            })
            .collect();
        posts.sort_by(|a, b| b.load.cmp(&a.load).then_with(|| a.post.cmp(&b.post)));
        let sum = |kind: &str| self.sums.get(kind).copied().unwrap_or_default();
        let stuck = self.stuck.into_iter();
        Report {
            policy: policy.to_owned(),
            seed,
            cases: self.cases,
            runs,
            not_started: self.not_started,
            ended: self.calendar.len(),
            calendar: Lengths::of(self.calendar),
            working: Lengths::of(self.working),
            ends,
            tasks,
            posts,
            penalties: sum("penalty"),
            rewards: sum("reward"),
            incidents: self.incidents,
            stuck: stuck.map(|((state, code), count)| Held { state, code, count }).collect(),
        }
    }
}
