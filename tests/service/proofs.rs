//! Nobody sets how an account is proved but its person: links go to their own mailbox, each change is told to them, and
//! guessing gets nobody further however it is done.

use guicheng::cli::open::console;
use guicheng::edge::{Clock, SystemClock};
use guicheng::service::{DEMO_PASSWORD, Service, ServiceError, Via};
use guicheng::store::Page;
use guicheng::store::tables::mail::OutboxRow;
use guicheng_core::value::Moment;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::assert_provable;
use crate::support::both::{Place, both};
use crate::support::company;

const NEW: &str = "三号仓库门口那棵老槐树还在";

async fn house(place: &Place) -> Service {
    let service = company::open(place, &company::documents(company::NOTE, company::NOTE_FORM)).await;
    company::staff(&service, &[("li", "clerk"), ("root", "admin")]).await;
    let mut row = service.store().read().person("root").await.unwrap().unwrap();
    row.admin = true;
    service.appoint(console(), vec![row], vec![]).await.unwrap();
    service
}

fn refused<T>(result: Result<T, ServiceError>) -> &'static str {
    result.err().map_or("done", |error| error.code())
}

async fn mails(service: &Service, person: &str) -> Vec<OutboxRow> {
    let rows = service.store().read().outbox(None, Some(person), Page::FIRST).await.unwrap();
    rows.into_iter().filter(|row| row.kind == "account").collect()
}

/// The secret of the link in the mail that somebody got last.
async fn secret(service: &Service, person: &str) -> String {
    let rows = mails(service, person).await;
    let mail = rows.iter().find(|row| row.plain.contains("{{link}}")).unwrap();
    service.link_of(mail).rsplit('/').next().unwrap().to_owned()
}

async fn kinds(service: &Service) -> Vec<String> {
    let rows = service.store().read().entries(0, 1_000).await.unwrap();
    rows.into_iter().map(|row| row.kind).collect()
}

async fn authenticator(service: &Service, person: &str) -> Totp {
    let caller = service.caller(person, Via::Session).await.unwrap();
    let seed = service.enrol(&caller, DEMO_PASSWORD, "").await.unwrap().seed;
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(Secret::try_from_base32(seed).unwrap())
        .with_account_name(person)
        .with_issuer(None::<String>)
        .build()
        .unwrap();
    service.confirm_authenticator(&caller, &code(&totp, 0)).await.unwrap();
    totp
}

fn code(totp: &Totp, steps: u64) -> String {
    let now = u64::try_from(SystemClock.now().0 / 1_000_000).unwrap();
    totp.generate(now + 30 * steps).to_string()
}

