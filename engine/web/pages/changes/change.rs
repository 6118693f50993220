//! One change: its documents, and what its author does with it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::document::{DocumentId, DocumentKind as Kind};

use crate::lang::{Say, t};
use crate::service::{Books, ChangeEdit, ChangeView, Content, Problem, ServiceError, bilingual, notes_of};
use crate::store::tables::change::{ChangeItemRow, ChangeStatus};
use crate::store::tables::inbox::TaskBox;
use crate::web::answer::{html, see};
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{
    Answerable, ChangePage, Chip, FindingRow, Here, ItemRow, Link, Notice, ReviewPart, Tone, Work,
};
use crate::web::when::When;

use super::super::form::Pairs;
use super::super::task::{late, whole};
use super::{editor_of, number, status, title};

/// What is shown besides the change itself.
#[derive(Default)]
struct Shown {
    status: StatusCode,
    notice: Option<Notice>,
    new_name: String,
    new_error: String,
}

/// `GET /changes/{id}`
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let notice = match seen.asked("done") {
        "edited" => Some("editor-done-edited"),
        "gathered" => Some("editor-done-gathered"),
        "withdrawn" => Some("editor-done-withdrawn"),
        _ => None,
    };
    let notice = notice.map(|key| Notice { tone: Tone::Ok, text: seen.lang.t(key) });
    let page = page(&seen, &id, Shown { notice, ..Shown::default() }).await;
    seen.answer(page).await
}

/// `POST /changes/{id}`: the button says what (`turn`).
pub async fn post(Path(id): Path<String>, Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let done = match turn(&seen, &id, &pairs).await {
        Err(error @ (ServiceError::Refused(_) | ServiceError::Conflict(_))) => {
            let told = seen.service.tell(&error, seen.lang);
            let status = crate::web::refused::status(&error);
            page(&seen, &id, Shown { status, notice: Some(late(whole(&told))), ..Shown::default() }).await
        }
        other => other,
    };
    seen.answer(done).await
}

async fn turn(seen: &Seen, id: &str, pairs: &Pairs) -> Result<Response, ServiceError> {
    let (service, caller) = (&seen.service, &seen.caller);
    let document = first(pairs, "document");
    // The version that the page showed: what somebody else did since must be looked at first.
    let version = first(pairs, "version").parse().unwrap_or(-1);
    let back = |done: &str| Ok(see(&format!("/changes/{id}?done={done}")));
    match first(pairs, "turn") {
        "open" => Ok(see(&editor_of(id, super::document(document)?.as_str()))),
        "new" => create(seen, id, pairs).await,
        "remove" => {
            service.remove_item(caller, id, document, version).await?;
            back("edited")
        }
        "end" => {
            service.put_item(caller, id, document, Content::Obsolete, version).await?;
            back("edited")
        }
        "edit" => {
            let wanted = first(pairs, "wanted_at").trim();
            let at = seen.when()?.read(wanted);
            if at.is_none() && !wanted.is_empty() {
                return Err(ServiceError::Refused(Problem::new(
                    "not-a-moment",
                    [("got", wanted.to_owned())],
                )));
            }
            let edit = ChangeEdit {
                title: Some(first(pairs, "title").to_owned()),
                reason: Some(first(pairs, "reason").to_owned()),
                wanted_at: Some(at),
                edition: Some(first(pairs, "edition") == "yes"),
                emergency: Some(first(pairs, "emergency") == "yes"),
                moves: None,
            };
            service.set_change(caller, id, edit, version).await?;
            back("edited")
        }
        "answer" => {
            service.answer_note(caller, id, first(pairs, "key"), first(pairs, "text"), version).await?;
            back("edited")
        }
        "reasons" => {
            let given = service.change_view(caller, id).await?;
            let (notes, mut version) = (notes_of(&given.change), version);
            let reasons = pairs.iter().filter_map(|(name, text)| Some((name.strip_prefix("note.")?, text)));
            for (key, text) in reasons {
                let known = notes.get(key).map_or("", |note| note.text.as_str());
                if known != text.trim() {
                    version = service.answer_note(caller, id, key, text, version).await?.version;
                }
            }
            service.gather_evidence(caller, id).await?;
            back("edited")
        }
        "gather" => {
            service.gather_evidence(caller, id).await?;
            back("gathered")
        }
        "withdraw" => {
            service.withdraw_change(caller, id, version).await?;
            back("withdrawn")
        }
        _ => {
            let notice = Some(late(seen.lang.t("pages-press-a-button")));
            page(seen, id, Shown { notice, ..Shown::default() }).await
        }
    }
}

