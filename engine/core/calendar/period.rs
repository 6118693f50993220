//! Lengths of time as procedures write them: `10s`, `30m`, `4h`, `15d`, `2wd`, `1mo`, `1y`, and days that a
//! month or a year names (`end of month`, `day 15 of next month`).
//!
//! One spelling per meaning: `parse` takes only what `Display` writes, so that a period in a document,
//! in a snapshot and in a ledger entry is the same text. Deliberately absent: fractions (`1.5h` is
//! `90m`), sums (`1d 4h`), weeks (`7d` says what is meant), signs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A length of time, or a day that the calendar names, counted from a moment by
/// [`Calendar::due`](super::Calendar::due).
///
/// Hours and minutes are wall-clock time; the other lengths are counted in days of the company's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// `500ms`: what machines wait for
    Milliseconds(u32),
    /// `10s`
    Seconds(u32),
    /// `30m`
    Minutes(u32),
    /// `4h`
    Hours(u32),
    /// `15d`: calendar days
    Days(u32),
    /// `2wd`: working days of the business calendar
    WorkingDays(u32),
    /// `1mo`: calendar months; the last day of the month where the day does not exist
    Months(u32),
    /// `1y`: calendar years
    Years(u32),
    /// `end of day`, `end of month`, `end of quarter`, `end of year`
    EndOf(Span),
    /// `day 15 of month`: the next such day that is not over; `day 31` is the last day of a shorter month
    DayOfMonth(i8),
    /// `day 15 of next month`
    DayOfNextMonth(i8),
}

/// What an `end of …` closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// the day itself
    Day,
    /// the calendar month
    Month,
    /// the calendar quarter (January–March …)
    Quarter,
    /// the calendar year
    Year,
}

/// Why a text is not a period. `Display` is for logs and tests; people read the finding made from it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Neither `<number><unit>` nor one of the named days.
    #[error("“{text}” is not a period")]
    Form {
        /// The text as given, cut to 40 characters.
        text: String,
    },
    /// The number is larger than a hundred years of its unit.
    #[error("“{text}” is longer than {max}{unit}")]
    TooLong {
        /// The text as given, cut to 40 characters.
        text: String,
        /// The unit as written (`s`, `m`, `h`, `d`, `wd`, `mo`, `y`).
        unit: &'static str,
        /// The largest number this unit takes.
        max: u32,
    },
    /// `day N of month` with N outside 1–31.
    #[error("there is no day {day} of a month")]
    Day {
        /// The number as given.
        day: u32,
    },
}

