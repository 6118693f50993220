//! Locks and folders that cases share: one holder at a time, in the order of asking, whoever races.

use guicheng::service::{ActRequest, Done, Service, ServiceError};
use guicheng::store::tables::task::TaskStatus;
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::{Place, both};
use crate::support::company;

const STOCK: &str = r#"
policy: stock
title: { zh: 盘点, en: Stock-take }
form: stock
number: "S{serial:year:3}"
start: { post: clerk, ask: request }
folder: record.site
vars: { told: '0' }
initial: take
states:
  take:
    title: { zh: 年度盘点, en: Yearly stock-take }
    lock: stock_take
    initial: waiting
    on:
      folder.changed: { actions: [vars.told += 1] }
    states:
      waiting: { on: { lock.take: counting } }
      counting:
        title: { zh: 清点, en: Count }
        task: { post: head, due: 1wd, overdue: none }
        on:
          finish: { title: { zh: 完成, en: Finish }, target: over, actions: [{ folder: { counted: number } }] }
          wait: { title: { zh: 再等别的锁, en: Wait for another lock }, target: inner }
          fail: { title: { zh: 失败, en: Fail }, target: over, actions: [vars.told = 1 / vars.told] }
      inner:
        lock: "=if record.site == \"x\" { \"forklift\" } else { \"truck\" }"
        on: { lock.inner: over }
      over: { type: final }
    on_done: end
  end: { title: { zh: 结束, en: End }, type: final }
"#;

const FORM: &str = r#"
form: stock
title: { zh: 盘点表, en: Stock-take }
fields:
  site: { type: text, max: 20, title: { zh: 地点, en: Site } }
sections:
  request: { title: { zh: 申请, en: Request }, fields: [site] }
"#;

async fn company(place: &Place) -> Service {
    let service = company::open(place, &company::documents(STOCK, FORM)).await;
    company::staff(&service, &[("li", "clerk"), ("zhang", "head"), ("wang", "head"), ("sun", "admin")]).await;
    service
}

async fn begin(service: &Service, site: &str) -> Done {
    let caller = company::caller(service, "li").await;
    service.start(&caller, "stock", fields(json!({ "site": site })), None).await.unwrap()
}

/// The open tasks of these cases.
async fn open(service: &Service, cases: &[String]) -> Vec<(String, String)> {
    let mut open = Vec::new();
    for case in cases {
        let tasks = service.store().read().tasks_of(case).await.unwrap();
        open.extend(
            tasks.iter().filter(|t| t.status == TaskStatus::Open).map(|t| (case.clone(), t.id.clone())),
        );
    }
    open
}

async fn act(service: &Service, person: &str, task: &str, choice: &str) -> Result<Done, ServiceError> {
    let caller = company::caller(service, person).await;
    service.act(&caller, task, ActRequest { choice: choice.into(), ..ActRequest::default() }).await
}

both! {
    /// Fifty ask at the same moment, and two people race for every step.
    async fn fifty_cases_take_turns_in_the_order_of_asking(place: Place) {
        let service = company(&place).await;
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let service = service.clone();
            running.spawn(async move { begin(&service, "W-01").await });
        }
        let mut begun = running.join_all().await;
        begun.sort_by_key(|done| done.entry);
        let cases: Vec<String> = begun.iter().map(|done| done.instance.clone()).collect();
        let mut turns = Vec::new();
        for _ in 0..50 {
            let at_work = open(&service, &cases).await;
            let [(case, task)] = &at_work[..] else { panic!("{} hold the lock together", at_work.len()) };
            turns.push(case.clone());
            let mut racing = tokio::task::JoinSet::new();
            for person in ["zhang", "wang"] {
                let (service, task) = (service.clone(), task.clone());
                racing.spawn(async move { act(&service, person, &task, "finish").await.is_ok() });
            }
            assert_eq!(racing.join_all().await.into_iter().filter(|done| *done).count(), 1);
        }
        assert_eq!(turns, cases);
        assert!(open(&service, &cases).await.is_empty());
        assert!(service.store().read().lock_lines().await.unwrap().is_empty());
        assert_provable(&service).await;
    }

    async fn a_refused_step_moves_no_line_and_a_finished_one_moves_it_at_once(place: Place) {
        let service = company(&place).await;
        let (first, second) = (begin(&service, "a").await, begin(&service, "b").await);
        assert!(act(&service, "zhang", &first.tasks[0], "fail").await.is_err());
        assert_eq!(open(&service, std::slice::from_ref(&second.instance)).await, []);
        act(&service, "zhang", &first.tasks[0], "finish").await.unwrap();
        let [(_, task)] = &open(&service, std::slice::from_ref(&second.instance)).await[..] else { panic!("it is its turn") };
        act(&service, "zhang", task, "finish").await.unwrap();
        assert_provable(&service).await;
    }

    async fn the_case_page_knows_who_holds_the_lock(place: Place) {
        let service = company(&place).await;
        let (first, second) = (begin(&service, "a").await, begin(&service, "b").await);
        begin(&service, "c").await;
        let clerk = company::caller(&service, "li").await;
        let seen = |view: guicheng::service::CaseView| {
            let lock = &view.locks[0];
            (lock.state.clone(), lock.ahead, lock.holder.as_ref().and_then(|row| row.number.clone()))
        };
        let held = service.case(&clerk, &first.instance).await.unwrap();
        assert_eq!(seen(held), ("take".into(), 0, None));
        let waiting = service.case(&clerk, &second.instance).await.unwrap();
        assert_eq!(seen(waiting), ("take".into(), 1, first.number.clone()));
    }

    /// The folder's change is told to those that listen, in the same transaction.
    async fn a_folder_tells_its_cases(place: Place) {
        let service = company(&place).await;
        let (first, second) = (begin(&service, "a").await, begin(&service, "a").await);
        let other = begin(&service, "b").await;
        let clerk = company::caller(&service, "li").await;
        act(&service, "zhang", &first.tasks[0], "finish").await.unwrap();
        let told = |view: guicheng::service::CaseView| view.snapshot.vars["told"].clone();
        assert_eq!(told(service.case(&clerk, &second.instance).await.unwrap()), 1.into());
        assert_eq!(told(service.case(&clerk, &other.instance).await.unwrap()), 0.into());
        let folder = service.store().read().folder("a").await.unwrap().unwrap();
        assert_eq!(folder.fields, format!("{{\"counted\":\"{}\"}}", first.number.unwrap()));
        assert_eq!(service.store().read().folder_cases("a").await.unwrap().len(), 2);
        assert_provable(&service).await;
    }
}
