//! What several answers have in common: texts in both languages, times, clauses, pages, records.

use std::sync::Arc;

use guicheng_core::calendar::{Due, Rounding};
use guicheng_core::case::Deadline;
use guicheng_core::document::Library;
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::{Map, Moment, Value};
use serde::Serialize;
use utoipa::ToSchema;

use crate::lang::due_line;
use crate::limits;
use crate::service::{Books, due_of};

/// A text in Chinese and English.
#[derive(Clone, Serialize, ToSchema)]
pub(super) struct Words {
    zh: String,
    en: String,
}

impl From<&Bilingual> for Words {
    fn from(text: &Bilingual) -> Self {
        Words { zh: text.zh.clone(), en: text.en.clone() }
    }
}

impl Words {
    /// A sentence said in both.
    pub(super) fn said(say: impl Fn(Lang) -> String) -> Self {
        Words { zh: say(Lang::Zh), en: say(Lang::En) }
    }
}

/// A paragraph of the manual.
#[derive(Serialize, ToSchema)]
pub(super) struct ClauseOut {
    /// Its anchor: `8.14-4.2.2`.
    id: String,
    /// In the language of the request; empty where the manual says nothing more than the chapter's number.
    text: String,
}

impl ClauseOut {
    pub(super) fn of(id: Option<&str>, books: &Library, lang: Lang) -> Option<Self> {
        let id = id?;
        let text = books.clause(lang, id).unwrap_or_default().to_owned();
        Some(ClauseOut { id: id.to_owned(), text })
    }
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct Paged<T> {
    items: Vec<T>,
    /// From 0 on.
    page: i64,
    /// Items on a full page.
    page_size: i64,
    /// There is another page.
    more: bool,
    /// Items on all pages, where it is counted.
    total: Option<i64>,
}

/// A page's rows without the one beyond it, and whether that one was there.
pub(super) fn cut<R>(mut rows: Vec<R>) -> (Vec<R>, bool) {
    let more = rows.len() as i64 > limits::API_PAGE;
    rows.truncate(limits::API_PAGE as usize);
    (rows, more)
}

impl<T> Paged<T> {
    pub(super) fn new(items: Vec<T>, page: i64, more: bool, total: Option<i64>) -> Self {
        Paged { items, page, page_size: limits::API_PAGE, more, total }
    }
}

/// Shows values by the company's clock.
#[derive(Clone)]
pub(super) struct Show {
    pub(super) books: Arc<Books>,
    pub(super) lang: Lang,
}

impl Show {
    /// RFC 3339 with the company's offset.
    pub(super) fn at(&self, moment: Moment) -> String {
        moment.to_rfc3339(self.books.calendar().zone())
    }

    /// A record as plain JSON: money and decimals as strings. What is sealed is left out.
    pub(super) fn record(&self, map: &Map) -> serde_json::Value {
        let open = map.iter().filter(|(_, value)| !matches!(value, Value::Sealed(_)));
        let zone = self.books.calendar().zone();
        serde_json::Value::Object(open.map(|(name, value)| (name.clone(), value.plain(zone))).collect())
    }

    /// A moment with its reason.
    pub(super) fn deadline(&self, deadline: &Deadline, calendar_label: &str) -> DeadlineOut {
        let calendar = self.books.calendar();
        // Deadlines of days end with the working day, timers at their own minute.
        let counted = [Rounding::CloseOfDay, Rounding::Exact].into_iter();
        let due = counted.filter_map(|rounding| due_of(calendar, deadline, rounding)).next();
        self.due(deadline.at, due.as_ref(), calendar_label)
    }

    pub(super) fn due(&self, at: Moment, due: Option<&Due>, calendar_label: &str) -> DeadlineOut {
        DeadlineOut {
            at: self.at(at),
            date: self.books.calendar().date(at).to_string(),
            explanation: due.map(|due| Words::said(|lang| due_line(lang, due, calendar_label))),
        }
    }

    pub(super) fn clause(&self, id: Option<&str>) -> Option<ClauseOut> {
        ClauseOut::of(id, &self.books, self.lang)
    }
}

/// A deadline.
#[derive(Serialize, ToSchema)]
pub(super) struct DeadlineOut {
    /// The last moment.
    #[schema(format = DateTime)]
    at: String,
    /// Its date by the company's clock.
    #[schema(format = Date)]
    date: String,
    /// Why then: `15 d from 23 Nov 2026 = 8 Dec 2026 …`.
    explanation: Option<Words>,
}

/// Where one chart of a case stands.
#[derive(Serialize, ToSchema)]
pub(super) struct StandingOut {
    /// Empty for the policy's own chart; `<state>/<key>` for an item of a `for_each`.
    path: String,
    /// The item's key.
    item: Option<String>,
    /// What the item is called.
    item_title: Option<String>,
    /// Names of the active states, in document order.
    states: Vec<String>,
}

/// Names of all active states, those of items too, each once.
pub(super) fn active(standings: &[crate::service::Standing]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in standings.iter().flat_map(|standing| &standing.states) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

impl From<crate::service::Standing> for StandingOut {
    fn from(standing: crate::service::Standing) -> Self {
        let item = standing.item.is_some().then(|| crate::service::key_of(&standing.path).to_owned());
        StandingOut { item, item_title: standing.item, path: standing.path, states: standing.states }
    }
}
