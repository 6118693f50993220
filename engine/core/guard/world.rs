//! What a step may ask about the world outside its instance, and the record of what it was told.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// A question about something outside the instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Question {
    /// People who hold a post now (their ids, holders before delegates). Answer: list of texts.
    Holders {
        /// Post id.
        post: String,
    },
    /// Rows of a register whose fields equal the given texts, by key. Answer: list of maps, each with `key`.
    Rows {
        /// Register id.
        register: String,
        /// Field → text it must equal.
        filter: BTreeMap<String, String>,
    },
    /// One row. Answer: a map with `key`, or null.
    Row {
        /// Register id.
        register: String,
        /// Its key.
        key: String,
    },
    /// The last serial given out in a scope. Answer: integer, 0 at first.
    Serial {
        /// For example `complaint/2026`.
        scope: String,
    },
    /// A case that runs, by its instance id or number. Answer: its instance id, or null.
    Running {
        /// Instance id or number.
        case: String,
    },
    /// The line for a lock, for a state that would join it. Answer: a map of `ahead` (how many stand in it) and `circle`
    /// (whether it would wait for itself).
    Lock {
        /// The lock's name.
        lock: String,
        /// The chain of states that asks.
        place: String,
    },
    /// What lies in a folder. Answer: a map.
    Folder {
        /// Its name.
        folder: String,
    },
    /// The other cases of a folder. Answer: list of maps `number`, `instance`, `policy`, `status`, `states`.
    Cases {
        /// The folder.
        folder: String,
        /// Of this policy only.
        policy: Option<String>,
    },
    /// Whether a state of another case is active. Answer: truth value; null if there is no such case.
    InState {
        /// Its number or instance id.
        case: String,
        /// The state.
        state: String,
    },
    /// Places taken of a quota. Answer: integer.
    Quota {
        /// For example `urgent/outlet-3/2026-11`.
        scope: String,
    },
}

/// A question with the answer it got: part of the ledger entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Read {
    /// What was asked.
    #[serde(flatten)]
    pub question: Question,
    /// What was answered.
    pub answer: Value,
}

/// The answers known so far. `step` is pure: where an answer is missing it stops and names the question; the caller
/// finds the answer and steps again.
#[derive(Debug, Default)]
pub struct World {
    known: BTreeMap<Question, Value>,
    asked: RefCell<BTreeSet<Question>>,
    missing: RefCell<BTreeSet<Question>>,
}

impl World {
    /// A world that answers from what an entry recorded.
    pub fn recorded(reads: impl IntoIterator<Item = Read>) -> Self {
        let known = reads.into_iter().map(|read| (read.question, read.answer)).collect();
        World { known, ..World::default() }
    }

    /// Adds an answer.
    pub fn learn(&mut self, question: Question, answer: Value) {
        self.missing.borrow_mut().remove(&question);
        self.known.insert(question, answer);
    }

    /// The answer, or `None` when it has to be found first (the question is then among [`World::missing`]).
    pub fn ask(&self, question: &Question) -> Option<Value> {
        match self.known.get(question) {
            Some(answer) => {
                self.asked.borrow_mut().insert(question.clone());
                Some(answer.clone())
            }
            None => {
                self.missing.borrow_mut().insert(question.clone());
                None
            }
        }
    }

    /// Takes the questions that could not be answered.
    pub fn missing(&self) -> Vec<Question> {
        std::mem::take(&mut *self.missing.borrow_mut()).into_iter().collect()
    }

    /// Forgets what was asked, before a step is tried again.
    pub fn start_over(&self) {
        self.asked.borrow_mut().clear();
        self.missing.borrow_mut().clear();
    }

    /// All answers that it has, in the questions' order.
    pub fn all(&self) -> Vec<Read> {
        let read = |(question, answer): (&Question, &Value)| Read {
            question: question.clone(),
            answer: answer.clone(),
        };
        self.known.iter().map(read).collect()
    }

    /// All that was asked and answered, in the questions' order.
    pub fn reads(&self) -> Vec<Read> {
        let asked = self.asked.borrow();
        let read = |question: &Question| {
            self.known.get(question).map(|answer| Read { question: question.clone(), answer: answer.clone() })
        };
        asked.iter().filter_map(read).collect()
    }
}
