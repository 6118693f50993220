//! `guicheng bench --steps`: how many steps a second the rules alone carry out, in one thread.
//!
//! Complaints of the shipped policy are walked from start to end along the paths of `walks.json`, over and over. Each
//! step is carried out as an auditor's replay does it: it takes the snapshot by value and gives the next one with all
//! effects and reads; what it asks of the world is in memory. Deliberately absent: what is around a step in the service
//! (the snapshot as canonical JSON, the form's check, the database).

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use guicheng_core::calendar::Calendar;
use guicheng_core::case::{self, Actor, Command, Inputs, Outcome, SlotStatus, Snapshot, Status, StepError};
use guicheng_core::document::Library;
use guicheng_core::form::{Form, Input, Setting, check_input};
use guicheng_core::guard::{Question, Read, World};
use guicheng_core::policy::Policy;
use guicheng_core::text::Findings;
use guicheng_core::value::{Hash, Map, Moment, Value, canonical};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::cli::load::Anything;

const FILES: [(&str, &str); 3] = [
    ("policies/complaint.yaml", include_str!("../../../policies/complaint.yaml")),
    ("forms/complaint.yaml", include_str!("../../../forms/complaint.yaml")),
    ("policies/calendar.yaml", include_str!("../../../policies/calendar.yaml")),
];

/// Monday, 23 November 2026, 9:00 in Shanghai.
const BEGIN: Moment = Moment(1_795_395_600_000_000);

/// How long people take for one thing.
const PACE: i64 = 3 * 60 * 1_000_000;

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Measured {
    pub steps: usize,
    /// By command.
    pub starts: usize,
    pub acts: usize,
    pub timers: usize,
    /// Cases that came to their end.
    pub cases: usize,
    pub seconds: f64,
    pub steps_per_second: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    pub threads: u32,
    /// Whether writing and reading the snapshot's canonical JSON is part of a step here.
    pub serialisation: bool,
}

/// `walks.json`.
#[derive(Deserialize)]
struct Book {
    intake: serde_json::Map<String, Json>,
    walks: Vec<Plan>,
}

/// One way from start to end.
#[derive(Deserialize)]
struct Plan {
    name: String,
    intake: serde_json::Map<String, Json>,
    steps: Vec<Planned>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Planned {
    /// Somebody chooses something at the open task of a state.
    Act {
        at: String,
        choose: String,
        #[serde(default)]
        fields: serde_json::Map<String, Json>,
        #[serde(default)]
        opinion: Option<String>,
    },
    /// The next timer of this state, or of its task, is due.
    Wait { wait: String },
}

/// A command with its circumstances, ready to be given.
struct Stride {
    command: Command,
    actor: Actor,
    now: Moment,
    /// What it asked of the world when it was planned, and was told.
    reads: Vec<Read>,
}

/// What the commands are given to.
struct Company {
    policy: Arc<Policy>,
    form: Arc<Form>,
    calendar: Arc<Calendar>,
}

/// Walks until the time is over, always to the end of a case.
///
/// # Errors
/// When a walk and the shipped policy no longer fit.
pub fn measure(length: Duration, stopwatch: fn() -> Instant) -> anyhow::Result<Measured> {
    let company = Company::open()?;
    let book: Book = serde_json::from_str(include_str!("walks.json"))?;
    let mut walks = Vec::new();
    for plan in &book.walks {
        walks.push(company.plan(plan, &book.intake).with_context(|| plan.name.clone())?);
    }
    let mut times: Vec<u32> = Vec::new();
    let mut measured = Measured {
        steps: 0,
        starts: 0,
        acts: 0,
        timers: 0,
        cases: 0,
        seconds: 0.0,
        steps_per_second: 0.0,
        p50_us: 0.0,
        p99_us: 0.0,
        threads: 1,
        serialisation: false,
    };
    let begun = stopwatch();
    loop {
        for walk in &walks {
            let mut case = None;
            for stride in walk {
                let began = stopwatch();
                case = Some(company.repeat(case, stride)?.snapshot);
                times.push(u32::try_from((stopwatch() - began).as_nanos()).unwrap_or(u32::MAX));
                match stride.command {
                    Command::Start { .. } => measured.starts += 1,
                    Command::Fire { .. } => measured.timers += 1,
                    _ => measured.acts += 1,
                }
            }
            measured.cases += 1;
        }
        if stopwatch() - begun >= length {
            break;
        }
    }
    measured.seconds = (stopwatch() - begun).as_secs_f64();
    measured.steps = times.len();
    measured.steps_per_second = (times.len() as f64 / measured.seconds).round();
    times.sort_unstable();
    let at = |part: f64| f64::from(times[((times.len() - 1) as f64 * part) as usize]) / 1e3;
    (measured.p50_us, measured.p99_us) = (at(0.50), at(0.99));
    Ok(measured)
}

impl Company {
    fn open() -> anyhow::Result<Company> {
        let mut findings = Findings::new();
        let library = Library::read(FILES, &mut findings);
        let read = |what| format!("the shipped {what} cannot be read: {findings:?}");
        Ok(Company {
            policy: Arc::clone(library.policy("complaint").with_context(|| read("policy"))?),
            form: Arc::clone(library.form("complaint").with_context(|| read("form"))?),
            calendar: Arc::clone(library.calendar().with_context(|| read("calendar"))?),
        })
    }

