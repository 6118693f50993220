//! The runs: cases arrive, work waits for people, time goes by.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::chance::Dice;
use super::fields::Typist;
use super::hours::Hours;
use super::plan::Plan;
use super::report::{Report, Tally};
use crate::calendar::Calendar;
use crate::case::{Actor, Command, SlotStatus, Snapshot, Status};
use crate::document::Library;
use crate::limits;
use crate::policy::Policy;
use crate::scenario::innermost;
use crate::simulate::{Cast, Offer, offers_of, starts};
use crate::stage::{Attempt, AttemptKind, Fields, Refused, Stage};
use crate::value::{Map, Moment, Value};

/// How often somebody tries to choose and fill in before they leave a task lying until the next day.
const TRIES: usize = 12;

/// Tries before a choice that the policy refuses is no longer tried.
const REFUSALS: usize = 3;

/// Days on which a task is tried again before it counts as stuck.
const DAYS: u32 = 10;

/// A run ends so long after its last case arrived, whatever is still open: three years, in microseconds.
const AFTERWARDS: i64 = 3 * 366 * 24 * 3_600 * 1_000_000;

/// What happens at a moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A case's timer.
    Timer { case: usize, timer: u64, due: Moment },
    /// Something is heard from outside.
    Signal { case: usize, state: String },
    /// Somebody has done a piece of work.
    Done { desk: String, job: Job, began: Moment },
    /// Somebody finds a piece of work.
    Ready(Job),
    /// A case begins.
    Arrival,
}

/// A signer's place that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Job {
    case: usize,
    task: u64,
    slot: usize,
    /// Days on which it was tried in vain.
    tries: u32,
}

/// The people of a post.
#[derive(Default)]
struct Crew {
    people: usize,
    busy: usize,
    waiting: VecDeque<(Job, Moment)>,
}

/// What was last seen of a case.
#[derive(Default)]
struct Watched {
    timers: BTreeMap<u64, Moment>,
    slots: BTreeSet<(u64, usize)>,
    /// State, opening and deadline of each open task.
    tasks: BTreeMap<u64, (String, Moment, Option<Moment>)>,
    states: BTreeSet<String>,
    /// Timers that could not act: they stay, and do not act again.
    failed: BTreeSet<u64>,
    ended: bool,
}

struct Run<'a> {
    plan: &'a Plan,
    policy: &'a Policy,
    hours: Hours<'a>,
    cast: &'a Cast,
    stage: Stage,
    dice: Dice,
    /// By moment, then who acts in time before what time does, then in the order in which it was foreseen.
    events: BinaryHeap<Reverse<(Moment, bool, u64, Event)>>,
    order: u64,
    crews: BTreeMap<String, Crew>,
    watched: Vec<Watched>,
    /// When the last case arrives.
    last: Moment,
    tally: &'a mut Tally,
}

/// Simulates so many cases of a policy. `None` if the library has no calendar or no such policy, or if there is no such
/// first day.
pub fn simulate(
    library: &Library,
    policy: &str,
    cast: &Cast,
    plan: &Plan,
    cases: usize,
    seed: u64,
) -> Option<Report> {
    let policy = library.policy(policy)?;
    let calendar: Arc<Calendar> = Arc::clone(library.calendar()?);
    let begins = calendar.opening(plan.starts).ok()?;
    let mut stage = Stage::of(library, begins)?;
    stage.people = cast.people.clone();
    stage.set_registers(&cast.registers);
    stage.watch = false;
    let mut tally = Tally::default();
    let cases = cases.min(limits::SIMULATED_CASES);
    let per_run = plan.cases_per_run.clamp(1, limits::RUN_CASES);
    let runs = cases.div_ceil(per_run);
    for run in 0..runs {
        let number = u64::try_from(run).unwrap_or_default();
        let count = per_run.min(cases - run * per_run);
        let mut run = Run {
            plan,
            policy,
            hours: Hours::new(&calendar),
            cast,
            stage: stage.clone(),
            dice: Dice::new(seed, number),
            events: BinaryHeap::new(),
            order: 0,
            crews: BTreeMap::new(),
            watched: Vec::new(),
            last: begins,
            tally: &mut tally,
        };
        run.arrivals(begins, count);
        run.go();
        run.close(begins);
    }
    let places: BTreeMap<&str, usize> = policy
        .charts
        .iter()
        .flat_map(|on| on.chart.states.iter())
        .enumerate()
        .map(|(place, state)| (state.name.as_str(), place))
        .collect();
    Some(tally.report(&policy.id, seed, runs, |state| places.get(state).copied().unwrap_or(usize::MAX)))
}

