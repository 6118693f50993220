//! Procedures that can be started, and the form that starts one.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::policy::Policy;
use guicheng_core::value::Map;

use crate::lang::{self, Say, t};
use crate::service::{Books, Done, Problem, ServiceError};
use crate::web::answer::{html, ok, post_title, see};
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{Here, Procedure, StartFormPage, StartPage};

use super::act::{self, Desk, Returned, inputs, start_offer};
use super::form::{self, Pairs};
use super::task::{self, Shown, late};

/// `GET /start`
pub async fn list(seen: Seen) -> Response {
    let page = procedures(&seen).await;
    seen.answer(page).await
}

/// `GET /start/{policy}`
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let page = page(&seen, &id, format!("/start/{id}"), Shown::default()).await;
    seen.answer(page).await
}

/// `POST /start/{policy}`
pub async fn post(Path(id): Path<String>, Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let started = match start(&seen, &id, format!("/start/{id}"), &pairs).await {
        Ok(Begun::Case(done)) => Ok(see(&task::after(&seen, &done).await)),
        Ok(Begun::Again(page)) => Ok(page),
        Err(error) => Err(error),
    };
    seen.answer(started).await
}

async fn procedures(seen: &Seen) -> Result<Response, ServiceError> {
    let books = seen.books()?;
    let mut procedures = Vec::new();
    for policy in books.policies() {
        let view = seen.service.start_view(&seen.caller, &policy.id, seen.lang).await?;
        procedures.push(Procedure {
            title: policy.title.get(seen.lang).to_owned(),
            href: if view.caller.is_some() { format!("/start/{}", policy.id) } else { String::new() },
            clause: seen.clause_link(policy.clause.as_deref()),
            who: who(seen, &books, &view.posts),
            purpose: String::new(),
            revision: revision(seen, &books, policy),
        });
    }
    procedures.sort_by_key(|procedure| procedure.href.is_empty());
    ok(&StartPage { frame: seen.frame(Here::Start).await?, procedures })
}

fn who(seen: &Seen, books: &Books, posts: &[String]) -> String {
    if posts.is_empty() {
        return seen.lang.t("pages-start-anyone");
    }
    let titles: Vec<String> = posts.iter().map(|post| post_title(books, post, seen.lang)).collect();
    t(seen.lang, "pages-start-by", &[("posts", lang::list(seen.lang, &titles).into())])
}

fn revision(seen: &Seen, books: &Books, policy: &Policy) -> String {
    let label = seen.service.label_of(&books.pins(&policy.id), &format!("policies/{}", policy.id));
    t(seen.lang, "pages-revision", &[("label", label.into())])
}

/// What came of the form of a start.
pub enum Begun {
    /// A case.
    Case(Done),
    /// The form again, with what is wrong with it or more rows.
    Again(Response),
}

/// Starts a case with what was filled in; `action`: where the form goes that is shown again.
pub async fn start(seen: &Seen, id: &str, action: String, pairs: &Pairs) -> Result<Begun, ServiceError> {
    let only = first(pairs, "choice") == "start";
    if form::more(pairs).is_some() || !only {
        let back = Some(Returned { pairs, ..Returned::default() });
        return page(seen, id, action, Shown { back, ..Shown::default() }).await.map(Begun::Again);
    }
    let books = seen.books()?;
    let policy = books.policy(id).ok_or_else(task::no_policy)?;
    let section = section(seen, id, policy).await?;
    let input = inputs(pairs, "start", &[start_offer(seen.lang, section)], &books, policy);
    let key = Some(first(pairs, "key").to_owned()).filter(|key| !key.is_empty());
    match seen.service.start(&seen.caller, id, input, key).await {
        Ok(done) => Ok(Begun::Case(done)),
        Err(error @ (ServiceError::Fields(_) | ServiceError::Refused(_) | ServiceError::Script(_))) => {
            let told = seen.service.tell(&error, seen.lang);
            let notice = told.fields.is_empty().then(|| late(task::whole(&told)));
            let back = Some(Returned { pairs, problems: &told.fields, opinion: "", ..Returned::default() });
            let shown = Shown { status: StatusCode::UNPROCESSABLE_ENTITY, notice, back, ..Shown::default() };
            page(seen, id, action, shown).await.map(Begun::Again)
        }
        Err(error) => Err(error),
    }
}

/// What this person is asked at the start.
async fn section(seen: &Seen, id: &str, policy: &Policy) -> Result<Option<String>, ServiceError> {
    let view = seen.service.start_view(&seen.caller, id, seen.lang).await?;
    let Some(post) = view.caller else {
        return Err(ServiceError::Forbidden(Problem::new(
            "may-not-start",
            [("posts", view.posts.join(", "))],
        )));
    };
    let start = policy
        .starts
        .iter()
        .find(|start| start.posts.is_empty() || post.as_ref().is_some_and(|post| start.posts.contains(post)));
    Ok(start.and_then(|start| start.ask.clone()))
}

/// The form that starts a case of a policy; `action`: where it goes.
pub async fn page(seen: &Seen, id: &str, action: String, shown: Shown<'_>) -> Result<Response, ServiceError> {
    let (books, when) = (seen.books()?, seen.when()?);
    let policy = books.policy(id).ok_or_else(task::no_policy)?;
    let section = section(seen, id, policy).await?;
    let (record, offer) = (Map::new(), start_offer(seen.lang, section));
    let desk = Desk { seen, when: &when, books: &books, policy, record: &record, stage: None };
    let form = desk.act(action, vec![offer], shown.back).await?;
    let mut frame = seen.frame(Here::Start).await?;
    let unplaced = shown.back.map(|back| act::unplaced(&form, back.problems)).unwrap_or_default();
    frame.notice = if unplaced.is_empty() { shown.notice } else { Some(late(unplaced)) };
    let page = StartFormPage {
        title: policy.title.get(seen.lang).to_owned(),
        clause: seen.clause(&books, policy.clause.as_deref())?,
        revision: revision(seen, &books, policy),
        act: form,
        then: String::new(),
        frame,
    };
    Ok(html(shown.status, &page))
}
