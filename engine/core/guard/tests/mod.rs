//! Scripts: what they may do, what stops them, and what their errors say.

mod costly;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Scene, Script, ScriptError, Surroundings, World, Writes};
use crate::case::tests::play::{START, calendar, map, read};
use crate::value::{Hash, Map, Moment, Value};

fn compile(text: &str) -> Result<Script, super::CompileError> {
    Script::compile(text, &Arc::from("p.yaml"), 10, 5, &[])
}

fn record() -> Map {
    map(&[
        ("n", Value::Int(7)),
        ("amount", dec("1200.00")),
        ("word", "red".into()),
        ("day", Value::Date("2026-11-27".parse().unwrap())),
        ("at", Value::Time(Moment::parse("2026-11-27T10:00:00+08:00").unwrap())),
        ("wait", Value::Period(crate::calendar::Period::parse("2wd").unwrap())),
        ("list", Value::List(vec![Value::Int(1), dec("2.5"), Value::Int(3)])),
        ("name", Value::Sealed(Hash::of(b"secret"))),
        ("empty", Value::Null),
    ])
}

fn dec(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

/// Runs `work` in a scene with [`record`], on Monday, 23 November 2026, 9:00.
fn with<R>(
    item: Option<&Map>,
    work: impl FnOnce(&Scene<'_>) -> Result<R, Option<ScriptError>>,
) -> Result<R, ScriptError> {
    let (record, vars) = (record(), map(&[("round", Value::Int(1))]));
    let values = map(&[
        ("limit", dec("1000")),
        ("within", Value::Period(crate::calendar::Period::parse("2wd").unwrap())),
    ]);
    let moment = Moment::parse(START).unwrap();
    let (now, today) = (Value::Time(moment), Value::Date("2026-11-23".parse().unwrap()));
    let names = [("now", &now), ("today", &today)];
    let scene = Scene {
        record: &record,
        vars: &vars,
        item,
        values: &values,
        tables: &BTreeMap::new(),
        names: &names,
    };
    let around = Surroundings::new(calendar(), moment, Rc::new(World::default()));
    around.during(|| work(&scene)).map_err(|error| error.expect("no questions are asked here"))
}

fn value(text: &str) -> Result<Value, ScriptError> {
    let script = compile(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    with(None, |scene| script.value(scene))
}

fn run(text: &str) -> Result<Writes, ScriptError> {
    let script = compile(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    with(None, |scene| script.execute(scene))
}

/// A script that cannot be compiled, or the code with which it fails; `ran` if it runs.
fn outcome(text: &str) -> String {
    match compile(text) {
        Err(error) if error.unknown.is_some() => "unknown".to_owned(),
        Err(_) => "syntax".to_owned(),
        Ok(script) => match with(None, |scene| script.value(scene)) {
            Ok(_) => "ran".to_owned(),
            Err(error) => error.code.to_owned(),
        },
    }
}

#[test]
fn what_scripts_cannot_do() {
    for text in [
        "sleep(1)",
        "exit()",
        "eval(\"1\")",
        "print(1)",
        "debug(1)",
        "import \"x\" as y",
        "export x",
        "timestamp()",
        "rand()",
        "now()",
        "open_file(\"x\")",
        "env(\"HOME\")",
        "Fn(\"x\")",
        "call(1)",
        "fn f() { 1 }",
        "fn f(n) { f(n + 1) } f(1)",
        "private fn f() { 1 }",
        "let f = |x| x + 1; 1",
        "[1].map(|x| x)",
        "this",
        "1.type_of().nothing()",
        "blob(5)",
        "parse_json(\"{}\")",
        "0x1p3",
        "record.n.nothing",
        "throw 1",
        "while true { }",
        "loop { }",
        "do { } while true",
        "let x = 1; while x > 0 { x += 1; }",
    ] {
        assert_ne!(outcome(text), "ran", "{text}");
    }
}

#[test]
fn limits_stop_what_is_too_much() {
    let nested = format!("{}1{}", "(".repeat(200), ")".repeat(200));
    let many = (0..100).map(|n| format!("let v{n} = {n};")).collect::<String>() + "1";
    for (text, code) in [
        ("loop { }", "too-long"),
        ("let n = 0; while true { n += 1; }", "too-long"),
        ("for i in 0..100000000 { }", "too-long"),
        ("let s = \"x\"; loop { s += s; }", "too-large"),
        ("let s = \"x\"; s.pad(100000, 'y'); s", "too-large"),
        ("let l = []; l.pad(100000, 1); l", "too-large"),
        ("let l = [1]; loop { l += l; }", "too-large"),
        ("let l = [1]; loop { l = [l, l]; }", "too-large"),
        ("let m = #{}; let n = 0; loop { m[\"k\" + n] = n; n += 1; }", "too-l"),
        (nested.as_str(), "syntax"),
        (many.as_str(), "too-many-variables|syntax|failed"),
    ] {
        let got = outcome(text);
        assert!(code.split('|').any(|code| got.starts_with(code)), "{text:.60}: {got}");
    }
}

#[test]
fn expressions() {
    for (text, expected) in [
        ("1 + 2 * 3", Value::Int(7)),
        ("0.1 + 0.2", dec("0.3")),
        ("0.1 + 0.2 == 0.3", true.into()),
        ("record.amount > 1000", true.into()),
        ("record.amount == 1200", true.into()),
        ("record.amount >= values.limit", true.into()),
        ("record.amount * 2 - 400", dec("2000.00")),
        ("record.n / 2", Value::Int(3)),
        ("decimal(record.n) / 2", dec("3.5")),
        ("record.n / 2.0", dec("3.5")),
        ("round(2.345, 2)", dec("2.35")),
        ("round(-2.345, 2)", dec("-2.35")),
        ("min(3, 2) + max(3, 2)", Value::Int(5)),
        ("min(3, 2.5)", dec("2.5")),
        ("max(record.amount, 5)", dec("1200.00")),
        ("sum(record.list)", dec("6.5")),
        ("sum([1, 2])", Value::Int(3)),
        ("sum([])", Value::Int(0)),
        ("record.word == \"red\"", true.into()),
        ("record.word in [\"red\", \"blue\"]", true.into()),
        ("record.word != \"red\" || true", true.into()),
        ("record.list.len()", Value::Int(3)),
        ("record.list[0]", Value::Int(1)),
        ("filled(record, \"n\")", true.into()),
        ("filled(record, \"empty\")", false.into()),
        ("filled(record, \"nothing\")", false.into()),
        ("filled(record, \"name\")", false.into()),
        ("\"n\" in record", true.into()),
        ("\"nothing\" in record", false.into()),
        ("let n = 0; for x in record.list { n += 1; } n", Value::Int(3)),
        ("if record.n > 5 { \"much\" } else { \"little\" }", "much".into()),
        ("switch record.word { \"red\" => 1, _ => 2 }", Value::Int(1)),
        ("#{ a: 1 }", Value::Map(map(&[("a", Value::Int(1))]))),
        ("'x'", "x".into()),
        ("()", Value::Null),
        // dates, moments, periods
        ("now < record.at", true.into()),
        ("today == date(now)", true.into()),
        ("date(record.at) == record.day", true.into()),
        ("record.day > date(\"2026-11-26\")", true.into()),
        ("weekday(today)", Value::Int(1)),
        ("weekday(record.at)", Value::Int(5)),
        ("days_between(today, record.day)", Value::Int(4)),
        ("days_between(record.day, today)", Value::Int(-4)),
        ("working_days(today, date(\"2026-11-30\"))", Value::Int(5)),
        ("add(today, \"15d\")", Value::Date("2026-12-08".parse().unwrap())),
        ("add(today, values.within)", Value::Date("2026-11-25".parse().unwrap())),
        ("add(now, \"4h\")", Value::Time(Moment::parse("2026-11-23T13:00:00+08:00").unwrap())),
        ("add(now, record.wait)", Value::Time(Moment::parse("2026-11-25T09:00:00+08:00").unwrap())),
        ("record.wait == period(\"2wd\")", true.into()),
        ("year(today) * 10000 + month(today) * 100 + day(today)", Value::Int(20_261_123)),
        ("is_working(date(\"2026-11-28\"))", false.into()),
    ] {
        assert_eq!(value(text).map_err(|e| e.to_string()), Ok(expected), "{text}");
    }
}

#[test]
fn errors() {
    for (text, code) in [
        ("record.nothing > 1", "missing-field"),
        ("record.empty > 1", "missing-field"),
        ("record.name == \"x\"", "missing-field"),
        ("record[\"nothing\"]", "missing-field"),
        ("values.limit.more", "missing-field|unknown-function|failed"),
        ("1 / 0", "arithmetic"),
        ("1 % 0", "arithmetic"),
        ("record.amount / 0", "arithmetic"),
        ("record.amount / 0.0", "arithmetic"),
        ("9223372036854775807 + 1", "arithmetic"),
        ("-9223372036854775807 - 2", "arithmetic"),
        ("9223372036854775807 * record.n", "arithmetic"),
        ("79228162514264337593543950335.0 * 10", "arithmetic"),
        ("79228162514264337593543950335.0 + 79228162514264337593543950335.0", "arithmetic"),
        ("2 ** 100", "arithmetic"),
        ("2.5 ** 1000", "arithmetic"),
        ("1 << 100", "arithmetic|ran"),
        ("record.list[9]", "no-such-item"),
        ("record.day * 2", "unknown-function"),
        ("nothing(1)", "unknown-function"),
        ("date(\"2026-13-01\")", "failed"),
        ("date(\"nonsense\")", "failed"),
        ("add(today, \"soon\")", "failed"),
        ("add(now, \"100y\")", "ran"),
        ("decimal(\"NaN\")", "failed"),
        ("decimal(\"1e999\")", "failed"),
        ("round(1.5, -1)", "failed"),
        ("round(1.5, 99)", "failed"),
        ("sum([1, \"x\"])", "failed"),
        ("sum([9223372036854775807, 1])", "failed"),
        ("throw \"no\"", "failed"),
        ("quota_left(\"q\")", "failed"),
    ] {
        let got = outcome(text);
        assert!(code.split('|').any(|code| code == got), "{text}: {got}");
    }
}

#[test]
fn no_function_panics_on_extreme_numbers() {
    let numbers = [
        "79228162514264337593543950335.0",
        "-79228162514264337593543950335.0",
        "0.0000000000000000000000000001",
        "0.0",
        "9223372036854775807",
        "(-9223372036854775807 - 1)",
    ];
    for a in numbers {
        for function in [
            "abs",
            "sqrt",
            "exp",
            "ln",
            "log10",
            "sin",
            "cos",
            "tan",
            "floor",
            "ceiling",
            "round",
            "int",
            "fraction",
            "to_int",
            "to_decimal",
            "sign",
            "is_zero",
            "to_string",
        ] {
            let _ = outcome(&format!("{function}({a})"));
            let _ = outcome(&format!("let x = {a}; -x"));
        }
        for b in numbers {
            for operator in ["+", "-", "*", "/", "%", "**", "==", "<", "<<", ">>"] {
                let _ = outcome(&format!("{a} {operator} {b}"));
            }
            for call in [
                format!("round({a}, {b})"),
                format!("min({a}, {b})"),
                format!("range({a}, {b}).len()"),
                format!("sum([{a}, {b}])"),
                format!("[1, 2].extract({a}, {b})"),
                format!("\"abc\".sub_string({a}, {b})"),
                format!("\"abc\".pad({a}, 'x')"),
            ] {
                let _ = outcome(&call);
            }
        }
    }
}

#[test]
fn floats_are_not_known() {
    assert_eq!(value("1.5").unwrap(), Value::Decimal(Decimal::new(15, 1)));
    for text in ["NaN", "INFINITY", "1.5.is_nan()", "to_float(1)"] {
        assert_ne!(outcome(text), "ran", "{text}");
    }
}

#[test]
fn an_error_names_its_place_and_what_was_looked_at() {
    let error = value("record.amount > 1 &&\n  record.nothing == record.name").unwrap_err();
    assert_eq!((error.code, error.args.as_slice()), ("missing-field", &[("name", "nothing".to_owned())][..]));
    assert_eq!((error.line, error.column), (11, 5 + 9), "{error}");
    let seen: Vec<String> = error.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(seen, ["record.amount=\"1200.00\"", "record.name=***", "record.nothing=—"]);
    assert!(error.to_string().starts_with("p.yaml:11:14: missing-field"));
}

#[test]
fn places_in_documents() {
    let chart = |action: &str| format!("states:\n  a:\n    on:\n      go:\n        actions:\n{action}\n");
    // line and column of the name that nobody knows; two lines of head come before
    for (action, place) in [
        ("          - vars.x = nothing", "8:22"),
        ("          - \"vars.x = nothing\"", "8:23"),
        ("          - |\n            vars.x = 1;\n            vars.y = nothing;", "10:22"),
        ("          - { log: nothing }", "8:20"),
        ("          - { log: '=1 + nothing' }", "8:26"),
        ("          - 'vars.名称 = \"中文\" + nothing'", "8:31"),
    ] {
        let findings = read(&chart(action)).1;
        assert_eq!(findings.len(), 1, "{action}: {findings:?}");
        assert!(
            findings[0].starts_with(&format!("G0502 policies/p.yaml:{place} ")),
            "{action}: {findings:?}"
        );
    }
    let findings = read(&chart("          - vars.x = = 1")).1;
    assert!(findings[0].starts_with("G0501 policies/p.yaml:8:"), "{findings:?}");
}

#[test]
fn conditions_change_nothing() {
    for text in [
        "record.n = 1",
        "record.fresh = 1",
        "vars.round = 2",
        "values.limit = 1",
        "now = 1",
        "record = #{}",
        "record.list.push(1)",
        "record.list[0] = 1",
        "record.remove(\"n\")",
        "record.clear()",
        "vars.round += 1",
    ] {
        assert_eq!(outcome(text), "constant", "{text}");
    }
    let guard = compile("record.n").unwrap();
    assert_eq!(with(None, |scene| guard.holds(scene)).unwrap_err().code, "wrong-type");
}

#[test]
fn statements_write_record_vars_and_item() {
    let writes =
        run("record.n = 8; record.fresh = record.amount + 1; vars.round += 1; record.word = \"red\"")
            .unwrap();
    assert_eq!(writes.record, map(&[("n", Value::Int(8)), ("fresh", dec("1201.00"))]));
    assert_eq!((writes.vars, writes.item), (map(&[("round", Value::Int(2))]), Map::new()));
    // taking a field away empties it; what is personal stays as it is
    let writes = run("record.remove(\"n\"); record.word = ()").unwrap();
    assert_eq!(writes.record, map(&[("n", Value::Null), ("word", Value::Null)]));
    assert_eq!(run("record.clear()").unwrap().record.get("name"), None);
    for text in ["values.limit = 1", "now = 2", "today = now"] {
        assert_eq!(run(text).unwrap_err().code, "constant", "{text}");
    }
    // in an item's chart the case's record is read only
    let item = map(&[("k", Value::Int(1))]);
    let script = compile("item.k += record.n").unwrap();
    assert_eq!(with(Some(&item), |scene| script.execute(scene)).unwrap().item, map(&[("k", Value::Int(8))]));
    for text in ["record.n = 1", "record.fresh = 1", "record.list.push(1)"] {
        let script = compile(text).unwrap();
        assert_eq!(with(Some(&item), |scene| script.execute(scene)).unwrap_err().code, "constant", "{text}");
    }
}

#[test]
fn what_a_script_reads_is_known_before_it_runs() {
    let script = compile("table.t.x == 1 && in_state(\"a\") && row(\"r\", record.n).k == values.limit && quota_left(\"q\") > 0").unwrap();
    let names =
        |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(
        (names(&script.tables), names(&script.quotas), names(&script.registers)),
        ("t".into(), "q".into(), "r".into())
    );
    assert!(script.asks_states);
    assert_eq!(script.record_fields().map(names), Some("n".into()));
    assert_eq!(script.value_names().collect::<Vec<_>>(), ["limit"]);
    assert_eq!(compile("record").unwrap().record_fields(), None);
    let unknown = compile("1 +\n  recrod.n").unwrap_err();
    assert_eq!((unknown.unknown.as_deref(), unknown.line, unknown.column), (Some("recrod"), 2, 3));
}

/// Plain scripts and the engine say the same of every value, present or not: results, writes and errors.
#[test]
fn plain_scripts_mean_what_the_engine_says() {
    let scripts = [
        "record.x",
        "record[\"x\"]",
        "record?.x",
        "vars.x",
        "values.x",
        "item.x",
        "x",
        "table.t.x",
        "table[\"t\"].x",
        "table.t[\"x\"]",
        "table.t.x.y",
        "table.t.x.len()",
        "record.x.y",
        "record.x == \"red\"",
        "\"red\" == record.x",
        "record.x != \"red\"",
        "table.t.x == \"red\"",
        "table.t.x.y == \"red\"",
        "table.t.x.len() == \"red\"",
        "x == \"red\"",
        "record.x == \"\"",
        "\"red\" == \"red\"",
        "record.x = vars.x",
        "record.y = record.x",
        "record.y = x",
        "record.y = table.t.x",
        "record.y = \"red\"",
        "record.y += record.x",
        "vars.x = record.x",
        "vars.y.z = record.x",
        "item.y = record.x",
        "values.x = record.x",
        "table.x = record.x",
        "now = record.x",
    ];
    let long = "长".repeat(crate::limits::SCRIPT_STRING_BYTES);
    let mut values: Vec<Option<Value>> = record().into_values().map(Some).collect();
    values.extend(["", "redder", long.as_str()].map(|text| Some(text.into())));
    values.extend([None, Some(Value::Bool(true)), Some(Value::Map(map(&[("y", "red".into())])))]);
    let names = ["x".to_owned()];
    let mut plain = 0;
    for text in scripts {
        let script = Script::compile(text, &Arc::from("p.yaml"), 10, 5, &names).unwrap();
        for x in &values {
            let holder: Map = x.iter().map(|x| ("x".to_owned(), x.clone())).collect();
            let tables = BTreeMap::from([("t".to_owned(), Value::Map(holder.clone()))]);
            let unit = Value::Null;
            let names = [("now", &unit), ("x", &unit), ("x", x.as_ref().unwrap_or(&unit))];
            for item in [None, Some(&holder)] {
                let scene = Scene {
                    record: &holder,
                    vars: &holder,
                    item,
                    values: &holder,
                    tables: &tables,
                    names: &names,
                };
                assert_eq!(script.value(&scene), script.engine_value(&scene), "{text} {x:?}");
                assert_eq!(script.holds(&scene), script.engine_holds(&scene), "{text} {x:?}");
                if let Ok(writes) = script.execute(&scene) {
                    assert_eq!(Ok(writes), script.engine_writes(&scene), "{text} {x:?}");
                    plain += 1;
                }
            }
        }
    }
    assert!(plain > 100, "only {plain} scripts wrote something");
}

/// A loop variable may hide what scripts usually see under its name.
#[test]
fn hidden_names_are_not_plain() {
    let script = Script::compile("record.x", &Arc::from("p.yaml"), 1, 1, &["record".to_owned()]).unwrap();
    let (outer, inner) = (map(&[("x", Value::Int(1))]), Value::Map(map(&[("x", Value::Int(2))])));
    let (empty, tables) = (Map::new(), BTreeMap::new());
    let names = [("record", &inner)];
    let scene =
        Scene { record: &outer, vars: &empty, item: None, values: &empty, tables: &tables, names: &names };
    assert_eq!(script.value(&scene), Ok(Value::Int(2)));
}