impl Run<'_> {
    fn arrivals(&mut self, begins: Moment, count: usize) {
        let mut at = begins;
        for _ in 0..count {
            self.at(at, Event::Arrival);
            self.last = at;
            let pause = self.plan.every.draw(&mut self.dice);
            let Some(next) = self.hours.add(at, pause) else { break };
            at = next;
        }
    }

    fn at(&mut self, moment: Moment, event: Event) {
        self.order += 1;
        let by_time = !matches!(event, Event::Done { .. });
        self.events.push(Reverse((moment, by_time, self.order, event)));
    }

    fn go(&mut self) {
        let end = self.last.0.saturating_add(AFTERWARDS);
        for _ in 0..limits::RUN_EVENTS {
            let Some(Reverse((at, _, _, event))) = self.events.pop() else { break };
            if at.0 > end {
                break;
            }
            self.stage.now = self.stage.now.max(at);
            self.happen(event);
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Arrival => self.arrive(),
            Event::Timer { case, timer, due } => {
                if self.watched[case].timers.get(&timer) != Some(&due) {
                    return;
                }
                self.watched[case].timers.remove(&timer);
                let fired = self.stage.command(case, &Command::Fire { timer }, Actor::default());
                if let Err(refused) = fired {
                    *self.tally.incidents.entry(refused.code).or_default() += 1;
                    self.watched[case].failed.insert(timer);
                }
                self.look(None);
            }
            Event::Signal { case, state } => {
                let Some((event, _)) = self.plan.signals.get(&state) else { return };
                if self.watched[case].states.contains(&state) {
                    // One that nobody listens for is lost, as on the server.
                    let _ = self.stage.signal(case, event, Value::Null);
                    self.look(None);
                }
            }
            Event::Ready(job) => {
                if let Some(desk) = self.desk_of(&job) {
                    let now = self.stage.now;
                    self.crew(&desk).waiting.push_back((job, now));
                    self.begin(&desk);
                }
            }
            Event::Done { desk, job, began } => {
                self.crew(&desk).busy -= 1;
                let spent = self.hours.between(began, self.stage.now.min(self.last));
                let tally = self.tally.desks.entry(desk.clone()).or_default();
                tally.busy += spent;
                tally.done += 1;
                self.act(job);
                self.begin(&desk);
            }
        }
    }

    fn arrive(&mut self) {
        let starts = starts(&self.stage, self.policy);
        let open: Vec<_> = starts.iter().filter(|start| !start.people.is_empty()).collect();
        self.tally.cases += 1;
        let Some(start) = open.get(self.dice.below(open.len())) else {
            self.tally.not_started += 1;
            return;
        };
        let mut last = String::new();
        for attempt in 0..TRIES {
            let by = start.people[0].clone();
            let fields = self.fill(self.policy, start.section.as_deref(), &Map::new(), attempt);
            let kind = AttemptKind::Start { policy: self.policy.id.clone() };
            match self.stage.attempt(0, &Attempt { by, kind, fields }) {
                Ok(_) => return self.look(None),
                Err(refused) => last = code_of(&refused),
            }
        }
        self.tally.not_started += 1;
        *self.tally.stuck.entry((String::new(), last)).or_default() += 1;
    }

    /// Whose work a place is; nobody's once it is closed.
    fn desk_of(&self, job: &Job) -> Option<String> {
        let task = self.stage.snapshot(job.case)?.tasks.get(&job.task)?;
        let slot = task.slots.get(job.slot).filter(|slot| slot.status == SlotStatus::Open)?;
        slot.post.clone().or_else(|| slot.person.clone())
    }

    fn crew(&mut self, desk: &str) -> &mut Crew {
        let (plan, stage) = (self.plan, &self.stage);
        self.crews.entry(desk.to_owned()).or_insert_with(|| {
            let own =
                |post: &str| stage.people.values().filter(|p| p.posts.iter().any(|own| own == post)).count();
            let people = plan.posts.get(desk).copied().unwrap_or_else(|| own(desk).max(1));
            Crew { people, ..Crew::default() }
        })
    }

    /// Whoever is free takes what has waited longest.
    fn begin(&mut self, desk: &str) {
        loop {
            let crew = self.crew(desk);
            if crew.busy >= crew.people {
                return;
            }
            let Some((job, since)) = crew.waiting.pop_front() else { return };
            if self.desk_of(&job).as_deref() != Some(desk) {
                continue;
            }
            let now = self.stage.now;
            let state = &self.stage.cases[job.case].snapshot.tasks[&job.task].state;
            let takes = self.plan.takes(state).draw(&mut self.dice);
            let Some(done) = self.hours.add(now, takes) else { continue };
            let lay = self.hours.between(since, now);
            self.crew(desk).busy += 1;
            self.tally.desks.entry(desk.to_owned()).or_default().queue.push(lay);
            self.at(done, Event::Done { desk: desk.to_owned(), job, began: now });
        }
    }

    /// Chooses, fills in and acts; a task that cannot be got rid of lies until the next day.
    fn act(&mut self, job: Job) {
        if self.desk_of(&job).is_none() {
            return;
        }
        let offer = offers_of(&self.stage, job.case);
        let Some(offer) = offer.into_iter().find(|o| (o.task, o.slot) == (job.task, job.slot)) else {
            return;
        };
        match self.try_to_act(&offer) {
            Ok(()) => {
                // A choice that leads nowhere leaves the task open: it is found anew.
                self.watched[job.case].slots.remove(&(job.task, job.slot));
                self.look(Some((job.case, job.task)));
            }
            Err(code) if job.tries >= DAYS => {
                *self.tally.stuck.entry((offer.state, code)).or_default() += 1;
            }
            Err(_) => {
                let next = self.hours.add(self.stage.now, self.hours.day());
                let job = Job { tries: job.tries + 1, ..job };
                next.into_iter().for_each(|at| self.at(at, Event::Ready(job.clone())));
            }
        }
    }

    fn try_to_act(&mut self, offer: &Offer) -> Result<(), String> {
        let events: Vec<String> = offer.choices.iter().map(|choice| choice.event.clone()).collect();
        let mut weights = self.plan.weights(&offer.state, &events);
        let mut refusals = vec![0; weights.len()];
        let mut last = "no-choice".to_owned();
        let Some(by) = offer.people.first().cloned() else { return Err("nobody-to-act".to_owned()) };
        let case = &self.stage.cases[offer.case];
        let policy = Arc::clone(&case.policy);
        let record = whole_record(&case.snapshot, offer.task);
        for attempt in 0..TRIES {
            let Some(place) = self.dice.weighted(&weights) else { break };
            let choice = &offer.choices[place];
            let fields = self.fill(&policy, choice.section.as_deref(), &record, attempt);
            let kind = AttemptKind::Act {
                state: offer.state.clone(),
                item: offer.item.clone(),
                choice: choice.event.clone(),
                opinion: choice.opinion_required.then(|| "—".to_owned()),
                post: offer.post.clone(),
            };
            match self.stage.attempt(offer.case, &Attempt { by: by.clone(), kind, fields }) {
                Ok(_) => return Ok(()),
                Err(refused) => {
                    last = code_of(&refused);
                    refusals[place] += 1;
                    if refusals[place] >= REFUSALS && refused.problems.is_empty() {
                        weights[place] = 0;
                    }
                }
            }
        }
        Err(last)
    }

    fn fill(&mut self, policy: &Policy, section: Option<&str>, record: &Map, attempt: usize) -> Fields {
        let form = self.stage.form_of(policy);
        let Some((form, section)) = form.and_then(|form| Some((form, form.section(section?)?))) else {
            return Fields::new();
        };
        let typist = Typist { plan: self.plan, samples: &self.cast.samples, sampling: attempt < TRIES / 2 };
        typist.fill(&self.stage, form, section, record, &mut self.dice)
    }

    /// Sees what a command changed; `acted` is the case and its task that somebody acted on. Cases that call each other
    /// or wait for the same lock change together.
    fn look(&mut self, acted: Option<(usize, u64)>) {
        self.watched.resize_with(self.stage.cases.len(), Watched::default);
        for case in std::mem::take(&mut self.stage.changed) {
            self.look_at(case, acted.filter(|(acted, _)| *acted == case).map(|(_, task)| task));
        }
    }

    fn look_at(&mut self, case: usize, acted: Option<u64>) {
        if self.watched[case].ended {
            return;
        }
        let now = self.stage.now;
        let mut seen = std::mem::take(&mut self.watched[case]);
        self.tasks(case, &mut seen, acted);
        let snapshot = &self.stage.cases[case].snapshot;
        let timers: BTreeMap<u64, Moment> = snapshot
            .timers
            .iter()
            .filter(|(number, _)| !seen.failed.contains(number))
            .map(|(number, timer)| (*number, timer.due.at))
            .collect();
        let states: BTreeSet<String> =
            snapshot.machines.values().flat_map(|machine| machine.states.iter().cloned()).collect();
        let entered: Vec<String> =
            states.iter().filter(|state| !seen.states.contains(*state)).cloned().collect();
        seen.ended = snapshot.status != Status::Active;
        if seen.ended {
            self.end(case);
        } else {
            for (timer, at) in timers.iter().filter(|(timer, at)| seen.timers.get(timer) != Some(at)) {
                self.at((*at).max(now), Event::Timer { case, timer: *timer, due: *at });
            }
            for state in entered {
                let Some((_, after)) = self.plan.signals.get(&state) else { continue };
                let after = after.draw(&mut self.dice);
                let at = self.hours.add(now, after);
                at.into_iter().for_each(|at| self.at(at, Event::Signal { case, state: state.clone() }));
            }
        }
        (seen.timers, seen.states) = (timers, states);
        self.watched[case] = seen;
    }

    /// Tasks that are gone, and places that are new.
    fn tasks(&mut self, case: usize, seen: &mut Watched, acted: Option<u64>) {
        let now = self.stage.now;
        let snapshot = &self.stage.cases[case].snapshot;
        let gone: Vec<u64> =
            seen.tasks.keys().filter(|number| !snapshot.tasks.contains_key(number)).copied().collect();
        for number in gone {
            let Some((state, opened, due)) = seen.tasks.remove(&number) else { continue };
            let tally = self.tally.tasks.entry(state).or_default();
            tally.closed += 1;
            tally.cancelled += usize::from(acted != Some(number));
            tally.due += usize::from(due.is_some());
            tally.late += usize::from(due.is_some_and(|due| now > due));
            tally.open.push(self.hours.between(opened, now));
        }
        let mut fresh = Vec::new();
        for (number, task) in &snapshot.tasks {
            seen.tasks
                .entry(*number)
                .or_insert_with(|| (task.state.clone(), task.opened_at, task.due.as_ref().map(|due| due.at)));
            for (slot, place) in task.slots.iter().enumerate() {
                if place.status == SlotStatus::Open && seen.slots.insert((*number, slot)) {
                    fresh.push((task.state.clone(), Job { case, task: *number, slot, tries: 0 }));
                }
            }
        }
        for (state, job) in fresh {
            let waits = self.plan.waits(&state).draw(&mut self.dice);
            let at = self.hours.add(now, waits);
            at.into_iter().for_each(|at| self.at(at, Event::Ready(job.clone())));
        }
    }

    fn end(&mut self, case: usize) {
        let case = &self.stage.cases[case];
        if case.policy.id != self.policy.id {
            return;
        }
        let snapshot = &case.snapshot;
        let at = snapshot.ended_at.unwrap_or(self.stage.now);
        self.tally.calendar.push(at.0 - snapshot.started_at.0);
        self.tally.working.push(self.hours.between(snapshot.started_at, at));
        *self.tally.ends.entry(innermost(self.policy, snapshot).join(", ")).or_default() += 1;
    }

    /// What is left at the end of a run, and what the people's time was.
    fn close(&mut self, begins: Moment) {
        let (now, present) = (self.stage.now, self.hours.between(begins, self.last));
        for seen in &self.watched {
            for (state, opened, due) in seen.tasks.values() {
                let tally = self.tally.tasks.entry(state.clone()).or_default();
                tally.due += usize::from(due.is_some());
                tally.late += usize::from(due.is_some_and(|due| now > due));
                tally.open.push(self.hours.between(*opened, now));
            }
        }
        for (desk, crew) in &self.crews {
            let tally = self.tally.desks.entry(desk.clone()).or_default();
            tally.people = tally.people.max(crew.people);
            tally.present += present * i64::try_from(crew.people).unwrap_or(1);
        }
        for proposal in &self.stage.proposals {
            let sum = self.tally.sums.entry(proposal.kind.clone()).or_default();
            sum.count += 1;
            sum.yuan += proposal.amount.parse::<Decimal>().unwrap_or_default();
        }
    }
}

/// The record as a task's form sees it: an item's own fields over the case's.
fn whole_record(snapshot: &Snapshot, task: u64) -> Map {
    let mut record = snapshot.record.clone();
    let machine = snapshot.tasks.get(&task).and_then(|task| snapshot.machines.get(&task.machine));
    if let Some(item) = machine.and_then(|machine| machine.item.as_ref()) {
        record.extend(item.fields.clone());
    }
    record
}

fn code_of(refused: &Refused) -> String {
    match &refused.field {
        Some(field) => format!("{} {field}", refused.code),
        None => refused.code.clone(),
    }
}
