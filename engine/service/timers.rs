//! What happens by itself: timers and schedules, each at its own time, in order.

use std::collections::BTreeMap;

use guicheng_core::calendar::Rounding;
use guicheng_core::case::Command;
use guicheng_core::ledger;
use guicheng_core::value::{Map, Moment};

use super::carry::{Carry, load, to_text};
use super::clock::Fired;
use super::{Service, ServiceError};
use crate::edge::new_id;
use crate::limits;
use crate::store::tables::case::{InstanceRow, SnapshotRow};
use crate::store::tables::incident::IncidentRow;
use crate::store::tables::timer::{ScheduleRow, TimerRow};
use crate::store::{Outcome, Unit, Wants};

/// Something due.
enum Due {
    Timer(TimerRow),
    Schedule(ScheduleRow),
}

impl Due {
    fn at(&self) -> Moment {
        match self {
            Due::Timer(row) => row.due_at,
            Due::Schedule(row) => row.next_at,
        }
    }
}

impl Service {
    /// When the next thing falls due by itself.
    pub async fn next_due(&self) -> Result<Option<Moment>, ServiceError> {
        let timer = self.inner.store.read().next_due().await?;
        let schedule = self.inner.store.read().next_schedule().await?;
        Ok(timer.into_iter().chain(schedule).min())
    }

    /// Carries out all that is due up to a moment, in order. `told` is called with the time of each before it happens.
    pub(super) async fn fire_until(
        &self,
        until: Moment,
        told: impl Fn(Moment),
    ) -> Result<Vec<Fired>, ServiceError> {
        let mut fired = Vec::new();
        while let Some(due) = self.first_due(until).await? {
            if fired.len() >= limits::DEMO_FIRINGS {
                let limit = limits::DEMO_FIRINGS.to_string();
                return Err(ServiceError::refused("too-many-firings", [("limit", limit)]));
            }
            let at = due.at().max(self.now());
            told(at);
            fired.push(self.fire(due, at).await?);
        }
        told(until);
        Ok(fired)
    }

