//! Reading changes nothing, and every page has the headers that protect it.

use axum::body::Body;
use axum::http::Method;
use guicheng::store::DatabaseUrl;

use super::browser::Browser;
use super::{complaint, path};
use crate::support::app::App;

/// Every table's rows, but for what SQLite keeps itself.
pub async fn dump(app: &App) -> Vec<(String, Vec<String>)> {
    use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};
    let DatabaseUrl::Sqlite(file) = DatabaseUrl::Sqlite(app.folder().join("guicheng.db")) else {
        unreachable!()
    };
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut dump = Vec::new();
    for table in sqlx::query(tables).fetch_all(&mut connection).await.unwrap() {
        let name: String = table.get(0);
        let columns = sqlx::query(AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{name}')")));
        let columns: Vec<String> =
            columns.fetch_all(&mut connection).await.unwrap().iter().map(|row| row.get(0)).collect();
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
        let sql = format!("SELECT {} FROM \"{name}\" ORDER BY 1", quoted.join(" || ',' || "));
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        dump.push((name, rows.iter().map(|row| row.get(0)).collect()));
    }
    connection.close().await.unwrap();
    dump
}

#[tokio::test]
async fn nothing_changes_by_looking() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let auditor = Browser::signed_in(&app, "auditor").await;
    let task = path(&complaint(&desk).await);
    let case = desk.get(&task).await.link("/cases/").unwrap();
    let mail = desk.get("/outbox").await.link("/outbox/").unwrap();
    let link = desk.get(&mail).await.link("/t/").unwrap();
    let paths: Vec<String> = [
        "/",
        "/login",
        "/inbox",
        "/release",
        "/inbox?box=done",
        "/inbox?box=started",
        "/inbox?box=cc&q=x&page=2",
        "/inbox?late=week&lang=en",
        "/start",
        "/start/complaint",
        "/start/recall",
        "/simulate",
        "/simulate/complaint",
        "/simulate/recall",
        "/simulate/none",
        "/changes",
        "/changes?show=all",
        "/changes/new?document=policies/complaint",
        "/changes/none",
        "/changes/none/documents/policies/complaint",
        "/schemas/policy",
        "/explain/G0404",
        "/cases",
        "/cases?status=all&q=26",
        "/outbox",
        "/outbox?status=shown&q=x",
        "/registers",
        "/registers/customer?q=a",
        "/registers/penalty",
        "/people",
        "/people?at=2026-11-23T09:00",
        "/people/absence",
        "/clock",
        "/clock?since=0&from=0",
        "/documents",
        "/documents/policies/complaint",
        "/documents/forms/registers/batch",
        "/manual/8.14",
        "/manual/0",
        "/documents?at=2026-11-23",
        "/documents?at=nonsense",
        "/documents?at=1999-01-01",
        "/documents?at=2999-01-01",
        "/documents/policies/complaint?rev=A/0",
        "/documents/policies/complaint?rev=Z/9",
        "/manual/8.14?at=2026-11-23",
        "/manual/coverage",
        "/suspects",
        "/suspects/none",
        "/trace/documents/policies/complaint?page=2",
        "/trace",
        "/trace?q=%E6%8A%95%E8%AF%89",
        "/trace/documents/none",
        "/trace/people/desk",
        "/trace/people/none",
        "/copies",
        "/readings",
        "/public",
        "/public/9",
        "/c/none",
        "/audit",
        "/audit?verify=1",
        "/nowhere",
        "/tasks/none-1",
        "/t/none",
        "/assets/none",
    ]
    .iter()
    .map(|path| (*path).to_owned())
    .chain([
        task.clone(),
        format!("{task}?done=1"),
        case.clone(),
        format!("{case}/picture.svg"),
        format!("{case}?at=2026-11-23"),
        format!("{case}/picture.svg?at=2026-11-23"),
        format!("/trace{case}"),
        mail.clone(),
        format!("{mail}?part=text"),
        format!("{mail}/html"),
        link.clone(),
        format!("{link}?done=1&lang=en"),
    ])
    .collect();
    let before = dump(&app).await;
    assert!(before.iter().any(|(table, rows)| table == "link" && !rows.is_empty()));
    for browser in [&desk, &auditor, &Browser::new(&app)] {
        for path in &paths {
            for method in [Method::GET, Method::HEAD] {
                let page = browser.send(method.clone(), path, Body::empty(), &[]).await;
                assert!(page.status < 500, "{method} {path}: {} {}", page.status, page.html);
                let policy = page.headers.get("content-security-policy").unwrap().to_str().unwrap();
                assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
                assert!(
                    !policy.contains("script-src") && policy.contains("frame-ancestors"),
                    "{path}: {policy}"
                );
                for (name, value) in
                    [("referrer-policy", "no-referrer"), ("x-content-type-options", "nosniff")]
                {
                    assert_eq!(page.headers[name], value, "{path}");
                }
                let kept = page.headers["cache-control"].to_str().unwrap();
                assert!(kept == "no-store", "{path}: {kept}");
            }
        }
    }
    let after = dump(&app).await;
    for ((table, before), (_, after)) in before.iter().zip(&after) {
        assert_eq!(before, after, "{table}");
    }
}

