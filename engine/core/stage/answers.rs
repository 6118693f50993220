//! What the company answers to a step's questions, and to a form's.

use super::{Stage, plain};
use crate::case::Status;
use crate::form::{Choice, Lookup, Pool};
use crate::guard::Question;
use crate::value::{Map, Value};

impl Stage {
    pub(super) fn answer(&self, asking: usize, question: &Question) -> Value {
        match question {
            Question::Holders { post } => {
                Value::List(self.holders(post).into_iter().map(Value::from).collect())
            }
            Question::Serial { scope } => Value::Int(self.serials.get(scope).copied().unwrap_or(0)),
            Question::Quota { scope } => Value::Int(self.quotas.get(scope).copied().unwrap_or(0)),
            Question::Running { case } => {
                let found =
                    self.find(case).filter(|&case| self.cases[case].snapshot.status == Status::Active);
                found.map_or(Value::Null, |case| Value::Text(Stage::instance(case)))
            }
            Question::Row { register, key } => {
                let row = self.registers.get(register).and_then(|rows| rows.get(key));
                row.map_or(Value::Null, |row| Value::Map(with_key(key, row)))
            }
            question @ (Question::Lock { .. }
            | Question::Folder { .. }
            | Question::Cases { .. }
            | Question::InState { .. }) => self.answer_shared(asking, question),
            Question::Rows { register, filter } => {
                let rows = self.registers.get(register).into_iter().flatten();
                let rows = rows.map(|(key, row)| with_key(key, row)).filter(|row| {
                    filter
                        .iter()
                        .all(|(field, wanted)| row.get(field).is_some_and(|value| plain(value) == *wanted))
                });
                Value::List(rows.map(Value::Map).collect())
            }
        }
    }
}

impl Lookup for Stage {
    fn has(&self, pool: Pool<'_>, key: &str) -> bool {
        match pool {
            Pool::Register(register) => {
                self.registers.get(register).is_some_and(|rows| rows.contains_key(key))
            }
            Pool::Posts => {
                let organisation = self.library.as_ref().and_then(|library| library.organisation());
                organisation.is_some_and(|organisation| organisation.post(key).is_some())
            }
            Pool::People => self.people.contains_key(key),
        }
    }

    fn list(&self, _: Pool<'_>, _: usize) -> Vec<Choice> {
        Vec::new()
    }
}

fn with_key(key: &str, row: &Map) -> Map {
    let mut row = row.clone();
    row.insert("key".to_owned(), Value::from(key));
    row
}
