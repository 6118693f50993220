//! Paragraphs and the documents that carry them out; posts that nobody holds.

use std::collections::BTreeSet;

use super::{findings, policy};
use crate::document::Library;
use crate::text::{Findings, Lang};

const MANUAL: &str = r#"
=== manual/zh/1.md
---
number: SC-1
title: { zh: 一, en: One }
owner: desk
informative: [1-1]
---
目的 {#1-1}

### 2.1 标题 {#1-2.1}

甲 {#1-2.1.1}

乙 {#1-2.2}

丙 {#1-3}
=== manual/en/1.md
---
number: SC-1
title: { zh: 一, en: One }
owner: desk
---
Aim {#1-1}

### 2.1 Head {#1-2.1}

A {#1-2.1.1}

B {#1-2.2}

C {#1-3}
"#;

/// Findings about a policy that cites these clauses; of the manual in Chinese.
fn of(head: &str) -> String {
    let said = findings(&format!("{MANUAL}{}", policy(head, "  e: { type: final }\n")));
    said.join("; ").replace("policies/", "").replace("manual/zh/", "")
}

#[test]
fn paragraphs_that_nobody_carries_out() {
    for (head, expected) in [
        (
            "clause: 1",
            ".G0740 1.md:11:3 name=1-2.1.1; .G0740 1.md:13:3 name=1-2.2; .G0740 1.md:15:3 name=1-3",
        ),
        // What is above or below a cited paragraph is carried out with it; the chapter as a whole says nothing.
        ("clause: 1-2.1", ".G0740 1.md:13:3 name=1-2.2; .G0740 1.md:15:3 name=1-3"),
        (
            "clause: 1-2\nvalues: { a: { is: 1, clause: 1-3 } }",
            "G0620 p.yaml:4:9 name=1-2 guess=1-1 known=1-1, 1-2.1, 1-2.1.1, 1-2.2, 1-3",
        ),
        ("clause: 1-2.2\nvalues: { a: { is: 1, clause: 1-3 }, b: { is: 1, clause: 1-2.1.1 } }", ""),
    ] {
        assert_eq!(of(head), expected, "{head}");
    }
}

#[test]
fn carriers_of_changed_paragraphs() {
    let mut ignored = Findings::new();
    let library = Library::read(crate::tests::files(MANUAL), &mut ignored);
    let print = |clause: &str| crate::document::fingerprint(library.paragraph(Lang::Zh, clause).unwrap());
    let (two, three) = (print("1-2.2"), print("1-3"));
    assert_eq!((two.len(), two != three), (8, true));
    let cited = "clause: 1-2.2\nvalues: { a: { is: 1, clause: 1-3 }, b: { is: 1, clause: 1-2.1.1 } }";
    for (reviewed, expected) in [
        (format!("1-2.2: {two}, 1-3: {three}, 1-2.1.1: {}", print("1-2.1.1")), String::new()),
        (
            format!("1-2.2: {two}, 1-3: \"{two}\", 1-2.1.1: {}", print("1-2.1.1")),
            format!("~G0741 p.yaml:5:31 name=1-3 fingerprint={three}"),
        ),
        (
            format!("1-2.2: {two}, 1-3: {three}"),
            format!(".G0742 p.yaml:5:58 name=1-2.1.1 fingerprint={}", print("1-2.1.1")),
        ),
        (
            format!("1-1: {two}, 1-2.2: {two}, 1-3: {three}, 1-2.1.1: {}", print("1-2.1.1")),
            "~G0743 p.yaml:6:13 name=1-1".to_owned(),
        ),
    ] {
        assert_eq!(of(&format!("{cited}\nreviewed: {{ {reviewed} }}")), expected, "{reviewed}");
    }
}

#[test]
fn posts_that_nobody_holds() {
    let states = "  a: { title: { zh: 办, en: Do }, task: { post: desk, due: 1d, overdue: { after: 1d, escalate: boss } }, on: { x: { target: e, title: { zh: 好, en: OK } } } }\n  e: { type: final }\n";
    let bundle = format!("{}{}", crate::tests::COMPANY, policy("", states));
    let library = Library::read(crate::tests::files(&bundle), &mut Findings::new());
    for (held, expected) in [
        (&["desk", "boss"][..], ""),
        (&["desk"], "~G0744 policies/p.yaml:6:95 name=boss"),
        (&[], "~G0744 policies/p.yaml:3:16 name=desk; ~G0744 policies/p.yaml:6:95 name=boss"),
    ] {
        let held: BTreeSet<String> = held.iter().map(|post| (*post).to_owned()).collect();
        let mut found = Findings::new();
        crate::check::check_holders(&library, &held, &mut found);
        assert_eq!(crate::tests::said(found).join("; "), expected, "{held:?}");
    }
}
