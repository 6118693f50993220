//! A policy on the bench: what the rules look at, and how they report.

use crate::chart::StateId;
use crate::document::{DocumentId, DocumentKind, Library};
use crate::form::Form;
use crate::guard::{At, Script};
use crate::policy::Policy;
use crate::text::{Finding, Findings, Severity, Source, Span, closest};

/// Chart and state that a finding is about (0: the whole chart).
pub(super) type Place = (usize, StateId);

/// A code, and the one for the case that a similar name exists.
pub(super) type Codes = (&'static str, &'static str);

/// Names that a hint lists; a form may have a hundred fields.
const KNOWN: usize = 24;

/// A policy with the documents around it.
pub(super) struct Bench<'l> {
    pub(super) library: &'l Library,
    pub(super) policy: &'l Policy,
    pub(super) source: &'l Source,
    /// None also where there is one that could not be read.
    pub(super) form: Option<&'l Form>,
    findings: &'l mut Findings,
}

impl<'l> Bench<'l> {
    pub(super) fn new(
        library: &'l Library,
        policy: &'l Policy,
        source: &'l Source,
        findings: &'l mut Findings,
    ) -> Bench<'l> {
        let form = library.form_of(policy).map(|form| &**form);
        Bench { library, policy, source, form, findings }
    }

    /// Where findings go, for rules that also look at documents without a policy.
    pub(super) fn findings(&mut self) -> &mut Findings {
        self.findings
    }

    /// Adds a finding; it cites the clause of the state it is about.
    pub(super) fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Place,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        let finding = Finding::at(code, severity, self.source, span, args);
        self.findings.push(match self.clause_of(place) {
            Some(clause) => finding.with_clause(clause),
            None => finding,
        });
    }

    pub(super) fn error(
        &mut self,
        code: &'static str,
        place: Place,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.report(Severity::Error, code, place, span, args);
    }

    pub(super) fn warning(
        &mut self,
        code: &'static str,
        place: Place,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.report(Severity::Warning, code, place, span, args);
    }

    /// Reports a name that does not exist, with the one that was probably meant; `of` says of what.
    pub(super) fn unknown<'k>(
        &mut self,
        codes: Codes,
        place: Place,
        span: Span,
        name: &str,
        of: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let guess = closest(name, known.iter().copied());
        let mut args = vec![("name", name.to_owned()), ("of", of.to_owned())];
        args.extend(guess.map(|guess| ("guess", guess.to_owned())));
        let shown = known.iter().take(KNOWN).copied().chain((known.len() > KNOWN).then_some("…"));
        args.push(("known", shown.collect::<Vec<_>>().join(", ")));
        self.error(if guess.is_some() { codes.1 } else { codes.0 }, place, span, args);
    }

    /// The clause of the nearest state around that cites one, else the policy's.
    fn clause_of(&self, (mut chart, mut state): Place) -> Option<String> {
        while let Some(on) = self.policy.charts.get(chart) {
            let around = std::iter::once(state).chain(on.chart.proper_ancestors(state, None));
            if let Some(clause) = around.filter_map(|s| on.work[s].clause.as_ref()).next() {
                return Some(clause.clone());
            }
            let Some(owner) = on.owner else { break };
            (chart, state) = owner;
        }
        self.policy.clause.clone()
    }

    /// The place in the file of a name of so many characters within a script.
    pub(super) fn span_in(&self, script: &Script, at: At, name: &str) -> Span {
        let (line, column) = script.place_of(at);
        let start = self.source.byte(line, column);
        Span::new(start, self.source.byte(line, column + name.chars().count() as u32))
    }

    /// Whether there is such a document, readable or not.
    pub(super) fn has(&self, kind: DocumentKind, name: &str) -> bool {
        self.library.has(kind, name)
    }

    /// Names of all documents of a kind.
    pub(super) fn names(&self, kind: DocumentKind) -> Vec<&'l str> {
        let of_kind = self.library.documents().filter(|(id, _)| id.kind() == kind);
        of_kind.map(|(id, _): (&DocumentId, _)| id.name()).collect()
    }

    /// Reports a post that the organisation does not have. Without an organisation nothing is said.
    pub(super) fn post(&mut self, place: Place, span: Span, name: &str) {
        let Some(organisation) = self.library.organisation() else { return };
        if organisation.post(name).is_none() {
            let known = organisation.posts.iter().map(|post| post.id.as_str());
            self.unknown(("G0609", "G0610"), place, span, name, "", known);
        }
    }
}
