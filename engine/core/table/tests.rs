//! Cells and hit policies, by tables of cases.

use rust_decimal::Decimal;

use super::{Cell, Hit, NoAnswer, Row, Table};
use crate::policy::Expr;
use crate::text::Span;
use crate::value::{Map, Value};

/// Literals as small as these tests need: numbers, dates, else words.
fn literal(text: &str) -> Value {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return Value::Int(number);
    }
    if let Ok(number) = text.parse::<Decimal>() {
        return Value::Decimal(number);
    }
    text.parse().map_or_else(|_| text.into(), Value::Date)
}

fn dec(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

#[test]
fn cells() {
    let date = |text: &str| Value::Date(text.parse().unwrap());
    for (cell, yes, no) in [
        ("-", vec![Value::Null, "x".into(), 1.into()], vec![]),
        ("red", vec!["red".into()], vec!["Red".into(), "reddish".into(), Value::Null, 1.into()]),
        (
            "red, blue ,green",
            vec!["red".into(), "blue".into(), "green".into()],
            vec!["red, blue".into(), "".into()],
        ),
        ("1", vec![1.into(), dec("1.0"), dec("1")], vec!["1".into(), dec("1.1"), true.into()]),
        ("1, 3", vec![1.into(), dec("3.00")], vec![2.into()]),
        ("> 5", vec![6.into(), dec("5.01")], vec![5.into(), dec("5.00"), "6".into(), Value::Null]),
        (">= 5", vec![5.into(), dec("5.0")], vec![dec("4.99")]),
        ("≥5", vec![5.into()], vec![4.into()]),
        ("< 5", vec![4.into(), (-100).into()], vec![5.into(), "4".into()]),
        ("<= 5.5", vec![5.into(), dec("5.50")], vec![6.into()]),
        ("≤ 5", vec![5.into()], vec![6.into()]),
        ("[1..5]", vec![1.into(), 5.into(), dec("2.5")], vec![0.into(), 6.into(), "3".into()]),
        ("(1..5]", vec![5.into(), dec("1.01")], vec![1.into()]),
        ("[1..5)", vec![1.into(), dec("4.99")], vec![5.into()]),
        ("(1..5)", vec![2.into()], vec![1.into(), 5.into()]),
        ("]1..5[", vec![2.into()], vec![1.into(), 5.into()]),
        ("]1..5]", vec![5.into()], vec![1.into()]),
        ("[1..5[", vec![1.into()], vec![5.into()]),
        ("< 5, > 9", vec![4.into(), 10.into()], vec![5.into(), 9.into(), Value::Null]),
        ("[1..5], 7", vec![5.into(), 7.into()], vec![6.into()]),
        ("not [1..5], 7", vec![6.into()], vec![5.into(), 7.into()]),
        ("[-5..-1]", vec![(-3).into()], vec![3.into(), 0.into()]),
        ("> 2026-11-23", vec![date("2026-11-24")], vec![date("2026-11-23"), "2026-11-24".into()]),
        ("[2026-01-01..2026-12-31]", vec![date("2026-01-01"), date("2026-12-31")], vec![date("2027-01-01")]),
        ("not red", vec!["blue".into(), 1.into()], vec!["red".into(), Value::Null]),
        ("not red, blue", vec!["green".into()], vec!["red".into(), "blue".into()]),
        ("not > 5", vec![5.into()], vec![6.into()]),
        ("not [1..5]", vec![6.into()], vec![3.into()]),
    ] {
        let parsed = Cell::parse(cell, literal).unwrap_or_else(|| panic!("{cell}"));
        for value in yes {
            assert!(parsed.accepts(&value), "{cell} takes {value:?}");
        }
        for value in no {
            assert!(!parsed.accepts(&value), "{cell} refuses {value:?}");
        }
    }
}

#[test]
fn cells_that_mean_nothing() {
    let deep = "not ".repeat(100_000) + "a";
    for cell in [
        "",
        " ",
        ",",
        "a,",
        "a,,b",
        "> ",
        "<",
        ">= red",
        "[1..5",
        "[..5]",
        "[1..]",
        "[",
        "(",
        "[]",
        "[1..5}",
        "a, -",
        "< 5, ",
        "[1..5), ]7",
        "]",
        "[1..5(",
        "[a..b]",
        "not -",
        "not",
        "not ",
        "not not a",
        "> - ",
        deep.as_str(),
    ] {
        // `not` alone is a word like others
        let expected = (cell == "not" || cell == "not ").then(|| Cell::OneOf(vec!["not".into()]));
        assert_eq!(Cell::parse(cell, literal), expected, "{:.40}", cell);
    }
}

fn table(hit: Hit, outputs: &[&str], rows: &[(&str, &[Value])]) -> Table {
    let row = |(cell, outputs): &(&str, &[Value])| Row {
        cells: vec![Cell::parse(cell, literal).unwrap()],
        outputs: outputs.iter().cloned().map(Expr::Literal).collect(),
        span: Span::default(),
        line: 1,
    };
    let outputs = outputs.iter().map(|name| (*name).to_owned()).collect();
    let order = vec![(0, vec![Value::Int(9), Value::Int(1), Value::Int(3)])];
    Table {
        title: None,
        clause: None,
        hit,
        order,
        inputs: vec![],
        domains: vec![],
        origin: None,
        outputs,
        rows: rows.iter().map(row).collect(),
        span: Span::default(),
    }
}

fn answer(table: &Table, input: Value) -> Result<Map, NoAnswer> {
    let outputs = |row: usize| {
        let literal = |expr: &Expr| match expr {
            Expr::Literal(value) => value.clone(),
            Expr::Script(_) => unreachable!("these tables have literals only"),
        };
        table.rows[row].outputs.iter().map(literal).collect()
    };
    let rows: Vec<(usize, Vec<Value>)> =
        table.hits(&[input]).into_iter().map(|row| (row, outputs(row))).collect();
    table.combine(&rows)
}

#[test]
fn hit_policies() {
    let rows: &[(&str, &[Value])] = &[
        ("> 10", &[Value::Int(3)]),
        ("> 20", &[Value::Int(1)]),
        ("> 30", &[Value::Int(1)]),
        ("7", &[Value::Int(9)]),
    ];
    let one = |value: Value| Ok(Map::from([("x".to_owned(), value)]));
    let list = |numbers: &[i64]| one(Value::List(numbers.iter().map(|n| Value::Int(*n)).collect()));
    for (hit, input, expected) in [
        (Hit::Unique, 7, one(9.into())),
        (Hit::Unique, 15, one(3.into())),
        (Hit::Unique, 25, Err(NoAnswer::Several(vec![1, 2]))),
        (Hit::Unique, 35, Err(NoAnswer::Several(vec![1, 2, 3]))),
        (Hit::Unique, 0, Err(NoAnswer::None)),
        (Hit::First, 35, one(3.into())),
        (Hit::First, 0, Err(NoAnswer::None)),
        (Hit::Any, 15, one(3.into())),
        (Hit::Any, 35, Err(NoAnswer::Several(vec![1, 2, 3]))),
        (Hit::Any, 0, Err(NoAnswer::None)),
        (Hit::Priority, 35, one(1.into())),
        (Hit::Priority, 15, one(3.into())),
        (Hit::Priority, 0, Err(NoAnswer::None)),
        (Hit::OutputOrder, 35, list(&[1, 1, 3])),
        (Hit::OutputOrder, 0, list(&[])),
        (Hit::List, 35, list(&[3, 1, 1])),
        (Hit::List, 0, list(&[])),
        (Hit::Count, 35, one(3.into())),
        (Hit::Count, 0, one(0.into())),
        (Hit::Sum, 35, one(dec("5"))),
        (Hit::Sum, 0, one(dec("0"))),
        (Hit::Min, 35, one(dec("1"))),
        (Hit::Max, 35, one(dec("3"))),
        (Hit::Max, 0, one(Value::Null)),
    ] {
        assert_eq!(answer(&table(hit, &["x"], rows), input.into()), expected, "{hit:?} {input}");
    }
}

#[test]
fn rows_that_agree_and_rows_without_numbers() {
    let same: &[(&str, &[Value])] =
        &[("-", &[Value::Int(1), Value::Int(2)]), ("> 0", &[Value::Int(1), Value::Int(2)])];
    let both = Map::from([("x".to_owned(), Value::Int(1)), ("y".to_owned(), Value::Int(2))]);
    assert_eq!(answer(&table(Hit::Any, &["x", "y"], same), 1.into()), Ok(both));
    let huge = [dec("79228162514264337593543950335")];
    let words = ["red".into()];
    for outputs in [&huge[..], &words] {
        let rows: &[(&str, &[Value])] = &[("-", outputs), ("-", outputs)];
        assert_eq!(answer(&table(Hit::Sum, &["x"], rows), 1.into()), Err(NoAnswer::NotNumbers));
    }
}

#[test]
fn some_policies_give_one_row_and_some_gather() {
    let one = [Hit::Unique, Hit::First, Hit::Any, Hit::Priority];
    let several = [Hit::OutputOrder, Hit::List, Hit::Count, Hit::Sum, Hit::Min, Hit::Max];
    assert!(one.into_iter().all(Hit::gives_one));
    assert!(!several.into_iter().any(Hit::gives_one));
}
