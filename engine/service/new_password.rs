//! Setting a password: by an invitation, or by the old password. Nothing else sets one, and whoever's it is gets a mail.
//!
//! Deliberately absent: a way for whoever looks after accounts to set somebody else's (`decisions/0018-accounts.md`).

use guicheng_core::ledger;

use super::account_mails::{Notice, queue_notice};
use super::credentials::{Weighed, blank};
use super::invitations::unused;
use super::password::hash_password;
use super::timers::plain_entry;
use super::{Caller, Service, ServiceError};
use crate::limits;
use crate::store::tables::access::{CredentialRow, InvitationRow, SessionRow};
use crate::store::tables::people::PersonRow;
use crate::store::{Unit, Wants};

/// What allows somebody to set a password.
#[derive(Clone)]
pub(super) enum Right {
    /// A link from their own mailbox, used up by it.
    Invited(InvitationRow),
    /// The password before, and the code.
    Proved(Weighed),
}

impl Service {
    /// Sets a person's password and ends all their sessions: whoever knew the old one is out. They get a mail.
    ///
    /// # Errors
    /// `password-short`, `password-long`, `password-simple`; when the invitation was used or the old password changed
    /// meanwhile; `left`.
    pub(super) async fn put_password(
        &self,
        person: &str,
        password: &str,
        right: Right,
    ) -> Result<(), ServiceError> {
        fit(person, password)?;
        let hash = hash_password(password).await?;
        let (inner, person) = (self.inner.clone(), person.to_owned());
        let wants = Wants::none().row::<CredentialRow>(&person).row::<PersonRow>(&person);
        self.inner
            .store
            .write(wants, async move |tx| {
                let now = inner.clock.now();
                let who = inner.here(tx, &person, now).await?;
                let (authority, spent) = match &right {
                    Right::Invited(row) => {
                        unused(tx, row, now).await?;
                        ("invitation", None)
                    }
                    Right::Proved(weighed) => ("password", weighed.redeem(tx, now).await?),
                };
                let before = match spent {
                    Some(row) => Some(row),
                    None => tx.get::<CredentialRow>(&person).await?.map(|row| (*row).clone()),
                };
                let sessions = tx.read().sessions_of(&person).await?;
                let body = serde_json::json!({ "person": person });
                let actor = ledger::Actor {
                    person: Some(person.clone()),
                    post: None,
                    authority: authority.to_owned(),
                };
                let mut unit = Unit::new(tx, plain_entry("password", now, actor, body));
                if let Right::Invited(row) = &right {
                    unit.put(InvitationRow { used_at: Some(now), ..row.clone() });
                }
                unit.put(CredentialRow {
                    password: Some(hash.clone()),
                    failures: 0,
                    locked_until: None,
                    sign_failures: 0,
                    sign_locked_until: None,
                    changed_at: now,
                    ..before.unwrap_or_else(|| blank(&person, now))
                });
                for session in sessions.into_iter().filter(|session| session.revoked_at.is_none()) {
                    unit.put(SessionRow { revoked_at: Some(now), ..session });
                }
                queue_notice(&inner, &mut unit, &who, Notice::Password, now);
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        self.ring();
        Ok(())
    }

    /// Changes the caller's password. All sessions end; a new one begins.
    ///
    /// # Errors
    /// `signing-wrong`, `code-required`, `code-wrong`, `sign-in-locked` for the old one; `password-short`,
    /// `password-long`, `password-simple`, `password-same` for the new one.
    pub async fn change_password(
        &self,
        caller: &Caller,
        old: &str,
        code: &str,
        new: &str,
    ) -> Result<String, ServiceError> {
        fit(&caller.person, new)?;
        let weighed = self.weigh_again(caller, old, code).await?;
        if old == new {
            return Err(ServiceError::refused("password-same", []));
        }
        self.put_password(&caller.person, new, Right::Proved(weighed)).await?;
        self.begin_session(&caller.person).await
    }
}

/// Whether a password will do: length alone, and not the person's own name.
fn fit(person: &str, password: &str) -> Result<(), ServiceError> {
    let length = password.chars().count();
    let refused = |code, limit: usize| Err(ServiceError::refused(code, [("limit", limit.to_string())]));
    if length < limits::PASSWORD_LEAST {
        return refused("password-short", limits::PASSWORD_LEAST);
    }
    if length > limits::PASSWORD_MOST {
        return refused("password-long", limits::PASSWORD_MOST);
    }
    let distinct: std::collections::BTreeSet<char> = password.chars().collect();
    if distinct.len() < 4 || password.to_lowercase().trim_matches(|c: char| c.is_numeric()) == person {
        return Err(ServiceError::refused("password-simple", []));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_judged_by_its_length_and_not_by_its_signs() {
        let code = |password: &str| fit("desk", password).err().map(|error| error.code());
        assert_eq!(code("correct horse battery"), None);
        assert_eq!(code("三号仓库门口那棵老槐树还在"), None);
        assert_eq!(code("elevenchars"), Some("password-short"));
        assert_eq!(code(&"x9 y".repeat(100)), Some("password-long"));
        assert_eq!(code("aaaaaaaaaaaaaaaa"), Some("password-simple"));
        assert_eq!(code("desk12345678"), Some("password-simple"));
    }
}
