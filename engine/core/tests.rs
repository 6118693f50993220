//! What the core's tests share: bundles of documents written in one text, and findings as lines.

use crate::document::Library;
use crate::text::{Finding, Findings, Severity};

/// How many cases a property is tried with: as many as usual, or at most `GUICHENG_CASES`, for mutation tests, which
/// run all tests hundreds of times.
#[expect(clippy::disallowed_methods, reason = "how long tests run is no setting of the program")]
pub(crate) fn cases(usual: u32) -> u32 {
    let most = std::env::var("GUICHENG_CASES").ok().and_then(|text| text.parse().ok());
    most.map_or(usual, |most: u32| usual.min(most))
}

/// A company small enough for tests: two posts and a calendar without holidays.
pub(crate) const COMPANY: &str = r#"
=== policies/organisation.yaml
organisation: company
title: { zh: 公司, en: Company }
departments: { office: { title: { zh: 办公室, en: Office } } }
posts:
  desk: { title: { zh: 受理, en: Desk }, department: office, reports_to: boss }
  boss: { title: { zh: 经理, en: Boss }, department: office }
=== policies/calendar.yaml
calendar: company
title: { zh: 日历, en: Calendar }
time_zone: Asia/Shanghai
day: { opens: "09:00", closes: "18:00" }
weekend: [saturday, sunday]
years:
  2026: { source: test }
"#;

/// The files of a text in which each begins with `=== path`.
pub(crate) fn files(text: &str) -> Vec<(String, String)> {
    let parts = text.split("=== ").skip(1);
    parts
        .map(|part| {
            let (path, text) = part.split_once('\n').unwrap();
            (path.trim().to_owned(), text.to_owned())
        })
        .collect()
}

/// Reads the documents of such a text; findings as [`line`]s.
pub(crate) fn library(text: &str) -> (Library, Vec<String>) {
    let mut findings = Findings::new();
    let library = Library::read(files(text), &mut findings);
    (library, said(findings))
}

pub(crate) fn said(findings: Findings) -> Vec<String> {
    findings.into_sorted().iter().map(line).collect()
}

/// `G0703 policies/organisation.yaml:5:7 name=x`, with `~` before a warning and `.` before a note.
pub(crate) fn line(finding: &Finding) -> String {
    let args: String = finding.args.iter().map(|(name, value)| format!(" {name}={value}")).collect();
    let mark = match finding.severity {
        Severity::Error => "",
        Severity::Warning => "~",
        Severity::Note => ".",
    };
    format!("{mark}{} {}:{}:{}{args}", finding.code, finding.path, finding.line, finding.column)
}

/// The shipped procedures with all that they need, as the program ships them; and what was wrong with them.
pub(crate) fn shipped() -> (Library, Vec<String>) {
    let text = |path: &str, text: &str| format!("=== {path}\n{text}\n");
    let mut bundle = String::new();
    macro_rules! shipped {
        ($($path:literal),* $(,)?) => { $(bundle += &text($path, include_str!(concat!("../../", $path)));)* };
    }
    shipped![
        "policies/organisation.yaml",
        "policies/calendar.yaml",
        "policies/complaint.yaml",
        "policies/complaint.test.yaml",
        "policies/recall.yaml",
        "policies/recall.test.yaml",
        "forms/complaint.yaml",
        "policies/mail/complaint_letter.yaml",
        "policies/mail/complaint_letter_sent.yaml",
        "policies/mail/complaint_serious_breach.yaml",
        "policies/mail/recall_authority.yaml",
        "policies/mail/recall_letter.yaml",
        "policies/mail/recall_ordered.yaml",
        "policies/mail/recall_public_notice.yaml",
        "policies/mail/recall_revision.yaml",
        "policies/mail/recall_supplier.yaml",
        "forms/recall.yaml",
        "forms/registers/authority.yaml",
        "forms/registers/batch.yaml",
        "forms/registers/consignee.yaml",
        "forms/registers/customer.yaml",
        "forms/registers/product.yaml",
        "forms/registers/shipment.yaml",
        "forms/registers/stock.yaml",
        "forms/registers/supplier.yaml",
    ];
    library(&bundle)
}
