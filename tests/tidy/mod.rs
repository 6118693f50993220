//! House rules that a compiler doesn't keep: which module may use which, what a file must have, what must not
//! be in it. Each rule is a function from files to complaints; its own test shows that it can complain.
//!
//! Deliberately absent: taste. A rule stands here because breaking it costs somebody else's time.

mod arrows;
mod codes;
mod editor;
mod source;
mod texts;
mod tree;

use tree::{File, Tree};

/// Fails with all complaints at once.
fn assert_clean(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Past this a file has a seam to split at.
const MAX_LINES: usize = 600;

const TOP_LEVEL: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "engine",
    "forms",
    "manual",
    "policies",
    "target",
    "tests",
];

#[test]
fn the_top_level_has_no_strays() {
    let complaints = tree::top_level().into_iter().filter(|name| !belongs_on_top(name));
    assert_clean(complaints.map(|name| format!("{name}: what is it doing on the top level?")).collect());
    assert!(!belongs_on_top("notes.txt"));
}

fn belongs_on_top(name: &str) -> bool {
    // A demo's data folder is ignored by git and may lie about.
    TOP_LEVEL.contains(&name) || name.starts_with('.') || name.starts_with("guicheng-")
}

#[test]
fn files_are_short() {
    assert_clean(Tree::read().written_by_us().filter_map(too_long).collect());
    assert!(too_long(&File::new("engine/a.rs", "x\n".repeat(MAX_LINES + 1))).is_some());
}

fn too_long(file: &File) -> Option<String> {
    let lines = file.text.lines().count();
    (lines > MAX_LINES).then(|| format!("{}: {lines} lines, at most {MAX_LINES}", file.path))
}

#[test]
fn every_module_says_why_it_exists() {
    assert_clean(Tree::read().with_extension("rs").filter_map(headless).collect());
    assert!(headless(&File::new("engine/a.rs", "use b;\n")).is_some());
}

fn headless(file: &File) -> Option<String> {
    let missing = !file.text.starts_with("//! ");
    missing.then(|| format!("{}: begins without `//!`", file.path))
}

#[test]
fn nothing_is_left_half_done() {
    assert_clean(Tree::read().with_extension("rs").flat_map(half_done).collect());
    for mark in ["to\u{64}o!()", "\u{64}bg!(x)", "unimple\u{6d}ented!()"] {
        assert_eq!(half_done(&File::new("engine/a.rs", format!("//! x\n{mark}"))).len(), 1, "{mark}");
    }
}

fn half_done(file: &File) -> Vec<String> {
    // Written with escapes, so that this file doesn't complain about itself.
    file.lines_with(&["to\u{64}o!", "\u{64}bg!", "unimple\u{6d}ented!"], "is left half done")
}

#[test]
fn no_place_of_one_machine_is_in_the_repository() {
    assert_clean(Tree::read().files().flat_map(machine_places).collect());
    assert_eq!(machine_places(&File::new("a.md", "see /ho\u{6d}e/x/")).len(), 1);
    assert_eq!(machine_places(&File::new("a/package-lock.json", "\"reso\u{6c}ved\": 1")).len(), 1);
}

fn machine_places(file: &File) -> Vec<String> {
    let mut complaints =
        file.lines_with(&["/ro\u{6f}t/", "/wo\u{72}k/", "/ho\u{6d}e/"], "names a place of one machine");
    if file.path.ends_with("package-lock.json") {
        complaints.extend(file.lines_with(&["\"reso\u{6c}ved\""], "names a registry's host"));
    }
    complaints
}

#[test]
fn no_banned_crate_is_locked() {
    // cargo-deny reads the same list and more; this part of it needs neither the tool nor the network.
    let tree = Tree::read();
    let text = |path: &str| tree.files().find(|file| file.path == path).unwrap().text.clone();
    assert_clean(banned(&text(".deny.toml"), &text("Cargo.lock")));
    let deny = "[bans]\ndeny = [\n    { crate = \"bad\", reason = \"x\" },\n]\n";
    assert_eq!(banned(deny, "[[package]]\nname = \"bad\"\n"), ["bad is banned: .deny.toml says why"]);
}

fn banned(deny: &str, lock: &str) -> Vec<String> {
    let (_, bans) = deny.split_once("\ndeny = [").unwrap();
    let names = bans.lines().filter_map(|line| line.trim().strip_prefix("{ crate = \"")?.split('"').next());
    let locked = names.filter(|name| lock.contains(&format!("\nname = \"{name}\"\n")));
    locked.map(|name| format!("{name} is banned: .deny.toml says why")).collect()
}

/// Where code must know Chinese words that people type, and why.
const CHINESE_INPUT: &[(&str, &str)] = &[
    ("engine/core/text/reader.rs", "recognises 是 and 否 to say that YAML wants true and false"),
    ("engine/core/policy/read/expr.rs", "a policy may write an amount as `50 元`"),
];

#[test]
fn sentences_live_in_the_language_files() {
    let ours = Tree::read();
    let code = ours.with_extension("rs").filter(|f| f.path.starts_with("engine/") && !f.is_test());
    assert_clean(code.flat_map(chinese_in_code).collect());
    let bad = "//! 可以\nfn f() -> &str { \"不可以\" } // 可以\n#[cfg(test)]\nmod tests { const A: &str = \"可以\"; }";
    assert_eq!(
        chinese_in_code(&File::new("engine/a.rs", bad)),
        ["engine/a.rs:2: \"不可以\" belongs into engine/lang"]
    );
}

fn chinese_in_code(file: &File) -> Vec<String> {
    if CHINESE_INPUT.iter().any(|(path, _)| *path == file.path) {
        return Vec::new();
    }
    source::literals(source::before_tests(&file.text))
        .into_iter()
        .filter(|(_, literal)| literal.chars().any(texts::is_han))
        .map(|(line, literal)| format!("{}:{line}: \"{literal}\" belongs into engine/lang", file.path))
        .collect()
}
