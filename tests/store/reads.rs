//! The other reads: lists and searches, what is in force when, what falls due.

use guicheng::store::tables::case::CaseFilter;
use guicheng::store::tables::document::{BlobRow, DocumentRow, RevisionRow, RevisionStatus};
use guicheng::store::tables::mail::{MailStatus, OutboxRow};
use guicheng::store::tables::people::{AbsenceRow, AppointmentKind, AppointmentRow, PersonRow};
use guicheng::store::tables::register::{RegisterFilter, RegisterRow};
use guicheng::store::tables::timer::{ScheduleRow, TimerRow};
use guicheng::store::{Page, Unit};
use guicheng_core::value::{Hash, Moment};

use super::{InstanceRow, InstanceStatus, NOON, case, put};
use crate::support::both::both;

both! {
    async fn cases_are_found_by_what_people_type(place: Place) {
        let store = place.open().await;
        put(&store, |unit| {
            let rows = [
                ("c1", Some("261123001"), "complaint", "衬衫褪色 100%", InstanceStatus::Active),
                ("c2", Some("261123002"), "complaint", "Zipper_broken", InstanceStatus::Done),
                ("c3", None, "recall", "zipper 召回", InstanceStatus::Active),
            ];
            for (place, (id, number, policy, title, status)) in rows.into_iter().enumerate() {
                unit.put(InstanceRow {
                    number: number.map(str::to_owned),
                    policy: policy.to_owned(),
                    title: title.to_owned(),
                    status,
                    started_at: Moment(NOON.0 + place as i64),
                    ..case(id)
                });
            }
        })
        .await;
        let search = |search: &str| CaseFilter { search: search.to_owned(), ..CaseFilter::default() };
        let filters: &[(CaseFilter, &[&str])] = &[
            (CaseFilter::default(), &["c3", "c2", "c1"]),
            (search("  "), &["c3", "c2", "c1"]),
            (search("ZIPPER"), &["c3", "c2"]),
            (search("褪色"), &["c1"]),
            (search("23002"), &["c2"]),
            (search("100%"), &["c1"]),
            (search("r_b"), &["c2"]),
            (search("%"), &["c1"]),
            (search("!"), &[]),
            (CaseFilter { policy: Some("recall".to_owned()), ..search("zip") }, &["c3"]),
            (CaseFilter { status: Some(InstanceStatus::Active), ..CaseFilter::default() }, &["c3", "c1"]),
            (CaseFilter { started_by: Some("p2".to_owned()), ..CaseFilter::default() }, &[]),
        ];
        for (filter, expected) in filters {
            let found = store.read().cases(filter, Page::FIRST).await.unwrap();
            assert_eq!(found.iter().map(|case| case.id.as_str()).collect::<Vec<_>>(), *expected, "{filter:?}");
            assert_eq!(store.read().count_cases(filter).await.unwrap(), expected.len() as i64, "{filter:?}");
        }
        let second = store.read().cases(&CaseFilter::default(), Page { offset: 1, limit: 1 }).await.unwrap();
        assert_eq!(second[0].id, "c2");
        assert_eq!(store.read().instance_by_number("261123001").await.unwrap().unwrap().id, "c1");
        let some = store.read().instances(&["c1".to_owned(), "c3".to_owned(), "c9".to_owned()]).await.unwrap();
        assert_eq!(some.len(), 2);
        assert!(store.read().instances(&[]).await.unwrap().is_empty());
    }

    async fn registers_are_paged_and_searched(place: Place) {
        let store = place.open().await;
        put(&store, |unit| {
            for (key, fields, active) in
                [("B2", "上海", true), ("B10", "Beijing", true), ("a1", "上海", true), ("C1", "上海", false)]
            {
                unit.put(RegisterRow {
                    register: "outlets".to_owned(),
                    key: key.to_owned(),
                    fields: fields.to_owned(),
                    active,
                    version: 1,
                    updated_at: NOON,
                });
            }
        })
        .await;
        let filters: &[(&str, bool, &[&str])] = &[
            // By bytes, on both databases.
            ("", false, &["B10", "B2", "a1"]),
            ("", true, &["B10", "B2", "C1", "a1"]),
            ("b", false, &["B10", "B2"]),
            ("beijing", false, &["B10"]),
            ("上海", true, &["B2", "C1", "a1"]),
        ];
        for (search, inactive, expected) in filters {
            let filter = RegisterFilter {
                register: "outlets".to_owned(),
                search: (*search).to_owned(),
                inactive: *inactive,
            };
            let found = store.read().register_page(&filter, Page::FIRST).await.unwrap();
            assert_eq!(found.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), *expected, "{search}");
            assert_eq!(store.read().count_register(&filter).await.unwrap(), expected.len() as i64);
        }
        assert_eq!(store.read().register("outlets").await.unwrap().len(), 4);
        assert!(!store.read().register_row("outlets", "C1").await.unwrap().unwrap().active);
        assert_eq!(store.read().register_sizes().await.unwrap(), [("outlets".to_owned(), 4)]);
    }

    async fn who_holds_a_post_depends_on_the_moment(place: Place) {
        let store = place.open().await;
        put(&store, |unit| {
            for id in ["p1", "p2"] {
                unit.put(PersonRow {
                    id: id.to_owned(),
                    name: id.to_owned(),
                    mail: None,
                    lang: "zh-CN".to_owned(),
                    active_from: Moment(0),
                    active_to: None,
                    admin: false,
        reads_only: false,
                });
            }
            appoint(unit, "a1", "p1", AppointmentKind::Holder, 0, Some(10));
            appoint(unit, "a2", "p2", AppointmentKind::Holder, 10, None);
            appoint(unit, "a3", "p1", AppointmentKind::Delegate, 5, Some(20));
            unit.put(AbsenceRow { person: "p2".to_owned(), from_at: Moment(12), to_at: Some(Moment(14)), by_entry: 0 });
        })
        .await;
        let moments: &[(i64, &[&str], bool)] = &[
            (-1, &[], false),
            (0, &["a1"], false),
            (9, &["a1", "a3"], false),
            (10, &["a2", "a3"], false),
            (12, &["a2", "a3"], true),
            (14, &["a2", "a3"], false),
            (20, &["a2"], false),
        ];
        for (at, expected, away) in moments {
            let ids = |rows: Vec<AppointmentRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
            assert_eq!(ids(store.read().appointments_at(Moment(*at)).await.unwrap()), *expected, "{at}");
            assert_eq!(!store.read().absences_at(Moment(*at)).await.unwrap().is_empty(), *away, "{at}");
        }
        let of_p1 = store.read().appointments_of("p1", Moment(9)).await.unwrap();
        assert_eq!(of_p1.len(), 2);
    }

    async fn the_revision_in_force_depends_on_the_moment(place: Place) {
        let store = place.open().await;
        put(&store, |unit| {
            unit.put(DocumentRow {
                id: "complaint".to_owned(),
                kind: "policy".to_owned(),
                path: "policies/complaint.yaml".to_owned(),
                title: "{}".to_owned(),
                owner_post: None,
                number: None,
            });
            for (label, from, to, status) in [
                ("A/0", Some(10), Some(20), RevisionStatus::Superseded),
                ("A/1", Some(20), None, RevisionStatus::Effective),
                ("A/2", None, None, RevisionStatus::Draft),
            ] {
                unit.put(BlobRow { hash: Hash::of(label), bytes: label.as_bytes().to_vec() });
                unit.put(RevisionRow {
                    document: "complaint".to_owned(),
                    label: label.to_owned(),
                    hash: Hash::of(label),
                    status,
                    effective_from: from.map(Moment),
                    effective_to: to.map(Moment),
                    created_at: Moment(0),
                    by_person: None,
                    reason: String::new(),
                    change: None,
                });
            }
        })
        .await;
        for (at, expected) in [(9, None), (10, Some("A/0")), (19, Some("A/0")), (20, Some("A/1")), (99, Some("A/1"))] {
            let found = store.read().in_force("complaint", Some(Moment(at))).await.unwrap();
            assert_eq!(found.map(|revision| revision.label).as_deref(), expected, "{at}");
            let all = store.read().all_in_force(Some(Moment(at))).await.unwrap();
            assert_eq!(all.first().map(|revision| revision.label.as_str()), expected, "{at}");
        }
        assert_eq!(store.read().revisions("complaint").await.unwrap().len(), 3);
        assert_eq!(store.read().revisions_with(&Hash::of("A/2")).await.unwrap()[0].label, "A/2");
        assert_eq!(store.read().documents(Some("policy")).await.unwrap().len(), 1);
        assert!(store.read().documents(Some("form")).await.unwrap().is_empty());
    }

    async fn what_falls_due_comes_in_order(place: Place) {
        let store = place.open().await;
        assert_eq!(store.read().next_due().await.unwrap(), None);
        put(&store, |unit| {
            unit.put(case("c1"));
            for (id, due) in [("b", 5), ("a", 5), ("c", 3), ("d", 8)] {
                let (instance, kind) = ("c1".to_owned(), "after".to_owned());
                unit.put(TimerRow { instance, id: id.to_owned(), due_at: Moment(due), kind });
                let (policy, data) = ("recall".to_owned(), "{}".to_owned());
                unit.put(ScheduleRow { id: id.to_owned(), policy, next_at: Moment(due), data });
            }
        })
        .await;
        let due = store.read().due_timers(Moment(5), 10).await.unwrap();
        assert_eq!(due.iter().map(|timer| timer.id.as_str()).collect::<Vec<_>>(), ["c", "a", "b"]);
        assert_eq!(store.read().due_timers(Moment(9), 1).await.unwrap().len(), 1);
        assert_eq!(store.read().next_due().await.unwrap(), Some(Moment(3)));
        put(&store, |unit| unit.delete::<TimerRow>(("c1", "c"))).await;
        assert_eq!(store.read().next_due().await.unwrap(), Some(Moment(5)));
        assert_eq!(store.read().timers_of("c1").await.unwrap().len(), 3);
        assert_eq!(store.read().next_schedule().await.unwrap(), Some(Moment(3)));
        assert_eq!(store.read().due_schedules(Moment(5), 10).await.unwrap().len(), 3);
    }

    async fn the_outbox_gives_what_is_to_be_sent(place: Place) {
        let store = place.open().await;
        put(&store, |unit| {
            for (id, status, next) in [
                ("m1", MailStatus::Waiting, 5),
                ("m2", MailStatus::Sending, 3),
                ("m3", MailStatus::Sent, 1),
                ("m4", MailStatus::Waiting, 9),
                ("m5", MailStatus::Held, 1),
            ] {
                mail(unit, id, status, next);
            }
        })
        .await;
        let ids = |mails: Vec<OutboxRow>| mails.into_iter().map(|mail| mail.id).collect::<Vec<_>>();
        assert_eq!(ids(store.read().due_mails(Moment(5), 10).await.unwrap()), ["m2", "m1"]);
        assert_eq!(store.read().next_mail().await.unwrap(), Some(Moment(3)));
        assert_eq!(ids(store.read().outbox(None, None, Page::FIRST).await.unwrap()), ["m5", "m4", "m3", "m2", "m1"]);
        let held = store.read().outbox(Some(MailStatus::Held), Some("p1"), Page::FIRST).await.unwrap();
        assert_eq!(ids(held), ["m5"]);
        assert!(store.read().outbox(None, Some("p2"), Page::FIRST).await.unwrap().is_empty());
        assert_eq!(store.read().mails_of("c1").await.unwrap().len(), 5);
    }
}

fn appoint(unit: &mut Unit, id: &str, person: &str, kind: AppointmentKind, from: i64, to: Option<i64>) {
    unit.put(AppointmentRow {
        id: id.to_owned(),
        post: "desk".to_owned(),
        person: person.to_owned(),
        kind,
        from_at: Moment(from),
        to_at: to.map(Moment),
        by_entry: unit.seq(),
    });
}

fn mail(unit: &mut Unit, id: &str, status: MailStatus, next: i64) {
    unit.put(OutboxRow {
        id: id.to_owned(),
        message_id: format!("<{id}@example.com>"),
        cause_seq: unit.seq(),
        instance: Some("c1".to_owned()),
        task: None,
        recipient_person: Some("p1".to_owned()),
        recipient_address: "p1@example.com".to_owned(),
        kind: "task".to_owned(),
        lang: "zh-CN".to_owned(),
        subject: "s".to_owned(),
        plain: "p".to_owned(),
        html: "h".to_owned(),
        headers: "{}".to_owned(),
        created_at: NOON,
        status,
        attempts: 0,
        next_at: Moment(next),
        last_error: None,
        sent_at: None,
    });
}
