//! Registers, people, the clock.

use guicheng::web::views::*;

use super::{Page, Sample, push};

pub fn add(s: Sample, pages: &mut Vec<Page>) {
    push(pages, "registers", registers(s));
    push(pages, "register", register(s));
    push(pages, "register_row", row(s));
    push(pages, "penalties", penalties(s));
    push(pages, "people", people(s));
    push(pages, "absence", absence(s));
    push(pages, "clock", clock(s, false));
    push(pages, "clock_moved", clock(s, true));
}

pub fn columns(s: Sample, titles: &[(&str, &str, bool)]) -> Vec<Column> {
    titles.iter().map(|(zh, en, number)| Column { title: s.say(zh, en), number: *number }).collect()
}

fn registers(s: Sample) -> RegistersPage {
    let card = |title: (&str, &str), count: (&str, &str), note: (&str, &str)| RegisterCard {
        title: s.say(title.0, title.1),
        href: "/registers/customer".into(),
        count: s.say(count.0, count.1),
        note: s.say(note.0, note.1),
    };
    RegistersPage {
        frame: s.frame(Here::Registers),
        registers: vec![
            card(("顾客", "Customers"), ("128 行", "128 rows"), ("制度 8.14", "Clause 8.14")),
            card(("服务网点", "Outlets"), ("12 行", "12 rows"), ("制度 5", "Clause 5")),
            card(("产品批次", "Product batches"), ("46 行", "46 rows"), ("制度 8.15-4.1", "Clause 8.15-4.1")),
            card(
                ("发货记录", "Shipments"),
                ("391 行", "391 rows"),
                ("批次发到了哪些收货单位", "Which consignees received a batch"),
            ),
            card(
                ("奖惩提议", "Penalties and rewards proposed"),
                ("3 件待批", "3 wait for approval"),
                ("制度 8.14-4.5", "Clause 8.14-4.5"),
            ),
        ],
    }
}

fn register(s: Sample) -> RegisterPage {
    let row = |key: &str, product: (&str, &str), made: &str, sold: &str, stock: &str, status: Cell| GridRow {
        cells: vec![
            Cell::link(key, "/registers/batch/1").with_note(s.say(product.0, product.1)),
            Cell::text(made),
            Cell::text(sold),
            Cell::text(stock),
            status,
        ],
    };
    RegisterPage {
        frame: s.frame(Here::Registers),
        title: s.say("产品批次", "Product batches"),
        note: s.say("每一批的去向，召回时从这里追溯。", "Where each batch went; a recall traces from here."),
        query: String::new(),
        keep: vec![],
        grid: Grid {
            caption: s.say("产品批次", "Product batches"),
            columns: columns(
                s,
                &[
                    ("批次", "Batch", false),
                    ("生产日期", "Made on", false),
                    ("已售", "Sold", true),
                    ("库存", "In stock", true),
                    ("状态", "Status", false),
                ],
            ),
            rows: vec![
                row(
                    "2026-10-03-ZK6",
                    ("智能蒸柜 ZK-6", "Steamer ZK-6"),
                    "2026-10-03",
                    "1,204",
                    "36",
                    Cell::chip(Tone::Late, s.say("召回中", "Being recalled")),
                ),
                row(
                    "2026-10-17-ZK6",
                    ("智能蒸柜 ZK-6", "Steamer ZK-6"),
                    "2026-10-17",
                    "880",
                    "420",
                    Cell::text(""),
                ),
                row(
                    "2026-09-12-KN2",
                    ("刀具 KN-2", "Knives KN-2"),
                    "2026-09-12",
                    "5,310",
                    "0",
                    Cell::text(""),
                ),
            ],
            empty: String::new(),
            compact: false,
        },
        pager: Pager { from: 26, to: 28, of: 46, previous: "?page=1".into(), next: "?page=3".into() },
    }
}

fn row(s: Sample) -> RegisterRowPage {
    let fact =
        |zh: &str, en: &str, value: &str| Fact { label: s.say(zh, en), value: value.into(), wide: false };
    RegisterRowPage {
        frame: s.frame(Here::Registers),
        register: s.link("产品批次", "Product batches", "/registers/batch"),
        title: s.say("智能蒸柜 ZK-6，2026-10-03 批", "Steamer ZK-6, batch of 2026-10-03"),
        key: "2026-10-03-ZK6".into(),
        facts: vec![FactGroup {
            title: s.say("基本情况", "Basics"),
            open: true,
            facts: vec![
                fact("型号", "Model", "ZK-6"),
                fact("生产日期", "Made on", "2026-10-03"),
                fact("数量", "Made", "1,240"),
                fact("已售", "Sold", "1,204"),
            ],
        }],
        related: vec![Grid {
            caption: s.say("发往", "Shipped to"),
            columns: columns(
                s,
                &[
                    ("收货单位", "Consignee", false),
                    ("发货日期", "Shipped on", false),
                    ("数量", "Count", true),
                ],
            ),
            rows: (1..=3)
                .map(|n| GridRow {
                    cells: vec![
                        Cell::link(
                            s.say(&format!("示例收货单位 {n}"), &format!("Example Consignee {n}")),
                            "/registers/consignee/1",
                        ),
                        Cell::text("2026-10-09"),
                        Cell::text((n * 40).to_string()),
                    ],
                })
                .collect(),
            empty: String::new(),
            compact: false,
        }],
        events: vec![s.event(
            Tone::Plain,
            ("库存 40 → 36", "In stock 40 → 36"),
            ("王师傅 · 仓储负责人", "Wang Shifu · head of warehouse"),
            ("昨天 16:02", "yesterday 16:02"),
        )],
    }
}

