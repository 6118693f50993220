//! A mail's link and a change: it goes along when its case moves to another revision, acts once, and says why it is dead.

use guicheng::service::{ActRequest, Opened, Service};
use guicheng::store::Page;
use serde_json::json;

use super::changes::code;
use super::moves::{act, firm, note, release, signed};
use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;

/// The secret of the link in the mail about a case's task.
async fn secret(service: &Service, person: &str, case: &str) -> String {
    let rows =
        service.store().read().outbox(None, Some(person), Page { offset: 0, limit: 500 }).await.unwrap();
    let mail = rows.iter().rfind(|row| row.instance.as_deref() == Some(case) && row.task.is_some()).unwrap();
    service.link_of(mail).rsplit('/').next().unwrap().to_owned()
}

async fn dead(service: &Service, secret: &str) -> &'static str {
    match service.open_link(secret).await.unwrap() {
        Opened::Dead { why, .. } => why,
        Opened::Task { task, .. } => panic!("{task} is open"),
    }
}

both! {
    /// The link of a task whose case has moved opens that task, acts on it once, and is used then.
    async fn a_link_goes_along_and_acts_once(place: Place) {
        let service = firm(&place).await;
        let case = note(&service, "meet").await.instance;
        let (first, link) = (secret(&service, "li", &case).await, secret(&service, "wang", &case).await);
        act(&service, "li", &case, "agree").await.unwrap();
        let change = signed(&service, "due: 5d", "due: 9d", json!({ "cases": "all", "deadlines": "remaining" })).await;
        release(&service, &change).await;
        assert_eq!(dead(&service, &first).await, "used", "who signed before the move has signed");
        let Opened::Task { caller, task } = service.open_link(&link).await.unwrap() else { panic!("dead") };
        let request = || ActRequest { choice: "agree".into(), ..ActRequest::default() };
        let press = || service.act(&caller, &task, request());
        // Pressed twice at one moment.
        let (one, two) = tokio::join!(press(), press());
        let mut codes = [code(one), code(two)];
        codes.sort_unstable();
        assert_eq!(codes.iter().filter(|code| **code == "done").count(), 1, "{codes:?}");
        assert_eq!(dead(&service, &link).await, "used");
        assert_provable(&service).await;
    }

    /// Who has left has no link any more, though the task is still open; nor does the link start anything.
    async fn who_left_has_no_link(place: Place) {
        let service = firm(&place).await;
        let case = note(&service, "meet").await.instance;
        let link = secret(&service, "wang", &case).await;
        let Opened::Task { caller, task } = service.open_link(&link).await.unwrap() else { panic!("dead") };
        let begun = service.start(&caller, "note", fields(json!({ "words": "一" })), None).await;
        assert_eq!(code(begun), "link-one-task");
        let by = guicheng_core::ledger::Actor { person: None, post: None, authority: "test".into() };
        service.leave(by, "wang").await.unwrap();
        assert_eq!(dead(&service, &link).await, "moved");
        let request = ActRequest { choice: "agree".into(), ..ActRequest::default() };
        assert_ne!(code(service.act(&caller, &task, request).await), "done", "with the page still open");
        assert!(company::caller(&service, "li").await.holds("clerk"));
        assert_provable(&service).await;
    }
}
