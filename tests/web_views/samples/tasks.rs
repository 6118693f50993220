//! The task page in its states, starting a case, and a form with every kind of field.

use guicheng::web::views::*;

use super::{Page, Sample, push};

pub fn add(s: Sample, pages: &mut Vec<Page>) {
    let task = task(s);
    push(pages, "task", task.clone());
    push(pages, "task_link", TaskPage {
        frame: s.bare(),
        link_for: s.say(
            "这个链接发给王师傅（仓储负责人），只用于办理这一项任务。请不要转发。",
            "This link was sent to Wang Shifu (Head of warehouse) for this one task. Please do not pass it on.",
        ),
        case: Link { text: "261123046".into(), href: String::new() },
        ..task.clone()
    });
    push(pages, "task_closed", TaskPage {
        act: None,
        deadline: None,
        closed: Some(Closed {
            text: s.say("李主任（客户主任）于今天 13:49 办理，选择了“同意并会签”。", "Li Zhuren (chief of customer service) answered it today at 13:49 and chose “Agree and countersign”."),
            next: s.link("看这个案件", "See the case", "/cases/1"),
        }),
        ..task.clone()
    });
    push(pages, "task_choices", choices(s, task.clone(), Typed::default(), false));
    let typed = Typed {
        choice: "forward".into(),
        opinion: s.say("请售后先与顾客联系", "Please call the customer first"),
        opinion_error: String::new(),
    };
    push(pages, "task_wrong", choices(s, task, typed, true));
    push(pages, "start_form", start_form(s, false));
    push(pages, "start_form_wrong", start_form(s, true));
}

fn field(name: &str, label: String, required: bool, control: Control) -> Field {
    Field { name: format!("f.{name}"), label, required, control, ..Field::default() }
}

fn opt(value: &str, label: String, chosen: bool) -> Opt {
    Opt { value: value.into(), label, note: String::new(), chosen }
}

fn choice(id: &str, label: String, kind: ChoiceKind) -> Choice {
    Choice { id: id.into(), label, kind, ..Choice::default() }
}

fn task(s: Sample) -> TaskPage {
    let fields = vec![
        field(
            "freight",
            s.say("运输费用", "Freight"),
            true,
            Control::Decimal { value: "120.00".into(), unit: s.say("元", "CNY") },
        ),
        Field {
            hint: s.say(
                "工作日；距备忘单承诺还有 2 天余量。",
                "A working day; 2 days before what the memo promises.",
            ),
            ..field(
                "deliver_on",
                s.say("交货日期", "Delivery date"),
                true,
                Control::Date { value: "2026-11-30".into() },
            )
        },
    ];
    let answers = vec![
        Answer {
            choice: Choice {
                meaning: s.say(
                    "签名表示：本人已核对责任认定、费用和交货期，同意按此处理。",
                    "Your signature means: I have checked responsibility, cost and delivery, and agree.",
                ),
                ..choice("agree", s.say("同意并会签", "Agree and countersign"), ChoiceKind::Sign)
            },
            opinion: Opinion::Optional,
            sections: vec![Section {
                id: "delivery".into(),
                title: s.say("运输与交货", "Freight and delivery"),
                note: String::new(),
                fields,
            }],
        },
        Answer {
            choice: choice("refuse", s.say("退回委员会再议", "Return to the committee"), ChoiceKind::Plain),
            opinion: Opinion::Required,
            sections: vec![],
        },
    ];
    let mut act = arrange(s.lang, "/tasks/1".into(), answers, &Typed::default());
    act.hidden = vec![("revision".into(), "7".into())];
    TaskPage {
        frame: s.frame(Here::Todo),
        case: Link { text: "261123046".into(), href: "/cases/1".into() },
        policy: s.say("顾客投诉处理", "Customer complaint"),
        title: s.say("会签产品质量备忘单", "Countersign the product quality memo"),
        deadline: Some(Deadline {
            chip: Chip::new(Tone::Soon, s.say("还剩 1 天 4 小时", "1 day 4 hours left")),
            by: s.say("11 月 25 日（周三）18:00 前", "by Wed 25 Nov 18:00"),
            why: s.say("接到投诉后第 2 个工作日内：11 月 23 日（周一）受理 → 11 月 25 日（周三）。", "By the 2nd working day after receipt: received Mon 23 Nov → Wed 25 Nov."),
            calendar: s.link("日历 A/0", "Calendar A/0", "/documents/calendar"),
        }),
        clause: Some(Clause {
            id: "8.14-4.2.3.3".into(),
            text: s.say("委员会就责任认定、返修费用和交货期达成一致，由四方会签；客户有异议的，退回委员会再议。", "When the committee agrees on responsibility, cost of repair and delivery date, all four countersign; if the customer objects, it goes back to the committee."),
            href: "/documents/8.14#8.14-4.2.3.3".into(),
        }),
        summary: s.say("样品客户 · 智能蒸柜 ZK-6，两台门封漏汽，现场照片 4 张。", "Sample Customer · steamer ZK-6, door seals of two units leak; 4 photographs from the site."),
        facts: facts(s),
        act: Some(act),
        progress: Some(progress(s)),
        picture: Some(super::cases::picture(s)),
        events: super::cases::events(s),
        ..TaskPage::default()
    }
}

