//! Working time: how long the company has been open between two moments, and when so much of it has gone by.
//!
//! The calendar's opening hours are taken as one stretch a day. Deliberately absent: breaks and shifts.

use jiff::civil::{Date, Time};

use crate::calendar::Calendar;
use crate::value::Moment;

/// Microseconds of a second.
const SECOND: i64 = 1_000_000;

/// A calendar's working time.
#[derive(Clone, Copy)]
pub struct Hours<'c> {
    calendar: &'c Calendar,
    opens: i64,
    closes: i64,
}

impl<'c> Hours<'c> {
    /// Those of a calendar.
    pub fn new(calendar: &'c Calendar) -> Hours<'c> {
        Hours { calendar, opens: since_midnight(calendar.opens()), closes: since_midnight(calendar.closes()) }
    }

    /// Microseconds of a working day; a calendar's hours are never empty.
    pub fn day(self) -> i64 {
        self.closes - self.opens
    }

    /// The moment when so many working microseconds have gone by since `from`; of none, `from` itself if the company is
    /// open then, else the next opening. `None` beyond the years that can be written.
    pub fn add(self, from: Moment, micros: i64) -> Option<Moment> {
        let civil = self.calendar.civil(from);
        let (mut date, mut at) = (civil.date(), since_midnight(civil.time()));
        let mut left = micros.max(0);
        loop {
            if self.calendar.is_working(date) && at < self.closes {
                let begins = at.max(self.opens);
                let stays = self.closes - begins;
                if left <= stays {
                    return self.moment(date, begins + left);
                }
                left -= stays;
            }
            (date, at) = (date.tomorrow().ok()?, 0);
        }
    }

    /// Working microseconds from one moment to a later one; nought for an earlier one.
    pub fn between(self, from: Moment, to: Moment) -> i64 {
        if to <= from {
            return 0;
        }
        let (from, to) = (self.calendar.civil(from), self.calendar.civil(to));
        let open = |date: Date, at: i64| {
            // What has gone by of this day's hours.
            if self.calendar.is_working(date) { at.clamp(self.opens, self.closes) - self.opens } else { 0 }
        };
        // Whole working days after the first day up to the last one, which counts in part.
        let days = self.calendar.working_days_between(from.date(), to.date());
        let last_works = to.date() > from.date() && self.calendar.is_working(to.date());
        let whole = days - i64::from(last_works);
        if from.date() == to.date() {
            return open(to.date(), since_midnight(to.time()))
                - open(from.date(), since_midnight(from.time()));
        }
        let first = if self.calendar.is_working(from.date()) { self.day() } else { 0 };
        first - open(from.date(), since_midnight(from.time()))
            + whole * self.day()
            + open(to.date(), since_midnight(to.time()))
    }

    fn moment(self, date: Date, at: i64) -> Option<Moment> {
        let (seconds, micros) = (at / SECOND, at % SECOND);
        let part = |value: i64| i8::try_from(value).ok();
        let nanos = i32::try_from(micros * 1_000).ok()?;
        let time =
            Time::new(part(seconds / 3_600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, nanos).ok()?;
        self.calendar.moment(date.to_datetime(time))
    }
}

/// This moment if the company is open then, else the next opening: when somebody begins to try something.
pub fn next_open(calendar: &Calendar, now: Moment) -> Moment {
    Hours::new(calendar).add(now, 0).unwrap_or(now)
}

fn since_midnight(time: Time) -> i64 {
    let seconds = (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60 + i64::from(time.second());
    seconds * SECOND + i64::from(time.subsec_nanosecond()) / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{COMPANY, library};

    /// 9 to 18 o'clock, Monday to Friday; 23 November 2026 is a Monday.
    #[test]
    fn working_time_goes_by_while_the_company_is_open() {
        let (library, _) = library(COMPANY);
        let calendar = library.calendar().unwrap();
        let hours = Hours::new(calendar);
        let at = |text: &str| calendar.moment(text.parse().unwrap()).unwrap();
        for (from, minutes, to) in [
            ("2026-11-23T09:00", 0, "2026-11-23T09:00"),
            ("2026-11-23T07:00", 0, "2026-11-23T09:00"),
            ("2026-11-23T18:00", 0, "2026-11-24T09:00"),
            ("2026-11-23T17:30", 30, "2026-11-23T18:00"),
            ("2026-11-23T17:30", 31, "2026-11-24T09:01"),
            ("2026-11-21T12:00", 60, "2026-11-23T10:00"),
            ("2026-11-27T17:00", 61, "2026-11-30T09:01"),
            ("2026-11-23T09:00", 540, "2026-11-23T18:00"),
            ("2026-11-23T10:00", 540, "2026-11-24T10:00"),
            ("2026-11-23T12:00", 540 * 10, "2026-12-07T12:00"),
        ] {
            let micros = minutes * 60 * SECOND;
            assert_eq!(hours.add(at(from), micros), Some(at(to)), "{from} {minutes}");
            if minutes == 0 {
                assert_eq!(next_open(calendar, at(from)), at(to));
            }
            assert_eq!(hours.between(at(from), at(to)), micros, "{from} {to}");
        }
        for (from, to, minutes) in [
            ("2026-11-21T12:00", "2026-11-22T12:00", 0),
            ("2026-11-20T12:00", "2026-11-22T12:00", 360),
            ("2026-11-23T20:00", "2026-11-23T21:00", 0),
            ("2026-11-23T20:00", "2026-11-24T08:00", 0),
            ("2026-11-23T08:00", "2026-11-23T20:00", 540),
            ("2026-11-24T08:00", "2026-11-23T20:00", 0),
            ("2026-11-20T17:00", "2026-11-24T10:00", 60 + 540 + 60),
        ] {
            assert_eq!(hours.between(at(from), at(to)), minutes * 60 * SECOND, "{from} {to}");
        }
    }
}
