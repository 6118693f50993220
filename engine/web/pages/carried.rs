//! What carries a paragraph out, in words and with links: beside the manual, and the reverse on a document's page.

use std::collections::BTreeMap;

use askama::Template;
use guicheng_core::document::{Carrier, Chapter, DocumentId, DocumentKind, PlaceKind};

use crate::lang::{Arg, Say, t, t_attr};
use crate::mail::clause_words;
use crate::service::{Books, Carrying, Often, ServiceError};
use crate::web::session::Seen;
use crate::web::views::{Carried, CarriedLine, Frame, Link, Said};

use super::clause;

/// Where a document is read.
pub fn href(id: &str) -> String {
    match id.strip_prefix("manual/zh/").or_else(|| id.strip_prefix("manual/en/")) {
        Some(number) => format!("/manual/{number}"),
        None => format!("/documents/{id}"),
    }
}

/// What a document is called under these documents.
pub fn title(seen: &Seen, books: &Books, id: &DocumentId) -> String {
    let name = id.name();
    let found = match id.kind() {
        DocumentKind::Policy => books.policy(name).map(|found| found.title.clone()),
        DocumentKind::Form => books.form(name).map(|found| found.title.clone()),
        DocumentKind::Register => books.register(name).map(|found| found.form.title.clone()),
        DocumentKind::MailText => books.mail_text(name).map(|found| found.title.clone()),
        DocumentKind::Table => books.shared_document(name).map(|found| found.title.clone()),
        DocumentKind::Organisation => Some(books.organisation().title.clone()),
        DocumentKind::Matrix => books.matrix().map(|found| found.title.clone()),
        DocumentKind::ChapterZh | DocumentKind::ChapterEn => {
            books.chapter(seen.lang, name).map(|found| found.title.clone())
        }
        _ => None,
    };
    found.map_or_else(|| id.to_string(), |title| title.get(seen.lang).to_owned())
}

/// A place in words: `状态“已登记”`, `数值 revisit_after`.
pub fn place(seen: &Seen, carrier: &Carrier) -> String {
    let last = carrier.place.rsplit('.').next().unwrap_or_default();
    let titled = carrier.title.as_ref().map(|title| title.get(seen.lang).to_owned());
    let name = match carrier.kind {
        PlaceKind::State | PlaceKind::Field | PlaceKind::Post => titled.unwrap_or_else(|| last.to_owned()),
        PlaceKind::Transition => match titled {
            Some(title) => format!("{title} › {last}"),
            None => last.to_owned(),
        },
        _ => last.to_owned(),
    };
    t_attr(seen.lang, "as-of-place", carrier.kind.word(), &[("name", name.into())])
}

/// The id of a place's line on its document's page.
fn line_id(place: &str) -> String {
    format!("at-{}", if place.is_empty() { "whole" } else { place })
}

fn often(seen: &Seen, often: Option<Often>) -> String {
    let Some(Often { all, year }) = often else { return String::new() };
    let number = |n: i64| Arg::from(u64::try_from(n).unwrap_or(0));
    t(seen.lang, "as-of-often", &[("year", number(year)), ("all", number(all))])
}

/// Notes beside a chapter's paragraphs: anchor → HTML.
pub fn notes(
    seen: &Seen,
    books: &Books,
    carrying: &Carrying,
    chapter: &Chapter,
) -> Result<BTreeMap<String, String>, ServiceError> {
    let frame = Frame { lang: seen.lang, ..Frame::default() };
    let ruling: Vec<&String> = chapter.ruling().map(|(id, _)| id).collect();
    let mut notes = BTreeMap::new();
    for id in chapter.clauses.keys() {
        let own = carrying.carries.of_paragraph(id);
        // What cites a heading is told there; its paragraphs tell what cites them alone.
        let exact: Vec<&Carrier> = own.iter().copied().filter(|carrier| carrier.clause == *id).collect();
        let shown = if exact.is_empty() && ruling.contains(&id) { own } else { exact };
        if shown.is_empty() && !ruling.contains(&id) {
            continue;
        }
        let view = carried(seen, books, carrying, id, &shown);
        let html = frame.carried(&view).render();
        notes.insert(id.clone(), html.map_err(|e| ServiceError::Broken(e.to_string()))?);
    }
    Ok(notes)
}

fn carried(seen: &Seen, books: &Books, carrying: &Carrying, id: &str, shown: &[&Carrier]) -> Carried {
    if shown.is_empty() {
        return Carried { summary: seen.lang.t("as-of-nothing-carries"), lines: Vec::new() };
    }
    let line = |carrier: &&Carrier| {
        let above = match carrier.clause == id {
            true => String::new(),
            false => t(seen.lang, "as-of-above", &[("clause", carrier.clause.clone().into())]),
        };
        CarriedLine {
            text: format!("{} · {}{above}", title(seen, books, &carrier.document), place(seen, carrier)),
            href: seen.keep(&format!("{}#{}", href(carrier.document.as_str()), line_id(&carrier.place))),
            note: often(seen, carrying.often(books, carrier)),
        }
    };
    let count = ("places", Arg::from(shown.len()));
    let summary = match carrying.often_paragraph(books, id) {
        Some(Often { all, year }) => {
            let number = |n: i64| Arg::from(u64::try_from(n).unwrap_or(0));
            t(seen.lang, "as-of-carried-often", &[count, ("year", number(year)), ("all", number(all))])
        }
        None => t(seen.lang, "as-of-carried", &[count]),
    };
    Carried { summary, lines: shown.iter().map(line).collect() }
}

/// A document's places with the words of the paragraphs that they cite.
pub fn said(seen: &Seen, books: &Books, carrying: &Carrying, id: &DocumentId) -> Vec<Said> {
    let said = |carrier: &Carrier| {
        let words = books.clause(seen.lang, &carrier.clause).unwrap_or_default();
        Said {
            id: line_id(&carrier.place),
            place: place(seen, carrier),
            clause: Link { text: carrier.clause.clone(), href: seen.keep(&clause::href(&carrier.clause)) },
            words: clause_words(&carrier.clause, words),
            often: often(seen, carrying.often(books, carrier)),
        }
    };
    carrying.carries.by(id).map(said).collect()
}
