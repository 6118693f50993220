//! The shipped policies read without a finding.

use crate::text::{Findings, Source};

#[test]
fn shipped_policies_read() {
    let shipped = [
        ("complaint", include_str!("../../../policies/complaint.yaml")),
        ("recall", include_str!("../../../policies/recall.yaml")),
    ];
    for (name, text) in shipped {
        let mut findings = Findings::new();
        let source =
            Source::from_bytes(&format!("policies/{name}.yaml"), text.as_bytes(), &mut findings).unwrap();
        let policy = super::read(&source, &mut findings);
        let lines: Vec<String> = findings
            .into_sorted()
            .iter()
            .map(|f| {
                format!(
                    "{}:{}:{} {} {:?} | {}",
                    f.path,
                    f.line,
                    f.column,
                    f.code,
                    f.args,
                    f.source_line.trim()
                )
            })
            .collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
        assert!(policy.is_some());
    }
}
