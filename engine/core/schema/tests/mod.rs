//! The keys of the schema are those of the readers, both ways; shipped documents keep to it, typical mistakes do not.

mod reference;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::keys::{Def, Type, find, language};
use super::{json_schema, kinds};
use crate::document::Library;
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Findings, Source};

/// Where each map stands in a document: `zzz: 1` is a key that no reader knows, and the finding about it names those
/// that it knows there.
const PLACES: &[(&str, &str)] = &[
    ("policy", "zzz: 1\npolicy: sample"),
    ("start", "start: { zzz: 1 }"),
    ("figure", "values: { a: { is: 1, zzz: 1 } }"),
    ("table", "tables: { a: { in: {}, out: [], rows: [], zzz: 1 } }"),
    ("input", "tables: { a: { in: { b: { is: a, zzz: 1 } }, out: [], rows: [] } }"),
    ("quota", "quotas: { a: { per: day, max: 1, zzz: 1 } }"),
    ("weights", "weights: { a: { of: [], rows: {}, zzz: 1 } }"),
    ("weightsrow", "weights: { a: { of: [b], rows: { c: { weights: [1], zzz: 1 } } } }"),
    ("pairwise", "pairwise: { a: { of: [b, c], judgements: {}, zzz: 1 } }"),
    ("schedule", "schedules: [{ id: a, zzz: 1 }]"),
    ("remind", "remind: { before: 1h, zzz: 1 }\nstates: { a: { task: { post: p } } }"),
    ("overdue", "states: { a: { task: { post: p, overdue: { after: 1d, zzz: 1 } } } }"),
    ("state", "states: { a: { zzz: 1, type: history, history: deep, target: b } }"),
    ("initial", "initial: { target: a, zzz: 1 }\nstates: { a: {} }"),
    ("transition", "states: { a: { on: { go: { zzz: 1 } } } }"),
    ("timer", "states: { a: { after: [{ in: 1d, zzz: 1 }] } }"),
    ("sentence", "states: { a: { on: { go: { refusal: [{ zzz: 1 }] } } } }"),
    ("listener", "states: { a: { on: [{ event: go, zzz: 1 }] } }"),
    ("task", "states: { a: { task: { post: p, zzz: 1 }, on: { go: a } } }"),
    ("due", "states: { a: { task: { post: p, due: { in: 1d, zzz: 1 } } } }"),
    ("share", "states: { a: { task: { post: p, decide: { share: 1/2, zzz: 1 } } } }"),
    ("vote", "states: { a: { task: { post: p, decide: { weights: [1], reach: 1, zzz: 1 } } } }"),
    ("for_each", "states: { a: { for_each: { in: a, zzz: 1, states: { b: {} } } } }"),
    ("call", "states: { a: { call: { policy: b, zzz: 1 } } }"),
    ("raise", "entry: [{ raise: a, zzz: 1 }]"),
    ("send", "entry: [{ send: a, zzz: 1 }]"),
    ("cancel", "entry: [{ cancel: a, zzz: 1 }]"),
    ("if", "entry: [{ if: a, then: [], zzz: 1 }]"),
    ("repeat", "entry: [{ for: a, in: \"[]\", do: [], zzz: 1 }]"),
    ("mailing", "entry: [{ mail: a, to: b, zzz: 1 }]"),
    ("outside", "entry: [{ mail: a, to: { register: b, key: c, field: d, zzz: 1 } }]"),
    ("proposing", "entry: [{ propose: { penalty: a, to: b }, zzz: 1 }]"),
    ("proposal", "entry: [{ propose: { penalty: a, to: b, zzz: 1 } }]"),
    ("someone", "entry: [{ propose: { penalty: a, to: { person: b, zzz: 1 } } }]"),
    ("registering", "entry: [{ register: a, key: b, set: {}, zzz: 1 }]"),
    ("taking", "entry: [{ take: a, zzz: 1 }]"),
    ("adding", "entry: [{ add_items: a, to: b, zzz: 1 }]"),
    ("taking_back", "entry: [{ compensate: all, zzz: 1 }]"),
    ("filing", "entry: [{ folder: {}, zzz: 1 }]"),
    ("logging", "entry: [{ log: a, zzz: 1 }]"),
    ("form", "forms/sample.yaml: zzz: 1\nform: sample"),
    ("section", "forms/sample.yaml: sections: { a: { zzz: 1 } }"),
    ("entry", "forms/sample.yaml: sections: { a: { fields: [{ field: b, zzz: 1 }] } }"),
    (
        "condition",
        "forms/sample.yaml: sections: { a: { fields: [{ field: b, only_if: { field: c, is: 1, zzz: 1 } }] } }",
    ),
    ("register", "forms/registers/sample.yaml: zzz: 1\nregister: sample"),
    ("registerkey", "forms/registers/sample.yaml: key: { zzz: 1 }"),
    ("calendar", "policies/calendar.yaml: zzz: 1\ncalendar: company"),
    ("hours", "policies/calendar.yaml: day: { zzz: 1 }"),
    ("year", "policies/calendar.yaml: years: { 2026: { zzz: 1 } }"),
    ("holiday", "policies/calendar.yaml: years: { 2026: { holidays: [{ zzz: 1 }] } }"),
    ("makeup", "policies/calendar.yaml: years: { 2026: { working: [{ zzz: 1 }] } }"),
    ("organisation", "policies/organisation.yaml: zzz: 1\norganisation: company"),
    ("distribution", "policies/distribution.yaml: zzz: 1\ndistribution: company"),
    ("distributing", "policies/distribution.yaml: rules: [{ zzz: 1 }]"),
    ("appointments", "policies/appointments.yaml: zzz: 1\nappointments: company"),
    ("appointment", "policies/appointments.yaml: rows: [{ zzz: 1 }]"),
    ("matrix", "policies/matrix.yaml: zzz: 1\nmatrix: company"),
    ("function", "policies/matrix.yaml: functions: { a: { zzz: 1 } }"),
    ("element", "policies/matrix.yaml: rows: { 6.3: { zzz: 1 } }"),
    ("department", "policies/organisation.yaml: departments: { a: { zzz: 1 } }"),
    ("post", "policies/organisation.yaml: posts: { a: { zzz: 1 } }"),
    ("mail", "policies/mail/sample.yaml: zzz: 1\nmail: sample"),
    ("bilingual", "policies/mail/sample.yaml: title: { zh: a, en: b, zzz: 1 }"),
    ("shared", "policies/tables/sample.yaml: zzz: 1\ntable: sample"),
];

