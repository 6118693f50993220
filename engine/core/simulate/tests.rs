//! Plays: moves made, refused, taken back and made again; and the stories they become.

use super::*;
use crate::document::Library;
use crate::scenario;
use crate::stage::Fields;
use crate::text::Findings;
use crate::value::Moment;

fn shipped() -> (Library, Cast) {
    let (library, findings) = crate::tests::shipped();
    assert_eq!(findings, [""; 0]);
    let cast = Cast::of(&library, "complaint");
    (library, cast)
}

fn begin(library: &Library, cast: &Cast) -> Play {
    let calendar = library.calendar().unwrap();
    let starts = calendar.moment("2026-11-23T09:00".parse().unwrap()).unwrap();
    Play::new(library, "complaint", cast, starts).unwrap()
}

fn typed(fields: &[(&str, &str)]) -> std::collections::BTreeMap<String, Typed> {
    fields.iter().map(|(name, text)| ((*name).to_owned(), Typed::Text((*text).to_owned()))).collect()
}

fn start(place: &str) -> Move {
    let fields = typed(&[
        ("channel", "phone"),
        ("caller_name", "何某甲"),
        ("caller_phone", "000-0000-0101"),
        ("product_line", "tableware"),
        ("subject", "询问 \"餐盘\"：能否消毒"),
        ("occurred_at", "2026-11-23T08:30"),
        ("place", place),
        ("facts", "第一行\n第二行 # 不是注释"),
    ]);
    Move::Start { by: "desk".into(), fields }
}

fn act(case: usize, by: &str, state: &str, choice: &str, fields: &[(&str, &str)]) -> Move {
    Move::Act {
        by: by.into(),
        case,
        state: state.into(),
        item: None,
        post: None,
        choice: choice.into(),
        opinion: None,
        fields: typed(fields),
    }
}

const ANSWER: [(&str, &str); 3] = [("class", "other"), ("answer", "可以"), ("satisfaction", "satisfied")];

fn wait(until: &str) -> Move {
    Move::Wait { until: until.into() }
}

/// Where the last case stands, when, and how many moves are made and known.
fn standing(play: &Play) -> String {
    let states = play.stage.cases.last().map(|case| scenario::innermost(&case.policy, &case.snapshot));
    let states = states.unwrap_or_default().join(" ");
    format!("{} {states} {}/{}", play.stage.clock(play.stage.now), play.made().len(), play.moves().len())
}

#[test]
fn moves_are_taken_back_and_made_again() {
    let (library, cast) = shipped();
    let mut play = begin(&library, &cast);
    assert!(!play.back() && !play.forward());
    for (made, expected) in [
        (start("示例市"), "2026-11-23T09:00 registered 1/1"),
        (wait("2h"), "2026-11-23T11:00 registered 2/2"),
        (act(0, "desk", "registered", "answer", &ANSWER), "2026-11-23T11:00 after_reply 3/3"),
        (wait("2026-12-08"), "2026-12-08T09:00 after_reply 4/4"),
    ] {
        play.make(made).unwrap();
        assert_eq!(standing(&play), expected);
    }
    assert_eq!(play.next(), Some(wait("2026-12-08T11:00")));
    let there = play.stage.cases[0].snapshot.clone();
    for expected in ["2026-11-23T11:00 after_reply 3/4", "2026-11-23T11:00 registered 2/4"] {
        assert!(play.back());
        assert_eq!(standing(&play), expected);
    }
    assert!(play.forward() && play.forward() && !play.forward());
    assert_eq!(play.stage.cases[0].snapshot, there);
    // A new move forgets what was taken back.
    play.back();
    play.make(wait("2026-12-08 12:00")).unwrap();
    assert_eq!(standing(&play), "2026-12-08T12:00 revisit 4/4");
    assert!(!play.forward());
    // The same moves again, from a form of a page.
    let json = serde_json::to_string(play.moves()).unwrap();
    let mut again = begin(&library, &cast);
    assert_eq!(again.replay(serde_json::from_str(&json).unwrap(), 3), 3);
    assert_eq!(standing(&again), "2026-11-23T11:00 after_reply 3/4");
    assert!(again.forward());
    assert_eq!(again.stage.cases[0].snapshot, play.stage.cases[0].snapshot);
    // What can no longer be made is forgotten with all that followed.
    let mut moves = play.moves().to_vec();
    moves[2] = act(0, "gm", "registered", "answer", &ANSWER);
    assert_eq!(begin(&library, &cast).replay(moves.clone(), 4), 2);
    again.replay(moves, 4);
    assert_eq!(standing(&again), "2026-11-23T11:00 registered 2/2");
}

