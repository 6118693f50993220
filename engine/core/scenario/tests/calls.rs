//! Stories in which a case calls another one.

use crate::document::Library;
use crate::scenario::{read, run};
use crate::tests::{COMPANY, said};
use crate::text::Findings;

const POLICIES: &str = r#"
=== policies/order.yaml
policy: order
title: { zh: 订单, en: Order }
form: order
start: { post: desk, ask: first }
states:
  asked: { task: { post: desk, overdue: none }, on: { go: { title: { zh: 去, en: Go }, target: making } } }
  making:
    call: { policy: part, id: left, with: { note: record.note } }
    task: { post: desk, overdue: none }
    on: { stop: { title: { zh: 停, en: Stop }, target: over } }
    on_done: { target: over, actions: [record.note = event.data] }
  over: { type: final }
=== policies/part.yaml
policy: part
title: { zh: 部件, en: Part }
form: part
number: "P{serial:year:3}"
states:
  doing: { task: { post: boss, due: 1wd, overdue: none }, on: { ok: { title: { zh: 好, en: Ok }, target: ready } } }
  ready: { type: final, output: '=record.note + "!"' }
=== forms/order.yaml
form: order
title: { zh: 订单, en: Order }
fields: { note: { type: text, title: { zh: 备注, en: Note } } }
sections: { first: { title: { zh: 一, en: One }, fields: [note] } }
=== forms/part.yaml
form: part
title: { zh: 部件, en: Part }
fields: { note: { type: text, title: { zh: 备注, en: Note } } }
sections: { facts: { title: { zh: 一, en: One }, fields: [note] } }
"#;

/// What went wrong in a story, or with its file.
fn told(steps: &[&str]) -> String {
    let steps: String = steps.iter().map(|step| format!("      - {step}\n")).collect();
    let story = format!(
        "=== policies/order.test.yaml\npolicy: order\npeople: {{ ann: {{ posts: [desk] }}, bob: {{ posts: [boss] }} }}\nscenarios:\n  - name: {{ zh: 故事, en: Story }}\n    starts: 2026-11-23T09:00\n    steps:\n{steps}"
    );
    let mut findings = Findings::new();
    let library = Library::read(crate::tests::files(&format!("{COMPANY}{POLICIES}{story}")), &mut findings);
    let book = read(&library, "order", &mut findings);
    let findings = said(findings);
    let Some(book) = book.filter(|_| findings.is_empty()) else { return findings.join("; ") };
    let failure = run(&library, &book).stories.remove(0).1;
    failure.map_or(String::new(), |failure| {
        let told = failure.differences.iter().map(|d| format!("{}: {} → {}", d.what, d.expected, d.got));
        told.collect::<Vec<_>>().join("; ")
    })
}

#[test]
fn a_step_acts_in_a_called_case() {
    const START: &str = "start: { case: a, by: ann, fields: { note: x } }";
    const GO: &str = "act: { by: ann, state: asked, choice: go }";
    for (steps, expected) in [
        (
            &[
                START,
                GO,
                "expect: { states: [making] }",
                "expect: { case: left, states: [doing], number: P001, record: { note: x }, tasks: [{ post: boss, due: 2026-11-24T18:00 }] }",
                "refuse: { case: left, by: ann, state: doing, choice: ok, because: not-yours }",
                "act: { case: left, by: bob, state: doing, choice: ok }",
                "expect: { states: [ready], status: done }",
                "expect: { case: a, states: [over], status: done, record: { note: x! } }",
            ][..],
            "",
        ),
        (
            &[
                START,
                GO,
                "act: { by: ann, state: making, choice: stop }",
                "expect: { case: left, status: cancelled, tasks: [] }",
                "refuse: { case: left, by: bob, state: doing, choice: ok, because: task-closed }",
            ],
            "",
        ),
        (&[START, "act: { case: left, by: bob, state: doing, choice: ok }"], "case: left → none"),
        (&[START, GO, "expect: { case: left, states: [ready] }"], "states: ready → doing"),
    ] {
        assert_eq!(told(steps), expected, "{steps:#?}");
    }
    let unknown = told(&[START, "act: { case: left, by: bob, state: dong, choice: ok }"]);
    assert!(unknown.starts_with("G0805"), "{unknown}");
}
