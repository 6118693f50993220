//! Laws and standards on the list of documents.

use guicheng::service::Advance;
use guicheng_core::calendar::Period;

use super::browser::Browser;
use crate::support::app::App;
use crate::support::company;

#[tokio::test]
async fn external_documents_are_listed_and_their_review_becomes_a_task() {
    let app = App::demo().await;
    let token = app.token("cl").await;
    let browser = Browser::new(&app);
    let csrf = browser.get("/login").await.csrf();
    browser.post("/login", &[("csrf", &csrf), ("token", &token)]).await;
    let page = browser.get("/documents").await;
    for words in ["外来文件", "商品售后服务评价体系", "GB/T 27922-2011", "2026 年 12 月 1 日"]
    {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(!page.text().contains(" 到期"), "nothing is due yet");
    // The day comes: it is marked, and whoever keeps external documents has the task.
    let cl = company::caller(&app.service, "cl").await;
    app.service.advance(&cl, Advance::By(Period::Hours(8 * 24 + 10))).await.unwrap();
    let token = app.token("cl").await;
    let csrf = browser.get("/login").await.csrf();
    browser.post("/login", &[("csrf", &csrf), ("token", &token)]).await;
    let page = browser.get("/documents").await;
    assert!(page.text().contains("到期应复审 1 份"), "{}", page.text());
    assert_eq!(page.text().matches(" 到期").count(), 1, "{}", page.text());
    let inbox = browser.get("/inbox").await;
    assert!(inbox.text().contains("商品售后服务评价体系"), "{}", inbox.text());
}
