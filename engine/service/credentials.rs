//! How people prove who they are: a password (Argon2id, RFC 9106) and, where they have set one up, the code of an
//! authenticator (TOTP, RFC 6238). Used to sign in and again for each signature.
//!
//! Wrong attempts cost time, never an account: after [`limits::SIGN_IN_FREE`] in a row each further one doubles a pause.
//! Deliberately absent: rules about which characters a password must have (NIST SP 800-63B, 3.1.1.2 advises against
//! them), questions about pets, and any default password.

use guicheng_core::ledger;
use guicheng_core::value::Moment;
use totp_rs::{Algorithm, Builder, Totp};

use super::invitations::over;
use super::password::{hash_password, verify_password};
use super::timers::plain_entry;
use super::{Caller, Service, ServiceError, Via};
use crate::edge::{Clock, SystemClock, random_bytes};
use crate::limits;
use crate::store::tables::access::{CredentialRow, InvitationRow};
use crate::store::{Chores, Tx, Unit, Wants};

/// Seconds of one code.
const STEP: u64 = 30;

/// What somebody has just proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who.
    pub person: String,
    /// `password` or `password+code`.
    pub factors: &'static str,
}

/// A proof before it counts: the transaction that it allows judges it once more against the row as it is then, and
/// takes its code in the same commit. So a code is spent only by what happens.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    pub(super) proof: Proof,
    kept: Option<String>,
    step: Option<u64>,
}

/// What a person has to prove themselves with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Means {
    /// A password is set.
    pub password: bool,
    /// An authenticator is set up.
    pub code: bool,
}

/// A new authenticator, to be shown once.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The seed in base 32, for typing.
    pub seed: String,
    /// `otpauth://totp/…`, for the picture.
    pub address: String,
}

impl Service {
    /// What a person has to prove themselves with.
    pub async fn means_of(&self, person: &str) -> Result<Means, ServiceError> {
        let row = self.inner.store.read().credential(person).await?;
        Ok(Means {
            password: row.as_ref().is_some_and(|row| row.password.is_some()),
            code: row.as_ref().is_some_and(|row| row.totp_confirmed),
        })
    }

    /// Proves who somebody is and begins a session. `who` is their id or their mail address.
    ///
    /// # Errors
    /// `sign-in-wrong` for whatever is wrong with name or password, `code-required`, `code-wrong`, `sign-in-locked`.
    pub async fn sign_in(&self, who: &str, password: &str, code: &str) -> Result<String, ServiceError> {
        let person = self.person_called(who.trim()).await?;
        let proof = self.prove(&person, password, code).await?;
        self.begin_session(&proof.person).await
    }

    /// Proves once more who is signed in: before each signature.
    ///
    /// # Errors
    /// As [`Service::sign_in`]; a link or a token proves nobody.
    pub async fn prove_again(
        &self,
        caller: &Caller,
        password: &str,
        code: &str,
    ) -> Result<Proof, ServiceError> {
        match caller.via {
            Via::Session => self.prove(&caller.person, password, code).await,
            _ => Err(ServiceError::forbidden("sign-in-needed", [])),
        }
    }

    /// An id for what was typed; what nobody is called stays as it is, and fails like a wrong password.
    async fn person_called(&self, who: &str) -> Result<String, ServiceError> {
        let people = self.inner.store.read().people().await?;
        let called = people.into_iter().find(|row| {
            row.id == who || row.mail.as_deref().is_some_and(|mail| mail.eq_ignore_ascii_case(who))
        });
        Ok(called.map_or_else(|| who.to_owned(), |row| row.id))
    }

    async fn prove(&self, person: &str, password: &str, code: &str) -> Result<Proof, ServiceError> {
        let Weighed { proof, kept, step } = self.weigh(person, password, code).await?;
        self.settle_attempt(person, kept, true, step, self.now()).await?;
        Ok(proof)
    }

    /// Judges password and code outside of any transaction (hashing takes long). What is wrong is counted here; what is
    /// right counts once it is redeemed.
    pub(super) async fn weigh(
        &self,
        person: &str,
        password: &str,
        code: &str,
    ) -> Result<Weighed, ServiceError> {
        let row = self.inner.store.read().credential(person).await?;
        let now = self.now();
        if let Some(until) = row.as_ref().and_then(|row| row.locked_until).filter(|until| *until > now) {
            return Err(locked(until, now));
        }
        let kept = row.as_ref().and_then(|row| row.password.clone());
        let here = self.caller(person, Via::Console).await.is_ok();
        let right = verify_password(password, kept.clone()).await? && here;
        let needs_code = row.as_ref().is_some_and(|row| row.totp_confirmed);
        // Neither counts as an attempt nor costs one: the password was right, the code only not typed yet.
        if right && needs_code && code.trim().is_empty() {
            return Err(ServiceError::refused("code-required", []));
        }
        let step = match row.as_ref().filter(|row| row.totp_confirmed) {
            Some(row) => self.step_of(row, code).filter(|step| is_fresh(row, *step)),
            None => Some(0),
        };
        if !right || step.is_none() {
            self.settle_attempt(person, kept.clone(), right, step, now).await?;
        }
        let factors = if needs_code { "password+code" } else { "password" };
        Ok(Weighed { proof: Proof { person: person.to_owned(), factors }, kept, step })
    }

