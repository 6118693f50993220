//! Documents for programs: the revision in force unless another is asked for, and nothing that is not there.

use serde_json::json;

use guicheng_core::value::Hash;

use crate::support::app::App;

#[tokio::test]
async fn a_document_is_read_by_its_revision_in_force() {
    let app = App::demo().await;
    let token = app.token("qc").await;
    let answer = app.get(&token, "/documents/policies/complaint").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let document = answer.json();
    assert_eq!((&document["kind"], &document["in_force"]), (&json!("policy"), &json!(true)));
    let file = std::fs::read_to_string("policies/complaint.yaml").unwrap();
    assert_eq!(document["text"], file);
    assert_eq!(document["revision"]["hash"], Hash::of(file.as_bytes()).to_string());
    assert_eq!(document["revisions"], json!([document["revision"]]));
    let same = app.get(&token, "/documents/policies/complaint?rev=A/0").await.json();
    assert_eq!(same["revision"], document["revision"]);
    for (path, status) in [
        ("/documents/policies/complaint?rev=Z/9", 404),
        ("/documents/policies/complaint?at=2001-01-01", 404),
        ("/documents/policies/complaint?at=2999-01-01", 422),
        ("/documents/policies/complaint?at=yesterday", 400),
        ("/documents/policies/complaint?revision=A/0", 400),
        ("/documents/policies/nothing", 404),
        ("/documents/..%2F..%2Fserver.key", 404),
    ] {
        let answer = app.get(&token, path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(!answer.json()["error"]["message"].as_str().unwrap().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_suspect_is_answered_with_a_reason() {
    let app = App::demo().await;
    let token = app.token("cl").await;
    for (body, status) in
        [(json!({}), 422), (json!({ "reason": " " }), 422), (json!({ "reason": "核对过" }), 404)]
    {
        assert_eq!(app.post(&token, "/suspects/none", None, &body).await.status, status, "{body}");
    }
}

#[tokio::test]
async fn copies_are_listed_called_back_and_returned() {
    let app = App::demo().await;
    let (asm, gm) = (app.token("asm").await, app.token("gm").await);
    assert_eq!(app.get(&asm, "/copies").await.json(), json!({ "items": [] }));
    let fields =
        json!({ "document": "SC-8.14", "lang": "zh", "holder": "何某", "copies": 2, "purpose": "查阅" });
    let asked = json!({ "policy": "document_copy", "fields": fields });
    let case = app.post(&asm, "/instances", None, &asked).await;
    assert_eq!(case.status, 201, "{}", case.text());
    let tasks = app.get(&gm, "/tasks").await.json();
    let task = tasks["items"].as_array().unwrap().iter().find(|task| task["state"] == "asked").unwrap();
    let path = format!("/tasks/{}/act", task["id"].as_str().unwrap());
    let signing = json!({ "password": guicheng::service::DEMO_PASSWORD });
    let approve = json!({ "choice": "approve", "fields": {}, "signing": signing });
    let approved = app.post(&gm, &path, None, &approve).await;
    assert_eq!(approved.status, 200, "{}", approved.text());
    let items = app.get(&asm, "/copies").await.json()["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 2, "{items}");
    assert_eq!((&items[0]["valid"], &items[0]["holder"]), (&json!(true), &json!("何某")));
    let number = items[0]["number"].as_str().unwrap();
    for (path, body, status) in [
        ("/copies/recall", json!({ "copy": number }), 422),
        ("/copies/recall", json!({ "copy": "none", "reason": "收回" }), 404),
        ("/copies/return", json!({ "copy": number, "all": true }), 422),
        ("/copies/recall", json!({ "copy": number, "reason": "持有人离职" }), 200),
        ("/copies/recall", json!({ "copy": number, "reason": "持有人离职" }), 422),
        ("/copies/return", json!({ "copy": number }), 200),
        ("/copies/return", json!({ "copy": number }), 422),
    ] {
        let answer = app.post(&asm, path, None, &body).await;
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text());
    }
    let items = app.get(&asm, "/copies").await.json()["items"].clone();
    let states: Vec<_> =
        items.as_array().unwrap().iter().map(|copy| (&copy["valid"], &copy["outstanding"])).collect();
    assert_eq!(states.iter().filter(|state| **state == (&json!(false), &json!(true))).count(), 1, "{items}");
}
