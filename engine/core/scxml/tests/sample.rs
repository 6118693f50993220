//! A chart with every kind of state and action, as SCXML.

use super::{assert_comes_back, exported};

const SAMPLE: &str = r#"
policy: sample
title: { zh: 样例, en: Sample }
clause: "8.1"
on_error: raise
binding: late
vars:
  n: 0
  none:
  id:
  list: [1, 2]
entry: [vars.n = 1]
initial: both
states:
  both:
    type: parallel
    clause: 8.1-1
    on_done: { target: over, actions: [{ log: '"done: " + vars.n' }] }
    states:
      left:
        initial: { target: one, actions: [{ raise: began }] }
        vars: { late: vars.n + 1 }
        entry: [[vars.n += 1], [{ send: far, to: parent, after: 1s, id: x, data: { n: vars.n } }]]
        exit: [{ cancel: x }, { cancel: =vars.id }]
        on:
          inner: one
          outer: { target: one, reenter: true }
          "a b.*": [{ target: two, guard: vars.n < 3 && true }, { target: [one], guard: 'in_state("two")' }, {}]
        states:
          one:
            task: { post: sales_manager, due: 2wd }
            after:
              15d: two
            on: { ok: { target: two, title: { zh: 好, en: OK } } }
          two:
            after:
              - { in: 2h, from: record.at, target: one, guard: vars.n > 1 }
              - { in: 2h, target: one }
            always: { target: end, guard: vars.n == 7 }
          back: { type: history, history: deep, target: two, actions: [vars.n = 0] }
          end: { type: final, output: { n: vars.n } }
      right:
        on:
          - { event: x, target: wait, guard: vars.n == 1 }
          - { event: y, target: wait }
          - { event: x, target: wait }
        states:
          wait:
            entry:
              - if: vars.n == 1
                then: [vars.n = 2]
                else: [{ if: vars.n == 2, then: [vars.n = 3], else: [{ raise: gone, data: { a: "1" } }] }]
              - { for: i, index: k, in: vars.list, do: [vars.n += i, { log: k }] }
              - { send: "=vars.name", to: "=vars.to", id_in: id, after: "=vars.wait", data: "=vars" }
              - { send: later, after: 2wd, to: "call:repair" }
              - { mail: letter, to: general_manager, with: { number: number } }
              - |-
                let a = 1;
                vars.n = a;
  over: { type: final, output: "=vars" }
"#;

#[test]
fn as_scxml() {
    insta::assert_snapshot!(exported(SAMPLE));
}

#[test]
fn comes_back() {
    assert_comes_back(SAMPLE);
}
