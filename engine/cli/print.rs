//! Findings and other values on the terminal.

use std::process::ExitCode;

use guicheng_core::ledger::Bad;
use guicheng_core::text::{Findings, Lang};

use super::report;
use crate::lang::{t, t_attr};
use crate::service::BadRow;

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

/// Which row does not agree with the ledger.
pub fn bad_row(row: &BadRow) -> String {
    let table = t_attr(Lang::En, "audit-table", &row.table, &[]);
    let why = t_attr(Lang::En, "audit-why", row.why, &[]);
    let entry = row.entry.map_or_else(String::new, |entry| format!(" (entry {entry})"));
    format!("{table} {}{entry}: {why}", row.key)
}
