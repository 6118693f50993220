//! Coverage counts every condition each way: of choices, of eventless and timed transitions, in actions, inside items.

use std::collections::BTreeMap;

use crate::document::Library;
use crate::scenario::{read, run};
use crate::tests::{COMPANY, said};
use crate::text::Findings;

const POLICY: &str = r#"
=== policies/gates.yaml
policy: gates
title: { zh: 门, en: Gates }
form: gates
start: [{ post: desk, ask: first }]
initial: asked
states:
  asked:
    task: { post: desk, overdue: none }
    on: { go: [{ target: route, guard: record.amount > 1 }, { target: over, guard: record.amount > 0 }] }
  route:
    entry:
      - { if: record.amount > 2, then: [{ if: record.amount > 3, then: [record.amount += 0] }] }
    always:
      - { target: items, guard: record.amount > 4 }
      - { target: waits }
  waits:
    after: { 1d: [{ target: over, guard: record.amount > 5 }, { target: items }] }
  items:
    for_each:
      in: '[#{ key: "a" }, #{ key: "b" }]'
      key: item.key
      states:
        look: { always: { target: looked, guard: item.key == "a" }, after: { 1d: looked } }
        looked: { type: final }
    on_done: over
  over: { type: final }
=== forms/gates.yaml
form: gates
title: { zh: 门, en: Gates }
fields: { amount: { type: integer, title: { zh: 数量, en: Amount } } }
sections: { first: { title: { zh: 一, en: One }, fields: [amount] } }
=== policies/gates.test.yaml
policy: gates
people: { ann: { posts: [desk] } }
scenarios:
"#;

/// Conditions with how they were seen, after stories about cases with these amounts: `> 1` → `+-`.
fn seen(amounts: &[i64]) -> BTreeMap<String, String> {
    let mut text = format!("{COMPANY}{POLICY}");
    for amount in amounts {
        text += &format!(
            "  - {{ name: {{ zh: 甲, en: A }}, starts: 2026-11-23T09:00, steps: [{{ start: {{ by: ann, fields: {{ amount: {amount} }} }} }}, {{ act: {{ by: ann, state: asked, choice: go }} }}, {{ advance: 3d }}] }}\n"
        );
    }
    let mut findings = Findings::new();
    let library = Library::read(crate::tests::files(&text), &mut findings);
    let book = read(&library, "gates", &mut findings).unwrap();
    assert_eq!(said(findings), [""; 0]);
    let outcome = run(&library, &book);
    assert!(outcome.stories.iter().all(|(_, failure)| failure.is_none()), "{:#?}", outcome.stories);
    let conditions = outcome.coverage.unwrap().conditions;
    assert_eq!(conditions.total, 14);
    assert_eq!(conditions.covered + conditions.missing.len(), conditions.total);
    let all =
        ["amount > 0", "amount > 1", "amount > 2", "amount > 3", "amount > 4", "amount > 5", "item.key"];
    let missing = |way: bool, of: &str| {
        conditions.missing.iter().any(|m| m.name.starts_with(&format!("{way}: ")) && m.name.contains(of))
    };
    let ways = |of: &str| {
        let way = |way, mark| if missing(way, of) { "" } else { mark };
        format!("{}{}", way(true, "+"), way(false, "-"))
    };
    all.iter().map(|of| ((*of).to_owned(), ways(of))).collect()
}

#[test]
fn every_condition_counts_each_way() {
    for (amounts, expected) in [
        // The second of two is not judged where the first one holds.
        (&[2][..], ["", "+", "-", "", "-", "-", "+-"]),
        (&[1], ["+", "-", "", "", "", "", ""]),
        (&[3], ["", "+", "+", "-", "-", "-", "+-"]),
        (&[5], ["", "+", "+", "+", "+", "", "+-"]),
        (&[1, 2, 3, 5], ["+", "+-", "+-", "+-", "+-", "-", "+-"]),
    ] {
        let seen: Vec<String> = seen(amounts).into_values().collect();
        assert_eq!(seen, expected, "{amounts:?}");
    }
}
