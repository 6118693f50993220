//! Transitions that are never taken because an earlier one of the same state always comes first.

use super::bench::Bench;
use super::guards;
use crate::chart::Transition;
use crate::policy::Work;

pub(super) fn check(bench: &mut Bench<'_>) {
    let policy = bench.policy;
    for (chart, on) in policy.charts.iter().enumerate() {
        for (state, transitions) in on.chart.states.iter().map(|state| &state.transitions).enumerate() {
            for (index, &later) in transitions.iter().enumerate() {
                let hides = |&&earlier: &&usize| {
                    let (earlier, later) = (&on.chart.transitions[earlier], &on.chart.transitions[later]);
                    covers(&earlier.events, &later.events) && always_first(bench, earlier, later)
                };
                let Some(&earlier) = transitions[..index].iter().find(hides) else { continue };
                let line = bench.source.place(on.choices[earlier].span.start).line.to_string();
                bench.error("G0625", (chart, state), on.choices[later].span, [("line", line)]);
            }
        }
    }
}

/// Whether whatever the later one listens for, the earlier one hears, too.
fn covers(earlier: &[String], later: &[String]) -> bool {
    if earlier.is_empty() || later.is_empty() {
        return earlier.is_empty() && later.is_empty();
    }
    let hears = |wide: &String, narrow: &String| {
        let wide = wide.strip_suffix(".*").unwrap_or(wide);
        let narrow = narrow.strip_suffix(".*").unwrap_or(narrow);
        let below = narrow.strip_prefix(wide);
        wide == "*" || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    later.iter().all(|narrow| earlier.iter().any(|wide| hears(wide, narrow)))
}

/// Without a condition, or under one that holds whenever the later one's does.
fn always_first(bench: &Bench<'_>, earlier: &Transition<Work>, later: &Transition<Work>) -> bool {
    let text = |guard: Option<usize>| guard.map(|guard| bench.policy.scripts[guard].text());
    match (text(earlier.guard), text(later.guard)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(earlier), Some(later)) => {
            let [earlier, later] = [earlier, later].map(|text| guards::read(bench.policy, text));
            guards::follows(bench, &later, &earlier)
        }
    }
}
