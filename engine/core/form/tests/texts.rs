//! Every code has its sentences, and every sentence gets the arguments it speaks of.

use std::collections::{BTreeMap, BTreeSet};

const LANGUAGES: [&str; 2] = [
    concat!(include_str!("../../../lang/findings.zh-CN.ftl"), include_str!("../../../lang/field.zh-CN.ftl")),
    concat!(include_str!("../../../lang/findings.en.ftl"), include_str!("../../../lang/field.en.ftl")),
];

/// The code that makes findings of the families 01 and 02, and the problems of fields.
const CODE: [&str; 14] = [
    include_str!("../../text/decode.rs"),
    include_str!("../../text/finding.rs"),
    include_str!("../../text/reader.rs"),
    include_str!("../../text/yaml.rs"),
    include_str!("../../text/yaml/mistakes.rs"),
    include_str!("../read.rs"),
    include_str!("../read_field.rs"),
    include_str!("../check.rs"),
    include_str!("../judge.rs"),
    include_str!("../read_bounds.rs"),
    include_str!("../register.rs"),
    include_str!("../summary.rs"),
    include_str!("../parse.rs"),
    include_str!("../../text/lookalike.rs"),
];

/// Problems of fields that only the API can have: there a field may come in another shape than any form.
const SAID_BY_THE_API: [&str; 2] = ["not-an-object", "not-an-export"];

/// What the server says: where folders and data are read from the disk, and of copies of documents.
const SAID_OUTSIDE: [&str; 7] = ["G0152", "G0153", "G0154", "G0155", "G0156", "G0157", "no-such-document"];

/// Each message with the lines that belong to it.
fn messages(ftl: &str) -> BTreeMap<&str, String> {
    let mut messages: BTreeMap<&str, String> = BTreeMap::new();
    let mut current = "";
    for line in ftl.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with(' ')) {
            current = key;
        }
        let message = messages.entry(current).or_default();
        message.push_str(line);
        message.push('\n');
    }
    messages
}

/// Codes between quotes: `"G0134"`.
fn codes() -> BTreeSet<&'static str> {
    let is_code = |text: &&str| {
        text.len() == 5 && text.starts_with('G') && text[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    CODE.iter().flat_map(|file| file.split('"')).filter(is_code).collect()
}

/// The codes of `Refusal::new("…"` and of what is handed to `one_text`.
fn field_codes() -> BTreeSet<&'static str> {
    let check = [CODE[7], CODE[8], CODE[10]].concat().leak();
    let mut codes = BTreeSet::new();
    for mark in
        ["Refusal::new(\"", "code: \"", "one_text(sent, \"", "), \"", "Pool::Posts, \"", "Pool::People, \""]
    {
        for (at, _) in check.match_indices(mark) {
            codes.extend(check[at + mark.len()..].split('"').next());
        }
    }
    codes
}

#[test]
fn every_code_has_a_sentence_and_a_hint() {
    assert!(codes().len() > 60, "codes are found in the source");
    assert!(field_codes().len() > 20, "codes of fields are found in the source");
    for messages in LANGUAGES.map(messages) {
        for code in codes() {
            let text = messages.get(format!("finding-{code}").as_str());
            assert!(text.is_some_and(|text| text.contains("\n    .hint = ")), "finding-{code}");
        }
        for code in field_codes() {
            assert!(messages.contains_key(format!("field-{code}").as_str()), "field-{code}");
        }
    }
}

#[test]
fn every_sentence_has_a_code() {
    let (codes, field_codes) = (codes(), field_codes());
    let ours = |key: &str| {
        key.starts_with("finding-G01") || key.starts_with("finding-G02") || key.starts_with("field-")
    };
    for key in LANGUAGES.iter().flat_map(|ftl| messages(ftl).into_keys()).filter(|key| ours(key)) {
        let code = key.trim_start_matches("finding-").trim_start_matches("field-");
        let outside = SAID_BY_THE_API.contains(&code) || SAID_OUTSIDE.contains(&code);
        let said = codes.contains(code) || field_codes.contains(code) || outside;
        assert!(said, "{key} is never said");
    }
}

/// Whether both languages' sentences of a code find all the arguments they name.
pub(crate) fn assert_args(key: &str, args: &[(&'static str, String)]) {
    for messages in LANGUAGES.map(messages) {
        let text = messages.get(key).unwrap_or_else(|| panic!("{key} has no text"));
        for named in text.split("{ $").skip(1) {
            let name = named.split(' ').next().unwrap_or_default();
            assert!(args.iter().any(|(arg, _)| *arg == name), "{key} speaks of ${name}, which is not given");
        }
    }
}
