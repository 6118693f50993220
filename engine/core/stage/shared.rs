//! What cases share: lines for locks, and folders. The rules are those of [`Lines`](crate::case::Lines).

#[cfg(test)]
mod tests;

use super::Stage;
use crate::case::{Claim, Command, Effect, Status};
use crate::guard::Question;
use crate::value::{Map, Value};

impl Stage {
    /// Answers about other cases, for the case of this index.
    pub(super) fn answer_shared(&self, asking: usize, question: &Question) -> Value {
        match question {
            Question::Lock { lock, place } => {
                let circle = self.lines.is_circle(lock, &Claim::new(Stage::instance(asking), place));
                let ahead = self.lines.line(lock).len() as i64;
                let answer =
                    [("ahead".to_owned(), Value::Int(ahead)), ("circle".to_owned(), Value::Bool(circle))];
                Value::Map(answer.into())
            }
            Question::Folder { folder } => Value::Map(self.folders.get(folder).cloned().unwrap_or_default()),
            Question::Cases { folder, policy } => {
                let others = self.cases.iter().enumerate().filter(|(index, case)| {
                    *index != asking
                        && case.snapshot.folder.as_ref() == Some(folder)
                        && policy.as_ref().is_none_or(|policy| *policy == case.policy.id)
                });
                Value::List(
                    others.map(|(index, case)| case.snapshot.as_seen(&Stage::instance(index))).collect(),
                )
            }
            Question::InState { case, state } => match self.find(case) {
                Some(index) => Value::Bool(self.cases[index].snapshot.is_active(state)),
                None => Value::Null,
            },
            _ => Value::Null,
        }
    }

    /// Keeps lines and folders, and notes who has to be told.
    pub(super) fn share(&mut self, case: usize, effect: &Effect) {
        match effect {
            Effect::LockAsked { lock, place } => {
                self.lines.join(lock, Claim::new(Stage::instance(case), place))
            }
            Effect::LockReleased { lock, place } => {
                let next = self.lines.leave(lock, &Claim::new(Stage::instance(case), place));
                if let Some((next, place)) = next.and_then(|next| Some((self.find(&next.case)?, next.place)))
                {
                    self.pending.push_back((next, Command::Granted { place }));
                }
            }
            Effect::Folder { folder, set } => {
                let fields: &mut Map = self.folders.entry(folder.clone()).or_default();
                fields.extend(set.clone());
                fields.retain(|_, value| !value.is_null());
                let listening = self.cases.iter().enumerate().filter(|(index, other)| {
                    *index != case
                        && other.snapshot.folder.as_ref() == Some(folder)
                        && other.snapshot.status == Status::Active
                        && other.policy.listens_to("folder.changed")
                });
                let data = Value::Map(set.clone());
                let command = Command::Signal { event: "folder.changed".to_owned(), data };
                self.pending.extend(listening.map(|(index, _)| (index, command.clone())));
            }
            _ => {}
        }
    }

    /// Whether there is still a reason for a command that one case caused in another.
    pub(super) fn is_due(&self, case: usize, command: &Command) -> bool {
        let Some(snapshot) = self.snapshot(case).filter(|snapshot| snapshot.status == Status::Active) else {
            return false;
        };
        match command {
            Command::Granted { place } => snapshot.locks.get(place).is_some_and(|lock| {
                !lock.held
                    && self.lines.line(&lock.lock).first() == Some(&Claim::new(Stage::instance(case), place))
            }),
            _ => true,
        }
    }
}
