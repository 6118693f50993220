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
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
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

/// Reports bytes that are not UTF-8, at the first bad one.
fn refuse_encoding(path: &str, bytes: &[u8], valid: usize, findings: &mut Findings) {
    // The bytes before the bad one are UTF-8 (in GBK's case ASCII), so offsets agree.
    let at = Span::new(valid as u32, valid as u32);
    match GBK.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if looks_chinese(&text) => {
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

/// Whether all characters may stand in a file; reports those that may not.
fn check_characters(source: &Source, findings: &mut Findings) -> bool {
    let before = findings.errors();
    for (at, character) in source.text.char_indices() {
        let code = match character {
            '\t' | '\n' | '\r' => continue,
            c if is_invisible(c) => "G0105",
            c if c.is_control() => "G0106",
            _ => continue,
        };
        let span = Span::new(at as u32, (at + character.len_utf8()) as u32);
        findings.error(code, source, span, [("character", format!("U+{:04X}", character as u32))]);
    }
    findings.errors() == before
}

/// Characters of no width, and those that reorder their line.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}
