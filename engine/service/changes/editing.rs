//! Who may edit a change, and how an edit reaches the database: rows, voided signatures and the case's own step in one
//! transaction.

use guicheng_core::case::Command;
use guicheng_core::ledger;
use guicheng_core::value::{Hash, Map, Moment, Value};

use super::super::carry::{Carry, load};
use super::super::{Caller, Inner, Problem, Service, ServiceError, Via};
use super::edit::{ChangeEdit, Content, Desk, Edit, Edited};
use super::gather::about;
use super::{change_in, hash_of, is_open, items_in, overtaken, signed};
use crate::limits;
use crate::store::tables::change::{ChangeItemRow, ChangeRow, ChangeStatus};
use crate::store::tables::document::{BlobRow, RevisionStatus};
use crate::store::tables::people::PersonRow;
use crate::store::{Outcome, Page, Tx, Unit, Wants};

impl Service {
    /// Puts a document into a change, or changes what it is to become there.
    ///
    /// `expected` is the change's version that the caller saw. Mistakes in the bytes are allowed; nothing with mistakes
    /// can be submitted.
    ///
    /// # Errors
    /// `change-edited-meanwhile` when somebody else edited the change since; unless the caller is its author or
    /// certification lead; once it has taken effect.
    pub async fn put_item(
        &self,
        caller: &Caller,
        change: &str,
        document: &str,
        content: Content,
        expected: i64,
    ) -> Result<Edited, ServiceError> {
        self.edit(caller, change, expected, Edit::Put { document: document.to_owned(), content }).await
    }

    /// Takes a document out of a change. Errors as [`Service::put_item`].
    pub async fn remove_item(
        &self,
        caller: &Caller,
        change: &str,
        document: &str,
        expected: i64,
    ) -> Result<Edited, ServiceError> {
        self.edit(caller, change, expected, Edit::Remove { document: document.to_owned() }).await
    }

    /// Puts a document of a change onto the revision that is in force now, with the bytes that bring both together.
    /// Errors as [`Service::put_item`].
    pub async fn rebase_item(
        &self,
        caller: &Caller,
        change: &str,
        document: &str,
        bytes: Vec<u8>,
        expected: i64,
    ) -> Result<Edited, ServiceError> {
        self.edit(caller, change, expected, Edit::Rebase { document: document.to_owned(), bytes }).await
    }

    /// Changes what the change says about itself. Errors as [`Service::put_item`].
    pub async fn set_change(
        &self,
        caller: &Caller,
        change: &str,
        edit: ChangeEdit,
        expected: i64,
    ) -> Result<Edited, ServiceError> {
        self.edit(caller, change, expected, Edit::Set(edit)).await
    }

    /// Answers a finding, or says why something suspect may stay; an empty text takes the answer back. `key` names what
    /// it is about. Signatures stay, the evidence is old. Errors as [`Service::put_item`].
    pub async fn answer_note(
        &self,
        caller: &Caller,
        change: &str,
        key: &str,
        text: &str,
        expected: i64,
    ) -> Result<Edited, ServiceError> {
        let edit = Edit::Answer { key: key.to_owned(), text: text.to_owned() };
        self.edit(caller, change, expected, edit).await
    }

    /// Its author takes a change back before it takes effect.
    ///
    /// # Errors
    /// For everybody else; when it has taken effect or was edited since; when its policy does not let it go.
    pub async fn withdraw_change(
        &self,
        caller: &Caller,
        change: &str,
        expected: i64,
    ) -> Result<(), ServiceError> {
        caller.may_change()?;
        let (inner, caller, id) = (self.inner.clone(), caller.clone(), change.to_owned());
        self.inner
            .store
            .write(Wants::none(), async move |tx| {
                inner.judge(tx, &caller, inner.clock.now()).await?;
                let change = found(tx, &caller, &id, expected).await?;
                if change.author != caller.person {
                    return Err(ServiceError::forbidden("change-author-only", []));
                }
                let (now, actor) = (inner.clock.now(), actor_of(&inner, tx, &caller, &change).await?);
                let body = serde_json::json!({ "edit": "withdraw", "version": change.version });
                let mut unit = Some(Unit::new(tx, about(&id, "edit", now, actor.clone(), body)));
                signal(&inner, tx, &mut unit, actor, "withdraw", Map::new(), &id, now).await?;
                let unit = unit.ok_or_else(|| ServiceError::Broken("no unit".into()))?;
                match change_in(tx, Some(&unit), &id).await? {
                    Some(row) if row.status == ChangeStatus::Withdrawn => Ok(Outcome::Changed(unit, ())),
                    _ => Err(ServiceError::refused("change-not-let-go", [])),
                }
            })
            .await?;
        self.ring();
        Ok(())
    }

