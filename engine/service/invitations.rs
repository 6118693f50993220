//! Invitations: links with which somebody sets their first password, a new one after losing it, or takes off an
//! authenticator that is lost.
//!
//! A link goes to the mailbox that is entered for the person, and to nobody else: whoever looks after accounts asks for it
//! and never sees it (`decisions/0018-accounts.md`). Only the machine's own console, which has the key and the database
//! anyway, prints one; then the person has it by mail as well. Its secret is derived from the server's key and the mail's
//! id, so that no table holds it. Deliberately absent: default passwords, and mails with passwords.

use guicheng_core::ledger;
use guicheng_core::value::Moment;

use super::account_mails::{Asked, link_secret, queue_link};
use super::new_password::Right;
use super::secret::hash_of;
use super::timers::plain_entry;
use super::{Caller, Service, ServiceError, Via};
use crate::edge::new_id;
use crate::limits;
use crate::store::tables::access::{CredentialRow, InvitationPurpose, InvitationRow};
use crate::store::tables::people::PersonRow;
use crate::store::{Tx, Unit, Wants};

/// Who has an invitation in hand, and what for.
#[derive(Clone, Debug)]
pub struct Invitee {
    /// The person.
    pub caller: Caller,
    /// It takes off an authenticator; else it sets a password.
    pub takes_off: bool,
}

/// Who asks for an invitation.
pub(super) enum By<'c> {
    /// The machine's console, or the first set-up.
    Console(ledger::Actor),
    /// Whoever looks after accounts.
    Admin(&'c Caller),
}

impl Service {
    /// Invites a person to set a password, in place of any such invitation before: for the console, to which the address
    /// is told. If a mailbox is entered for them the person has it by mail, too.
    ///
    /// # Errors
    /// When there is no such person, or they have left.
    pub async fn invite(&self, person: &str, by: ledger::Actor) -> Result<String, ServiceError> {
        self.send_link(person, InvitationPurpose::Password, By::Console(by)).await
    }

    /// Has a link mailed to a person, with which they set a new password. Nobody else gets to see it.
    ///
    /// # Errors
    /// `admins-only`; when they are unknown or have left; `no-mailbox`, `no-mail-server`.
    pub async fn invite_again(&self, caller: &Caller, person: &str) -> Result<(), ServiceError> {
        self.send_link(person, InvitationPurpose::Password, By::Admin(caller)).await.map(drop)
    }

    /// Has a link mailed to a person, with which, and with their password, they take off their lost authenticator.
    ///
    /// # Errors
    /// As [`Service::invite_again`]; `no-authenticator-of` when they have none.
    pub async fn invite_to_take_off(&self, caller: &Caller, person: &str) -> Result<(), ServiceError> {
        self.send_link(person, InvitationPurpose::Authenticator, By::Admin(caller)).await.map(drop)
    }

    /// Whether a mail would reach somebody at all.
    pub(super) fn mails_reach(&self) -> Result<(), ServiceError> {
        match self.inner.settings.smtp || self.may_enter_freely() {
            true => Ok(()),
            false => Err(ServiceError::refused("no-mail-server", [])),
        }
    }

