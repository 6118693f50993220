//! Documents and the ledger.

use guicheng::web::views::*;

use super::{Page, Sample, push, rules::columns};

pub fn add(s: Sample, pages: &mut Vec<Page>) {
    push(pages, "documents", documents(s));
    push(pages, "document_chapter", chapter(s));
    push(pages, "document_source", source(s));
    push(pages, "audit", audit(s, None));
    push(pages, "audit_good", audit(s, Some(true)));
    push(pages, "audit_bad", audit(s, Some(false)));
}

fn documents(s: Sample) -> DocumentsPage {
    let kind = |title: (&str, &str), rows: &[(&str, &str, &str, &str)]| DocumentKind {
        title: s.say(title.0, title.1),
        grid: Grid {
            caption: s.say(title.0, title.1),
            columns: columns(
                s,
                &[
                    ("名称", "Name", false),
                    ("版本", "Revision", false),
                    ("内容摘要", "Hash", false),
                    ("状态", "Status", false),
                ],
            ),
            rows: rows
                .iter()
                .map(|(zh, en, file, hash)| GridRow {
                    cells: vec![
                        Cell::link(s.say(zh, en), "/documents/8.14").with_note(*file),
                        Cell::text("A/0"),
                        Cell::text(*hash),
                        Cell::chip(Tone::Ok, s.say("现行", "In force")),
                    ],
                })
                .collect(),
            empty: String::new(),
            compact: true,
        },
    };
    DocumentsPage {
        past: Default::default(),
        links: Vec::new(),
        frame: s.frame(Here::Documents),
        changed: vec![s.say(
            "policies/complaint.yaml：第 48 行起与现行 A/0 不同",
            "policies/complaint.yaml: differs from A/0 in force, from line 48 on",
        )],
        kinds: vec![
            kind(
                ("手册", "Manual"),
                &[
                    ("8.14 投诉处理", "8.14 Complaints", "manual/zh/8.14.md", "3fa9c1d2"),
                    ("8.15 召回", "8.15 Recall", "manual/zh/8.15.md", "a1770bd3"),
                ],
            ),
            kind(
                ("流程", "Procedures"),
                &[
                    ("顾客投诉处理", "Customer complaint", "policies/complaint.yaml", "81be02aa"),
                    ("产品召回", "Product recall", "policies/recall.yaml", "5c0d9917"),
                ],
            ),
        ],
    }
}

fn document(s: Sample) -> DocumentPage {
    DocumentPage {
        frame: s.frame(Here::Documents),
        revision: Revision {
            label: "A/0".into(),
            hash: "3fa9c1d27b8e4f60a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718".into(),
            href: String::new(),
        },
        status: Chip::new(Tone::Ok, s.say("现行", "In force")),
        approved: s.say(
            "2026 年 11 月 23 日由高总（总经理）批准，同日起生效",
            "Approved by Gao Zong (general manager) on 23 Nov 2026, in force since that day",
        ),
        related: vec![s.link(
            "顾客投诉处理（流程）",
            "Customer complaint (procedure)",
            "/documents/complaint",
        )],
        ..DocumentPage::default()
    }
}

