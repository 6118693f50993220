//! Copies that are numbered, logged and void when their revision is; people who read before they work.

use guicheng::service::{ActRequest, Advance, CopyStanding, Service, ServiceError, place_key};
use guicheng_core::calendar::Period;
use serde_json::json;

use super::changes::{act, begin, code, complain, edited, firm, put, sign_all};
use super::{assert_provable, fields};
use crate::support::app::{App, assert_sound};
use crate::support::both::both;
use crate::support::company;
use crate::support::signing::signing_json;

const CHAPTER: &str = "manual/zh/8.14";
const COMPLAINT: &str = "policies/complaint";
const PROCEDURE: &str = "policies/document_change";
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

    /// What could never be issued is refused to whoever asks, and begins nothing.
    async fn a_copy_of_nothing_is_refused_when_asked(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let before = ledger(&service).await;
        for (document, refused) in [("SC-99", "fields"), ("policies/none", "fields"), (DISTRIBUTION, "copy-none")] {
            let given = fields(json!({
                "document": document, "lang": "zh", "holder": "何某", "copies": 1, "purpose": "查阅",
            }));
            let asked = service.start(&asm, "document_copy", given, None).await;
            if let Err(ServiceError::Fields(problems)) = &asked {
                let told: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.code)).collect();
                assert_eq!(told, [("document", "no-such-document")]);
            }
            assert_eq!(code(asked), refused, "{document}");
        }
        assert_eq!(ledger(&service).await, before);
        assert_provable(&service).await;
    }

    /// Who approves sees for whom; each copy is given back by itself, by whoever asked for it, and the case tells so.
    async fn a_single_copy_is_given_back(place: Place) {
        let service = firm(&place).await;
        let case = copies(&service).await;
        let gm = company::caller(&service, "gm").await;
        let approved = service.store().read().tasks_of(&case).await.unwrap();
        let approved = approved.iter().find(|task| task.state == "asked").unwrap();
        assert!(service.task(&gm, &approved.id).await.unwrap().show.contains(&"holder".to_owned()));
        let (asm, desk) = (company::caller(&service, "asm").await, company::caller(&service, "desk").await);
        let views = service.copies(&asm).await.unwrap();
        assert!(views.iter().all(|view| view.mine));
        let number = &views[0].row.number;
        let sheet = service.printable(&asm, number).await.unwrap();
        service.print(&asm, &sheet).await.unwrap();
        assert_eq!(code(service.return_copy(&desk, number).await), "no-such-copy");
        service.return_copy(&asm, number).await.unwrap();
        assert_eq!(code(service.return_copy(&asm, number).await), "copy-returned");
        let open = service.copies(&asm).await.unwrap();
        assert_eq!(open.iter().filter(|view| view.row.returned_at.is_none()).count(), 1);
        let history = service.history(&asm, &case).await.unwrap();
        for kind in ["copy-printed", "copy-returned"] {
            assert_eq!(history.iter().filter(|line| line.entry.kind == kind).count(), 1, "{kind}");
            assert!(guicheng::lang::has_attr("pages-entry", kind), "{kind} has words");
        }
        act(&service, "asm", &case, "give_back").await.unwrap();
        assert!(service.copies(&asm).await.unwrap().iter().all(|view| view.row.returned_at.is_some()));
        assert_provable(&service).await;
    }

    /// Called back by hand while the revision is in force: void at once, taken back by whoever asked for them.
    async fn copies_are_called_back(place: Place) {
        let service = firm(&place).await;
        let case = copies(&service).await;
        let (asm, desk) = (company::caller(&service, "asm").await, company::caller(&service, "desk").await);
        let cl = company::caller(&service, "cl").await;
        let mut numbers: Vec<String> =
            service.copies(&asm).await.unwrap().into_iter().map(|view| view.row.number).collect();
        numbers.sort();
        let secret = service.printable(&asm, &numbers[1]).await.unwrap().address;
        let before = ledger(&service).await;
        for (by, number, reason, refused) in [
            (&desk, numbers[0].as_str(), "持有人离职", "no-such-copy"),
            (&cl, "SC-8.14-A/0-009", "持有人离职", "no-such-copy"),
            (&cl, numbers[0].as_str(), "  ", "copy-reason"),
            (&cl, numbers[0].as_str(), &"长".repeat(2_001), "copy-reason"),
        ] {
            assert_eq!(code(service.recall_copies(by, number, reason).await), refused);
        }
        assert_eq!(ledger(&service).await, before);
        assert_eq!(service.recall_copies(&cl, &numbers[0], "持有人离职").await.unwrap(), numbers);
        assert_eq!(code(service.recall_copies(&cl, &numbers[1], "再收一次").await), "copy-void");
        let found = service.check_copy(secret.rsplit('/').next().unwrap()).await.unwrap().unwrap();
        assert!(matches!(found.standing, CopyStanding::Void(_)));
        assert_eq!(code(service.printable(&asm, &numbers[1]).await.map(drop)), "copy-void");
        let leaves = ledger(&service).await;
        assert_eq!(leaves.matches("copy-recalled").count(), 1);
        // Whoever asked for them has the task at once. One comes back by itself; its order is still being recalled.
        service.return_copy(&asm, &numbers[0]).await.unwrap();
        let tasks = service.store().read().open_tasks_of(&case).await.unwrap();
        assert_eq!(tasks.iter().map(|task| task.state.as_str()).collect::<Vec<_>>(), ["recalling"]);
        act(&service, "asm", &case, "give_back").await.unwrap();
        assert!(service.copies(&asm).await.unwrap().iter().all(|view| view.row.returned_at.is_some()));
        assert_provable(&service).await;
    }

    /// Where the change procedure itself is read before work, its readings wait for nothing; its other tasks do.
    async fn the_reading_itself_is_not_held_back(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "变更程序也先学后办").await;
        let bytes = edited(&service, PROCEDURE, "阅读有改动的段落", "阅读有改动的条款").await;
        put(&service, "asm", &change, PROCEDURE, bytes).await;
        let rule = "policies/complaint, number: \"SC-LC-{name}\",";
        let held = "policies/document_change, number: \"SC-LC-{name}\", owner: certification_lead, readers: involved, review: 1y, hold: true, copies: general_manager, clause: 1-5.3 }\n  - { documents: ";
        let bytes = edited(&service, DISTRIBUTION, rule, &format!("{held}{rule}")).await;
        put(&service, "asm", &change, DISTRIBUTION, bytes).await;
        sign_all(&service, &change).await;
        let asm = company::caller(&service, "asm").await;
        let readings = service.readings(&asm).await.unwrap();
        assert!(readings.iter().any(|reading| reading.row.document == PROCEDURE), "{readings:?}");
        let next = begin(&service, "asm", "新的变更").await;
        let task = service.store().read().open_tasks_of(&next).await.unwrap().remove(0);
        let view = service.task(&asm, &task.id).await.unwrap();
        let choice = view.choices[0].event.clone();
        let request = || ActRequest { choice: choice.clone(), ..ActRequest::default() };
        assert_eq!(code(service.act(&asm, &task.id, request()).await), "read-first");
        act(&service, "asm", &change, "read").await.unwrap();
        assert!(service.readings(&asm).await.unwrap().iter().all(|reading| reading.row.read_at.is_some()));
        assert_ne!(code(service.act(&asm, &task.id, request()).await), "read-first");
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
        let to = |mails: &[guicheng::store::tables::mail::OutboxRow], kind: &str, person: &str| {
            mails.iter().filter(|m| m.kind == kind && m.recipient_person.as_deref() == Some(person)).count()
        };
        assert_eq!((to(&mails, "task", "desk"), to(&mails, "reading", "desk")), (0, 1), "{mails:?}");
        // Nobody of the post has read: the owner of the procedure is told, and the case says so.
        assert_eq!(to(&mails, "unread", "asm"), 1, "{mails:?}");
        let incidents = service.store().read().incidents_of(&after.instance).await.unwrap();
        assert!(incidents.iter().any(|row| row.code == "nobody-has-read"), "{incidents:?}");
        let row = service.store().read().task(&after.tasks[0]).await.unwrap().unwrap();
        assert!(service.read_first(&desk, &[&row]).await.unwrap().contains_key(&row.id));
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
        assert!(service.read_first(&desk, &[&row]).await.unwrap().is_empty());
        // Somebody who takes up the post later has no task to read it: they wait, too, and sign it by themselves.
        company::staff(&service, &[("newcomer", "complaint_desk")]).await;
        let newcomer = company::caller(&service, "newcomer").await;
        assert_eq!(code(service.act(&newcomer, &after.tasks[0], request()).await), "read-first");
        let owed = service.readings(&newcomer).await.unwrap();
        let [owed] = owed.as_slice() else { panic!("{owed:?}") };
        assert!(owed.task.is_none() && owed.places.len() == reading.places.len());
        let keys: Vec<String> = (0..owed.places.len()).map(|n| place_key(COMPLAINT, n)).collect();
        let sign = async |ticks: &[String]| {
            service.acknowledge(&newcomer, COMPLAINT, ticks.to_vec(), signing.as_ref()).await
        };
        assert_eq!(code(sign(&keys[1..]).await), "read-all");
        assert_eq!(code(service.acknowledge(&newcomer, COMPLAINT, keys.clone(), None).await), "signing-needed");
        sign(&keys).await.unwrap();
        assert_eq!(code(sign(&keys).await), "read-nothing");
        assert_ne!(code(service.act(&newcomer, &after.tasks[0], request()).await), "read-first");
        assert_provable(&service).await;
    }
}

