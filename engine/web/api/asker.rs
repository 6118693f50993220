//! Who asks: a bearer token stands for a person.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use guicheng_core::text::Lang;

use super::error::{ApiError, lang_of};
use crate::service::{Caller, Service, ServiceError};

/// A person's program.
pub(super) struct Asker {
    pub(super) caller: Caller,
    /// What it accepts.
    pub(super) lang: Lang,
}

impl FromRequestParts<Service> for Asker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, ApiError> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        // The scheme's name is case-insensitive (RFC 9110, 11.1).
        let token = header
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let Some(token) = token else {
            return Err(ApiError::request(StatusCode::UNAUTHORIZED, "no-token", []));
        };
        let caller = match service.by_token(token).await {
            Ok(caller) => caller,
            // Its person has left: the token is as good as none.
            Err(ServiceError::NotFound(_)) => {
                return Err(ApiError::request(StatusCode::UNAUTHORIZED, "bad-token", []));
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Asker { caller, lang: lang_of(&parts.headers) })
    }
}
