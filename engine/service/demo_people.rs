//! The sample company's people share one password, so that anybody can try what a signature asks for.
//!
//! Only where the settings say `demo`; everywhere else there is no default password. Its hash is a cheap one: the
//! password is no secret, and stories with hundreds of signatures stay quick.

use guicheng_core::ledger;

use super::credentials::blank;
use super::{Service, ServiceError};
use crate::store::tables::access::CredentialRow;

/// The password of everybody in the demo.
pub const DEMO_PASSWORD: &str = "guicheng-demo";

/// Its hash (Argon2id, 8 KiB, one pass).
const HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$Z3VpY2hlbmctZGVtby1zYWx0$gm4myhea/Bjw1AtnkGHRFIjp0WBhhvGUsdYTEX5GCWM";

impl Service {
    /// Gives everybody in the demo who has no password the demo's.
    ///
    /// # Errors
    /// Outside of the demo.
    pub async fn give_demo_passwords(&self, by: ledger::Actor) -> Result<(), ServiceError> {
        if !self.may_enter_freely() {
            return Err(ServiceError::forbidden("demo-only", []));
        }
        let now = self.now();
        let mut rows = Vec::new();
        for person in self.inner.store.read().people().await? {
            let row = self.inner.store.read().credential(&person.id).await?;
            let row = row.unwrap_or_else(|| blank(&person.id, now));
            if row.password.is_none() {
                rows.push(CredentialRow { password: Some(HASH.to_owned()), changed_at: now, ..row });
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let people: Vec<&str> = rows.iter().map(|row| row.person.as_str()).collect();
        let body = serde_json::json!({ "people": people, "demo": true });
        self.change("password", now, by, body, move |unit, _| {
            rows.iter().cloned().for_each(|row| unit.put(row));
        })
        .await
    }
}