fn chapter(s: Sample) -> DocumentPage {
    let heading =
        |zh: &str, en: &str, href: &str, deep: bool| Heading { text: s.say(zh, en), href: href.into(), deep };
    let paragraph = |id: &str, text: String| {
        format!("<p id=\"{id}\"><a class=\"anchor\" href=\"#{id}\">{id}</a>{text}</p>")
    };
    let body = s.say("客服是受理投诉的唯一窗口，客户主任负责；客户主任不在时，必须指定代理人。", "Customer service is the only window for complaints, and its chief is responsible; while the chief is away there must be a delegate.");
    let html = format!(
        "<h2 id=\"8.14-4\">{}</h2>{}{}<h3 id=\"8.14-4.3\">{}</h3>{}<ul><li>{}</li><li>{}</li></ul><table><thead><tr><th>{}</th><th>{}</th></tr></thead><tbody><tr><td>{}</td><td>{}</td></tr></tbody></table>",
        s.say("4 程序", "4 Procedure"),
        paragraph("8.14-4.2.2", body.clone()),
        paragraph("8.14-4.2.3", body.clone()),
        s.say("4.3 答复", "4.3 Reply"),
        paragraph("8.14-4.3.1", body),
        s.say("告知处理结果", "tell the result"),
        s.say("记录顾客是否满意", "record whether the customer is content"),
        s.say("分类", "Class"),
        s.say("责任岗位", "Post"),
        s.say("产品质量", "Product quality"),
        s.say("生产部", "Production"),
    );
    DocumentPage {
        title: s.say("8.14 投诉处理", "8.14 Complaints"),
        contents: vec![
            heading("4 程序", "4 Procedure", "#8.14-4", false),
            heading("4.3 答复", "4.3 Reply", "#8.14-4.3", true),
        ],
        chapter: Some(Html(html)),
        ..document(s)
    }
}

fn source(s: Sample) -> DocumentPage {
    DocumentPage {
        title: s.say("顾客投诉处理", "Customer complaint"),
        changed: s.say("磁盘上的 policies/complaint.yaml 与现行 A/0 不同，没有采用。", "policies/complaint.yaml on disk differs from A/0 in force and has not been taken."),
        source: "policy: complaint\nclause: \"8.14\"\nnumber: \"{yy}{MM}{dd}{serial:year:3}\"\nstates:\n  registered:\n    clause: 8.14-4.2.2\n    task: { post: complaint_desk, ask: classification, due: 1wd, overdue: [ { after: 1d, every: 1d, propose: values.delay_per_day } ] }\n".into(),
        ..document(s)
    }
}

fn audit(s: Sample, verified: Option<bool>) -> AuditPage {
    let row = |n: &str, what: (&str, &str), who: (&str, &str), hash: &str| GridRow {
        cells: vec![
            Cell::text(n),
            Cell::text(s.say(what.0, what.1)),
            Cell::text(s.say(who.0, who.1)),
            Cell::text(s.say("今天 09:12", "today 09:12")),
            Cell::text(hash),
        ],
    };
    AuditPage {
        frame: s.frame(Here::Audit),
        size: "12,480".into(),
        head: "3fa9c1d27b8e4f60a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718".into(),
        last: s.say("最后一条写于今天 13:49", "The last one was written today at 13:49"),
        verified: verified.map(|good| Verified {
            good,
            text: if good {
                s.say("12,480 条全部相符，用时 0.4 秒。", "All 12,480 entries agree, in 0.4 seconds.")
            } else {
                s.say(
                    "第 8,112 条的哈希与内容不符；它之前的 8,111 条完好。",
                    "Entry 8,112: its hash does not fit its content. The 8,111 before it are sound.",
                )
            },
            details: if good {
                vec![]
            } else {
                vec![
                    (
                        s.say("存的", "Stored"),
                        "3fa9c1d27b8e4f60a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718".into(),
                    ),
                    (
                        s.say("算的", "Computed"),
                        "91c0aa7e7b8e4f60a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718".into(),
                    ),
                ]
            },
        }),
        entries: Grid {
            caption: s.say("最近的记录", "Latest entries"),
            columns: columns(
                s,
                &[
                    ("序号", "No.", false),
                    ("内容", "What", false),
                    ("谁", "Who", false),
                    ("时间", "When", false),
                    ("哈希", "Hash", false),
                ],
            ),
            rows: vec![
                row(
                    "12,480",
                    ("任务办理：会签", "Task answered: countersign"),
                    ("舒经理 · 售后经理", "Shu Jingli · after-sales manager"),
                    "3fa9c1d2",
                ),
                row(
                    "12,479",
                    ("定时器触发：提醒", "Timer fired: reminder"),
                    ("系统", "The engine"),
                    "a1770bd3",
                ),
            ],
            empty: String::new(),
            compact: true,
        },
        pager: Pager { from: 1, to: 2, of: 12_480, previous: String::new(), next: "?before=12479".into() },
    }
}