#[test]
fn what_is_refused_changes_nothing() {
    let (library, cast) = shipped();
    let mut play = begin(&library, &cast);
    play.make(start("示例市")).unwrap();
    let code = |wrong: Wrong| match wrong {
        Wrong::Refused(refused) => refused.code,
        other => format!("{other:?}"),
    };
    for (wrong, expected) in [
        (act(0, "gm", "registered", "answer", &ANSWER), "not-yours"),
        (act(0, "desk", "registered", "answer", &ANSWER[..2]), "field-required"),
        (act(0, "desk", "approval", "approve", &[]), "task-closed"),
        (act(7, "desk", "registered", "answer", &ANSWER), "no-such-case"),
        (Move::Start { by: "gm".into(), fields: Default::default() }, "may-not-start"),
        (Move::Schedule { id: "daily".into() }, "NoSuchSchedule(\"daily\")"),
        (wait("soon"), "NoSuchMoment(\"soon\")"),
        (wait("2026-11-23T08:00"), "NoSuchMoment(\"2026-11-23T08:00\")"),
        (wait("2026-13-01"), "NoSuchMoment(\"2026-13-01\")"),
    ] {
        assert_eq!(code(play.make(wrong).unwrap_err()), expected);
        assert_eq!(standing(&play), "2026-11-23T09:00 registered 1/1");
    }
    for _ in 1..crate::limits::TRIED_MOVES {
        play.make(wait("1m")).unwrap();
    }
    assert_eq!(play.make(wait("1m")), Err(Wrong::TooManyMoves));
}

#[test]
fn what_can_be_done_is_offered() {
    let (library, cast) = shipped();
    let mut play = begin(&library, &cast);
    let starts = starts(&play.stage, &play.policy);
    assert_eq!(
        (starts[0].people.join(" ").as_str(), starts[0].posts[0].as_str()),
        ("desk deputy", "complaint_desk")
    );
    assert!(offers(&play.stage).is_empty());
    play.make(start("示例市")).unwrap();
    let offers = offers(&play.stage);
    let [offer] = &offers[..] else { panic!("{offers:#?}") };
    assert_eq!(
        (offer.case, offer.state.as_str(), offer.people.join(" ").as_str()),
        (0, "registered", "desk deputy")
    );
    let choices: Vec<String> = offer
        .choices
        .iter()
        .map(|c| {
            format!(
                "{} {} {}{}",
                c.event,
                c.section.as_deref().unwrap_or("-"),
                u8::from(c.opinion),
                u8::from(c.opinion_required)
            )
        })
        .collect();
    assert!(choices.iter().any(|choice| choice.starts_with("forward ")), "{choices:?}");
    assert_eq!(offer.due.as_ref().map(|due| play.stage.clock(due.at)), Some("2026-11-24T18:00".to_owned()));
}

/// The story of a play tells the same again, in a file of its own and at the end of the shipped one.
#[test]
fn a_play_becomes_a_scenario() {
    let (library, cast) = shipped();
    let mut play = begin(&library, &cast);
    for made in [
        start("示例市"),
        wait("1wd"),
        act(0, "deputy", "registered", "answer", &ANSWER),
        start("- [示例]: 市"),
        wait("30d"),
        act(0, "desk", "revisit", "satisfied", &[("revisit_note", "很好。")]),
    ] {
        play.make(made).unwrap();
    }
    let name = ("试一试：两件", "Tried: two of them");
    let own = book(&library, &cast, &play, name);
    let whole = |text: &str| {
        let mut findings = Findings::new();
        let others = library.documents().filter(|(id, _)| id.as_str() != "policies/complaint.test");
        let files = others
            .filter_map(|(id, document)| Some((id.path(), document.source.as_ref()?.text.to_string())))
            .chain([("policies/complaint.test.yaml".to_owned(), text.to_owned())]);
        let library = Library::read(files, &mut findings);
        let book = scenario::read(&library, "complaint", &mut findings);
        assert_eq!(crate::tests::said(findings), [""; 0], "{text}");
        scenario::run(&library, &book.unwrap())
    };
    let outcome = whole(&own);
    assert_eq!(outcome.stories.len(), 1);
    assert!(outcome.stories[0].1.is_none(), "{own}\n{:#?}", outcome.stories);
    let source = library.source(crate::document::DocumentKind::Scenarios, "complaint").unwrap();
    let more = added(&library, &cast, &play, name, &source.text).unwrap();
    assert!(more.starts_with(source.text.split("people:").next().unwrap()));
    let outcome = whole(&more);
    assert_eq!(outcome.stories.last().unwrap().0.en, "Tried: two of them");
    assert!(outcome.stories.iter().all(|(_, failure)| failure.is_none()));
    // Into a file that is none, nothing is put.
    assert_eq!(added(&library, &cast, &play, name, "policy: complaint\n"), None);
}

/// Whoever holds no post is played by a stand-in, who goes with the story.
#[test]
fn stand_ins_hold_what_nobody_holds() {
    let (library, cast) = shipped();
    assert!(cast.stand_ins.contains(&"certification_lead".to_owned()), "{:?}", cast.stand_ins);
    assert_eq!(cast.people["certification_lead"].posts, ["certification_lead"]);
    let empty = Cast::of(&library, "nothing");
    assert_eq!(empty.people.len(), empty.stand_ins.len());
    let now = Moment(0);
    assert!(Play::new(&library, "nothing", &cast, now).is_none());
    let none: Fields = Fields::new();
    assert!(Typed::of(&none).is_empty());
}
