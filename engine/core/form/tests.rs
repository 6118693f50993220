//! Forms with mistakes, inputs with mistakes, and schemas that keep their word.

use super::*;
use crate::text::{Findings, Source};

fn read_form(path: &str, text: &str) -> (Option<Form>, Vec<String>) {
    let mut findings = Findings::new();
    let form = Source::from_bytes(path, text.as_bytes(), &mut findings).and_then(|s| read(&s, &mut findings));
    let said = findings.into_sorted().into_iter().map(|finding| {
        let args: String = finding.args.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        format!("{} {}:{}{args}", finding.code, finding.line, finding.column)
    });
    (form, said.collect())
}

#[test]
fn the_shipped_forms_have_no_findings() {
    for (path, text) in [
        ("forms/complaint.yaml", include_str!("../../../forms/complaint.yaml")),
        ("forms/recall.yaml", include_str!("../../../forms/recall.yaml")),
    ] {
        let (form, said) = read_form(path, text);
        assert_eq!(said, [""; 0], "{path}");
        assert!(form.is_some_and(|form| form.sections.len() > 5));
    }
}
