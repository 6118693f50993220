//! Due dates: from, period, answer, reasons.

use super::*;

/// From, period, exact, at the close of the day: as the company's clock shows them.
const DUES: &[(&str, &str, &str, &str)] = &[
    // clock time, over midnight and over a holiday
    ("2026-11-23 14:30", "30m", "2026-11-23 15:00", "2026-11-23 15:00"),
    ("2026-11-23 22:30", "4h", "2026-11-24 02:30", "2026-11-24 02:30"),
    ("2026-09-30 20:00", "6h", "2026-10-01 02:00", "2026-10-01 02:00"),
    // calendar days
    ("2026-11-23 14:30", "0d", "2026-11-23 14:30", "2026-11-23 18:00"),
    ("2026-11-23 18:00", "0d", "2026-11-23 18:00", "2026-11-23 18:00"),
    ("2026-11-23 18:01", "0d", "2026-11-23 18:01", "2026-11-24 18:00"),
    ("2026-11-23 14:30", "1d", "2026-11-24 14:30", "2026-11-24 18:00"),
    ("2026-11-23 23:59", "1d", "2026-11-24 23:59", "2026-11-24 18:00"),
    ("2026-11-23 14:30", "15d", "2026-12-08 14:30", "2026-12-08 18:00"),
    ("2026-12-20 08:00", "15d", "2027-01-04 08:00", "2027-01-04 18:00"),
    // working days: the start does not count
    ("2026-11-23 14:30", "1wd", "2026-11-24 14:30", "2026-11-24 18:00"),
    ("2026-11-27 14:30", "1wd", "2026-11-30 14:30", "2026-11-30 18:00"), // Friday
    ("2026-11-28 14:30", "1wd", "2026-11-30 14:30", "2026-11-30 18:00"), // Saturday
    ("2026-11-29 14:30", "1wd", "2026-11-30 14:30", "2026-11-30 18:00"), // Sunday
    ("2026-09-30 10:00", "1wd", "2026-10-08 10:00", "2026-10-08 18:00"), // over the National Day holiday
    ("2026-09-30 10:00", "2wd", "2026-10-09 10:00", "2026-10-09 18:00"),
    ("2026-09-30 10:00", "3wd", "2026-10-10 10:00", "2026-10-10 18:00"), // a Saturday worked
    ("2026-09-30 10:00", "4wd", "2026-10-12 10:00", "2026-10-12 18:00"),
    ("2026-09-18 10:00", "1wd", "2026-09-20 10:00", "2026-09-20 18:00"), // a Sunday worked
    ("2026-02-14 10:00", "2wd", "2026-02-25 10:00", "2026-02-25 18:00"), // Spring Festival
    ("2025-12-31 10:00", "1wd", "2026-01-04 10:00", "2026-01-04 18:00"), // over the year, a Sunday worked
    // no working days: today if it is one and not over
    ("2026-11-23 14:30", "0wd", "2026-11-23 14:30", "2026-11-23 18:00"),
    ("2026-11-27 18:01", "0wd", "2026-11-27 18:01", "2026-11-30 18:00"), // Friday evening
    ("2026-11-28 14:30", "0wd", "2026-11-30 14:30", "2026-11-30 18:00"), // Saturday
    ("2026-10-03 23:00", "0wd", "2026-10-08 23:00", "2026-10-08 18:00"), // in a holiday
    // months and years
    ("2026-01-31 10:00", "1mo", "2026-02-28 10:00", "2026-02-28 18:00"),
    ("2026-11-30 10:00", "3mo", "2027-02-28 10:00", "2027-02-28 18:00"),
    ("2028-01-31 10:00", "1mo", "2028-02-29 10:00", "2028-02-29 18:00"),
    ("2026-10-31 10:00", "2mo", "2026-12-31 10:00", "2026-12-31 18:00"),
    ("2028-02-29 10:00", "1y", "2029-02-28 10:00", "2029-02-28 18:00"),
    ("2026-11-23 10:00", "1y", "2027-11-23 10:00", "2027-11-23 18:00"),
    // named days: there is no time of day to keep for an end
    ("2026-11-23 10:00", "end of day", "2026-11-23 18:00", "2026-11-23 18:00"),
    ("2026-11-23 19:00", "end of day", "2026-11-24 18:00", "2026-11-24 18:00"),
    ("2026-11-23 10:00", "end of month", "2026-11-30 18:00", "2026-11-30 18:00"),
    ("2026-11-30 19:00", "end of month", "2026-12-01 18:00", "2026-12-01 18:00"),
    ("2026-01-01 10:00", "end of quarter", "2026-03-31 18:00", "2026-03-31 18:00"),
    ("2026-03-31 10:00", "end of quarter", "2026-03-31 18:00", "2026-03-31 18:00"),
    ("2026-05-01 10:00", "end of quarter", "2026-06-30 18:00", "2026-06-30 18:00"),
    ("2026-11-23 10:00", "end of quarter", "2026-12-31 18:00", "2026-12-31 18:00"),
    ("2026-11-23 10:00", "end of year", "2026-12-31 18:00", "2026-12-31 18:00"),
    ("2026-11-10 10:00", "day 15 of month", "2026-11-15 10:00", "2026-11-15 18:00"),
    ("2026-11-15 10:00", "day 15 of month", "2026-11-15 10:00", "2026-11-15 18:00"),
    ("2026-11-15 19:00", "day 15 of month", "2026-11-15 19:00", "2026-12-15 18:00"),
    ("2026-11-16 10:00", "day 15 of month", "2026-12-15 10:00", "2026-12-15 18:00"),
    ("2026-12-31 10:00", "day 15 of month", "2027-01-15 10:00", "2027-01-15 18:00"),
    ("2026-11-10 10:00", "day 15 of next month", "2026-12-15 10:00", "2026-12-15 18:00"),
    ("2026-01-31 10:00", "day 31 of next month", "2026-02-28 10:00", "2026-02-28 18:00"),
    ("2026-02-10 10:00", "day 31 of month", "2026-02-28 10:00", "2026-02-28 18:00"),
];