pub fn facts(s: Sample) -> Vec<FactGroup> {
    let fact = |label: (&str, &str), value: (&str, &str), wide: bool| Fact {
        label: s.say(label.0, label.1),
        value: s.say(value.0, value.1),
        wide,
    };
    vec![
        FactGroup {
            title: s.say("备忘单", "Memo"),
            open: true,
            facts: vec![
                fact(("责任认定", "Responsibility"), ("工厂责任", "Factory"), false),
                fact(("返修费用", "Cost of repair"), ("860 元", "CNY 860"), false),
                fact(("现场取证", "Visited"), ("11 月 23 日（周一）16:20", "Mon 23 Nov 16:20"), false),
                fact(
                    ("情况", "What was found"),
                    (
                        "两台蒸柜使用三个月后门封老化，蒸汽从右下角泄漏。\n顾客要求更换门封，并希望在 12 月 1 日前恢复使用。",
                        "After three months the door seals of two steamers have aged; steam escapes at the lower right.\nThe customer asks for new seals and wants them back in use before 1 December.",
                    ),
                    true,
                ),
            ],
        },
        FactGroup {
            title: s.say("受理", "Intake"),
            open: false,
            facts: vec![
                fact(("分类", "Class"), ("产品质量", "Product quality"), false),
                fact(("等级", "Grade"), ("严重", "Serious"), false),
                fact(("渠道", "Channel"), ("电话", "Telephone"), false),
            ],
        },
    ]
}

fn progress(s: Sample) -> Progress {
    let signer = |who: (&str, &str), tone: Tone, note: (&str, &str)| Signer {
        who: s.say(who.0, who.1),
        tone,
        note: s.say(note.0, note.1),
    };
    Progress {
        title: s.say("会签 2/4", "Countersigned 2 of 4"),
        rule: s.say("四方全部同意才算通过。", "All four must agree."),
        signers: vec![
            signer(
                ("总经理 · 高总", "General manager · Gao Zong"),
                Tone::Ok,
                ("11 月 24 日 09:12 同意", "agreed 24 Nov 09:12"),
            ),
            signer(
                ("售后经理 · 舒经理", "After-sales manager · Shu Jingli"),
                Tone::Ok,
                ("11 月 24 日 10:40 同意", "agreed 24 Nov 10:40"),
            ),
            signer(("仓储负责人 · 您", "Head of warehouse · you"), Tone::Plain, ("还没有", "not yet")),
            signer(("销售经理 · 萧经理", "Sales manager · Xiao Jingli"), Tone::Plain, ("还没有", "not yet")),
        ],
    }
}

