//! Many at once: a quota's last place is given once, a task is done once, a key has one effect.

use guicheng::service::{ActRequest, ServiceError};
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;

const POLICY: &str = r#"
policy: urgent
title: { zh: 紧急申请, en: Urgent request }
form: urgent
number: "U{yyyy}-{serial:year:4}"
start: { post: clerk, ask: request }
quotas:
  urgent: { key: record.outlet, per: month, max: 3, title: { zh: 紧急申请, en: Urgent requests } }
initial: asked
states:
  asked:
    title: { zh: 审核, en: Review }
    entry: [{ take: urgent }]
    task: { post: head, due: 1wd, overdue: none }
    on:
      approve: { title: { zh: 同意, en: Approve }, target: approved }
      refuse: { title: { zh: 不同意, en: Refuse }, target: refused, opinion: required }
  approved: { title: { zh: 已同意, en: Approved }, type: final }
  refused: { title: { zh: 未同意, en: Refused }, type: final }
"#;

const FORM: &str = r#"
form: urgent
title: { zh: 紧急申请表, en: Urgent request }
fields:
  outlet: { type: text, max: 20, title: { zh: 网点, en: Outlet } }
sections:
  request: { title: { zh: 申请, en: Request }, fields: [outlet] }
"#;

both! {
    /// Fifty ask for three places at the same moment: three get one, forty-seven are told that there is none.
    async fn a_quotas_last_place_is_given_once(place: Place) {
        let service = company::open(&place, &company::documents(POLICY, FORM)).await;
        company::staff(&service, &[("li", "clerk"), ("zhang", "head")]).await;
        let caller = company::caller(&service, "li").await;
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (service, caller) = (service.clone(), caller.clone());
            running.spawn(async move {
                service.start(&caller, "urgent", fields(json!({ "outlet": "W-01" })), None).await
            });
        }
        let results = running.join_all().await;
        let numbers: std::collections::BTreeSet<_> =
            results.iter().filter_map(|r| r.as_ref().ok()).map(|done| done.number.clone().unwrap()).collect();
        assert_eq!(numbers.len(), 3, "three different numbers");
        let refused = results.iter().filter(|r| matches!(r, Err(ServiceError::Refused(p)) if p.code == "quota-full"));
        assert_eq!(refused.count(), 47);
        // Another outlet has places of its own; serials go on without a gap.
        let done = service.start(&caller, "urgent", fields(json!({ "outlet": "W-02" })), None).await.unwrap();
        assert!(done.number.unwrap().ends_with("0004"));
        assert_provable(&service).await;
    }

    /// Two people act on one task at the same moment: one wins, the other learns who and when.
    async fn a_task_is_done_once(place: Place) {
        let service = company::open(&place, &company::documents(POLICY, FORM)).await;
        company::staff(&service, &[("li", "clerk"), ("zhang", "head"), ("wang", "head")]).await;
        let clerk = company::caller(&service, "li").await;
        let done = service.start(&clerk, "urgent", fields(json!({ "outlet": "W-01" })), None).await.unwrap();
        let task = done.tasks[0].clone();
        let mut running = tokio::task::JoinSet::new();
        for person in ["zhang", "wang"] {
            let (service, task) = (service.clone(), task.clone());
            running.spawn(async move {
                let caller = company::caller(&service, person).await;
                let request = ActRequest { choice: "approve".into(), ..ActRequest::default() };
                (person, service.act(&caller, &task, request).await)
            });
        }
        let results = running.join_all().await;
        let (winner, loser): (Vec<_>, Vec<_>) = results.into_iter().partition(|(_, result)| result.is_ok());
        assert_eq!((winner.len(), loser.len()), (1, 1));
        let Err(ServiceError::Conflict(problem)) = &loser[0].1 else { panic!("{:?}", loser[0].1) };
        assert_eq!(problem.code, "task-done");
        let told = |name: &str| problem.args.iter().find(|(arg, _)| *arg == name).map(|(_, value)| value.clone());
        assert_eq!(told("person").as_deref(), Some(winner[0].0));
        assert!(told("at").is_some_and(|at| !at.is_empty()));
        assert_provable(&service).await;
    }

    /// The same key from many callers at once: one effect, one answer; another request under it is refused.
    async fn a_key_has_one_effect(place: Place) {
        let service = company::open(&place, &company::documents(POLICY, FORM)).await;
        company::staff(&service, &[("li", "clerk"), ("zhang", "head")]).await;
        let caller = company::caller(&service, "li").await;
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (service, caller) = (service.clone(), caller.clone());
            running.spawn(async move {
                service.start(&caller, "urgent", fields(json!({ "outlet": "W-01" })), Some("k-1".into())).await.unwrap()
            });
        }
        let answers = running.join_all().await;
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        let other = service.start(&caller, "urgent", fields(json!({ "outlet": "W-02" })), Some("k-1".into())).await;
        assert!(matches!(other, Err(ServiceError::Conflict(p)) if p.code == "idempotency-mismatch"));
    }
}
