//! Due dates, days and periods in words: the core says which sentence, here it gets its language.

use guicheng_core::calendar::{Arg as Part, Due, Sentence};
use jiff::civil::Date;

use super::{Arg, Lang, Say, t};

/// A sentence that the core's calendar made: why a day is worked, a period, a step of a count.
pub fn sentence(lang: Lang, sentence: &Sentence) -> String {
    let args: Vec<(&str, Arg<'_>)> =
        sentence.args.iter().map(|(name, part)| (*name, written(lang, part))).collect();
    t(lang, sentence.id, &args)
}

/// Why something is due when it is: first the sum (`15 d from 23 Nov 2026 = 8 Dec 2026`), then what is
/// special about it. `calendar_revision` is the label of the calendar's revision, such as `A/3`.
pub fn due_lines(lang: Lang, due: &Due, calendar_revision: &str) -> Vec<String> {
    due.explain(calendar_revision).iter().map(|part| sentence(lang, part)).collect()
}

/// [`due_lines`] on one line, what is special in brackets behind the sum.
pub fn due_line(lang: Lang, due: &Due, calendar_revision: &str) -> String {
    let mut lines = due_lines(lang, due, calendar_revision).into_iter();
    let sum = lines.next().unwrap_or_default();
    let join = |left: String, right: String| {
        t(lang, "due-line-next", &[("left", left.into()), ("right", right.into())])
    };
    match lines.reduce(join) {
        None => sum,
        Some(notes) => t(lang, "due-line", &[("sum", sum.into()), ("notes", notes.into())]),
    }
}

fn written(lang: Lang, part: &Part) -> Arg<'_> {
    match part {
        Part::Number(number) => (*number).into(),
        Part::Text(text) => text.as_str().into(),
        Part::Date(date) => plain_date(lang, *date).into(),
        Part::Name(name) => name.get(lang).into(),
    }
}

/// A date without its weekday: sums are easier to read so.
fn plain_date(lang: Lang, date: Date) -> String {
    let month = match lang {
        Lang::Zh => date.month().to_string(),
        Lang::En => lang.t(&format!("date-month-{}", date.month())),
    };
    let args = [
        ("year", date.year().to_string().into()),
        ("month", month.into()),
        ("day", date.day().to_string().into()),
    ];
    t(lang, "due-date", &args)
}

#[cfg(test)]
mod tests {
    use guicheng_core::calendar::{Calendar, Period, Rounding};
    use guicheng_core::text::{Findings, Source};
    use jiff::civil::date;

    use super::*;

    fn shipped() -> Calendar {
        let mut findings = Findings::new();
        let bytes = include_bytes!("../../policies/calendar.yaml");
        let source = Source::from_bytes("policies/calendar.yaml", bytes, &mut findings).unwrap();
        Calendar::read(&source, &mut findings).unwrap()
    }

    /// From, period, Chinese, English.
    const LINES: &[((i16, i8, i8), &str, &str, &str)] = &[
        (
            (2026, 11, 23),
            "15d",
            "自 2026 年 11 月 23 日起 15 天 = 2026 年 12 月 8 日（当日 18:00 下班前）",
            "15 d from 23 Nov 2026 = 8 Dec 2026 (until 18:00 that day, when the company closes)",
        ),
        (
            (2026, 11, 23),
            "4h",
            "自 2026 年 11 月 23 日 09:00 起 4 小时 = 2026 年 11 月 23 日 13:00",
            "4 h from 23 Nov 2026 09:00 = 23 Nov 2026 13:00",
        ),
        (
            (2026, 9, 30),
            "3wd",
            "自 2026 年 9 月 30 日起 3 个工作日 = 2026 年 10 月 10 日（跳过 2026 年 10 月 1 日至 2026 年 10 月 7 日（国庆节）；\
             2026 年 10 月 10 日为国庆节调休上班，算工作日；当日 18:00 下班前；按公司日历 A/3 版计算）",
            "3 working days from 30 Sep 2026 = 10 Oct 2026 (1 Oct 2026 to 7 Oct 2026 are not counted (National Day); \
             10 Oct 2026 counts: worked to make up for National Day; until 18:00 that day, when the company closes; \
             counted by the company's calendar, revision A/3)",
        ),
        (
            (2026, 1, 31),
            "1mo",
            "自 2026 年 1 月 31 日起 1 个月 = 2026 年 2 月 28 日（该月没有 31 日，取最后一天 2026 年 2 月 28 日；当日 18:00 下班前）",
            "1 month from 31 Jan 2026 = 28 Feb 2026 (that month has no day 31: its last day, 28 Feb 2026; \
             until 18:00 that day, when the company closes)",
        ),
    ];

    #[test]
    fn due_dates_explain_themselves() {
        let calendar = shipped();
        for ((year, month, day), period, zh, en) in LINES {
            let from = date(*year, *month, *day);
            let due = calendar.due(from, Period::parse(period).unwrap(), Rounding::CloseOfDay).unwrap();
            assert_eq!(due_line(Lang::Zh, &due, "A/3"), *zh);
            assert_eq!(due_line(Lang::En, &due, "A/3"), *en);
        }
    }

    /// Every sentence that the calendar can make has its message, in both languages.
    #[test]
    fn every_sentence_has_its_words() {
        let calendar = shipped();
        let periods = [
            "1m",
            "1h",
            "1d",
            "1wd",
            "30wd",
            "1mo",
            "1y",
            "end of day",
            "end of month",
            "end of quarter",
            "end of year",
            "day 5 of month",
            "day 31 of next month",
        ];
        let starts = [date(2026, 1, 31), date(2026, 9, 19), date(2027, 2, 4), date(2028, 6, 1)];
        for lang in Lang::ALL {
            for period in periods.map(|text| Period::parse(text).unwrap()) {
                assert!(!sentence(lang, &period.sentence()).is_empty());
                for start in starts {
                    let due = calendar.due(start, period, Rounding::CloseOfDay).unwrap();
                    assert!(due_lines(lang, &due, "A/0").iter().all(|line| !line.is_empty()));
                    assert!(
                        calendar.day(start).explain().iter().all(|part| !sentence(lang, part).is_empty())
                    );
                }
            }
        }
    }
}
