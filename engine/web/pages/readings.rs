//! What somebody must read: the list, and the part of the reading task's form with each change and its tick.

use axum::response::Response;
use guicheng_core::document::diff::text::{Piece, words_diff};
use guicheng_core::document::diff::{Difference, Said};

use crate::lang::{self, Say, t};
use crate::service::{Reading, ServiceError, place_key};
use crate::web::answer::ok;
use crate::web::session::Seen;
use crate::web::views::{
    Cell, Column, Grid, GridRow, Here, ReadPart, ReadPiece, ReadPlace, ReadingRow, ReadingsPage, Tone,
};
use crate::web::when::When;

use super::form::Pairs;

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
        task: reading.task.as_ref().map(|task| format!("/tasks/{task}")).unwrap_or_default(),
    }
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
    Ok(readings.iter().map(part).collect())
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
