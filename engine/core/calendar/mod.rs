//! The business calendar: which days the company works, and when something falls due.
//!
//! In China the State Council moves working days every year (调休): a holiday takes weekdays, and some
//! weekends become working days to make up for them. So "2 working days" can only be counted on a
//! calendar that the company keeps as a document. Everything here is a function of that document and of
//! its own time zone (from the bundled database); the machine's zone, locale and clock are never asked.
//! Deliberately absent: working hours within a day (hours run on the clock) and calendars per person.

mod count;
mod due;
mod explain;
mod period;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;

use crate::text::Bilingual;
use crate::value::Moment;

pub use due::{Due, DueError, Rounding, Start, Step};
pub use explain::{Arg, Sentence};
pub use period::{Period, PeriodError, Span};
pub use read::read_period;

/// The company's calendar, read from a document by [`Calendar::read`].
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    id: String,
    title: Bilingual,
    zone: TimeZone,
    opens: Time,
    closes: Time,
    /// Monday first: true for the days of the ordinary weekend.
    weekend: [bool; 7],
    years: BTreeMap<i16, Year>,
    holidays: Vec<Bilingual>,
    /// Every day that is not as its weekday says, or that has a holiday's name.
    exceptions: BTreeMap<Date, Exception>,
}

/// What the calendar says of a whole year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// True until the official arrangement of the year is published and entered.
    pub provisional: bool,
    /// Where the days come from: the notice, as cited.
    pub source: String,
    /// What a reader should know; always there for a provisional year.
    pub note: Option<Bilingual>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Exception {
    /// Index into `holidays`: neighbouring days of one holiday share it.
    Holiday(usize),
    MakeUp(Bilingual),
}

/// One day as the calendar sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'a> {
    /// The day.
    pub date: Date,
    /// Whether the company works.
    pub working: bool,
    /// The reason.
    pub why: Why<'a>,
    /// How far the answer can be relied on.
    pub standing: Standing,
}

/// Why a day is a working day or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why<'a> {
    /// An ordinary working day of the week.
    Weekday,
    /// An ordinary weekend.
    Weekend,
    /// A holiday of this name, or a weekday taken off beside it.
    Holiday(&'a Bilingual),
    /// A weekend worked to make up for the holiday of this name (调休上班).
    MakeUp(&'a Bilingual),
}

/// How far the calendar knows a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The official arrangement of the year has been entered.
    Published,
    /// The year is entered, but its arrangement is not published yet.
    Provisional,
    /// The calendar has no such year: computed by weekends alone.
    Uncovered,
}

impl Calendar {
    /// A calendar for what is tried without a company's: UTC, 9 to 18 o'clock, Saturday and Sunday off.
    pub fn plain() -> Calendar {
        Calendar {
            id: "plain".to_owned(),
            title: Bilingual { zh: "UTC".to_owned(), en: "UTC".to_owned() },
            zone: TimeZone::UTC,
            opens: Time::constant(9, 0, 0, 0),
            closes: Time::constant(18, 0, 0, 0),
            weekend: [false, false, false, false, false, true, true],
            years: BTreeMap::new(),
            holidays: Vec::new(),
            exceptions: BTreeMap::new(),
        }
    }

    /// The document's name for it (`company`).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    pub fn title(&self) -> &Bilingual {
        &self.title
    }

    /// The company's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// When the company opens, civil time.
    pub fn opens(&self) -> Time {
        self.opens
    }

    /// When the company closes, civil time: deadlines of whole days end then.
    pub fn closes(&self) -> Time {
        self.closes
    }

    /// The years that the calendar covers.
    pub fn years(&self) -> &BTreeMap<i16, Year> {
        &self.years
    }

    /// What the calendar says of a day.
    pub fn day(&self, date: Date) -> Day<'_> {
        let (working, why) = match self.exceptions.get(&date) {
            Some(Exception::Holiday(index)) => (false, Why::Holiday(&self.holidays[*index])),
            Some(Exception::MakeUp(holiday)) => (true, Why::MakeUp(holiday)),
            None if self.is_weekend(date.weekday()) => (false, Why::Weekend),
            None => (true, Why::Weekday),
        };
        Day { date, working, why, standing: self.standing(date.year()) }
    }

    /// Whether the company works on this day.
    pub fn is_working(&self, date: Date) -> bool {
        match self.exceptions.get(&date) {
            Some(Exception::Holiday(_)) => false,
            Some(Exception::MakeUp(_)) => true,
            None => !self.is_weekend(date.weekday()),
        }
    }

    /// How far the calendar knows this year.
    pub fn standing(&self, year: i16) -> Standing {
        match self.years.get(&year) {
            Some(year) if year.provisional => Standing::Provisional,
            Some(_) => Standing::Published,
            None => Standing::Uncovered,
        }
    }

    /// Date and time of day that the company's clocks show at this moment.
    pub fn civil(&self, moment: Moment) -> DateTime {
        self.zone.to_datetime(moment.timestamp())
    }

    /// The company's date at this moment.
    pub fn date(&self, moment: Moment) -> Date {
        self.civil(moment).date()
    }

    /// The moment at which the company's clocks show this date and time. Where a clock change skips the
    /// time, the moment after the gap; where it repeats it, the first of the two. `None` beyond the
    /// years that can be written (-9999 to 9999).
    pub fn moment(&self, civil: DateTime) -> Option<Moment> {
        self.zone.to_timestamp(civil).ok().map(Moment::from)
    }

    fn is_weekend(&self, weekday: Weekday) -> bool {
        self.weekend[usize::from(weekday.to_monday_zero_offset().unsigned_abs())]
    }
}
