//! Findings for people (snippets with the place marked) and for programs (JSON).

use std::io::IsTerminal;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use guicheng_core::text::{Finding, Lang, Severity};
use serde_json::{Value as Json, json};

use crate::lang::{self, t};

/// Whether people are looking: then the report has colours.
pub fn on_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// All findings, each with its place, source line, sentence, hint and clause, and the count at the end.
pub fn text(findings: &[Finding], lang: Lang, colours: bool) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Unicode).term_width(160);
    let mut text = String::new();
    for finding in findings {
        text.push_str(&snippet(finding, lang, &renderer));
        text.push_str("\n\n");
    }
    text.push_str(&count(findings, lang));
    text.push('\n');
    text
}

fn snippet(finding: &Finding, lang: Lang, renderer: &Renderer) -> String {
    let (level, word) = match finding.severity {
        Severity::Error => (Level::ERROR, t(lang, "check-error", &[])),
        Severity::Warning => (Level::WARNING, t(lang, "check-warning", &[])),
        Severity::Note => (Level::NOTE, t(lang, "check-note", &[])),
    };
    let (sentence, hint) = lang::finding(lang, finding);
    let line = finding.source_line.as_str();
    let source = Snippet::source(line)
        .line_start(finding.line as usize)
        .path(&*finding.path)
        .annotation(AnnotationKind::Primary.span(marked(finding)));
    let hint_word = t(lang, "check-hint", &[]);
    let mut group = level.with_name(&*word).primary_title(&*sentence).id(finding.code).element(source);
    group = group.element(Level::HELP.with_name(&*hint_word).message(&*hint));
    let clause =
        finding.clause.as_ref().map(|clause| t(lang, "check-clause", &[("clause", clause.as_str().into())]));
    if let Some(clause) = &clause {
        let word = t(lang, "check-note", &[]);
        group = group.element(Level::NOTE.with_name(word).message(clause.as_str()));
    }
    renderer.render(&[group])
}

/// What to mark in the line: bytes from the column on, at most to the line's end.
fn marked(finding: &Finding) -> std::ops::Range<usize> {
    let line = &finding.source_line;
    let place = line.char_indices().nth(finding.column as usize - 1);
    let start = place.map_or(line.len(), |(at, _)| at);
    let length = (finding.span.end.saturating_sub(finding.span.start)) as usize;
    let mut end = (start + length).min(line.trim_end().len()).max(start);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    start..end
}

fn count(findings: &[Finding], lang: Lang) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let notes = of(Severity::Note);
    t(
        lang,
        "check-count",
        &[("errors", errors.into()), ("warnings", warnings.into()), ("notes", notes.into())],
    )
}

/// The same for programs: both languages, and nothing to be parsed out of a text.
pub fn json(findings: &[Finding]) -> Json {
    let one = |finding: &Finding| {
        let (zh, hint_zh) = lang::finding(Lang::Zh, finding);
        let (en, hint_en) = lang::finding(Lang::En, finding);
        let (end_line, end_column) = finding.end;
        json!({
            "code": finding.code,
            "severity": finding.severity,
            "path": &*finding.path,
            "line": finding.line,
            "column": finding.column,
            "end": { "line": end_line, "column": end_column },
            "bytes": [finding.span.start, finding.span.end],
            "source": finding.source_line,
            "clause": finding.clause,
            "args": finding.args.iter().map(|(name, value)| (*name, value.as_str())).collect::<std::collections::BTreeMap<_, _>>(),
            "text": { "zh": zh, "en": en },
            "hint": { "zh": hint_zh, "en": hint_en },
        })
    };
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    json!({
        "findings": findings.iter().map(one).collect::<Vec<_>>(),
        "errors": of(Severity::Error),
        "warnings": of(Severity::Warning),
        "notes": of(Severity::Note),
    })
}
