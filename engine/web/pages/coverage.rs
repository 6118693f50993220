//! How much of the manual is carried out, and what nothing carries out.

use axum::response::Response;
use guicheng_core::document::Coverage;

use crate::lang::{Say, t};
use crate::mail::clause_words;
use crate::service::{Books, ServiceError};
use crate::web::answer::ok;
use crate::web::session::Seen;
use crate::web::views::{Cell, Column, CoveragePage, Grid, GridRow, Here};

use super::clause;

/// `GET /manual/coverage`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen).await;
    seen.answer(page).await
}

async fn page(seen: &Seen) -> Result<Response, ServiceError> {
    let at = seen.at()?;
    let (books, moment) = seen.books_at(at).await?;
    let carrying = seen.service.carrying(&books, moment).await?;
    let ruling: usize = carrying.coverage.iter().map(|coverage| coverage.ruling).sum();
    let carried: usize = carrying.coverage.iter().map(Coverage::carried).sum();
    let args = [("carried", carried.into()), ("ruling", ruling.into())];
    ok(&CoveragePage {
        past: seen.past(at)?,
        documents: seen.keep("/documents"),
        percent: percent(seen, carried, ruling),
        sentence: t(seen.lang, "as-of-coverage-sum", &args),
        chapters: chapters(seen, &books, &carrying.coverage),
        uncovered: uncovered(seen, &books, &carrying.coverage),
        frame: seen.frame(Here::Documents).await?,
    })
}

/// `97 %`; a dash where there is nothing to carry out.
pub fn percent(seen: &Seen, carried: usize, ruling: usize) -> String {
    let percent = Coverage::percent(carried, ruling);
    percent.map_or_else(
        || "—".to_owned(),
        |percent| t(seen.lang, "as-of-percent", &[("percent", percent.into())]),
    )
}

fn chapters(seen: &Seen, books: &Books, coverage: &[Coverage]) -> Grid {
    let row = |coverage: &Coverage| {
        let title = books.clause(seen.lang, &coverage.chapter).unwrap_or_default();
        let title = format!("{} {title}", coverage.chapter);
        GridRow {
            cells: vec![
                Cell::link(title, seen.keep(&format!("/manual/{}", coverage.chapter))),
                Cell::text(coverage.ruling.to_string()),
                Cell::text(coverage.carried().to_string()),
                Cell::text(percent(seen, coverage.carried(), coverage.ruling)),
            ],
        }
    };
    let column = |(key, number): (&str, bool)| Column { title: seen.lang.t(key), number };
    let columns = [
        ("as-of-chapter", false),
        ("as-of-ruling", true),
        ("as-of-carried-out", true),
        ("as-of-share", true),
    ];
    Grid {
        caption: seen.lang.t("as-of-by-chapter"),
        columns: columns.map(column).into(),
        rows: coverage.iter().map(row).collect(),
        empty: seen.lang.t("as-of-no-chapters"),
        compact: false,
    }
}

fn uncovered(seen: &Seen, books: &Books, coverage: &[Coverage]) -> Grid {
    let row = |id: &String| {
        let words = books.clause(seen.lang, id).unwrap_or_default();
        let cells = vec![Cell::link(id, seen.keep(&clause::href(id))), Cell::text(clause_words(id, words))];
        GridRow { cells }
    };
    let column = |key: &str| Column { title: seen.lang.t(key), number: false };
    Grid {
        caption: seen.lang.t("as-of-uncovered"),
        columns: ["as-of-paragraph", "as-of-words"].map(column).into(),
        rows: coverage.iter().flat_map(|coverage| &coverage.uncovered).map(row).collect(),
        empty: seen.lang.t("as-of-all-carried"),
        compact: false,
    }
}
