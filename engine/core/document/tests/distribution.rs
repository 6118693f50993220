//! The list of distribution, appointments, and whom a change concerns.

use super::super::affected::heads;
use super::super::{DocumentId, DocumentKind, Held, Library, Readership};
use crate::tests::{COMPANY, library, said};
use crate::text::Findings;
use crate::value::Moment;

const TEXT: &str = r#"
=== policies/distribution.yaml
distribution: company
title: { zh: 分发, en: Distribution }
rules:
  - { documents: manual/*, number: "{own}", owner: desk, readers: all, public: true }
  - { documents: policies/small, number: LC-1, owner: boss, readers: [involved, boss], review: 1y, hold: true, copies: boss }
  - { documents: "policies/s*l*.test", number: "QJ-{name}", owner: boss }
  - { documents: "*", number: "X-{name}", owner: boss, readers: involved }
=== policies/small.yaml
policy: small
title: { zh: 小, en: Small }
clause: "1"
form: small
start: { post: desk }
values: { then: { is: boss } }
states:
  open: { task: { post: desk }, on: { close: closed } }
  closed: { type: final }
=== policies/small.test.yaml
policy: small
=== forms/small.yaml
form: small
title: { zh: 小, en: Small }
fields: {}
sections: {}
=== manual/zh/1.md
---
number: SC-1
title: { zh: 一, en: One }
owner: boss
---
甲 {#1-1}
"#;

fn id(text: &str) -> DocumentId {
    DocumentId::parse(text).unwrap()
}

#[test]
fn the_first_rule_that_fits_counts() {
    let (library, _) = library(&format!("{COMPANY}{TEXT}"));
    let posts = |names: &[&str]| Readership::Posts(names.iter().map(|name| (*name).to_owned()).collect());
    for (document, number, owner, readers) in [
        ("manual/zh/1", "SC-1", "boss", Readership::Everybody), // a chapter's own owner
        ("policies/small", "LC-1", "boss", posts(&["boss", "desk"])),
        ("policies/small.test", "QJ-small", "boss", posts(&[])),
        ("forms/small", "X-small", "boss", posts(&["boss", "desk"])),
        ("policies/calendar", "X-calendar", "boss", posts(&[])),
        ("policies/other", "X-other", "boss", posts(&[])), // not there yet
    ] {
        let id = id(document);
        assert_eq!(library.number_of(&id).as_deref(), Some(number), "{document}");
        assert_eq!(library.owner_of(&id).as_deref(), Some(owner), "{document}");
        assert_eq!(library.readers_of(&id), readers, "{document}");
    }
    let rule = library.distribution().unwrap().rule(&id("policies/small")).unwrap();
    assert_eq!((rule.hold, rule.public, rule.copies.as_ref().unwrap().value.as_str()), (true, false, "boss"));
    // Without a list a chapter has what it states itself, and nobody has to read anything.
    let (bare, _) =
        library_of("=== manual/zh/1.md\n---\nnumber: SC-1\ntitle: { zh: 一, en: One }\nowner: boss\n---\n");
    assert_eq!(bare.number_of(&id("manual/zh/1")).as_deref(), Some("SC-1"));
    assert_eq!(bare.number_of(&id("forms/small")), None);
    assert_eq!(bare.readers_of(&id("manual/zh/1")), posts(&[]));
}

fn library_of(text: &str) -> (Library, Vec<String>) {
    library(&format!("{COMPANY}{text}"))
}

#[test]
fn mistakes_of_both_lists_are_told() {
    for (text, expected) in [
        ("number: \"X-{name}\", owner: boss }\n", vec!["~G0971 doc", "G0970 number"]),
        (
            "number: \"{nome}\", owner: bos, copies: dsk }\n",
            vec!["G0973 text=nome", "G0970", "G0610 name=bos", "G0610 name=dsk"],
        ),
    ] {
        let list = format!(
            "=== policies/distribution.yaml\ndistribution: company\ntitle: {{ zh: 分, en: D }}\nrules:\n  - {{ documents: \"*/*a*\", {text}  - {{ documents: nowhere, number: a, owner: boss }}\n=== manual/zh/a.md\n---\nnumber: a\ntitle: {{ zh: 一, en: One }}\nowner: boss\n---\n=== policies/tables/organisation.yaml\ntable: organisation\ntitle: {{ zh: 表, en: T }}\n"
        );
        let (read, mut told) = library_of(&list);
        let mut findings = Findings::new();
        crate::check::check(&read, &mut findings);
        told.extend(said(findings));
        let text = told.join("\n");
        assert!(text.contains("~G0972"), "{text}");
        for part in expected {
            let (code, rest) = part.split_once(' ').unwrap_or((part, ""));
            assert!(told.iter().any(|line| line.contains(code) && line.contains(rest)), "{part}: {text}");
        }
    }
    let rows = "=== policies/appointments.yaml\nappointments: company\ntitle: { zh: 任命, en: A }\nrows:\n  - { post: desk, person: ann, from: 2026-02-01, to: 2026-01-31 }\n  - { post: desk, person: bob, from: 2026-01-01 }\n  - { post: desk, person: bob, from: 2026-05-01 }\n  - { post: desk, person: bob, from: 2026-05-01, kind: delegate }\n";
    let (_, told) = library_of(rows);
    let codes: Vec<&str> = told.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(codes, ["G0974", "G0975"], "{told:?}");
}

