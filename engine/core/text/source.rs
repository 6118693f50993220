//! One text file as it lies in the store: checked bytes, and places in them.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::Findings;

/// A part of a source, in bytes; `end` is exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// From the beginning of this span to the end of the other.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start, end: other.end }
    }
}

/// Where a byte lies for a person: both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A text file: UTF-8 without a byte order mark and without characters that nobody can see.
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: Arc<str>,
    pub text: Arc<str>,
    /// The byte at which each line begins.
    lines: Arc<[u32]>,
}

impl Source {
    /// Takes a file's bytes. What makes the whole file unreadable is reported and gives `None`;
    /// invisible characters are reported, too, all of them.
    pub fn from_bytes(path: &str, bytes: &[u8], findings: &mut Findings) -> Option<Source> {
        super::decode::decode(path, bytes, findings)
    }

    /// For a text that has been checked, or one that is only made to show a place in it.
    pub(crate) fn unchecked(path: &str, text: &str) -> Source {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        Source { path: path.into(), text: text.into(), lines: std::iter::once(0).chain(starts).collect() }
    }

    /// Line and column of a byte. A byte beyond the end gives the end.
    pub fn place(&self, byte: u32) -> Place {
        let byte = (byte as usize).min(self.text.len());
        let line = self.lines.partition_point(|start| *start as usize <= byte);
        let start = self.lines[line - 1] as usize;
        // A byte inside a character counts as its character.
        let column =
            self.text[start..].char_indices().take_while(|(at, c)| start + at + c.len_utf8() <= byte).count();
        Place { line: line as u32, column: column as u32 + 1 }
    }

    /// The byte of a line and column, both counted from 1: the inverse of [`Source::place`].
    pub fn byte(&self, line: u32, column: u32) -> u32 {
        let start = self.line_span(line).start;
        let before = self.line(line).chars().take(column.saturating_sub(1) as usize);
        start + before.map(char::len_utf8).sum::<usize>() as u32
    }

    /// The text of a line, counted from 1, without its end; empty if there is no such line.
    pub fn line(&self, line: u32) -> &str {
        let Some(start) = (line as usize).checked_sub(1).and_then(|index| self.lines.get(index)) else {
            return "";
        };
        let end = self.lines.get(line as usize).map_or(self.text.len(), |next| *next as usize);
        self.text[*start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// The span of a whole line, counted from 1.
    pub fn line_span(&self, line: u32) -> Span {
        let start =
            self.lines.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.text.len() as u32);
        Span::new(start, start + self.line(line).len() as u32)
    }

    /// The text of a span; empty if the span is not of this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}