    /// Gives a command with what it is known to ask.
    fn repeat(&self, case: Option<Snapshot>, stride: &Stride) -> anyhow::Result<Outcome> {
        self.step(case, stride, World::recorded(stride.reads.iter().cloned()))
            .map_err(|error| anyhow::anyhow!("{:?}: {error:?}", stride.command))
    }

    fn step(&self, case: Option<Snapshot>, stride: &Stride, world: World) -> Result<Outcome, StepError> {
        let inputs = Inputs {
            now: stride.now,
            instance: "".into(),
            actor: stride.actor.clone(),
            calendar: Arc::clone(&self.calendar),
            world: Rc::new(world),
            trace: false,
        };
        case::step(&self.policy, case, &stride.command, &inputs)
    }

    /// Gives a command for the first time, finding answers as they are asked for.
    fn try_out(&self, case: Option<&Snapshot>, stride: &mut Stride) -> anyhow::Result<Snapshot> {
        let mut known: Vec<Read> = Vec::new();
        loop {
            match self.step(case.cloned(), stride, World::recorded(known.iter().cloned())) {
                Ok(outcome) => {
                    stride.reads = outcome.reads;
                    return Ok(outcome.snapshot);
                }
                Err(StepError::Needs(questions)) => known.extend(questions.into_iter().map(|question| {
                    let answer = answer(&question);
                    Read { question, answer }
                })),
                Err(error) => bail!("{:?}: {error:?}", stride.command),
            }
        }
    }

    /// Walks a plan once to find the numbers of its tasks and timers.
    fn plan(&self, plan: &Plan, intake: &serde_json::Map<String, Json>) -> anyhow::Result<Vec<Stride>> {
        let mut typed = intake.clone();
        typed.extend(plan.intake.clone());
        let fields = self.fill("intake", &Map::new(), &typed, BEGIN)?;
        let actor = Actor { person: Some("desk".into()), post: Some("complaint_desk".into()) };
        let command = Command::start(fields);
        let mut walk = vec![Stride { command, actor, now: BEGIN, reads: Vec::new() }];
        let mut case = self.try_out(None, &mut walk[0])?;
        for planned in &plan.steps {
            let now = Moment(walk[walk.len() - 1].now.0 + PACE);
            let stride = match planned {
                Planned::Act { at, choose, fields, opinion } => {
                    self.act(&case, (at, choose), fields, opinion.clone(), now)
                }
                Planned::Wait { wait } => fire(&case, wait, now),
            };
            let mut stride = stride.with_context(|| format!("in {:?}", case.machines))?;
            case = self.try_out(Some(&case), &mut stride)?;
            walk.push(stride);
        }
        if case.status != Status::Done {
            bail!("the case does not end");
        }
        Ok(walk)
    }

