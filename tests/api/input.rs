//! Bad input is refused by name, with the right status, and changes nothing.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use super::{complaint, start, task};
use crate::support::app::{Answer, App, assert_sound};

fn problems(answer: &Answer) -> Vec<(String, String)> {
    let body = answer.json();
    let fields = body["error"]["fields"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    fields.iter().map(|field| (text(&field["field"]), text(&field["code"]))).collect()
}

/// What is changed in a good start, and what is said of it: field and code.
#[tokio::test]
async fn wrong_fields_are_told_by_name() {
    let app = App::demo().await;
    let desk = app.token("desk").await;
    let cases: &[(Value, &[(&str, &str)])] = &[
        (json!({ "nonsense": 1 }), &[("nonsense", "unknown")]),
        (json!({ "channel": null }), &[("channel", "required")]),
        (json!({ "channel": "smoke" }), &[("channel", "not-a-choice")]),
        (json!({ "subject": 12 }), &[("subject", "not-a-text")]),
        (json!({ "subject": "长".repeat(61) }), &[("subject", "too-long")]),
        (json!({ "subject": "两行\n字" }), &[("subject", "one-line")]),
        (json!({ "facts": "a\u{0}b" }), &[("facts", "character")]),
        (json!({ "occurred_at": "2026-11-" }), &[("occurred_at", "not-a-time")]),
        (json!({ "occurred_at": "2026-02-30T10:00:00+08:00" }), &[("occurred_at", "not-a-time")]),
        (json!({ "occurred_at": 5 }), &[("occurred_at", "not-a-time")]),
        (json!({ "customer": "C-999" }), &[("customer", "no-such-row")]),
        (
            json!({ "place": null, "channel": ["phone", "written"], "other": {} }),
            &[("other", "unknown"), ("channel", "not-a-choice"), ("place", "required")],
        ),
    ];
    for (change, expected) in cases {
        let mut fields = complaint();
        for (name, value) in change.as_object().unwrap() {
            fields[name] = value.clone();
        }
        let body = json!({ "policy": "complaint", "fields": fields });
        let answer = app.post(&desk, "/instances", None, &body).await;
        assert_eq!(answer.status, 422, "{change}: {}", answer.text());
        assert_eq!(answer.json()["error"]["code"], "fields", "{change}");
        let found = problems(&answer);
        let found: Vec<(&str, &str)> = found.iter().map(|(field, code)| (&**field, &**code)).collect();
        let same = found.len() == expected.len() && expected.iter().all(|one| found.contains(one));
        assert!(same, "{change}: {found:?}, expected {expected:?}");
    }
    assert_eq!(app.get(&desk, "/instances").await.json()["total"], 0);
}

/// Bodies of `POST /instances`: as they are sent, status, code, fields.
#[tokio::test]
async fn wrong_bodies_are_refused() {
    let app = App::demo().await;
    let desk = app.token("desk").await;
    let huge = format!("{{\"policy\":\"{}\"}}", "x".repeat(1 << 20));
    let long = format!("{{\"policy\":\"{}\"}}", "x".repeat(300));
    let cases: &[(&str, u16, &str, &[&str])] = &[
        ("", 400, "malformed", &[]),
        ("{\"policy\":", 400, "malformed", &[]),
        ("{\"policy\":\"complaint\",\"policy\":\"recall\"}", 400, "malformed", &[]),
        ("[]", 400, "not-an-object", &[]),
        ("\"complaint\"", 400, "not-an-object", &[]),
        ("{}", 422, "fields", &["policy"]),
        ("{\"policy\":7}", 422, "fields", &["policy"]),
        ("{\"policy\":\"complaint\",\"feilds\":{}}", 422, "fields", &["feilds"]),
        ("{\"policy\":\"complaint\",\"fields\":[]}", 422, "fields", &["fields"]),
        (&long, 422, "fields", &["policy"]),
        ("{\"policy\":\"no_such\"}", 404, "no-such-policy", &[]),
        (&huge, 413, "too-large", &[]),
    ];
    for (body, status, code, fields) in cases {
        let answer = raw(&app, &desk, "/instances", "application/json", body).await;
        let shown = &body[..body.len().min(60)];
        assert_eq!(answer.status.as_u16(), *status, "{shown}: {}", answer.text());
        assert_eq!(answer.json()["error"]["code"], *code, "{shown}");
        let found: Vec<String> = problems(&answer).into_iter().map(|(field, _)| field).collect();
        assert_eq!(&found, fields, "{shown}");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        let answer = raw(&app, &desk, "/instances", kind, "{}").await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]["code"]),
            (415, &json!("not-json")),
            "{kind}"
        );
    }
    assert_eq!(raw(&app, &desk, "/instances", "application/json; charset=utf-8", "{}").await.status, 422);
}

