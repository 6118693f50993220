//! The mail worker against a relay of our own: what goes out, what is tried again, what is given up, and that a mail is
//! neither lost nor sent twice by anything but a death in the one window that SMTP leaves open.

mod delivery;
mod faults;
mod relay;
mod secure;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use guicheng::edge::Clock;
use guicheng::mail::{Failure, Incidents, LINK_PLACEHOLDER, Links, Relay, Sender, Worker, given_up};
use guicheng::store::tables::incident::IncidentRow;
use guicheng::store::tables::mail::{MailStatus, OutboxRow};
use guicheng::store::{Chores, Outcome, Page, Store, StoreError, Unit, Wants};
use guicheng_core::ledger::{Actor, Entry, VERSION};
use guicheng_core::value::Moment;
use tokio::sync::Notify;

/// When every test begins.
pub const NOON: Moment = Moment(1_795_413_600_000_000);

/// A clock that moves when told.
pub struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

impl Hands {
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

/// The service, as far as the worker knows it.
pub struct House {
    store: Store,
    clock: Arc<Hands>,
}

impl Links for House {
    async fn link(&self, mail: &OutboxRow) -> Result<String, StoreError> {
        Ok(format!("https://example.com/l/{}", mail.id))
    }
}

impl Incidents for House {
    async fn mail_failed(&self, failure: Failure) -> Result<(), StoreError> {
        let now = self.clock.now();
        let job = async move |tx: &mut guicheng::store::Tx| -> Result<Outcome<()>, StoreError> {
            let row = tx.get::<OutboxRow>(&failure.mail).await?;
            let Some(row) = row.and_then(|row| given_up(&row, &failure, now)) else {
                return Ok(Outcome::Same(()));
            };
            let mut unit = Unit::new(tx, entry(now));
            unit.put(IncidentRow {
                // The number makes a second incident about the same mail visible.
                id: format!("{} {}", row.id, unit.seq()),
                instance: row.instance.clone(),
                kind: "mail".to_owned(),
                at: now,
                code: failure.reason.code().to_owned(),
                args: serde_json::json!(failure.reason.args()).to_string(),
                assigned_post: None,
                resolved_at: None,
                resolved_by: None,
            });
            unit.put(row);
            Ok(unit.answer(()))
        };
        self.store.write(Wants::none(), job).await
    }
}

fn entry(at: Moment) -> Entry {
    Entry {
        v: VERSION,
        seq: 0,
        at,
        instance: None,
        kind: "incident".to_owned(),
        actor: Actor { person: None, post: None, authority: "mail".to_owned() },
        under: Default::default(),
        body: serde_json::json!({}),
        effects: None,
        snapshot: None,
        rows: Default::default(),
        prev: Entry::NO_PREVIOUS,
    }
}

/// A worker with all it needs.
pub struct Scene {
    pub store: Store,
    pub clock: Arc<Hands>,
    pub worker: Arc<Worker<House>>,
}

impl Scene {
    pub fn new(store: Store, url: &str) -> Scene {
        Scene::at(store, url, Arc::new(Hands(AtomicI64::new(NOON.0))))
    }

    /// With a clock that another one has too.
    pub fn at(store: Store, url: &str, clock: Arc<Hands>) -> Scene {
        let worker = Worker {
            store: store.clone(),
            clock: clock.clone(),
            relay: Relay::new(url.parse().unwrap()).unwrap(),
            sender: Sender::default(),
            service: Arc::new(House { store: store.clone(), clock: clock.clone() }),
            wake: Arc::new(Notify::new()),
            alone: true,
        };
        Scene { store, clock, worker: Arc::new(worker) }
    }

    /// Puts mails into the outbox.
    pub async fn put(&self, rows: Vec<OutboxRow>) {
        let job = async move |_: &mut guicheng::store::Tx| -> Result<Outcome<()>, StoreError> {
            let mut chores = Chores::new();
            rows.iter().for_each(|row| chores.put(row.clone()));
            Ok(chores.answer(()))
        };
        self.store.write(Wants::none(), job).await.unwrap();
    }

    pub async fn pass(&self) -> usize {
        self.worker.pass().await.unwrap()
    }

    pub async fn row(&self, id: &str) -> OutboxRow {
        self.store.read().mail(id).await.unwrap().unwrap()
    }

    pub async fn incidents(&self) -> Vec<(String, String)> {
        let rows = self.store.read().incidents(true, Page::FIRST).await.unwrap();
        rows.into_iter().map(|row| (row.code, row.args)).collect()
    }
}

/// A mail that waits.
pub fn mail(id: &str, to: &str) -> OutboxRow {
    OutboxRow {
        id: id.to_owned(),
        message_id: Sender::default().message_id(id),
        cause_seq: 0,
        instance: Some("i1".to_owned()),
        task: None,
        recipient_person: None,
        recipient_address: to.to_owned(),
        kind: "task".to_owned(),
        lang: "zh-CN".to_owned(),
        subject: "回访顾客 · 202611001".to_owned(),
        plain: format!("请办理：\n{LINK_PLACEHOLDER}\n.\n..两个点\n"),
        html: format!("<p><a href=\"{LINK_PLACEHOLDER}\">打开任务</a>"),
        headers: String::new(),
        created_at: NOON,
        status: MailStatus::Waiting,
        attempts: 0,
        next_at: NOON,
        last_error: None,
        sent_at: None,
    }
}
