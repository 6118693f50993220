//! Which days are worked, against what is published; counting days.

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::*;

/// What the published packages say; see the file's header.
fn published() -> BTreeMap<Date, bool> {
    include_str!("exceptional_days.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (date, what) = line.split_once(' ').unwrap();
            assert!(what == "working" || what == "off", "{line}");
            (day(date), what == "working")
        })
        .collect()
}

#[test]
fn every_day_of_2025_and_2026_is_as_published() {
    let (calendar, published) = (shipped(), published());
    assert_eq!(published.len(), 48);
    let days = day("2025-01-01").series(1.day()).take_while(|date| date.year() < 2027);
    let mut count = 0;
    for date in days {
        let ordinary = date.weekday().to_monday_zero_offset() < 5;
        let expected = published.get(&date).copied().unwrap_or(ordinary);
        let found = calendar.day(date);
        assert_eq!(found.working, expected, "{date}");
        assert_eq!(calendar.is_working(date), expected, "{date}");
        assert_eq!(found.standing, Standing::Published, "{date}");
        // the reason fits: a weekday off is a holiday, a weekend worked makes up for one
        match (ordinary, expected) {
            (true, true) => assert_eq!(found.why, Why::Weekday, "{date}"),
            (true, false) => assert!(matches!(found.why, Why::Holiday(_)), "{date}"),
            (false, true) => assert!(matches!(found.why, Why::MakeUp(_)), "{date}"),
            (false, false) => assert!(matches!(found.why, Why::Weekend | Why::Holiday(_)), "{date}"),
        }
        count += 1;
    }
    assert_eq!(count, 365 + 365);
}

#[test]
fn days_name_their_reason() {
    let calendar = shipped();
    let cases = [
        ("2026-09-20", true, "make-up National Day", Standing::Published),
        ("2026-09-24", true, "weekday", Standing::Published),
        ("2026-09-25", false, "holiday Mid-Autumn Festival", Standing::Published),
        ("2026-09-27", false, "holiday Mid-Autumn Festival", Standing::Published),
        ("2026-10-07", false, "holiday National Day", Standing::Published),
        ("2026-10-10", true, "make-up National Day", Standing::Published),
        ("2026-10-11", false, "weekend", Standing::Published),
        // 2027: the statutory days alone
        ("2027-01-01", false, "holiday New Year's Day", Standing::Provisional),
        ("2027-02-04", true, "weekday", Standing::Provisional),
        ("2027-02-05", false, "holiday Spring Festival", Standing::Provisional),
        ("2027-02-08", false, "holiday Spring Festival", Standing::Provisional),
        ("2027-02-09", true, "weekday", Standing::Provisional),
        ("2027-04-05", false, "holiday Qingming Festival", Standing::Provisional),
        ("2027-06-09", false, "holiday Dragon Boat Festival", Standing::Provisional),
        ("2027-09-15", false, "holiday Mid-Autumn Festival", Standing::Provisional),
        ("2027-10-03", false, "holiday National Day", Standing::Provisional),
        ("2027-10-04", true, "weekday", Standing::Provisional),
        // years that the calendar does not have
        ("2024-10-01", true, "weekday", Standing::Uncovered),
        ("2028-01-01", false, "weekend", Standing::Uncovered),
        ("2028-05-01", true, "weekday", Standing::Uncovered),
    ];
    for (date, working, why, standing) in cases {
        let found = calendar.day(day(date));
        let said = match found.why {
            Why::Weekday => "weekday".to_owned(),
            Why::Weekend => "weekend".to_owned(),
            Why::Holiday(name) => format!("holiday {}", name.en),
            Why::MakeUp(name) => format!("make-up {}", name.en),
        };
        assert_eq!((found.working, said.as_str(), found.standing), (working, why, standing), "{date}");
    }
}

#[test]
fn sentences_of_a_day() {
    let calendar = shipped();
    let ids = |date| calendar.day(day(date)).explain().iter().map(|part| part.id).collect::<Vec<_>>();
    assert_eq!(ids("2026-09-21"), ["day-weekday"]);
    assert_eq!(ids("2026-09-20"), ["day-make-up"]);
    assert_eq!(ids("2027-10-01"), ["day-holiday", "day-provisional"]);
    assert_eq!(ids("2028-01-01"), ["day-weekend", "day-uncovered"]);
}

#[test]
fn years_carry_their_source() {
    let calendar = shipped();
    assert_eq!(calendar.years().keys().copied().collect::<Vec<_>>(), [2025, 2026, 2027]);
    for year in calendar.years().values() {
        assert!(year.source.contains('《'), "{year:?}");
        assert_eq!(year.provisional, year.note.is_some(), "{year:?}");
    }
}

#[test]
fn the_working_days_between_two_dates() {
    let calendar = shipped();
    for (from, to, expected) in [
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-23", "2026-11-24", 1),
        ("2026-11-20", "2026-11-23", 1), // over a weekend
        ("2026-11-24", "2026-11-23", -1),
        ("2026-09-30", "2026-10-08", 1), // over the National Day holiday
        ("2026-09-30", "2026-10-10", 3), // and to the Saturday worked for it
        ("2025-12-31", "2026-12-31", 248),
    ] {
        assert_eq!(calendar.working_days_between(day(from), day(to)), expected, "{from} to {to}");
    }
}

/// The quick count agrees with counting one by one.
#[test]
fn the_quick_count_is_right() {
    let calendar = shipped();
    for from in day("2025-12-20").series(3.days()).take(40) {
        let mut counted = 0;
        for to in from.series(1.day()).take(400) {
            counted += i64::from(to > from && calendar.is_working(to));
            assert_eq!(calendar.working_days_between(from, to), counted, "{from} to {to}");
            assert_eq!(calendar.working_days_between(to, from), -counted, "{to} to {from}");
        }
    }
}

#[test]
fn weekdays_are_the_company_s() {
    let calendar = shipped();
    assert_eq!(calendar.weekday(day("2026-11-23")), 1);
    assert_eq!(calendar.weekday(day("2026-11-22")), 7);
    // 16:30 UTC on Sunday is half past midnight on Monday in Shanghai
    assert_eq!(calendar.weekday(Moment::parse("2026-11-22T16:30:00Z").unwrap()), 1);
    assert_eq!(calendar.weekday(Moment::parse("2026-11-22T15:59:59Z").unwrap()), 7);
}

#[test]
fn days_late_begin_at_midnight() {
    let calendar = shipped();
    let due = at(&calendar, "2026-11-24 18:00");
    for (now, late) in [
        ("2026-11-20 12:00", 0),
        ("2026-11-24 18:00", 0),
        ("2026-11-24 23:59", 0),
        ("2026-11-25 00:00", 1),
        ("2026-11-25 23:59", 1),
        ("2026-11-26 00:01", 2),
        ("2027-11-24 18:00", 365),
    ] {
        assert_eq!(calendar.days_late(due, at(&calendar, now)), late, "{now}");
    }
}
