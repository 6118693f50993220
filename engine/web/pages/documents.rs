//! Controlled documents: what is in force, chapters to read, any other as the text that was approved.

use axum::extract::Path;
use axum::response::Response;
use guicheng_core::document::{DocumentId, DocumentKind as Kind};
use guicheng_core::text::Lang;

use crate::lang::{self, Say, t};
use crate::service::{Books, Changed, Problem, ServiceError, bilingual};
use crate::store::tables::change::ChangeStatus;
use crate::store::tables::document::{DocumentRow, RevisionRow};
use crate::web::answer::{href as href_of, ok};
use crate::web::session::Seen;
use crate::web::views::{
    Cell, Chip, Column, DocumentKind, DocumentPage, DocumentsPage, Grid, GridRow, Here, Link, Revision, Tone,
};
use crate::web::when::When;

use super::chapter::chapter;
use super::clause;

type Entry = (DocumentRow, Option<RevisionRow>);

/// `GET /documents`
pub async fn list(seen: Seen) -> Response {
    let page = list_page(&seen).await;
    seen.answer(page).await
}

/// `GET /documents/{id}`, such as `/documents/policies/complaint`
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let page = page(&seen, DocumentId::parse(&id)).await;
    seen.answer(page).await
}

/// `GET /manual/{chapter}`: in the reader's language, else in the other one.
pub async fn manual(Path(number): Path<String>, seen: Seen) -> Response {
    let id = chapter_id(&seen, &number);
    let page = page(&seen, id).await;
    seen.answer(page).await
}

fn chapter_id(seen: &Seen, number: &str) -> Option<DocumentId> {
    let books = seen.books().ok()?;
    let kinds = match seen.lang {
        Lang::Zh => [Kind::ChapterZh, Kind::ChapterEn],
        Lang::En => [Kind::ChapterEn, Kind::ChapterZh],
    };
    let ids = kinds.into_iter().filter_map(|kind| DocumentId::of(kind, number));
    ids.into_iter().find(|id| books.document(id).is_some())
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
    let when = seen.when()?;
    let documents = seen.service.documents().await?;
    let kind = |(kinds, key): &(&[&str], &str)| {
        let rows = documents.iter().filter(|(row, _)| kinds.contains(&row.kind.as_str()));
        let rows = rows.filter(|(row, _)| !is_other_language(&row.id, seen.lang));
        let title = seen.lang.t(key);
        let rows: Vec<GridRow> = rows.map(|entry| grid_row(seen, &when, entry)).collect();
        DocumentKind { grid: grid(seen, title.clone(), rows), title }
    };
    let kinds = KINDS.iter().map(kind).filter(|kind| !kind.grid.rows.is_empty()).collect();
    let changed = seen.service.changed_on_disk().iter().map(|change| changed(seen, change)).collect();
    ok(&DocumentsPage { frame: seen.frame(Here::Documents).await?, changed, kinds })
}

/// Chapters are listed in the reader's language.
fn is_other_language(id: &str, lang: Lang) -> bool {
    let other = match lang {
        Lang::Zh => "manual/en/",
        Lang::En => "manual/zh/",
    };
    id.starts_with(other)
}

fn grid(seen: &Seen, caption: String, rows: Vec<GridRow>) -> Grid {
    let column = |key: &str| Column { title: seen.lang.t(key), number: false };
    let columns =
        ["pages-document-title", "pages-document-path", "pages-document-revision", "pages-document-from"];
    Grid { caption, columns: columns.map(column).into(), rows, empty: String::new(), compact: true }
}

fn grid_row(seen: &Seen, when: &When, (row, revision): &Entry) -> GridRow {
    let title = bilingual(&row.title).get(seen.lang).to_owned();
    let label = revision.as_ref().map(|revision| revision.label.clone()).unwrap_or_default();
    let from = revision.as_ref().and_then(|revision| revision.effective_from);
    let from = from.map(|from| lang::date(seen.lang, when.civil(from).date())).unwrap_or_default();
    let cells =
        vec![Cell::link(title, href(&row.id)), Cell::text(&row.path), Cell::text(label), Cell::text(from)];
    GridRow { cells }
}

/// Where a document is read.
fn href(id: &str) -> String {
    match id.strip_prefix("manual/zh/").or_else(|| id.strip_prefix("manual/en/")) {
        Some(number) => format!("/manual/{number}"),
        None => format!("/documents/{id}"),
    }
}

fn changed(seen: &Seen, change: &Changed) -> String {
    let say = |key: &str, id: &str| t(seen.lang, key, &[("document", id.into())]);
    match change {
        Changed::Differs(id) => say("pages-changed-differs", id),
        Changed::New(id) => say("pages-changed-new", id),
        Changed::Missing(id) => say("pages-changed-missing", id),
    }
}