    async fn edit(
        &self,
        caller: &Caller,
        change: &str,
        expected: i64,
        edit: Edit,
    ) -> Result<Edited, ServiceError> {
        caller.may_change()?;
        let (inner, caller, id) = (self.inner.clone(), caller.clone(), change.to_owned());
        let edited = self
            .inner
            .store
            .write(Wants::none(), async move |tx| {
                inner.judge(tx, &caller, inner.clock.now()).await?;
                let change = found(tx, &caller, &id, expected).await?;
                let actor = actor_of(&inner, tx, &caller, &change).await?;
                let unit = edit_in(&inner, tx, None, change, &edit, actor, &caller).await?;
                let version = change_in(tx, Some(&unit), &id).await?.map_or(0, |row| row.version);
                Ok::<_, ServiceError>(Outcome::Changed(unit, Edited { version }))
            })
            .await?;
        self.ring();
        Ok(edited)
    }
}

/// The change, if it can be edited and is the version that the caller saw.
async fn found(tx: &mut Tx, caller: &Caller, id: &str, expected: i64) -> Result<ChangeRow, ServiceError> {
    if matches!(caller.via, Via::Link { .. }) {
        return Err(ServiceError::forbidden("link-one-task", []));
    }
    let change = change_in(tx, None, id).await?;
    let change = change.ok_or_else(|| ServiceError::not_found("no-such-change"))?;
    if !is_open(change.status) {
        return Err(ServiceError::refused("change-ended", []));
    }
    if change.version != expected {
        return Err(meanwhile(tx, id, expected).await?);
    }
    Ok(change)
}

/// In which right the caller edits: as author, or as certification lead.
async fn actor_of(
    inner: &Inner,
    tx: &mut Tx,
    caller: &Caller,
    change: &ChangeRow,
) -> Result<ledger::Actor, ServiceError> {
    let held = inner.staffing(tx).await?.of(&caller.person, inner.clock.now());
    let lead = held.iter().any(|held| held.post == limits::CHANGE_EDITOR_POST);
    let post = (caller.person != change.author).then(|| limits::CHANGE_EDITOR_POST.to_owned());
    if post.is_some() && !lead {
        return Err(ServiceError::forbidden("change-not-yours", []));
    }
    Ok(ledger::Actor {
        person: Some(caller.person.clone()),
        authority: caller.authority(post.as_deref()),
        post,
    })
}

