//! Counting on the calendar: what guards, reminders and penalties ask.

use jiff::SignedDuration;
use jiff::Span as Length;
use jiff::civil::{Date, Time};

use super::due::{Due, DueError, Rounding, Start, Step};
use super::{Calendar, Exception, Period};
use crate::value::Moment;

impl Calendar {
    /// The moment when `period` from `from` is over, same time of day: [`due`](Self::due) for timers,
    /// without the reasons.
    pub fn add(&self, from: impl Into<Start>, period: Period) -> Result<Moment, DueError> {
        self.due_at(from, period, Rounding::Exact)
    }

    /// The moment `period` before `moment`, same time of day: when a reminder goes out. `2wd` is the
    /// second working day before. `end of …` and `day N …` cannot be counted backwards.
    pub fn before(&self, moment: Moment, period: Period) -> Result<Moment, DueError> {
        if let Some(length) = period.clock_time() {
            return earlier(moment, length);
        }
        let civil = self.civil(moment);
        let (date, time) = (civil.date(), civil.time());
        match period {
            Period::Days(n) => self.on(minus(date, Length::new().days(n))?, time, moment),
            Period::Months(n) => self.on(minus(date, Length::new().months(n))?, time, moment),
            Period::Years(n) => self.on(minus(date, Length::new().years(n))?, time, moment),
            Period::WorkingDays(n) => self.on(self.nth_working_day_before(date, n)?, time, moment),
            // What runs on the clock was counted above.
            _ => Err(DueError::NotALength(period)),
        }
    }

    /// The working days after `from` up to and including `to`, so that `from` + N working days is N away.
    /// Negative if `to` lies before `from`.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let Ok(first) = from.tomorrow() else { return 0 };
        if to < first {
            return 0;
        }
        let days = to.duration_since(from).as_hours() / 24;
        let per_week = self.weekend.iter().filter(|free| !**free).count() as i64; // at most 7
        let rest =
            (0..days % 7).filter(|day| !self.is_weekend(first.weekday().wrapping_add(*day))).count() as i64; // at most 6
        let moved: i64 = self
            .exceptions
            .range(first..=to)
            .map(|(date, exception)| match (exception, self.is_weekend(date.weekday())) {
                (Exception::Holiday(_), false) => -1,
                (Exception::MakeUp(_), true) => 1,
                _ => 0,
            })
            .sum();
        days / 7 * per_week + rest + moved
    }

    /// The day of the week in the company's zone: 1 is Monday, 7 Sunday.
    pub fn weekday(&self, at: impl Into<Start>) -> u8 {
        let date = match at.into() {
            Start::Moment(moment) => self.date(moment),
            Start::Date(date) => date,
        };
        date.weekday().to_monday_one_offset().unsigned_abs()
    }

    /// How many calendar days have begun since the day of the deadline: 0 until midnight of that day.
    pub fn days_late(&self, due: Moment, now: Moment) -> u32 {
        let days = self.date(now).duration_since(self.date(due)).as_hours() / 24;
        u32::try_from(days).unwrap_or(0) // negative: not late
    }

    /// Opening time of a day: what a date stands for where a moment is needed. The company need not work
    /// on that day.
    pub fn opening(&self, date: Date) -> Result<Moment, DueError> {
        self.at(date, self.opens)
    }

    /// Closing time of a day. The company need not work on that day.
    pub fn closing(&self, date: Date) -> Result<Moment, DueError> {
        self.at(date, self.closes)
    }

    /// `time` on `date`, but never after `limit`: a repeated hour must not push a reminder past its cause.
    fn on(&self, date: Date, time: Time, limit: Moment) -> Result<Moment, DueError> {
        Ok(self.at(date, time)?.min(limit))
    }

    fn nth_working_day_before(&self, from: Date, n: u32) -> Result<Date, DueError> {
        let mut date = from;
        let mut left = n;
        while left > 0 {
            date = date.yesterday().map_err(|_| DueError::OutOfRange)?;
            if self.is_working(date) {
                left -= 1;
            }
        }
        Ok(date)
    }
}

impl Due {
    /// True where the result could still change because a year's holidays are not published.
    pub fn is_provisional(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Provisional { .. } | Step::Uncovered { .. }))
    }
}

fn earlier(moment: Moment, by: SignedDuration) -> Result<Moment, DueError> {
    moment.timestamp().checked_sub(by).map(Moment::from).map_err(|_| DueError::OutOfRange)
}

fn minus(date: Date, by: Length) -> Result<Date, DueError> {
    date.checked_sub(by).map_err(|_| DueError::OutOfRange)
}
