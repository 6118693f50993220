//! Reading a document without a task of its change: whoever took up their post after it came into force, or whose task of
//! reading has ended, reads and signs here (manual 1-5.1, 1-5.3).
//!
//! Ticked is each change, as in the task; the signature's statement names the document, its revisions and their hashes.
//! Deliberately absent: reading in place of an open task: that one is signed.

use std::collections::BTreeMap;

use guicheng_core::document::DocumentId;
use guicheng_core::ledger;
use guicheng_core::value::Hash;

use super::carry::to_text;
use super::hold::{Place, READ, unread};
use super::readers::{place_key, places};
use super::timers::plain_entry;
use super::{Caller, Inner, Reading, Service, ServiceError, Signing, Via, signatures};
use crate::edge::{new_id, random_bytes};
use crate::store::tables::change::{ReadingRow, SignatureRow};
use crate::store::tables::people::PersonRow;
use crate::store::{Outcome, Tx, Unit, Wants};

impl Service {
    /// What the caller has yet to read of a document, the oldest revision first; each with its task if one is open.
    ///
    /// # Errors
    /// Not found, where there is no such document.
    pub async fn to_read(&self, caller: &Caller, document: &str) -> Result<Vec<Reading>, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let books = self.library()?;
        let id = DocumentId::parse(document).filter(|id| books.document(id).is_some());
        let id = id.ok_or_else(|| ServiceError::not_found("no-such-document"))?;
        let mut rows = unread(&mut Place::Store(&self.inner.store), &books, &id, self.now()).await?;
        rows.retain(|row| row.person == caller.person);
        self.told(rows).await
    }

    /// Signs that the caller has read all that they have yet to read of a document. `ticked`: see [`place_key`].
    ///
    /// # Errors
    /// `read-nothing` when there is nothing to read; `read-in-task` when a task asks for it; `read-all` when a change was
    /// not ticked; what is wrong with the proof.
    pub async fn acknowledge(
        &self,
        caller: &Caller,
        document: &str,
        ticked: Vec<String>,
        signing: Option<&Signing>,
    ) -> Result<(), ServiceError> {
        caller.may_change()?;
        let readings = self.to_read(caller, document).await?;
        if readings.is_empty() {
            return Err(ServiceError::refused("read-nothing", []));
        }
        if readings.iter().any(|reading| reading.task.is_some()) {
            return Err(ServiceError::refused("read-in-task", []));
        }
        let signing = signing.ok_or_else(|| ServiceError::refused("signing-needed", []))?;
        let weighed = self.weigh_proof(caller, signing).await?;
        let id = DocumentId::parse(document).ok_or_else(|| ServiceError::not_found("no-such-document"))?;
        let (inner, caller) = (self.inner.clone(), caller.clone());
        self.inner
            .store
            .write(Wants::none(), async move |tx| {
                let now = inner.clock.now();
                inner.judge(tx, &caller, now).await?;
                let rows = open_rows(&inner, tx, &id, &caller, &ticked).await?;
                let spent = weighed.redeem(tx, now).await?;
                let mut unit = signed(tx, &caller, weighed.proof.factors, &rows, now).await?;
                spent.into_iter().for_each(|row| unit.put(row));
                Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
            })
            .await
    }
}

/// What there is to sign, judged in the transaction: all of it ticked.
async fn open_rows(
    inner: &Inner,
    tx: &mut Tx,
    document: &DocumentId,
    caller: &Caller,
    ticked: &[String],
) -> Result<Vec<ReadingRow>, ServiceError> {
    let books = inner.in_force(tx).await?.books;
    let mut rows = unread(&mut Place::Tx(tx), &books, document, inner.clock.now()).await?;
    rows.retain(|row| row.person == caller.person);
    if rows.is_empty() {
        return Err(ServiceError::refused("read-nothing", []));
    }
    for row in &rows {
        if (0..places(row)?.len()).any(|n| !ticked.contains(&place_key(&row.document, n))) {
            return Err(ServiceError::refused("read-all", []));
        }
    }
    Ok(rows)
}

/// The unit with entry, signature and rows.
async fn signed(
    tx: &mut Tx,
    caller: &Caller,
    factors: &str,
    rows: &[ReadingRow],
    now: guicheng_core::value::Moment,
) -> Result<Unit, ServiceError> {
    let document = rows.first().map(|row| row.document.clone()).unwrap_or_default();
    let revisions = tx.read().revisions(&document).await?;
    let read: BTreeMap<&str, Hash> = revisions
        .iter()
        .filter(|revision| rows.iter().any(|row| row.label == revision.label))
        .map(|revision| (revision.label.as_str(), revision.hash))
        .collect();
    let name = tx.get::<PersonRow>(caller.person.as_str()).await?;
    let name = name.map_or_else(|| caller.name.clone(), |row| row.name.clone());
    let authority = caller.authority(None);
    let salt: String = random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    let statement = to_text(&serde_json::json!({
        "v": signatures::VERSION, "meaning": READ, "person": caller.person, "name": name, "authority": authority,
        "factors": factors, "at": now, "document": document, "revisions": read, "salt": salt,
    }))?;
    let (id, covers) = (new_id(now).simple().to_string(), Hash::of(statement.as_bytes()));
    let body = serde_json::json!({
        "document": document, "revisions": read, "signature": { "id": id, "covers": covers, "meaning": READ },
    });
    let actor =
        ledger::Actor { person: Some(caller.person.clone()), post: None, authority: authority.clone() };
    let mut unit = Unit::new(tx, plain_entry("read", now, actor, body));
    let entry = unit.seq();
    unit.put(SignatureRow {
        id: id.clone(),
        instance: None,
        task: None,
        person: caller.person.clone(),
        name,
        post: None,
        authority,
        factors: factors.to_owned(),
        meaning: READ.to_owned(),
        at: now,
        covers,
        statement,
        entry,
        voided_at: None,
        voided_by: None,
        void_reason: None,
    });
    for row in rows {
        unit.put(ReadingRow { read_at: Some(now), signature: Some(id.clone()), ..row.clone() });
    }
    Ok(unit)
}
