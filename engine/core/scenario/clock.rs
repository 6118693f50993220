//! Time goes by: what falls due happens in order, each at its own time.

use super::stage::Stage;
use super::story::Until;
use crate::calendar::DueError;
use crate::case::{Actor, Command, Status};
use crate::limits;
use crate::value::Moment;

/// Why time could not go by as it should.
pub(super) enum Stuck {
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

impl Stage<'_> {
    pub(super) fn advance(&mut self, until: Until) -> Result<(), Stuck> {
        let until = match until {
            Until::At(moment) => moment,
            Until::After(period) => self.calendar.add(self.now, period)?,
        };
        if until < self.now {
            return Err(Stuck::NoSuchMoment(self.clock(until)));
        }
        for _ in 0..limits::STORY_TIMERS {
            let Some((case, timer, at)) = self.next_due(until) else {
                self.now = until;
                return Ok(());
            };
            self.now = self.now.max(at);
            if let Err(refused) = self.carry_out(Some(case), &Command::Fire { timer }, Actor::default()) {
                // Nobody is there to be told no: the server makes it an incident, and the case stays as it is.
                self.trace.push(format!(
                    "{} timer {timer}: {} {}",
                    self.clock(self.now),
                    refused.code,
                    refused.detail
                ));
                self.incidents.insert((case, timer), refused.code);
            }
        }
        Err(Stuck::TooMuch)
    }

    /// The first timer up to a moment; of several at the same time that of the older case, then the older one.
    fn next_due(&self, until: Moment) -> Option<(usize, u64, Moment)> {
        let running = self.cases.iter().enumerate().filter(|(_, case)| case.status == Status::Active);
        let timers = running.flat_map(|(index, case)| {
            case.timers.iter().map(move |(number, timer)| (timer.due.at, index, *number))
        });
        let waiting =
            timers.filter(|(at, case, timer)| *at <= until && !self.incidents.contains_key(&(*case, *timer)));
        waiting.min().map(|(at, case, timer)| (case, timer, at))
    }
}
