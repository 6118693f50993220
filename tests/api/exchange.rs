//! Documents out and back in by a program, and a change worked on without pages.

use serde_json::{Value, json};

use crate::support::app::{App, assert_sound};

const LETTER: &str = "policies/mail/complaint_letter.yaml";

async fn exported(app: &App, token: &str, more: &str) -> Value {
    let answer = app.get(token, &format!("/export{more}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn what_goes_out_comes_back_byte_for_byte() {
    let app = App::demo().await;
    let cl = app.token("cl").await;
    let out = exported(&app, &cl, "").await;
    let files = app.service.export(None, None).await.unwrap().files;
    assert_eq!(out["files"].as_object().unwrap().len(), files.len());
    for (path, bytes) in &files {
        assert_eq!(out["files"][path].as_str().unwrap().as_bytes(), bytes, "{path}");
    }
    // All of it back: nothing differs.
    let import = |files: Value, export: &Value| json!({ "title": "试", "reason": "测试", "files": files, "export": export });
    let same = app.post(&cl, "/changes/import", None, &import(out["files"].clone(), &out["export"])).await;
    assert_eq!(
        (same.status.as_u16(), same.json()["error"]["code"].as_str().unwrap()),
        (422, "exchange-nothing")
    );
    // One file, with line ends and a mark of its own; what is left out stays.
    let text = format!("\u{feff}{}# 说明\r\n", out["files"][LETTER].as_str().unwrap());
    let made = app.post(&cl, "/changes/import", None, &import(json!({ LETTER: text }), &out["export"])).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!(
        made["documents"],
        json!([{ "document": "policies/mail/complaint_letter", "path": LETTER, "how": "changed", "base": "A/0", "stale": false }])
    );
    let over = exported(&app, &cl, &format!("?change={}", made["number"].as_str().unwrap())).await;
    assert_eq!(over["files"][LETTER], text);
    assert_eq!(over["files"].as_object().unwrap().len(), files.len());
    // Without the manifest it is compared with what is in force; a moment before the first release has nothing.
    let alone = json!({ "title": "试", "reason": "测试", "files": { LETTER: text }, "edition": true });
    let alone = app.post(&cl, "/changes/import", None, &alone).await;
    assert_eq!(alone.status, 201, "{}", alone.text());
    assert_eq!(exported(&app, &cl, "?at=2020-01-01").await["files"], json!({}));
    assert_eq!(app.get(&cl, "/export?at=yesterday").await.status, 400);
    // A stranger to the change does not see its texts.
    let desk = app.token("desk").await;
    let number = made["number"].as_str().unwrap();
    assert_eq!(app.get(&desk, &format!("/export?change={number}")).await.status, 404);
    assert_sound(&app.service).await;
}

/// A request that is sent again, because the first answer was lost, makes no second change.
#[tokio::test]
async fn an_import_is_repeatable() {
    let app = App::demo().await;
    let cl = app.token("cl").await;
    let out = exported(&app, &cl, "").await;
    let text = format!("{}# 说明\n", out["files"][LETTER].as_str().unwrap());
    let import = |title: &str| json!({ "title": title, "reason": "测试", "files": { LETTER: text } });
    let send =
        async |key: Option<&str>, title: &str| app.post(&cl, "/changes/import", key, &import(title)).await;
    let (first, again) = (send(Some("k1"), "试").await, send(Some("k1"), "试").await);
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201), "{}", again.text());
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert_eq!(send(Some("k1"), "另").await.status, 409, "the same key asks another thing");
    assert_ne!(send(Some("k2"), "试").await.json()["id"], first.json()["id"]);
    assert_ne!(send(None, "试").await.json()["id"], first.json()["id"]);
    assert_sound(&app.service).await;
}

