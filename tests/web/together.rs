//! Two people at one task: one wins, the other is told who and when.

use super::browser::Browser;
use super::{complaint, path};
use crate::support::app::App;

#[tokio::test]
async fn the_second_is_told_who_and_when() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let deputy = Browser::signed_in(&app, "deputy").await;
    let page = complaint(&desk).await;
    let task = path(&page);
    let mut theirs = deputy.get(&task).await.act().unwrap();
    let mut form = page.act().unwrap();
    for form in [&mut form, &mut theirs] {
        form.set("f.class", "product_quality");
        form.set("f.transfer_note", "请处理");
    }
    assert_eq!(desk.submit(&form, "forward").await.status, 200);
    let page = deputy.submit(&theirs, "forward").await;
    assert_eq!(page.status, 409);
    let text = page.text();
    assert!(text.contains("褚十四") && text.contains("填报责任岗位并报批"), "{text}");
    assert!(text.contains("2026 年 11 月 23 日") || text.contains("今天 09:0"), "{text}");
    assert!(page.act().is_none());
    // The winner's own second press is the first one's answer.
    assert_eq!(desk.submit(&form, "forward").await.status, 200);
}
