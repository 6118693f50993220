//! What a change makes of a chart: states and lines that are new, gone, or another than before.
//!
//! Colour alone tells nothing on paper: a mark is said in the text of the box or the line, and the description of the
//! picture lists what is marked.

use std::collections::{BTreeMap, BTreeSet};

use super::words::Words;
use crate::document::diff::{Deadline, Difference, How, Said};
use crate::policy::Policy;

/// What happened to a state or line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    New,
    Gone,
    Changed,
}

/// Marks by the names of states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// States.
    pub states: BTreeMap<String, Mark>,
    /// Lines by their two ends.
    pub lines: BTreeMap<(String, String), Mark>,
    /// Lines of text for a state's box, in the picture's language: `15 天 → 10 天`.
    pub notes: BTreeMap<String, Vec<String>>,
}

impl Mark {
    pub(super) fn class(self) -> &'static str {
        match self {
            Mark::New => "new",
            Mark::Gone => "gone",
            Mark::Changed => "changed",
        }
    }

    /// Said with a text: `【新】二次回访`.
    pub(super) fn beside(self, words: &Words<'_>, text: &str) -> String {
        let id = match self {
            Mark::New => "picture-mark-new",
            Mark::Gone => "picture-mark-gone",
            Mark::Changed => "picture-mark-changed",
        };
        words.say(id, [("text", text)])
    }
}

impl Marks {
    /// The marks of the old picture and of the new one. `say` gives a deadline that moved in the picture's language.
    pub fn of(
        (old, new): (&Policy, &Policy),
        differences: &[Difference],
        deadlines: &[Deadline],
        say: &dyn Fn(&Deadline) -> String,
    ) -> (Marks, Marks) {
        let (mut before, mut after) = (Marks::default(), Marks::default());
        let own = differences
            .iter()
            .filter(|d| d.document.name() == new.id && d.document.as_str().starts_with("policies/"));
        let mut renamed: BTreeMap<&str, &str> = BTreeMap::new();
        for difference in own {
            let Some(state) = &difference.state else { continue };
            match (difference.how, difference.what.as_str(), &difference.old) {
                (How::Added, "state", _) => after.states.insert(state.clone(), Mark::New),
                (How::Removed, "state", _) => before.states.insert(state.clone(), Mark::Gone),
                (How::Renamed, "state", Some(Said::Text(name))) => {
                    renamed.insert(name, state);
                    before.states.insert(name.clone(), Mark::Changed);
                    after.states.insert(state.clone(), Mark::Changed)
                }
                _ => after.states.insert(state.clone(), Mark::Changed),
            };
        }
        for deadline in deadlines.iter().filter(|deadline| deadline.policy == new.id) {
            after.states.entry(deadline.state.clone()).or_insert(Mark::Changed);
            after.notes.entry(deadline.state.clone()).or_default().push(say(deadline));
        }
        // What has changed is marked where it was, too.
        let changed = after
            .states
            .iter()
            .filter(|(name, mark)| **mark == Mark::Changed && old.find_state(name).is_some());
        before.states.extend(changed.map(|(name, mark)| (name.clone(), *mark)));
        let is_inside_new = |name: &str| inside(new, &after.states, Mark::New, name);
        let is_inside_gone = |name: &str| inside(old, &before.states, Mark::Gone, name);
        let all_new: Vec<String> = names(new).filter(|name| is_inside_new(name)).collect();
        let all_gone: Vec<String> = names(old).filter(|name| is_inside_gone(name)).collect();
        after.states.extend(all_new.into_iter().map(|name| (name, Mark::New)));
        before.states.extend(all_gone.into_iter().map(|name| (name, Mark::Gone)));
        let now = |(from, to): (String, String)| {
            let name =
                |name: String| renamed.get(name.as_str()).map_or(name.clone(), |new| (*new).to_owned());
            (name(from), name(to))
        };
        let (old_lines, new_lines) = (lines(old), lines(new));
        let old_as_now: BTreeSet<(String, String)> = old_lines.iter().cloned().map(now).collect();
        after.lines.extend(new_lines.difference(&old_as_now).cloned().map(|line| (line, Mark::New)));
        let gone = old_lines.into_iter().filter(|line| !new_lines.contains(&now(line.clone())));
        before.lines.extend(gone.map(|line| (line, Mark::Gone)));
        (before, after)
    }

    /// Whether there is anything to mark.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty() && self.lines.is_empty()
    }

    /// What is marked, in a sentence for those who do not see the picture.
    pub(super) fn describe(&self, words: &Words<'_>) -> Option<String> {
        let titles = |mark: Mark| {
            let marked = self.states.iter().filter(|(_, own)| **own == mark);
            let titles: Vec<String> = marked
                .filter_map(|(name, _)| {
                    words.policy.find_state(name).and_then(|(chart, state)| words.title(chart, state))
                })
                .collect();
            (!titles.is_empty()).then(|| words.list(&titles))
        };
        let said = [
            titles(Mark::New).map(|titles| words.say("picture-describe-new", [("states", &titles)])),
            titles(Mark::Gone).map(|titles| words.say("picture-describe-gone", [("states", &titles)])),
            titles(Mark::Changed).map(|titles| words.say("picture-describe-changed", [("states", &titles)])),
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.concat())
    }
}

fn names(policy: &Policy) -> impl Iterator<Item = String> + '_ {
    policy.charts.iter().flat_map(|chart| chart.chart.states.iter().skip(1).map(|state| state.name.clone()))
}

/// Whether a state around this one has the mark: what lies inside a new state is new.
fn inside(policy: &Policy, states: &BTreeMap<String, Mark>, mark: Mark, name: &str) -> bool {
    let Some((chart, id)) = policy.find_state(name) else { return false };
    let around = policy.charts[chart].chart.proper_ancestors(id, None);
    let owner =
        policy.charts[chart].owner.map(|(chart, state)| &policy.charts[chart].chart.states[state].name);
    let mut names = around.map(|state| &policy.charts[chart].chart.states[state].name).chain(owner);
    names.any(|name| states.get(name) == Some(&mark))
}

fn lines(policy: &Policy) -> BTreeSet<(String, String)> {
    let mut lines = BTreeSet::new();
    for chart in policy.charts.iter().map(|chart| &chart.chart) {
        for transition in &chart.transitions {
            let name = |state: usize| chart.states[state].name.clone();
            lines.extend(transition.targets.iter().map(|&target| (name(transition.source), name(target))));
        }
    }
    lines
}
