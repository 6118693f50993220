//! Signatures: who signs a task proves themselves again, and what exactly they signed is kept so that it can be checked.
//!
//! A *statement* (canonical JSON, version 1) says who signed what, with which meaning, on which state of the case; its
//! hash stands in the ledger entry of the same step, the statement itself in table `signature`, outside of the leaf,
//! because it holds the signer's name. A random salt in it keeps the name from being guessed from the hash.
//! Deliberately absent: keys and certificates of people. What binds a signature to its person is the proof at that
//! moment, what binds it to its time and order is the ledger.

use std::collections::BTreeMap;

use guicheng_core::ledger;
use guicheng_core::value::{Hash, Map, Moment};
use serde::{Deserialize, Serialize};

use super::act::ActRequest;
use super::carry::{Loaded, to_text};
use super::credentials::{Door, Weighed};
use super::{Caller, Problem, Service, ServiceError, TaskView, changes};
use crate::edge::{new_id, random_bytes};
use crate::store::tables::access::CredentialRow;
use crate::store::tables::change::{ChangeRow, SignatureRow};
use crate::store::tables::people::PersonRow;
use crate::store::tables::task::{TaskRow, TaskStatus};
use crate::store::{Tx, Unit};

/// How statements are written; part of each.
pub const VERSION: u32 = 1;

/// The meaning of a signature under a choice that does not agree: it approves nothing.
pub const OTHERWISE: &str = "otherwise";

/// What a signer gives besides what everybody gives who acts.
#[derive(Clone, Default)]
pub struct Signing {
    /// Their password.
    pub password: String,
    /// The authenticator's code; empty without one.
    pub code: String,
    /// What they had before them, as [`Service::seen_of`] said it. Needed for a change.
    pub seen: Option<String>,
}

impl std::fmt::Debug for Signing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signing").field("seen", &self.seen).finish_non_exhaustive()
    }
}

/// What exactly was signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// [`VERSION`].
    pub v: u32,
    /// `prepare`, `review`, `countersign`, `approve`, `receive`, `acknowledge`, or [`OTHERWISE`].
    pub meaning: String,
    /// Person id.
    pub person: String,
    /// Their name at that moment.
    pub name: String,
    /// In whose post.
    pub post: Option<String>,
    /// By what right and through which door, as in the entry.
    pub authority: String,
    /// `password`, `password+code`.
    pub factors: String,
    /// When.
    pub at: Moment,
    /// The case.
    pub instance: String,
    /// Its number.
    pub number: Option<String>,
    /// Its policy: document id and the hash of the revision that it runs on.
    pub policy: BTreeMap<String, Hash>,
    /// The task.
    pub task: String,
    /// What they chose.
    pub choice: String,
    /// Hash of the case's snapshot before the step: the record that they had before them.
    pub on: Hash,
    /// The fields they sent; personal ones as commitments.
    pub fields: Map,
    /// Hash of their opinion.
    pub opinion: Option<Hash>,
    /// For a change: its version, which rises with every edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// For a change: hash of the whole bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<Hash>,
    /// For a change: hash of the evidence that was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Hash>,
    /// Random, so that nobody guesses the name from the hash.
    pub salt: String,
}

/// A change as its signer has it before them.
struct Bundled {
    row: ChangeRow,
    bundle: Hash,
}

impl Bundled {
    /// What its page sends back: differs as soon as anything has changed that a signature covers.
    fn seen(&self) -> String {
        changes::Shown::of(&self.row, self.bundle).token()
    }
}

/// What a choice's signature means: the task's meaning, unless the choice is one that does not agree. With
/// `decide: all` and its like the first choice is the agreeing one; so it is here.
pub fn meaning_of(sign: &str, first: bool) -> &str {
    match sign {
        "review" | "countersign" | "approve" if !first => OTHERWISE,
        meaning => meaning,
    }
}