fn penalties(s: Sample) -> PenaltiesPage {
    let clause = Clause {
        id: "8.14-4.5".into(),
        text: s.say(
            "投诉处理每拖延一天，责任人罚款 50 元。",
            "For each day a complaint is delayed, whoever held it pays 50 yuan.",
        ),
        href: "/documents/8.14#8.14-4.5".into(),
    };
    PenaltiesPage {
        frame: s.frame(Here::Registers),
        tabs: vec![
            s.tab("待批", "Proposed", 2, true),
            s.tab("已批准", "Approved", 0, false),
            s.tab("已撤销", "Withdrawn", 0, false),
        ],
        rows: vec![Penalty {
            amount: s.say("100 元", "CNY 100"),
            who: s.say("舒经理（售后经理）", "Shu Jingli (after-sales manager)"),
            reason: s.say("给出服务质量投诉处理意见超期。", "The opinion on a service complaint is overdue."),
            how: s.say("超期 2 天 × 50 元/天 = 100 元", "2 days overdue × CNY 50 a day = CNY 100"),
            clause: Some(clause),
            case: Link { text: "261119044".into(), href: "/cases/2".into() },
            when: s.say("今天 09:00 提议", "proposed today 09:00"),
            status: Chip::new(Tone::Soon, s.say("待批", "Proposed")),
            buttons: vec![
                PostButton {
                    label: s.say("批准", "Approve"),
                    action: "/penalties/1/approve".into(),
                    main: true,
                },
                PostButton {
                    label: s.say("不批准", "Decline"),
                    action: "/penalties/1/decline".into(),
                    main: false,
                },
            ],
        }],
        empty: String::new(),
        pager: Pager { from: 1, to: 1, of: 1, ..Pager::default() },
    }
}

fn people(s: Sample) -> PeoplePage {
    let holder = |name: (&str, &str), since: (&str, &str), chip: Option<Chip>| Holder {
        name: s.say(name.0, name.1),
        since: s.say(since.0, since.1),
        chip,
        trace: String::new(),
    };
    let post = |title: (&str, &str), clause: &str, holders: Vec<Holder>| Post {
        title: s.say(title.0, title.1),
        clause: Link {
            text: if clause.is_empty() {
                String::new()
            } else {
                s.say(&format!("职责 {clause}"), &format!("Duties {clause}"))
            },
            href: "/documents/7".into(),
        },
        holders,
        powers: vec![s.link(
            "发起：顾客投诉处理",
            "starts: Customer complaint",
            "/documents/policies/complaint",
        )],
    };
    let since = ("2026 年 1 月 1 日起", "since 1 Jan 2026");
    PeoplePage {
        past: Default::default(),
        frame: s.frame(Here::People),
        note: s.say("依据：组织 A/0，截至今天。", "According to Organisation A/0, as of today."),
        accounts_href: "/accounts".into(),
        absence_href: "/people/absence".into(),
        absences: vec![Absence {
            who: s.say("柯主任", "Ke Zhuren"),
            when: s.say("11 月 24 日（周二）至 11 月 27 日（周五）", "Tue 24 Nov to Fri 27 Nov"),
            delegates: vec![
                s.say("客户主任由王师傅代理", "Wang Shifu stands in as chief of customer service"),
                s.say("投诉受理岗由陈师傅代理", "Chen Shifu stands in at the complaint desk"),
            ],
            end_action: "/people/absence/1/end".into(),
        }],
        units: vec![
            Unit {
                title: s.say("总经理室", "Management"),
                posts: vec![
                    post(
                        ("总经理", "General manager"),
                        "7.1",
                        vec![holder(("高总", "Gao Zong"), since, None)],
                    ),
                    post(
                        ("认证负责人", "Certification lead"),
                        "7.2",
                        vec![holder(("程老师", "Cheng Laoshi"), since, None)],
                    ),
                ],
            },
            Unit {
                title: s.say("售后服务部", "After-sales department"),
                posts: vec![
                    post(
                        ("客户主任", "Chief of customer service"),
                        "7.8",
                        vec![
                            holder(
                                ("柯主任", "Ke Zhuren"),
                                since,
                                Some(Chip::new(Tone::Soon, s.say("不在岗", "away"))),
                            ),
                            holder(
                                ("王师傅", "Wang Shifu"),
                                ("11 月 24 日至 11 月 27 日", "24 Nov to 27 Nov"),
                                Some(Chip::new(Tone::Info, s.say("代理", "delegate"))),
                            ),
                        ],
                    ),
                    post(("投诉调解员", "Complaint mediator"), "4.2", vec![]),
                    post(
                        ("售后经理", "After-sales manager"),
                        "7.6",
                        vec![holder(("舒经理", "Shu Jingli"), since, None)],
                    ),
                ],
            },
        ],
    }
}

