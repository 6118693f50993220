//! The first set-up: who reads the server's console enters general manager and certification lead.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use crate::lang::Say;
use crate::limits;
use crate::service::{First, ServiceError, first_person};
use crate::web::answer::{html, post_title};
use crate::web::guard::{Posted, first};
use crate::web::refused;
use crate::web::session::Visitor;
use crate::web::views::{FirstPerson, MessagePage, SetupPage};

use super::form::Pairs;

/// `GET /setup`: where to find the address.
pub async fn lost(visitor: Visitor) -> Response {
    let lang = visitor.lang;
    html(
        StatusCode::OK,
        &MessagePage {
            title: lang.t("accounts-setup"),
            paragraphs: vec![lang.t("accounts-setup-where")],
            frame: visitor.frame(),
            ..MessagePage::default()
        },
    )
}

/// `GET /setup/{secret}`: looking changes nothing.
pub async fn get(visitor: Visitor, Path(secret): Path<String>) -> Response {
    match visitor.service.setup_open(&secret).await {
        Ok(()) => page(&visitor, StatusCode::OK, &Vec::new(), String::new()),
        Err(error) => unopened(&visitor, &error),
    }
}

/// `POST /setup/{secret}`
pub async fn post(Path(secret): Path<String>, Posted { by: visitor, pairs }: Posted<Visitor>) -> Response {
    let person = |key: &str, admin| {
        let typed = |name: &str| first(&pairs, &format!("{key}.{name}"));
        first_person(typed("id"), typed("name"), typed("mail"), visitor.lang, admin)
    };
    let people = First { manager: person("gm", false), lead: person("cl", true) };
    match visitor.service.set_up(&secret, people).await {
        Ok(invited) => {
            let done = SetupPage {
                frame: visitor.frame(),
                mailed: invited.manager.is_none(),
                go_on: invited.manager.unwrap_or_default(),
                pass_on: invited.lead.unwrap_or_default(),
                ..SetupPage::default()
            };
            html(StatusCode::OK, &done)
        }
        Err(error @ ServiceError::Refused(_)) => {
            let told = visitor.service.tell(&error, visitor.lang).message;
            page(&visitor, refused::status(&error), &pairs, told)
        }
        Err(error) => unopened(&visitor, &error),
    }
}

fn unopened(visitor: &Visitor, error: &ServiceError) -> Response {
    let told = visitor.service.tell(error, visitor.lang);
    html(refused::status(error), &refused::message(visitor.frame(), error, &told))
}

fn page(visitor: &Visitor, status: StatusCode, pairs: &Pairs, error: String) -> Response {
    let books = match visitor.service.library() {
        Ok(books) => books,
        Err(error) => return refused::plainly(visitor.lang, &error),
    };
    let person = |(key, post): (&str, &str)| {
        let typed = |name: &str| first(pairs, &format!("{key}.{name}")).to_owned();
        FirstPerson {
            key: key.to_owned(),
            post: post_title(&books, post, visitor.lang),
            id: typed("id"),
            name: typed("name"),
            mail: typed("mail"),
        }
    };
    let people = [("gm", limits::RELEASE_POST), ("cl", limits::LEAD_POST)].map(person).into();
    let page = SetupPage { frame: visitor.frame(), people, error, ..SetupPage::default() };
    let mut answer = html(status, &page);
    if let Some(visit) = &visitor.visit {
        answer.headers_mut().append(SET_COOKIE, visit.clone());
    }
    answer
}
