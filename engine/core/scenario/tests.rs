//! Stories that pass, stories that fail and say why, and files with mistakes.

mod calls;
mod guards;

use super::*;
use crate::document::Library;
use crate::tests::{COMPANY, said};
use crate::text::Findings;

/// A policy with a bit of everything: two signers, a choice with a guard, a timer, items, a quota, a register.
const POLICY: &str = r#"
=== policies/loan.yaml
policy: loan
title: { zh: 借用, en: Loan }
form: loan
number: "L{yy}{serial:month:2}"
start: [{ post: desk, ask: first }, { post: boss }]
values: { fine: 10 CNY }
tables: { size: { in: { n: record.amount }, out: [word], rows: [["< 100", small], [">= 100", large]] } }
quotas: { daily: { per: day, max: 1 } }
vars: { round: "0" }
schedules: [{ id: monthly, every: 1mo, first: 2026-01-05, fields: { note: planned } }]
initial: asked
states:
  asked:
    entry: [vars.round += 1]
    task:
      post: desk
      ask: decision
      due: 1wd
      remind: { before: 2h }
      overdue: [{ after: 1d, every: 1d, times: 2, propose: { penalty: values.fine, to: holder } }, { after: 3d, escalate: boss }]
      cc: boss
    on:
      lend: { target: signing, guard: table.size.word == "small", actions: [{ take: daily }] }
      refuse: { target: refused, ask: none, opinion: required }
      count: items
  signing:
    task: { posts: [desk, boss], decide: all, overdue: none }
    on: { sign: lent, back: asked }
  lent:
    entry:
      - { register: things, key: record.thing, set: { where: '"out"' } }
      - { mail: told, to: { register: things, key: record.thing, field: where } }
    after: { 2d: overdue }
    on: { returned: over }
  overdue: { entry: [record.late = record.nothing], always: over }
  items:
    for_each:
      in: 'register("things", #{ where: "in" })'
      key: item.key
      states:
        look: { task: { post: boss, ask: look }, on: { seen: looked } }
        looked: { type: final }
    on_done: asked
  refused: { type: final }
  over: { type: final }
=== forms/loan.yaml
form: loan
title: { zh: 借用, en: Loan }
fields:
  thing: { type: ref, register: things, title: { zh: 物品, en: Thing } }
  amount: { type: integer, title: { zh: 数量, en: Amount } }
  who: { type: text, title: { zh: 姓名, en: Name }, personal: true }
  note: { type: text, title: { zh: 备注, en: Note } }
  nothing: { type: text, title: { zh: 无, en: Nothing } }
  late: { type: text, computed: true, title: { zh: 迟, en: Late } }
  whole: { type: bool, item: true, title: { zh: 完好, en: Whole } }
sections:
  first: { title: { zh: 一, en: One }, fields: [thing, who] }
  decision: { title: { zh: 二, en: Two }, fields: [amount, note, nothing], optional: [note, nothing] }
  look: { title: { zh: 三, en: Three }, fields: [whole] }
=== forms/registers/things.yaml
register: things
title: { zh: 物品, en: Things }
key: { title: { zh: 编号, en: Number }, pattern: "T-[0-9]" }
summary: "{where}"
maintained_by: desk
fields: { where: { type: text, title: { zh: 所在, en: Where } } }
=== policies/mail/told.yaml
mail: told
title: { zh: 告知, en: Told }
subject: { zh: 甲, en: A }
text: { zh: 甲, en: A }
=== policies/loan.test.yaml
policy: loan
people: { ann: { posts: [desk] }, bob: { posts: [boss] }, cat: { delegate_for: [desk] }, dan: {} }
registers: { things: [{ key: T-1, where: in }, { key: T-2, where: in }] }
scenarios:
"#;

/// Reads the stories, written from `- name` on without the name.
fn book(steps: &str) -> (Library, Option<Book>, Vec<String>) {
    let story = format!("  - name: {{ zh: 甲, en: A }}\n    starts: 2026-11-23T09:00\n    steps:\n{steps}");
    let mut findings = Findings::new();
    let library = Library::read(crate::tests::files(&format!("{COMPANY}{POLICY}{story}")), &mut findings);
    let book = read(&library, "loan", &mut findings);
    (library, book, said(findings))
}

