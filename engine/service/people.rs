//! People, who holds which post, and absences.

use std::collections::BTreeMap;

use guicheng_core::ledger;
use guicheng_core::value::Moment;

use super::{Caller, Problem, Service, ServiceError, Via};
use crate::edge::new_id;
use crate::store::tables::people::{AbsenceRow, AppointmentKind, AppointmentRow, PersonRow};
use crate::store::{Outcome, Unit, Wants};

/// Who is here and who holds what, now.
pub struct Staff {
    /// Everybody, past people too.
    pub people: Vec<PersonRow>,
    /// Appointments in force.
    pub appointments: Vec<AppointmentRow>,
    /// Who is away.
    pub absences: Vec<AbsenceRow>,
}

/// Somebody will be away.
#[derive(Clone, Debug)]
pub struct Absence {
    /// From when.
    pub from: Moment,
    /// The return.
    pub to: Moment,
    /// Post → person who acts in it meanwhile.
    pub delegates: BTreeMap<String, String>,
}

impl Service {
    /// Who is here and who holds what, now.
    pub async fn staff(&self, caller: &Caller) -> Result<Staff, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let (store, now) = (&self.inner.store, self.now());
        Ok(Staff {
            people: store.read().people().await?,
            appointments: store.read().appointments_at(now).await?,
            absences: store.read().absences_at(now).await?,
        })
    }

    /// What people are called, by their ids: for pages on which somebody's right to see them has been judged.
    pub async fn names(&self) -> Result<BTreeMap<String, String>, ServiceError> {
        let people = self.inner.store.read().people().await?;
        Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
    }

    /// The people of the demo, for its entrance page.
    pub async fn demo_people(&self) -> Result<Staff, ServiceError> {
        if !self.may_enter_freely() {
            return Err(ServiceError::forbidden("demo-only", []));
        }
        let (store, now) = (&self.inner.store, self.now());
        Ok(Staff {
            people: store.read().people().await?,
            appointments: store.read().appointments_at(now).await?,
            absences: Vec::new(),
        })
    }

    /// Notes that the caller will be away. A post that demands it must have a delegate meanwhile (R8.14.2).
    ///
    /// # Errors
    /// When the times are not in order, a delegate is missing, unknown, or the caller themselves.
    pub async fn be_absent(&self, caller: &Caller, absence: Absence) -> Result<(), ServiceError> {
        caller.may_change()?;
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let now = self.now();
        if absence.to <= absence.from || absence.to <= now {
            return Err(ServiceError::refused("absence-order", []));
        }
        let books = self.library()?;
        let own: Vec<String> =
            caller.posts.iter().filter(|held| !held.delegate).map(|held| held.post.clone()).collect();
        for post in &own {
            let required = books.organisation().post(post).is_some_and(|post| post.delegate_required);
            if required && !absence.delegates.contains_key(post) {
                return Err(ServiceError::Refused(Problem {
                    clause: books.organisation().post(post).and_then(|p| p.clause.clone()),
                    ..Problem::new("delegate-required", [("post", post.clone())])
                }));
            }
        }
        for (post, delegate) in &absence.delegates {
            if !own.contains(post) {
                return Err(ServiceError::forbidden("not-your-post", [("post", post.clone())]));
            }
            if *delegate == caller.person {
                return Err(ServiceError::refused("delegate-self", []));
            }
            self.caller(delegate, Via::Console).await?;
        }
        let actor = ledger::Actor {
            person: Some(caller.person.clone()),
            post: None,
            authority: caller.authority(None),
        };
        let body =
            serde_json::json!({ "from": absence.from.0, "to": absence.to.0, "delegates": absence.delegates });
        let person = caller.person.clone();
        self.change("absence", now, actor, body, move |unit, now| {
            let by_entry = unit.seq();
            let row = AbsenceRow {
                person: person.clone(),
                from_at: absence.from,
                to_at: Some(absence.to),
                by_entry,
            };
            unit.put(row);
            for (post, delegate) in &absence.delegates {
                unit.put(AppointmentRow {
                    id: new_id(now).simple().to_string(),
                    post: post.clone(),
                    person: delegate.clone(),
                    kind: AppointmentKind::Delegate,
                    from_at: absence.from,
                    to_at: Some(absence.to),
                    by_entry,
                });
            }
            super::staffing::mark_changed(unit);
        })
        .await
    }

    /// Adds or changes people and appointments in one entry: the first set-up, and the console.
    pub async fn appoint(
        &self,
        by: ledger::Actor,
        people: Vec<PersonRow>,
        appointments: Vec<AppointmentRow>,
    ) -> Result<(), ServiceError> {
        let books = self.library()?;
        for row in &appointments {
            if books.organisation().post(&row.post).is_none() {
                return Err(ServiceError::refused("no-such-post", [("post", row.post.clone())]));
            }
        }
        let now = self.now();
        let who: Vec<_> = people.iter().map(|row| row.id.clone()).collect();
        let posts: Vec<_> = appointments
            .iter()
            .map(|row| serde_json::json!({ "post": row.post, "person": row.person, "from": row.from_at.0, "to": row.to_at.map(|to| to.0) }))
            .collect();
        let body = serde_json::json!({ "people": who, "appointments": posts });
        self.inner
            .store
            .write(Wants::none(), async move |tx| {
                let entry = super::timers::plain_entry("appointment", now, by.clone(), body.clone());
                let mut unit = Unit::new(tx, entry);
                let by_entry = unit.seq();
                for row in &people {
                    // Whoever left has left, also where the list they stand on is read in again.
                    let known = tx.get::<PersonRow>(row.id.as_str()).await?;
                    let left = known.filter(|known| known.active_to.is_some_and(|to| to <= now));
                    let ended = left.and_then(|known| known.active_to);
                    unit.put(match ended {
                        Some(_) => PersonRow { active_to: ended, admin: false, ..row.clone() },
                        None => row.clone(),
                    });
                }
                appointments.iter().cloned().for_each(|row| unit.put(AppointmentRow { by_entry, ..row }));
                super::staffing::mark_changed(&mut unit);
                Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
            })
            .await
    }

    /// Adds or changes rows of a register in one entry; personal fields are kept apart.
    pub async fn put_rows(
        &self,
        by: ledger::Actor,
        register: &str,
        rows: Vec<(String, guicheng_core::value::Map)>,
    ) -> Result<(), ServiceError> {
        let books = self.library()?;
        let known = books.register(register).cloned();
        let known = known.ok_or_else(|| ServiceError::not_found("no-such-register"))?;
        if known.kept_by_engine {
            return Err(ServiceError::refused("register-kept", [("register", register.to_owned())]));
        }
        let now = self.now();
        let register = register.to_owned();
        let sealed: Vec<_> = rows
            .into_iter()
            .map(|(key, fields)| {
                let filled = super::personal::seal(&known.form, fields);
                (key, filled.fields, filled.personal)
            })
            .collect();
        let shown: BTreeMap<&str, &guicheng_core::value::Map> =
            sealed.iter().map(|(key, fields, _)| (key.as_str(), fields)).collect();
        let rows = serde_json::to_value(&shown).map_err(|e| ServiceError::Broken(e.to_string()))?;
        let body = serde_json::json!({ "register": register, "rows": rows });
        let mut ready = Vec::new();
        for (key, fields, secrets) in sealed {
            ready.push((
                super::project::register_row(&register, &key, &fields, 1, now)?,
                super::personal::rows(&register, &key, secrets),
            ));
        }
        self.change("register", now, by, body, move |unit, _| {
            for (row, secrets) in &ready {
                unit.put(row.clone());
                secrets.iter().cloned().for_each(|secret| unit.put(secret));
            }
        })
        .await
    }

    /// Keeps a setting of this database.
    pub async fn set_meta(
        &self,
        by: ledger::Actor,
        row: crate::store::tables::count::MetaRow,
    ) -> Result<(), ServiceError> {
        let body = serde_json::json!({ "name": row.name, "content": row.content });
        self.change("setting", self.now(), by, body, move |unit, _| unit.put(row.clone())).await
    }
}
