//! The OpenAPI document says what there is, and what comes is what it says.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use super::schema::fits;
use super::{complaint, forward, start, task};
use crate::support::app::{Answer, App};

async fn document(app: &App) -> Value {
    app.get("", "/openapi.json").await.json()
}

/// A schema with everything that it refers to put in its place.
fn whole(document: &Value, schema: &Value) -> Value {
    match schema {
        Value::Object(object) => match object.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let pointer = reference.strip_prefix('#').expect("references stay in the document");
                let found = document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"));
                whole(document, found)
            }
            None => object.iter().map(|(key, part)| (key.clone(), whole(document, part))).collect(),
        },
        Value::Array(parts) => parts.iter().map(|part| whole(document, part)).collect(),
        other => other.clone(),
    }
}

const METHODS: [&str; 2] = ["get", "post"];

#[tokio::test]
async fn the_document_is_complete() {
    let app = App::demo().await;
    let document = document(&app).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    let mut operations = 0;
    let mut ids = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(METHODS.contains(&method.as_str()), "{path} {method}");
            operations += 1;
            ids.push(operation["operationId"].as_str().unwrap().to_owned());
            assert!(
                operation["description"].is_string() || operation["summary"].is_string(),
                "{path} {method}"
            );
            let in_path: Vec<String> = path
                .split('/')
                .filter_map(|part| Some(part.strip_prefix('{')?.strip_suffix('}')?.to_owned()))
                .collect();
            let given = operation["parameters"].as_array().cloned().unwrap_or_default();
            let given: Vec<&str> =
                given.iter().filter(|p| p["in"] == "path").map(|p| p["name"].as_str().unwrap()).collect();
            assert_eq!(given, in_path, "{path} {method}");
            let open = path == "/health" || path == "/openapi.json";
            let responses = operation["responses"].as_object().unwrap();
            assert_eq!(
                operation.get("security").is_some(),
                open,
                "{path} {method}: only these need no token"
            );
            assert_eq!(responses.contains_key("401"), !open, "{path} {method}");
            assert_eq!(responses.contains_key("422"), method == "post", "{path} {method}");
            for (status, response) in responses {
                let content = &response["content"]["application/json"]["schema"];
                assert!(content.is_object(), "{path} {method} {status} has no schema: {response}");
                whole(&document, content);
            }
            if method == "post" {
                whole(&document, &operation["requestBody"]["content"]["application/json"]["schema"]);
                assert!(operation["requestBody"]["required"] == true, "{path} {method}");
            }
            // What is described is there.
            let address = path.replace("{id}", "x");
            let request = Request::builder()
                .method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap())
                .uri(format!("/api/v1{address}"));
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, if open { 200 } else { 401 }, "{path} {method}");
        }
    }
    assert_eq!(operations, 55, "a new operation: look whether the checks here fit it");
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "operation ids must differ");
}

fn check(document: &Value, path: &str, method: &str, answer: &Answer) {
    let pointer = |text: &str| text.replace('~', "~0").replace('/', "~1");
    let status = answer.status.as_u16();
    let place =
        format!("/paths/{}/{method}/responses/{status}/content/application~1json/schema", pointer(path));
    let schema =
        document.pointer(&place).unwrap_or_else(|| panic!("{method} {path} {status} is not described"));
    let (schema, body) = (whole(document, schema), answer.json());
    assert!(fits(&schema, &body), "{method} {path} {status}: {body:#} does not fit {schema:#}");
}

