//! Who leaves loses every right at once and keeps what they signed; an auditor reads everything, changes nothing, and
//! the account ends by itself.

use guicheng::cli::open::console;
use guicheng::service::{ActRequest, Advance, NewPerson, Opened, Service, ServiceError, Via};
use guicheng_core::value::Moment;
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::{Place, both};
use crate::support::company;
use crate::support::signing::signing;

const POLICY: &str = r#"
policy: leave
title: { zh: 请假, en: Leave }
form: leave
number: "L{yyyy}-{serial:year:4}"
start: { post: clerk, ask: request }
initial: asked
states:
  asked:
    title: { zh: 审批, en: Approval }
    task: { post: head, due: 1wd, overdue: none, sign: approve }
    on:
      approve: { title: { zh: 同意, en: Approve }, target: asked_again }
  asked_again:
    title: { zh: 复核, en: Second look }
    task: { person: "=record.second", due: 1wd, overdue: none }
    on:
      close: { title: { zh: 关闭, en: Close }, target: closed }
  closed: { title: { zh: 已关闭, en: Closed }, type: final }
"#;

const FORM: &str = r#"
form: leave
title: { zh: 请假单, en: Leave }
fields:
  second: { type: person, title: { zh: 复核人, en: Second }}
sections:
  request: { title: { zh: 申请, en: Request }, fields: [second] }
"#;

const DAY: i64 = 24 * 3_600 * 1_000_000;

async fn house(place: &Place) -> Service {
    let service = company::open(place, &company::documents(POLICY, FORM)).await;
    company::staff(&service, &[("li", "clerk"), ("zhang", "head"), ("wang", "head"), ("root", "admin")])
        .await;
    let mut row = service.store().read().person("root").await.unwrap().unwrap();
    row.admin = true;
    service.appoint(console(), vec![row], vec![]).await.unwrap();
    service
}

fn refused<T>(result: Result<T, ServiceError>) -> &'static str {
    result.err().map_or("done", |error| error.code())
}

fn sign(choice: &str) -> ActRequest {
    ActRequest { choice: choice.into(), signing: signing(), ..ActRequest::default() }
}

