//! Somebody acts on a task.

use std::collections::BTreeMap;

use guicheng_core::case::{Command, Slot, SlotStatus, Snapshot, Task};
use guicheng_core::form::Input;
use guicheng_core::ledger;
use guicheng_core::policy::{Policy, TaskRule};
use guicheng_core::value::Moment;

use super::carry::{Carry, Done, load};
use super::fill::{Directory, Filled, From};
use super::repeat::{remember, repeated, request_of};
use super::signatures::{Signing, Signs, meaning_of};
use super::{Caller, Problem, Service, ServiceError, Via};
use crate::limits;
use crate::store::tables::case::{InstanceRow, SnapshotRow};
use crate::store::tables::mail::LinkRow;
use crate::store::tables::people::PersonRow;
use crate::store::tables::task::{TaskRow, TaskStatus};
use crate::store::{Outcome, Tx, Unit, Wants};

/// What somebody does with a task.
#[derive(Clone, Debug, Default)]
pub struct ActRequest {
    /// The choice's event.
    pub choice: String,
    /// What was filled in.
    pub input: BTreeMap<String, Input>,
    /// In words.
    pub opinion: Option<String>,
    /// In which of several posts; needed only by somebody who holds more than one that signs.
    pub post: Option<String>,
    /// Makes the request repeatable.
    pub key: Option<String>,
    /// The signer's proof, where the task asks for a signature.
    pub signing: Option<Signing>,
    /// Changes of a document that were ticked as read, by [`super::place_key`]; none: nothing is said about single
    /// ones, as on the command line.
    pub read: Option<Vec<String>>,
}

