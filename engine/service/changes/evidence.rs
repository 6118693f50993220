//! What is known about a change's bundle: what a signature covers beside the bundle itself.
//!
//! It is kept as canonical JSON under its hash, and a page shows exactly that. Each part has one owner who fills it from the
//! [`Ground`](super::Ground). No floats: they have no canonical text.

use guicheng_core::document::diff;
use guicheng_core::scenario::{Coverage, Difference, Outcome};
use guicheng_core::text::{Bilingual, Finding, Severity, Source};
use guicheng_core::value::{Hash, Moment};
use serde::{Deserialize, Serialize};

use super::super::suspects::SuspectsEvidence;
use super::backtest::BacktestEvidence;
use super::impact::CasesEvidence;

/// The version of this shape.
pub const EVIDENCE_VERSION: u32 = 1;

/// Everything that was found about a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// [`EVIDENCE_VERSION`].
    pub v: u32,
    /// When it was gathered.
    pub at: Moment,
    /// Hash of the bundle.
    pub bundle: Hash,
    /// Which documents were in force.
    pub documents: String,
    /// What `check` reports of the documents in force with the bundle.
    pub findings: Vec<Found>,
    /// The stories of every policy that the bundle touches.
    pub stories: Vec<Stories>,
    /// Posts that countersign: heads of the departments that the matrix names as affected.
    #[serde(default)]
    pub heads: Vec<String>,
    /// What becomes of running cases; none while the bundle has errors.
    #[serde(default)]
    pub cases: Option<CasesEvidence>,
    /// What would be suspect.
    #[serde(default)]
    pub suspects: Option<SuspectsEvidence>,
    /// What differs from the documents in force, as a manager would say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<diff::Difference>>,
    /// Deadlines and timers that move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadlines: Option<Vec<diff::Deadline>>,
    /// How the last finished cases would have gone; none where the documents have errors.
    #[serde(default)]
    pub backtest: Option<BacktestEvidence>,
    /// Who must read it once it is in force.
    #[serde(default)]
    pub readers: Vec<super::super::readers::Reader>,
}

/// A finding as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Names it for the author's answer, as long as code, file and text of the line stay the same.
    pub key: Hash,
    /// `G0404`
    pub code: String,
    /// `error`, `warning`, `note`.
    pub severity: Weight,
    /// The file.
    pub path: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// The line itself.
    pub source_line: String,
    /// Arguments of the finding's sentence.
    pub args: Vec<(String, String)>,
    /// The paragraph that it is about.
    pub clause: Option<String>,
    /// It is not there without the bundle.
    pub new: bool,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The bundle cannot be used.
    Error,
    /// Somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

impl From<Severity> for Weight {
    fn from(severity: Severity) -> Weight {
        match severity {
            Severity::Error => Weight::Error,
            Severity::Warning => Weight::Warning,
            Severity::Note => Weight::Note,
        }
    }
}

impl Found {
    /// A finding as it is kept; `new` if the documents in force do not have it.
    pub fn of(finding: &Finding, new: bool) -> Found {
        Found {
            key: key_of(finding),
            code: finding.code.to_owned(),
            severity: finding.severity.into(),
            path: finding.path.to_string(),
            line: finding.line,
            column: finding.column,
            source_line: finding.source_line.clone(),
            args: finding.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            clause: finding.clause.clone(),
            new,
        }
    }
}

/// Names a finding whatever line it has moved to.
pub fn key_of(finding: &Finding) -> Hash {
    Hash::of(format!("{}\n{}\n{}", finding.code, finding.path, finding.source_line))
}

/// What came of one policy's stories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stories {
    /// Policy id.
    pub policy: String,
    /// How many went as they should.
    pub passed: u32,
    /// Those that did not.
    pub failed: Vec<Failed>,
    /// What they exercised.
    pub coverage: Vec<Covered>,
}

impl Stories {
    /// What came of them, with places in the file that tells them.
    pub fn of(policy: &str, outcome: &Outcome, source: Option<&Source>) -> Stories {
        let failed = outcome.stories.iter().filter_map(|(name, failure)| {
            let failure = failure.as_ref()?;
            let line = source.map_or(1, |source| source.place(failure.span.start).line);
            let differences = failure.differences.iter().map(difference).collect();
            Some(Failed { name: name.clone(), line, differences })
        });
        let failed: Vec<Failed> = failed.collect();
        Stories {
            policy: policy.to_owned(),
            passed: (outcome.stories.len() - failed.len()) as u32,
            failed,
            coverage: outcome.coverage.as_ref().map(covered).unwrap_or_default(),
        }
    }
}

/// A story that went another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// What it shows.
    pub name: Bilingual,
    /// Where, in its file.
    pub line: u32,
    /// What, expected, got.
    pub differences: Vec<(String, String, String)>,
}

/// How much of a sort of parts was exercised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// `states`, `transitions`, `conditions`, `rows`.
    pub part: String,
    /// Exercised.
    pub covered: u32,
    /// All.
    pub total: u32,
    /// Which not: what people call it, with its line in the policy's file.
    pub missing: Vec<(String, u32)>,
}

/// A story's difference as it is kept.
fn difference(difference: &Difference) -> (String, String, String) {
    (difference.what.clone(), difference.expected.clone(), difference.got.clone())
}

/// A policy's coverage as it is kept.
fn covered(coverage: &Coverage) -> Vec<Covered> {
    let parts = [
        ("states", &coverage.states),
        ("transitions", &coverage.transitions),
        ("conditions", &coverage.conditions),
        ("rows", &coverage.rows),
    ];
    let covered = parts.into_iter().map(|(part, of)| Covered {
        part: part.to_owned(),
        covered: of.covered as u32,
        total: of.total as u32,
        missing: of.missing.iter().map(|missing| (missing.name.clone(), missing.line)).collect(),
    });
    covered.collect()
}

impl Evidence {
    /// Findings that weigh so much.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|found| found.severity == weight).count()
    }

    /// Stories that went another way.
    pub fn failed(&self) -> usize {
        self.stories.iter().map(|stories| stories.failed.len()).sum()
    }

    /// Transitions and rows of tables that no story of their policy exercised.
    pub fn uncovered(&self) -> usize {
        let parts = self.stories.iter().flat_map(|stories| &stories.coverage);
        let counted = parts.filter(|covered| matches!(covered.part.as_str(), "transitions" | "rows"));
        counted.map(|covered| covered.missing.len()).sum()
    }
}
