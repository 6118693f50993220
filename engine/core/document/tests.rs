//! Bundles with mistakes, lookups, and what a case is pinned to.

mod distribution;
mod trace;

use super::*;
use crate::tests::{COMPANY, library};
use crate::text::Lang;
use crate::value::Hash;

#[test]
fn ids_are_paths_without_their_ending() {
    for (path, kind, name) in [
        ("policies/complaint.yaml", DocumentKind::Policy, "complaint"),
        ("policies/complaint.test.yaml", DocumentKind::Scenarios, "complaint"),
        ("policies/mail/recall_letter.yaml", DocumentKind::MailText, "recall_letter"),
        ("policies/organisation.yaml", DocumentKind::Organisation, "organisation"),
        ("policies/calendar.yaml", DocumentKind::Calendar, "calendar"),
        ("forms/complaint.yaml", DocumentKind::Form, "complaint"),
        ("forms/registers/customer.yaml", DocumentKind::Register, "customer"),
        ("manual/zh/8.14.md", DocumentKind::ChapterZh, "8.14"),
        ("manual/en/8.14.md", DocumentKind::ChapterEn, "8.14"),
    ] {
        let id = DocumentId::of_path(path).unwrap();
        assert_eq!((id.kind(), id.name(), id.path().as_str()), (kind, name, path));
        assert_eq!(DocumentId::of(kind, name), Some(id.clone()));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<DocumentId>(&json).unwrap(), id);
    }
    for path in [
        "policies/README.md",
        "policies/Complaint.yaml",
        "policies/complaint.md",
        "policies/a/b.yaml",
        "manual/8.14.md",
        "manual/zh/8.14.yaml",
        "complaint.yaml",
        "",
    ] {
        assert_eq!(DocumentId::of_path(path), None, "{path}");
    }
    assert!(serde_json::from_str::<DocumentId>("\"etc/passwd\"").is_err());
}

const BUNDLE: &str = r#"
=== policies/small.yaml
policy: small
title: { zh: 小, en: Small }
form: small
start: { post: desk, ask: first }
states:
  open:
    task: { post: desk, ask: first }
    on:
      close:
        target: closed
        guard: row("stock", record.place).free > 0
        actions:
          - { mail: told, to: { register: customer, key: record.customer, field: email }, with: { name: record.place } }
          - { propose: { penalty: 50, to: holder } }
  closed: { type: final }
=== policies/small.test.yaml
policy: small
=== forms/small.yaml
form: small
title: { zh: 小, en: Small }
fields:
  place: { type: text, title: { zh: 地点, en: Place } }
  customer: { type: ref, register: customer, title: { zh: 顾客, en: Customer } }
  unseen: { type: ref, register: nowhere, title: { zh: 无, en: None } }
sections: { first: { title: { zh: 一, en: One }, fields: [place, customer, unseen] } }
=== forms/registers/customer.yaml
register: customer
title: { zh: 顾客, en: Customers }
key: { title: { zh: 编号, en: Number }, pattern: "C-[0-9]{3}" }
summary: "{name}"
maintained_by: desk
optional: [email]
fields:
  name: { type: text, title: { zh: 名称, en: Name } }
  email: { type: text, title: { zh: 邮箱, en: E-mail }, personal: true }
=== forms/registers/stock.yaml
register: stock
title: { zh: 库存, en: Stock }
key: { title: { zh: 编号, en: Number }, pattern: ".*" }
summary: "{free}"
maintained_by: desk
fields: { free: { type: integer, title: { zh: 数量, en: Free } } }
=== forms/registers/penalty.yaml
register: penalty
title: { zh: 奖惩, en: Penalties }
key: { title: { zh: 编号, en: Number }, pattern: ".*" }
summary: "{amount}"
maintained_by: desk
fields: { amount: { type: money, title: { zh: 金额, en: Amount } } }
=== forms/registers/other.yaml
register: other
title: { zh: 其他, en: Other }
key: { title: { zh: 编号, en: Number }, pattern: ".*" }
summary: "{a}"
maintained_by: desk
fields: { a: { type: bool, title: { zh: 甲, en: A } } }
=== policies/mail/told.yaml
mail: told
title: { zh: 告知, en: Told }
subject: { zh: "{name}", en: "{name}" }
text: { zh: 您好, en: Hello }
=== manual/zh/1.md
---
number: SC-1
title: { zh: 第一章, en: Chapter one }
owner: boss
---

