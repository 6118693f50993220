//! Inbox, cases, procedures, outbox.

use guicheng::web::views::*;

use super::{Page, Sample, push};

pub fn add(s: Sample, pages: &mut Vec<Page>) {
    push(pages, "inbox", inbox(s));
    push(
        pages,
        "inbox_empty",
        InboxPage {
            frame: s.frame(Here::Todo),
            title: s.say("待办", "To do"),
            tabs: boxes(s),
            query: s.say("蒸柜", "steamer"),
            empty: s.frame(Here::Todo).t("web-inbox-empty-found"),
            ..InboxPage::default()
        },
    );
    push(pages, "cases", cases(s));
    push(pages, "start", start(s));
    push(pages, "outbox", outbox(s));
    push(pages, "mail", mail(s, true));
    push(pages, "mail_failed", mail(s, false));
}

fn boxes(s: Sample) -> Vec<Tab> {
    vec![
        s.tab("待办", "To do", 7, true),
        s.tab("已办", "Done", 0, false),
        s.tab("我发起的", "Started by me", 3, false),
        s.tab("抄送我的", "Copies to me", 0, false),
    ]
}

fn filter(s: Sample, tone: Tone, zh: &str, en: &str, on: bool) -> Filter {
    Filter { chip: Chip::new(tone, s.say(zh, en)), href: "?".into(), on }
}

fn inbox(s: Sample) -> InboxPage {
    let row = |title: (&str, &str),
               about: (&str, &str),
               policy: (&str, &str),
               chip: (Tone, &str, &str),
               before: (&str, &str)| InboxRow {
        title: s.say(title.0, title.1),
        href: "/tasks/1".into(),
        about: s.say(about.0, about.1),
        policy: s.say(policy.0, policy.1),
        chip: Some(Chip::new(chip.0, s.say(chip.1, chip.2))),
        chip_note: String::new(),
        before: s.say(before.0, before.1),
    };
    let complaint = ("顾客投诉处理", "Customer complaint");
    let mut rows = vec![
        row(
            ("给出服务质量投诉处理意见", "Give an opinion on the service complaint"),
            (
                "261119044 · 样品客户 · 安装人员迟到未告知",
                "261119044 · Sample Customer · fitter late without notice",
            ),
            complaint,
            (Tone::Late, "超 1 天", "1 day overdue"),
            ("11 月 20 日 客服转交", "20 Nov, forwarded by customer service"),
        ),
        row(
            ("会签产品质量备忘单", "Countersign the quality memo"),
            (
                "261123046 · 样品客户 · 智能蒸柜 ZK-6 门封漏汽",
                "261123046 · Sample Customer · steamer ZK-6, door seal leaks",
            ),
            complaint,
            (Tone::Soon, "今天 18:00", "today 18:00"),
            ("11 月 24 日 客户同意", "24 Nov, customer agreed"),
        ),
        row(
            ("确认召回通知已送达", "Confirm that the recall notice has arrived"),
            ("ZH-2026-01 · 第 7/23 家收货单位", "ZH-2026-01 · consignee 7 of 23"),
            ("产品召回", "Product recall"),
            (Tone::Soon, "今天 16:00", "today 16:00"),
            ("13:05 总经理批准", "13:05, approved by the general manager"),
        ),
        row(
            ("回访：了解改进是否有效", "Revisit: has it helped?"),
            ("261108041 · 答复后第 15 天", "261108041 · 15th day after the reply"),
            complaint,
            (Tone::Plain, "11 月 27 日（周五）", "Fri 27 Nov"),
            ("到期自动开启", "Opened by itself when due"),
        ),
        row(
            ("登记交货", "Record the delivery"),
            ("261110033 · 示例网点 · 厨房设备整套", "261110033 · Example Outlet · kitchen equipment"),
            complaint,
            (Tone::Plain, "11 月 30 日（周一）", "Mon 30 Nov"),
            ("11 月 23 日 返修完成", "23 Nov, repair finished"),
        ),
    ];
    rows[0].chip_note = s.say("已拟扣 50 元，待批", "CNY 50 proposed, waits for approval");
    InboxPage {
        frame: Frame {
            notice: Some(Notice {
                tone: Tone::Ok,
                text: s.say(
                    "已转交给售后经理，261124047 现在等他办理。",
                    "Forwarded: 261124047 now waits for the after-sales manager.",
                ),
            }),
            ..s.frame(Here::Todo)
        },
        title: s.say("待办", "To do"),
        tabs: boxes(s),
        keep: vec![("box".into(), "todo".into())],
        query: String::new(),
        filters: vec![
            filter(s, Tone::Plain, "全部", "All", true),
            filter(s, Tone::Late, "已超期 1", "Overdue 1", false),
            filter(s, Tone::Soon, "今天到期 2", "Due today 2", false),
            filter(s, Tone::Plain, "本周 4", "This week 4", false),
        ],
        rows,
        empty: String::new(),
        pager: Pager { from: 1, to: 5, of: 7, previous: String::new(), next: "?page=2".into() },
    }
}