    fn act(
        &self,
        case: &Snapshot,
        (at, choose): (&str, &str),
        fields: &serde_json::Map<String, Json>,
        opinion: Option<String>,
        now: Moment,
    ) -> anyhow::Result<Stride> {
        let task = case.tasks.iter().find(|(_, task)| task.state == at);
        let (number, task) = task.with_context(|| format!("no task {at}"))?;
        let slot =
            task.slots.iter().position(|slot| slot.status == SlotStatus::Open).context("nobody's turn")?;
        let fields = match self.asked(at, choose)? {
            Some(section) => self.fill(&section, &case.record, fields, now)?,
            None => Map::new(),
        };
        let post = task.slots[slot].post.clone();
        let actor = Actor { person: post.as_ref().map(|post| format!("{post}-1")), post };
        let command = Command::Act { task: *number, slot, choice: choose.to_owned(), fields, opinion };
        Ok(Stride { command, actor, now, reads: Vec::new() })
    }

    /// The section of the form that a choice asks for.
    fn asked(&self, state: &str, choice: &str) -> anyhow::Result<Option<String>> {
        let (chart, state) = self.policy.find_state(state).context("no such state")?;
        let chart = &self.policy.charts[chart];
        let mut transitions = chart.chart.states[state].transitions.iter();
        let offers = |transition: &&usize| {
            chart.chart.transitions[**transition].events.iter().any(|event| event == choice)
        };
        let transition = transitions.find(offers).with_context(|| format!("no choice {choice}"))?;
        let task = chart.work[state].task.as_ref().and_then(|task| task.ask.clone());
        Ok(chart.choices[*transition].ask.clone().unwrap_or(task))
    }

    /// What was typed as the service hands it on: checked, personal values sealed.
    fn fill(
        &self,
        section: &str,
        record: &Map,
        typed: &serde_json::Map<String, Json>,
        now: Moment,
    ) -> anyhow::Result<Map> {
        let section = self.form.section(section).with_context(|| format!("no section {section}"))?;
        let setting = Setting { lookup: &Anything, now, tz: self.calendar.zone() };
        let input = Input::from_json(typed.clone());
        let mut fields = check_input(&self.form, section, record, &input, &setting)
            .map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        for (name, value) in &mut fields {
            if self.form.field(name).is_some_and(|field| field.personal) {
                *value = Value::Sealed(Hash::of(canonical::to_string(value)?));
            }
        }
        Ok(fields)
    }
}

fn answer(question: &Question) -> Value {
    match question {
        Question::Holders { post } => Value::List(vec![Value::Text(format!("{post}-1"))]),
        Question::Serial { .. } => Value::Int(0),
        _ => Value::Null,
    }
}

/// The first timer of a state or of its task.
fn fire(case: &Snapshot, state: &str, now: Moment) -> anyhow::Result<Stride> {
    use case::TimerKind as Kind;
    let of_task = |task: &u64| case.tasks.get(task).is_some_and(|task| task.state == state);
    let mine = |kind: &Kind| match kind {
        Kind::State { state: of, .. } => of == state,
        Kind::Remind { task } | Kind::Overdue { task, .. } => of_task(task),
        Kind::Send { .. } => false,
    };
    let timers = case.timers.iter().filter(|(_, timer)| mine(&timer.what));
    let (number, timer) =
        timers.min_by_key(|(_, timer)| timer.due.at).with_context(|| format!("no timer {state}"))?;
    let command = Command::Fire { timer: *number };
    Ok(Stride { command, actor: Actor::default(), now: now.max(timer.due.at), reads: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The walks fit the shipped policy, and every kind of command is among their steps.
    #[test]
    fn every_walk_comes_to_its_end() {
        let measured = measure(Duration::ZERO, crate::edge::monotonic).unwrap();
        assert_eq!(measured.cases, 6);
        assert!(measured.acts > 0 && measured.timers > 0 && measured.starts == 6, "{measured:?}");
    }
}
