//! One's own account: invitation, password, authenticator, sessions.
//!
//! Reading shows an authenticator that waits for its first code again, so that a page that was closed too early costs
//! nothing; once a code was shown, nobody sees its seed any more.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use crate::lang::Say;
use crate::service::{Enrolment, Invitee, OwnSession, Problem, ServiceError};
use crate::web::answer::{html, see};
use crate::web::guard::{Posted, first};
use crate::web::refused;
use crate::web::session::{Seen, Visitor, with_session};
use crate::web::views::{
    AccountPage, Here, Html, NewAuthenticator, Notice, SessionRow, Tone, WelcomePage, Wrong,
};

use super::form::Pairs;

/// `GET /welcome/{secret}`: looking changes nothing, so that scanners that open links spoil nothing.
pub async fn welcome(visitor: Visitor, Path(secret): Path<String>) -> Response {
    welcome_page(&visitor, &secret, StatusCode::OK, String::new()).await
}

/// `POST /welcome/{secret}`: sets a password, or takes off an authenticator, as the link says.
pub async fn accept(Path(secret): Path<String>, Posted { by: visitor, pairs }: Posted<Visitor>) -> Response {
    let done = match visitor.service.invited(&secret).await {
        Ok(invited) if invited.takes_off => taken_off(&visitor, &secret, &pairs).await,
        Ok(_) => password_set(&visitor, &secret, &pairs).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(response) => response,
        Err(error @ (ServiceError::Refused(_) | ServiceError::Forbidden(_))) => {
            let told = visitor.service.tell(&error, visitor.lang).message;
            welcome_page(&visitor, &secret, refused::status(&error), told).await
        }
        Err(error) => unopened(&visitor, &error),
    }
}

async fn password_set(visitor: &Visitor, secret: &str, pairs: &Pairs) -> Result<Response, ServiceError> {
    let password = first(pairs, "password");
    if password != first(pairs, "again") {
        return Err(ServiceError::Refused(Problem::new("password-not-alike", [])));
    }
    let session = visitor.service.accept(secret, password).await?;
    leave_session(visitor).await?;
    Ok(match session {
        Some(session) => with_session(&visitor.service, &session, see("/account?done=password")),
        // The authenticator's code is still to be asked for.
        None => with_session(&visitor.service, "", see("/login?done=password")),
    })
}

async fn taken_off(visitor: &Visitor, secret: &str, pairs: &Pairs) -> Result<Response, ServiceError> {
    visitor.service.take_off_lost(secret, first(pairs, "password")).await?;
    leave_session(visitor).await?;
    Ok(with_session(&visitor.service, "", see("/login?done=authenticator")))
}

/// One browser, one session: the one before, whoever's it is, ends here.
async fn leave_session(visitor: &Visitor) -> Result<(), ServiceError> {
    match &visitor.session {
        Some(secret) => visitor.service.end_session(secret).await,
        None => Ok(()),
    }
}

/// An invitation that does not open, to somebody who is nobody yet.
fn unopened(visitor: &Visitor, error: &ServiceError) -> Response {
    let told = visitor.service.tell(error, visitor.lang);
    html(refused::status(error), &refused::message(visitor.frame(), error, &told))
}

async fn welcome_page(visitor: &Visitor, secret: &str, status: StatusCode, error: String) -> Response {
    match visitor.service.invited(secret).await {
        Ok(Invitee { caller, takes_off }) => {
            let page = WelcomePage {
                frame: visitor.frame(),
                name: caller.name,
                person: caller.person,
                takes_off,
                error,
            };
            let mut answer = html(status, &page);
            if let Some(visit) = &visitor.visit {
                answer.headers_mut().append(SET_COOKIE, visit.clone());
            }
            answer
        }
        Err(error) => unopened(visitor, &error),
    }
}

/// `GET /account`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen, StatusCode::OK, Wrong::default()).await;
    seen.answer(page).await
}

