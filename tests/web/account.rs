//! Invitation, password, authenticator, sessions: outside the demo, where nobody may simply be somebody.

use guicheng::cli::open::console;
use guicheng::edge::{Clock, SystemClock};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::browser::{Browser, Page};
use super::path;
use crate::support::app::App;

const PASSWORD: &str = "三号仓库门口那棵老槐树还在";

async fn invitation(app: &App, person: &str) -> String {
    let address = app.service.invite(person, console()).await.unwrap();
    address.strip_prefix("https://guicheng.example").unwrap().to_owned()
}

async fn set_password(browser: &Browser<'_>, welcome: &str, password: &str, again: &str) -> Page {
    let csrf = browser.get(welcome).await.csrf();
    browser.post(welcome, &[("csrf", &csrf), ("password", password), ("again", again)]).await
}

async fn sign_in(browser: &Browser<'_>, who: &str, password: &str, code: &str) -> Page {
    let csrf = browser.get("/login").await.csrf();
    let pairs = [("csrf", csrf.as_str()), ("who", who), ("password", password), ("code", code)];
    browser.post("/login", &pairs).await
}

fn authenticator(page: &Page) -> Totp {
    let seed = page.html.split("<code class=\"seed\">").nth(1).unwrap().split('<').next().unwrap();
    let secret = Secret::try_from_base32(seed.replace(' ', "")).unwrap();
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(secret)
        .with_account_name("gm")
        .with_issuer(None::<String>)
        .build()
        .unwrap()
}

/// The code of the step that is so many after the present one.
fn code(totp: &Totp, steps: u64) -> String {
    let now = u64::try_from(SystemClock.now().0 / 1_000_000).unwrap();
    totp.generate(now + 30 * steps).to_string()
}

#[tokio::test]
async fn an_invitation_sets_the_first_password_once() {
    let app = App::serve().await;
    let welcome = invitation(&app, "gm").await;
    let browser = Browser::new(&app);
    // Scanners open links, several times: it still opens.
    for _ in 0..3 {
        assert_eq!(Browser::new(&app).get(&welcome).await.status, 200);
    }
    for (password, again, told) in [
        (PASSWORD, "三号仓库", "两次输入的密码不一样"),
        ("elevenchars", "elevenchars", "至少 12 个字符"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "太容易猜"),
    ] {
        let page = set_password(&browser, &welcome, password, again).await;
        assert!(page.status == 422 && page.text().contains(told), "{told}: {}", page.text());
    }
    let page = set_password(&browser, &welcome, PASSWORD, PASSWORD).await;
    assert!(page.status == 200 && page.text().contains("密码已设置"), "{}", page.text());
    assert_eq!(browser.get("/inbox").await.status, 200);
    let used = Browser::new(&app).get(&welcome).await;
    assert!(used.status == 404 && used.text().contains("链接已经用过"), "{}", used.text());
    // By id and by mail address, in whatever case.
    for who in ["gm", "GM@example.com", " gm "] {
        let page = sign_in(&Browser::new(&app), who, PASSWORD, "").await;
        assert_eq!((page.status, page.path.as_str()), (200, "/inbox"), "{who}: {}", page.text());
    }
    assert!(app.service.verify().await.unwrap().is_good());
}

#[tokio::test]
async fn a_newer_invitation_ends_the_older_one() {
    let app = App::serve().await;
    let (old, new) = (invitation(&app, "gm").await, invitation(&app, "gm").await);
    assert_eq!(Browser::new(&app).get(&old).await.status, 404);
    assert_eq!(Browser::new(&app).get(&new).await.status, 200);
    // Two at once: one of them sets the password.
    let (one, two) = (Browser::new(&app), Browser::new(&app));
    let (first, second) = tokio::join!(
        set_password(&one, &new, PASSWORD, PASSWORD),
        set_password(&two, &new, "another long password", "another long password"),
    );
    let done = [&first, &second].map(|page| page.status == 200);
    assert_eq!(done.iter().filter(|done| **done).count(), 1, "{}\n{}", first.text(), second.text());
}

