//! A change begins: the ordinary start of its procedure; from a document's page that document is opened next.

use axum::response::Response;

use crate::service::ServiceError;
use crate::web::answer::{href, see};
use crate::web::guard::Posted;
use crate::web::session::Seen;

use super::super::form::Pairs;
use super::super::start::{self, Begun};
use super::super::task::Shown;
use super::{POLICY, editor_of};

/// `GET /changes/new`
pub async fn get(seen: Seen) -> Response {
    let page = start::page(&seen, POLICY, address(&seen), Shown::default()).await;
    seen.answer(page).await
}

/// `POST /changes/new`
pub async fn post(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let begun = begin(&seen, &pairs).await;
    seen.answer(begun).await
}

/// Where the form goes: the document that is to be changed stays in the address.
fn address(seen: &Seen) -> String {
    href("/changes/new", &[("document", seen.asked("document"))])
}

async fn begin(seen: &Seen, pairs: &Pairs) -> Result<Response, ServiceError> {
    match start::start(seen, POLICY, address(seen), pairs).await? {
        Begun::Case(done) => Ok(see(&match super::document(seen.asked("document")) {
            Ok(document) => editor_of(&done.instance, document.as_str()),
            Err(_) => format!("/changes/{}", done.instance),
        })),
        Begun::Again(page) => Ok(page),
    }
}