    /// Counts the attempt; all that was judged before is judged against the row as it is now.
    async fn settle_attempt(
        &self,
        person: &str,
        kept: Option<String>,
        right: bool,
        step: Option<u64>,
        now: Moment,
    ) -> Result<(), ServiceError> {
        let person = person.to_owned();
        let result = self
            .inner
            .store
            .write(Wants::none().row::<CredentialRow>(&person), async move |tx| {
                let Some(row) = tx.get::<CredentialRow>(&person).await? else {
                    return Ok::<_, ServiceError>(Chores::new().answer(Err("sign-in-wrong")));
                };
                let mut row = (*row).clone();
                let fresh = step.filter(|step| is_fresh(&row, *step));
                let wrong = match (right && row.password == kept, fresh) {
                    (false, _) => Some("sign-in-wrong"),
                    (true, None) => Some("code-wrong"),
                    (true, Some(step)) => {
                        row.totp_step = row.totp_step.max(signed(step));
                        None
                    }
                };
                row.failures = if wrong.is_some() { row.failures.saturating_add(1) } else { 0 };
                row.locked_until = pause(row.failures).map(|pause| Moment(now.0.saturating_add(pause)));
                let mut chores = Chores::new();
                chores.put(row);
                Ok(chores.answer(wrong.map_or(Ok(()), Err)))
            })
            .await?;
        result.map_err(|code| ServiceError::forbidden(code, []))
    }

