//! Promises of a policy about its own chart, proved or refuted.
//!
//! Proved means: on every way through the chart, whatever its conditions say. A refutation names a way; if conditions
//! prevent it in fact, the chart can say so itself (an order of states), and then the promise holds.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::bench::Bench;
use super::graph::{Edge, Graph};
use crate::chart::{Kind, StateId};
use crate::policy::{PolicyChart, Promise};

/// States of a way that a finding names.
const SHOWN: usize = 12;

/// What is promised: no way from `from` (or the start) to `to` without `through`; or that there is a way at all.
enum Claim<'t> {
    Passes { from: Option<&'t str>, to: &'t str, through: &'t str },
    Reachable { to: &'t str, from: &'t str },
}

pub(super) fn check(bench: &mut Bench<'_>, graphs: &[Graph]) {
    let policy = bench.policy;
    for promise in &policy.promises {
        match read(&promise.text) {
            None => bench.error("G0633", (0, 0), promise.span, [("text", promise.text.clone())]),
            Some(claim) => judge(bench, graphs, promise, &claim),
        }
    }
}

fn read(text: &str) -> Option<Claim<'_>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["every", "path", "from", from, "to", to, "passes", through] => {
            Some(Claim::Passes { from: Some(from), to, through })
        }
        ["no", "path", "to", to, "avoids", through] => Some(Claim::Passes { from: None, to, through }),
        [to, "is", "reachable", "from", from] => Some(Claim::Reachable { to, from }),
        _ => None,
    }
}

fn judge(bench: &mut Bench<'_>, graphs: &[Graph], promise: &Promise, claim: &Claim<'_>) {
    let (from, to, through) = match *claim {
        Claim::Passes { from, to, through } => (from, to, Some(through)),
        Claim::Reachable { to, from } => (Some(from), to, None),
    };
    let names: Vec<&str> = from.into_iter().chain([to]).chain(through).collect();
    let missing: Vec<&str> =
        names.into_iter().filter(|name| bench.policy.find_state(name).is_none()).collect();
    if !missing.is_empty() {
        missing.into_iter().for_each(|name| unknown_state(bench, promise, name));
        return;
    }
    let find = |name: &str| bench.policy.find_state(name).unwrap_or_default();
    let (from, through, mut to) = (from.map(find), through.map(find), find(to));
    let chart = from.or(through).map_or(to.0, |(chart, _)| chart);
    // An item's state is entered only after the state that has the items.
    while to.0 != chart {
        let Some(owner) = bench.policy.charts[to.0].owner else { break };
        to = owner;
    }
    let apart = from.into_iter().chain(through).chain([to]).any(|(of, _)| of != chart);
    if apart || !graphs[chart].complete {
        return bench.warning("G0637", (0, 0), promise.span, [("text", promise.text.clone())]);
    }
    let way = Walk {
        graph: &graphs[chart],
        on: &bench.policy.charts[chart],
        from: from.map(|f| f.1),
        to: to.1,
        through: through.map(|t| t.1),
    };
    let found = way.find();
    let args = |path: String| [("text", promise.text.clone()), ("path", path)];
    match (through, found) {
        (Some(_), Some(path)) => bench.error("G0636", (0, 0), promise.span, args(path)),
        (None, None) => bench.error("G0659", (0, 0), promise.span, args(String::new())),
        _ => {}
    }
}

fn unknown_state(bench: &mut Bench<'_>, promise: &Promise, name: &str) {
    let policy = bench.policy;
    let states = policy.charts.iter().flat_map(|on| on.chart.states.iter().skip(1));
    let known: Vec<&str> = states.map(|state| state.name.as_str()).collect();
    bench.unknown(("G0634", "G0635"), (0, 0), promise.span, name, "", known);
}

/// Looks for a way from one state to another that avoids a third.
struct Walk<'g> {
    graph: &'g Graph,
    on: &'g PolicyChart,
    /// None: from the start.
    from: Option<StateId>,
    to: StateId,
    through: Option<StateId>,
}

/// How far one macrostep of the walk got.
enum Got {
    There,
    Through,
    Onward,
}

