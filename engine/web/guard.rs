//! What every page and every form is guarded by: headers, and the proof that a form is ours.
//!
//! A form must come from a page of this server: `Sec-Fetch-Site` and `Origin`, where the browser sends them, must say
//! so (pages ask for `no-referrer`, with which browsers send `Origin: null`), and the form must carry the token that
//! only its page knew. Deliberately absent: anything for programs; they send no cookies (see `api`).

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use crate::limits;
use crate::service::Service;

use super::session::{self, Holder};
use super::{assets, refused};

/// A form that was sent by a page of ours: who sent it, and its pairs in order.
pub struct Posted<H> {
    pub by: H,
    pub pairs: Vec<(String, String)>,
}

/// The first value of a name in a form's pairs, or nothing.
pub fn first<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

impl<H> FromRequest<Service> for Posted<H>
where
    H: Holder + FromRequestParts<Service, Rejection = Response> + Send,
{
    type Rejection = Response;

    async fn from_request(request: Request, service: &Service) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        if let Some(why) = foreign(&parts.headers, service) {
            return Err(refused::page(crate::lang::Lang::default(), StatusCode::FORBIDDEN, why));
        }
        let by = H::from_request_parts(&mut parts, service).await?;
        let pairs = pairs(&parts.headers, body)
            .await
            .map_err(|(status, why)| refused::page(by.lang(), status, why))?;
        let sent = first(&pairs, "csrf");
        if !bool::from(sent.as_bytes().ct_eq(by.csrf().as_bytes())) {
            return Err(refused::page(by.lang(), StatusCode::FORBIDDEN, "pages-refused-token"));
        }
        Ok(Posted { by, pairs })
    }
}

async fn pairs(headers: &HeaderMap, body: Body) -> Result<Vec<(String, String)>, (StatusCode, &'static str)> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "pages-refused-form"));
    }
    let bytes = to_bytes(body, limits::FORM_BYTES).await;
    let bytes = bytes.map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "pages-refused-size"))?;
    let pairs: Vec<_> = form_urlencoded::parse(&bytes).into_owned().collect();
    if pairs.len() > limits::FORM_PAIRS {
        return Err((StatusCode::PAYLOAD_TOO_LARGE, "pages-refused-size"));
    }
    Ok(pairs)
}

/// Why a request is taken for another site's, if it is.
fn foreign(headers: &HeaderMap, service: &Service) -> Option<&'static str> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(&HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return Some("pages-refused-origin");
    }
    let origin = text(&ORIGIN).filter(|origin| *origin != "null")?;
    let authority = origin.split_once("://").map_or(origin, |(_, authority)| authority);
    let own = text(&HOST) == Some(authority) || own_origin(service).as_deref() == Some(origin);
    (!own).then_some("pages-refused-origin")
}

/// Scheme, host and port of the address that people use.
fn own_origin(service: &Service) -> Option<String> {
    let url = url::Url::parse(&service.settings().base_url).ok()?;
    Some(url.origin().ascii_serialization())
}

/// The headers of every page; a handler that has set one keeps its own.
pub async fn headers(State(service): State<Service>, request: Request, next: Next) -> Response {
    let query = request.uri().query().map(str::to_owned);
    let mut answer = next.run(request).await;
    session::remember_language(&service, query.as_deref(), &mut answer);
    let defaults = [
        (CONTENT_SECURITY_POLICY, assets::CONTENT_SECURITY_POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in defaults {
        answer.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    answer
}
