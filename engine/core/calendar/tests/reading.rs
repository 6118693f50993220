//! Calendars with mistakes: a line of table for each.

use super::*;
use crate::text::Severity;

const SOUND: &str = r#"calendar: company
title: { zh: 公司日历, en: Company calendar }
time_zone: Asia/Shanghai
day: { opens: "09:00", closes: "18:00" }
weekend: [saturday, sunday]
years:
  2026:
    source: 通知
    holidays:
      - { from: 2026-10-01, to: 2026-10-07, name: { zh: 国庆节, en: National Day } }
    working:
      - { date: 2026-10-10, name: { zh: 国庆节, en: National Day } }
"#;

/// `code line:column` of each finding.
fn findings(text: &str) -> (Option<Calendar>, Vec<String>) {
    let mut findings = Findings::new();
    let source = Source::from_bytes("calendar.yaml", text.as_bytes(), &mut findings).unwrap();
    let calendar = Calendar::read(&source, &mut findings);
    let list = findings.into_sorted();
    let errors = list.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(calendar.is_none(), errors, "a calendar exactly where there is no error");
    (calendar, list.iter().map(|f| format!("{} {}:{}", f.code, f.line, f.column)).collect())
}

#[test]
fn a_sound_calendar() {
    let (calendar, found) = findings(SOUND);
    let calendar = calendar.unwrap();
    assert_eq!(found, Vec::<String>::new());
    assert_eq!((calendar.id(), calendar.title().zh.as_str()), ("company", "公司日历"));
    assert_eq!(calendar.zone().iana_name(), Some("Asia/Shanghai"));
    assert_eq!((calendar.opens().hour(), calendar.closes().hour()), (9, 18));
    assert!(!calendar.years()[&2026].provisional);
}

#[test]
fn a_single_day_needs_no_end() {
    let (calendar, found) = findings(&SOUND.replace(", to: 2026-10-07", ""));
    assert_eq!(found, Vec::<String>::new());
    let calendar = calendar.unwrap();
    assert!(!calendar.is_working(day("2026-10-01")));
    assert!(calendar.is_working(day("2026-10-02")));
}

/// What is replaced in the sound calendar, by what, and the findings.
const MISTAKES: &[(&str, &str, &[&str])] = &[
    ("Asia/Shanghai", "Asia/Shanghia", &["G0301 3:12"]),
    ("Asia/Shanghai", "\"\"", &["G0136 3:12"]),
    ("\"09:00\"", "9:00", &["G0302 4:15"]),
    ("\"09:00\"", "\"24:00\"", &["G0302 4:15"]),
    ("\"09:00\"", "\"+9:00\"", &["G0302 4:15"]),
    ("\"18:00\"", "\"09:00\"", &["G0303 4:6"]),
    ("saturday", "saterday", &["G0145 5:11"]),
    (
        "[saturday, sunday]",
        "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]",
        &["G0304 5:10"],
    ),
    ("  2026:", "  206:", &["G0305 7:3"]),
    ("  2026:", "  2o26:", &["G0305 7:3"]),
    ("    source: 通知", "    source: 通知\n    provisional: true", &["G0306 7:3"]),
    ("    source: 通知\n", "", &["G0133 8:5"]),
    ("to: 2026-10-07", "to: 2027-10-07", &["G0307 10:33"]),
    ("to: 2026-10-07", "to: 2026-09-30", &["G0308 10:9"]),
    ("date: 2026-10-10", "date: 2026-10-03", &["G0309 12:9"]),
    ("date: 2026-10-10", "date: 2026-10-09", &["G0310 12:9"]),
    ("to: 2026-10-07", "to: 2026-12-07", &["G0311 10:9", "G0309 12:9"]),
    ("    working:", "    workdays:", &["G0134 11:5"]),
    ("calendar: company\n", "", &["G0133 1:1"]),
    ("date: 2026-10-10", "date: 10-10", &["G0147 12:17"]),
];

#[test]
fn each_mistake_is_found_where_it_is() {
    for (what, by, expected) in MISTAKES {
        assert!(SOUND.contains(what), "{what}");
        let (_, found) = findings(&SOUND.replacen(what, by, 1));
        assert_eq!(found, *expected, "{what} → {by}");
    }
}

#[test]
fn all_mistakes_at_once() {
    let text = SOUND
        .replace("Asia/Shanghai", "Peking")
        .replace("18:00", "08:00")
        .replace("sunday", "sonntag")
        .replace("to: 2026-10-07", "to: 2026-09-30")
        .replace("date: 2026-10-10", "date: 2025-10-11");
    let (_, found) = findings(&text);
    assert_eq!(found, ["G0301 3:12", "G0303 4:6", "G0144 5:21", "G0308 10:9", "G0307 12:17"]);
}

#[test]
fn a_long_holiday_is_only_a_warning() {
    let text =
        SOUND.replace("to: 2026-10-07", "to: 2026-12-07").replace("date: 2026-10-10", "date: 2026-12-12");
    let (calendar, found) = findings(&text);
    assert_eq!(found, ["G0311 10:9"]);
    assert!(calendar.is_some());
}

#[test]
fn a_period_in_a_document() {
    let cases: [(&str, Option<Period>, &[&str]); 5] = [
        ("p: 2wd", Some(Period::WorkingDays(2)), &[]),
        ("p: 2 wd", None, &["G0320"]),
        ("p: 101y", None, &["G0321"]),
        ("p: day 32 of month", None, &["G0322"]),
        ("p: [2wd]", None, &["G0132"]),
    ];
    for (text, expected, codes) in cases {
        let mut findings = Findings::new();
        let source = Source::from_bytes("p.yaml", text.as_bytes(), &mut findings).unwrap();
        let root = crate::text::yaml::read(&source, &mut findings).unwrap();
        let mut ctx = crate::text::Ctx::new(&source, &mut findings);
        assert_eq!(read_period(&mut ctx, root.get("p").unwrap()), expected, "{text}");
        let found: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(found, codes, "{text}");
    }
}
