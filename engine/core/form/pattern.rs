//! Regular expressions for the decimal numbers, dates and times between two bounds.
//!
//! JSON Schema can bound a number but not a text, and all these travel as texts. With these a program that only reads the schema cannot make a text out of range.

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use crate::limits;

/// The first and last day that a form takes.
pub(super) const FIRST_DAY: Date = Date::constant(limits::FIRST_YEAR, 1, 1);
pub(super) const LAST_DAY: Date = Date::constant(limits::LAST_YEAR, 12, 31);

/// Matches the numbers from `min` to `max` with exactly so many decimal places and without leading
/// zeros: `0.50`, `-12.00`. The syntax is what ECMA-262 and Rust's `regex` share.
pub(super) fn number_pattern(min: Decimal, max: Decimal, places: u32) -> String {
    let places = places as usize;
    let (min, max) = (scaled(min, places, true), scaled(max, places, false));
    let mut alternatives = Vec::new();
    if min < 0 {
        let least = if max < 0 { max.unsigned_abs() } else { 1 };
        magnitudes(least, min.unsigned_abs(), places, "-", &mut alternatives);
    }
    if max >= 0 {
        magnitudes(min.max(0).unsigned_abs(), max.unsigned_abs(), places, "", &mut alternatives);
    }
    format!("^({})$", alternatives.join("|"))
}

/// A bound in units of the last decimal place, rounded into the range.
fn scaled(bound: Decimal, places: usize, up: bool) -> i128 {
    let rounded = if up { ceil(bound, places) } else { floor(bound, places) };
    let mut rounded = rounded;
    rounded.rescale(places as u32);
    rounded.mantissa()
}

fn ceil(bound: Decimal, places: usize) -> Decimal {
    bound.round_dp_with_strategy(places as u32, rust_decimal::RoundingStrategy::ToPositiveInfinity)
}

fn floor(bound: Decimal, places: usize) -> Decimal {
    bound.round_dp_with_strategy(places as u32, rust_decimal::RoundingStrategy::ToNegativeInfinity)
}

/// Adds the alternatives for `low..=high`, one group for each number of digits.
fn magnitudes(low: u128, high: u128, places: usize, sign: &str, alternatives: &mut Vec<String>) {
    let shortest = format!("{low:0width$}", width = places + 1).len();
    let longest = format!("{high:0width$}", width = places + 1).len();
    for length in shortest..=longest {
        let least_of_length = if length == places + 1 { 0 } else { 10u128.pow(length as u32 - 1) };
        let (from, to) = (low.max(least_of_length), high.min(10u128.pow(length as u32) - 1));
        if from <= to {
            let digits = |number: u128| format!("{number:0length$}").into_bytes();
            let point = length - places;
            alternatives.push(format!("{sign}{}", range(&digits(from), &digits(to), 0, point)));
        }
    }
}

/// Digits between two texts of the same length; `at` is the first digit's place in the number and
/// `point` the place before which the decimal point stands.
fn range(low: &[u8], high: &[u8], at: usize, point: usize) -> String {
    let Some((&first_low, rest_low)) = low.split_first() else {
        return String::new();
    };
    let (first_high, rest_high) = (high[0], &high[1..]);
    if first_low == first_high {
        return format!(
            "{}{}",
            digit(first_low, first_low, at, point),
            range(rest_low, rest_high, at + 1, point)
        );
    }
    let zeros = vec![b'0'; rest_low.len()];
    let nines = vec![b'9'; rest_low.len()];
    let (mut from, mut to) = (first_low, first_high);
    let mut parts = Vec::new();
    if rest_low != zeros {
        parts.push(format!("{}{}", digit(from, from, at, point), range(rest_low, &nines, at + 1, point)));
        from += 1;
    }
    let last = (rest_high != nines).then(|| {
        to -= 1;
        format!("{}{}", digit(first_high, first_high, at, point), range(&zeros, rest_high, at + 1, point))
    });
    if from <= to {
        let any: String = (at + 1..=at + rest_low.len()).map(|at| digit(b'0', b'9', at, point)).collect();
        parts.push(format!("{}{any}", digit(from, to, at, point)));
    }
    parts.extend(last);
    if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join("|")) }
}

