//! The editor of one document of a change, as a page: open, save, check, tell the stories, join, throw a draft away.

use axum::extract::Path;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use guicheng_core::document::DocumentKind as Kind;
use guicheng_core::value::Hash;

use crate::edge::random_bytes;
use crate::lang::{self, Say, starting_text, t};
use crate::service::{Content, Saved, ServiceError, Sheet, Text, from_field, join, to_field};
use crate::web::answer::{html, see};
use crate::web::assets;
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{Chip, EditorPage, Here, Link, Notice, Tone};
use crate::web::when::When;

use super::super::form::Pairs;
use super::super::task::{late, whole};
use super::trying::{Asked, parts};
use super::{editor_of, names, number, title};

/// What is shown besides what is saved.
#[derive(Default)]
struct Shown {
    status: StatusCode,
    notices: Vec<Notice>,
    /// What was typed; else the draft, else what is saved.
    text: Option<String>,
    /// The other text to be compared at once.
    compare: &'static str,
    /// Hash of the text that the typed one began from.
    began: Option<Hash>,
    rebase: bool,
    stories: bool,
}

/// `GET /changes/{id}/documents/{document}`
pub async fn get(Path((id, document)): Path<(String, String)>, seen: Seen) -> Response {
    let notice = match seen.asked("done") {
        "saved" => Some("editor-saved"),
        "forgotten" => Some("editor-forgotten"),
        _ => None,
    };
    let notices = notice.map(|key| Notice { tone: Tone::Ok, text: seen.lang.t(key) });
    let shown = Shown { notices: notices.into_iter().collect(), ..Shown::default() };
    let page = opened(&seen, &id, &document, shown).await;
    seen.answer(page).await
}

/// `POST /changes/{id}/documents/{document}`: the button says what (`turn`). What was typed is never lost: whatever is
/// refused comes back with it.
pub async fn post(
    Path((id, document)): Path<(String, String)>,
    Posted { by: seen, pairs }: Posted<Seen>,
) -> Response {
    let done = match turn(&seen, &id, &document, &pairs).await {
        Err(error @ (ServiceError::Refused(_) | ServiceError::Conflict(_))) => {
            let told = seen.service.tell(&error, seen.lang);
            let mut shown = typed(&pairs);
            shown.status = crate::web::refused::status(&error);
            shown.notices.push(late(whole(&told)));
            opened(&seen, &id, &document, shown).await
        }
        other => other,
    };
    seen.answer(done).await
}

/// What a form sent, to be shown again.
fn typed(pairs: &Pairs) -> Shown {
    Shown {
        text: Some(first(pairs, "text").to_owned()),
        began: began(pairs),
        rebase: first(pairs, "rebase") == "yes",
        ..Shown::default()
    }
}

/// Hash of the text that was opened; none for a document that was not there.
pub fn began(pairs: &Pairs) -> Option<Hash> {
    first(pairs, "began").parse().ok()
}

async fn turn(seen: &Seen, id: &str, path: &str, pairs: &Pairs) -> Result<Response, ServiceError> {
    let document = super::document(path)?;
    let text = first(pairs, "text");
    let here = |done: &str| Ok(see(&format!("{}?done={done}", editor_of(id, path))));
    match first(pairs, "turn") {
        "save" => save(seen, id, path, pairs).await,
        "run" => opened(seen, id, path, Shown { stories: true, ..typed(pairs) }).await,
        "forget" => {
            seen.service.drop_draft(&seen.caller, id, &document).await?;
            here("forgotten")
        }
        "join" => {
            let sheet = seen.service.sheet(&seen.caller, id, &document).await?;
            let field =
                |text: &Option<Text>| text.as_ref().map(|text| to_field(&text.bytes)).unwrap_or_default();
            let (joined, clashes) = join(&field(&sheet.base), text, &field(&sheet.in_force));
            let notice = match clashes {
                0 => Notice { tone: Tone::Ok, text: seen.lang.t("editor-joined") },
                n => Notice {
                    tone: Tone::Soon,
                    text: t(seen.lang, "editor-joined-clashes", &[("count", n.into())]),
                },
            };
            let shown = Shown { text: Some(joined), rebase: true, compare: "force", ..typed(pairs) };
            opened(seen, id, path, Shown { notices: vec![notice], ..shown }).await
        }
        // `check`, and the return key.
        _ => opened(seen, id, path, typed(pairs)).await,
    }
}

async fn save(seen: &Seen, id: &str, path: &str, pairs: &Pairs) -> Result<Response, ServiceError> {
    let document = super::document(path)?;
    let sheet = seen.service.sheet(&seen.caller, id, &document).await?;
    let like = sheet.begins().or(sheet.in_force.as_ref()).map(|text| text.bytes.as_slice());
    let bytes = from_field(first(pairs, "text"), like);
    let saved = match first(pairs, "rebase") {
        "yes" => seen.service.rebase_sheet(&seen.caller, id, &document, began(pairs), bytes).await?,
        _ => {
            let content = Content::Bytes(bytes);
            seen.service.save_sheet(&seen.caller, id, &document, began(pairs), content).await?
        }
    };
    match saved {
        Saved::Done(_) => Ok(see(&format!("{}?done=saved", editor_of(id, path)))),
        // Both texts are shown; saving again then replaces the other one, knowingly.
        Saved::Meanwhile(sheet) => {
            let shown = Shown {
                status: StatusCode::CONFLICT,
                notices: vec![late(seen.lang.t("editor-meanwhile"))],
                began: sheet.began(),
                compare: "theirs",
                ..typed(pairs)
            };
            page(seen, *sheet, shown).await
        }
    }
}

