//! Reasons as sentences: message ids of `engine/lang/calendar.*.ftl` with their arguments.
//!
//! The core holds no text that a person reads. It says which sentence and what goes into it; dates stay
//! dates and names stay bilingual, because only the reader's language knows how to write them.

use jiff::civil::{Date, Time};

use super::due::{Due, Rounding, Step};
use super::{Day, Period, Span, Standing, Why};
use crate::text::Bilingual;

/// One sentence to be put into words: a message of the language files and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The message's key.
    pub id: &'static str,
    /// Its variables.
    pub args: Vec<(&'static str, Arg)>,
}

/// What stands for a variable of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number.
    Number(i64),
    /// A text that is the same in every language.
    Text(String),
    /// A date.
    Date(Date),
    /// A name, of which the reader's language is taken.
    Name(Bilingual),
}

impl Sentence {
    fn new(id: &'static str, args: impl IntoIterator<Item = (&'static str, Arg)>) -> Sentence {
        Sentence { id, args: args.into_iter().collect() }
    }
}

impl Due {
    /// The count as sentences: first the sum ("15 d from 23 Nov 2026 = 8 Dec 2026"), then one for each
    /// thing that a reader must know to follow it, last the calendar's revision if the calendar had a say.
    /// `calendar_revision` is the label people know it by, such as `A/3`; empty for a file that is no revision yet.
    pub fn explain(&self, calendar_revision: &str) -> Vec<Sentence> {
        let mut sentences = vec![self.sum()];
        sentences.extend(self.steps.iter().map(Step::sentence));
        if self.rounding == Rounding::CloseOfDay && !self.period.is_clock_time() {
            sentences.push(Sentence::new("due-explain-closing", [("time", clock(self.time))]));
        }
        if matches!(self.period, Period::WorkingDays(_)) && !calendar_revision.is_empty() {
            let revision = Arg::Text(calendar_revision.to_owned());
            sentences.push(Sentence::new("due-explain-calendar", [("revision", revision)]));
        }
        sentences
    }

    fn sum(&self) -> Sentence {
        let dates = |id, n: u32| {
            Sentence::new(
                id,
                [
                    ("n", Arg::Number(n.into())),
                    ("from", Arg::Date(self.from_date)),
                    ("to", Arg::Date(self.date)),
                ],
            )
        };
        let times = |id, n| {
            let mut sentence = dates(id, n);
            sentence.args.extend([("from_time", clock(self.from_time)), ("to_time", clock(self.time))]);
            sentence
        };
        let named =
            |id| Sentence::new(id, [("from", Arg::Date(self.from_date)), ("to", Arg::Date(self.date))]);
        let day = |id, day: i8| {
            let mut sentence = named(id);
            sentence.args.push(("day", Arg::Number(day.into())));
            sentence
        };
        match self.period {
            Period::Milliseconds(n) => times("due-explain-milliseconds", n),
            Period::Seconds(n) => times("due-explain-seconds", n),
            Period::Minutes(n) => times("due-explain-minutes", n),
            Period::Hours(n) => times("due-explain-hours", n),
            Period::Days(n) => dates("due-explain-days", n),
            Period::WorkingDays(n) => dates("due-explain-working-days", n),
            Period::Months(n) => dates("due-explain-months", n),
            Period::Years(n) => dates("due-explain-years", n),
            Period::EndOf(Span::Day) => named("due-explain-end-of-day"),
            Period::EndOf(Span::Month) => named("due-explain-end-of-month"),
            Period::EndOf(Span::Quarter) => named("due-explain-end-of-quarter"),
            Period::EndOf(Span::Year) => named("due-explain-end-of-year"),
            Period::DayOfMonth(n) => day("due-explain-day-of-month", n),
            Period::DayOfNextMonth(n) => day("due-explain-day-of-next-month", n),
        }
    }
}

impl Step {
    /// The step as a sentence.
    pub fn sentence(&self) -> Sentence {
        match self {
            Step::Holiday { name, from, to } if from == to => Sentence::new(
                "due-explain-holiday",
                [("name", Arg::Name(name.clone())), ("date", Arg::Date(*from))],
            ),
            Step::Holiday { name, from, to } => Sentence::new(
                "due-explain-holidays",
                [("name", Arg::Name(name.clone())), ("from", Arg::Date(*from)), ("to", Arg::Date(*to))],
            ),
            Step::MakeUp { name, date } => Sentence::new(
                "due-explain-make-up",
                [("name", Arg::Name(name.clone())), ("date", Arg::Date(*date))],
            ),
            Step::Weekends { days } => {
                Sentence::new("due-explain-weekends", [("days", Arg::Number((*days).into()))])
            }
            Step::MonthEnd { day, date } => Sentence::new(
                "due-explain-month-end",
                [("day", Arg::Number((*day).into())), ("date", Arg::Date(*date))],
            ),
            Step::AlreadyClosed { date } => {
                Sentence::new("due-explain-already-closed", [("date", Arg::Date(*date))])
            }
            Step::Provisional { year } => {
                Sentence::new("due-explain-provisional", [("year", Arg::Text(year.to_string()))])
            }
            Step::Uncovered { year } => {
                Sentence::new("due-explain-uncovered", [("year", Arg::Text(year.to_string()))])
            }
        }
    }
}

impl Day<'_> {
    /// Why the day is worked or not, and a second sentence where that is not certain.
    pub fn explain(&self) -> Vec<Sentence> {
        let year = || [("year", Arg::Text(self.date.year().to_string()))];
        let mut sentences = vec![match self.why {
            Why::Weekday => Sentence::new("day-weekday", []),
            Why::Weekend => Sentence::new("day-weekend", []),
            Why::Holiday(name) => Sentence::new("day-holiday", [("name", Arg::Name(name.clone()))]),
            Why::MakeUp(name) => Sentence::new("day-make-up", [("name", Arg::Name(name.clone()))]),
        }];
        match self.standing {
            Standing::Published => {}
            Standing::Provisional => sentences.push(Sentence::new("day-provisional", year())),
            Standing::Uncovered => sentences.push(Sentence::new("day-uncovered", year())),
        }
        sentences
    }
}

impl Period {
    /// The period in words ("15 d", "2 working days").
    pub fn sentence(self) -> Sentence {
        let count = |id, n: u32| Sentence::new(id, [("n", Arg::Number(n.into()))]);
        match self {
            Period::Milliseconds(n) => count("period-milliseconds", n),
            Period::Seconds(n) => count("period-seconds", n),
            Period::Minutes(n) => count("period-minutes", n),
            Period::Hours(n) => count("period-hours", n),
            Period::Days(n) => count("period-days", n),
            Period::WorkingDays(n) => count("period-working-days", n),
            Period::Months(n) => count("period-months", n),
            Period::Years(n) => count("period-years", n),
            Period::EndOf(Span::Day) => Sentence::new("period-end-of-day", []),
            Period::EndOf(Span::Month) => Sentence::new("period-end-of-month", []),
            Period::EndOf(Span::Quarter) => Sentence::new("period-end-of-quarter", []),
            Period::EndOf(Span::Year) => Sentence::new("period-end-of-year", []),
            Period::DayOfMonth(day) => {
                Sentence::new("period-day-of-month", [("day", Arg::Number(day.into()))])
            }
            Period::DayOfNextMonth(day) => {
                Sentence::new("period-day-of-next-month", [("day", Arg::Number(day.into()))])
            }
        }
    }
}

/// `09:30`: the same in both languages.
fn clock(time: Time) -> Arg {
    Arg::Text(format!("{:02}:{:02}", time.hour(), time.minute()))
}
