//! What becomes of the open tasks of who leaves: they go to a post, in the transaction that ends their rights.
//!
//! To a post of theirs that somebody else holds or acts in, else up the line of the organisation, at last to the
//! certification lead; a change's drafting goes to whoever may edit it. Deadlines and timers stay; whoever takes it over gets
//! the mail. What the person should read themselves is not passed on: nobody reads in another's place. Deliberately absent: a
//! case's own variables. A procedure that names the person again later makes an incident.

use std::collections::BTreeSet;

use guicheng_core::case::Command;
use guicheng_core::ledger;
use guicheng_core::value::Moment;

use super::act::split;
use super::carry::{Carry, load};
use super::{Inner, ServiceError};
use crate::limits;
use crate::store::tables::people::PersonRow;
use crate::store::tables::task::TaskRow;
use crate::store::{Tx, Unit};

/// The meaning under which somebody says that they have read something themselves.
const OWN_EYES: &str = "acknowledge";

/// Passes all open places of a person on. Their own rows must be in the unit already.
pub(super) async fn pass_on(
    inner: &Inner,
    tx: &mut Tx,
    unit: Unit,
    person: &str,
    by: &ledger::Actor,
    now: Moment,
) -> Result<Unit, ServiceError> {
    let cause = unit.seq();
    let mut unit = Some(unit);
    for slot in tx.read().open_slots_of(person).await? {
        let Some(task) = tx.get::<TaskRow>(slot.task.as_str()).await? else { continue };
        let (instance, number) = split(&task.id)?;
        let Ok(place) = slot.slot.parse::<usize>() else { continue };
        if slot.person.as_deref() != Some(person) || task.sign.as_deref() == Some(OWN_EYES) {
            continue;
        }
        let Some(post) = heir(inner, tx, &task.policy, person, now).await? else { continue };
        let loaded = load(tx, unit.as_ref(), &instance).await?;
        let library = match inner.library_with(&loaded.pins, &loaded.row.policy).await {
            Ok(library) => library,
            Err(ServiceError::NotFound(_)) => continue,
            Err(error) => return Err(error),
        };
        let (policy, pins) = (loaded.row.policy.clone(), loaded.pins.clone());
        let carry = Carry {
            inner,
            library: &library,
            policy: &policy,
            instance: &instance,
            pins,
            actor: by.clone(),
            now,
            signature: None,
        };
        let command = Command::PassOn { task: number, slot: place, post };
        match carry.out_with(tx, &mut unit, Some(loaded), &command, Some(cause)).await {
            // What cannot be passed on keeps nobody from leaving; it is told with what is left behind.
            Ok(_) | Err(ServiceError::Refused(_) | ServiceError::Script(_)) => {}
            Err(error) => return Err(error),
        }
    }
    unit.ok_or_else(|| ServiceError::Broken("no unit".into()))
}

/// The post that takes a task over; none where nobody is left to.
async fn heir(
    inner: &Inner,
    tx: &mut Tx,
    policy: &str,
    person: &str,
    now: Moment,
) -> Result<Option<String>, ServiceError> {
    let staffing = inner.staffing(tx).await?;
    let mut posts: Vec<String> = Vec::new();
    if policy == limits::CHANGE_POLICY {
        posts.push(limits::CHANGE_EDITOR_POST.to_owned());
    }
    let held = staffing.of(person, now);
    let own = || held.iter().filter(|held| !held.delegate);
    posts.extend(own().map(|held| held.post.clone()));
    if let Ok(books) = inner.books(tx).await {
        for held in own() {
            let mut above = books.organisation().post(&held.post).and_then(|post| post.reports_to.clone());
            let mut passed = BTreeSet::new();
            while let Some(post) = above.take().filter(|post| passed.insert(post.clone())) {
                above = books.organisation().post(&post).and_then(|post| post.reports_to.clone());
                posts.push(post);
            }
        }
    }
    posts.extend([limits::LEAD_POST, limits::RELEASE_POST].map(str::to_owned));
    for post in posts {
        for row in staffing.to(&post, now) {
            let other = tx.get::<PersonRow>(row.person.as_str()).await?;
            let here =
                other.is_some_and(|other| other.active_to.is_none_or(|to| to > now) && !other.reads_only);
            if row.person != person && here {
                return Ok(Some(post));
            }
        }
    }
    Ok(None)
}