fn cases(s: Sample) -> CasesPage {
    let row = |number: &str, summary: (&str, &str), standing: (&str, &str), status: Chip| CaseRow {
        number: number.into(),
        href: "/cases/1".into(),
        summary: s.say(summary.0, summary.1),
        policy: s.say("顾客投诉处理", "Customer complaint"),
        standing: s.say(standing.0, standing.1),
        status,
        started: s.say("11 月 23 日 柯主任发起", "started 23 Nov by Ke Zhuren"),
    };
    let running = || Chip::new(Tone::Info, s.say("在办", "Running"));
    CasesPage {
        frame: s.frame(Here::Cases),
        query: "蒸柜".into(),
        keep: vec![],
        tabs: vec![
            s.tab("在办", "Running", 37, true),
            s.tab("已结束", "Ended", 0, false),
            s.tab("全部", "All", 0, false),
        ],
        filters: vec![
            filter(s, Tone::Plain, "全部流程", "All procedures", true),
            filter(s, Tone::Plain, "顾客投诉处理 35", "Customer complaint 35", false),
            filter(s, Tone::Plain, "产品召回 2", "Product recall 2", false),
        ],
        rows: vec![
            row(
                "261123046",
                ("样品客户 · 智能蒸柜 ZK-6 · 产品质量", "Sample Customer · steamer ZK-6 · product quality"),
                ("对外：会签 · 对内：责任认定", "external: countersigning · internal: responsibility"),
                running(),
            ),
            row(
                "261119044",
                ("样品客户 · 安装 · 服务质量", "Sample Customer · installation · service quality"),
                ("系统负责人出意见", "opinion of the system's head"),
                Chip::new(Tone::Late, s.say("超 1 天", "1 day overdue")),
            ),
            row(
                "261108041",
                ("示例网点 · 刀具 · 建议", "Example Outlet · knives · suggestion"),
                ("等待回访", "waiting for the revisit"),
                running(),
            ),
        ],
        empty: String::new(),
        pager: Pager { from: 1, to: 3, of: 3, ..Pager::default() },
    }
}

fn start(s: Sample) -> StartPage {
    let procedure =
        |title: (&str, &str), purpose: (&str, &str), clause: &str, who: (&str, &str), mine: bool| Procedure {
            title: s.say(title.0, title.1),
            href: if mine { "/start/complaint".into() } else { String::new() },
            clause: Link {
                text: s.say(&format!("制度 {clause}"), &format!("Clause {clause}")),
                href: "/documents/8.14".into(),
            },
            who: s.say(who.0, who.1),
            purpose: s.say(purpose.0, purpose.1),
            revision: "A/0".into(),
        };
    StartPage {
        frame: s.frame(Here::Start),
        procedures: vec![
            procedure(
                ("顾客投诉处理", "Customer complaint"),
                (
                    "登记顾客的投诉、建议和抱怨，直到回访归档。",
                    "Registers complaints, suggestions and grumbles and follows them until they are filed.",
                ),
                "8.14",
                ("由投诉受理岗发起", "started by the complaint desk"),
                true,
            ),
            procedure(
                ("产品召回", "Product recall"),
                (
                    "从批次追到每一家收货单位，限时通知，直到处置完毕。",
                    "From the batch to every consignee, told in time, until all is disposed of.",
                ),
                "8.15",
                ("由售后经理、质检部发起", "started by after-sales manager or quality control"),
                false,
            ),
        ],
    }
}

