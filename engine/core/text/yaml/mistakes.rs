//! What a person most likely did when the parser gives up.
//!
//! The parser's own words describe its state; these describe the mistake. Whatever is not
//! recognised here keeps the parser's words as an argument.

use super::super::lookalike::{self, LookAlike};
use super::super::{Findings, Source, Span};
use crate::limits;

/// Reports a syntax error at its place, and with it every line that has one of the two mistakes
/// that an editor hides: a tab in the indentation, a full-width colon after a key. `inside` is
/// where the innermost list or map began that has not ended.
pub(super) fn report_syntax(info: &str, at: Span, inside: u32, source: &Source, findings: &mut Findings) {
    let mut likely = false;
    let mut count = 0;
    for line in 1..=source.place(u32::MAX).line {
        if count >= limits::CHARACTER_FINDINGS {
            break;
        }
        let text = source.line(line);
        let start = source.line_span(line).start;
        if let Some(tab) = tab_in_indentation(text) {
            findings.error("G0111", source, Span::new(start + tab, start + tab + 1), []);
            (likely, count) = (true, count + 1);
        }
        if let Some((colon, key)) = full_width_colon(text) {
            let span = Span::new(start + colon, start + colon + '：'.len_utf8() as u32);
            findings.error("G0112", source, span, [("key", key.to_owned())]);
            (likely, count) = (true, count + 1);
        }
    }
    if likely {
        return;
    }
    if let Some((line, space)) =
        (1..=source.place(u32::MAX).line).find_map(|line| Some((line, misplaced(source.line(line))?)))
    {
        let start = source.line_span(line).start + space.at as u32;
        let span = Span::new(start, start + space.character.len_utf8() as u32);
        return findings.error("G0117", source, span, [("code", space.code())]);
    }
    let in_brackets = source.text[inside as usize..].starts_with(['[', '{']);
    let misplaced = info.contains("mapping values are not allowed") || info.contains("placement of ':'");
    if info.contains("expected ',' or") || in_brackets && misplaced {
        let open = source.place(inside);
        let args = [("line", open.line.to_string()), ("column", open.column.to_string())];
        return findings.error("G0116", source, at, args);
    }
    let code = match info {
        info if info.contains("unknown anchor") => "G0120",
        info if info.contains("valid YAML whitespace")
            && source.line(source.place(at.start).line).contains(":\t") =>
        {
            return findings.error("G0117", source, at, [("code", "U+0009".to_owned())]);
        }
        info if info.contains("in quoted scalar") || info.contains("quoted scalar, found unexpected end") => {
            "G0113"
        }
        info if info.contains("indent") || info.contains("did not find expected key") => "G0114",
        info if info.contains("expected '-' indicator") => "G0114",
        _ if misplaced => "G0115",
        info if info.contains("recursion limit") => {
            return findings.error("G0125", source, at, [("limit", limits::YAML_DEPTH.to_string())]);
        }
        info => return findings.error("G0110", source, at, [("detail", info.to_owned())]),
    };
    findings.error(code, source, at, []);
}

fn tab_in_indentation(line: &str) -> Option<u32> {
    let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    indentation.find('\t').map(|at| at as u32)
}

/// A space that is none, where a line begins or behind a key's colon.
fn misplaced(line: &str) -> Option<LookAlike> {
    let found = lookalike::first(line.get(..line.len() - line.trim_start().len())?);
    found.or_else(|| space_after_colon(line))
}

/// `title:\u{a0}投诉`: without a space that YAML knows, the colon belongs to the word.
pub(crate) fn space_after_colon(text: &str) -> Option<LookAlike> {
    let colon = text.find(':')?;
    let is_key = text[..colon]
        .trim_start_matches([' ', '-', '{', ','])
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let found = lookalike::first(&text[colon..])?;
    let strange = is_key && found.at == 1 && lookalike::is_strange_space(found.character);
    strange.then(|| LookAlike { at: colon + found.at, ..found })
}

/// The colon's place and the key before it: `title：投诉`.
pub(crate) fn full_width_colon(line: &str) -> Option<(u32, &str)> {
    let at = line.find('：')?;
    let key = line[..at].trim_start_matches([' ', '-', '{', ',']).trim_end();
    let is_key = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
    is_key.then_some((at as u32, key))
}
