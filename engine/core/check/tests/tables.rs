//! Decision tables that contradict themselves or leave something out.

use super::findings;
use super::policy;

const FORM: &str = r#"
=== forms/f.yaml
form: f
title: { zh: 表, en: F }
fields:
  kind: { type: choice, title: { zh: 类, en: Kind }, choices: { a: { zh: 甲, en: A }, b: { zh: 乙, en: B }, c: { zh: 丙, en: C } } }
  yes: { type: bool, title: { zh: 是, en: Yes } }
  count: { type: integer, min: 0, max: 10, title: { zh: 数, en: Count } }
  amount: { type: money, max: 1000, title: { zh: 金额, en: Amount } }
  day: { type: date, title: { zh: 日, en: Day } }
  word: { type: text, title: { zh: 词, en: Word } }
sections: { first: { title: { zh: 一, en: One }, fields: [kind, yes, count, amount, day, word] } }
"#;

fn of_table(hit: &str, inputs: &str, rows: &str) -> String {
    let head = format!(
        "form: f\ntables:\n  t:\n    hit: {hit}\n    in: {{ {inputs} }}\n    out: [o]\n    rows: [{rows}]"
    );
    let said = findings(&format!("{FORM}{}", policy(&head, "  e: { type: final }\n")));
    said.join("; ").replace("policies/p.yaml:", "").replace(" table=t", "")
}

#[test]
fn rows_that_hit_together_gaps_and_idle_rows() {
    let kind = "k: record.kind";
    let two = "k: record.kind, n: record.count";
    for (hit, inputs, rows, expected) in [
        ("unique", kind, "[a, 1], [\"b, c\", 2]", ""),
        ("unique", kind, "[a, 1], [\"not a\", 2]", ""),
        ("unique", kind, "[a, 1], [b, 2]", "~G0629 7:5 example=k = c"),
        ("unique", kind, "[a, 1], [\"-\", 2]", "G0628 10:20 line=10 example=k = a"),
        ("any", kind, "[a, 1], [\"-\", 2]", "G0628 10:20 line=10 example=k = a"),
        ("any", kind, "[a, 1], [\"-\", 1]", ""),
        ("first", kind, "[a, 1], [\"-\", 2]", ""),
        ("first", kind, "[a, 1], [a, 2], [\"-\", 3]", "~G0630 10:20"),
        ("first", kind, "[\"a, b\", 1], [c, 2], [\"-\", 3]", "~G0630 10:33"),
        ("collect", kind, "[a, 1], [a, 2]", ""),
        ("unique", two, "[a, \"< 5\", 1], [a, \"[5..10]\", 2], [\"b, c\", \"-\", 3]", ""),
        (
            "unique",
            two,
            "[a, \"< 5\", 1], [a, \"> 5\", 2], [\"b, c\", \"-\", 3]",
            "~G0629 7:5 example=k = a, n = 5",
        ),
        (
            "unique",
            two,
            "[a, \"<= 5\", 1], [a, \">= 5\", 2], [\"b, c\", \"-\", 3]",
            "G0628 10:28 line=10 example=k = a, n = 5",
        ),
        // Between 5 and 6 there is no whole number; above 10 there is none either.
        ("unique", "n: record.count", "[\"[0..5]\", 1], [\"[6..10]\", 2]", ""),
        (
            "unique",
            "n: record.count",
            "[\"[0..5]\", 1], [\"> 10\", 2]",
            "~G0629 7:5 example=n = 5 < … < 10; ~G0630 10:27",
        ),
        // Between 5 and 6 yuan there is something.
        ("unique", "n: record.amount", "[\"<= 5\", 1], [\">= 6\", 2]", "~G0629 7:5 example=n = 5 < … < 6"),
        ("unique", "n: record.amount", "[\"<= 5\", 1], [\"> 5\", 2]", ""),
        ("unique", "y: record.yes", "[true, 1]", "~G0629 7:5 example=y = false"),
        ("unique", "y: record.yes", "[true, 1], [false, 2]", ""),
        ("unique", "d: record.day", "[\"< 2026-01-01\", 1], [\">= 2026-01-01\", 2]", ""),
        (
            "unique",
            "d: record.day",
            "[\"< 2026-01-01\", 1], [\"> 2026-01-01\", 2]",
            "~G0629 7:5 example=d = 2026-01-01",
        ),
        ("unique", "w: record.word", "[x, 1], [y, 2]", "~G0629 7:5 example=w = …"),
        ("unique", "w: record.word", "[x, 1], [\"not x\", 2]", ""),
        ("unique", "w: weekday(today)", "[\"[1..6]\", 1], [7, 2]", ""),
        ("unique", "w: weekday(today)", "[\"[1..5]\", 1], [7, 2]", "~G0629 7:5 example=w = 5 < … < 7"),
        ("unique", "n: record.count + 1", "[\"< 5\", 1], [\">= 5\", 2]", ""),
    ] {
        assert_eq!(of_table(hit, inputs, rows), expected, "{hit} {inputs} {rows}");
    }
}

/// Twelve columns of ten classes each: the search must not go through all of them.
#[test]
fn a_large_table_is_judged_at_once() {
    let columns: Vec<String> = (0..12).map(|n| format!("c{n}: record.count")).collect();
    let row = |row: usize| {
        let cells: Vec<String> =
            (0..12).map(|c| if c == row { format!("{row}") } else { "\"-\"".into() }).collect();
        format!("[{}, 1]", cells.join(", "))
    };
    let rows: Vec<String> = (0..12).map(row).collect();
    let said = of_table("first", &columns.join(", "), &rows.join(", "));
    assert!(said.contains("G0629"), "{said}");
}