fn at(text: &str) -> Moment {
    Moment::parse(&format!("{text}T00:00:00+08:00")).unwrap()
}

/// `id post person from..to`, of what is written when the document takes effect on 1 June.
fn reconciled(rows: &str, held: &[Held]) -> Vec<String> {
    let text = format!(
        "=== policies/appointments.yaml\nappointments: company\ntitle: {{ zh: 任命, en: A }}\nrows: [{rows}]\n"
    );
    let (library, told) = library_of(&text);
    assert_eq!(told, [""; 0]);
    let changes =
        library.appointments().unwrap().changes(held, library.calendar().unwrap(), at("2026-06-01"));
    let day = |moment: Moment| library.calendar().unwrap().date(moment).to_string();
    changes.iter().map(|h| format!("{} {}..{}", h.id, day(h.from), h.to.map_or(String::new(), day))).collect()
}

fn held(id: &str, post: &str, person: &str, from: &str, to: Option<&str>) -> Held {
    let delegate = id.contains("delegate") || id.starts_with("away");
    let (post, person) = (post.to_owned(), person.to_owned());
    Held { id: id.to_owned(), post, person, delegate, from: at(from), to: to.map(at) }
}

#[test]
fn appointments_come_and_go_and_the_past_stays() {
    let ann = held("appointments-desk-ann-2026-01-01", "desk", "ann", "2026-01-01", None);
    // The same line again changes nothing.
    assert_eq!(
        reconciled("{ post: desk, person: ann, from: 2026-01-01 }", std::slice::from_ref(&ann)),
        [""; 0]
    );
    // A table that knows the post not at all takes its history over.
    assert_eq!(
        reconciled(
            "{ post: desk, person: ann, from: 2025-01-01, to: 2025-12-31 }, { post: desk, person: bob, from: 2026-01-01 }",
            &[]
        ),
        [
            "appointments-desk-ann-2025-01-01 2025-01-01..2026-01-01",
            "appointments-desk-bob-2026-01-01 2026-01-01.."
        ]
    );
    // Another holder: the one before ends now, and nobody begins in the past.
    assert_eq!(
        reconciled("{ post: desk, person: bob, from: 2026-03-01 }", std::slice::from_ref(&ann)),
        [
            "appointments-desk-bob-2026-03-01 2026-06-01..",
            "appointments-desk-ann-2026-01-01 2026-01-01..2026-06-01"
        ]
    );
    // A last day to come, and one that has passed.
    for (to, end) in [("2026-06-30", "2026-07-01"), ("2026-04-30", "2026-06-01")] {
        assert_eq!(
            reconciled(
                &format!("{{ post: desk, person: ann, from: 2026-01-01, to: {to} }}"),
                std::slice::from_ref(&ann)
            ),
            [format!("appointments-desk-ann-2026-01-01 2026-01-01..{end}")]
        );
    }
    // Other posts, delegations that people made themselves, and what has ended are left alone.
    let others = [
        held("appointments-boss-cat-2026-01-01", "boss", "cat", "2026-01-01", None),
        held("away-1", "desk", "dan", "2026-05-01", None),
        held("appointments-desk-eve-2025-01-01", "desk", "eve", "2025-01-01", Some("2026-01-01")),
        held("delegates-desk-dan-2026-01-01", "desk", "dan", "2026-01-01", None),
        ann,
    ];
    assert_eq!(
        reconciled("{ post: desk, person: ann, from: 2026-01-01 }", &others),
        ["delegates-desk-dan-2026-01-01 2026-01-01..2026-06-01"]
    );
    // One that is still to begin and was taken out never begins.
    let later = held("appointments-desk-fay-2026-09-01", "desk", "fay", "2026-09-01", None);
    assert_eq!(
        reconciled("{ post: desk, person: gus, from: 2026-08-01 }", &[later]),
        [
            "appointments-desk-gus-2026-08-01 2026-08-01..",
            "appointments-desk-fay-2026-09-01 2026-09-01..2026-09-01"
        ]
    );
}

const OFFICES: &str = r#"
=== policies/organisation.yaml
organisation: company
title: { zh: 公司, en: Company }
departments:
  sales: { title: { zh: 销售, en: Sales }, head: seller }
  works: { title: { zh: 生产, en: Works }, head: maker }
  money: { title: { zh: 财务, en: Money }, head: payer }
posts:
  seller: { title: { zh: 甲, en: A }, department: sales }
  maker: { title: { zh: 乙, en: B }, department: works }
  payer: { title: { zh: 丙, en: C }, department: money }
  lead: { title: { zh: 丁, en: D }, department: money }
  clerk: { title: { zh: 戊, en: E }, department: works }
