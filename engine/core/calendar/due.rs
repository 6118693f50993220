//! When something falls due, and the steps that led there, so that a mail can say why.
//!
//! A due date is computed once, when a task or timer is made, and kept; a later revision of the
//! calendar never moves it silently.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Span as Length};

use super::period::{Period, Span};
use super::{Calendar, Exception, Standing};
use crate::text::Bilingual;
use crate::value::Moment;

/// What a period is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// A moment: something happened.
    Moment(Moment),
    /// A date of a form, which has no time of day: it counts as the moment the company opens that day.
    Date(Date),
}

impl From<Moment> for Start {
    fn from(moment: Moment) -> Start {
        Start::Moment(moment)
    }
}

impl From<Date> for Start {
    fn from(date: Date) -> Start {
        Start::Date(date)
    }
}

/// Which time of the resulting day is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Timers: the same time of day as the start. (`end of …` has no time of day to keep and means the
    /// closing time here too.)
    Exact,
    /// Deadlines of tasks: the closing time of the resulting day; hours and minutes stay exact.
    CloseOfDay,
}

/// A due date with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The moment.
    pub at: Moment,
    /// The company's date of `at`.
    pub date: Date,
    /// The company's time of day of `at`.
    pub time: Time,
    /// The company's date of the start.
    pub from_date: Date,
    /// The company's time of day of the start.
    pub from_time: Time,
    /// What was counted.
    pub period: Period,
    /// How it was rounded.
    pub rounding: Rounding,
    /// What was not plain counting, in the order of time.
    pub steps: Vec<Step>,
}

/// One thing that a reader must know to follow the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Days of a holiday that were not counted as working days, first and last.
    Holiday {
        /// the holiday
        name: Bilingual,
        /// first day passed over
        from: Date,
        /// last day passed over
        to: Date,
    },
    /// A weekend that counted because it is worked for a holiday.
    MakeUp {
        /// the holiday made up for
        name: Bilingual,
        /// the day
        date: Date,
    },
    /// So many days of ordinary weekends were not counted.
    Weekends {
        /// days
        days: u32,
    },
    /// The month has no such day; its last one was taken.
    MonthEnd {
        /// the day that was wanted
        day: i8,
        /// the day that was taken
        date: Date,
    },
    /// The company had already closed on this day, so the next possible day was taken.
    AlreadyClosed {
        /// the day that was over
        date: Date,
    },
    /// The arrangement of holidays of this year is not published yet.
    Provisional {
        /// the year
        year: i16,
    },
    /// The calendar has no such year; only weekends were taken into account.
    Uncovered {
        /// the year
        year: i16,
    },
}

/// Why there is no due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// The result lies beyond the years that can be written.
    #[error("the due date lies beyond the year 9999")]
    OutOfRange,
    /// `end of month` and the like name a day; they cannot be counted backwards.
    #[error("{0} is no length of time")]
    NotALength(Period),
}

impl Calendar {
    /// When `period`, counted from `from`, is over. Never before `from`.
    pub fn due(&self, from: impl Into<Start>, period: Period, rounding: Rounding) -> Result<Due, DueError> {
        let from = self.start(from.into())?;
        let mut steps = Vec::new();
        let at = self.count(from, period, rounding, &mut steps)?;
        let (civil, (_, from_date, from_time)) = (self.civil(at), from);
        Ok(Due { at, date: civil.date(), time: civil.time(), from_date, from_time, period, rounding, steps })
    }

    /// The moment of [`due`](Self::due), without its reasons.
    pub fn due_at(
        &self,
        from: impl Into<Start>,
        period: Period,
        rounding: Rounding,
    ) -> Result<Moment, DueError> {
        match (from.into(), period.clock_time()) {
            (Start::Moment(moment), Some(length)) => later(moment, length),
            (from, _) => self.count(self.start(from)?, period, rounding, &mut Vec::new()),
        }
    }

    fn count(
        &self,
        (start, from_date, from_time): (Moment, Date, Time),
        period: Period,
        rounding: Rounding,
        steps: &mut Vec<Step>,
    ) -> Result<Moment, DueError> {
        if let Some(length) = period.clock_time() {
            return later(start, length);
        }
        let date = self.due_date(from_date, period, steps)?;
        if rounding == Rounding::CloseOfDay || matches!(period, Period::EndOf(_)) {
            return self.close_not_before(start, date, period, steps);
        }
        // `max`: where a clock change repeats an hour, `0d` must not fall into its first pass
        Ok(self.at(date, from_time)?.max(start))
    }

    /// The moment, date and time of day to count from.
    pub(super) fn start(&self, from: Start) -> Result<(Moment, Date, Time), DueError> {
        match from {
            Start::Moment(moment) => {
                let civil = self.civil(moment);
                Ok((moment, civil.date(), civil.time()))
            }
            Start::Date(date) => Ok((self.at(date, self.opens)?, date, self.opens)),
        }
    }

    pub(super) fn at(&self, date: Date, time: Time) -> Result<Moment, DueError> {
        self.moment(date.to_datetime(time)).ok_or(DueError::OutOfRange)
    }

