//! Sessions of browsers and tokens of programs: random secrets, kept as hashes.

use guicheng_core::ledger;
use guicheng_core::text::Lang;
use guicheng_core::value::Moment;

use super::carry::to_text;
use super::mails::lang_of;
use super::secret::{hash_of, new_secret};
use super::timers::plain_entry;
use super::{Caller, Service, ServiceError, Via};
use crate::limits;
use crate::store::tables::access::{SessionRow, TokenRow};
use crate::store::tables::people::PersonRow;
use crate::store::{Chores, Unit, Wants};

/// A session, as its owner sees it.
#[derive(Clone, Debug)]
pub struct OwnSession {
    /// To end it.
    pub id: String,
    /// Since when.
    pub since: Moment,
    /// The one that asks.
    pub this: bool,
}

impl Service {
    /// Makes a bearer token for a person; the secret is told once.
    ///
    /// # Errors
    /// When there is no such person, or they have left.
    pub async fn create_token(
        &self,
        person: &str,
        label: &str,
        by: ledger::Actor,
    ) -> Result<String, ServiceError> {
        let person = self.caller(person, Via::Console).await?.person;
        let secret = new_secret();
        let (hash, now) = (hash_of(&secret), self.now());
        // The demo's clock is moved by months at a time: nobody is to be thrown out by that.
        let demo = self.may_enter_freely();
        let label: String = label.chars().take(limits::LABEL_CHARS).collect();
        let body = serde_json::json!({ "person": person, "label": label, "token": hash.to_string() });
        self.change("token", now, by, body, move |unit, now| {
            unit.put(TokenRow {
                hash,
                person: person.clone(),
                label: label.clone(),
                created_at: now,
                expires_at: (!demo).then_some(Moment(now.0 + limits::TOKEN_LIFE_MICROS)),
                revoked_at: None,
            });
        })
        .await?;
        Ok(secret)
    }

    /// Who a bearer token stands for.
    ///
    /// # Errors
    /// When it is unknown, expired or revoked; all three look alike.
    pub async fn by_token(&self, secret: &str) -> Result<Caller, ServiceError> {
        let row = self.inner.store.read().token(&hash_of(secret)).await?;
        let now = self.now();
        let valid = row.filter(|row| row.revoked_at.is_none() && row.expires_at.is_none_or(|at| at > now));
        match valid {
            // Of somebody who has left it is as good as none.
            Some(row) => match self.caller(&row.person, Via::Token).await {
                Err(ServiceError::NotFound(_)) => Err(ServiceError::forbidden("bad-token", [])),
                found => found,
            },
            None => Err(ServiceError::forbidden("bad-token", [])),
        }
    }

