//! What is known of how work goes: how often cases come, how long tasks take, what people choose and fill in.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::chance::Spread;

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// The assumptions of a run. Lengths are working microseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The first day of each run.
    pub starts: Date,
    /// From one case to the next.
    pub every: Spread,
    /// Cases of one run. Runs have nothing to do with each other; in each, cases wait for the same people.
    pub cases_per_run: usize,
    /// From a task's opening until somebody takes it up; occupies nobody.
    pub waits: Spread,
    /// How long it then occupies one holder of the post.
    pub takes: Spread,
    /// How many people of a post work at once; of others, as many as hold it, at least one.
    pub posts: BTreeMap<String, usize>,
    /// By state.
    pub tasks: BTreeMap<String, TaskPlan>,
    /// By field of the form.
    pub fields: BTreeMap<String, FieldPlan>,
    /// By state: what is heard from outside while it is active, and how long after it was entered.
    pub signals: BTreeMap<String, (String, Spread)>,
}

/// What is known of one state's task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskPlan {
    /// Instead of [`Plan::waits`].
    pub waits: Option<Spread>,
    /// Instead of [`Plan::takes`].
    pub takes: Option<Spread>,
    /// How often each choice is made, in millionths; those that are not named, never.
    pub choices: BTreeMap<String, i64>,
}

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldPlan {
    /// One of these texts, by weight in millionths.
    Texts(Vec<(String, i64)>),
    /// A number in millionths; of a date or moment, days from today.
    Number(Spread),
}

impl Plan {
    /// What is assumed where nothing is said: about one case each working day; a task is taken up within half a day and
    /// occupies somebody for about an hour.
    pub fn from(starts: Date) -> Plan {
        Plan {
            starts,
            every: Spread::Exponential(540 * MINUTE),
            cases_per_run: 250,
            waits: Spread::Uniform(0, 240 * MINUTE),
            takes: Spread::Triangular(10 * MINUTE, 30 * MINUTE, 180 * MINUTE),
            posts: BTreeMap::new(),
            tasks: BTreeMap::new(),
            fields: BTreeMap::new(),
            signals: BTreeMap::new(),
        }
    }

    pub(super) fn waits(&self, state: &str) -> Spread {
        self.tasks.get(state).and_then(|task| task.waits).unwrap_or(self.waits)
    }

    pub(super) fn takes(&self, state: &str) -> Spread {
        self.tasks.get(state).and_then(|task| task.takes).unwrap_or(self.takes)
    }

    /// The weight of each choice. Where nothing is said, the first counts four times as much as each other one.
    pub(super) fn weights(&self, state: &str, choices: &[String]) -> Vec<i64> {
        let said = self.tasks.get(state).map(|task| &task.choices).filter(|said| !said.is_empty());
        let weight = |(place, choice): (usize, &String)| match said {
            Some(said) => said.get(choice).copied().unwrap_or(0),
            None if place == 0 => 4,
            None => 1,
        };
        choices.iter().enumerate().map(weight).collect()
    }
}