/// Tells a story of these steps, one a line; what went wrong as `line what: expected → got`.
fn told(steps: &[&str]) -> String {
    let steps: String = steps.iter().map(|step| format!("      - {step}\n")).collect();
    let (library, book, said) = book(&steps);
    assert_eq!(said, [""; 0]);
    let book = book.unwrap();
    let outcome = run(&library, &book);
    let Some(failure) = &outcome.stories[0].1 else { return String::new() };
    let source = library.source(crate::document::DocumentKind::Scenarios, "loan").unwrap();
    // The steps begin in line 8 of the file.
    let step = i64::from(source.place(failure.span.start).line) - 7;
    let differences = failure.differences.iter().map(|d| format!("{}: {} → {}", d.what, d.expected, d.got));
    format!("{step} {}", differences.collect::<Vec<_>>().join("; "))
}

const START: &str = "start: { by: ann, fields: { thing: T-1, who: Ann } }";
const LEND: &str = "act: { by: ann, state: asked, choice: lend, fields: { amount: 5 } }";

#[test]
fn stories_that_pass() {
    for steps in [
        &[
            START,
            "expect: { number: L2601, states: asked, status: active, vars: { round: 1 }, record: { thing: T-1, amount: } }",
            "expect: { tasks: [{ state: asked, post: desk, due: 2026-11-24T18:00 }], mails: [], penalties: [], timers: [] }",
            LEND,
            "expect: { states: [signing], tasks: [{ post: desk, holders: [cat, ann] }, { holders: bob }], mails: [{ kind: task, to: ann }, { kind: task, to: cat }, { kind: task, to: bob }] }",
            "act: { by: cat, state: signing, choice: sign }",
            "refuse: { by: ann, state: signing, choice: sign, because: already-acted }",
            "act: { by: bob, state: signing, choice: sign }",
            "expect: { states: [lent], registers: { things: [{ key: T-1, where: out }] }, mails: [{ kind: text, text: told, held: false }], timers: [{ state: lent, at: 2026-11-25T09:00 }] }",
            "signal: { event: returned }",
            "expect: { states: [over], status: done, tasks: [], incidents: 0 }",
            "refuse: { by: ann, state: lent, choice: sign, because: task-closed }",
        ][..],
        // The window of mails ends with each look; the copy goes to the boss.
        &[
            START,
            "expect: { mails: [{ kind: task, to: ann }, { kind: cc, to: bob, state: asked }] }",
            "expect: { mails: [] }",
        ],
        // Reminder, two rounds of overdue, escalation; then nothing more.
        &[
            START,
            "expect: {}",
            "advance: 2026-11-24T16:00",
            "expect: { mails: [{ kind: reminder, to: ann }, { kind: reminder, to: cat }], penalties: [] }",
            "advance: 2026-11-25T18:00",
            "expect: { mails: [{ kind: overdue, to: ann }], penalties: [{ to: ann, amount: 10.0, days: 1 }] }",
            "advance: 10d",
            "expect: { mails: [{ kind: escalation, to: bob }], penalties: [{ to: ann, amount: 10 }, { to: ann, days: 2 }], rewards: [] }",
        ],
        // Refusals, with field and without.
        &[
            "refuse: { by: dan, start: { fields: { thing: T-1, who: Dan } }, because: may-not-start }",
            "refuse: { by: ann, start: { fields: { thing: T-3, who: Ann } }, because: field-no-such-row, field: thing }",
            "refuse: { by: ann, start: {}, because: field, field: who }",
            "refuse: { by: bob, start: { fields: { thing: T-1 } }, because: field-unknown }",
            START,
            "refuse: { by: ann, state: asked, choice: lend, because: field-required, field: amount }",
            "refuse: { by: ann, state: asked, choice: lend, fields: { amount: 100 }, because: guard }",
            "refuse: { by: ann, state: asked, choice: refuse, because: opinion-required }",
            "refuse: { by: ann, state: asked, choice: keep, because: unknown-choice }",
            "refuse: { by: bob, state: asked, choice: lend, fields: { amount: 5 }, because: not-yours }",
            "act: { by: ann, state: asked, choice: refuse, opinion: no }",
            "expect: { states: [refused] }",
        ],
        // A quota over several cases; each is called by its name or the one before is meant.
        &[
            "start: { case: a, by: ann, fields: { thing: T-1, who: Ann } }",
            "start: { case: b, by: bob }",
            "expect: { number: L2602 }",
            "act: { case: a, by: ann, state: asked, choice: lend, fields: { amount: 5 } }",
            "expect: { states: [signing], number: L2601 }",
            "refuse: { case: b, by: ann, state: asked, choice: lend, fields: { amount: 5 }, because: quota-full }",
            "expect: { case: b, in_states: [asked] }",
            "advance: 1d",
            "act: { case: b, by: ann, state: asked, choice: lend, fields: { amount: 5 } }",
        ],
        // Items.
        &[
            START,
            "act: { by: ann, state: asked, choice: count, fields: { amount: 1 } }",
            "expect: { items: { items: { T-1: look, T-2: look } }, tasks: [{ item: T-1, post: boss }, { item: T-2, post: boss }] }",
            "act: { by: bob, state: look, item: T-2, choice: seen, fields: { whole: true } }",
            "expect: { items: { items: { T-1: look, T-2: looked } }, tasks: [{ item: T-1 }] }",
            "act: { by: bob, state: look, item: T-1, choice: seen, fields: { whole: false } }",
            "expect: { states: [asked], vars: { round: 2 } }",
        ],
        // A timer that cannot act is an incident, and the case stays where it is.
        &[
            START,
            LEND,
            "act: { by: ann, state: signing, choice: sign }",
            "act: { by: bob, state: signing, choice: sign }",
            "advance: 3d",
            "expect: { states: [lent], incidents: 1 }",
        ],
        &["start: { schedule: monthly }", "expect: { record: { note: planned }, number: L2601 }"],
    ] {
        assert_eq!(told(steps), "", "{steps:#?}");
    }
}