    /// Begins a browser's session. Who may have one without proof is decided by [`Service::may_enter_freely`].
    pub async fn begin_session(&self, person: &str) -> Result<String, ServiceError> {
        let caller = self.caller(person, Via::Session).await?;
        let secret = new_secret();
        let row = self.new_session(&secret, &caller);
        let actor =
            ledger::Actor { person: Some(caller.person.clone()), post: None, authority: "session".into() };
        let body = serde_json::json!({ "session": row.hash.to_string() });
        let inner = self.inner.clone();
        self.inner
            .store
            .write(Wants::none().row::<PersonRow>(person), async move |tx| {
                let now = inner.clock.now();
                inner.known_here(tx, &row.person, now).await?;
                let mut unit = Unit::new(tx, plain_entry("sign-in", now, actor.clone(), body.clone()));
                unit.put(row.clone());
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        Ok(secret)
    }

    fn new_session(&self, secret: &str, caller: &Caller) -> SessionRow {
        let now = self.now();
        let life = match self.may_enter_freely() {
            true => limits::DEMO_SESSION_LIFE_MICROS,
            false => limits::SESSION_LIFE_MICROS,
        };
        SessionRow {
            hash: hash_of(secret),
            person: caller.person.clone(),
            lang: caller.lang.tag().to_owned(),
            created_at: now,
            last_seen: now,
            expires_at: Moment(now.0 + life),
            revoked_at: None,
        }
    }

    /// In the demo anybody may look as anybody.
    pub fn may_enter_freely(&self) -> bool {
        self.inner.settings.demo
    }

    /// Whose session this is.
    pub async fn by_session(&self, secret: &str) -> Result<Option<Caller>, ServiceError> {
        let Some(row) = self.inner.store.read().session(&hash_of(secret)).await? else { return Ok(None) };
        if row.revoked_at.is_some() || row.expires_at <= self.now() {
            return Ok(None);
        }
        match self.caller(&row.person, Via::Session).await {
            Ok(caller) => Ok(Some(Caller { lang: lang_of(&row.lang), ..caller })),
            Err(ServiceError::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Chooses the language of a session's pages.
    pub async fn set_language(&self, secret: &str, lang: Lang) -> Result<(), ServiceError> {
        self.touch_session(secret, move |row| row.lang = lang.tag().to_owned()).await
    }

    /// Ends a session.
    pub async fn end_session(&self, secret: &str) -> Result<(), ServiceError> {
        let now = self.now();
        self.touch_session(secret, move |row| row.revoked_at = Some(now)).await
    }

    /// Where somebody is signed in now; `secret` is the session that asks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_sessions(
        &self,
        caller: &Caller,
        secret: Option<&str>,
    ) -> Result<Vec<OwnSession>, ServiceError> {
        let (now, this) = (self.now(), secret.map(hash_of));
        let rows = self.inner.store.read().sessions_of(&caller.person).await?;
        let open = rows.into_iter().filter(|row| row.revoked_at.is_none() && row.expires_at > now);
        let own = open.map(|row| OwnSession {
            id: row.hash.to_string(),
            since: row.created_at,
            this: this == Some(row.hash),
        });
        Ok(own.collect())
    }

    /// Ends one of the caller's own sessions, by the id that [`Service::own_sessions`] told.
    ///
    /// # Errors
    /// `no-such-session` for anything that is not an open session of theirs.
    pub async fn end_own_session(&self, caller: &Caller, id: &str) -> Result<(), ServiceError> {
        if !matches!(caller.via, Via::Session) {
            return Err(ServiceError::forbidden("sign-in-needed", []));
        }
        let rows = self.inner.store.read().sessions_of(&caller.person).await?;
        let found = rows.into_iter().find(|row| row.revoked_at.is_none() && row.hash.to_string() == id);
        let Some(row) = found else { return Err(ServiceError::not_found("no-such-session")) };
        let actor =
            ledger::Actor { person: Some(caller.person.clone()), post: None, authority: "session".into() };
        let body = serde_json::json!({ "session": id });
        self.change("session-ended", self.now(), actor, body, move |unit, now| {
            unit.put(SessionRow { revoked_at: Some(now), ..row.clone() });
        })
        .await
    }

    async fn touch_session(
        &self,
        secret: &str,
        change: impl Fn(&mut SessionRow) + Send + 'static,
    ) -> Result<(), ServiceError> {
        let hash = hash_of(secret);
        self.inner
            .store
            .write(Wants::none().row::<SessionRow>(&hash), async move |tx| {
                let mut chores = Chores::new();
                if let Some(row) = tx.get::<SessionRow>(&hash).await? {
                    let mut row = (*row).clone();
                    change(&mut row);
                    chores.put(row);
                }
                Ok::<_, ServiceError>(chores.answer(()))
            })
            .await
    }

    /// One change that is not about a case: an entry with its rows.
    pub(super) async fn change(
        &self,
        kind: &'static str,
        at: Moment,
        actor: ledger::Actor,
        body: serde_json::Value,
        rows: impl Fn(&mut Unit, Moment) + Send + 'static,
    ) -> Result<(), ServiceError> {
        // The body must have a canonical form: said here rather than by the writer.
        to_text(&body)?;
        self.inner
            .store
            .write(Wants::none(), async move |tx| {
                let mut unit = Unit::new(tx, plain_entry(kind, at, actor.clone(), body.clone()));
                rows(&mut unit, at);
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await
    }
}