fn outbox(s: Sample) -> OutboxPage {
    let row = |subject: (&str, &str),
               to: (&str, &str),
               when: (&str, &str),
               status: (Tone, &str, &str),
               note: (&str, &str)| MailRow {
        subject: s.say(subject.0, subject.1),
        href: "/outbox/1".into(),
        to: s.say(to.0, to.1),
        when: s.say(when.0, when.1),
        status: Chip::new(status.0, s.say(status.1, status.2)),
        note: s.say(note.0, note.1),
    };
    OutboxPage {
        frame: s.frame(Here::Outbox),
        how: s.frame(Here::Outbox).t("web-mail-how-none"),
        tabs: vec![
            s.tab("全部", "All", 12, true),
            s.tab("等待发送", "Waiting", 1, false),
            s.tab("发不出去", "Failed", 1, false),
        ],
        query: String::new(),
        keep: vec![],
        rows: vec![
            row(
                (
                    "【待办】会签产品质量备忘单 · 261123046",
                    "[To do] Countersign the quality memo · 261123046",
                ),
                ("王师傅 store@example.com", "Wang Shifu store@example.com"),
                ("今天 09:12", "today 09:12"),
                (Tone::Plain, "只存不发", "Kept here only"),
                ("", ""),
            ),
            row(
                ("【超期】给出服务质量投诉处理意见 · 261119044", "[Overdue] Give an opinion · 261119044"),
                ("高总 gm@example.com", "Gao Zong gm@example.com"),
                ("今天 09:00", "today 09:00"),
                (Tone::Ok, "已发出", "Sent"),
                ("", ""),
            ),
            row(
                (
                    "【通知】召回：请停止销售 2026-10-03 批次",
                    "[Notice] Recall: stop selling batch 2026-10-03",
                ),
                (
                    "某某收货单位 consignee-with-a-long-name@subdomain.example.com",
                    "A Consignee consignee-with-a-long-name@subdomain.example.com",
                ),
                ("昨天 17:31", "yesterday 17:31"),
                (Tone::Late, "发不出去", "Failed"),
                ("试了 5 次，已报事件", "5 attempts, an incident"),
            ),
        ],
        empty: String::new(),
        pager: Pager { from: 1, to: 3, of: 12, previous: String::new(), next: "?page=2".into() },
    }
}

fn mail(s: Sample, good: bool) -> MailPage {
    MailPage {
        frame: s.frame(Here::Outbox),
        subject: s.say("【待办】会签产品质量备忘单 · 261123046", "[To do] Countersign the quality memo · 261123046"),
        headers: vec![
            ("From".into(), "规程 <guicheng@example.com>".into()),
            ("To".into(), "王师傅 <store@example.com>".into()),
            ("Message-ID".into(), "<019ab0c2-7f31-7e9b-a0c4-1f2e3d4c5b6a@example.com>".into()),
            ("Auto-Submitted".into(), "auto-generated".into()),
        ],
        status: if good { Chip::new(Tone::Plain, s.say("只存不发", "Kept here only")) } else { Chip::new(Tone::Late, s.say("发不出去", "Failed")) },
        attempts: if good { String::new() } else { s.say("试了 5 次", "5 attempts") },
        error: if good { String::new() } else { "550 5.1.1 <store@example.com>: Recipient address rejected: User unknown".into() },
        tabs: vec![s.tab("对照", "Side by side", 0, true), s.tab("HTML", "HTML", 0, false), s.tab("纯文本", "Text", 0, false)],
        text: s.say("王师傅：\n\n请在 11 月 24 日（周二）18:00 前会签产品质量备忘单。\n案件 261123046 · 样品客户 · 智能蒸柜 ZK-6\n\n打开任务：\nhttps://guicheng.example.com/l/0123456789abcdef0123456789abcdef0123456789abcdef\n", "Dear Wang Shifu,\n\nplease countersign the quality memo by Tue 24 Nov 18:00.\nCase 261123046 · Sample Customer · steamer ZK-6\n\nOpen the task:\nhttps://guicheng.example.com/l/0123456789abcdef0123456789abcdef0123456789abcdef\n"),
        html_src: "/outbox/1/html".into(),
        links: vec![s.link("打开信中的链接", "Open the mail's link", "/l/x"), s.link("案件 261123046", "Case 261123046", "/cases/1")],
        events: if good { vec![] } else { vec![s.event(Tone::Late, ("第 5 次：对方拒收，不再重试", "5th attempt: refused, no further attempt"), ("", ""), ("今天 10:12", "today 10:12")), s.event(Tone::Plain, ("第 1 次：连接超时", "1st attempt: timed out"), ("", ""), ("今天 09:12", "today 09:12"))] },
    }
}
