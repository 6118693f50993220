//! The main event loop: macrosteps made of microsteps, run to completion (SCXML appendix D, `mainEventLoop`).

use std::rc::Rc;

use super::select::domain;
use super::{Chart, Event, Machine, StateId, TransitionId, Types};
use crate::limits;

/// What a chart asks of the world it runs in.
pub trait Host<T: Types> {
    /// Why a guard or an action failed.
    type Error;

    /// Judges a condition; events raised (`error.execution`) go to `raised`.
    fn guard(
        &mut self,
        guard: &T::Guard,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<bool, Self::Error>;

    /// Executes a block; events raised go to `raised`.
    fn execute(
        &mut self,
        block: &T::Block,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), Self::Error>;

    /// A state joined the configuration and its entry blocks are still to come: the moment of late binding.
    fn before_entry(
        &mut self,
        state: StateId,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), Self::Error>;

    /// A state was entered and its entry blocks are done.
    fn entered(
        &mut self,
        state: StateId,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<(), Self::Error>;

    /// A state is about to be left: before its exit blocks.
    fn exiting(
        &mut self,
        state: StateId,
        machine: &Machine,
        event: Option<&Event>,
    ) -> Result<(), Self::Error>;

    /// A state's exit blocks are done.
    fn exited(&mut self, _state: StateId) -> Result<(), Self::Error> {
        Ok(())
    }

    /// A state was left because it is completed: by a transition of its own or from inside it, or when it had reached its
    /// end. Not told of one that others cancelled.
    fn completed(&mut self, _state: StateId) -> Result<(), Self::Error> {
        Ok(())
    }

    /// The data of `done.state.*` when this final state is entered, or of the whole when it is a top-level one.
    fn output(
        &mut self,
        state: StateId,
        machine: &Machine,
        event: Option<&Event>,
        raised: &mut Vec<Event>,
    ) -> Result<crate::value::Value, Self::Error>;

    /// Told of each microstep, for traces.
    fn microstep(&mut self, micro: Micro<'_>);
}

/// One microstep, as it is told to the host.
#[derive(Debug)]
pub struct Micro<'a> {
    /// What caused it; none for eventless transitions and the start.
    pub event: Option<&'a Event>,
    /// Transitions taken together.
    pub transitions: &'a [TransitionId],
    /// States left, in the order they were left.
    pub exited: &'a [StateId],
    /// States entered, in the order they were entered.
    pub entered: &'a [StateId],
}

/// Why a macrostep could not be completed.
#[derive(Debug)]
pub enum ChartError<E> {
    /// The host refused.
    Host(E),
    /// More microsteps than [`limits::MICROSTEPS`]: the chart runs in a circle.
    Endless,
}

impl<E> From<E> for ChartError<E> {
    fn from(error: E) -> Self {
        ChartError::Host(error)
    }
}

/// A chart, its machine and its host, for the length of one macrostep.
pub struct Runner<'a, T: Types, H: Host<T>> {
    /// The chart.
    pub chart: &'a Chart<T>,
    /// Where it stands.
    pub machine: &'a mut Machine,
    /// Who does what it says.
    pub host: &'a mut H,
    /// The event that was processed last: conditions and actions see it until the next one (SCXML §5.10).
    pub(super) bound: Option<Rc<Event>>,
    pub(super) taken: u32,
    rounds: u32,
}

impl<'a, T: Types, H: Host<T>> Runner<'a, T, H> {
    /// Makes a runner.
    pub fn new(chart: &'a Chart<T>, machine: &'a mut Machine, host: &'a mut H) -> Self {
        Runner { chart, machine, host, bound: None, taken: 0, rounds: 0 }
    }

    /// Starts the chart: enters the root's initial states and runs until it is stable.
    ///
    /// # Errors
    /// When the host refuses, or the chart never becomes stable.
    pub fn start(&mut self) -> Result<(), ChartError<H::Error>> {
        self.machine.running = true;
        self.enter_root()?;
        self.macrostep()
    }

    /// Takes one external event and runs until the chart is stable. Returns whether any transition was taken by it.
    ///
    /// # Errors
    /// As [`Runner::start`].
    pub fn handle(&mut self, event: Event) -> Result<bool, ChartError<H::Error>> {
        if !self.machine.running {
            return Ok(false);
        }
        let taken = self.process(event)?;
        self.macrostep()?;
        Ok(taken)
    }

