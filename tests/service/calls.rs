//! Cases that call others: one transaction for all that follows from a command, each step with its own entry.

use guicheng::service::{ActRequest, Done, Service, ServiceError};
use guicheng::store::Page;
use guicheng::store::tables::case::{CaseFilter, InstanceRow, InstanceStatus};
use guicheng::store::tables::ledger::EntryRow;
use serde_json::{Value, json};

use super::{assert_provable, fields};
use crate::support::both::{Place, both};
use crate::support::company;

const ORDER: &str = r#"
policy: order
title: { zh: 订单, en: Order }
form: order
number: "O{serial:year:3}"
start: { post: clerk, ask: request }
initial: work
states:
  work:
    title: { zh: 制作, en: Work }
    task: { post: clerk, overdue: none }
    call:
      - { policy: part, id: left, with: { name: '"left"' } }
      - { policy: part, id: right, with: { name: record.right } }
    on:
      stop: { title: { zh: 停止, en: Stop }, target: stopped }
    on_done: { target: made, actions: [record.result = event.data.left.word + event.data.right.word] }
  made: { title: { zh: 已制作, en: Made }, type: final }
  stopped: { title: { zh: 已停止, en: Stopped }, type: final }
"#;

const ORDER_FORM: &str = r#"
form: order
title: { zh: 订单, en: Order }
fields:
  right: { type: text, title: { zh: 右边, en: Right } }
  result: { type: text, computed: true, title: { zh: 结果, en: Result } }
sections:
  request: { title: { zh: 申请, en: Request }, fields: [right] }
"#;

const PART: &str = r#"
policy: part
title: { zh: 部件, en: Part }
form: part
number: "P{serial:year:3}"
initial: doing
states:
  doing:
    title: { zh: 加工, en: Doing }
    task: { post: head, due: 1wd, overdue: none }
    on:
      finish: { title: { zh: 完成, en: Finish }, target: finished }
  finished: { title: { zh: 已完成, en: Finished }, type: final, output: { word: record.name } }
"#;

const PART_FORM: &str = r#"
form: part
title: { zh: 部件, en: Part }
fields:
  name: { type: text, title: { zh: 名称, en: Name } }
sections:
  facts: { title: { zh: 情况, en: Facts }, fields: [name] }
"#;

async fn company(place: &Place, order: &str, part: &str) -> Service {
    let mut files = company::documents(order, ORDER_FORM);
    files.push(("policies/part.yaml".into(), part.as_bytes().to_vec()));
    files.push(("forms/part.yaml".into(), PART_FORM.as_bytes().to_vec()));
    let service = company::open(place, &files).await;
    company::staff(&service, &[("li", "clerk"), ("zhang", "head"), ("wang", "head"), ("sun", "admin")]).await;
    service
}

async fn order(service: &Service, right: &str) -> Result<Done, ServiceError> {
    let clerk = company::caller(service, "li").await;
    service.start(&clerk, "order", fields(json!({ "right": right })), None).await
}

async fn act(
    service: &Service,
    person: &str,
    case: &InstanceRow,
    choice: &str,
) -> Result<Done, ServiceError> {
    let caller = company::caller(service, person).await;
    let tasks = service.store().read().tasks_of(&case.id).await.unwrap();
    let request = ActRequest { choice: choice.into(), ..ActRequest::default() };
    service.act(&caller, &tasks[0].id, request).await
}

/// A case and those that it has called.
async fn family(service: &Service, id: &str) -> (InstanceRow, Vec<InstanceRow>) {
    let read = || service.store().read();
    (read().instance(id).await.unwrap().unwrap(), read().instances_called(id, 10).await.unwrap())
}

async fn entries(service: &Service, case: &str) -> Vec<(EntryRow, Value)> {
    let page = Page { offset: 0, limit: 50 };
    let rows = service.store().read().history(case, page).await.unwrap();
    rows.into_iter().map(|row| (row.clone(), serde_json::from_str(&row.leaf).unwrap())).collect()
}

async fn count(service: &Service) -> i64 {
    service.store().read().count_cases(&CaseFilter::default()).await.unwrap()
}

