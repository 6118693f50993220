//! The store on both databases: what is committed together, what survives, who is answered when.

mod faults;
mod inbox;
mod nodes;
mod reads;
mod rows;
mod schema;
mod writer;

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

use guicheng::store::tables::case::{InstanceRow, InstanceStatus};
use guicheng::store::tables::count::QuotaRow;
use guicheng::store::{Outcome, Store, StoreError, Tx, Unit, Wants};
use guicheng_core::ledger::{Actor, Entry, Report, VERSION, verify};
use guicheng_core::value::Moment;

/// A moment that no test depends on.
pub const NOON: Moment = Moment(1_795_413_600_000_000);

/// Why a test's job refuses.
#[derive(Debug)]
pub enum Refusal {
    Full,
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::Store(error)
    }
}

/// An entry that tells of a case.
pub fn entry(kind: &str, instance: &str) -> Entry {
    Entry {
        v: VERSION,
        seq: 0,
        at: NOON,
        instance: Some(instance.to_owned()),
        kind: kind.to_owned(),
        actor: Actor { person: Some("p1".to_owned()), post: None, authority: "test".to_owned() },
        under: Default::default(),
        body: serde_json::json!({}),
        effects: None,
        snapshot: None,
        rows: Default::default(),
        prev: Entry::NO_PREVIOUS,
    }
}

pub fn case(id: &str) -> InstanceRow {
    InstanceRow {
        id: id.to_owned(),
        number: None,
        policy: "complaint".to_owned(),
        title: format!("Case {id}"),
        status: InstanceStatus::Active,
        started_by: Some("p1".to_owned()),
        started_at: NOON,
        ended_at: None,
        pins: "{}".to_owned(),
        pinned_at: Moment(0),
        drill: false,
        parent: None,
        call_no: None,
        call_id: None,
    }
}

/// A unit that starts a case.
pub fn start(tx: &Tx, id: &str) -> Unit {
    let mut unit = Unit::new(tx, entry("start", id));
    unit.put(case(id));
    unit
}

/// Starts a case and says its entry's number.
pub async fn add_case(store: &Store, id: &str) -> Result<i64, StoreError> {
    let id = id.to_owned();
    let job = async move |tx: &mut Tx| {
        let unit = start(tx, &id);
        let seq = unit.seq();
        Ok(unit.answer(seq))
    };
    store.write(Wants::none(), job).await
}

/// Hands over one unit that is filled by a function.
pub async fn put(store: &Store, fill: impl Fn(&mut Unit) + Send + 'static) {
    let job = async move |tx: &mut Tx| {
        let mut unit = Unit::new(tx, entry("test", "c0"));
        fill(&mut unit);
        Ok::<_, StoreError>(unit.answer(()))
    };
    store.write(Wants::none(), job).await.unwrap();
}

/// Takes one of `max` places of a quota.
pub async fn take(store: &Store, scope: &str, max: i64) -> Result<i64, Refusal> {
    let wants = Wants::none().row::<QuotaRow>(scope);
    let scope = scope.to_owned();
    let job = async move |tx: &mut Tx| {
        let used = tx.get::<QuotaRow>(scope.as_str()).await?.map_or(0, |quota| quota.used);
        if used >= max {
            return Err(Refusal::Full);
        }
        let mut unit = Unit::new(tx, entry("take", "c0"));
        unit.put(QuotaRow { scope: scope.clone(), used: used + 1 });
        Ok(unit.answer(used + 1))
    };
    store.write(wants, job).await
}

/// Verifies the whole ledger as an auditor would.
pub async fn audit(store: &Store) -> Report {
    let entries = store.read().entries(0, 100_000).await.unwrap();
    let report = verify(entries.iter().map(|entry| (entry.seq as u64, &entry.leaf, entry.hash)));
    assert_eq!(report.first_bad, None);
    assert_eq!(report.entries, entries.len() as u64);
    let head = store.read().head().await.unwrap();
    assert_eq!((head.entries as u64, head.hash), (report.entries, report.head));
    report
}

/// Ids of all cases.
pub async fn cases(store: &Store) -> Vec<String> {
    store.read().walk_cases("", 100_000).await.unwrap().into_iter().map(|case| case.id).collect()
}

/// A job that holds the writer until `release` is used: what is handed over meanwhile becomes one batch.
pub async fn hold(store: &Store) -> (tokio::sync::oneshot::Sender<()>, impl Future<Output = ()>) {
    let (running, has_begun) = tokio::sync::oneshot::channel();
    let (release, released) = tokio::sync::oneshot::channel::<()>();
    let (once, store) = (std::sync::Mutex::new(Some((running, released))), store.clone());
    let held = tokio::spawn(async move {
        let job = async move |_: &mut Tx| {
            let (running, released) = once.lock().unwrap().take().expect("held once");
            running.send(()).unwrap();
            released.await.unwrap();
            Ok::<_, StoreError>(Outcome::Same(()))
        };
        store.write(Wants::none(), job).await.unwrap();
    });
    has_begun.await.unwrap();
    (release, async { held.await.unwrap() })
}

/// Polls a future once: it has then handed its job over.
pub async fn poll_once<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}
