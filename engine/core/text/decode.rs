//! From bytes to a text that people and programs read alike.
//!
//! A file in GBK, as Windows editors in China still write it, is recognised and named; the engine
//! does not convert it, because a revision is its exact bytes. Characters that cannot be seen
//! (zero width) or that turn the order of the line around (bidirectional overrides) are refused
//! everywhere, in comments too: with them, what a reviewer reads is not what the engine runs.

use encoding_rs::GBK;

use super::{Findings, Source, Span};
use crate::limits;

pub(super) fn decode(path: &str, bytes: &[u8], findings: &mut Findings) -> Option<Source> {
    let nothing = || Source::unchecked(path, "");
    if bytes.len() > limits::SOURCE_BYTES {
        let kib = |bytes: usize| bytes.div_ceil(1024).to_string();
        let args = [("size", kib(bytes.len())), ("limit", kib(limits::SOURCE_BYTES))];
        findings.error("G0101", &nothing(), Span::default(), args);
        return None;
    }
    if let Some(kind) = other_kind(bytes) {
        findings.error("G0108", &nothing(), Span::default(), [("kind", kind.to_owned())]);
        return None;
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || is_utf16_without_mark(bytes) {
        findings.error("G0103", &nothing(), Span::default(), []);
        return None;
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let source = Source::unchecked(path, text);
            check_characters(&source, findings).then_some(source)
        }
        Err(error) => {
            refuse_encoding(path, bytes, error.valid_up_to(), findings);
            None
        }
    }
}

/// What kind of file it is, if its first bytes say that it is no text.
fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 12] = [
        (b"PK\x03\x04", "office"),
        (b"PK\x05\x06", "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
        (b"{\\rtf", "office"),
        (b"%PDF-", "pdf"),
        (b"\x89PNG", "picture"),
        (b"\xff\xd8\xff", "picture"),
        (b"GIF8", "picture"),
        (b"\x1f\x8b", "archive"),
        (b"7z\xbc\xaf", "archive"),
        (b"Rar!", "archive"),
        (b"SQLite format 3\0", "database"),
    ];
    KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind)
}

/// Every other byte is zero: Latin letters, digits and spaces in UTF-16, as a Windows program may write it.
fn is_utf16_without_mark(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(256)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    head.len() >= 4 && zeros(0).max(zeros(1)) * 4 > head.len() && zeros(0).min(zeros(1)) == 0
}

/// Reports bytes that are not UTF-8, at the first bad one.
fn refuse_encoding(path: &str, bytes: &[u8], valid: usize, findings: &mut Findings) {
    // The bytes before the bad one are UTF-8 (in GBK's case ASCII), so offsets agree.
    let at = Span::new(valid as u32, valid as u32);
    // Chinese that reads as UTF-8 up to here is UTF-8 that was damaged or cut.
    let was_utf8 =
        String::from_utf8_lossy(&bytes[..valid]).chars().any(|c| ('\u{2e80}'..='\u{ffef}').contains(&c));
    match GBK.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !was_utf8 && looks_chinese(&text) => {
            findings.error("G0102", &Source::unchecked(path, &text), at, [])
        }
        _ => {
            let lossy = String::from_utf8_lossy(bytes);
            let args = [("byte", format!("{:02X}", bytes[valid]))];
            findings.error("G0104", &Source::unchecked(path, &lossy), at, args);
        }
    }
}

/// Almost any bytes decode as GBK; only Chinese gives Chinese characters throughout.
fn looks_chinese(text: &str) -> bool {
    let (mut foreign, mut chinese) = (0, 0);
    for character in text.chars().filter(|c| !c.is_ascii()) {
        match character {
            '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' => chinese += 1,
            '“' | '”' | '‘' | '’' | '—' | '…' | '·' | '×' => chinese += 1,
            _ => foreign += 1,
        }
    }
    chinese > 9 * foreign
}

/// Whether all characters may stand in a file; reports those that may not, the first of them one by one.
fn check_characters(source: &Source, findings: &mut Findings) -> bool {
    let before = findings.errors();
    let mut found = 0;
    let bytes = source.text.as_bytes();
    for (at, character) in source.text.char_indices() {
        let span = Span::new(at as u32, (at + character.len_utf8()) as u32);
        let code = match character {
            '\t' | '\n' => continue,
            '\r' if bytes.get(at + 1) == Some(&b'\n') => continue,
            '\r' => {
                // The line ends of another time: one finding says it for all.
                findings.error("G0107", source, span, []);
                break;
            }
            '\u{fffd}' => "G0109",
            c if is_invisible(c) => "G0105",
            c if c.is_control() || is_no_character(c) => "G0106",
            _ => continue,
        };
        found += 1;
        if found <= limits::CHARACTER_FINDINGS {
            findings.error(code, source, span, [("character", format!("U+{:04X}", character as u32))]);
        }
    }
    if found > limits::CHARACTER_FINDINGS {
        let end = Span::new(source.text.len() as u32, source.text.len() as u32);
        let more = (found - limits::CHARACTER_FINDINGS).to_string();
        findings.note("G0151", source, end, [("count", more)]);
    }
    for line in 1..=source.place(u32::MAX).line {
        let span = source.line_span(line);
        if span.end - span.start > limits::LINE_BYTES as u32 {
            let args = [("limit", limits::LINE_BYTES.to_string())];
            findings.error("G0150", source, Span::new(span.start, span.start), args);
        }
    }
    findings.errors() == before
}

/// Places of Unicode that never hold a character.
fn is_no_character(character: char) -> bool {
    matches!(character, '\u{fdd0}'..='\u{fdef}') || character as u32 & 0xfffe == 0xfffe
}

/// Characters of no width, and those that reorder their line.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}