/// A unit: how it is written, the largest number it takes, what it makes.
type Unit = (&'static str, u32, fn(u32) -> Period);

/// Each takes at most a hundred years, so that counting working days stays short.
const UNITS: [Unit; 8] = [
    ("ms", 3_155_760_000, Period::Milliseconds),
    ("s", 3_155_760_000, Period::Seconds),
    ("m", 52_596_000, Period::Minutes),
    ("h", 876_600, Period::Hours),
    ("d", 36_525, Period::Days),
    ("wd", 36_525, Period::WorkingDays),
    ("mo", 1_200, Period::Months),
    ("y", 100, Period::Years),
];

impl Period {
    /// Reads a period; takes exactly what `Display` writes.
    pub fn parse(text: &str) -> Result<Period, PeriodError> {
        match text {
            "end of day" => return Ok(Period::EndOf(Span::Day)),
            "end of month" => return Ok(Period::EndOf(Span::Month)),
            "end of quarter" => return Ok(Period::EndOf(Span::Quarter)),
            "end of year" => return Ok(Period::EndOf(Span::Year)),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix("day ") {
            if let Some(n) = rest.strip_suffix(" of month") {
                return Ok(Period::DayOfMonth(day_number(text, n)?));
            }
            if let Some(n) = rest.strip_suffix(" of next month") {
                return Ok(Period::DayOfNextMonth(day_number(text, n)?));
            }
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let &(unit, max, make) =
            UNITS.iter().find(|(name, ..)| *name == unit).ok_or_else(|| not_a_period(text))?;
        match plain_number(number) {
            Some(n) if n <= max => Ok(make(n)),
            None if !is_plain(number) => Err(not_a_period(text)),
            _ => Err(PeriodError::TooLong { text: shortened(text), unit, max }),
        }
    }

    /// Reads a period as people and other languages write waiting times: as [`Period::parse`], and parts of a second
    /// (`1.5s`, `.5s`; CSS2 times, SCXML §6.2.4).
    pub fn parse_wait(text: &str) -> Result<Period, PeriodError> {
        let text = text.trim();
        Period::parse(text).or_else(|error| {
            let seconds = text.strip_suffix('s').and_then(|number| number.split_once('.'));
            let Some((whole, part)) = seconds.filter(|(_, part)| (1..=3).contains(&part.len())) else {
                return Err(error);
            };
            let number =
                |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>());
            let whole = if whole.is_empty() { Some(0) } else { number(whole).and_then(Result::ok) };
            let part = number(&format!("{part:0<3}")).and_then(Result::ok);
            let millis =
                whole.zip(part).and_then(|(whole, part)| whole.checked_mul(1_000)?.checked_add(part));
            millis.map(Period::Milliseconds).ok_or(error)
        })
    }

    /// True for `ms` to `h`, which run on the clock whatever the calendar says.
    pub fn is_clock_time(self) -> bool {
        self.clock_time().is_some()
    }

    /// The length of what runs on the clock.
    pub(super) fn clock_time(self) -> Option<jiff::SignedDuration> {
        use jiff::SignedDuration as Length;
        match self {
            Period::Milliseconds(n) => Some(Length::from_millis(i64::from(n))),
            Period::Seconds(n) => Some(Length::from_secs(i64::from(n))),
            Period::Minutes(n) => Some(Length::from_mins(i64::from(n))),
            Period::Hours(n) => Some(Length::from_hours(i64::from(n))),
            _ => None,
        }
    }
}

fn day_number(text: &str, digits: &str) -> Result<i8, PeriodError> {
    match plain_number(digits) {
        Some(day @ 1..=31) => Ok(day as i8), // checked: 1–31
        Some(day) => Err(PeriodError::Day { day }),
        None => Err(not_a_period(text)),
    }
}

/// Digits without sign, space or leading zero: the only spelling that `Display` gives back.
fn is_plain(digits: &str) -> bool {
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
}

fn plain_number(digits: &str) -> Option<u32> {
    is_plain(digits).then(|| digits.parse().ok()).flatten()
}

fn not_a_period(text: &str) -> PeriodError {
    PeriodError::Form { text: shortened(text) }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Milliseconds(n) => write!(f, "{n}ms"),
            Period::Seconds(n) => write!(f, "{n}s"),
            Period::Minutes(n) => write!(f, "{n}m"),
            Period::Hours(n) => write!(f, "{n}h"),
            Period::Days(n) => write!(f, "{n}d"),
            Period::WorkingDays(n) => write!(f, "{n}wd"),
            Period::Months(n) => write!(f, "{n}mo"),
            Period::Years(n) => write!(f, "{n}y"),
            Period::EndOf(Span::Day) => f.write_str("end of day"),
            Period::EndOf(Span::Month) => f.write_str("end of month"),
            Period::EndOf(Span::Quarter) => f.write_str("end of quarter"),
            Period::EndOf(Span::Year) => f.write_str("end of year"),
            Period::DayOfMonth(n) => write!(f, "day {n} of month"),
            Period::DayOfNextMonth(n) => write!(f, "day {n} of next month"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Period, PeriodError> {
        Period::parse(text)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        let text = String::deserialize(deserializer)?;
        Period::parse(&text).map_err(serde::de::Error::custom)
    }
}
