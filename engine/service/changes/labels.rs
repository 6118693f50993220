//! How revisions are counted: A/0, A/1 … and with a new edition B/0.

/// The label behind all that a document has had. `None`: a document's first one.
pub(super) fn next(labels: impl IntoIterator<Item = String>, edition: bool) -> String {
    let last = labels.into_iter().filter_map(|label| parts(&label)).max_by_key(order);
    match last {
        None => crate::limits::FIRST_REVISION.to_owned(),
        Some((letters, _)) if edition => format!("{}/0", next_letters(&letters)),
        Some((letters, figure)) => format!("{letters}/{}", figure + 1),
    }
}

fn parts(label: &str) -> Option<(String, u32)> {
    let (letters, figure) = label.split_once('/')?;
    let plain = !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    Some((letters.to_owned(), figure.parse().ok()?)).filter(|_| plain)
}

/// Z comes before AA.
fn order((letters, figure): &(String, u32)) -> (usize, String, u32) {
    (letters.len(), letters.clone(), *figure)
}

fn next_letters(letters: &str) -> String {
    let mut bytes = letters.as_bytes().to_vec();
    for byte in bytes.iter_mut().rev() {
        if *byte < b'Z' {
            *byte += 1;
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        *byte = b'A';
    }
    format!("A{}", String::from_utf8_lossy(&bytes))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn labels_go_on() {
        for (had, edition, wanted) in [
            (&[][..], false, "A/0"),
            (&[][..], true, "A/0"),
            (&["A/0"][..], false, "A/1"),
            (&["A/9", "A/10"][..], false, "A/11"),
            (&["A/3"][..], true, "B/0"),
            (&["B/0", "A/7"][..], false, "B/1"),
            (&["Z/2"][..], true, "AA/0"),
            (&["AA/0", "Z/9"][..], false, "AA/1"),
            (&["AZ/0"][..], true, "BA/0"),
        ] {
            assert_eq!(next(had.iter().map(|label| label.to_string()), edition), wanted, "{had:?}");
        }
    }
}
