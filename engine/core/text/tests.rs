//! Files with mistakes, and what is said about them.

use super::yaml::{Kind, Node};
use super::*;
use crate::form::tests::texts::assert_args;

/// Reads a file as YAML and writes the findings as `code line:column args`.
fn findings_of(bytes: &[u8]) -> (Option<Node>, Vec<String>) {
    let mut findings = Findings::new();
    let node = Source::from_bytes("a.yaml", bytes, &mut findings).and_then(|s| yaml::read(&s, &mut findings));
    (node, said(findings))
}

fn said(findings: Findings) -> Vec<String> {
    findings.into_sorted().iter().map(one_line).collect()
}

fn one_line(finding: &Finding) -> String {
    if finding.code.starts_with("G01") {
        assert_args(&format!("finding-{}", finding.code), &finding.args);
    }
    let args: String = finding.args.iter().map(|(name, value)| format!(" {name}={value}")).collect();
    let mark = if finding.severity == Severity::Error { "" } else { "~" };
    format!("{mark}{} {}:{}{args}", finding.code, finding.line, finding.column)
}

fn source(text: &str) -> Source {
    let mut findings = Findings::new();
    let source = Source::from_bytes("a.yaml", text.as_bytes(), &mut findings).unwrap();
    assert!(findings.is_empty());
    source
}

#[test]
fn bytes_that_are_no_text() {
    let gbk = encoding_rs::GBK.encode("title: 顾客投诉处理\nclause: 8.14 # 见手册\n").0;
    let big = vec![b'a'; limits_source_bytes() + 1];
    for (bytes, expected) in [
        (gbk.as_ref(), vec!["G0102 1:8"]),
        (b"a: \xff\xfe\xfd", vec!["G0104 1:4 byte=FF"]),
        (b"a: b\nc: caf\xe9\n", vec!["G0104 2:7 byte=E9"]),
        (b"\xff\xfea\0", vec!["G0103 1:1"]),
        (&big, vec!["G0101 1:1 size=257 limit=256"]),
        (
            "a: b\u{200b}c\nd: \u{202e}x # \u{feff}\n".as_bytes(),
            vec!["G0105 1:5 character=U+200B", "G0105 2:4 character=U+202E", "G0105 2:9 character=U+FEFF"],
        ),
        (b"a: \x07\nb: \x00\n", vec!["G0106 1:4 character=U+0007", "G0106 2:4 character=U+0000"]),
        (b"", vec!["G0128 1:1"]),
        (b"# only a comment\n", vec!["G0128 1:1"]),
        (b"---\n...\n", vec!["G0128 1:1"]),
    ] {
        assert_eq!(
            findings_of(bytes).1,
            expected,
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(30)])
        );
    }
}

fn limits_source_bytes() -> usize {
    crate::limits::SOURCE_BYTES
}

#[test]
fn a_finding_shows_the_line_even_of_a_file_that_cannot_be_read() {
    let bytes = encoding_rs::GBK.encode("form: a\ntitle: 顾客投诉\n").0;
    let mut findings = Findings::new();
    assert!(Source::from_bytes("a.yaml", &bytes, &mut findings).is_none());
    assert_eq!(findings.into_sorted()[0].source_line, "title: 顾客投诉");
}

