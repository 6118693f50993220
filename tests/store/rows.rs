//! Each table's row comes back as it was written, with every optional field there and not there.

use std::fmt::Debug;

use guicheng::store::tables::access::{SessionRow, TokenRow};
use guicheng::store::tables::case::{InstanceRow, InstanceStatus, SnapshotRow};
use guicheng::store::tables::count::{IdempotencyRow, MetaRow, QuotaRow, SerialRow};
use guicheng::store::tables::document::{BlobRow, DocumentRow, RevisionRow, RevisionStatus};
use guicheng::store::tables::incident::IncidentRow;
use guicheng::store::tables::mail::{LinkRow, MailStatus, OutboxRow};
use guicheng::store::tables::people::{AbsenceRow, AppointmentKind, AppointmentRow, PersonRow};
use guicheng::store::tables::personal::PersonalRow;
use guicheng::store::tables::register::RegisterRow;
use guicheng::store::tables::task::{SlotRow, SlotStatus, TaskRow, TaskStatus};
use guicheng::store::tables::timer::{ClockRow, ScheduleRow, TimerRow};
use guicheng::store::{Outcome, Row, Store, StoreError, Tx, Wants};
use guicheng_core::value::{Hash, Moment};

use super::{case, put};
use crate::support::both::both;

/// Chinese, quotes, a NUL-free control character, and a zero-width one: texts are bytes to us.
const TEXT: &str = "顾客投诉 “x” 'y' \"z\" \u{1} \u{200b} 🧾";

fn text(there: bool) -> Option<String> {
    there.then(|| TEXT.to_owned())
}

fn moment(there: bool) -> Option<Moment> {
    there.then_some(Moment(i64::MAX))
}

/// Writes two rows, reads them back in another transaction, writes over the first, deletes the second.
async fn round_trip<R: Row + PartialEq + Debug>(store: &Store, full: R, bare: R) {
    assert_ne!(full.key(), bare.key());
    let both = (full.clone(), bare.clone());
    put(store, move |unit| {
        unit.put(both.0.clone());
        unit.put(both.1.clone());
    })
    .await;
    // Only a fresh store reads from the database for sure: the writer remembers some tables' rows.
    assert_eq!(read(store, &full).await.as_ref(), Some(&full));
    assert_eq!(read(store, &bare).await.as_ref(), Some(&bare));
}

async fn read<R: Row>(store: &Store, like: &R) -> Option<R> {
    let key = like.key();
    let job = async move |tx: &mut Tx| {
        let row = tx.get::<R>(key.clone()).await?;
        Ok::<_, StoreError>(Outcome::Same(row.map(|row| (*row).clone())))
    };
    store.write(Wants::none(), job).await.unwrap()
}

both! {
    async fn every_row_comes_back_as_it_was(place: Place) {
        let store = place.open().await;
        put(&store, |unit| {
            for there in [true, false] {
                unit.put(instance(there));
                unit.put(person(there));
                unit.put(BlobRow { hash: Hash::of([u8::from(there)]), bytes: vec![0, 255, u8::from(there)] });
                unit.put(document(there));
            }
        })
        .await;
        for remembered in [false, true] {
            // The second time through the same store, so that what it remembers is compared too.
            let store = if remembered { store.clone() } else { place.open().await };
            check_all(&store).await;
        }
    }

    async fn a_row_that_does_not_read_is_named(place: Place) {
        let store = place.open().await;
        put(&store, |unit| unit.put(case("c1"))).await;
        place.run("UPDATE instance SET status = 'gone' WHERE id = 'c1'").await;
        let error = store.read().instance("c1").await.unwrap_err().to_string();
        let expected = "table `instance`, column `status`, row c1: not one of active, done, cancelled, incident";
        assert_eq!(error, expected);
        place.run("UPDATE instance SET status = 'active', drill = 7 WHERE id = 'c1'").await;
        let error = store.read().instance("c1").await.unwrap_err().to_string();
        assert_eq!(error, "table `instance`, column `drill`, row c1: neither 0 nor 1");
    }

    async fn a_blob_is_written_once_and_may_come_again(place: Place) {
        let store = place.open().await;
        for _ in 0..2 {
            put(&store, |unit| unit.put(BlobRow { hash: Hash::of("x"), bytes: b"x".to_vec() })).await;
        }
        assert_eq!(store.read().blob(&Hash::of("x")).await.unwrap(), Some(b"x".to_vec()));
        assert_eq!(store.read().blob(&Hash::of("y")).await.unwrap(), None);
    }

    async fn a_row_written_over_is_the_new_one(place: Place) {
        let store = place.open().await;
        put(&store, |unit| {
            unit.put(instance(true));
            unit.put(task(true));
        })
        .await;
        let done = TaskRow { status: TaskStatus::Done, due_at: None, choice: Some("approve".to_owned()), ..task(true) };
        let row = done.clone();
        put(&store, move |unit| {
            unit.put(task(false));
            unit.put(task(true));
            unit.put(row.clone());
        })
        .await;
        assert_eq!(store.read().task("t-true").await.unwrap(), Some(done));
    }
}

