//! The first start: whoever reads the server's console enters the general manager and the certification lead.
//!
//! The console shows an address with a secret that is kept as a hash, works once and for a day, and anew at each start
//! while nobody is entered. Both people choose their own passwords by invitations. Deliberately absent: default
//! passwords, and any way in for who cannot read the console.

use guicheng_core::ledger;
use guicheng_core::text::Lang;
use guicheng_core::value::{Hash, Moment};
use serde::{Deserialize, Serialize};

use super::accounts::{NewPerson, is_same_mail, row_of};
use super::carry::to_text;
use super::secret::{hash_of, new_secret};
use super::timers::plain_entry;
use super::{Service, ServiceError};
use crate::edge::new_id;
use crate::limits;
use crate::store::tables::count::MetaRow;
use crate::store::tables::people::{AppointmentKind, AppointmentRow};
use crate::store::{Tx, Unit, Wants};

const NAME: &str = "setup";

/// The row in `meta`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Waiting {
    secret: Hash,
    until: Moment,
}

/// The two people with whom a company begins.
#[derive(Clone, Debug, Default)]
pub struct First {
    /// Releases the documents.
    pub manager: NewPerson,
    /// Looks after documents and accounts.
    pub lead: NewPerson,
}

/// The addresses with which they set their passwords; each is told once, and not at all where mails leave the house:
/// then each person has their own by mail.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The general manager's.
    pub manager: Option<String>,
    /// The certification lead's.
    pub lead: Option<String>,
}

impl Service {
    /// Whether nobody has been entered yet.
    pub async fn is_empty(&self) -> Result<bool, ServiceError> {
        Ok(self.inner.store.read().people().await?.is_empty())
    }

    /// A new address for the set-up, if nobody has been entered yet; those before no longer open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_setup(&self) -> Result<Option<String>, ServiceError> {
        if !self.is_empty().await? {
            return Ok(None);
        }
        let (secret, now) = (new_secret(), self.now());
        let waiting = Waiting { secret: hash_of(&secret), until: Moment(now.0 + limits::SETUP_LIFE_MICROS) };
        let row = MetaRow { name: NAME.to_owned(), content: to_text(&waiting)? };
        let body = serde_json::json!({ "until": waiting.until.0 });
        let by = ledger::Actor { person: None, post: None, authority: "console".to_owned() };
        self.change("setup", now, by, body, move |unit, _| unit.put(row.clone())).await?;
        Ok(Some(format!("{}/setup/{secret}", self.settings().base_url)))
    }

    /// Whether the set-up is open by this secret. Looking changes nothing.
    ///
    /// # Errors
    /// `setup-over` when it is unknown, used or too old; all three look alike.
    pub async fn setup_open(&self, secret: &str) -> Result<(), ServiceError> {
        let kept = self.inner.store.read().meta(NAME).await?;
        match is_open(kept.as_deref(), secret, self.now()) && self.is_empty().await? {
            true => Ok(()),
            false => Err(over()),
        }
    }

    /// Enters the first two people, appoints and invites them.
    ///
    /// # Errors
    /// As [`Service::setup_open`]; when a name or id will not do; `setup-same` when both are one.
    pub async fn set_up(&self, secret: &str, first: First) -> Result<Invited, ServiceError> {
        self.setup_open(secret).await?;
        let now = self.now();
        if first.manager.id == first.lead.id {
            return Err(ServiceError::refused("setup-same", []));
        }
        let books = self.library()?;
        for post in [limits::RELEASE_POST, limits::LEAD_POST] {
            if books.organisation().post(post).is_none() {
                return Err(ServiceError::refused("no-such-post", [("post", post.to_owned())]));
            }
        }
        let (manager, lead) = (row_of(first.manager, now)?, row_of(first.lead, now)?);
        let by_mail = self.settings().smtp;
        if by_mail && (manager.mail.is_none() || lead.mail.is_none()) {
            return Err(ServiceError::refused("person-mail", []));
        }
        if is_same_mail(manager.mail.as_deref(), lead.mail.as_deref()) {
            return Err(ServiceError::refused("person-mail-taken", []));
        }
        let by = ledger::Actor { person: None, post: None, authority: "setup".to_owned() };
        let body = serde_json::json!({ "people": [manager.id, lead.id] });
        let (actor, secret) = (by.clone(), secret.to_owned());
        let (manager_id, lead_id) = (manager.id.clone(), lead.id.clone());
        self.inner
            .store
            .write(Wants::none(), async move |tx| {
                // Two forms at once: the second finds people.
                let kept = tx.get::<MetaRow>(NAME).await?.map(|row| row.content.clone());
                if !is_open(kept.as_deref(), &secret, now) || !nobody(tx).await? {
                    return Err(over());
                }
                let mut unit = Unit::new(tx, plain_entry("person", now, actor.clone(), body.clone()));
                let by_entry = unit.seq();
                for (row, post) in [(&manager, limits::RELEASE_POST), (&lead, limits::LEAD_POST)] {
                    unit.put(row.clone());
                    unit.put(AppointmentRow {
                        id: new_id(now).simple().to_string(),
                        post: post.to_owned(),
                        person: row.id.clone(),
                        kind: AppointmentKind::Holder,
                        from_at: now,
                        to_at: None,
                        by_entry,
                    });
                }
                unit.put(MetaRow { name: NAME.to_owned(), content: String::new() });
                super::staffing::mark_changed(&mut unit);
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        let manager = self.invite(&manager_id, by.clone()).await?;
        let lead = self.invite(&lead_id, by).await?;
        let told = |address: String| (!by_mail).then_some(address);
        Ok(Invited { manager: told(manager), lead: told(lead) })
    }
}

async fn nobody(tx: &mut Tx) -> Result<bool, ServiceError> {
    Ok(tx.read().people().await?.is_empty())
}

fn is_open(kept: Option<&str>, secret: &str, now: Moment) -> bool {
    let waiting: Option<Waiting> = kept.and_then(|text| serde_json::from_str(text).ok());
    waiting.is_some_and(|waiting| waiting.secret == hash_of(secret) && waiting.until > now)
}

fn over() -> ServiceError {
    ServiceError::not_found("setup-over")
}

/// A person as the set-up's form gives them.
pub fn first_person(id: &str, name: &str, mail: &str, lang: Lang, admin: bool) -> NewPerson {
    NewPerson {
        id: id.trim().to_owned(),
        name: name.trim().to_owned(),
        mail: Some(mail.trim().to_owned()).filter(|mail| !mail.is_empty()),
        lang,
        admin,
        ..NewPerson::default()
    }
}