    /// Sets the password of somebody who proved themselves by an invitation or by the old password, and ends all their
    /// other sessions: whoever knew the old one is out.
    ///
    /// # Errors
    /// `password-short`, `password-long`, `password-simple`; when the invitation was used meanwhile.
    pub(super) async fn put_password(
        &self,
        person: &str,
        password: &str,
        invitation: Option<InvitationRow>,
    ) -> Result<(), ServiceError> {
        fit(person, password)?;
        let hash = hash_password(password).await?;
        let (person, now) = (person.to_owned(), self.now());
        let authority = if invitation.is_some() { "invitation" } else { "password" };
        let actor =
            ledger::Actor { person: Some(person.clone()), post: None, authority: authority.to_owned() };
        let old = self.inner.store.read().sessions_of(&person).await?;
        self.inner
            .store
            .write(Wants::none().row::<CredentialRow>(&person), async move |tx| {
                let before = tx.get::<CredentialRow>(&person).await?;
                let body = serde_json::json!({ "person": person });
                let mut unit = Unit::new(tx, plain_entry("password", now, actor.clone(), body));
                if let Some(invitation) = &invitation {
                    let row = tx.get::<InvitationRow>(&invitation.hash).await?;
                    if row.is_none_or(|row| row.used_at.is_some()) {
                        return Err(over());
                    }
                    unit.put(InvitationRow { used_at: Some(now), ..invitation.clone() });
                }
                let before = before.map_or_else(|| blank(&person, now), |row| (*row).clone());
                unit.put(CredentialRow {
                    password: Some(hash.clone()),
                    failures: 0,
                    locked_until: None,
                    changed_at: now,
                    ..before
                });
                for session in old.iter().filter(|session| session.revoked_at.is_none()) {
                    let mut session = session.clone();
                    session.revoked_at = Some(now);
                    unit.put(session);
                }
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await
    }

    /// Changes the caller's password. All sessions end; a new one begins.
    ///
    /// # Errors
    /// As [`Service::sign_in`], and `password-short`, `password-long`, `password-simple`.
    pub async fn change_password(
        &self,
        caller: &Caller,
        old: &str,
        code: &str,
        new: &str,
    ) -> Result<String, ServiceError> {
        fit(&caller.person, new)?;
        self.prove_again(caller, old, code).await?;
        self.put_password(&caller.person, new, None).await?;
        self.begin_session(&caller.person).await
    }

    /// A new authenticator for the caller. It counts once they have shown a code of it.
    ///
    /// # Errors
    /// As [`Service::sign_in`]: the password, and the code of the authenticator before, if there was one.
    pub async fn enrol(
        &self,
        caller: &Caller,
        password: &str,
        code: &str,
    ) -> Result<Enrolment, ServiceError> {
        self.prove_again(caller, password, code).await?;
        let salt: String = random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        let (person, kept, now) = (caller.person.clone(), salt.clone(), self.now());
        let actor = ledger::Actor { person: Some(person.clone()), post: None, authority: "password".into() };
        self.inner
            .store
            .write(Wants::none().row::<CredentialRow>(&person), async move |tx| {
                let before = tx.get::<CredentialRow>(&person).await?;
                let before = before.map_or_else(|| blank(&person, now), |row| (*row).clone());
                let body = serde_json::json!({ "person": person });
                let mut unit = Unit::new(tx, plain_entry("authenticator", now, actor.clone(), body));
                unit.put(CredentialRow {
                    totp_salt: Some(kept.clone()),
                    totp_confirmed: false,
                    totp_step: 0,
                    changed_at: now,
                    ..before
                });
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        Ok(self.enrolment(&caller.person, &salt))
    }

    /// The authenticator that waits for its first code, if one does.
    pub async fn waiting_enrolment(&self, caller: &Caller) -> Result<Option<Enrolment>, ServiceError> {
        let row = self.inner.store.read().credential(&caller.person).await?;
        let salt = row.filter(|row| !row.totp_confirmed).and_then(|row| row.totp_salt);
        Ok(salt.map(|salt| self.enrolment(&caller.person, &salt)))
    }

    /// Shows that the new authenticator works: from now on its codes are asked for.
    ///
    /// # Errors
    /// `code-wrong`; `no-authenticator` when none waits.
    pub async fn confirm_authenticator(&self, caller: &Caller, code: &str) -> Result<(), ServiceError> {
        let row = self.inner.store.read().credential(&caller.person).await?;
        let row = row.filter(|row| row.totp_salt.is_some() && !row.totp_confirmed);
        let Some(row) = row else { return Err(ServiceError::refused("no-authenticator", [])) };
        let step = self.step_of(&row, code).and_then(|step| i64::try_from(step).ok());
        let Some(step) = step else { return Err(ServiceError::forbidden("code-wrong", [])) };
        let (now, person) = (self.now(), caller.person.clone());
        let actor = ledger::Actor { person: Some(person.clone()), post: None, authority: "code".into() };
        let body = serde_json::json!({ "person": person });
        self.change("authenticator-confirmed", now, actor, body, move |unit, now| {
            unit.put(CredentialRow { totp_confirmed: true, totp_step: step, changed_at: now, ..row.clone() });
        })
        .await
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

    /// The time step of a right code. Codes follow the machine's clock, also where the demo's is moved.
    fn step_of(&self, row: &CredentialRow, code: &str) -> Option<u64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(SystemClock.now().0 / 1_000_000).ok()?;
        let salt = row.totp_salt.as_deref()?;
        self.totp(&row.person, salt).check(&code, seconds)
    }
}

impl Weighed {
    /// Judges the proof once more inside the transaction that it allows. The row that comes back, if one does, belongs
    /// into that transaction's unit: the code is spent, failures are forgotten.
    ///
    /// # Errors
    /// When the password was changed meanwhile, the code was used, or a pause began.
    pub(super) async fn redeem(
        &self,
        tx: &mut Tx,
        now: Moment,
    ) -> Result<Option<CredentialRow>, ServiceError> {
        let row = tx.get::<CredentialRow>(&self.proof.person).await?;
        let row = row.filter(|row| row.password == self.kept && row.password.is_some());
        let Some(row) = row else { return Err(ServiceError::forbidden("sign-in-wrong", [])) };
        if let Some(until) = row.locked_until.filter(|until| *until > now) {
            return Err(locked(until, now));
        }
        if row.totp_confirmed && self.proof.factors != "password+code" {
            return Err(ServiceError::refused("code-required", []));
        }
        let Some(step) = self.step.filter(|step| is_fresh(&row, *step)) else {
            return Err(ServiceError::forbidden("code-wrong", []));
        };
        let spent = CredentialRow {
            totp_step: row.totp_step.max(signed(step)),
            failures: 0,
            locked_until: None,
            ..(*row).clone()
        };
        Ok((spent != *row).then_some(spent))
    }
}

/// Whether a code's step was not used yet; without an authenticator there is nothing to use up.
fn is_fresh(row: &CredentialRow, step: u64) -> bool {
    !row.totp_confirmed || signed(step) > row.totp_step
}

fn signed(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}

pub(super) fn blank(person: &str, now: Moment) -> CredentialRow {
    CredentialRow {
        person: person.to_owned(),
        password: None,
        totp_salt: None,
        totp_confirmed: false,
        totp_step: 0,
        failures: 0,
        locked_until: None,
        changed_at: now,
    }
}

/// How long nobody may try after so many failures, in microseconds: 1, 2, 4 … minutes, an hour at most.
fn pause(failures: i64) -> Option<i64> {
    let beyond = failures.checked_sub(limits::SIGN_IN_FREE).filter(|beyond| *beyond >= 0)?;
    let minutes = 1_i64 << beyond.min(6);
    Some(minutes.min(60) * 60 * 1_000_000)
}

fn locked(until: Moment, now: Moment) -> ServiceError {
    let minutes = (until.0 - now.0).div_euclid(60 * 1_000_000) + 1;
    ServiceError::forbidden("sign-in-locked", [("minutes", minutes.to_string())])
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
    fn pauses_double_and_end_at_an_hour() {
        let minutes: Vec<Option<i64>> =
            [0, 4, 5, 6, 10, 11, 500].map(|n| pause(n).map(|micros| micros / 60_000_000)).to_vec();
        assert_eq!(minutes, [None, None, Some(1), Some(2), Some(32), Some(60), Some(60)]);
    }

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
