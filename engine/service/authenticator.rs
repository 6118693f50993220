//! Authenticators (TOTP, RFC 6238): setting one up, showing that it works, taking it off.
//!
//! The one in use goes on being asked for until its successor has shown a code. Taking one off needs password and code;
//! who has lost theirs needs the password and a link from their own mailbox. Each of it has its entry and its mail.
//! Deliberately absent: a way for somebody else to take one off.

use guicheng_core::ledger;
use guicheng_core::value::Moment;
use totp_rs::{Algorithm, Builder, Totp};

use super::account_mails::{Notice, queue_notice};
use super::credentials::{Door, signed};
use super::invitations::unused;
use super::timers::plain_entry;
use super::{Caller, Service, ServiceError, Via};
use crate::edge::{Clock, SystemClock, random_bytes};
use crate::store::tables::access::{CredentialRow, InvitationPurpose, InvitationRow, SessionRow};
use crate::store::{Tx, Unit, Wants};

/// Seconds of one code.
const STEP: u64 = 30;

/// A new authenticator, to be shown once.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The seed in base 32, for typing.
    pub seed: String,
    /// `otpauth://totp/…`, for the picture.
    pub address: String,
}

impl Service {
    /// A new authenticator for the caller. It counts once they have shown a code of it; until then the one before does.
    ///
    /// # Errors
    /// As [`Service::change_password`]: the password, and the code of the authenticator before, if there was one.
    pub async fn enrol(
        &self,
        caller: &Caller,
        password: &str,
        code: &str,
    ) -> Result<Enrolment, ServiceError> {
        let weighed = self.weigh_again(caller, password, code).await?;
        let salt: String = random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        let (inner, person, kept) = (self.inner.clone(), caller.person.clone(), salt.clone());
        self.inner
            .store
            .write(Wants::none().row::<CredentialRow>(&person), async move |tx| {
                let now = inner.clock.now();
                inner.here(tx, &person, now).await?;
                let spent = weighed.redeem(tx, now).await?;
                let before = current(tx, &person, spent).await?;
                let mut unit = Unit::new(tx, entry("authenticator", &person, "password", now));
                unit.put(CredentialRow { totp_next: Some(kept.clone()), changed_at: now, ..before });
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        Ok(self.enrolment(&caller.person, &salt))
    }

    /// The authenticator that waits for its first code, if one does.
    pub async fn waiting_enrolment(&self, caller: &Caller) -> Result<Option<Enrolment>, ServiceError> {
        let row = self.inner.store.read().credential(&caller.person).await?;
        let salt = row.and_then(|row| row.totp_next);
        Ok(salt.map(|salt| self.enrolment(&caller.person, &salt)))
    }

    /// Shows that the new authenticator works: from now on its codes are asked for.
    ///
    /// # Errors
    /// `code-first-wrong`; `no-authenticator` when none waits; `sign-in-needed` by a link or a token.
    pub async fn confirm_authenticator(&self, caller: &Caller, code: &str) -> Result<(), ServiceError> {
        by_session(caller)?;
        let (service, person, code) = (self.clone(), caller.person.clone(), code.to_owned());
        self.inner
            .store
            .write(Wants::none().row::<CredentialRow>(&person), async move |tx| {
                let now = service.now();
                let who = service.inner.here(tx, &person, now).await?;
                let before = current(tx, &person, None).await?;
                let Some(salt) = before.totp_next.clone() else {
                    return Err(ServiceError::refused("no-authenticator", []));
                };
                let Some(step) = service.step_with(&person, &salt, &code) else {
                    return Err(ServiceError::forbidden("code-first-wrong", []));
                };
                let mut unit = Unit::new(tx, entry("authenticator-confirmed", &person, "code", now));
                unit.put(CredentialRow {
                    totp_salt: Some(salt),
                    totp_next: None,
                    totp_confirmed: true,
                    totp_step: signed(step),
                    changed_at: now,
                    ..before
                });
                queue_notice(&service.inner, &mut unit, &who, Notice::AuthenticatorOn, now);
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        self.ring();
        Ok(())
    }

    /// Takes the caller's authenticator off: from now on the password is enough.
    ///
    /// # Errors
    /// As [`Service::enrol`]; `no-authenticator` without one.
    pub async fn take_off(&self, caller: &Caller, password: &str, code: &str) -> Result<(), ServiceError> {
        let weighed = self.weigh_again(caller, password, code).await?;
        let (inner, person) = (self.inner.clone(), caller.person.clone());
        self.inner
            .store
            .write(Wants::none().row::<CredentialRow>(&person), async move |tx| {
                let now = inner.clock.now();
                let who = inner.here(tx, &person, now).await?;
                let spent = weighed.redeem(tx, now).await?;
                let before = current(tx, &person, spent).await?;
                if !before.totp_confirmed {
                    return Err(ServiceError::refused("no-authenticator", []));
                }
                let mut unit = Unit::new(tx, entry("authenticator-removed", &person, "password+code", now));
                unit.put(without(before, now));
                queue_notice(&inner, &mut unit, &who, Notice::AuthenticatorOff, now);
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        self.ring();
        Ok(())
    }

    /// Takes off an authenticator that is lost, by a link from the person's own mailbox and their password. All their
    /// sessions end.
    ///
    /// # Errors
    /// `invitation-over`; `signing-wrong`, `sign-in-locked`.
    pub async fn take_off_lost(&self, secret: &str, password: &str) -> Result<(), ServiceError> {
        let invitation = self.invitation(secret, InvitationPurpose::Authenticator).await?;
        let weighed = self.weigh(Door::Sign, &invitation.person, password, None).await?;
        let inner = self.inner.clone();
        self.inner
            .store
            .write(Wants::none().row::<CredentialRow>(&invitation.person), async move |tx| {
                let now = inner.clock.now();
                let person = &invitation.person;
                let who = inner.here(tx, person, now).await?;
                unused(tx, &invitation, now).await?;
                let before = weighed.redeem_password(tx, now).await?;
                let sessions = tx.read().sessions_of(person).await?;
                let mut unit = Unit::new(tx, entry("authenticator-removed", person, "invitation", now));
                unit.put(InvitationRow { used_at: Some(now), ..invitation.clone() });
                unit.put(without(before, now));
                for session in sessions.into_iter().filter(|session| session.revoked_at.is_none()) {
                    unit.put(SessionRow { revoked_at: Some(now), ..session });
                }
                queue_notice(&inner, &mut unit, &who, Notice::AuthenticatorOff, now);
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        self.ring();
        Ok(())
    }

    fn enrolment(&self, person: &str, salt: &str) -> Enrolment {
        let totp = self.totp(person, salt);
        let address = totp.to_url().expect("host names and ids hold no colon");
        Enrolment { seed: totp.secret().to_base32(), address }
    }

    fn totp(&self, person: &str, salt: &str) -> Totp {
        let url = url::Url::parse(&self.settings().base_url).ok();
        let host = url.as_ref().and_then(|url| url.host_str()).unwrap_or("guicheng").replace(':', "-");
        // 20 of its characters, 120 bits: the length that every authenticator takes (RFC 4226, 4, R6).
        let seed = self.inner.key.derive(&format!("totp|{person}|{salt}"));
        let mut secret = [0; 20];
        secret.iter_mut().zip(seed.bytes()).for_each(|(to, from)| *to = from);
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(STEP)
            .with_secret(secret)
            .with_account_name(person.replace(':', "-"))
            .with_issuer(Some(host))
            .build()
            .expect("twenty bytes, six digits and thirty seconds are what the standard asks for")
    }

    /// The time step of a right code of the authenticator in use.
    pub(super) fn step_of(&self, row: &CredentialRow, code: &str) -> Option<u64> {
        self.step_with(&row.person, row.totp_salt.as_deref()?, code)
    }

    /// Codes follow the machine's clock, also where the demo's is moved.
    fn step_with(&self, person: &str, salt: &str, code: &str) -> Option<u64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(SystemClock.now().0 / 1_000_000).ok()?;
        self.totp(person, salt).check(&code, seconds)
    }
}

fn by_session(caller: &Caller) -> Result<(), ServiceError> {
    match caller.via {
        Via::Session => Ok(()),
        _ => Err(ServiceError::forbidden("sign-in-needed", [])),
    }
}

async fn current(
    tx: &mut Tx,
    person: &str,
    spent: Option<CredentialRow>,
) -> Result<CredentialRow, ServiceError> {
    match spent {
        Some(row) => Ok(row),
        None => {
            let row = tx.get::<CredentialRow>(person).await?;
            row.map(|row| (*row).clone()).ok_or_else(|| ServiceError::refused("no-password", []))
        }
    }
}

fn without(row: CredentialRow, now: Moment) -> CredentialRow {
    CredentialRow {
        totp_salt: None,
        totp_next: None,
        totp_confirmed: false,
        totp_step: 0,
        changed_at: now,
        ..row
    }
}

fn entry(kind: &str, person: &str, authority: &str, now: Moment) -> ledger::Entry {
    let actor =
        ledger::Actor { person: Some(person.to_owned()), post: None, authority: authority.to_owned() };
    plain_entry(kind, now, actor, serde_json::json!({ "person": person }))
}