/// Carries an edit out as the latest entry of a unit, or of a new one.
pub(super) async fn edit_in(
    inner: &Inner,
    tx: &mut Tx,
    unit: Option<Unit>,
    change: ChangeRow,
    edit: &Edit,
    actor: ledger::Actor,
    caller: &Caller,
) -> Result<Unit, ServiceError> {
    let (id, status, now) = (change.id.clone(), change.status, inner.clock.now());
    let in_force = inner.in_force(tx).await?;
    let base = match edit.document() {
        Some(document) => {
            let rows = tx.read().revisions(document).await?;
            rows.into_iter().find(|row| row.status == RevisionStatus::Effective).map(|row| row.label)
        }
        None => None,
    };
    let before = items_in(tx, unit.as_ref(), &id).await?;
    let mut desk = Desk { change, items: before.clone(), in_force: &in_force, base, by: &caller.person, now };
    desk.apply(edit)?;
    let Desk { change, items, .. } = desk;
    let body = serde_json::json!({
        "edit": edit.word(),
        "document": edit.document(),
        "hash": edit.bytes().map(Hash::of),
        "version": change.version,
        "bundle": hash_of(&change, &items)?,
    });
    let entry = about(&id, "edit", now, actor.clone(), body);
    let mut unit = match unit {
        Some(mut unit) => {
            unit.entry(entry);
            unit
        }
        None => Unit::new(tx, entry),
    };
    if let Some(bytes) = edit.bytes() {
        unit.put(BlobRow { hash: Hash::of(bytes), bytes: bytes.clone() });
    }
    let mut data = told(edit, &change);
    let signatures = signed::signatures_in(tx, &unit, &id).await?;
    data.insert("signers".to_owned(), overtaken::signers(&signatures));
    unit.put(change);
    for item in items.iter().filter(|item| !before.contains(item)) {
        unit.put(item.clone());
    }
    for gone in before.iter().filter(|old| items.iter().all(|item| item.document != old.document)) {
        unit.delete::<ChangeItemRow>((id.as_str(), gone.document.as_str()));
    }
    if !edit.changes_bundle() {
        return Ok(unit);
    }
    signed::void(tx, &mut unit, &id, "edited", now).await?;
    if status == ChangeStatus::Draft {
        return Ok(unit);
    }
    let mut unit = Some(unit);
    signal(inner, tx, &mut unit, actor, "edited", data, &id, now).await?;
    unit.ok_or_else(|| ServiceError::Broken("no unit".into()))
}

/// What the case is told of an edit.
fn told(edit: &Edit, change: &ChangeRow) -> Map {
    let mut data = Map::new();
    data.insert("edit".to_owned(), Value::from(edit.word()));
    data.insert("version".to_owned(), Value::Int(change.version));
    if let Some(document) = edit.document() {
        data.insert("document".to_owned(), Value::from(document));
    }
    data
}

/// Tells the change's case, as a further step of the same transaction.
#[expect(clippy::too_many_arguments, reason = "a step has no fewer")]
pub(in crate::service) async fn signal(
    inner: &Inner,
    tx: &mut Tx,
    unit: &mut Option<Unit>,
    actor: ledger::Actor,
    event: &str,
    data: Map,
    id: &str,
    now: Moment,
) -> Result<(), ServiceError> {
    let loaded = load(tx, unit.as_ref(), id).await?;
    let library = inner.library_with(&loaded.pins, &loaded.row.policy).await?;
    let (policy, pins) = (loaded.row.policy.clone(), loaded.pins.clone());
    let cause = unit.as_ref().map(Unit::seq);
    let carry =
        Carry { inner, library: &library, policy: &policy, instance: id, pins, actor, signature: None, now };
    let command = Command::Signal { event: event.to_owned(), data: Value::Map(data) };
    carry.out_with(tx, unit, Some(loaded), &command, cause).await?;
    Ok(())
}

/// Somebody else edited the change since: told who, when and what.
async fn meanwhile(tx: &mut Tx, id: &str, expected: i64) -> Result<ServiceError, ServiceError> {
    let mut page = Page { offset: 0, limit: limits::PAGE };
    let (mut people, mut what, mut at) = (Vec::new(), Vec::new(), None);
    loop {
        let rows = tx.read().history(id, page).await?;
        for row in rows.iter().filter(|row| row.kind == "edit") {
            let Ok(entry) = serde_json::from_str::<ledger::Entry>(&row.leaf) else { continue };
            if entry.body.get("version").and_then(serde_json::Value::as_i64) <= Some(expected) {
                continue;
            }
            if let Some(person) = &row.person {
                let name = tx.get::<PersonRow>(person.as_str()).await?.map(|row| row.name.clone());
                people.push(name.unwrap_or_else(|| person.clone()));
            }
            what.extend(entry.body.get("document").and_then(|d| d.as_str()).map(str::to_owned));
            at = at.max(Some(row.at));
        }
        if rows.len() < page.limit as usize {
            break;
        }
        page.offset += page.limit;
    }
    for list in [&mut people, &mut what] {
        list.sort();
        list.dedup();
    }
    Ok(ServiceError::Conflict(Problem::new(
        "change-edited-meanwhile",
        [
            ("person", people.join(", ")),
            ("documents", what.join(", ")),
            ("at", at.map_or_else(String::new, |at| at.0.to_string())),
        ],
    )))
}