async fn check_all(store: &Store) {
    assert_eq!(read(store, &instance(true)).await, Some(instance(true)));
    assert_eq!(read(store, &instance(false)).await, Some(instance(false)));
    assert_eq!(read(store, &person(true)).await, Some(person(true)));
    assert_eq!(read(store, &person(false)).await, Some(person(false)));
    assert_eq!(read(store, &document(true)).await, Some(document(true)));
    assert_eq!(read(store, &document(false)).await, Some(document(false)));
    round_trip(store, task(true), task(false)).await;
    round_trip(store, slot(true), slot(false)).await;
    round_trip(store, outbox(true), outbox(false)).await;
    round_trip(store, revision(true), revision(false)).await;
    round_trip(store, link(true), link(false)).await;
    round_trip(store, personal(true), personal(false)).await;
    round_trip(store, incident(true), incident(false)).await;
    round_trip(store, token(true), token(false)).await;
    round_trip(store, session(true), session(false)).await;
    round_trip(store, appointment(true), appointment(false)).await;
    round_trip(store, absence(true), absence(false)).await;
    round_trip(store, register(true), register(false)).await;
    round_trip(store, snapshot(true), snapshot(false)).await;
    round_trip(store, timer("a"), timer("b")).await;
    round_trip(store, schedule("a"), schedule("b")).await;
    round_trip(store, quota("a", i64::MIN), quota("b", i64::MAX)).await;
    round_trip(store, serial("a", 0), serial("b", -1)).await;
    round_trip(store, meta("a", ""), meta("b", TEXT)).await;
    let clock = ClockRow { id: 1, moment: Some(Moment(-1)), ahead: None };
    put(store, {
        let clock = clock.clone();
        move |unit| unit.put(clock.clone())
    })
    .await;
    assert_eq!(store.read().clock().await.unwrap(), Some(clock));
    let answer = IdempotencyRow {
        person: "p1".to_owned(),
        key: TEXT.to_owned(),
        request_hash: Hash::of("r"),
        response: TEXT.to_owned(),
        at: Moment(0),
    };
    if store.read().answer("p1", TEXT).await.unwrap().is_none() {
        put(store, {
            let answer = answer.clone();
            move |unit| unit.put(answer.clone())
        })
        .await;
    }
    assert_eq!(store.read().answer("p1", TEXT).await.unwrap(), Some(answer));
}

fn instance(there: bool) -> InstanceRow {
    InstanceRow {
        id: format!("i-{there}"),
        number: text(there),
        policy: "complaint".to_owned(),
        title: TEXT.to_owned(),
        status: if there { InstanceStatus::Incident } else { InstanceStatus::Done },
        started_by: text(there),
        started_at: Moment(-5),
        ended_at: moment(there),
        pins: "{\"complaint\":\"00\"}".to_owned(),
        pinned_at: Moment(7),
        drill: there,
        parent: text(there).map(|_| "i-true".to_owned()),
        call_no: there.then_some(3),
        call_id: text(there),
    }
}

fn snapshot(there: bool) -> SnapshotRow {
    SnapshotRow {
        instance: format!("i-{there}"),
        version: 7,
        hash: Hash::of("s"),
        content: if there { TEXT.repeat(500) } else { String::new() },
    }
}

fn task(there: bool) -> TaskRow {
    TaskRow {
        id: format!("t-{there}"),
        instance: "i-true".to_owned(),
        policy: "complaint".to_owned(),
        state: "handling.quality".to_owned(),
        status: TaskStatus::Open,
        title: TEXT.to_owned(),
        clause: text(there),
        opened_at: Moment(1),
        due_at: moment(there),
        due_explain: text(there),
        sign: text(there),
        holders: "[]".to_owned(),
        done_by: text(there),
        done_post: text(there),
        done_at: moment(there),
        choice: text(there),
        assignment: 3,
        data: "{}".to_owned(),
    }
}

fn slot(there: bool) -> SlotRow {
    SlotRow {
        task: "t-true".to_owned(),
        slot: format!("s-{there}"),
        post: text(there),
        person: text(!there),
        status: if there { SlotStatus::Told } else { SlotStatus::Cancelled },
        acted_by: text(there),
        acted_at: moment(there),
        choice: text(there),
    }
}

fn timer(id: &str) -> TimerRow {
    TimerRow { instance: "i-true".to_owned(), id: id.to_owned(), due_at: Moment(9), kind: "after".to_owned() }
}

fn schedule(id: &str) -> ScheduleRow {
    ScheduleRow { id: id.to_owned(), policy: "recall".to_owned(), next_at: Moment(9), data: "{}".to_owned() }
}