/// `POST /account/password`
pub async fn password(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let posted = |name: &str| first(&pairs, name);
    if posted("password") != posted("again") {
        let error = ServiceError::Refused(Problem::new("password-not-alike", []));
        return refuse(&seen, &error, |wrong, told| wrong.password = told).await;
    }
    let changed =
        seen.service.change_password(&seen.caller, posted("old"), posted("code"), posted("password")).await;
    match changed {
        Ok(session) => with_session(&seen.service, &session, see("/account?done=password")),
        Err(error) => refuse(&seen, &error, |wrong, told| wrong.password = told).await,
    }
}

/// `POST /account/authenticator`
pub async fn authenticator(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let enrolled = seen.service.enrol(&seen.caller, first(&pairs, "password"), first(&pairs, "code")).await;
    match enrolled {
        Ok(_) => see("/account#authenticator"),
        Err(error) => refuse(&seen, &error, |wrong, told| wrong.authenticator = told).await,
    }
}

/// `POST /account/confirm`
pub async fn confirm(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    match seen.service.confirm_authenticator(&seen.caller, first(&pairs, "code")).await {
        Ok(()) => see("/account?done=authenticator"),
        Err(error) => refuse(&seen, &error, |wrong, told| wrong.confirm = told).await,
    }
}

/// `POST /account/off`
pub async fn off(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    match seen.service.take_off(&seen.caller, first(&pairs, "password"), first(&pairs, "code")).await {
        Ok(()) => see("/account?done=off"),
        Err(error) => refuse(&seen, &error, |wrong, told| wrong.off = told).await,
    }
}

/// `POST /account/end`
pub async fn end(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    match seen.service.end_own_session(&seen.caller, first(&pairs, "session")).await {
        Ok(()) => see("/account?done=session"),
        Err(error) => seen.answer(Err(error)).await,
    }
}

async fn refuse(seen: &Seen, error: &ServiceError, place: impl Fn(&mut Wrong, String)) -> Response {
    let mut wrong = Wrong::default();
    place(&mut wrong, seen.service.tell(error, seen.lang).message);
    let page = page(seen, refused::status(error), wrong).await;
    seen.answer(page).await
}

async fn page(seen: &Seen, status: StatusCode, wrong: Wrong) -> Result<Response, ServiceError> {
    let (service, when) = (&seen.service, seen.when()?);
    let means = service.means_of(&seen.caller.person).await?;
    let sessions = service.own_sessions(&seen.caller, seen.session.as_deref()).await?;
    let session =
        |own: &OwnSession| SessionRow { id: own.id.clone(), since: when.moment(own.since), this: own.this };
    let mut frame = seen.frame(Here::Nowhere).await?;
    frame.notice = match seen.asked("done") {
        "password" => Some("account-done-password"),
        "authenticator" => Some("account-done-authenticator"),
        "off" => Some("account-done-off"),
        "session" => Some("account-done-session"),
        _ => None,
    }
    .map(|key| Notice { tone: Tone::Ok, text: seen.lang.t(key) });
    let page = AccountPage {
        person: seen.caller.person.clone(),
        unreleased: !service.is_released(),
        has_password: means.password,
        has_code: means.code,
        waiting: service.waiting_enrolment(&seen.caller).await?.map(|new| shown(&new)),
        wrong,
        sessions: sessions.iter().map(session).collect(),
        frame,
    };
    Ok(html(status, &page))
}

fn shown(new: &Enrolment) -> NewAuthenticator {
    let groups: Vec<String> =
        new.seed.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    NewAuthenticator { picture: Html(picture(&new.address)), seed: groups.join(" ") }
}

/// The address as a QR code (ISO/IEC 18004), black on white in the dark, too: cameras need it so.
fn picture(address: &str) -> String {
    use qrcode::render::svg;
    let code = qrcode::QrCode::new(address).expect("an address of a hundred characters fits a QR code");
    code.render::<svg::Color<'_>>().min_dimensions(200, 200).build()
}
