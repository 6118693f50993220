//! Characters that people take for others: full-width forms, Cyrillic and Greek letters, spaces that are none.
//!
//! They come from input methods and from copying. In prose they do no harm; in a key, a name or a script they make a
//! word that looks right and is another one. Deliberately absent: the whole table of Unicode's confusables; only what
//! could stand for a character of a key, a name or a script is here.

use super::{Findings, Source, Span};

/// A character in a text that looks like another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// The character.
    pub character: char,
    /// What it looks like.
    pub ascii: char,
    /// Its byte in the text.
    pub at: usize,
}

impl LookAlike {
    /// `U+0430`
    pub fn code(&self) -> String {
        format!("U+{:04X}", self.character as u32)
    }
}

/// The character of a keyboard that this one could be taken for.
pub fn ascii_of(character: char) -> Option<char> {
    let ascii = match character {
        '\u{ff01}'..='\u{ff5e}' => return char::from_u32(character as u32 - 0xfee0),
        // Cyrillic
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'һ' => 'h',
        'і' => 'i',
        'ј' => 'j',
        'к' => 'k',
        'м' => 'm',
        'о' => 'o',
        'р' => 'p',
        'ѕ' => 's',
        'т' => 't',
        'ԝ' => 'w',
        'х' => 'x',
        'у' => 'y',
        // Greek
        'α' => 'a',
        'ε' => 'e',
        'η' => 'n',
        'ι' => 'i',
        'κ' => 'k',
        'ν' => 'v',
        'ο' => 'o',
        'ρ' => 'p',
        'τ' => 't',
        'υ' => 'u',
        'χ' => 'x',
        'γ' => 'y',
        // Latin letters of other languages, and of phonetics
        'ı' => 'i',
        'ɑ' => 'a',
        'ɡ' => 'g',
        // punctuation
        '“' | '”' | '„' | '″' => '"',
        '‘' | '’' | '′' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '。' => '.',
        '、' => ',',
        '×' => '*',
        '÷' => '/',
        '≠' => '!',
        '≤' | '〈' => '<',
        '≥' | '〉' => '>',
        '【' => '[',
        '】' => ']',
        character if is_strange_space(character) => ' ',
        _ => return None,
    };
    Some(ascii)
}

/// Spaces that no program takes for one.
pub fn is_strange_space(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// The first character that looks like another one.
pub fn first(text: &str) -> Option<LookAlike> {
    let mut found = text.char_indices();
    found.find_map(|(at, character)| Some(LookAlike { character, ascii: ascii_of(character)?, at }))
}

/// The text as it looks.
pub fn plain(text: &str) -> String {
    text.chars().map(|character| ascii_of(character).unwrap_or(character)).collect()
}

/// If a text looks like a word of the language and is none: the first character that is another one, and the word.
pub fn word(text: &str) -> Option<(LookAlike, String)> {
    let found = first(text)?;
    let looks = plain(text);
    let looks = looks.trim_matches(['"', '\'', ' ']);
    let is_word = looks.starts_with(|c: char| c.is_ascii_alphabetic())
        && looks.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-*".contains(&byte));
    is_word.then(|| (found, looks.to_owned()))
}

/// Reports a word that looks like another one; `span` is where its text begins.
pub fn report(
    text: &str,
    found: &LookAlike,
    meant: String,
    span: Span,
    source: &Source,
    findings: &mut Findings,
) {
    let at = span.start + found.at as u32;
    let args = [
        ("text", text.to_owned()),
        ("character", found.character.to_string()),
        ("code", found.code()),
        ("ascii", found.ascii.to_string()),
        ("meant", meant),
    ];
    findings.error("G0118", source, Span::new(at, at + found.character.len_utf8() as u32), args);
}

/// The first such character of a script that stands outside of its texts and comments.
pub fn in_script(script: &str) -> Option<LookAlike> {
    let mut characters = script.char_indices().peekable();
    let mut quote: Option<char> = None;
    while let Some((at, character)) = characters.next() {
        match quote {
            Some(_) if character == '\\' => {
                characters.next();
            }
            Some(open) => {
                if character == open {
                    quote = None;
                }
            }
            None if matches!(character, '"' | '\'' | '`') => quote = Some(character),
            None if script[at..].starts_with("//") => {
                while characters.next_if(|(_, c)| *c != '\n').is_some() {}
            }
            None if script[at..].starts_with("/*") => {
                let end = script[at..].find("*/").map_or(script.len(), |end| at + end);
                while characters.next_if(|(at, _)| *at < end).is_some() {}
            }
            None => {
                if let Some(ascii) = ascii_of(character) {
                    return Some(LookAlike { character, ascii, at });
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_look_right() {
        for (text, meant) in [
            ("ｄｅｓｋ", Some("desk")),
            ("compl\u{430}int", Some("complaint")),
            ("“title”", Some("title")),
            ("done．state", Some("done.state")),
            ("error.*", None),
            ("desk", None),
            ("投诉", None),
            ("投诉（一）", None),
            ("１２", None),
            ("a，b", None),
            ("\u{3000}title", Some("title")),
        ] {
            assert_eq!(word(text).map(|(_, meant)| meant).as_deref(), meant, "{text}");
        }
    }

    #[test]
    fn scripts_may_say_anything_in_their_texts() {
        for (script, found) in [
            ("record.a == \"（甲）\"", None),
            ("record.a == “甲”", Some(('“', 12))),
            ("record.a ＝= 1", Some(('＝', 9))),
            ("a // 注释（一）\n+ b；", Some(('；', 24))),
            ("a /* （一） */ + b", None),
            ("a /* （一）", None),
            ("\"\\\"（\" + `（${a}）`", None),
            ("record.\u{430}mount", Some(('\u{430}', 7))),
            ("名称 + 1", None),
        ] {
            assert_eq!(in_script(script).map(|l| (l.character, l.at)), found, "{script}");
        }
    }
}
