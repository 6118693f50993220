//! Numbers, dates and texts as people type them.
//!
//! People in China type with an input method that writes `２０２６年１１月３０日` as readily as
//! `2026-11-30`; both mean the same and are accepted. What is incomplete or ambiguous is not.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::value::Moment;

/// Characters of no width that editors and chats slip in; they carry no meaning.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Characters that end lines unseen or turn the reading direction around: `mail-safe` texts only.
fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether nothing is left of a text when blanks are cut off.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_ignorable(c))
}

/// A text without blanks around, with `\n` line ends. `Err` is a character that may not stand in it.
pub(super) fn text(raw: &str, lines: bool) -> Result<String, char> {
    let text: String = raw.chars().filter(|c| !is_ignorable(*c)).collect();
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    let allowed = |c: char| !(c.is_control() || is_deceptive(c)) || (lines && matches!(c, '\n' | '\t'));
    match text.chars().find(|c| !allowed(*c)) {
        Some(c) => Err(c),
        None => Ok(text),
    }
}

/// Full-width digits and signs as ASCII, blanks around cut off.
pub(super) fn half_width(raw: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '−' => '-',
        '。' => '.',
        c => c,
    };
    raw.chars().filter(|c| !is_ignorable(*c)).map(narrow).collect::<String>().trim().to_owned()
}

/// A decimal number: digits, at most one point, a sign; commas only between thousands.
pub(super) fn decimal(raw: &str) -> Option<Decimal> {
    let text = half_width(raw);
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    let whole_is_good = all_digits(first)
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && all_digits(group));
    if !whole_is_good || !fraction.is_none_or(all_digits) {
        return None;
    }
    Decimal::from_str_exact(&text.replace(',', "")).ok().map(|number| number.normalize())
}

/// A whole number, as [`decimal`].
pub(super) fn integer(raw: &str) -> Option<i64> {
    let number = decimal(raw)?;
    (number.scale() == 0).then(|| number.try_into().ok()).flatten()
}

/// A complete date: `2026-11-30`, `2026/11/30`, `2026.11.30`, `2026年11月30日`.
pub(super) fn date(raw: &str) -> Option<Date> {
    let text = half_width(raw);
    let (date, rest) = leading_date(&text)?;
    rest.is_empty().then_some(date)
}

/// Date and time of day in a zone, or RFC 3339 with its own offset. A time that a change of clocks
/// skips or repeats is taken as jiff's `compatible` rule says.
pub(super) fn moment(raw: &str, tz: &TimeZone) -> Option<Moment> {
    let text = half_width(raw);
    if let Ok(moment) = Moment::parse(&text) {
        return Some(moment);
    }
    let (date, rest) = leading_date(&text)?;
    let rest = rest.strip_prefix(['T', 't', ' ']).or_else(|| text.contains('日').then_some(rest))?;
    let time = time_of_day(rest.trim())?;
    let zoned = tz.to_zoned_datetime(DateTime::from_parts(date, time)).ok()?;
    Some(Moment::from(zoned.timestamp()))
}

/// The date at the beginning of a text, and what follows it.
fn leading_date(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = number(text, 4, 4)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '年'))?;
    let (month, rest) = number(rest[separator.len_utf8()..].trim_start(), 1, 2)?;
    let between = if separator == '年' { '月' } else { separator };
    let (day, rest) = number(rest.strip_prefix(between)?.trim_start(), 1, 2)?;
    let rest = if separator == '年' { rest.strip_prefix(['日', '号'])? } else { rest };
    Some((Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?, rest))
}

/// `8:30`, `08:30:15`, `8时30分`, `8点30分`.
fn time_of_day(text: &str) -> Option<Time> {
    let (hour, rest) = number(text, 1, 2)?;
    let (minute, rest) = number(rest.strip_prefix([':', '时', '点'])?, 2, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => number(rest, 2, 2)?,
        None => (0, rest.strip_prefix('分').unwrap_or(rest)),
    };
    let part = |number: i16| i8::try_from(number).ok();
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?;
    rest.is_empty().then_some(time)
}

/// A number of so many ASCII digits at the beginning, and what follows it.
fn number(text: &str, least: usize, most: usize) -> Option<(i16, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(least..=most).contains(&length) {
        return None;
    }
    Some((text[..length].parse().ok()?, &text[length..]))
}
