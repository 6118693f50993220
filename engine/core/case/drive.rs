//! Carries a command through the case's charts until all are stable.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::host::CaseHost;
use super::items::Crew;
use super::scene::effort;
use super::snapshot::{Item, same_path};
use super::{Command, Effect, Inputs, MachineState, Refusal, Seen, Snapshot, Status, StepError, TraceLine};
use crate::chart::{ChartError, Event, EventKind, Machine, Runner};
use crate::guard::{Question, Surroundings};
use crate::limits;
use crate::policy::{Policy, PolicyChart};
use crate::value::{Map, Value};

/// A case in motion.
pub(super) struct Drive<'a> {
    pub(super) policy: &'a Policy,
    pub(super) snapshot: Snapshot,
    pub(super) inputs: &'a Inputs,
    pub(super) around: Rc<Surroundings>,
    pub(super) effects: Vec<Effect>,
    pub(super) trace: Vec<TraceLine>,
    /// Told to by scripts, too, which only look at the case.
    pub(super) seen: RefCell<Seen>,
    /// What `vars` and their first values raised before the chart begins.
    pub(super) early: Vec<Event>,
    /// External events that wait for their machine.
    pub(super) queue: VecDeque<(String, Event)>,
    /// Items whose charts are to begin.
    pub(super) beginning: VecDeque<String>,
    /// `for_each` states (machine, state) one of whose items has ended.
    pub(super) moved_on: BTreeSet<(String, String)>,
    /// How the items of `for_each` states stand: counting them anew each time takes long.
    pub(super) crews: BTreeMap<(String, String), Crew>,
    /// Sequences whose next item may begin once nothing else is to be done.
    pub(super) turns: BTreeSet<(String, String)>,
    /// Place in the mailbox of the letter that is offered next; none while nothing has changed.
    pub(super) offering: Option<usize>,
    /// Active states of the machines that are in the middle of a step.
    pub(super) moving: Vec<(String, Vec<&'a str>)>,
    /// Scripts that wait for scripts.
    pub(super) depth: Cell<usize>,
    /// The task whose signers caused what happens now.
    pub(super) acting: Option<u64>,
    /// The overdue task that a rule is about.
    pub(super) overdue: Option<u64>,
    /// The case is being ended by its caller, who does not listen any more.
    pub(super) cancelling: bool,
    /// Counters taken in this step: scope → value.
    pub(super) taken: BTreeMap<String, i64>,
    /// By how much this step has made the lines for locks longer.
    pub(super) moved: BTreeMap<String, i64>,
    /// What this step has put into the folder.
    pub(super) shared: Map,
    /// Values that many scripts look at, made once: see `usual`.
    pub(super) now: Value,
    pub(super) today: OnceCell<Value>,
    pub(super) actor: OnceCell<Value>,
    pub(super) number: OnceCell<Value>,
    pub(super) instance: OnceCell<Value>,
}

impl<'a> Drive<'a> {
    pub(super) fn new(
        policy: &'a Policy,
        snapshot: Snapshot,
        inputs: &'a Inputs,
        around: Rc<Surroundings>,
    ) -> Self {
        Drive {
            now: Value::Time(inputs.now),
            today: OnceCell::new(),
            actor: OnceCell::new(),
            number: OnceCell::new(),
            instance: OnceCell::new(),
            policy,
            snapshot,
            inputs,
            around,
            // Closing one task and opening the next gives about ten.
            effects: Vec::with_capacity(12),
            trace: Vec::new(),
            seen: RefCell::default(),
            early: Vec::new(),
            queue: VecDeque::new(),
            beginning: VecDeque::new(),
            moved_on: BTreeSet::new(),
            turns: BTreeSet::new(),
            crews: BTreeMap::new(),
            offering: None,
            moving: Vec::new(),
            depth: Cell::new(0),
            acting: None,
            overdue: None,
            cancelling: false,
            taken: Default::default(),
            moved: Default::default(),
            shared: Map::new(),
        }
    }

    pub(super) fn finish(self) -> (Snapshot, Vec<Effect>, Vec<TraceLine>) {
        (self.snapshot, self.effects, self.trace)
    }

