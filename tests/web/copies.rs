//! Controlled copies on their page.

use serde_json::json;

use super::browser::Browser;
use crate::support::app::App;

#[tokio::test]
async fn a_refused_recall_is_told_once_and_keeps_its_reason() {
    let app = App::demo().await;
    let (asm, gm) = (app.token("asm").await, app.token("gm").await);
    let fields =
        json!({ "document": "SC-8.14", "lang": "zh", "holder": "何某", "copies": 1, "purpose": "查阅" });
    let asked = json!({ "policy": "document_copy", "fields": fields });
    let case = app.post(&asm, "/instances", None, &asked).await.json()["id"].as_str().unwrap().to_owned();
    let task = app.service.store().read().open_tasks_of(&case).await.unwrap().remove(0).id;
    let signing = json!({ "password": guicheng::service::DEMO_PASSWORD });
    let approve = json!({ "choice": "approve", "fields": {}, "signing": signing });
    assert_eq!(app.post(&gm, &format!("/tasks/{task}/act"), None, &approve).await.status, 200);
    let number = app.get(&asm, "/copies").await.json()["items"][0]["number"].as_str().unwrap().to_owned();

    let browser = Browser::new(&app);
    let csrf = browser.get("/login").await.csrf();
    let csrf = browser.post("/login", &[("csrf", &csrf), ("token", &asm)]).await.csrf();
    let long = "长".repeat(2_001);
    let form =
        |reason: &str| [("csrf", csrf.clone()), ("copy", number.clone()), ("reason", reason.to_owned())];
    let sent = form(&long);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = browser.post("/copies/recall", &sent).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.text().matches("请写明收回的原因").count(), 1);
    assert!(page.text().contains(&long), "the reason is kept");
    let sent = form("持有人离职");
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(browser.post("/copies/recall", &sent).await.status, 200);
    // Whoever asked for the copy has the task at once. A page that is still open meets a copy that is void: told, too.
    let tasks = app.service.store().read().open_tasks_of(&case).await.unwrap();
    assert_eq!(tasks.iter().map(|task| task.state.as_str()).collect::<Vec<_>>(), ["recalling"]);
    let page = browser.post("/copies/recall", &sent).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.text().matches("这份副本已经作废").count(), 1, "{}", page.text());
}
