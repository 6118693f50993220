//! Tasks that people could not act on in time: without a title, a deadline, or anything that follows it.

use super::bench::{Bench, Place};
use crate::policy::{PolicyChart, TaskRule};

pub(super) fn check(bench: &mut Bench<'_>) {
    let policy = bench.policy;
    for (chart, on) in policy.charts.iter().enumerate() {
        for (state, work) in on.work.iter().enumerate() {
            let name = || [("state", on.chart.states[state].name.clone())];
            match &work.task {
                Some(task) => {
                    if work.title.is_none() && task.title.is_none() {
                        bench.warning("G0632", (chart, state), work.span, name());
                    }
                    if task.due.is_none() {
                        bench.warning("G0626", (chart, state), task.span, name());
                    } else if task.overdue.is_empty() {
                        bench.warning("G0627", (chart, state), task.span, name());
                    }
                    choices(bench, (chart, state), on, task);
                }
                None if work.title.is_none() && (work.milestone || work.for_each.is_some()) && state != 0 => {
                    bench.warning("G0632", (chart, state), work.span, name());
                }
                None => {}
            }
        }
    }
}

/// A button needs words.
fn choices(bench: &mut Bench<'_>, place: Place, on: &PolicyChart, task: &TaskRule) {
    for choice in &task.choices {
        let mut transitions = on.chart.states[place.1].transitions.iter().copied();
        let first = transitions.find(|&t| on.chart.transitions[t].events.contains(choice));
        if let Some(written) = first.map(|t| &on.choices[t]).filter(|written| written.title.is_none()) {
            bench.warning("G0631", place, written.span, [("choice", choice.clone())]);
        }
    }
}
