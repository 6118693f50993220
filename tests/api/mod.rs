//! The interface for programs, as programs use it.

mod acting;
mod changes;
mod described;
mod documents;
mod exchange;
mod input;
mod privacy;
mod schema;
mod trouble;
mod walker;

use serde_json::{Value, json};

use crate::support::app::App;
use crate::support::signing::signing_json;

/// A complaint by phone, as the desk takes it.
fn complaint() -> Value {
    json!({
        "channel": "phone",
        "caller_name": "来电人甲",
        "caller_phone": "000-1234-5678",
        "product_line": "kitchen",
        "subject": "炉头不着火",
        "occurred_at": "2026-11-22T15:30:00+08:00",
        "place": "某市某路 1 号",
        "facts": "点火三次都不着。",
    })
}

/// Starts a complaint as the desk; its id.
async fn start(app: &App, desk: &str) -> String {
    let body = json!({ "policy": "complaint", "fields": complaint() });
    let answer = app.post(desk, "/instances", None, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// The first open task in somebody's inbox.
async fn task(app: &App, token: &str) -> Value {
    let inbox = app.get(token, "/tasks?box=todo").await.json();
    inbox["items"][0].clone()
}

/// The forwarding of a complaint to a post.
fn forward() -> Value {
    json!({
        "choice": "forward",
        "fields": { "class": "appearance", "transfer_note": "请仓库核实包装。" },
        "signing": signing_json(),
    })
}
