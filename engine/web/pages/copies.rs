//! Controlled copies: the list, printing, and what the QR code of a copy opens.

use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use guicheng_core::calendar::Sentence;
use guicheng_core::picture::{self, Options};

use crate::lang::{self, Lang, Say, t};
use crate::limits;
use crate::service::{CopyStanding, CopyView, Printable, Service, ServiceError};
use crate::web::answer::{html, ok, post_title, see};
use crate::web::guard::{Posted, first};
use crate::web::print;
use crate::web::session::Seen;
use crate::web::views::{Chip, CopiesPage, CopyCheckPage, CopyRow, Here, MessagePage, Notice, Tone};
use crate::web::when::When;

/// `GET /copies`
pub async fn list(seen: Seen) -> Response {
    let page = list_page(&seen).await.and_then(|page| ok(&page));
    seen.answer(page).await
}

async fn list_page(seen: &Seen) -> Result<CopiesPage, ServiceError> {
    let when = seen.when()?;
    let views = seen.service.copies(&seen.caller).await?;
    let keeps = seen.caller.holds(limits::COPIES_POST);
    let rows = views.iter().map(|view| row(seen, &when, view, keeps)).collect();
    let count = |is: fn(&&CopyView) -> bool| views.iter().filter(is).count().into();
    let sum = [
        ("all", views.len().into()),
        ("valid", count(|view| matches!(view.standing, CopyStanding::Valid(_)))),
        ("out", count(|view| view.outstanding)),
        ("back", count(|view| view.row.returned_at.is_some())),
    ];
    let sum = if views.is_empty() { String::new() } else { t(seen.lang, "copies-sum", &sum) };
    let mut frame = seen.frame(Here::Documents).await?;
    let done = match seen.asked("done") {
        "returned" => Some("copies-done-returned"),
        "recalled" => Some("copies-done-recalled"),
        _ => None,
    };
    frame.notice = done.map(|key| Notice { tone: Tone::Ok, text: seen.lang.t(key) });
    let asks = seen.books()?.policy("document_copy").is_some();
    let ask = if asks { "/start/document_copy".to_owned() } else { String::new() };
    Ok(CopiesPage { frame, ask, sum, rows })
}

fn row(seen: &Seen, when: &When, view: &CopyView, keeps: bool) -> CopyRow {
    let (lang, copy) = (seen.lang, &view.row);
    let (tone, word, since) = words(lang, view.standing);
    let say = |key: &str, name: &'static str, value: String| t(lang, key, &[(name, value.into())]);
    let printed = [("count", copy.printed.into()), ("limit", limits::COPY_PRINTS.into())];
    let mut notes = vec![
        say("copies-holder", "holder", copy.holder.clone()),
        say("copies-issued", "at", when.moment(copy.issued_at)),
        t(lang, "copies-printed", &printed),
    ];
    notes.extend(copy.recalled_at.map(|at| say("copies-recalled", "at", when.moment(at))));
    notes.extend(copy.returned_at.map(|at| say("copies-returned", "at", when.moment(at))));
    CopyRow {
        title: format!("{} {}", view.title.get(lang), copy.label),
        number: copy.number.clone(),
        chip: Chip::new(tone, word),
        since: say("copies-since", "at", when.moment(since)),
        notes,
        outstanding: view.outstanding,
        may_print: view.may_print,
        may_return: copy.returned_at.is_none() && (keeps || view.mine),
        may_recall: matches!(view.standing, CopyStanding::Valid(_)) && (keeps || view.mine),
        ..CopyRow::default()
    }
}

fn words(lang: Lang, standing: CopyStanding) -> (Tone, String, guicheng_core::value::Moment) {
    match standing {
        CopyStanding::Valid(since) => (Tone::Ok, lang.t("copies-valid"), since),
        CopyStanding::Void(since) => (Tone::Late, lang.t("copies-void"), since),
    }
}

/// `POST /copies/print`: the PDF, once its entry is durable.
pub async fn print(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let printed = printed(&seen, first(&pairs, "copy")).await;
    seen.answer(printed).await
}