impl Service {
    /// Judges the proof of somebody who acts on a task that asks for a signature: outside of the transaction, for
    /// hashing takes long. None where nothing is to be signed, nothing was given, or the act is a repetition.
    pub(super) async fn weigh_signing(
        &self,
        caller: &Caller,
        task: &str,
        request: &ActRequest,
    ) -> Result<Option<Weighed>, ServiceError> {
        let Some(signing) = &request.signing else { return Ok(None) };
        let row = self.inner.store.read().task(task).await?;
        if row.is_none_or(|row| row.sign.is_none() || row.status != TaskStatus::Open) {
            return Ok(None);
        }
        if let Some(key) = &request.key
            && self.inner.store.read().answer(&caller.person, key).await?.is_some()
        {
            return Ok(None);
        }
        self.weigh_proof(caller, signing).await.map(Some)
    }

    /// Weighs what somebody signs with.
    ///
    /// # Errors
    /// `no-password`, `signing-needed`, `signing-wrong`, `code-required`, `code-wrong`, `sign-in-locked`.
    pub(super) async fn weigh_proof(
        &self,
        caller: &Caller,
        signing: &Signing,
    ) -> Result<Weighed, ServiceError> {
        if !self.means_of(&caller.person).await?.password {
            return Err(ServiceError::refused("no-password", []));
        }
        if signing.password.is_empty() {
            return Err(ServiceError::refused("signing-needed", []));
        }
        self.weigh(Door::Sign, &caller.person, &signing.password, Some(&signing.code)).await
    }

    /// Hashes of bundle and evidence that a signature on this task would cover, where the case is a change.
    pub async fn covers(&self, view: &TaskView) -> Result<Option<(Hash, Option<Hash>)>, ServiceError> {
        let read = || self.inner.store.read();
        let Some(row) = read().change(&view.case.id).await? else { return Ok(None) };
        let items = read().change_items(&row.id).await?;
        Ok(Some((changes::hash_of(&row, &items)?, row.evidence)))
    }

    /// What somebody has before them who is to sign a task: their form sends it back. For a change it names version,
    /// bundle, evidence and status, else the task's assignment.
    pub async fn seen_of(&self, view: &TaskView) -> Result<Option<String>, ServiceError> {
        if view.row.sign.is_none() {
            return Ok(None);
        }
        let read = || self.inner.store.read();
        match read().change(&view.case.id).await? {
            Some(row) => {
                let items = read().change_items(&row.id).await?;
                let bundle = changes::hash_of(&row, &items)?;
                Ok(Some(Bundled { row, bundle }.seen()))
            }
            None => Ok(Some(view.row.assignment.to_string())),
        }
    }
}

/// All that a signature is about, inside the transaction.
pub(super) struct Signs<'a> {
    pub(super) caller: &'a Caller,
    pub(super) actor: &'a ledger::Actor,
    pub(super) task_id: &'a str,
    /// None where the task asks for no signature.
    pub(super) meaning: Option<&'a str>,
    pub(super) loaded: &'a Loaded,
    pub(super) request: &'a ActRequest,
    pub(super) fields: &'a Map,
    pub(super) now: Moment,
}

