//! Trying a policy step by step: moves that can be taken back and made again.
//!
//! A [`Play`] is nothing but its beginning and its moves; where it stands is found by making the moves anew, which takes
//! less than a page does. So a play can be carried in a form of a page, and nothing of it needs to be kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::Cast;
use crate::calendar::Period;
use crate::case::Actor;
use crate::document::Library;
use crate::form::Input;
use crate::limits;
use crate::policy::Policy;
use crate::stage::{Attempt, AttemptKind, Fields, Refused, Stage, Stuck, Until};
use crate::value::{Moment, Value};

/// Something that somebody does in a play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Move {
    /// Somebody starts a case.
    Start {
        /// Who.
        by: String,
        /// What they fill in.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        fields: BTreeMap<String, Typed>,
    },
    /// A schedule of the policy starts a case.
    Schedule {
        /// Which.
        id: String,
    },
    /// Somebody acts on a task.
    Act {
        /// Who.
        by: String,
        /// Index of the case.
        case: usize,
        /// The state that gives the task.
        state: String,
        /// The item it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
        /// In which post.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        post: Option<String>,
        /// The button.
        choice: String,
        /// In words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<String>,
        /// What they fill in.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        fields: BTreeMap<String, Typed>,
    },
    /// Something is heard from outside.
    Signal {
        /// Index of the case.
        case: usize,
        /// The event.
        event: String,
    },
    /// Time goes by.
    Wait {
        /// A period (`2wd`), or a moment (`2026-11-24T18:00`, the company's time).
        until: String,
    },
}

/// What is typed into a field, as it stands in JSON: a text, several, or rows of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Typed {
    /// One.
    Text(String),
    /// Several.
    Texts(Vec<String>),
    /// Rows.
    Rows(Vec<BTreeMap<String, Typed>>),
}

impl Typed {
    /// Of what a form sent; nothing of what was left empty.
    pub fn of(fields: &Fields) -> BTreeMap<String, Typed> {
        let typed = |input: &Input| match input {
            Input::Texts(texts) => match &texts[..] {
                [] => None,
                [one] => (!one.trim().is_empty()).then(|| Typed::Text(one.clone())),
                several => Some(Typed::Texts(several.to_vec())),
            },
            Input::Rows(rows) => {
                let rows: Vec<_> = rows.iter().map(Typed::of).filter(|row| !row.is_empty()).collect();
                (!rows.is_empty()).then_some(Typed::Rows(rows))
            }
            Input::Json(Json::String(text)) => Some(Typed::Text(text.clone())),
            Input::Json(other) => Some(Typed::Text(other.to_string())),
        };
        fields.iter().filter_map(|(name, input)| Some((name.clone(), typed(input)?))).collect()
    }

    fn input(&self) -> Input {
        match self {
            Typed::Text(text) => Input::Texts(vec![text.clone()]),
            Typed::Texts(texts) => Input::Texts(texts.clone()),
            Typed::Rows(rows) => Input::Rows(rows.iter().map(inputs).collect()),
        }
    }
}

fn inputs(typed: &BTreeMap<String, Typed>) -> Fields {
    typed.iter().map(|(name, typed)| (name.clone(), typed.input())).collect()
}

/// Why a move was not made. Nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Wrong {
    /// The rules say no.
    Refused(Box<Refused>),
    /// There is no such moment, or it lies in the past.
    NoSuchMoment(String),
    /// Too much would fall due.
    TooMuch,
    /// The policy has no such schedule.
    NoSuchSchedule(String),
    /// There were too many moves already.
    TooManyMoves,
}

impl From<Refused> for Wrong {
    fn from(refused: Refused) -> Wrong {
        Wrong::Refused(Box::new(refused))
    }
}

impl From<Stuck> for Wrong {
    fn from(stuck: Stuck) -> Wrong {
        match stuck {
            Stuck::NoSuchMoment(text) => Wrong::NoSuchMoment(text),
            Stuck::TooMuch => Wrong::TooMuch,
        }
    }
}

/// A policy that is being tried.
#[derive(Clone, Debug)]
pub struct Play {
    /// What is tried.
    pub policy: std::sync::Arc<Policy>,
    /// When it began.
    pub starts: Moment,
    first: Stage,
    /// Where it stands.
    pub stage: Stage,
    moves: Vec<Move>,
    made: usize,
}

impl Play {
    /// A company at this moment, without a case; none if there is no such policy, or no calendar.
    pub fn new(library: &Library, policy: &str, cast: &Cast, starts: Moment) -> Option<Play> {
        let policy = std::sync::Arc::clone(library.policy(policy)?);
        let mut stage = Stage::of(library, starts)?;
        stage.people = cast.people.clone();
        stage.set_registers(&cast.registers);
        Some(Play { policy, starts, first: stage.clone(), stage, moves: Vec::new(), made: 0 })
    }

