//! From a filled view to an answer: the frame around it, the status, and pages that say what went wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use crate::lang::{self, Lang};
use crate::service::{Books, Caller, Service, ServiceError};

use super::refused;
use super::session::{Seen, Visitor};
use super::views::{Counts, Frame, Here, Me};
use super::when::When;

/// A page.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a template failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page that is as it should be.
pub fn ok(page: &impl Template) -> Result<Response, ServiceError> {
    Ok(html(StatusCode::OK, page))
}

/// Done; the browser is to read this page now (303).
pub fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// An address with a query; pairs without a value are left out.
pub fn href(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// The same page in the other language.
pub fn other_language(here: &str, lang: Lang) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
    let kept: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(name, _)| name != "lang").collect();
    let mut pairs: Vec<(&str, &str)> =
        kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("lang", other.tag()));
    href(path, &pairs)
}

/// The reader's clock.
pub fn when(service: &Service, lang: Lang) -> Result<When, ServiceError> {
    Ok(When { lang, zone: service.library()?.calendar().zone().clone(), now: service.now() })
}

fn demo_now(service: &Service, lang: Lang) -> String {
    match when(service, lang) {
        Ok(when) if service.settings().demo => when.full(when.now),
        _ => String::new(),
    }
}

impl Visitor {
    /// The frame of a page for somebody who is not known, or need not be.
    pub fn frame(&self) -> Frame {
        self.frame_in(None)
    }

    /// The same in another language than their own.
    pub fn frame_in(&self, lang: Option<Lang>) -> Frame {
        let lang = lang.unwrap_or(self.lang);
        Frame {
            lang,
            demo_now: demo_now(&self.service, lang),
            other_language: other_language(&self.here, lang),
            csrf: self.csrf.clone(),
            ..Frame::default()
        }
    }
}

impl Seen {
    /// The value of a name in the query.
    pub fn asked(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    /// The page of a list that is asked for, from 0.
    pub fn page_number(&self) -> i64 {
        self.asked("page").parse::<i64>().unwrap_or(1).clamp(1, 1_000_000) - 1
    }

    /// The reader's clock.
    pub fn when(&self) -> Result<When, ServiceError> {
        when(&self.service, self.lang)
    }

    /// The documents in force.
    pub fn books(&self) -> Result<Arc<Books>, ServiceError> {
        self.service.library()
    }

    /// What people are called.
    pub async fn names(&self) -> Result<BTreeMap<String, String>, ServiceError> {
        self.service.names().await
    }

    /// The frame of a page.
    pub async fn frame(&self, here: Here) -> Result<Frame, ServiceError> {
        let mut frame = self.bare(here)?;
        if frame.me.is_some() {
            let counts = self.service.inbox_counts(&self.caller).await?;
            let count = |n: i64| u64::try_from(n).unwrap_or(0);
            frame.counts =
                Counts { todo: count(counts.todo), started: count(counts.started), cc: count(counts.cc) };
        }
        Ok(frame)
    }

    /// The frame without figures.
    pub fn bare(&self, here: Here) -> Result<Frame, ServiceError> {
        let books = self.books()?;
        Ok(Frame {
            lang: self.lang,
            here,
            me: (!self.by_link_only()).then(|| me(&books, &self.caller, self.lang)),
            demo_now: demo_now(&self.service, self.lang),
            other_language: other_language(&self.here, self.lang),
            csrf: self.csrf.clone(),
            ..Frame::default()
        })
    }

    /// The answer, or the page that says why there is none.
    pub async fn answer(&self, result: Result<Response, ServiceError>) -> Response {
        match result {
            Ok(response) => response,
            Err(error) => self.refuse(&error).await,
        }
    }

    /// The page that says why something did not happen.
    pub async fn refuse(&self, error: &ServiceError) -> Response {
        let told = self.service.tell(error, self.lang);
        match self.bare(Here::Nowhere) {
            Ok(frame) => html(refused::status(error), &refused::message(frame, error, &told)),
            Err(_) => refused::plainly(self.lang, error),
        }
    }
}

fn me(books: &Books, caller: &Caller, lang: Lang) -> Me {
    let title = |held: &crate::service::Holding| {
        let title = post_title(books, &held.post, lang);
        if held.delegate { lang::t(lang, "pages-as-delegate", &[("post", title.into())]) } else { title }
    };
    Me { name: caller.name.clone(), posts: caller.posts.iter().map(title).collect() }
}

/// A post's title; its id if the organisation no longer has it.
pub fn post_title(books: &Books, post: &str, lang: Lang) -> String {
    books.organisation().post(post).map_or_else(|| post.to_owned(), |post| post.title.get(lang).to_owned())
}
