//! Regular expressions for the decimal numbers, and for the dates, between two bounds.
//!
//! JSON Schema can bound a number but not a text, and exact decimals and dates travel as texts. With
//! these a program that only reads the schema cannot make a text out of range.

use jiff::civil::Date;
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
    let last = last.max(first);
    let mut parts = Vec::new();
    if first.year() == last.year() {
        days_of_year(first.year(), (first.month(), first.day()), (last.month(), last.day()), &mut parts);
        return format!("({})", parts.join("|"));
    }
    // Years that are wanted whole go into one alternative.
    let (mut from, mut to) = (first.year(), last.year());
    if (first.month(), first.day()) != (1, 1) {
        days_of_year(from, (first.month(), first.day()), (12, 31), &mut parts);
        from += 1;
    }
    if (last.month(), last.day()) != (12, 31) {
        days_of_year(to, (1, 1), (last.month(), last.day()), &mut parts);
        to -= 1;
    }
    if from <= to {
        parts.push(format!("{}-{}-{}", digits(from, to, 4), digits(1, 12, 2), digits(1, 31, 2)));
    }
    format!("({})", parts.join("|"))
}

/// Adds the alternatives for the days of one year between two (month, day).
fn days_of_year(year: i16, first: (i8, i8), last: (i8, i8), parts: &mut Vec<String>) {
    let mut add = |months: (i8, i8), days: (i8, i8)| {
        if months.0 <= months.1 {
            parts.push(format!("{year:04}-{}-{}", digits(months.0, months.1, 2), digits(days.0, days.1, 2)));
        }
    };
    if first.0 == last.0 {
        return add((first.0, first.0), (first.1, last.1));
    }
    add((first.0, first.0), (first.1, 31));
    add((first.0 + 1, last.0 - 1), (1, 31));
    add((last.0, last.0), (1, last.1));
}

/// Numbers of so many digits.
fn digits<N: std::fmt::Display>(from: N, to: N, width: usize) -> String {
    let text = |number: N| format!("{number:0width$}").into_bytes();
    range(&text(from), &text(to), 0, usize::MAX)
}