impl Service {
    /// Acts on a task.
    ///
    /// # Errors
    /// When the task is not the caller's; when somebody else was faster (told who and when); when fields are wrong; when
    /// the policy refuses. Nothing has changed then.
    pub async fn act(&self, caller: &Caller, task: &str, request: ActRequest) -> Result<Done, ServiceError> {
        if let Via::Link { task: bound, .. } = &caller.via
            && bound != task
        {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        caller.may_change()?;
        check_lengths(&request)?;
        let (instance, number) = split(task)?;
        let hash = request_of(
            &serde_json::json!(["act", task, request.choice, request.opinion, request.post, request.read]),
            &request.input,
        )?;
        let wants = Wants::none()
            .row::<InstanceRow>(instance.as_str())
            .row::<SnapshotRow>(instance.as_str())
            .row::<PersonRow>(caller.person.as_str());
        let weighed = self.weigh_signing(caller, task, &request).await?;
        if weighed.is_some() {
            self.freshen(caller, &instance).await?;
        }
        let (inner, caller, task_id) = (self.inner.clone(), caller.clone(), task.to_owned());
        let done = self
            .inner
            .store
            .write(wants, async move |tx| {
                if let Some(done) = repeated(tx, &caller.person, request.key.as_deref(), hash).await? {
                    return Ok(Outcome::Same(done));
                }
                let now = inner.clock.now();
                inner.judge(tx, &caller, now).await?;
                let loaded = load(tx, None, &instance).await.map_err(|error| match error {
                    ServiceError::NotFound(_) => ServiceError::not_found("no-such-task"),
                    other => other,
                })?;
                let library = inner.library_with(&loaded.pins, &loaded.row.policy).await?;
                let policy = library
                    .policy(&loaded.row.policy)
                    .ok_or_else(|| ServiceError::not_found("no-such-policy"))?;
                let Some(open) = loaded.snapshot.tasks.get(&number) else {
                    return Err(closed(tx, &caller, &task_id).await?);
                };
                let (slot, post) = slot_for(&inner, tx, &caller, open, request.post.as_deref(), now).await?;
                if let Some(act) = open.slots.get(slot).and_then(|slot| slot.act.as_ref()) {
                    return Err(conflict(tx, "already-acted", Some(&act.person), Some(act.at)).await?);
                }
                let taken = (loaded.row.policy.as_str(), open.opened_at, sign_of(policy, open));
                super::hold::judge(&inner, tx, taken, &caller.person, now).await?;
                let filled = fill(tx, &library, policy, &loaded.snapshot, open, &request, now).await?;
                let actor = ledger::Actor {
                    person: Some(caller.person.clone()),
                    authority: caller.authority(post.as_deref()),
                    post,
                };
                let signs = Signs {
                    caller: &caller,
                    actor: &actor,
                    task_id: &task_id,
                    meaning: meaning(policy, open, &request.choice),
                    loaded: &loaded,
                    request: &request,
                    fields: &filled.fields,
                    now,
                };
                if signs.meaning.is_some_and(|meaning| meaning != super::signatures::OTHERWISE) {
                    super::changes::check_evidence(&inner, tx, &instance).await?;
                }
                if let Some(meaning) = signs.meaning {
                    super::changes::check_own_work(tx, &instance, meaning, &caller.person).await?;
                }
                let (signature, spent) = signs.sign(tx, weighed.as_ref()).await?;
                let read = super::readers::acknowledge(
                    tx,
                    &instance,
                    signature.as_ref(),
                    request.read.as_deref(),
                    now,
                )
                .await?;
                let command = Command::Act {
                    task: number,
                    slot,
                    choice: request.choice.clone(),
                    fields: filled.fields,
                    opinion: request.opinion.clone().filter(|text| !text.trim().is_empty()),
                };
                let pins = loaded.pins.clone();
                let policy = loaded.row.policy.clone();
                let carry = Carry {
                    inner: &inner,
                    library: &library,
                    policy: &policy,
                    instance: &instance,
                    pins,
                    actor,
                    now,
                    signature,
                };
                let (mut unit, done) = carry.out(tx, Some(loaded), &command).await?;
                spent.into_iter().for_each(|row| unit.put(row));
                read.into_iter().for_each(|row| unit.put(row));
                super::personal::keep(&mut unit, &instance, filled.personal);
                remember(&mut unit, &caller.person, request.key.as_deref(), hash, &done, now)?;
                mark_link(tx, &mut unit, &caller, now).await?;
                Ok(unit.answer(done))
            })
            .await?;
        self.take_released().await?;
        self.ring();
        Ok(done)
    }
}

/// Task ids are `<instance>-<number>`.
pub(super) fn split(task: &str) -> Result<(String, u64), ServiceError> {
    let parts = task.rsplit_once('-').and_then(|(instance, number)| Some((instance, number.parse().ok()?)));
    let (instance, number) = parts.ok_or_else(|| ServiceError::not_found("no-such-task"))?;
    Ok((instance.to_owned(), number))
}

fn check_lengths(request: &ActRequest) -> Result<(), ServiceError> {
    let length = request.opinion.as_deref().map_or(0, |text| text.chars().count());
    if length > limits::OPINION_CHARS {
        let args = [("limit", limits::OPINION_CHARS.to_string()), ("length", length.to_string())];
        return Err(ServiceError::refused("opinion-too-long", args));
    }
    Ok(())
}

/// The signer's place that this caller may take, and the post in whose name. Rights are judged anew inside the
/// transaction: an appointment that ended a moment ago gives none.
async fn slot_for(
    inner: &super::Inner,
    tx: &mut Tx,
    caller: &Caller,
    task: &Task,
    wanted: Option<&str>,
    now: Moment,
) -> Result<(usize, Option<String>), ServiceError> {
    let held = inner.staffing(tx).await?.of(&caller.person, now);
    let mine = |slot: &Slot| match (&slot.post, &slot.person) {
        (Some(post), _) => wanted.is_none_or(|w| w == post) && held.iter().any(|h| h.post == *post),
        (None, Some(person)) => *person == caller.person,
        (None, None) => false,
    };
    // Own posts before those held for somebody else; open places before those that are done.
    let own = |slot: &Slot| {
        slot.post.as_ref().is_none_or(|post| held.iter().any(|h| h.post == *post && !h.delegate))
    };
    let places = || task.slots.iter().enumerate().filter(|(_, slot)| mine(slot));
    let open = places()
        .filter(|(_, slot)| slot.status == SlotStatus::Open)
        .min_by_key(|(_, slot)| !own(slot))
        .or_else(|| places().next());
    match open {
        Some((index, slot)) => Ok((index, slot.post.clone())),
        None => {
            let holders: Vec<String> =
                task.slots.iter().filter_map(|s| s.post.clone().or_else(|| s.person.clone())).collect();
            Err(ServiceError::forbidden("not-yours", [("posts", holders.join(", "))]))
        }
    }
}

async fn fill(
    tx: &mut Tx,
    library: &super::documents::Books,
    policy: &Policy,
    snapshot: &Snapshot,
    task: &Task,
    request: &ActRequest,
    now: Moment,
) -> Result<Filled, ServiceError> {
    let section = super::fill::section_of(policy, task, &request.choice)?;
    match section {
        Some(section) => {
            let record = super::fill::record_of(snapshot, &task.machine);
            let directory = Directory::load(&mut From::Tx(tx), library, policy, &section, now).await?;
            directory.check(library, policy, &section, &record, &request.input, now)
        }
        None if request.input.is_empty() => Ok(Filled::default()),
        None => {
            let name = request.input.keys().next().cloned().unwrap_or_default();
            Err(ServiceError::Fields(vec![guicheng_core::form::FieldProblem {
                field: name,
                code: "unknown",
                args: vec![],
            }]))
        }
    }
}

/// What the choice's signature means, if the task asks for one.
fn meaning<'p>(policy: &'p Policy, task: &Task, choice: &str) -> Option<&'p str> {
    let rule = rule_of(policy, task)?;
    let first = rule.choices.first().is_some_and(|first| first == choice);
    rule.sign.as_deref().map(|sign| meaning_of(sign, first))
}

