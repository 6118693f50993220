//! Small bundles, each with one kind of mistake, and what is said of it.

mod carriers;
mod charts;
mod figures;
mod names;
mod tables;

use crate::tests::{COMPANY, said};
use crate::text::Findings;

/// Findings about a bundle; documents of the company are there unless it brings its own.
fn findings(bundle: &str) -> Vec<String> {
    let mut findings = Findings::new();
    let files = crate::tests::files(&format!("{COMPANY}{bundle}"));
    let library = crate::document::Library::read(files, &mut findings);
    super::check(&library, &mut findings);
    said(findings)
}

/// The policy `p` with these parts: its head, and its states.
fn policy(head: &str, states: &str) -> String {
    format!(
        "\n=== policies/p.yaml\npolicy: p\ntitle: {{ zh: 甲, en: P }}\nstart: {{ post: desk }}\n{head}\nstates:\n{states}"
    )
}

/// Findings about such a policy, without the file's name.
fn of_policy(head: &str, states: &str) -> Vec<String> {
    findings(&policy(head, states)).iter().map(|line| line.replace("policies/p.yaml:", "")).collect()
}
