//! What is wrong in documents, as programs get it: codes and places for them, sentences for who reads their output.

use guicheng_core::text::{Finding, Lang, Severity};
use serde::Serialize;
use utoipa::ToSchema;

use crate::lang;
use crate::service::finding_key;

/// Something that is wrong in a document.
#[derive(Serialize, ToSchema)]
#[schema(as = Finding)]
pub(super) struct FindingOut {
    /// `G0404`; `/explain/G0404` says more.
    code: String,
    /// `error`, `warning`, `note`.
    severity: &'static str,
    /// The file: `policies/complaint.yaml`
    path: String,
    /// From 1.
    line: u32,
    /// From 1, in characters.
    column: u32,
    end_line: u32,
    end_column: u32,
    /// The line itself.
    source: String,
    /// What is wrong, in the language of `Accept-Language`.
    message: String,
    /// What to do about it.
    hint: String,
    /// The manual's paragraph that it is about.
    clause: Option<String>,
    /// What a note of the change is about that answers it.
    note: String,
}

impl FindingOut {
    pub(super) fn of(lang: Lang, finding: &Finding) -> FindingOut {
        let (message, hint) = lang::finding(lang, finding);
        FindingOut {
            code: finding.code.to_owned(),
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            path: finding.path.to_string(),
            line: finding.line,
            column: finding.column,
            end_line: finding.end.0,
            end_column: finding.end.1,
            source: finding.source_line.clone(),
            message,
            hint,
            clause: finding.clause.clone(),
            note: format!("finding:{}", finding_key(finding)),
        }
    }

    pub(super) fn all(lang: Lang, findings: &[Finding]) -> Vec<FindingOut> {
        findings.iter().map(|finding| FindingOut::of(lang, finding)).collect()
    }
}
