//! No personal value in a ledger leaf, a snapshot, a mail or a row of the tables that lists read.

use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;

const POLICY: &str = r#"
policy: visit
title: { zh: 上门登记, en: Visit }
form: visit
number: "V{serial:always:3}"
summary: "{reason}"
start: { post: clerk, ask: caller }
initial: planned
states:
  planned:
    title: { zh: 安排上门, en: Plan the visit }
    task: { post: clerk, ask: phone, due: 1wd, overdue: none }
    on: { plan: { title: { zh: 已安排, en: Planned }, target: done } }
  done: { title: { zh: 完成, en: Done }, type: final }
"#;

const FORM: &str = r#"
form: visit
title: { zh: 上门登记表, en: Visit }
fields:
  who: { type: text, max: 40, title: { zh: 姓名, en: Name }, personal: true }
  phone: { type: text, max: 40, title: { zh: 电话, en: Phone }, personal: true }
  reason: { type: text, max: 40, title: { zh: 事由, en: Reason } }
sections:
  caller: { title: { zh: 来访人, en: Caller }, fields: [who, reason] }
  phone: { title: { zh: 电话, en: Phone }, fields: [phone], show: [who] }
"#;

const NAME: &str = "示例来客甲";
const PHONE: &str = "000-0000-0999";

both! {
    /// The value is where it belongs, and nowhere else; whoever works on the case reads it, others don't.
    async fn personal_values_stay_apart(place: Place) {
        let service = company::open(&place, &company::documents(POLICY, FORM)).await;
        company::staff(&service, &[("li", "clerk"), ("zhang", "head")]).await;
        let clerk = company::caller(&service, "li").await;
        let input = fields(json!({ "who": NAME, "reason": "看样品" }));
        let started = service.start(&clerk, "visit", input, None).await.unwrap();
        let view = service.task(&clerk, &started.tasks[0]).await.unwrap();
        assert_eq!(view.record["who"].as_text(), Some(NAME));
        let request = guicheng::service::ActRequest {
            choice: "plan".into(),
            input: fields(json!({ "phone": PHONE })),
            ..Default::default()
        };
        service.act(&clerk, &started.tasks[0], request).await.unwrap();

        let reads = || service.store().read();
        let mut seen = String::new();
        for row in reads().entries(0, 200).await.unwrap() {
            seen += &row.leaf;
        }
        seen += &reads().snapshot(&started.instance).await.unwrap().unwrap().content;
        seen += &format!("{:?}", reads().instance(&started.instance).await.unwrap());
        seen += &format!("{:?}", reads().tasks_of(&started.instance).await.unwrap());
        seen += &format!("{:?}", reads().mails_of(&started.instance).await.unwrap());
        assert!(seen.contains("看样品"), "what is not personal is there");
        for secret in [NAME, PHONE] {
            assert!(!seen.contains(secret), "{secret}");
        }
        let kept = reads().personal_of("instance", &started.instance).await.unwrap();
        assert_eq!(kept.len(), 2);

        let head = company::caller(&service, "zhang").await;
        let case = service.case(&head, &started.instance).await.unwrap();
        assert!(case.snapshot.record["who"].as_text().is_none(), "who only reads the case sees no name");
        assert_provable(&service).await;
    }
}
