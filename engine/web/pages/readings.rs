//! What somebody must read: the list, and the part of the reading task's form with each change and its tick.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::document::diff::text::{Piece, words_diff};
use guicheng_core::document::diff::{Difference, Said};

use crate::lang::{self, Say, t};
use crate::service::{DEMO_PASSWORD, READ, Reading, ServiceError, place_key};
use crate::web::answer::{html, ok, see};
use crate::web::guard::Posted;
use crate::web::refused;
use crate::web::session::Seen;
use crate::web::views::{
    Act, Cell, Column, Grid, GridRow, Here, Notice, ReadPart, ReadPiece, ReadPlace, ReadingPage, ReadingRow,
    ReadingsPage, Sign, Tone,
};
use crate::web::when::When;

use super::form::Pairs;
use super::sign;

/// `GET /readings`
pub async fn list(seen: Seen) -> Response {
    let page = page(&seen).await;
    seen.answer(page).await
}

async fn page(seen: &Seen) -> Result<Response, ServiceError> {
    let when = seen.when()?;
    let mine = seen.service.readings(&seen.caller).await?;
    let unread = match seen.service.reads_all(&seen.caller)? {
        true => Some(unread(seen, &when, &seen.service.unread(&seen.caller).await?)),
        false => None,
    };
    let rows = mine.iter().map(|reading| row(seen, &when, reading)).collect();
    ok(&ReadingsPage { frame: seen.frame(Here::Documents).await?, rows, unread })
}

fn row(seen: &Seen, when: &When, reading: &Reading) -> ReadingRow {
    let lang = seen.lang;
    let say = |key: &str, name: &'static str, value: String| t(lang, key, &[(name, value.into())]);
    let number = reading.number.clone().unwrap_or_default();
    ReadingRow {
        title: called(seen, reading),
        notes: vec![
            say("readings-change", "number", number),
            say("readings-since", "at", when.moment(reading.row.since)),
            t(lang, "readings-changed", &[("count", reading.places.len().into())]),
        ],
        read: reading
            .row
            .read_at
            .map(|at| say("readings-read-at", "at", when.moment(at)))
            .unwrap_or_default(),
        task: href(reading),
    }
}

/// Where something is read and signed: in its task, or where there is none on a page of its own.
fn href(reading: &Reading) -> String {
    match (&reading.row.read_at, &reading.task) {
        (Some(_), _) => String::new(),
        (None, Some(task)) => format!("/tasks/{task}"),
        (None, None) => format!("/readings/{}", reading.row.document),
    }
}

/// `GET /readings/{document}`
pub async fn get(Path(document): Path<String>, seen: Seen) -> Response {
    let page = one(&seen, &document, &Vec::new(), None).await;
    seen.answer(page).await
}

/// `POST /readings/{document}`: signs that everything was read.
pub async fn post(Path(document): Path<String>, Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let signing = sign::sent(&pairs);
    let done = seen.service.acknowledge(&seen.caller, &document, ticked(&pairs), signing.as_ref()).await;
    let page = match done {
        Ok(()) => return see("/readings"),
        Err(error @ (ServiceError::Refused(_) | ServiceError::Conflict(_))) => {
            one(&seen, &document, &pairs, Some(error)).await
        }
        Err(error) => Err(error),
    };
    seen.answer(page).await
}

async fn one(
    seen: &Seen,
    document: &str,
    pairs: &Pairs,
    refused: Option<ServiceError>,
) -> Result<Response, ServiceError> {
    let readings = seen.service.to_read(&seen.caller, document).await?;
    if let (Some(task), None) = (readings.iter().find_map(|reading| reading.task.as_ref()), &refused) {
        return Ok(see(&format!("/tasks/{task}")));
    }
    let told = refused.as_ref().map(|error| seen.service.tell(error, seen.lang));
    let beside = told.as_ref().filter(|told| sign::is_for_it(&told.code));
    let above = told.as_ref().filter(|told| !sign::is_for_it(&told.code));
    let page = ReadingPage {
        frame: seen.frame(Here::Documents).await?,
        notice: above.map(|told| Notice { tone: Tone::Late, text: told.message.clone() }),
        title: readings
            .first()
            .map_or_else(|| seen.lang.t("readings-title"), |reading| called(seen, reading)),
        action: format!("/readings/{document}"),
        act: Act { reads: parts(seen, &readings, &ticked(pairs)), ..Act::default() },
        sign: match readings.is_empty() {
            true => None,
            false => Some(proof(seen, beside).await?),
        },
    };
    let status = refused.as_ref().map_or(StatusCode::OK, refused::status);
    Ok(html(status, &page))
}

