//! Registers: those we ship, those with mistakes, and the rows that they take.

use serde_json::json;

use super::texts::assert_args;
use super::*;

fn read_file(path: &str, text: &str) -> (Option<Register>, Vec<String>) {
    let mut findings = Findings::new();
    let source = Source::from_bytes(path, text.as_bytes(), &mut findings);
    let register = source.and_then(|source| read_register(&source, &mut findings));
    let said = findings.into_sorted().into_iter().map(|finding| {
        assert_args(&format!("finding-{}", finding.code), &finding.args);
        let args: String = finding.args.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        format!("{} {}:{}{args}", finding.code, finding.line, finding.column)
    });
    (register, said.collect())
}

macro_rules! shipped {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../../../forms/registers/", $name, ".yaml")))),*]
    };
}

#[test]
fn the_shipped_registers_have_no_findings() {
    let shipped = shipped![
        "authority",
        "batch",
        "consignee",
        "customer",
        "outlet",
        "penalty",
        "product",
        "recall_team",
        "shipment",
        "stock",
        "supplier"
    ];
    for (name, text) in shipped {
        let (register, said) = read_file(&format!("forms/registers/{name}.yaml"), text);
        assert_eq!(said, [""; 0], "{name}");
        let register = register.unwrap();
        assert_eq!(register.form.id, name);
        assert!(
            register.form.registers().iter().all(|(other, _)| shipped.iter().any(|(name, _)| name == other))
        );
    }
}

const BATCH: &str = r#"
register: batch
title: { zh: 批次台账, en: Batches }
key: { title: { zh: 批次号, en: Batch number }, pattern: "B-[0-9]{4}|X" }
summary: "{model}（{colour}）{made_on} {at} {pieces}"
maintained_by: production_head
optional: pieces
fields:
  model: { type: text, title: { zh: 型号, en: Model } }
  colour: { type: choices, title: { zh: 颜色, en: Colour }, choices: { red: { zh: 红, en: Red }, blue: { zh: 蓝, en: Blue } } }
  made_on: { type: date, title: { zh: 日期, en: Made on } }
  pieces: { type: integer, title: { zh: 件数, en: Pieces } }
  at: { type: time, computed: true, title: { zh: 时间, en: At } }
"#;

#[test]
fn rows_are_checked_like_records() {
    let (register, said) = read_file("batch.yaml", BATCH);
    assert_eq!(said, [""; 0]);
    let register = register.unwrap();
    assert_eq!(register.row().id, Register::ROW);
    let check = |input: serde_json::Value| {
        let input = Input::from_json(input.as_object().unwrap().clone());
        with_setting(&Sample { many: 0 }, |s| {
            check_input(&register.form, register.row(), &Map::new(), &input, s)
        })
    };
    let mut row =
        check(json!({ "model": "M1", "colour": ["red", "blue"], "made_on": "2026-11-30" })).unwrap();
    let problems = check(json!({ "model": "M1", "made_on": "x", "at": "2026-11-30T08:00:00Z" })).unwrap_err();
    let problems: Vec<String> = problems.iter().map(|p| format!("{} {}", p.field, p.code)).collect();
    assert_eq!(problems, ["at unknown", "colour required", "made_on not-a-date"]);

    row.insert("at".to_owned(), Value::Time(Moment(0)));
    let tz = TimeZone::get("Asia/Shanghai").unwrap();
    let line = |lang| register.summary.write(&row, &register.form.fields, &tz, lang);
    assert_eq!(line(Lang::Zh), "M1（红, 蓝）2026-11-30 1970-01-01 08:00 ");
    assert_eq!(line(Lang::En), "M1（Red, Blue）2026-11-30 1970-01-01 08:00 ");
}

#[test]
fn keys_match_their_whole_pattern() {
    let register = read_file("batch.yaml", BATCH).0.unwrap();
    for key in ["B-0001", "X"] {
        assert_eq!(register.check_key(key), None, "{key}");
    }
    for key in ["", "B-001", "B-00011", "xB-0001", "Xx", "B-0001\n", "Ｘ"] {
        let problem = register.check_key(key).unwrap();
        assert_eq!((problem.code, problem.args[1].1.as_str()), ("not-a-key", "B-[0-9]{4}|X"), "{key}");
        assert_args("field-not-a-key", &problem.args);
    }
}

#[test]
fn mistakes_in_registers() {
    for (from, to, expected) in [
        ("register: batch", "register: lot", vec!["G0201 2:11 id=lot file=batch"]),
        ("[0-9]", "[0-9", vec!["G0222 4:55 pattern=B-[0-9{4}|X detail"]),
        (
            "{model}",
            "{modle}",
            vec!["G0204 5:10 name=modle guess=model known=model, colour, made_on, pieces, at"],
        ),
        ("{pieces}", "{pieces", vec!["G0223 5:10"]),
        ("type: text, ", "type: text, personal: true, ", vec!["G0221 5:10 field=model"]),
        (
            "maintained_by",
            "maintainer",
            vec![
                "G0133 2:1 key=maintained_by",
                "G0134 6:1 name=maintainer known=clause, fields, kept_by, key, maintained_by, optional, register, reviewed, summary, title",
            ],
        ),
        (
            "optional: pieces",
            "optional: [pieces, weight]",
            vec!["G0203 7:20 name=weight known=model, colour, made_on, pieces, at"],
        ),
    ] {
        let (register, said) = read_file("batch.yaml", &BATCH.replacen(from, to, 1));
        assert!(register.is_none());
        let said: Vec<&str> = said.iter().map(|line| line.split("=regex").next().unwrap()).collect();
        assert_eq!(said.len(), expected.len(), "{said:?}");
        for (line, start) in said.iter().zip(expected) {
            assert!(line.starts_with(start), "{line}\n{start}");
        }
    }
}
