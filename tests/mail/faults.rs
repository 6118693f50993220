//! What goes wrong on the way.

use std::sync::Arc;
use std::time::Duration;

use guicheng::limits;
use guicheng::store::tables::mail::MailStatus;
use guicheng_core::value::Moment;

use super::relay::{Answer, FakeRelay, Setup};
use super::{NOON, Scene, mail};
use crate::support::both::{Place, both};

both! {
    async fn a_dead_address_becomes_one_incident_and_holds_nobody_up(place: Place) {
        let relay = FakeRelay::start(Setup::default()).await;
        let scene = Scene::new(place.open().await, &relay.url());
        relay.answer("gone@example.com", [Answer::Rcpt(550)]);
        relay.answer("full@example.com", [Answer::Data(552)]);
        // More than there are connections: after each refusal the same connection carries another mail.
        let good: Vec<String> = (0..2 * limits::SMTP_SESSIONS).map(|n| format!("n{n}@example.com")).collect();
        let bad = ["gone@example.com", "full@example.com", "not an address"];
        let to: Vec<&str> = bad.into_iter().chain(good.iter().map(String::as_str)).collect();
        scene.put(to.iter().map(|to| mail(to, to)).collect()).await;
        assert_eq!(scene.pass().await, to.len());
        assert_eq!(scene.pass().await, 0);
        let mut incidents = scene.incidents().await;
        incidents.sort();
        let refused = |code| ("mail-incident-refused".to_owned(), format!("[[\"code\",{code}]]"));
        let unfit = ("mail-incident-unfit".to_owned(), "[]".to_owned());
        assert_eq!(incidents, [refused(550), refused(552), unfit]);
        for to in to {
            let status = if bad.contains(&to) { MailStatus::Failed } else { MailStatus::Sent };
            assert_eq!(scene.row(to).await.status, status, "{to}");
        }
        assert_eq!(scene.row("gone@example.com").await.last_error.as_deref(), Some("first line second line"));
        assert_eq!(relay.taken().len(), good.len());
        let hellos = relay.heard().iter().filter(|line| line.starts_with("EHLO")).count();
        assert_eq!(hellos, limits::SMTP_SESSIONS);
    }

    async fn after_a_death_before_the_mark_the_same_mail_goes_out_again(place: Place) {
        let relay = FakeRelay::start(Setup::default()).await;
        let scene = Scene::new(place.open().await, &relay.url());
        relay.answer("desk@example.com", [Answer::Hang]);
        scene.put(vec![mail("m1", "desk@example.com")]).await;
        let worker = Arc::clone(&scene.worker);
        let dying = tokio::spawn(async move { worker.pass().await.map(drop) });
        relay.has_taken(1).await;
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        assert_eq!(scene.row("m1").await.status, MailStatus::Sending);

        // Another node waits for the end of the lease, to the microsecond.
        assert_eq!(scene.pass().await, 0);
        scene.clock.advance(limits::MAIL_LEASE - Duration::from_micros(1));
        assert_eq!(scene.pass().await, 0);
        scene.clock.advance(Duration::from_micros(1));
        assert_eq!(scene.pass().await, 1);
        let taken = relay.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0], taken[1]);
        let row = scene.row("m1").await;
        assert_eq!((row.status, row.attempts), (MailStatus::Sent, 2));
        assert_eq!(scene.incidents().await, []);
    }
}

#[tokio::test]
async fn who_is_alone_does_not_wait_for_the_lease_of_its_dead_self() {
    let place = Place::sqlite();
    let relay = FakeRelay::start(Setup::default()).await;
    let scene = Scene::new(place.open().await, &relay.url());
    relay.answer("desk@example.com", [Answer::Hang]);
    scene.put(vec![mail("m1", "desk@example.com")]).await;
    let dying = tokio::spawn(Arc::clone(&scene.worker).run(std::future::pending()));
    relay.has_taken(1).await;
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());

    let running = tokio::spawn(Arc::clone(&scene.worker).run(std::future::pending()));
    let taken = relay.has_taken(2).await;
    assert_eq!(taken[0], taken[1]);
    running.abort();
}

