//! Links of mails: one task for one person, without signing in; dead ones show nothing.

use super::browser::{Browser, Page};
use super::complaint;
use crate::support::app::App;

/// What no dead link may show.
const SECRETS: [&str; 4] = ["门封漏汽", "样品顾客", "261123001", "登记与分类"];

fn shows_nothing(page: &Page) {
    for secret in SECRETS {
        assert!(!page.html.contains(secret), "{secret}: {}", page.text());
    }
}

/// The link in the latest mail to a person.
async fn link_to(app: &App, person: &str) -> String {
    let auditor = Browser::signed_in(app, "auditor").await;
    let mail = auditor.get(&format!("/outbox?q={person}@example.com")).await.link("/outbox/");
    let mail = mail.unwrap_or_else(|| panic!("no mail to {person}"));
    auditor.get(&mail).await.link("/t/").unwrap_or_else(|| panic!("no link for {person}"))
}

#[tokio::test]
async fn a_link_acts_without_signing_in_and_then_is_used() {
    let app = App::demo().await;
    complaint(&Browser::signed_in(&app, "desk").await).await;
    let (own, deputys) = (link_to(&app, "desk").await, link_to(&app, "deputy").await);
    let phone = Browser::new(&app);
    let page = phone.get(&own).await;
    assert!(page.status == 200 && page.text().contains("门封漏汽"), "{}", page.text());
    assert!(
        page.link("/cases/").is_none() && page.link("/inbox").is_none() && page.link("/manual/").is_none()
    );
    let mut form = page.act().unwrap();
    assert_eq!(form.action, own);
    // A token of somebody else's page does not do.
    let csrf = phone.get("/login").await.csrf();
    let page = phone.post(&own, &[("csrf", &csrf), ("choice", "forward")]).await;
    assert_eq!(page.status, 403);
    shows_nothing(&page);
    // Wrong fields come back here too.
    assert_eq!(phone.submit(&form, "forward").await.status, 422);
    form.set("f.class", "product_quality");
    form.set("f.transfer_note", "请处理");
    let page = phone.submit(&form, "forward").await;
    assert!(page.status == 200 && page.text().contains("办好了"), "{}", page.text());
    shows_nothing(&page);
    let used = phone.get(&own).await;
    assert!(used.status == 410 && used.text().contains("您已经办过了"), "{}", used.text());
    shows_nothing(&used);
    // The delegate's link to the same task: done by another.
    let moved = phone.get(&deputys).await;
    assert!(moved.status == 410 && moved.text().contains("已经不在您这里"), "{}", moved.text());
    shows_nothing(&moved);
    shows_nothing(&phone.submit(&form, "forward").await);
}

#[tokio::test]
async fn unknown_and_expired_links_say_so() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    complaint(&desk).await;
    let link = link_to(&app, "desk").await;
    let phone = Browser::new(&app);
    let mut bent = link.clone();
    let last = bent.pop().unwrap();
    bent.push(if last == 'A' { 'B' } else { 'A' });
    for unknown in [bent.as_str(), "/t/x", "/t/%20"] {
        let page = phone.get(unknown).await;
        assert!(page.status == 404 && page.text().contains("没有这个链接"), "{}", page.text());
        shows_nothing(&page);
    }
    // Reminders renew a link: kept away from it, it dies of age.
    let (url, now) = (app.folder().join("guicheng.db"), app.service.now());
    use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", url.display())).await.unwrap();
    let sql = format!("UPDATE link SET expires_at = {}", now.0 - 1);
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let page = phone.get(&link).await;
    assert!(page.status == 410 && page.text().contains("链接已过期"), "{}", page.text());
    shows_nothing(&page);
}

#[tokio::test]
async fn signed_in_as_another_a_link_does_not_open() {
    let app = App::serve().await;
    let token = app.token("desk").await;
    let desk = Browser::new(&app);
    let csrf = desk.get("/login").await.csrf();
    assert_eq!(desk.post("/login", &[("csrf", &csrf), ("token", &token)]).await.status, 200);
    complaint(&desk).await;
    let mail = desk.get("/outbox").await.link("/outbox/").unwrap();
    let link = desk.get(&mail).await.link("/t/").unwrap();
    assert_eq!(desk.get(&link).await.status, 200);
    let other = Browser::new(&app);
    let csrf = other.get("/login").await.csrf();
    let token = app.token("gm").await;
    assert_eq!(other.post("/login", &[("csrf", &csrf), ("token", &token)]).await.status, 200);
    let page = other.get(&link).await;
    assert!(page.status == 403 && page.text().contains("这个链接是发给别人的"), "{}", page.text());
    shows_nothing(&page);
    // Nor is somebody else's mail shown with its link, even to who reads all.
    let mail = other.get(&mail).await;
    assert!(mail.link("/t/").is_none() && !mail.html.contains(&link));
}
