//! A case begins.

use std::collections::BTreeMap;

use guicheng_core::case::Command;
use guicheng_core::form::Input;
use guicheng_core::ledger;
use guicheng_core::policy::{Policy, Start};
use guicheng_core::text::Lang;
use guicheng_core::value::{Map, Moment};

use super::carry::{Carry, Done};
use super::fill::{Directory, Filled, From};
use super::repeat::{remember, repeated, request_of};
use super::{Caller, Inner, Problem, Service, ServiceError, Via};
use crate::edge::new_id;
use crate::store::{Outcome, Tx, Unit, Wants};

/// What starting a case of a policy asks.
pub struct StartView {
    /// Posts that may start it; empty: everybody.
    pub posts: Vec<String>,
    /// In which post the caller would; `Some(None)` as themselves; `None`: they may not.
    pub caller: Option<Option<String>>,
    /// JSON Schema of the fields; `None` when nothing is asked.
    pub schema: Option<serde_json::Value>,
}

impl Service {
    /// What starting a case asks: of the caller if they may start it, else of the first who may.
    pub async fn start_view(
        &self,
        caller: &Caller,
        policy: &str,
        lang: Lang,
    ) -> Result<StartView, ServiceError> {
        let library = self.library()?;
        let found = library.policy(policy).ok_or_else(|| ServiceError::not_found("no-such-policy"))?;
        let (start, post) = match starting(caller, found) {
            Ok((start, post)) => (Some(start), Some(post)),
            Err(ServiceError::Forbidden(_)) => (found.starts.first(), None),
            Err(error) => return Err(error),
        };
        let schema = match start.and_then(|start| start.ask.as_deref()) {
            Some(section) => {
                let directory = Directory::load(
                    &mut From::Store(&self.inner.store),
                    &library,
                    found,
                    section,
                    self.now(),
                )
                .await?;
                Some(directory.schema(&library, found, section, &Map::new(), self.now(), lang)?)
            }
            None => None,
        };
        let anyone = found.starts.iter().any(|start| start.posts.is_empty());
        let mut posts: Vec<String> =
            found.starts.iter().flat_map(|start| start.posts.iter().cloned()).collect();
        posts.sort();
        posts.dedup();
        Ok(StartView { posts: if anyone { Vec::new() } else { posts }, caller: post, schema })
    }

    /// Starts a case of a policy with what was filled in.
    ///
    /// `key` makes the request repeatable: the same key and request again gives the same answer and no second case.
    ///
    /// # Errors
    /// When the caller's posts may not start it; when fields are wrong; when the policy refuses.
    pub async fn start(
        &self,
        caller: &Caller,
        policy: &str,
        input: BTreeMap<String, Input>,
        key: Option<String>,
    ) -> Result<Done, ServiceError> {
        caller.may_change()?;
        let request = request_of(&serde_json::json!(["start", policy]), &input)?;
        let (inner, caller, id) = (self.inner.clone(), caller.clone(), policy.to_owned());
        let done = self
            .inner
            .store
            .write(Wants::none(), async move |tx| {
                if let Some(done) = repeated(tx, &caller.person, key.as_deref(), request).await? {
                    return Ok(Outcome::Same(done));
                }
                let now = inner.clock.now();
                inner.judge(tx, &caller, now).await?;
                let (mut unit, done) = start_in(&inner, tx, &caller, &id, &input, now).await?;
                remember(&mut unit, &caller.person, key.as_deref(), request, &done, now)?;
                Ok::<_, ServiceError>(unit.answer(done))
            })
            .await?;
        self.ring();
        Ok(done)
    }
}

/// Starts a case as part of a transaction that goes on.
///
/// # Errors
/// As [`Service::start`].
pub(super) async fn start_in(
    inner: &Inner,
    tx: &mut Tx,
    caller: &Caller,
    policy: &str,
    input: &BTreeMap<String, Input>,
    now: Moment,
) -> Result<(Unit, Done), ServiceError> {
    let instance = new_id(now).simple().to_string();
    // What is in force as this transaction commits: a release may have been made a moment ago.
    let library = inner.books(tx).await?;
    let found = library.policy(policy).ok_or_else(|| ServiceError::not_found("no-such-policy"))?;
    let (start, post) = starting(caller, found)?;
    let actor = ledger::Actor {
        person: Some(caller.person.clone()),
        authority: caller.authority(post.as_deref()),
        post,
    };
    let filled = match &start.ask {
        Some(section) => {
            let directory = Directory::load(&mut From::Tx(tx), &library, found, section, now).await?;
            directory.check(&library, found, section, &Map::new(), input, now)?
        }
        None if input.is_empty() => Filled::default(),
        None => return Err(ServiceError::refused("nothing-asked", [])),
    };
    let carry = Carry {
        inner,
        library: &library,
        policy,
        instance: &instance,
        pins: library.pins(policy),
        actor,
        now,
        signature: None,
    };
    let (mut unit, done) = carry.out(tx, None, &Command::start(filled.fields)).await?;
    super::personal::keep(&mut unit, &instance, filled.personal);
    Ok((unit, done))
}

/// The start that this caller may use, and the post in whose name.
fn starting<'p>(caller: &Caller, policy: &'p Policy) -> Result<(&'p Start, Option<String>), ServiceError> {
    if matches!(caller.via, Via::Link { .. }) {
        return Err(ServiceError::forbidden("link-one-task", []));
    }
    for start in &policy.starts {
        if start.posts.is_empty() {
            return Ok((start, caller.posts.first().map(|held| held.post.clone())));
        }
        let own = |delegate: bool| {
            caller.posts.iter().find(|held| held.delegate == delegate && start.posts.contains(&held.post))
        };
        if let Some(held) = own(false).or_else(|| own(true)) {
            return Ok((start, Some(held.post.clone())));
        }
    }
    let posts: Vec<String> = policy.starts.iter().flat_map(|start| start.posts.iter().cloned()).collect();
    Err(ServiceError::Forbidden(Problem::new("may-not-start", [("posts", posts.join(", "))])))
}
