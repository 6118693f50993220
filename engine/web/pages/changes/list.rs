//! The list of changes: those that wait for the reader, their own, all they may see.

use std::collections::BTreeSet;

use axum::response::Response;

use crate::lang::{Say, t};
use crate::limits;
use crate::service::ServiceError;
use crate::store::tables::change::ChangeRow;
use crate::store::tables::inbox::TaskBox;
use crate::web::answer::{href, ok};
use crate::web::session::Seen;
use crate::web::views::{Cell, ChangesPage, Column, Grid, GridRow, Here, Tab};
use crate::web::when::When;

use super::super::lists::pager;
use super::{number, status};

/// `GET /changes`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen).await;
    seen.answer(page).await
}

/// The words of the query; the first is shown if none is asked for and it holds something.
const TABS: [(&str, &str); 3] =
    [("waiting", "editor-changes-waiting"), ("mine", "editor-changes-mine"), ("all", "editor-changes-all")];

async fn page(seen: &Seen) -> Result<Response, ServiceError> {
    let (when, names) = (seen.when()?, seen.names().await?);
    let all = seen.service.changes(&seen.caller, None).await?;
    let waiting = waiting(seen).await?;
    let of = |word: &str| -> Vec<&ChangeRow> {
        let keep = |row: &&ChangeRow| match word {
            "waiting" => waiting.contains(&row.id),
            "mine" => row.author == seen.caller.person,
            _ => true,
        };
        all.iter().filter(keep).collect()
    };
    let asked = TABS.iter().map(|(word, _)| *word).find(|word| *word == seen.asked("show"));
    let filled = TABS.iter().map(|(word, _)| *word).find(|word| !of(word).is_empty());
    let on = asked.or(filled).unwrap_or("all");
    let tab = |&(word, key): &(&str, &str)| Tab {
        text: seen.lang.t(key),
        href: href("/changes", &[("show", word)]),
        count: of(word).len() as u64,
        on: word == on,
    };
    let shown = of(on);
    let first = seen.page_number() * limits::LIST_PAGE;
    let page: Vec<&&ChangeRow> = shown.iter().skip(first as usize).take(limits::LIST_PAGE as usize).collect();
    let mut rows = Vec::new();
    for row in &page {
        let author = names.get(&row.author).unwrap_or(&row.author);
        rows.push(grid_row(seen, &when, row, author).await?);
    }
    let column = |key: &str| Column { title: seen.lang.t(key), number: false };
    let columns =
        ["editor-column-change", "editor-column-status", "editor-column-author", "editor-column-wanted"];
    let may_begin = seen.service.start_view(&seen.caller, super::POLICY, seen.lang).await;
    ok(&ChangesPage {
        tabs: TABS.iter().map(tab).collect(),
        pager: pager("/changes", &[("show", on)], first, rows.len(), shown.len() as i64),
        grid: Grid {
            caption: seen.lang.t("editor-changes"),
            columns: columns.map(column).into(),
            rows,
            empty: seen.lang.t("editor-changes-empty"),
            compact: false,
        },
        begin: match may_begin {
            Ok(view) if view.caller.is_some() => "/changes/new".to_owned(),
            _ => String::new(),
        },
        frame: seen.frame(Here::Changes).await?,
    })
}

async fn grid_row(seen: &Seen, when: &When, row: &ChangeRow, author: &str) -> Result<GridRow, ServiceError> {
    let items = seen.service.store().read().change_items(&row.id).await?;
    let note =
        t(seen.lang, "editor-change-note", &[("number", number(row).into()), ("count", items.len().into())]);
    let chip = status(seen, row);
    let wanted = match row.wanted_at {
        Some(at) => when.moment(at),
        None => seen.lang.t("editor-at-once"),
    };
    Ok(GridRow {
        cells: vec![
            Cell { note, ..Cell::link(row.title.clone(), format!("/changes/{}", row.id)) },
            Cell { chip: Some(chip.tone), ..Cell::text(chip.text) },
            Cell { note: when.moment(row.created_at), ..Cell::text(author) },
            Cell::text(wanted),
        ],
    })
}

/// Changes with a task for the reader.
async fn waiting(seen: &Seen) -> Result<BTreeSet<String>, ServiceError> {
    let tasks = super::super::inbox::many(seen, TaskBox::Todo).await?;
    Ok(tasks.into_iter().map(|(task, _)| task.instance).collect())
}
