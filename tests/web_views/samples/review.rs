//! A change as the general manager reads it: on the page of the task that signs, and by link on a phone.

use guicheng::lang::{self, Lang};
use guicheng::web::views::*;
use guicheng_core::document::Library;
use guicheng_core::document::diff::text::{Block, Piece, blocks, words_diff};
use guicheng_core::document::diff::{Deadline as Moved, Said, deadlines, differences};
use guicheng_core::picture::{self, Marks, Options};
use guicheng_core::text::Findings;

use super::{Page, Sample, push};

pub fn add(s: Sample, pages: &mut Vec<Page>) {
    let page = TaskPage {
        frame: s.frame(Here::Todo),
        case: s.link("BG-2026-014", "BG-2026-014", "/cases/1"),
        policy: s.say("文件变更", "Change of documents"),
        title: s.say("批准变更", "Approve the change"),
        summary: s.say("回访由 15 天提前到 10 天", "The revisit comes after 10 days instead of 15"),
        review: Some(review(s)),
        act: Some(act(s)),
        ..TaskPage::default()
    };
    push(pages, "review", page.clone());
    let link = TaskPage {
        frame: s.bare(),
        link_for: s.say(
            "这个链接发给总经理，只用于办理这一项任务。",
            "This link was sent to the general manager for this one task.",
        ),
        ..page.clone()
    };
    push(pages, "review_link", link);
    let old = ReviewPart {
        warnings: vec![lang::t(s.lang, "review-evidence-old", &[])],
        signatures: Vec::new(),
        ..review(s)
    };
    push(pages, "review_old", TaskPage { review: Some(old), act: None, ..page });
}

fn act(s: Sample) -> Act {
    let choice = |id: &str, label: String, kind: ChoiceKind| Choice {
        id: id.into(),
        label,
        kind,
        ..Choice::default()
    };
    Act {
        action: "/tasks/1".into(),
        choices: vec![
            choice("approve", s.say("批准并签名", "Approve and sign"), ChoiceKind::Sign),
            choice("reject", s.say("退回", "Send back"), ChoiceKind::default()),
        ],
        ..Act::default()
    }
}

/// The shipped complaint procedure, and what a change makes of it.
fn libraries() -> (Library, Library) {
    let old = include_str!("../../../policies/complaint.yaml");
    let new = old
        .replace("revisit_after:       { is: 15d,", "revisit_after:       { is: 10d,")
        .replace("  filing:\n    title", "  second_revisit:\n    title: { zh: 二次回访, en: Second revisit }\n    clause: 8.14-4.4.3\n    task: { post: complaint_desk, ask: revisit, due: 3wd }\n    on:\n      satisfied: { title: { zh: 顾客满意, en: Satisfied }, target: filing }\n\n  filing:\n    title")
        .replace("        opinion: required\n        target: registered\n    exit", "        opinion: required\n        target: second_revisit\n    exit");
    let read = |text: &str| {
        let others = [
            ("policies/organisation.yaml", include_str!("../../../policies/organisation.yaml")),
            ("forms/complaint.yaml", include_str!("../../../forms/complaint.yaml")),
        ];
        let files = others.into_iter().chain([("policies/complaint.yaml", text)]);
        Library::read(files, &mut Findings::new())
    };
    (read(old), read(&new))
}

fn marked(pieces: Vec<Piece>) -> Vec<Marked> {
    let piece = |piece| match piece {
        Piece::Same(text) => Marked::Same(text),
        Piece::Old(text) => Marked::Old(text),
        Piece::New(text) => Marked::New(text),
    };
    pieces.into_iter().map(piece).collect()
}

