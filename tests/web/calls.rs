//! A case and the one that it has called, on their pages and in the API: each leads to the other, for those who may see it.

use serde_json::json;

use super::browser::Browser;
use crate::support::app::App;

const ORDER: &str = r#"
policy: order
title: { zh: 订单, en: Order }
number: "DD{serial:year:3}"
start: { post: complaint_desk }
states:
  making:
    title: { zh: 制作, en: Making }
    task: { post: complaint_desk, overdue: none }
    call: { policy: part, id: left }
    on: { stop: { title: { zh: 停止, en: Stop }, target: over } }
    on_done: over
  over: { title: { zh: 结束, en: Over }, type: final }
"#;

const PART: &str = r#"
policy: part
title: { zh: 部件, en: Part }
number: "BJ{serial:year:3}"
states:
  doing:
    title: { zh: 加工, en: Doing }
    task: { post: purchasing_head, due: 1wd, overdue: none }
    on: { ready: { title: { zh: 完成, en: Ready }, target: ended } }
  ended: { title: { zh: 完成, en: Ended }, type: final }
"#;

#[tokio::test]
async fn caller_and_called_lead_to_each_other() {
    let app = App::with_documents(|mut files| {
        for (name, text) in [("order", ORDER), ("part", PART)] {
            files.push((format!("policies/{name}.yaml"), text.as_bytes().to_vec()));
        }
        files
    })
    .await;
    let (desk, buyer) = (app.token("desk").await, app.token("buyer").await);
    let started = app.post(&desk, "/instances", None, &json!({ "policy": "order" })).await;
    assert_eq!(started.status, 201, "{}", started.text());
    let order = started.json()["id"].as_str().unwrap().to_owned();

    let shown = app.get(&desk, &format!("/instances/{order}")).await.json();
    let call = &shown["calls"][0];
    let part = call["id"].as_str().unwrap().to_owned();
    assert_eq!(
        *call,
        json!({ "id": part, "number": "BJ001", "policy": "part", "status": "active", "call": "left" })
    );
    assert_eq!(shown["parent"], json!(null));
    let below = app.get(&desk, &format!("/instances/{part}")).await.json();
    assert_eq!(below["parent"]["number"], "DD001");
    // Whoever works on the part alone sees it, but not the order that it belongs to.
    let own = app.get(&buyer, &format!("/instances/{part}")).await;
    assert_eq!((own.status.as_u16(), own.json()["parent"].clone()), (200, json!(null)));
    assert_eq!(app.get(&buyer, &format!("/instances/{order}")).await.status, 404);

    let browser = Browser::signed_in(&app, "desk").await;
    let page = browser.get(&format!("/cases/{order}")).await;
    assert_eq!(page.link(&format!("/cases/{part}")), Some(format!("/cases/{part}")));
    assert!(page.text().contains("BJ001 · 部件"), "{}", page.text());
    let stop = shown["tasks"][0]["id"].as_str().unwrap().to_owned();
    let acted = app.post(&desk, &format!("/tasks/{stop}/act"), None, &json!({ "choice": "stop" })).await;
    assert_eq!(acted.status, 200, "{}", acted.text());
    let page = browser.get(&format!("/cases/{part}")).await;
    assert_eq!(page.link(&format!("/cases/{order}")), Some(format!("/cases/{order}")));
    for words in ["DD001 · 订单", "已撤销", "上级流程不再需要"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let history = app.get(&desk, &format!("/instances/{part}/history")).await.json();
    let kinds: Vec<&str> =
        history["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["start", "cancel"]);
    crate::support::app::assert_sound(&app.service).await;
}
