//! The language files: the same keys and arguments in both, every file compiled in, every key that code names
//! is there, and Chinese set as Chinese is set.
//!
//! Read line by line; the engine's own loader (engine/lang) has already proved that the files are well-formed.

use std::collections::{BTreeMap, BTreeSet};

use guicheng::lang;

use super::assert_clean;
use super::tree::{File, Tree};

/// Whether a character is a Chinese one (CJK Unified Ideographs; rarer planes don't occur in our texts).
pub fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn both_languages_say_the_same_things() {
    let tree = Tree::read();
    let files: Vec<&File> = tree.with_extension("ftl").collect();
    assert!(!files.is_empty());
    let mut complaints = Vec::new();
    for (language, other) in [("zh-CN", "en"), ("en", "zh-CN")] {
        for file in files.iter().filter(|file| file.path.ends_with(&format!(".{language}.ftl"))) {
            let twin = file.path.replace(&format!(".{language}."), &format!(".{other}."));
            let empty = File::new(&twin, "");
            let twin = files.iter().find(|file| file.path == twin).map_or(&empty, |file| *file);
            complaints.extend(untranslated(file, twin));
        }
    }
    assert_clean(complaints);
}

/// Keys and arguments of `file` that `twin` lacks.
fn untranslated(file: &File, twin: &File) -> Vec<String> {
    let theirs = keys(&twin.text);
    let mut complaints = Vec::new();
    for (key, args) in keys(&file.text) {
        match theirs.get(&key) {
            None => complaints.push(format!("{}: {key} is missing (it is in {})", twin.path, file.path)),
            Some(others) => complaints
                .extend(args.difference(others).map(|arg| format!("{}: {key} leaves out ${arg}", twin.path))),
        }
    }
    complaints
}

/// Each key (`id` or `id.attribute`) with the arguments it uses.
fn keys(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut message, mut current) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') {
            message = line.split(" =").next().unwrap_or_default().to_owned();
            current = message.clone();
        } else if let Some(attribute) = line.trim_start().strip_prefix('.') {
            current = format!("{message}.{}", attribute.split(" =").next().unwrap_or_default());
        }
        if !current.is_empty() {
            let arguments = line.split('$').skip(1).map(|rest| {
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
            });
            keys.entry(current.clone()).or_default().extend(arguments);
        }
    }
    keys
}

#[test]
fn a_missing_key_or_argument_is_seen() {
    let zh =
        File::new("a.zh-CN.ftl", "one = { $a }\n    .hint = { $b ->\n   *[other] { $c }\n  }\n# two =\n");
    let en = File::new("a.en.ftl", "one = x\n    .hint = { $b }\n");
    assert_eq!(untranslated(&zh, &en), ["a.en.ftl: one leaves out $a", "a.en.ftl: one.hint leaves out $c"]);
    assert_eq!(untranslated(&zh, &File::new("a.en.ftl", "")).len(), 2);
}

#[test]
fn every_language_file_is_compiled_in() {
    let tree = Tree::read();
    let loader = tree.files().find(|file| file.path == "engine/lang/mod.rs").unwrap();
    let topics = tree.with_extension("ftl").map(|file| {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default()
    });
    let absent = topics.filter(|topic| !loader.text.contains(&format!("\"{topic}\"")));
    assert_clean(absent.map(|topic| format!("engine/lang/mod.rs: SOURCES lacks \"{topic}\"")).collect());
}

#[test]
fn every_key_that_code_names_exists() {
    let tree = Tree::read();
    let code = tree
        .files()
        .filter(|f| f.path.starts_with("engine/") && ["rs", "html", "txt"].contains(&f.extension()));
    assert_clean(code.filter(|file| !file.is_test()).flat_map(unknown_keys).collect());
    let code =
        "lang.t(\"date-today\"); t(lang, \"no-such-key\", &[]); t(lang, id, &[(\"a\", b)]); at(\"nothing\");";
    assert_eq!(
        unknown_keys(&File::new("engine/a.rs", code)),
        ["engine/a.rs: no text has the key no-such-key"]
    );
}

/// Keys written out in calls of `t` that no language file has. A key that is put together is not seen here.
fn unknown_keys(file: &File) -> Vec<String> {
    let code: String = file.text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let named = code.match_indices("t(").filter_map(|(start, _)| {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let call = &code[start + 2..];
        let (head, rest) = call.split_once('"')?;
        let plain = head.chars().all(|c| c.is_alphanumeric() || "_., \n&".contains(c))
            && head.matches(',').count() < 2;
        plain.then(|| rest.split('"').next().unwrap_or_default())
    });
    let unknown = named.filter(|key| !key.contains('{') && !lang::has(key));
    unknown.map(|key| format!("{}: no text has the key {key}", file.path)).collect()
}

#[test]
fn chinese_is_set_as_chinese() {
    let tree = Tree::read();
    let documents = ["manual/zh/", "policies/", "forms/"];
    let chinese = tree.files().filter(|file| {
        file.path.ends_with(".zh-CN.ftl") || documents.iter().any(|folder| file.path.starts_with(folder))
    });
    // The calendar quotes the State Council's notices as they are printed.
    let chinese = chinese.filter(|file| file.path != "policies/calendar.yaml");
    assert_clean(chinese.flat_map(badly_set).collect());
    let text = "a = 第3天, 好\nb = 第 3 天，好（{ $x }）\n# 第3天";
    assert_eq!(badly_set(&File::new("a.zh-CN.ftl", text)).len(), 3);
    assert_eq!(badly_set(&File::new("a.yaml", "title: { zh: 第3天, en: x }")).len(), 2);
}

/// Chinese that touches a figure or letter without a space, or is followed by half-width punctuation. YAML has
/// its own use for the latter, and so have the findings that quote it and the head of a chapter.
fn badly_set(file: &File) -> Vec<String> {
    let quotes_yaml = file.extension() == "yaml" || file.path.ends_with("/findings.zh-CN.ftl");
    let mut complaints = Vec::new();
    for (i, line) in file.text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let half_width_is_wrong = !quotes_yaml && !line.contains("{ zh: ");
        let chars: Vec<char> = line.chars().collect();
        for pair in chars.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            let touches =
                (is_han(a) && b.is_ascii_alphanumeric()) || (a.is_ascii_alphanumeric() && is_han(b));
            if touches || (half_width_is_wrong && is_han(a) && ",;:?!()".contains(b)) {
                complaints.push(format!("{}:{}: `{a}{b}`", file.path, i + 1));
            }
        }
    }
    complaints
}
