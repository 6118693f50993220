//! Sets text for the text part: short lines where words have spaces between them, no stray line ends.

/// Columns of a line (RFC 5322, 2.1.1 asks for 78 at most).
const COLUMNS: usize = 76;

/// Breaks long lines between words. A line that holds Chinese is left to the mail program: it has few places to break
/// at, and those stand around figures, where a break would look odd. A word longer than a line (an address) stays whole.
pub fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 64);
    for line in text.lines() {
        match line.chars().count() > COLUMNS && !line.chars().any(is_wide) {
            true => wrap(line, &mut out),
            false => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// What a line is indented by, its further lines are too.
fn wrap(line: &str, out: &mut String) {
    let indent = &line[..line.len() - line.trim_start().len()];
    let mut column = indent.len();
    out.push_str(indent);
    for (place, word) in line.split_whitespace().enumerate() {
        let width = word.chars().count();
        if place > 0 && column + 1 + width > COLUMNS {
            out.push('\n');
            out.push_str(indent);
            column = indent.len();
        } else if place > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
}

/// Chinese characters and their punctuation.
fn is_wide(c: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)
}

/// Line ends and other control characters become one space each run, so that nothing can begin a line, or a header, of
/// its own.
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text's first characters, with an ellipsis where something is cut off.
pub fn excerpt(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_break_between_words_and_keep_their_indent() {
        let long = format!("  {}", "word ".repeat(40));
        let lines: Vec<String> = wrapped(&long).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 3);
        for line in &lines {
            assert!(line.starts_with("  word") && line.len() <= COLUMNS, "{line}");
        }
        let exact = "a".repeat(COLUMNS);
        for same in [exact.as_str(), &"https://example.com/".repeat(9), &"自 2026 年起，".repeat(12)] {
            assert_eq!(wrapped(same), format!("{same}\n"));
        }
        assert_eq!(wrapped(&format!("{exact} b")), format!("{exact}\nb\n"));
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(one_line(" a\r\nBcc: x\u{0}\t b\u{2028} "), "a Bcc: x b");
    }

    #[test]
    fn an_excerpt_says_that_it_is_one() {
        assert_eq!(excerpt("投诉受理处", 5), "投诉受理处");
        assert_eq!(excerpt("投诉 受理处", 3), "投诉…");
    }
}
