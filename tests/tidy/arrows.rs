//! The arrows between modules, as drawn in engine/ARCHITECTURE.md: core ← store ← mail ← service ←
//! {clock, web, cli} ← main. And the core's purity, as far as words and dependencies show it.
//!
//! What only a method call would show (a clock read through an alias) is left to clippy's lists.

use super::tree::{File, Tree};
use super::{assert_clean, source};

/// Each module of the server, and the ones whose items it may use. `lang`, `edge` and `limits` stand beside
/// the row and may be used by everybody.
const MAY_USE: &[(&str, &[&str])] = &[
    ("edge", &[]),
    ("lang", &[]),
    ("limits", &[]),
    ("store", &[]),
    ("mail", &["store"]),
    ("service", &["store", "mail"]),
    ("clock", &["service"]),
    ("web", &["service", "store", "mail"]),
    ("cli", &["web", "clock", "service", "store", "mail"]),
];

const BESIDE_THE_ROW: &[&str] = &["edge", "lang", "limits"];

#[test]
fn arrows_run_one_way() {
    let tree = Tree::read();
    let server = tree.with_extension("rs").filter(|file| module(file).is_some() && !file.is_test());
    assert_clean(server.flat_map(against_the_arrows).collect());
    for (path, text, complaints) in [
        ("engine/store/a.rs", "use crate::web::page;", 1),
        ("engine/store/a.rs", "use crate::{limits, service::act};", 1),
        ("engine/store/a.rs", "let x = crate::cli::run();", 1),
        ("engine/store/a.rs", "use crate::store::b; use crate::edge::Clock;", 0),
        ("engine/web/a.rs", "use crate::{service, lang::{Lang, t}};", 0),
        ("engine/store/a.rs", "// not crate::web\n", 0),
        ("engine/novelty/a.rs", "", 1),
    ] {
        assert_eq!(against_the_arrows(&File::new(path, text)).len(), complaints, "{text}");
    }
}

/// The server's module that a file belongs to; nothing for the core, the print crate and the roots.
fn module(file: &File) -> Option<&str> {
    let inside = file.path.strip_prefix("engine/")?;
    let name = inside.split_once('/').map_or_else(|| inside.trim_end_matches(".rs"), |(folder, _)| folder);
    (!["core", "print", "lib", "main"].contains(&name)).then_some(name)
}

fn against_the_arrows(file: &File) -> Vec<String> {
    let Some(own) = module(file) else { return Vec::new() };
    let Some((_, may)) = MAY_USE.iter().find(|(name, _)| *name == own) else {
        return vec![format!("{}: module {own} has no row in tests/tidy/arrows.rs", file.path)];
    };
    let mut complaints = Vec::new();
    for used in crate_modules(source::before_tests(&file.text)) {
        if used != own && !may.contains(&used.as_str()) && !BESIDE_THE_ROW.contains(&used.as_str()) {
            complaints.push(format!("{}: {own} must not use {used}", file.path));
        }
    }
    complaints
}

/// The modules named behind `crate::`, also in braces.
fn crate_modules(text: &str) -> Vec<String> {
    let code =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut modules = Vec::new();
    for (start, mark) in code.match_indices("crate::") {
        let rest = &code[start + mark.len()..];
        match rest.strip_prefix('{') {
            Some(group) => modules.extend(group_heads(group)),
            None => modules.extend(word(rest)),
        }
    }
    modules
}

/// The first word of each item of a brace group: `a, b::{c, d}, e}` has `a`, `b`, `e`.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut item, mut heads) = (0, String::new(), Vec::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.extend(word(&std::mem::take(&mut item))),
            _ if depth == 0 => item.push(c),
            _ => {}
        }
    }
    heads.extend(word(&item));
    heads
}

fn word(text: &str) -> Option<String> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

const IMPURE: &[&str] = &[
    "tokio::",
    "sqlx::",
    "axum::",
    "rand::",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant::now",
    "HashMap",
    "HashSet",
    "f64",
    "f32",
];

/// Crates that act or guess; the core must not depend on them.
const IMPURE_CRATES: &[&str] = &[
    "tokio",
    "sqlx",
    "axum",
    "rand",
    "getrandom",
    "reqwest",
    "ureq",
    "lettre",
    "tempfile",
    "uuid",
    "tracing",
];

/// Where the core may break a rule of words: path, words, reason.
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[
    ("engine/core/picture/", &["f64", "f32"], "coordinates of a drawing are no amounts"),
    (
        "engine/core/form/schema.rs",
        &["f64"],
        "a JSON Schema's bounds are JSON numbers; no value passes through",
    ),
    ("engine/core/value/canonical/writer.rs", &["f64", "f32"], "names them to refuse them"),
];

#[test]
fn the_core_is_pure() {
    let tree = Tree::read();
    let core = tree.with_extension("rs").filter(|f| f.path.starts_with("engine/core/") && !f.is_test());
    assert_clean(core.flat_map(impure).collect());
    assert_eq!(impure(&File::new("engine/core/a.rs", "//! f64\nlet x = std::fs::read();")).len(), 1);
    assert_eq!(impure(&File::new("engine/core/picture/a.rs", "let x: f64;")).len(), 0);
}

fn impure(file: &File) -> Vec<String> {
    let code = source::before_tests(&file.text).lines().enumerate();
    let mut complaints = Vec::new();
    for (i, line) in code.filter(|(_, line)| !line.trim_start().starts_with("//")) {
        let bad = IMPURE.iter().filter(|bad| line.contains(**bad) && !excepted(file, bad));
        complaints.extend(bad.map(|bad| format!("{}:{}: no {bad} in the core", file.path, i + 1)));
    }
    complaints
}

fn excepted(file: &File, word: &str) -> bool {
    EXCEPTIONS.iter().any(|(path, words, _)| file.path.starts_with(path) && words.contains(&word))
}

#[test]
fn the_core_depends_on_nothing_that_acts() {
    let tree = Tree::read();
    let manifest = tree.files().find(|file| file.path == "engine/core/Cargo.toml").unwrap();
    assert_clean(acting_crates(&manifest.text));
    assert_eq!(acting_crates("[dependencies]\ntokio = \"1\"\n[dev-dependencies]\ntempfile = \"3\"").len(), 1);
}

fn acting_crates(manifest: &str) -> Vec<String> {
    let (_, rest) = manifest.split_once("[dependencies]").unwrap();
    let section = rest.split("\n[").next().unwrap_or_default();
    let names = section.lines().filter_map(word);
    names
        .filter(|n| IMPURE_CRATES.contains(&n.as_str()))
        .map(|n| format!("the core depends on {n}"))
        .collect()
}
