//! The first release: nothing starts before the general manager has signed for all documents, and it is made once.

use guicheng::service::{DEMO_PASSWORD, Signing, Via};
use guicheng::store::tables::document::{RevisionRow, RevisionStatus};
use guicheng_core::text::Lang;
use guicheng_core::value::Hash;
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;

const ORGANISATION: &str = r#"
organisation: company
title: { zh: 测试公司, en: Test company }
departments:
  all: { title: { zh: 全公司, en: Everybody }, head: general_manager }
posts:
  general_manager: { title: { zh: 总经理, en: General manager }, department: all, delegate: optional, reads_all: true }
  clerk: { title: { zh: 经办人, en: Clerk }, department: all, delegate: optional, reports_to: general_manager }
  admin: { title: { zh: 管理员, en: Administrator }, department: all, delegate: optional, reports_to: general_manager }
"#;

fn documents(policy: &str) -> guicheng::service::Files {
    let mut files = company::documents(policy, company::NOTE_FORM);
    files[2].1 = ORGANISATION.as_bytes().to_vec();
    files
}

both! {
    async fn nothing_starts_before_the_release(place: Place) {
        let policy = company::NOTE.to_owned();
        let service = company::open_released(&place, &documents(&policy), None).await;
        let seen = service.waiting_hash().await.unwrap();
        service.store().close().await;
        // A file that changes before the release takes the place of the one that waited.
        let renamed = policy.replace("记事, en", "便条, en");
        let service = company::open_released(&place, &documents(&renamed), None).await;
        assert_ne!(service.waiting_hash().await.unwrap(), seen);
        company::staff(&service, &[("gm", "general_manager"), ("li", "clerk")]).await;
        let li = company::caller(&service, "li").await;
        let start = async || service.start(&li, "note", fields(json!({ "words": "一" })), None).await;
        assert_eq!(start().await.unwrap_err().code(), "not-released");
        let gm = service.caller("gm", Via::Session).await.unwrap();
        let clerk = service.caller("li", Via::Session).await.unwrap();
        let sign = |password: &str, seen: Hash| Signing {
            password: password.into(),
            seen: Some(seen.to_string()),
            ..Signing::default()
        };
        let by_token = service.caller("gm", Via::Token).await.unwrap();
        let now = service.waiting_hash().await.unwrap();
        for (who, password, hash, code) in [
            (&clerk, DEMO_PASSWORD, now, "release-not-yours"),
            (&by_token, DEMO_PASSWORD, now, "sign-in-needed"),
            (&gm, "", now, "signing-needed"),
            (&gm, "wrong", now, "signing-wrong"),
            (&gm, DEMO_PASSWORD, seen, "release-seen-old"),
        ] {
            let refused = service.release_first(who, &sign(password, hash)).await.unwrap_err();
            assert_eq!(refused.code(), code);
        }
        assert!(!service.is_released());
        service.release_first(&gm, &sign(DEMO_PASSWORD, now)).await.unwrap();
        assert!(service.is_released() && service.waiting().await.unwrap().is_empty());
        let again = service.release_first(&gm, &sign(DEMO_PASSWORD, now)).await.unwrap_err();
        assert_eq!(again.code(), "released-already");
        start().await.unwrap();
        let rows = service.store().read().revisions("policies/note").await.unwrap();
        assert_eq!((rows.len(), rows[0].status), (1, RevisionStatus::Effective));
        assert_eq!(rows[0].hash, Hash::of(renamed.as_bytes()));
        let signed = service.store().read().all_signatures().await.unwrap();
        assert_eq!(signed.len(), 1);
        assert_eq!((signed[0].person.as_str(), signed[0].meaning.as_str()), ("gm", "approve"));
        // Whoever traces the document finds that signature; bytes that it does not name have none.
        let traced = service.trace_document(&gm, "policies/note", 0, Lang::En).await.unwrap();
        let by: Vec<&str> = traced.revisions[0].signatures.iter().map(|s| s.person.as_str()).collect();
        assert_eq!(by, ["gm"]);
        let other = RevisionRow { hash: Hash::of("other"), ..rows[0].clone() };
        assert!(service.signatures_for(&other).await.unwrap().is_empty());
        assert_provable(&service).await;
        // From now on the folder is compared and never taken.
        service.store().close().await;
        let service = company::open_released(&place, &documents(&policy), None).await;
        assert!(service.is_released() && !service.changed_on_disk().is_empty());
        assert_eq!(service.library().unwrap().policy("note").unwrap().title.zh, "便条");
    }
}
