//! The business calendar: which days are worked, and why.

use axum::Json;
use axum::extract::State;
use guicheng_core::calendar::{Day, Standing};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::Words;
use crate::lang::{Lang, list as row, sentence};
use crate::limits;
use crate::service::Service;

/// Days of the calendar.
#[derive(Serialize, ToSchema)]
pub(super) struct Days {
    /// The company's time zone.
    zone: String,
    opens: String,
    closes: String,
    items: Vec<DayOut>,
}

/// A day.
#[derive(Serialize, ToSchema)]
struct DayOut {
    #[schema(format = Date)]
    date: String,
    working: bool,
    why: Words,
    /// `published`, `provisional` (not announced yet) or `uncovered` (computed by weekends alone).
    standing: String,
}

/// The days from one date to another, both included; at most about three years.
#[utoipa::path(get, path = "/calendar", operation_id = "getCalendar", tag = "calendar",
    params(
        ("from" = Option<String>, Query, format = Date, description = "First day; today if left out"),
        ("to" = Option<String>, Query, format = Date, description = "Last day; 30 days on if left out"),
    ),
    responses((status = 200, body = Days), Refusals))]
pub(super) async fn days(
    State(service): State<Service>,
    _asker: Asker,
    mut params: Params,
) -> Result<Json<Days>, ApiError> {
    let books = service.library()?;
    let calendar = books.calendar();
    let from = params.date("from").unwrap_or_else(|| calendar.date(service.now()));
    let to = params.date("to").unwrap_or_else(|| from.saturating_add(30.days()));
    let last = from.saturating_add(limits::API_DAYS.days()).min(to);
    if to < from {
        params.problem("to", "too-early", vec![("min", from.to_string())]);
    }
    if to > last {
        params.problem("to", "too-late", vec![("max", last.to_string())]);
    }
    params.finish()?;
    let dates = from.series(1.day()).take_while(|date| *date <= last);
    let clock = |time: jiff::civil::Time| crate::lang::clock(time);
    Ok(Json(Days {
        zone: calendar.zone().iana_name().unwrap_or_default().to_owned(),
        opens: clock(calendar.opens()),
        closes: clock(calendar.closes()),
        items: dates.map(|date: Date| out(calendar.day(date))).collect(),
    }))
}

fn out(day: Day<'_>) -> DayOut {
    let why = |lang: Lang| {
        let sentences: Vec<String> = day.explain().iter().map(|part| sentence(lang, part)).collect();
        row(lang, &sentences)
    };
    let standing = match day.standing {
        Standing::Published => "published",
        Standing::Provisional => "provisional",
        Standing::Uncovered => "uncovered",
    };
    DayOut {
        date: day.date.to_string(),
        working: day.working,
        why: Words::said(why),
        standing: standing.to_owned(),
    }
}
