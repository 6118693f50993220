//! Who may see what: tokens, outsiders, personal fields, and what exists outside the demo.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::{complaint, forward, start, task};
use crate::support::app::App;

#[tokio::test]
async fn nothing_is_told_without_a_good_token() {
    let app = App::demo().await;
    let good = app.token("desk").await;
    for header in [None, Some("Basic ZGVzazpkZXNr"), Some("Bearer"), Some("Bearer nonsense"), Some("Bearer ")]
    {
        for path in ["/policies", "/tasks", "/people", "/demo/clock", "/outbox", "/ledger/head"] {
            let mut request = Request::builder().uri(format!("/api/v1{path}"));
            if let Some(header) = header {
                request = request.header("authorization", header);
            }
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 401, "{header:?} {path}");
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
            assert_eq!(answer.headers["content-language"], "zh-CN"); // it accepts nothing in particular
            assert!(
                answer.json()["error"]["code"].as_str().unwrap().ends_with("-token"),
                "{}",
                answer.text()
            );
        }
    }
    // The scheme's name may be written in any case; health and the description are for everybody.
    let request =
        Request::builder().uri("/api/v1/policies").header("authorization", format!("bearer {good}"));
    assert_eq!(app.send(request.body(Body::empty()).unwrap()).await.status, 200);
    for path in ["/health", "/openapi.json"] {
        let request = Request::builder().uri(format!("/api/v1{path}"));
        assert_eq!(app.send(request.body(Body::empty()).unwrap()).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn outsiders_see_neither_case_nor_task_and_nobody_sees_personal_values_in_vain() {
    let app = App::demo().await;
    let (desk, gm, outsider) = (app.token("desk").await, app.token("gm").await, app.token("buyer").await);
    let case = start(&app, &desk).await;
    let open = task(&app, &desk).await["id"].as_str().unwrap().to_owned();

    for path in [format!("/instances/{case}"), format!("/instances/{case}/history"), format!("/tasks/{open}")]
    {
        let answer = app.get(&outsider, &path).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
    assert_eq!(app.get(&outsider, "/instances").await.json()["total"], 0);
    let answer = app.post(&outsider, &format!("/tasks/{open}/act"), None, &forward()).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (403, &json!("not-yours")));
    let answer = app
        .post(&outsider, "/instances", None, &json!({ "policy": "complaint", "fields": complaint() }))
        .await;
    assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (403, &json!("may-not-start")));
    let message = answer.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(!message.contains("complaint_desk"), "posts are told by their titles: {message}");

    // Who works on the case sees whom to call; who may read every case sees the case without them.
    let personal = ["caller_name", "caller_phone", "place"];
    let worker = app.get(&desk, &format!("/instances/{case}")).await.json();
    let reader = app.get(&gm, &format!("/instances/{case}")).await.json();
    for field in personal {
        assert_eq!(worker["record"][field], complaint()[field]);
        assert_eq!(reader["record"].get(field), None);
    }
    assert_eq!(reader["record"]["facts"], complaint()["facts"]);

    // What is kept for ever has none of them, whoever reads it.
    app.post(&desk, &format!("/tasks/{open}/act"), None, &forward()).await;
    let mut kept = String::new();
    for (token, path) in [
        (&desk, format!("/instances/{case}/history")),
        (&gm, format!("/instances/{case}/history")),
        (&gm, "/ledger/entries".to_owned()),
        (&gm, "/outbox".to_owned()),
        (&gm, "/instances".to_owned()),
    ] {
        kept += &app.get(token, &path).await.text();
    }
    assert!(kept.contains("请仓库核实包装"), "the history tells what was filled in");
    for field in personal {
        let value = complaint()[field].as_str().unwrap().to_owned();
        assert!(!kept.contains(&value), "{field} is in what is kept");
    }
}

#[tokio::test]
async fn registers_keep_people_to_who_maintains_them() {
    let app = App::demo().await;
    let outsider = app.token("buyer").await;
    let page = app.get(&outsider, "/registers/customer").await.json();
    let columns = page["register"]["fields"].as_array().unwrap();
    let personal: Vec<&str> = columns
        .iter()
        .filter(|column| column["personal"] == true)
        .map(|column| column["name"].as_str().unwrap())
        .collect();
    assert!(!personal.is_empty());
    let owner = page["register"]["maintained_by"].as_str().unwrap();
    let people = app.get(&outsider, "/people").await.json();
    let holds =
        |person: &&Value| person["posts"].as_array().unwrap().iter().any(|held| held["post"] == owner);
    let owner =
        people["items"].as_array().unwrap().iter().find(holds).unwrap()["id"].as_str().unwrap().to_owned();
    let owner = app.token(&owner).await;
    let full = app.get(&owner, "/registers/customer").await.json();
    for (outside, inside) in
        page["rows"]["items"].as_array().unwrap().iter().zip(full["rows"]["items"].as_array().unwrap())
    {
        for field in &personal {
            assert_eq!(outside["fields"].get(*field), None, "{outside}");
        }
        assert!(personal.iter().any(|field| inside["fields"].get(*field).is_some()), "{inside}");
    }
}

#[tokio::test]
async fn outside_the_demo_there_is_no_clock_and_no_foreign_mail() {
    let app = App::serve().await;
    let (desk, gm, outsider) = (app.token("desk").await, app.token("gm").await, app.token("buyer").await);
    for (path, body) in [("/demo/clock", None), ("/demo/clock", Some(json!({ "advance": "1d" })))] {
        let answer = match body {
            Some(body) => app.post(&gm, path, None, &body).await,
            None => app.get(&gm, path).await,
        };
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (404, &json!("no-such-page")));
    }
    start(&app, &desk).await;
    let own = app.get(&desk, "/outbox").await.json();
    let mails = own["items"].as_array().unwrap();
    assert!(!mails.is_empty());
    assert!(mails.iter().all(|mail| mail["person"] == "desk"), "{own}");
    assert!(
        mails[0]["plain"].as_str().unwrap().contains("https://guicheng.example/t/"),
        "{}",
        mails[0]["plain"]
    );
    let id = mails[0]["id"].as_str().unwrap();
    assert_eq!(app.get(&outsider, "/outbox").await.json()["items"], json!([]));
    assert_eq!(app.get(&outsider, &format!("/outbox/{id}")).await.status, 404);
    // Who reads all reads the mail, without the key in it.
    let read = app.get(&gm, &format!("/outbox/{id}")).await;
    assert_eq!(read.status, 200);
    assert!(!read.text().contains("https://guicheng.example/t/"), "{}", read.text());
    assert_eq!(app.get(&outsider, "/ledger/head").await.status, 403);
    assert_eq!(app.get(&gm, "/ledger/head").await.status, 200);
}
