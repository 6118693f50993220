//! Time goes by: what falls due happens in order, each at its own time.

use super::{Refused, Stage};
use crate::calendar::{DueError, Period};
use crate::case::{Actor, Command, Status};
use crate::limits;
use crate::value::Moment;

/// Until when time goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// So long, counted by the calendar, at the same time of day.
    After(Period),
    /// To this moment.
    At(Moment),
}

/// Why time could not go by as it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// There is no such moment, or it lies in the past.
    NoSuchMoment(String),
    /// Too much falls due.
    TooMuch,
}

impl From<DueError> for Stuck {
    fn from(error: DueError) -> Stuck {
        Stuck::NoSuchMoment(error.to_string())
    }
}

impl Stage {
    /// Lets time go by.
    ///
    /// # Errors
    /// See [`Stuck`]; what fell due before has happened.
    pub fn advance(&mut self, until: Until) -> Result<(), Stuck> {
        let until = match until {
            Until::At(moment) => moment,
            Until::After(period) => self.calendar.add(self.now, period)?,
        };
        if until < self.now {
            return Err(Stuck::NoSuchMoment(self.clock(until)));
        }
        for _ in 0..limits::STORY_TIMERS {
            if !self.fire_next(until) {
                self.now = until;
                return Ok(());
            }
        }
        Err(Stuck::TooMuch)
    }

    /// The first timer: its moment, case and number; of several at the same time that of the older case, then the older
    /// one. Timers that could not act are passed over.
    pub fn next_due(&self) -> Option<(Moment, usize, u64)> {
        let running =
            self.cases.iter().enumerate().filter(|(_, case)| case.snapshot.status == Status::Active);
        let timers = running.flat_map(|(index, case)| {
            case.snapshot.timers.iter().map(move |(number, timer)| (timer.due.at, index, *number))
        });
        timers.filter(|(_, case, timer)| !self.incidents.contains_key(&(*case, *timer))).min()
    }

    /// Moves the clock to the first timer up to this moment and fires it; false if there is none.
    pub fn fire_next(&mut self, until: Moment) -> bool {
        let Some((at, case, timer)) = self.next_due().filter(|(at, ..)| *at <= until) else { return false };
        self.now = self.now.max(at);
        let command = Command::Fire { timer };
        if let Err(refused) = self.command(case, &command, Actor::default()) {
            self.incident(case, timer, command, refused);
        }
        true
    }

    /// Nobody is there to be told no: the server makes it an incident, and the case stays as it is.
    fn incident(&mut self, case: usize, timer: u64, command: Command, refused: Refused) {
        self.tell(case, &command, Actor::default(), Vec::new(), Vec::new(), Some(refused.clone()));
        self.incidents.insert((case, timer), refused);
    }
}