/// Maps that are parts of others, and those of scenarios, which are read against a whole company.
const PARTS: &[&str] = &[
    "chart",
    "field",
    "scenarios",
    "actor",
    "story",
    "step",
    "starting",
    "acting",
    "refusing",
    "signalling",
    "expecting",
];

fn findings_of(path: &str, text: &str) -> Vec<crate::text::Finding> {
    let mut findings = Findings::new();
    let calendar = "calendar: company";
    let files = [(path, text), ("policies/other.yaml", calendar)];
    Library::read(files.into_iter().take(1), &mut findings);
    findings.into_sorted()
}

/// The keys that the reader names as known beside `zzz`.
fn known(place: &str) -> BTreeSet<String> {
    let (path, text) = match place.split_once(".yaml: ") {
        Some((path, text)) => (format!("{path}.yaml"), text),
        None => ("policies/sample.yaml".to_owned(), place),
    };
    let findings = findings_of(&path, text);
    let about = findings.iter().find(|f| {
        ["G0134", "G0135"].contains(&f.code)
            && f.args.iter().any(|(name, value)| *name == "name" && value == "zzz")
    });
    let about = about.unwrap_or_else(|| panic!("{place}: {findings:#?}"));
    let known = about.args.iter().find(|(name, _)| *name == "known").unwrap();
    known.1.split(", ").map(str::to_owned).collect()
}

fn keys_of(def: &Def) -> BTreeSet<String> {
    def.all_keys().into_iter().map(|(_, key)| key.name.to_owned()).collect()
}