/// On to the editor of a document that does not exist yet; it becomes part of the change when it is saved.
async fn create(seen: &Seen, id: &str, pairs: &Pairs) -> Result<Response, ServiceError> {
    let name = first(pairs, "name").trim();
    let kind = KINDS.iter().find(|(_, word, _)| *word == first(pairs, "kind")).map(|(kind, ..)| *kind);
    let document = kind.and_then(|kind| DocumentId::of(kind, name));
    let problem = match &document {
        None => Some("editor-new-bad"),
        Some(document) if seen.books()?.document(document).is_some() => Some("editor-new-taken"),
        Some(_) => None,
    };
    match (document, problem) {
        (Some(document), None) => Ok(see(&editor_of(id, document.as_str()))),
        (_, problem) => {
            let new_error = problem.map(|key| seen.lang.t(key)).unwrap_or_default();
            let shown = Shown { status: StatusCode::UNPROCESSABLE_ENTITY, new_error, ..Shown::default() };
            page(seen, id, Shown { new_name: name.to_owned(), ..shown }).await
        }
    }
}

/// Kinds of which there may be a new one: with the word that forms send, and their name. Of the last five there is one
/// in a company, whose name is given.
const KINDS: [(Kind, &str, &str); 13] = [
    (Kind::Policy, "policy", "editor-kind-policy"),
    (Kind::Scenarios, "scenarios", "editor-kind-scenarios"),
    (Kind::Form, "form", "editor-kind-form"),
    (Kind::Register, "register", "editor-kind-register"),
    (Kind::MailText, "mail", "editor-kind-mail"),
    (Kind::Table, "table", "editor-kind-table"),
    (Kind::ChapterZh, "zh", "editor-kind-zh"),
    (Kind::ChapterEn, "en", "editor-kind-en"),
    (Kind::Organisation, "organisation", "editor-kind-organisation"),
    (Kind::Appointments, "appointments", "editor-kind-appointments"),
    (Kind::Calendar, "calendar", "editor-kind-calendar"),
    (Kind::Matrix, "matrix", "editor-kind-matrix"),
    (Kind::Distribution, "distribution", "editor-kind-distribution"),
];

/// Kinds that can be added to what is in force, with their names.
fn kinds(seen: &Seen, books: &Books) -> Vec<(String, String)> {
    let only = |kind: Kind| DocumentId::of(kind, "").is_some_and(|id| books.document(&id).is_some());
    let kinds = KINDS.iter().filter(|(kind, ..)| !only(*kind));
    kinds.map(|(_, word, key)| ((*word).to_owned(), seen.lang.t(key))).collect()
}

async fn page(seen: &Seen, id: &str, shown: Shown) -> Result<Response, ServiceError> {
    let (when, names) = (seen.when()?, seen.names().await?);
    let view = seen.service.change_view(&seen.caller, id).await?;
    let change = &view.change;
    let mut items = Vec::new();
    for item in &view.items {
        let by = names.get(&item.edited_by).unwrap_or(&item.edited_by);
        items.push(item_row(seen, &when, &view, item, by).await?);
    }
    let author = names.get(&change.author).unwrap_or(&change.author).as_str();
    let wanted = match change.wanted_at {
        Some(at) => t(seen.lang, "editor-wanted-at", &[("at", when.full(at).into())]),
        None => seen.lang.t("editor-wanted-at-once"),
    };
    let about = t(
        seen.lang,
        "editor-about",
        &[
            ("author", author.into()),
            ("at", when.moment(change.created_at).into()),
            ("wanted", wanted.into()),
        ],
    );
    let mut frame = seen.frame(Here::Changes).await?;
    frame.notice = shown.notice;
    let mut work = if view.may_edit { Some(work(seen, &when, &view).await?) } else { None };
    if let Some(work) = &mut work {
        (work.new_name, work.new_error) = (shown.new_name, shown.new_error);
    }
    let review = match view.items.is_empty() {
        true => None,
        // Its number, title and reason stand at the head of this page.
        false => Some(ReviewPart {
            number: Link::default(),
            title: String::new(),
            proposed: String::new(),
            answers: if view.may_edit { format!("/changes/{}", change.id) } else { String::new() },
            ..super::super::review::part(seen, id).await?
        }),
    };
    let page = ChangePage {
        number: t(seen.lang, "editor-number", &[("number", number(change).into())]),
        title: change.title.clone(),
        status: status(seen, change),
        about,
        reason: change.reason.clone(),
        cases: Link { text: seen.lang.t("moves-title"), href: format!("/changes/{}/cases", change.id) },
        case: Link { text: seen.lang.t("editor-case"), href: format!("/cases/{}", change.id) },
        tasks: tasks(seen, &change.id).await?,
        notices: notices(seen, &view),
        review,
        items,
        work,
        frame,
    };
    Ok(html(shown.status, &page))
}

