//! What is wrong with a file, and where.

use std::sync::Arc;

use serde::Serialize;

use super::{Source, Span};
use crate::limits;

/// How much a finding weighs. Only an error keeps a file from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// One thing that `check` reports.
///
/// The sentence is the message `finding-<code>` of the language files, its advice the attribute
/// `.hint`, both with `args` as variables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `G` and four digits; the first two are the family (01 text and YAML, 02 forms,
    /// 03 calendar, 04 shape of a policy, 05 scripts, 06 documents against each other,
    /// 07 organisation, mail texts, manual, 08 scenarios, 09 tables, figures, weights, the matrix, 10 SCXML).
    pub code: &'static str,
    pub severity: Severity,
    pub path: Arc<str>,
    /// Bytes of the file's text after a byte order mark.
    pub span: Span,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Where it ends: line and column from 1, behind the last character.
    pub end: (u32, u32),
    /// The whole line, so that a report can show it without the file.
    pub source_line: String,
    pub args: Vec<(&'static str, String)>,
    /// The manual's clause that the finding is about.
    pub clause: Option<String>,
}

impl Finding {
    /// A finding about a part of a source.
    pub fn at(
        code: &'static str,
        severity: Severity,
        source: &Source,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Finding {
        let (place, end) = (source.place(span.start), source.place(span.end.max(span.start)));
        Finding {
            code,
            severity,
            path: source.path.clone(),
            span,
            line: place.line,
            column: place.column,
            end: (end.line, end.column),
            source_line: shorten(source.line(place.line), limits::SOURCE_LINE_CHARS),
            args: args.into_iter().collect(),
            clause: None,
        }
    }

    /// The same finding, citing a clause.
    pub fn with_clause(mut self, clause: impl Into<String>) -> Finding {
        self.clause = Some(clause.into());
        self
    }
}

/// Where findings are collected, over any number of files.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    errors: usize,
    beyond_limit: usize,
}

impl Findings {
    pub fn new() -> Findings {
        Findings::default()
    }

    /// The file cannot be used.
    pub fn error(
        &mut self,
        code: &'static str,
        source: &Source,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.push(Finding::at(code, Severity::Error, source, span, args));
    }

    /// The file can be used, but somebody should look.
    pub fn warning(
        &mut self,
        code: &'static str,
        source: &Source,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.push(Finding::at(code, Severity::Warning, source, span, args));
    }

    /// Worth knowing.
    pub fn note(
        &mut self,
        code: &'static str,
        source: &Source,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.push(Finding::at(code, Severity::Note, source, span, args));
    }

    /// A file that could not even be read, or a folder.
    pub fn about_file(
        &mut self,
        code: &'static str,
        path: &str,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.error(code, &Source::unchecked(path, ""), Span::default(), args);
    }

    /// Adds a finding that was made elsewhere.
    pub fn push(&mut self, finding: Finding) {
        if finding.severity == Severity::Error {
            self.errors += 1;
        }
        if self.list.len() < limits::FINDINGS {
            self.list.push(finding);
        } else {
            self.beyond_limit += 1;
        }
    }

    /// Whether any error was found.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// How many errors were found so far; compared before and after, it tells whether one reader
    /// succeeded.
    pub fn errors(&self) -> usize {
        self.errors
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.list.iter()
    }

    /// All findings by path, line and column. If there were more than the limit, the last one
    /// (`G0100`) says how many are left out.
    pub fn into_sorted(self) -> Vec<Finding> {
        let mut list = self.list;
        list.sort_by(|a, b| {
            let place = |f: &Finding| (f.path.clone(), f.line, f.column);
            place(a).cmp(&place(b)).then(a.severity.cmp(&b.severity)).then(a.code.cmp(b.code))
        });
        // Two readers may stumble over the same place.
        list.dedup();
        if self.beyond_limit > 0
            && let Some(last) = list.last().cloned()
        {
            let count = self.beyond_limit.to_string();
            let args = vec![("limit", limits::FINDINGS.to_string()), ("count", count)];
            list.push(Finding { code: "G0100", severity: Severity::Note, args, clause: None, ..last });
        }
        list
    }
}

/// The first `max` characters of a text, with an ellipsis if something is left out.
pub(crate) fn shorten(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
