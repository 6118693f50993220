//! Names that people mistype.

/// The known name that was most likely meant: one slip of the finger in a short name, two in a
/// longer one. Of two letters every other pair would be a guess.
pub fn closest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let allowed = match name.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    };
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| (1..=allowed).contains(distance))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Whether a text may name a thing inside a document: an ASCII letter or `_`, then letters, digits and `_`. Capitals are
/// allowed since charts come from elsewhere, too; letters that look like others are not.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && text.len() <= crate::limits::IDENTIFIER_CHARS
}

/// Whether a text may name a document: a small letter, then small letters, digits and `_`. Not every file system tells
/// capitals apart.
pub fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && text.len() <= crate::limits::IDENTIFIER_CHARS
}
