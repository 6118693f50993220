//! Approval from a page that is out of date is refused and says what has moved since the page was opened.

use guicheng::service::{ActRequest, ChangeEdit, Done, Moved, Service, ServiceError, Signing, TaskView};
use guicheng::store::tables::change::ChangeStatus;
use serde_json::json;

use super::assert_provable;
use super::changes::{
    COMPLAINT, LETTER, act, begin, code, complain, countersigner, edited, firm, gather, put, row,
};
use crate::support::both::both;
use crate::support::{company, signing};

/// A change of a letter and a procedure that waits for the general manager; all running cases are to move.
async fn waiting(service: &Service, moves: serde_json::Value) -> String {
    let change = begin(service, "asm", "改名").await;
    let bytes = edited(service, COMPLAINT, "顾客投诉处理", "顾客投诉办理").await;
    put(service, "asm", &change, COMPLAINT, bytes).await;
    let asm = company::caller(service, "asm").await;
    let edit = ChangeEdit { moves: Some(moves), ..ChangeEdit::default() };
    service.set_change(&asm, &change, edit, row(service, &change).await.version).await.unwrap();
    gather(service, "asm", &change).await;
    sign_on(service, &change).await;
    change
}

async fn sign_on(service: &Service, change: &str) {
    act(service, "asm", change, "submit").await.unwrap();
    act(service, "cl", change, "pass").await.unwrap();
    while let Some(head) = countersigner(service, change).await {
        act(service, head, change, "agree").await.unwrap();
    }
}

/// The general manager's page: their task, and what it showed.
async fn opened(service: &Service, change: &str) -> (TaskView, Option<String>) {
    let gm = company::caller(service, "gm").await;
    let task = service.store().read().open_tasks_of(change).await.unwrap().remove(0);
    let view = service.task(&gm, &task.id).await.unwrap();
    let seen = service.seen_of(&view).await.unwrap();
    (view, seen)
}

async fn approve(service: &Service, view: &TaskView, seen: &Option<String>) -> Result<Done, ServiceError> {
    let signing = signing::signing().map(|signing| Signing { seen: seen.clone(), ..signing });
    let opinion = Some("同意".to_owned());
    let request = ActRequest { choice: "approve".into(), opinion, signing, ..Default::default() };
    let gm = company::caller(service, "gm").await;
    service.act(&gm, &view.row.id, request).await
}

/// What the page says has moved.
async fn moved(service: &Service, view: &TaskView, seen: &Option<String>) -> Vec<Moved> {
    service.moved_since(view, seen.as_deref().unwrap()).await.unwrap()
}

