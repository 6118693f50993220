//! The auditor's trace, how much of the manual is carried out, and suspects: for programs.

use axum::Json;
use axum::extract::{Path, State};
use guicheng_core::document::Coverage;
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::{Show, Words};
use crate::limits;
use crate::service::{CaseTrace, DocumentTrace, PersonTrace, Service, TraceMatch, bilingual};

/// What a word may mean.
#[derive(Serialize, ToSchema)]
pub(super) struct TraceMatches {
    /// What it names exactly first.
    items: Vec<TraceMatch>,
}

/// Cases, documents and people whose number, title or name a word is or is contained in. Needs a post that reads everything.
#[utoipa::path(get, path = "/trace", operation_id = "findTraceable", tag = "trace",
    params(("q" = String, Query, description = "A number, a title, a name, or a part of it")),
    responses((status = 200, body = TraceMatches), Refusals))]
pub(super) async fn find(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<TraceMatches>, ApiError> {
    let word = params.take("q").unwrap_or_default();
    if word.trim().is_empty() {
        params.problem("q", "required", vec![]);
    }
    params.finish()?;
    Ok(Json(TraceMatches { items: service.trace_find(&asker.caller, &word, asker.lang).await? }))
}

/// From a case to the revisions it ran on, and who stands behind each. The verdicts come from the ledger and its replay.
#[utoipa::path(get, path = "/trace/cases/{id}", operation_id = "traceCase", tag = "trace",
    params(("id" = String, Path, description = "The case's id or number")),
    responses((status = 200, body = CaseTrace), Refusals))]
pub(super) async fn case(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<CaseTrace>, ApiError> {
    params.finish()?;
    Ok(Json(service.trace_case(&asker.caller, &id, asker.lang).await?))
}

/// From a document to its revisions, and to every case that ran on each. Needs a post that reads everything.
#[utoipa::path(get, path = "/trace/documents/{id}", operation_id = "traceDocument", tag = "trace",
    params(
        ("id" = String, Path, description = "The document's id, such as `policies/complaint`"),
        ("page" = Option<i64>, Query, minimum = 0, description = "Page of the lists of cases, from 0 on"),
    ),
    responses((status = 200, body = DocumentTrace), Refusals))]
pub(super) async fn document(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Json<DocumentTrace>, ApiError> {
    let page = params.number("page", 0, limits::API_PAGES).unwrap_or(0);
    params.finish()?;
    Ok(Json(service.trace_document(&asker.caller, &id, page, asker.lang).await?))
}

/// From a person to all they did and signed, and the posts they held then. For the person, and posts that read everything.
#[utoipa::path(get, path = "/trace/people/{id}", operation_id = "tracePerson", tag = "trace",
    params(
        ("id" = String, Path, description = "The person's id"),
        ("page" = Option<i64>, Query, minimum = 0, description = "Page of the acts, from 0 on"),
    ),
    responses((status = 200, body = PersonTrace), Refusals))]
pub(super) async fn person(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Json<PersonTrace>, ApiError> {
    let page = params.number("page", 0, limits::API_PAGES).unwrap_or(0);
    params.finish()?;
    Ok(Json(service.trace_person(&asker.caller, &id, page, asker.lang).await?))
}

/// How much of the manual is carried out.
#[derive(Serialize, ToSchema)]
pub(super) struct CoverageOut {
    /// Paragraphs that rule something: with an anchor, no headings, not declared informative.
    ruling: usize,
    /// Of these, those that a document cites, or one above or below them.
    carried: usize,
    /// Hundredths, rounded down; null where nothing rules.
    percent: Option<usize>,
    chapters: Vec<ChapterOut>,
}

/// A chapter.
#[derive(Serialize, ToSchema)]
#[schema(as = ChapterCoverage)]
struct ChapterOut {
    /// Its number.
    chapter: String,
    ruling: usize,
    carried: usize,
    percent: Option<usize>,
    /// Anchors of paragraphs that nothing carries out.
    uncovered: Vec<String>,
}

/// How much of the manual is carried out, and what nothing carries out.
#[utoipa::path(get, path = "/manual/coverage", operation_id = "getCoverage", tag = "documents",
    params(("at" = Option<String>, Query, description = "A past moment (RFC 3339) or date; now if left out")),
    responses((status = 200, body = CoverageOut), Refusals))]
