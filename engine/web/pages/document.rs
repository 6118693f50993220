//! One controlled document: a revision of it as text or as a chapter to read, all its revisions, what it carries out.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use guicheng_core::document::diff::text::{Block, Piece, blocks};
use guicheng_core::document::{Carries, Chapter, DocumentId, DocumentKind as Kind, Library};
use guicheng_core::text::{Findings, Lang};
use guicheng_core::value::Moment;

use crate::lang::{self, Arg, Say, t, t_attr};
use crate::service::{Books, Changed, DocumentAt, Problem, ServiceError, bilingual};
use crate::store::tables::change::{ChangeStatus, SignatureRow};
use crate::store::tables::document::{DocumentRow, RevisionRow, RevisionStatus};
use crate::web::answer::{ok, post_title};
use crate::web::session::Seen;
use crate::web::views::{
    Cell, Chip, Column, DiffLine, DocumentPage, Grid, GridRow, Here, Link, Older, Revision, Suspect, Tone,
};
use crate::web::when::When;

use super::documents::{changed, numbered};
use super::{carried, chapter, clause, suspects};

/// Lines around a difference.
const CONTEXT: usize = 2;

/// `GET /documents/{id}`, such as `/documents/policies/complaint`; `rev=A/0` asks for that revision, `at=…` for the one
/// in force then.
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let page = page(&seen, DocumentId::parse(&id)).await;
    seen.answer(page).await
}

/// `GET /manual/{chapter}`: in the reader's language, else in the other one.
pub async fn manual(Path(number): Path<String>, seen: Seen) -> Response {
    let page = async { page(&seen, chapter_id(&seen, &number).await?).await }.await;
    seen.answer(page).await
}

async fn chapter_id(seen: &Seen, number: &str) -> Result<Option<DocumentId>, ServiceError> {
    let (books, _) = seen.books_at(seen.at()?).await?;
    let kinds = match seen.lang {
        Lang::Zh => [Kind::ChapterZh, Kind::ChapterEn],
        Lang::En => [Kind::ChapterEn, Kind::ChapterZh],
    };
    let mut ids = kinds.into_iter().filter_map(|kind| DocumentId::of(kind, number));
    Ok(ids.find(|id| books.document(id).is_some()))
}

fn missing() -> ServiceError {
    ServiceError::NotFound(Problem::new("no-such-document", []))
}

/// What the page is about.
struct Shown<'a> {
    seen: &'a Seen,
    when: When,
    books: Arc<Books>,
    id: DocumentId,
    row: DocumentRow,
    revisions: Vec<RevisionRow>,
    /// Which of them is shown.
    at: usize,
    /// It is the one in force at the moment that is looked at.
    in_force: bool,
    text: String,
}

impl<'a> Shown<'a> {
    async fn of(
        seen: &'a Seen,
        id: DocumentId,
        books: Arc<Books>,
        at: Option<Moment>,
    ) -> Result<Shown<'a>, ServiceError> {
        let label = Some(seen.asked("rev")).filter(|label| !label.is_empty());
        let found = seen.service.document_at(id.as_str(), label, at).await?;
        let DocumentAt { row, revisions, at, in_force } = found;
        let text = seen.service.text_of(&revisions[at].hash).await?;
        let when = seen.when()?;
        Ok(Shown { in_force, seen, when, books, id, row, revisions, at, text })
    }

    fn revision(&self) -> &RevisionRow {
        &self.revisions[self.at]
    }

    /// The shown text as a chapter.
    fn chapter(&self) -> Option<Chapter> {
        let lang = self.id.kind().chapter_lang()?;
        let library = Library::read([(self.id.path(), &self.text)], &mut Findings::new());
        library.chapter(lang, self.id.name()).map(|chapter| (**chapter).clone())
    }

    fn status(&self, revision: &RevisionRow) -> Chip {
        let tone = match revision.status {
            RevisionStatus::Effective => Tone::Ok,
            RevisionStatus::Superseded | RevisionStatus::Obsolete => Tone::Plain,
            _ => Tone::Soon,
        };
        Chip::new(tone, t_attr(self.seen.lang, "trace-state", revision.status.word(), &[]))
    }

    fn day(&self, at: Option<Moment>) -> String {
        at.map(|at| lang::date(self.seen.lang, self.when.civil(at).date())).unwrap_or_default()
    }
}

