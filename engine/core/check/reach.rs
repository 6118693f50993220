//! States that nothing leads to, and places from which no way leads to the end.

use std::collections::BTreeSet;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::bench::Bench;
use super::graph::{Graph, Node};
use crate::chart::{Kind, StateId};
use crate::policy::PolicyChart;
use crate::text::Severity;

pub(super) fn check(bench: &mut Bench<'_>, graphs: &[Graph]) {
    let policy = bench.policy;
    for (chart, (on, graph)) in policy.charts.iter().zip(graphs).enumerate() {
        if let Some(&state) = graph.circle.last() {
            let span = on.work[state].span;
            bench.error("G0658", (chart, state), span, [("state", on.chart.states[state].name.clone())]);
        }
        if !graph.complete {
            bench.report(Severity::Note, "G0654", (chart, 0), on.work[0].span, []);
            continue;
        }
        unreachable(bench, chart, on, graph);
        dead_ends(bench, chart, on, graph);
    }
}

fn unreachable(bench: &mut Bench<'_>, chart: usize, on: &PolicyChart, graph: &Graph) {
    let mut reached: BTreeSet<StateId> = BTreeSet::new();
    let edges = graph.starts.iter().chain(graph.nodes.iter().flat_map(|node| &node.edges));
    edges.for_each(|edge| reached.extend(&edge.entered));
    reached.extend(&graph.circle);
    for (id, state) in on.chart.states.iter().enumerate().skip(1) {
        let parent_reached = state.parent.is_none_or(|parent| parent == 0 || reached.contains(&parent));
        let never = !reached.contains(&id) && !matches!(state.kind, Kind::History { .. });
        // The outermost one says it for all inside.
        if never && parent_reached {
            bench.error("G0623", (chart, id), on.work[id].span, [("state", state.name.clone())]);
        }
    }
}

fn dead_ends(bench: &mut Bench<'_>, chart: usize, on: &PolicyChart, graph: &Graph) {
    let alive = leading_to_the_end(graph);
    let mut ways: DiGraph<usize, ()> = DiGraph::new();
    let indices: Vec<NodeIndex> = (0..graph.nodes.len()).map(|node| ways.add_node(node)).collect();
    for (from, node) in graph.nodes.iter().enumerate() {
        for edge in &node.edges {
            ways.add_edge(indices[from], indices[edge.to], ());
        }
    }
    let mut blamed: BTreeSet<StateId> = BTreeSet::new();
    for component in tarjan_scc(&ways) {
        let members: BTreeSet<usize> = component.iter().map(|index| ways[*index]).collect();
        let leaves =
            members.iter().flat_map(|node| &graph.nodes[*node].edges).any(|edge| !members.contains(&edge.to));
        if !leaves && members.iter().all(|node| !alive.contains(node)) {
            let nodes: Vec<&Node> = members.iter().map(|node| &graph.nodes[*node]).collect();
            blamed.extend(to_blame(on, &nodes));
        }
    }
    for state in blamed {
        let name = on.chart.states[state].name.clone();
        bench.error("G0624", (chart, state), on.work[state].span, [("state", name)]);
    }
}

/// Configurations from which some way leads to the end.
fn leading_to_the_end(graph: &Graph) -> BTreeSet<usize> {
    let mut alive: BTreeSet<usize> = (0..graph.nodes.len()).filter(|node| graph.nodes[*node].ended).collect();
    loop {
        let reaches = |node: &usize| graph.nodes[*node].edges.iter().any(|edge| alive.contains(&edge.to));
        let more: Vec<usize> =
            (0..graph.nodes.len()).filter(|n| !alive.contains(n)).filter(reaches).collect();
        if more.is_empty() {
            return alive;
        }
        alive.extend(more);
    }
}

/// Which states of a trap to show: those that have no way out at all, else all that the trap always holds.
fn to_blame(on: &PolicyChart, nodes: &[&Node]) -> Vec<StateId> {
    let chart = &on.chart;
    let innermost = |node: &Node| -> BTreeSet<StateId> {
        let inner = node.states.iter().copied();
        inner.filter(|s| matches!(chart.states[*s].kind, Kind::Atomic | Kind::Final)).collect()
    };
    let mut held = innermost(nodes[0]);
    nodes[1..].iter().for_each(|node| held = &held & &innermost(node));
    if held.is_empty() {
        held = innermost(nodes[0]);
    }
    let stuck = |state: &StateId| {
        let mut around = std::iter::once(*state).chain(chart.proper_ancestors(*state, None));
        !around.any(|s| !chart.states[s].transitions.is_empty())
    };
    let blamed: Vec<StateId> =
        held.iter().copied().filter(|s| chart.states[*s].kind == Kind::Atomic && stuck(s)).collect();
    if !blamed.is_empty() {
        return blamed;
    }
    // An end inside a state that nobody listens to: the state around it is where the case stands still.
    held.iter()
        .map(|&s| if chart.states[s].kind == Kind::Final { chart.states[s].parent.unwrap_or(s) } else { s })
        .collect()
}
