//! Two edits of one text joined: what came into force meanwhile, and what somebody has written, both from the same base.

/// Joins line by line. Where both changed the same lines, both stand there between marks (`<<<<<<<`, `=======`,
/// `>>>>>>>`) that no document may hold, so that nobody overlooks them. Second: how many such places.
pub fn join(base: &str, mine: &str, in_force: &str) -> (String, usize) {
    match diffy::merge(base, &mine.replace("\r\n", "\n"), in_force) {
        Ok(joined) => (joined, 0),
        Err(marked) => {
            let clashes = marked.lines().filter(|line| line.starts_with("<<<<<<<")).count();
            (marked, clashes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn edits_of_different_lines_join_and_others_are_marked() {
        let base = "a\nb\nc\nd\ne\n";
        assert_eq!(join(base, "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n"), ("A\nb\nc\nd\nE\n".to_owned(), 0));
        assert_eq!(join(base, "A\r\nb\r\nc\r\nd\r\ne\r\n", base).0, "A\nb\nc\nd\ne\n");
        let (marked, clashes) = join(base, "a\nB\nc\nd\ne\n", "a\nX\nc\nd\ne\n");
        assert_eq!(clashes, 1);
        assert!(marked.contains("B\n") && marked.contains("X\n") && marked.contains(">>>>>>>"), "{marked}");
    }
}