fn absence(s: Sample) -> AbsencePage {
    let person = |value: &str, zh: &str, en: &str| Opt {
        value: value.into(),
        label: s.say(zh, en),
        note: String::new(),
        chosen: false,
    };
    let options = || vec![person("store", "王师傅", "Wang Shifu"), person("chen", "陈师傅", "Chen Shifu")];
    let field = |name: &str, label: String, required: bool, control: Control| Field {
        name: format!("f.{name}"),
        label,
        required,
        control,
        ..Field::default()
    };
    let fields = vec![
        field(
            "from",
            s.say("从哪天起", "First day away"),
            true,
            Control::Date { value: "2026-11-24".into() },
        ),
        field("to", s.say("到哪天止", "Last day away"), true, Control::Date { value: String::new() }),
        field("why", s.say("原因", "Reason"), false, Control::Line { value: String::new() }),
    ];
    let delegates = vec![
        Field {
            hint: s.say(
                "制度 8.14-4.2.2 要求：客户主任不在时必须有代理人。",
                "Clause 8.14-4.2.2: the chief must have a delegate while away.",
            ),
            error: s.say("请为这个岗位指定代理人。", "Name a delegate for this post."),
            ..field(
                "delegate.chief",
                s.say("客户主任的代理人", "Delegate as chief of customer service"),
                true,
                Control::Pick { value: String::new(), options: options() },
            )
        },
        field(
            "delegate.desk",
            s.say("投诉受理岗的代理人", "Delegate at the complaint desk"),
            false,
            Control::Pick { value: String::new(), options: options() },
        ),
    ];
    let section =
        |id: &str, title: String, fields| Section { id: id.into(), title, note: String::new(), fields };
    let answers = vec![Answer {
        choice: Choice {
            id: "state".into(),
            label: s.say("登记", "Record it"),
            kind: ChoiceKind::Do,
            ..Choice::default()
        },
        opinion: Opinion::None,
        sections: vec![
            section("when", s.say("什么时候", "When"), fields),
            section("who", s.say("谁来代理", "Who stands in"), delegates),
        ],
    }];
    AbsencePage {
        frame: s.frame(Here::People),
        act: arrange(s.lang, "/people/absence".into(), answers, &Typed::default()),
    }
}

fn clock(s: Sample, moved: bool) -> ClockPage {
    let timer = |what: (&str, &str), when: (&str, &str), why: (&str, &str)| Timer {
        what: s.say(what.0, what.1),
        when: s.say(when.0, when.1),
        why: s.say(why.0, why.1),
        case: Link { text: "261123046".into(), href: "/cases/1".into() },
    };
    ClockPage {
        frame: s.frame(Here::Clock),
        now: s.say("2026 年 11 月 24 日（周二）13:50", "Tue 24 Nov 2026 13:50"),
        day: s.say("工作日", "A working day"),
        timers: vec![
            timer(
                ("提醒：会签产品质量备忘单", "Reminder: countersign the memo"),
                ("今天 14:00", "today 14:00"),
                ("期限前 4 小时", "4 h before the deadline"),
            ),
            timer(
                ("开启回访", "Opens the revisit"),
                ("12 月 8 日（周二）18:00", "Tue 8 Dec 18:00"),
                ("11 月 23 日答复后 15 天 = 12 月 8 日，日历 A/0", "15 d from 23 Nov = 8 Dec, calendar A/0"),
            ),
        ],
        typed: if moved { String::new() } else { "2 weeks".into() },
        error: if moved {
            String::new()
        } else {
            s.say("看不懂“2 weeks”，请写成 14d。", "Can't read “2 weeks”; write 14d.")
        },
        moved: if moved {
            s.say(
                "从 11 月 23 日 09:00 走到 11 月 24 日 13:50，途中发生了 2 件事",
                "Moved from 23 Nov 09:00 to 24 Nov 13:50; 2 things happened",
            )
        } else {
            String::new()
        },
        fired: if moved {
            vec![
                s.event(
                    Tone::Plain,
                    ("超期提议：扣 50 元", "Proposed for delay: CNY 50"),
                    ("261119044", "261119044"),
                    ("今天 09:00", "today 09:00"),
                ),
                s.event(
                    Tone::Plain,
                    ("提醒：现场取证", "Reminder: site visit"),
                    ("261123046", "261123046"),
                    ("昨天 14:00", "yesterday 14:00"),
                ),
            ]
        } else {
            vec![]
        },
    }
}
