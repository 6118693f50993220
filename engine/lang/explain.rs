//! What `guicheng explain` says of a finding's code: why it matters, what is wrong and what is right.
//!
//! The texts are Markdown files beside this module, one entry for all codes of a kind: `## G0609 G0610`, a line in each
//! language, lines that begin with `-` (wrong) and `+` (right). A tidy test asks for an entry for every code.
//! Deliberately absent: examples of whole files; `policies/README.md` has those.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Lang;

const FILES: [&str; 4] = [
    include_str!("explain/01-text.md"),
    include_str!("explain/02-forms.md"),
    include_str!("explain/03-policies.md"),
    include_str!("explain/04-documents.md"),
];

/// What is said of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    zh: &'static str,
    en: &'static str,
    /// What is wrong.
    pub wrong: &'static str,
    /// What is right.
    pub right: &'static str,
}

impl Explanation {
    /// Why it matters.
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

static ALL: LazyLock<BTreeMap<&'static str, Explanation>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    let entries = FILES.iter().flat_map(|file| file.match_indices("## G").map(|(at, _)| &file[at + 3..]));
    for entry in entries {
        let entry = entry.split("\n## ").next().unwrap_or(entry);
        let (codes, body) = entry.split_once('\n').unwrap_or((entry, ""));
        let line =
            |mark: &str| body.lines().find_map(|line| line.strip_prefix(mark)).unwrap_or_default().trim();
        let said = Explanation { zh: line("zh "), en: line("en "), wrong: line("- "), right: line("+ ") };
        all.extend(codes.split_whitespace().map(|code| (code, said)));
    }
    all
});

/// What is said of a code.
pub fn explanation(code: &str) -> Option<Explanation> {
    ALL.get(code).copied()
}

/// All codes that are explained, in order.
pub fn codes() -> impl Iterator<Item = &'static str> {
    ALL.keys().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_is_whole_and_each_code_is_explained_once() {
        let written = FILES.iter().flat_map(|file| file.lines()).filter_map(|line| line.strip_prefix("## "));
        assert_eq!(written.flat_map(str::split_whitespace).count(), ALL.len());
        for (code, said) in ALL.iter() {
            for part in [said.zh, said.en, said.wrong, said.right] {
                assert!(!part.is_empty(), "{code}");
            }
            assert_ne!(said.wrong, said.right, "{code}");
        }
    }
}