async fn raw(app: &App, token: &str, path: &str, kind: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("/api/v1{path}"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", kind);
    app.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn wrong_commands_on_a_task_are_refused() {
    let app = App::demo().await;
    let desk = app.token("desk").await;
    start(&app, &desk).await;
    let id = task(&app, &desk).await["id"].as_str().unwrap().to_owned();
    let path = format!("/tasks/{id}/act");
    let cases = [
        (json!({}), 422, "fields", vec!["choice"]),
        (json!({ "choice": "forward", "option": 1 }), 422, "fields", vec!["option"]),
        (json!({ "choice": "fly" }), 422, "unknown-choice", vec![]),
        (json!({ "choice": "forward" }), 422, "fields", vec!["class", "transfer_note"]),
        (json!({ "choice": "forward", "opinion": 5 }), 422, "fields", vec!["opinion"]),
        (json!({ "choice": "forward", "opinion": "长".repeat(2001) }), 422, "fields", vec!["opinion"]),
        (json!({ "choice": "forward", "post": "general_manager" }), 403, "not-yours", vec![]),
    ];
    for (body, status, code, fields) in cases {
        let answer = app.post(&desk, &path, None, &body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text());
        assert_eq!(answer.json()["error"]["code"], code, "{body}");
        let found: Vec<String> = problems(&answer).into_iter().map(|(field, _)| field).collect();
        assert_eq!(found, fields, "{body}");
    }
    for key in ["", " ", "schlüssel", &"x".repeat(201)] {
        let answer = app.post(&desk, &path, Some(key), &super::forward()).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]["code"]),
            (400, &json!("idempotency-key")),
            "{key}"
        );
    }
    for path in ["/tasks/nonsense/act", &format!("/tasks/{id}9/act"), "/tasks/x-1/act"] {
        let answer = app.post(&desk, path, None, &super::forward()).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]["code"]),
            (404, &json!("no-such-task")),
            "{path}"
        );
    }
    assert_eq!(task(&app, &desk).await["id"], json!(id));
    assert_sound(&app.service).await;
}

#[tokio::test]
async fn wrong_addresses_are_refused() {
    let app = App::demo().await;
    let gm = app.token("gm").await;
    for (path, status, code) in [
        ("/nonsense", 404, "no-such-page"),
        ("/policies/nonsense", 404, "no-such-policy"),
        ("/instances/nonsense", 404, "no-such-case"),
        ("/tasks/nonsense", 404, "no-such-task"),
        ("/outbox/nonsense", 404, "no-such-mail"),
        ("/registers/nonsense", 404, "no-such-register"),
        ("/tasks?box=mine", 400, "fields"),
        ("/tasks?bx=todo", 400, "fields"),
        ("/tasks?page=-1", 400, "fields"),
        ("/tasks?page=two", 400, "fields"),
        ("/tasks?page=1&page=2", 400, "fields"),
        ("/tasks?page=99999999999999999999", 400, "fields"),
        ("/instances?status=asleep", 400, "fields"),
        ("/calendar?from=2026-13-01", 400, "fields"),
        ("/calendar?from=2026-1", 400, "fields"),
        ("/calendar?from=2026-02-01&to=2026-01-01", 400, "fields"),
        ("/calendar?from=2026-01-01&to=2999-01-01", 400, "fields"),
        ("/ledger/entries?limit=0", 400, "fields"),
        ("/ledger/entries?limit=201", 400, "fields"),
        ("/people?q=x", 400, "fields"),
        ("/tasks/1/act", 405, "method-not-allowed"),
    ] {
        let answer = app.get(&gm, path).await;
        let found = (answer.status.as_u16(), answer.json()["error"]["code"].clone());
        assert_eq!(found, (status, json!(code)), "{path}: {}", answer.text());
        assert!(!answer.json()["error"]["message"].as_str().unwrap_or_default().is_empty(), "{path}");
    }
    let days = app.get(&gm, "/calendar?from=2026-09-30&to=2026-10-10").await.json();
    let working: Vec<bool> =
        days["items"].as_array().unwrap().iter().map(|day| day["working"] == true).collect();
    assert_eq!(working.iter().filter(|working| **working).count(), 4, "{days}"); // 30 Sep, 8, 9 Oct, and 10 Oct to make up
}

#[tokio::test]
async fn the_clock_goes_forward_only() {
    let app = App::demo().await;
    let gm = app.token("gm").await;
    for (body, status, code) in [
        (json!({}), 422, "fields"),
        (json!({ "advance": "15d", "to": "2026-12-08T10:00:00+08:00" }), 422, "fields"),
        (json!({ "advance": "soon" }), 422, "clock-length"),
        (json!({ "advance": 15 }), 422, "fields"),
        (json!({ "to": "2026-12-08" }), 422, "fields"),
        (json!({ "to": "2026-11-22T10:00:00+08:00" }), 422, "clock-backwards"),
        (json!({ "by": "1d" }), 422, "fields"),
    ] {
        let answer = app.post(&gm, "/demo/clock", None, &body).await;
        let found = (answer.status.as_u16(), answer.json()["error"]["code"].clone());
        assert_eq!(found, (status, json!(code)), "{body}: {}", answer.text());
    }
    let moved = app.post(&gm, "/demo/clock", None, &json!({ "to": "2026-12-08T10:00:00+08:00" })).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert!(moved.json()["now"].as_str().unwrap().starts_with("2026-12-08T10:00:0"), "{}", moved.text());
    let moved = app.post(&gm, "/demo/clock", None, &json!({ "advance": "1d" })).await;
    assert!(moved.json()["now"].as_str().unwrap().starts_with("2026-12-09T10:0"), "{}", moved.text());
}
