//! Forms: what was typed comes back with a sentence beside each field; only our own pages may send them.

use super::browser::Browser;
use super::{INTAKE, complaint, path};
use crate::support::app::App;

#[tokio::test]
async fn a_wrong_form_comes_back_with_all_that_was_typed() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let mut form = desk.get("/start/complaint").await.act().unwrap();
    for (name, value) in INTAKE {
        form.set(name, value);
    }
    let long = "长".repeat(5_000);
    form.set("f.occurred_at", "2026-11-");
    form.set("f.subject", "一 < 二 & \"三\"");
    form.set("f.facts", &long);
    form.hidden.push(("f.bogus".to_owned(), "1".to_owned()));
    let page = desk.submit(&form, "start").await;
    assert_eq!(page.status, 422);
    let text = page.text();
    assert!(text.contains("“2026-11-”不是完整的日期和时间"), "{text}");
    assert!(text.contains("最多 4000 个字，现在有 5000 个") && text.contains("bogus"), "{text}");
    let mut back = page.act().unwrap();
    for field in &form.fields {
        assert_eq!(back.field(&field.name).values, field.values, "{}", field.name);
    }
    let wrong: Vec<&str> = back.fields.iter().filter(|f| f.wrong).map(|f| f.name.as_str()).collect();
    assert_eq!(wrong, ["f.occurred_at", "f.facts"]);
    assert!(!desk.get("/cases?status=all").await.html.contains("/cases/0"), "a case was started");
    // Mended, the same form goes through, and sent once more it is still one case.
    back.hidden.retain(|(name, _)| name != "f.bogus");
    back.set("f.occurred_at", "2026-11-20T09:00");
    back.set("f.facts", "事实");
    let first = desk.submit(&back, "start").await;
    let again = desk.submit(&back, "start").await;
    assert_eq!((first.status, path(&first)), (200, path(&again)), "{}", first.text());
}

#[tokio::test]
async fn a_choice_with_a_box_of_its_own_is_refused_by_the_policy_in_its_own_words() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let page = complaint(&desk).await;
    let mut form = page.act().unwrap();
    form.set("answer/f.class", "product_quality");
    form.set("answer/f.answer", "已经说明");
    let satisfied = form.field("answer/f.satisfaction").options[0].clone();
    form.set("answer/f.satisfaction", &satisfied);
    form.set("f.transfer_note", "写了一半");
    let refused = desk.submit(&form, "answer").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("严重投诉不能当场答复了结"), "{}", refused.text());
    let mut back = refused.act().unwrap();
    assert_eq!(back.field("answer/f.answer").values, ["已经说明"]);
    assert_eq!(back.field("f.transfer_note").values, ["写了一半"]);
    // A missing field of the box is told beside it, and nowhere else.
    back.set("answer/f.answer", "");
    let page = desk.submit(&back, "answer").await;
    let wrong: Vec<String> =
        page.act().unwrap().fields.into_iter().filter(|f| f.wrong).map(|f| f.name).collect();
    assert_eq!((page.status, wrong), (422, vec!["answer/f.answer".to_owned()]));
    // The same field in two boxes: the one of the pressed button counts.
    back.set("answer/f.answer", "已经说明");
    back.set("f.class", "product_quality");
    back.set("answer/f.class", "other");
    let page = desk.submit(&back, "answer").await;
    assert_eq!(page.status, 200, "{}", page.text());
}

#[tokio::test]
async fn an_opinion_that_is_required_is_asked_for() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let mut form = complaint(&desk).await.act().unwrap();
    form.set("f.class", "product_quality");
    form.set("f.transfer_note", "请处理");
    assert_eq!(desk.submit(&form, "forward").await.status, 200);
    let gm = Browser::signed_in(&app, "gm").await;
    let task = gm.get("/inbox").await.link("/tasks/").unwrap();
    let form = gm.get(&task).await.act().unwrap();
    let page = gm.submit(&form, "return").await;
    assert_eq!(page.status, 422);
    let mut form = page.act().unwrap();
    let wrong: Vec<&str> = form.fields.iter().filter(|f| f.wrong).map(|f| f.name.as_str()).collect();
    assert_eq!(wrong, ["opinion"]);
    form.set("opinion", "请补充");
    let page = gm.submit(&form, "return").await;
    assert!(page.status == 200 && page.text().contains("请补充"), "{}", page.text());
}

