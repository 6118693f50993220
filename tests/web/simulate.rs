//! Trying a procedure on its page: nothing is kept but in the page, nothing typed is lost, back and forward.

use super::browser::{Browser, Page};
use super::reading::dump;
use crate::support::app::App;
use crate::web_views::html;

/// Fields of a minor complaint.
const INTAKE: [(&str, &str); 7] = [
    ("f.channel", "phone"),
    ("f.caller_name", "样品顾客"),
    ("f.caller_phone", "000-0000-0000"),
    ("f.product_line", "tableware"),
    ("f.subject", "询问餐盘能否消毒"),
    ("f.occurred_at", "2026-11-20T09:00"),
    ("f.place", "样品城样品路 1 号"),
];

fn sound(page: &Page) {
    let complaints = html::complaints(&page.html);
    assert!(complaints.is_empty(), "{}: {complaints:#?}", page.path);
}

/// A button of the page that is no button of its form.
async fn press(browser: &Browser<'_>, page: &Page, name: &str, value: &str) -> Page {
    let state = ["csrf", "moves", "made", "starts"].map(|name| (name, page.hidden(name)));
    let mut pairs: Vec<(&str, &str)> = state.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pairs.push((name, value));
    let page = browser.post("/simulate/complaint", &pairs).await;
    sound(&page);
    page
}

async fn start(browser: &Browser<'_>) -> Page {
    let mut form = browser.get("/simulate/complaint").await.act().unwrap();
    for (name, value) in INTAKE.into_iter().chain([("f.facts", "包装上没有写明。")]) {
        form.set(name, value);
    }
    let page = browser.submit(&form, "start").await;
    assert_eq!(page.status, 200, "{}", page.text());
    sound(&page);
    page
}

#[tokio::test]
async fn a_lead_finds_the_page() {
    let app = App::demo().await;
    let lead = Browser::signed_in(&app, "desk").await;
    let list = lead.get("/simulate").await;
    sound(&list);
    assert!(list.link("/simulate/complaint").is_some() && list.link("/simulate/recall").is_some());
    assert_eq!(
        lead.get("/documents/policies/complaint").await.link("/simulate/"),
        Some("/simulate/complaint".into())
    );
    assert!(lead.get("/inbox").await.link("/simulate").is_some());
    assert_eq!(lead.get("/simulate/nothing").await.status, 404);
    let stranger = Browser::new(&app);
    assert!(stranger.get("/simulate/complaint").await.path.starts_with("/login?next="));
    // A form of another site is none of ours.
    let page = lead.get("/simulate/complaint").await;
    let pairs = [("csrf", "x"), ("moves", "[]"), ("made", "0"), ("starts", "0"), ("until", "1d")];
    assert_eq!(lead.post("/simulate/complaint", &pairs).await.status, 403);
    let pairs = [("csrf", &*page.csrf()), ("moves", "[{\"do\":\"harm\"}]")];
    assert_eq!(lead.post("/simulate/complaint", &pairs).await.status, 422);
}