/// What the task's signature means, whatever is chosen.
fn sign_of<'p>(policy: &'p Policy, task: &Task) -> Option<&'p str> {
    rule_of(policy, task)?.sign.as_deref()
}

fn rule_of<'p>(policy: &'p Policy, task: &Task) -> Option<&'p TaskRule> {
    let (chart, state) = policy.find_state(&task.state)?;
    policy.charts[chart].work[state].task.as_ref()
}

/// The task is not open any more: who closed it and when, for those who may know.
async fn closed(tx: &mut Tx, caller: &Caller, task: &str) -> Result<ServiceError, ServiceError> {
    let Some(row) = tx.get::<TaskRow>(task).await? else {
        return Ok(ServiceError::not_found("no-such-task"));
    };
    let slots = tx.read().slots_of(&[task.to_owned()]).await?;
    let involved = slots.iter().any(|slot| {
        slot.post.as_deref().is_some_and(|post| caller.holds(post))
            || slot.person.as_deref() == Some(&caller.person)
            || slot.acted_by.as_deref() == Some(&caller.person)
    });
    if !involved {
        return Ok(ServiceError::forbidden("not-yours", [("posts", String::new())]));
    }
    let code = if row.status == TaskStatus::Done { "task-done" } else { "task-cancelled" };
    conflict(tx, code, row.done_by.as_deref(), row.done_at).await
}

/// Somebody was faster: told by their name, with the moment.
async fn conflict(
    tx: &mut Tx,
    code: &'static str,
    person: Option<&str>,
    at: Option<Moment>,
) -> Result<ServiceError, ServiceError> {
    let person = match person {
        Some(person) => tx.get::<PersonRow>(person).await?.map_or(person.to_owned(), |row| row.name.clone()),
        None => String::new(),
    };
    let at = at.map_or_else(String::new, |at| at.0.to_string());
    Ok(ServiceError::Conflict(Problem::new(code, [("person", person), ("at", at)])))
}

async fn mark_link(tx: &mut Tx, unit: &mut Unit, caller: &Caller, now: Moment) -> Result<(), ServiceError> {
    if let Via::Link { hash, .. } = &caller.via
        && let Some(link) = tx.get::<LinkRow>(hash).await?
    {
        unit.put(LinkRow { used_at: Some(now), ..(*link).clone() });
    }
    Ok(())
}
