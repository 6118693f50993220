//! Every kind of mail in both languages: what it must carry, and what it must not.

use guicheng_core::calendar::{Calendar, Period, Rounding};
use guicheng_core::text::{Findings, Source};
use jiff::civil::date;
use mail_parser::decoders::html::html_to_text;

use super::*;

fn both(zh: &str, en: &str) -> Bilingual {
    Bilingual::new(zh, en)
}

fn deadline() -> Deadline {
    let mut findings = Findings::new();
    let bytes = include_bytes!("../../policies/calendar.yaml");
    let source = Source::from_bytes("policies/calendar.yaml", bytes, &mut findings).unwrap();
    let calendar = Calendar::read(&source, &mut findings).unwrap();
    let due = calendar.due(date(2026, 11, 23), Period::Days(15), Rounding::CloseOfDay).unwrap();
    Deadline::of(&due, "A/0")
}

fn facts() -> Facts {
    Facts {
        title: both("回访顾客", "Revisit the customer"),
        policy: both("顾客投诉处理", "Handling complaints"),
        case: "202611001".to_owned(),
        summary: both("产品质量，柜门 <变形>", "Product quality: cabinet door <warped>"),
        to: Addressee::Post(both("客户主任", "Customer Service Supervisor")),
        deadline: Some(deadline()),
        clause: Some(Clause {
            id: "8.14-4.2.7".to_owned(),
            text: both(
                "答复后 15 天内进行回访。",
                "Fifteen days after the reply at the latest, the customer is revisited.",
            ),
        }),
        choices: vec![both("满意", "Satisfied"), both("不满意", "Not satisfied")],
        waits: both("等着的任务", "The task that waits"),
        holder: both("售后经理", "After-sales Manager"),
        days_late: 2,
        penalty: Some(Penalty { amount: Decimal::from(50), clause: "8.14-4.5.2".to_owned() }),
        text: Some(Text {
            subject: "Our letter 202611001".to_owned(),
            body: "Dear customer,\n\nthe door\nis replaced.".to_owned(),
        }),
        link: true,
    }
}

/// A text without its line ends, so that breaking lines does not hide words.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const CARRIED: &[(Lang, &[&str])] = &[
    (
        Lang::Zh,
        &[
            "顾客投诉处理 202611001",
            "柜门 <变形>",
            "2026 年 12 月 8 日（周二）18:00 前",
            "自 2026 年 11 月 23 日起 15 天 = 2026 年 12 月 8 日",
            "8.14-4.2.7",
            "答复后 15 天内进行回访。",
            "50 元（8.14-4.5.2）",
            "因为您担任客户主任",
            LINK_PLACEHOLDER,
        ],
    ),
    (
        Lang::En,
        &[
            "Handling complaints 202611001",
            "cabinet door <warped>",
            "Tue 8 Dec 2026, 18:00",
            "15 d from 23 Nov 2026 = 8 Dec 2026",
            "8.14-4.2.7",
            "Fifteen days after the reply at the latest, the customer is revisited.",
            "CNY 50 (8.14-4.5.2)",
            "you hold the post: Customer Service Supervisor",
            LINK_PLACEHOLDER,
        ],
    ),
];

/// What only this kind says: kind, Chinese subject, lead; English subject, lead.
const OWN: &[(MailKind, [&str; 2], [&str; 2])] = &[
    (
        MailKind::Reading,
        ["先学后办：回访顾客 · 202611001", "您担任的岗位有任务在等"],
        ["Read first: Revisit the customer · 202611001", "A task waits for your post"],
    ),
    (
        MailKind::Unread,
        [
            "无人可办：回访顾客 还没有人阅读 · 202611001",
            "这项任务由售后经理办理，但该岗位没有一个人读过流程的新版本",
        ],
        [
            "Nobody can take it: Revisit the customer has not been read · 202611001",
            "This task is After-sales Manager's, but nobody in that post has read",
        ],
    ),
    (
        MailKind::Task,
        ["回访顾客 · 202611001", "等您办理"],
        ["Revisit the customer · 202611001", "waiting for you"],
    ),
    (
        MailKind::Reminder,
        ["快到期：回访顾客 · 202611001", "快到期了"],
        ["Due soon: Revisit the customer · 202611001", "deadline is near"],
    ),
    (
        MailKind::Overdue,
        ["已超期 2 天：回访顾客 · 202611001", "已超期 2 天，请马上办理"],
        ["2 days overdue: Revisit the customer · 202611001", "2 days overdue. Please do it now"],
    ),
    (
        MailKind::Escalation,
        ["上报：已超期 2 天，回访顾客 · 202611001", "由售后经理办理，已超期 2 天，按制度上报给您"],
        [
            "Brought before you: 2 days overdue, Revisit the customer · 202611001",
            "It is with: After-sales Manager. The procedure brings it before you",
        ],
    ),
    (
        MailKind::Cc,
        ["抄送：回访顾客 · 202611001", "不需要您办理"],
        ["Copy: Revisit the customer · 202611001", "nothing for you to do"],
    ),
    (
        MailKind::Moved,
        ["期限变动：回访顾客 · 202611001", "按下面的新期限办理"],
        ["Deadline moved: Revisit the customer · 202611001", "keep the new deadline below"],
    ),
    (
        MailKind::Text,
        ["Our letter 202611001", "the door is replaced."],
        ["Our letter 202611001", "the door is replaced."],
    ),
    (
        MailKind::Account,
        ["Our letter 202611001", "the door is replaced."],
        ["Our letter 202611001", "the door is replaced."],
    ),
];