/// Every answer, good and bad, fits what the document says of it.
#[tokio::test]
async fn answers_are_as_described() {
    let app = App::demo().await;
    let document = document(&app).await;
    let (desk, gm) = (app.token("desk").await, app.token("gm").await);
    let body = json!({ "policy": "complaint", "fields": complaint() });
    let started = app.post(&desk, "/instances", None, &body).await;
    check(&document, "/instances", "post", &started);
    let case = started.json()["id"].as_str().unwrap().to_owned();
    start(&app, &desk).await;
    let id = task(&app, &desk).await["id"].as_str().unwrap().to_owned();
    for body in [json!({ "choice": "forward" }), forward(), forward()] {
        let answer = app.post(&desk, &format!("/tasks/{id}/act"), None, &body).await;
        check(&document, "/tasks/{id}/act", "post", &answer);
    }
    for body in [json!({ "advance": "3d" }), json!({ "advance": "soon" })] {
        check(&document, "/demo/clock", "post", &app.post(&gm, "/demo/clock", None, &body).await);
    }
    let cl = app.token("cl").await;
    let wrong = json!({ "title": "试", "reason": "测试", "files": { "manual/zh/X.md": "---\n" } });
    check(&document, "/changes/import", "post", &app.post(&cl, "/changes/import", None, &wrong).await);
    let sent = app.service.export(None, None).await.unwrap().files;
    let (path, bytes) = sent.iter().find(|(path, _)| path.ends_with("complaint_letter.yaml")).unwrap();
    let text = format!("{}# x\n", String::from_utf8(bytes.clone()).unwrap());
    let body = json!({ "title": "试", "reason": "测试", "files": { path: text } });
    let made = app.post(&cl, "/changes/import", None, &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    check(&document, "/changes/import", "post", &made);
    let change = made.json()["id"].as_str().unwrap().to_owned();
    for (what, body) in [
        ("check", json!({})),
        ("run", json!({ "document": "policies/complaint" })),
        ("notes", json!({ "version": 2, "key": "finding:x", "text": "x" })),
        ("drafts/policies/complaint", json!({ "text": "x" })),
        ("withdraw", json!({ "version": 0 })),
    ] {
        let answer = app.post(&cl, &format!("/changes/{change}/{what}"), None, &body).await;
        let what = what.replace("policies/complaint", "{document}");
        check(&document, &format!("/changes/{{id}}/{what}"), "post", &answer);
    }
    let sheet = app.get(&cl, &format!("/changes/{change}/documents/policies/complaint")).await;
    check(&document, "/changes/{id}/documents/{document}", "get", &sheet);
    let mail = app.get(&gm, "/outbox").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    for (path, address) in [
        ("/health", "/health".to_owned()),
        ("/policies", "/policies".to_owned()),
        ("/policies/{id}", "/policies/recall".to_owned()),
        ("/policies/{id}", "/policies/nonsense".to_owned()),
        ("/instances", "/instances".to_owned()),
        ("/instances/{id}", format!("/instances/{case}")),
        ("/instances/{id}/history", format!("/instances/{case}/history")),
        ("/instances/{id}/signatures", format!("/instances/{case}/signatures")),
        ("/accounts", "/accounts".to_owned()),
        ("/tasks", "/tasks".to_owned()),
        ("/tasks", "/tasks?box=done".to_owned()),
        ("/tasks", "/tasks?box=nonsense".to_owned()),
        ("/tasks/{id}", format!("/tasks/{id}")),
        ("/outbox", "/outbox".to_owned()),
        ("/outbox/{id}", format!("/outbox/{mail}")),
        ("/people", "/people".to_owned()),
        ("/posts", "/posts".to_owned()),
        ("/people", "/people?at=2026-11-23".to_owned()),
        ("/posts", "/posts?at=nonsense".to_owned()),
        ("/export", "/export".to_owned()),
        ("/export", "/export?at=nonsense".to_owned()),
        ("/documents", "/documents".to_owned()),
        ("/documents", "/documents?at=2026-11-23".to_owned()),
        ("/manual/coverage", "/manual/coverage".to_owned()),
        ("/suspects", "/suspects".to_owned()),
        ("/trace", "/trace?q=%E6%8A%95%E8%AF%89".to_owned()),
        ("/trace", "/trace".to_owned()),
        ("/trace/cases/{id}", format!("/trace/cases/{case}")),
        ("/trace/cases/{id}", "/trace/cases/none".to_owned()),
        ("/trace/documents/{id}", "/trace/documents/policies/complaint".to_owned()),
        ("/trace/people/{id}", "/trace/people/desk".to_owned()),
        ("/registers", "/registers".to_owned()),
        ("/registers/{id}", "/registers/batch".to_owned()),
        ("/calendar", "/calendar?from=2026-09-20&to=2026-10-10".to_owned()),
        ("/ledger/head", "/ledger/head".to_owned()),
        ("/ledger/entries", "/ledger/entries?limit=5".to_owned()),
        ("/demo/clock", "/demo/clock".to_owned()),
    ] {
        for token in [&desk, &gm, &String::from("wrong")] {
            if token == "wrong" && path == "/health" {
                continue;
            }
            check(&document, path, "get", &app.get(token, &address).await);
        }
    }
}

/// A case can be had by the number that people call it.
#[tokio::test]
async fn a_case_is_found_by_its_number() {
    let app = App::demo().await;
    let desk = app.token("desk").await;
    let case = start(&app, &desk).await;
    let by_id = app.get(&desk, &format!("/instances/{case}")).await.json();
    assert_eq!(by_id["number"], "261123001");
    assert_eq!(app.get(&desk, "/instances/261123001").await.json(), by_id);
    let found = app.get(&desk, "/instances?q=261123&policy=complaint&status=active").await.json();
    assert_eq!((&found["total"], &found["items"][0]["id"]), (&json!(1), &json!(case)));
    assert_eq!(app.get(&desk, "/instances?policy=recall").await.json()["total"], 0);
    let revision = by_id["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["document"] == "policies/complaint")
        .unwrap();
    assert_eq!((&revision["label"], revision["hash"].as_str().unwrap().len()), (&json!("A/0"), 64));
}
