//! Files as people really make them: each is read right, or refused with a sentence that says what, where and how to
//! mend it, in both languages. What is said is kept in `said.txt`; `GUICHENG_UPDATE=1` writes it anew, to be read
//! before it is committed.
//!
//! Deliberately absent: mistakes in what a procedure says (`engine/core/check/tests`).

mod doors;
mod files;

use guicheng::lang;
use guicheng_core::check;
use guicheng_core::document::Library;
use guicheng_core::text::{Finding, Findings, Lang};

use files::{COMPANY, cases};

/// What is found in a company with one more file, in that file.
fn findings_of(path: &str, bytes: &[u8]) -> Vec<Finding> {
    let mut files: Vec<(String, Vec<u8>)> =
        COMPANY.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    files.retain(|(other, _)| other != path);
    files.push((path.to_owned(), bytes.to_vec()));
    let mut findings = Findings::new();
    let library = Library::read(files, &mut findings);
    check::check(&library, &mut findings);
    let found = findings.into_sorted();
    // Nobody in the company could be told of an overdue task.
    found.into_iter().filter(|finding| &*finding.path == path && finding.code != "G0627").collect()
}

/// The first findings of each case; a file that is read right says so.
fn told(name: &str, path: &str, bytes: &[u8]) -> String {
    const SHOWN: usize = 4;
    let found = findings_of(path, bytes);
    let mut text = format!("== {name} ({path})\n");
    if found.is_empty() {
        text.push_str("no findings\n");
    }
    for finding in found.iter().take(SHOWN) {
        text.push_str(&format!("{} {}:{}\n", finding.code, finding.line, finding.column));
        for lang in Lang::ALL {
            let (sentence, hint) = lang::finding(lang, finding);
            // The list of all keys grows with the language.
            let hint = hint
                .split_inclusive(['：', ':'])
                .take(if finding.code == "G0134" || finding.code == "G0135" { 1 } else { 99 });
            text.push_str(&format!("  {sentence}\n    {}\n", hint.collect::<String>().trim_end()));
        }
    }
    if found.len() > SHOWN {
        text.push_str(&format!("… {} more\n", found.len() - SHOWN));
    }
    text
}

#[test]
fn every_bad_file_is_refused_with_words_that_help() {
    let said: String = cases().iter().map(|(name, path, bytes)| told(name, path, bytes)).collect();
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_input/said.txt");
    if std::env::var_os("GUICHENG_UPDATE").is_some() {
        std::fs::write(&kept, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&kept).unwrap_or_default();
    for (said, expected) in said.split("== ").zip(expected.split("== ")) {
        assert_eq!(said, expected);
    }
    assert_eq!(said.len(), expected.len(), "cases have been added or taken away");
}

/// The same mistakes in documents of every kind are told alike.
#[test]
fn every_kind_of_document_is_guarded() {
    let mistakes: [(&str, Vec<u8>, &str); 6] = [
        ("GBK", vec![b'#', 0xb9, 0xe6, 0xb3, 0xcc, b'\n'], "G0102"),
        ("UTF-16", vec![0xff, 0xfe, b'a', 0], "G0103"),
        ("zero width", "# a\u{200b}b\n".as_bytes().to_vec(), "G0105"),
        ("NUL", b"# a\0b\n".to_vec(), "G0106"),
        ("a zip", b"PK\x03\x04rest".to_vec(), "G0108"),
        ("too large", vec![b'\n'; 300 * 1024], "G0101"),
    ];
    for path in [
        "policies/p.yaml",
        "policies/p.test.yaml",
        "policies/organisation.yaml",
        "policies/calendar.yaml",
        "policies/mail/m.yaml",
        "forms/f.yaml",
        "forms/registers/r.yaml",
        "manual/zh/8.1.md",
        "manual/en/8.1.md",
    ] {
        for (name, bytes, code) in &mistakes {
            let found = findings_of(path, bytes);
            assert!(found.iter().any(|finding| finding.code == *code), "{name} in {path}: {found:?}");
        }
    }
}

/// A bomb costs no more than reading it.
#[test]
fn bombs_go_off_without_harm() {
    let mut aliases = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..200 {
        aliases.push_str(&format!("b{level}: &b{level} [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"));
    }
    let deep = format!("{}x{}", "[".repeat(9_000), "]".repeat(9_000));
    let blocks: String = (0..500).map(|level| format!("{}a:\n", " ".repeat(level % 100))).collect();
    for (text, code) in [
        (aliases, "G0120"),
        (deep, "G0125"),
        (blocks, "G0125"),
        ("- x\n".repeat(30_000), "G0126"),
        (format!("a: \"{}\"", "x".repeat(30_000)), "G0150"),
        (format!("{}: x", "k".repeat(15_000)), "G01"),
        ("? ".repeat(9_000), "G01"),
        ("- ".repeat(9_000), "G0125"),
        ("a\u{200b}".repeat(5_000), "G0105"),
    ] {
        let found = findings_of("policies/p.yaml", text.as_bytes());
        assert!(found.iter().any(|finding| finding.code.starts_with(code)), "{text:.40}: {found:?}");
        assert!(found.len() <= 1_001);
    }
}
