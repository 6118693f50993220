//! A change made of a folder's edited files: its case and all its documents in one transaction, or nothing at all.
//!
//! Each document is an edit with an entry of its own, as if its author had saved them one after another. Deliberately
//! absent: what differs and what is wrong with it (`exchange`), which is looked at before, outside of the writer.

use std::collections::BTreeMap;

use guicheng_core::form::Input;
use guicheng_core::value::{Hash, Moment};
use serde_json::{Value as Json, json};

use super::carry::Done;
use super::changes::{Content, ImportedItem, import_in};
use super::documents::Files;
use super::exchange::{Compared, Copied};
use super::repeat::{remember, repeated, request_of};
use super::start::start_in;
use super::{Caller, Problem, Service, ServiceError};
use crate::limits;
use crate::store::{Outcome, Tx, Wants};

/// What a folder is to become.
#[derive(Clone, Debug, Default)]
pub struct NewChange {
    pub title: String,
    pub reason: String,
    /// None: as soon as it is approved.
    pub wanted_at: Option<Moment>,
    /// Why it cannot wait; none: the ordinary way.
    pub emergency: Option<String>,
    /// The next letter instead of the next figure.
    pub edition: bool,
}

/// A change made of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Id of its case.
    pub change: String,
    pub number: String,
}

/// Makes an import repeatable: the same key and request again gives the same change.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    request: Hash,
}

impl Once {
    /// For these files, sent with this key.
    ///
    /// # Errors
    /// When what was sent has no canonical form.
    pub fn of(key: String, files: &Files, new: &NewChange, obsolete: bool) -> Result<Once, ServiceError> {
        let files: BTreeMap<&str, String> =
            files.iter().map(|(path, bytes)| (path.as_str(), Hash::of(bytes).to_string())).collect();
        let NewChange { title, reason, wanted_at, emergency, edition } = new;
        let at = wanted_at.map(|at| at.0);
        let told = json!(["import", files, title, reason, at, emergency, edition, obsolete]);
        Ok(Once { key, request: request_of(&told, &BTreeMap::new())? })
    }
}

impl Service {
    /// Makes a change of what differs, in one transaction; with `once` only the first time.
    ///
    /// # Errors
    /// When nothing differs; when there are errors; when other documents have come into force since the comparison
    /// (`exchange-moved`); when the manifest names a revision that never was; when the caller may not propose changes.
    /// Nothing is made then.
    pub async fn import(
        &self,
        caller: &Caller,
        compared: Compared,
        new: NewChange,
        once: Option<Once>,
    ) -> Result<Imported, ServiceError> {
        caller.may_change()?;
        if compared.findings.has_errors() {
            let count = compared.findings.errors().to_string();
            return Err(ServiceError::refused("exchange-errors", [("count", count)]));
        }
        if compared.differences.len() > limits::CHANGE_DOCUMENTS {
            let limit = limits::CHANGE_DOCUMENTS.to_string();
            return Err(ServiceError::refused("change-too-many", [("limit", limit)]));
        }
        let input = self.proposal(&new)?;
        let items: Vec<ImportedItem> = compared.differences.into_iter().map(ImportedItem::from).collect();
        let (inner, caller, version) = (self.inner.clone(), caller.clone(), compared.version);
        let imported = self
            .inner
            .store
            .write(Wants::none(), async move |tx| {
                if let Some(Once { key, request }) = &once
                    && let Some(done) = repeated(tx, &caller.person, Some(key), *request).await?
                {
                    return Ok(Outcome::Same(Imported::from(done)));
                }
                if items.is_empty() {
                    return Err(ServiceError::refused("exchange-nothing", []));
                }
                let now = inner.clock.now();
                inner.judge(tx, &caller, now).await?;
                if inner.in_force(tx).await?.version != version {
                    return Err(ServiceError::Conflict(Problem::new("exchange-moved", [])));
                }
                for item in &items {
                    known(tx, item).await?;
                }
                let (mut unit, done) =
                    start_in(&inner, tx, &caller, limits::CHANGE_POLICY, &input, now).await?;
                for item in &items {
                    unit = import_in(&inner, tx, unit, &done.instance, item, &caller).await?;
                }
                if let Some(Once { key, request }) = &once {
                    remember(&mut unit, &caller.person, Some(key), *request, &done, now)?;
                }
                Ok(unit.answer(Imported::from(done)))
            })
            .await?;
        self.ring();
        Ok(imported)
    }

    /// What the start of a change asks, as a program fills it in.
    fn proposal(&self, new: &NewChange) -> Result<BTreeMap<String, Input>, ServiceError> {
        let mut fields =
            json!({ "title": new.title, "reason": new.reason, "emergency": new.emergency.is_some() });
        if let Some(at) = new.wanted_at {
            fields["wanted_at"] = json!(at.to_rfc3339(self.library()?.calendar().zone()));
        }
        if let Some(reason) = &new.emergency {
            fields["emergency_reason"] = json!(reason);
        }
        if new.edition {
            fields["edition"] = json!(true);
        }
        match fields {
            Json::Object(fields) => Ok(Input::from_json(fields)),
            _ => Ok(BTreeMap::new()),
        }
    }
}

impl From<Done> for Imported {
    fn from(done: Done) -> Imported {
        Imported { change: done.instance, number: done.number.unwrap_or_default() }
    }
}

/// The document had the revision that a manifest says it was copied from.
async fn known(tx: &mut Tx, item: &ImportedItem) -> Result<(), ServiceError> {
    let Some(Copied { label, hash }) = &item.base else { return Ok(()) };
    let revisions = tx.read().revisions(&item.document).await?;
    if revisions.iter().any(|row| row.label == *label && row.hash == *hash) {
        return Ok(());
    }
    let args = [("document", item.document.clone()), ("label", label.clone())];
    Err(ServiceError::refused("exchange-no-such-base", args))
}

impl From<super::exchange::Difference> for ImportedItem {
    fn from(difference: super::exchange::Difference) -> ImportedItem {
        ImportedItem {
            document: difference.document.to_string(),
            content: difference.bytes.map_or(Content::Obsolete, Content::Bytes),
            base: difference.base,
        }
    }
}
