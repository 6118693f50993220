//! What cases share: lines for locks, and folders. The rules are those of [`Lines`](crate::case::Lines).

#[cfg(test)]
mod tests;

use super::Stage;
use crate::case::{Claim, Effect, Status};
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

    /// Keeps lines and folders.
    pub(super) fn share(&mut self, case: usize, effect: &Effect) {
        let claim = |place: &String| Claim::new(Stage::instance(case), place);
        match effect {
            Effect::LockAsked { lock, place } => self.lines.join(lock, claim(place)),
            Effect::LockReleased { lock, place } => self.lines.leave(lock, &claim(place)),
            Effect::Folder { folder, set } => {
                let fields: &mut Map = self.folders.entry(folder.clone()).or_default();
                fields.extend(set.clone());
                fields.retain(|_, value| !value.is_null());
            }
            _ => {}
        }
    }

    /// The case, and its place, whose turn it is now and that does not know yet.
    pub(super) fn next_holder(&self, lock: &str) -> Option<(usize, String)> {
        let Claim { case, place } = self.lines.line(lock).first()?;
        let case = self.find(case)?;
        let waits = self.cases[case].snapshot.locks.get(place).is_some_and(|lock| !lock.held);
        waits.then(|| (case, place.clone()))
    }

    /// Other active cases of a folder that want to hear of changes.
    pub(super) fn listening(&self, folder: &str, except: usize) -> Vec<usize> {
        let cases = self.cases.iter().enumerate().filter(|(index, case)| {
            *index != except
                && case.snapshot.folder.as_deref() == Some(folder)
                && case.snapshot.status == Status::Active
                && case.policy.listens_to("folder.changed")
        });
        cases.map(|(index, _)| index).collect()
    }
}