async fn page(seen: &Seen, id: Option<DocumentId>) -> Result<Response, ServiceError> {
    let at = seen.at()?;
    let (books, moment) = seen.books_at(at).await?;
    let shown = Shown::of(seen, id.ok_or_else(missing)?, Arc::clone(&books), at).await?;
    let carrying = seen.service.carrying(&books, moment).await?;
    let (html, contents) = match shown.chapter() {
        Some(found) => {
            let notes = match shown.in_force {
                true => carried::notes(seen, &books, &carrying, &found)?,
                false => Default::default(), // what carries another revision out is not known to these documents
            };
            let body = shown.text.get(found.front_matter.end as usize..).unwrap_or_default();
            let (html, contents) = chapter::with_notes(body, &notes);
            (Some(html), contents)
        }
        None => (None, Vec::new()),
    };
    let names = seen.names().await?;
    let on_disk = seen.service.changed_on_disk().iter().filter(|_| at.is_none());
    let on_disk = on_disk.filter(|change| id_of(change) == shown.id.as_str());
    let (diff_title, diff) = diff(&shown).await?;
    let trace = match seen.service.reads_all(&seen.caller)? {
        true => format!("/trace/documents/{}", shown.id),
        false => String::new(),
    };
    ok(&DocumentPage {
        title: bilingual(&shown.row.title).get(seen.lang).to_owned(),
        revision: shown_revision(shown.revision(), &shown.row.path),
        status: match shown.in_force {
            true => Chip::new(Tone::Ok, seen.lang.t("pages-in-force")),
            false => shown.status(shown.revision()),
        },
        approved: approved(&shown),
        changed: on_disk.map(|change| changed(seen, change)).next().unwrap_or_default(),
        contents,
        source: if html.is_some() { String::new() } else { shown.text.clone() },
        chapter: html,
        related: match at {
            None => {
                related(seen, &books, &shown.id).into_iter().chain(changing(seen, &shown.id).await?).collect()
            }
            Some(_) => related(seen, &books, &shown.id),
        },
        past: seen.past(at)?,
        older: older(&shown),
        kept: kept(&shown).await?,
        revisions: revisions(&shown, &names),
        pending: if at.is_none() { pending(&shown).await? } else { Vec::new() },
        languages: languages(&shown),
        signatures: signatures(&shown).await?,
        diff_title,
        diff,
        said: if shown.in_force { carried::said(seen, &books, &carrying, &shown.id) } else { Vec::new() },
        suspects: if at.is_none() { suspect(&shown, &names).await? } else { Vec::new() },
        trace,
        frame: seen.frame(Here::Documents).await?,
    })
}

fn id_of(change: &Changed) -> &str {
    match change {
        Changed::Differs(id) | Changed::New(id) | Changed::Missing(id) => id,
    }
}

fn shown_revision(revision: &RevisionRow, path: &str) -> Revision {
    Revision {
        label: format!("{path} {}", revision.label),
        hash: revision.hash.to_string(),
        href: String::new(),
    }
}

fn approved(shown: &Shown<'_>) -> String {
    let revision = shown.revision();
    let from = shown.day(revision.effective_from);
    if from.is_empty() {
        return String::new();
    }
    let args = [("label", revision.label.as_str().into()), ("from", from.into())];
    match revision.effective_to.filter(|_| !shown.in_force) {
        None => t(shown.seen.lang, "pages-in-force-since", &args),
        Some(to) => {
            let [label, from] = args;
            t(shown.seen.lang, "as-of-was-in-force", &[label, from, ("to", shown.day(Some(to)).into())])
        }
    }
}

