//! Findings and other values on the terminal.

use std::process::ExitCode;

use guicheng_core::ledger::Bad;
use guicheng_core::text::{Findings, Lang};

use super::report;
use crate::lang::t;

/// Prints findings in both languages; errors decide the exit code.
pub fn findings(findings: Findings, refused: bool) -> ExitCode {
    let failed = findings.has_errors() || refused;
    let findings = findings.into_sorted();
    for lang in [Lang::Zh, Lang::En] {
        eprintln!("{}", report::text(&findings, lang, false));
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Why an entry is bad.
pub fn bad(bad: &Bad) -> String {
    let args: Vec<_> = bad.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    t(Lang::En, bad.reason, &args)
}