fn review(s: Sample) -> ReviewPart {
    let (old, new) = libraries();
    let found = differences(&old, &new);
    let change = |d| ReviewChange {
        label: lang::diff::label(s.lang, d),
        place: lang::diff::place(s.lang, d),
        old: d.old.as_ref().map(|said| lang::diff::said(s.lang, said)).unwrap_or_default(),
        new: d.new.as_ref().map(|said| lang::diff::said(s.lang, said)).unwrap_or_default(),
        notes: lang::diff::notes(s.lang, d),
        clause: d.clause.as_ref().map(|clause| s.link(clause, clause, "/manual/8.14")).unwrap_or_default(),
        ..ReviewChange::default()
    };
    let paragraph = ReviewChange {
        label: s.say("条文", "Paragraph"),
        place: "8.14-4.4.2".into(),
        pieces: marked(words_diff(
            "其他类投诉在答复处理意见后第 15 日，由客服回访。",
            "其他类投诉在答复处理意见后第 10 日，由客服回访；仍不满意的，再回访一次。",
        )),
        ..ReviewChange::default()
    };
    let source = |library: &Library| {
        let id = guicheng_core::document::DocumentKind::Policy;
        library.source(id, "complaint").unwrap().text.to_string()
    };
    let text = blocks(&source(&old), &source(&new), 2).into_iter().map(|block| match block {
        Block::Same { new, lines, .. } => ReviewBlock::Same((new..).zip(lines).collect()),
        Block::Folded(count) => {
            ReviewBlock::Folded(lang::t(s.lang, "review-folded", &[("count", count.into())]))
        }
        Block::Changed { new, pieces, .. } => ReviewBlock::Changed(new, marked(pieces)),
    });
    let figure = |label: (&str, &str), value: &str, tone, sentence: (&str, &str), href: &str| ReviewFigure {
        label: s.say(label.0, label.1),
        value: value.into(),
        tone,
        sentence: s.say(sentence.0, sentence.1),
        href: href.into(),
    };
    ReviewPart {
        number: s.link("变更单 BG-2026-014", "Change BG-2026-014", "/changes/1"),
        title: s.say("投诉答复后的回访由 15 天提前到 10 天，并新增“二次回访”", "The revisit after a reply comes after 10 days instead of 15; a second revisit is new"),
        reason: s.say("第三季度有 9 位顾客在第 11–15 天再次来电，回访太晚。", "In the third quarter 9 customers called again between day 11 and 15: the revisit comes too late."),
        proposed: s.say("周某（认证负责人）11 月 20 日提出", "Proposed by Zhou (certification lead), 20 Nov"),
        effect: s.say("拟于 12 月 1 日（周二）00:00 生效", "to take effect Tue 1 Dec 00:00"),
        signatures: vec![
            ReviewSignature { meaning: s.say("审核", "Reviewed"), who: s.say("李某（质检部经理）", "Li (head of quality)"), note: s.say("11 月 21 日 09:12", "21 Nov 09:12"), tone: Tone::Ok, ..ReviewSignature::default() },
            ReviewSignature { meaning: s.say("会签", "Countersigned"), who: s.say("王某（售后经理）", "Wang (after-sales)"), note: s.say("11 月 22 日 10:40", "22 Nov 10:40"), tone: Tone::Ok, ..ReviewSignature::default() },
        ],
        figures: vec![
            figure(("在办案件", "Running cases"), "37", Tone::Plain, ("31 件不变，6 件转到新版，期限变动 6 处", "31 as they are, 6 move, 6 deadlines shift"), "#review-cases"),
            figure(("回放已结案件", "Finished cases replayed"), "14 / 212", Tone::Soon, ("会走另一条路，逐件看", "would have gone another way, one by one"), "#review-backtest"),
            figure(("检查与场景", "Check and stories"), "48 / 48", Tone::Ok, ("场景全部通过，0 个错误，1 个提醒", "all stories pass, 0 errors, 1 warning"), "#review-findings"),
            figure(("要学习的人", "People who learn"), "5", Tone::Plain, ("生效后阅读改动的段落", "read the changed paragraphs once it is in effect"), "#review-readers"),
        ],
        documents: vec![
            ReviewDocument {
                title: s.say("顾客投诉处理", "Customer complaints"),
                revision: "A/3 → A/4".into(),
                path: "policies/complaint.yaml".into(),
                changes: found.iter().map(change).collect(),
                text: text.collect(),
                text_size: lang::t(s.lang, "review-text-size", &[("count", 3.into())]),
                ..ReviewDocument::default()
            },
            ReviewDocument {
                title: s.say("手册 8.14 顾客投诉处理", "Manual 8.14 Customer complaints"),
                revision: "A/3 → A/4".into(),
                path: "manual/zh/8.14.md".into(),
                changes: vec![paragraph],
                ..ReviewDocument::default()
            },
            ReviewDocument { title: s.say("二次回访邮件", "Mail for the second revisit"), state: Some(Chip::new(Tone::Info, lang::t(s.lang, "review-state-new", &[]))), path: "policies/mail/second.yaml".into(), ..ReviewDocument::default() },
        ],
        deadlines: deadlines(&old, &new).iter().map(|d| deadline(s, d)).collect(),
        findings: vec![ReviewFinding {
            severity: Chip::new(Tone::Soon, s.say("提醒", "warning")),
            code: "G0812".into(),
            message: s.say("“二次回访”没有超期升级；同一流程其他任务都有。", "“Second revisit” is not escalated when overdue; all other tasks of the procedure are."),
            place: s.say("policies/complaint.yaml 第 412 行", "policies/complaint.yaml, line 412"),
            answer: s.say("仅内部跟进，不设升级。", "Followed up inside only; no escalation."),
        }],
        suspects_open: lang::t(s.lang, "review-suspects-open", &[("count", 1.into())]),
        suspects: vec![SuspectGroup { title: s.say("手册 8.14（英文）", "Manual 8.14 (English)"), count: lang::t(s.lang, "review-suspects-count", &[("count", 1.into()), ("open", 1.into())]), unfolded: true, items: vec![ReviewSuspect { key: "suspect:1".into(), clause: s.link("依据 8.14-4.4.2", "By clause 8.14-4.4.2", "/manual/8.14"), ..ReviewSuspect::default() }] }],
        pictures: vec![pictures(s, &old, &new)],
        cases: vec![
            ReviewCase { case: s.link("261120031", "261120031", "/cases/2"), standing: s.say("顾客投诉处理：等待答复后第 15 日回访", "Customer complaints: waiting for the revisit"), becomes: Chip::new(Tone::Info, lang::t(s.lang, "review-becomes-moves", &[])), notes: vec![s.say("等待时间：12 月 5 日（周六）→ 11 月 30 日（周一）", "waiting time: Sat 5 Dec → Mon 30 Nov")] },
        ],
        cases_more: s.link("另有 31 件未列出，逐件看全部", "31 more are not listed: all of them, one by one", "/changes/1/cases"),
        parted: vec![ReviewParted { case: s.link("260811007", "260811007", "/cases/3"), place: s.say("8 月 26 日，回访之后", "26 Aug, after the revisit"), was: s.say("登记与分类", "Register and classify"), would: s.say("二次回访", "Second revisit"), because: String::new() }],
        readers: lang::t(s.lang, "review-readers-count", &[("count", 5.into())]),
        reader_names: ["赵某", "钱某", "孙某"].map(String::from).to_vec(),
        evidence: s.say("以上数据收集于今天 09:30，签名将覆盖全部内容与证据：", "Gathered today 09:30; a signature covers all of it:"),
        hash: "9c3fa2d47b10e6c8".into(),
        ..ReviewPart::default()
    }
}

