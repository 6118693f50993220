//! The page from which people's accounts are looked after: inviting, ending sessions, leaving, adding.

use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::value::Moment;

use crate::lang::{self, Say, t};
use crate::service::{Account, Left, NewPerson, ServiceError, bilingual};
use crate::web::answer::{html, post_title};
use crate::web::guard::{Posted, first};
use crate::web::refused;
use crate::web::session::Seen;
use crate::web::views::{AccountLine, AccountsPage, Chip, Here, NewAccount, Notice, Tone};

use super::form::Pairs;

/// What the page tells besides the list.
#[derive(Default)]
struct Told {
    notice: String,
    refused: String,
    left: Vec<String>,
    new: NewAccount,
}

/// `GET /accounts`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen, StatusCode::OK, Told::default()).await;
    seen.answer(page).await
}

/// `POST /accounts`: the pressed button says what.
pub async fn post(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let done = carry_out(&seen, &pairs).await;
    seen.answer(done).await
}

/// What a press of a button beside somebody's name was refused for stands on the page it was pressed on.
async fn carry_out(seen: &Seen, pairs: &Pairs) -> Result<Response, ServiceError> {
    match pressed(seen, pairs).await {
        Err(error @ ServiceError::Refused(_)) => {
            let told = seen.service.tell(&error, seen.lang).message;
            page(seen, refused::status(&error), Told { refused: told, ..Told::default() }).await
        }
        done => done,
    }
}

async fn pressed(seen: &Seen, pairs: &Pairs) -> Result<Response, ServiceError> {
    let (service, caller, person) = (&seen.service, &seen.caller, first(pairs, "person"));
    let told = match first(pairs, "do") {
        "invite" => {
            service.invite_again(caller, person).await?;
            said(seen, person, "accounts-done-invite").await?
        }
        "off" => {
            service.invite_to_take_off(caller, person).await?;
            said(seen, person, "accounts-done-off").await?
        }
        "end" => {
            service.end_sessions(caller, person).await?;
            said(seen, person, "accounts-done-end").await?
        }
        "leave" => {
            let left = service.leave_by(caller, person).await?;
            Told { left: lines(seen, &left)?, ..said(seen, person, "accounts-done-leave").await? }
        }
        "add" => match add(seen, pairs).await {
            Ok(told) => told,
            // All that was typed stays in the form.
            Err(error @ ServiceError::Refused(_)) => {
                let new = NewAccount { error: service.tell(&error, seen.lang).message, ..typed(pairs) };
                return page(seen, refused::status(&error), Told { new, ..Told::default() }).await;
            }
            Err(error) => return Err(error),
        },
        _ => Told::default(),
    };
    page(seen, StatusCode::OK, told).await
}

/// What was done, and for whom.
async fn said(seen: &Seen, person: &str, key: &str) -> Result<Told, ServiceError> {
    let name = seen.names().await?.get(person).cloned().unwrap_or_else(|| person.to_owned());
    Ok(Told { notice: t(seen.lang, key, &[("name", name.into())]), ..Told::default() })
}

fn typed(pairs: &Pairs) -> NewAccount {
    let typed = |name: &str| first(pairs, name).trim().to_owned();
    NewAccount {
        id: typed("id"),
        name: typed("name"),
        mail: typed("mail"),
        kind: typed("kind"),
        until: typed("until"),
        error: String::new(),
    }
}

async fn add(seen: &Seen, pairs: &Pairs) -> Result<Told, ServiceError> {
    let typed = typed(pairs);
    let new = NewPerson {
        id: typed.id,
        name: typed.name,
        mail: Some(typed.mail),
        lang: seen.lang,
        admin: typed.kind == "admin",
        reads_only: typed.kind == "auditor",
        until: end_of(seen, &typed.until)?,
    };
    let id = new.id.clone();
    let mailed = seen.service.add_person(&seen.caller, new).await?;
    let told = said(seen, &id, "accounts-done-add").await?;
    let by_console = || t(seen.lang, "accounts-done-add-console", &[("person", id.as_str().into())]);
    Ok(if mailed { told } else { Told { notice: by_console(), ..told } })
}