    /// The moves made so far.
    pub fn made(&self) -> &[Move] {
        &self.moves[..self.made]
    }

    /// All moves, those taken back at the end.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// Makes a move; what was taken back before is forgotten.
    ///
    /// # Errors
    /// See [`Wrong`]; nothing has changed then.
    pub fn make(&mut self, next: Move) -> Result<(), Wrong> {
        if self.made >= limits::TRIED_MOVES {
            return Err(Wrong::TooManyMoves);
        }
        let mut stage = self.stage.clone();
        carry_out(&mut stage, &self.policy, &next)?;
        self.stage = stage;
        self.moves.truncate(self.made);
        self.moves.push(next);
        self.made += 1;
        Ok(())
    }

    /// Makes moves that were made before, up to `made` of them; the rest can be made again with [`Play::forward`]. How
    /// many could be made: fewer where the documents have changed since.
    pub fn replay(&mut self, moves: Vec<Move>, made: usize) -> usize {
        self.moves = moves;
        self.moves.truncate(limits::TRIED_MOVES);
        self.go_to(made)
    }

    /// Takes the last move back; false if there is none.
    pub fn back(&mut self) -> bool {
        let can = self.made > 0;
        if can {
            self.go_to(self.made - 1);
        }
        can
    }

    /// Makes a move again that was taken back; false if there is none.
    pub fn forward(&mut self) -> bool {
        let can = self.made < self.moves.len();
        can && self.go_to(self.made + 1) > 0
    }

    fn go_to(&mut self, made: usize) -> usize {
        self.stage = self.first.clone();
        self.made = 0;
        for next in self.moves.iter().take(made) {
            let mut stage = self.stage.clone();
            if carry_out(&mut stage, &self.policy, next).is_err() {
                break;
            }
            self.stage = stage;
            self.made += 1;
        }
        if self.made < made.min(self.moves.len()) {
            self.moves.truncate(self.made);
        }
        self.made
    }

    /// The next moment at which something falls due by itself, as a move.
    pub fn next(&self) -> Option<Move> {
        self.stage.next_due().map(|(at, ..)| Move::Wait { until: exact(&self.stage, at) })
    }
}

/// A moment of the company's clock, to the last digit that matters.
fn exact(stage: &Stage, at: Moment) -> String {
    let civil = stage.calendar.civil(at);
    let whole = civil.second() == 0 && civil.subsec_nanosecond() == 0;
    if whole { stage.clock(at) } else { civil.to_string() }
}

fn carry_out(stage: &mut Stage, policy: &Policy, next: &Move) -> Result<(), Wrong> {
    match next {
        Move::Start { by, fields } => {
            let kind = AttemptKind::Start { policy: policy.id.clone() };
            stage.attempt(0, &Attempt { by: by.clone(), kind, fields: inputs(fields) })?;
        }
        Move::Schedule { id } => {
            let schedule = policy.schedules.iter().find(|schedule| schedule.id == *id);
            let schedule = schedule.ok_or_else(|| Wrong::NoSuchSchedule(id.clone()))?;
            stage.begin(&policy.id, schedule.fields.clone(), Actor::default())?;
        }
        Move::Act { by, case, state, item, post, choice, opinion, fields } => {
            let kind = AttemptKind::Act {
                state: state.clone(),
                item: item.clone(),
                choice: choice.clone(),
                opinion: opinion.clone(),
                post: post.clone(),
            };
            stage.attempt(*case, &Attempt { by: by.clone(), kind, fields: inputs(fields) })?;
        }
        Move::Signal { case, event } => stage.signal(*case, event, Value::Null)?,
        Move::Wait { until } => stage.advance(moment(stage, until)?)?,
    }
    Ok(())
}

/// What somebody types to move the clock.
fn moment(stage: &Stage, text: &str) -> Result<Until, Wrong> {
    let text = text.trim();
    if let Ok(period) = Period::parse(text) {
        return Ok(Until::After(period));
    }
    let wrong = || Wrong::NoSuchMoment(text.to_owned());
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == "2026-12-08".len()
    {
        return stage.calendar.opening(date).map(Until::At).map_err(|_| wrong());
    }
    let civil = text.replace(' ', "T").parse::<jiff::civil::DateTime>().map_err(|_| wrong())?;
    stage.calendar.moment(civil).map(Until::At).ok_or_else(wrong)
}