pub(super) async fn coverage(
    State(service): State<Service>,
    _asker: Asker,
    mut params: Params,
) -> Result<Json<CoverageOut>, ApiError> {
    let at = params.at(&service)?;
    params.finish()?;
    let (books, moment) = service.books_at(at).await?;
    let coverage = service.carrying(&books, moment).await?.coverage;
    let ruling = coverage.iter().map(|coverage| coverage.ruling).sum();
    let carried = coverage.iter().map(Coverage::carried).sum();
    let chapter = |coverage: Coverage| ChapterOut {
        ruling: coverage.ruling,
        carried: coverage.carried(),
        percent: Coverage::percent(coverage.carried(), coverage.ruling),
        chapter: coverage.chapter,
        uncovered: coverage.uncovered,
    };
    Ok(Json(CoverageOut {
        ruling,
        carried,
        percent: Coverage::percent(carried, ruling),
        chapters: coverage.into_iter().map(chapter).collect(),
    }))
}

/// Documents in force.
#[derive(Serialize, ToSchema)]
pub(super) struct InForce {
    items: Vec<InForceOut>,
}

/// A document with its revision in force.
#[derive(Serialize, ToSchema)]
#[schema(as = DocumentInForce)]
struct InForceOut {
    id: String,
    /// `policy`, `form`, `chapter` …
    kind: String,
    title: Words,
    /// Post id of whoever keeps it.
    owner: Option<String>,
    number: Option<String>,
    /// `A/0`
    label: String,
    /// SHA-256 of its bytes.
    hash: String,
    /// `effective`, or `superseded` and the like where a past moment was asked for.
    status: String,
    #[schema(format = DateTime)]
    effective_from: Option<String>,
    #[schema(format = DateTime)]
    effective_to: Option<String>,
}

/// The documents that are in force, or were at a past moment.
#[utoipa::path(get, path = "/documents", operation_id = "listDocuments", tag = "documents",
    params(("at" = Option<String>, Query, description = "A past moment (RFC 3339) or date; now if left out")),
    responses((status = 200, body = InForce), Refusals))]
pub(super) async fn documents(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<InForce>, ApiError> {
    let at = params.at(&service)?;
    params.finish()?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let found = service.documents_at(at).await?;
    let items = found.into_iter().map(|(row, revision)| InForceOut {
        id: row.id,
        kind: row.kind,
        title: (&bilingual(&row.title)).into(),
        owner: row.owner_post,
        number: row.number,
        label: revision.label,
        hash: revision.hash.to_string(),
        status: revision.status.word().to_owned(),
        effective_from: revision.effective_from.map(|at| show.at(at)),
        effective_to: revision.effective_to.map(|at| show.at(at)),
    });
    Ok(Json(InForce { items: items.collect() }))
}

/// Suspect places that nobody has cleared.
#[derive(Serialize, ToSchema)]
pub(super) struct Suspects {
    items: Vec<SuspectOut>,
}

/// A place that somebody must look at.
#[derive(Serialize, ToSchema)]
#[schema(as = Suspect)]
struct SuspectOut {
    id: String,
    /// The document to look at.
    document: String,
    /// Keys joined by dots, or the paragraph's anchor.
    place: String,
    clause: String,
    /// The end that did not change: `carrier`, `paragraph` or `translation`.
    side: String,
    /// The case of the change that brought it.
    change: String,
    #[schema(format = DateTime)]
    since: String,
}

/// Lists suspect places that nobody has cleared.
#[utoipa::path(get, path = "/suspects", operation_id = "listSuspects", tag = "documents", responses((status = 200, body = Suspects), Refusals))]
pub(super) async fn suspects(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
) -> Result<Json<Suspects>, ApiError> {
    params.finish()?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let found = service.suspects(&asker.caller, None).await?;
    let items = found.into_iter().map(|found| SuspectOut {
        id: found.row.id,
        document: found.row.document,
        place: found.row.place,
        clause: found.row.clause,
        side: found.row.side,
        change: found.row.change,
        since: show.at(found.row.since),
    });
    Ok(Json(Suspects { items: items.collect() }))
}
