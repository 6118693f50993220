//! YAML as a tree with places, and nothing that YAML guesses.
//!
//! A scalar is a text; whether it is a number, a truth value or a name is the reader's business, so
//! that `on` and `no` stay words. What lets a file say something other than what a reviewer reads
//! (aliases, merge keys, tags, several documents, a key twice) is refused with a finding of its own.
//!
//! Mistakes that leave the shape clear (a key twice, a tag) are reported and reading goes on, so
//! that the next reader can report the rest of the file's mistakes in the same run.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::lookalike::{self, LookAlike};
use super::{Findings, Source, Span};
use crate::limits;

pub(crate) mod mistakes;

/// A part of a YAML file.
#[derive(Clone, Debug)]
pub struct Node {
    /// From the first to the last character, without comments around. For a key without a value
    /// this is the key's span.
    pub span: Span,
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `plain` tells that it was written without quotes and not as a block. `null`, `~` and a
    /// missing value are an empty plain text.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    /// In the order of the file.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub name: String,
    pub span: Span,
}

impl Node {
    /// Whether there is no value at all: `key:` and nothing behind it, `null` or `~`.
    pub fn is_empty(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if text.is_empty())
    }

    /// The text, if it is a scalar.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value of a key, if it is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node),
            _ => None,
        }
    }
}

/// Reads a file with one YAML document. `None` if its shape is not clear; otherwise the tree, which
/// may be used only if no errors were reported.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Node> {
    let mut builder =
        Builder { source, findings, offsets: Offsets::new(&source.text), open: Vec::new(), nodes: 0 };
    if source.text.trim_start().starts_with('<') && !source.text.trim_start().starts_with("<<") {
        builder.findings.error("G0108", source, Span::default(), [("kind", "xml".to_owned())]);
        return None;
    }
    let mut parser = Parser::new_from_str(&source.text);
    let mut root: Option<Node> = None;
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok((event, span)) => (event, builder.offsets.span(span)),
            Err(error) => {
                let at = builder.offsets.byte(error.marker().index());
                let inside = builder.innermost();
                mistakes::report_syntax(error.info(), Span::new(at, at), inside, source, findings);
                return None;
            }
        };
        match event {
            Event::DocumentStart(_) if root.is_some() => {
                findings.error("G0123", source, span, []);
                break;
            }
            event => match builder.take(event, span) {
                Step::More => {}
                Step::Whole(node) => root = Some(node),
                Step::Stop => return None,
            },
        }
    }
    if root.as_ref().is_none_or(Node::is_empty) {
        findings.error("G0128", source, Span::default(), []);
        return None;
    }
    root
}

/// saphyr-parser counts characters, we count bytes.
struct Offsets(Vec<u32>);

impl Offsets {
    fn new(text: &str) -> Offsets {
        Offsets(text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect())
    }

    fn byte(&self, index: usize) -> u32 {
        self.0[index.min(self.0.len() - 1)]
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        Span::new(self.byte(span.start.index()), self.byte(span.end.index()))
    }
}

/// A list or map that has not ended yet.
enum Open {
    List { start: u32, items: Vec<Node> },
    Map { start: u32, entries: Vec<(Key, Node)>, key: Option<Key>, seen: BTreeMap<String, Span> },
}

enum Step {
    More,
    /// The document's outermost node is complete.
    Whole(Node),
    /// A limit is reached.
    Stop,
}

struct Builder<'a> {
    source: &'a Source,
    findings: &'a mut Findings,
    offsets: Offsets,
    open: Vec<Open>,
    nodes: usize,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Step {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_extras(anchor, tag.is_some(), span);
                let plain = style == ScalarStyle::Plain;
                let is_key = matches!(self.open.last(), Some(Open::Map { key: None, .. }));
                let null = plain && !is_key && matches!(text.as_ref(), "null" | "~");
                let text = if null { String::new() } else { text.into_owned() };
                let span = tight(self.source, span, style);
                if plain && !is_key {
                    self.look_at(&text, span);
                }
                self.complete(Node { span, kind: Kind::Scalar { text, plain } })
            }
            Event::Alias(_) => {
                self.findings.error("G0120", self.source, span, []);
                self.complete(Node { span, kind: Kind::Scalar { text: String::new(), plain: true } })
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_extras(anchor, tag.is_some(), span);
                self.begin(Open::List { start: span.start, items: Vec::new() }, span)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_extras(anchor, tag.is_some(), span);
                let open =
                    Open::Map { start: span.start, entries: Vec::new(), key: None, seen: BTreeMap::new() };
                self.begin(open, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd => Step::More,
            Event::DocumentStart(_) | Event::DocumentEnd => Step::More,
        }
    }

    /// Where the innermost list or map began that has not ended yet.
    fn innermost(&self) -> u32 {
        self.open.last().map_or(0, |open| match open {
            Open::List { start, .. } | Open::Map { start, .. } => *start,
        })
    }

    fn refuse_extras(&mut self, anchor: usize, tagged: bool, span: Span) {
        if anchor != 0 {
            self.findings.error("G0120", self.source, span, []);
        }
        if tagged {
            self.findings.error("G0122", self.source, span, []);
        }
    }

    /// What an input method leaves before a value: a space that is none, a full-width `=`.
    fn look_at(&mut self, text: &str, span: Span) {
        if let Some(space) = strange_space(text) {
            self.findings.error("G0117", self.source, place_in(span, &space), [("code", space.code())]);
        } else if text.starts_with('＝') {
            self.findings.error("G0119", self.source, span, []);
        }
    }

    fn begin(&mut self, open: Open, span: Span) -> Step {
        if self.open.len() >= limits::YAML_DEPTH {
            self.findings.error("G0125", self.source, span, [("limit", limits::YAML_DEPTH.to_string())]);
            return Step::Stop;
        }
        self.open.push(open);
        Step::More
    }

    fn end(&mut self, span: Span) -> Step {
        let node = match self.open.pop() {
            Some(Open::List { start, items }) => {
                let last = items.last().map(|item| item.span.end);
                Node { span: whole(start, last, span), kind: Kind::List(items) }
            }
            Some(Open::Map { start, entries, .. }) => {
                let last = entries.last().map(|(_, node)| node.span.end);
                Node { span: whole(start, last, span), kind: Kind::Map(entries) }
            }
            // The parser ends only what it has begun.
            None => return Step::More,
        };
        self.complete(node)
    }

    /// Puts a complete node where it belongs.
    fn complete(&mut self, mut node: Node) -> Step {
        self.nodes += 1;
        if self.nodes > limits::YAML_NODES {
            self.findings.error("G0126", self.source, node.span, [("limit", limits::YAML_NODES.to_string())]);
            return Step::Stop;
        }
        match self.open.last_mut() {
            None => return Step::Whole(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, seen, .. }) => match key.take() {
                Some(key) => {
                    // A missing value has the next token's place, or none.
                    if node.is_empty() && !matches!(self.source.slice(node.span), "null" | "~") {
                        node.span = key.span;
                    }
                    entries.push((key, node));
                }
                None => *key = Some(read_key(node, seen, self.source, self.findings)),
            },
        }
        Step::More
    }
}

