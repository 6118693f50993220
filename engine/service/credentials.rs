//! How people prove who they are: a password (Argon2id, RFC 9106) and, where they have set one up, the code of an
//! authenticator (TOTP, RFC 6238). Used to sign in and again for each signature.
//!
//! Wrong attempts cost time, never an account: after [`limits::SIGN_IN_FREE`] in a row each further one doubles a pause.
//! Signing in and signing count apart, so that a stranger who guesses at the door keeps nobody from signing. What was
//! judged outside of the transaction counts only as the row is inside of it: a burst of guesses at one moment gets no
//! further than guesses one by one. Deliberately absent: setting any of it (`new_password`, `authenticator`), rules about
//! which characters a password must have (NIST SP 800-63B, 3.1.1.2 advises against them), and any default password.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use guicheng_core::value::{Hash, Moment};

use super::password::verify_password;
use super::{Caller, Service, ServiceError, Via};
use crate::limits;
use crate::store::tables::access::CredentialRow;
use crate::store::{Chores, Tx, Wants};

/// What somebody has just proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who.
    pub person: String,
    /// `password` or `password+code`.
    pub factors: &'static str,
}

/// What the proof is for; each counts its own failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// Signing in.
    In,
    /// A signature, or a change of the proof itself, by somebody who is known already.
    Sign,
}

/// A proof before it counts: the transaction that it allows judges it once more against the row as it is then, and
/// takes its code in the same commit. So a code is spent only by what happens.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    pub(super) proof: Proof,
    door: Door,
    kept: Option<String>,
    step: Option<u64>,
}

/// How an attempt went, judged outside of the transaction that counts it.
enum Attempt {
    Wrong,
    /// The password was right and the code not typed yet: costs nothing.
    Half,
    WrongCode,
    /// Right and taken before.
    UsedCode,
    /// With the code's step; without an authenticator 0.
    Right(u64),
}

/// What a person has to prove themselves with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Means {
    /// A password is set.
    pub password: bool,
    /// An authenticator is set up.
    pub code: bool,
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
        let weighed = self.weigh(Door::In, &person, password, Some(code)).await?;
        self.count(&weighed).await?;
        self.begin_session(&person).await
    }

    /// Weighs the proof of somebody who is signed in and changes how they prove themselves.
    ///
    /// # Errors
    /// As [`Service::sign_in`] with `signing-wrong`; a link or a token proves nobody.
    pub(super) async fn weigh_again(
        &self,
        caller: &Caller,
        password: &str,
        code: &str,
    ) -> Result<Weighed, ServiceError> {
        match caller.via {
            Via::Session => self.weigh(Door::Sign, &caller.person, password, Some(code)).await,
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

    /// Judges password and code outside of any transaction (hashing takes long). What is wrong is counted here; what is
    /// right counts once it is redeemed. Without `code` none is asked for: for who has lost their authenticator.
    pub(super) async fn weigh(
        &self,
        door: Door,
        person: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<Weighed, ServiceError> {
        let row = self.inner.store.read().credential(person).await?;
        let now = self.now();
        let pause = match &row {
            Some(row) => door.pause_of(row),
            None => self.inner.strangers.pause_of(person),
        };
        if let Some(until) = pause.filter(|until| *until > now) {
            return Err(locked(until, now));
        }
        let kept = row.as_ref().and_then(|row| row.password.clone());
        let here = self.caller(person, Via::Console).await.is_ok();
        if !here && door == Door::Sign {
            return Err(ServiceError::forbidden("left", []));
        }
        let right = verify_password(password, kept.clone()).await? && here;
        let asks = row.as_ref().filter(|row| row.totp_confirmed).zip(code);
        let attempt = match (right, asks) {
            (false, _) => Attempt::Wrong,
            (true, None) => Attempt::Right(0),
            (true, Some((_, code))) if code.trim().is_empty() => Attempt::Half,
            (true, Some((row, code))) => match self.step_of(row, code) {
                None => Attempt::WrongCode,
                Some(step) if is_fresh(row, step) => Attempt::Right(step),
                Some(_) => Attempt::UsedCode,
            },
        };
        let factors = if asks.is_some() { "password+code" } else { "password" };
        match attempt {
            Attempt::Right(step) => {
                let proof = Proof { person: person.to_owned(), factors };
                let step = asks.map(|_| step);
                Ok(Weighed { proof, door, kept, step })
            }
            failed => Err(self.failed(door, person, kept, failed, now).await?),
        }
    }

    /// Counts an attempt that failed, and says why: as the row is now, not as it was when the hashing began.
    async fn failed(
        &self,
        door: Door,
        person: &str,
        kept: Option<String>,
        attempt: Attempt,
        now: Moment,
    ) -> Result<ServiceError, ServiceError> {
        let (inner, person) = (self.inner.clone(), person.to_owned());
        self.inner
            .store
            .write(Wants::none().row::<CredentialRow>(&person), async move |tx| {
                let Some(row) = tx.get::<CredentialRow>(&person).await? else {
                    return Ok::<_, ServiceError>(Chores::new().answer(inner.strangers.failed(&person, now)));
                };
                let (chores, error) = judged(door, &row, &attempt, kept.as_deref(), now);
                Ok(chores.answer(error))
            })
            .await
    }

    /// Takes a proof that allows nothing but a session.
    async fn count(&self, weighed: &Weighed) -> Result<(), ServiceError> {
        let (weighed, now) = (weighed.clone(), self.now());
        let wants = Wants::none().row::<CredentialRow>(&weighed.proof.person);
        self.inner
            .store
            .write(wants, async move |tx| {
                let mut chores = Chores::new();
                weighed.redeem(tx, now).await?.into_iter().for_each(|row| chores.put(row));
                Ok::<_, ServiceError>(chores.answer(()))
            })
            .await
    }
}

/// Attempts under names that have no password, counted like anybody's, so that the pause tells nobody which names there
/// are. In memory: they protect nothing but that.
#[derive(Debug, Default)]
pub(super) struct Strangers(Mutex<HashMap<Hash, (i64, Option<Moment>)>>);

impl Strangers {
    fn pause_of(&self, name: &str) -> Option<Moment> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&Hash::of(name)).and_then(|(_, until)| *until)
    }

    fn failed(&self, name: &str, now: Moment) -> ServiceError {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= limits::STRANGERS {
            kept.clear();
        }
        let (failures, until) = kept.entry(Hash::of(name)).or_default();
        if let Some(until) = until.filter(|until| *until > now) {
            return locked(until, now);
        }
        *failures = failures.saturating_add(1);
        *until = pause(*failures).map(|pause| Moment(now.0.saturating_add(pause)));
        until.map_or_else(|| ServiceError::forbidden("sign-in-wrong", []), |until| locked(until, now))
    }
}

