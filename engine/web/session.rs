//! Who asks: the cookie of a browser's session, the language, the token of its forms.
//!
//! A session's secret lives in a cookie that no script can read; the database knows its hash. The token of forms is
//! derived from it, so that nothing more is kept. Deliberately absent: what somebody may do (that is `service`).

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use crate::edge::random_bytes;
use crate::lang::{self, Lang};
use crate::limits;
use crate::service::{Caller, Service, ServiceError, Via};

use super::refused;

/// Somebody who asks, known or not.
#[derive(Clone)]
pub struct Visitor {
    pub service: Service,
    pub lang: Lang,
    /// What forms send back as `csrf`.
    pub csrf: String,
    /// Path and query of this page.
    pub here: String,
    /// The query, decoded; of a name given twice the last.
    pub query: BTreeMap<String, String>,
    /// Who is signed in.
    pub caller: Option<Caller>,
    /// The secret of the session.
    pub session: Option<String>,
    /// A cookie that the answer must set so that the token of its forms holds.
    pub visit: Option<HeaderValue>,
}

/// Somebody who is known: signed in, or come by a mail's link for one task.
#[derive(Clone)]
pub struct Seen {
    pub service: Service,
    pub caller: Caller,
    pub lang: Lang,
    pub csrf: String,
    pub here: String,
    pub query: BTreeMap<String, String>,
    /// The secret of the session; none for who came by a link.
    pub session: Option<String>,
}

/// Whoever holds a token for forms.
pub trait Holder {
    /// The token.
    fn csrf(&self) -> &str;
    /// The language for refusals.
    fn lang(&self) -> Lang;
}

impl Holder for Visitor {
    fn csrf(&self) -> &str {
        &self.csrf
    }
    fn lang(&self) -> Lang {
        self.lang
    }
}

impl Holder for Seen {
    fn csrf(&self) -> &str {
        &self.csrf
    }
    fn lang(&self) -> Lang {
        self.lang
    }
}

impl Seen {
    /// The holder of a link.
    pub fn by_link(visitor: &Visitor, caller: Caller, secret: &str) -> Seen {
        Seen {
            service: visitor.service.clone(),
            lang: visitor.chosen().unwrap_or(caller.lang),
            csrf: visitor.service.form_token(secret),
            here: visitor.here.clone(),
            query: visitor.query.clone(),
            session: None,
            caller,
        }
    }

    /// Whether they came by a link and see nothing but its task.
    pub fn by_link_only(&self) -> bool {
        matches!(self.caller.via, Via::Link { .. })
    }
}

impl Visitor {
    /// Whether a language was asked for, here or before.
    pub fn has_chosen(&self) -> bool {
        self.chosen().is_some()
    }

    fn chosen(&self) -> Option<Lang> {
        self.query.get("lang").and_then(|tag| Lang::from_tag(tag))
    }

    async fn read(parts: &Parts, service: &Service) -> Result<Visitor, ServiceError> {
        let cookies = cookies(&parts.headers);
        let names = Names::of(service);
        let session = cookies.get(names.session).filter(|secret| !secret.is_empty()).cloned();
        let caller = match &session {
            Some(secret) => service.by_session(secret).await?,
            None => None,
        };
        let session = session.filter(|_| caller.is_some());
        let query: BTreeMap<String, String> =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let (csrf, visit) = match &session {
            Some(secret) => (service.form_token(secret), None),
            None => visit(service, &cookies, &names),
        };
        let chosen =
            query.get("lang").or_else(|| cookies.get(names.lang)).and_then(|tag| Lang::from_tag(tag));
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let lang = chosen
            .or_else(|| caller.as_ref().map(|caller| caller.lang))
            .unwrap_or_else(|| lang::choose(None, accepted));
        // From here on the cookie's choice counts as asked for, so that links of mails follow it.
        let mut query = query;
        if let Some(chosen) = chosen {
            query.insert("lang".to_owned(), chosen.tag().to_owned());
        }
        Ok(Visitor { service: service.clone(), lang, csrf, here, query, caller, session, visit })
    }
}

/// The token of somebody who is not signed in, bound to a random cookie of theirs.
fn visit(
    service: &Service,
    cookies: &BTreeMap<String, String>,
    names: &Names,
) -> (String, Option<HeaderValue>) {
    let known = cookies.get(names.visit).filter(|value| !value.is_empty());
    match known {
        Some(value) => (service.form_token(&format!("visit|{value}")), None),
        None => {
            let value: String = random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
            let token = service.form_token(&format!("visit|{value}"));
            (token, Some(cookie(service, names.visit, &value, limits::VISIT_LIFE_SECONDS)))
        }
    }
}

impl FromRequestParts<Service> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Self::Rejection> {
        let visitor = Visitor::read(parts, service).await;
        visitor.map_err(|error| refused::plainly(Lang::default(), &error))
    }
}

impl FromRequestParts<Service> for Seen {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Self::Rejection> {
        let visitor = Visitor::from_request_parts(parts, service).await?;
        let Visitor { service, lang, csrf, here, query, caller, session, .. } = visitor;
        match caller {
            Some(caller) => Ok(Seen { service, caller, lang, csrf, here, query, session }),
            None => Err(to_login(&parts.method, &here)),
        }
    }
}

/// Not signed in: on to the page that asks who one is, and back afterwards to what was to be read.
fn to_login(method: &Method, here: &str) -> Response {
    let next = if method == Method::GET || method == Method::HEAD { here } else { "/" };
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    let to = if next == "/" { "/login".to_owned() } else { format!("/login?{query}") };
    Redirect::to(&to).into_response()
}

/// Names of the cookies. With TLS they are bound to this host (`__Host-`, RFC 6265bis, 4.1.3.2).
struct Names {
    session: &'static str,
    visit: &'static str,
    lang: &'static str,
}

impl Names {
    fn of(service: &Service) -> Names {
        match is_secure(service) {
            true => Names {
                session: "__Host-guicheng",
                visit: "__Host-guicheng-visit",
                lang: "__Host-guicheng-lang",
            },
            false => Names { session: "guicheng", visit: "guicheng-visit", lang: "guicheng-lang" },
        }
    }
}

fn is_secure(service: &Service) -> bool {
    service.settings().base_url.starts_with("https://")
}

fn cookies(headers: &HeaderMap) -> BTreeMap<String, String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn cookie(service: &Service, name: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if is_secure(service) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).expect("secrets and tags are plain ASCII")
}

/// The answer that begins a session, or with an empty secret ends it.
pub fn with_session(service: &Service, secret: &str, mut answer: Response) -> Response {
    let life = if secret.is_empty() { 0 } else { limits::SESSION_LIFE_MICROS / 1_000_000 };
    let value = cookie(service, Names::of(service).session, secret, life);
    answer.headers_mut().append(SET_COOKIE, value);
    answer
}

/// Remembers in the browser, and nowhere else, the language that a page's address asks for.
pub fn remember_language(service: &Service, query: Option<&str>, answer: &mut Response) {
    let asked = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).find(|(name, _)| name == "lang");
    if let Some(lang) = asked.and_then(|(_, tag)| Lang::from_tag(&tag)) {
        let value = cookie(service, Names::of(service).lang, lang.tag(), limits::LANG_LIFE_SECONDS);
        answer.headers_mut().append(SET_COOKIE, value);
    }
}

/// An address on this server to go on to; anything else is the first page.
pub fn safe_next(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if own { next } else { "/" }
}
