//! The demo's clock: what falls due next, moving on, and what happened on the way.

use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::calendar::{Day, Period};
use guicheng_core::value::Moment;

use crate::lang::{self, t};
use crate::limits;
use crate::service::{Advance, Books, Problem, ServiceError, Upcoming, bilingual};
use crate::web::answer::{href, html, see};
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{ClockPage, Event, Here, Link, Timer};
use crate::web::when::When;

use super::case::{task_of, why};
use super::timeline::Telling;

/// `GET /clock`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen, StatusCode::OK, "", String::new()).await;
    seen.answer(page).await
}

/// `POST /clock`
pub async fn post(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let moved = advance(&seen, first(&pairs, "advance").trim()).await;
    seen.answer(moved).await
}

async fn advance(seen: &Seen, typed: &str) -> Result<Response, ServiceError> {
    let (from, since) = (seen.service.now(), seen.service.ledger_size().await?);
    let result = match read(seen, typed)? {
        Some(how) => seen.service.advance(&seen.caller, how).await,
        None => Err(ServiceError::Refused(Problem::new("clock-length", [("got", typed.to_owned())]))),
    };
    match result {
        Ok(_) => Ok(see(&href("/clock", &[("since", &since.to_string()), ("from", &from.0.to_string())]))),
        Err(error @ ServiceError::Refused(_)) => {
            let message = seen.service.tell(&error, seen.lang).message;
            page(seen, StatusCode::UNPROCESSABLE_ENTITY, typed, message).await
        }
        Err(error) => Err(error),
    }
}

/// `next`, a period (`15d`), a date (its opening time), or date and time.
fn read(seen: &Seen, typed: &str) -> Result<Option<Advance>, ServiceError> {
    if typed == "next" {
        return Ok(Some(Advance::Next));
    }
    if let Ok(period) = Period::parse(typed) {
        return Ok(Some(Advance::By(period)));
    }
    if let Ok(date) = typed.parse::<jiff::civil::Date>()
        && typed.len() == "2026-12-08".len()
    {
        return Ok(seen.books()?.calendar().opening(date).ok().map(Advance::To));
    }
    Ok(seen.when()?.read(typed).map(Advance::To))
}

async fn page(seen: &Seen, status: StatusCode, typed: &str, error: String) -> Result<Response, ServiceError> {
    let (when, books) = (seen.when()?, seen.books()?);
    let upcoming = seen.service.upcoming(limits::CLOCK_LISTED).await?;
    let (moved, fired) = moved(seen, &when, &books).await?;
    let page = ClockPage {
        now: when.full(when.now),
        day: day(seen, &books.calendar().day(when.civil(when.now).date())),
        timers: upcoming.iter().map(|next| timer(seen, &when, &books, next)).collect(),
        typed: if typed == "next" { String::new() } else { typed.to_owned() },
        error,
        moved,
        fired,
        frame: seen.frame(Here::Clock).await?,
    };
    Ok(html(status, &page))
}

fn day(seen: &Seen, day: &Day<'_>) -> String {
    let said: Vec<String> =
        day.explain().iter().map(|sentence| lang::sentence(seen.lang, sentence)).collect();
    lang::list(seen.lang, &said)
}

fn timer(seen: &Seen, when: &When, books: &Books, next: &Upcoming) -> Timer {
    let policy = books.policy(&next.policy).map(|policy| &**policy);
    let title = policy.map(|policy| policy.title.get(seen.lang).to_owned()).unwrap_or_default();
    let Some((case, timer)) = &next.timer else {
        return Timer {
            what: t(seen.lang, "pages-schedule", &[("procedure", title.into())]),
            when: when.moment(next.at),
            ..Timer::default()
        };
    };
    let names = Default::default();
    let telling = Telling { when, books, policy, names: &names };
    let task = task_of(&timer.what).and_then(|number| next.titles.get(&number));
    Timer {
        what: telling.timer(&timer.what, task.map(|title| title.get(seen.lang).to_owned())),
        when: when.moment(next.at),
        why: why(seen, books, timer, &next.calendar_label),
        case: Link { text: super::cases::number(case), href: format!("/cases/{}", case.id) },
    }
}

/// After a move: from when to when, and what happened since that entry.
async fn moved(seen: &Seen, when: &When, books: &Books) -> Result<(String, Vec<Event>), ServiceError> {
    let (Ok(since), Ok(from)) = (seen.asked("since").parse::<i64>(), seen.asked("from").parse::<i64>())
    else {
        return Ok((String::new(), Vec::new()));
    };
    let names = seen.names().await?;
    let mut events = Vec::new();
    for (line, case) in seen.service.fired_since(since, limits::PAGE).await? {
        let policy = case.as_ref().and_then(|case| books.policy(&case.policy)).map(|policy| &**policy);
        let telling = Telling { when, books, policy, names: &names };
        let mut event = telling.events(std::slice::from_ref(&line)).remove(0);
        event.note = case
            .map(|case| {
                format!("{} · {}", super::cases::number(&case), bilingual(&case.title).get(seen.lang))
            })
            .unwrap_or_default();
        events.push(event);
    }
    let args = [
        ("from", when.full(Moment(from)).into()),
        ("to", when.full(when.now).into()),
        ("count", events.len().into()),
    ];
    Ok((t(seen.lang, "pages-moved", &args), events))
}