/// What the reader has to do in it.
async fn tasks(seen: &Seen, change: &str) -> Result<Vec<Link>, ServiceError> {
    let todo = super::super::inbox::many(seen, TaskBox::Todo).await?;
    let link = |task: &crate::store::tables::task::TaskRow| Link {
        text: bilingual(&task.title).get(seen.lang).to_owned(),
        href: format!("/tasks/{}", task.id),
    };
    Ok(todo.iter().filter(|(task, _)| task.instance == change).map(|(task, _)| link(task)).collect())
}

fn notices(seen: &Seen, view: &ChangeView) -> Vec<Notice> {
    let soon = |text| Notice { tone: Tone::Soon, text };
    let mut notices = Vec::new();
    if !view.stale.is_empty() {
        let documents = crate::lang::list(seen.lang, &view.stale);
        notices.push(soon(t(seen.lang, "editor-stale-documents", &[("documents", documents.into())])));
    }
    if view.may_edit && matches!(view.change.status, ChangeStatus::InReview | ChangeStatus::Approved) {
        notices.push(soon(seen.lang.t("editor-edit-voids")));
    }
    notices
}

async fn item_row(
    seen: &Seen,
    when: &When,
    view: &ChangeView,
    item: &ChangeItemRow,
    by: &str,
) -> Result<ItemRow, ServiceError> {
    let id = super::document(&item.document)?;
    let (tone, key) = match (item.base_hash, item.hash) {
        (_, None) => (Tone::Late, "editor-item-obsolete"),
        (None, _) => (Tone::Info, "editor-item-new"),
        (base, hash) if base == hash => (Tone::Plain, "editor-item-same"),
        _ => (Tone::Info, "editor-item-changed"),
    };
    let (key_note, base) = match &item.base {
        Some(label) => ("editor-item-note", label.as_str()),
        None => ("editor-item-note-new", ""),
    };
    let at = when.moment(item.edited_at);
    Ok(ItemRow {
        title: title(seen, &id).await?,
        path: id.path(),
        href: editor_of(&view.change.id, id.as_str()),
        state: Chip::new(tone, seen.lang.t(key)),
        note: t(seen.lang, key_note, &[("label", base.into()), ("person", by.into()), ("at", at.into())]),
        stale: view.stale.contains(&item.document),
        may_end: item.base_hash.is_some() && item.hash.is_some(),
        id: item.document.clone(),
    })
}

async fn work(seen: &Seen, when: &When, view: &ChangeView) -> Result<Work, ServiceError> {
    let change = &view.change;
    let evidence = seen.service.evidence_of(change).await?;
    let notes = notes_of(change);
    let checked = match (&evidence, view.evidence_current) {
        (None, _) => String::new(),
        (Some(_), false) => seen.lang.t("editor-check-old"),
        (Some(evidence), true) => super::names::checked(seen.lang, evidence),
    };
    let found = evidence.iter().flat_map(|evidence| &evidence.findings).filter(|found| found.new);
    let finding = |found: &crate::service::Found| {
        let key = format!("finding:{}", found.key);
        Answerable {
            answer: notes.get(&key).map(|note| note.text.clone()).unwrap_or_default(),
            finding: FindingRow::of_found(seen.lang, found),
            key,
        }
    };
    Ok(Work {
        action: format!("/changes/{}", change.id),
        version: change.version,
        title: change.title.clone(),
        reason: change.reason.clone(),
        wanted_at: change.wanted_at.map(|at| when.typed(at)).unwrap_or_default(),
        edition: change.edition,
        emergency: change.emergency,
        documents: documents(seen, view).await?,
        kinds: kinds(seen, &*seen.books()?),
        findings: found.map(finding).collect(),
        checked,
        may_withdraw: view.may_withdraw,
        ..Work::default()
    })
}

/// Documents in force that may be put into the change, by kind.
async fn documents(
    seen: &Seen,
    view: &ChangeView,
) -> Result<Vec<(String, Vec<(String, String)>)>, ServiceError> {
    let rows = seen.service.documents().await?;
    let mut kinds: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for (keys, word) in super::super::documents::KINDS {
        let of = rows.iter().filter(|(row, revision)| {
            keys.contains(&row.kind.as_str())
                && revision.is_some()
                && !view.items.iter().any(|item| item.document == row.id)
        });
        let option = |row: &crate::store::tables::document::DocumentRow| {
            let words = format!("{} · {}", bilingual(&row.title).get(seen.lang), row.path);
            (row.id.clone(), words)
        };
        let options: Vec<(String, String)> = of.map(|(row, _)| option(row)).collect();
        if !options.is_empty() {
            kinds.push((seen.lang.t(word), options));
        }
    }
    Ok(kinds)
}
