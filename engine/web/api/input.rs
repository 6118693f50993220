//! Reading requests strictly: what is not known is refused by name.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use guicheng_core::form::{FieldProblem, Input};
use guicheng_core::value::Moment;
use serde_json::{Map as Object, Value as Json};

use super::error::{ApiError, too_large};
use super::json::{self, Malformed};
use crate::limits;
use crate::service::{Service, ServiceError};
use crate::store::Page;

/// A JSON object of at most so many bytes (the router holds to it), taken apart key by key. Problems are gathered and told
/// together.
pub(super) struct Body<const MOST: usize = { limits::API_BODY }> {
    object: Object<String, Json>,
    problems: Vec<FieldProblem>,
}

impl<const MOST: usize> FromRequest<Service> for Body<MOST> {
    type Rejection = ApiError;

    async fn from_request(request: Request, service: &Service) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
        if kind.as_deref() != Some("application/json") {
            return Err(ApiError::request(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", []));
        }
        let bytes =
            Bytes::from_request(request, service).await.map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => too_large(MOST),
                // The connection broke in the middle of the body.
                status => ApiError::request(status, "malformed", [("detail", String::new())]),
            })?;
        match json::read(&bytes) {
            Ok(Json::Object(object)) => Ok(Body { object, problems: Vec::new() }),
            Ok(_) => Err(ApiError::request(StatusCode::BAD_REQUEST, "not-an-object", [])),
            Err(Malformed(detail)) => {
                Err(ApiError::request(StatusCode::BAD_REQUEST, "malformed", [("detail", detail)]))
            }
        }
    }
}

impl<const MOST: usize> Body<MOST> {
    pub(super) fn problem(&mut self, field: &str, code: &'static str, args: Vec<(&'static str, String)>) {
        self.problems.push(FieldProblem { field: field.to_owned(), code, args });
    }

    /// A text of at most `max` characters that may be left out.
    pub(super) fn text(&mut self, key: &str, max: usize) -> Option<String> {
        match self.object.remove(key) {
            None | Some(Json::Null) => None,
            Some(Json::String(text)) => {
                let length = text.chars().count();
                if length > max {
                    let args = vec![("max", max.to_string()), ("length", length.to_string())];
                    self.problem(key, "too-long", args);
                }
                Some(text)
            }
            Some(_) => {
                self.problem(key, "not-a-text", vec![]);
                None
            }
        }
    }

    /// A text that must be there; empty if it is not, which [`Body::finish`] reports.
    pub(super) fn needed(&mut self, key: &str, max: usize) -> String {
        let before = self.problems.len();
        let text = self.text(key, max).filter(|text| !text.trim().is_empty());
        if text.is_none() && self.problems.len() == before {
            self.problem(key, "required", vec![]);
        }
        text.unwrap_or_default()
    }

    /// At most `most` texts of at most `max` characters each; none if they are left out.
    pub(super) fn texts(&mut self, key: &str, most: usize, max: usize) -> Vec<String> {
        let list = match self.object.remove(key) {
            None | Some(Json::Null) => return Vec::new(),
            Some(Json::Array(list)) if list.len() <= most => list,
            Some(Json::Array(_)) => {
                self.problem(key, "too-many-rows", vec![("max", most.to_string())]);
                return Vec::new();
            }
            Some(_) => {
                self.problem(key, "not-a-list", vec![]);
                return Vec::new();
            }
        };
        let mut texts = Vec::new();
        for value in list {
            match value {
                Json::String(text) if text.chars().count() <= max => texts.push(text),
                _ => {
                    self.problem(key, "not-a-text", vec![]);
                    return Vec::new();
                }
            }
        }
        texts
    }

    /// The fields of a form; none if they are left out.
    pub(super) fn fields(&mut self, key: &str) -> BTreeMap<String, Input> {
        match self.object.remove(key) {
            None | Some(Json::Null) => BTreeMap::new(),
            Some(Json::Object(fields)) => Input::from_json(fields),
            Some(_) => {
                self.problem(key, "not-an-object", vec![]);
                BTreeMap::new()
            }
        }
    }

    /// An object within the body; what is wrong in it is told with its key before.
    pub(super) fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        match self.object.remove(key) {
            None | Some(Json::Null) => None,
            Some(Json::Object(object)) => {
                let mut inner = Body { object, problems: Vec::new() };
                let value = read(&mut inner);
                inner.refuse_rest();
                let named = |problem: FieldProblem| FieldProblem {
                    field: format!("{key}.{}", problem.field),
                    ..problem
                };
                self.problems.extend(inner.problems.into_iter().map(named));
                Some(value)
            }
            Some(_) => {
                self.problem(key, "not-an-object", vec![]);
                None
            }
        }
    }

    fn refuse_rest(&mut self) {
        let unknown: Vec<String> = self.object.keys().map(|key| echo(key)).collect();
        for key in unknown {
            self.problem(&key, "unknown", vec![]);
        }
    }

    /// A whole number that must be there.
    pub(super) fn integer(&mut self, key: &str) -> i64 {
        match self.object.remove(key) {
            None | Some(Json::Null) => self.problem(key, "required", vec![]),
            Some(value) => match value.to_string().parse() {
                Ok(number) => return number,
                Err(_) => self.problem(key, "not-an-integer", vec![("value", value.to_string())]),
            },
        }
        0
    }

    /// A JSON object that must be there, whatever it holds.
    pub(super) fn object(&mut self, key: &str) -> Json {
        match self.object.remove(key) {
            Some(object @ Json::Object(_)) => return object,
            None | Some(Json::Null) => self.problem(key, "required", vec![]),
            Some(_) => self.problem(key, "not-an-object", vec![]),
        }
        Json::Null
    }

    /// The same that may be left out.
    pub(super) fn optional_object(&mut self, key: &str) -> Option<Json> {
        match self.object.get(key) {
            None | Some(Json::Null) => {
                self.object.remove(key);
                None
            }
            Some(_) => Some(self.object(key)),
        }
    }

    /// Whether it is there, be it as `null`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.object.contains_key(key)
    }

    /// Yes or no, if it is there.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        match self.object.remove(key) {
            None | Some(Json::Null) => None,
            Some(Json::Bool(flag)) => Some(flag),
            Some(_) => {
                self.problem(key, "not-a-bool", vec![]);
                None
            }
        }
    }

    /// At most `most` texts by name that must be there.
    pub(super) fn named_texts(&mut self, key: &str, most: usize) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let Json::Object(given) = self.object(key) else { return texts };
        if given.len() > most {
            self.problem(key, "too-many-rows", vec![("max", most.to_string())]);
            return texts;
        }
        for (name, text) in given {
            match text {
                Json::String(text) => drop(texts.insert(name, text)),
                _ => self.problem(&format!("{key}.{}", echo(&name)), "not-a-text", vec![]),
            }
        }
        texts
    }

    /// Tells what was wrong; whatever has not been taken is not known.
    pub(super) fn finish(mut self) -> Result<(), ApiError> {
        self.refuse_rest();
        if self.problems.is_empty() { Ok(()) } else { Err(ServiceError::Fields(self.problems).into()) }
    }
}