async fn opened(seen: &Seen, id: &str, path: &str, shown: Shown) -> Result<Response, ServiceError> {
    let sheet = seen.service.sheet(&seen.caller, id, &super::document(path)?).await?;
    page(seen, sheet, shown).await
}

async fn page(seen: &Seen, sheet: Sheet, mut shown: Shown) -> Result<Response, ServiceError> {
    let when = seen.when()?;
    let document = &sheet.document;
    // What becomes obsolete is shown as it is; a new document begins with an example of its kind.
    let saved = match sheet.begins().or(sheet.in_force.as_ref()) {
        Some(text) => to_field(&text.bytes),
        None => starting_text(document, seen.lang),
    };
    let mut began = if shown.text.is_some() { shown.began } else { sheet.began() };
    let draft = sheet.draft.as_ref().map(|draft| (draft, to_field(&draft.bytes)));
    let draft = draft.filter(|(_, text)| *text != saved && sheet.view.may_edit);
    let mut text = saved.clone();
    if let Some(typed) = shown.text.take() {
        text = typed.replace("\r\n", "\n");
    } else if let Some((row, typed)) = &draft {
        text = typed.clone();
        began = row.base_hash;
        let at = when.moment(row.at);
        shown.notices.push(soon(t(seen.lang, "editor-draft", &[("at", at.into())])));
        if row.base_hash != sheet.began() {
            shown.notices.push(soon(seen.lang.t("editor-draft-old")));
        }
    }
    shown.notices.extend(sheet.others.iter().map(|other| soon(typing(seen, &when, other))));
    if sheet.stale() && !shown.rebase {
        shown.notices.push(soon(seen.lang.t("editor-stale-how")));
    }
    if sheet.obsolete {
        shown.notices.push(soon(seen.lang.t("editor-obsolete-how")));
    }
    let asked = Asked { change: &sheet.view.change.id, document, text: &text, stories: shown.stories };
    let parts = parts(seen, asked).await?.parts;
    let nonce: String = random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    let change = t(seen.lang, "editor-number", &[("number", number(&sheet.view.change).into())]);
    let title = title(seen, document).await?;
    let page = EditorPage {
        change: Link { text: change, href: format!("/changes/{}", sheet.view.change.id) },
        path: document.path(),
        status: super::status(seen, &sheet.view.change),
        action: editor_of(&sheet.view.change.id, document.as_str()),
        began: began.map(|hash| hash.to_string()).unwrap_or_default(),
        rebase: shown.rebase,
        stale: sheet.stale(),
        others: others(seen, &sheet, &text, shown.compare),
        compare: shown.compare.to_owned(),
        config: names::config(seen, &sheet, &title, &nonce).to_string(),
        draft: draft.is_some(),
        stories: matches!(document.kind(), Kind::Policy | Kind::Scenarios),
        may_edit: sheet.view.may_edit,
        notices: shown.notices,
        title,
        text,
        parts,
        frame: seen.frame(Here::Changes).await?,
    };
    let mut answer = html(shown.status, &page);
    if let Ok(policy) = HeaderValue::try_from(assets::editor_security_policy(&nonce)) {
        answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(answer)
}

fn soon(text: String) -> Notice {
    Notice { tone: Tone::Soon, text }
}

/// Who else is typing, and since when.
pub fn typing(seen: &Seen, when: &When, other: &crate::service::Typing) -> String {
    let args = [("person", other.name.as_str().into()), ("since", when.moment(other.since).into())];
    lang::t(seen.lang, "editor-typing", &args)
}

/// Texts to compare with: what somebody else saved meanwhile, what is saved, what is in force.
fn others(seen: &Seen, sheet: &Sheet, text: &str, compare: &str) -> Vec<(String, String, String)> {
    let mut others = Vec::new();
    let mut add = |word: &str, name: String, other: &Option<Text>| {
        let other = other.as_ref().map(|other| to_field(&other.bytes));
        if let Some(other) = other.filter(|other| other != text) {
            others.push((word.to_owned(), name, other));
        }
    };
    let saved =
        if compare == "theirs" { ("theirs", "editor-text-theirs") } else { ("saved", "editor-text-saved") };
    add(saved.0, seen.lang.t(saved.1), &sheet.saved);
    let label = sheet.in_force.as_ref().map(|text| text.label.clone()).unwrap_or_default();
    add("force", t(seen.lang, "editor-text-force", &[("label", label.into())]), &sheet.in_force);
    if sheet.stale() {
        let label = sheet.base.as_ref().map(|text| text.label.clone()).unwrap_or_default();
        add("base", t(seen.lang, "editor-text-base", &[("label", label.into())]), &sheet.base);
    }
    for (name, draft) in &sheet.left {
        let (word, name) = (format!("left-{}", draft.person), name.as_str());
        let draft =
            Some(Text { label: String::new(), hash: Hash::of(&draft.bytes), bytes: draft.bytes.clone() });
        add(&word, t(seen.lang, "editor-text-left", &[("name", name.into())]), &draft);
    }
    others
}

/// The chip of a finding's weight.
pub fn weight(seen_lang: crate::lang::Lang, weight: crate::service::Weight) -> Chip {
    use crate::service::Weight;
    let (tone, key) = match weight {
        Weight::Error => (Tone::Late, "check-error"),
        Weight::Warning => (Tone::Soon, "check-warning"),
        Weight::Note => (Tone::Plain, "check-note"),
    };
    Chip::new(tone, seen_lang.t(key))
}
