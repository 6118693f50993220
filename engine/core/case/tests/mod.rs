//! Cases: small policies, commands, and what they change and want done.
//!
//! Every step is also replayed and serialised on the way, see `play`.

mod actions;
mod acts;
mod casework;
mod items;
pub(crate) mod play;
mod scxml;
pub(crate) mod shipped;
mod time;
mod world;

use crate::case::tests::play::{Play, code, map};
use crate::case::{Command, StepError};
use crate::value::{Moment, Value};

impl Play {
    /// Acts on the open task of a state (the first one), with the first open slot of this post.
    pub(crate) fn act_as(&mut self, post: &str, state: &str, choice: &str) -> Result<(), StepError> {
        self.act_with(post, state, choice, &[], None)
    }

    fn act_with(
        &mut self,
        post: &str,
        state: &str,
        choice: &str,
        fields: &[(&str, Value)],
        opinion: Option<&str>,
    ) -> Result<(), StepError> {
        let tasks = &self.here().tasks;
        let (number, task) = tasks.iter().find(|(_, task)| task.state == state).expect("an open task");
        let place = task.slots.iter().position(|s| s.post.as_deref().or(s.person.as_deref()) == Some(post));
        let command = Command::Act {
            task: *number,
            slot: place.expect("a slot of this post"),
            choice: choice.to_owned(),
            fields: map(fields),
            opinion: opinion.map(str::to_owned),
        };
        self.actor.post = Some(post.to_owned());
        self.step(command)
    }

    /// The states of all machines, `path:state` for those of items.
    fn states(&self) -> String {
        let mut all = Vec::new();
        for (path, machine) in &self.here().machines {
            let prefix = if path.is_empty() { String::new() } else { format!("{path}:") };
            all.extend(machine.states.iter().map(|state| format!("{prefix}{state}")));
        }
        all.join(" ")
    }

    /// Open tasks: `state(post post*)`, with a star where it is that signer's turn.
    fn tasks(&self) -> String {
        let tasks = self.here().tasks.values().map(|task| {
            let slots = task.slots.iter().map(|slot| {
                let who = slot.post.clone().or(slot.person.clone()).unwrap();
                let mark = match slot.status {
                    crate::case::SlotStatus::Open => "*",
                    crate::case::SlotStatus::Waiting => "",
                    crate::case::SlotStatus::Done => "+",
                };
                format!("{who}{mark}")
            });
            format!("{}({})", task.state, slots.collect::<Vec<_>>().join(" "))
        });
        tasks.collect::<Vec<_>>().join(" ")
    }

    /// Lets time pass; what falls due fires in order, each at its own time.
    pub(crate) fn advance_to(&mut self, until: &str) -> Result<(), StepError> {
        let until = moment(until);
        loop {
            let timers = self.here().timers.iter();
            let due = timers.filter(|(_, t)| t.due.at <= until).min_by_key(|(n, t)| (t.due.at, **n));
            let Some((number, at)) = due.map(|(number, timer)| (*number, timer.due.at)) else { break };
            self.now = self.now.max(at);
            self.step(Command::Fire { timer: number })?;
        }
        self.now = until;
        Ok(())
    }
}

/// Company time: `11-24 18:00` of 2026.
pub(crate) fn moment(text: &str) -> Moment {
    Moment::parse(&format!("2026-{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

/// The moments of running timers in company time, in order.
fn timers(play: &Play) -> String {
    let mut at: Vec<Moment> = play.here().timers.values().map(|timer| timer.due.at).collect();
    at.sort_unstable();
    at.into_iter().map(|at| shown(play, at)).collect::<Vec<_>>().join(", ")
}

fn shown(play: &Play, at: Moment) -> String {
    play.calendar.civil(at).strftime("%m-%d %H:%M").to_string()
}

fn refused(result: Result<(), StepError>) -> String {
    code(&result.expect_err("it should be refused"))
}