#[tokio::test]
async fn an_import_with_errors_makes_no_change_and_lists_all() {
    let app = App::demo().await;
    let cl = app.token("cl").await;
    let out = exported(&app, &cl, "").await;
    let wrong = |path: &str| format!("{}\nwrong: 1\n", out["files"][path].as_str().unwrap());
    let recall = "policies/mail/recall_letter.yaml";
    let files = json!({ LETTER: wrong(LETTER), recall: wrong(recall), "policies/Bad Name.yaml": "x", "forms/large.yaml": "#".repeat(300_000) });
    let body = json!({ "title": "试", "reason": "测试", "files": files, "export": out["export"] });
    let refused = app.post(&cl, "/changes/import", None, &body).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let error = refused.json()["error"].clone();
    assert_eq!(error["code"], "exchange-errors");
    let found = error["findings"].as_array().unwrap();
    for path in [LETTER, recall, "policies/Bad Name.yaml", "forms/large.yaml"] {
        let found = found.iter().find(|found| found["path"] == path);
        let found = found.unwrap_or_else(|| panic!("{path}: {error}"));
        assert!(found["line"].as_u64().unwrap() > 0 && found["column"].as_u64().unwrap() > 0, "{found}");
        assert!(!found["message"].as_str().unwrap().is_empty(), "{found}");
    }
    let large = found.iter().find(|found| found["path"] == "forms/large.yaml").unwrap();
    assert!(large["message"].as_str().unwrap().contains("256"), "the limit is told: {large}");
    // What is wrong with the request is told field by field.
    for (body, field) in [
        (json!({ "title": "试", "reason": "测试", "files": { "notes.txt": "x" } }), "files.notes.txt"),
        (
            json!({ "title": "试", "reason": "测试", "files": { LETTER: 1 } }),
            "files.policies/mail/complaint_letter.yaml",
        ),
        (json!({ "title": "试", "reason": "测试", "files": {}, "export": { "v": 2 } }), "export"),
        (json!({ "title": "试", "reason": "测试", "files": {}, "obsolete": true }), "export"),
        (json!({ "title": "试", "reason": "测试", "files": {}, "obsolete": "yes" }), "obsolete"),
        (json!({ "title": "试", "reason": "测试", "files": {}, "wanted_at": "soon" }), "wanted_at"),
        (json!({ "title": "试", "reason": "测试" }), "files"),
    ] {
        let refused = app.post(&cl, "/changes/import", None, &body).await;
        assert_eq!(refused.status, 422, "{body}");
        let fields = refused.json()["error"]["fields"].clone();
        assert!(fields.as_array().unwrap().iter().any(|wrong| wrong["field"] == field), "{body} {fields}");
    }
    let huge = json!({ "title": "x".repeat(5 << 20) });
    let huge = app.post(&cl, "/changes/import", None, &huge).await;
    assert_eq!(huge.status, 413);
    assert!(huge.text().contains(&(4 << 20).to_string()), "{}", huge.text());
    // Somebody who may not propose changes makes none.
    let desk = app.token("desk").await;
    let fine = json!({ "title": "试", "reason": "测试", "files": { LETTER: format!("{}# x\n", out["files"][LETTER].as_str().unwrap()) } });
    assert_eq!(app.post(&desk, "/changes/import", None, &fine).await.status, 403);
    assert!(app.service.store().read().changes(None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_program_works_on_a_change_as_its_pages_do() {
    let app = App::demo().await;
    let (cl, asm) = (app.token("cl").await, app.token("asm").await);
    let out = exported(&app, &cl, "").await;
    let text = format!("{}# 说明\n", out["files"][LETTER].as_str().unwrap());
    let body = json!({ "title": "试", "reason": "测试", "files": { LETTER: text } });
    let id = app.post(&cl, "/changes/import", None, &body).await.json()["id"].as_str().unwrap().to_owned();
    let to = |more: &str| format!("/changes/{id}/{more}");
    let letter = "documents/policies/mail/complaint_letter";
    let sheet = app.get(&cl, &to(letter)).await.json();
    assert_eq!(
        (sheet["saved"]["text"].as_str(), sheet["base"]["label"].as_str()),
        (Some(text.as_str()), Some("A/0"))
    );
    // A draft is kept, seen again by its author only, and thrown away.
    let draft = to("drafts/policies/mail/complaint_letter");
    let kept = app.post(&cl, &draft, None, &json!({ "text": "半", "began": sheet["saved"]["hash"] })).await;
    assert_eq!((kept.status.as_u16(), kept.json()["moved"].as_bool()), (200, Some(false)), "{}", kept.text());
    assert_eq!(app.get(&cl, &to(letter)).await.json()["draft"]["text"], "半");
    assert_eq!(app.post(&cl, &draft, None, &json!({ "text": "半", "began": "x" })).await.status, 422);
    assert_eq!(app.post(&cl, &draft, None, &json!({})).await.json()["kept"], false);
    assert_eq!(app.get(&cl, &to(letter)).await.json()["draft"], Value::Null);
    // Checked: as it is saved, and with a text.
    assert_eq!(app.post(&cl, &to("check"), None, &json!({})).await.json()["errors"], 0);
    let tried = json!({ "document": "policies/complaint", "text": "policy: [" });
    let found = app.post(&cl, &to("check"), None, &tried).await.json();
    assert!(found["errors"].as_u64().unwrap() > 0, "{found}");
    assert_eq!(app.post(&cl, &to("run"), None, &tried).await.json()["stories"], Value::Null);
    assert_eq!(
        app.post(&cl, &to("check"), None, &json!({ "document": "policies/complaint" })).await.status,
        422
    );
    let told = app.post(&cl, &to("run"), None, &json!({ "document": "policies/complaint" })).await.json();
    assert!(told["stories"]["passed"].as_u64().unwrap() > 0, "{told}");
    assert_eq!(told["stories"]["failed"], json!([]));
    // A note, an edit, and the end.
    let version = sheet["version"].as_i64().unwrap();
    let note = json!({ "version": version, "key": "finding:x", "text": "说明" });
    let version = app.post(&cl, &to("notes"), None, &note).await.json()["version"].as_i64().unwrap();
    assert_eq!(app.post(&cl, &to("notes"), None, &note).await.status, 409, "an old version");
    let at = json!({ "version": version, "title": "又试", "wanted_at": "2026-12-01T00:00:00+08:00" });
    let edited = app.post(&cl, &format!("/changes/{id}"), None, &at).await;
    assert_eq!(edited.status, 200, "{}", edited.text());
    let version = edited.json()["version"].as_i64().unwrap();
    let change = app.get(&cl, &format!("/changes/{id}")).await.json()["change"].clone();
    assert_eq!((change["title"].as_str(), change["reason"].as_str()), (Some("又试"), Some("测试")));
    assert_eq!(change["wanted_at"], "2026-12-01T00:00:00+08:00");
    let at_once = json!({ "version": version, "wanted_at": null });
    let version =
        app.post(&cl, &format!("/changes/{id}"), None, &at_once).await.json()["version"].as_i64().unwrap();
    assert_eq!(app.get(&cl, &format!("/changes/{id}")).await.json()["change"]["wanted_at"], Value::Null);
    let end = json!({ "version": version });
    assert_eq!(app.post(&asm, &to("withdraw"), None, &end).await.status, 403);
    let ended = app.post(&cl, &to("withdraw"), None, &end).await;
    assert_eq!(
        (ended.status.as_u16(), ended.json()["status"].as_str()),
        (200, Some("withdrawn")),
        "{}",
        ended.text()
    );
    assert_sound(&app.service).await;
}