/// A program is told what has changed, and signs only with every tick.
#[tokio::test]
async fn a_program_ticks_what_it_read() {
    let app = App::demo().await;
    let change = begin(&app.service, "asm", "改一段").await;
    let bytes = edited(&app.service, COMPLAINT, "顾客投诉处理", "顾客投诉办理").await;
    put(&app.service, "asm", &change, COMPLAINT, bytes).await;
    sign_all(&app.service, &change).await;
    let token = app.token("desk").await;
    let inbox = app.get(&token, "/tasks").await.json();
    let mine = |task: &&serde_json::Value| task["instance"] == json!(change) && task["sign"] == "acknowledge";
    let id = inbox["items"].as_array().unwrap().iter().find(mine).unwrap()["id"].clone();
    let path = format!("/tasks/{}", id.as_str().unwrap());
    let task = app.get(&token, &path).await.json();
    let to_read = task["to_read"].as_array().unwrap();
    assert!(!to_read.is_empty(), "{task}");
    assert!(to_read.iter().all(|place| place["document"] == COMPLAINT && place["change"]["zh"] != ""));
    let ids: Vec<_> = to_read.iter().map(|place| place["id"].clone()).collect();
    let mut signing = signing_json();
    signing["seen"] = task["seen"].clone();
    let act = format!("{path}/act");
    let body = |read: serde_json::Value| json!({ "choice": "read", "signing": signing, "read": read });
    let some: Vec<_> = ids[1..].to_vec();
    for (read, refused) in [(json!(null), "read-all"), (json!(some), "read-all"), (json!("all"), "fields")] {
        let answer = app.post(&token, &act, None, &body(read.clone())).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"]["code"].as_str()),
            (422, Some(refused)),
            "{read}"
        );
    }
    let signed = app.post(&token, &act, None, &body(json!(ids))).await;
    assert_eq!(signed.status, 200, "{}", signed.text());
    assert_eq!(app.get(&token, &path).await.json()["to_read"], json!([]));
    assert_sound(&app.service).await;
}
