//! Inboxes: whose, which box, in what order.

use guicheng::store::tables::inbox::{BoxCounts, Stats, TaskBox, Who};
use guicheng::store::tables::task::{SlotRow, SlotStatus, TaskRow, TaskStatus};
use guicheng::store::{Page, Store, Unit};
use guicheng_core::value::Moment;

use super::{InstanceRow, InstanceStatus, NOON, case, put};
use crate::support::both::both;

/// A task: id, deadline, whether it is open; and its slots: post, person, status, who acted.
type Sample =
    (&'static str, Option<i64>, bool, &'static [(Option<&'static str>, Option<&'static str>, SlotStatus)]);

const SAMPLES: &[Sample] = &[
    ("late", Some(1), true, &[(Some("desk"), None, SlotStatus::Open)]),
    (
        "no_deadline",
        None,
        true,
        &[(Some("desk"), None, SlotStatus::Open), (None, Some("p1"), SlotStatus::Open)],
    ),
    ("soon", Some(9), true, &[(None, Some("p1"), SlotStatus::Open), (Some("chief"), None, SlotStatus::Told)]),
    ("others", Some(5), true, &[(Some("shop"), None, SlotStatus::Open)]),
    ("half", Some(5), true, &[(None, Some("p1"), SlotStatus::Acted), (Some("shop"), None, SlotStatus::Open)]),
    ("done", Some(5), false, &[(Some("desk"), Some("p1"), SlotStatus::Acted)]),
    ("dropped", Some(5), false, &[(Some("desk"), None, SlotStatus::Cancelled)]),
];

fn fill(unit: &mut Unit) {
    unit.put(case("c1"));
    unit.put(InstanceRow { started_by: Some("p2".to_owned()), status: InstanceStatus::Done, ..case("c2") });
    for (id, due, open, slots) in SAMPLES {
        let instance = if *id == "others" { "c2" } else { "c1" };
        unit.put(TaskRow {
            id: (*id).to_owned(),
            instance: instance.to_owned(),
            policy: "complaint".to_owned(),
            state: "s".to_owned(),
            status: if *open { TaskStatus::Open } else { TaskStatus::Done },
            title: "{}".to_owned(),
            clause: None,
            opened_at: NOON,
            due_at: due.map(|days| Moment(NOON.0 + days)),
            due_explain: None,
            sign: None,
            holders: "[]".to_owned(),
            done_by: None,
            done_post: None,
            done_at: (!open).then_some(NOON),
            choice: None,
            assignment: 1,
            data: "{}".to_owned(),
        });
        for (number, (post, person, status)) in slots.iter().enumerate() {
            let acted = *status == SlotStatus::Acted;
            unit.put(SlotRow {
                task: (*id).to_owned(),
                slot: number.to_string(),
                post: post.map(str::to_owned),
                person: person.map(str::to_owned),
                status: *status,
                acted_by: acted.then(|| "p1".to_owned()),
                acted_at: acted.then_some(NOON),
                choice: None,
            });
        }
    }
}

async fn ids(store: &Store, who: &Who, which: TaskBox, page: Page) -> Vec<String> {
    store.read().inbox(who, which, page).await.unwrap().into_iter().map(|task| task.id).collect()
}

both! {
    async fn each_box_shows_what_belongs_to_it(place: Place) {
        let store = place.open().await;
        put(&store, fill).await;
        let who = |person: &str, posts: &[&str]| Who {
            person: person.to_owned(),
            posts: posts.iter().map(|post| (*post).to_owned()).collect(),
        };
        let cases: &[(Who, TaskBox, &[&str])] = &[
            (who("p1", &["desk"]), TaskBox::Todo, &["late", "soon", "no_deadline"]),
            (who("p1", &[]), TaskBox::Todo, &["soon", "no_deadline"]),
            (who("p3", &["desk", "shop", "a", "b", "c"]), TaskBox::Todo, &["late", "half", "others", "no_deadline"]),
            (who("nobody", &[]), TaskBox::Todo, &[]),
            (who("p1", &["desk"]), TaskBox::Done, &["half", "done"]),
            (who("p2", &["desk"]), TaskBox::Done, &[]),
            (who("p1", &[]), TaskBox::Started, &["late", "half", "soon", "no_deadline"]),
            (who("p2", &[]), TaskBox::Started, &["others"]),
            (who("p3", &["chief"]), TaskBox::Cc, &["soon"]),
            (who("p1", &["desk"]), TaskBox::Cc, &[]),
        ];
        for (who, which, expected) in cases {
            assert_eq!(ids(&store, who, *which, Page::FIRST).await, *expected, "{who:?} {which:?}");
            let counts = store.read().inbox_counts(who).await.unwrap();
            let BoxCounts { todo, done, started, cc } = counts;
            let count = match which {
                TaskBox::Todo => todo,
                TaskBox::Done => done,
                TaskBox::Started => started,
                TaskBox::Cc => cc,
            };
            assert_eq!(count, expected.len() as i64, "{who:?} {which:?}");
        }
        let second = Page { offset: 1, limit: 1 };
        assert_eq!(ids(&store, &who("p1", &["desk"]), TaskBox::Todo, second).await, ["soon"]);
    }

    async fn the_first_page_counts(place: Place) {
        let store = place.open().await;
        assert_eq!(store.read().stats(NOON).await.unwrap(), Stats::default());
        put(&store, fill).await;
        let stats = Stats {
            entries: 1,
            active_cases: 1,
            cases: 2,
            open_tasks: 5,
            overdue_tasks: 1,
            ..Stats::default()
        };
        assert_eq!(store.read().stats(Moment(NOON.0 + 2)).await.unwrap(), stats);
    }

    async fn slots_come_by_task(place: Place) {
        let store = place.open().await;
        put(&store, fill).await;
        let slots = store.read().slots_of(&["soon".to_owned(), "half".to_owned()]).await.unwrap();
        let named: Vec<_> = slots.iter().map(|slot| (slot.task.as_str(), slot.slot.as_str())).collect();
        assert_eq!(named, [("half", "0"), ("half", "1"), ("soon", "0"), ("soon", "1")]);
        assert_eq!(store.read().open_tasks_of("c1").await.unwrap().len(), 4);
        assert_eq!(store.read().tasks_of("c1").await.unwrap().len(), 6);
    }
}
