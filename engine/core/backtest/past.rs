//! A finished case as the ledger tells of it: carried out once more by its own revision, so that it is known where it
//! stood after each step and which work each act was about.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::case::{Actor, Command, Inputs, Snapshot, step};
use crate::chart::Kind;
use crate::guard::{Question, Read, World};
use crate::policy::Policy;
use crate::value::{Moment, Value};

/// A finished case.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Its instance id.
    pub instance: String,
    pub(super) steps: Vec<Step>,
    pub(super) trail: Trail,
    /// Tasks that were done after their deadline.
    pub(super) late: u32,
    /// Answers that it got, each with the time.
    pub(super) answers: BTreeMap<Question, Vec<(Moment, Value)>>,
    snapshot: Option<Snapshot>,
}

/// Something that was done.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) at: Moment,
    pub(super) actor: Actor,
    pub(super) command: Command,
    /// What it was about: a task or a call, by path and state.
    pub(super) about: Option<About>,
}

/// The work or call that a command was about.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) path: String,
    pub(super) state: String,
    /// Of a task: whose place was taken. Of a call: which of the state's.
    pub(super) signer: Option<(Option<String>, Option<String>)>,
    pub(super) index: usize,
}

/// Where a case has been: by strand (a chart, or one region of a parallel state) the innermost states, with times.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    pub(super) strands: BTreeMap<(String, String), Vec<Place>>,
    here: BTreeMap<(String, String), (String, bool)>,
}

/// A state that was reached.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) at: Moment,
    pub(super) state: String,
    /// It ends a part of the whole. Where that part is the last one to end it is left at once, and never seen at rest.
    pub(super) ends: bool,
}

impl Past {
    /// A case of which nothing has been told yet.
    pub fn of(instance: &str) -> Past {
        Past { instance: instance.to_owned(), ..Past::default() }
    }

    /// One entry, carried out once more by the revision that the case ran on.
    ///
    /// # Errors
    /// When the record does not agree with itself.
    pub fn step(
        &mut self,
        policy: &Policy,
        calendar: &Arc<Calendar>,
        (at, actor): (Moment, Actor),
        command: Command,
        reads: Vec<Read>,
    ) -> Result<(), String> {
        for read in &reads {
            self.answers.entry(read.question.clone()).or_default().push((at, read.answer.clone()));
        }
        let about = self.about(&command, at);
        let inputs = Inputs {
            now: at,
            instance: self.instance.as_str().into(),
            actor: actor.clone(),
            calendar: Arc::clone(calendar),
            world: Rc::new(World::recorded(reads)),
            trace: false,
        };
        let outcome = step(policy, self.snapshot.take(), &command, &inputs).map_err(|e| format!("{e:?}"))?;
        self.trail.add(policy, &outcome.snapshot, at);
        self.snapshot = Some(outcome.snapshot);
        if !matches!(command, Command::Fire { .. }) {
            self.steps.push(Step { at, actor, command, about });
        }
        Ok(())
    }

    /// A change moved it to another revision: from here on it stands like this.
    pub fn moved(&mut self, snapshot: Snapshot) {
        self.snapshot = Some(snapshot);
    }

    /// Where it stands now.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
    }

    fn about(&mut self, command: &Command, at: Moment) -> Option<About> {
        let snapshot = self.snapshot.as_ref()?;
        match command {
            Command::Act { task, slot, .. } => {
                let task = snapshot.tasks.get(task)?;
                self.late += u32::from(task.due.as_ref().is_some_and(|due| due.at < at));
                let signer = task.slots.get(*slot).map(|slot| (slot.post.clone(), slot.person.clone()));
                let (path, state) = (task.machine.clone(), task.state.clone());
                Some(About { path, state, signer, index: 0 })
            }
            Command::Deliver { message } => {
                let call = snapshot.calls.get(&message.call?)?;
                let (path, state) = (call.machine.clone(), call.state.clone());
                Some(About { path, state, signer: None, index: call.index })
            }
            _ => None,
        }
    }
}

impl Trail {
    /// Where the case stands now.
    pub(super) fn add(&mut self, policy: &Policy, snapshot: &Snapshot, at: Moment) {
        let here = stands(policy, snapshot);
        for (strand, place) in &here {
            if self.here.get(strand) != Some(place) {
                let (state, ends) = place.clone();
                self.strands.entry(strand.clone()).or_default().push(Place { at, state, ends });
            }
        }
        self.here = here;
    }
}

/// The innermost active states by path and nearest region.
fn stands(policy: &Policy, snapshot: &Snapshot) -> BTreeMap<(String, String), (String, bool)> {
    let mut all = BTreeMap::new();
    for (path, machine) in &snapshot.machines {
        let chart = match &machine.item {
            None => 0,
            Some(item) => {
                let found = policy.find_state(&item.state);
                let rule = found.and_then(|(c, s)| policy.charts[c].work[s].for_each.as_ref());
                rule.map_or(0, |rule| rule.chart)
            }
        };
        let chart = &policy.charts[chart].chart;
        let active: Vec<usize> = machine.states.iter().filter_map(|name| chart.find(name)).collect();
        for &state in active.iter().filter(|&&s| !active.iter().any(|&other| chart.is_descendant(other, s))) {
            let line = std::iter::once(state).chain(chart.proper_ancestors(state, None));
            let parent_is_parallel =
                |&s: &usize| chart.states[s].parent.is_some_and(|p| chart.states[p].kind == Kind::Parallel);
            let region = { line }.find(parent_is_parallel);
            let region = region.map(|region| chart.states[region].name.clone()).unwrap_or_default();
            let inner = chart.states[state].parent != Some(0) || !path.is_empty();
            let ends = inner && chart.states[state].kind == Kind::Final;
            all.insert((path.clone(), region), (chart.states[state].name.clone(), ends));
        }
    }
    all
}