fn id_of(change: &Changed) -> &str {
    match change {
        Changed::Differs(id) | Changed::New(id) | Changed::Missing(id) => id,
    }
}

async fn page(seen: &Seen, id: Option<DocumentId>) -> Result<Response, ServiceError> {
    let missing = || ServiceError::NotFound(Problem::new("no-such-document", []));
    let (books, when) = (seen.books()?, seen.when()?);
    let id = id.ok_or_else(missing)?;
    let source = books.document(&id).and_then(|document| document.source.as_ref()).ok_or_else(missing)?;
    let documents = seen.service.documents().await?;
    let (row, revision) = documents.iter().find(|(row, _)| row.id == id.as_str()).ok_or_else(missing)?;
    let chapter_of = id.kind().chapter_lang().and_then(|lang| books.chapter(lang, id.name()));
    let (html, contents) = match chapter_of {
        Some(found) => {
            let (html, contents) =
                chapter(source.text.get(found.front_matter.end as usize..).unwrap_or_default());
            (Some(html), contents)
        }
        None => (None, Vec::new()),
    };
    let changed = seen.service.changed_on_disk().iter().find(|change| id_of(change) == id.as_str());
    ok(&DocumentPage {
        title: bilingual(&row.title).get(seen.lang).to_owned(),
        revision: shown_revision(revision.as_ref(), &row.path),
        status: Chip::new(Tone::Ok, seen.lang.t("pages-in-force")),
        approved: revision.as_ref().map(|r| approved(seen, &when, r)).unwrap_or_default(),
        changed: changed.map(|change| self::changed(seen, change)).unwrap_or_default(),
        contents,
        source: if html.is_some() { String::new() } else { source.text.to_string() },
        chapter: html,
        related: related(seen, &books, &id).into_iter().chain(changing(seen, &id).await?).collect(),
        frame: seen.frame(Here::Documents).await?,
    })
}

fn shown_revision(revision: Option<&RevisionRow>, path: &str) -> Revision {
    let label = revision.map(|revision| revision.label.as_str()).unwrap_or_default();
    Revision {
        label: format!("{path} {label}"),
        hash: revision.map(|revision| revision.hash.to_string()).unwrap_or_default(),
        href: String::new(),
    }
}

fn approved(seen: &Seen, when: &When, revision: &RevisionRow) -> String {
    let from = revision
        .effective_from
        .map(|from| lang::date(seen.lang, when.civil(from).date()))
        .unwrap_or_default();
    t(seen.lang, "pages-in-force-since", &[("label", revision.label.as_str().into()), ("from", from.into())])
}

/// Where the reader may change it: in a change of theirs that is being prepared, or in a new one.
async fn changing(seen: &Seen, id: &DocumentId) -> Result<Vec<Link>, ServiceError> {
    let mut links = Vec::new();
    for change in seen.service.changes(&seen.caller, Some(ChangeStatus::Draft)).await? {
        if change.author == seen.caller.person {
            let number = t(
                seen.lang,
                "editor-number",
                &[("number", change.number.clone().unwrap_or_default().into())],
            );
            links.push(Link {
                text: t(seen.lang, "editor-change-in", &[("change", number.into())]),
                href: format!("/changes/{}/documents/{id}", change.id),
            });
        }
    }
    let may = seen.service.start_view(&seen.caller, crate::limits::CHANGE_POLICY, seen.lang).await;
    if may.is_ok_and(|view| view.caller.is_some()) {
        let address = href_of("/changes/new", &[("document", id.as_str())]);
        links.push(Link { text: seen.lang.t("editor-change-this"), href: address });
    }
    Ok(links)
}

/// What carries a chapter out, or the chapter that a document carries out.
fn related(seen: &Seen, books: &Books, id: &DocumentId) -> Vec<Link> {
    let policy = |policy: &std::sync::Arc<guicheng_core::policy::Policy>| Link {
        text: policy.title.get(seen.lang).to_owned(),
        href: format!("/documents/policies/{}", policy.id),
    };
    let clause =
        |id: &str| Link { text: t(seen.lang, "web-clause", &[("id", id.into())]), href: clause::href(id) };
    match id.kind() {
        Kind::ChapterZh | Kind::ChapterEn => books
            .policies()
            .filter(|policy| policy.clause.as_deref() == Some(id.name()))
            .map(policy)
            .collect(),
        Kind::Policy => {
            let found = books.policy(id.name());
            let tried = found.map(|policy| Link {
                text: seen.lang.t("simulate-page-try"),
                href: format!("/simulate/{}", policy.id),
            });
            found.and_then(|policy| policy.clause.as_deref()).map(clause).into_iter().chain(tried).collect()
        }
        Kind::Form => {
            books.form(id.name()).and_then(|form| form.clause.as_deref()).map(clause).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
