//! All configurations that a chart can reach, found by running its real algorithm with every answer that its
//! conditions could give.
//!
//! Conditions are taken as independent of each other (except `in_state`, which is known), so there may be more ways
//! here than in fact: what holds on all of them holds, what is found on one may be prevented by conditions. Time, data
//! and refusals are deliberately absent. An item's chart has a graph of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::chart::{Chart, ChartError, Event, Host, Kind, Machine, Micro, Runner, StateId};
use crate::policy::{Action, Expr, Policy, PolicyChart, ScriptId, Work};
use crate::value::Value;

/// Configurations of one chart that are looked at. The recall has 300; beyond this a chart is reported as too large.
const NODES: usize = 5_000;
/// Ways on from one configuration by one event.
const WAYS: usize = 256;
/// Answers of one way; later conditions on it are taken as not holding.
const ANSWERS: usize = 16;
/// Microsteps of one way: a chart that takes more runs in a circle if its conditions keep holding.
const CIRCLE: usize = 200;

/// The configurations of a chart and the ways between them.
#[derive(Debug)]
pub(super) struct Graph {
    /// The first one is that after the start … of the first way; see `starts`.
    pub(super) nodes: Vec<Node>,
    /// Ways into the chart.
    pub(super) starts: Vec<Edge>,
    /// False if limits were reached: then what is missing here may still exist.
    pub(super) complete: bool,
    /// States entered on a way that runs in a circle and never comes to rest; empty if there is none.
    pub(super) circle: Vec<StateId>,
}

/// A configuration at rest.
#[derive(Debug)]
pub(super) struct Node {
    /// Active states, in document order.
    pub(super) states: Vec<StateId>,
    /// The chart has reached its end.
    pub(super) ended: bool,
    /// Ways on.
    pub(super) edges: Vec<Edge>,
}

/// A macrostep.
#[derive(Debug)]
pub(super) struct Edge {
    /// Index of the configuration it leads to.
    pub(super) to: usize,
    /// States entered on the way, in order.
    pub(super) entered: Vec<StateId>,
}

/// A graph for each chart of a policy.
///
/// In a `settled` state one of the conditions always holds (or that none may was told): nothing rests there.
pub(super) fn explore(policy: &Policy, settled: &[BTreeSet<StateId>]) -> Vec<Graph> {
    let charts = policy.charts.iter().zip(settled);
    charts.map(|(on, settled)| Explorer::new(policy, on, settled).run()).collect()
}

type Key = (Vec<StateId>, BTreeMap<StateId, Vec<StateId>>, BTreeMap<StateId, StateId>, bool);

struct Explorer<'p> {
    policy: &'p Policy,
    on: &'p PolicyChart,
    settled: &'p BTreeSet<StateId>,
    graph: Graph,
    known: BTreeMap<Key, usize>,
    /// Machines of the nodes, by index.
    machines: Vec<Machine>,
}

impl<'p> Explorer<'p> {
    fn new(policy: &'p Policy, on: &'p PolicyChart, settled: &'p BTreeSet<StateId>) -> Self {
        let graph = Graph { nodes: Vec::new(), starts: Vec::new(), complete: true, circle: Vec::new() };
        Explorer { policy, on, settled, graph, known: BTreeMap::new(), machines: Vec::new() }
    }

    fn run(mut self) -> Graph {
        let blank = Machine::default();
        self.graph.starts = self.ways(&blank, None);
        let mut next = 0;
        while next < self.graph.nodes.len() {
            if self.graph.nodes.len() > NODES {
                self.graph.complete = false;
                break;
            }
            if !self.graph.nodes[next].ended {
                let machine = self.machines[next].clone();
                let mut edges = Vec::new();
                for event in self.events(&machine) {
                    edges.extend(self.ways(&machine, Some(&event)));
                }
                self.graph.nodes[next].edges = edges;
            }
            next += 1;
        }
        self.graph
    }

    /// Events that can come to a configuration from outside.
    fn events(&self, machine: &Machine) -> Vec<Event> {
        let chart = &self.on.chart;
        let mut events: Vec<Event> = Vec::new();
        for state in machine.configuration() {
            let work = &self.on.work[state];
            let choices = work.task.as_ref().map(|task| task.choices.as_slice()).unwrap_or_default();
            for &transition in &chart.states[state].transitions {
                for descriptor in &chart.transitions[transition].events {
                    let calls = !work.calls.is_empty() && chart.states[state].kind == Kind::Atomic;
                    let inside = descriptor.starts_with("done.state.") && work.for_each.is_none() && !calls;
                    if inside {
                        continue;
                    }
                    let name = match descriptor.strip_suffix(".*").unwrap_or(descriptor) {
                        "*" => "something",
                        name => name,
                    };
                    let addressed = choices.contains(descriptor).then_some(state);
                    let event = Event { addressed, ..Event::new(name) };
                    if !events.contains(&event) {
                        events.push(event);
                    }
                }
            }
        }
        events
    }

