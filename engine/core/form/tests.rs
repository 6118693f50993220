//! Forms with mistakes, inputs with mistakes, and schemas that keep their word.

mod inputs;
mod registers;
mod schemas;
pub(crate) mod texts;
mod words;

use super::*;
use crate::text::{Findings, Lang, Severity, Source};
use crate::value::Moment;
use jiff::tz::TimeZone;

/// Reads a form; findings as `code line:column args`, warnings with a tilde before.
fn read_form(path: &str, text: &str) -> (Option<Form>, Vec<String>) {
    let mut findings = Findings::new();
    let form = Source::from_bytes(path, text.as_bytes(), &mut findings).and_then(|s| read(&s, &mut findings));
    let said = findings.into_sorted().into_iter().map(|finding| {
        texts::assert_args(&format!("finding-{}", finding.code), &finding.args);
        let args: String = finding.args.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        let mark = if finding.severity == Severity::Error { "" } else { "~" };
        format!("{mark}{} {}:{}{args}", finding.code, finding.line, finding.column)
    });
    (form, said.collect())
}

/// A form with every type of field, in one section `all`, plus sections with conditions.
const SAMPLE: &str = r#"
form: sample
title: { zh: 样表, en: Sample }
clause: "8.14"
fields:
  name: { type: text, max: 6, title: { zh: 姓名, en: Name }, personal: true, hint: { zh: 全名, en: In full } }
  facts: { type: long_text, max: 20, title: { zh: 经过, en: Facts } }
  class: { type: choice, title: { zh: 类别, en: Class }, choices: { quality: { zh: 质量, en: Quality }, other: { zh: 其他, en: Other } } }
  marks: { type: choices, title: { zh: 标识, en: Marks }, choices: { red: { zh: 红, en: Red }, blue: { zh: 蓝, en: Blue }, grey: { zh: 灰, en: Grey } } }
  cost: { type: money, min: 0.01, max: 1000000, title: { zh: 费用, en: Cost } }
  count: { type: integer, min: 1, max: 100000, title: { zh: 数量, en: Count } }
  weight: { type: decimal, places: 3, min: -5, max: 9.5, title: { zh: 重量, en: Weight } }
  seen_on: { type: date, max: today, min: 2026-01-15, title: { zh: 查看日期, en: Seen on } }
  due_on: { type: date, title: { zh: 期限, en: Until } }
  at: { type: time, title: { zh: 时间, en: At } }
  told_at: { type: time, max: now, title: { zh: 告知时间, en: Told at } }
  serious: { type: bool, title: { zh: 严重, en: Serious } }
  customer: { type: ref, register: customer, title: { zh: 顾客, en: Customer } }
  handler: { type: post, title: { zh: 岗位, en: Post } }
  who: { type: person, title: { zh: 人员, en: Person } }
  stock:
    type: rows
    title: { zh: 库存, en: Stock }
    fields:
      place: { type: text, title: { zh: 地点, en: Place } }
      pieces: { type: integer, min: 1, title: { zh: 件数, en: Pieces } }
    optional: place
    min_rows: 1
    max_rows: 3
  grade: { type: choice, computed: true, title: { zh: 等级, en: Grade }, choices: { minor: { zh: 轻微, en: Minor } } }
sections:
  all:
    title: { zh: 全部, en: All }
    fields: [name, facts, class, marks, cost, count, weight, seen_on, due_on, at, told_at, serious, customer, handler, who, stock]
    optional: [name, facts, class, marks, cost, count, weight, seen_on, due_on, at, told_at, serious, customer, handler, who, stock]
    show: [grade]
  all_required:
    title: { zh: 全部必填, en: All of it }
    fields: [name, facts, class, marks, cost, count, weight, seen_on, due_on, at, told_at, serious, customer, handler, who, stock]
  inside:
    title: { zh: 类别, en: Class }
    fields: [class, { field: cost, only_if: { field: class, is: quality } }, { field: facts, only_if: { field: serious, is: true } }, serious, { field: marks, only_if: { field: class, is: [quality, other] } }]
    optional: [serious, marks]
  outside:
    title: { zh: 费用, en: Cost }
    fields: [{ field: cost, only_if: { field: class, is: quality } }, count, { field: due_on, only_if: { field: marks, is: [red, blue] } }]
"#;

fn sample() -> Form {
    let (form, said) = read_form("forms/sample.yaml", SAMPLE);
    assert_eq!(said, [""; 0]);
    form.unwrap()
}

