//! Chapters of the manual (`manual/zh/8.14.md`): front matter, and paragraphs with a clause's anchor at their end.
//!
//! ```text
//! **4.2.2.2** 能够当场答复的，应当当场答复。 {#8.14-4.2.2.2}
//! ```
//! Deliberately absent: Markdown. A paragraph is kept as it is written; the pages render it.

use std::collections::BTreeMap;

use crate::text::yaml;
use crate::text::{Bilingual, Ctx, Findings, Source, Span, Spanned};

/// A chapter in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    /// The number that clauses begin with: `8.14`.
    pub number: String,
    /// The document's number in the manual: `SC-8.14`.
    pub document_number: String,
    /// What people call it.
    pub title: Bilingual,
    /// The post that keeps it up to date.
    pub owner: Option<Spanned<String>>,
    /// Row of the responsibility matrix.
    pub element: Option<String>,
    /// Paragraphs that no procedure need carry out, with those below them: purpose, scope, words.
    pub informative: Vec<Spanned<String>>,
    /// Paragraphs by their anchor.
    pub clauses: BTreeMap<String, Clause>,
    /// Bytes of the front matter, so that a page can leave it out.
    pub front_matter: Span,
}

/// A paragraph that rules something.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// In Markdown, without the anchor; of a heading without its signs.
    pub text: String,
    /// It is a heading: what it rules stands in the paragraphs below.
    pub heading: bool,
    /// The paragraph in the file.
    pub span: Span,
    /// The anchor in the file.
    pub anchor: Span,
}

/// Reads a chapter with all its mistakes; `number` is what its file is called.
pub(super) fn read(number: &str, source: &Source, findings: &mut Findings) -> Option<Chapter> {
    let body = front_matter_end(source);
    let Some((yaml_end, body)) = body else {
        findings.error("G0720", source, Span::new(0, 0), []);
        return None;
    };
    let mut chapter = read_front_matter(number, source, yaml_end, findings)?;
    chapter.front_matter = Span::new(0, body);
    read_clauses(&mut chapter, source, body, findings);
    Some(chapter)
}

/// Where the YAML between the two `---` ends, and where the text begins.
fn front_matter_end(source: &Source) -> Option<(u32, u32)> {
    if source.line(1) != "---" {
        return None;
    }
    let last = source.place(u32::MAX).line;
    let end = (2..=last).find(|line| source.line(*line) == "---")?;
    Some((source.line_span(end).start, source.line_span(end + 1).start))
}

fn read_front_matter(number: &str, source: &Source, end: u32, findings: &mut Findings) -> Option<Chapter> {
    // The beginning of the same text, so that places are those of the file.
    let head = Source::unchecked(&source.path, &source.text[..end as usize]);
    let root = yaml::read(&head, findings)?;
    let mut ctx = Ctx::new(&head, findings);
    let mut map = ctx.map(&root)?;
    let document_number = map.required(&mut ctx, "number").and_then(|node| ctx.text(node));
    let title = map.required(&mut ctx, "title").and_then(|node| ctx.bilingual(node));
    let owner = map.required(&mut ctx, "owner").and_then(|node| ctx.identifier(node));
    let element = map.optional("element").and_then(|node| ctx.text(node));
    let informative = map.optional("informative").map(|node| ctx.list_or_one(node)).unwrap_or_default();
    let informative = informative.iter().filter_map(|node| ctx.clause(node)).collect();
    map.finish(&mut ctx);
    Some(Chapter {
        number: number.to_owned(),
        document_number: document_number.unwrap_or_default(),
        title: title.unwrap_or_default(),
        owner,
        element,
        informative,
        clauses: BTreeMap::new(),
        front_matter: Span::default(),
    })
}

fn read_clauses(chapter: &mut Chapter, source: &Source, body: u32, findings: &mut Findings) {
    let (first, last) = (source.place(body).line, source.place(u32::MAX).line);
    let mut start = None;
    for number in first..=last {
        let line = source.line(number);
        if line.trim().is_empty() {
            start = None;
            continue;
        }
        if start.is_none() || begins_block(line) {
            start = Some(source.line_span(number).start);
        }
        let (Some(begin), Some(at)) = (start, line.find("{#")) else { continue };
        let at = source.line_span(number).start + at as u32;
        let end = source.line_span(number).end;
        take_anchor(chapter, source, Span::new(begin, end), Span::new(at, end), findings);
        start = None;
    }
}

/// Headings, items of lists and rows of tables are paragraphs of their own, without an empty line between.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < line.len() && digits.starts_with(". ");
    numbered
        || line.starts_with(['#', '|', '>'])
        || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
}

fn take_anchor(chapter: &mut Chapter, source: &Source, span: Span, anchor: Span, findings: &mut Findings) {
    let text = source.slice(anchor).trim_end().trim_end_matches('|').trim_end();
    let anchor = Span::new(anchor.start, anchor.start + text.len() as u32);
    let id = text.strip_prefix("{#").and_then(|text| text.strip_suffix('}'));
    let Some(id) = id.filter(|id| is_clause(id)) else {
        return findings.error("G0722", source, anchor, [("text", text.to_owned())]);
    };
    let inside = id.strip_prefix(&chapter.number).is_some_and(|rest| rest.starts_with('-'));
    if !inside {
        let args = [("clause", id.to_owned()), ("chapter", chapter.number.clone())];
        return findings.error("G0724", source, anchor, args);
    }
    if let Some(first) = chapter.clauses.get(id) {
        let line = source.place(first.anchor.start).line.to_string();
        return findings.error("G0723", source, anchor, [("clause", id.to_owned()), ("line", line)]);
    }
    let written = source.slice(Span::new(span.start, anchor.start)).trim();
    let heading = written.starts_with('#');
    let text = written.trim_start_matches('#').trim_start_matches('|').trim().to_owned();
    chapter.clauses.insert(id.to_owned(), Clause { text, heading, span, anchor });
}

fn is_clause(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
}