/// What a failed attempt does to the row, and what is said of it.
fn judged(
    door: Door,
    row: &CredentialRow,
    attempt: &Attempt,
    kept: Option<&str>,
    now: Moment,
) -> (Chores, ServiceError) {
    let mut chores = Chores::new();
    if let Some(until) = door.pause_of(row).filter(|until| *until > now) {
        return (chores, locked(until, now));
    }
    let same = row.password.as_deref() == kept;
    if same && matches!(attempt, Attempt::Half) {
        return (chores, ServiceError::refused("code-required", []));
    }
    let failures = door.failures_of(row).saturating_add(1);
    let until = pause(failures).map(|pause| Moment(now.0.saturating_add(pause)));
    chores.put(door.with(row.clone(), failures, until));
    if let Some(until) = until {
        return (chores, locked(until, now));
    }
    let left = [("left", (limits::SIGN_IN_FREE - failures).to_string())];
    let error = match attempt {
        Attempt::UsedCode if same => ServiceError::forbidden("code-used", []),
        Attempt::WrongCode if same => ServiceError::forbidden("code-wrong", left),
        // At the door nothing is said that would tell whether there is somebody of this name.
        _ if door == Door::In => ServiceError::forbidden("sign-in-wrong", []),
        _ => ServiceError::forbidden("signing-wrong", left),
    };
    (chores, error)
}

impl Door {
    fn failures_of(self, row: &CredentialRow) -> i64 {
        match self {
            Door::In => row.failures,
            Door::Sign => row.sign_failures,
        }
    }

    fn pause_of(self, row: &CredentialRow) -> Option<Moment> {
        match self {
            Door::In => row.locked_until,
            Door::Sign => row.sign_locked_until,
        }
    }

    fn with(self, row: CredentialRow, failures: i64, until: Option<Moment>) -> CredentialRow {
        match self {
            Door::In => CredentialRow { failures, locked_until: until, ..row },
            Door::Sign => CredentialRow { sign_failures: failures, sign_locked_until: until, ..row },
        }
    }

    /// What a proof that no longer holds is called.
    fn wrong(self) -> ServiceError {
        match self {
            Door::In => ServiceError::forbidden("sign-in-wrong", []),
            Door::Sign => ServiceError::forbidden("proof-old", []),
        }
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
        let Some(row) = row else { return Err(self.door.wrong()) };
        if let Some(until) = self.door.pause_of(&row).filter(|until| *until > now) {
            return Err(locked(until, now));
        }
        let spent = match (self.step, row.totp_confirmed) {
            (None, false) => (*row).clone(),
            // Set up since the hashing began.
            (None, true) => return Err(ServiceError::refused("code-required", [])),
            (Some(step), _) if is_fresh(&row, step) => {
                CredentialRow { totp_step: row.totp_step.max(signed(step)), ..(*row).clone() }
            }
            (Some(_), _) => return Err(ServiceError::forbidden("code-used", [])),
        };
        let spent = self.door.with(spent, 0, None);
        Ok((spent != *row).then_some(spent))
    }

    /// [`Weighed::redeem`] where no code was asked for, because the authenticator is what is lost.
    pub(super) async fn redeem_password(
        &self,
        tx: &mut Tx,
        now: Moment,
    ) -> Result<CredentialRow, ServiceError> {
        let row = tx.get::<CredentialRow>(&self.proof.person).await?;
        let row = row.filter(|row| row.password == self.kept && row.password.is_some());
        let Some(row) = row else { return Err(self.door.wrong()) };
        match self.door.pause_of(&row).filter(|until| *until > now) {
            Some(until) => Err(locked(until, now)),
            None => Ok(self.door.with((*row).clone(), 0, None)),
        }
    }
}

/// Whether a code's step was not used yet.
fn is_fresh(row: &CredentialRow, step: u64) -> bool {
    signed(step) > row.totp_step
}

pub(super) fn signed(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}

pub(super) fn blank(person: &str, now: Moment) -> CredentialRow {
    CredentialRow {
        person: person.to_owned(),
        password: None,
        totp_salt: None,
        totp_next: None,
        totp_confirmed: false,
        totp_step: 0,
        failures: 0,
        locked_until: None,
        sign_failures: 0,
        sign_locked_until: None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end_at_an_hour() {
        let minutes: Vec<Option<i64>> =
            [0, 4, 5, 6, 10, 11, 500].map(|n| pause(n).map(|micros| micros / 60_000_000)).to_vec();
        assert_eq!(minutes, [None, None, Some(1), Some(2), Some(32), Some(60), Some(60)]);
    }
}
