//! Codes that the core gives (findings, refusals, problems of fields, failing scripts) have their words in both
//! languages, and the words ask for no argument that the code's file never names.

use std::collections::BTreeSet;

use guicheng::lang;

use super::tree::{File, Tree};
use super::{assert_clean, source};

/// Arguments that helpers add: `Ctx::unknown` and its like; `at` by the service, which knows how a reader says it.
const EVERYWHERE: &[&str] = &["name", "guess", "known", "of", "count", "at"];

#[test]
fn every_code_has_its_words() {
    let tree = Tree::read();
    let code =
        tree.with_extension("rs").filter(|file| file.path.starts_with("engine/core/") && !file.is_test());
    let texts: String = tree.with_extension("ftl").map(|file| file.text.as_str()).collect();
    assert_clean(code.flat_map(|file| wordless(file, &texts)).collect());
    let file =
        File::new("engine/core/a.rs", "ctx.error(\"G9999\", span, []); Refusal::new(\"so-what\", []);");
    assert_eq!(wordless(&file, "").len(), 3);
    let file = File::new("engine/core/a.rs", "ctx.error(\"G0404\", span, [(\"name\", name)]);");
    assert_eq!(wordless(&file, &texts), ["engine/core/a.rs: finding-G0404 wants $line"]);
}

/// What the service refuses with, wherever a code is written: each has its sentence in both languages, and says more than
/// the code.
#[test]
fn every_refusal_of_the_service_has_its_words() {
    let tree = Tree::read();
    let code = tree.with_extension("rs");
    let code = code.filter(|file| {
        let of = |part: &str| file.path.starts_with(part);
        (of("engine/service/") || of("engine/web/")) && !file.is_test()
    });
    let mut codes = BTreeSet::new();
    let mut complaints = Vec::new();
    for file in code {
        for code in refused_with(source::before_tests(&file.text)) {
            let id = format!("refusal-{code}");
            if !lang::has(&id) {
                complaints.push(format!("{}: no text has the key {id}", file.path));
            }
            codes.insert(code);
        }
    }
    assert!(codes.len() > 120, "{}", codes.len());
    assert_clean(complaints);
    let text = "Err(ServiceError::refused(\n    \"so-what\", [])) Problem::new(\"and-that\", [])";
    assert_eq!(refused_with(text), ["so-what", "and-that"]);
}

/// Codes behind the ways in which a refusal is made.
fn refused_with(code: &str) -> Vec<String> {
    let ways = ["::refused(", "::forbidden(", "::not_found(", "Problem::new("];
    ways.iter()
        .flat_map(|way| code.split(way).skip(1))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned))
        .collect()
}

fn wordless(file: &File, texts: &str) -> Vec<String> {
    let code = source::before_tests(&file.text);
    let literals: BTreeSet<String> = source::literals(code).into_iter().map(|(_, text)| text).collect();
    let mut complaints = Vec::new();
    for id in keys(file, code, &literals) {
        if !lang::has(&id) {
            complaints.push(format!("{}: no text has the key {id}", file.path));
        }
        if id.starts_with("finding-") && !lang::has_attr(&id, "hint") {
            complaints.push(format!("{}: {id} has no .hint", file.path));
        }
        let wanted = arguments(texts, &id);
        let absent = wanted.iter().filter(|arg| !literals.contains(**arg) && !EVERYWHERE.contains(arg));
        complaints.extend(absent.map(|arg| format!("{}: {id} wants ${arg}", file.path)));
    }
    complaints
}

/// Keys of all codes that a file gives.
fn keys(file: &File, code: &str, literals: &BTreeSet<String>) -> Vec<String> {
    let mut keys: Vec<String> =
        literals.iter().filter(|text| is_finding(text)).map(|text| format!("finding-{text}")).collect();
    let family = if file.path.contains("/form/") { "field" } else { "refusal" };
    keys.extend(behind(code, "Refusal::new(\"").map(|code| format!("{family}-{code}")));
    if file.path.contains("/guard/") {
        let told = behind(code, "=> (\"").chain(behind(code, "self.error(\""));
        keys.extend(told.map(|code| format!("script-{code}")));
    }
    keys
}

fn is_finding(text: &str) -> bool {
    text.len() == 5 && text.starts_with('G') && text[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// Whatever the ledger has entries of is told by a word, not by the name in the code.
#[test]
fn every_kind_of_entry_has_its_words() {
    let tree = Tree::read();
    let code = tree.with_extension("rs").filter(|file| file.path.starts_with("engine/") && !file.is_test());
    let mut kinds = BTreeSet::new();
    for file in code {
        let text: String = file.text.split_whitespace().collect::<Vec<_>>().join(" ");
        for mark in ["plain_entry(", ".change("] {
            kinds.extend(text.split(mark).skip(1).filter_map(|rest| quoted(rest.trim_start())));
        }
        let told = text.split("about(").skip(1).filter_map(|rest| rest.split_once(", "));
        kinds.extend(told.filter_map(|(_, rest)| quoted(rest)));
        if let Some((_, rest)) = text.split_once("fn kind_of(") {
            let body = rest.split(" } }").next().unwrap_or_default();
            kinds.extend(body.split("=> ").skip(1).filter_map(quoted));
        }
        kinds.extend(text.split("ledger::Entry {").skip(1).filter_map(|rest| {
            let rest = rest.split_once(" kind: ")?.1;
            quoted(rest)
        }));
    }
    for known in ["act", "cancel", "move", "moves", "release", "suspect-cleared", "sign-in"] {
        assert!(kinds.contains(known), "{known} among {kinds:?}");
    }
    let silent = kinds.iter().filter(|kind| !lang::has_attr("pages-entry", kind));
    assert_clean(silent.map(|kind| format!("engine/lang/pages: an entry `{kind}` has no words")).collect());
}

/// `act" …` of `"act" …`.
fn quoted(text: &str) -> Option<String> {
    let (word, _) = text.strip_prefix('"')?.split_once('"')?;
    word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-').then(|| word.to_owned())
}

/// The texts that follow a mark, up to the closing quote.
fn behind<'t>(code: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    code.split(mark).skip(1).filter_map(|rest| rest.split('"').next())
}

/// The arguments of a message and its attributes, in any language.
fn arguments<'t>(texts: &'t str, id: &str) -> BTreeSet<&'t str> {
    let mut wanted = BTreeSet::new();
    for (start, _) in texts.match_indices(&format!("{id} =")) {
        let message = texts[start..].lines().enumerate();
        let message =
            message.take_while(|(i, line)| *i == 0 || line.starts_with([' ', '}']) || line.is_empty());
        for (_, line) in message {
            let names = line.split('$').skip(1).map(|rest| {
                rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
                    .next()
                    .unwrap_or_default()
            });
            wanted.extend(names);
        }
    }
    wanted
}

/// `guicheng explain` has something to say of every finding.
#[test]
fn every_finding_is_explained() {
    let tree = Tree::read();
    let words: String = tree.with_extension("ftl").map(|file| file.text.as_str()).collect();
    let codes = words.split("\nfinding-").skip(1).filter_map(|text| text.get(..5));
    let codes: BTreeSet<&str> = codes.filter(|code| is_finding(code)).collect();
    assert!(codes.len() > 100);
    let silent = codes.iter().filter(|code| lang::explain::explanation(code).is_none());
    assert_clean(silent.map(|code| format!("engine/lang/explain: {code} is not explained")).collect());
    let gone = lang::explain::codes().filter(|code| !codes.contains(code));
    assert_clean(gone.map(|code| format!("engine/lang/explain: {code} is no finding")).collect());
}