    pub(super) fn carry_out(&mut self, command: &Command) -> Result<(), StepError> {
        match command {
            Command::Start { fields, caller } => {
                self.snapshot.caller = caller.clone();
                self.start(fields)?;
            }
            Command::Act { task, slot, choice, fields, opinion } => {
                self.act(*task, *slot, choice, fields, opinion.as_deref())?;
            }
            Command::Fire { timer } => self.fire(*timer)?,
            Command::Granted { place } => self.granted(place)?,
            Command::Signal { event, data } => {
                let event = Event::of(EventKind::External, event.clone(), data.clone());
                self.receive(None, event)?;
            }
            Command::Deliver { message } => self.delivered(message)?,
            Command::Cancel => self.cancelled()?,
            Command::PassOn { task, slot, post } => self.pass_on(*task, *slot, post)?,
        }
        self.settle()?;
        self.join_folder()?;
        let missing = self.inputs.world.missing();
        if missing.is_empty() { Ok(()) } else { Err(StepError::Needs(missing)) }
    }

    fn start(&mut self, fields: &Map) -> Result<(), StepError> {
        let called = self.snapshot.caller.is_some();
        let (vars, record) =
            fields.clone().into_iter().partition(|(name, _)| called && self.policy.takes_as_var(name));
        self.snapshot.record = record;
        self.take_number()?;
        self.join_folder()?;
        self.first_values(vars)?;
        let machine = MachineState { running: true, ..MachineState::default() };
        self.snapshot.machines.insert(String::new(), machine);
        self.start_machine("")
    }

    fn take_number(&mut self) -> Result<(), StepError> {
        let Some(format) = &self.policy.number else { return Ok(()) };
        let date = self.inputs.calendar.date(self.inputs.now);
        let scope = format.scope(&self.policy.id, date);
        let serial = self.ask_count(Question::Serial { scope: scope.clone() })?.saturating_add(1);
        let number = format.write(date, serial);
        self.snapshot.number = Some(number);
        self.number.take();
        self.effects.push(Effect::Serial { scope, value: serial });
        Ok(())
    }

    pub(super) fn ask(&self, question: Question) -> Result<Value, StepError> {
        self.inputs.world.ask(&question).ok_or_else(|| StepError::Needs(self.inputs.world.missing()))
    }

    pub(super) fn ask_count(&self, question: Question) -> Result<i64, StepError> {
        match self.ask(question)? {
            Value::Int(count) => Ok(count),
            _ => Ok(0),
        }
    }

    /// Begins waiting items and gives waiting events to their machines until there are none.
    fn settle(&mut self) -> Result<(), StepError> {
        let (mut macrosteps, mut begun) = (0, 0);
        loop {
            if let Some(child) = self.beginning.pop_front() {
                begun += 1;
                if begun > limits::FOR_EACH_ITEMS {
                    return Err(endless());
                }
                self.begin_item(&child)?;
            } else if let Some(place) = self.offering {
                self.offer(place)?;
            } else if let Some((path, event)) = self.queue.pop_front() {
                macrosteps += 1;
                if macrosteps > limits::MACROSTEPS {
                    return Err(endless());
                }
                if self.snapshot.machine(&path).is_some() {
                    self.receive(Some(&path), event)?;
                }
            } else if let Some((path, state)) = self.moved_on.pop_first() {
                self.move_on(&path, &state)?;
            } else if let Some((path, state)) = self.turns.pop_first() {
                self.take_turn(&path, &state)?;
            } else {
                return Ok(());
            }
        }
    }

    /// An event into a machine's internal queue, from outside of a macrostep: what could not be delivered.
    pub(super) fn deliver_internal(&mut self, path: &str, event: Event) -> Result<(), StepError> {
        self.run(path, |runner| {
            runner.machine.internal.push_back(event);
            runner.macrostep().map(|()| true)
        })
        .map(|_| ())
    }

    /// One macrostep of one machine. Returns whether a transition was taken by the event.
    pub(super) fn deliver(&mut self, path: &str, event: Event) -> Result<bool, StepError> {
        self.run(path, |runner| runner.handle(event))
    }

    pub(super) fn start_machine(&mut self, path: &str) -> Result<(), StepError> {
        let early = if path.is_empty() { std::mem::take(&mut self.early) } else { Vec::new() };
        self.run(path, |runner| {
            runner.machine.internal.extend(early);
            runner.start().map(|()| true)
        })
        .map(|_| ())
    }

    fn run(
        &mut self,
        path: &str,
        work: impl FnOnce(
            &mut Runner<'_, crate::policy::Work, CaseHost<'_, 'a>>,
        ) -> Result<bool, ChartError<StepError>>,
    ) -> Result<bool, StepError> {
        let policy: &'a Policy = self.policy;
        let chart = self.chart_of(path);
        let chart = &policy.charts[chart];
        let Some(kept) = self.snapshot.machine(path) else { return Ok(false) };
        let mut machine = load(chart, kept);
        let mut host = CaseHost { drive: self, path, chart };
        let result = work(&mut Runner::new(&chart.chart, &mut machine, &mut host));
        let taken = match result {
            Ok(taken) => taken,
            Err(ChartError::Host(error)) => return Err(error),
            Err(ChartError::Endless) => return Err(endless()),
        };
        effort()?;
        self.moving.retain(|(of, _)| !same_path(of, path));
        self.keep(path, chart, &machine);
        self.after_macrostep(path, chart, &machine)?;
        Ok(taken)
    }