fn deadline(s: Sample, d: &Moved) -> ReviewDeadline {
    let said = |said: &Option<Said>| match said {
        Some(Said::Parts(parts)) => lang::diff::said(s.lang, &parts[0].said),
        said => said.as_ref().map(|said| lang::diff::said(s.lang, said)).unwrap_or_default(),
    };
    ReviewDeadline {
        step: d.step.get(s.lang).to_owned(),
        kind: lang::t(s.lang, "review-deadline-timer", &[]),
        old: said(&d.old),
        new: said(&d.new),
        way: d.earlier.map(|_| Chip::new(Tone::Soon, lang::t(s.lang, "review-earlier", &[]))),
        clause: Link::default(),
    }
}

fn pictures(s: Sample, old: &Library, new: &Library) -> ReviewPicture {
    let policies = (&**old.policy("complaint").unwrap(), &**new.policy("complaint").unwrap());
    let say = |d: &Moved| {
        let deadline = deadline(s, d);
        format!("{} → {}", deadline.old, deadline.new)
    };
    let (before, after) = Marks::of(policies, &differences(old, new), &deadlines(old, new), &say);
    let draw = |library: &Library, marks: Marks, prefix: &str| {
        let say = |sentence: &_| lang::sentence(s.lang, sentence);
        let post = |id: &str| Some(library.organisation()?.post(id)?.title.get(s.lang).to_owned());
        let options =
            Options { fold: true, marks, prefix, width: Some(420), ..Options::new(s.lang, &say, &post) };
        let drawn = picture::picture(library.policy("complaint").unwrap(), &options);
        Picture { svg: Html(drawn.svg), here: drawn.here, ..Picture::default() }
    };
    let label = |id: &str, revision: &str| format!("{} {revision}", lang::t(s.lang, id, &[]));
    ReviewPicture {
        title: s.say("顾客投诉处理", "Customer complaints"),
        old_label: label("review-picture-old", "A/3"),
        new_label: label("review-picture-new", "A/4"),
        old: Some(draw(old, before, "old")),
        new: Some(draw(new, after, "new")),
        words: vec![if s.lang == Lang::Zh {
            "新增：二次回访。".into()
        } else {
            "New: Second revisit.".into()
        }],
    }
}
