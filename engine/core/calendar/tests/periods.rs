//! What is a period and what is none.

use proptest::prelude::*;

use super::super::*;

#[test]
fn what_is_a_period() {
    for (text, expected) in [
        ("0m", Period::Minutes(0)),
        ("30m", Period::Minutes(30)),
        ("4h", Period::Hours(4)),
        ("0d", Period::Days(0)),
        ("15d", Period::Days(15)),
        ("2wd", Period::WorkingDays(2)),
        ("1mo", Period::Months(1)),
        ("100y", Period::Years(100)),
        ("end of day", Period::EndOf(Span::Day)),
        ("end of month", Period::EndOf(Span::Month)),
        ("end of quarter", Period::EndOf(Span::Quarter)),
        ("end of year", Period::EndOf(Span::Year)),
        ("day 1 of month", Period::DayOfMonth(1)),
        ("day 31 of next month", Period::DayOfNextMonth(31)),
    ] {
        assert_eq!(Period::parse(text), Ok(expected), "{text}");
        assert_eq!(expected.to_string(), text);
    }
}

#[test]
fn what_is_none() {
    let form = [
        "",
        " ",
        "d",
        "15",
        "15 d",
        " 15d",
        "15d ",
        "15D",
        "15days",
        "+15d",
        "-1d",
        "015d",
        "00d",
        "1.5h",
        "1,5h",
        "１５d",
        "15天",
        "2 wd",
        "1w",
        "1h30m",
        "end of  month",
        "End of month",
        "end of week",
        "day of month",
        "day 05 of month",
        "day x of month",
        "day 5 of month ",
        "day +5 of next month",
        "15 of next month",
        "day 99999999999 of month",
    ];
    for text in form {
        assert!(matches!(Period::parse(text), Err(PeriodError::Form { .. })), "{text:?}");
    }
    for text in [
        "52596001m",
        "876601h",
        "36526d",
        "36526wd",
        "1201mo",
        "101y",
        "4294967296d",
        "99999999999999999999d",
    ] {
        assert!(matches!(Period::parse(text), Err(PeriodError::TooLong { .. })), "{text:?}");
    }
    for day in [0, 32, 4_294_967_295] {
        assert_eq!(Period::parse(&format!("day {day} of month")), Err(PeriodError::Day { day }));
    }
}

#[test]
fn an_error_never_carries_a_long_text() {
    let Err(PeriodError::Form { text }) = Period::parse(&"期".repeat(1000)) else { panic!("not a period") };
    assert_eq!(text.chars().count(), 40);
}

#[test]
fn a_period_is_a_text_in_json() {
    assert_eq!(serde_json::to_string(&Period::WorkingDays(2)).unwrap(), "\"2wd\"");
    assert_eq!(serde_json::from_str::<Period>("\"end of month\"").unwrap(), Period::EndOf(Span::Month));
    assert!(serde_json::from_str::<Period>("\"2 wd\"").is_err());
    assert!(serde_json::from_str::<Period>("2").is_err());
}

proptest! {
    /// One spelling per meaning: what is read is written back alike.
    #[test]
    fn read_and_written_alike(text in "([0-9]{0,6}(m|h|d|wd|mo|y|w)?)|(day [0-9]{1,2} of (next )?month)|\\PC{0,12}") {
        if let Ok(period) = Period::parse(&text) {
            prop_assert_eq!(period.to_string(), text);
        }
    }
}

#[test]
fn waiting_times_may_have_parts_of_a_second() {
    for (text, expected) in [
        ("1.5s", Some("1500ms")),
        (".5s", Some("500ms")),
        ("0.25s", Some("250ms")),
        (" 2s ", Some("2s")),
        ("2h", Some("2h")),
        ("1.0005s", None),
        ("1.s", None),
        (".s", None),
        ("-.5s", None),
        ("1.5h", None),
        ("9999999.5s", None),
        ("1.+5s", None),
    ] {
        let read = Period::parse_wait(text).ok().map(|period| period.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    }
}
