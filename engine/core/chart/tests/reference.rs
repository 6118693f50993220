//! Random charts and events: our chart against appendix D's pseudo-code, written down word for word in `literal`.
//!
//! Both must enter, leave and execute the same in the same order, remember the same and stop at the same place.

mod literal;
mod random;

use proptest::prelude::*;

use crate::chart::{Chart, ChartError, Event, Host, Machine, Micro, Runner, StateId, Types};
use crate::value::Value;
use literal::Interpreter;
use random::{Dna, chart};

/// Guards are tests, blocks are numbers; every fourth block raises an event. What an event carries is a number, too: a
/// final state gives its own.
#[derive(Debug)]
pub(super) struct Numbers;

/// A condition.
#[derive(Clone, Copy, Debug)]
pub(super) enum Test {
    /// A bit of the step's mood.
    Mood(u8),
    /// `in_state`
    In(StateId),
    /// `!in_state`
    NotIn(StateId),
    /// The event that is bound carries at least so much.
    Carries(i64),
    /// It cannot be judged.
    Fails,
}

impl Types for Numbers {
    type Guard = Test;
    type Block = u32;
}

/// What both report.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Did {
    Entered(StateId),
    Left(StateId),
    /// The block, and the event that it saw with what it carries.
    Executed(u32, Option<(String, i64)>),
    /// With the output of the final state.
    Ended(i64),
    Endless,
}

/// The event that a block raises.
pub(super) fn raised(block: u32) -> Option<&'static str> {
    [Some("a"), None, None, Some("b.x"), None][block as usize % 5]
}

fn carried(event: &Event) -> i64 {
    number(&event.data)
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        _ => 0,
    }
}

struct Recorder {
    mood: u8,
    did: Vec<Did>,
}

impl Host<Numbers> for Recorder {
    type Error = ();

    fn guard(
        &mut self,
        guard: &Test,
        machine: &Machine,
        event: Option<&Event>,
        out: &mut Vec<Event>,
    ) -> Result<bool, ()> {
        Ok(match *guard {
            Test::Mood(bit) => self.mood & bit != 0,
            Test::In(state) => machine.is_active(state),
            Test::NotIn(state) => !machine.is_active(state),
            Test::Carries(least) => event.is_some_and(|event| carried(event) >= least),
            Test::Fails => {
                out.push(Event::new("error.execution"));
                false
            }
        })
    }

    fn execute(
        &mut self,
        block: &u32,
        _: &Machine,
        event: Option<&Event>,
        out: &mut Vec<Event>,
    ) -> Result<(), ()> {
        let seen = event.map(|event| (event.name.clone(), carried(event)));
        self.did.push(Did::Executed(*block, seen));
        out.extend(raised(*block).map(Event::new));
        Ok(())
    }

    fn before_entry(
        &mut self,
        state: StateId,
        _: &Machine,
        _: Option<&Event>,
        _: &mut Vec<Event>,
    ) -> Result<(), ()> {
        self.did.push(Did::Entered(state));
        Ok(())
    }

    fn entered(&mut self, _: StateId, _: &Machine, _: Option<&Event>, _: &mut Vec<Event>) -> Result<(), ()> {
        Ok(())
    }

    fn exiting(&mut self, state: StateId, _: &Machine, _: Option<&Event>) -> Result<(), ()> {
        self.did.push(Did::Left(state));
        Ok(())
    }

    fn output(
        &mut self,
        state: StateId,
        _: &Machine,
        _: Option<&Event>,
        _: &mut Vec<Event>,
    ) -> Result<Value, ()> {
        Ok(Value::Int(state as i64))
    }

    fn microstep(&mut self, _: Micro<'_>) {}
}

fn ours(chart: &Chart<Numbers>, machine: &mut Machine, mood: u8, event: Option<&str>) -> Vec<Did> {
    let mut host = Recorder { mood, did: vec![] };
    let mut runner = Runner::new(chart, machine, &mut host);
    let result = match event {
        Some(event) => runner.handle(Event::new(event)).map(|_| ()),
        None => runner.start(),
    };
    let mut did = host.did;
    match result {
        Err(ChartError::Endless) => return vec![Did::Endless],
        Err(ChartError::Host(())) => unreachable!("the recorder refuses nothing"),
        Ok(()) if !machine.running => did.push(Did::Ended(number(&machine.output))),
        Ok(()) => {}
    }
    did
}

/// A configuration as SCXML §3.11 wants it: the root, one child of each compound, all children of each parallel.
fn is_legal(chart: &Chart<Numbers>, machine: &Machine) -> bool {
    machine.is_active(0)
        && machine.configuration().all(|state| {
            let active = chart.child_states(state).filter(|&child| machine.is_active(child)).count();
            let parent_active = chart.states[state].parent.is_none_or(|parent| machine.is_active(parent));
            parent_active
                && match chart.states[state].kind {
                    crate::chart::Kind::Compound => active == 1,
                    crate::chart::Kind::Parallel => active == chart.child_states(state).count(),
                    crate::chart::Kind::History { .. } => false,
                    _ => true,
                }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::tests::cases(1_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn our_chart_does_what_the_recommendation_says(
        dna in proptest::collection::vec(any::<u8>(), 20..160),
        events in proptest::collection::vec((0..5_usize, any::<u8>()), 1..10),
        mood in any::<u8>(),
    ) {
        let chart = chart(&mut Dna::new(&dna));
        let mut machine = Machine::default();
        let mut reference = Interpreter::new(&chart);
        let mut steps = vec![(None, mood)];
        steps.extend(events.iter().map(|(event, mood)| (Some(["a", "b", "a.x", "b.y", "c"][*event]), *mood)));
        for (event, mood) in steps {
            let theirs = reference.take(mood, event);
            let own = ours(&chart, &mut machine, mood, event);
            prop_assert_eq!(&own, &theirs, "{:?} with mood {:#b} in {:#?}", event, mood, &chart);
            if own.iter().any(|did| matches!(did, Did::Ended(_) | Did::Endless)) {
                break;
            }
            prop_assert!(is_legal(&chart, &machine), "{:?} in {:#?}", &machine, &chart);
            let active: Vec<StateId> = machine.configuration().collect();
            prop_assert_eq!(active, reference.configuration());
        }
    }
}
