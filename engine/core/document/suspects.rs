//! Who must look again when one end of a citation has changed and the other has not.
//!
//! Pure: two libraries in, a list out. A place counts as looked at when it changed itself, or when its document now says
//! under `reviewed` that it was read against the paragraph as it has become. Whole chapters are cited as headings and
//! make nobody suspect.

use std::collections::{BTreeMap, BTreeSet};

use super::carries::{Carrier, Carries, trees};
use super::{Clause, DocumentId, DocumentKind, Library};
use crate::text::Lang;
use crate::value::Hash;

/// Which end of a citation did not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The paragraph changed, what carries it out did not.
    Carrier,
    /// What carries it out changed or is gone, the paragraph did not.
    Paragraph,
    /// The Chinese paragraph changed, its translation did not.
    Translation,
}

impl Side {
    /// The word for it, in the database and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Side::Carrier => "carrier",
            Side::Paragraph => "paragraph",
            Side::Translation => "translation",
        }
    }
}

/// A place that somebody must look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arising {
    /// The document to look at.
    pub document: DocumentId,
    /// Where in it: keys joined by dots, or the paragraph's anchor.
    pub place: String,
    /// The paragraph.
    pub clause: String,
    /// Which end it is.
    pub side: Side,
}

impl Arising {
    /// The same in every computation over the same citation: reasons are kept by it.
    pub fn key(&self) -> String {
        let text = format!("{} {} {} {}", self.document, self.place, self.clause, self.side.word());
        Hash::of(text.as_bytes()).to_string().chars().take(16).collect()
    }
}

/// What a paragraph says, in eight digits: its text without differences of white space.
pub fn fingerprint(clause: &Clause) -> String {
    let words: Vec<&str> = clause.text.split_whitespace().collect();
    Hash::of(words.join(" ").as_bytes()).to_string().chars().take(8).collect()
}

/// What becomes suspect when `new` takes the place of `old`, each place once, by document.
pub fn arising(old: &Library, new: &Library) -> Vec<Arising> {
    let (before, after) = (Carries::of(old), Carries::of(new));
    let reviewed = reviewed(new);
    let mut found: BTreeSet<Arising> = BTreeSet::new();
    for clause in changed_paragraphs(old, new) {
        for carrier in after.of_paragraph(&clause).into_iter().filter(|carrier| carrier.clause.contains('-'))
        {
            let looked_at = match same_place(&before, carrier) {
                Some(was) => was.content != carrier.content,
                None => true, // it was written in this very change
            };
            let now = new.paragraph(Lang::Zh, &clause).map(fingerprint);
            let read = reviewed.get(&(carrier.document.clone(), carrier.clause.clone()));
            let read = carrier.clause == clause && read.is_some() && read == now.as_ref();
            if !looked_at && !read {
                found.insert(suspect(carrier, &clause));
            }
        }
        let translated = (old.paragraph(Lang::En, &clause), new.paragraph(Lang::En, &clause));
        if let (Some(was), Some(is)) = translated
            && fingerprint(was) == fingerprint(is)
        {
            found.extend(paragraph(DocumentKind::ChapterEn, &clause, Side::Translation));
        }
    }
    for was in before.all().filter(|carrier| carrier.clause.contains('-')) {
        let unchanged = same_place(&after, was).is_some_and(|is| is.content == was.content);
        let texts = [old, new].map(|library| library.paragraph(Lang::Zh, &was.clause).map(fingerprint));
        let stands = texts[1].is_some() && texts[0] == texts[1];
        if !unchanged && stands {
            found.extend(paragraph(DocumentKind::ChapterZh, &was.clause, Side::Paragraph));
        }
    }
    found.into_iter().collect()
}

/// Places whose content is another one in `new`, or that are gone: what was suspect there has been looked at.
pub fn changed_places(old: &Library, new: &Library) -> BTreeSet<(DocumentId, String)> {
    let (before, after) = (Carries::of(old), Carries::of(new));
    let changed =
        before.all().filter(|was| same_place(&after, was).is_none_or(|is| is.content != was.content));
    let mut places: BTreeSet<_> = changed.map(|was| (was.document.clone(), was.place.clone())).collect();
    for (lang, kind) in [(Lang::Zh, DocumentKind::ChapterZh), (Lang::En, DocumentKind::ChapterEn)] {
        for chapter in old.chapters(lang) {
            let Some(document) = DocumentId::of(kind, &chapter.number) else { continue };
            let gone = |(id, was): &(&String, &Clause)| {
                new.paragraph(lang, id).is_none_or(|is| fingerprint(is) != fingerprint(was))
            };
            let gone = chapter.clauses.iter().filter(gone);
            places.extend(gone.map(|(id, _)| (document.clone(), id.clone())));
        }
    }
    places
}

fn suspect(carrier: &Carrier, clause: &str) -> Arising {
    Arising {
        document: carrier.document.clone(),
        place: carrier.place.clone(),
        clause: clause.to_owned(),
        side: Side::Carrier,
    }
}

fn paragraph(kind: DocumentKind, clause: &str, side: Side) -> Option<Arising> {
    let (chapter, _) = clause.split_once('-')?;
    let document = DocumentId::of(kind, chapter)?;
    Some(Arising { document, place: clause.to_owned(), clause: clause.to_owned(), side })
}

/// Anchors of paragraphs that say something else in `new`; those that came or went have no other end to look at.
fn changed_paragraphs(old: &Library, new: &Library) -> Vec<String> {
    let mut changed = Vec::new();
    for chapter in new.chapters(Lang::Zh) {
        for (id, is) in &chapter.clauses {
            let was = old.paragraph(Lang::Zh, id);
            if was.is_some_and(|was| fingerprint(was) != fingerprint(is)) {
                changed.push(id.clone());
            }
        }
    }
    changed
}

fn same_place<'c>(carries: &'c Carries, carrier: &Carrier) -> Option<&'c Carrier> {
    let citing = carries.citing(&carrier.clause).into_iter();
    citing.into_iter().find(|other| other.document == carrier.document && other.place == carrier.place)
}

/// Fingerprints that documents say they were read against.
fn reviewed(library: &Library) -> BTreeMap<(DocumentId, String), String> {
    let mut reviewed = BTreeMap::new();
    for (source, root) in trees(library) {
        let Some(document) = DocumentId::of_path(&source.path) else { continue };
        let Some(crate::text::yaml::Kind::Map(entries)) = root.get("reviewed").map(|node| &node.kind) else {
            continue;
        };
        for (key, node) in entries {
            if let Some(text) = node.as_text() {
                reviewed.insert((document.clone(), key.name.clone()), text.to_owned());
            }
        }
    }
    reviewed
}
