//! Findings and other values on the terminal.

use std::process::ExitCode;

use guicheng_core::ledger::Bad;
use guicheng_core::text::{Findings, Lang, Severity};

use crate::lang::{t, t_attr};

/// Prints findings, each with its place, source line, sentence and hint; errors decide the exit code.
pub fn findings(findings: Findings, refused: bool) -> ExitCode {
    let failed = findings.has_errors() || refused;
    for finding in findings.into_sorted() {
        let word = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        eprintln!("{}:{}:{}: {word} {}", finding.path, finding.line, finding.column, finding.code);
        eprintln!("    {}", finding.source_line.trim_end());
        let id = format!("finding-{}", finding.code);
        let args: Vec<_> = finding.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        for lang in [Lang::Zh, Lang::En] {
            eprintln!("  {}", t(lang, &id, &args));
            eprintln!("  {}", t_attr(lang, &id, "hint", &args));
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Why an entry is bad.
pub fn bad(bad: &Bad) -> String {
    let args: Vec<_> = bad.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    t(Lang::En, bad.reason, &args)
}
