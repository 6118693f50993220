//! The first release (批准发布令): everybody sees what waits, the general manager signs for it.

use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::value::Hash;

use crate::lang::{Say, t};
use crate::limits;
use crate::service::{DEMO_PASSWORD, Problem, ServiceError, Waiting, bilingual};
use crate::web::answer::{html, post_title, see};
use crate::web::guard::{Posted, first};
use crate::web::refused;
use crate::web::session::Seen;
use crate::web::views::{Cell, Column, Grid, GridRow, Here, Notice, ReleasePage, Sign, Tone};

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
            error: sign::said(seen.lang, &told),
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
    let hash: Option<Hash> = first(pairs, "sign.seen").parse().ok();
    let hash = hash.ok_or_else(|| ServiceError::Conflict(Problem::new("release-seen-old", [])))?;
    let proof = seen.service.prove_again(&seen.caller, &signing.password, &signing.code).await?;
    seen.service.release_first(&seen.caller, &proof, hash).await
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
    let page = ReleasePage {
        frame: seen.frame(Here::Documents).await?,
        notice: back.notice.clone(),
        about,
        checked,
        documents: grid(seen, &waiting),
        sign: if released { None } else { part(seen, &back).await? },
    };
    Ok(html(if back.status == StatusCode::default() { StatusCode::OK } else { back.status }, &page))
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
        covers: lang.t("change-release-covers"),
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

fn grid(seen: &Seen, waiting: &[Waiting]) -> Grid {
    let lang = seen.lang;
    let column = |key: &str| Column { title: lang.t(key), number: false };
    let row = |waiting: &Waiting| GridRow {
        cells: vec![
            Cell {
                text: bilingual(&waiting.document.title).get(lang).to_owned(),
                href: format!("/documents/{}", waiting.document.id),
                note: waiting.document.path.clone(),
                chip: None,
            },
            Cell::text(waiting.document.number.clone().unwrap_or_default()),
            Cell::text(waiting.revision.label.clone()),
            Cell::text(waiting.revision.hash.to_string()),
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
        rows: waiting.iter().map(row).collect(),
        ..Grid::default()
    }
}
