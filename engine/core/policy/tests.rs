//! The shipped policies read without a finding.

use crate::text::{Findings, Source};

#[test]
fn shipped_policies_read() {
    for name in ["complaint", "recall"] {
        let path = format!("{}/../../policies/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).unwrap();
        let mut findings = Findings::new();
        let source = Source::from_bytes(&format!("policies/{name}.yaml"), &bytes, &mut findings).unwrap();
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
