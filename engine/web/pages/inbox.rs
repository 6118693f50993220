//! The four boxes of an inbox.
//!
//! Filters and search look through the most urgent [`limits::BOX_SEARCHED`] tasks of a box; without them a page is one
//! look into the database.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Redirect, Response};
use guicheng_core::value::Moment;
use jiff::ToSpan;

use crate::lang::{self, Say, t};
use crate::limits;
use crate::service::{Books, Previous, ServiceError, TaskData, bilingual};
use crate::store::Page;
use crate::store::tables::inbox::TaskBox;
use crate::store::tables::task::{SlotRow, SlotStatus, TaskRow, TaskStatus};
use crate::web::answer::{href, ok, post_title};
use crate::web::session::Seen;
use crate::web::views::{Chip, Filter, Here, InboxPage, InboxRow, Tab, Tone};
use crate::web::when::When;

use super::lists::pager;

pub(super) type Entry = (TaskRow, Vec<SlotRow>);

/// `GET /`
pub async fn home(seen: Seen) -> Response {
    // Before the first release there is nothing else to do.
    let to = if seen.service.is_released() { "/inbox" } else { "/release" };
    Redirect::to(to).into_response()
}

/// `GET /inbox`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen).await;
    seen.answer(page).await
}

/// A box with its words.
struct Kind {
    which: TaskBox,
    name: &'static str,
    title: &'static str,
    empty: &'static str,
    here: Here,
}

fn kind(name: &str) -> Kind {
    let kind = |which, name, title, empty, here| Kind { which, name, title, empty, here };
    match name {
        "done" => kind(TaskBox::Done, "done", "web-nav-done", "web-inbox-empty-done", Here::Done),
        "started" => {
            kind(TaskBox::Started, "started", "web-nav-started", "web-inbox-empty-started", Here::Started)
        }
        "cc" => kind(TaskBox::Cc, "cc", "web-nav-cc", "web-inbox-empty-cc", Here::Cc),
        _ => kind(TaskBox::Todo, "", "web-nav-todo", "web-inbox-empty-todo", Here::Todo),
    }
}

async fn page(seen: &Seen) -> Result<Response, ServiceError> {
    let kind = kind(seen.asked("box"));
    let (when, books, names) = (seen.when()?, seen.books()?, seen.names().await?);
    let frame = seen.frame(kind.here).await?;
    let counts = seen.service.inbox_counts(&seen.caller).await?;
    let all = match kind.which {
        TaskBox::Todo => counts.todo,
        TaskBox::Done => counts.done,
        TaskBox::Started => counts.started,
        TaskBox::Cc => counts.cc,
    };
    let (query, late) = (seen.asked("q").trim(), seen.asked("late"));
    let at = seen.page_number() * limits::LIST_PAGE;
    let todo = kind.which == TaskBox::Todo;
    let narrowed = !query.is_empty() || !late.is_empty();
    let searched = if todo || narrowed { many(seen, kind.which).await? } else { Vec::new() };
    let (entries, of): (Vec<Entry>, i64) = if narrowed {
        let found: Vec<Entry> = searched
            .iter()
            .filter(|(row, _)| matches(row, query) && due(&when, row, late))
            .cloned()
            .collect();
        let of = found.len() as i64;
        (found.into_iter().skip(at as usize).take(limits::LIST_PAGE as usize).collect(), of)
    } else {
        let page = Page { offset: at, limit: limits::LIST_PAGE };
        (seen.service.inbox(&seen.caller, kind.which, page).await?, all)
    };
    let tasks: Vec<&TaskRow> = entries.iter().map(|(row, _)| row).collect();
    let first = if todo { seen.service.read_first(&seen.caller, &tasks).await? } else { BTreeMap::new() };
    let rows = entries
        .iter()
        .map(|entry| match first.get(&entry.0.id) {
            None => row(seen, &when, &books, &names, kind.which, entry),
            Some(owed) => InboxRow {
                href: format!("/readings/{}", owed.document),
                chip_note: t(seen.lang, "readings-first", &[("label", owed.label.as_str().into())]),
                ..row(seen, &when, &books, &names, kind.which, entry)
            },
        })
        .collect::<Vec<_>>();
    let keep = [("box", kind.name), ("late", late)];
    let pairs = [("box", kind.name), ("q", query), ("late", late)];
    ok(&InboxPage {
        title: seen.lang.t(kind.title),
        tabs: tabs(seen, &kind, [counts.todo, counts.done, counts.started, counts.cc]),
        keep: keep
            .into_iter()
            .filter(|(_, v)| !v.is_empty())
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect(),
        query: query.to_owned(),
        filters: if todo && counts.todo > 0 {
            filters(seen, &when, &searched, query, late)
        } else {
            Vec::new()
        },
        pager: pager("/inbox", &pairs, at, rows.len(), of),
        empty: seen.lang.t(if narrowed { "web-inbox-empty-found" } else { kind.empty }),
        rows,
        frame,
    })
}

/// All of a box, as far as a search looks.
pub(super) async fn many(seen: &Seen, which: TaskBox) -> Result<Vec<Entry>, ServiceError> {
    let mut entries: Vec<Entry> = Vec::new();
    while (entries.len() as i64) < limits::BOX_SEARCHED {
        let page = Page { offset: entries.len() as i64, limit: limits::PAGE };
        let more = seen.service.inbox(&seen.caller, which, page).await?;
        let last = (more.len() as i64) < limits::PAGE;
        entries.extend(more);
        if last {
            break;
        }
    }
    Ok(entries)
}

