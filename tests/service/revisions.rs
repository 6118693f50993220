//! Which revision is meant, when that is not plain: the same bytes come back, a clock is set back, a case moves twice.

use guicheng::service::{Manifest, Service};
use guicheng_core::document::DocumentId;
use guicheng_core::text::Lang;
use serde_json::json;

use super::moves::{act, documents, firm, note, release, signed};
use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;

const DAY: i64 = 86_400_000_000;
const NOTE: &str = "policies/note";

async fn label(service: &Service, case: &str) -> String {
    let row = service.store().read().instance(case).await.unwrap().unwrap();
    service.label_under(&row, NOTE)
}

/// What the trace of the procedure says: each revision with the cases that ran on it.
async fn ran_on(service: &Service) -> Vec<(String, i64, Vec<String>)> {
    let auditor = company::caller(service, "wang").await;
    let trace = service.trace_document(&auditor, NOTE, 0, Lang::Zh).await.unwrap();
    let mut found = Vec::new();
    for on in trace.ran_on {
        found.push((on.label, on.total, on.cases.into_iter().map(|case| case.instance).collect()));
    }
    found
}

both! {
    /// A change takes back what another changed: the bytes are the first revision's, the cases are told apart.
    async fn bytes_that_come_back_are_another_revision(place: Place) {
        let service = firm(&place).await;
        let first = note(&service, "一").await.instance;
        let change = signed(&service, "in: 15d", "in: 10d", json!({})).await;
        release(&service, &change).await;
        let second = note(&service, "二").await.instance;
        // The second goes back with the change, the first stays as it is: nothing in its bytes would differ.
        let change = signed(&service, "in: 10d", "in: 15d", json!({ "cases": "all", "timers": "keep", "deadlines": "remaining" })).await;
        release(&service, &change).await;
        let third = note(&service, "三").await.instance;
        let labels = [label(&service, &first).await, label(&service, &second).await, label(&service, &third).await];
        assert_eq!(labels, ["A/0", "A/2", "A/2"]);
        let on = ran_on(&service).await;
        let expected = [
            ("A/0".to_owned(), 1, vec![first.clone()]),
            ("A/1".to_owned(), 1, vec![second.clone()]),
            ("A/2".to_owned(), 2, vec![third.clone(), second.clone()]),
        ];
        assert_eq!(on, expected);
        assert_provable(&service).await;
        // After a restart too, where the labels are read anew.
        service.store().close().await;
        let service = company::open(&place, &documents()).await;
        assert_eq!(label(&service, &first).await, "A/0");
    }

    /// Two changes move the same case, one after the other; its signatures and its history go along.
    async fn a_case_moves_twice(place: Place) {
        let service = firm(&place).await;
        let case = note(&service, "meet").await.instance;
        act(&service, "li", &case, "agree").await.unwrap();
        for (from, to, expected) in [("due: 5d", "due: 6d", "A/1"), ("due: 6d", "due: 7d", "A/2")] {
            let change = signed(&service, from, to, json!({ "cases": "all", "timers": "keep", "deadlines": "remaining" })).await;
            release(&service, &change).await;
            assert_eq!(label(&service, &case).await, expected);
        }
        act(&service, "wang", &case, "agree").await.unwrap();
        let row = service.store().read().instance(&case).await.unwrap().unwrap();
        assert!(row.ended_at.is_some(), "the first signature was kept");
        let totals: Vec<i64> = ran_on(&service).await.into_iter().map(|(_, total, _)| total).collect();
        assert_eq!(totals, [1, 1, 1]);
        let wang = company::caller(&service, "wang").await;
        let then = service.case_at(&wang, &case, row.started_at).await.unwrap();
        assert_eq!(service.label_under(&then.row, NOTE), "A/0");
        assert_provable(&service).await;
    }

    /// A clock that is set back brings no revision back: what is read, edited, exported and begun is the last one.
    async fn a_clock_that_is_set_back_brings_nothing_back(place: Place) {
        firm(&place).await.store().close().await;
        let ahead = company::open_ahead(place.open().await, &documents(), None, 30 * DAY).await;
        let change = signed(&ahead, "in: 15d", "in: 10d", json!({})).await;
        release(&ahead, &change).await;
        ahead.store().close().await;

        let service = company::open_ahead(place.open().await, &documents(), None, 0).await;
        let id = DocumentId::parse(NOTE).unwrap();
        let listed = service.documents_at(None).await.unwrap();
        let listed = listed.iter().find(|(row, _)| row.id == NOTE).unwrap();
        assert_eq!(listed.1.label, "A/1", "the list");
        let read = service.document_at(NOTE, None, None).await.unwrap();
        assert!(read.in_force && read.revisions[read.at].label == "A/1", "the document");
        let Manifest { documents, .. } = service.export(None, None).await.unwrap().manifest;
        assert_eq!(documents[NOTE].label, "A/1", "the export");
        let li = company::caller(&service, "li").await;
        let about = json!({ "title": "再改", "reason": "测试" });
        let change = service.start(&li, "document_change", fields(about), None).await.unwrap().instance;
        let sheet = service.sheet(&li, &change, &id).await.unwrap();
        assert_eq!(sheet.in_force.unwrap().label, "A/1", "the editor's base");
        let case = note(&service, "一").await.instance;
        assert_eq!(label(&service, &case).await, "A/1", "what begins");
        assert_provable(&service).await;
    }
}