    fn keep(&mut self, path: &str, chart: &PolicyChart, machine: &Machine) {
        let name = |state: &usize| chart.chart.states[*state].name.clone();
        let Some(kept) = self.snapshot.machine_mut(path) else { return };
        // The root has no name and is always active: it is not written down.
        let states = machine.configuration().filter(|&s| s != 0);
        let changed = overwrite(&mut kept.states, states.map(|s| chart.chart.states[s].name.as_str()));
        kept.history =
            machine.history.iter().map(|(s, states)| (name(s), states.iter().map(name).collect())).collect();
        kept.back = machine.back.iter().map(|(to, from)| (name(to), name(from))).collect();
        kept.running = machine.running;
        kept.output = machine.output.clone();
        if changed {
            self.reopen_mailbox();
        }
    }

    fn after_macrostep(
        &mut self,
        path: &str,
        chart: &'a PolicyChart,
        machine: &Machine,
    ) -> Result<(), StepError> {
        if !machine.running {
            return self.machine_ended(path);
        }
        let spawned = |name| self.snapshot.machine(path).is_none_or(|machine| machine.spawned.contains(name));
        let waiting: Vec<usize> = machine
            .configuration()
            .filter(|&s| chart.work[s].for_each.is_some() && !spawned(&chart.chart.states[s].name))
            .collect();
        for state in waiting {
            if self.snapshot.machine(path).is_some() {
                self.spawn(path, chart, state)?;
            }
        }
        if chart.calls { self.make_calls(path, chart, machine) } else { Ok(()) }
    }

    /// Whoever called this case does not need it any more: it ends where it stands, its exit actions are carried out.
    fn cancelled(&mut self) -> Result<(), StepError> {
        self.cancelling = true;
        self.run("", |runner| runner.stop().map(|()| true)).map(|_| ())
    }

    fn machine_ended(&mut self, path: &str) -> Result<(), StepError> {
        self.clear_machine(path);
        if path.is_empty() {
            self.snapshot.status = if self.cancelling { Status::Cancelled } else { Status::Done };
            self.snapshot.ended_at = Some(self.inputs.now);
            self.queue.clear();
            self.snapshot.mailbox.clear();
            self.effects.push(Effect::Ended);
            if !self.cancelling {
                self.tell_caller();
            }
            return Ok(());
        }
        self.item_ended(path);
        Ok(())
    }

    /// Which of the policy's charts a machine walks.
    pub(super) fn chart_of(&self, path: &str) -> usize {
        let Some(Item { state, .. }) = self.snapshot.machine(path).and_then(|m| m.item.as_ref()) else {
            return 0;
        };
        let owner = self.policy.find_state(state);
        let for_each =
            owner.and_then(|(chart, state)| self.policy.charts[chart].work[state].for_each.as_ref());
        for_each.map_or(0, |f| f.chart)
    }
}

/// Writes names over others, most of which are the same; returns whether any is not.
fn overwrite<'n>(kept: &mut Vec<String>, names: impl Iterator<Item = &'n str>) -> bool {
    let (mut changed, mut count) = (false, 0);
    for name in names {
        match kept.get_mut(count) {
            Some(same) if same == name => {}
            Some(other) => {
                changed = true;
                name.clone_into(other);
            }
            None => {
                changed = true;
                kept.push(name.to_owned());
            }
        }
        count += 1;
    }
    changed |= kept.len() > count;
    kept.truncate(count);
    changed
}

fn endless() -> StepError {
    Refusal::new("endless", [("limit", limits::MICROSTEPS.to_string())]).into()
}

fn load(chart: &PolicyChart, kept: &MachineState) -> Machine {
    let mut machine = Machine::default();
    machine.running = kept.running;
    if !kept.states.is_empty() {
        machine.set_active(0, true);
    }
    for state in kept.states.iter().filter_map(|name| chart.chart.find(name)) {
        machine.set_active(state, true);
    }
    for (history, states) in &kept.history {
        if let Some(history) = chart.chart.find(history) {
            machine.history.insert(history, states.iter().filter_map(|s| chart.chart.find(s)).collect());
        }
    }
    for (to, from) in &kept.back {
        if let (Some(to), Some(from)) = (chart.chart.find(to), chart.chart.find(from)) {
            machine.back.insert(to, from);
        }
    }
    machine
}
