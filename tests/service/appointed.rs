//! Documents that decide about people: a change appoints and dismisses, the list of distribution numbers, the matrix names
//! who countersigns, and what is due for review is found.

use guicheng::service::{ActRequest, Advance, Content, Done, Service, ServiceError, Signing, read_folder};
use guicheng_core::calendar::Period;
use guicheng_core::text::Findings;
use guicheng_core::value::Value;
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::{Place, both};
use crate::support::{company, signing};

const PEOPLE: [(&str, &str); 5] = [
    ("asm", "after_sales_manager"),
    ("cl", "certification_lead"),
    ("gm", "general_manager"),
    ("qc", "quality_head"),
    ("fin", "finance_head"),
];

async fn firm(place: &Place) -> Service {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let service = company::open(place, &read_folder(folder, &mut Findings::new()).unwrap()).await;
    company::staff(&service, &PEOPLE).await;
    service
}

/// Acts on the open task in this state, signing what is shown.
async fn act(service: &Service, by: &str, case: &str, choice: &str) -> Result<Done, ServiceError> {
    let caller = company::caller(service, by).await;
    for task in service.store().read().open_tasks_of(case).await.unwrap() {
        let Ok(view) = service.task(&caller, &task.id).await else { continue };
        let seen = service.seen_of(&view).await.unwrap();
        let signing = signing::signing().map(|signing| Signing { seen, ..signing });
        let request = ActRequest {
            choice: choice.into(),
            opinion: Some("同意".to_owned()),
            signing,
            ..Default::default()
        };
        match service.act(&caller, &task.id, request).await {
            Err(ServiceError::Forbidden(problem)) if problem.code == "not-yours" => continue,
            result => return result,
        }
    }
    panic!("{by} has no task in {case}");
}

async fn put(service: &Service, change: &str, document: &str, text: &str) {
    let caller = company::caller(service, "asm").await;
    let version = service.store().read().change(change).await.unwrap().unwrap().version;
    let bytes = Content::Bytes(text.as_bytes().to_vec());
    service.put_item(&caller, change, document, bytes, version).await.unwrap();
    service.gather_evidence(&caller, change).await.unwrap();
}

fn appointments(rows: &str) -> String {
    format!(
        "appointments: company\ntitle: {{ zh: 岗位任命, en: Appointments }}\nclause: 1-3.1\nrows:\n{rows}"
    )
}

/// `person from..to` of a post, as the table has it now.
async fn holders(service: &Service, post: &str) -> Vec<String> {
    let rows = service.store().read().all_appointments().await.unwrap();
    let now = service.now();
    let of = rows.iter().filter(|row| row.post == post);
    let mut told: Vec<String> = of
        .map(|row| {
            let holds = row.from_at <= now && row.to_at.is_none_or(|to| to > now);
            format!("{} {}", row.person, if holds { "holds" } else { "does not" })
        })
        .collect();
    told.sort();
    told
}

both! {
    /// A change with a list of appointments: its heads countersign, nobody unknown is appointed, and rights change with the
    /// release.
    async fn a_change_appoints(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let given = fields(json!({ "title": "任命", "reason": "质检部经理调整", "emergency": false, "edition": false }));
        let change = service.start(&asm, "document_change", given, None).await.unwrap().instance;
        put(&service, &change, "policies/appointments", &appointments("  - { post: quality_head, person: ghost, from: 2026-01-01 }\n")).await;
        act(&service, "asm", &change, "submit").await.unwrap();
        act(&service, "cl", &change, "pass").await.unwrap();
        // The department whose appointments change.
        act(&service, "qc", &change, "agree").await.unwrap();
        let refused = act(&service, "gm", &change, "approve").await.unwrap_err();
        assert_eq!(refused.code(), "appointed-unknown");
        assert_eq!(holders(&service, "quality_head").await, ["qc holds"]);
        // Mended: fin from a day that has passed, qc no longer.
        put(&service, &change, "policies/appointments", &appointments("  - { post: quality_head, person: fin, from: 2026-01-01 }\n")).await;
        act(&service, "asm", &change, "submit").await.unwrap();
        act(&service, "cl", &change, "pass").await.unwrap();
        act(&service, "qc", &change, "agree").await.unwrap();
        act(&service, "gm", &change, "approve").await.unwrap();
        assert_eq!(holders(&service, "quality_head").await, ["fin holds", "qc does not"]);
        assert_eq!(holders(&service, "finance_head").await, ["fin holds"]);   // not named: left alone
        let row = service.store().read().document("policies/appointments").await.unwrap().unwrap();
        assert_eq!((row.number.as_deref(), row.owner_post.as_deref()), (Some("SC-RM"), Some("certification_lead")));
        let chapter = service.store().read().document("manual/en/8.14").await.unwrap().unwrap();
        assert_eq!(chapter.number.as_deref(), Some("SC-8.14-EN"));
        assert_provable(&service).await;
    }

    /// The periodic review finds nothing on the first day, and a year later every document with a period of review.
    async fn what_is_due_for_review_is_found(place: Place) {
        let service = firm(&place).await;
        let lead = company::caller(&service, "cl").await;
        let first = service.start(&lead, "document_review", fields(json!({})), None).await.unwrap().instance;
        assert_eq!(service.store().read().open_tasks_of(&first).await.unwrap().len(), 0);
        service.advance(&lead, Advance::By(Period::Years(1))).await.unwrap();
        let later = service.start(&lead, "document_review", fields(json!({})), None).await.unwrap().instance;
        let books = service.library().unwrap();
        let reviewed = |id: &&guicheng_core::document::DocumentId| {
            books.distribution().and_then(|list| list.rule(id)).is_some_and(|rule| rule.review.is_some())
        };
        let due = books.documents().map(|(id, _)| id).filter(reviewed).count();
        assert!(due > 20);
        // What a review says comes before the period: the complaint's is due in ten days, the recall's in two years.
        let today = books.calendar().date(service.now());
        let row = |name: &str, next: jiff::civil::Date| {
            let text = |text: &str| Value::Text(text.to_owned());
            let fields = [
                ("title", text(name)),
                ("label", text("A/0")),
                ("reviewed_on", Value::Date(today)),
                ("result", text("fits")),
                ("next_on", Value::Date(next)),
            ];
            let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            (format!("SC-LC-{name}"), fields)
        };
        let days = |days: i64| today.checked_add(jiff::Span::new().days(days)).unwrap();
        let (soon, far) = (days(10), days(730));
        let by = guicheng_core::ledger::Actor { person: None, post: None, authority: "test".into() };
        let rows = vec![row("complaint", soon), row("recall", far)];
        service.put_rows(by, "document_reviewed", rows).await.unwrap();
        for (document, expected) in [("policies/complaint", soon), ("policies/recall", far)] {
            let id = guicheng_core::document::DocumentId::parse(document).unwrap();
            let found = service.document_at(document, None, None).await.unwrap();
            let due = service.review_due(&books, &id, &found.revisions[found.at]).await.unwrap();
            assert_eq!(due, Some(expected), "{document}");
        }
        assert_eq!(service.store().read().open_tasks_of(&later).await.unwrap().len(), due);
        assert_provable(&service).await;
    }
}
