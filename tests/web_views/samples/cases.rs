//! A case, its picture and what happened in it.

use std::path::Path;

use guicheng::web::views::*;
use guicheng_core::calendar::Sentence;
use guicheng_core::text::{Findings, Source};
use guicheng_core::{picture, policy};

use super::{Page, Sample, push, tasks};

pub fn add(s: Sample, pages: &mut Vec<Page>) {
    push(pages, "case", case(s));
    push(
        pages,
        "case_ended",
        CasePage {
            past: Default::default(),
            trace: "/trace/cases/1".to_owned(),
            status: Chip::new(Tone::Ok, s.say("已归档", "Filed")),
            tasks: vec![],
            timers: vec![],
            warning: s.say(
                "自动步骤失败：邮件地址已停用。已指派管理员处理。",
                "A step failed: the mail address is dead. The administrator has been asked to see to it.",
            ),
            ..case(s)
        },
    );
}

/// The complaint's chart as shipped, as a case stands in the middle of it.
pub fn picture(s: Sample) -> Picture {
    let policy = shipped("policies/complaint.yaml");
    let policy = policy::read(&policy, &mut Findings::new()).expect("the shipped policy is sound");
    let say = |sentence: &Sentence| guicheng::lang::sentence(s.lang, sentence);
    let options = |width, prefix| picture::Options {
        width: Some(width),
        fold: true,
        prefix,
        standing: picture::Standing {
            lit: [
                ("countersignature".to_owned(), picture::Far::Part { done: 2, open: 2 }),
                ("responsibility".to_owned(), picture::Far::Here),
            ]
            .into(),
            visited: ["registered", "approval", "handover"].map(str::to_owned).into(),
        },
        ..picture::Options::new(s.lang, &say, &|_| None)
    };
    let drawn = picture::picture(&policy, &options(640, "chart"));
    let standing = |path: (&str, &str), note: (&str, &str)| Standing {
        path: s.say(path.0, path.1),
        note: s.say(note.0, note.1),
    };
    Picture {
        line: picture::steps(&policy, &options(640, "chart")).into_iter().map(milestone).collect(),
        svg: Html(drawn.svg),
        standing: vec![
            standing(
                ("调查处理 › 对外 › 会签", "handling › external › countersign"),
                (
                    "今天 09:12 起，等仓储负责人、销售经理",
                    "since today 09:12, waits for head of warehouse, sales manager",
                ),
            ),
            standing(
                ("调查处理 › 对内 › 责任认定", "handling › internal › responsibility"),
                ("昨天 11:40 起，等产品质量委员会", "since yesterday 11:40, waits for the quality committee"),
            ),
        ],
        here: drawn.here,
        full: "/cases/1/picture.svg".into(),
    }
}

pub fn events(s: Sample) -> Vec<Event> {
    let mut events = vec![
        s.event(
            Tone::Info,
            ("等四方会签", "Waits for four signatures"),
            ("", ""),
            ("今天 09:12", "today 09:12"),
        ),
        s.event(
            Tone::Plain,
            ("客户同意处理意见", "The customer agrees"),
            ("萧经理 · 销售经理", "Xiao Jingli · sales manager"),
            ("今天 09:05", "today 09:05"),
        ),
        s.event(
            Tone::Late,
            ("催办：现场取证超期 2 小时", "Overdue: site visit 2 hours late"),
            ("", ""),
            ("昨天 18:00", "yesterday 18:00"),
        ),
        s.event(
            Tone::Plain,
            ("转交产品质量委员会，双方签收", "Handed to the quality committee, both sides signed"),
            ("柯主任 · 客户主任", "Ke Zhuren · chief of customer service"),
            ("昨天 11:40", "yesterday 11:40"),
        ),
        s.event(
            Tone::Plain,
            ("同意转交", "Hand-over approved"),
            ("高总 · 总经理", "Gao Zong · general manager"),
            ("昨天 11:05", "yesterday 11:05"),
        ),
        s.event(
            Tone::Plain,
            ("受理", "Taken in"),
            ("柯主任 · 投诉受理岗", "Ke Zhuren · complaint desk"),
            ("昨天 10:20", "yesterday 10:20"),
        ),
    ];
    events[1].opinion = s.say(
        "客户接受更换门封，请尽快安排，最好赶在 12 月 1 日之前。",
        "The customer accepts new seals; please arrange it soon, if possible before 1 December.",
    );
    events[3].note =
        s.say("签名：交接 · 依据：顾客投诉处理 A/0", "Signature: hand-over · under: Customer complaint A/0");
    events
}

