//! Markdown of the manual in the typesetter's language: headings, paragraphs, lists, tables, emphasis, quotes, code.
//!
//! Deliberately absent: raw HTML and images (dropped, as on the pages) and links to anything but the web and mail.

use std::fmt::Write as _;

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::source::string;

/// Stands on both sides of an anchor at the beginning of its block: a character that no document may hold.
pub const MARK: char = '\u{1}';

const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

pub(crate) fn markdown(text: &str) -> String {
    let mut writer = Writer::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        writer.event(event);
    }
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Text of a block of code while it is read.
    code: Option<String>,
    /// For each open link, whether it was written as one.
    links: Vec<bool>,
    /// The last letter, to know whether a line's end is a space.
    last: Option<char>,
    /// A line ended; what it becomes depends on the letter that follows.
    broken: bool,
    /// Depth of dropped images: their alternative text is dropped, too.
    dropped: usize,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Image { .. }) => self.dropped += 1,
            Event::End(TagEnd::Image) => self.dropped = self.dropped.saturating_sub(1),
            _ if self.dropped > 0 => {}
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.join(text.chars().next());
                self.call(&format!("raw({})", string(&text)));
                self.last = text.chars().last();
            }
            Event::SoftBreak => self.broken = true,
            Event::HardBreak => self.call("linebreak()"),
            Event::Rule => self.call("rule"),
            _ => {}
        }
    }

    fn call(&mut self, call: &str) {
        let _ = write!(self.out, "#{call};");
    }

    fn open(&mut self, text: &str) {
        (self.last, self.broken) = (None, false);
        self.out.push_str(text);
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.open("#paragraph["),
            Tag::Heading { level, .. } => {
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    _ => 4,
                };
                self.open(&format!("#heading(level: {level})["));
            }
            Tag::BlockQuote(_) => self.open("#quote(block: true)["),
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::List(Some(first)) => self.open(&format!("#enum(start: {first}, ")),
            Tag::List(None) => self.open("#list("),
            Tag::Item => self.open("["),
            Tag::Table(columns) => {
                let align = |column: &Alignment| match column {
                    Alignment::Right => "right,",
                    Alignment::Center => "center,",
                    Alignment::None | Alignment::Left => "left,",
                };
                let aligned: String = columns.iter().map(align).collect();
                self.open(&format!("#table(columns: {}, align: ({aligned}), ", columns.len().max(1)));
            }
            Tag::TableHead => self.open("table.header("),
            Tag::TableCell => self.open("["),
            Tag::Emphasis => self.inline("#emph["),
            Tag::Strong => self.inline("#strong["),
            Tag::Strikethrough => self.inline("#strike["),
            Tag::Link { dest_url, .. } => {
                let known = SCHEMES.iter().any(|scheme| dest_url.to_ascii_lowercase().starts_with(scheme));
                self.links.push(known);
                if known {
                    self.inline(&format!("#link({})[", string(&dest_url)));
                }
            }
            _ => {}
        }
    }

    /// Begins something within a line; a line's end before it is settled by the text inside.
    fn inline(&mut self, text: &str) {
        if self.broken && self.last.is_none_or(|last| !is_wide(last)) {
            self.join(None);
        }
        self.out.push_str(text);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::BlockQuote(_) => self.open("];\n"),
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.call(&format!("raw(block: true, {})", string(code.trim_end())));
            }
            TagEnd::List(_) | TagEnd::Table => self.open(");\n"),
            TagEnd::Item | TagEnd::TableCell => self.open("],"),
            TagEnd::TableHead => self.open("),"),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.out.push_str("];"),
            TagEnd::Link if self.links.pop() == Some(true) => self.out.push_str("];"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        for (place, part) in text.split(MARK).enumerate() {
            if place % 2 == 1 {
                self.call(&format!("anchor({})", string(part)));
            } else if !part.is_empty() {
                self.join(part.chars().next());
                self.call(&string(part));
                self.last = part.chars().last();
            }
        }
    }

    /// A line's end is a space in English and nothing between Chinese letters.
    fn join(&mut self, next: Option<char>) {
        if std::mem::take(&mut self.broken) && !(self.last.is_some_and(is_wide) || next.is_some_and(is_wide))
        {
            self.out.push_str("#\" \";");
        }
    }
}

/// Chinese letters and punctuation. Quotes, dashes and dots are the same characters in both scripts and count as
/// neither: beside them a line's end is decided by the other side.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