fn serial(scope: &str, last: i64) -> SerialRow {
    SerialRow { scope: scope.to_owned(), last }
}

fn quota(scope: &str, used: i64) -> QuotaRow {
    QuotaRow { scope: scope.to_owned(), used }
}

fn meta(name: &str, content: &str) -> MetaRow {
    MetaRow { name: name.to_owned(), content: content.to_owned() }
}

fn personal(there: bool) -> PersonalRow {
    PersonalRow {
        commitment: Hash::of([u8::from(there)]),
        scope: "instance".to_owned(),
        owner: "i-true".to_owned(),
        field: "customer.phone".to_owned(),
        subject: text(there),
        salt: there.then(|| vec![0; 32]),
        content: text(there),
    }
}

fn outbox(there: bool) -> OutboxRow {
    OutboxRow {
        id: format!("m-{there}"),
        message_id: format!("<{there}@example.com>"),
        cause_seq: 0,
        instance: text(there),
        task: text(there),
        recipient_person: text(there),
        recipient_address: "p1@example.com".to_owned(),
        kind: "task".to_owned(),
        lang: "zh-CN".to_owned(),
        subject: TEXT.to_owned(),
        plain: TEXT.to_owned(),
        html: TEXT.to_owned(),
        headers: "{}".to_owned(),
        created_at: Moment(0),
        status: if there { MailStatus::Failed } else { MailStatus::Waiting },
        attempts: 2,
        next_at: Moment(5),
        last_error: text(there),
        sent_at: moment(there),
    }
}

fn link(there: bool) -> LinkRow {
    LinkRow {
        hash: Hash::of([u8::from(there)]),
        task: "t-true".to_owned(),
        person: "p1".to_owned(),
        assignment: 1,
        purpose: "act".to_owned(),
        created_at: Moment(0),
        expires_at: Moment(1),
        used_at: moment(there),
    }
}

fn person(there: bool) -> PersonRow {
    PersonRow {
        id: format!("p-{there}"),
        name: TEXT.to_owned(),
        mail: text(there),
        lang: "en".to_owned(),
        active_from: Moment(0),
        active_to: moment(there),
        admin: there,
        reads_only: there,
    }
}

fn appointment(there: bool) -> AppointmentRow {
    AppointmentRow {
        id: format!("a-{there}"),
        post: "general_manager".to_owned(),
        person: "p-true".to_owned(),
        kind: if there { AppointmentKind::Delegate } else { AppointmentKind::Holder },
        from_at: Moment(0),
        to_at: moment(there),
        by_entry: 0,
    }
}

fn absence(there: bool) -> AbsenceRow {
    AbsenceRow { person: format!("p-{there}"), from_at: Moment(0), to_at: moment(there), by_entry: 0 }
}

fn document(there: bool) -> DocumentRow {
    DocumentRow {
        id: format!("d-{there}"),
        kind: "policy".to_owned(),
        path: "policies/complaint.yaml".to_owned(),
        title: TEXT.to_owned(),
        owner_post: text(there),
        number: text(there),
    }
}

fn revision(there: bool) -> RevisionRow {
    RevisionRow {
        document: "d-true".to_owned(),
        label: format!("A/{}", u8::from(there)),
        hash: Hash::of([u8::from(there)]),
        status: if there { RevisionStatus::Effective } else { RevisionStatus::InReview },
        effective_from: moment(there),
        effective_to: moment(there),
        created_at: Moment(0),
        by_person: text(there),
        reason: TEXT.to_owned(),
        change: text(there),
    }
}

fn register(there: bool) -> RegisterRow {
    RegisterRow {
        register: "outlets".to_owned(),
        key: format!("{there}"),
        fields: TEXT.to_owned(),
        active: there,
        version: 1,
        updated_at: Moment(0),
    }
}

fn incident(there: bool) -> IncidentRow {
    IncidentRow {
        id: format!("n-{there}"),
        instance: text(there),
        kind: "guard".to_owned(),
        at: Moment(0),
        code: "guard-failed".to_owned(),
        args: "{}".to_owned(),
        assigned_post: text(there),
        resolved_at: moment(there),
        resolved_by: text(there),
    }
}

fn token(there: bool) -> TokenRow {
    TokenRow {
        hash: Hash::of([u8::from(there)]),
        person: "p-true".to_owned(),
        label: TEXT.to_owned(),
        created_at: Moment(0),
        expires_at: moment(there),
        revoked_at: moment(there),
    }
}

fn session(there: bool) -> SessionRow {
    SessionRow {
        hash: Hash::of([u8::from(there)]),
        person: "p-true".to_owned(),
        lang: "zh-CN".to_owned(),
        created_at: Moment(0),
        last_seen: Moment(1),
        expires_at: Moment(2),
        revoked_at: moment(there),
    }
}
