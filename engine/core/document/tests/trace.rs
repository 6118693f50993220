//! What carries paragraphs out, how much of the manual that is, and who must look again after a change.

use crate::document::{Carries, Coverage, Library, PlaceKind, arising, changed_places, fingerprint};
use crate::tests::{COMPANY, library};
use crate::text::Lang;

const MANUAL: &str = r#"
=== manual/zh/1.md
---
number: SC-1
title: { zh: 第一章, en: Chapter one }
owner: boss
informative: [1-1]
---
## 1 目的 {#1-1}

规范。 {#1-1.1}

## 2 办法 {#1-2}

两日内答复。 {#1-2.1}

- 甲方办。 {#1-2.1.1}

归档。 {#1-2.2}

无人办。 {#1-3}
=== manual/en/1.md
---
number: SC-1
title: { zh: 第一章, en: Chapter one }
owner: boss
---
Purpose. {#1-1.1}

Answer within two days. {#1-2.1}
"#;

const POLICY: &str = r#"
=== policies/small.yaml
policy: small
title: { zh: 小, en: Small }
clause: "1"
form: small
start: { post: desk, ask: first }
values:
  within: { is: 2d, clause: 1-2.1 }
states:
  open:
    title: { zh: 待办, en: Open }
    clause: 1-2
    task: { post: desk, ask: first }
    on:
      close: { target: closed, clause: 1-2.2 }
  closed: { type: final }
=== forms/small.yaml
form: small
title: { zh: 小, en: Small }
fields:
  place: { type: text, title: { zh: 地点, en: Place } }
sections: { first: { title: { zh: 一, en: One }, fields: [place] } }
"#;

fn read(change: &[(&str, &str)]) -> Library {
    let mut text = format!("{COMPANY}{MANUAL}{POLICY}");
    for (old, new) in change {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    library(&text).0
}

#[test]
fn every_citation_has_a_place_people_know() {
    let library = read(&[]);
    let carries = Carries::of(&library);
    let told: Vec<_> = carries
        .all()
        .filter(|carrier| carrier.document.as_str() == "policies/small")
        .map(|carrier| {
            let title = carrier.title.as_ref().map_or("", |title| &title.zh);
            (carrier.clause.as_str(), carrier.place.as_str(), carrier.kind, title)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1", "", PlaceKind::Whole, "小"),
            ("1-2.1", "values.within", PlaceKind::Value, "小"),
            ("1-2", "states.open", PlaceKind::State, "待办"),
            ("1-2.2", "states.open.on.close", PlaceKind::Transition, "待办"),
        ]
    );
    let of = |clause: &str| -> Vec<String> {
        carries.of_paragraph(clause).iter().map(|carrier| carrier.place.clone()).collect()
    };
    // A paragraph is carried out by what cites it and what cites one above it; one that nobody cites by those below.
    assert_eq!(of("1-2.1.1"), ["values.within", "states.open"]);
    assert_eq!(of("1-2.2"), ["states.open.on.close", "states.open"]);
    assert_eq!(of("1-3"), [""; 0]);
    assert_eq!(of("1"), [""; 0]);
}

#[test]
fn coverage_counts_what_rules_and_names_what_is_missing() {
    let library = read(&[]);
    let coverage = Coverage::of(&library, &Carries::of(&library));
    assert_eq!(coverage.len(), 1);
    assert_eq!((coverage[0].ruling, coverage[0].carried()), (4, 3));
    assert_eq!(coverage[0].uncovered, ["1-3"]);
    let shares = [(3, 4, Some(75)), (199, 200, Some(99)), (0, 3, Some(0)), (0, 0, None), (7, 7, Some(100))];
    for (carried, ruling, percent) in shares {
        assert_eq!(Coverage::percent(carried, ruling), percent);
    }
}

/// Old and new, and what must be looked at: `document place clause side`.
#[test]
fn the_end_that_did_not_change_is_suspect() {
    let three = fingerprint(read(&[("两日内", "三日内")]).paragraph(Lang::Zh, "1-2.1").unwrap());
    let reviewed = format!("policy: small\nreviewed: {{ 1-2.1: {three} }}");
    for (change, expected) in [
        (&[][..], &[][..]),
        // White space and comments change nothing.
        (&[("两日内答复。", "两日内答复。  ")], &[]),
        (&[("clause: 1-2.2 }", "clause: 1-2.2 } # as before")], &[]),
        // A paragraph: the figure that cites it, the state that cites the heading above, the translation.
        (
            &[("两日内", "三日内")],
            &[
                "manual/en/1 1-2.1 1-2.1 translation",
                "policies/small states.open 1-2.1 carrier",
                "policies/small values.within 1-2.1 carrier",
            ],
        ),
        // Changed at both ends, in both languages: only the state is left.
        (
            &[("两日内", "三日内"), ("is: 2d", "is: 3d"), ("two days", "three days")],
            &["policies/small states.open 1-2.1 carrier"],
        ),
        // Its document says that it was read against the new text.
        (
            &[("两日内", "三日内"), ("two days", "three days"), ("policy: small", &reviewed)],
            &["policies/small states.open 1-2.1 carrier"],
        ),
        // A carrier: its paragraph, not what lies around it.
        (&[("is: 2d", "is: 3d")], &["manual/zh/1 1-2.1 1-2.1 paragraph"]),
        (&[("target: closed, clause", "target: open, clause")], &["manual/zh/1 1-2.2 1-2.2 paragraph"]),
        // A carrier that is gone.
        (
            &[("  within: { is: 2d, clause: 1-2.1 }", "  within: { is: 2d }")],
            &["manual/zh/1 1-2.1 1-2.1 paragraph"],
        ),
        // A paragraph that came or went has nobody yet.
        (&[("无人办。 {#1-3}", "无人办。 {#1-4}")], &[]),
    ] {
        let told: Vec<String> = arising(&read(&[]), &read(change))
            .iter()
            .map(|found| format!("{} {} {} {}", found.document, found.place, found.clause, found.side.word()))
            .collect();
        assert_eq!(told, expected, "{change:?}");
    }
}

#[test]
fn what_was_changed_has_been_looked_at() {
    let changed = changed_places(&read(&[]), &read(&[("is: 2d", "is: 3d"), ("归档。", "存档。")]));
    let told: Vec<String> = changed.iter().map(|(document, place)| format!("{document} {place}")).collect();
    assert_eq!(told, ["manual/zh/1 1-2.2", "policies/small values.within"]);
}