    /// The day on which a period that is counted in days ends.
    fn due_date(&self, from: Date, period: Period, steps: &mut Vec<Step>) -> Result<Date, DueError> {
        match period {
            // Counted on the clock, not here.
            Period::Milliseconds(_) | Period::Seconds(_) | Period::Minutes(_) | Period::Hours(_) => Ok(from),
            Period::Days(n) => from
                .checked_add(SignedDuration::from_hours(24 * i64::from(n)))
                .map_err(|_| DueError::OutOfRange),
            Period::WorkingDays(n) => self.nth_working_day(from, n, steps),
            Period::Months(n) => Ok(noted_day(plus(from, Length::new().months(n))?, from.day(), steps)),
            Period::Years(n) => Ok(noted_day(plus(from, Length::new().years(n))?, from.day(), steps)),
            Period::EndOf(Span::Day) => Ok(from),
            Period::EndOf(Span::Month) => Ok(from.last_of_month()),
            Period::EndOf(Span::Quarter) => Ok(last_of_quarter(from)),
            Period::EndOf(Span::Year) => Ok(from.last_of_year()),
            Period::DayOfMonth(day) => {
                let this = day_of(from, day);
                if this < from { self.day_of_next(from, day, steps) } else { Ok(noted_day(this, day, steps)) }
            }
            Period::DayOfNextMonth(day) => self.day_of_next(from, day, steps),
        }
    }

    fn day_of_next(&self, from: Date, day: i8, steps: &mut Vec<Step>) -> Result<Date, DueError> {
        let next = plus(from.first_of_month(), Length::new().months(1))?;
        Ok(noted_day(day_of(next, day), day, steps))
    }

    /// The closing time of `date`; if that is before `start`, of the next day that the period can mean.
    fn close_not_before(
        &self,
        start: Moment,
        date: Date,
        period: Period,
        steps: &mut Vec<Step>,
    ) -> Result<Moment, DueError> {
        let at = self.at(date, self.closes)?;
        if at >= start {
            return Ok(at);
        }
        let date = self.next_chance(date, period, steps)?;
        self.at(date, self.closes)
    }

    /// The day to take when the company had already closed on `date`.
    fn next_chance(&self, date: Date, period: Period, steps: &mut Vec<Step>) -> Result<Date, DueError> {
        steps.push(Step::AlreadyClosed { date });
        match period {
            Period::WorkingDays(_) => self.nth_working_day(date, 1, steps),
            Period::DayOfMonth(day) => self.day_of_next(date, day, steps),
            _ => plus(date, Length::new().days(1)),
        }
    }

    /// The n-th working day after `from`, which itself does not count; for n = 0 `from`, or the next
    /// working day if it is none.
    fn nth_working_day(&self, from: Date, n: u32, steps: &mut Vec<Step>) -> Result<Date, DueError> {
        let mut passed = Passed::default();
        let mut date = from;
        let mut left = n;
        if n == 0 && !self.is_working(date) {
            passed.over(self, date);
            left = 1;
        }
        while left > 0 {
            date = date.tomorrow().map_err(|_| DueError::OutOfRange)?;
            if self.is_working(date) {
                left -= 1;
            }
            passed.over(self, date);
        }
        steps.extend(passed.close(self, from, date));
        Ok(date)
    }
}

/// Collects what a count of working days went over.
#[derive(Default)]
struct Passed {
    steps: Vec<Step>,
    weekends: u32,
}

impl Passed {
    fn over(&mut self, calendar: &Calendar, date: Date) {
        match calendar.exceptions.get(&date) {
            Some(Exception::Holiday(index)) => self.over_holiday(&calendar.holidays[*index], date),
            Some(Exception::MakeUp(name)) => self.steps.push(Step::MakeUp { name: name.clone(), date }),
            None if calendar.is_weekend(date.weekday()) => self.weekends += 1,
            None => {}
        }
    }

    /// Days of one holiday make one step.
    fn over_holiday(&mut self, holiday: &Bilingual, date: Date) {
        match self.steps.last_mut() {
            Some(Step::Holiday { name, to, .. }) if name == holiday && to.tomorrow().ok() == Some(date) => {
                *to = date
            }
            _ => self.steps.push(Step::Holiday { name: holiday.clone(), from: date, to: date }),
        }
    }

    fn close(mut self, calendar: &Calendar, first: Date, last: Date) -> Vec<Step> {
        if self.weekends > 0 {
            self.steps.push(Step::Weekends { days: self.weekends });
        }
        for year in first.year()..=last.year() {
            match calendar.standing(year) {
                Standing::Published => {}
                Standing::Provisional => self.steps.push(Step::Provisional { year }),
                Standing::Uncovered => self.steps.push(Step::Uncovered { year }),
            }
        }
        self.steps
    }
}

fn later(start: Moment, by: SignedDuration) -> Result<Moment, DueError> {
    start.timestamp().checked_add(by).map(Moment::from).map_err(|_| DueError::OutOfRange)
}

fn plus(date: Date, by: Length) -> Result<Date, DueError> {
    date.checked_add(by).map_err(|_| DueError::OutOfRange)
}

/// The given day of the month that `date` lies in, or that month's last day.
fn day_of(date: Date, day: i8) -> Date {
    let days = date.days_in_month();
    let offset = i64::from(day.clamp(1, days)) - 1;
    date.first_of_month().checked_add(Length::new().days(offset)).expect("a day of a month that exists")
}

fn last_of_quarter(date: Date) -> Date {
    let months = i64::from((3 - date.month() % 3) % 3);
    date.first_of_month()
        .checked_add(Length::new().months(months))
        .expect("a month of the same year")
        .last_of_month()
}

/// Passes `date` on, with a step if its month has no day `wanted`.
fn noted_day(date: Date, wanted: i8, steps: &mut Vec<Step>) -> Date {
    if date.day() < wanted {
        steps.push(Step::MonthEnd { day: wanted, date });
    }
    date
}