    /// Ends the chart from outside: all active states are left, innermost first (SCXML §6.4.3, a cancelled session).
    ///
    /// # Errors
    /// As [`Runner::start`].
    pub fn stop(&mut self) -> Result<(), ChartError<H::Error>> {
        if !self.machine.running {
            return Ok(());
        }
        self.machine.running = false;
        self.exit_all()
    }

    /// Eventless transitions first, then the internal queue, until both are exhausted.
    ///
    /// # Errors
    /// As [`Runner::start`].
    pub fn macrostep(&mut self) -> Result<(), ChartError<H::Error>> {
        while self.machine.running {
            // Guards may raise events, too (`error.execution`): rounds are counted, not transitions alone.
            self.rounds += 1;
            if self.rounds > 2 * limits::MICROSTEPS {
                return Err(ChartError::Endless);
            }
            let bound = self.bound.clone();
            let eventless = self.select_transitions(None, bound.as_deref())?;
            if !eventless.is_empty() {
                self.microstep(&eventless, None, bound.as_deref())?;
                continue;
            }
            let Some(event) = self.machine.internal.pop_front() else { break };
            self.process(event)?;
        }
        if !self.machine.running {
            self.exit_all()?;
        }
        Ok(())
    }

    /// Takes an event from a queue. Returns whether any transition was taken by it.
    fn process(&mut self, event: Event) -> Result<bool, ChartError<H::Error>> {
        let event = Rc::new(event);
        self.bound = Some(Rc::clone(&event));
        let transitions = self.select_transitions(Some(&event), Some(&event))?;
        if !transitions.is_empty() {
            self.microstep(&transitions, Some(&event), Some(&event))?;
        }
        Ok(!transitions.is_empty())
    }

    /// `cause` is what the transitions were taken by, `event` what conditions and actions see.
    fn microstep(
        &mut self,
        transitions: &[TransitionId],
        cause: Option<&Event>,
        event: Option<&Event>,
    ) -> Result<(), ChartError<H::Error>> {
        self.taken += 1;
        if self.taken > limits::MICROSTEPS {
            return Err(ChartError::Endless);
        }
        // Leaving fills histories, and a transition to one could then have another domain: its way in is that of its way out,
        // or states between the two would be left and not entered again.
        let domains: Vec<Option<StateId>> =
            transitions.iter().map(|&t| domain(self.chart, self.machine, t)).collect();
        let exited = self.exit_states(transitions, &domains, event)?;
        for &transition in transitions {
            if let Some(block) = &self.chart.transitions[transition].block {
                self.execute(block, event)?;
            }
        }
        let entered = self.enter_states(transitions, &domains, event)?;
        self.note_ways_back(transitions, &exited);
        self.host.microstep(Micro { event: cause, transitions, exited: &exited, entered: &entered });
        Ok(())
    }

    /// A way back lasts until the state returned to is left.
    fn note_ways_back(&mut self, transitions: &[TransitionId], exited: &[StateId]) {
        self.machine.back.retain(|state, _| !exited.contains(state));
        for transition in transitions.iter().map(|&id| &self.chart.transitions[id]) {
            if let (true, [target]) = (transition.straight, transition.targets.as_slice()) {
                self.machine.back.insert(*target, transition.source);
            }
        }
    }

    pub(super) fn execute(
        &mut self,
        block: &T::Block,
        event: Option<&Event>,
    ) -> Result<(), ChartError<H::Error>> {
        self.tell(|host, machine, raised| host.execute(block, machine, event, raised))
    }

    /// Asks the host, and puts what it raised into the internal queue.
    pub(super) fn tell<R>(
        &mut self,
        work: impl FnOnce(&mut H, &Machine, &mut Vec<Event>) -> Result<R, H::Error>,
    ) -> Result<R, ChartError<H::Error>> {
        let mut raised = Vec::new();
        let result = work(self.host, self.machine, &mut raised);
        if !raised.is_empty() {
            self.machine.internal.extend(raised);
        }
        Ok(result?)
    }
}