impl Signs<'_> {
    /// The signature's row, but for the entry's number, which is not known yet; and the credential's row with its code
    /// spent, if there was one. Neither where nothing is to be signed.
    ///
    /// # Errors
    /// `signing-needed` without a proof; `seen-old`, `change-seen-old` when the signer had another state before them; when the proof does
    /// not hold any more.
    pub(super) async fn sign(
        &self,
        tx: &mut Tx,
        weighed: Option<&Weighed>,
    ) -> Result<(Option<SignatureRow>, Option<CredentialRow>), ServiceError> {
        let Some(meaning) = self.meaning else { return Ok((None, None)) };
        let Some(weighed) = weighed else { return Err(ServiceError::refused("signing-needed", [])) };
        let change = self.change(tx).await?;
        self.judge_seen(tx, change.as_ref()).await?;
        let spent = weighed.redeem(tx, self.now).await?;
        let row = self.row(tx, weighed, meaning, change).await?;
        Ok((Some(row), spent))
    }

    async fn row(
        &self,
        tx: &mut Tx,
        weighed: &Weighed,
        meaning: &str,
        change: Option<Bundled>,
    ) -> Result<SignatureRow, ServiceError> {
        let person = tx.get::<PersonRow>(&self.caller.person).await?;
        let name = person.map_or_else(|| self.caller.name.clone(), |row| row.name.clone());
        let document = format!("policies/{}", self.loaded.row.policy);
        let pinned = self.loaded.pins.get(&document).copied();
        let statement = Statement {
            v: VERSION,
            meaning: meaning.to_owned(),
            person: self.caller.person.clone(),
            name,
            post: self.actor.post.clone(),
            authority: self.actor.authority.clone(),
            factors: weighed.proof.factors.to_owned(),
            at: self.now,
            instance: self.loaded.row.id.clone(),
            number: self.loaded.row.number.clone(),
            policy: pinned.map(|hash| (document, hash)).into_iter().collect(),
            task: self.task_id.to_owned(),
            choice: self.request.choice.clone(),
            on: self.loaded.hash,
            fields: self.fields.clone(),
            opinion: self.request.opinion.as_ref().map(|text| Hash::of(text.as_bytes())),
            version: change.as_ref().map(|change| change.row.version),
            bundle: change.as_ref().map(|change| change.bundle),
            evidence: change.as_ref().and_then(|change| change.row.evidence),
            salt: random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        row_of(&statement, self.now)
    }

    /// The change that the case is about, if it is one.
    async fn change(&self, tx: &mut Tx) -> Result<Option<Bundled>, ServiceError> {
        let Some(row) = tx.get::<ChangeRow>(self.loaded.row.id.as_str()).await? else { return Ok(None) };
        let bundle = changes::bundle_in(tx, None, &row.id).await?;
        Ok(Some(Bundled { row: (*row).clone(), bundle }))
    }

    async fn judge_seen(&self, tx: &mut Tx, change: Option<&Bundled>) -> Result<(), ServiceError> {
        let seen = self.request.signing.as_ref().and_then(|signing| signing.seen.as_deref());
        let seen = seen.filter(|seen| !seen.is_empty());
        let (code, now, needed) = match change {
            Some(change) => ("change-seen-old", change.seen(), true),
            None => {
                let row = tx.get::<TaskRow>(self.task_id).await?;
                ("seen-old", row.map_or(0, |row| row.assignment).to_string(), false)
            }
        };
        match seen {
            Some(seen) if seen == now => Ok(()),
            None if !needed => Ok(()),
            _ => Err(ServiceError::Conflict(Problem::new(code, []))),
        }
    }
}

/// The row of a statement.
fn row_of(statement: &Statement, now: Moment) -> Result<SignatureRow, ServiceError> {
    let text = to_text(statement)?;
    let said = statement.clone();
    Ok(SignatureRow {
        id: new_id(now).simple().to_string(),
        instance: Some(said.instance),
        task: Some(said.task),
        person: said.person,
        name: said.name,
        post: said.post,
        authority: said.authority,
        factors: said.factors,
        meaning: said.meaning,
        at: said.at,
        covers: Hash::of(text.as_bytes()),
        statement: text,
        entry: 0,
        voided_at: None,
        voided_by: None,
        void_reason: None,
    })
}

/// Voids signatures by the unit's present entry, which names them: they stay, and say why they count no more.
pub(super) fn void(unit: &mut Unit, rows: &[SignatureRow], reason: &str, now: Moment) {
    let by = unit.seq();
    for row in rows.iter().filter(|row| row.voided_at.is_none()) {
        unit.note("voided", row.id.as_str().into());
        unit.put(SignatureRow {
            voided_at: Some(now),
            voided_by: Some(by),
            void_reason: Some(reason.to_owned()),
            ..row.clone()
        });
    }
}
