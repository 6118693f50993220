//! The demo's clock: the machine's, moved on.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use guicheng_core::calendar::{Period, Rounding};
use guicheng_core::case::Timer;
use guicheng_core::ledger;
use guicheng_core::text::Bilingual;
use guicheng_core::value::Moment;

use super::{Caller, HistoryLine, Service, ServiceError};
use crate::edge::Clock;
use crate::store::Unit;
use crate::store::tables::case::InstanceRow;
use crate::store::tables::timer::ClockRow;

/// Runs ahead of another clock. While it is being moved it stands still at the moment that is being carried out.
#[derive(Debug)]
pub struct DemoClock<C = crate::edge::SystemClock> {
    base: C,
    ahead: AtomicI64,
    /// The moment at which it stands, or `i64::MIN`.
    fixed: AtomicI64,
    /// Held while it is being moved: one at a time.
    moving: tokio::sync::Mutex<()>,
}

impl<C: Clock> DemoClock<C> {
    /// A clock that runs `ahead` microseconds ahead.
    pub fn new(base: C, ahead: i64) -> Self {
        DemoClock {
            base,
            ahead: AtomicI64::new(ahead),
            fixed: AtomicI64::new(i64::MIN),
            moving: Default::default(),
        }
    }

    fn stand(&self, at: Moment) {
        self.fixed.store(at.0, Ordering::SeqCst);
    }

    fn run_from(&self, at: Moment) -> i64 {
        let ahead = at.0 - self.base.now().0;
        self.ahead.store(ahead, Ordering::SeqCst);
        self.fixed.store(i64::MIN, Ordering::SeqCst);
        ahead
    }
}

impl<C: Clock> Clock for DemoClock<C> {
    fn now(&self) -> Moment {
        match self.fixed.load(Ordering::SeqCst) {
            i64::MIN => Moment(self.base.now().0 + self.ahead.load(Ordering::SeqCst)),
            fixed => Moment(fixed),
        }
    }
}

/// How far the demo's clock is to be moved.
#[derive(Clone, Debug)]
pub enum Advance {
    /// So long.
    By(Period),
    /// To this moment.
    To(Moment),
    /// To the next thing that falls due.
    Next,
}

/// Something that happened while the clock was moved.
#[derive(Clone, Debug)]
pub struct Fired {
    /// When it fell due.
    pub at: Moment,
    /// The case.
    pub instance: String,
    /// Kind of timer.
    pub kind: String,
}

/// Something that will happen by itself.
#[derive(Clone, Debug)]
pub struct Upcoming {
    /// When.
    pub at: Moment,
    /// The case and its timer; none for a schedule.
    pub timer: Option<(InstanceRow, Timer)>,
    /// Its policy; for a schedule the one of which it starts a case.
    pub policy: String,
    /// Titles of the case's open tasks, by their numbers.
    pub titles: BTreeMap<u64, Bilingual>,
    /// Label of the calendar's revision that it was counted with.
    pub calendar_label: String,
}

impl Service {
    /// What falls due next, the earliest first: for the demo, where everybody sees all.
    pub async fn upcoming(&self, limit: i64) -> Result<Vec<Upcoming>, ServiceError> {
        if self.inner.demo.is_none() {
            return Err(ServiceError::forbidden("demo-only", []));
        }
        let mut upcoming = Vec::new();
        for row in self.inner.store.read().due_timers(Moment(i64::MAX), limit).await? {
            let case = self.inner.store.read().instance(&row.instance).await?;
            let snapshot = self.snapshot(&row.instance).await?;
            let timer = row.id.parse().ok().and_then(|id: u64| snapshot?.timers.get(&id).cloned());
            let mut titles = BTreeMap::new();
            for task in self.inner.store.read().open_tasks_of(&row.instance).await? {
                titles.insert(super::act::split(&task.id)?.1, super::bilingual(&task.title));
            }
            if let (Some(case), Some(timer)) = (case, timer) {
                let calendar_label = self.label_under(&case, "policies/calendar");
                let policy = case.policy.clone();
                upcoming.push(Upcoming {
                    at: row.due_at,
                    policy,
                    timer: Some((case, timer)),
                    titles,
                    calendar_label,
                });
            }
        }
        for row in self.inner.store.read().schedules().await? {
            let (titles, calendar_label) = (BTreeMap::new(), String::new());
            upcoming.push(Upcoming {
                at: row.next_at,
                policy: row.policy,
                timer: None,
                titles,
                calendar_label,
            });
        }
        upcoming.sort_by_key(|next| next.at);
        upcoming.truncate(limit.max(0) as usize);
        Ok(upcoming)
    }