both! {
    /// An administrator has a link sent and never gets it; its secret stands nowhere; it works once, until the next one, for
    /// a week, and what it did is told to its person.
    async fn a_password_is_set_by_its_person_alone(place: Place) {
        let service = house(&place).await;
        let (admin, li) = (company::caller(&service, "root").await, company::caller(&service, "li").await);
        assert_eq!(refused(service.invite_again(&li, "root").await), "admins-only");
        assert_eq!(refused(service.invite_again(&admin, "nobody").await), "no-such-person");
        service.invite_again(&admin, "li").await.unwrap();
        let old = secret(&service, "li").await;
        service.invite_again(&admin, "li").await.unwrap();
        let new = secret(&service, "li").await;
        assert_eq!(refused(service.invited(&old).await), "invitation-over");
        assert_eq!(service.invited(&new).await.unwrap().caller.person, "li");
        for row in service.store().read().entries(0, 1_000).await.unwrap() {
            assert!(!row.leaf.contains(&new) && !row.leaf.contains("@example.com"), "{}", row.leaf);
        }
        for mail in mails(&service, "li").await {
            assert!(!mail.plain.contains(&new) && !mail.html.contains(&new) && !mail.plain.contains(DEMO_PASSWORD));
            assert!(mail.plain.contains("root"), "who asked for it is told: {}", mail.plain);
        }
        let session = service.begin_session("li").await.unwrap();
        assert_eq!(refused(service.accept(&new, "short").await), "password-short");
        let begun = service.accept(&new, NEW).await.unwrap().unwrap();
        assert_eq!(service.by_session(&begun).await.unwrap().unwrap().person, "li");
        assert!(service.by_session(&session).await.unwrap().is_none(), "whoever was in with the old one is out");
        assert_eq!(refused(service.accept(&new, NEW).await), "invitation-over");
        assert!(mails(&service, "li").await.iter().any(|mail| mail.subject == "您的密码已设置"));
        assert!(kinds(&service).await.iter().any(|kind| kind == "password"));
        // A week later it is too old.
        service.invite_again(&admin, "li").await.unwrap();
        let late = secret(&service, "li").await;
        service.advance(&admin, guicheng::service::Advance::By("7d".parse().unwrap())).await.unwrap();
        assert_eq!(refused(service.invited(&late).await), "invitation-over");
        assert_provable(&service).await;
    }

    /// Who left the administrators a moment ago, with the page still open, has no more links sent.
    async fn who_is_no_administrator_any_more_asks_for_nothing(place: Place) {
        let service = house(&place).await;
        let admin = company::caller(&service, "root").await;
        let mut row = service.store().read().person("root").await.unwrap().unwrap();
        row.admin = false;
        service.appoint(console(), vec![row], vec![]).await.unwrap();
        let before = service.store().read().head().await.unwrap();
        for code in [
            refused(service.invite_again(&admin, "li").await),
            refused(service.invite_to_take_off(&admin, "li").await),
            refused(service.end_sessions(&admin, "li").await),
            refused(service.leave_by(&admin, "li").await),
        ] {
            assert_eq!(code, "admins-only");
        }
        assert_eq!(service.store().read().head().await.unwrap(), before);
    }

    /// Neither the mailbox alone nor the password alone takes an authenticator off, and a new password does not go round it.
    async fn an_authenticator_is_taken_off_by_its_person_alone(place: Place) {
        let service = house(&place).await;
        let admin = company::caller(&service, "root").await;
        assert_eq!(refused(service.invite_to_take_off(&admin, "li").await), "no-authenticator-of");
        let totp = authenticator(&service, "li").await;
        let li = service.caller("li", Via::Session).await.unwrap();
        assert_eq!(refused(service.take_off(&li, DEMO_PASSWORD, "").await), "code-required");
        assert_eq!(refused(service.take_off(&li, DEMO_PASSWORD, &code(&totp, 0)).await), "code-used");
        let by_token = service.caller("li", Via::Token).await.unwrap();
        assert_eq!(refused(service.take_off(&by_token, DEMO_PASSWORD, &code(&totp, 1)).await), "sign-in-needed");
        // Another one waits beside it and takes over only when it has shown a code.
        service.enrol(&li, DEMO_PASSWORD, &code(&totp, 1)).await.unwrap();
        assert!(service.means_of("li").await.unwrap().code, "the one in use is asked for until then");
        assert_eq!(refused(service.sign_in("li", DEMO_PASSWORD, "").await), "code-required");
        // A new password from the mailbox does not sign in past it.
        service.invite_again(&admin, "li").await.unwrap();
        let link = secret(&service, "li").await;
        assert_eq!(refused(service.take_off_lost(&link, DEMO_PASSWORD).await), "invitation-over");
        assert_eq!(service.accept(&link, NEW).await.unwrap(), None);
        assert_eq!(refused(service.sign_in("li", NEW, "").await), "code-required");
        service.invite_to_take_off(&admin, "li").await.unwrap();
        let link = secret(&service, "li").await;
        assert!(service.invited(&link).await.unwrap().takes_off);
        assert_eq!(refused(service.accept(&link, "another long password").await), "invitation-over");
        assert_eq!(refused(service.take_off_lost(&link, DEMO_PASSWORD).await), "signing-wrong");
        service.take_off_lost(&link, NEW).await.unwrap();
        assert_eq!(refused(service.take_off_lost(&link, NEW).await), "invitation-over");
        service.sign_in("li", NEW, "").await.unwrap();
        let told: Vec<String> = mails(&service, "li").await.into_iter().map(|mail| mail.subject).collect();
        for subject in ["您的身份验证器已启用", "您的密码已设置", "停用身份验证器的链接", "您的身份验证器已停用"] {
            assert!(told.iter().any(|told| told == subject), "{subject}: {told:?}");
        }
        assert_provable(&service).await;
    }

    /// Thirty guesses at one moment, the right one among the last: no more count than one by one.
    async fn a_burst_of_guesses_gets_no_more_attempts(place: Place) {
        let service = house(&place).await;
        let guess = |n: usize| {
            let service = service.clone();
            async move {
                let password = if n == 29 { DEMO_PASSWORD.to_owned() } else { format!("guess guess {n}") };
                refused(service.sign_in("li", &password, "").await)
            }
        };
        let mut running = tokio::task::JoinSet::new();
        (0..30).for_each(|n| {
            running.spawn(guess(n));
        });
        let codes: Vec<&str> = running.join_all().await;
        let wrong = codes.iter().filter(|code| **code == "sign-in-wrong").count();
        // The fifth begins the pause; a right one that was in time begins the count anew.
        let most = if codes.contains(&"done") { 8 } else { 4 };
        assert!(wrong <= most, "{codes:?}");
        let row = service.store().read().credential("li").await.unwrap().unwrap();
        assert!(row.failures <= 5, "{}", row.failures);
        assert!(codes.contains(&"sign-in-locked"), "{codes:?}");
    }

    /// Who left has left, also when the list they stand on is loaded again.
    async fn who_left_does_not_come_back_by_a_list(place: Place) {
        let service = house(&place).await;
        let row = service.store().read().person("li").await.unwrap().unwrap();
        service.leave(console(), "li").await.unwrap();
        service.appoint(console(), vec![row], vec![]).await.unwrap();
        let row = service.store().read().person("li").await.unwrap().unwrap();
        assert!(row.active_to.is_some_and(|to: Moment| to <= service.now()));
        assert_eq!(refused(service.sign_in("li", DEMO_PASSWORD, "").await), "sign-in-wrong");
    }
}