#[test]
fn stories_that_fail_say_where_and_why() {
    for (steps, expected) in [
        (&["expect: { states: [asked] }"][..], "1 case: a case → none"),
        (&["expect: { case: a, mails: [] }"], "1 case: a → none"),
        (&[START, "expect: { states: [lent], number: L1 }"], "2 states: lent → asked; number: L1 → L2601"),
        (&[START, "expect: { states: [] }"], "2 states:  → asked"),
        (
            &[START, "expect: { in_states: [lent], status: done }"],
            "2 in_states: lent → asked; status: done → active",
        ),
        (
            &[START, "expect: { record: { thing: T-2, note: x }, vars: { round: 1.5 } }"],
            "2 record.note: x → ; record.thing: T-2 → T-1; vars.round: 1.5 → 1",
        ),
        (
            &[START, "expect: { tasks: [{ state: asked, post: boss }] }"],
            "2 tasks: [{ post: boss, state: asked }] → [{ due: 2026-11-24T18:00, holders: ann, cat, post: desk, state: asked }]",
        ),
        (
            &[START, "expect: { tasks: [] }"],
            "2 tasks: [] → [{ due: 2026-11-24T18:00, holders: ann, cat, post: desk, state: asked }]",
        ),
        // Holders are all who may act, whatever their order.
        (
            &[START, "expect: { tasks: [{ post: desk, holders: [ann] }] }"],
            "2 tasks: [{ holders: ann, post: desk }] → [{ due: 2026-11-24T18:00, holders: ann, cat, post: desk, state: asked }]",
        ),
        // Each serves once.
        (
            &[START, "expect: { mails: [{ to: bob }, { to: bob, kind: cc }] }"],
            "2 mails: [{ to: bob }] → [{ held: false, kind: cc, state: asked, to: bob }, { held: false, kind: task, state: asked, to: ann }, { held: false, kind: task, state: asked, to: cat }]",
        ),
        (
            &[START, "advance: 3d", "expect: { penalties: [] }"],
            "3 penalties: [] → [{ amount: 10, days: 1, to: ann }]",
        ),
        (&[START, "expect: { penalties: [{ to: ann }] }"], "2 penalties: [{ to: ann }] → []"),
        (
            &[START, "expect: { registers: { things: [{ key: T-1, where: out }, { key: T-9 }] } }"],
            "2 registers.things.T-1.where: out → in; registers.things.T-9: a row → none",
        ),
        (&[START, "expect: { incidents: 1 }"], "2 incidents: 1 → 0"),
        (&["start: { by: dan }"], "1 act: done → may-not-start (desk, boss)"),
        (
            &["start: { by: ann }"],
            "1 act: done → field-required (thing: field-required, who: field-required)",
        ),
        (
            &[
                START,
                "refuse: { by: ann, state: asked, choice: count, fields: { amount: 1 }, because: guard }",
            ],
            "2 refuse: guard → done",
        ),
        (
            &[START, "refuse: { by: ann, state: asked, choice: lend, because: guard }"],
            "2 refuse: guard → field-required (amount: field-required)",
        ),
        (
            &[START, "refuse: { by: ann, state: asked, choice: lend, because: field-required, field: note }"],
            "2 refuse: field-required note → field-required (amount: field-required)",
        ),
        (&[START, "advance: 2026-11-23T08:00"], "2 advance: a later moment → 2026-11-23T08:00"),
        // Nobody spoke of the incident.
        (
            &[
                START,
                LEND,
                "act: { by: ann, state: signing, choice: sign }",
                "act: { by: bob, state: signing, choice: sign }",
                "advance: 3d",
            ],
            "-2 incidents: 0 → script-missing-field",
        ),
    ] {
        // The whole story stands before its first step.
        assert_eq!(told(steps), expected, "{steps:#?}");
    }
}

