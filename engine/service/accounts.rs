//! Accounts of people: adding them, inviting them, ending their sessions, and that they leave.
//!
//! Whoever leaves loses every right with the commit that says so: what they hold ends in the same transaction, and
//! whatever page they have open is judged against it. What they did and signed stays. Deliberately absent: deleting
//! people (the ledger names them), and any right to do another's work.

use std::collections::BTreeSet;

use guicheng_core::ledger;
use guicheng_core::text::Lang;
use guicheng_core::value::Moment;

use super::account_mails::{Notice, queue_notice};
use super::timers::plain_entry;
use super::{Caller, Service, ServiceError, Via};
use crate::limits;
use crate::store::tables::access::{InvitationRow, SessionRow, TokenRow};
use crate::store::tables::people::{AppointmentRow, PersonRow};
use crate::store::tables::task::TaskRow;
use crate::store::{Tx, Unit, Wants};

/// Somebody new.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// Their id and sign-in name: small letters, digits, `_` and `-`.
    pub id: String,
    /// What people call them.
    pub name: String,
    /// Where mails go.
    pub mail: Option<String>,
    /// Language of their pages and mails.
    pub lang: Lang,
    /// May look after accounts.
    pub admin: bool,
    /// An auditor: reads everything, changes nothing.
    pub reads_only: bool,
    /// The moment at which the account ends by itself.
    pub until: Option<Moment>,
}

/// Somebody's account, as those see it who look after accounts.
#[derive(Clone, Debug)]
pub struct Account {
    /// The person.
    pub person: PersonRow,
    /// Posts that they hold or act in now.
    pub posts: Vec<String>,
    /// They have a password.
    pub password: bool,
    /// They have an authenticator.
    pub code: bool,
    /// Where they are signed in now.
    pub sessions: usize,
}

/// What somebody who left leaves behind.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// Open tasks that were not passed on: what they were to read themselves.
    pub tasks: Vec<TaskRow>,
    /// Posts that nobody holds now.
    pub vacant: Vec<String>,
}

impl Caller {
    /// Whether they may change anything at all: each use case that writes asks this first.
    ///
    /// # Errors
    /// `reads-only` for auditors.
    pub fn may_change(&self) -> Result<(), ServiceError> {
        match self.reads_only {
            true => Err(ServiceError::forbidden("reads-only", [])),
            false => Ok(()),
        }
    }

    /// As actor of an entry about accounts.
    pub(super) fn administers(&self) -> Result<ledger::Actor, ServiceError> {
        self.may_change()?;
        if !self.admin || matches!(self.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("admins-only", []));
        }
        let authority = self.authority(None).replacen("person", "admin", 1);
        Ok(ledger::Actor { person: Some(self.person.clone()), post: None, authority })
    }
}

impl Service {
    /// All accounts, those who left last.
    ///
    /// # Errors
    /// `admins-only`; auditors may look, too.
    pub async fn accounts(&self, caller: &Caller) -> Result<Vec<Account>, ServiceError> {
        if !caller.reads_only {
            caller.administers()?;
        }
        let (now, read) = (self.now(), || self.inner.store.read());
        let appointments = read().appointments_at(now).await?;
        let mut accounts = Vec::new();
        for person in read().people().await? {
            let means = self.means_of(&person.id).await?;
            let sessions = read().sessions_of(&person.id).await?;
            let here = person.active_to.is_none_or(|to| to > now);
            let open = |row: &&SessionRow| here && row.revoked_at.is_none() && row.expires_at > now;
            let posts: BTreeSet<String> = appointments
                .iter()
                .filter(|row| row.person == person.id)
                .map(|row| row.post.clone())
                .collect();
            accounts.push(Account {
                posts: posts.into_iter().collect(),
                password: means.password,
                code: means.code,
                sessions: sessions.iter().filter(open).count(),
                person,
            });
        }
        accounts.sort_by_key(|account| account.person.active_to.is_some_and(|to| to <= now));
        Ok(accounts)
    }

    /// Adds a person and has a link mailed to them with which they set their password. False where no mail leaves the
    /// house: then the machine's console gives the link (`guicheng invite`).
    ///
    /// # Errors
    /// `admins-only`; `person-id`, `person-name`, `person-until`, `person-exists`, `person-mail`, `person-mail-taken`.
    pub async fn add_person(&self, caller: &Caller, new: NewPerson) -> Result<bool, ServiceError> {
        let by = caller.administers()?;
        if new.mail.as_deref().is_none_or(|mail| mail.trim().is_empty()) {
            return Err(ServiceError::refused("person-mail", []));
        }
        let id = new.id.clone();
        self.put_person(by, caller, new).await?;
        match self.mails_reach() {
            Ok(()) => self.invite_again(caller, &id).await.map(|()| true),
            Err(_) => Ok(false),
        }
    }

