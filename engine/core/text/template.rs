//! Texts with `{name}` in them: summaries and mail texts.

/// A part of such a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it stands.
    Text(&'t str),
    /// The name between braces.
    Name(&'t str),
    /// A brace without its partner, or what stands between two of them and is no name.
    Broken(&'t str),
}

/// The parts of a text, in order.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, length) = first_piece(rest);
        rest = &rest[length..];
        Some(piece)
    })
}

fn first_piece(text: &str) -> (Piece<'_>, usize) {
    match text.find(['{', '}']) {
        None => (Piece::Text(text), text.len()),
        Some(0) if text.starts_with('{') => {
            let end = text[1..].find(['{', '}', '\n']).map(|end| end + 1);
            match end {
                Some(end) if text[end..].starts_with('}') => {
                    let name = &text[1..end];
                    let whole = &text[..=end];
                    let piece = if super::is_name(name) { Piece::Name(name) } else { Piece::Broken(whole) };
                    (piece, end + 1)
                }
                _ => (Piece::Broken(&text[..1]), 1),
            }
        }
        Some(0) => (Piece::Broken(&text[..1]), 1),
        Some(at) => (Piece::Text(&text[..at]), at),
    }
}
