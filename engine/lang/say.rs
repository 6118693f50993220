//! Dates, times, spans and money as people say them.
//!
//! Pure: the caller passes today or now, already in the company's time zone. The words lie in
//! `common.*.ftl`; this module decides which of them fits. Deliberately absent: relative times that go stale
//! on a page left open ("in 5 minutes"); a deadline is shown as a moment, with [`remaining`] beside it.

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use super::{Arg, Lang, Say, t, t_attr};

const MICROS_PER_MINUTE: u64 = 60_000_000;

/// A date in full: `2026 年 11 月 23 日（周一）`, `Mon 23 Nov 2026`. For records and mails, where no reader's
/// today is known.
pub fn date(lang: Lang, date: Date) -> String {
    t(lang, "date-full", &date_args(lang, date))
}

/// A date for somebody who reads it today: `今天`, `11 月 23 日（周一）`, and with the year only where it is
/// another one.
pub fn day(lang: Lang, date: Date, today: Date) -> String {
    t(lang, nearness(date, today), &date_args(lang, date))
}

/// A time of the day, to the minute: `09:05`.
pub fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A moment for somebody who reads it now: `今天 14:30`, `Mon 23 Nov 14:30`. Both as the
/// company's clock shows them: `zone.to_datetime(moment.timestamp())`.
pub fn moment(lang: Lang, moment: DateTime, now: DateTime) -> String {
    let [year, month, day, weekday] = date_args(lang, moment.date());
    let time = ("time", clock(moment.time()).into());
    t_attr(lang, nearness(moment.date(), now.date()), "at", &[year, month, day, weekday, time])
}

/// A moment in full: `2026 年 11 月 23 日（周一）14:30`. For records, where no reader's today is known.
pub fn full(lang: Lang, moment: DateTime) -> String {
    let [year, month, day, weekday] = date_args(lang, moment.date());
    t_attr(lang, "date-full", "at", &[year, month, day, weekday, ("time", clock(moment.time()).into())])
}

/// The text that fits a date's distance from today.
fn nearness(date: Date, today: Date) -> &'static str {
    // Two dates of jiff's range are never too far apart for a span of days.
    match today.until(date).map(|span| span.get_days()) {
        Ok(-1) => "date-yesterday",
        Ok(0) => "date-today",
        Ok(1) => "date-tomorrow",
        _ if date.year() == today.year() => "date-near",
        _ => "date-full",
    }
}

/// What is left until a deadline, or how far it is past: `还剩 1 天 4 小时`, `超 1 天`. In microseconds, negative
/// when past.
pub fn remaining(lang: Lang, micros: i64) -> String {
    let attribute = if micros < 0 { "over" } else { "left" };
    if micros.unsigned_abs() < MICROS_PER_MINUTE {
        return t_attr(lang, "span-moment", attribute, &[]);
    }
    t_attr(lang, "span", attribute, &[("span", span(lang, micros).into())])
}

/// A length of time in its one or two greatest units: `1 天 4 小时`, `25 分钟`. Microseconds; the sign is dropped.
pub fn span(lang: Lang, micros: i64) -> String {
    let minutes = micros.unsigned_abs() / MICROS_PER_MINUTE;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let unit = |id: &str, count: u64| t(lang, id, &[("count", count.into())]);
    let (greater, lesser) = match (days, hours, minutes) {
        (0, 0, 0) => return lang.t("span-moment"),
        (0, 0, minutes) => return unit("span-minutes", minutes),
        (0, hours, 0) => return unit("span-hours", hours),
        (days, 0, _) => return unit("span-days", days),
        (0, hours, minutes) => (unit("span-hours", hours), unit("span-minutes", minutes)),
        (days, hours, _) => (unit("span-days", days), unit("span-hours", hours)),
    };
    format!("{greater} {lesser}")
}

/// An amount in yuan, with thousands apart, and cents only where there are any: `1,250 元`, `CNY 50.50`.
pub fn money(lang: Lang, yuan: Decimal) -> String {
    let rounded = yuan.round_dp(2);
    let digits = match rounded.is_integer() {
        true => format!("{:.0}", rounded.abs()),
        false => format!("{:.2}", rounded.abs()),
    };
    let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
    let amount = format!("{sign}{}", group_thousands(&digits));
    t(lang, "money-yuan", &[("amount", amount.into())])
}

fn group_thousands(digits: &str) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut grouped = String::with_capacity(digits.len() + whole / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Several things in a row: `甲、乙、丙`, `a, b and c`.
pub fn list<S: AsRef<str>>(lang: Lang, items: &[S]) -> String {
    let join =
        |left: String, right: &str, id: &str| t(lang, id, &[("left", left.into()), ("right", right.into())]);
    let last = items.len().saturating_sub(1);
    items.iter().enumerate().fold(String::new(), |row, (place, item)| match place {
        0 => item.as_ref().to_owned(),
        _ if place == last => join(row, item.as_ref(), "list-last"),
        _ => join(row, item.as_ref(), "list-next"),
    })
}

fn date_args(lang: Lang, date: Date) -> [(&'static str, Arg<'static>); 4] {
    // Years and months go in as text: Fluent must not treat them as counts.
    let month = match lang {
        Lang::Zh => date.month().to_string(),
        Lang::En => lang.t(&format!("date-month-{}", date.month())),
    };
    let weekday = lang.t(&format!("date-weekday-{}", date.weekday().to_monday_one_offset()));
    [
        ("year", date.year().to_string().into()),
        ("month", month.into()),
        ("day", date.day().to_string().into()),
        ("weekday", weekday.into()),
    ]
}
