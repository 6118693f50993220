//! Invitations: links with which somebody sets their first password, or a new one after losing it.
//!
//! That is how an installation begins, too: the console invites the general manager and the certification lead, each
//! chooses a password that nobody else has ever known. Deliberately absent: default passwords, and mails with passwords.

use guicheng_core::ledger;
use guicheng_core::value::Moment;

use super::secret::{hash_of, new_secret};
use super::{Caller, Service, ServiceError, Via};
use crate::limits;
use crate::store::tables::access::InvitationRow;

impl Service {
    /// Invites a person to set a password; the address is told once. Earlier invitations of theirs no longer open.
    ///
    /// # Errors
    /// When there is no such person, or they have left.
    pub async fn invite(&self, person: &str, by: ledger::Actor) -> Result<String, ServiceError> {
        let person = self.caller(person, Via::Console).await?.person;
        let (secret, now) = (new_secret(), self.now());
        let hash = hash_of(&secret);
        let old = self.inner.store.read().invitations_of(&person).await?;
        let body = serde_json::json!({ "person": person, "invitation": hash.to_string() });
        self.change("invitation", now, by, body, move |unit, now| {
            for row in &old {
                unit.put(InvitationRow { used_at: Some(now), ..row.clone() });
            }
            unit.put(InvitationRow {
                hash,
                person: person.clone(),
                created_at: now,
                expires_at: Moment(now.0 + limits::INVITATION_LIFE_MICROS),
                used_at: None,
            });
        })
        .await?;
        Ok(format!("{}/welcome/{secret}", self.settings().base_url))
    }

    /// Who is invited by this secret. Looking changes nothing.
    ///
    /// # Errors
    /// `invitation-over` when it is unknown, used or too old; all three look alike.
    pub async fn invited(&self, secret: &str) -> Result<Caller, ServiceError> {
        let row = self.invitation(secret).await?;
        self.caller(&row.person, Via::Console).await.map_err(|_| over())
    }

    /// Sets the invited person's password and begins their session.
    ///
    /// # Errors
    /// As [`Service::invited`], and when the password will not do.
    pub async fn accept(&self, secret: &str, password: &str) -> Result<String, ServiceError> {
        let row = self.invitation(secret).await?;
        let caller = self.caller(&row.person, Via::Console).await.map_err(|_| over())?;
        self.put_password(&caller.person, password, Some(row)).await?;
        self.begin_session(&caller.person).await
    }

    async fn invitation(&self, secret: &str) -> Result<InvitationRow, ServiceError> {
        let row = self.inner.store.read().invitation(&hash_of(secret)).await?;
        let now = self.now();
        row.filter(|row| row.used_at.is_none() && row.expires_at > now).ok_or_else(over)
    }
}

pub(super) fn over() -> ServiceError {
    ServiceError::not_found("invitation-over")
}