#[test]
fn due_dates() {
    let calendar = shipped();
    for (from, period, exact, close) in DUES {
        let start = at(&calendar, from);
        let period = Period::parse(period).unwrap();
        for (rounding, expected) in [(Rounding::Exact, exact), (Rounding::CloseOfDay, close)] {
            let due = calendar.due(start, period, rounding).unwrap();
            assert_eq!(shown(&calendar, due.at), *expected, "{period} from {from}, {rounding:?}");
            assert_eq!(due.date.to_datetime(due.time), calendar.civil(due.at));
            assert_eq!(due.from_date.to_datetime(due.from_time), calendar.civil(start));
            assert!(due.at >= start, "{period} from {from}, {rounding:?}");
            assert_eq!(calendar.due_at(start, period, rounding), Ok(due.at));
        }
        assert_eq!(calendar.add(start, period).map(|at| shown(&calendar, at)).as_deref(), Ok(*exact));
    }
}

/// A date of a form counts as the opening of that day.
#[test]
fn due_dates_from_a_date() {
    let calendar = shipped();
    for (from, period, exact, close) in [
        ("2026-11-23", "15d", "2026-12-08 09:00", "2026-12-08 18:00"),
        ("2026-11-23", "0d", "2026-11-23 09:00", "2026-11-23 18:00"),
        ("2026-11-23", "4h", "2026-11-23 13:00", "2026-11-23 13:00"),
        ("2026-11-28", "0wd", "2026-11-30 09:00", "2026-11-30 18:00"),
        ("2026-11-27", "2wd", "2026-12-01 09:00", "2026-12-01 18:00"),
    ] {
        let period = Period::parse(period).unwrap();
        for (rounding, expected) in [(Rounding::Exact, exact), (Rounding::CloseOfDay, close)] {
            let due = calendar.due(day(from), period, rounding).unwrap();
            assert_eq!(shown(&calendar, due.at), expected, "{period} from {from}, {rounding:?}");
            assert_eq!(calendar.due_at(day(from), period, rounding), Ok(due.at));
        }
    }
}

/// From, period, and the sentences behind the sum, closing time and revision left out.
const REASONS: &[(&str, &str, &[&str])] = &[
    ("2026-11-23 10:00", "15d", &[]),
    ("2026-11-23 10:00", "1wd", &[]),
    ("2026-11-27 10:00", "1wd", &["weekends 2"]),
    (
        "2026-09-30 10:00",
        "4wd",
        &["holiday National Day 2026-10-01–2026-10-07", "make-up National Day 2026-10-10", "weekends 1"],
    ),
    ("2026-09-18 10:00", "5wd", &["make-up National Day 2026-09-20", "weekends 1"]),
    ("2026-11-28 10:00", "0wd", &["weekends 2"]),
    ("2026-10-07 10:00", "0wd", &["holiday National Day 2026-10-07–2026-10-07"]),
    ("2026-11-27 19:00", "0wd", &["closed 2026-11-27", "weekends 2"]),
    (
        "2026-12-31 10:00",
        "1wd",
        &["holiday New Year's Day 2027-01-01–2027-01-01", "weekends 2", "provisional 2027"],
    ),
    ("2027-12-31 10:00", "1wd", &["weekends 2", "provisional 2027", "uncovered 2028"]),
    ("2026-01-31 10:00", "1mo", &["month-end 31 2026-02-28"]),
    ("2026-01-31 10:00", "day 30 of next month", &["month-end 30 2026-02-28"]),
    ("2026-11-30 19:00", "end of month", &["closed 2026-11-30"]),
];