both! {
    /// The page, the link, the token and the session of who left are dead; the signature stays and holds.
    async fn who_leaves_loses_every_right_at_once(place: Place) {
        let service = house(&place).await;
        let clerk = company::caller(&service, "li").await;
        let start = || service.start(&clerk, "leave", fields(json!({ "second": "zhang" })), None);
        let (first, second) = (start().await.unwrap(), start().await.unwrap());
        // What somebody has who is at work: a session with an open page, a token, a mail's link.
        let session = service.begin_session("zhang").await.unwrap();
        let token = service.create_token("zhang", "test", console()).await.unwrap();
        let open_page = service.by_session(&session).await.unwrap().unwrap();
        let mails = service.store().read().mails_of(&second.instance).await.unwrap();
        let mail = mails.iter().find(|mail| mail.recipient_person.as_deref() == Some("zhang")).unwrap();
        let secret = service.link_of(mail).rsplit('/').next().unwrap().to_owned();
        let Opened::Task { caller: by_link, .. } = service.open_link(&secret).await.unwrap() else { panic!() };
        let invitation = service.invite("zhang", console()).await.unwrap();
        service.act(&open_page, &first.tasks[0], sign("approve")).await.unwrap();

        let admin = company::caller(&service, "root").await;
        assert_eq!(refused(service.leave_by(&clerk, "zhang").await), "admins-only");
        assert_eq!(refused(service.leave_by(&admin, "root").await), "leave-self");
        let left = service.leave_by(&admin, "zhang").await.unwrap();
        assert!(left.tasks.is_empty(), "what only they could do goes to their post: {:?}", left.tasks);
        let wang = company::caller(&service, "wang").await;
        let task = service.store().read().open_tasks_of(&first.instance).await.unwrap().remove(0);
        assert!(service.task(&wang, &task.id).await.unwrap().mine);
        let mails = service.store().read().mails_of(&first.instance).await.unwrap();
        let last = mails.last().unwrap();
        assert_eq!((last.recipient_person.as_deref(), last.task.as_deref()), (Some("wang"), Some(task.id.as_str())));
        let done = service.act(&wang, &task.id, ActRequest { choice: "close".into(), ..ActRequest::default() }).await;
        assert_eq!(done.unwrap().status, "done");
        assert!(left.vacant.is_empty(), "the other head is still there");
        assert_eq!(refused(service.leave_by(&admin, "zhang").await), "left-before");

        // Callers that were made before: an open page, an open link.
        for caller in [&open_page, &by_link] {
            let late = service.act(caller, &second.tasks[0], sign("approve")).await;
            assert!(matches!(refused(late), "left" | "proof-old"));
            let late = service.act(caller, &second.tasks[0], ActRequest { signing: None, ..sign("approve") }).await;
            assert!(matches!(refused(late), "left" | "link-one-task"));
        }
        assert!(service.by_session(&session).await.unwrap().is_none());
        assert_eq!(refused(service.by_token(&token).await), "bad-token");
        assert!(matches!(service.open_link(&secret).await.unwrap(), Opened::Dead { .. }));
        assert_eq!(refused(service.invited(invitation.rsplit('/').next().unwrap()).await), "invitation-over");
        assert_eq!(refused(service.sign_in("zhang", guicheng::service::DEMO_PASSWORD, "").await), "sign-in-wrong");
        let rows = service.store().read().signatures(&first.instance).await.unwrap();
        assert!(rows.len() == 1 && rows[0].voided_at.is_none() && rows[0].name == "zhang");
        // The other head goes, too: the post is empty, and that is said.
        assert_eq!(service.leave_by(&admin, "wang").await.unwrap().vacant, ["head"]);
        assert_provable(&service).await;
    }

    /// An auditor reads what everybody does, changes nothing through any use case, and is gone after the last day.
    async fn an_auditor_reads_everything_changes_nothing_and_ends(place: Place) {
        let service = house(&place).await;
        let admin = company::caller(&service, "root").await;
        let clerk = company::caller(&service, "li").await;
        let done = service.start(&clerk, "leave", fields(json!({ "second": "zhang" })), None).await.unwrap();
        let new = |until: Option<i64>| NewPerson {
            id: "aud".into(),
            name: "审计员".into(),
            mail: Some("aud@example.com".into()),
            reads_only: true,
            admin: true,
            until: until.map(|days| Moment(service.now().0 + days * DAY)),
            ..NewPerson::default()
        };
        assert_eq!(refused(service.add_person(&clerk, new(Some(30))).await), "admins-only");
        for until in [None, Some(-1)] {
            assert_eq!(refused(service.add_person(&admin, new(until)).await), "person-until");
        }
        assert_eq!(refused(service.add_person(&admin, NewPerson { id: "Ä".into(), ..new(Some(30)) }).await), "person-id");
        service.add_person(&admin, new(Some(30))).await.unwrap();
        assert_eq!(refused(service.add_person(&admin, new(Some(30))).await), "person-exists");
        service.give_demo_passwords(console()).await.unwrap();
        // Even if somebody gives them a post.
        company_post(&service, "aud", "head").await;
        company_post(&service, "aud", "clerk").await;
        let token = service.create_token("aud", "test", console()).await.unwrap();
        let auditor = service.by_token(&token).await.unwrap();
        assert!(!auditor.admin && auditor.reads_only);
        service.case(&auditor, &done.instance).await.unwrap();
        service.verify_for(&auditor).await.unwrap();
        assert_eq!(service.accounts(&auditor).await.unwrap().len(), 5);
        let before = service.store().read().head().await.unwrap();
        let nothing = [
            refused(service.act(&auditor, &done.tasks[0], sign("approve")).await),
            refused(service.start(&auditor, "leave", fields(json!({ "second": "zhang" })), None).await),
            refused(service.leave_by(&auditor, "li").await),
            refused(service.invite_again(&auditor, "li").await),
            refused(service.end_sessions(&auditor, "li").await),
            refused(service.add_person(&auditor, new(Some(3))).await),
            refused(service.advance(&auditor, Advance::By("1d".parse().unwrap())).await),
        ];
        assert!(nothing.iter().all(|code| *code == "reads-only"), "{nothing:?}");
        assert_eq!(service.store().read().head().await.unwrap(), before);
        service.advance(&admin, Advance::By("31d".parse().unwrap())).await.unwrap();
        assert_eq!(refused(service.by_token(&token).await), "bad-token");
        assert_eq!(refused(service.sign_in("aud", guicheng::service::DEMO_PASSWORD, "").await), "sign-in-wrong");
        assert_provable(&service).await;
    }
}

async fn company_post(service: &Service, person: &str, post: &str) {
    use guicheng::store::tables::people::{AppointmentKind, AppointmentRow};
    let row = AppointmentRow {
        id: format!("{person}-{post}"),
        post: post.into(),
        person: person.into(),
        kind: AppointmentKind::Holder,
        from_at: Moment(0),
        to_at: None,
        by_entry: 0,
    };
    service.appoint(console(), vec![], vec![row]).await.unwrap();
    assert!(service.caller(person, Via::Token).await.unwrap().holds(post));
}