#[tokio::test]
async fn a_mail_is_tried_again_after_growing_pauses_and_then_given_up() {
    let place = Place::sqlite();
    let relay = FakeRelay::start(Setup::default()).await;
    let scene = Scene::new(place.open().await, &relay.url());
    let replies = [Answer::Rcpt(450), Answer::Data(451), Answer::Rcpt(421)];
    relay.answer("busy@example.com", replies.into_iter().cycle().take(limits::MAIL_PAUSES.len() + 1));
    scene.put(vec![mail("m1", "busy@example.com")]).await;
    for (attempt, pause) in (1..).zip(limits::MAIL_PAUSES) {
        assert_eq!(scene.pass().await, 1);
        let row = scene.row("m1").await;
        assert_eq!((row.status, row.attempts), (MailStatus::Waiting, attempt));
        assert_eq!(row.last_error.as_deref(), Some("first line second line"));
        scene.clock.advance(pause - Duration::from_micros(1));
        assert_eq!(scene.pass().await, 0, "attempt {attempt} came early");
        scene.clock.advance(Duration::from_micros(1));
    }
    assert_eq!(scene.incidents().await, []);
    assert_eq!(scene.pass().await, 1);
    assert_eq!(scene.row("m1").await.status, MailStatus::Failed);
    assert_eq!(scene.incidents().await, [("mail-incident-exhausted".to_owned(), "[]".to_owned())]);
    assert_eq!(scene.pass().await, 0);
    assert_eq!(relay.taken(), []);
}

#[tokio::test]
async fn a_relay_that_dies_after_the_mail_gets_the_same_mail_again() {
    let place = Place::sqlite();
    let relay = FakeRelay::start(Setup::default()).await;
    let scene = Scene::new(place.open().await, &relay.url());
    relay.answer("desk@example.com", [Answer::Drop]);
    scene.put(vec![mail("m1", "desk@example.com")]).await;
    assert_eq!(scene.pass().await, 1);
    let row = scene.row("m1").await;
    assert_eq!((row.status, row.next_at), (MailStatus::Waiting, later(limits::MAIL_PAUSES[0])));
    scene.clock.advance(limits::MAIL_PAUSES[0]);
    assert_eq!(scene.pass().await, 1);
    assert_eq!(scene.row("m1").await.last_error, None);
    let taken = relay.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0], taken[1]);
}

#[tokio::test]
async fn a_relay_that_is_away_costs_no_mail() {
    let place = Place::sqlite();
    // A port that was free a moment ago and that nobody listens on.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let scene = Scene::new(place.open().await, &format!("smtp://127.0.0.1:{port}?tls=none"));
    let mails = limits::SMTP_SESSIONS * 3;
    scene.put((0..mails).map(|n| mail(&format!("m{n}"), "desk@example.com")).collect()).await;
    assert_eq!(scene.pass().await, mails);
    for n in 0..mails {
        let row = scene.row(&format!("m{n}")).await;
        assert_eq!((row.status, row.next_at), (MailStatus::Waiting, later(limits::MAIL_PAUSES[0])));
        assert!(row.last_error.is_some_and(|said| !said.is_empty()));
    }
    assert_eq!(scene.incidents().await, []);
}

#[tokio::test]
async fn a_sender_that_the_relay_refuses_is_no_dead_address() {
    let place = Place::sqlite();
    let relay = FakeRelay::start(Setup::default()).await;
    let scene = Scene::new(place.open().await, &relay.url());
    relay.answer("", [Answer::Mail(550)]);
    scene.put(vec![mail("m1", "desk@example.com")]).await;
    assert_eq!(scene.pass().await, 1);
    assert_eq!(scene.row("m1").await.status, MailStatus::Waiting);
    assert_eq!(scene.incidents().await, []);
}

fn later(by: Duration) -> Moment {
    Moment(NOON.0 + i64::try_from(by.as_micros()).unwrap())
}
