//! What is said, in both languages. Tables of input and expected text.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::*;

#[test]
fn both_languages_load() {
    for lang in Lang::ALL {
        assert!(!lang.t("date-today").is_empty());
    }
}

#[test]
#[should_panic(expected = "text no-such-key in en: no such key")]
fn an_unknown_key_is_loud() {
    Lang::En.t("no-such-key");
}

#[test]
#[should_panic(expected = "text span-days in zh-CN")]
fn a_missing_argument_is_loud() {
    Lang::Zh.t("span-days");
}

#[test]
fn has_knows_what_is_there() {
    assert!(has("span-days"));
    assert!(!has("no-such-key"));
    assert!(!has_attr("span-days", "no-such-attribute"));
}

#[test]
fn the_language_follows_choice_then_browser_then_chinese() {
    for (cookie, accept, expected) in [
        (None, None, Lang::Zh),
        (Some("en"), Some("zh-CN,zh;q=0.9"), Lang::En),
        (Some("nonsense"), Some("en-US,en;q=0.9"), Lang::En),
        (None, Some("en-GB;q=0.3, zh-TW;q=0.8"), Lang::Zh),
        (None, Some("fr, de;q=0.9, EN;q=0.1"), Lang::En),
        (None, Some("fr, de"), Lang::Zh),
        (None, Some("en;q=0, *"), Lang::Zh),
        (None, Some("en;q=wrong, zh;q=0.1"), Lang::Zh),
        (None, Some("en, zh"), Lang::En),
        (None, Some(",;,=;q"), Lang::Zh),
    ] {
        assert_eq!(choose(cookie, accept), expected, "{cookie:?} {accept:?}");
    }
    for lang in Lang::ALL {
        assert_eq!(Lang::from_tag(lang.tag()), Some(lang));
    }
}

#[test]
fn dates() {
    let today = date(2026, 11, 23);
    let cases: &[(Date, &str, &str)] = &[
        (date(2026, 11, 22), "昨天", "yesterday"),
        (date(2026, 11, 23), "今天", "today"),
        (date(2026, 11, 24), "明天", "tomorrow"),
        (date(2026, 12, 8), "12 月 8 日（周二）", "Tue 8 Dec"),
        (date(2026, 3, 1), "3 月 1 日（周日）", "Sun 1 Mar"),
        (date(2027, 1, 1), "2027 年 1 月 1 日（周五）", "Fri 1 Jan 2027"),
        (date(-9999, 1, 1), "-9999 年 1 月 1 日（周一）", "Mon 1 Jan -9999"),
    ];
    for (given, zh, en) in cases {
        assert_eq!(day(Lang::Zh, *given, today), *zh);
        assert_eq!(day(Lang::En, *given, today), *en);
    }
    assert_eq!(super::date(Lang::Zh, today), "2026 年 11 月 23 日（周一）");
    assert_eq!(super::date(Lang::En, today), "Mon 23 Nov 2026");
}

#[test]
fn moments_are_days_of_the_company_not_of_greenwich() {
    let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
    let read = |utc: &str| shanghai.to_datetime(utc.parse::<Timestamp>().unwrap());
    let now = read("2026-11-23T23:00:00Z");
    assert_eq!(moment(Lang::En, now, now), "today 07:00");
    assert_eq!(moment(Lang::Zh, read("2026-11-23T15:59:59Z"), now), "昨天 23:59");
    assert_eq!(moment(Lang::Zh, read("2026-12-08T01:05:00Z"), now), "12 月 8 日（周二）09:05");
    assert_eq!(moment(Lang::En, read("2027-11-23T01:05:00Z"), now), "Tue 23 Nov 2027 09:05");
}

#[test]
fn spans() {
    const MINUTE: i64 = 60_000_000;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    for (micros, zh, en) in [
        (0, "还剩不到 1 分钟", "less than a minute left"),
        (1 - MINUTE, "刚刚超时", "just overdue"),
        (MINUTE, "还剩 1 分钟", "1 minute left"),
        (HOUR - 1, "还剩 59 分钟", "59 minutes left"),
        (HOUR, "还剩 1 小时", "1 hour left"),
        (2 * HOUR + 5 * MINUTE, "还剩 2 小时 5 分钟", "2 hours 5 minutes left"),
        (DAY + 4 * HOUR + 59 * MINUTE, "还剩 1 天 4 小时", "1 day 4 hours left"),
        (15 * DAY + 3 * MINUTE, "还剩 15 天", "15 days left"),
        (-DAY, "超 1 天", "1 day overdue"),
        (-3 * HOUR, "超 3 小时", "3 hours overdue"),
        (i64::MIN, "超 106751991 天 4 小时", "106751991 days 4 hours overdue"),
    ] {
        assert_eq!(remaining(Lang::Zh, micros), zh);
        assert_eq!(remaining(Lang::En, micros), en);
    }
}

#[test]
fn amounts() {
    for (yuan, zh, en) in [
        ("0", "0 元", "CNY 0"),
        ("-0.001", "0 元", "CNY 0"),
        ("50", "50 元", "CNY 50"),
        ("50.5", "50.50 元", "CNY 50.50"),
        ("100.00", "100 元", "CNY 100"),
        ("1000", "1,000 元", "CNY 1,000"),
        ("-1234567.891", "-1,234,567.89 元", "CNY -1,234,567.89"),
        ("999999", "999,999 元", "CNY 999,999"),
    ] {
        let amount: Decimal = yuan.parse().unwrap();
        assert_eq!(money(Lang::Zh, amount), zh);
        assert_eq!(money(Lang::En, amount), en);
    }
}

#[test]
fn rows_of_things() {
    for (items, zh, en) in [
        (&[][..], "", ""),
        (&["a"], "a", "a"),
        (&["a", "b"], "a、b", "a and b"),
        (&["a", "b", "c"], "a、b、c", "a, b and c"),
    ] {
        assert_eq!(list(Lang::Zh, items), zh);
        assert_eq!(list(Lang::En, items), en);
    }
}
