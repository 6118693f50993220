//! The manual says the same in both languages, and each chapter has an owner.

use crate::document::{Chapter, DocumentKind, Library};
use crate::text::{Ctx, Findings, Lang, Source, Span};

pub(super) fn check(library: &Library, findings: &mut Findings) {
    for (lang, kind) in [(Lang::Zh, DocumentKind::ChapterZh), (Lang::En, DocumentKind::ChapterEn)] {
        for chapter in library.chapters(lang) {
            let Some(source) = library.source(kind, &chapter.number) else { continue };
            translation(library, chapter, lang, source, findings);
            owner(library, chapter, source, findings);
        }
    }
}

fn translation(library: &Library, chapter: &Chapter, lang: Lang, source: &Source, findings: &mut Findings) {
    let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
    let Some(twin) = library.chapter(other, &chapter.number) else {
        let kind = if other == Lang::Zh { DocumentKind::ChapterZh } else { DocumentKind::ChapterEn };
        if !library.has(kind, &chapter.number) {
            let args = [("chapter", chapter.number.clone()), ("lang", other.tag().to_owned())];
            findings.warning("G0622", source, Span::new(0, 3), args);
        }
        return;
    };
    for (id, clause) in &chapter.clauses {
        if !twin.clauses.contains_key(id) {
            let args = [("clause", id.clone()), ("lang", other.tag().to_owned())];
            findings.warning("G0621", source, clause.anchor, args);
        }
    }
}

fn owner(library: &Library, chapter: &Chapter, source: &Source, findings: &mut Findings) {
    let (Some(organisation), Some(owner)) = (library.organisation(), &chapter.owner) else { return };
    if organisation.post(owner).is_none() {
        let known: Vec<&str> = organisation.posts.iter().map(|post| post.id.as_str()).collect();
        Ctx::new(source, findings).unknown("G0609", "G0610", owner, owner.span, known);
    }
}