    /// How many entries the ledger has: what comes later has this number or a greater one.
    pub async fn ledger_size(&self) -> Result<i64, ServiceError> {
        Ok(self.inner.store.read().head().await?.entries)
    }

    /// What happened by itself from an entry on, with its case; for the demo.
    pub async fn fired_since(
        &self,
        seq: i64,
        limit: i64,
    ) -> Result<Vec<(HistoryLine, Option<InstanceRow>)>, ServiceError> {
        if self.inner.demo.is_none() {
            return Err(ServiceError::forbidden("demo-only", []));
        }
        let mut fired = Vec::new();
        for row in self.inner.store.read().entries(seq.max(0), limit).await? {
            let by_itself =
                row.person.is_none() && ["start", "timer", "incident"].contains(&row.kind.as_str());
            let Some(instance) = row.instance.clone().filter(|_| by_itself) else { continue };
            let case = self.inner.store.read().instance(&instance).await?;
            fired.push((self.history_line(row, &instance).await?, case));
        }
        Ok(fired)
    }

    /// Moves the demo's clock on. All that falls due on the way happens in order, each at its own time.
    ///
    /// # Errors
    /// Outside the demo; for a time in the past; for more than [`crate::limits::DEMO_FIRINGS`] things on the way, when
    /// the clock stops at the last one.
    pub async fn advance(&self, caller: &Caller, how: Advance) -> Result<Vec<Fired>, ServiceError> {
        let Some(demo) = self.inner.demo.clone() else {
            return Err(ServiceError::forbidden("demo-only", []));
        };
        caller.may_change()?;
        let _moving = demo.moving.lock().await;
        let target = self.target(&how).await?;
        demo.stand(self.now());
        let result = self.fire_until(target, |at| demo.stand(at)).await;
        let reached = if result.is_ok() { target } else { self.now() };
        let ahead = demo.run_from(reached);
        self.keep_clock(caller, reached, ahead).await?;
        self.ring();
        result
    }

    async fn target(&self, how: &Advance) -> Result<Moment, ServiceError> {
        let now = self.now();
        let target = match how {
            Advance::To(moment) => *moment,
            Advance::By(period) => {
                let books = self.library()?;
                let due = books.calendar().due(now, *period, Rounding::Exact);
                due.map_err(|e| ServiceError::refused("no-due-date", [("detail", e.to_string())]))?.at
            }
            Advance::Next => match self.next_due().await? {
                Some(due) => due.max(now),
                None => return Err(ServiceError::refused("nothing-due", [])),
            },
        };
        if target < now {
            return Err(ServiceError::refused("clock-backwards", []));
        }
        Ok(target)
    }

    async fn keep_clock(&self, caller: &Caller, at: Moment, ahead: i64) -> Result<(), ServiceError> {
        let actor = ledger::Actor {
            person: Some(caller.person.clone()),
            post: None,
            authority: caller.authority(None),
        };
        let body = serde_json::json!({ "ahead": ahead });
        self.change("clock", at, actor, body, move |unit: &mut Unit, _| {
            unit.put(ClockRow { id: 1, moment: None, ahead: Some(ahead) });
        })
        .await
    }
}
