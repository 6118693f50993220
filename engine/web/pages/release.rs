//! The first release (批准发布令): everybody sees what waits, the general manager signs for it.

use crate::lang::{Say, t};
use crate::limits;
use crate::service::{DEMO_PASSWORD, Problem, ServiceError, bilingual};
use crate::store::tables::change::SignatureRow;
use crate::store::tables::document::DocumentRow;
use crate::web::answer::{html, post_title, see};
use crate::web::guard::Posted;
use crate::web::refused;
use crate::web::session::Seen;
use crate::web::views::{Cell, Column, Grid, GridRow, Here, Notice, ReleasePage, Sign, Tone};
use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::value::Hash;

use super::documents::{KINDS, is_other_language};
use super::sign;

/// What was wrong with what was sent.
#[derive(Default)]
struct Back {
    status: StatusCode,
    notice: Option<Notice>,
    error: String,
    code_wrong: bool,
}

/// `GET /release`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen, Back::default()).await;
    seen.answer(page).await
}

/// `POST /release`
pub async fn post(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let done = match release(&seen, &pairs).await {
        Ok(()) => return see("/release?done=1"),
        Err(error) => error,
    };
    let told = seen.service.tell(&done, seen.lang);
    let status = refused::status(&done);
    let back = match sign::is_for_it(&told.code) {
        true => Back {
            status,
            code_wrong: told.code.starts_with("code-"),
            error: told.message.clone(),
            notice: None,
        },
        false => {
            let notice = Some(Notice { tone: Tone::Late, text: told.message.clone() });
            Back { status, notice, ..Back::default() }
        }
    };
    let page = page(&seen, back).await;
    seen.answer(page).await
}

async fn release(seen: &Seen, pairs: &super::form::Pairs) -> Result<(), ServiceError> {
    let Some(signing) = sign::sent(pairs) else {
        return Err(ServiceError::Refused(Problem::new("signing-needed", [])));
    };
    seen.service.release_first(&seen.caller, &signing).await
}

async fn page(seen: &Seen, back: Back) -> Result<Response, ServiceError> {
    let (service, lang) = (&seen.service, seen.lang);
    let waiting = service.waiting().await?;
    let released = service.is_released();
    let about = match (released, seen.asked("done")) {
        (true, "1") => lang.t("change-release-done"),
        (true, _) => lang.t("change-release-made"),
        (false, _) => t(lang, "change-release-about", &[("count", waiting.len().into())]),
    };
    let checked = match released {
        true => String::new(),
        false => {
            let (errors, warnings) = service.waiting_findings();
            let args = [("errors", errors.into()), ("warnings", warnings.into())];
            t(lang, "change-release-checked", &args)
        }
    };
    let made = service.first_release().await?;
    let documents: Vec<(DocumentRow, Hash)> = match &made {
        Some(made) => made.documents.clone(),
        None => waiting.into_iter().map(|waiting| (waiting.document, waiting.revision.hash)).collect(),
    };
    let page = ReleasePage {
        frame: seen.frame(Here::Documents).await?,
        notice: back.notice.clone(),
        about,
        order: t(lang, "change-release-words", &[("count", documents.len().into())]),
        signed: match &made {
            Some(made) => signed(seen, &made.signature)?,
            None => Vec::new(),
        },
        checked,
        documents: grid(seen, documents),
        sign: if released { None } else { part(seen, &back).await? },
    };
    Ok(html(if back.status == StatusCode::default() { StatusCode::OK } else { back.status }, &page))
}

/// By whom and when the order was signed, and what proves it.
fn signed(seen: &Seen, row: &SignatureRow) -> Result<Vec<(String, String)>, ServiceError> {
    let (lang, books, when) = (seen.lang, seen.books()?, seen.when()?);
    let post = row.post.as_deref().map(|post| post_title(&books, post, lang)).unwrap_or_default();
    let who = [("name", row.name.as_str().into()), ("post", post.into())];
    let line = |key: &str, words: String| (lang.t(&format!("change-release-{key}")), words);
    let factors = if row.factors == "password+code" { "both" } else { "password" };
    Ok(vec![
        line("by", t(lang, "sign-by", &who)),
        line("at", when.full(row.at)),
        line("proof", lang.t(&format!("change-release-proof-{factors}"))),
        line("entry", row.entry.to_string()),
        line("covers", row.covers.to_string()),
    ])
}

/// The signature's part of the form, for whoever may make the release.
async fn part(seen: &Seen, back: &Back) -> Result<Option<Sign>, ServiceError> {
    let (service, lang) = (&seen.service, seen.lang);
    if !seen.caller.posts.iter().any(|held| held.post == limits::RELEASE_POST && !held.delegate) {
        return Ok(None);
    }
    let means = service.means_of(&seen.caller.person).await?;
    let post = post_title(&*seen.books()?, limits::RELEASE_POST, lang);
    let who = [("name", seen.caller.name.as_str().into()), ("post", post.into())];
    Ok(Some(Sign {
        who: t(lang, "sign-who", &who),
        username: seen.caller.person.clone(),
        meanings: vec![sign::statement(lang, "approve")],
        covers: lang.t("change-release-covers-all"),
        seen: service.waiting_hash().await?.to_string(),
        asks_code: means.code,
        cannot: if means.password { String::new() } else { lang.t("account-no-password") },
        error: back.error.clone(),
        code_wrong: back.code_wrong,
        label: lang.t(if back.code_wrong { "account-code" } else { "sign-title" }),
        demo: match service.may_enter_freely() {
            true => t(lang, "sign-demo", &[("password", DEMO_PASSWORD.into())]),
            false => String::new(),
        },
    }))
}

fn grid(seen: &Seen, mut documents: Vec<(DocumentRow, Hash)>) -> Grid {
    let lang = seen.lang;
    let column = |key: &str| Column { title: lang.t(key), number: false };
    // The manual first, then what carries it out: as in the list of documents.
    let place = |kind: &str| KINDS.iter().position(|(kinds, _)| kinds.contains(&kind)).unwrap_or(KINDS.len());
    documents.sort_by_cached_key(|(row, _)| {
        (place(&row.kind), is_other_language(&row.id, lang), row.path.clone())
    });
    let row = |(document, hash): &(DocumentRow, Hash)| GridRow {
        cells: vec![
            Cell {
                text: bilingual(&document.title).get(lang).to_owned(),
                href: format!("/documents/{}?rev={}", document.id, limits::FIRST_REVISION),
                note: document.path.clone(),
                chip: None,
            },
            Cell::text(document.number.clone().unwrap_or_default()),
            Cell::text(limits::FIRST_REVISION.to_owned()),
            Cell::text(hash.to_string()),
        ],
    };
    Grid {
        caption: lang.t("change-release-documents"),
        columns: vec![
            column("change-release-document"),
            column("change-release-number"),
            column("change-release-revision"),
            column("change-release-hash"),
        ],
        rows: documents.iter().map(row).collect(),
        ..Grid::default()
    }
}