/// Two customers, one post, one person; `many` customers when asked for.
struct Sample {
    many: usize,
}

impl Sample {
    fn keys(&self, pool: Pool<'_>) -> Vec<String> {
        match pool {
            Pool::Register("customer") if self.many > 0 => {
                (0..self.many).map(|n| format!("C-{n:04}")).collect()
            }
            Pool::Register("customer") => vec!["C-001".to_owned(), "C-002".to_owned()],
            Pool::Register(_) => vec![],
            Pool::Posts => vec!["complaint_desk".to_owned()],
            Pool::People => vec!["gm".to_owned()],
        }
    }
}

impl Lookup for Sample {
    fn has(&self, pool: Pool<'_>, key: &str) -> bool {
        self.keys(pool).iter().any(|known| known == key)
    }

    fn list(&self, pool: Pool<'_>, limit: usize) -> Vec<Choice> {
        let title =
            |key: &String| Choice { id: key.clone(), title: Bilingual::new(format!("顾客 {key}"), key) };
        self.keys(pool).iter().take(limit).map(title).collect()
    }
}

/// 23 November 2026, 09:00 in Shanghai.
fn with_setting<T>(lookup: &dyn Lookup, run: impl FnOnce(&Setting<'_>) -> T) -> T {
    let tz = TimeZone::get("Asia/Shanghai").unwrap();
    run(&Setting { lookup, now: Moment::parse("2026-11-23T09:00:00+08:00").unwrap(), tz: &tz })
}

#[test]
fn the_shipped_forms_have_no_findings() {
    for (path, text) in [
        ("forms/complaint.yaml", include_str!("../../../forms/complaint.yaml")),
        ("forms/recall.yaml", include_str!("../../../forms/recall.yaml")),
    ] {
        let (form, said) = read_form(path, text);
        assert_eq!(said, [""; 0], "{path}");
        assert!(form.is_some_and(|form| form.sections.len() > 5));
    }
}

#[test]
fn a_form_is_read_as_written() {
    let form = sample();
    assert_eq!((form.id.as_str(), form.clause.as_deref()), ("sample", Some("8.14")));
    assert_eq!(form.title.get(Lang::En), "Sample");
    let kinds: Vec<&str> = form.fields.iter().map(|field| field.kind.name()).collect();
    assert_eq!(
        kinds.join(" "),
        "text long_text choice choices money integer decimal date date time time bool ref post person rows choice"
    );
    let name = form.field("name").unwrap();
    assert!(name.personal && !name.computed && name.kind == FieldKind::Text { max: 6 });
    assert_eq!(name.hint.as_ref().map(|hint| hint.get(Lang::Zh)), Some("全名"));
    let FieldKind::Rows { columns, min_rows: 1, max_rows: 3 } = &form.field("stock").unwrap().kind else {
        panic!("a table")
    };
    assert_eq!(columns.iter().map(|column| column.required).collect::<Vec<_>>(), [false, true]);
    let outside = form.section("outside").unwrap();
    assert_eq!(
        outside.entry("due_on").unwrap().only_if,
        Some(Condition { field: "marks".to_owned(), is: vec![Value::from("red"), Value::from("blue")] })
    );
    assert!(form.section("nowhere").is_none());
}

#[test]
fn mistakes_in_forms() {
    for (text, expected) in [
        (include_str!("tests/bad.yaml"), include_str!("tests/bad.findings").lines().collect::<Vec<_>>()),
        ("- a\n", vec!["G0130 1:1"]),
        ("form: x\n", vec!["G0133 1:1 key=title", "G0133 1:1 key=fields", "G0133 1:1 key=sections"]),
    ] {
        let (_, said) = read_form("forms/x.yaml", text);
        assert_eq!(said, expected, "\n{}", said.join("\n"));
    }
}

#[test]
fn limits_of_forms() {
    let fields = |count: usize| {
        let fields: String =
            (0..count).map(|n| format!("  f{n}: {{ type: bool, title: {{ zh: a, en: b }} }}\n")).collect();
        let names: Vec<String> = (0..count).map(|n| format!("f{n}")).collect();
        format!(
            "form: x\ntitle: {{ zh: a, en: b }}\nfields:\n{fields}sections:\n  a: {{ title: {{ zh: a, en: b }}, fields: [{}] }}\n",
            names.join(", ")
        )
    };
    assert_eq!(read_form("x.yaml", &fields(200)).1, [""; 0]);
    assert_eq!(read_form("x.yaml", &fields(201)).1, ["G0202 4:3 limit=200"]);
}
