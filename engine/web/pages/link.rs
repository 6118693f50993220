//! A mail's link: the task's page without signing in, for what this person may do with it.
//!
//! Looking changes nothing: mail scanners and previews open links too. A link that leads nowhere any more says why and
//! shows nothing of the case.

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::lang::{Lang, Say};
use crate::service::{Opened, Service};
use crate::web::answer::html;
use crate::web::guard::Posted;
use crate::web::refused;
use crate::web::session::{Holder, Seen, Visitor};
use crate::web::views::{LinkTrouble, MessagePage};

use super::task::{self, Shown};

/// Somebody with a link in hand, good or not.
pub struct Linked {
    visitor: Visitor,
    secret: String,
    csrf: String,
}

impl Holder for Linked {
    fn csrf(&self) -> &str {
        &self.csrf
    }
    fn lang(&self) -> Lang {
        self.visitor.lang
    }
}

impl FromRequestParts<Service> for Linked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Self::Rejection> {
        let Path(secret) =
            Path::<String>::from_request_parts(parts, service).await.map_err(IntoResponse::into_response)?;
        let visitor = Visitor::from_request_parts(parts, service).await?;
        Ok(Linked { csrf: service.form_token(&secret), visitor, secret })
    }
}

/// `GET /t/{secret}`
pub async fn get(linked: Linked) -> Response {
    match open(&linked).await {
        Ok((seen, task)) => {
            let page = task::page(&seen, &task, format!("/t/{}", linked.secret), Shown::default()).await;
            seen.answer(page).await
        }
        Err(response) => response,
    }
}

/// `POST /t/{secret}`
pub async fn post(Posted { by: linked, pairs }: Posted<Linked>) -> Response {
    match open(&linked).await {
        Ok((seen, task)) => {
            let done = task::act(&seen, &task, format!("/t/{}", linked.secret), &pairs).await;
            seen.answer(done).await
        }
        Err(response) => response,
    }
}

/// Where the link leads, or the page that says why nowhere.
async fn open(linked: &Linked) -> Result<(Seen, String), Response> {
    let Linked { visitor, secret, .. } = linked;
    let opened = visitor.service.open_link(secret).await;
    let opened = opened.map_err(|error| refused::plainly(visitor.lang, &error))?;
    match opened {
        // Whoever is signed in as somebody else would act in another's name by mistake. In the demo anybody may be anybody.
        Opened::Task { caller, .. } if is_another(visitor, &caller.person) => {
            Err(trouble(visitor, LinkTrouble::Foreign, None))
        }
        Opened::Task { caller, task } => Ok((Seen::by_link(visitor, caller, secret), task)),
        Opened::Dead { why, lang } => Err(dead(visitor, why, lang)),
    }
}

fn is_another(visitor: &Visitor, person: &str) -> bool {
    let signed_in = visitor.caller.as_ref();
    !visitor.service.may_enter_freely() && signed_in.is_some_and(|caller| caller.person != person)
}

fn dead(visitor: &Visitor, why: &str, lang: Option<Lang>) -> Response {
    let lang = lang.filter(|_| !visitor.has_chosen());
    match why {
        "used" if visitor.query.contains_key("done") => done(visitor, lang),
        "used" => trouble(visitor, LinkTrouble::Used, lang),
        "moved" => trouble(visitor, LinkTrouble::Moved, lang),
        "expired" => trouble(visitor, LinkTrouble::Expired, lang),
        _ => trouble(visitor, LinkTrouble::Unknown, lang),
    }
}

fn trouble(visitor: &Visitor, trouble: LinkTrouble, lang: Option<Lang>) -> Response {
    let frame = visitor.frame_in(lang);
    let status = match trouble {
        LinkTrouble::Unknown => StatusCode::NOT_FOUND,
        LinkTrouble::Foreign => StatusCode::FORBIDDEN,
        LinkTrouble::Used | LinkTrouble::Moved | LinkTrouble::Expired => StatusCode::GONE,
    };
    html(status, &trouble.page(frame))
}

/// The page after acting: the link has done its work.
fn done(visitor: &Visitor, lang: Option<Lang>) -> Response {
    let frame = visitor.frame_in(lang);
    let page = LinkTrouble::Used.page(frame);
    let lang = page.frame.lang;
    let paragraphs = vec![lang.t("pages-link-done-why")];
    html(StatusCode::OK, &MessagePage { title: lang.t("pages-link-done"), paragraphs, ..page })
}
