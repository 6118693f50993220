//! How wide a text will be, and where it is broken.
//!
//! A server has no fonts, so widths come from a table made for the fonts of the pages: a Chinese character takes one
//! em, a Latin letter a little more than half. The table rounds up; a text never runs out of its box.
//! Deliberately absent: hyphenation and shaping of scripts that the product does not speak.

/// Pixels of an em for titles and for small text, as the style sheet sets them.
pub(super) const TITLE: i32 = 13;
pub(super) const SMALL: i32 = 12;

/// From one line's foot to the next, for a title; small text takes two pixels less.
const LEADING: i32 = 5;

/// Height of one line.
pub(super) fn line_height(em: i32) -> i32 {
    em + LEADING
}

/// Width in pixels at `em` pixels.
pub(super) fn width(text: &str, em: i32) -> i32 {
    let thousandths: i32 = text.chars().map(char_width).sum();
    (thousandths * em + 999) / 1000
}

/// Thousandths of an em.
fn char_width(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '·' => 300,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '-' | '/' => 370,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 920,
        'A'..='Z' | '=' | '<' | '>' | '&' | '_' | '≠' | '≥' | '≤' => 690,
        '0'..='9' | 'a'..='z' => 580,
        '—' | '→' | '…' => 1000,
        c if c.is_ascii() => 580,
        '\u{00a0}'..='\u{02af}' | '‘'..='”' => 600,
        _ => 1000,
    }
}

/// Breaks a text into lines of at most `most` pixels: Chinese between characters, Latin between words. What does not
/// fit `lines` lines ends in an ellipsis.
pub(super) fn wrap(text: &str, em: i32, most: i32, lines: usize) -> Vec<String> {
    let mut result: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let longer = format!("{line}{piece}");
        if line.is_empty() || width(longer.trim_end(), em) <= most {
            line = longer;
            continue;
        }
        result.push(std::mem::take(&mut line).trim_end().to_owned());
        line = piece.trim_start().to_owned();
    }
    if !line.trim().is_empty() {
        result.push(line.trim_end().to_owned());
    }
    result = result.into_iter().flat_map(|line| split_long(line, em, most)).collect();
    balance(&mut result, em);
    if result.len() > lines {
        result.truncate(lines);
        if let Some(last) = result.last_mut() {
            *last = ellipsis(last, em, most);
        }
    }
    result
}

/// The beginning of a text that fits, with an ellipsis if it is not the whole.
pub(super) fn cut(text: &str, em: i32, most: i32) -> String {
    if width(text, em) <= most {
        return text.to_owned();
    }
    ellipsis(text, em, most)
}

fn ellipsis(text: &str, em: i32, most: i32) -> String {
    let mut short = text.to_owned();
    while !short.is_empty() && width(&format!("{}…", short.trim_end()), em) > most {
        short.pop();
    }
    format!("{}…", short.trim_end())
}

/// Places where a line may end: behind a word with its spaces, behind a Chinese character. Closing marks stay with
/// what they close, opening marks with what they open.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for c in text.chars() {
        let joins = match before {
            None => false,
            Some(b) if c == ' ' || is_closing(c) || is_opening(b) => true,
            Some(b) => is_word(b) && is_word(c),
        };
        match pieces.last_mut() {
            Some(last) if joins => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        before = Some(c);
    }
    pieces
}

fn is_word(c: char) -> bool {
    c != ' ' && !('\u{2e80}'..'\u{a000}').contains(&c) && !('\u{ff00}'..'\u{ffef}').contains(&c)
}

fn is_closing(c: char) -> bool {
    "，。；：？！、）》」』”’…".contains(c)
}

fn is_opening(c: char) -> bool {
    "（《「『“‘".contains(c)
}

/// A word that is wider than a line is broken anywhere.
fn split_long(line: String, em: i32, most: i32) -> Vec<String> {
    if width(&line, em) <= most {
        return vec![line];
    }
    let mut parts = vec![String::new()];
    for c in line.chars() {
        let full =
            parts.last().is_some_and(|p| !p.is_empty() && width(p, em) + width(&c.to_string(), em) > most);
        if full {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// A last line of one or two Chinese characters looks lost: the line before gives it some of its own.
fn balance(lines: &mut [String], em: i32) {
    let [.., before, last] = lines else { return };
    let is_chinese = |c: char| !is_word(c) && c != ' ' && !is_closing(c) && !is_opening(c);
    while width(last, em) < width(before, em) / 2 {
        let mut tail = before.chars().rev();
        let (Some(moved), Some(rest)) = (tail.next(), tail.next()) else { return };
        if !is_chinese(moved) || !is_chinese(rest) {
            return;
        }
        before.pop();
        last.insert(0, moved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths() {
        assert_eq!(width("总经理", 13), 39);
        assert!(width("general", 13) < width("总经理总经", 13));
        assert_eq!(width("", 13), 0);
    }

    #[test]
    fn lines_break_where_they_may() {
        assert_eq!(wrap("总经理批准转交", 10, 45, 3), ["总经理批", "准转交"]);
        assert_eq!(wrap("发送、存档并告知", 10, 40, 3), ["发送、存", "档并告知"]);
        assert_eq!(wrap("外观（包装）", 10, 30, 3), ["外观", "（包", "装）"]);
        assert_eq!(wrap("Opinion on the service", 10, 80, 3), ["Opinion on the", "service"]);
        assert_eq!(wrap("等待答复后第 15 日回访", 10, 70, 2), ["等待答复后第", "15 日回访"]);
        assert_eq!(wrap("abcdefghij", 10, 30, 9), ["abcde", "fghij"]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(wrap("一二三四五六七八", 10, 30, 2), ["一二三", "四五…"]);
        assert_eq!(cut("一二三四", 10, 30), "一二…");
        assert_eq!(cut("一二三", 10, 30), "一二三");
    }

    #[test]
    fn no_line_is_left_with_one_character() {
        assert_eq!(wrap("顾客不满意重新办", 10, 70, 2), ["顾客不满意", "重新办"]);
    }
}