impl Walk<'_> {
    /// The states of such a way, or none if there is none.
    fn find(&self) -> Option<String> {
        if self.through.is_some() && self.through == self.from {
            return None;
        }
        let mut before: BTreeMap<usize, (Option<usize>, Vec<StateId>)> = BTreeMap::new();
        let mut queue = VecDeque::new();
        for (edge, entered) in self.beginnings() {
            // The state that the way begins with is not on the way.
            let after = if self.from.is_some() { &entered[1..] } else { &entered[..] };
            match self.follow(after, edge.to) {
                Got::There => return Some(self.shown(vec![entered])),
                Got::Through => {}
                Got::Onward => {
                    if let Entry::Vacant(vacant) = before.entry(edge.to) {
                        vacant.insert((None, entered));
                        queue.push_back(edge.to);
                    }
                }
            }
        }
        while let Some(node) = queue.pop_front() {
            for edge in &self.graph.nodes[node].edges {
                match self.follow(&edge.entered, edge.to) {
                    Got::There => return Some(self.path(&before, node, &edge.entered)),
                    Got::Through => {}
                    Got::Onward if before.contains_key(&edge.to) => {}
                    Got::Onward => {
                        before.insert(edge.to, (Some(node), edge.entered.clone()));
                        queue.push_back(edge.to);
                    }
                }
            }
        }
        None
    }

    /// Macrosteps in which the way begins, with the states entered from there on.
    fn beginnings(&self) -> Vec<(&Edge, Vec<StateId>)> {
        let edges = self.graph.starts.iter();
        let Some(from) = self.from else { return edges.map(|edge| (edge, edge.entered.clone())).collect() };
        let all = edges.chain(self.graph.nodes.iter().flat_map(|node| &node.edges));
        let begins = |edge: &'_ Edge| edge.entered.iter().position(|state| *state == from);
        all.filter_map(|edge| begins(edge).map(|at| (edge, edge.entered[at..].to_vec()))).collect()
    }

    fn follow(&self, entered: &[StateId], node: usize) -> Got {
        let at = |wanted: Option<StateId>| entered.iter().position(|state| Some(*state) == wanted);
        match (at(Some(self.to)), at(self.through)) {
            (Some(to), Some(through)) if through < to => Got::Through,
            (Some(_), _) => Got::There,
            (None, Some(_)) => Got::Through,
            // It may have been entered before, and be active still.
            (None, None) if self.through.is_some_and(|t| self.graph.nodes[node].states.contains(&t)) => {
                Got::Through
            }
            (None, None) => Got::Onward,
        }
    }

    fn path(
        &self,
        before: &BTreeMap<usize, (Option<usize>, Vec<StateId>)>,
        last: usize,
        end: &[StateId],
    ) -> String {
        let mut parts = vec![end.to_vec()];
        let mut node = Some(last);
        let mut seen = BTreeSet::new();
        while let Some((previous, entered)) = node.filter(|n| seen.insert(*n)).and_then(|n| before.get(&n)) {
            parts.push(entered.clone());
            node = *previous;
        }
        parts.reverse();
        self.shown(parts)
    }

    /// `registered → approval → …`: innermost states only, up to the one that is reached.
    fn shown(&self, parts: Vec<Vec<StateId>>) -> String {
        let states: Vec<StateId> = parts.concat();
        let end = states.iter().rposition(|state| *state == self.to).map_or(states.len(), |at| at + 1);
        let inner = |state: &&StateId| {
            **state == self.to || matches!(self.on.chart.states[**state].kind, Kind::Atomic | Kind::Final)
        };
        let names: Vec<&str> = states[..end]
            .iter()
            .filter(inner)
            .map(|state| self.on.chart.states[*state].name.as_str())
            .collect();
        match names.len() {
            0..=SHOWN => names.join(" → "),
            many => {
                let (head, tail) = (&names[..SHOWN / 2], &names[many - SHOWN / 2..]);
                format!("{} → … → {}", head.join(" → "), tail.join(" → "))
            }
        }
    }
}
