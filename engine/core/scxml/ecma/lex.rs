//! Words and signs of ECMAScript.

use super::{Trouble, TroubleKind};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Number(String),
    Text(String),
    Word(String),
    Sign(&'static str),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub at: usize,
    pub kind: Kind,
    /// A line ended before it.
    pub on_new_line: bool,
}

/// Longest first.
const SIGNS: [&str; 46] = [
    "===", "!==", "**=", "<<=", ">>=", "...", ">>>", "=>", "==", "!=", "<=", ">=", "&&", "||", "++", "--",
    "+=", "-=", "*=", "/=", "%=", "**", "<<", ">>", "??", "?.", "=", "<", ">", "!", "+", "-", "*", "/", "%",
    "(", ")", "[", "]", "{", "}", ",", ";", ":", "?", ".",
];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Trouble> {
    let mut tokens = Vec::new();
    let (mut at, mut on_new_line) = (0, false);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let broken = Trouble { at, kind: TroubleKind::Broken };
        let (kind, length) = match c {
            c if c.is_whitespace() => {
                on_new_line |= c == '\n';
                at += c.len_utf8();
                continue;
            }
            '/' if rest.starts_with("//") => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '/' if rest.starts_with("/*") => {
                at += rest.find("*/").ok_or(broken)? + 2;
                continue;
            }
            '\'' | '"' => quoted(rest, c).ok_or(broken)?,
            '`' => return Err(beyond(at, "`…`")),
            c if c.is_ascii_digit() => number(rest, at)?,
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => number(rest, at)?,
            c if c.is_alphabetic() || matches!(c, '_' | '$') => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
                let word = &rest[..end.unwrap_or(rest.len())];
                (Kind::Word(word.to_owned()), word.len())
            }
            '&' | '|' | '^' | '~' if !rest.starts_with("&&") && !rest.starts_with("||") => {
                return Err(beyond(at, &c.to_string()));
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign)).ok_or(broken)?;
                (Kind::Sign(sign), sign.len())
            }
        };
        tokens.push(Token { at, kind, on_new_line: std::mem::take(&mut on_new_line) });
        at += length;
    }
    Ok(tokens)
}

pub(super) fn beyond(at: usize, what: &str) -> Trouble {
    Trouble { at, kind: TroubleKind::Beyond(what.to_owned()) }
}

fn number(rest: &str, at: usize) -> Result<(Kind, usize), Trouble> {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    let text = &rest[..end];
    if let Some(hex) = text.strip_prefix("0x") {
        let number = i64::from_str_radix(hex, 16).map_err(|_| Trouble { at, kind: TroubleKind::Broken })?;
        return Ok((Kind::Number(number.to_string()), end));
    }
    if text.contains(['e', 'E']) {
        return Err(beyond(at, text));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || text.len() > 18 {
        return Err(Trouble { at, kind: TroubleKind::Broken });
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let number = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
    Ok((Kind::Number(number), end))
}

/// A text in quotes and its length with them.
fn quoted(rest: &str, quote: char) -> Option<(Kind, usize)> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        match c {
            c if c == quote => return Some((Kind::Text(text), at + 1)),
            '\n' => return None,
            '\\' => match characters.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                'u' => {
                    let code: String = characters.by_ref().take(4).map(|(_, c)| c).collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                '\n' => {}
                c => text.push(c),
            },
            c => text.push(c),
        }
    }
    None
}
