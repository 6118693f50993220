//! The list of controlled documents, now or at a past moment.

use std::collections::BTreeMap;

use axum::response::Response;
use guicheng_core::document::{Carries, Coverage, DocumentId};
use guicheng_core::text::Lang;
use jiff::civil::Date;

use crate::lang::{self, Say, t};
use crate::service::{Books, Changed, EXTERNAL, ExternalDocument, ServiceError, bilingual};
use crate::store::tables::document::{DocumentRow, RevisionRow};
use crate::web::answer::{ok, post_title};
use crate::web::session::Seen;
use crate::web::views::{Cell, Column, DocumentKind, DocumentsPage, Grid, GridRow, Here, Link, Tone};
use crate::web::when::When;

use super::carried::href;

type Entry = (DocumentRow, RevisionRow);

/// `GET /documents`
pub async fn list(seen: Seen) -> Response {
    let page = list_page(&seen).await;
    seen.answer(page).await
}

/// Kinds in the order in which people look for them.
pub(super) const KINDS: [(&[&str], &str); 7] = [
    (&["chapter"], "pages-kinds-chapter"),
    (&["policy"], "pages-kinds-policy"),
    (&["table"], "pages-kinds-table"),
    (&["form", "register"], "pages-kinds-form"),
    (&["mail_text"], "pages-kinds-mail"),
    (&["organisation", "appointments", "matrix", "distribution", "calendar"], "pages-kinds-company"),
    (&["scenarios"], "pages-kinds-scenarios"),
];

async fn list_page(seen: &Seen) -> Result<Response, ServiceError> {
    let (when, at) = (seen.when()?, seen.at()?);
    let (books, _) = seen.books_at(at).await?;
    let documents = seen.service.documents_at(at).await?;
    let reviews = match at {
        None => seen.service.reviews_due(&books, &documents).await?,
        Some(_) => BTreeMap::new(), // reviews are a matter of the present
    };
    let today = books.calendar().date(seen.service.now());
    let listing = Listing { seen, when: &when, books: &books, reviews, today };
    let kind = |(kinds, key): &(&[&str], &str)| {
        let rows = documents.iter().filter(|(row, _)| kinds.contains(&row.kind.as_str()));
        let rows = rows.filter(|(row, _)| !is_other_language(&row.id, seen.lang));
        let title = seen.lang.t(key);
        let rows: Vec<GridRow> = rows.map(|entry| listing.row(entry)).collect();
        DocumentKind { grid: grid(seen, title.clone(), rows), title }
    };
    let others: Vec<&str> = documents.iter().map(|(row, _)| row.kind.as_str()).collect();
    let others: Vec<&str> =
        others.into_iter().filter(|kind| !KINDS.iter().any(|(kinds, _)| kinds.contains(kind))).collect();
    let kinds = KINDS.iter().map(kind).chain([kind(&(&others, "as-of-other-kinds"))]);
    let mut kinds: Vec<DocumentKind> = kinds.filter(|kind| !kind.grid.rows.is_empty()).collect();
    // Registers know the present only.
    let external = match at {
        None if books.register(EXTERNAL).is_some() => seen.service.external_documents().await?,
        _ => Vec::new(),
    };
    if !external.is_empty() {
        kinds.push(external_kind(seen, &external, today));
    }
    let changed = match at {
        None => seen.service.changed_on_disk().iter().map(|change| changed(seen, change)).collect(),
        Some(_) => Vec::new(), // what lies on disk is a matter of the present
    };
    ok(&DocumentsPage {
        frame: seen.frame(Here::Documents).await?,
        past: seen.past(at)?,
        links: links(seen, &books, &external, today).await?,
        changed,
        kinds,
    })
}

/// Coverage of the manual, and open suspects.
async fn links(
    seen: &Seen,
    books: &Books,
    external: &[ExternalDocument],
    today: Date,
) -> Result<Vec<Link>, ServiceError> {
    let coverage = Coverage::of(books, &Carries::of(books));
    let ruling = coverage.iter().map(|coverage| coverage.ruling).sum();
    let carried = coverage.iter().map(Coverage::carried).sum();
    let percent = super::coverage::percent(seen, carried, ruling);
    let mut links = vec![Link {
        text: t(seen.lang, "as-of-coverage-link", &[("percent", percent.into())]),
        href: seen.keep("/manual/coverage"),
    }];
    let open = seen.service.suspects(&seen.caller, None).await?.len();
    links.push(Link {
        text: t(seen.lang, "as-of-suspects-link", &[("open", open.into())]),
        href: "/suspects".to_owned(),
    });
    links.push(Link { text: seen.lang.t("as-of-release-link"), href: "/release".to_owned() });
    if !external.is_empty() {
        let due = external.iter().filter(|document| document.due(today)).count();
        let args = [("count", external.len().into()), ("due", due.into())];
        links.push(Link {
            text: t(seen.lang, "as-of-external-link", &args),
            href: format!("/registers/{EXTERNAL}"),
        });
    }
    Ok(links)
}

