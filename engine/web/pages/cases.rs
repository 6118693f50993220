//! The list of cases.

use axum::response::Response;

use crate::lang::{Say, t};
use crate::limits;
use crate::service::{CaseView, ServiceError, bilingual};
use crate::store::Page;
use crate::store::tables::case::{CaseFilter, InstanceRow, InstanceStatus};
use crate::web::answer::{href, ok};
use crate::web::session::Seen;
use crate::web::views::{CaseRow, CasesPage, Chip, Filter, Here, Tab, Tone};
use crate::web::when::When;

use super::chart::Chart;
use super::lists::pager;

/// `GET /cases`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen).await;
    seen.answer(page).await
}

/// The words of the query for each status; nothing: cases that run.
const STATUS: [(&str, &str, Option<InstanceStatus>); 4] = [
    ("", "web-cases-running", Some(InstanceStatus::Active)),
    ("stopped", "web-cases-stopped", Some(InstanceStatus::Incident)),
    ("done", "web-cases-ended", Some(InstanceStatus::Done)),
    ("all", "web-cases-all", None),
];

async fn page(seen: &Seen) -> Result<Response, ServiceError> {
    let (when, books, names) = (seen.when()?, seen.books()?, seen.names().await?);
    let (query, policy, status) = (seen.asked("q").trim(), seen.asked("policy"), seen.asked("status"));
    let wanted = STATUS.iter().find(|(word, ..)| *word == status).unwrap_or(&STATUS[0]);
    let filter = CaseFilter {
        policy: (!policy.is_empty()).then(|| policy.to_owned()),
        status: wanted.2,
        started_by: None,
        search: query.to_owned(),
    };
    let at = seen.page_number() * limits::LIST_PAGE;
    let (found, of) =
        seen.service.cases(&seen.caller, &filter, Page { offset: at, limit: limits::LIST_PAGE }).await?;
    let mut rows = Vec::new();
    for row in &found {
        let view = seen.service.case(&seen.caller, &row.id).await?;
        rows.push(CaseRow {
            number: number(row),
            href: format!("/cases/{}", row.id),
            summary: bilingual(&row.title).get(seen.lang).to_owned(),
            policy: books.policy(&row.policy).map(|p| p.title.get(seen.lang).to_owned()).unwrap_or_default(),
            standing: standing(&when, &view),
            status: status_chip(seen, row),
            started: started(seen, &when, row, &names),
        });
    }
    let tab = |&(word, key, _): &(&str, &str, _)| Tab {
        text: seen.lang.t(key),
        href: href("/cases", &[("status", word), ("policy", policy), ("q", query)]),
        count: 0,
        on: word == wanted.0,
    };
    let keep = [("status", status), ("policy", policy)];
    ok(&CasesPage {
        tabs: STATUS.iter().map(tab).collect(),
        filters: filters(seen, &books, status, policy, query),
        keep: keep
            .into_iter()
            .filter(|(_, v)| !v.is_empty())
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect(),
        query: query.to_owned(),
        empty: seen.lang.t("web-cases-empty"),
        pager: pager("/cases", &[("status", status), ("policy", policy), ("q", query)], at, rows.len(), of),
        rows,
        frame: seen.frame(Here::Cases).await?,
    })
}

fn filters(seen: &Seen, books: &crate::service::Books, status: &str, on: &str, query: &str) -> Vec<Filter> {
    let filter = |id: &str, text: String| Filter {
        chip: Chip::new(Tone::Plain, text),
        href: href("/cases", &[("status", status), ("policy", id), ("q", query)]),
        on: id == on,
    };
    let policies = books.policies().map(|policy| filter(&policy.id, policy.title.get(seen.lang).to_owned()));
    [filter("", seen.lang.t("pages-all-procedures"))].into_iter().chain(policies).collect()
}

/// What people call a case.
pub fn number(row: &InstanceRow) -> String {
    row.number.clone().unwrap_or_else(|| row.id.chars().take(8).collect())
}

/// Where it stands, in one line.
fn standing(when: &When, view: &CaseView) -> String {
    if matches!(view.row.status, InstanceStatus::Done | InstanceStatus::Cancelled) {
        return String::new();
    }
    let Some(policy) = view.books.policy(&view.row.policy) else { return String::new() };
    let visited = Default::default();
    Chart { when, books: &view.books, policy, snapshot: &view.snapshot, visited }.line()
}

/// The chip of a case's status.
pub fn status_chip(seen: &Seen, row: &InstanceRow) -> Chip {
    let (tone, key) = match row.status {
        InstanceStatus::Active => (Tone::Info, "web-cases-running"),
        InstanceStatus::Done => (Tone::Ok, "web-cases-ended"),
        InstanceStatus::Cancelled => (Tone::Plain, "pages-case-cancelled"),
        InstanceStatus::Incident => (Tone::Late, "web-cases-stopped"),
    };
    Chip::new(tone, seen.lang.t(key))
}

/// When and by whom a case was started.
pub fn started(
    seen: &Seen,
    when: &When,
    row: &InstanceRow,
    names: &std::collections::BTreeMap<String, String>,
) -> String {
    let at = when.moment(row.started_at).into();
    match &row.started_by {
        Some(person) => {
            let name = names.get(person).unwrap_or(person).as_str().into();
            t(seen.lang, "pages-started-by", &[("at", at), ("person", name)])
        }
        None => t(seen.lang, "pages-started-by-engine", &[("at", at)]),
    }
}