# 1 第一章

## 1.1 范围 {#1-1}

第一行，
第二行。 {#1-1.1}

- 甲 {#1-1.2}
- 乙 {#1-1.3}

| 一 | 二 {#1-1.4} |
"#;

#[test]
fn everything_is_found_by_its_name() {
    let (library, said) = library(&format!("{COMPANY}{BUNDLE}"));
    assert_eq!(said, [""; 0]);
    assert_eq!(library.policies().count(), 1);
    assert_eq!(library.form_of(library.policy("small").unwrap()).unwrap().fields.len(), 3);
    let customer = library.register("customer").unwrap();
    assert!(customer.check_key("C-001").is_none() && customer.check_key("C-0011").is_some());
    let required: Vec<bool> = customer.row().entries.iter().map(|entry| entry.required).collect();
    assert_eq!(required, [true, false]);
    assert!(customer.form.field("email").unwrap().personal);
    assert!(library.mail_text("told").unwrap().placeholders().contains("name"));
    assert_eq!(library.organisation().unwrap().post("desk").unwrap().reports_to.as_deref(), Some("boss"));
    assert!(library.calendar().is_some());
    for (clause, text) in [
        ("1", Some("第一章")),
        ("1-1", Some("1.1 范围")),
        ("1-1.1", Some("第一行，\n第二行。")),
        ("1-1.2", Some("- 甲")),
        ("1-1.3", Some("- 乙")),
        ("1-1.4", Some("一 | 二")),
        ("1-1.5", None),
        ("2-1", None),
    ] {
        assert_eq!(library.clause(Lang::Zh, clause), text, "{clause}");
        assert_eq!(library.clause(Lang::En, clause), None);
    }
    assert!(library.paragraph(Lang::Zh, "1-1").unwrap().heading);
}

#[test]
fn a_case_is_pinned_to_what_its_policy_names() {
    let text = format!("{COMPANY}{BUNDLE}");
    let (library, _) = library(&text);
    let pins = library.pins("small");
    let ids: Vec<&str> = pins.keys().map(DocumentId::as_str).collect();
    assert_eq!(
        ids,
        [
            "forms/registers/customer",
            "forms/registers/penalty",
            "forms/registers/stock",
            "forms/small",
            "policies/calendar",
            "policies/mail/told",
            "policies/organisation",
            "policies/small",
        ]
    );
    for (id, hash) in &pins {
        let bytes = crate::tests::files(&text).into_iter().find(|(path, _)| *path == id.path()).unwrap().1;
        assert_eq!(*hash, Hash::of(bytes));
    }
    assert!(library.pins("nobody").is_empty());
}

#[test]
fn mistakes_are_told_all_at_once() {
    let organisation = r#"
=== policies/organisation.yaml
organisation: company
title: { zh: 公司, en: Company }
departments:
  office: { title: { zh: 办公室, en: Office }, head: bos }
posts:
  desk: { title: { zh: 受理, en: Desk }, department: ofice, reports_to: boss }
  boss: { title: { zh: 经理, en: Boss }, department: office, reports_to: desk, delegate: maybe }
  clerk: { title: { zh: 职员, en: Clerk }, reports_to: nobody, colour: red }
"#;
    let mail = r#"
=== policies/mail/told.yaml
mail: told
title: { zh: 告知, en: Told }
subject: { zh: "{name}", en: "Hello" }
text: { zh: "您好 {", en: "Hello {other} }" }
"#;
    let manual = r#"
=== manual/zh/1.md
---
number: SC-1
title: { zh: 第一章, en: Chapter one }
owner: boss
color: red
---
一 {#1-1}

二 {#1-1}

三 {#2-1}

四 {#1-？} 五
=== manual/en/1.md
no front matter {#1-1}
=== manual/zh/one.txt
=== policies/misplaced.yml
"#;
    for (text, expected) in [
        (
            organisation,
            &[
                "G0706 policies/organisation.yaml:4:51 name=bos guess=boss known=desk, boss, clerk",
                "G0707 policies/organisation.yaml:6:3 post=desk",
                "G0704 policies/organisation.yaml:6:52 name=ofice guess=office known=office",
                "G0707 policies/organisation.yaml:7:3 post=boss",
                "G0144 policies/organisation.yaml:7:88 name=maybe known=required, optional",
                "G0133 policies/organisation.yaml:8:10 key=department",
                "G0705 policies/organisation.yaml:8:54 name=nobody known=desk, boss, clerk",
                "G0134 policies/organisation.yaml:8:62 name=colour known=clause, delegate, department, reads_all, reports_to, title",
            ][..],
        ),
        (
            mail,
            &[
                "~G0713 policies/mail/told.yaml:3:17 name=name lang=en",
                "G0712 policies/mail/told.yaml:4:17 text={",
                "~G0713 policies/mail/told.yaml:4:32 name=other lang=zh-CN",
                "G0712 policies/mail/told.yaml:4:38 text=}",
            ][..],
        ),
        (
            manual,
            &[
                "G0720 manual/en/1.md:1:1",
                "G0134 manual/zh/1.md:5:1 name=color known=element, informative, number, owner, title",
                "G0723 manual/zh/1.md:9:3 clause=1-1 line=7",
                "G0724 manual/zh/1.md:11:3 clause=2-1 chapter=1",
                "G0722 manual/zh/1.md:13:3 text={#1-？} 五",
                "~G0702 policies/misplaced.yml:1:1",
            ][..],
        ),
    ] {
        assert_eq!(library(text).1, expected);
    }
}

/// What a draft makes of a library is what reading all files anew would make of it: findings, lookups, pins.
#[test]
fn a_library_with_changes_is_one_read_anew() {
    let shared = "=== policies/tables/figures.yaml\ntable: figures\ntitle: { zh: 数, en: Figures }\nvalues: { most: { is: 5, title: { zh: 多, en: Most } } }\n";
    let text = format!("{COMPANY}{BUNDLE}{shared}")
        .replace("form: small\nstart", "form: small\nuses: figures\nstart");
    let all = crate::tests::files(&text);
    let judged = |library: &Library, mut findings: crate::text::Findings| {
        crate::check::check(library, &mut findings);
        crate::tests::said(findings)
    };
    let anew = |files: &[(String, String)]| {
        let mut findings = crate::text::Findings::new();
        let library = Library::read(files.iter().map(|(path, text)| (path, text)), &mut findings);
        (judged(&library, findings), library)
    };
    let (_, before) = anew(&all);
    assert!(before.shared_document("figures").is_some());
    for (at, (path, text)) in all.iter().enumerate() {
        let id = DocumentId::of_path(path).unwrap();
        let cut: String = text.lines().take(3).map(|line| format!("{line}\n")).collect();
        for bytes in [None, Some(cut), Some(text.replace("en:", "fr:")), Some(text.clone())] {
            let mut files = all.clone();
            match &bytes {
                Some(bytes) => files[at].1 = bytes.clone(),
                None => drop(files.remove(at)),
            }
            let (expected, read) = anew(&files);
            let mut findings = crate::text::Findings::new();
            let with = before.with([(id.clone(), bytes)], &mut findings);
            // Findings of files that were not read again are those of the library before; here it had none.
            assert_eq!(judged(&with, findings), expected, "{path}");
            assert_eq!(with.pins("small"), read.pins("small"), "{path}");
        }
    }
}

/// The service shares one between its threads.
#[test]
fn a_library_may_be_shared() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Library>();
}