/// One digit, with the decimal point before it if this is its place.
fn digit(from: u8, to: u8, at: usize, point: usize) -> String {
    let dot = if at == point { r"\." } else { "" };
    match from == to {
        true => format!("{dot}{}", from as char),
        false => format!("{dot}[{}-{}]", from as char, to as char),
    }
}

/// Matches the dates from `first` to `last` as `2026-11-30`. The 30th of February passes: the
/// schema's `format` knows it.
pub(super) fn date_pattern(first: Date, last: Date) -> String {
    let parts = |date: Date| [date.year(), date.month().into(), date.day().into()];
    let (low, high) = (parts(first), parts(last.max(first)));
    nested(&low, &high, &[Part { width: 4, least: 0, most: 9999 }, MONTHS, DAYS], "-")
}

/// Matches the times from `first` to `last` as `2026-11-30T14:05:00`, without fractions of a second.
pub(super) fn time_pattern(first: DateTime, last: DateTime) -> String {
    let parts = |time: Time| [time.hour().into(), time.minute().into(), time.second().into()];
    let clock = |from: Time, to: Time| nested(&parts(from), &parts(to), &[HOURS, SIXTIETHS, SIXTIETHS], ":");
    let last = last.max(first);
    let (midnight, end) = (Time::midnight(), Time::constant(23, 59, 59, 0));
    if first.date() == last.date() {
        return format!("{}T{}", first.date(), clock(first.time(), last.time()));
    }
    let mut alternatives = vec![
        format!("{}T{}", first.date(), clock(first.time(), end)),
        format!("{}T{}", last.date(), clock(midnight, last.time())),
    ];
    let (from, to) = (first.date().tomorrow(), last.date().yesterday());
    if let (Ok(from), Ok(to)) = (from, to)
        && from <= to
    {
        alternatives.push(format!("{}T{}", date_pattern(from, to), clock(midnight, end)));
    }
    format!("({})", alternatives.join("|"))
}

/// One part of a date or of a time of day: how many digits, and between which numbers.
#[derive(Clone, Copy)]
struct Part {
    width: usize,
    least: i16,
    most: i16,
}

const MONTHS: Part = Part { width: 2, least: 1, most: 12 };
const DAYS: Part = Part { width: 2, least: 1, most: 31 };
const HOURS: Part = Part { width: 2, least: 0, most: 23 };
const SIXTIETHS: Part = Part { width: 2, least: 0, most: 59 };

/// Texts of several parts between two such texts, compared part by part from the left.
fn nested(low: &[i16], high: &[i16], parts: &[Part], separator: &str) -> String {
    let ([low, low_rest @ ..], [high, high_rest @ ..], [part, rest @ ..]) = (low, high, parts) else {
        return String::new();
    };
    let text = |number: i16| format!("{number:0width$}", width = part.width).into_bytes();
    let digits = |from: i16, to: i16| range(&text(from), &text(to), 0, usize::MAX);
    if rest.is_empty() {
        return digits(*low, *high);
    }
    let with = |own: String, from: &[i16], to: &[i16]| {
        format!("{own}{separator}{}", nested(from, to, rest, separator))
    };
    if low == high {
        return with(digits(*low, *low), low_rest, high_rest);
    }
    let least: Vec<i16> = rest.iter().map(|part| part.least).collect();
    let most: Vec<i16> = rest.iter().map(|part| part.most).collect();
    // Numbers whose rest is wanted whole go into one alternative.
    let (mut from, mut to) = (*low, *high);
    let mut alternatives = Vec::new();
    if low_rest != least {
        alternatives.push(with(digits(from, from), low_rest, &most));
        from += 1;
    }
    if high_rest != most {
        alternatives.push(with(digits(to, to), &least, high_rest));
        to -= 1;
    }
    if from <= to {
        alternatives.push(with(digits(from, to), &least, &most));
    }
    format!("({})", alternatives.join("|"))
}
