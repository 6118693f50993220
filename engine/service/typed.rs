//! A document's bytes as a browser's text field holds them, and back.
//!
//! A field knows no byte order mark and only one kind of line end. What was not touched must come back byte for byte: text
//! that says the same as before gives the same bytes, and text that was edited keeps the mark and the line ends of the
//! document. Deliberately absent: files on a disk, whose bytes are taken as they are (see `export`).

const MARK: &str = "\u{feff}";

/// The text for a field: without a byte order mark, lines ended by `\n`. Bytes that are no UTF-8 are shown as `�`.
pub fn to_field(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    one_line_end(text.strip_prefix(MARK).unwrap_or(&text))
}

/// The bytes that a field's text means, for a document that held `like` before.
pub fn from_field(typed: &str, like: Option<&[u8]>) -> Vec<u8> {
    let text = one_line_end(typed);
    let Some(like) = like else { return text.into_bytes() };
    if to_field(like) == text {
        return like.to_vec();
    }
    let before = String::from_utf8_lossy(like);
    let ends = before.matches('\n').count();
    let text = if before.matches("\r\n").count() * 2 > ends { text.replace('\n', "\r\n") } else { text };
    let mark = if before.starts_with(MARK) { MARK } else { "" };
    format!("{mark}{text}").into_bytes()
}

/// `\r\n` and a lone `\r` become `\n`, as HTML reads them.
fn one_line_end(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_edit_keeps_mark_and_line_ends() {
        for (like, typed, expected) in [
            ("a\r\nb\r\n", "a\nc\n", "a\r\nc\r\n"),
            ("\u{feff}a\n", "b", "\u{feff}b"),
            ("a\nb\r\nc\n", "a\r\nb\r\nd\r\n", "a\nb\nd\n"),
            ("", "x\r\n", "x\n"),
        ] {
            assert_eq!(from_field(typed, Some(like.as_bytes())), expected.as_bytes(), "{like:?}");
        }
        assert_eq!(from_field("一\r\n", None), "一\n".as_bytes());
    }

    proptest! {
        /// Opened and saved: the same bytes, whatever they are, also after the browser has sent them its own way.
        #[test]
        fn what_was_not_touched_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..60), text in "(\u{feff}|)([a\r\n\u{2028}中𠀀]|\r\n){0,30}") {
            for bytes in [bytes, text.into_bytes()] {
                let field = to_field(&bytes);
                prop_assert_eq!(&from_field(&field, Some(&bytes)), &bytes);
                prop_assert_eq!(&from_field(&field.replace('\n', "\r\n"), Some(&bytes)), &bytes);
            }
        }
    }
}
