//! The first start of a company's own installation, and looking after accounts.

use super::browser::{Browser, Page};
use crate::support::app::App;

const PASSWORD: &str = "三号仓库门口那棵老槐树还在";

const FIRST: [(&str, &str); 6] = [
    ("gm.name", "总经理甲"),
    ("gm.id", "manager"),
    ("gm.mail", "manager@example.com"),
    ("cl.name", "认证负责人乙"),
    ("cl.id", "lead"),
    ("cl.mail", "lead@example.com"),
];

async fn address(app: &App) -> String {
    let address = app.service.begin_setup().await.unwrap().expect("nobody is entered yet");
    address.strip_prefix("https://guicheng.example").unwrap().to_owned()
}

async fn enter(browser: &Browser<'_>, setup: &str, people: &[(&str, &str)]) -> Page {
    let csrf = browser.get(setup).await.csrf();
    let mut pairs = vec![("csrf", csrf.as_str())];
    pairs.extend(people);
    browser.post(setup, &pairs).await
}

/// The invitation shown on a page.
fn invitation(page: &Page) -> String {
    let at = page.html.find("/welcome/").unwrap_or_else(|| panic!("no invitation: {}", page.text()));
    page.html[at..].split(['<', '"']).next().unwrap().to_owned()
}

/// The link in the mail that somebody got last.
async fn mailed(app: &App, person: &str) -> String {
    let reads = app.service.store().read();
    let mails = reads.outbox(None, Some(person), guicheng::store::Page::FIRST).await.unwrap();
    let mail = mails.iter().find(|mail| mail.kind == "account").expect("a mail about the account");
    assert!(
        mail.plain.contains("{{link}}") && !mail.plain.contains("/welcome/"),
        "no table holds the secret"
    );
    app.service.link_of(mail).strip_prefix("https://guicheng.example").unwrap().to_owned()
}

async fn set_password(browser: &Browser<'_>, welcome: &str) -> Page {
    let csrf = browser.get(welcome).await.csrf();
    browser.post(welcome, &[("csrf", &csrf), ("password", PASSWORD), ("again", PASSWORD)]).await
}

#[tokio::test]
async fn an_empty_installation_is_set_up_once_and_without_default_passwords() {
    let app = App::empty().await;
    let browser = Browser::new(&app);
    for page in ["/", "/inbox", "/login", "/cases"] {
        let page = browser.get(page).await;
        assert!(page.path == "/setup" && page.text().contains("控制台"), "{} {}", page.path, page.text());
    }
    let (old, setup) = (address(&app).await, address(&app).await);
    assert_eq!(browser.get(&old).await.status, 404, "a new start makes a new address");
    assert_eq!(browser.get(&setup).await.status, 200);
    let mut same = FIRST;
    same[4] = ("cl.id", "manager");
    let mut nameless = FIRST;
    nameless[0] = ("gm.name", " ");
    for (people, told) in [(same, "两个人"), (nameless, "请填写姓名")] {
        let page = enter(&browser, &setup, &people).await;
        assert!(page.status == 422 && page.text().contains(told), "{}", page.text());
        assert!(page.html.contains("value=\"lead@example.com\""), "what was typed stays");
    }
    // Two at once: one is heard.
    let other = Browser::new(&app);
    let (one, two) = tokio::join!(enter(&browser, &setup, &FIRST), enter(&other, &setup, &FIRST));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [200, 404]);
    let done = if one.status == 200 { one } else { two };
    // The lead's is to be copied before the general manager goes on.
    let lead = invitation(&done);
    let manager = done.html.rsplit("/welcome/").next().unwrap().split(['"', '<']).next().unwrap();
    let manager = format!("/welcome/{manager}");
    assert_ne!(manager, lead);
    assert_eq!(browser.get(&setup).await.status, 404, "it works once");
    assert!(app.service.begin_setup().await.unwrap().is_none(), "and no new start makes another");
    // Neither has a password before they chose one.
    for who in ["manager", "lead"] {
        assert!(!app.service.means_of(who).await.unwrap().password);
    }
    let page = set_password(&browser, &manager).await;
    assert!(page.status == 200 && page.text().contains("密码已设置"), "{}", page.text());
    set_password(&other, &lead).await;
    let (manager, lead) = (caller(&app, "manager").await, caller(&app, "lead").await);
    assert!(manager.holds("general_manager") && !manager.admin);
    assert!(lead.holds("certification_lead") && lead.admin);
    assert!(app.service.verify().await.unwrap().is_good());
}

async fn caller(app: &App, person: &str) -> guicheng::service::Caller {
    app.service.caller(person, guicheng::service::Via::Session).await.unwrap()
}

