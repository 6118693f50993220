//! What a step asks of the world, and tables that scripts look into.

use super::refused;
use crate::case::tests::play::{Play, map, nothing};
use crate::guard::Question;
use crate::value::Value;

fn world(question: &Question) -> Value {
    match question {
        Question::Rows { register, filter } if register == "stock" => {
            let row = |key: &str, n: i64| Value::Map(map(&[("key", key.into()), ("n", n.into())]));
            match filter.get("batch").map(String::as_str) {
                Some("B-1") => Value::List(vec![row("K-1", 3), row("K-2", 4)]),
                Some("2026-11-23") => Value::List(vec![row("K-3", 30)]),
                _ => Value::List(vec![]),
            }
        }
        Question::Row { key, .. } if key == "B-1" => {
            Value::Map(map(&[("key", "B-1".into()), ("next", "B-2".into())]))
        }
        Question::Row { key, .. } if key == "B-2" => Value::Map(map(&[("key", "B-2".into())])),
        Question::Holders { post } if post == "boss" => Value::List(vec!["ann".into()]),
        other => nothing(other),
    }
}

fn log(script: &str) -> Result<String, String> {
    let mut play = Play::of(&format!("states: {{ a: {{ entry: [{{ log: '{script}' }}] }} }}"));
    play.world = world;
    play.start(&[])
        .map(|()| format!("{} reads={}", play.logged(), play.reads.len()))
        .map_err(|e| crate::case::tests::play::code(&e))
}

#[test]
fn questions_are_asked_and_answers_written_down() {
    for (script, expected) in [
        ("register(\"stock\", #{ batch: \"B-1\" }).len()", "2 reads=1"),
        ("let n = 0; for r in register(\"stock\", #{ batch: \"B-1\" }) { n += r.n; } n", "7 reads=1"),
        ("register(\"stock\").len()", "0 reads=1"),
        ("register(\"stock\", #{ batch: today })[0].n", "30 reads=1"),
        ("row(\"batch\", row(\"batch\", \"B-1\").next).key", "B-2 reads=2"),
        ("row(\"batch\", \"B-9\") == ()", "true reads=1"),
        ("holders(\"boss\")[0]", "ann reads=1"),
        ("holders(\"nobody\").len()", "0 reads=1"),
        ("if false { holders(\"boss\") } else { 1 }", "1 reads=0"),
    ] {
        assert_eq!(log(script).as_deref(), Ok(expected), "{script}");
    }
    assert_eq!(log("row(\"batch\", \"B-2\").next"), Err("script-missing-field".into()));
}

#[test]
fn tables_answer_or_refuse() {
    let policy = |hit: &str, rows: &str| {
        format!(
            "tables: {{ t: {{ clause: 8.1-1, hit: {hit}, in: {{ c: record.c, n: record.n }}, out: [x, y], rows: [{rows}] }} }}\nstates: {{ a: {{ entry: [{{ if: 'filled(record, \"c\") && table.t.x == 2', then: [@two], else: [{{ log: table.t.y }}] }}] }} }}"
        )
    };
    for (hit, rows, c, expected) in [
        ("unique", "[a, '-', 2, 0], [b, '-', 3, 9]", Some("a"), "two"),
        ("unique", "[a, '-', 2, 0], [b, '-', 3, 9]", Some("b"), "9"),
        ("unique", "[a, '-', 2, 0], ['-', '> 3', 3, 9]", Some("a"), "table-several-rows"),
        ("first", "[a, '-', 2, 0], ['-', '> 3', 3, 9]", Some("a"), "two"),
        ("any", "[a, '-', 2, 0], ['-', '> 3', 2, 0]", Some("a"), "two"),
        ("any", "[a, '-', 2, 0], ['-', '> 3', 2, 1]", Some("a"), "table-several-rows"),
        ("unique", "[a, '-', 2, 0]", Some("z"), "table-no-row"),
        ("unique", "['-', '-', '=record.n - 3', 0]", Some("z"), "two"),
        // what is not filled in is an error where the table is needed, not before
        ("unique", "[a, '-', 2, 0]", None, "script-missing-field"),
    ] {
        let mut play = Play::of(&policy(hit, rows));
        let mut fields = vec![("n", Value::Int(5))];
        fields.extend(c.map(|c| ("c", c.into())));
        let got = play.start(&fields).map_or_else(|e| crate::case::tests::play::code(&e), |()| play.logged());
        assert_eq!(got, expected, "{hit} {rows} {c:?}");
    }
}

#[test]
fn a_table_that_is_not_needed_is_no_hindrance() {
    let mut play = Play::of(
        "tables: { t: { in: { c: record.c }, out: [x], rows: [[a, 1]] } }\nstates: { a: { always: { target: b, guard: 'filled(record, \"c\") && table.t.x == 1' } }, b: {} }",
    );
    play.start(&[]).unwrap();
    assert_eq!(play.states(), "a");
    let mut play = Play { snapshot: None, ..play };
    assert_eq!(refused(play.start(&[("c", "z".into())])), "table-no-row");
}