/// The end of a day, by the company's time.
fn end_of(seen: &Seen, day: &str) -> Result<Option<Moment>, ServiceError> {
    if day.is_empty() {
        return Ok(None);
    }
    let next = day.parse::<jiff::civil::Date>().ok().and_then(|day| day.tomorrow().ok());
    let moment = next.and_then(|next| seen.when().ok()?.read(&format!("{next}T00:00")));
    let refused = || ServiceError::Refused(crate::service::Problem::new("person-until", []));
    moment.map(Some).ok_or_else(refused)
}

fn lines(seen: &Seen, left: &Left) -> Result<Vec<String>, ServiceError> {
    let books = seen.books()?;
    let tasks = left.tasks.iter().map(|task| {
        let title = bilingual(&task.title).get(seen.lang).to_owned();
        t(seen.lang, "accounts-left-task", &[("task", title.into())])
    });
    let posts = left.vacant.iter().map(|post| {
        t(seen.lang, "accounts-left-post", &[("post", post_title(&books, post, seen.lang).into())])
    });
    Ok(tasks.chain(posts).collect())
}

async fn page(seen: &Seen, status: StatusCode, told: Told) -> Result<Response, ServiceError> {
    let accounts = seen.service.accounts(&seen.caller).await?;
    let mut frame = seen.frame(Here::People).await?;
    if !told.notice.is_empty() {
        frame.notice = Some(Notice { tone: Tone::Ok, text: told.notice });
    }
    if !told.refused.is_empty() {
        frame.notice = Some(Notice { tone: Tone::Late, text: told.refused });
    }
    let page = AccountsPage {
        may_change: !seen.caller.reads_only,
        accounts: accounts.iter().map(|account| line(seen, account)).collect::<Result<_, _>>()?,
        left: told.left,
        new: told.new,
        frame,
    };
    Ok(html(status, &page))
}

fn line(seen: &Seen, account: &Account) -> Result<AccountLine, ServiceError> {
    let (lang, now, when, books) = (seen.lang, seen.service.now(), seen.when()?, seen.books()?);
    let person = &account.person;
    let gone = person.active_to.is_some_and(|to| to <= now);
    // The last whole day, not the midnight after it.
    let day = |to: Moment| lang::date(lang, when.civil(Moment(to.0 - 1)).date());
    let state = match (person.reads_only, person.active_to) {
        (_, Some(to)) if gone => Chip::new(Tone::Plain, t(lang, "accounts-gone", &[("day", day(to).into())])),
        (true, Some(to)) => Chip::new(Tone::Soon, t(lang, "accounts-auditor", &[("day", day(to).into())])),
        (true, None) => Chip::new(Tone::Soon, lang.t("accounts-kind-auditor")),
        (false, Some(to)) => Chip::new(Tone::Soon, t(lang, "accounts-until-day", &[("day", day(to).into())])),
        (false, None) if person.admin => Chip::new(Tone::Ok, lang.t("accounts-kind-admin")),
        (false, None) => Chip::new(Tone::Ok, lang.t("accounts-here")),
    };
    let mut access =
        vec![lang.t(if account.password { "accounts-password" } else { "accounts-no-password" })];
    if account.code {
        access.push(lang.t("accounts-code"));
    }
    if account.sessions > 0 {
        access.push(t(lang, "accounts-sessions", &[("count", account.sessions.into())]));
    }
    let posts: Vec<String> = account.posts.iter().map(|post| post_title(&books, post, lang)).collect();
    Ok(AccountLine {
        id: person.id.clone(),
        name: person.name.clone(),
        posts: lang::list(lang, &posts),
        state,
        access: if gone { String::new() } else { lang::list(lang, &access) },
        code: account.code,
        gone,
        own: person.id == seen.caller.person,
    })
}
