//! Chapters: paragraph by paragraph, by their anchors. Text outside them is told by its lines (`fallback`).

use super::pair::Pair;
use super::rules::CHAPTER;
use super::walk::{Change, Walk};
use super::{How, Said};
use crate::document::{Chapter, Clause};
use crate::text::{Findings, Source, Span, yaml};

/// Compares two revisions of a chapter. Where one of them cannot be read, only lines are told.
pub(super) fn compare(walk: &mut Walk<'_>) {
    let Some(lang) = walk.id.kind().chapter_lang() else { return };
    let number = walk.id.name();
    let (old, new) = (walk.old.library.chapter(lang, number), walk.new.library.chapter(lang, number));
    let (Some(old), Some(new)) = (old, new) else { return };
    head(walk, old, new);
    for (anchor, clause) in &new.clauses {
        paragraph(walk, anchor, old.clauses.get(anchor), Some(clause));
    }
    for (anchor, clause) in old.clauses.iter().filter(|(anchor, _)| !new.clauses.contains_key(*anchor)) {
        paragraph(walk, anchor, Some(clause), None);
    }
}

fn paragraph(walk: &mut Walk<'_>, anchor: &str, old: Option<&Clause>, new: Option<&Clause>) {
    if old.map(|clause| &clause.text) == new.map(|clause| &clause.text) {
        return;
    }
    let how = match (old, new) {
        (None, _) => How::Added,
        (_, None) => How::Removed,
        _ => How::Changed,
    };
    let said = |clause: Option<&Clause>| clause.map(|clause| Said::Text(clause.text.clone()));
    let lines = (
        old.and_then(|clause| walk.old.lines(clause.span)),
        new.and_then(|clause| walk.new.lines(clause.span)),
    );
    let change = Change { old: said(old), new: said(new), ..Change::new(how, "paragraph") };
    walk.inside(Some(Said::Text(anchor.to_owned())), Pair { old: None, new: None }, |walk| {
        walk.add(change, lines);
        if let Some(difference) = walk.found.last_mut() {
            difference.clause = Some(anchor.to_owned());
        }
    });
}

/// The front matter, as the YAML that it is.
fn head(walk: &mut Walk<'_>, old: &Chapter, new: &Chapter) {
    let tree = |source: Option<&Source>, front: Span| {
        let text = source?.slice(front);
        let end = text.rfind("---")?;
        // From the beginning of the file, so that lines are those of the file.
        let head = Source::unchecked("", &text[..end]);
        yaml::read(&head, &mut Findings::new())
    };
    let (old, new) = (tree(walk.old.source, old.front_matter), tree(walk.new.source, new.front_matter));
    if let (Some(old), Some(new)) = (&old, &new) {
        walk.compare("document", &CHAPTER, Pair { old: Some(old), new: Some(new) });
    }
}