async fn printed(seen: &Seen, number: &str) -> Result<Response, ServiceError> {
    let copy = seen.service.printable(&seen.caller, number).await?;
    let when = seen.when()?;
    let sheet = print::sheet(&copy, &when, |lang| picture(&copy, lang));
    let made = tokio::task::spawn_blocking(move || print::pdf(&sheet)).await;
    let bytes = match made.map_err(|error| ServiceError::Broken(error.to_string()))? {
        Ok(bytes) => bytes,
        Err(why) => {
            let page = MessagePage {
                title: seen.lang.t("copies-no-pdf"),
                paragraphs: vec![seen.lang.t(why)],
                frame: seen.frame(Here::Documents).await?,
                ..MessagePage::default()
            };
            return Ok(html(StatusCode::SERVICE_UNAVAILABLE, &page));
        }
    };
    seen.service.print(&seen.caller, &copy).await?;
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '_' };
    let name: String = number.chars().map(plain).collect();
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// A policy's picture, as wide as a page.
fn picture(copy: &Printable, lang: Lang) -> String {
    let Some(policy) = copy.books.policy(copy.document.name()) else { return String::new() };
    let say = |sentence: &Sentence| lang::sentence(lang, sentence);
    let post = |post: &str| Some(post_title(&copy.books, post, lang));
    let form = copy.books.form_of(policy);
    picture::svg(
        policy,
        &Options {
            width: Some(super::chart::WIDTH),
            form: form.map(|form| &**form),
            style: Some(picture::Theme::Light),
            ..Options::new(lang, &say, &post)
        },
    )
}

/// `POST /copies/return`
pub async fn give_back(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    match seen.service.return_copy(&seen.caller, first(&pairs, "copy")).await {
        Ok(()) => see("/copies?done=returned"),
        Err(error) => seen.answer(Err(error)).await,
    }
}

/// `POST /copies/recall`: a refusal keeps the reason in its form.
pub async fn recall(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let (copy, reason) = (first(&pairs, "copy"), first(&pairs, "reason"));
    let error = match seen.service.recall_copies(&seen.caller, copy, reason).await {
        Ok(_) => return see("/copies?done=recalled"),
        Err(error @ ServiceError::Refused(_)) => error,
        Err(error) => return seen.answer(Err(error)).await,
    };
    let refused = seen.service.tell(&error, seen.lang).message;
    let page = list_page(&seen).await.map(|mut page| {
        // Told once, by the form; only a copy whose form is gone meanwhile has no such place.
        if !page.rows.iter().any(|row| row.number == copy && row.may_recall) {
            page.frame.notice = Some(Notice { tone: Tone::Late, text: refused.clone() });
        }
        for row in page.rows.iter_mut().filter(|row| row.number == copy) {
            (row.reason, row.refused) = (reason.to_owned(), refused.clone());
        }
        html(StatusCode::UNPROCESSABLE_ENTITY, &page)
    });
    seen.answer(page).await
}

/// `GET /c/{code}`: for whoever holds the paper. Says whether it is valid and since when, and nothing else.
pub async fn check(State(service): State<Service>, Path(code): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = lang::choose(None, accepted);
    if !lookups::one_more() {
        let page = CopyCheckPage::message(lang, lang.t("copies-check-busy"), String::new());
        let mut answer = html(StatusCode::TOO_MANY_REQUESTS, &page);
        answer.headers_mut().insert(RETRY_AFTER, axum::http::HeaderValue::from_static("60"));
        return answer;
    }
    let found = match service.check_copy(&code).await {
        Ok(found) => found,
        Err(error) => return crate::web::refused::plainly(lang, &error),
    };
    let (Some(copy), Ok(books)) = (found, service.library()) else {
        let why = lang.t("copies-check-unknown-why");
        return html(
            StatusCode::NOT_FOUND,
            &CopyCheckPage::message(lang, lang.t("copies-check-unknown"), why),
        );
    };
    let (tone, word, since) = words(lang, copy.standing);
    let when = When::of(lang, &books, service.now());
    let since = lang::date(lang, when.civil(since).date());
    html(
        StatusCode::OK,
        &CopyCheckPage {
            lang,
            valid: tone == Tone::Ok,
            word,
            since: t(lang, "copies-since", &[("at", since.into())]),
            facts: vec![
                (lang.t("copies-check-document"), copy.number),
                (lang.t("copies-check-revision"), copy.label),
                (lang.t("copies-check-copy"), copy.copy),
            ],
            why: String::new(),
        },
    )
}

/// How many codes were looked up in the last minute, by all together: nobody's address is kept.
mod lookups {
    use std::sync::{Mutex, PoisonError};
    use std::time::{Duration, Instant};

    use crate::{edge, limits};

    static WINDOW: Mutex<Option<(Instant, u32)>> = Mutex::new(None);

    /// Counts one; false when there were too many.
    pub fn one_more() -> bool {
        let now = edge::monotonic();
        let mut window = WINDOW.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) =
            window.filter(|(since, _)| now < *since + Duration::from_secs(60)).unwrap_or((now, 0));
        *window = Some((since, count.saturating_add(1)));
        count < limits::COPY_LOOKUPS
    }
}