/// The signature's part of the form.
async fn proof(seen: &Seen, wrong: Option<&crate::service::Told>) -> Result<Sign, ServiceError> {
    let (service, lang) = (&seen.service, seen.lang);
    let means = service.means_of(&seen.caller.person).await?;
    let code_wrong = wrong.is_some_and(|told| told.code.starts_with("code-"));
    Ok(Sign {
        who: t(lang, "sign-who-person", &[("name", seen.caller.name.as_str().into())]),
        username: seen.caller.person.clone(),
        meanings: vec![sign::statement(lang, READ)],
        covers: lang.t("readings-covers"),
        seen: String::new(),
        asks_code: means.code,
        cannot: if means.password { String::new() } else { lang.t("account-no-password") },
        error: wrong.map(|told| told.message.clone()).unwrap_or_default(),
        code_wrong,
        label: lang.t(if code_wrong { "account-code" } else { "sign-title" }),
        demo: match service.may_enter_freely() {
            true => t(lang, "sign-demo", &[("password", DEMO_PASSWORD.into())]),
            false => String::new(),
        },
    })
}

fn called(seen: &Seen, reading: &Reading) -> String {
    format!("{} {}", reading.title.get(seen.lang), reading.row.label)
}

fn unread(seen: &Seen, when: &When, unread: &[Reading]) -> Grid {
    let column = |key: &str| Column { title: seen.lang.t(key), number: false };
    let columns = [
        "readings-column-person",
        "readings-column-document",
        "readings-column-since",
        "readings-column-state",
    ];
    let row = |reading: &Reading| GridRow {
        cells: vec![
            Cell::text(&reading.name),
            Cell::text(called(seen, reading)),
            Cell::text(when.moment(reading.row.since)),
            Cell::chip(Tone::Soon, seen.lang.t("readings-to-read")),
        ],
    };
    Grid {
        caption: seen.lang.t("readings-unread"),
        columns: columns.map(column).into(),
        rows: unread.iter().map(row).collect(),
        empty: seen.lang.t("readings-unread-empty"),
        compact: false,
    }
}

/// The ticks that a form brought.
pub fn ticked(pairs: &Pairs) -> Vec<String> {
    pairs.iter().filter(|(name, _)| name == "read").map(|(_, key)| key.clone()).collect()
}

/// What the task of a change asks its signer to read; nothing for every other task.
pub async fn part(seen: &Seen, case: &str, pairs: Option<&Pairs>) -> Result<Vec<ReadPart>, ServiceError> {
    let ticked = pairs.map(ticked).unwrap_or_default();
    let readings = seen.service.readings_of_task(&seen.caller, case).await?;
    Ok(parts(seen, &readings, &ticked))
}

fn parts(seen: &Seen, readings: &[Reading], ticked: &[String]) -> Vec<ReadPart> {
    let part = |reading: &Reading| {
        let place = |(n, difference): (usize, &Difference)| {
            let key = place_key(&reading.row.document, n);
            ReadPlace { ticked: ticked.contains(&key), key, ..shown(seen, difference) }
        };
        ReadPart {
            title: called(seen, reading),
            places: reading.places.iter().enumerate().map(place).collect(),
        }
    };
    readings.iter().map(part).collect()
}

/// A paragraph with its words marked; anything else in a sentence.
fn shown(seen: &Seen, difference: &Difference) -> ReadPlace {
    if difference.what != "paragraph" {
        let words = lang::diff::difference(seen.lang, difference);
        return ReadPlace { words, ..ReadPlace::default() };
    }
    let text = |said: &Option<Said>| match said {
        Some(Said::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let piece = |piece: Piece| match piece {
        Piece::Same(text) => ReadPiece { text, ..ReadPiece::default() },
        Piece::Old(text) => ReadPiece { text, old: true, new: false },
        Piece::New(text) => ReadPiece { text, old: false, new: true },
    };
    ReadPlace {
        clause: difference.clause.clone().unwrap_or_default(),
        pieces: words_diff(&text(&difference.old), &text(&difference.new)).into_iter().map(piece).collect(),
        ..ReadPlace::default()
    }
}
