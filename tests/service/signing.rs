//! A signature: only with the signer's own password, through any door, once; and what was signed can be checked.

use guicheng::service::{
    ActRequest, DEMO_PASSWORD, Done, Opened, Service, ServiceError, Signing, Statement, Via,
};
use guicheng::store::tables::change::SignatureRow;
use guicheng_core::value::{Hash, canonical};
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;
use crate::support::signing::signing;

const POLICY: &str = r#"
policy: leave
title: { zh: 请假, en: Leave }
form: leave
number: "L{yyyy}-{serial:year:4}"
start: { post: clerk, ask: request }
initial: asked
states:
  asked:
    title: { zh: 审批, en: Approval }
    task: { post: head, due: 1wd, overdue: none, sign: approve }
    on:
      approve: { title: { zh: 同意, en: Approve }, target: approved }
      refuse: { title: { zh: 不同意, en: Refuse }, target: refused, opinion: required }
  approved: { title: { zh: 已同意, en: Approved }, type: final }
  refused: { title: { zh: 未同意, en: Refused }, type: final }
"#;

const FORM: &str = r#"
form: leave
title: { zh: 请假单, en: Leave }
fields:
  reason: { type: text, max: 20, title: { zh: 事由, en: Reason } }
sections:
  request: { title: { zh: 申请, en: Request }, fields: [reason] }
"#;

async fn house(place: &crate::support::both::Place) -> (Service, Done) {
    let service = company::open(place, &company::documents(POLICY, FORM)).await;
    company::staff(&service, &[("li", "clerk"), ("zhang", "head"), ("wang", "head")]).await;
    let clerk = company::caller(&service, "li").await;
    let done = service.start(&clerk, "leave", fields(json!({ "reason": "探亲" })), None).await.unwrap();
    (service, done)
}

fn request(choice: &str, signing: Option<Signing>) -> ActRequest {
    ActRequest { choice: choice.into(), opinion: Some("按规程".into()), signing, ..ActRequest::default() }
}

fn with(password: &str) -> Option<Signing> {
    Some(Signing { password: password.into(), ..Signing::default() })
}

async fn signatures(service: &Service, case: &str) -> Vec<SignatureRow> {
    service.store().read().signatures(case).await.unwrap()
}

fn code(result: Result<Done, ServiceError>) -> &'static str {
    result.err().map_or("done", |error| error.code())
}

