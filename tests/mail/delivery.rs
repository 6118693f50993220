//! What goes out, to whom, once.

use std::collections::HashSet;
use std::sync::Arc;

use guicheng::mail::{Sender, message};
use guicheng::store::tables::mail::{MailStatus, OutboxRow};
use mail_parser::MessageParser;
use tokio::sync::oneshot;

use super::relay::{FakeRelay, Setup};
use super::{NOON, Scene, mail};
use crate::support::both::{Place, both};

both! {
    async fn a_mail_goes_out_once_with_its_link(place: Place) {
        let relay = FakeRelay::start(Setup::default()).await;
        let scene = Scene::new(place.open().await, &relay.url());
        let row = mail("m1", "desk@example.com");
        scene.put(vec![row.clone()]).await;
        assert_eq!(scene.pass().await, 1);
        assert_eq!(scene.pass().await, 0);
        let taken = relay.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].from.as_str(), taken[0].to.as_str()), ("guicheng@example.com", "desk@example.com"));
        let written = message::build(&row, &Sender::default(), "https://example.com/l/m1").unwrap();
        assert_eq!(String::from_utf8_lossy(&taken[0].bytes).trim_end(), String::from_utf8_lossy(&written.bytes).trim_end());
        let read = MessageParser::new().parse(&taken[0].bytes).unwrap();
        assert!(read.body_text(0).unwrap().contains("https://example.com/l/m1"));
        assert!(read.body_html(0).unwrap().contains("href=\"https://example.com/l/m1\""));
        let expected = OutboxRow { status: MailStatus::Sent, attempts: 1, sent_at: Some(NOON), ..row };
        assert_eq!(scene.row("m1").await, expected);
    }

    async fn what_is_held_shown_or_not_yet_due_stays(place: Place) {
        let relay = FakeRelay::start(Setup::default()).await;
        let scene = Scene::new(place.open().await, &relay.url());
        let mut rows = Vec::new();
        for status in [MailStatus::Held, MailStatus::Shown, MailStatus::Sent, MailStatus::Failed] {
            rows.push(OutboxRow { status, ..mail(&format!("{status:?}"), "desk@example.com") });
        }
        let later = guicheng_core::value::Moment(NOON.0 + 1);
        rows.push(OutboxRow { next_at: later, ..mail("later", "desk@example.com") });
        scene.put(rows.clone()).await;
        assert_eq!(scene.pass().await, 0);
        assert_eq!(relay.taken(), []);
        for row in rows {
            assert_eq!(scene.row(&row.id).await, row);
        }
    }

    async fn two_workers_send_each_mail_once(place: Place) {
        let relay = FakeRelay::start(Setup::default()).await;
        let one = Scene::new(place.open().await, &relay.url());
        let two = Scene::at(place.open().await, &relay.url(), one.clock.clone());
        const MAILS: usize = 100;
        let rows = (0..MAILS).map(|n| mail(&format!("m{n}"), &format!("p{n}@example.com"))).collect();
        one.put(rows).await;
        let drain = |scene: Scene| async move { while scene.pass().await > 0 {} };
        tokio::join!(drain(one), drain(two));
        let taken = relay.taken();
        let different: HashSet<&str> = taken.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!((taken.len(), different.len()), (MAILS, MAILS));
    }
}

#[tokio::test]
async fn a_running_worker_is_woken_and_stops() {
    let place = Place::sqlite();
    let relay = FakeRelay::start(Setup::default()).await;
    let scene = Scene::new(place.open().await, &relay.url());
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(Arc::clone(&scene.worker).run(async {
        stopped.await.ok();
    }));
    for n in 1..=3 {
        scene.put(vec![mail(&format!("m{n}"), "desk@example.com")]).await;
        scene.worker.wake.notify_one();
        relay.has_taken(n).await;
    }
    stop.send(()).unwrap();
    running.await.unwrap();
    for n in 1..=3 {
        assert_eq!(scene.row(&format!("m{n}")).await.status, MailStatus::Sent);
    }
}
