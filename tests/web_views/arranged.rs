//! How choices are laid out, what keeps its place when a form comes back, and how deadlines are coloured.

use guicheng::lang::Lang;
use guicheng::web::views::*;
use jiff::civil::date;

fn section(id: &str) -> Section {
    let field = Field { name: format!("f.{id}"), label: id.to_owned(), ..Field::default() };
    Section { id: id.to_owned(), title: id.to_owned(), fields: vec![field], ..Section::default() }
}

fn answer(id: &str, sections: &[&str], opinion: Opinion) -> Answer {
    let choice = Choice { id: id.to_owned(), label: id.to_owned(), ..Choice::default() };
    Answer { choice, opinion, sections: sections.iter().map(|id| section(id)).collect() }
}

fn ids(sections: &[Section]) -> Vec<&str> {
    sections.iter().map(|section| section.id.as_str()).collect()
}

#[test]
fn a_choice_that_asks_for_more_gets_a_box_of_its_own() {
    use Opinion::{None, Optional, Required};
    let answers = vec![
        answer("agree", &["a", "b"], Optional),
        answer("part", &["a"], None),
        answer("return", &[], Required),
        answer("other", &["a", "c"], Required),
    ];
    let act = arrange(Lang::En, "/tasks/1".to_owned(), answers, &Typed::default());
    assert_eq!(ids(&act.sections), ["a", "b"]);
    assert_eq!(act.choices.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["agree", "part", "return"]);
    assert_eq!(act.sections[0].note, "Only needed for “agree” and “part”.");
    assert_eq!(act.sections[1].note, "Only needed for “agree”.");
    let opinion = act.opinion.unwrap();
    assert_eq!((opinion.name.as_str(), opinion.required), ("opinion", false));
    assert_eq!(opinion.hint, "Required for “return”.");
    let [apart] = &act.apart[..] else { panic!("one box") };
    assert_eq!(ids(&apart.sections), ["c"]);
    assert_eq!(apart.sections[0].fields[0].name, "other/f.c");
    assert_eq!(apart.opinion.as_ref().unwrap().name, "other/opinion");
    assert!(!apart.open);
}

#[test]
fn what_was_typed_goes_back_to_the_choice_that_was_tried() {
    let answers =
        || vec![answer("agree", &[], Opinion::Optional), answer("other", &["c"], Opinion::Required)];
    for (tried, open, beside, within) in [("agree", false, "words", ""), ("other", true, "", "words")] {
        let typed = Typed { choice: tried.into(), opinion: "words".into(), opinion_error: "no".into() };
        let act = arrange(Lang::Zh, String::new(), answers(), &typed);
        assert_eq!(act.apart[0].open, open, "{tried}");
        assert_eq!(typed_in(&act.opinion), beside, "{tried}");
        assert_eq!(typed_in(&act.apart[0].opinion), within, "{tried}");
        assert_eq!(act.problems().len(), 1, "{tried}");
    }
}

fn typed_in(field: &Option<Field>) -> &str {
    match field.as_ref().map(|field| &field.control) {
        Some(Control::Long { value }) => value,
        _ => panic!("an opinion is several lines of text"),
    }
}

#[test]
fn mistakes_lead_to_their_controls() {
    let wrong =
        |name: &str, control| Field { name: name.into(), error: "wrong".into(), control, ..Field::default() };
    let cell = wrong("f.rows.0.a", Control::default());
    let rows =
        Control::Rows { rows: vec![Row { title: String::new(), cells: vec![cell] }], more: String::new() };
    for (field, targets) in [
        (wrong("f.a", Control::default()), vec!["f.a"]),
        (wrong("f.a", Control::YesNo { value: String::new() }), vec!["f.a-group"]),
        (wrong("f.rows", rows), vec!["f.rows-group", "f.rows.0.a"]),
    ] {
        let problems = field.problems();
        assert_eq!(problems.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), targets);
    }
}

#[test]
fn half_typed_dates_stay_as_text() {
    for (value, shows) in [("", true), ("2026-11-30", true), ("2026-11", false), ("30.11.", false)] {
        assert_eq!(Control::shows_as_date(value), shows, "{value}");
    }
    for (value, shows) in
        [("", true), ("2026-11-30T18:00", true), ("2026-11-30", false), ("24 号下午", false)]
    {
        assert_eq!(Control::shows_as_moment(value), shows, "{value}");
    }
}

#[test]
fn deadlines_are_late_soon_or_plain() {
    let now = date(2026, 11, 24).at(13, 50, 0, 0);
    for (due, list, head) in [
        (date(2026, 11, 23).at(13, 50, 0, 0), (Tone::Late, "超 1 天"), (Tone::Late, "超 1 天")),
        (date(2026, 11, 24).at(18, 0, 0, 0), (Tone::Soon, "今天 18:00"), (Tone::Soon, "还剩 4 小时 10 分钟")),
        (date(2026, 11, 25).at(18, 0, 0, 0), (Tone::Plain, "明天"), (Tone::Soon, "还剩 1 天 4 小时")),
        (
            date(2026, 12, 9).at(18, 0, 0, 0),
            (Tone::Plain, "12 月 9 日（周三）"),
            (Tone::Plain, "还剩 15 天 4 小时"),
        ),
    ] {
        let chip = Chip::deadline(Lang::Zh, due, now);
        assert_eq!((chip.tone, chip.text.as_str()), list);
        let chip = Chip::remaining(Lang::Zh, due, now);
        assert_eq!((chip.tone, chip.text.as_str()), head);
    }
}
