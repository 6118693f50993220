//! The writer: all or nothing, one after another, answers after durability.

use std::sync::Arc;
use std::task::Poll;

use guicheng::store::tables::count::{IdempotencyRow, QuotaRow, SerialRow};
use guicheng::store::tables::mail::LinkRow;
use guicheng::store::{Chores, Outcome, StoreError, Tx, Unit, Wants};
use guicheng_core::value::Hash;

use super::{NOON, Refusal, add_case, audit, case, cases, entry, hold, poll_once, put, start, take};
use crate::support::both::both;

both! {
    async fn a_commands_rows_and_its_entry_are_there_when_it_is_answered(place: Place) {
        let store = place.open().await;
        assert_eq!(add_case(&store, "c1").await.unwrap(), 0);
        assert_eq!(add_case(&store, "c2").await.unwrap(), 1);
        assert_eq!(store.read().instance("c2").await.unwrap(), Some(case("c2")));
        let history = store.read().history("c2", guicheng::store::Page::FIRST).await.unwrap();
        assert_eq!(history.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1]);
        assert_eq!(audit(&store).await.entries, 2);
    }

    async fn nobody_is_answered_before_the_batch_is_durable(place: Place) {
        let store = place.open().await;
        let (release, held) = hold(&store).await;
        let mut first = Box::pin(add_case(&store, "c1"));
        assert!(poll_once(&mut first).await.is_pending());
        // Handed over here, not by a task of its own: both must be waiting when the first holder lets go.
        let (running, has_begun) = tokio::sync::oneshot::channel();
        let (second_release, released) = tokio::sync::oneshot::channel::<()>();
        let once = std::sync::Mutex::new(Some((running, released)));
        let job = async move |_: &mut Tx| {
            let (running, released) = once.lock().unwrap().take().expect("held once");
            running.send(()).unwrap();
            released.await.unwrap();
            Ok::<_, StoreError>(Outcome::Same(()))
        };
        let mut second = Box::pin(store.write(Wants::none(), job));
        assert!(poll_once(&mut second).await.is_pending());
        release.send(()).unwrap();
        has_begun.await.unwrap();
        // The second holder runs now, so the first case's job has run before it in the same batch.
        assert!(poll_once(&mut first).await.is_pending());
        assert_eq!(cases(&store).await, [""; 0]);
        second_release.send(()).unwrap();
        assert_eq!(first.await.unwrap(), 0);
        assert_eq!(cases(&store).await, ["c1"]);
        held.await;
        second.await.unwrap();
    }

    async fn a_refused_job_leaves_nothing_and_the_rest_of_its_batch_stays(place: Place) {
        let store = place.open().await;
        let (release, held) = hold(&store).await;
        let mut before = Box::pin(add_case(&store, "c1"));
        assert!(poll_once(&mut before).await.is_pending());
        let refuse = async move |tx: &mut Tx| {
            let mut unit = start(tx, "c2");
            unit.put(QuotaRow { scope: "q".to_owned(), used: 7 });
            assert_eq!(unit.get::<QuotaRow>(tx, "q").await?.map(|quota| quota.used), Some(7));
            Err::<Outcome<()>, _>(Refusal::Full)
        };
        let mut refused = Box::pin(store.write(Wants::none(), refuse));
        assert!(poll_once(&mut refused).await.is_pending());
        let mut after = Box::pin(add_case(&store, "c3"));
        assert!(poll_once(&mut after).await.is_pending());
        release.send(()).unwrap();
        assert_eq!(before.await.unwrap(), 0);
        assert!(matches!(refused.await, Err(Refusal::Full)));
        assert_eq!(after.await.unwrap(), 1);
        assert_eq!(cases(&store).await, ["c1", "c3"]);
        assert_eq!(store.read().quota("q").await.unwrap(), 0);
        audit(&store).await;
        held.await;
    }

    async fn a_job_that_panics_is_told_so_and_the_writer_goes_on(place: Place) {
        let store = place.open().await;
        let (release, held) = hold(&store).await;
        let mut before = Box::pin(add_case(&store, "c1"));
        assert!(poll_once(&mut before).await.is_pending());
        let panic = async move |tx: &mut Tx| {
            let unit = start(tx, "c2");
            assert!(tx.read().instance("c1").await?.is_none(), "a bug");
            Ok(unit.answer(()))
        };
        let mut panicked = Box::pin(store.write::<(), StoreError, _>(Wants::none(), panic));
        assert!(poll_once(&mut panicked).await.is_pending());
        release.send(()).unwrap();
        assert!(matches!(panicked.await, Err(StoreError::Job("panicked"))));
        assert_eq!(before.await.unwrap(), 0);
        assert_eq!(add_case(&store, "c3").await.unwrap(), 1);
        assert_eq!(cases(&store).await, ["c1", "c3"]);
        held.await;
    }

    async fn fifty_callers_take_the_last_place_once(place: Place) {
        let store = place.open().await;
        for _ in 0..4 {
            take(&store, "leave:2026-11", 5).await.unwrap();
        }
        let callers: Vec<_> = (0..50)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { take(&store, "leave:2026-11", 5).await })
            })
            .collect();
        let mut winners = 0;
        for caller in callers {
            match caller.await.unwrap() {
                Ok(used) => {
                    assert_eq!(used, 5);
                    winners += 1;
                }
                Err(Refusal::Full) => {}
                Err(Refusal::Store(error)) => panic!("{error}"),
            }
        }
        assert_eq!(winners, 1);
        assert_eq!(store.read().quota("leave:2026-11").await.unwrap(), 5);
        assert_eq!(audit(&store).await.entries, 5);
    }

    async fn one_key_has_one_effect_and_the_same_answer(place: Place) {
        let store = place.open().await;
        let request = |number: i64| {
            let wants = Wants::none().row::<IdempotencyRow>(("p1", "key"));
            let job = async move |tx: &mut Tx| {
                if let Some(before) = tx.get::<IdempotencyRow>(("p1", "key")).await? {
                    return Ok::<_, StoreError>(Outcome::Same(before.response.clone()));
                }
                let mut unit = start(tx, &format!("c{number}"));
                let response = format!("answer {number}");
                unit.put(IdempotencyRow {
                    person: "p1".to_owned(),
                    key: "key".to_owned(),
                    request_hash: Hash::of("request"),
                    response: response.clone(),
                    at: NOON,
                });
                Ok(unit.answer(response))
            };
            let store = store.clone();
            tokio::spawn(async move { store.write(wants, job).await.unwrap() })
        };
        let callers: Vec<_> = (0..20).map(request).collect();
        let mut answers = Vec::new();
        for caller in callers {
            answers.push(caller.await.unwrap());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
        assert_eq!(cases(&store).await.len(), 1);
        assert_eq!(store.read().answer("p1", "key").await.unwrap().unwrap().response, answers[0]);
        assert!(store.read().answer("p2", "key").await.unwrap().is_none());
    }

    async fn a_job_sees_what_earlier_jobs_of_its_batch_did(place: Place) {
        let store = place.open().await;
        put(&store, |unit| unit.put(QuotaRow { scope: "old".to_owned(), used: 1 })).await;
        let (release, held) = hold(&store).await;
        let first = async move |tx: &mut Tx| {
            let mut unit = start(tx, "c1");
            unit.put(QuotaRow { scope: "new".to_owned(), used: 2 });
            unit.delete::<QuotaRow>("old");
            Ok::<_, StoreError>(unit.answer(()))
        };
        let mut first = Box::pin(store.write(Wants::none(), first));
        assert!(poll_once(&mut first).await.is_pending());
        let second = async move |tx: &mut Tx| {
            // By key from memory, and by queries, which make the pending rows be written first.
            let by_key = tx.get::<QuotaRow>("new").await?.map(|quota| quota.used);
            let gone = tx.get::<QuotaRow>("old").await?.is_none();
            let by_query = (tx.read().quota("new").await?, tx.read().quota("old").await?);
            let case = tx.read().instance("c1").await?.is_some();
            let head = tx.read().head().await?.entries;
            Ok::<_, StoreError>(Outcome::Same((by_key, gone, by_query, case, head, tx.next_seq())))
        };
        let mut second = Box::pin(store.write(Wants::none(), second));
        assert!(poll_once(&mut second).await.is_pending());
        release.send(()).unwrap();
        first.await.unwrap();
        assert_eq!(second.await.unwrap(), (Some(2), true, (2, 0), true, 2, 2));
        held.await;
    }

    async fn a_batch_writes_any_number_of_rows(place: Place) {
        let store = place.open().await;
        for rows in [1i64, 3, 17, 300, 600] {
            put(&store, move |unit| {
                for number in 0..rows {
                    unit.put(SerialRow { scope: format!("{rows}:{number}"), last: number });
                }
                unit.delete::<SerialRow>(format!("{rows}:0").as_str());
            })
            .await;
            assert_eq!(store.read().serial(&format!("{rows}:{}", rows - 1)).await.unwrap(), rows - 1);
            assert_eq!(store.read().serial(&format!("{rows}:0")).await.unwrap(), 0);
        }
        put(&store, |unit| (0..300).for_each(|number| unit.delete::<SerialRow>(format!("600:{number}").as_str()))).await;
        assert_eq!(store.read().serial("600:299").await.unwrap(), 0);
        assert_eq!(store.read().serial("600:300").await.unwrap(), 300);
    }

    async fn several_entries_of_one_unit_are_chained(place: Place) {
        let store = place.open().await;
        add_case(&store, "c1").await.unwrap();
        let job = async move |tx: &mut Tx| {
            let mut unit = start(tx, "c2");
            let first = unit.seq();
            let second = unit.entry(entry("note", "c2"));
            Ok::<_, StoreError>({
                let latest = unit.seq();
                unit.answer((first, second, latest))
            })
        };
        assert_eq!(store.write(Wants::none(), job).await.unwrap(), (1, 2, 2));
        assert_eq!(audit(&store).await.entries, 3);
    }

    async fn chores_need_no_entry_and_make_none(place: Place) {
        let store = place.open().await;
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
        let row = link.clone();
        put(&store, move |unit| unit.put(row.clone())).await;
        let job = async move |tx: &mut Tx| {
            let before = tx.get::<LinkRow>(&Hash::of("secret")).await?.expect("just written");
            let mut chores = Chores::new();
            chores.put(LinkRow { used_at: Some(NOON), ..(*before).clone() });
            Ok::<_, StoreError>(chores.answer(()))
        };
        store.write(Wants::none(), job).await.unwrap();
        let used = store.read().link(&Hash::of("secret")).await.unwrap().unwrap();
        assert_eq!(used, LinkRow { used_at: Some(NOON), ..link });
        assert_eq!(audit(&store).await.entries, 1);
    }

    async fn a_unit_of_another_run_is_refused(place: Place) {
        let store = place.open().await;
        let kept = Arc::new(std::sync::Mutex::new(None));
        let (put_by, taken) = (kept.clone(), kept);
        let keep = async move |tx: &mut Tx| {
            *put_by.lock().unwrap() = Some(start(tx, "c1"));
            Ok::<_, StoreError>(start(tx, "c2").answer(()))
        };
        store.write(Wants::none(), keep).await.unwrap();
        let stale = async move |_: &mut Tx| {
            Ok::<_, StoreError>(taken.lock().unwrap().take().expect("kept").answer(()))
        };
        assert!(matches!(store.write(Wants::none(), stale).await, Err(StoreError::Seal(_))));
        assert_eq!(cases(&store).await, ["c2"]);
        audit(&store).await;
    }

    async fn an_entry_without_canonical_form_costs_only_its_own_job(place: Place) {
        let store = place.open().await;
        let job = async move |tx: &mut Tx| {
            let mut bad = entry("start", "c1");
            bad.body = serde_json::json!({ "share": 0.5 });
            let mut unit = Unit::new(tx, bad);
            unit.put(case("c1"));
            Ok::<_, StoreError>(unit.answer(()))
        };
        assert!(matches!(store.write(Wants::none(), job).await, Err(StoreError::Seal(_))));
        assert_eq!(cases(&store).await, [""; 0]);
        assert_eq!(add_case(&store, "c2").await.unwrap(), 0);
    }

    async fn a_caller_who_left_before_the_turn_changes_nothing(place: Place) {
        let store = place.open().await;
        let (release, held) = hold(&store).await;
        let mut leaves = Box::pin(add_case(&store, "c1"));
        assert!(matches!(poll_once(&mut leaves).await, Poll::Pending));
        drop(leaves);
        let mut stays = Box::pin(add_case(&store, "c2"));
        assert!(poll_once(&mut stays).await.is_pending());
        release.send(()).unwrap();
        assert_eq!(stays.await.unwrap(), 0);
        assert_eq!(cases(&store).await, ["c2"]);
        held.await;
    }

    async fn closing_finishes_what_was_handed_over_and_refuses_the_rest(place: Place) {
        let store = place.open().await;
        let (release, held) = hold(&store).await;
        let mut last = Box::pin(add_case(&store, "c1"));
        assert!(poll_once(&mut last).await.is_pending());
        let mut close = Box::pin(store.close());
        assert!(poll_once(&mut close).await.is_pending());
        let mut late = Box::pin(add_case(&store, "c2"));
        assert!(poll_once(&mut late).await.is_pending());
        release.send(()).unwrap();
        assert_eq!(last.await.unwrap(), 0);
        close.await;
        assert!(matches!(late.await, Err(StoreError::Closed)));
        assert!(matches!(add_case(&store, "c3").await, Err(StoreError::Closed)));
        held.await;
    }

    async fn everything_is_there_after_a_restart(place: Place) {
        let store = place.open().await;
        for number in 0..30 {
            add_case(&store, &format!("c{number:02}")).await.unwrap();
            take(&store, "q", 100).await.unwrap();
        }
        let before = (cases(&store).await, audit(&store).await);
        store.close().await;
        let store = place.open().await;
        assert_eq!((cases(&store).await, audit(&store).await), before);
        assert_eq!(take(&store, "q", 100).await.unwrap(), 31);
        assert_eq!(audit(&store).await.entries, 61);
    }
}
