//! Edits of the shipped documents and what is said of them; every value that changes is told; words of Chinese texts.

use super::text::{Block, Piece, blocks, words, words_diff};
use super::*;
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Findings, Lang, Source};

/// The documents that the program ships, with one of them rewritten.
fn edited(edits: &[(&str, &str, &str)]) -> (Library, Library) {
    let (old, _) = crate::tests::shipped();
    let mut files: Vec<(String, String)> = old
        .documents()
        .map(|(id, document)| (id.path(), document.source.as_ref().unwrap().text.to_string()))
        .collect();
    let extra = [
        ("manual/zh/8.14.md", include_str!("../../../../manual/zh/8.14.md")),
        ("policies/matrix.yaml", include_str!("../../../../policies/matrix.yaml")),
        ("policies/document_change.yaml", include_str!("../../../../policies/document_change.yaml")),
        ("policies/distribution.yaml", include_str!("../../../../policies/distribution.yaml")),
        (
            "policies/appointments.yaml",
            "appointments: company\ntitle: { zh: 岗位任命, en: Appointments }\nrows:\n  - { post: after_sales_manager, person: asm, from: 2026-01-01 }\n",
        ),
        ("policies/tables/service.yaml", include_str!("../../../../policies/tables/service.yaml")),
    ];
    files.extend(extra.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let old = Library::read(files.clone(), &mut Findings::new());
    for (path, from, to) in edits {
        let file = files.iter_mut().find(|(name, _)| name == path).unwrap();
        assert!(file.1.contains(from), "{path}: {from}");
        file.1 = file.1.replacen(from, to, 1);
    }
    (old, Library::read(files, &mut Findings::new()))
}

fn said(said: &Said) -> String {
    match said {
        Said::Text(text) => text.clone(),
        Said::Title(title) => title.get(Lang::Zh).to_owned(),
        Said::Period(period) => format!("~{period}"),
        Said::Word(word) => format!(":{word}"),
        Said::List(items) => format!("[{}]", items.iter().map(self::said).collect::<Vec<_>>().join(", ")),
        Said::Person(id) => format!("@{id}"),
        Said::Of { of, is } => format!("{} = {}", self::said(of), self::said(is)),
        Said::Figure { name, is } => format!("{name}={}", self::said(is)),
        Said::Parts(parts) => {
            let parts = parts.iter().map(|part| format!("{} {}", part.what, self::said(&part.said)));
            format!("({})", parts.collect::<Vec<_>>().join("; "))
        }
    }
}

fn line(d: &Difference) -> String {
    let place = d.place.iter().map(said).collect::<Vec<_>>().join(" › ");
    let mut line = format!("{:?} {} @ {place}", d.how, d.what);
    if d.old.is_some() || d.new.is_some() {
        let side = |side: &Option<Said>| side.as_ref().map_or("∅".to_owned(), said);
        line += &format!(": {} → {}", side(&d.old), side(&d.new));
    }
    for note in &d.notes {
        line += &format!(" | {} {}", note.what, said(&note.said));
    }
    line
}

/// Document, old text, new text, what is said.
type Edit = (&'static str, &'static str, &'static str, &'static [&'static str]);

const EDITS: &[Edit] = &[
    (
        "policies/complaint.yaml",
        "revisit_after:       { is: 15d,",
        "revisit_after:       { is: 10d,",
        &["Changed after @ [等待答复后第 15 日回访]: ~15d → ~10d"],
    ),
    (
        "policies/complaint.yaml",
        "blame_within:        { is: 3wd,     clause: 8.14-4.2.3.3.7 }",
        "blame_within:        { is: 4wd,     clause: 8.14-4.2.3.3.7, title: { zh: 认定期限, en: Time to decide } }",
        &[
            "Changed value @ 认定期限: ~3wd → ~4wd | used [认定事故责任]",
            "Added title @ 认定期限: ∅ → 认定期限",
        ],
    ),
    (
        "policies/complaint.yaml",
        "task: { post: complaint_desk, ask: call_back, due: values.call_back_within, remind: { before: 1h } }",
        "task: { post: complaint_desk, ask: call_back, due: 3h, remind: [{ before: 1h }, { before: 30m }], sign: prepare }",
        &[
            "Changed due @ 回电: call_back_within=~2h → ~3h",
            "Added remind @ 回电: ∅ → (remind ~30m)",
            "Added sign @ 回电: ∅ → :prepare",
        ],
    ),
    (
        "policies/complaint.yaml",
        "approve: { title: { zh: 同意转交, en: Approve }, target: handover }",
        "approve: { title: { zh: 同意转交, en: Approve }, target: handling, guard: record.grade == \"serious\" }",
        &[
            "Changed target @ 总经理批准转交 › 同意转交: 双方签收交接单 → 处理",
            "Added guard @ 总经理批准转交 › 同意转交: ∅ → record.grade == \"serious\"",
        ],
    ),
    (
        "policies/complaint.yaml",
        "      return:  { title: { zh: 退回, en: Return }, opinion: required, target: registered }\n",
        "",
        &["Removed choice @ 总经理批准转交 › 退回: (opinion :required; target 登记与分类) → ∅"],
    ),
    (
        "policies/complaint.yaml",
        "  filing:\n",
        "  second_revisit:\n    title: { zh: 二次回访, en: Second revisit }\n    clause: 8.14-4.4.3\n    task: { post: complaint_desk, due: 3wd }\n    on: { satisfied: { title: { zh: 满意, en: Satisfied }, target: filing } }\n\n  filing:\n",
        &["Added state @ 二次回访: ∅ → (task-post 客户主任; due ~3wd) | to [交售后服务部归档]"],
    ),
    (
        "policies/complaint.yaml",
        "      - [other,           minor,   customer_service_manager]",
        "      - [other,           serious, customer_service_manager]",
        &["Changed result @ [登记与分类] › 投诉类别 = 其他（抱怨）: 轻微投诉 → 严重投诉"],
    ),
    (
        "policies/complaint.yaml",
        "      - [other,           minor,   customer_service_manager]\n",
        "",
        &["Removed row @ [登记与分类]: [投诉类别 = 其他（抱怨）, 轻微投诉, 客服经理] → ∅"],
    ),
    (
        "policies/recall.yaml",
        "- [\"7\",      6h]",
        "- [\"7\",      4h]",
        &["Changed due @ [实施召回, 电话或传真通知, 报告主管部门] › :sunday: ~6h → ~4h"],
    ),
    (
        "policies/recall.yaml",
        "- [\"[1..6]\", 4h]                        # Monday to Saturday\n      - [\"7\",      6h]",
        "- [\"[1..5]\", 4h]                        # Monday to Saturday\n      - [\"[6..7]\", 6h]",
        &[
            "Removed row @ [实施召回, 电话或传真通知, 报告主管部门]: [[:monday, :tuesday, :wednesday, :thursday, :friday, :saturday], ~4h] → ∅",
            "Added row @ [实施召回, 电话或传真通知, 报告主管部门]: ∅ → [[:monday, :tuesday, :wednesday, :thursday, :friday], ~4h]",
            "Removed row @ [实施召回, 电话或传真通知, 报告主管部门]: [:sunday, ~6h] → ∅",
            "Added row @ [实施召回, 电话或传真通知, 报告主管部门]: ∅ → [[:saturday, :sunday], ~6h]",
        ],
    ),
    (
        "policies/document_change.yaml",
        "approve_within:     { is: 2wd,  clause: 1-4.16 }",
        "approve_within:     { is: 1wd,  clause: 1-4.16 }",
        &["Changed due @ [总经理批准]: ~2wd → ~1wd"],
    ),
    (
        "policies/distribution.yaml",
        "{ documents: policies/recall, number: \"SC-LC-{name}\", owner: after_sales_manager, readers: involved, review: 1y, hold: true,",
        "{ documents: policies/recall, number: \"SC-LC-{name}\", owner: quality_head, readers: [all, sales_manager], review: 6mo,",
        &[
            "Changed owner @ 产品召回: 售后经理 → 质检部经理",
            "Changed readers @ 产品召回: :involved → [:all, 销售经理]",
            "Changed review @ 产品召回: ~1y → ~6mo",
            "Removed hold @ 产品召回: :true → ∅",
        ],
    ),
    (
        "policies/appointments.yaml",
        "person: asm, from: 2026-01-01 }",
        "person: fd, from: 2026-12-01, kind: delegate }",
        &[
            "Changed appointed @ 售后经理: @asm → @fd",
            "Changed day-from @ 售后经理: 2026-01-01 → 2026-12-01",
            "Added appointment-kind @ 售后经理: ∅ → :delegate",
        ],
    ),
    (
        "forms/registers/consignee.yaml",
        "maintained_by: warehouse_head\noptional: [fax]",
        "maintained_by: sales_manager\noptional: [fax, region]",
        &["Changed maintained-by @ : 仓储主管 → 销售经理", "Added optional @ : ∅ → region"],
    ),
    (
        "policies/complaint.yaml",
        "  - every path from registered to filed passes replied\n",
        "",
        &["Removed promise @ : (from 登记与分类; to 已归档; promise-passes 已答复，等待回访) → ∅"],
    ),
    (
        "policies/complaint.yaml",
        "  - { after: 2d, escalate: general_manager }",
        "  - { after: 3d, escalate: certification_lead }",
        &[
            "Removed overdue @ : (overdue-after ~2d; overdue-escalate 总经理) → ∅",
            "Added overdue @ : ∅ → (overdue-after ~3d; overdue-escalate 认证负责人)",
        ],
    ),
    (
        "policies/complaint.yaml",
        "# Read it beside manual/zh/8.14.md;",
        "# Read it together with manual/zh/8.14.md;",
        &[
            "Changed layout @ : # Read it beside manual/zh/8.14.md; every `clause` names the paragraph that it carries out. → # Read it together with manual/zh/8.14.md; every `clause` names the paragraph that it carries out.",
        ],
    ),
    (
        "forms/complaint.yaml",
        "    max: 40\n    personal: true",
        "    max: 50",
        &["Changed max @ 投诉人姓名: 40 → 50", "Removed personal @ 投诉人姓名: :true → ∅"],
    ),
    (
        "policies/organisation.yaml",
        "    reports_to: customer_service_manager",
        "    reports_to: after_sales_manager",
        &["Changed reports-to @ 客户主任: 客服经理 → 售后经理"],
    ),
    (
        "policies/calendar.yaml",
        "{ from: 2026-10-01, to: 2026-10-07,",
        "{ from: 2026-10-01, to: 2026-10-08,",
        &["Changed day-to @ 2026 › 国庆节: 2026-10-07 → 2026-10-08"],
    ),
    (
        "policies/matrix.yaml",
        "marks: [■, □, △, △, △, △, ▲] }\n  \"6.2\"",
        "marks: [■, □, △, △, △, ▲, ▲] }\n  \"6.2\"",
        &["Changed mark @ 投诉渠道 › 生产部: :△ → :▲"],
    ),
    (
        "manual/zh/8.14.md",
        "客服经理处理其他类投诉（抱怨），",
        "客服经理处理其他类投诉，",
        &[
            "Changed paragraph @ 8.14-3.3: **3.3** 客服经理处理其他类投诉（抱怨），并督促受理处的工作。 → **3.3** 客服经理处理其他类投诉，并督促受理处的工作。",
        ],
    ),
    ("manual/zh/8.14.md", "## 3 职责", "## 3 职责与权限", &["Changed text @ : ## 3 职责 → ## 3 职责与权限"]),
    (
        "policies/mail/recall_letter.yaml",
        "zh: \"产品召回通知书 {number}\"",
        "zh: \"召回通知书 {number}\"",
        &["Changed mail-subject @ : 产品召回通知书 {number} → 召回通知书 {number}"],
    ),
    (
        "policies/complaint.test.yaml",
        "- name: { zh: 书面投诉立即回电, en: A written complaint is called back at once }\n    starts: 2026-11-23T09:00",
        "- name: { zh: 书面投诉立即回电, en: A written complaint is called back at once }\n    starts: 2026-11-23T10:00",
        &["Changed story @ 书面投诉立即回电"],
    ),
];

#[test]
fn edits_are_told_as_a_manager_would() {
    let mut wrong = Vec::new();
    for (path, from, to, expected) in EDITS {
        let (old, new) = edited(&[(path, from, to)]);
        let found: Vec<String> = differences(&old, &new).iter().map(line).collect();
        if found != *expected {
            wrong.push(format!("{path}: {from}\n{}", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_renamed_state_is_one_difference() {
    let (old, _) = edited(&[]);
    let text =
        old.source(DocumentKind::Policy, "complaint").unwrap().text.replace("letter_review", "letter_check");
    let files = old.documents().map(|(id, document)| {
        let own = document.source.as_ref().unwrap().text.to_string();
        (id.path(), if id.as_str() == "policies/complaint" { text.clone() } else { own })
    });
    let new = Library::read(files.collect::<Vec<_>>(), &mut Findings::new());
    let found: Vec<String> = differences(&old, &new).iter().map(line).collect();
    assert_eq!(found, ["Renamed state @ 系统负责人审核: letter_review → letter_check"]);
}

#[test]
fn promises_and_scripts_follow_a_renaming_silently() {
    let (old, _) = edited(&[]);
    let text =
        |from: &str, to: &str| old.source(DocumentKind::Policy, "recall").unwrap().text.replace(from, to);
    let told = |text: String| {
        let files = old.documents().map(|(id, document)| {
            let own = document.source.as_ref().unwrap().text.to_string();
            (id.path(), if id.as_str() == "policies/recall" { text.clone() } else { own })
        });
        let new = Library::read(files.collect::<Vec<_>>(), &mut Findings::new());
        differences(&old, &new).iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        told(text("plan_approval", "plan_check")),
        ["Renamed state @ 批准召回计划: plan_approval → plan_check"]
    );
    // Another promise is told by the titles of its states.
    assert_eq!(
        told(text("ordered passes plan_approval", "ordered passes tracing")),
        [
            "Removed promise @ : (from opened; to 实施召回; promise-passes 批准召回计划) → ∅",
            "Added promise @ : ∅ → (from opened; to 实施召回; promise-passes 追溯批次与去向)",
        ]
    );
}

#[test]
fn new_appointments_are_told_row_by_row() {
    let (with, _) = edited(&[]);
    let without = with.documents().filter(|(id, _)| id.kind() != DocumentKind::Appointments);
    let files: Vec<_> = without
        .map(|(id, document)| (id.path(), document.source.as_ref().unwrap().text.to_string()))
        .collect();
    let without = Library::read(files, &mut Findings::new());
    let found: Vec<String> = differences(&without, &with).iter().map(line).collect();
    assert!(
        found.iter().any(|line| line.contains("post 售后经理; appointed @asm; day-from 2026-01-01")),
        "{found:?}"
    );
}

#[test]
fn documents_come_and_go() {
    let (old, _) = edited(&[]);
    let without = old.documents().filter(|(id, _)| id.as_str() != "policies/recall.test");
    let files: Vec<_> = without
        .map(|(id, document)| (id.path(), document.source.as_ref().unwrap().text.to_string()))
        .collect();
    let new = Library::read(files, &mut Findings::new());
    assert_eq!(
        differences(&old, &new).iter().map(line).collect::<Vec<_>>(),
        ["Removed document @ : ∅ → policies/recall.test"]
    );
    assert_eq!(differences(&new, &old).iter().map(|d| d.how).collect::<Vec<_>>(), [How::Added]);
    assert_eq!(differences(&old, &old), []);
}

#[test]
fn deadlines_move_whatever_moves_them() {
    let (old, new) = edited(&[
        ("policies/complaint.yaml", "revisit_after:       { is: 15d,", "revisit_after:       { is: 10d,"),
        (
            "policies/complaint.yaml",
            "due: { in: values.blame_within, from: record.handed_over_at }",
            "due: 5wd",
        ),
    ]);
    let moved: Vec<_> = deadlines(&old, &new)
        .into_iter()
        .map(|d| (d.state, d.is_task, d.old.map(|s| said(&s)), d.new.map(|s| said(&s)), d.earlier))
        .collect();
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        ("blame".to_owned(), true, text("(due ~3wd; due-from record.handed_over_at)"), text("~5wd"), None),
        (
            "after_reply".to_owned(),
            false,
            text("(due ~15d; due-from record.replied_at)"),
            text("(due ~10d; due-from record.replied_at)"),
            Some(true),
        ),
    ];
    assert_eq!(moved, expected);
}

/// Every scalar of every shipped YAML document, changed by itself, is told as more than layout.
#[test]
fn nothing_changes_in_silence() {
    let (library, _) = edited(&[]);
    let every = if cfg!(debug_assertions) { 41 } else { 1 };
    for (id, document) in library.documents().filter(|(id, _)| id.kind().chapter_lang().is_none()) {
        let source = document.source.as_ref().unwrap();
        let tree = yaml::read(source, &mut Findings::new()).unwrap();
        let mut scalars = Vec::new();
        collect(&tree, &mut scalars);
        for node in scalars.into_iter().step_by(every) {
            let (start, end) = (node.span.start as usize, node.span.end as usize);
            let text = format!("{}zq9{}", &source.text[..start], &source.text[end..]);
            let changed = Source::unchecked(&source.path, &text);
            if yaml::read(&changed, &mut Findings::new()).is_none_or(|new| pair::same(&tree, &new)) {
                continue;
            }
            let only = |text: &str| Library::read([(id.path(), text.to_owned())], &mut Findings::new());
            let found = document_only(id, &only(&source.text), &only(&text));
            assert!(found.iter().any(|d| !d.is_layout()), "{id}: {:?} {found:?}", &source.text[start..end]);
        }
    }
}

fn document_only(id: &DocumentId, old: &Library, new: &Library) -> Vec<Difference> {
    super::document(id, old, new)
}

fn collect<'n>(node: &'n Node, scalars: &mut Vec<&'n Node>) {
    match &node.kind {
        Kind::Scalar { .. } => scalars.push(node),
        Kind::List(items) => items.iter().for_each(|item| collect(item, scalars)),
        Kind::Map(entries) => entries.iter().for_each(|(_, node)| collect(node, scalars)),
    }
}

#[test]
fn a_difference_survives_its_storage() {
    let (old, new) = edited(&[("policies/complaint.yaml", "is: 15d,", "is: 10d,")]);
    let found = differences(&old, &new);
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Difference>>(&text).unwrap(), found);
}

#[test]
fn chinese_is_cut_between_its_words() {
    assert_eq!(words("顾客投诉处理 15 天"), ["顾客", "投诉", "处理", " ", "15", " ", "天"]);
    let pieces = words_diff("答复后 15 天，由客服回访。", "答复后 10 天，由售后回访。");
    let text = |piece: &Piece| match piece {
        Piece::Same(text) => text.clone(),
        Piece::Old(text) => format!("[-{text}-]"),
        Piece::New(text) => format!("[+{text}+]"),
    };
    let marked: String = pieces.iter().map(text).collect();
    assert_eq!(marked, "答复后 [-15-][+10+] 天，由[-客服-][+售后+]回访。");
}

#[test]
fn what_is_the_same_is_folded() {
    let old: String = (1..=20).map(|n| format!("行 {n}\n")).collect();
    let new = old.replace("行 10\n", "行 十\n");
    let shape: Vec<String> = blocks(&old, &new, 2)
        .iter()
        .map(|block| match block {
            Block::Same { old, new, lines } => format!("{old}/{new}+{}", lines.len()),
            Block::Folded(lines) => format!("…{lines}"),
            Block::Changed { old, new, pieces } => format!("{old}/{new}~{}", pieces.len()),
        })
        .collect();
    assert_eq!(shape, ["…7", "8/8+2", "10/10~4", "11/11+2", "…8"]);
    assert!(matches!(blocks(&old, &old, 2)[..], [Block::Folded(20)]));
}

proptest::proptest! {
    /// Taking the old pieces gives the old text, taking the new ones the new text.
    #[test]
    fn no_word_is_lost(old in "[天投诉处理0-9 ，\n]{0,60}", new in "[天投诉处理0-9 ，\n]{0,60}") {
        let (mut before, mut after) = (String::new(), String::new());
        for piece in words_diff(&old, &new) {
            match piece {
                Piece::Same(text) => { before += &text; after += &text; }
                Piece::Old(text) => before += &text,
                Piece::New(text) => after += &text,
            }
        }
        proptest::prop_assert_eq!((before, after), (old, new));
    }
}