#[tokio::test]
async fn accounts_are_looked_after_on_a_page() {
    let app = App::demo().await;
    let admin = Browser::signed_in(&app, "admin").await;
    assert_eq!(Browser::signed_in(&app, "desk").await.get("/accounts").await.status, 403);
    assert_eq!(admin.get("/people").await.link("/accounts").as_deref(), Some("/accounts"));
    let csrf = admin.get("/accounts").await.csrf();
    let add = |kind: &'static str, until: &'static str| {
        let pairs = [
            ("csrf", csrf.clone()),
            ("do", "add".into()),
            ("name", "外部审计".into()),
            ("id", "aud2".into()),
            ("mail", "aud2@example.com".into()),
        ];
        pairs.into_iter().chain([("kind", kind.to_owned()), ("until", until.to_owned())]).collect::<Vec<_>>()
    };
    let post = |pairs: Vec<(&'static str, String)>| {
        let admin = &admin;
        async move {
            let pairs: Vec<(&str, &str)> =
                pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            admin.post("/accounts", &pairs).await
        }
    };
    let refused = post(add("auditor", "")).await;
    assert!(refused.status == 422 && refused.text().contains("审计账户必须有截止日期"), "{}", refused.text());
    assert!(refused.html.contains("value=\"aud2\""));
    let added = post(add("auditor", "2026-12-31")).await;
    assert!(added.text().contains("审计员，至 2026 年 12 月 31 日"), "{}", added.text());
    // The link is in the person's own mailbox and nowhere on the administrator's page.
    assert!(
        !added.html.contains("/welcome/") && added.text().contains("链接已发到其邮箱"),
        "{}",
        added.text()
    );
    let welcome = mailed(&app, "aud2").await;
    let auditor = Browser::new(&app);
    set_password(&auditor, &welcome).await;
    // The auditor looks at accounts, too, and finds no button.
    let page = auditor.get("/accounts").await;
    assert!(page.status == 200 && !page.html.contains("name=\"do\""), "{}", page.text());
    let csrf_of = page.csrf();
    let page = auditor.post("/accounts", &[("csrf", &csrf_of), ("do", "leave"), ("person", "desk")]).await;
    assert!(page.status == 403 && page.text().contains("只能查看"), "{}", page.text());
    // The desk leaves with a page open.
    let desk = Browser::signed_in(&app, "desk").await;
    let task = super::path(&super::complaint(&desk).await);
    let form = desk.get(&task).await.act().unwrap();
    let left = post(vec![("csrf", csrf.clone()), ("do", "leave".into()), ("person", "desk".into())]).await;
    assert!(left.status == 200 && left.text().contains("已离任"), "{}", left.text());
    assert!(desk.submit(&form, "forward").await.path.starts_with("/login"));
    let again = Browser::new(&app);
    let csrf = again.get("/login").await.csrf();
    assert!(
        !again.get("/login").await.html.contains("value=\"desk\""),
        "the demo does not offer them any more"
    );
    assert_ne!(again.post("/login", &[("csrf", &csrf), ("person", "desk")]).await.status, 200);
    assert!(app.service.verify().await.unwrap().is_good());
}

/// Refused or not, a form comes back with everything but the password; the code is asked for where there is one.
#[tokio::test]
async fn a_signature_asks_for_the_password_and_keeps_what_was_typed() {
    let app = App::demo().await;
    let desk = Browser::signed_in(&app, "desk").await;
    let page = super::complaint(&desk).await;
    for words in ["签名人：褚十四（客户主任", "由本人编制", "guicheng-demo"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    for part in ["autocomplete=\"current-password\"", "autocomplete=\"username\""] {
        assert!(page.html.contains(part), "{part}");
    }
    let mut form = page.act().unwrap();
    form.set("f.class", "product_quality");
    form.set("f.transfer_note", "请尽快处理");
    for (password, told, status) in [("", "请输入您的密码", 422), ("wrong wrong wrong", "密码不对", 403)]
    {
        form.set("sign.password", password);
        let page = desk.submit_as_it_is(&form, "forward").await;
        assert!(
            page.status == status && page.text().contains(told),
            "{told}: {} {}",
            page.status,
            page.text()
        );
        let mut back = page.act().unwrap();
        assert_eq!(back.field("f.transfer_note").values, ["请尽快处理"]);
        assert_eq!(back.field("sign.password").values, [""], "the password never comes back");
        assert!(back.field("sign.password").wrong);
    }
    form.set("sign.password", guicheng::service::DEMO_PASSWORD);
    let page = desk.submit_as_it_is(&form, "forward").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let case = page.link("/cases/").unwrap_or(page.path);
    let page = desk.get(case.split('?').next().unwrap()).await;
    for words in ["编制", "褚十四", "有效"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    // Outside of the demo nobody is told a password, and who has none learns how to get one.
    let app = App::serve().await;
    let token = app.token("desk").await;
    let browser = Browser::new(&app);
    let csrf = browser.get("/login").await.csrf();
    browser.post("/login", &[("csrf", &csrf), ("token", &token)]).await;
    let page = super::complaint(&browser).await;
    assert!(
        page.text().contains("请管理员给您的邮箱发一个设密码链接") && !page.html.contains("guicheng-demo"),
        "{}",
        page.text()
    );
    let form = page.act().unwrap();
    assert!(form.fields.iter().all(|field| field.name != "sign.password"));
}
