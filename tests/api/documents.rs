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
