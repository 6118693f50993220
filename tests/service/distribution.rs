//! Copies that are numbered, logged and void when their revision is; people who read before they work.

use guicheng::service::{ActRequest, Advance, CopyStanding, Service, place_key};
use guicheng_core::calendar::Period;
use serde_json::json;

use super::changes::{act, begin, code, complain, edited, firm, put, sign_all};
use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;

const CHAPTER: &str = "manual/zh/8.14";
const COMPLAINT: &str = "policies/complaint";
const DISTRIBUTION: &str = "policies/distribution";

async fn copies(service: &Service) -> String {
    let asm = company::caller(service, "asm").await;
    let given = fields(json!({
        "document": "SC-8.14", "lang": "zh", "holder": "某认证机构何某", "copies": 2, "purpose": "年度审核",
    }));
    let case = service.start(&asm, "document_copy", given, None).await.unwrap().instance;
    assert!(service.copies(&asm).await.unwrap().is_empty(), "nothing before it is approved");
    act(service, "gm", &case, "approve").await.unwrap();
    case
}

/// All of the ledger's leaves.
async fn ledger(service: &Service) -> String {
    let rows = service.store().read().entries(0, 10_000).await.unwrap();
    rows.into_iter().map(|row| row.leaf).collect::<Vec<_>>().join("\n")
}

both! {
    /// Approved, printed by whom they were issued through, as often as may be; void with their revision; given back.
    async fn a_copy_is_numbered_logged_and_recalled(place: Place) {
        let service = firm(&place).await;
        let case = copies(&service).await;
        let asm = company::caller(&service, "asm").await;
        let desk = company::caller(&service, "desk").await;
        let mut numbers: Vec<String> =
            service.copies(&asm).await.unwrap().into_iter().map(|view| view.row.number).collect();
        numbers.sort();
        assert_eq!(numbers, ["SC-8.14-A/0-001", "SC-8.14-A/0-002"]);
        assert_eq!(code(service.printable(&desk, &numbers[0]).await.map(drop)), "no-such-copy");
        assert!(service.copies(&desk).await.unwrap().is_empty());
        let sheet = service.printable(&asm, &numbers[0]).await.unwrap();
        assert_eq!((sheet.copy.holder.as_str(), sheet.document.as_str()), ("某认证机构何某", CHAPTER));
        assert_eq!(code(service.print(&desk, &sheet).await), "no-such-copy");
        for _ in 0..3 {
            service.print(&asm, &sheet).await.unwrap();
        }
        assert_eq!(code(service.print(&asm, &sheet).await), "copy-printed-out");
        let leaves = ledger(&service).await;
        assert_eq!(leaves.matches("copy-printed").count(), 3);
        assert!(!leaves.contains("何某"), "the holder's name is nobody's in the ledger");
        // The code says what it must; a guess says nothing.
        let secret = sheet.address.rsplit('/').next().unwrap();
        let found = service.check_copy(secret).await.unwrap().unwrap();
        assert_eq!((found.number.as_str(), found.label.as_str()), ("SC-8.14", "A/0"));
        assert!(matches!(found.standing, CopyStanding::Valid(_)));
        assert!(service.check_copy(&secret[1..]).await.unwrap().is_none());
        // Another revision comes into force.
        let change = begin(&service, "asm", "改一段").await;
        let bytes = edited(&service, CHAPTER, "让每一位顾客的投诉", "让每位顾客的投诉").await;
        put(&service, "asm", &change, CHAPTER, bytes).await;
        sign_all(&service, &change).await;
        let found = service.check_copy(secret).await.unwrap().unwrap();
        assert!(matches!(found.standing, CopyStanding::Void(_)));
        assert_eq!(code(service.printable(&asm, &numbers[1]).await.map(drop)), "copy-void");
        service.advance(&asm, Advance::By(Period::Hours(30))).await.unwrap();
        let views = service.copies(&asm).await.unwrap();
        assert!(views.iter().all(|view| view.row.recalled_at.is_some() && view.outstanding));
        act(&service, "asm", &case, "give_back").await.unwrap();
        assert!(service.copies(&asm).await.unwrap().iter().all(|view| view.row.returned_at.is_some()));
        assert_provable(&service).await;
    }

    /// Who has not read the revision in force gets no new task of it; signed is each change; then they work.
    async fn who_has_not_read_waits(place: Place) {
        let service = firm(&place).await;
        let before = complain(&service).await;
        let change = begin(&service, "asm", "先学后办").await;
        let bytes = edited(&service, COMPLAINT, "顾客投诉处理", "顾客投诉办理").await;
        put(&service, "asm", &change, COMPLAINT, bytes).await;
        let rule = "policies/complaint, number: \"SC-LC-{name}\", owner: after_sales_manager,";
        let bytes = edited(&service, DISTRIBUTION, rule, &format!("{rule} hold: true,")).await;
        put(&service, "asm", &change, DISTRIBUTION, bytes).await;
        sign_all(&service, &change).await;
        let desk = company::caller(&service, "desk").await;
        let readings = service.readings(&desk).await.unwrap();
        let [reading] = readings.as_slice() else { panic!("{readings:?}") };
        assert_eq!((reading.row.document.as_str(), reading.row.label.as_str()), (COMPLAINT, "A/1"));
        assert!(!reading.places.is_empty() && reading.row.read_at.is_none());
        let gm = company::caller(&service, "gm").await;
        assert!(service.unread(&gm).await.unwrap().iter().any(|reading| reading.row.person == "desk"));
        assert_eq!(code(service.unread(&desk).await.map(drop)), "not-yours");
        // A case from before goes on; a new one waits, and nobody who must read first is mailed.
        let task = before.tasks[0].clone();
        let choice = service.task(&desk, &task).await.unwrap().choices[0].event.clone();
        let request = || ActRequest { choice: choice.clone(), ..ActRequest::default() };
        assert_ne!(code(service.act(&desk, &task, request()).await), "read-first");
        let after = complain(&service).await;
        assert_eq!(code(service.act(&desk, &after.tasks[0], request()).await), "read-first");
        let mails = service.store().read().mails_of(&after.instance).await.unwrap();
        assert!(mails.iter().all(|mail| mail.recipient_person.as_deref() != Some("desk")), "{mails:?}");
        // All changes are ticked, or nothing is signed.
        let view = service.task(&desk, reading.task.as_deref().unwrap()).await.unwrap();
        let seen = service.seen_of(&view).await.unwrap();
        let signing = crate::support::signing::signing();
        let signing = signing.map(|signing| guicheng::service::Signing { seen, ..signing });
        let sign = |read: Vec<String>| ActRequest {
            choice: "read".into(),
            signing: signing.clone(),
            read: Some(read),
            ..ActRequest::default()
        };
        let keys: Vec<String> = (0..reading.places.len()).map(|n| place_key(COMPLAINT, n)).collect();
        let some = keys[1..].to_vec();
        assert_eq!(code(service.act(&desk, &view.row.id, sign(some)).await), "read-all");
        service.act(&desk, &view.row.id, sign(keys)).await.unwrap();
        let readings = service.readings(&desk).await.unwrap();
        assert!(readings.iter().all(|reading| reading.row.read_at.is_some() && reading.row.signature.is_some()));
        assert_ne!(code(service.act(&desk, &after.tasks[0], request()).await), "read-first");
        assert_provable(&service).await;
    }
}