    /// Carries out what is due now: what the clock's worker does.
    pub async fn fire_due(&self) -> Result<usize, ServiceError> {
        // Another node may have released documents; commands look for themselves, pages are brought up to date here.
        self.refresh_documents().await?;
        let mut count = 0;
        while count < limits::FIRINGS_AT_ONCE {
            let now = self.now();
            let Some(due) = self.first_due(now).await? else { break };
            self.fire(due, now).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn first_due(&self, until: Moment) -> Result<Option<Due>, ServiceError> {
        let timers = self.inner.store.read().due_timers(until, 1).await?;
        let schedules = self.inner.store.read().due_schedules(until, 1).await?;
        let timer = timers.into_iter().next().map(Due::Timer);
        let schedule = schedules.into_iter().next().map(Due::Schedule);
        Ok(timer.into_iter().chain(schedule).min_by_key(Due::at))
    }

    async fn fire(&self, due: Due, at: Moment) -> Result<Fired, ServiceError> {
        let fired = match due {
            Due::Timer(row) => self.fire_timer(row, at).await?,
            Due::Schedule(row) => self.fire_schedule(row, at).await?,
        };
        self.take_released().await?;
        self.ring();
        Ok(fired)
    }

    async fn fire_timer(&self, timer: TimerRow, at: Moment) -> Result<Fired, ServiceError> {
        let fired = Fired { at: timer.due_at, instance: timer.instance.clone(), kind: timer.kind.clone() };
        let wants = Wants::none()
            .row::<InstanceRow>(timer.instance.as_str())
            .row::<SnapshotRow>(timer.instance.as_str())
            .row::<TimerRow>((timer.instance.as_str(), timer.id.as_str()));
        let inner = self.inner.clone();
        self.inner
            .store
            .write(wants, async move |tx| {
                // Somebody may have acted, another node fired it, or a release moved it, between the look and this transaction.
                let key = (timer.instance.as_str(), timer.id.as_str());
                if tx.get::<TimerRow>(key).await?.is_none_or(|row| row.due_at > at) {
                    return Ok::<_, ServiceError>(Outcome::Same(()));
                }
                let loaded = load(tx, None, &timer.instance).await?;
                let number =
                    timer.id.parse().map_err(|_| ServiceError::Broken(format!("timer {}", timer.id)))?;
                let library = inner.library_with(&loaded.pins, &loaded.row.policy).await?;
                let pins = loaded.pins.clone();
                let actor = engine("timer");
                let policy = loaded.row.policy.clone();
                let carry = Carry {
                    inner: &inner,
                    library: &library,
                    policy: &policy,
                    instance: &timer.instance,
                    pins,
                    actor,
                    now: at,
                    signature: None,
                };
                match carry.out(tx, Some(loaded), &Command::Fire { timer: number }).await {
                    Ok((unit, _)) => Ok(unit.answer(())),
                    Err(ServiceError::Store(error)) => Err(error.into()),
                    Err(error) => {
                        // A failing guard on a timer is an incident that somebody is assigned; the case stays as it is.
                        let unit =
                            incident(Unit::new(tx, incident_entry(&timer, at, &error)), &timer, at, &error)?;
                        Ok(unit.answer(()))
                    }
                }
            })
            .await?;
        Ok(fired)
    }

    async fn fire_schedule(&self, row: ScheduleRow, at: Moment) -> Result<Fired, ServiceError> {
        let instance = new_id(at).simple().to_string();
        let fired = Fired { at: row.next_at, instance: instance.clone(), kind: "schedule".to_owned() };
        let inner = self.inner.clone();
        self.inner
            .store
            .write(Wants::none(), async move |tx| {
                let current = tx.get::<ScheduleRow>(row.id.as_str()).await?;
                if current.is_none_or(|current| current.next_at != row.next_at) {
                    return Ok::<_, ServiceError>(Outcome::Same(()));
                }
                let library = inner.books(tx).await?;
                let found = library.policy(&row.policy).and_then(|policy| {
                    policy.schedules.iter().find(|schedule| row.id == schedule_id(&policy.id, &schedule.id))
                });
                let Some(schedule) = found else {
                    let entry = plain_entry(
                        "schedule",
                        at,
                        engine("schedule"),
                        serde_json::json!({ "ended": row.id }),
                    );
                    let mut unit = Unit::new(tx, entry);
                    unit.delete::<ScheduleRow>(row.id.as_str());
                    return Ok(unit.answer(()));
                };
                let pins = library.pins(&row.policy);
                let actor = engine("schedule");
                let carry = Carry {
                    inner: &inner,
                    library: &library,
                    policy: &row.policy,
                    instance: &instance,
                    pins,
                    actor,
                    now: at,
                    signature: None,
                };
                let fields: Map = schedule.fields.clone();
                let (mut unit, _) = carry.out(tx, None, &Command::start(fields)).await?;
                let next = library.calendar().due(row.next_at, schedule.every, Rounding::Exact);
                let next_at = next.map_err(|e| ServiceError::Broken(e.to_string()))?.at;
                unit.put(ScheduleRow { next_at, ..row.clone() });
                Ok(unit.answer(()))
            })
            .await?;
        Ok(fired)
    }
}

pub(super) fn schedule_id(policy: &str, schedule: &str) -> String {
    format!("{policy}/{schedule}")
}

/// The engine itself as actor.
pub(super) fn engine(authority: &str) -> ledger::Actor {
    ledger::Actor { person: None, post: None, authority: authority.to_owned() }
}

/// An entry that is not about a case.
pub(crate) fn plain_entry(
    kind: &str,
    at: Moment,
    actor: ledger::Actor,
    body: serde_json::Value,
) -> ledger::Entry {
    ledger::Entry {
        v: ledger::VERSION,
        seq: 0,
        at,
        instance: None,
        kind: kind.to_owned(),
        actor,
        under: BTreeMap::new(),
        body,
        effects: None,
        snapshot: None,
        rows: BTreeMap::new(),
        prev: ledger::Entry::NO_PREVIOUS,
    }
}

fn incident_entry(timer: &TimerRow, at: Moment, error: &ServiceError) -> ledger::Entry {
    let body = serde_json::json!({ "timer": timer.id, "timer_kind": timer.kind, "why": error.to_string() });
    ledger::Entry {
        instance: Some(timer.instance.clone()),
        ..plain_entry("incident", at, engine("timer"), body)
    }
}

fn incident(
    mut unit: Unit,
    timer: &TimerRow,
    at: Moment,
    error: &ServiceError,
) -> Result<Unit, ServiceError> {
    unit.delete::<TimerRow>((timer.instance.as_str(), timer.id.as_str()));
    unit.put(IncidentRow {
        id: new_id(at).simple().to_string(),
        instance: Some(timer.instance.clone()),
        kind: "timer".to_owned(),
        at,
        code: "timer-failed".to_owned(),
        args: to_text(&serde_json::json!({ "why": error.to_string() }))?,
        assigned_post: Some(limits::INCIDENT_POST.to_owned()),
        resolved_at: None,
        resolved_by: None,
    });
    Ok(unit)
}