both! {
    /// Neither a token nor a link nor the console signs: the password does, and one signature comes of it.
    async fn only_a_password_signs(place: Place) {
        let (service, done) = house(&place).await;
        let task = done.tasks[0].clone();
        for via in [Via::Token, Via::Session, Via::Console] {
            let caller = service.caller("zhang", via).await.unwrap();
            assert_eq!(code(service.act(&caller, &task, request("approve", None)).await), "signing-needed");
            assert_eq!(code(service.act(&caller, &task, request("approve", with(""))).await), "signing-needed");
            assert_eq!(code(service.act(&caller, &task, request("approve", with("wrong"))).await), "signing-wrong");
        }
        assert!(signatures(&service, &done.instance).await.is_empty());
        // The link of the mail says who; the password proves it.
        let mails = service.store().read().mails_of(&done.instance).await.unwrap();
        let mail = mails.iter().find(|mail| mail.recipient_person.as_deref() == Some("zhang")).unwrap();
        let link = service.link_of(mail);
        let Opened::Task { caller, task } = service.open_link(link.rsplit('/').next().unwrap()).await.unwrap()
        else { panic!("the link is dead") };
        assert_eq!(code(service.act(&caller, &task, request("approve", None)).await), "signing-needed");
        let acted = service.act(&caller, &task, request("approve", signing())).await.unwrap();
        let rows = signatures(&service, &done.instance).await;
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((row.person.as_str(), row.name.as_str(), row.post.as_deref()), ("zhang", "zhang", Some("head")));
        assert_eq!((row.meaning.as_str(), row.factors.as_str()), ("approve", "password"));
        assert_eq!((row.authority.as_str(), row.entry as u64), ("appointment:head link", acted.entry));
        let statement: Statement = canonical::from_str(&row.statement).unwrap();
        assert_eq!((statement.choice.as_str(), statement.opinion), ("approve", Some(Hash::of("按规程".as_bytes()))));
        let entries = service.store().read().entries(row.entry, 1).await.unwrap();
        let leaf = &entries[0].leaf;
        assert!(leaf.contains(&row.covers.to_string()) && leaf.contains(&row.id), "{leaf}");
        assert!(!leaf.contains(&statement.salt), "what keeps the name from being guessed stays outside");
        assert_provable(&service).await;
    }

    /// Refusing is signed, too, and approves nothing.
    async fn a_choice_that_does_not_agree_approves_nothing(place: Place) {
        let (service, done) = house(&place).await;
        let caller = company::caller(&service, "zhang").await;
        service.act(&caller, &done.tasks[0], request("refuse", signing())).await.unwrap();
        let rows = signatures(&service, &done.instance).await;
        assert_eq!(rows.iter().map(|row| row.meaning.as_str()).collect::<Vec<_>>(), ["otherwise"]);
        assert_provable(&service).await;
    }

    /// Five wrong passwords in a row make a pause; the right one does not end it, and nothing was signed. How many are left
    /// is said. At the door somebody may guess meanwhile: that keeps nobody from signing, nor the other way round.
    async fn wrong_passwords_cost_time(place: Place) {
        let (service, done) = house(&place).await;
        let caller = company::caller(&service, "zhang").await;
        for _ in 0..5 {
            service.sign_in("zhang", "no no no no", "").await.unwrap_err();
        }
        assert_eq!(service.sign_in("zhang", DEMO_PASSWORD, "").await.unwrap_err().code(), "sign-in-locked");
        for left in (1..5).rev() {
            let wrong = service.act(&caller, &done.tasks[0], request("approve", with("no no no no"))).await;
            let error = wrong.unwrap_err();
            assert_eq!(error.code(), "signing-wrong");
            let said = service.tell(&error, guicheng_core::text::Lang::Zh).message;
            assert!(said.contains(&format!("{left} 次")), "{said}");
        }
        let fifth = service.act(&caller, &done.tasks[0], request("approve", with("no no no no"))).await;
        assert_eq!(code(fifth), "sign-in-locked");
        let locked = service.act(&caller, &done.tasks[0], request("approve", signing())).await;
        assert_eq!(code(locked), "sign-in-locked");
        assert!(signatures(&service, &done.instance).await.is_empty());
        // Others are not held up.
        let other = company::caller(&service, "wang").await;
        service.act(&other, &done.tasks[0], request("approve", signing())).await.unwrap();
        assert_provable(&service).await;
    }

    /// Two heads sign at the same moment: one signature, and the other is told who was faster.
    async fn of_two_who_sign_at_once_one_has_signed(place: Place) {
        let (service, done) = house(&place).await;
        let sign = |person: &'static str| {
            let (service, task) = (service.clone(), done.tasks[0].clone());
            async move {
                let caller = company::caller(&service, person).await;
                service.act(&caller, &task, request("approve", signing())).await
            }
        };
        let (one, two) = tokio::join!(sign("zhang"), sign("wang"));
        let mut codes = [code(one), code(two)];
        codes.sort();
        assert_eq!(codes, ["done", "task-done"]);
        assert_eq!(signatures(&service, &done.instance).await.len(), 1);
        assert_provable(&service).await;
    }

    /// The same request again with its key needs no second proof and makes no second signature.
    async fn a_repetition_signs_once(place: Place) {
        let (service, done) = house(&place).await;
        let caller = company::caller(&service, "zhang").await;
        let again = || ActRequest { key: Some("k".into()), ..request("approve", with(DEMO_PASSWORD)) };
        let first = service.act(&caller, &done.tasks[0], again()).await.unwrap();
        let second = service.act(&caller, &done.tasks[0], again()).await.unwrap();
        assert_eq!(first, second);
        let without = ActRequest { signing: None, ..again() };
        assert_eq!(service.act(&caller, &done.tasks[0], without).await.unwrap(), first);
        assert_eq!(signatures(&service, &done.instance).await.len(), 1);
    }

    /// Whatever of a signature is changed behind the program's back, the audit names it.
    async fn a_tampered_signature_is_named(place: Place) {
        let (service, done) = house(&place).await;
        let caller = company::caller(&service, "zhang").await;
        service.act(&caller, &done.tasks[0], request("approve", signing())).await.unwrap();
        let [row] = signatures(&service, &done.instance).await.try_into().unwrap();
        let (id, entry) = (row.id.clone(), row.entry);
        // Another statement with its own right hash: only the ledger can tell.
        let forged = row.statement.replace("\"approve\"", "\"otherwise\"");
        let hash: String = Hash::of(forged.as_bytes()).to_string();
        let bytes = if place.is_sqlite() { format!("X'{hash}'") } else { format!("'\\x{hash}'") };
        let good = format!("UPDATE signature SET name = 'zhang', statement = '{}', voided_at = NULL", row.statement);
        for (sql, why) in [
            (format!("UPDATE signature SET statement = '{forged}'"), "statement"),
            ("UPDATE signature SET name = 'li'".to_owned(), "row"),
            ("UPDATE signature SET voided_at = 5".to_owned(), "void"),
        ] {
            place.run(&sql).await;
            let verified = service.verify().await.unwrap();
            let bad: Vec<_> = verified.bad_signatures.iter().map(|bad| (bad.id.clone(), bad.entry, bad.why)).collect();
            assert_eq!(bad, [(id.clone(), entry, why)], "{sql}");
            assert!(!verified.is_good() && verified.first_bad.is_none(), "the chain itself is whole");
            place.run(&good).await;
            assert!(service.verify().await.unwrap().is_good());
        }
        place.run(&format!("UPDATE signature SET statement = '{forged}', covers = {bytes}, meaning = 'otherwise'")).await;
        let why = |verified: &guicheng::service::Verified| verified.bad_signatures.iter().map(|bad| bad.why).collect::<Vec<_>>();
        assert_eq!(why(&service.verify().await.unwrap()), ["entry"]);
        place.run("DELETE FROM signature").await;
        assert_eq!(why(&service.verify().await.unwrap()), ["gone"]);
    }

    /// A page that was opened before the task was given to somebody else signs nothing.
    async fn what_was_seen_must_still_be_so(place: Place) {
        let (service, done) = house(&place).await;
        let caller = company::caller(&service, "zhang").await;
        let view = service.task(&caller, &done.tasks[0]).await.unwrap();
        let seen = service.seen_of(&view).await.unwrap();
        let with = |seen: Option<String>| signing().map(|signing| Signing { seen, ..signing });
        let old = service.act(&caller, &done.tasks[0], request("approve", with(Some("7".into())))).await;
        assert_eq!(code(old), "seen-old");
        service.act(&caller, &done.tasks[0], request("approve", with(seen))).await.unwrap();
    }

    /// With an authenticator password and code sign together; a code counts once, and only what happens spends it.
    async fn a_code_signs_once(place: Place) {
        use guicheng::edge::{Clock, SystemClock};
        use totp_rs::{Algorithm, Builder, Secret};
        let (service, done) = house(&place).await;
        let clerk = company::caller(&service, "li").await;
        let second = service.start(&clerk, "leave", fields(json!({ "reason": "探亲" })), None).await.unwrap();
        let caller = service.caller("zhang", Via::Session).await.unwrap();
        let seed = service.enrol(&caller, DEMO_PASSWORD, "").await.unwrap().seed;
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_secret(Secret::try_from_base32(seed).unwrap())
            .with_account_name("zhang")
            .with_issuer(None::<String>)
            .build()
            .unwrap();
        let now = u64::try_from(SystemClock.now().0 / 1_000_000).unwrap();
        service.confirm_authenticator(&caller, &totp.generate(now).to_string()).await.unwrap();
        let with_code = |code: &str| signing().map(|signing| Signing { code: code.to_owned(), ..signing });
        let sign = |task: &str, code: &str| {
            let (service, caller, task, signing) = (service.clone(), caller.clone(), task.to_owned(), with_code(code));
            async move { service.act(&caller, &task, request("approve", signing)).await }
        };
        assert_eq!(code(sign(&done.tasks[0], "").await), "code-required");
        assert_eq!(code(sign(&done.tasks[0], &totp.generate(now).to_string()).await), "code-used");
        let next = totp.generate(now + 30).to_string();
        // What is refused for another reason leaves the code unused.
        let unknown = ActRequest { choice: "fly".into(), ..request("fly", with_code(&next)) };
        assert_eq!(code(service.act(&caller, &done.tasks[0], unknown).await), "unknown-choice");
        sign(&done.tasks[0], &next).await.unwrap();
        assert_eq!(code(sign(&second.tasks[0], &next).await), "code-used");
        let rows = signatures(&service, &done.instance).await;
        assert_eq!(rows.iter().map(|row| row.factors.as_str()).collect::<Vec<_>>(), ["password+code"]);
        assert!(signatures(&service, &second.instance).await.is_empty());
        assert_provable(&service).await;
    }
}