=== policies/matrix.yaml
matrix: company
title: { zh: 表, en: M }
functions: { s: { department: sales }, w: { department: works }, m: { department: money }, l: { post: lead } }
rows: { "1": [▲, △, □, □], "2": [△, ▲, "-", □] }
=== policies/distribution.yaml
distribution: company
title: { zh: 分, en: D }
rules: [{ documents: "*", number: "{name}", owner: clerk, readers: seller }]
=== policies/appointments.yaml
appointments: company
title: { zh: 任, en: A }
rows: [{ post: clerk, person: ann, from: 2026-01-01 }]
=== policies/calendar.yaml
calendar: company
title: { zh: 日历, en: Calendar }
time_zone: Asia/Shanghai
day: { opens: "09:00", closes: "18:00" }
weekend: [saturday, sunday]
years: { 2026: { source: test } }
=== policies/one.yaml
policy: one
title: { zh: 一, en: One }
clause: "5"
element: "1"
uses: [shared]
start: { post: seller }
states:
  open: { clause: 5-1, task: { post: seller }, on: { close: closed } }
  closed: { type: final, entry: [{ mail: told, to: seller }] }
=== policies/two.yaml
policy: two
title: { zh: 二, en: Two }
element: "2"
form: f
start: { post: maker }
states:
  open: { clause: 5-2, task: { post: maker }, on: { close: closed } }
  closed: { type: final }
=== policies/one.test.yaml
policy: one
=== policies/tables/shared.yaml
table: shared
title: { zh: 数, en: Figures }
values: { a: { is: 1d } }
=== policies/mail/told.yaml
mail: told
title: { zh: 告知, en: Told }
subject: { zh: 您好, en: Hello }
text: { zh: 您好, en: Hello }
=== forms/f.yaml
form: f
title: { zh: 表, en: F }
fields: {}
sections: {}
=== manual/zh/5.md
---
number: SC-5
title: { zh: 五, en: Five }
owner: lead
---
甲 {#5-1}

乙 {#5-2}

丙 {#5-3}
"#;

#[test]
fn the_matrix_names_the_departments_that_a_change_concerns() {
    let (old, told) = library(OFFICES);
    assert_eq!(told, [""; 0]);
    let mark = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    for (document, (from, to), expected) in [
        ("policies/one", mark("zh: 一", "zh: 壹"), "seller payer"), // ▲ and □; the post of its own is no department
        ("policies/two", mark("zh: 二", "zh: 贰"), "maker"),
        ("policies/one", mark("element: \"1\"", "element: \"2\""), "seller maker payer"), // before and after
        ("policies/one.test", mark("one", "one\npeople: {}"), ""),
        ("policies/tables/shared", mark("1d", "2d"), "seller payer"),
        ("policies/mail/told", mark("en: Told", "en: Say"), "seller payer"),
        ("forms/f", mark("zh: 表", "zh: 表单"), "maker"),
        ("manual/zh/5", mark("甲", "子"), "seller payer"), // carried out by one
        ("manual/zh/5", mark("乙", "丑"), "maker"),
        ("manual/zh/5", mark("丙", "寅"), ""), // by nothing
        ("manual/zh/5", mark("owner: lead", "owner: lead\nelement: \"2\""), "maker"),
        ("policies/calendar", mark("18:00", "17:00"), "seller maker payer"),
        ("policies/organisation", mark("戊, en: E", "己, en: E"), "maker"),
        ("policies/organisation", mark("head: payer", "head: lead"), "payer"), // who heads it now
        ("policies/organisation", mark("E }, department: works", "E }, department: sales"), "seller maker"),
        ("policies/matrix", mark("[△, ▲, \"-\", □]", "[□, ▲, \"-\", □]"), "seller maker"),
        ("policies/matrix", mark("[△, ▲, \"-\", □]", "[△, ▲, \"-\", △]"), "maker"),
        ("policies/appointments", mark("person: ann", "person: bob"), "maker"),
        ("policies/distribution", mark("readers: seller", "readers: all"), "seller maker"),
    ] {
        let id = id(document);
        let source = old.document(&id).unwrap().source.clone().unwrap();
        let text = source.text.replacen(&from, &to, 1);
        assert_ne!(text, source.text.to_string(), "{document} has no {from}");
        let new = old.with([(id.clone(), Some(text))], &mut Findings::new());
        assert_eq!(heads(&old, &new, &[id]).join(" "), expected, "{document}: {from} → {to}");
    }
    // Taken out, and new.
    let two = DocumentId::of(DocumentKind::Policy, "two").unwrap();
    let without = old.with([(two.clone(), None::<&str>)], &mut Findings::new());
    assert_eq!(heads(&old, &without, std::slice::from_ref(&two)), ["maker"]);
    assert_eq!(heads(&without, &old, &[two]), ["maker"]);
}
