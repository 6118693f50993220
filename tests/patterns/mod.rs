//! The control-flow patterns of the Workflow Patterns initiative, each a small policy: they are without findings, their
//! stories pass and exercise every state and transition, what happens in them is written down beside them, and the page
//! that shows them names each of the 43.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use guicheng::service::read_folder;
use guicheng_core::check;
use guicheng_core::document::Library;
use guicheng_core::scenario::{self, Book};
use guicheng_core::text::Findings;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies/patterns")
}

fn library() -> Library {
    let mut findings = Findings::new();
    let files = read_folder(&folder(), &mut findings).unwrap();
    let library = Library::read(files, &mut findings);
    check::check(&library, &mut findings);
    let said: Vec<String> = findings
        .into_sorted()
        .iter()
        .map(|finding| format!("{} {}:{}", finding.code, finding.path, finding.line))
        .collect();
    assert!(said.is_empty(), "{said:#?}");
    library
}

fn books(library: &Library) -> Vec<Book> {
    let mut findings = Findings::new();
    let ids = library.policies().map(|policy| policy.id.clone());
    let books: Vec<Book> =
        ids.map(|id| scenario::read(library, &id, &mut findings).unwrap_or_else(|| panic!("{id}"))).collect();
    assert!(!findings.has_errors());
    books
}

#[test]
fn every_pattern_does_what_its_stories_tell_and_they_leave_nothing_out() {
    let library = library();
    let mut complaints = Vec::new();
    for book in books(&library) {
        let outcome = scenario::run(&library, &book);
        for (name, failure) in &outcome.stories {
            if let Some(failure) = failure {
                complaints.push(format!("{} {}: {:?}", book.policy.id, name.en, failure.differences));
            }
        }
        let coverage = outcome.coverage.unwrap();
        for part in [&coverage.states, &coverage.transitions] {
            complaints
                .extend(part.missing.iter().map(|m| format!("{}:{} {}", book.policy.id, m.line, m.name)));
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// Numbers by which policies call themselves: `wcp_09_…` is pattern 9.
fn numbers(library: &Library) -> BTreeMap<u32, String> {
    let number = |id: &str| id.strip_prefix("wcp_")?.split('_').next()?.parse().ok();
    library.policies().map(|policy| (number(&policy.id).unwrap(), policy.id.clone())).collect()
}

#[test]
fn the_page_shows_all_43() {
    let shown = numbers(&library());
    assert!(shown.len() >= 36, "{}", shown.len());
    let page = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let mut listed = BTreeSet::new();
    for row in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let Ok(number) = cells[1].parse::<u32>() else { continue };
        listed.insert(number);
        match shown.get(&number) {
            Some(id) => assert!(cells[3].contains(&format!("({id}.yaml)")), "{row}"),
            None => assert!(cells[3].starts_with("not "), "{row}"),
        }
    }
    assert_eq!(listed, (1..=43).collect());
}

/// `TRACES=write` writes the pages anew.
#[test]
fn traces_are_as_they_are_written_down() {
    let library = library();
    for (number, books) in books(&library).chunks(14).enumerate() {
        let file = folder().join(format!("TRACES-{}.md", number + 1));
        let page = page(&library, books);
        if std::env::var("TRACES").as_deref() == Ok("write") {
            std::fs::write(&file, &page).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap();
        let differs = written.lines().zip(page.lines()).find(|(written, now)| written != now);
        assert!(written == page, "{} is not what happens: {differs:?}", file.display());
    }
}

fn page(library: &Library, books: &[Book]) -> String {
    let mut page = "# What happens in the patterns\n\nEach story of `*.test.yaml`, step by step: who did what, then the microsteps, `event: left → entered`. Written by a test, and compared by it.\n".to_owned();
    for book in books {
        page += &format!("\n## {}\n", book.policy.id);
        for (name, lines) in scenario::traces(library, book) {
            page += &format!("\n{} · {}\n```\n{}\n```\n", name.zh, name.en, lines.join("\n"));
        }
    }
    page
}
