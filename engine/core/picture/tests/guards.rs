//! Conditions beside lines: in words where there are titles, as they are written where there are none, never left out.

use super::super::svg;
use super::{read, with_options};
use crate::text::Lang;

fn drawn(guard: &str) -> String {
    let policy = read(&format!(
        r#"
policy: sample
title: {{ zh: 样例, en: Sample }}
clause: "8.1"
start: {{ post: anyone }}
vars: {{ n: 0 }}
states:
  first:
    title: {{ zh: 起草, en: Draft }}
    task: {{ post: sales_manager }}
    on:
      go: {{ title: {{ zh: 提交, en: Submit }}, target: second, guard: '{guard}' }}
      stay: {{ title: {{ zh: 恢复, en: Resume }}, target: again }}
  second:
    title: {{ zh: 审核, en: Review }}
    lock: stock_take
    initial: one
    states:
      one: {{ title: {{ zh: 甲, en: One }}, on: {{ lock.second: two }} }}
      two: {{ title: {{ zh: 乙, en: Two }}, call: {{ policy: repair }}, on_done: end }}
      again: {{ type: history, target: one }}
      end: {{ type: final }}
"#
    ));
    // Lines of a text are elements of their own: joined again for the comparison.
    let svg = with_options(Lang::En, |options| svg(&policy, &options));
    let texts: Vec<&str> = svg
        .split("<text")
        .skip(1)
        .map(|part| {
            let inner = part.split_once('>').map_or("", |(_, rest)| rest);
            inner.split("</text>").next().unwrap_or_default()
        })
        .collect();
    texts.join(" ")
}

#[test]
fn every_condition_is_shown() {
    let table = [
        ("vars.n &gt; 3", "vars.n > 3"),
        ("in_state(\"one\") and vars.n == 1", "in_state(\"one\") && vars.n == 1"),
        ("after One", "in_state(\"one\")"),
        ("after One or after Two", "in_state(\"one\") || in_state(\"two\")"),
        (
            "(after One or vars.n == 2) and not: after Two",
            "(in_state(\"one\") || vars.n == 2) && !in_state(\"two\")",
        ),
    ];
    for (words, guard) in table {
        let words = words.replace("in_state(\"one\")", "after One");
        let text = drawn(guard);
        assert!(
            text.replace(' ', "").contains(&format!("Submit(if{})", words.replace(' ', ""))),
            "{guard}: {text}"
        );
    }
}

#[test]
fn calls_locks_and_histories_are_named() {
    let text = drawn("vars.n == 1");
    for words in ["sub-process: repair", "one at a time: stock_take", "where it was before"] {
        assert!(text.replace(' ', "").contains(&words.replace(' ', "")), "{words}: {text}");
    }
}