#[test]
fn mistakes_in_yaml() {
    for (text, expected) in [
        ("a: [1, 2\n", vec!["G0116 2:1 line=1 column=4"]),
        ("a: {b: 1\nc: 2}\nd: 3\n", vec!["G0116 2:2 line=1 column=4"]),
        ("a: \"never ends\nb: 1\n", vec!["G0113 1:4"]),
        ("a:\n\tb: 1\nc:\n\td: 1\n", vec!["G0111 2:1", "G0111 4:1"]),
        ("title：投诉\nclause: 8\nform：x\n", vec!["G0112 1:6 key=title", "G0112 3:5 key=form"]),
        ("a: b: c\n", vec!["G0115 1:5"]),
        ("a:\n  b: 1\n c: 2\n", vec!["G0114 3:2"]),
        ("a: 1\n  b: 2\n", vec!["G0115 2:4"]),
        ("a: @x\n", vec!["G0110 1:4"]),
        ("a: &x 1\nb: *x\n", vec!["G0120 1:4", "G0120 2:4"]),
        ("a: *nowhere\n", vec!["G0120 1:4"]),
        ("<<: {a: 1}\nb: 1\n", vec!["G0121 1:1"]),
        ("a: !!int 5\nb: !x {c: 1}\n", vec!["G0122 1:4", "G0122 2:4"]),
        ("a: 1\n---\nb: 2\n", vec!["G0123 2:1"]),
        ("a: 1\nb: 2\na: 3\n", vec!["G0124 3:1 key=a line=1 column=1"]),
        ("{a: 1}: x\n", vec!["G0127 1:1"]),
        (": x\n", vec!["G0129 1:1"]),
    ] {
        let found = findings_of(text.as_bytes()).1;
        let found: Vec<&str> = found.iter().map(|line| line.split(" detail").next().unwrap()).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn limits_of_yaml() {
    let deep = |levels: usize| format!("{}x{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(findings_of(deep(48).as_bytes()).1, [""; 0]);
    assert_eq!(findings_of(deep(49).as_bytes()).1, ["G0125 1:49 limit=48"]);
    assert_eq!(findings_of("[".repeat(20_000).as_bytes()).1, ["G0125 1:256 limit=48"]);
    assert_eq!(findings_of("[".repeat(20_001).as_bytes()).1, ["G0150 1:1 limit=20000"]);
    assert_eq!(findings_of("- x\n".repeat(19_999).as_bytes()).1, [""; 0]);
    assert_eq!(findings_of("- x\n".repeat(20_001).as_bytes()).1, ["G0126 20001:3 limit=20000"]);
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let text = "a: {b: [1, \"x\\n\", 'y'], ? c : d}\r\nmap:\r\n  - e: |\r\n      block\r\n    f: >-\r\n      顾客\r\n";
    for end in 0..=text.len() {
        findings_of(&text.as_bytes()[..end]);
    }
    for at in 0..text.len() {
        for byte in *b"\t:-{}[]|>&*!#'\"%@\0\xe9\n" {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            findings_of(&bytes);
        }
    }
}

#[test]
fn scalars_are_texts_and_know_their_place() {
    let text = "\u{feff}on: no\r\nempty:\r\nnull: ~\r\nq: \"n\\\"o\" # \"c\"\r\ns: 'it''s'  # '\r\n顾客: [x,  '1.0' ]\r\nblock: |\r\n  one\r\n  two\r\nlast: {a: {b: c}}";
    let mut findings = Findings::new();
    let source = Source::from_bytes("a.yaml", text.as_bytes(), &mut findings).unwrap();
    let root = yaml::read(&source, &mut findings).unwrap();
    assert!(findings.is_empty());
    let Kind::Map(entries) = &root.kind else { panic!("a map") };
    let shown: Vec<(String, String, &str, String)> = entries
        .iter()
        .map(|(key, node)| {
            let what = match &node.kind {
                Kind::Scalar { text, plain } => format!("{text:?}{}", if *plain { "" } else { " quoted" }),
                Kind::List(items) => format!("list of {}", items.len()),
                Kind::Map(entries) => format!("map of {}", entries.len()),
            };
            (key.name.clone(), what, source.slice(node.span), source.place(node.span.start).to_string())
        })
        .collect();
    let shown: Vec<String> =
        shown.iter().map(|(key, what, slice, place)| format!("{key}|{what}|{slice}|{place}")).collect();
    assert_eq!(
        shown,
        [
            "on|\"no\"|no|1:5",
            "empty|\"\"|empty|2:1",
            "null|\"\"|~|3:7",
            r#"q|"n\"o" quoted|"n\"o"|4:4"#,
            r#"s|"it's" quoted|'it''s'|5:4"#,
            "顾客|list of 2|[x,  '1.0' ]|6:5",
            "block|\"one\\ntwo\\n\" quoted|one\r\n  two|8:3",
            "last|map of 1|{a: {b: c}}|10:7",
        ]
    );
    assert_eq!(source.line(6), "顾客: [x,  '1.0' ]");
    assert_eq!(root.get("on").and_then(Node::as_text), Some("no"));
    assert_eq!(root.get("no").map(|node| node.span), None);
}

#[test]
fn places_count_characters() {
    let source = source("ab\n顾客x\r\n\nend");
    for (byte, expected) in [
        (0, "1:1"),
        (2, "1:3"),
        (3, "2:1"),
        (4, "2:1"),
        (6, "2:2"),
        (9, "2:3"),
        (12, "3:1"),
        (13, "4:1"),
        (16, "4:4"),
        (99, "4:4"),
    ] {
        assert_eq!(source.place(byte).to_string(), expected, "byte {byte}");
    }
    for (line, expected) in [(0, ""), (1, "ab"), (2, "顾客x"), (3, ""), (4, "end"), (5, "")] {
        assert_eq!(source.line(line), expected);
    }
}

/// What the reader says about each kind of value.
#[test]
fn mistakes_in_values() {
    type Read = fn(&mut Ctx<'_>, &Node) -> String;
    fn show<T: std::fmt::Debug>(value: Option<T>) -> String {
        value.map_or("-".to_owned(), |value| format!("{value:?}"))
    }
    let integer: Read = |ctx, node| show(ctx.integer(node));
    let decimal: Read = |ctx, node| show(ctx.decimal(node));
    let boolean: Read = |ctx, node| show(ctx.boolean(node));
    let date: Read = |ctx, node| show(ctx.date(node));
    let name: Read = |ctx, node| show(ctx.identifier(node).map(|name| name.value));
    let clause: Read = |ctx, node| show(ctx.clause(node).map(|clause| clause.value));
    let both: Read = |ctx, node| show(ctx.bilingual(node).map(|text| (text.zh, text.en)));
    let list: Read = |ctx, node| show(ctx.list(node).map(<[Node]>::len));
    let items: Read = |ctx, node| ctx.list_or_one(node).len().to_string();
    let word: Read = |ctx, node| show(ctx.one_of(node, &[("unique", 1), ("first", 2)]));
    let map: Read = |ctx, node| show(ctx.map(node).map(|fields| fields.has("a")));
    let small: Read = |ctx, node| show(ctx.integer_in(node, 1..=9));
    let none: Vec<&str> = vec![];
    for (read, text, expected, said_expected) in [
        (integer, "-12", "-12", none.clone()),
        (integer, "012", "-", vec!["G0137 1:4 text=012"]),
        (integer, "1.0", "-", vec!["G0137 1:4 text=1.0"]),
        (integer, "99999999999999999999", "-", vec!["G0137 1:4 text=99999999999999999999"]),
        (integer, "", "-", vec!["G0136 1:1"]),
        (integer, "[1]", "-", vec!["G0132 1:4"]),
        (small, "10", "-", vec!["G0146 1:4 min=1 max=9"]),
        (decimal, "0.50", "0.50", none.clone()),
        (decimal, "1e3", "-", vec!["G0138 1:4 text=1e3"]),
        (decimal, "1,000", "-", vec!["G0138 1:4 text=1,000"]),
        (decimal, ".5", "-", vec!["G0138 1:4 text=.5"]),
        (decimal, "5.", "-", vec!["G0138 1:4 text=5."]),
        (boolean, "true", "true", none.clone()),
        (boolean, "yes", "-", vec!["G0140 1:4 text=yes meant=true"]),
        (boolean, "False", "-", vec!["G0140 1:4 text=False meant=false"]),
        (boolean, "否", "-", vec!["G0140 1:4 text=否 meant=false"]),
        (boolean, "maybe", "-", vec!["G0139 1:4 text=maybe"]),
        (date, "2026-11-30", "2026-11-30", none.clone()),
        (date, "2026-2-3", "-", vec!["G0147 1:4 text=2026-2-3"]),
        (date, "2026-02-30", "-", vec!["G0147 1:4 text=2026-02-30"]),
        (date, "2026-11-30T08:00", "-", vec!["G0147 1:4 text=2026-11-30T08:00"]),
        (name, "repair_cost2", "\"repair_cost2\"", none.clone()),
        (name, "_Repair2", "\"_Repair2\"", none.clone()),
        (name, "re-pair", "-", vec!["G0141 1:4 text=re-pair limit=64"]),
        (name, "返修", "-", vec!["G0141 1:4 text=返修 limit=64"]),
        (name, "2nd", "-", vec!["G0141 1:4 text=2nd limit=64"]),
        (clause, "8.14-4.2.2", "\"8.14-4.2.2\"", none.clone()),
        (clause, "“8.14”", "-", vec!["G0148 1:4 text=“8.14”"]),
        (both, "{ zh: 投诉, en: Complaint }", "(\"投诉\", \"Complaint\")", none.clone()),
        (both, "投诉", "(\"投诉\", \"投诉\")", vec!["~G0142 1:4"]),
        (both, "{ zh: 投诉 }", "(\"投诉\", \"投诉\")", vec!["~G0142 1:4"]),
        (both, "{ en: Complaint }", "-", vec!["G0133 1:4 key=zh"]),
        (both, "{ zh: 投诉, en: }", "-", vec!["G0136 1:14"]),
        (
            both,
            "{ zh: 投诉, eng: x }",
            "(\"投诉\", \"投诉\")",
            vec!["~G0142 1:4", "G0135 1:14 name=eng guess=en known=en, zh"],
        ),
        (both, "{ zh：投诉, en: x }", "-", vec!["G0133 1:4 key=zh", "G0112 1:6 key=zh"]),
        (both, "{ zh: 甲，乙, en: one, or two }", "(\"甲，乙\", \"one\")", vec!["G0149 1:24 text=or two"]),
        (list, "[]", "0", none.clone()),
        (list, "", "0", none.clone()),
        (list, "a", "-", vec!["G0131 1:4"]),
        (items, "a", "1", none.clone()),
        (items, "[a, b]", "2", none.clone()),
        (items, "", "0", none.clone()),
        (word, "first", "2", none.clone()),
        (word, "uniqe", "-", vec!["G0145 1:4 name=uniqe guess=unique known=unique, first"]),
        (word, "collect", "-", vec!["G0144 1:4 name=collect known=unique, first"]),
        (map, "{ a: 1 }", "true", none.clone()),
        (map, "", "false", none.clone()),
        (map, "x", "-", vec!["G0130 1:4"]),
        (map, "zh：投诉", "-", vec!["G0112 1:4 key=zh"]),
    ] {
        let source = source(&format!("v: {text}"));
        let mut findings = Findings::new();
        let root = yaml::read(&source, &mut findings).unwrap();
        let mut ctx = Ctx::new(&source, &mut findings);
        let value = read(&mut ctx, root.get("v").unwrap());
        let mut found = said(findings);
        found.sort_by_key(|line| !line.starts_with('~'));
        assert_eq!(
            (value.as_str(), found),
            (expected, said_expected.iter().map(|s| s.to_string()).collect()),
            "{text}"
        );
    }
}

#[test]
fn every_key_is_asked_for_or_reported() {
    let text = "form: a\ntitel: x\nfeilds: {}\nform: b\nzzz: 1\nextra: 2\n";
    let source = source(text);
    let mut findings = Findings::new();
    let root = yaml::read(&source, &mut findings).unwrap();
    let mut ctx = Ctx::new(&source, &mut findings);
    let mut fields = ctx.map(&root).unwrap();
    assert!(fields.required(&mut ctx, "form").is_some());
    assert!(fields.required(&mut ctx, "title").is_none());
    assert!(fields.optional("fields").is_none());
    assert!(fields.entry("extra").is_some_and(|(key, _)| key.name == "extra"));
    fields.finish(&mut ctx);
    let known = "known=extra, fields, form, title";
    assert_eq!(
        said(findings),
        [
            "G0133 1:1 key=title".to_owned(),
            format!("G0135 2:1 name=titel guess=title {known}"),
            format!("G0135 3:1 name=feilds guess=fields {known}"),
            "G0124 4:1 key=form line=1 column=1".to_owned(),
            format!("G0134 5:1 name=zzz {known}"),
        ]
    );
}

#[test]
fn duplicates_name_the_first() {
    let source = source("[a, b, a, a]");
    let mut findings = Findings::new();
    let root = yaml::read(&source, &mut findings).unwrap();
    let mut ctx = Ctx::new(&source, &mut findings);
    let names: Vec<_> = ctx.list_or_one(&root).iter().filter_map(|node| ctx.identifier(node)).collect();
    ctx.duplicates(&names);
    assert_eq!(said(findings), ["G0143 1:8 name=a line=1", "G0143 1:11 name=a line=1"]);
}

#[test]
fn a_guess_needs_few_slips() {
    let known = ["on", "entry", "exit", "general_manager"];
    for (name, expected) in [
        ("entyr", Some("entry")),
        ("exti", Some("exit")),
        ("genral_manger", Some("general_manager")),
        ("general_mngr", None),
        ("no", None),
        ("of", None),
        ("state", None),
    ] {
        assert_eq!(closest(name, known), expected, "{name}");
    }
}

#[test]
fn findings_are_sorted_and_limited() {
    let source = source("a\nb\n");
    let other = Source::from_bytes("0.yaml", b"x", &mut Findings::new()).unwrap();
    let mut findings = Findings::new();
    findings.warning("G0002", &source, Span::new(2, 3), []);
    findings.error("G0001", &source, Span::new(2, 3), []);
    findings.note("G0003", &source, Span::new(0, 1), []);
    findings.error("G0004", &other, Span::default(), []);
    assert_eq!((findings.errors(), findings.has_errors()), (2, true));
    let codes: Vec<&str> = findings.into_sorted().iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["G0004", "G0003", "G0001", "G0002"]);

    let mut findings = Findings::new();
    for _ in 0..crate::limits::FINDINGS + 3 {
        findings.error("G0001", &source, Span::default(), []);
    }
    let last = said(findings).pop();
    assert_eq!(last.as_deref(), Some("~G0100 1:1 limit=1000 count=3"));
}

#[test]
fn long_lines_are_shortened_in_findings() {
    let text = format!("a: {}", "字".repeat(1000));
    let source = source(&text);
    let finding = Finding::at("G0001", Severity::Note, &source, Span::default(), []).with_clause("8.14");
    assert_eq!(finding.source_line.chars().count(), crate::limits::SOURCE_LINE_CHARS + 1);
    assert_eq!(finding.clause.as_deref(), Some("8.14"));
}
