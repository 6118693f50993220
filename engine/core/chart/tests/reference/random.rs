//! Random charts, all of them legal: made from a string of bytes, so that a failing one shrinks with it.

use super::{Numbers, Test};
use crate::chart::{Chart, Initial, Kind, State, StateId, Transition};

/// Bytes that decide; after their end every decision is 0.
pub(super) struct Dna<'d> {
    bytes: std::slice::Iter<'d, u8>,
    blocks: u32,
}

impl<'d> Dna<'d> {
    pub(super) fn new(bytes: &'d [u8]) -> Self {
        Dna { bytes: bytes.iter(), blocks: 0 }
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % limit
    }

    /// Blocks have different numbers, so that the order is seen.
    fn block(&mut self) -> Option<u32> {
        (self.below(3) == 1).then(|| {
            self.blocks += 1;
            self.blocks
        })
    }
}

pub(super) fn chart(dna: &mut Dna<'_>) -> Chart<Numbers> {
    let mut chart = Chart::default();
    state(&mut chart, dna, None, Kind::Compound, 0);
    for id in 0..chart.states.len() {
        ways_in(&mut chart, dna, id);
    }
    for id in 0..chart.states.len() {
        if !matches!(chart.states[id].kind, Kind::Final | Kind::History { .. }) {
            for _ in 0..dna.below(3) {
                transition(&mut chart, dna, id);
            }
        }
    }
    chart
}

fn state(
    chart: &mut Chart<Numbers>,
    dna: &mut Dna<'_>,
    parent: Option<StateId>,
    kind: Kind,
    depth: usize,
) -> StateId {
    let id = chart.states.len();
    let entry: Vec<u32> = dna.block().into_iter().collect();
    let exit: Vec<u32> = dna.block().into_iter().collect();
    let name = format!("s{id}");
    let (children, transitions) = (vec![], vec![]);
    chart.add(State { name, parent, kind, children, last: id, initial: None, transitions, entry, exit });
    let mut kinds = Vec::new();
    if kind == Kind::Compound || kind == Kind::Parallel {
        // the first child is always an ordinary state
        let region = kind == Kind::Parallel;
        for index in 0..1 + usize::from(region) + dna.below(3) {
            kinds.push(match dna.below(9) {
                0..=2 => Kind::Atomic,
                3 | 4 if depth < 3 => Kind::Compound,
                5 if depth < 3 => Kind::Parallel,
                6 if index > 0 => Kind::History { deep: dna.below(2) == 1 },
                7 if index > 0 && !region => Kind::Final,
                _ if region && depth < 3 => Kind::Compound,
                _ => Kind::Atomic,
            });
        }
    }
    for kind in kinds {
        let child = state(chart, dna, Some(id), kind, depth + 1);
        chart.states[id].children.push(child);
    }
    chart.states[id].last = chart.states.len() - 1;
    id
}

/// Initials of compound states and defaults of histories.
fn ways_in(chart: &mut Chart<Numbers>, dna: &mut Dna<'_>, id: StateId) {
    let ordinary = |chart: &Chart<Numbers>, s: StateId| !matches!(chart.states[s].kind, Kind::History { .. });
    let targets: Vec<StateId> = match chart.states[id].kind {
        Kind::Compound if dna.below(4) == 1 => {
            (id + 1..=chart.states[id].last).filter(|&s| ordinary(chart, s) || dna.below(2) == 1).collect()
        }
        Kind::Compound => chart.child_states(id).collect(),
        Kind::History { deep } => {
            let parent = chart.states[id].parent.unwrap();
            let inside = parent + 1..=chart.states[parent].last;
            let further = deep || dna.below(4) == 1;
            inside
                .filter(|&s| ordinary(chart, s) && (further || chart.states[s].parent == Some(parent)))
                .collect()
        }
        _ => return,
    };
    let mut chosen = vec![targets[dna.below(targets.len())]];
    for _ in 0..2 {
        if dna.below(3) == 1 {
            join(chart, &mut chosen, targets[dna.below(targets.len())]);
        }
    }
    let block = dna.block();
    chart.states[id].initial = Some(Initial { targets: chosen, block });
}

fn transition(chart: &mut Chart<Numbers>, dna: &mut Dna<'_>, source: StateId) {
    let events: &[&str] =
        [&["a"][..], &["b"], &["a.x", "c"], &["*"], &[], &["done.state"], &["error"]][dna.below(7)];
    let events: Vec<String> = events.iter().map(|event| (*event).to_owned()).collect();
    let states = chart.states.len();
    let guard = (events.is_empty() || dna.below(3) == 1).then(|| test(dna, states));
    let mut targets = Vec::new();
    if dna.below(5) > 0 {
        targets.push(1 + dna.below(chart.states.len() - 1));
    }
    for _ in 0..3 {
        let other = 1 + dna.below(chart.states.len() - 1);
        if !targets.is_empty() && dna.below(3) == 1 {
            join(chart, &mut targets, other);
        }
    }
    let internal = dna.below(2) == 0;
    let block = dna.block();
    chart.states[source].transitions.push(chart.transitions.len());
    chart.transitions.push(Transition {
        source,
        events,
        guard,
        targets,
        internal,
        block,
        straight: false,
        first: false,
    });
}

fn test(dna: &mut Dna<'_>, states: usize) -> Test {
    match dna.below(9) {
        0..=3 => Test::Mood(1 << dna.below(8)),
        4 => Test::In(dna.below(states)),
        5 => Test::NotIn(dna.below(states)),
        6 | 7 => Test::Carries(dna.below(states) as i64),
        _ => Test::Fails,
    }
}

/// Adds a target if it can be active together with the others.
fn join(chart: &Chart<Numbers>, targets: &mut Vec<StateId>, other: StateId) {
    if targets.iter().all(|&target| may_be_active_together(chart, target, other)) {
        targets.push(other);
    }
}

/// In different regions of a parallel state; a history stands for its parent.
fn may_be_active_together(chart: &Chart<Numbers>, a: StateId, b: StateId) -> bool {
    let place = |s: StateId| match chart.states[s].kind {
        Kind::History { .. } => chart.states[s].parent.unwrap(),
        _ => s,
    };
    let (a, b) = (place(a), place(b));
    if a == b || chart.is_descendant(a, b) || chart.is_descendant(b, a) {
        return false;
    }
    let common = chart.proper_ancestors(a, None).find(|&above| chart.is_descendant(b, above));
    common.is_some_and(|common| chart.states[common].kind == Kind::Parallel)
}
