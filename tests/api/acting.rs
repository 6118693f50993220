//! One effect: the same key twice, another request under a used key, two people at one task.

use serde_json::{Value, json};

use super::{complaint, forward, start, task};
use crate::support::app::{App, assert_sound};
use crate::support::signing::signing_json;

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_one_case() {
    let app = App::demo().await;
    let desk = app.token("desk").await;
    let body = json!({ "policy": "complaint", "fields": complaint() });
    let first = app.post(&desk, "/instances", Some("one"), &body).await;
    let again = app.post(&desk, "/instances", Some("one"), &body).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!((first.status, &first.bytes), (again.status, &again.bytes));
    assert_eq!(first.headers.get("location"), again.headers.get("location"));
    let place = first.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(place, format!("/api/v1/instances/{}", first.json()["id"].as_str().unwrap()));
    assert_eq!(app.get(&desk, "/instances").await.json()["total"], 1);

    // Another request under the key is a mistake; the key belongs to one person.
    let mut other = body.clone();
    other["fields"]["subject"] = json!("另一件事");
    let refused = app.post(&desk, "/instances", Some("one"), &other).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["error"]["code"]),
        (409, &json!("idempotency-mismatch"))
    );
    let deputy = app.token("deputy").await;
    let theirs = app.post(&deputy, "/instances", Some("one"), &body).await;
    assert_eq!(theirs.status, 201);
    assert_ne!(theirs.json()["id"], first.json()["id"]);
    // Without a key each request is its own.
    start(&app, &desk).await;
    assert_eq!(app.get(&desk, "/instances").await.json()["total"], 3);
}

#[tokio::test]
async fn an_answer_is_the_same_after_the_case_has_moved_on() {
    let app = App::demo().await;
    let (desk, gm) = (app.token("desk").await, app.token("gm").await);
    let case = start(&app, &desk).await;
    let path = format!("/tasks/{}/act", task(&app, &desk).await["id"].as_str().unwrap());
    let first = app.post(&desk, &path, Some("k"), &forward()).await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(first.json()["configuration"], json!(["approval"]));
    let opened = first.json()["tasks_opened"].clone();
    let theirs = task(&app, &gm).await;
    assert_eq!(opened, json!([theirs["id"]]));

    let body = json!({ "choice": "approve", "fields": {}, "signing": signing_json() });
    let path_gm = format!("/tasks/{}/act", theirs["id"].as_str().unwrap());
    let approved = app.post(&gm, &path_gm, None, &body).await;
    assert_eq!(approved.status, 200, "{}", approved.text());
    let entries = app.get(&desk, &format!("/instances/{case}/history")).await.json();
    let again = app.post(&desk, &path, Some("k"), &forward()).await;
    assert_eq!((first.status, &first.bytes), (again.status, &again.bytes));
    assert_eq!(app.get(&desk, &format!("/instances/{case}/history")).await.json(), entries);

    let mut other = forward();
    other["opinion"] = json!("补充说明");
    let refused = app.post(&desk, &path, Some("k"), &other).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["error"]["code"]),
        (409, &json!("idempotency-mismatch"))
    );
    assert_sound(&app.service).await;
}

/// The desk's chief and the delegate press at once: one is told who was faster, and when.
#[tokio::test]
async fn of_two_who_act_at_once_one_wins_and_the_other_is_told() {
    let app = App::demo().await;
    let (desk, deputy) = (app.token("desk").await, app.token("deputy").await);
    let case = start(&app, &desk).await;
    let path = format!("/tasks/{}/act", task(&app, &deputy).await["id"].as_str().unwrap());
    let body = forward();
    let (one, two) = tokio::join!(app.post(&desk, &path, None, &body), app.post(&deputy, &path, None, &body));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), two.text());
    let (lost, winner) = if one.status == 409 { (one, "卫十五") } else { (two, "褚十四") };
    let error = &lost.json()["error"];
    assert_eq!(error["code"], "task-done");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(winner) && message.contains("23 Nov 2026"), "{message}");
    let history = app.get(&desk, &format!("/instances/{case}/history")).await.json();
    let acts = |entry: &&Value| entry["kind"] == "act";
    assert_eq!(history["items"].as_array().unwrap().iter().filter(acts).count(), 1);
}

/// What a policy's sentence says is what a program is told, with the paragraph.
#[tokio::test]
async fn a_closed_task_shows_who_closed_it_and_offers_nothing() {
    let app = App::demo().await;
    let desk = app.token("desk").await;
    start(&app, &desk).await;
    let open = task(&app, &desk).await;
    assert_eq!(open["mine"], true);
    assert_eq!(open["holder"]["posts"], json!(["complaint_desk"]));
    let people: Vec<&Value> = open["holder"]["people"].as_array().unwrap().iter().map(|p| &p["id"]).collect();
    assert_eq!(people, ["desk", "deputy"]);
    assert_eq!(open["deadline"]["date"], "2026-11-24");
    let why = &open["deadline"]["explanation"];
    let sum = "1 working day from 23 Nov 2026 = 24 Nov 2026 (until 18:00 that day";
    assert!(why["en"].as_str().unwrap().starts_with(sum), "{why}");
    assert!(why["zh"].as_str().unwrap().starts_with("自 2026 年 11 月 23 日起"), "{why}");
    assert_eq!(open["clause"]["id"], "8.14-4.2.2");
    let id = open["id"].as_str().unwrap();
    app.post(&desk, &format!("/tasks/{id}/act"), None, &forward()).await;
    let closed = app.get(&desk, &format!("/tasks/{id}")).await.json();
    assert_eq!(closed["status"], "done");
    assert_eq!(closed["done_by"], "desk");
    assert_eq!(closed["choice"], "forward");
    assert_eq!((&closed["choices"], &closed["mine"]), (&json!([]), &json!(false)));
    let done = app.get(&desk, "/tasks?box=done").await.json();
    assert_eq!((&done["total"], &done["items"][0]["id"]), (&json!(1), &closed["id"]));
}
