//! What carries the manual out, and how often that was exercised: tasks counted by state and choice.
//!
//! A state is exercised by its tasks and those of the states in it, a transition by the tasks that took its choice, a
//! policy as a whole by all its tasks. Tables, figures and fields are used within steps and not counted by themselves.

use std::collections::BTreeMap;

use guicheng_core::document::{Carrier, Carries, Coverage, DocumentKind, PlaceKind};
use guicheng_core::value::Moment;

use super::documents::Books;
use super::{Service, ServiceError};
use crate::limits;
use crate::store::tables::task::Exercised;

/// How often something was exercised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Often {
    /// Ever.
    pub all: i64,
    /// In the year before.
    pub year: i64,
}

/// Carriers of the documents in force (or of a past moment) with what is needed to count.
pub struct Carrying {
    /// All citations.
    pub carries: Carries,
    /// How much of each chapter is carried out.
    pub coverage: Vec<Coverage>,
    counts: Vec<Exercised>,
}

impl Service {
    /// What carries the manual out under these documents, and how often; the year is counted back from `now`.
    pub async fn carrying(&self, books: &Books, now: Moment) -> Result<Carrying, ServiceError> {
        let carries = Carries::of(books);
        let coverage = Coverage::of(books, &carries);
        let since = Moment(now.0 - limits::YEAR_MICROS);
        let counts = self.inner.store.read().exercised(since).await?;
        Ok(Carrying { carries, coverage, counts })
    }
}

impl Carrying {
    /// How often a place was exercised; `None` for places that are not counted by themselves.
    pub fn often(&self, books: &Books, carrier: &Carrier) -> Option<Often> {
        if carrier.document.kind() != DocumentKind::Policy {
            return None;
        }
        let policy = carrier.document.name();
        let counts = self.counts.iter().filter(|count| count.policy == policy);
        let keys: Vec<&str> = carrier.place.split('.').collect();
        match carrier.kind {
            PlaceKind::Whole => Some(sum(counts)),
            PlaceKind::State => {
                let inside = within(books, policy, keys.last()?);
                Some(sum(counts.filter(|count| inside.contains(&count.state.as_str()))))
            }
            PlaceKind::Transition => {
                let on = keys.iter().rposition(|key| *key == "on")?;
                let (state, event) = (keys.get(on.checked_sub(1)?)?, keys.get(on + 1)?);
                Some(sum(counts.filter(|count| count.state == *state && count.choice == *event)))
            }
            _ => None,
        }
    }

    /// How often a paragraph was exercised: all places that carry it out and are counted.
    pub fn often_paragraph(&self, books: &Books, clause: &str) -> Option<Often> {
        let carriers = self.carries.of_paragraph(clause);
        // A state and a transition in it would count the same task twice: places within another one are left out.
        let mut places: BTreeMap<(String, String), &Carrier> = BTreeMap::new();
        for carrier in carriers {
            places.insert((carrier.document.to_string(), carrier.place.clone()), carrier);
        }
        let outer = |carrier: &Carrier| {
            places.keys().any(|(document, place)| {
                *document == *carrier.document.as_str()
                    && carrier.place.strip_prefix(place.as_str()).is_some_and(|rest| rest.starts_with('.'))
            })
        };
        let counted = places.values().filter(|carrier| !outer(carrier));
        let mut found: Option<Often> = None;
        for often in counted.filter_map(|carrier| self.often(books, carrier)) {
            let sum = found.unwrap_or_default();
            found = Some(Often { all: sum.all + often.all, year: sum.year + often.year });
        }
        found
    }
}

fn sum<'c>(counts: impl Iterator<Item = &'c Exercised>) -> Often {
    counts.fold(Often::default(), |sum, count| Often {
        all: sum.all + count.all,
        year: sum.year + count.recent,
    })
}

/// A state and all states in it, those of its items' charts, too.
fn within<'b>(books: &'b Books, policy: &str, state: &str) -> Vec<&'b str> {
    let Some(policy) = books.policy(policy) else { return Vec::new() };
    let Some((chart, id)) = policy.find_state(state) else { return Vec::new() };
    let mut charts = vec![(chart, id, policy.charts[chart].chart.states[id].last)];
    let mut names = Vec::new();
    while let Some((chart, first, last)) = charts.pop() {
        let states = &policy.charts[chart].chart.states;
        names.extend(states.iter().take(last + 1).skip(first).map(|state| state.name.as_str()));
        let inner = policy.charts.iter().enumerate().filter(|(_, inner)| {
            inner.owner.is_some_and(|(outer, state)| outer == chart && (first..=last).contains(&state))
        });
        charts.extend(inner.map(|(index, inner)| (index, 0, inner.chart.states.len().saturating_sub(1))));
    }
    names
}