fn matches(row: &TaskRow, query: &str) -> bool {
    let query = query.to_lowercase();
    query.is_empty() || row.title.to_lowercase().contains(&query) || row.data.to_lowercase().contains(&query)
}

/// Whether a task falls under a filter: `late`, `today`, `week` (until the end of Sunday).
fn due(when: &When, row: &TaskRow, filter: &str) -> bool {
    let Some(due) = row.due_at else { return filter.is_empty() };
    let (today, date) = (when.civil(when.now).date(), when.civil(due).date());
    match filter {
        "late" => due < when.now,
        "today" => date == today && due >= when.now,
        "week" => {
            let left = 7 - i64::from(today.weekday().to_monday_one_offset());
            due >= when.now && today.checked_add(left.days()).is_ok_and(|sunday| date <= sunday)
        }
        _ => true,
    }
}

fn filters(seen: &Seen, when: &When, entries: &[Entry], query: &str, on: &str) -> Vec<Filter> {
    let filter = |name: &'static str, key: &str, tone: Tone| {
        let count = entries.iter().filter(|(row, _)| due(when, row, name)).count();
        let text =
            if name.is_empty() { seen.lang.t(key) } else { t(seen.lang, key, &[("count", count.into())]) };
        let shown = name.is_empty() || count > 0 || on == name;
        let href = href("/inbox", &[("q", query), ("late", name)]);
        shown.then(|| Filter {
            chip: Chip::new(if count > 0 { tone } else { Tone::Plain }, text),
            href,
            on: on == name,
        })
    };
    [
        filter("late", "web-inbox-filter-late", Tone::Late),
        filter("today", "web-inbox-filter-today", Tone::Soon),
        filter("week", "web-inbox-filter-week", Tone::Plain),
        filter("", "web-inbox-filter-all", Tone::Plain),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn tabs(seen: &Seen, on: &Kind, counts: [i64; 4]) -> Vec<Tab> {
    let tab = |(name, count): (&'static str, i64)| {
        let kind = kind(name);
        Tab {
            text: seen.lang.t(kind.title),
            href: href("/inbox", &[("box", kind.name)]),
            count: u64::try_from(count).unwrap_or(0),
            on: kind.name == on.name,
        }
    };
    ["", "done", "started", "cc"].into_iter().zip(counts).map(tab).collect()
}

fn row(
    seen: &Seen,
    when: &When,
    books: &Books,
    names: &BTreeMap<String, String>,
    which: TaskBox,
    (row, slots): &Entry,
) -> InboxRow {
    let lang = seen.lang;
    let data: TaskData = serde_json::from_str(&row.data).unwrap_or_default();
    let title = bilingual(&row.title).get(lang).to_owned();
    let about = [data.number.as_deref().unwrap_or_default(), data.summary.get(lang)];
    let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
    let chip = match row.status {
        TaskStatus::Open => row.due_at.map(|due| when.deadline(due)),
        TaskStatus::Done => Some(Chip::new(Tone::Ok, lang.t("pages-task-done"))),
        TaskStatus::Cancelled => Some(Chip::new(Tone::Plain, lang.t("pages-task-cancelled"))),
    };
    let mine = slots.iter().find(|slot| slot.acted_by.as_deref() == Some(&seen.caller.person));
    let before = match (which, mine.and_then(|slot| slot.acted_at)) {
        (TaskBox::Done, Some(at)) => t(lang, "pages-you-acted", &[("at", when.moment(at).into())]),
        (TaskBox::Started, _) => waits(lang, books, names, slots),
        _ => data.previous.as_ref().map(|previous| before(when, names, previous)).unwrap_or_default(),
    };
    InboxRow {
        title: data.item.as_ref().map_or_else(|| title.clone(), |item| format!("{title} · {item}")),
        href: format!("/tasks/{}", row.id),
        about: about.join(" · "),
        policy: books.policy(&row.policy).map(|policy| policy.title.get(lang).to_owned()).unwrap_or_default(),
        chip,
        chip_note: String::new(),
        before,
    }
}

fn before(when: &When, names: &BTreeMap<String, String>, previous: &Previous) -> String {
    let at = when.moment(Moment(previous.at));
    let who = previous.person.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
    let what = match (&previous.choice, &previous.person) {
        (Some(choice), _) => Some(choice.get(when.lang).to_owned()),
        (None, Some(_)) => Some(when.lang.t("pages-event-start")),
        (None, None) => None,
    };
    [Some(at), who, what].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Whom a task waits for.
fn waits(lang: lang::Lang, books: &Books, names: &BTreeMap<String, String>, slots: &[SlotRow]) -> String {
    let open = slots.iter().filter(|slot| slot.status == SlotStatus::Open);
    let who: Vec<String> = open
        .filter_map(|slot| match (&slot.post, &slot.person) {
            (Some(post), _) => Some(post_title(books, post, lang)),
            (None, Some(person)) => Some(names.get(person).unwrap_or(person).clone()),
            (None, None) => None,
        })
        .collect();
    if who.is_empty() {
        String::new()
    } else {
        t(lang, "pages-waits-for", &[("who", lang::list(lang, &who).into())])
    }
}
