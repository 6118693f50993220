//! The most expensive scripts that we could think of: each is stopped by its budget, whatever it does at one stroke.
//!
//! What the budget means in milliseconds is measured, not tested: `cargo test -p guicheng-core --release -- --ignored
//! --nocapture how_long` prints it. Each should stay far below 50 ms.

use super::*;

/// As many rows as a table in a form may have, of 20 columns.
const ROWS: i64 = crate::limits::ROWS;

fn rows(count: i64) -> Value {
    let row = |n: i64| {
        let columns = (0..20).map(|column| (format!("column_{column}"), Value::Int(n * column)));
        Value::Map(columns.collect())
    };
    Value::List((0..count).map(row).collect())
}

fn large_record(rows_of_table: i64) -> Map {
    map(&[
        ("n", Value::Int(7)),
        ("rows", rows(rows_of_table)),
        ("numbers", Value::List((0..rows_of_table * 19).map(|n| Value::Int(n * 7_919 % 10_007)).collect())),
        ("text", Value::Text("long and dull ".repeat(rows_of_table as usize * 2))),
    ])
}

/// Scripts that never end, or take as long as they can.
const ENDLESS: &[&str] = &[
    "loop { }",
    "let n = 0; while true { n += 1; }",
    "for i in 0..100000000 { }",
    "for i in 0..100000000 { for j in 0..100000000 { } }",
    "let n = 0; loop { let a = 1; let b = 2; let c = a + b; n += c * 2 - 1; }",
    // copies
    "loop { let copy = record.rows; }",
    "loop { let copy = record.numbers; }",
    "let l = record.rows; loop { let copy = l; }",
    "let l = record.rows; loop { let copy = [l]; }",
    "let l = record.numbers; loop { let copy = l.extract(0, 1500); }",
    "let l = record.numbers; loop { l.len(); let x = l[1500]; }",
    "loop { for row in record.rows { } }",
    "for row in record.rows { for other in record.rows { } }",
    "loop { let copy = record; }",
    // native work on lists
    "let l = record.numbers; loop { l.reverse(); }",
    "let l = record.numbers; loop { l.sort(); l.reverse(); }",
    "let l = record.numbers; loop { l.dedup(); }",
    "let l = record.numbers; loop { l.contains(-1); }",
    "let l = record.numbers; loop { -1 in l }",
    "loop { record.numbers.index_of(-1) }",
    "let l = record.numbers; loop { l == l }",
    "loop { record.rows == record.rows }",
    "let l = record.numbers; loop { l.insert(0, 1); l.pop(); }",
    "let l = record.numbers; loop { l.shift(); l.push(1); }",
    "let l = record.numbers; loop { l.extract(1, 9999); }",
    "let l = record.numbers; loop { let other = l.extract(10); l.append(other); l.chop(10000); }",
    "loop { let l = []; l.pad(9999, 1); }",
    "loop { let l = []; l.pad(90, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]); }",
    "let l = []; loop { l += 1; }",
    "let l = []; loop { l.push([]); }",
    "let l = [1]; loop { l = [l]; }",
    "loop { sum(record.numbers) }",
    "let l = record.numbers; loop { `${l}` }",
    "let l = record.rows; loop { l.to_string() }",
    "let m = #{}; let n = 0; loop { m[`k${n}`] = n; n += 1; }",
    "let m = record.rows[0]; loop { m.keys(); m.values(); }",
    "let m = record.rows[0]; loop { m += m; }",
    // native work on texts
    "let s = record.text; loop { s.to_upper(); }",
    "let s = record.text; loop { s.split(\"\"); }",
    "let s = record.text; loop { s.split(\" \"); }",
    "let s = record.text; loop { s.index_of(\"x\"); }",
    "let s = record.text; loop { s.contains(\"dull and long\"); }",
    "let s = record.text; loop { s.sub_string(1, 19000); }",
    "let s = record.text; loop { for c in s.chars() { } }",
    "loop { let s = \"\"; s.pad(16000, 'x'); }",
    "loop { let s = \"\"; s.pad(16000, \"xy\"); }",
    "loop { let s = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"; s.replace(\"a\", \"bbbbbbbbbbbbbbbbbbbbb\"); }",
    "let s = \"\"; loop { s += \"x\"; }",
    "let s = record.text; loop { s == record.text }",
    // numbers and the calendar
    "let d = 2.7182818; loop { d ** 3.1415926; }",
    "let d = 2.7182818; loop { d.exp(); }",
    "loop { 27182818.2.ln(); }",
    "loop { 2.7182818.sqrt(); }",
    "loop { 2.7182818.sin(); }",
    "let d = 79228162514264.337593543950335; loop { d / 3.0000000000001 }",
    "let d = 1.0000000000000000000000000001; loop { round(d * 1.3333333333333333333333333333, 27) }",
    "loop { add(now, \"5000wd\") }",
    "loop { working_days(date(\"2020-01-01\"), date(\"2030-01-01\")) }",
    "loop { `${today} ${now}` }",
    "loop { date(\"2026-11-23\") }",
];

fn run_all(rows_of_table: i64, mut look: impl FnMut(&str, Result<Writes, ScriptError>)) {
    let (record, vars, values) = (large_record(rows_of_table), Map::new(), Map::new());
    let moment = Moment::parse(START).unwrap();
    let (now, today) = (Value::Time(moment), Value::Date("2026-11-23".parse().unwrap()));
    let names = [("now", &now), ("today", &today)];
    let tables = BTreeMap::new();
    let scene =
        Scene { record: &record, vars: &vars, item: None, values: &values, tables: &tables, names: &names };
    for text in ENDLESS {
        let script = compile(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let around = Surroundings::new(calendar(), moment, Rc::new(World::default()));
        look(
            text,
            around.during(|| script.execute(&scene)).map_err(|error| error.expect("nothing is asked")),
        );
    }
}

#[test]
fn what_never_ends_is_stopped() {
    let mut wrong = Vec::new();
    run_all(100, |text, outcome| {
        let code = outcome.map_or_else(|error| error.code, |_| "ran");
        if !["too-long", "too-large"].contains(&code) {
            wrong.push(format!("{code}: {text}"));
        }
    });
    assert_eq!(wrong, [""; 0]);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a measurement: nothing is decided by it")]
#[ignore = "prints how long each takes; for a release build"]
fn how_long_the_budget_is() {
    // The engine is made before the first.
    run_all(1, |_, _| ());
    let mut last = std::time::Instant::now();
    let mut all = Vec::new();
    run_all(ROWS, |text, outcome| {
        let took = last.elapsed();
        all.push((took, text.to_owned(), outcome.map(|_| ()).map_err(|error| error.code)));
        last = std::time::Instant::now();
    });
    all.sort();
    for (took, text, outcome) in all {
        println!("{:>8.2} ms  {outcome:?}  {text}", took.as_secs_f64() * 1e3);
    }
}

/// What people do with tables goes through.
#[test]
fn ordinary_work_is_within_the_budget() {
    let (record, vars, values) = (large_record(ROWS), Map::new(), Map::new());
    let moment = Moment::parse(START).unwrap();
    let tables = BTreeMap::new();
    let scene =
        Scene { record: &record, vars: &vars, item: None, values: &values, tables: &tables, names: &[] };
    let mut wrong = Vec::new();
    for text in [
        "let t = 0; for row in record.rows { t += row.column_3 * row.column_4 + record.n; } t > 0",
        "let t = []; for row in record.rows { if row.column_2 > 10 { t.push(row.column_1); } } t.len() > 0",
        "let t = \"\"; for row in record.rows { t += `${row.column_1} `; } t.len() > 0",
        "let t = 0; let i = 0; while i < 60 { t += record.numbers[i]; i += 1; } t > 0",
        "sum(record.numbers) > 0 && record.numbers.contains(5)",
        "let worst = 0; for row in record.rows { worst = max(worst, row.column_19); } worst > 0",
    ] {
        let script = compile(text).unwrap();
        let around = Surroundings::new(calendar(), moment, Rc::new(World::default()));
        let holds = around.during(|| script.holds(&scene)).map_err(|error| error.map(|error| error.code));
        wrong.extend((holds != Ok(true)).then(|| format!("{holds:?}: {text}")));
    }
    assert_eq!(wrong, [""; 0]);
}

/// A step has one budget for all its scripts.
#[test]
fn many_scripts_of_one_step_share_a_budget() {
    let script = compile("let n = 0; for i in 0..5000 { n += i; } n").unwrap();
    let (empty, tables) = (Map::new(), BTreeMap::new());
    let scene =
        Scene { record: &empty, vars: &empty, item: None, values: &empty, tables: &tables, names: &[] };
    let around = Surroundings::new(calendar(), Moment::parse(START).unwrap(), Rc::new(World::default()));
    let run = || (0..100).map(|_| script.value(&scene)).take_while(Result::is_ok).count();
    let times = around.during(run);
    assert!((10..100).contains(&times), "{times}");
    // The next step has its own, and outside of steps there is none.
    assert_eq!(around.during(run), times);
    assert_eq!(run(), 100);
    let code = around.during(|| (0..100).find_map(|_| script.value(&scene).err().flatten()).unwrap().code);
    assert_eq!(code, super::super::STEP_SPENT);
}

/// What is kept can be read again: values do not nest without end.
#[test]
fn deep_values_are_not_kept() {
    let nested = |depth: usize| format!("let l = 1; for i in 0..{depth} {{ l = [l]; }} l");
    let deepest = crate::limits::VALUE_DEPTH - 1;
    let kept = value(&nested(deepest)).unwrap();
    let written = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), kept);
    assert_eq!(value(&nested(deepest + 1)).unwrap_err().code, "no-value");
    assert!(["no-value", "too-long"].contains(&value(&nested(900)).unwrap_err().code));
}
