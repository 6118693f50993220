//! The proof that a signature asks for, as the people of the tests give it: all have the demo's password.

use guicheng::service::{DEMO_PASSWORD, Signing};
use serde_json::{Value, json};

/// For [`guicheng::service::ActRequest`].
pub fn signing() -> Option<Signing> {
    Some(Signing { password: DEMO_PASSWORD.into(), ..Signing::default() })
}

/// For the body of `POST /tasks/{id}/act`.
pub fn signing_json() -> Value {
    json!({ "password": DEMO_PASSWORD })
}