/// Laws and standards beside the company's own documents, the next review first.
fn external_kind(seen: &Seen, external: &[ExternalDocument], today: Date) -> DocumentKind {
    let (lang, title) = (seen.lang, seen.lang.t("as-of-external"));
    let columns =
        ["pages-document-title", "as-of-number", "as-of-issuer", "pages-document-from", "as-of-next-review"];
    let row = |document: &ExternalDocument| GridRow {
        cells: vec![
            Cell::link(&document.title, format!("/registers/{EXTERNAL}?q={}", document.key))
                .with_note(&document.key),
            Cell::text(&document.number),
            Cell::text(&document.issued_by),
            Cell::text(document.in_force_since.map(|on| lang::date(lang, on)).unwrap_or_default()),
            review(lang, document.review_by, document.due(today)),
        ],
    };
    let rows = external.iter().map(row).collect();
    let column = |key: &str| Column { title: lang.t(key), number: false };
    let columns = columns.map(column).into();
    let grid = Grid { caption: title.clone(), columns, rows, empty: String::new(), compact: true };
    DocumentKind { title, grid }
}

/// When it is reviewed next; marked where that day has come.
fn review(lang: Lang, by: Option<Date>, due: bool) -> Cell {
    let on = by.map(|by| lang::date(lang, by)).unwrap_or_default();
    match due {
        false => Cell::text(on),
        true => Cell::chip(Tone::Late, t(lang, "as-of-review-come", &[("on", on.into())])),
    }
}

/// Chapters are listed in the reader's language.
pub(super) fn is_other_language(id: &str, lang: Lang) -> bool {
    let other = match lang {
        Lang::Zh => "manual/en/",
        Lang::En => "manual/zh/",
    };
    id.starts_with(other)
}

fn grid(seen: &Seen, caption: String, rows: Vec<GridRow>) -> Grid {
    let column = |key: &str| Column { title: seen.lang.t(key), number: false };
    let columns = [
        "pages-document-title",
        "as-of-number",
        "as-of-owner",
        "pages-document-revision",
        "pages-document-from",
        "as-of-next-review",
    ];
    Grid { caption, columns: columns.map(column).into(), rows, empty: String::new(), compact: true }
}

struct Listing<'a> {
    seen: &'a Seen,
    when: &'a When,
    books: &'a Books,
    /// By document.
    reviews: BTreeMap<String, Date>,
    today: Date,
}

impl Listing<'_> {
    fn row(&self, (row, revision): &Entry) -> GridRow {
        let lang = self.seen.lang;
        let title = bilingual(&row.title).get(lang).to_owned();
        let day = |at| lang::date(lang, self.when.civil(at).date());
        let (number, owner) = numbered(self.books, row);
        let owner = owner.map(|post| post_title(self.books, &post, lang));
        GridRow {
            cells: vec![
                Cell::link(title, self.seen.keep(&href(&row.id))).with_note(&row.path),
                Cell::text(number),
                Cell::text(owner.unwrap_or_default()),
                Cell::text(&revision.label),
                Cell::text(revision.effective_from.map(day).unwrap_or_default()),
                match self.reviews.get(&row.id) {
                    Some(due) => review(lang, Some(*due), *due <= self.today),
                    None => Cell::default(),
                },
            ],
        }
    }
}

/// How a file on disk differs, in words.
pub fn changed(seen: &Seen, change: &Changed) -> String {
    let say = |key: &str, id: &str| t(seen.lang, key, &[("document", id.into())]);
    match change {
        Changed::Differs(id) => say("pages-changed-differs", id),
        Changed::New(id) => say("pages-changed-new", id),
        Changed::Missing(id) => say("pages-changed-missing", id),
    }
}

/// A document's number and the post that keeps it: as its row says, else as the chapter itself does.
pub fn numbered(books: &Books, row: &DocumentRow) -> (String, Option<String>) {
    let id = DocumentId::parse(&row.id);
    let chapter = id.and_then(|id| books.chapter(id.kind().chapter_lang()?, id.name()).cloned());
    let number = chapter.as_ref().map(|chapter| chapter.document_number.clone());
    let owner = chapter.and_then(|chapter| chapter.owner.as_ref().map(|owner| owner.value.clone()));
    (row.number.clone().or(number).unwrap_or_default(), row.owner_post.clone().or(owner))
}