/// `Idempotency-Key`, if there is one.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let mut values = headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else { return Ok(None) };
    let good =
        |key: &&str| (1..=limits::IDEMPOTENCY_KEY_BYTES).contains(&key.len()) && !key.trim().is_empty();
    match value.to_str().ok().filter(good) {
        Some(key) if values.next().is_none() => Ok(Some(key.to_owned())),
        _ => {
            let limit = limits::IDEMPOTENCY_KEY_BYTES.to_string();
            Err(ApiError::request(StatusCode::BAD_REQUEST, "idempotency-key", [("limit", limit)]))
        }
    }
}

/// The address's parameters, taken one by one.
pub(super) struct Params {
    given: BTreeMap<String, String>,
    problems: Vec<FieldProblem>,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let mut params = Params { given: BTreeMap::new(), problems: Vec::new() };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if params.given.insert(name.to_string(), value.to_string()).is_some() {
                params.problem(&name, "several", vec![]);
            }
        }
        Ok(params)
    }
}

impl Params {
    pub(super) fn problem(&mut self, name: &str, code: &'static str, args: Vec<(&'static str, String)>) {
        let field = echo(name);
        self.problems.push(FieldProblem { field, code, args });
    }

    /// A parameter's text; an empty one is none.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        self.given.remove(name).filter(|text| !text.is_empty())
    }

    /// One of these words.
    pub(super) fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.take(name)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.problem(name, "not-a-choice", vec![("value", echo(&text))]);
        }
        found
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, name: &str, min: i64, max: i64) -> Option<i64> {
        let text = self.take(name)?;
        match text.parse::<i64>() {
            Ok(number) if number < min => self.problem(name, "too-small", vec![("min", min.to_string())]),
            Ok(number) if number > max => self.problem(name, "too-large", vec![("max", max.to_string())]),
            Ok(number) => return Some(number),
            Err(_) => {
                self.problem(name, "not-an-integer", vec![("value", echo(&text))]);
            }
        }
        None
    }

    /// A date.
    pub(super) fn date(&mut self, name: &str) -> Option<jiff::civil::Date> {
        let text = self.take(name)?;
        let date = text.parse().ok().filter(|_| text.len() == "2026-11-30".len());
        if date.is_none() {
            self.problem(name, "not-a-date", vec![("value", echo(&text))]);
        }
        date
    }

    /// `at`: a past moment or date by the company's clock.
    pub(super) fn at(&mut self, service: &Service) -> Result<Option<Moment>, ServiceError> {
        let Some(text) = self.take("at") else { return Ok(None) };
        let zone = service.library()?.calendar().zone().clone();
        match crate::web::past::read(&text, &zone, service.now()) {
            Some(at) => service.past(at).map(Some),
            None => {
                self.problem("at", "not-a-time", vec![("value", echo(&text))]);
                Ok(None)
            }
        }
    }

    /// `page`, from 0 on; one row more than a page has is asked for, to know whether there is another.
    pub(super) fn page(&mut self) -> (i64, Page) {
        let page = self.number("page", 0, limits::API_PAGES).unwrap_or(0);
        (page, Page { offset: page * limits::API_PAGE, limit: limits::API_PAGE + 1 })
    }

    /// Tells what was wrong; whatever has not been taken is not known.
    pub(super) fn finish(mut self) -> Result<(), ApiError> {
        for name in std::mem::take(&mut self.given).into_keys() {
            self.problem(&name, "unknown", vec![]);
        }
        if self.problems.is_empty() { Ok(()) } else { Err(ApiError::parameters(self.problems)) }
    }
}

/// A moment of RFC 3339, from a body.
pub(super) fn moment(text: &str) -> Option<Moment> {
    Moment::parse(text).ok()
}

/// What was sent, as far as a refusal repeats it.
fn echo(text: &str) -> String {
    text.chars().take(limits::ECHO_CHARS).collect()
}