#[tokio::test]
async fn wrong_passwords_look_alike_and_cost_time() {
    let app = App::serve().await;
    set_password(&Browser::new(&app), &invitation(&app, "desk").await, PASSWORD, PASSWORD).await;
    let stranger = Browser::new(&app);
    let nobody = sign_in(&stranger, "nobody", PASSWORD, "").await;
    let wrong = sign_in(&stranger, "desk", "wrong wrong wrong", "").await;
    assert_eq!((nobody.status, wrong.status), (403, 403));
    assert!(wrong.text().contains("登录名或密码不对") && nobody.text().contains("登录名或密码不对"));
    // What was typed as name stays; the password does not.
    assert!(wrong.html.contains("value=\"desk\"") && !wrong.html.contains("wrong wrong"), "{}", wrong.html);
    // Nor does the pause tell which of the two there is.
    for who in ["desk", "nobody"] {
        for _ in 0..4 {
            sign_in(&stranger, who, "wrong wrong wrong", "").await;
        }
        let locked = sign_in(&stranger, who, PASSWORD, "").await;
        assert!(locked.status == 403 && locked.text().contains("分钟后再试"), "{}", locked.text());
    }
}

#[tokio::test]
async fn a_new_password_signs_every_other_device_out() {
    let app = App::serve().await;
    let (desk, phone) = (Browser::new(&app), Browser::new(&app));
    set_password(&desk, &invitation(&app, "gm").await, PASSWORD, PASSWORD).await;
    sign_in(&phone, "gm", PASSWORD, "").await;
    let account = phone.get("/account").await;
    assert_eq!(account.html.matches("name=\"session\"").count(), 1, "{}", account.html);
    let change = |old: &'static str, new: &'static str| {
        let csrf = account.csrf();
        async move { [("csrf", csrf), ("old", old.into()), ("password", new.into()), ("again", new.into())] }
    };
    let (new, pairs) = ("another long password", change("wrong wrong wrong", "another long password").await);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v): &(&str, String)| (*n, v.as_str())).collect();
    let refused = phone.post("/account/password", &pairs).await;
    assert!(refused.status == 403 && refused.text().contains("密码不对"), "{}", refused.text());
    let pairs = change(PASSWORD, new).await;
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v): &(&str, String)| (*n, v.as_str())).collect();
    let page = phone.post("/account/password", &pairs).await;
    assert!(page.status == 200 && path(&page) == "/account", "{}", page.text());
    assert!(desk.get("/inbox").await.path.starts_with("/login"), "the other device is out");
    assert_eq!(sign_in(&Browser::new(&app), "gm", PASSWORD, "").await.status, 403);
    assert_eq!(sign_in(&Browser::new(&app), "gm", new, "").await.status, 200);
    // One device signs another out.
    let account = phone.get("/account").await;
    let session = account.html.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = phone.post("/account/end", &[("csrf", &account.csrf()), ("session", session)]).await;
    assert_eq!(page.html.matches("name=\"session\"").count(), 0, "{}", page.html);
}

