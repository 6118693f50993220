//! When the database refuses or the connection breaks: nothing half, nobody told a falsehood.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use guicheng::store::tables::count::QuotaRow;
use guicheng::store::tables::mail::LinkRow;
use guicheng::store::{Chores, DatabaseUrl, Outcome, StoreError, Tx, Wants};
use guicheng_core::value::Hash;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{InstanceRow, NOON, add_case, audit, case, cases, entry, hold, poll_once, put, start, take};
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

/// The hardest moment: the commit is made, and the connection breaks before the answer comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_gets_lost_is_found_in_the_ledger() {
    let place = crate::support::both::Place::postgres("lost_answer");
    let proxy = Proxy::start(&place.url).await;
    let store = guicheng::store::Store::open(&proxy.url).await.unwrap();
    assert_eq!(add_case(&store, "c0").await.unwrap(), 0);
    for number in 1..4 {
        proxy.cut_at_next_commit.store(true, Ordering::SeqCst);
        assert_eq!(add_case(&store, &format!("c{number}")).await.unwrap(), number);
        assert!(!proxy.cut_at_next_commit.load(Ordering::SeqCst), "the connection was cut");
    }
    // Chores leave no trace in the ledger; they run again, and find what they did.
    let link = LinkRow {
        hash: Hash::of("secret"),
        task: "t1".to_owned(),
        person: "p1".to_owned(),
        assignment: 1,
        purpose: "act".to_owned(),
        created_at: NOON,
        expires_at: NOON,
        used_at: None,
    };
    proxy.cut_at_next_commit.store(true, Ordering::SeqCst);
    let job = async move |tx: &mut Tx| {
        let seen = tx.get::<LinkRow>(&link.hash).await?.is_some();
        let mut chores = Chores::new();
        chores.put(link.clone());
        Ok::<_, StoreError>(chores.answer(seen))
    };
    assert!(store.write(Wants::none(), job).await.unwrap());
    assert_eq!(cases(&store).await, ["c0", "c1", "c2", "c3"]);
    assert_eq!(audit(&store).await.entries, 4);
}

/// Stands between the store and PostgreSQL, and can cut the line when the server says that it has committed.
struct Proxy {
    url: DatabaseUrl,
    cut_at_next_commit: Arc<AtomicBool>,
}

impl Proxy {
    async fn start(server: &DatabaseUrl) -> Proxy {
        let DatabaseUrl::Postgres(server) = server else { panic!("only PostgreSQL has a line to cut") };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (before, rest) =
            server.rsplit_once('@').unwrap_or(("postgres://", server.trim_start_matches("postgres://")));
        let (address, database) = rest.split_once('/').unwrap();
        let before = before.trim_end_matches("postgres://");
        let at = if before.is_empty() { "postgres://".to_owned() } else { format!("{before}@") };
        let url = DatabaseUrl::Postgres(format!("{at}{}/{database}", listener.local_addr().unwrap()));
        let cut_at_next_commit = Arc::new(AtomicBool::new(false));
        let (cut, address) = (cut_at_next_commit.clone(), address.to_owned());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&address).await.unwrap();
                tokio::spawn(pump(client, server, cut.clone()));
            }
        });
        Proxy { url, cut_at_next_commit }
    }
}

async fn pump(mut client: TcpStream, mut server: TcpStream, cut: Arc<AtomicBool>) {
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        let (from_client, read) = tokio::select! {
            read = client.read(&mut up) => (true, read),
            read = server.read(&mut down) => (false, read),
        };
        let Ok(read @ 1..) = read else { return };
        let sent = if from_client {
            server.write_all(&up[..read]).await
        } else {
            let committed = down[..read].windows(7).any(|bytes| bytes == b"COMMIT\0");
            if committed && cut.swap(false, Ordering::SeqCst) {
                return;
            }
            client.write_all(&down[..read]).await
        };
        if sent.is_err() {
            return;
        }
    }
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