/// Said above a revision that is not the one in force.
fn older(shown: &Shown<'_>) -> Older {
    if shown.in_force || shown.seen.asked("rev").is_empty() {
        return Older::default();
    }
    let label = shown.revision().label.as_str();
    Older {
        text: t(shown.seen.lang, "as-of-older", &[("label", label.into())]),
        href: shown.seen.keep(&carried::href(shown.id.as_str())),
    }
}

/// `编号 SC-8.14 · 主管岗位：客户主任 · 下次复审：2027 年 11 月 23 日`.
async fn kept(shown: &Shown<'_>) -> Result<String, ServiceError> {
    let (number, owner) = numbered(&shown.books, &shown.row);
    let lang = shown.seen.lang;
    let mut words = Vec::new();
    if !number.is_empty() {
        words.push(t(lang, "as-of-numbered", &[("number", number.into())]));
    }
    if let Some(owner) = owner {
        let post = post_title(&shown.books, &owner, lang);
        words.push(t(lang, "as-of-kept-by", &[("post", post.into())]));
    }
    if shown.in_force && shown.seen.asked("at").is_empty() {
        let due = shown.seen.service.review_due(&shown.books, &shown.id, shown.revision()).await?;
        words.extend(due.map(|due| t(lang, "as-of-review-due", &[("date", lang::date(lang, due).into())])));
    }
    Ok(words.join(" · "))
}

fn revisions(shown: &Shown<'_>, names: &std::collections::BTreeMap<String, String>) -> Grid {
    let row = |revision: &RevisionRow| {
        let path = format!("/documents/{}", shown.id);
        let href = crate::web::answer::href(&path, &[("rev", &revision.label)]);
        let to = revision.effective_to.map(|to| shown.day(Some(to))).unwrap_or_default();
        let chip = shown.status(revision);
        let change = match &revision.change {
            Some(id) => Cell::link(shown.seen.lang.t("as-of-change"), format!("/changes/{id}")),
            None => Cell::text(shown.seen.lang.t("trace-first-release")),
        };
        let by = revision.by_person.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
        GridRow {
            cells: vec![
                Cell::link(&revision.label, shown.seen.keep(&href)),
                Cell::chip(chip.tone, chip.text),
                Cell::text(shown.day(revision.effective_from)),
                Cell::text(to),
                Cell::text(by.unwrap_or_default()),
                change.with_note(revision.reason.clone()),
            ],
        }
    };
    let column = |key: &str| Column { title: shown.seen.lang.t(key), number: false };
    let columns =
        ["trace-revision", "trace-status", "trace-from", "trace-to", "trace-author", "trace-change"];
    Grid {
        caption: shown.seen.lang.t("trace-all-revisions"),
        columns: columns.map(column).into(),
        rows: shown.revisions.iter().rev().map(row).collect(),
        empty: String::new(),
        compact: false,
    }
}

/// Changes of the document that have not come to their end.
async fn pending(shown: &Shown<'_>) -> Result<Vec<Link>, ServiceError> {
    let mut links = Vec::new();
    for change in shown.seen.service.changes_under_way(shown.id.as_str()).await? {
        let number = change.number.clone().unwrap_or_default();
        let status = match change.status {
            ChangeStatus::Approved => "approved",
            ChangeStatus::InReview => "in_review",
            _ => "draft",
        };
        let status = t_attr(shown.seen.lang, "trace-state", status, &[]);
        links.push(Link {
            text: format!("{number} {} · {status}", change.title),
            href: format!("/changes/{}", change.id),
        });
    }
    Ok(links)
}

/// The same chapter in the other language.
fn languages(shown: &Shown<'_>) -> Vec<Link> {
    let (kind, tag) = match shown.id.kind() {
        Kind::ChapterZh => (Kind::ChapterEn, "en"),
        Kind::ChapterEn => (Kind::ChapterZh, "zh-CN"),
        _ => return Vec::new(),
    };
    let twin = DocumentId::of(kind, shown.id.name()).filter(|id| shown.books.document(id).is_some());
    let link = |id: DocumentId| Link {
        text: t_attr(shown.seen.lang, "as-of-language", tag, &[]),
        href: shown.seen.keep(&format!("/documents/{id}")),
    };
    twin.map(link).into_iter().collect()
}