both! {
    /// The author answers a question and gathers the evidence anew: the page that was open is no longer what is signed.
    async fn evidence_was_renewed(place: Place) {
        let service = firm(&place).await;
        let change = waiting(&service, json!({})).await;
        let (view, seen) = opened(&service, &change).await;
        assert_eq!(moved(&service, &view, &seen).await, []);
        let asm = company::caller(&service, "asm").await;
        let version = row(&service, &change).await.version;
        service.answer_note(&asm, &change, "finding:x", "说明", version).await.unwrap();
        assert_eq!(code(approve(&service, &view, &seen).await), "change-seen-old");
        assert_eq!(row(&service, &change).await.status, ChangeStatus::InReview);
        let found = moved(&service, &view, &seen).await;
        assert!(
            matches!(&found[..], [Moved::Edited { how, person, .. }, Moved::Gathered { .. }, ..] if how == "answer" && !person.is_empty())
                || matches!(&found[..], [Moved::Edited { how, .. }] if how == "answer"),
            "{found:?}"
        );
        // The page is shown anew, with fresh evidence: now it can be signed.
        let (view, seen) = opened(&service, &change).await;
        approve(&service, &view, &seen).await.unwrap();
        assert_provable(&service).await;
    }

    /// Somebody edits a document: the task is gone with the signatures, and the page says what was edited.
    async fn a_document_was_edited(place: Place) {
        let service = firm(&place).await;
        let change = waiting(&service, json!({})).await;
        let (view, seen) = opened(&service, &change).await;
        put(&service, "cl", &change, LETTER, {
            let mut bytes = edited(&service, LETTER, "subject", "subject").await;
            bytes.extend("# 一\n".bytes());
            bytes
        })
        .await;
        assert_ne!(code(approve(&service, &view, &seen).await), "done");
        let found = moved(&service, &view, &seen).await;
        let edit = found.iter().any(|moved| {
            matches!(moved, Moved::Edited { how, document: Some(document), .. } if how == "put" && document == LETTER)
        });
        assert!(edit && found.contains(&Moved::Status { is: "draft".into() }), "{found:?}");
        assert_provable(&service).await;
    }

    /// Another change took effect first.
    async fn another_change_was_first(place: Place) {
        let service = firm(&place).await;
        let change = waiting(&service, json!({})).await;
        let (view, seen) = opened(&service, &change).await;
        let other = begin(&service, "asm", "信").await;
        let mut bytes = edited(&service, LETTER, "subject", "subject").await;
        bytes.extend("# 一\n".bytes());
        put(&service, "asm", &other, LETTER, bytes).await;
        gather(&service, "asm", &other).await;
        sign_on(&service, &other).await;
        act(&service, "gm", &other, "approve").await.unwrap();
        assert_eq!(code(approve(&service, &view, &seen).await), "change-seen-old");
        let number = row(&service, &other).await.number;
        let found = moved(&service, &view, &seen).await;
        let released = found.iter().any(|moved| {
            matches!(moved, Moved::Released { document, label, change, .. }
                if document == LETTER && label == "A/1" && *change == number)
        });
        assert!(released, "{found:?}");
        let (view, seen) = opened(&service, &change).await;
        approve(&service, &view, &seen).await.unwrap();
        assert_provable(&service).await;
    }

    /// A case began that the approval would move: it is shown first. One that goes on or ends is no news, nor one that
    /// stays.
    async fn a_running_case_came_in(place: Place) {
        let service = firm(&place).await;
        let first = complain(&service).await;
        let change = waiting(&service, json!({ "complaint": { "cases": "all", "timers": "keep" } })).await;
        let (view, seen) = opened(&service, &change).await;
        let second = complain(&service).await;
        assert_eq!(code(approve(&service, &view, &seen).await), "change-seen-old");
        let found = moved(&service, &view, &seen).await;
        let [Moved::Cases { came, other, gone: 0 }] = &found[..] else { panic!("{found:?}") };
        let came: Vec<&str> = came.iter().map(|case| case.instance.as_str()).collect();
        assert_eq!((came, other.len()), (vec![second.instance.as_str()], 0));
        let (view, seen) = opened(&service, &change).await;
        approve(&service, &view, &seen).await.unwrap();
        for case in [&first, &second] {
            let row = service.store().read().instance(&case.instance).await.unwrap().unwrap();
            let in_force = service.library().unwrap().pins("complaint");
            assert_eq!(guicheng::service::pins_of(&row), in_force);
        }
        assert_provable(&service).await;
    }

    /// Where nothing moves, cases come and go and the page stays good.
    async fn cases_that_stay_are_no_news(place: Place) {
        let service = firm(&place).await;
        let change = waiting(&service, json!({})).await;
        let (view, seen) = opened(&service, &change).await;
        complain(&service).await;
        approve(&service, &view, &seen).await.unwrap();
        // What each wrote stands beside their signature.
        let review = service.review(&company::caller(&service, "gm").await, &change).await.unwrap();
        let written = review.signatures.iter().map(|row| review.opinions.get(&row.entry).map(String::as_str));
        assert!(written.collect::<Vec<_>>().iter().all(|opinion| *opinion == Some("同意")));
        assert_provable(&service).await;
    }
}
