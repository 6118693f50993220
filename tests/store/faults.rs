//! When the database refuses or the connection breaks: nothing half, nobody told a falsehood.

use std::str::FromStr;

use guicheng::store::tables::count::QuotaRow;
use guicheng::store::{DatabaseUrl, Outcome, StoreError, Tx, Wants};

use super::{InstanceRow, add_case, audit, case, cases, entry, hold, poll_once, put, start, take};
use crate::support::both::both;

/// Lets every commit fail in which an entry of the kind `poison` is written, at the commit itself.
const COMMIT_FAILS_SQLITE: &str = "
    CREATE TABLE target (id INTEGER PRIMARY KEY);
    CREATE TABLE broken (id INTEGER REFERENCES target (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER poison AFTER INSERT ON entry WHEN new.kind = 'poison'
    BEGIN INSERT INTO broken VALUES (1); END;";
const COMMIT_FAILS_POSTGRES: &str = "
    CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'poison'; END $$;
    CREATE CONSTRAINT TRIGGER poison AFTER INSERT ON entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (new.kind = 'poison') EXECUTE FUNCTION poison();";

both! {
    async fn a_commit_that_fails_applies_nothing_and_costs_only_who_caused_it(place: Place) {
        let store = place.open().await;
        place.run(if place.is_sqlite() { COMMIT_FAILS_SQLITE } else { COMMIT_FAILS_POSTGRES }).await;
        take(&store, "q", 10).await.unwrap();
        let (release, held) = hold(&store).await;
        let mut before = Box::pin(take(&store, "q", 10));
        assert!(poll_once(&mut before).await.is_pending());
        let poison = async move |tx: &mut Tx| {
            let mut unit = start(tx, "c1");
            unit.entry(entry("poison", "c1"));
            unit.put(QuotaRow { scope: "q".to_owned(), used: 9 });
            Ok::<_, StoreError>(unit.answer(()))
        };
        let mut poisoned = Box::pin(store.write(Wants::none(), poison));
        assert!(poll_once(&mut poisoned).await.is_pending());
        let mut after = Box::pin(take(&store, "q", 10));
        assert!(poll_once(&mut after).await.is_pending());
        release.send(()).unwrap();
        assert_eq!(before.await.unwrap(), 2);
        assert!(matches!(poisoned.await, Err(StoreError::Database(_))));
        assert_eq!(after.await.unwrap(), 3, "nothing of the failed commit is remembered");
        assert_eq!(cases(&store).await, [""; 0]);
        assert_eq!(audit(&store).await.entries, 3);
        held.await;
    }

    async fn a_row_that_the_schema_refuses_costs_only_its_own_job(place: Place) {
        let store = place.open().await;
        add_case(&store, "c1").await.unwrap();
        let numbered = |id: &'static str| {
            async move |tx: &mut Tx| {
                let mut unit = start(tx, id);
                unit.put(InstanceRow { number: Some("N1".to_owned()), ..case(id) });
                Ok::<_, StoreError>(unit.answer(()))
            }
        };
        let (release, held) = hold(&store).await;
        let mut first = Box::pin(store.write(Wants::none(), numbered("c2")));
        assert!(poll_once(&mut first).await.is_pending());
        let mut second = Box::pin(store.write(Wants::none(), numbered("c3")));
        assert!(poll_once(&mut second).await.is_pending());
        let mut third = Box::pin(add_case(&store, "c4"));
        assert!(poll_once(&mut third).await.is_pending());
        release.send(()).unwrap();
        first.await.unwrap();
        assert!(matches!(second.await, Err(StoreError::Database(_))));
        third.await.unwrap();
        assert_eq!(cases(&store).await, ["c1", "c2", "c4"]);
        audit(&store).await;
        held.await;
    }

    async fn a_job_cannot_hide_that_a_statement_failed(place: Place) {
        let store = place.open().await;
        put(&store, |unit| unit.put(QuotaRow { scope: "q".to_owned(), used: 1 })).await;
        let rename = |from, to| format!("ALTER TABLE quota RENAME COLUMN {from} TO {to}");
        place.run(&rename("used", "gone")).await;
        let job = async move |tx: &mut Tx| {
            assert!(tx.read().quota("q").await.is_err());
            assert!(tx.read().serial("s").await.is_err(), "the transaction is over");
            Ok::<_, StoreError>(start(tx, "c1").answer(()))
        };
        assert!(matches!(store.write(Wants::none(), job).await, Err(StoreError::Database(_))));
        place.run(&rename("gone", "used")).await;
        add_case(&store, "c2").await.unwrap();
        assert_eq!(cases(&store).await, ["c2"]);
    }
}

/// Connections broken from outside, again and again, between and within commits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_connections_lose_and_double_nothing() {
    let place = crate::support::both::Place::postgres("broken_connections");
    let store = place.open().await;
    let callers: Vec<_> = (0..200)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { (number, add_case(&store, &format!("c{number:03}")).await) })
        })
        .collect();
    for _ in 0..10 {
        let all_but_me = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = 'guicheng' AND datname = current_database()";
        place.run(all_but_me).await;
    }
    let mut acknowledged = Vec::new();
    for caller in callers {
        let (number, result) = caller.await.unwrap();
        match result {
            Ok(_) => acknowledged.push(format!("c{number:03}")),
            Err(error) => {
                assert!(matches!(error, StoreError::Database(_) | StoreError::Unknown(_)), "{error}")
            }
        }
    }
    let stored = cases(&place.open().await).await;
    assert!(acknowledged.iter().all(|id| stored.contains(id)));
    assert_eq!(audit(&place.open().await).await.entries, stored.len() as u64);
    // However often the connection broke before, the next command goes through.
    add_case(&store, "after").await.unwrap();
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_said_at_once() {
    for (text, known) in [
        ("sqlite:data/a.db", true),
        ("sqlite:///data/a.db", true),
        ("postgres://user:secret@127.0.0.1:5432/db", true),
        ("sqlite:", false),
        ("sqlite::memory:", false),
        ("mysql://x", false),
        ("a.db", false),
    ] {
        assert_eq!(DatabaseUrl::from_str(text).is_ok(), known, "{text}");
    }
    let with_password =
        DatabaseUrl::from_str("postgres://user:se@cret@127.0.0.1:5432/db?password=x").unwrap();
    assert_eq!(format!("{with_password} {with_password:?}"), ["postgres://127.0.0.1:5432/db"; 2].join(" "));
    let folder = tempfile::tempdir().unwrap();
    let nowhere = DatabaseUrl::Sqlite(folder.path().join("missing/a.db"));
    assert!(matches!(guicheng::store::Store::open(&nowhere).await, Err(StoreError::Address(_))));
    let nobody = DatabaseUrl::Postgres("postgres://127.0.0.1:1/none".to_owned());
    assert!(matches!(guicheng::store::Store::open(&nobody).await, Err(StoreError::Database(_))));
}

#[tokio::test]
async fn a_job_that_reads_only_costs_no_entry() {
    let place = crate::support::both::Place::sqlite();
    let store = place.open().await;
    let job = async move |tx: &mut Tx| Ok::<_, StoreError>(Outcome::Same(tx.next_seq()));
    assert_eq!(store.write(Wants::none(), job).await.unwrap(), 0);
}
