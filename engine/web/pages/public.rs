//! What customers may read without signing in (manual 1-1.4): chapters that the list of distribution marks public, as
//! they are in force. Nothing of cases, people, or what carries a chapter out; no other revision.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::document::{DocumentId, DocumentKind as Kind};
use guicheng_core::text::Lang;

use crate::lang::{self, Say, t};
use crate::service::{Books, ServiceError};
use crate::web::answer::html;
use crate::web::refused;
use crate::web::session::Visitor;
use crate::web::views::{Link, PublicPage};
use crate::web::when::When;

use super::chapter::chapter;

/// `GET /public`
pub async fn list(visitor: Visitor) -> Response {
    let books = match visitor.service.library() {
        Ok(books) => books,
        Err(error) => return refused::plainly(visitor.lang, &error),
    };
    let link = |id: &DocumentId| Link {
        text: title(&books, id, visitor.lang),
        href: format!("/public/{}", id.name()),
    };
    let chapters = public(&books).iter().map(link).collect();
    let page = PublicPage {
        title: visitor.lang.t("readings-public"),
        chapters,
        frame: visitor.frame(),
        ..PublicPage::default()
    };
    html(StatusCode::OK, &page)
}

/// `GET /public/{chapter}`
pub async fn get(Path(number): Path<String>, visitor: Visitor) -> Response {
    match page(&visitor, &number).await {
        Ok(Some(page)) => html(StatusCode::OK, &page),
        Ok(None) => refused::page(visitor.lang, StatusCode::NOT_FOUND, "pages-nowhere"),
        Err(error) => refused::plainly(visitor.lang, &error),
    }
}

async fn page(visitor: &Visitor, number: &str) -> Result<Option<PublicPage>, ServiceError> {
    let (service, lang) = (&visitor.service, visitor.lang);
    let books = service.library()?;
    let Some(id) = public(&books).into_iter().find(|id| id.name() == number) else { return Ok(None) };
    // The Chinese text rules; its translation is shown where it was translated.
    let kind = if lang == Lang::En { Kind::ChapterEn } else { Kind::ChapterZh };
    let shown = DocumentId::of(kind, number).filter(|id| books.document(id).is_some()).unwrap_or(id);
    let source = books.document(&shown).and_then(|document| document.source.as_ref());
    let found = shown.kind().chapter_lang().and_then(|lang| books.chapter(lang, number));
    let (Some(source), Some(found)) = (source, found) else { return Ok(None) };
    let (text, _) = chapter(source.text.get(found.front_matter.end as usize..).unwrap_or_default());
    let documents = service.documents().await?;
    let revision = documents.into_iter().find(|(row, _)| row.id == shown.as_str());
    let Some(revision) = revision.and_then(|(_, revision)| revision) else { return Ok(None) };
    let when = When::of(lang, &books, service.now());
    let from = revision.effective_from.map(|from| lang::date(lang, when.civil(from).date()));
    let args = [("label", revision.label.as_str().into()), ("from", from.unwrap_or_default().into())];
    Ok(Some(PublicPage {
        title: title(&books, &shown, lang),
        in_force: t(lang, "pages-in-force-since", &args),
        chapter: Some(text),
        chapters: Vec::new(),
        frame: visitor.frame(),
    }))
}

fn title(books: &Books, id: &DocumentId, lang: Lang) -> String {
    let chapter = id.kind().chapter_lang().and_then(|of| books.chapter(of, id.name()));
    chapter.map(|chapter| chapter.title.get(lang).to_owned()).unwrap_or_default()
}

/// Chapters that the list of distribution marks public.
fn public(books: &Books) -> Vec<DocumentId> {
    let Some(list) = books.distribution() else { return Vec::new() };
    let is_public =
        |id: &DocumentId| id.kind() == Kind::ChapterZh && list.rule(id).is_some_and(|rule| rule.public);
    books.documents().map(|(id, _)| id.clone()).filter(is_public).collect()
}