#[test]
fn the_schema_has_the_readers_keys_and_no_others() {
    let mut wrong = Vec::new();
    for (name, place) in PLACES {
        let mut expected = keys_of(find(name).unwrap());
        let got = known(place);
        // A transition's reader passes over what belongs to its timer, a listener's over its event.
        if ["transition", "listener"].contains(name) {
            expected.extend(["in".to_owned(), "from".to_owned()]);
        }
        if *name == "vote" {
            expected.insert("share".to_owned());
        }
        if got != expected {
            let (more, less): (Vec<_>, Vec<_>) =
                (got.difference(&expected).collect(), expected.difference(&got).collect());
            wrong.push(format!("{name}: the reader also takes {more:?}, the schema also has {less:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A field has the keys of its type: together they are those of the schema.
#[test]
fn the_schema_has_the_fields_keys() {
    let (_, kinds) =
        find("field").unwrap().all_keys().into_iter().find(|(_, key)| key.name == "type").unwrap();
    let mut got = BTreeSet::new();
    for kind in &kinds.types {
        let Type::Word(kind) = kind else { continue };
        let with = "choices: { b: { zh: 甲, en: A } }, fields: { c: { type: bool, title: { zh: 乙, en: B } } }, register: d";
        let with = match *kind {
            "choice" | "choices" | "rows" | "ref" => with,
            _ => "clause: a",
        };
        got.extend(known(&format!("forms/sample.yaml: fields: {{ a: {{ type: {kind}, zzz: 1, {with} }} }}")));
    }
    assert_eq!(keys_of(find("field").unwrap()), got);
}

#[test]
fn every_map_is_held_against_its_reader() {
    for def in language().iter().filter(|def| def.alias.is_empty()) {
        let held = PLACES.iter().any(|(name, _)| *name == def.name) || PARTS.contains(&def.name);
        assert!(held, "nothing holds {} against its reader", def.name);
    }
}

/// Words that a reader takes are those of the schema, wherever the schema has words alone.
#[test]
fn the_schema_has_the_readers_words() {
    let places = [
        ("policy", "binding", "binding: zzz"),
        ("policy", "on_error", "on_error: zzz"),
        ("chart", "type", "states: { a: { type: zzz } }"),
        ("transition", "back", "states: { a: { on: { go: { back: zzz } } } }"),
        ("transition", "opinion", "states: { a: { on: { go: { opinion: zzz } } } }"),
        ("task", "sign", "states: { a: { task: { post: p, sign: zzz } } }"),
        ("task", "opinion", "states: { a: { task: { post: p, opinion: zzz } } }"),
        ("task", "decide", "states: { a: { task: { post: p, decide: zzz } } }"),
        ("for_each", "order", "states: { a: { for_each: { in: a, order: zzz } } }"),
        ("table", "hit", "tables: { a: { hit: zzz } }"),
        ("table", "collect", "tables: { a: { collect: zzz } }"),
        ("quota", "per", "quotas: { a: { per: zzz } }"),
        ("pairwise", "use", "pairwise: { a: { of: [b, c], judgements: {}, use: zzz } }"),
        ("field", "type", "forms/sample.yaml: fields: { a: { type: zzz } }"),
    ];
    for (map, key, place) in places {
        let (path, text) = match place.split_once(".yaml: ") {
            Some((path, text)) => (format!("{path}.yaml"), text),
            None => ("policies/sample.yaml".to_owned(), place),
        };
        let findings = findings_of(&path, text);
        let about = findings.iter().find(|f| ["G0144", "G0145"].contains(&f.code));
        let about = about.unwrap_or_else(|| panic!("{place}: {findings:#?}"));
        let got: BTreeSet<&str> =
            about.args.iter().find(|(name, _)| *name == "known").unwrap().1.split(", ").collect();
        let (_, key) = find(map).unwrap().all_keys().into_iter().find(|(_, k)| k.name == key).unwrap();
        let words: BTreeSet<&str> = key
            .types
            .iter()
            .filter_map(|t| if let Type::Word(word) = t { Some(*word) } else { None })
            .collect();
        assert_eq!(words, got, "{map}.{}", key.name);
    }
}

/// A file as a YAML language server sees it.
fn as_json(node: &Node) -> Json {
    match &node.kind {
        Kind::Scalar { text, plain: true } if text.is_empty() => Json::Null,
        Kind::Scalar { text, plain: true } => match text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            _ => text
                .parse::<i64>()
                .map(Json::from)
                .or_else(|_| text.parse::<f64>().map(Json::from))
                .unwrap_or(json!(text)),
        },
        Kind::Scalar { text, .. } => json!(text),
        Kind::List(items) => items.iter().map(as_json).collect(),
        Kind::Map(entries) => {
            Json::Object(entries.iter().map(|(key, node)| (key.name.clone(), as_json(node))).collect())
        }
    }
}

fn validator(kind: &str) -> jsonschema::Validator {
    let schema = json_schema(kind, &|_| None).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// `None` if it is no YAML: other tests say so.
fn try_read(text: &str) -> Option<Json> {
    let source = Source::from_bytes("a.yaml", text.as_bytes(), &mut Findings::new())?;
    Some(as_json(&yaml::read(&source, &mut Findings::new())?))
}

fn read(text: &str) -> Json {
    try_read(text).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the shipped documents are what is tested")]
#[test]
fn every_shipped_document_keeps_to_its_schema() {
    let validators: BTreeMap<&str, jsonschema::Validator> =
        kinds().into_iter().map(|kind| (kind, validator(kind))).collect();
    let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![format!("{root}/policies"), format!("{root}/forms")];
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(name);
            } else if name.ends_with(".yaml") {
                let Some(document) = try_read(&std::fs::read_to_string(&path).unwrap()) else { continue };
                let kind = kinds().into_iter().find(|kind| match *kind {
                    "scenario" => name.ends_with(".test.yaml"),
                    "policy" => document.get("policy").is_some() && !name.ends_with(".test.yaml"),
                    kind => document.get(kind).is_some(),
                });
                let Some(kind) = kind else { continue };
                seen.insert(kind);
                let errors = validators[kind].iter_errors(&document);
                wrong.extend(errors.map(|e| {
                    format!("{name} {}: {e}", e.instance_path()).chars().take(300).collect::<String>()
                }));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        seen.is_superset(&BTreeSet::from(["distribution", "matrix", "organisation", "scenario"])),
        "{seen:?}"
    );
    assert!(seen.len() >= 10, "{seen:?}");
}

#[test]
fn typical_mistakes_do_not() {
    let good = "policy: a\ntitle: { zh: 甲, en: A }\nstates: { b: { on: { go: c, no: [{ target: c, guard: true }] } }, c: { type: final } }";
    let policy = validator("policy");
    assert!(policy.is_valid(&read(good)));
    for (from, to) in [
        ("policy: a", "polciy: a"),
        ("title: { zh: 甲, en: A }", "title: { cn: 甲 }"),
        ("type: final", "type: end"),
        ("guard: true", "gard: true"),
        ("{ target: c, guard", "{ target: { to: c }, guard"),
        ("states: {", "state: {"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        assert!(!policy.is_valid(&read(&bad)), "{bad}");
    }
    let form = validator("form");
    let good = "form: a\ntitle: { zh: 甲, en: A }\nfields: { b: { type: text, title: { zh: 乙, en: B } } }\nsections: { c: { title: { zh: 丙, en: C }, fields: [b] } }";
    assert!(form.is_valid(&read(good)));
    assert!(!form.is_valid(&read(&good.replace("type: text", "type: string"))));
    assert!(!form.is_valid(&read(&good.replace("fields: [b]", "field: b"))));
}

#[test]
fn what_a_key_means_stands_beside_it() {
    let explain = |id: &str| (id == "schema-state-task").then(|| "work".to_owned());
    let schema = json_schema("policy", &explain).unwrap();
    let task = &schema["definitions"]["state"]["properties"]["task"];
    assert_eq!(
        task,
        &json!({
            "allOf": [{ "$ref": "#/definitions/task" }],
            "description": "work",
            "markdownDescription": "**task** — work",
        })
    );
    assert_eq!(schema["definitions"]["state"]["additionalProperties"], json!(false));
    assert!(json_schema("nothing", &explain).is_none());
}
