//! A policy file as data without places, and how it is written: as the lines of a file, or on one line inside an XML
//! element. What is written is read back as the same by `text::yaml`.

use std::fmt::Write;

use crate::text::yaml::{Kind, Node};

/// A part of a policy file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// `plain`: without quotes, so that the reader may take `50 CNY` for money.
    Text {
        text: String,
        plain: bool,
    },
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// A word, number or script, quoted only where YAML asks for it.
    pub fn plain(text: impl Into<String>) -> Tree {
        Tree::Text { text: text.into(), plain: true }
    }

    /// A script where words are the rule.
    pub fn script(text: &str) -> Tree {
        Tree::plain(format!("={text}"))
    }

    /// Nothing behind the colon.
    pub fn null() -> Tree {
        Tree::plain("")
    }

    pub fn of(node: &Node) -> Tree {
        match &node.kind {
            Kind::Scalar { text, plain } => Tree::Text { text: text.clone(), plain: *plain },
            Kind::List(items) => Tree::List(items.iter().map(Tree::of).collect()),
            Kind::Map(entries) => {
                Tree::Map(entries.iter().map(|(key, node)| (key.name.clone(), Tree::of(node))).collect())
            }
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Tree::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[(String, Tree)] {
        match self {
            Tree::Map(entries) => entries,
            _ => &[],
        }
    }

    pub fn get(&self, key: &str) -> Option<&Tree> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, tree)| tree)
    }

    /// A list's items, or one thing in place of a list; nothing for an empty value.
    pub fn items(&self) -> &[Tree] {
        match self {
            Tree::List(items) => items,
            Tree::Text { text, plain: true } if text.is_empty() => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Levels of lists and maps inside; `None` where a text has several lines.
    fn levels(&self) -> Option<usize> {
        match self {
            Tree::Text { text, .. } => (!text.contains('\n')).then_some(0),
            Tree::List(items) => items.iter().try_fold(0, |most, tree| Some(most.max(tree.levels()? + 1))),
            Tree::Map(entries) => {
                entries.iter().try_fold(0, |most, (_, tree)| Some(most.max(tree.levels()? + 1)))
            }
        }
    }

    fn fits_line(&self) -> bool {
        self.levels().is_some_and(|levels| levels <= 2) && self.line().chars().count() <= 80
    }

    /// As the lines of a file.
    pub fn file(&self) -> String {
        let mut out = String::new();
        self.lines(&mut out, 0);
        out
    }

    /// On one line.
    pub fn line(&self) -> String {
        let mut out = String::new();
        self.flow(&mut out);
        out
    }

    fn lines(&self, out: &mut String, depth: usize) {
        match self {
            Tree::Map(entries) if !entries.is_empty() => {
                for (key, value) in entries {
                    indent(out, depth);
                    scalar(out, key, true, false);
                    out.push(':');
                    value.value(out, depth + 1);
                }
            }
            Tree::List(items) if !items.is_empty() => {
                for item in items {
                    indent(out, depth);
                    out.push('-');
                    match item {
                        // The first key stands beside its dash.
                        Tree::Map(entries) if !entries.is_empty() && !item.fits_line() => {
                            let mut lines = String::new();
                            item.lines(&mut lines, depth + 1);
                            out.push(' ');
                            out.push_str(lines.trim_start_matches(' '));
                        }
                        _ => item.value(out, depth + 1),
                    }
                }
            }
            other => {
                other.flow(out);
                out.push('\n');
            }
        }
    }

    /// What stands behind a colon or a dash.
    fn value(&self, out: &mut String, depth: usize) {
        match self {
            Tree::Text { text, plain: true } if text.is_empty() => out.push('\n'),
            Tree::Text { text, .. } if is_block(text) => {
                out.push_str(" |-\n");
                for line in text.split('\n') {
                    if !line.is_empty() {
                        indent(out, depth);
                        out.push_str(line);
                    }
                    out.push('\n');
                }
            }
            Tree::Text { text, plain } => {
                out.push(' ');
                scalar(out, text, *plain, false);
                out.push('\n');
            }
            _ if self.fits_line() => {
                out.push(' ');
                self.flow(out);
                out.push('\n');
            }
            _ => {
                out.push('\n');
                self.lines(out, depth);
            }
        }
    }

    fn flow(&self, out: &mut String) {
        match self {
            Tree::Text { text, plain: true } if text.is_empty() => out.push_str("null"),
            Tree::Text { text, plain } => scalar(out, text, *plain, true),
            Tree::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.flow(out);
                }
                out.push(']');
            }
            Tree::Map(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { " " });
                    scalar(out, key, true, true);
                    out.push_str(": ");
                    value.flow(out);
                }
                out.push_str(if entries.is_empty() { "}" } else { " }" });
            }
        }
    }
}

fn indent(out: &mut String, depth: usize) {
    out.extend(std::iter::repeat_n("  ", depth));
}

fn scalar(out: &mut String, text: &str, plain: bool, in_flow: bool) {
    if plain && is_plain(text, in_flow) {
        out.push_str(text);
    } else if !text.contains('\'') && !text.chars().any(needs_escape) {
        write!(out, "'{text}'").expect("writing to a string cannot fail");
    } else {
        out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                c if needs_escape(c) => {
                    write!(out, "\\U{:08x}", u32::from(c)).expect("writing to a string cannot fail");
                }
                c => out.push(c),
            }
        }
        out.push('"');
    }
}

/// Characters that a file should not hold, or that YAML takes for the end of a line.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{85}' | '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}')
}

/// Several lines that may stand as they are, each behind the same indentation.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with('\n')
        && !text.chars().any(|c| c != '\n' && needs_escape(c))
        && text.split('\n').all(|line| line.is_empty() || !line.trim().is_empty())
}

/// Whether YAML reads the text as itself without quotes.
fn is_plain(text: &str, in_flow: bool) -> bool {
    let first = text.chars().next();
    let negative = text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    first.is_some_and(|c| !"-?:,[]{}#&*!|>'\"%@`=<~ ".contains(c) || negative)
        && !text.ends_with([':', ' '])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(needs_escape)
        && !matches!(text, "null" | "...")
        && !(in_flow && text.contains([',', '[', ']', '{', '}', ':', '#', '"', '\'']))
}
