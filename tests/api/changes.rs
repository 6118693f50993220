//! A change of documents by a program: begun, edited, checked; another version's edit is refused.

use serde_json::json;

use crate::support::app::{App, assert_sound};

#[tokio::test]
async fn a_program_makes_a_change() {
    let app = App::demo().await;
    let token = app.token("cl").await;
    let fields = json!({ "title": "书面答复", "reason": "测试", "emergency": false, "edition": false });
    let begun =
        app.post(&token, "/instances", None, &json!({ "policy": "document_change", "fields": fields })).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let id = begun.json()["id"].as_str().unwrap().to_owned();
    let listed = app.get(&token, "/changes?status=draft").await.json();
    assert_eq!(listed["items"][0]["id"], id.as_str());
    assert_eq!(app.get(&token, "/changes?status=none").await.status, 400);
    let items = format!("/changes/{id}/items");
    let edit = |version: i64, how: &str, text: Option<&str>| json!({ "document": "policies/mail/complaint_letter", "version": version, "how": how, "text": text });
    assert_eq!(app.post(&token, &items, None, &edit(9, "put", Some("x"))).await.status, 409);
    assert_eq!(app.post(&token, &items, None, &edit(1, "put", None)).await.status, 422);
    assert_eq!(app.post(&token, &items, None, &edit(1, "burn", None)).await.status, 422);
    let put = app.post(&token, &items, None, &edit(1, "put", Some("mail: complaint_letter\ntitle: ["))).await;
    assert_eq!(put.json()["version"], 2, "{}", put.text());
    let evidence = format!("/changes/{id}/evidence");
    assert_eq!(app.get(&token, &evidence).await.status, 404, "nothing is gathered yet");
    let gathered = app.post(&token, &evidence, None, &json!({})).await;
    assert_eq!(gathered.status, 200, "{}", gathered.text());
    let found = gathered.json();
    let findings = found["evidence"]["findings"].as_array().unwrap().clone();
    assert!(findings.iter().any(|finding| finding["severity"] == "error" && finding["new"] == true));
    assert_eq!(app.get(&token, &evidence).await.json()["hash"], found["hash"]);
    let one = app.get(&token, &format!("/changes/{id}")).await.json();
    assert_eq!(one["evidence_current"], true);
    assert_eq!(one["items"][0]["base"], "A/0");
    // Somebody who has nothing to do with it.
    let desk = app.token("desk").await;
    assert_eq!(app.get(&desk, &format!("/changes/{id}")).await.status, 404);
    assert_eq!(app.post(&desk, &items, None, &edit(2, "remove", None)).await.status, 403);
    assert_eq!(app.post(&token, &items, None, &edit(2, "remove", None)).await.json()["version"], 3);
    assert_sound(&app.service).await;
}

/// An approval of what is no longer so is refused, and the program is told what has moved, as the page is.
#[tokio::test]
async fn a_stale_approval_says_what_moved() {
    let app = App::demo().await;
    let (cl, gm) = (app.token("cl").await, app.token("gm").await);
    let asm = app.token("asm").await;
    let fields = json!({ "title": "书面答复", "reason": "测试", "emergency": false, "edition": false });
    let begin = json!({ "policy": "document_change", "fields": fields });
    let id = app.post(&asm, "/instances", None, &begin).await.json()["id"].as_str().unwrap().to_owned();
    let letter = "policies/mail/complaint_letter";
    let text =
        app.get(&asm, &format!("/documents/{letter}")).await.json()["text"].as_str().unwrap().to_owned();
    let items = format!("/changes/{id}/items");
    let put = |version: i64, more: &str| json!({ "document": letter, "version": version, "how": "put", "text": format!("{text}{more}") });
    assert_eq!(app.post(&asm, &items, None, &put(1, "# 一\n")).await.status, 200);
    assert_eq!(app.post(&asm, &format!("/changes/{id}/evidence"), None, &json!({})).await.status, 200);
    // Whoever has the change's task does what lets it go on, until the general manager has it.
    let people = app.get(&cl, "/people").await.json()["items"].clone();
    let people: Vec<&str> =
        people.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let on = ["submit", "pass", "agree"];
    let approve = async |token: &str, task: &str, choice: &str| {
        let seen = app.get(token, &format!("/tasks/{task}")).await.json()["seen"].clone();
        let signing = json!({ "password": guicheng::service::DEMO_PASSWORD, "seen": seen });
        json!({ "choice": choice, "fields": {}, "opinion": "同意", "signing": signing })
    };
    let mut waiting = None;
    for _ in 0..12 {
        let open = app.service.store().read().open_tasks_of(&id).await.unwrap();
        let task = &open[0];
        let mine = app.get(&gm, &format!("/tasks/{}", task.id)).await;
        if mine.status == 200 && mine.text().contains("\"approve\"") {
            waiting = Some(task.id.clone());
            break;
        }
        let mut moved = false;
        for person in &people {
            let token = app.token(person).await;
            for choice in on {
                let body = approve(&token, &task.id, choice).await;
                let path = format!("/tasks/{}/act", task.id);
                moved = moved || app.post(&token, &path, None, &body).await.status == 200;
            }
        }
        assert!(moved, "nobody can go on with {task:?}");
    }
    let task = waiting.unwrap();
    let stale = approve(&gm, &task, "approve").await;
    let caller = crate::support::company::caller(&app.service, "asm").await;
    let version =
        app.get(&asm, &format!("/changes/{id}")).await.json()["change"]["version"].as_i64().unwrap();
    app.service.answer_note(&caller, &id, "finding:x", "说明", version).await.unwrap();
    let path = format!("/tasks/{task}/act");
    let refused = app.post(&gm, &path, None, &stale).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    let error = refused.json()["error"].clone();
    assert_eq!(error["code"], "change-seen-old", "{error}");
    assert!(!error["moved"].as_array().unwrap().is_empty(), "{error}");
    let fresh = approve(&gm, &task, "approve").await;
    let approved = app.post(&gm, &path, None, &fresh).await;
    assert_eq!(approved.status, 200, "{}", approved.text());
    let late = app.post(&cl, &path, None, &fresh).await.json()["error"].clone();
    assert_eq!(late["moved"], json!([]), "{late}");
    assert_sound(&app.service).await;
}