#[tokio::test]
async fn assets_are_kept_and_pages_are_not() {
    let app = App::demo().await;
    let browser = Browser::new(&app);
    let page = browser.get("/login").await;
    let style = page.link("/assets/app-").unwrap();
    let asset = browser.get(&style).await;
    assert_eq!(
        (asset.status, asset.headers["content-type"].to_str().unwrap()),
        (200, "text/css; charset=utf-8")
    );
    assert!(asset.headers["cache-control"].to_str().unwrap().contains("immutable"));
}

#[tokio::test]
async fn who_is_not_signed_in_sees_no_data_and_comes_back_to_the_page() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let task = path(&complaint(&desk).await);
    let stranger = Browser::new(&app);
    let page = stranger.get(&task).await;
    assert!(
        page.path.starts_with("/login?next=%2Ftasks%2F") && !page.html.contains("门封漏汽"),
        "{}",
        page.path
    );
    let next = task.as_str();
    let back = stranger.post("/login", &[("csrf", &page.csrf()), ("person", "desk"), ("next", next)]).await;
    assert_eq!((back.status, path(&back)), (200, task.clone()));
    for next in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let csrf = stranger.get("/login").await.csrf();
        let page = stranger.post("/login", &[("csrf", &csrf), ("person", "desk"), ("next", next)]).await;
        assert_eq!(page.path, "/inbox", "{next}");
    }
    // Somebody who has nothing to do with it is told no more than that.
    let buyer = Browser::signed_in(&app, "buyer").await;
    let page = buyer.get(&task).await;
    assert!(page.status == 404 && !page.html.contains("门封漏汽"));
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let page = desk.get("/inbox").await;
    assert_eq!(desk.post("/logout", &[("csrf", &page.csrf())]).await.path, "/login");
    assert!(desk.get("/inbox").await.path.starts_with("/login"));
}

#[tokio::test]
async fn outside_the_demo_nobody_may_simply_be_somebody() {
    let app = App::serve().await;
    let browser = Browser::new(&app);
    let csrf = browser.get("/login").await.csrf();
    let page = browser.post("/login", &[("csrf", &csrf), ("person", "gm")]).await;
    assert_eq!((page.status, page.path.as_str()), (403, "/login"));
    let token = app.token("gm").await;
    let page = browser.post("/login", &[("csrf", &csrf), ("token", &token)]).await;
    assert_eq!((page.status, page.path.as_str()), (200, "/inbox"), "{}", page.text());
    assert_eq!(browser.get("/clock").await.status, 403);
}

#[tokio::test]
async fn both_languages_have_every_page() {
    let app = App::demo().await;
    let browser = Browser::signed_in(&app, "auditor").await;
    assert!(browser.get("/inbox").await.html.contains("<html lang=\"en\">"));
    let page = browser.get("/inbox?lang=zh-CN").await;
    assert!(page.html.contains("<html lang=\"zh-CN\">"));
    // The browser remembers it.
    assert!(browser.get("/cases").await.html.contains("<html lang=\"zh-CN\">"));
}