    async fn send_link(
        &self,
        person: &str,
        purpose: InvitationPurpose,
        by: By<'_>,
    ) -> Result<String, ServiceError> {
        let (actor, admin) = match by {
            By::Console(actor) => (actor, None),
            By::Admin(caller) => {
                let actor = caller.administers()?;
                self.mails_reach()?;
                (actor, Some(caller.clone()))
            }
        };
        let id = new_id(self.now()).simple().to_string();
        let secret = link_secret(&self.inner, &id);
        let hash = hash_of(&secret);
        let (inner, person) = (self.inner.clone(), person.to_owned());
        let wants = Wants::none().row::<PersonRow>(&person).row::<CredentialRow>(&person);
        self.inner
            .store
            .write(wants, async move |tx| {
                let now = inner.clock.now();
                if let Some(admin) = &admin {
                    inner.judge_admin(tx, admin, now).await?;
                }
                let who = inner.known_here(tx, &person, now).await?;
                if admin.is_some() && who.mail.is_none() {
                    return Err(ServiceError::refused("no-mailbox", [("person", who.name.clone())]));
                }
                let row = tx.get::<CredentialRow>(&person).await?;
                let has_code = row.as_ref().is_some_and(|row| row.totp_confirmed);
                let asked = match (purpose, row.is_some_and(|row| row.password.is_some())) {
                    (InvitationPurpose::Authenticator, _) if !has_code => {
                        return Err(ServiceError::refused("no-authenticator-of", []));
                    }
                    (InvitationPurpose::Authenticator, _) => Asked::Authenticator,
                    (InvitationPurpose::Password, true) => Asked::Password,
                    (InvitationPurpose::Password, false) => Asked::First,
                };
                let old = tx.read().invitations_of(&person).await?;
                let body = serde_json::json!({
                    "person": person, "invitation": hash.to_string(), "purpose": purpose.word(),
                });
                let mut unit = Unit::new(tx, plain_entry("invitation", now, actor.clone(), body));
                for row in old.into_iter().filter(|row| row.purpose == purpose) {
                    unit.put(InvitationRow { used_at: Some(now), ..row });
                }
                unit.put(InvitationRow {
                    hash,
                    person: person.clone(),
                    created_at: now,
                    expires_at: Moment(now.0 + limits::INVITATION_LIFE_MICROS),
                    used_at: None,
                    purpose,
                });
                queue_link(&inner, &mut unit, &who, &id, asked, admin.as_ref(), now);
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        self.ring();
        Ok(format!("{}/welcome/{secret}", self.settings().base_url))
    }

    /// Who is invited by this secret. Looking changes nothing.
    ///
    /// # Errors
    /// `invitation-over` when it is unknown, used or too old; all three look alike.
    pub async fn invited(&self, secret: &str) -> Result<Invitee, ServiceError> {
        let row = self.inner.store.read().invitation(&hash_of(secret)).await?;
        let row = row.filter(|row| is_open(row, self.now())).ok_or_else(over)?;
        let caller = self.caller(&row.person, Via::Console).await.map_err(|_| over())?;
        Ok(Invitee { caller, takes_off: row.purpose == InvitationPurpose::Authenticator })
    }

    /// Sets the invited person's password and begins their session; none where an authenticator's code is still to be
    /// asked for.
    ///
    /// # Errors
    /// As [`Service::invited`], and when the password will not do.
    pub async fn accept(&self, secret: &str, password: &str) -> Result<Option<String>, ServiceError> {
        let row = self.invitation(secret, InvitationPurpose::Password).await?;
        let person = row.person.clone();
        self.put_password(&person, password, Right::Invited(row)).await?;
        match self.means_of(&person).await?.code {
            true => Ok(None),
            false => self.begin_session(&person).await.map(Some),
        }
    }

    pub(super) async fn invitation(
        &self,
        secret: &str,
        purpose: InvitationPurpose,
    ) -> Result<InvitationRow, ServiceError> {
        let row = self.inner.store.read().invitation(&hash_of(secret)).await?;
        let row = row.filter(|row| is_open(row, self.now()) && row.purpose == purpose).ok_or_else(over)?;
        self.caller(&row.person, Via::Console).await.map_err(|_| over())?;
        Ok(row)
    }
}

/// Once more inside the transaction: two forms at once, and one that was opened before another link was asked for.
pub(super) async fn unused(tx: &mut Tx, row: &InvitationRow, now: Moment) -> Result<(), ServiceError> {
    let row = tx.get::<InvitationRow>(&row.hash).await?;
    row.filter(|row| is_open(row, now)).map(drop).ok_or_else(over)
}

fn is_open(row: &InvitationRow, now: Moment) -> bool {
    row.used_at.is_none() && row.expires_at > now
}

pub(super) fn over() -> ServiceError {
    ServiceError::not_found("invitation-over")
}