fn case(s: Sample) -> CasePage {
    let task = |title: (&str, &str),
                holders: &[(&str, &str)],
                chip: (Tone, &str, &str),
                why: (&str, &str)| OpenTask {
        title: s.say(title.0, title.1),
        href: "/tasks/1".into(),
        holders: holders.iter().map(|(zh, en)| s.say(zh, en)).collect(),
        chip: Some(Chip::new(chip.0, s.say(chip.1, chip.2))),
        why: s.say(why.0, why.1),
    };
    let revision = |zh: &str, en: &str, hash: &str| Revision {
        label: s.say(zh, en),
        hash: hash.into(),
        href: "/documents/1".into(),
    };
    CasePage {
        past: Default::default(),
        trace: "/trace/cases/1".to_owned(),
        frame: s.frame(Here::Cases),
        number: "261123046".into(),
        policy: s.say("顾客投诉处理", "Customer complaint"),
        summary: s
            .say("样品客户 · 智能蒸柜 ZK-6 · 产品质量", "Sample Customer · steamer ZK-6 · product quality"),
        status: Chip::new(Tone::Info, s.say("在办", "Running")),
        started: s.say(
            "11 月 23 日（周一）10:20 由柯主任（投诉受理岗）发起",
            "Started Mon 23 Nov 10:20 by Ke Zhuren (complaint desk)",
        ),
        parent: Link::default(),
        called: vec![CalledCase {
            link: Link {
                text: s.say("ZG-0412 · 整改", "ZG-0412 · Rectification"), href: "/cases/2".into()
            },
            status: Chip::new(Tone::Info, s.say("在办", "Running")),
        }],
        revisions: vec![
            revision("顾客投诉处理 A/0", "Customer complaint A/0", "3fa9c1d2"),
            revision("投诉登记表 A/0", "Complaint form A/0", "81be02aa"),
            revision("日历 A/0", "Calendar A/0", "c40d9917"),
        ],
        warning: String::new(),
        locks: vec![s.say(
            "“年度盘点”正在排队等候，前面还有 2 个，现由 PD2026003 占用",
            "“Yearly stock-take” waits in line: 2 before it, now it is the turn of PD2026003",
        )],
        facts: tasks::facts(s),
        picture: Some(picture(s)),
        signatures: Grid::default(),
        tasks: vec![
            task(
                ("会签产品质量备忘单", "Countersign the quality memo"),
                &[
                    ("王师傅 · 仓储负责人", "Wang Shifu · head of warehouse"),
                    ("萧经理 · 销售经理", "Xiao Jingli · sales manager"),
                ],
                (Tone::Soon, "还剩 1 天 4 小时", "1 day 4 hours left"),
                ("第 2 个工作日：11 月 23 日 → 11 月 25 日", "2nd working day: 23 Nov → 25 Nov"),
            ),
            task(
                ("认定事故责任", "Decide who is responsible"),
                &[("产品质量委员会", "Quality committee")],
                (Tone::Plain, "11 月 26 日（周四）", "Thu 26 Nov"),
                ("第 3 个工作日：11 月 23 日 → 11 月 26 日", "3rd working day: 23 Nov → 26 Nov"),
            ),
        ],
        timers: vec![Timer {
            what: s.say("超期后每天提议扣 50 元", "Proposes CNY 50 for each day overdue"),
            when: s.say("11 月 26 日（周四）18:00", "Thu 26 Nov 18:00"),
            why: s.say(
                "期限 11 月 25 日 18:00 后 1 天，条文 8.14-4.5",
                "1 d after the deadline 25 Nov 18:00, clause 8.14-4.5",
            ),
            case: Link::default(),
        }],
        events: events(s),
        mails: Grid {
            caption: s.say("往来邮件", "Mails"),
            columns: vec![
                Column { title: s.say("主题", "Subject"), number: false },
                Column { title: s.say("收件人", "To"), number: false },
                Column { title: s.say("时间", "When"), number: false },
                Column { title: s.say("状态", "Status"), number: false },
            ],
            rows: vec![
                GridRow {
                    cells: vec![
                        Cell::link(
                            s.say("【待办】会签产品质量备忘单", "[To do] Countersign the quality memo"),
                            "/outbox/1",
                        ),
                        Cell::text(s.say("王师傅", "Wang Shifu")),
                        Cell::text(s.say("今天 09:12", "today 09:12")),
                        Cell::chip(Tone::Plain, s.say("只存不发", "Kept here only")),
                    ],
                },
                GridRow {
                    cells: vec![
                        Cell::link(s.say("【超期】现场取证", "[Overdue] Site visit"), "/outbox/2"),
                        Cell::text(s.say("萧经理", "Xiao Jingli")),
                        Cell::text(s.say("昨天 18:00", "yesterday 18:00")),
                        Cell::chip(Tone::Ok, s.say("已发出", "Sent")),
                    ],
                },
            ],
            empty: String::new(),
            compact: true,
        },
    }
}

fn shipped(path: &str) -> Source {
    let bytes =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("shipped with the product");
    Source::from_bytes(path, &bytes, &mut Findings::new()).expect("UTF-8")
}

fn milestone(step: picture::Milestone) -> Milestone {
    let tone = match step.when {
        picture::When::Done => Tone::Ok,
        picture::When::Now => Tone::Info,
        picture::When::Passed => Tone::Soon,
        picture::When::Later => Tone::Plain,
    };
    Milestone { title: step.title, tone }
}