#[test]
fn due_dates_give_their_reasons() {
    let calendar = shipped();
    for (from, period, expected) in REASONS {
        let due =
            calendar.due(at(&calendar, from), Period::parse(period).unwrap(), Rounding::CloseOfDay).unwrap();
        let said: Vec<String> = due
            .steps
            .iter()
            .map(|step| match step {
                Step::Holiday { name, from, to } => format!("holiday {} {from}–{to}", name.en),
                Step::MakeUp { name, date } => format!("make-up {} {date}", name.en),
                Step::Weekends { days } => format!("weekends {days}"),
                Step::MonthEnd { day, date } => format!("month-end {day} {date}"),
                Step::AlreadyClosed { date } => format!("closed {date}"),
                Step::Provisional { year } => format!("provisional {year}"),
                Step::Uncovered { year } => format!("uncovered {year}"),
            })
            .collect();
        assert_eq!(said, *expected, "{period} from {from}");
        let uncertain =
            expected.iter().any(|step| step.contains("provisional") || step.contains("uncovered"));
        assert_eq!(due.is_provisional(), uncertain);
    }
}

#[test]
fn the_sentences_come_in_order() {
    let calendar = shipped();
    let ids = |period: &str, rounding| {
        let period = Period::parse(period).unwrap();
        let due = calendar.due(at(&calendar, "2026-09-30 10:00"), period, rounding).unwrap();
        due.explain("A/3").iter().map(|part| part.id).collect::<Vec<_>>()
    };
    assert_eq!(ids("4h", Rounding::CloseOfDay), ["due-explain-hours"]);
    assert_eq!(ids("15d", Rounding::Exact), ["due-explain-days"]);
    assert_eq!(ids("15d", Rounding::CloseOfDay), ["due-explain-days", "due-explain-closing"]);
    assert_eq!(
        ids("1wd", Rounding::CloseOfDay),
        ["due-explain-working-days", "due-explain-holidays", "due-explain-closing", "due-explain-calendar"]
    );
    assert_eq!(
        ids("1wd", Rounding::Exact),
        ["due-explain-working-days", "due-explain-holidays", "due-explain-calendar"]
    );
}

#[test]
fn counting_back() {
    let calendar = shipped();
    for (moment, period, expected) in [
        ("2026-11-24 18:00", "4h", "2026-11-24 14:00"),
        ("2026-11-24 18:00", "1d", "2026-11-23 18:00"),
        ("2026-11-24 18:00", "0wd", "2026-11-24 18:00"),
        ("2026-11-23 18:00", "1wd", "2026-11-20 18:00"),
        ("2026-10-08 18:00", "1wd", "2026-09-30 18:00"),
        ("2026-10-12 18:00", "1wd", "2026-10-10 18:00"), // a Saturday worked
        ("2026-03-31 18:00", "1mo", "2026-02-28 18:00"),
        ("2028-02-29 18:00", "1y", "2027-02-28 18:00"),
    ] {
        let period = Period::parse(period).unwrap();
        let found = calendar.before(at(&calendar, moment), period).unwrap();
        assert_eq!(shown(&calendar, found), expected, "{period} before {moment}");
    }
    for period in ["end of day", "day 5 of month", "day 5 of next month"] {
        let period = Period::parse(period).unwrap();
        assert_eq!(calendar.before(Moment(0), period), Err(DueError::NotALength(period)));
    }
}

#[test]
fn nothing_leaves_the_years_that_can_be_written() {
    let calendar = shipped();
    let late = at(&calendar, "9999-12-30 10:00");
    for period in ["52596000m", "24h", "3d", "36525wd", "1mo", "1y", "day 1 of next month"] {
        let period = Period::parse(period).unwrap();
        assert_eq!(calendar.due(late, period, Rounding::Exact), Err(DueError::OutOfRange), "{period}");
    }
    for far in [Moment(i64::MAX), Moment(i64::MIN)] {
        for period in [Period::Days(1), Period::Hours(1), Period::WorkingDays(1)] {
            let _ = (calendar.due(far, period, Rounding::CloseOfDay), calendar.before(far, period));
        }
    }
}

/// A zone whose clocks change: the time of day stays, and nothing is due before its start.
#[test]
fn clock_changes() {
    let mut findings = Findings::new();
    let text = "calendar: berlin\ntitle: { zh: 柏林, en: Berlin }\ntime_zone: Europe/Berlin\n\
                day: { opens: \"09:00\", closes: \"18:00\" }\nweekend: [saturday, sunday]\nyears: {}\n";
    let source = Source::from_bytes("calendar.yaml", text.as_bytes(), &mut findings).unwrap();
    let calendar = Calendar::read(&source, &mut findings).unwrap();
    let add = |from: &str, period: Period| {
        let due = calendar.add(Moment::parse(from).unwrap(), period).unwrap();
        due.to_rfc3339(calendar.zone())
    };
    // the night to 28 March 2027 has no 02:30; that to 31 October has it twice
    assert_eq!(add("2027-03-27T02:30:00+01:00", Period::Days(1)), "2027-03-28T03:30:00+02:00");
    assert_eq!(add("2027-03-27T12:00:00+01:00", Period::Days(1)), "2027-03-28T12:00:00+02:00");
    assert_eq!(add("2027-03-27T12:00:00+01:00", Period::Hours(24)), "2027-03-28T13:00:00+02:00");
    assert_eq!(add("2027-10-31T02:30:00+01:00", Period::Days(0)), "2027-10-31T02:30:00+01:00");
}