    async fn put_person(
        &self,
        by: ledger::Actor,
        caller: &Caller,
        new: NewPerson,
    ) -> Result<(), ServiceError> {
        let now = self.now();
        let row = row_of(new, now)?;
        let body = serde_json::json!({ "person": row.id, "admin": row.admin, "reads_only": row.reads_only,
            "until": row.active_to.map(|to| to.0) });
        let (inner, caller) = (self.inner.clone(), caller.clone());
        self.inner
            .store
            .write(Wants::none().row::<PersonRow>(row.id.as_str()), async move |tx| {
                inner.judge_admin(tx, &caller, now).await?;
                if tx.get::<PersonRow>(&row.id).await?.is_some() {
                    return Err(ServiceError::refused("person-exists", [("person", row.id.clone())]));
                }
                let people = tx.read().people().await?;
                let same = |other: &PersonRow| is_same_mail(other.mail.as_deref(), row.mail.as_deref());
                if people.iter().any(same) {
                    return Err(ServiceError::refused("person-mail-taken", []));
                }
                let mut unit = Unit::new(tx, plain_entry("person", now, by.clone(), body.clone()));
                unit.put(row.clone());
                Ok(unit.answer(()))
            })
            .await
    }

    /// Ends all sessions and tokens of a person.
    ///
    /// # Errors
    /// `admins-only`, `no-such-person`.
    pub async fn end_sessions(&self, caller: &Caller, person: &str) -> Result<(), ServiceError> {
        let (by, now, person) = (caller.administers()?, self.now(), person.to_owned());
        let (inner, caller) = (self.inner.clone(), caller.clone());
        self.inner
            .store
            .write(Wants::none().row::<PersonRow>(person.as_str()), async move |tx| {
                inner.judge_admin(tx, &caller, now).await?;
                let who = known(tx, &person).await?;
                let body = serde_json::json!({ "person": person });
                let mut unit = Unit::new(tx, plain_entry("sessions-ended", now, by.clone(), body));
                end_access(tx, &mut unit, &person, now).await?;
                if caller.person != person && who.active_to.is_none_or(|to| to > now) {
                    queue_notice(&inner, &mut unit, &who, Notice::SignedOut, now);
                }
                Ok::<_, ServiceError>(unit.answer(()))
            })
            .await?;
        self.ring();
        Ok(())
    }

    /// Somebody leaves, by whoever looks after accounts.
    ///
    /// # Errors
    /// `admins-only`; `leave-self`: somebody else must do that; as [`Service::leave`].
    pub async fn leave_by(&self, caller: &Caller, person: &str) -> Result<Left, ServiceError> {
        let by = caller.administers()?;
        if caller.person == person {
            return Err(ServiceError::refused("leave-self", []));
        }
        self.end_all(by, person, Some(caller)).await
    }

    /// Somebody leaves now: every right of theirs ends with this commit. Tells what they leave behind.
    ///
    /// # Errors
    /// `no-such-person`; `left-before`.
    pub async fn leave(&self, by: ledger::Actor, person: &str) -> Result<Left, ServiceError> {
        self.end_all(by, person, None).await
    }

    async fn end_all(
        &self,
        by: ledger::Actor,
        person: &str,
        admin: Option<&Caller>,
    ) -> Result<Left, ServiceError> {
        let (inner, admin) = (self.inner.clone(), admin.cloned());
        let (now, person) = (self.now(), person.to_owned());
        let posts = self.inner.store.read().appointments_of(&person, now).await?;
        let leaver = person.clone();
        self.inner
            .store
            .write(Wants::none().row::<PersonRow>(person.as_str()), async move |tx| {
                if let Some(admin) = &admin {
                    inner.judge_admin(tx, admin, now).await?;
                }
                let row = known(tx, &person).await?;
                if row.active_to.is_some_and(|to| to <= now) {
                    return Err(ServiceError::refused("left-before", []));
                }
                let body = serde_json::json!({ "person": person });
                let mut unit = Unit::new(tx, plain_entry("leave", now, by.clone(), body));
                unit.put(PersonRow { active_to: Some(now), admin: false, ..row });
                end_access(tx, &mut unit, &person, now).await?;
                end_appointments(tx, &mut unit, &person, now).await?;
                super::staffing::mark_changed(&mut unit);
                let unit = super::pass_on::pass_on(&inner, tx, unit, &person, &by, now).await?;
                Ok(unit.answer(()))
            })
            .await?;
        self.ring();
        self.left_behind(&leaver, posts, now).await
    }