/// The parser lets a quoted scalar end where the next token begins, behind a comment even, and a
/// block scalar with its last line's end.
fn tight(source: &Source, span: Span, style: ScalarStyle) -> Span {
    let text = source.slice(span);
    let length = match style {
        ScalarStyle::SingleQuoted => quoted_length(text, '\'', None),
        ScalarStyle::DoubleQuoted => quoted_length(text, '"', Some('\\')),
        _ => text.trim_end().len(),
    };
    Span::new(span.start, span.start + length as u32)
}

/// Bytes up to and with the closing quote. A doubled quote reads as two quoted parts side by side.
fn quoted_length(text: &str, quote: char, escape: Option<char>) -> usize {
    let mut characters = text.char_indices().peekable();
    let mut inside = false;
    while let Some((at, c)) = characters.next() {
        if inside && Some(c) == escape {
            characters.next();
        } else if c == quote {
            inside = !inside;
            if !inside && characters.peek().is_none_or(|(_, next)| *next != quote) {
                return at + c.len_utf8();
            }
        }
    }
    text.len()
}

/// Flow collections end with their bracket, block collections with their last part: the parser
/// reports the latter's end only at the next token, often lines below.
fn whole(start: u32, last: Option<u32>, end: Span) -> Span {
    match last {
        Some(last) if end.start == end.end => Span::new(start, last),
        _ => Span::new(start, end.end),
    }
}

/// The parser lets tabs stand before a file's outermost keys.
fn is_indented_by_tab(source: &Source, start: u32) -> bool {
    let before = source.text.get(..start as usize).unwrap_or("");
    let indentation = &before[before.trim_end_matches([' ', '\t']).len()..];
    indentation.contains('\t') && before[..before.len() - indentation.len()].ends_with('\n')
}

/// The space at a text's end or beginning that is none.
fn strange_space(text: &str) -> Option<LookAlike> {
    let strange = |c: char| lookalike::is_strange_space(c);
    if text.starts_with(strange) || text.ends_with(strange) {
        return lookalike::first(text).filter(|found| strange(found.character));
    }
    None
}

/// Where a character stands.
fn place_in(span: Span, found: &LookAlike) -> Span {
    let at = span.start + found.at as u32;
    Span::new(at, at + found.character.len_utf8() as u32)
}

fn read_key(node: Node, seen: &mut BTreeMap<String, Span>, source: &Source, findings: &mut Findings) -> Key {
    let span = node.span;
    let Kind::Scalar { text, plain } = node.kind else {
        findings.error("G0127", source, span, []);
        return Key { name: String::new(), span };
    };
    if is_indented_by_tab(source, span.start) {
        let line = source.line_span(source.place(span.start).line);
        findings.error("G0111", source, Span::new(line.start, span.start), []);
    }
    let strange = if plain { strange_space(&text) } else { None };
    if plain && text == "<<" {
        findings.error("G0121", source, span, []);
    } else if let Some(space) = strange {
        findings.error("G0117", source, place_in(span, &space), [("code", space.code())]);
    } else if let Some((found, meant)) = lookalike::word(&text) {
        lookalike::report(
            &text,
            &found,
            meant,
            Span::new(span.start + u32::from(!plain), span.end),
            source,
            findings,
        );
    } else if text.is_empty() {
        findings.error("G0129", source, span, []);
    } else if let Some(first) = seen.get(&text) {
        let place = source.place(first.start);
        let args =
            [("key", text.clone()), ("line", place.line.to_string()), ("column", place.column.to_string())];
        findings.error("G0124", source, span, args);
    } else {
        seen.insert(text.clone(), span);
    }
    Key { name: text, span }
}