/// Four choices, two of which ask for sections of their own.
fn choices(s: Sample, task: TaskPage, typed: Typed, wrong: bool) -> TaskPage {
    let class = |chosen: bool| {
        let mut field = field(
            "class",
            s.say("投诉分类", "Class of complaint"),
            true,
            Control::Choice {
                options: vec![
                    Opt {
                        note: s.say("安装、维修、态度、时效", "fitting, repair, manner, time"),
                        ..opt("service_quality", s.say("服务质量", "Service quality"), false)
                    },
                    opt("appearance", s.say("外观与包装", "Appearance and packing"), chosen),
                    opt("product_quality", s.say("产品质量", "Product quality"), false),
                    opt("suggestion", s.say("建议", "Suggestion"), false),
                    opt("other", s.say("其他、抱怨", "Other, grumble"), false),
                ],
            },
        );
        if wrong {
            field.error = s.say("请选一项。", "Choose one.");
        }
        Section {
            id: "classification".into(),
            title: s.say("分类", "Classification"),
            note: String::new(),
            fields: vec![field],
        }
    };
    let reply = Section {
        id: "reply".into(),
        title: s.say("当场答复", "Immediate answer"),
        note: String::new(),
        fields: vec![
            field(
                "answer",
                s.say("答复内容", "What was answered"),
                true,
                Control::Long { value: String::new() },
            ),
            field(
                "satisfied",
                s.say("顾客满意", "The customer is content"),
                true,
                Control::YesNo { value: String::new() },
            ),
        ],
    };
    let mut department = field(
        "department",
        s.say("责任部门", "Department in charge"),
        true,
        Control::Choice {
            options: ["售后服务部", "生产部", "质检部", "财务部", "销售部", "仓储", "总经理室"]
                .iter()
                .enumerate()
                .map(|(n, label)| opt(&format!("d{n}"), (*label).to_owned(), n == 0))
                .collect(),
        },
    );
    let mut when = field(
        "handed_over_at",
        s.say("转交时间", "Handed over at"),
        true,
        Control::Moment { value: if wrong { "24 号下午".into() } else { "2026-11-24T13:50".into() } },
    );
    if wrong {
        when.error = s.say(
            "看不懂“24 号下午”，请写成 2026-11-24 15:00 这样。",
            "Can't read “24 号下午”; write it like 2026-11-24 15:00.",
        );
        department.hint = s.say("由分类表算出，可以改。", "Worked out by the table; may be changed.");
    }
    let slip = Section {
        id: "slip".into(),
        title: s.say("交接单", "Hand-over slip"),
        note: String::new(),
        fields: vec![department, when],
    };
    let answers = vec![
        Answer {
            choice: Choice {
                note: s.say("交给总经理审批", "to the general manager for approval"),
                ..choice("forward", s.say("转交审批", "Forward for approval"), ChoiceKind::Do)
            },
            opinion: Opinion::Optional,
            sections: vec![class(true), slip],
        },
        Answer {
            choice: Choice {
                note: s.say("一般投诉，当场能答复的", "minor ones that can be answered at once"),
                ..choice("answer", s.say("当场答复", "Answer at once"), ChoiceKind::Plain)
            },
            opinion: Opinion::Required,
            sections: vec![class(false), reply],
        },
        Answer {
            choice: choice("merge", s.say("与旧案合并", "Merge with an older case"), ChoiceKind::Plain),
            opinion: Opinion::None,
            sections: vec![Section {
                id: "merge".into(),
                title: String::new(),
                note: String::new(),
                fields: vec![field(
                    "older",
                    s.say("旧案", "Older case"),
                    true,
                    Control::Pick {
                        value: String::new(),
                        options: (0..60)
                            .map(|n| {
                                opt(
                                    &format!("2611190{n:02}"),
                                    s.say(&format!("样品客户 {n}"), &format!("Sample Customer {n}")),
                                    false,
                                )
                            })
                            .collect(),
                    },
                )],
            }],
        },
        Answer {
            choice: choice("hold", s.say("补充材料后再办", "Wait for more material"), ChoiceKind::Plain),
            opinion: Opinion::Required,
            sections: vec![],
        },
    ];
    TaskPage {
        title: s.say("登记并分类", "Register and classify"),
        also: s.say(
            "也发给了陈师傅（代理人），谁先办谁办。",
            "Also sent to Chen Shifu (delegate); whoever comes first answers it.",
        ),
        act: Some(arrange(s.lang, "/tasks/1".into(), answers, &typed)),
        progress: None,
        ..task
    }
}

