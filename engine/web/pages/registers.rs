//! Registers: the list, and the rows of one.

use axum::extract::Path;
use axum::response::Response;
use guicheng_core::form::{Field, FieldKind};

use crate::lang::{Say, t};
use crate::limits;
use crate::service::ServiceError;
use crate::store::Page;
use crate::web::answer::{ok, post_title};
use crate::web::session::Seen;
use crate::web::views::{Cell, Column, Grid, GridRow, Here, RegisterCard, RegisterPage, RegistersPage};

use super::facts::Facts;
use super::lists::pager;

/// `GET /registers`
pub async fn list(seen: Seen) -> Response {
    let page = list_page(&seen).await;
    seen.answer(page).await
}

/// `GET /registers/{id}`
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let page = page(&seen, &id).await;
    seen.answer(page).await
}

async fn list_page(seen: &Seen) -> Result<Response, ServiceError> {
    let books = seen.books()?;
    let card = |(register, size): &(std::sync::Arc<guicheng_core::form::Register>, i64)| {
        let post = post_title(&books, &register.maintained_by.value, seen.lang);
        RegisterCard {
            title: register.form.title.get(seen.lang).to_owned(),
            href: format!("/registers/{}", register.form.id),
            count: t(seen.lang, "pages-register-count", &[("count", (*size).into())]),
            note: t(seen.lang, "pages-register-kept-by", &[("post", post.into())]),
        }
    };
    let registers = seen.service.registers().await?.iter().map(card).collect();
    ok(&RegistersPage { frame: seen.frame(Here::Registers).await?, registers })
}

async fn page(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let (when, books, names) = (seen.when()?, seen.books()?, seen.names().await?);
    let query = seen.asked("q").trim();
    let at = seen.page_number() * limits::LIST_PAGE;
    let asked = Page { offset: at, limit: limits::LIST_PAGE };
    let (register, found, of) = seen.service.register(&seen.caller, id, query, asked).await?;
    let facts = Facts { seen, when: &when, books: &books, names: &names, stage: None };
    let fields: Vec<&Field> = register.form.fields.iter().collect();
    let mut rows = Vec::new();
    for row in &found {
        let mut cells = vec![Cell::text(&row.row.key)];
        for field in &fields {
            let value = row.fields.get(&field.id).filter(|value| !value.is_null());
            cells.push(match value {
                Some(value) => Cell::text(facts.value(field, value).await?),
                None => Cell::default(),
            });
        }
        rows.push(GridRow { cells });
    }
    let number = |field: &Field| {
        matches!(field.kind, FieldKind::Money { .. } | FieldKind::Integer { .. } | FieldKind::Decimal { .. })
    };
    let key = Column { title: register.key_title.get(seen.lang).to_owned(), number: false };
    let others =
        fields.iter().map(|f| Column { title: f.title.get(seen.lang).to_owned(), number: number(f) });
    let title = register.form.title.get(seen.lang).to_owned();
    let post = post_title(&books, &register.maintained_by.value, seen.lang);
    ok(&RegisterPage {
        note: t(seen.lang, "pages-register-kept-by", &[("post", post.into())]),
        query: query.to_owned(),
        keep: Vec::new(),
        pager: pager(&format!("/registers/{id}"), &[("q", query)], at, rows.len(), of),
        grid: Grid {
            caption: title.clone(),
            columns: [key].into_iter().chain(others).collect(),
            rows,
            empty: seen.lang.t("web-register-empty"),
            compact: false,
        },
        title,
        frame: seen.frame(Here::Registers).await?,
    })
}