#[tokio::test]
async fn a_complaint_is_tried_and_leaves_nothing() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let before = dump(&app).await;
    let page = start(&desk).await;
    for part in ["登记与分类", "1 个工作日", "已走 1 步，共 1 步", "客户主任"] {
        assert!(page.text().contains(part), "{part}\n{}", page.text());
    }
    // The mail as it would be read, and the picture with the present state.
    assert!(page.html.contains("有一项任务等您办理") && page.html.contains("<svg"), "{}", page.text());
    let mut form = page.act().unwrap();
    assert!(form.choices.contains(&"forward".to_owned()), "{:?}", form.choices);
    // Somebody else of the post acts; a field is missing at first, and nothing typed is lost.
    form.set("by", "deputy");
    form.set("f.class", "other");
    let answered = |form: &super::browser::Form| {
        form.fields.iter().map(|field| field.name.clone()).find(|name| name.ends_with("f.answer"))
    };
    let answer = answered(&form).unwrap();
    form.set(&answer, "可以，最高 120 摄氏度。");
    let prefix = answer.trim_end_matches("f.answer").to_owned();
    form.set(&format!("{prefix}f.class"), "other");
    let refused = desk.submit(&form, "answer").await;
    sound(&refused);
    assert_eq!(refused.status, 422, "{}", refused.text());
    let mut form = refused.act().unwrap();
    let field = |name: &str| form.fields.iter().find(|field| field.name == name).unwrap();
    assert_eq!(field(&answer).values, ["可以，最高 120 摄氏度。"]);
    assert_eq!(field("by").values, ["deputy"]);
    assert!(field(&format!("{prefix}f.satisfaction")).wrong);
    form.set(&format!("{prefix}f.satisfaction"), "satisfied");
    let page = desk.submit(&form, "answer").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.act().is_none() && page.text().contains("已走 2 步，共 2 步"), "{}", page.text());
    // Time goes by; what cannot be read comes back.
    let page = press(&desk, &page, "until", "15 days").await;
    assert_eq!(page.status, 422);
    assert!(page.html.contains("value=\"15 days\"") && page.text().contains("15 days"), "{}", page.text());
    let page = press(&desk, &page, "turn", "next").await;
    assert!(page.text().contains("回访") && page.act().is_some(), "{}", page.text());
    assert!(page.text().contains("已走 3 步，共 3 步"));
    // Back, in the other language, and forward again.
    let page = press(&desk, &page, "turn", "back").await;
    assert!(page.text().contains("已走 2 步，共 3 步") && page.act().is_none());
    let state = ["csrf", "moves", "made", "starts"].map(|name| (name, page.hidden(name)));
    let mut pairs: Vec<(&str, &str)> = state.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pairs.push(("turn", "stay"));
    let page = desk.post("/simulate/complaint?lang=en", &pairs).await;
    sound(&page);
    assert!(page.text().contains("2 of 3 moves"), "{}", page.text());
    let page = press(&desk, &page, "turn", "forward").await;
    assert!(page.text().contains("3 of 3 moves") && page.html.contains("Revisit"), "{}", page.text());
    // Its story is a file of scenarios.
    let story = page.html.split("policy: complaint").nth(1).unwrap().split("</pre>").next().unwrap();
    for part in ["- start: { by: desk,", "by: deputy, state: registered, choice: answer", "advance: 2026-"] {
        assert!(story.contains(part), "{story}");
    }
    let after = dump(&app).await;
    for ((table, before), (_, after)) in before.iter().zip(&after) {
        assert_eq!(before, after, "{table}");
    }
}

#[tokio::test]
async fn several_cases_and_a_new_way_after_going_back() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let page = start(&desk).await;
    // A second case beside the first one.
    let page = press(&desk, &page, "open", "start").await;
    let mut form = page.act().unwrap();
    assert_eq!(form.choices, ["start"]);
    for (name, value) in INTAKE.into_iter().chain([("f.facts", "第二件。")]) {
        form.set(name, value);
    }
    let page = desk.submit(&form, "start").await;
    assert!(page.text().matches("登记与分类").count() >= 2, "{}", page.text());
    let open = page.hidden("open");
    assert_eq!(open, "0.1.0");
    let other = page.html.split("name=\"open\" value=\"").filter_map(|part| part.split('"').next());
    let other: Vec<&str> = other.skip(1).filter(|id| *id != open && *id != "start").collect();
    let page = press(&desk, &page, "open", other[0]).await;
    assert_eq!(page.hidden("open"), other[0]);
    // Both back, and another way: what was taken back is gone.
    let page = press(&desk, &page, "turn", "back").await;
    let page = press(&desk, &page, "turn", "back").await;
    assert!(page.text().contains("已走 0 步，共 2 步"), "{}", page.text());
    let page = press(&desk, &page, "until", "2h").await;
    assert!(page.text().contains("已走 1 步，共 1 步"), "{}", page.text());
    let page = press(&desk, &page, "turn", "forward").await;
    assert!(page.text().contains("已走 1 步，共 1 步"), "{}", page.text());
}
