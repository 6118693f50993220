//! A policy whose scripts fail: the program is told the place and the values, and nothing changes.

use serde_json::json;

use super::task;
use crate::support::app::{App, assert_sound};

const POLICY: &str = r#"policy: trouble
title: { zh: 出错, en: Trouble }
form: trouble
start: { post: anyone, ask: figures }
initial: open
states:
  open:
    title: { zh: 计算, en: Calculate }
    task: { post: complaint_desk, due: 1wd, overdue: none }
    on:
      divide: { title: { zh: 相除, en: Divide }, target: closed, guard: record.a / record.b > 1 }
      missing: { title: { zh: 缺少, en: Missing }, target: closed, guard: record.c > 1 }
      more:
        title: { zh: 更多, en: More }
        target: closed
        guard: record.a > 1000
        refusal: { zh: 甲数要大于一千, en: The first number must be above a thousand }
        clause: 8.14-4.1
  closed: { title: { zh: 完成, en: Closed }, type: final }
"#;

const FORM: &str = r#"form: trouble
title: { zh: 出错, en: Trouble }
fields:
  a: { type: integer, min: 0, max: 100, title: { zh: 甲, en: A } }
  b: { type: integer, min: 0, max: 100, title: { zh: 乙, en: B } }
  c: { type: integer, min: 0, max: 100, title: { zh: 丙, en: C } }
sections:
  figures: { title: { zh: 数字, en: Figures }, fields: [a, b, c], optional: [c] }
"#;

#[tokio::test]
async fn a_failing_script_is_told_with_place_and_values() {
    let app = App::with_documents(|mut files| {
        files.push(("policies/trouble.yaml".to_owned(), POLICY.as_bytes().to_vec()));
        files.push(("forms/trouble.yaml".to_owned(), FORM.as_bytes().to_vec()));
        files
    })
    .await;
    let desk = app.token("desk").await;
    let body = json!({ "policy": "trouble", "fields": { "a": 3, "b": 0 } });
    let started = app.post(&desk, "/instances", None, &body).await;
    assert_eq!(started.status, 201, "{}", started.text());
    let case = format!("/instances/{}", started.json()["id"].as_str().unwrap());
    let before = app.get(&desk, &case).await.json();
    let path = format!("/tasks/{}/act", task(&app, &desk).await["id"].as_str().unwrap());

    let line = |text: &str| POLICY.lines().position(|line| line.contains(text)).unwrap() + 1;
    for (choice, code, text, values) in [
        (
            "divide",
            "script-arithmetic",
            "record.a / record.b > 1",
            json!({ "record.a": "3", "record.b": "0" }),
        ),
        ("missing", "script-missing-field", "record.c > 1", json!({ "record.c": "—" })),
    ] {
        let answer = app.post(&desk, &path, None, &json!({ "choice": choice })).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        let error = &answer.json()["error"];
        assert_eq!(error["code"], code, "{error}");
        let script = &error["script"];
        assert_eq!(script["path"], "policies/trouble.yaml");
        assert_eq!(script["line"], line(text));
        assert_eq!((&script["text"], &script["values"]), (&json!(text), &values));
    }
    let answer = app.post(&desk, &path, None, &json!({ "choice": "more" })).await;
    let error = &answer.json()["error"];
    assert_eq!(
        (answer.status.as_u16(), &error["code"], &error["clause"]),
        (422, &json!("guard"), &json!("8.14-4.1"))
    );
    assert_eq!(error["message"], "The first number must be above a thousand");
    assert_eq!(app.get(&desk, &case).await.json(), before);
    assert_sound(&app.service).await;
}
