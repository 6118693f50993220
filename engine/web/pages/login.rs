//! Signing in and out.
//!
//! In the demo one chooses who to be. In a company's own installation one signs in with name, password and the code of
//! an authenticator; a token that the administrator makes signs in, too.

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use crate::lang::{self, Say, t};
use crate::service::{DEMO_PASSWORD, ServiceError, Staff};
use crate::web::answer::{html, post_title, see};
use crate::web::guard::Posted;
use crate::web::refused;
use crate::web::session::{Visitor, safe_next, with_session};
use crate::web::views::{LoginPage, LoginPerson};

/// `GET /login`
pub async fn get(visitor: Visitor) -> Response {
    // Nobody can sign in before somebody is entered.
    match visitor.service.is_empty().await {
        Ok(true) => return see("/setup"),
        Ok(false) => {}
        Err(error) => return refused::plainly(visitor.lang, &error),
    }
    let next = visitor.query.get("next").cloned().unwrap_or_default();
    let done = match visitor.query.get("done").map(String::as_str) {
        Some("password") => visitor.lang.t("account-done-password-code"),
        Some("authenticator") => visitor.lang.t("account-done-off"),
        _ => String::new(),
    };
    page(&visitor, StatusCode::OK, LoginPage { next, done, ..LoginPage::default() }).await
}

/// `POST /login`
pub async fn post(Posted { by: visitor, pairs }: Posted<Visitor>) -> Response {
    let posted = |name: &str| crate::web::guard::first(&pairs, name);
    let next = safe_next(posted("next"));
    match enter(&visitor, &posted).await {
        Ok(secret) => with_session(&visitor.service, &secret, see(if next == "/" { "/inbox" } else { next })),
        Err(error) => {
            let filled = LoginPage {
                who: posted("who").to_owned(),
                asks_code: error.code().starts_with("code-"),
                by_token: !posted("token").is_empty(),
                error: visitor.service.tell(&error, visitor.lang).message,
                next: next.to_owned(),
                ..LoginPage::default()
            };
            page(&visitor, refused::status(&error), filled).await
        }
    }
}

/// `POST /logout`
pub async fn out(Posted { by: visitor, pairs }: Posted<Visitor>) -> Response {
    let next = safe_next(crate::web::guard::first(&pairs, "next"));
    if let Some(secret) = &visitor.session
        && let Err(error) = visitor.service.end_session(secret).await
    {
        return refused::plainly(visitor.lang, &error);
    }
    with_session(&visitor.service, "", see(if next == "/" { "/login" } else { next }))
}

async fn enter<'p>(visitor: &Visitor, posted: &impl Fn(&str) -> &'p str) -> Result<String, ServiceError> {
    let service = &visitor.service;
    let secret = match (posted("person"), posted("token").trim()) {
        (person, _) if service.may_enter_freely() && !person.is_empty() => {
            service.begin_session(person).await?
        }
        (_, "") => service.sign_in(posted("who"), posted("password"), posted("code")).await?,
        (_, token) => service.begin_session(&service.by_token(token).await?.person).await?,
    };
    // One browser, one session: the one before ends here.
    if let Some(old) = &visitor.session {
        service.end_session(old).await?;
    }
    Ok(secret)
}

async fn page(visitor: &Visitor, status: StatusCode, filled: LoginPage) -> Response {
    let people = match people(visitor).await {
        Ok(people) => people,
        Err(error) => return refused::plainly(visitor.lang, &error),
    };
    let next = if safe_next(&filled.next) == "/" { String::new() } else { filled.next.clone() };
    let password = match visitor.service.may_enter_freely() {
        true => DEMO_PASSWORD.to_owned(),
        false => String::new(),
    };
    let mut answer = html(status, &LoginPage { frame: visitor.frame(), people, password, next, ..filled });
    if let Some(visit) = &visitor.visit {
        answer.headers_mut().append(SET_COOKIE, visit.clone());
    }
    answer
}

/// The people to be, in the demo alone.
async fn people(visitor: &Visitor) -> Result<Vec<LoginPerson>, ServiceError> {
    if !visitor.service.may_enter_freely() {
        return Ok(Vec::new());
    }
    let staff = visitor.service.demo_people().await?;
    let (books, now) = (visitor.service.library()?, visitor.service.now());
    let here = staff.people.iter().filter(|person| person.active_to.is_none_or(|to| to > now));
    let person = |row: &crate::store::tables::people::PersonRow| {
        let held = posts(&staff, &row.id);
        let titles: Vec<String> = held.iter().map(|post| post_title(&books, post, visitor.lang)).collect();
        let starts = books.policies().filter(|policy| {
            policy.starts.iter().any(|start| start.posts.iter().any(|post| held.contains(&post.as_str())))
        });
        let starts: Vec<String> = starts.map(|policy| policy.title.get(visitor.lang).to_owned()).collect();
        let note = match starts.is_empty() {
            true => String::new(),
            false => {
                let list = lang::list(visitor.lang, &starts);
                t(visitor.lang, "pages-can-start", &[("procedures", list.into())])
            }
        };
        let separator = visitor.lang.t("pages-posts-between");
        LoginPerson { id: row.id.clone(), name: row.name.clone(), posts: titles.join(&separator), note }
    };
    Ok(here.map(person).collect())
}

fn posts<'s>(staff: &'s Staff, person: &str) -> Vec<&'s str> {
    staff.appointments.iter().filter(|row| row.person == person).map(|row| row.post.as_str()).collect()
}
