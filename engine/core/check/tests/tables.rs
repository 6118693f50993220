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
    // `{ priority }`: with the order of outputs that it needs.
    let bare = hit.trim_matches(['{', '}', ' ']);
    let order = if bare == hit { "" } else { "\n    order: { o: [1, 2, 3] }" };
    let head = format!(
        "form: f\ntables:\n  t:\n    hit: {bare}\n    in: {{ {inputs} }}\n    out: [o]\n    rows: [{rows}]{order}\nvars: {{ v: \"1\" }}"
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
        ("collect", kind, "[a, 1], [a, 2]", ".G0934 7:5 example=k = b"),
        ("collect", kind, "[a, 1], [\"-\", 2], [a, 1]", "~G0932 10:30 line=10 example=k = a"),
        ("rule_order", kind, "[a, 1], [\"-\", 2]", ""),
        // Three rows together: each pair is told.
        (
            "unique",
            kind,
            "[\"a, b\", 1], [\"b, c\", 2], [\"a, c\", 3]",
            "G0628 10:25 line=10 example=k = b; G0628 10:38 line=10 example=k = a; G0628 10:38 line=10 example=k = c",
        ),
        // Priority: a row that better ones take whole, and one that they do not.
        ("{ priority }", kind, "[a, 2], [\"-\", 1]", "~G0630 10:12"),
        ("{ priority }", kind, "[a, 1], [\"-\", 2]", ""),
        ("{ priority }", kind, "[a, 1], [a, 1], [\"-\", 2]", "~G0630 10:20"),
        ("{ output_order }", kind, "[a, 1], [\"-\", 2]", ""),
        // A list of conditions in one cell.
        ("unique", kind, "[[a, b], 1], [c, 2]", ""),
        ("unique", "n: record.count", "[\"< 3, [5..10]\", 1], [\"[3..4]\", 2]", ""),
        ("unique", "n: record.count", "[\"< 3, ]5..10]\", 1], [\"[3..4]\", 2]", "~G0629 7:5 example=n = 5"),
        // Where first is written and ends meet, the order of rows decides: that is told.
        (
            "first",
            "n: record.amount",
            "[\">= 12\", 1], [\"[10..12]\", 2], [\"[8..10]\", 3], [\"<= 8\", 4]",
            ".G0933 10:26 line=10 example=n = 12; .G0933 10:43 line=10 example=n = 10; .G0933 10:59 line=10 example=n = 8",
        ),
        ("first", "n: record.amount", "[\">= 12\", 1], [\">= 10\", 2], [\"-\", 3]", ""),
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
        // Between 5.00 and 5.01 yuan there is nothing that a form could hold; between 5 and 6 there is.
        ("unique", "n: record.amount", "[\"<= 5\", 1], [\">= 5.01\", 2]", ""),
        (
            "unique",
            "n: record.amount * 1",
            "[\"<= 5\", 1], [\">= 5.01\", 2]",
            "~G0629 7:5 example=n = 5 < … < 5.01",
        ),
        ("unique", "n: { is: record.amount * 1, places: 2 }", "[\"<= 5\", 1], [\">= 5.01\", 2]", ""),
        ("unique", "n: { is: record.amount * 1, min: 0, max: 100% }", "[\"[0..1]\", 1]", ""),
        ("unique", "n: { is: vars.v, choices: [x, y] }", "[x, 1]", "~G0629 7:5 example=n = y"),
        ("unique", "n: record.amount", "[\"<= 5 CNY\", 1], [\"> 5 CNY\", 2]", ""),
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
        ("unique", "d: record.day", "[\"<= 2026-01-01\", 1], [\">= 2026-01-02\", 2]", ""),
        (
            "unique",
            "d: record.day",
            "[\"<= 2026-01-01\", 1], [\">= 2026-01-03\", 2]",
            "~G0629 7:5 example=d = 2026-01-01 < … < 2026-01-03",
        ),
        (
            "unique",
            "d: now",
            "[\"< 2026-01-01T09:00:00+08:00\", 1], [\"> 2026-01-01T09:00:00+08:00\", 2]",
            "~G0629 7:5 example=d = 2026-01-01T01:00:00+00:00",
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

/// Two hundred rows over six columns: a grid without a gap, the same with one row taken out, and rows all over.
#[test]
fn two_hundred_rows_are_judged() {
    let inputs = "a: record.amount, b: record.amount, c: record.amount, d: record.kind, e: record.yes, f: record.count";
    let mut rows = Vec::new();
    for a in ["< 10", "[10..20)", "[20..30)", "[30..50)", ">= 50"] {
        for b in ["< 1", "[1..2)", "[2..3)", ">= 3"] {
            for c in ["<= 7", "> 7"] {
                rows.push(format!("[\"{a}\", \"{b}\", \"{c}\", a, true, \"-\", 1]"));
                rows.push(format!("[\"{a}\", \"{b}\", \"{c}\", a, false, \"-\", 2]"));
                rows.push(format!("[\"{a}\", \"{b}\", \"{c}\", \"b, c\", \"-\", \"< 4\", 3]"));
                rows.push(format!("[\"{a}\", \"{b}\", \"{c}\", \"b, c\", \"-\", \"4\", 4]"));
                rows.push(format!("[\"{a}\", \"{b}\", \"{c}\", \"b, c\", \"-\", \"> 4\", 5]"));
            }
        }
    }
    assert_eq!(rows.len(), 200);
    assert_eq!(of_table("unique", inputs, &rows.join(", ")), "");
    assert_eq!(of_table("first", inputs, &rows.join(", ")), "");
    let gap = of_table("unique", inputs, &rows[..199].join(", "));
    assert_eq!(gap, "~G0629 7:5 example=a = 50, b = 3, c = > 7, d = b, e = true, f = > 4");
}

#[test]
fn tables_badly_written() {
    for (table, expected) in [
        ("{ hit: priority, in: { k: 1 }, out: o, rows: [[\"-\", 1]] }", "G0903"),
        ("{ hit: first, order: { o: [1] }, in: { k: 1 }, out: o, rows: [[\"-\", 1]] }", "G0904"),
        ("{ hit: priority, order: { o: [1] }, in: { k: 1 }, out: o, rows: [[\"-\", 2]] }", "G0905"),
        ("{ hit: priority, order: { o: [1] }, in: { k: 1 }, out: o, rows: [[\"-\", =1]] }", "G0905"),
        ("{ hit: priority, order: { p: [1] }, in: { k: 1 }, out: o, rows: [[\"-\", 1]] }", "G0903,G0144"),
        ("{ hit: priority, order: { o: [1, 1] }, in: { k: 1 }, out: o, rows: [[\"-\", 1]] }", "G0143"),
        ("{ hit: first, collect: sum, in: { k: 1 }, out: o, rows: [[\"-\", 1]] }", "G0902"),
        ("{ collect: sum, in: { k: 1 }, out: o, rows: [[\"-\", 1]] }", ""),
        ("{ hit: collect, collect: add, in: { k: 1 }, out: o, rows: [[\"-\", 1]] }", "G0144"),
        ("{ hit: frist, in: { k: 1 }, out: o, rows: [[\"-\", 1]] }", "G0145"),
        ("{ in: { k: 1 }, out: o, rows: [] }", "G0906"),
        ("{ in: { k: 1 }, out: [o, o], rows: [[\"-\", 1, 2]] }", "G0143"),
        ("{ in: { k: { is: 1, min: x } }, out: o, rows: [[\"-\", 1]] }", "G0901"),
        ("{ in: { k: 1 }, out: o, rows: [[\"-\", 1, 2]] }", "G0427"),
        ("{ in: { k: 1 }, out: o, rows: [[[\"-\", 1], 2]] }", "G0428"),
        ("{ in: { k: 1 }, out: o, rows: [[\"[5..\", 2]] }", "G0428"),
    ] {
        let said = findings(&policy(&format!("tables: {{ t: {table} }}"), "  e: { type: final }\n"));
        let codes: Vec<&str> = said.iter().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(codes.join(","), expected, "{table}");
    }
}