/// Every kind of field.
fn start_form(s: Sample, wrong: bool) -> StartFormPage {
    let cell = |row: usize, name: &str, label: String, control: Control| {
        field(&format!("items.{row}.{name}"), label, name == "product", control)
    };
    let row = |n: usize, product: &str, count: &str| Row {
        title: s.say(&format!("第 {} 行", n + 1), &format!("Row {}", n + 1)),
        cells: vec![
            cell(
                n,
                "product",
                s.say("产品", "Product"),
                Control::Pick {
                    value: product.into(),
                    options: vec![
                        opt("ZK-6", s.say("智能蒸柜 ZK-6", "Steamer ZK-6"), product == "ZK-6"),
                        opt("KN-2", s.say("刀具 KN-2", "Knives KN-2"), false),
                    ],
                },
            ),
            cell(
                n,
                "count",
                s.say("数量", "Count"),
                Control::Integer { value: count.into(), unit: s.say("台", "pcs") },
            ),
            cell(n, "fault", s.say("问题", "Fault"), Control::Line { value: String::new() }),
        ],
    };
    let mut customer = field(
        "customer",
        s.say("顾客", "Customer"),
        true,
        Control::Pick {
            value: String::new(),
            options: (1..=60)
                .map(|n| {
                    opt(
                        &format!("C-{n}"),
                        s.say(&format!("样品客户 {n}"), &format!("Sample Customer {n}")),
                        false,
                    )
                })
                .collect(),
        },
    );
    customer.hint = s.say("输入几个字，从名册里选。", "Type a few letters and choose from the register.");
    let mut phone = field(
        "phone",
        s.say("联系电话", "Telephone"),
        true,
        Control::Phone { value: if wrong { "1380".into() } else { String::new() } },
    );
    phone.personal = true;
    let mut amount = field(
        "claim",
        s.say("索赔金额", "Amount claimed"),
        false,
        Control::Decimal {
            value: if wrong { "八百".into() } else { String::new() },
            unit: s.say("元", "CNY"),
        },
    );
    let mut what = field(
        "facts",
        s.say("投诉事实", "Facts"),
        true,
        Control::Long {
            value: if wrong {
                s.say("门封漏汽，两台。", "Door seals leak, two units.")
            } else {
                String::new()
            },
        },
    );
    what.hint = s.say(
        "时间、地点、经过，客观清楚，不加评论。",
        "Time, place, course of events; clear and objective, no comment.",
    );
    if wrong {
        customer.error = s.say("请选择顾客。", "Choose a customer.");
        phone.error = s.say(
            "电话至少 7 位数字，现在只有 4 位。",
            "A telephone number has at least 7 digits; this has 4.",
        );
        amount.error =
            s.say("“八百”不是数字，请写 800 或 800.00。", "“八百” is not a number; write 800 or 800.00.");
    }
    let sections = vec![
        Section {
            id: "who".into(),
            title: s.say("谁投诉", "Who complains"),
            note: s.say("书面投诉请先回电核实。", "Call back first when the complaint came in writing."),
            fields: vec![
                customer,
                field("name", s.say("联系人", "Name"), true, Control::Line { value: String::new() }),
                phone,
                Field {
                    personal: true,
                    ..field(
                        "mail",
                        s.say("邮箱", "Mail address"),
                        false,
                        Control::Email { value: String::new() },
                    )
                },
                field(
                    "channel",
                    s.say("渠道", "Channel"),
                    true,
                    Control::Choice {
                        options: vec![
                            opt("phone", s.say("电话", "Telephone"), true),
                            opt("letter", s.say("书面", "In writing"), false),
                        ],
                    },
                ),
            ],
        },
        Section {
            id: "what".into(),
            title: s.say("投诉什么", "What about"),
            note: String::new(),
            fields: vec![
                what,
                field(
                    "happened",
                    s.say("发生时间", "When it happened"),
                    true,
                    Control::Moment { value: String::new() },
                ),
                field(
                    "bought",
                    s.say("购买日期", "Bought on"),
                    false,
                    Control::Date { value: String::new() },
                ),
                amount,
                field(
                    "hurt",
                    s.say("有人受伤", "Somebody was hurt"),
                    true,
                    Control::YesNo { value: String::new() },
                ),
                field(
                    "media",
                    s.say("可能找媒体或主管部门", "May go to media or an authority"),
                    false,
                    Control::YesNo { value: String::new() },
                ),
                field(
                    "wants",
                    s.say("顾客要求", "The customer wants"),
                    false,
                    Control::Choices {
                        options: vec![
                            opt("repair", s.say("维修", "repair"), true),
                            opt("exchange", s.say("换货", "exchange"), false),
                            opt("refund", s.say("退货", "refund"), false),
                            opt("apology", s.say("道歉", "an apology"), false),
                        ],
                    },
                ),
                field(
                    "grade",
                    s.say("紧急程度", "Urgency"),
                    false,
                    Control::Choice {
                        options: vec![
                            opt("high", s.say("紧急", "urgent"), false),
                            opt("normal", s.say("一般", "normal"), false),
                        ],
                    },
                ),
                Field {
                    hint: s.say("空行不计。", "Empty rows don't count."),
                    ..field(
                        "items",
                        s.say("涉及产品", "Products concerned"),
                        false,
                        Control::Rows {
                            rows: vec![row(0, "ZK-6", "2"), row(1, "", "")],
                            more: "f.items".into(),
                        },
                    )
                },
            ],
        },
    ];
    let answers = vec![Answer {
        choice: choice(
            "start",
            s.say("登记并交给客户主任分类", "Register and hand to the chief for classing"),
            ChoiceKind::Do,
        ),
        opinion: Opinion::None,
        sections,
    }];
    StartFormPage {
        frame: s.frame(Here::Start),
        title: s.say("登记顾客投诉", "Register a complaint"),
        clause: Some(Clause { id: "8.14-4.2.2".into(), text: s.say("客服是受理投诉的唯一窗口。记录时间、地点和事实，客观清楚，并标明分类。", "Customer service is the only window for complaints. Time, place and facts are recorded clearly and objectively, and the class is marked."), href: "/documents/8.14#8.14-4.2.2".into() }),
        revision: s.say("顾客投诉处理 A/0", "Customer complaint A/0"),
        act: arrange(s.lang, "/start/complaint".into(), answers, &Typed::default()),
        then: s.say("登记后自动编号，接着由客户主任在 1 个工作日内分类。", "It gets its number at once; then the chief of customer service classes it within 1 working day."),
    }
}