async fn signatures(shown: &Shown<'_>) -> Result<Grid, ServiceError> {
    let lang = shown.seen.lang;
    let signed = shown.seen.service.signatures_for(shown.revision()).await?;
    let row = |signed: &SignatureRow| {
        let meaning = match crate::lang::has_attr("trace-sign", &signed.meaning) {
            true => t_attr(lang, "trace-sign", &signed.meaning, &[]),
            false => signed.meaning.clone(),
        };
        let post = signed.post.as_deref().map(|post| post_title(&shown.books, post, lang));
        GridRow {
            cells: vec![
                Cell::text(meaning),
                Cell::text(&signed.name).with_note(post.unwrap_or_default()),
                Cell::text(shown.when.full(signed.at)),
            ],
        }
    };
    let column = |key: &str| Column { title: lang.t(key), number: false };
    Ok(Grid {
        caption: lang.t("trace-signatures"),
        columns: ["trace-meaning", "trace-who", "trace-at"].map(column).into(),
        rows: signed.iter().filter(|signed| signed.voided_at.is_none()).map(row).collect(),
        empty: lang.t("trace-no-signatures"),
        compact: true,
    })
}

/// What the revision shown changed in the one before it.
async fn diff(shown: &Shown<'_>) -> Result<(String, Vec<DiffLine>), ServiceError> {
    let Some(before) = shown.at.checked_sub(1).and_then(|at| shown.revisions.get(at)) else {
        return Ok((String::new(), Vec::new()));
    };
    let old = shown.seen.service.text_of(&before.hash).await?;
    let args: [(&str, Arg<'_>); 2] =
        [("old", before.label.as_str().into()), ("new", shown.revision().label.as_str().into())];
    let line = |block: Block| match block {
        Block::Folded(lines) => DiffLine {
            folded: t(shown.seen.lang, "as-of-folded", &[("lines", u64::from(lines).into())]),
            pieces: Vec::new(),
        },
        Block::Same { lines, .. } => {
            DiffLine { folded: String::new(), pieces: vec![("same", lines.join("\n"))] }
        }
        Block::Changed { pieces, .. } => {
            let piece = |piece: Piece| match piece {
                Piece::Same(text) => ("same", text),
                Piece::Old(text) => ("gone", text),
                Piece::New(text) => ("new", text),
            };
            DiffLine { folded: String::new(), pieces: pieces.into_iter().map(piece).collect() }
        }
    };
    let lines = blocks(&old, &shown.text, CONTEXT).into_iter().map(line).collect();
    Ok((t(shown.seen.lang, "as-of-diff", &args), lines))
}

async fn suspect(
    shown: &Shown<'_>,
    names: &std::collections::BTreeMap<String, String>,
) -> Result<Vec<Suspect>, ServiceError> {
    let seen = shown.seen;
    let found = seen.service.suspects(&seen.caller, Some(shown.id.as_str())).await?;
    let carries = Carries::of(&shown.books);
    let view = |found| suspects::view(seen, &shown.when, &shown.books, &carries, names, found);
    Ok(found.into_iter().map(view).collect())
}

/// What carries a chapter out, or the chapter that a document carries out.
fn related(seen: &Seen, books: &Books, id: &DocumentId) -> Vec<Link> {
    let policy = |policy: &std::sync::Arc<guicheng_core::policy::Policy>| Link {
        text: policy.title.get(seen.lang).to_owned(),
        href: seen.keep(&format!("/documents/policies/{}", policy.id)),
    };
    let clause = |id: &str| Link {
        text: t(seen.lang, "web-clause", &[("id", id.into())]),
        href: seen.keep(&clause::href(id)),
    };
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
        let address = crate::web::answer::href("/changes/new", &[("document", id.as_str())]);
        links.push(Link { text: seen.lang.t("editor-change-this"), href: address });
    }
    Ok(links)
}