#[test]
fn every_kind_carries_what_a_person_needs_in_both_parts() {
    assert_eq!(OWN.len(), MailKind::ALL.len());
    for (kind, zh, en) in OWN {
        for (lang, carried) in CARRIED {
            let [subject, lead] = if *lang == Lang::Zh { zh } else { en };
            let mail = compose(*kind, *lang, &facts());
            assert_eq!(mail.subject, *subject);
            let parts = [flat(&mail.plain), flat(&html_to_text(&mail.html))];
            for part in &parts {
                let asked = facts().title;
                let title = if matches!(kind, MailKind::Text | MailKind::Account) {
                    "Our letter"
                } else {
                    asked.get(*lang)
                };
                for piece in carried.iter().chain([lead, &title]) {
                    assert!(part.contains(piece), "{kind:?} {lang:?} lacks {piece}:\n{part}");
                }
            }
            let acts =
                matches!(kind, MailKind::Task | MailKind::Reminder | MailKind::Overdue | MailKind::Moved);
            let choices = if *lang == Lang::Zh {
                "可选：满意 / 不满意"
            } else {
                "Choices: Satisfied / Not satisfied"
            };
            assert_eq!(parts[0].contains(choices), acts, "{kind:?}");
            assert!(mail.html.contains(&format!("href=\"{LINK_PLACEHOLDER}\"")));
            assert!(mail.html.contains(&format!("<html lang=\"{}\">", lang.tag())));
            if *lang == Lang::En {
                let strangers: Vec<char> = mail.html.chars().filter(|c| *c >= '\u{2e80}').collect();
                assert!(strangers.is_empty(), "{kind:?}: {strangers:?}");
            }
        }
    }
}

#[test]
fn latin_lines_are_short() {
    for kind in MailKind::ALL {
        let mail = compose(kind, Lang::En, &facts());
        for line in mail.plain.lines() {
            assert!(line.chars().count() <= 76, "{kind:?}: {line}");
        }
    }
}

#[test]
fn what_is_not_known_is_left_out() {
    let bare = Facts { title: both("审核计划", "Review the plan"), ..Facts::default() };
    let mail = compose(MailKind::Task, Lang::Zh, &bare);
    assert_eq!(mail.subject, "审核计划");
    assert_eq!(
        mail.plain,
        "审核计划\n\n有一项任务等您办理。\n\n-- \n这封信由规程系统自动发出，请不要直接回复。\n"
    );
    assert!(!mail.html.contains("href"), "{}", mail.html);
    let mail = compose(MailKind::Escalation, Lang::En, &bare);
    assert!(mail.plain.contains("The deadline of this task is over. The procedure brings"), "{}", mail.plain);
}

#[test]
fn people_outside_get_the_controlled_text_and_the_number() {
    let facts = Facts { to: Addressee::Outside, link: false, ..facts() };
    let mail = compose(MailKind::Text, Lang::En, &facts);
    assert_eq!(
        mail.plain,
        "Our letter 202611001\n\nDear customer,\n\nthe door\nis replaced.\n\nCase: 202611001\n"
    );
    for inside in ["8.14", "Product quality", "CNY", "Handling", "href"] {
        assert!(!mail.html.contains(inside), "{inside}");
    }
}

#[test]
fn delegates_learn_whose_delegate_they_are() {
    let delegate = Addressee::Delegate(both("总经理", "General Manager"));
    let facts = Facts { to: delegate, ..facts() };
    for (lang, line) in [
        (Lang::Zh, "您收到这封信，是因为您是总经理的代理人。"),
        (Lang::En, "You get this mail because you are the delegate of: General Manager."),
    ] {
        assert!(compose(MailKind::Task, lang, &facts).plain.contains(line));
    }
}

#[test]
fn nothing_in_the_facts_becomes_markup_or_a_header() {
    let evil = "a\r\nBcc: x@example.com\u{0} <script>\"'&";
    let facts = Facts {
        title: both(evil, evil),
        case: evil.to_owned(),
        clause: Some(Clause { id: evil.to_owned(), text: both(evil, evil) }),
        text: Some(Text { subject: evil.to_owned(), body: evil.to_owned() }),
        ..facts()
    };
    for kind in MailKind::ALL {
        let mail = compose(kind, Lang::Zh, &facts);
        assert!(!mail.subject.contains(|c: char| c.is_control()), "{kind:?}");
        assert!(!mail.html.contains("<script"), "{kind:?}");
        assert!(!mail.html.contains("\"'&"), "{kind:?}");
    }
}

#[test]
fn the_address_is_filled_in_everywhere_and_stays_in_its_attribute() {
    let mail = compose(MailKind::Task, Lang::Zh, &facts());
    let url = "https://example.com/l/abc";
    for part in [&mail.plain, &mail.html] {
        let filled = fill(part, url);
        assert!(filled.contains(url) && !filled.contains("{{"), "{filled}");
    }
    assert_eq!(
        fill("href=\"{{link}}\"", "https://example.com/\"><b>"),
        "href=\"https://example.com/%22%3E%3Cb%3E\""
    );
}

#[test]
fn kinds_have_words() {
    for kind in MailKind::ALL {
        assert_eq!(MailKind::from_word(kind.word()), Some(kind));
    }
    assert_eq!(MailKind::from_word("letter"), None);
}