both! {
    async fn called_cases_live_beside_their_caller(place: Place) {
        let service = company(&place, ORDER, PART).await;
        let done = order(&service, "right").await.unwrap();
        let (row, parts) = family(&service, &done.instance).await;
        let told: Vec<_> = parts.iter().map(|part| (part.call_id.as_deref().unwrap(), part.number.as_deref().unwrap())).collect();
        assert_eq!(told, [("left", "P001"), ("right", "P002")]);
        assert_eq!(parts[0].parent.as_ref(), Some(&row.id));
        assert_eq!(parts[0].started_by.as_deref(), Some("li"));
        // One commit: start, and what it led to, each naming its cause.
        let first = entries(&service, &row.id).await;
        for part in &parts {
            let begun = entries(&service, &part.id).await;
            assert_eq!(begun[0].1["body"]["cause"], json!(first[0].0.seq));
            assert_eq!(begun[0].1["body"]["command"]["caller"]["instance"], json!(row.id));
            assert!(begun[0].1["under"]["policies/part"].is_string());
        }
        act(&service, "zhang", &parts[0], "finish").await.unwrap();
        assert_eq!(family(&service, &row.id).await.0.status, InstanceStatus::Active);
        let last = act(&service, "wang", &parts[1], "finish").await.unwrap();
        assert_eq!(last.status, "done");
        assert_eq!(family(&service, &row.id).await.0.status, InstanceStatus::Done);
        let told = entries(&service, &row.id).await;
        let kinds: Vec<&str> = told.iter().map(|(row, _)| row.kind.as_str()).collect();
        assert_eq!(kinds, ["start", "deliver", "deliver"]);
        assert_eq!(told[2].1["body"]["cause"], json!(last.entry));
        let clerk = company::caller(&service, "li").await;
        assert_eq!(service.case(&clerk, &row.id).await.unwrap().snapshot.record["result"].as_text(), Some("leftright"));
        assert_provable(&service).await;
    }

    async fn calls_end_with_the_state_that_made_them(place: Place) {
        let service = company(&place, ORDER, PART).await;
        let done = order(&service, "right").await.unwrap();
        let (row, parts) = family(&service, &done.instance).await;
        act(&service, "zhang", &parts[0], "finish").await.unwrap();
        act(&service, "li", &row, "stop").await.unwrap();
        let (row, parts) = family(&service, &row.id).await;
        let statuses = [row.status, parts[0].status, parts[1].status];
        assert_eq!(statuses, [InstanceStatus::Done, InstanceStatus::Done, InstanceStatus::Cancelled]);
        assert!(parts[1].ended_at.is_some());
        let late = act(&service, "zhang", &parts[1], "finish").await;
        assert!(matches!(late, Err(ServiceError::Conflict(p)) if p.code == "task-cancelled"));
        assert_eq!(service.next_due().await.unwrap(), None);
        assert_provable(&service).await;
    }

    /// The caller's script fails when the second part comes back: the person is told, and nothing has happened.
    async fn what_one_case_refuses_happens_in_none(place: Place) {
        let broken = ORDER.replace("event.data.left.word +", "event.data.middle.word +");
        let service = company(&place, &broken, PART).await;
        let done = order(&service, "right").await.unwrap();
        let (row, parts) = family(&service, &done.instance).await;
        act(&service, "zhang", &parts[0], "finish").await.unwrap();
        let head = service.store().read().head().await.unwrap();
        let refused = act(&service, "wang", &parts[1], "finish").await;
        assert!(matches!(&refused, Err(ServiceError::Script(_))), "{refused:?}");
        assert_eq!(service.store().read().head().await.unwrap(), head);
        let (row, parts) = family(&service, &row.id).await;
        assert_eq!([row.status, parts[1].status], [InstanceStatus::Active; 2]);
        assert_provable(&service).await;
    }

    /// A circle of calls is stopped, and nothing of it stays.
    async fn a_circle_of_calls_is_refused(place: Place) {
        let circle = PART.replace("    task: { post: head", "    call: { policy: part, wait: false }\n    task: { post: head");
        let service = company(&place, ORDER, &circle).await;
        let refused = order(&service, "right").await;
        assert!(matches!(&refused, Err(ServiceError::Refused(p)) if p.code == "too-many-messages"), "{refused:?}");
        assert_eq!(count(&service).await, 0);
        assert_provable(&service).await;
    }

    /// Both parts are finished at the same moment: the caller goes on once, with both.
    async fn two_parts_that_end_at_once_both_count(place: Place) {
        let service = company(&place, ORDER, PART).await;
        let mut orders = Vec::new();
        for round in 0..10 {
            orders.push(order(&service, &format!("r{round}")).await.unwrap());
        }
        let mut running = tokio::task::JoinSet::new();
        for done in &orders {
            let (_, parts) = family(&service, &done.instance).await;
            for (part, person) in parts.into_iter().zip(["zhang", "wang"]) {
                let service = service.clone();
                running.spawn(async move { act(&service, person, &part, "finish").await });
            }
        }
        assert!(running.join_all().await.iter().all(Result::is_ok));
        let clerk = company::caller(&service, "li").await;
        for (round, done) in orders.iter().enumerate() {
            let view = service.case(&clerk, &done.instance).await.unwrap();
            assert_eq!(view.row.status, InstanceStatus::Done);
            assert_eq!(view.snapshot.record["result"].as_text(), Some(format!("leftr{round}").as_str()));
        }
        assert_provable(&service).await;
    }

    /// Who may see the caller may see what it called; others may see neither.
    async fn rights_reach_from_the_caller_to_the_called(place: Place) {
        let service = company(&place, ORDER, PART).await;
        let done = order(&service, "right").await.unwrap();
        let (row, parts) = family(&service, &done.instance).await;
        for (person, sees) in [("li", true), ("zhang", true), ("sun", false)] {
            let caller = company::caller(&service, person).await;
            for case in [&row, &parts[0]] {
                assert_eq!(service.case(&caller, &case.id).await.is_ok(), sees, "{person}");
            }
        }
        let clerk = company::caller(&service, "li").await;
        let view = service.case(&clerk, &row.id).await.unwrap();
        assert_eq!(view.called.iter().map(|row| &row.id).collect::<Vec<_>>(), [&parts[0].id, &parts[1].id]);
        assert_eq!(service.case(&clerk, &parts[0].id).await.unwrap().parent.unwrap().id, row.id);
    }
}