#[tokio::test]
async fn an_authenticator_is_asked_for_once_it_has_shown_a_code_and_each_code_counts_once() {
    let app = App::serve().await;
    let gm = Browser::new(&app);
    set_password(&gm, &invitation(&app, "gm").await, PASSWORD, PASSWORD).await;
    let csrf = gm.get("/account").await.csrf();
    let refused =
        gm.post("/account/authenticator", &[("csrf", &csrf), ("password", "wrong wrong wrong")]).await;
    assert!(refused.status == 403 && refused.text().contains("密码不对"), "{}", refused.text());
    let page = gm.post("/account/authenticator", &[("csrf", &csrf), ("password", PASSWORD)]).await;
    let page = if page.html.contains("class=\"seed\"") { page } else { gm.get("/account").await };
    assert!(page.html.contains("<svg"), "{}", page.text());
    let totp = authenticator(&page);
    // Not confirmed: not asked for.
    assert_eq!(sign_in(&Browser::new(&app), "gm", PASSWORD, "").await.status, 200);
    let wrong = gm.post("/account/confirm", &[("csrf", &csrf), ("code", "000000")]).await;
    assert!(wrong.status == 403 && wrong.html.contains("class=\"seed\""), "{}", wrong.text());
    let page = gm.post("/account/confirm", &[("csrf", &csrf), ("code", &code(&totp, 0))]).await;
    assert!(page.status == 200 && !page.html.contains("class=\"seed\""), "{}", page.text());
    // Now it is asked for, without costing an attempt, and a code counts once.
    let phone = Browser::new(&app);
    let asked = sign_in(&phone, "gm", PASSWORD, "").await;
    assert!(asked.status == 422 && asked.text().contains("6 位验证码"), "{}", asked.text());
    let used = sign_in(&phone, "gm", PASSWORD, &code(&totp, 0)).await;
    assert!(used.status == 403 && used.text().contains("已经用过"), "{}", used.text());
    let next = code(&totp, 1);
    assert_eq!(sign_in(&phone, "gm", PASSWORD, &format!("{} {}", &next[..3], &next[3..])).await.status, 200);
    assert_eq!(sign_in(&Browser::new(&app), "gm", PASSWORD, &next).await.status, 403);
    // A stolen session alone changes nothing: another authenticator needs password and code.
    let csrf = phone.get("/account").await.csrf();
    let refused = phone.post("/account/authenticator", &[("csrf", &csrf), ("password", PASSWORD)]).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
}

/// A lost phone: the administrator asks, the person has the link and types the password, and signs in without a code.
#[tokio::test]
async fn a_lost_authenticator_is_taken_off_by_its_person() {
    let app = App::demo().await;
    let gm = Browser::signed_in(&app, "gm").await;
    let csrf = gm.get("/account").await.csrf();
    let known = guicheng::service::DEMO_PASSWORD;
    gm.post("/account/authenticator", &[("csrf", &csrf), ("password", known)]).await;
    let totp = authenticator(&gm.get("/account").await);
    let page = gm.post("/account/confirm", &[("csrf", &csrf), ("code", &code(&totp, 0))]).await;
    assert!(page.text().contains("停用身份验证器"), "{}", page.text());
    let wrong = [("csrf", csrf.as_str()), ("password", known), ("code", "000000")];
    let page = gm.post("/account/off", &wrong).await;
    assert!(page.status == 403 && page.text().contains("还可以再试 4 次"), "{}", page.text());

    let admin = Browser::signed_in(&app, "admin").await;
    let csrf = admin.get("/accounts").await.csrf();
    let page = admin.post("/accounts", &[("csrf", &csrf), ("do", "off"), ("person", "desk")]).await;
    assert!(page.status == 422 && page.text().contains("没有启用身份验证器"), "{}", page.text());
    let page = admin.post("/accounts", &[("csrf", &csrf), ("do", "off"), ("person", "gm")]).await;
    assert!(page.status == 200 && !page.html.contains("/welcome/"), "{}", page.text());
    let reads = app.service.store().read();
    let mails = reads.outbox(None, Some("gm"), guicheng::store::Page::FIRST).await.unwrap();
    let mail = mails.iter().find(|mail| mail.plain.contains("停用身份验证器")).unwrap();
    let link = app.service.link_of(mail);
    let link = link.strip_prefix("https://guicheng.example").unwrap();
    let anybody = Browser::new(&app);
    let page = anybody.get(link).await;
    assert!(page.status == 200 && !page.html.contains("new-password"), "{}", page.text());
    let wrong = anybody.post(link, &[("csrf", &page.csrf()), ("password", "wrong wrong wrong")]).await;
    assert!(wrong.status == 403 && wrong.text().contains("密码不对"), "{}", wrong.text());
    let done = anybody.post(link, &[("csrf", &page.csrf()), ("password", known)]).await;
    assert!(path(&done) == "/login" && done.text().contains("身份验证器已停用"), "{}", done.text());
    assert!(gm.get("/inbox").await.path.starts_with("/login"), "every session of theirs has ended");
    assert!(!app.service.means_of("gm").await.unwrap().code);
    assert!(app.service.verify().await.unwrap().is_good());
}