#[test]
fn a_failure_tells_what_happened_before() {
    let (library, book, _) =
        book(&format!("      - {START}\n      - {LEND}\n      - expect: {{ states: [lent] }}\n"));
    let outcome = run(&library, &book.unwrap());
    assert_eq!(
        outcome.stories[0].1.as_ref().unwrap().trace,
        [
            "2026-11-23T09:00 ann start",
            "    —:  → asked",
            "2026-11-23T09:00 ann lend",
            "    lend: asked → signing",
        ]
    );
}

#[test]
fn coverage_counts_what_was_exercised() {
    let (library, book, _) = book(&format!(
        "      - {START}\n      - {LEND}\n      - refuse: {{ by: ann, state: asked, choice: lend, because: task-closed }}\n"
    ));
    let coverage = run(&library, &book.unwrap()).coverage.unwrap();
    let counts = |part: &Part| (part.covered, part.total, part.missing.len());
    // asked, signing of seven states and two of items; lend of ten transitions.
    assert_eq!(counts(&coverage.states), (2, 9, 7));
    assert_eq!(counts(&coverage.transitions), (1, 10, 9));
    assert_eq!(counts(&coverage.conditions), (1, 2, 1));
    assert_eq!(counts(&coverage.rows), (1, 2, 1));
    let named =
        |part: &Part| part.missing.iter().map(|m| format!("{} {}", m.line, m.name)).collect::<Vec<_>>();
    assert_eq!(named(&coverage.conditions), ["23 false: table.size.word == \"small\""]);
    assert_eq!(named(&coverage.rows), ["7 size 2"]);
    assert_eq!(named(&coverage.transitions)[0], "24 asked refuse → refused");

    // A guard that refuses the step counts, too.
    let (library, book, _) = super::tests::book(&format!(
        "      - {START}\n      - refuse: {{ by: ann, state: asked, choice: lend, fields: {{ amount: 100 }}, because: guard }}\n"
    ));
    let coverage = run(&library, &book.unwrap()).coverage.unwrap();
    assert_eq!(named(&coverage.conditions), ["23 true: table.size.word == \"small\""]);
    assert_eq!(named(&coverage.rows), ["7 size 1"]);
}

