//! What people and programs send, what becomes of it, and why it is refused.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::texts::assert_args;
use super::*;
use crate::value::canonical;

/// Result of a check as one text: the canonical record, or `field: code args` of each problem.
fn checked(section: &str, record: Json, input: BTreeMap<String, Input>) -> String {
    let form = sample();
    let record: Map = canonical::from_str(&record.to_string()).unwrap();
    let section = form.section(section).unwrap();
    let result =
        with_setting(&Sample { many: 0 }, |setting| check_input(&form, section, &record, &input, setting));
    match result {
        Ok(values) => canonical::to_string(&values).unwrap(),
        Err(problems) => {
            let lines: Vec<String> = problems
                .iter()
                .map(|problem| {
                    assert_args(&format!("field-{}", problem.code), &problem.args);
                    let args: String =
                        problem.args.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("{}: {}{args}", problem.field, problem.code)
                })
                .collect();
            lines.join("; ")
        }
    }
}

fn from_json(section: &str, record: Json, input: Json) -> String {
    let Json::Object(object) = input else { panic!("an object") };
    checked(section, record, Input::from_json(object))
}

fn from_page(section: &str, record: Json, pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, text)| (name.to_string(), text.to_string()));
    checked(section, record, Input::from_pairs(pairs))
}

#[test]
fn programs() {
    for (input, expected) in [
        (json!({}), "{}"),
        (json!({ "name": null, "facts": "", "marks": [] }), "{}"),
        (json!({ "name": " 王  五 " }), r#"{"name":"王  五"}"#),
        (json!({ "name": "\u{200b}\u{3000}" }), "{}"),
        (json!({ "name": "一二三四五六" }), r#"{"name":"一二三四五六"}"#),
        (json!({ "name": "一二三四五六七" }), "name: too-long max=6 length=7"),
        (json!({ "name": "a\nb" }), "name: one-line"),
        (json!({ "name": "a\u{7}b" }), "name: character character=U+0007"),
        (json!({ "name": "a\u{202e}b" }), "name: character character=U+202E"),
        (json!({ "name": 5 }), "name: not-a-text value=5"),
        (json!({ "facts": "one\r\ntwo\tthree\r" }), r#"{"facts":"one\ntwo\tthree"}"#),
        (json!({ "facts": "a\u{2028}b" }), "facts: character character=U+2028"),
        (json!({ "class": "quality" }), r#"{"class":"quality"}"#),
        (json!({ "class": "Quality" }), "class: not-a-choice value=Quality"),
        (json!({ "class": ["quality"] }), r#"class: not-a-choice value=["quality"]"#),
        (json!({ "marks": ["grey", "red", "grey"] }), r#"{"marks":["red","grey"]}"#),
        (json!({ "marks": ["green"] }), "marks: not-a-choice value=green"),
        (json!({ "marks": "red" }), "marks: not-a-list"),
        (json!({ "marks": [1] }), "marks: not-a-list"),
        (json!({ "cost": 1250 }), r#"{"cost":{"$dec":"1250.00"}}"#),
        (json!({ "cost": 0.1 }), r#"{"cost":{"$dec":"0.10"}}"#),
        (json!({ "cost": "1250.5" }), r#"{"cost":{"$dec":"1250.50"}}"#),
        (json!({ "cost": "1,250.500" }), r#"{"cost":{"$dec":"1250.50"}}"#),
        (json!({ "cost": "１２５０．５" }), r#"{"cost":{"$dec":"1250.50"}}"#),
        (json!({ "cost": "12,50" }), "cost: not-a-number value=12,50"),
        (json!({ "cost": "1e3" }), "cost: not-a-number value=1e3"),
        (json!({ "cost": "NaN" }), "cost: not-a-number value=NaN"),
        (json!({ "cost": 1.005 }), "cost: places places=2"),
        (json!({ "cost": "0" }), "cost: too-small min=0.01"),
        (json!({ "cost": 1000000.01 }), "cost: too-large max=1000000"),
        (json!({ "cost": "9".repeat(99) }), &format!("cost: not-a-number value={}…", "9".repeat(80))),
        (json!({ "cost": true }), "cost: not-a-number value=true"),
        (json!({ "weight": -5 }), r#"{"weight":{"$dec":"-5.000"}}"#),
        (json!({ "weight": "-0" }), r#"{"weight":{"$dec":"0.000"}}"#),
        (json!({ "weight": 9.501 }), "weight: too-large max=9.5"),
        (json!({ "count": 12 }), r#"{"count":12}"#),
        (json!({ "count": 12.0 }), r#"{"count":12}"#),
        (json!({ "count": 12.5 }), "count: not-an-integer value=12.5"),
        (json!({ "count": "12" }), r#"count: not-an-integer value="12""#),
        (json!({ "count": 0 }), "count: too-small min=1"),
        (json!({ "count": 100001 }), "count: too-large max=100000"),
        (json!({ "count": 18446744073709551615u64 }), "count: not-an-integer value=18446744073709551615"),
        (json!({ "seen_on": "2026-11-23" }), r#"{"seen_on":{"$date":"2026-11-23"}}"#),
        (json!({ "seen_on": "2026-11-24" }), "seen_on: too-late max=2026-11-23"),
        (json!({ "seen_on": "2026-01-14" }), "seen_on: too-early min=2026-01-15"),
        (json!({ "due_on": "2026-02-30" }), "due_on: not-a-date value=2026-02-30"),
        (json!({ "due_on": "0002-11-30" }), "due_on: year first=1900 last=2199"),
        (json!({ "due_on": 20261130 }), "due_on: not-a-date value=20261130"),
        (json!({ "at": "2026-11-23T09:00:00+08:00" }), r#"{"at":{"$time":1795395600000000}}"#),
        (json!({ "at": "2026-11-23T01:00:00Z" }), r#"{"at":{"$time":1795395600000000}}"#),
        (json!({ "at": "2026-11-23T09:00" }), r#"{"at":{"$time":1795395600000000}}"#),
        (json!({ "at": "2026-11-23" }), "at: not-a-time value=2026-11-23"),
        (json!({ "at": "2026-11-23T25:00" }), "at: not-a-time value=2026-11-23T25:00"),
        (json!({ "told_at": "2026-11-23T09:00:00+08:00" }), r#"{"told_at":{"$time":1795395600000000}}"#),
        (json!({ "told_at": "2026-11-23T09:00:01" }), "told_at: too-late max=2026-11-23T09:00:00+08:00"),
        (json!({ "serious": false }), r#"{"serious":false}"#),
        (json!({ "serious": "true" }), "serious: not-a-bool"),
        (json!({ "customer": "C-001" }), r#"{"customer":"C-001"}"#),
        (json!({ "customer": "C-009" }), "customer: no-such-row value=C-009"),
        (json!({ "handler": "king" }), "handler: no-such-post value=king"),
        (json!({ "who": "gm", "handler": "complaint_desk" }), r#"{"handler":"complaint_desk","who":"gm"}"#),
        (json!({ "who": "nobody" }), "who: no-such-person value=nobody"),
        (json!({ "who": { "id": "gm" } }), r#"who: no-such-person value={"id":"gm"}"#),
        (
            json!({ "stock": [{ "place": "A", "pieces": 2 }, { "pieces": 1 }] }),
            r#"{"stock":[{"pieces":2,"place":"A"},{"pieces":1}]}"#,
        ),
        (
            json!({ "stock": [{ "place": "A" }, { "pieces": 0, "x": 1 }] }),
            "stock.0.pieces: required; stock.1.x: unknown; stock.1.pieces: too-small min=1",
        ),
        (
            json!({ "stock": [{ "pieces": 1 }, { "pieces": 1 }, { "pieces": 1 }, { "pieces": 1 }] }),
            "stock: too-many-rows max=3",
        ),
        (json!({ "stock": [1] }), "stock: not-rows"),
        (json!({ "stock": { "pieces": 1 } }), "stock: not-rows"),
        (json!({ "grade": "minor" }), "grade: unknown"),
        (
            json!({ "zz": 1, "count": 0, "name": 1, "aa": 1 }),
            "aa: unknown; zz: unknown; name: not-a-text value=1; count: too-small min=1",
        ),
    ] {
        assert_eq!(from_json("all", json!({}), input.clone()), expected, "{input}");
    }
}

#[test]
fn people() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("name", " 王五 "), ("cost", ""), ("count", "　")], r#"{"name":"王五"}"#),
        (&[("name", "a"), ("name", "b")], "name: several"),
        (&[("count", "１２")], r#"{"count":12}"#),
        (&[("count", "1,200")], r#"{"count":1200}"#),
        (&[("count", "12.0")], r#"{"count":12}"#),
        (&[("count", "1 2")], "count: not-an-integer value=1 2"),
        (&[("count", "a dozen")], "count: not-an-integer value=a dozen"),
        (&[("due_on", "２０２６年１１月３０日")], r#"{"due_on":{"$date":"2026-11-30"}}"#),
        (&[("due_on", "2026年1月5号")], r#"{"due_on":{"$date":"2026-01-05"}}"#),
        (&[("due_on", "2026/11/30")], r#"{"due_on":{"$date":"2026-11-30"}}"#),
        (&[("due_on", "2026.1.5")], r#"{"due_on":{"$date":"2026-01-05"}}"#),
        (&[("due_on", "2026-11-3x")], "due_on: not-a-date value=2026-11-3x"),
        (&[("due_on", "2026-1")], "due_on: not-a-date value=2026-1"),
        (&[("due_on", "2026-11/30")], "due_on: not-a-date value=2026-11/30"),
        (&[("due_on", "2026年11月30")], "due_on: not-a-date value=2026年11月30"),
        (&[("due_on", "26-11-30")], "due_on: not-a-date value=26-11-30"),
        (&[("due_on", "202-11-30")], "due_on: not-a-date value=202-11-30"),
        (&[("due_on", "明天")], "due_on: not-a-date value=明天"),
        (&[("at", "2026-11-23 09:00")], r#"{"at":{"$time":1795395600000000}}"#),
        (&[("at", "2026-11-23T09:00:00")], r#"{"at":{"$time":1795395600000000}}"#),
        (&[("at", "２０２６年１１月２３日　９：００")], r#"{"at":{"$time":1795395600000000}}"#),
        (&[("at", "2026年11月23日9时00分")], r#"{"at":{"$time":1795395600000000}}"#),
        (&[("at", "2026/11/23 9点00")], r#"{"at":{"$time":1795395600000000}}"#),
        (&[("at", "2026-11-23 9:0")], "at: not-a-time value=2026-11-23 9:0"),
        (&[("at", "2026-11-239:00")], "at: not-a-time value=2026-11-239:00"),
        (&[("at", "09:00")], "at: not-a-time value=09:00"),
        (&[("serious", "false"), ("serious", "true")], r#"{"serious":true}"#),
        (&[("serious", "false")], r#"{"serious":false}"#),
        (&[("serious", "on")], "serious: not-a-bool"),
        (&[("marks", "blue"), ("marks", ""), ("marks", "red")], r#"{"marks":["red","blue"]}"#),
        (
            &[
                ("stock.7.pieces", "2"),
                ("stock.7.place", ""),
                ("stock.3.pieces", "1"),
                ("stock.9.pieces", ""),
                ("stock.9.place", " "),
            ],
            r#"{"stock":[{"pieces":1},{"pieces":2}]}"#,
        ),
        (&[("stock.0.pieces", ""), ("stock.0.place", "A")], "stock.0.pieces: required"),
        (&[("stock", "x")], "stock: not-rows"),
        (&[("stock.x.pieces", "1")], "stock.x.pieces: unknown"),
        (&[("name.0.x", "1")], "name: several"),
    ];
    for (pairs, expected) in cases {
        assert_eq!(from_page("all", json!({}), pairs), *expected, "{pairs:?}");
    }
}

#[test]
fn everything_required_is_asked_for_by_name() {
    let expected: Vec<String> = sample()
        .section("all_required")
        .unwrap()
        .entries
        .iter()
        .map(|entry| format!("{}: required", entry.field))
        .collect();
    assert_eq!(from_json("all_required", json!({}), json!({ "name": "", "stock": [] })), expected.join("; "));
}

#[test]
fn what_is_left_empty_is_empty_afterwards() {
    let record =
        json!({ "name": { "$sealed": "0".repeat(64) }, "count": 5, "grade": "minor", "facts": null });
    assert_eq!(from_json("all", record.clone(), json!({ "count": 6 })), r#"{"count":6,"name":null}"#);
    assert_eq!(from_page("all", record, &[("count", "")]), r#"{"count":null,"name":null}"#);
}

#[test]
fn conditions() {
    for (section, record, input, expected) in [
        // On a field of the same section.
        ("inside", json!({}), json!({ "class": "other" }), r#"{"class":"other"}"#),
        ("inside", json!({}), json!({ "class": "quality" }), "cost: required"),
        (
            "inside",
            json!({}),
            json!({ "class": "quality", "cost": 5 }),
            r#"{"class":"quality","cost":{"$dec":"5.00"}}"#,
        ),
        ("inside", json!({}), json!({ "class": "other", "cost": 5 }), "cost: not-asked"),
        (
            "inside",
            json!({}),
            json!({ "class": "other", "cost": "x" }),
            "cost: not-a-number value=x; cost: not-asked",
        ),
        ("inside", json!({}), json!({ "class": "other", "serious": true }), "facts: required"),
        (
            "inside",
            json!({}),
            json!({ "class": "other", "serious": false, "facts": "x" }),
            "facts: not-asked",
        ),
        (
            "inside",
            json!({}),
            json!({ "class": "other", "marks": ["red"] }),
            r#"{"class":"other","marks":["red"]}"#,
        ),
        // What the record said before does not count if the section asks again; it is emptied.
        (
            "inside",
            json!({ "class": "quality", "cost": { "$dec": "1.00" } }),
            json!({ "class": "other" }),
            r#"{"class":"other","cost":null}"#,
        ),
        (
            "inside",
            json!({ "serious": true }),
            json!({ "class": "other" }),
            r#"{"class":"other","serious":null}"#,
        ),
        // While the other field is wrong, nobody knows.
        ("inside", json!({}), json!({ "class": "wrong", "cost": 5 }), "class: not-a-choice value=wrong"),
        // On a field that was filled in before.
        ("outside", json!({ "class": "quality" }), json!({ "count": 1 }), "cost: required"),
        ("outside", json!({ "class": "other" }), json!({ "count": 1 }), r#"{"count":1}"#),
        ("outside", json!({}), json!({ "count": 1, "cost": 1 }), "cost: not-asked"),
        ("outside", json!({ "marks": ["grey", "blue"] }), json!({ "count": 1 }), "due_on: required"),
        ("outside", json!({ "marks": ["grey"] }), json!({ "count": 1 }), r#"{"count":1}"#),
    ] {
        assert_eq!(from_json(section, record.clone(), input.clone()), expected, "{section} {record} {input}");
    }
}

#[test]
fn names_and_values_are_not_echoed_at_length() {
    let long = "x".repeat(100_000);
    let said = from_json("all", json!({}), json!({ long.as_str(): 1, "class": long, "customer": long }));
    assert!(said.len() < 500, "{} bytes", said.len());
}
