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