#[test]
fn mistakes_in_files_of_scenarios() {
    let steps = r#"      - { start: { by: an, fields: {} }, advance: 1d }
      - {}
      - start: { by: an }
      - act: { by: ann, state: askd, choice: x, colour: red }
      - act: { by: ann }
      - advance: 15 days
      - advance: 2026-13-01T09:00
      - refuse: { by: ann, start: {} }
      - start: { schedule: weekly }
      - expect: { states: [nowhere], tasks: [{ post: chef, due: soon }], status: open, mails: [{ who: ann }], record: { note: [1] }, registers: { things: [{ where: in }] } }
      - expect: { tasks: [{ holders: [ann, bo] }], mails: [{ kind: remind, to: desk }, { to: dsk, text: tld, held: yes }], penalties: [{ to: bob, amount: ten, days: one }], record: { notes: x } }
"#;
    let said = book(steps).2;
    assert_eq!(
        said,
        [
            "G0807 policies/loan.test.yaml:8:9 known=start, act, refuse, advance, expect, signal, registers",
            "G0807 policies/loan.test.yaml:9:9 known=start, act, refuse, advance, expect, signal, registers",
            "G0803 policies/loan.test.yaml:10:22 name=an known=ann, bob, cat, dan",
            "G0806 policies/loan.test.yaml:11:32 name=askd guess=asked known=asked, signing, lent, overdue, items, refused, over, look, looked",
            "G0134 policies/loan.test.yaml:11:49 name=colour known=by, case, choice, fields, item, opinion, post, state",
            "G0133 policies/loan.test.yaml:12:14 key=state",
            "G0133 policies/loan.test.yaml:12:14 key=choice",
            "G0320 policies/loan.test.yaml:13:18 text=15 days",
            "G0808 policies/loan.test.yaml:14:18 text=2026-13-01T09:00",
            "G0133 policies/loan.test.yaml:15:17 key=because",
            "G0810 policies/loan.test.yaml:16:28 name=weekly known=monthly",
            "G0805 policies/loan.test.yaml:17:28 name=nowhere known=asked, signing, lent, overdue, items, refused, over, look, looked",
            "G0609 policies/loan.test.yaml:17:54 name=chef known=desk, boss",
            "G0808 policies/loan.test.yaml:17:65 text=soon",
            "G0144 policies/loan.test.yaml:17:82 name=open known=active, done, cancelled",
            "G0134 policies/loan.test.yaml:17:98 name=who known=held, item, kind, state, text, to",
            "G0132 policies/loan.test.yaml:17:127",
            "G0133 policies/loan.test.yaml:17:156 key=key",
            "G0803 policies/loan.test.yaml:18:44 name=bo known=ann, bob, cat, dan",
            "G0145 policies/loan.test.yaml:18:68 name=remind guess=reminder known=task, cc, reminder, overdue, escalation, text",
            "G0803 policies/loan.test.yaml:18:94 name=dsk known=ann, bob, cat, dan",
            "G0616 policies/loan.test.yaml:18:105 name=tld guess=told known=told",
            "G0140 policies/loan.test.yaml:18:116 text=yes meant=true",
            "G0138 policies/loan.test.yaml:18:155 text=ten",
            "G0137 policies/loan.test.yaml:18:166 text=one",
            "G0606 policies/loan.test.yaml:18:184 name=notes guess=note known=thing, amount, who, note, nothing, late, whole",
        ]
    );
    for (from, to, expected) in [
        ("T-1, where: in", "T-1", "G0809 policies/loan.test.yaml:3:23 field=where problem=field-required"),
        (
            "things: [{",
            "thing: [{",
            "G0612 policies/loan.test.yaml:3:14 name=thing guess=things known=things",
        ),
        (
            "policy: loan\npeople",
            "policy: lone\npeople",
            "G0701 policies/loan.test.yaml:1:9 id=lone file=loan.test",
        ),
        (
            "[desk] }, bob",
            "[dsk] }, bob",
            "G0610 policies/loan.test.yaml:2:26 name=dsk guess=desk known=desk, boss",
        ),
    ] {
        let mut findings = Findings::new();
        let text = format!("{COMPANY}{POLICY}").replacen(from, to, 1);
        let library = Library::read(crate::tests::files(&text), &mut findings);
        read(&library, "loan", &mut findings);
        assert_eq!(crate::tests::said(findings), [expected], "{to}");
    }
    let mut findings = Findings::new();
    let text = format!("{COMPANY}\n=== policies/loam.test.yaml\npolicy: loam\n");
    let library = Library::read(crate::tests::files(&text), &mut findings);
    assert!(read(&library, "loam", &mut findings).is_none());
    assert_eq!(crate::tests::said(findings), ["G0801 policies/loam.test.yaml:1:1 name=loam known="]);
}

/// The stories of the shipped policies pass, and leave little unproved.
#[test]
fn the_shipped_stories_pass() {
    let (library, mistakes) = crate::tests::shipped();
    assert_eq!(mistakes, [""; 0]);
    let mut findings = Findings::new();
    for policy in ["complaint", "recall"] {
        let book = read(&library, policy, &mut findings).unwrap();
        let outcome = run(&library, &book);
        for (name, failure) in &outcome.stories {
            assert!(failure.is_none(), "{}: {failure:#?}", name.en);
        }
        let coverage = outcome.coverage.unwrap();
        for part in [coverage.states, coverage.transitions, coverage.rows] {
            assert!(part.missing.is_empty(), "{:#?}", part.missing);
        }
    }
    assert_eq!(said(findings), [""; 0]);
}

/// A thousand stories of the complaint, for a look at the speed: `cargo test --release -- --ignored a_thousand`.
#[test]
#[ignore = "says nothing that the shipped stories do not say"]
fn a_thousand_stories() {
    let (library, _) = crate::tests::shipped();
    let mut book = read(&library, "complaint", &mut Findings::new()).unwrap();
    book.stories = book.stories.iter().cycle().take(1_000).cloned().collect();
    let outcome = run(&library, &book);
    assert_eq!(outcome.stories.iter().filter(|(_, failure)| failure.is_none()).count(), 1_000);
}