#[tokio::test]
async fn only_our_own_pages_may_send_forms() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let task = path(&complaint(&desk).await);
    let csrf = desk.get("/inbox").await.csrf();
    let other = Browser::signed_in(&app, "gm").await.get("/inbox").await.csrf();
    let good = [("csrf", csrf.as_str())];
    for path in
        ["/clock", "/start/complaint", task.as_str(), "/people/absence", "/logout", "/login", "/t/none"]
    {
        for (pairs, headers) in [
            (&[][..], &[][..]),
            (&[("csrf", "")][..], &[][..]),
            (&[("csrf", other.as_str())][..], &[][..]),
            (&good[..], &[("sec-fetch-site", "cross-site")][..]),
            (&good[..], &[("sec-fetch-site", "same-site")][..]),
            (&good[..], &[("origin", "https://evil.example")][..]),
        ] {
            let page = desk.post_as(path, pairs, headers).await;
            assert_eq!(page.status, 403, "{path} {headers:?}: {}", page.text());
        }
        let json = [("content-type", "application/json")];
        let page = desk.send(axum::http::Method::POST, path, axum::body::Body::from("{}"), &json).await;
        assert!(page.status == 403 || page.status == 415, "{path}: {}", page.status);
    }
    // Ours, as browsers send it.
    for headers in [
        &[("sec-fetch-site", "same-origin"), ("origin", "null")][..],
        &[("origin", "https://guicheng.example")][..],
    ] {
        let page = desk.post_as("/clock", &[("csrf", &csrf), ("advance", "1h")], headers).await;
        assert_eq!(page.status, 303, "{}", page.text());
    }
}

#[tokio::test]
async fn too_much_is_refused_before_it_is_read() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let csrf = desk.get("/inbox").await.csrf();
    let much = "x".repeat(guicheng::limits::FORM_BYTES);
    let page = desk.post("/start/complaint", &[("csrf", &csrf), ("f.facts", &much)]).await;
    assert_eq!(page.status, 413);
}

#[tokio::test]
async fn the_clock_tells_what_it_cannot_read_and_what_happened() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    complaint(&desk).await;
    let csrf = desk.get("/clock").await.csrf();
    for typed in ["soon", "2020-01-01", "15", "-3d"] {
        let page = desk.post("/clock", &[("csrf", &csrf), ("advance", typed)]).await;
        assert!(
            page.status == 422 && page.html.contains(&format!("value=\"{typed}\"")),
            "{typed}: {}",
            page.status
        );
    }
    let page = desk.post("/clock", &[("csrf", &csrf), ("advance", "3d")]).await;
    assert!(page.status == 200 && page.text().contains("超期处理：登记与分类"), "{}", page.text());
    let page = desk.post("/clock", &[("csrf", &csrf), ("advance", "2026-12-08")]).await;
    assert!(page.text().contains("2026 年 12 月 8 日"), "{}", page.text());
}

#[tokio::test]
async fn an_absence_needs_its_delegate() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let mut form = desk.get("/people/absence").await.act().unwrap();
    form.set("from", "2026-11-24T08:00");
    form.set("to", "2026-11-2");
    let page = desk.submit(&form, "absence").await;
    assert!(page.status == 422 && page.text().contains("“2026-11-2”不是完整的日期和时间"), "{}", page.text());
    form.set("to", "2026-11-27T08:00");
    let page = desk.submit(&form, "absence").await;
    let mut form = page.act().unwrap();
    assert_eq!(page.status, 422);
    assert!(form.field("delegate.complaint_desk").wrong && form.field("from").values == ["2026-11-24T08:00"]);
    form.set("delegate.complaint_desk", "csm");
    let page = desk.submit(&form, "absence").await;
    assert_eq!((page.status, path(&page).as_str()), (200, "/people"), "{}", page.text());
}

#[tokio::test]
async fn a_failing_script_is_told_with_its_place_and_nothing_is_lost() {
    let guard = r#"guard: table.destination.grade == "minor""#;
    let app = App::with_documents(|mut files| {
        let policy = files.iter_mut().find(|(path, _)| path == "policies/complaint.yaml").unwrap();
        let text = String::from_utf8(policy.1.clone()).unwrap();
        assert!(text.contains(guard));
        policy.1 = text.replace(guard, "guard: 1 / (record.round - 1) == 1").into_bytes();
        files
    })
    .await;
    let desk = Browser::signed_in(&app, "desk").await;
    let mut form = complaint(&desk).await.act().unwrap();
    form.set("answer/f.class", "other");
    form.set("answer/f.answer", "已经说明");
    let satisfied = form.field("answer/f.satisfaction").options[0].clone();
    form.set("answer/f.satisfaction", &satisfied);
    let page = desk.submit(&form, "answer").await;
    let text = page.text();
    assert_eq!(page.status, 422, "{text}");
    assert!(text.contains("policies/complaint.yaml:") && text.contains("record.round = 1"), "{text}");
    assert_eq!(page.act().unwrap().field("answer/f.answer").values, ["已经说明"]);
}

#[tokio::test]
async fn enter_in_a_field_signs_nothing() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let mut form = complaint(&desk).await.act().unwrap();
    form.set("f.transfer_note", "写到一半");
    let page = desk.submit(&form, "").await;
    assert!(page.status == 200 && page.text().contains("还没有提交"), "{}", page.text());
    assert_eq!(page.act().unwrap().field("f.transfer_note").values, ["写到一半"]);
}