    async fn left_behind(
        &self,
        person: &str,
        held: Vec<AppointmentRow>,
        now: Moment,
    ) -> Result<Left, ServiceError> {
        let read = || self.inner.store.read();
        let mut tasks = Vec::new();
        for slot in read().open_slots_of(person).await? {
            tasks.extend(read().task(&slot.task).await?);
        }
        let staffed = read().appointments_at(now).await?;
        let vacant: BTreeSet<String> = held
            .into_iter()
            .map(|row| row.post)
            .filter(|post| !staffed.iter().any(|row| row.post == *post))
            .collect();
        Ok(Left { tasks, vacant: vacant.into_iter().collect() })
    }
}

async fn known(tx: &mut Tx, person: &str) -> Result<PersonRow, ServiceError> {
    let row = tx.get::<PersonRow>(person).await?;
    row.map(|row| (*row).clone()).ok_or_else(|| ServiceError::not_found("no-such-person"))
}

/// Sessions, tokens and invitations of a person end.
async fn end_access(tx: &mut Tx, unit: &mut Unit, person: &str, now: Moment) -> Result<(), ServiceError> {
    for row in tx.read().sessions_of(person).await?.into_iter().filter(|row| row.revoked_at.is_none()) {
        unit.put(SessionRow { revoked_at: Some(now), ..row });
    }
    for row in tx.read().tokens_of(person).await?.into_iter().filter(|row| row.revoked_at.is_none()) {
        unit.put(TokenRow { revoked_at: Some(now), ..row });
    }
    for row in tx.read().invitations_of(person).await? {
        unit.put(InvitationRow { used_at: Some(now), ..row });
    }
    Ok(())
}

/// What a person holds ends, and so do the delegations that they gave by being away.
async fn end_appointments(
    tx: &mut Tx,
    unit: &mut Unit,
    person: &str,
    now: Moment,
) -> Result<(), ServiceError> {
    let given: BTreeSet<i64> = tx.read().absences_of(person).await?.iter().map(|row| row.by_entry).collect();
    let rows = tx.read().all_appointments().await?;
    let theirs =
        |row: &AppointmentRow| row.person == person || (row.by_entry > 0 && given.contains(&row.by_entry));
    for row in rows.into_iter().filter(|row| theirs(row) && row.to_at.is_none_or(|to| to > now)) {
        // One that would have begun later ends before it began.
        let from_at = row.from_at.min(now);
        unit.put(AppointmentRow { from_at, to_at: Some(now), ..row });
    }
    Ok(())
}

pub(super) fn is_same_mail(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.trim().eq_ignore_ascii_case(other.trim()))
}

/// Whether a mail can go there: one `@` with something on both sides, and nothing that would end a header.
fn is_address(mail: &str) -> bool {
    let length = mail.chars().count();
    length <= limits::MAIL_ADDRESS_CHARS && mail.parse::<lettre::Address>().is_ok()
}

pub(super) fn row_of(new: NewPerson, now: Moment) -> Result<PersonRow, ServiceError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let length = new.id.chars().count();
    if length == 0 || length > limits::PERSON_ID_CHARS || !new.id.chars().all(plain) {
        return Err(ServiceError::refused("person-id", [("limit", limits::PERSON_ID_CHARS.to_string())]));
    }
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > limits::PERSON_NAME_CHARS {
        return Err(ServiceError::refused("person-name", [("limit", limits::PERSON_NAME_CHARS.to_string())]));
    }
    if new.until.is_some_and(|until| until <= now) || (new.reads_only && new.until.is_none()) {
        return Err(ServiceError::refused("person-until", []));
    }
    let mail = new.mail.map(|mail| mail.trim().to_owned()).filter(|mail| !mail.is_empty());
    if mail.as_ref().is_some_and(|mail| !is_address(mail)) {
        return Err(ServiceError::refused("person-mail", []));
    }
    Ok(PersonRow {
        id: new.id,
        name: name.to_owned(),
        mail,
        lang: new.lang.tag().to_owned(),
        active_from: now,
        active_to: new.until,
        // Who changes nothing looks after nothing.
        admin: new.admin && !new.reads_only,
        reads_only: new.reads_only,
    })
}