    /// All ways on from a machine: one for each combination of answers.
    fn ways(&mut self, from: &Machine, event: Option<&Event>) -> Vec<Edge> {
        let mut edges: Vec<Edge> = Vec::new();
        let mut answers: Vec<bool> = Vec::new();
        for _ in 0..WAYS {
            let mut machine = from.clone();
            let mut guesser = Guesser {
                policy: self.policy,
                chart: &self.on.chart,
                answers,
                asked: 0,
                entered: vec![],
                steps: 0,
            };
            let mut runner = Runner::new(&self.on.chart, &mut machine, &mut guesser);
            let moved = match event {
                None => runner.start().map(|()| true),
                Some(event) => runner.handle(event.clone()),
            };
            let Guesser { answers: mut given, entered, .. } = guesser;
            match moved {
                Ok(true) if machine.configuration().any(|state| self.settled.contains(&state)) => {}
                Ok(true) => {
                    let to = self.node(machine);
                    if !edges.iter().any(|edge| edge.to == to && edge.entered == entered) {
                        edges.push(Edge { to, entered });
                    }
                }
                Ok(false) => {}
                Err(ChartError::Host(Circle) | ChartError::Endless) => self.graph.circle = entered,
            }
            // The next combination: the last answer that was no becomes yes.
            while given.last() == Some(&true) {
                given.pop();
            }
            match given.last_mut() {
                Some(last) => *last = true,
                None => return edges,
            }
            answers = given;
        }
        self.graph.complete = false;
        edges
    }

    fn node(&mut self, machine: Machine) -> usize {
        let states: Vec<StateId> = machine.configuration().collect();
        let key = (states.clone(), machine.history.clone(), machine.back.clone(), machine.running);
        if let Some(&index) = self.known.get(&key) {
            return index;
        }
        self.graph.nodes.push(Node { states, ended: !machine.running, edges: Vec::new() });
        self.machines.push(machine);
        self.known.insert(key, self.graph.nodes.len() - 1);
        self.graph.nodes.len() - 1
    }
}

/// A host that answers conditions by a list, and with no behind its end.
struct Guesser<'p> {
    policy: &'p Policy,
    chart: &'p Chart<Work>,
    answers: Vec<bool>,
    asked: usize,
    entered: Vec<StateId>,
    steps: usize,
}

/// The chart runs in a circle.
struct Circle;

impl Guesser<'_> {
    fn guess(&mut self) -> bool {
        if self.asked == self.answers.len() {
            if self.answers.len() >= ANSWERS {
                return false;
            }
            self.answers.push(false);
        }
        self.asked += 1;
        self.answers[self.asked - 1]
    }

    fn raise(&mut self, actions: &[Action], raised: &mut Vec<Event>) {
        for action in actions {
            match action {
                Action::Raise { event: Expr::Literal(Value::Text(event)), .. } => {
                    raised.push(Event::new(event.clone()));
                }
                Action::If { then, otherwise, .. } if raises(then) || raises(otherwise) => {
                    let branch = if self.guess() { then } else { otherwise };
                    self.raise(branch, raised);
                }
                Action::For { body, .. } if raises(body) && self.guess() => self.raise(body, raised),
                _ => {}
            }
        }
    }
}

fn raises(actions: &[Action]) -> bool {
    actions.iter().any(|action| match action {
        Action::Raise { .. } => true,
        Action::If { then, otherwise, .. } => raises(then) || raises(otherwise),
        Action::For { body, .. } => raises(body),
        _ => false,
    })
}

impl Host<Work> for Guesser<'_> {
    type Error = Circle;

    fn guard(
        &mut self,
        guard: &ScriptId,
        machine: &Machine,
        _: Option<&Event>,
        _: &mut Vec<Event>,
    ) -> Result<bool, Circle> {
        match asks_state(self.policy.scripts[*guard].text()) {
            Some((name, wanted)) => match self.chart.find(name) {
                Some(state) => Ok(machine.is_active(state) == wanted),
                // A state of another chart.
                None => Ok(self.guess()),
            },
            None => Ok(self.guess()),
        }
    }

    fn execute(
        &mut self,
        block: &Vec<Action>,
        _: &Machine,
        _: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), Circle> {
        self.raise(block, raised);
        Ok(())
    }

    fn before_entry(
        &mut self,
        _: StateId,
        _: &Machine,
        _: Option<&Event>,
        _: &mut Vec<Event>,
    ) -> Result<(), Circle> {
        Ok(())
    }

    fn entered(
        &mut self,
        state: StateId,
        _: &Machine,
        _: Option<&Event>,
        _: &mut Vec<Event>,
    ) -> Result<(), Circle> {
        self.entered.push(state);
        self.steps += 1;
        if self.steps > CIRCLE { Err(Circle) } else { Ok(()) }
    }

    fn exiting(&mut self, _: StateId, _: &Machine, _: Option<&Event>) -> Result<(), Circle> {
        Ok(())
    }

    fn output(
        &mut self,
        _: StateId,
        _: &Machine,
        _: Option<&Event>,
        _: &mut Vec<Event>,
    ) -> Result<Value, Circle> {
        Ok(Value::Null)
    }

    fn microstep(&mut self, _: Micro<'_>) {}
}

/// `in_state("x")` or `!in_state("x")` and nothing else.
fn asks_state(text: &str) -> Option<(&str, bool)> {
    let text = text.trim();
    let (text, wanted) = match text.strip_prefix('!') {
        Some(text) => (text, false),
        None => (text, true),
    };
    let name = text.strip_prefix("in_state(\"")?.strip_suffix("\")")?;
    (!name.contains('"')).then_some((name, wanted))
}
