//! The life of a change on both databases, with the documents that are shipped: what a policy may decide, and what holds
//! whatever it says.

use guicheng::service::{
    ActRequest, Advance, ChangeEdit, Content, Done, Files, Service, ServiceError, read_folder,
};
use guicheng::store::tables::change::{ChangeRow, ChangeStatus, SignatureRow};
use guicheng::store::tables::document::{RevisionRow, RevisionStatus};
use guicheng_core::calendar::Period;
use guicheng_core::text::Findings;
use guicheng_core::value::Moment;
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::{Place, both};
use crate::support::{company, signing};

pub(super) const COMPLAINT: &str = "policies/complaint";
pub(super) const LETTER: &str = "policies/mail/complaint_letter";

fn shipped() -> Files {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    read_folder(folder, &mut Findings::new()).unwrap()
}

pub(super) async fn firm(place: &Place) -> Service {
    let service = company::open(place, &shipped()).await;
    let holders = [
        ("asm", "after_sales_manager"),
        ("cl", "certification_lead"),
        ("gm", "general_manager"),
        ("pd", "production_head"),
        ("qc", "quality_head"),
        ("fin", "finance_head"),
        ("sales", "sales_vice_president"),
        ("desk", "complaint_desk"),
    ];
    company::staff(&service, &holders).await;
    service
}

/// The bytes in force with a text replaced.
pub(super) async fn edited(service: &Service, document: &str, from: &str, to: &str) -> Vec<u8> {
    let rows = service.store().read().revisions(document).await.unwrap();
    let row = rows.iter().find(|row| row.status == RevisionStatus::Effective).unwrap();
    let text = String::from_utf8(service.store().read().blob(&row.hash).await.unwrap().unwrap()).unwrap();
    assert!(text.contains(from), "{document} says {from}");
    text.replacen(from, to, 1).into_bytes()
}

/// Somebody is away, and somebody else acts in their post.
async fn absent(service: &Service, who: &str, post: &str, delegate: &str) {
    let caller = company::caller(service, who).await;
    let from = service.now();
    let to = Moment(from.0 + 30 * 24 * 3_600 * 1_000_000);
    let delegates = [(post.to_owned(), delegate.to_owned())].into();
    service.be_absent(&caller, guicheng::service::Absence { from, to, delegates }).await.unwrap();
}

pub(super) async fn begin(service: &Service, by: &str, title: &str) -> String {
    let caller = company::caller(service, by).await;
    let given = fields(json!({ "title": title, "reason": "测试", "emergency": false, "edition": false }));
    service.start(&caller, "document_change", given, None).await.unwrap().instance
}

pub(super) async fn row(service: &Service, change: &str) -> ChangeRow {
    service.store().read().change(change).await.unwrap().unwrap()
}

pub(super) async fn put(service: &Service, by: &str, change: &str, document: &str, bytes: Vec<u8>) {
    let (caller, version) = (company::caller(service, by).await, row(service, change).await.version);
    service.put_item(&caller, change, document, Content::Bytes(bytes), version).await.unwrap();
}

pub(super) async fn gather(service: &Service, by: &str, change: &str) {
    let caller = company::caller(service, by).await;
    service.gather_evidence(&caller, change).await.unwrap();
}

/// Acts on the case's open task of this person, signing what they see.
pub(super) async fn act(
    service: &Service,
    by: &str,
    change: &str,
    choice: &str,
) -> Result<Done, ServiceError> {
    let caller = company::caller(service, by).await;
    let open = service.store().read().open_tasks_of(change).await.unwrap();
    for task in open {
        let Ok(view) = service.task(&caller, &task.id).await else { continue };
        let seen = service.seen_of(&view).await.unwrap();
        let signing = signing::signing().map(|signing| guicheng::service::Signing { seen, ..signing });
        let opinion = Some("同意".to_owned());
        let request = ActRequest { choice: choice.into(), opinion, signing, ..Default::default() };
        match service.act(&caller, &task.id, request).await {
            Err(ServiceError::Forbidden(problem)) if problem.code == "not-yours" => continue,
            result => return result,
        }
    }
    panic!("{by} has no task in {change}");
}

pub(super) async fn sign_all(service: &Service, change: &str) -> Done {
    gather(service, "asm", change).await;
    act(service, "asm", change, "submit").await.unwrap();
    act(service, "cl", change, "pass").await.unwrap();
    while let Some(head) = countersigner(service, change).await {
        act(service, head, change, "agree").await.unwrap();
    }
    act(service, "gm", change, "approve").await.unwrap()
}

async fn revisions(service: &Service, document: &str) -> Vec<RevisionRow> {
    service.store().read().revisions(document).await.unwrap()
}

async fn signatures(service: &Service, change: &str) -> Vec<SignatureRow> {
    service.store().read().signatures(change).await.unwrap()
}

pub(super) fn code<T>(result: Result<T, ServiceError>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}

pub(super) async fn complain(service: &Service) -> Done {
    let desk = company::caller(service, "desk").await;
    let given = fields(json!({
        "channel": "phone", "caller_name": "何某", "caller_phone": "000-0000-0101",
        "product_line": "kitchen", "subject": "门封漏汽", "occurred_at": "2026-01-05T09:00:00+08:00",
        "place": "后厨", "facts": "两台蒸柜门封漏汽",
    }));
    service.start(&desk, "complaint", given, None).await.unwrap()
}

both! {
    /// From the proposal into force at its time; who began before goes on as they began.
    async fn a_change_comes_into_force(place: Place) {
        let service = firm(&place).await;
        let before = complain(&service).await;
        let change = begin(&service, "asm", "改名").await;
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Draft);
        let bytes = edited(&service, COMPLAINT, "顾客投诉处理", "顾客投诉办理").await;
        put(&service, "asm", &change, COMPLAINT, bytes).await;
        let asm = company::caller(&service, "asm").await;
        let wanted_at = Some(Some(Moment(service.now().0 + 3_600_000_000)));
        let edit = ChangeEdit { wanted_at, ..ChangeEdit::default() };
        service.set_change(&asm, &change, edit, row(&service, &change).await.version).await.unwrap();
        sign_all(&service, &change).await;
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Approved);
        assert_eq!(revisions(&service, COMPLAINT).await.len(), 1, "not before its time");
        service.advance(&asm, Advance::By(Period::Hours(2))).await.unwrap();
        let status = row(&service, &change).await.status;
        assert!(matches!(status, ChangeStatus::Effective | ChangeStatus::Closed), "{status:?}");
        let rows = revisions(&service, COMPLAINT).await;
        assert_eq!(rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["A/0", "A/1"]);
        assert_eq!(rows[0].status, RevisionStatus::Superseded);
        assert_eq!(rows[0].effective_to, rows[1].effective_from);
        assert_eq!(rows[1].change.as_deref(), Some(change.as_str()));
        assert_eq!(rows[1].reason, "测试");
        // A case of the new revision beside one of the old.
        let after = complain(&service).await;
        let pins = async |id: &str| {
            let row = service.store().read().instance(id).await.unwrap().unwrap();
            guicheng::service::pins_of(&row)[COMPLAINT]
        };
        assert_eq!(pins(&before.instance).await, rows[0].hash);
        assert_eq!(pins(&after.instance).await, rows[1].hash);
        assert_eq!(service.library().unwrap().policy("complaint").unwrap().title.zh, "顾客投诉办理");
        let meanings: Vec<String> =
            signatures(&service, &change).await.into_iter().map(|row| row.meaning).collect();
        for meaning in ["prepare", "review", "approve"] {
            assert!(meanings.iter().any(|m| m == meaning), "{meaning} among {meanings:?}");
        }
        let row = row(&service, &change).await;
        let kept = service.store().read().blob(&row.evidence.unwrap()).await.unwrap().unwrap();
        assert_eq!(guicheng_core::value::Hash::of(&kept), row.evidence.unwrap());
        assert_provable(&service).await;
        // Another start reads what is in force now.
        service.store().close().await;
        let service = company::open(&place, &shipped()).await;
        assert_eq!(service.library().unwrap().policy("complaint").unwrap().title.zh, "顾客投诉办理");
        assert!(!service.changed_on_disk().is_empty(), "the folder is told to differ");
    }

    /// What cannot be submitted, edited or signed; nothing has changed then.
    async fn what_is_refused(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "试").await;
        let (asm, desk) = (company::caller(&service, "asm").await, company::caller(&service, "desk").await);
        let bytes = |text: &str| Content::Bytes(text.as_bytes().to_vec());
        let put_as = async |who: &guicheng::service::Caller, document: &str, content: Content, version: i64| {
            code(service.put_item(who, &change, document, content, version).await)
        };
        assert_eq!(put_as(&desk, LETTER, bytes("x"), 1).await, "change-not-yours");
        assert_eq!(put_as(&asm, "policies/../x", bytes("x"), 1).await, "change-bad-document");
        assert_eq!(put_as(&asm, LETTER, bytes("x"), 7).await, "change-edited-meanwhile");
        assert_eq!(put_as(&asm, "policies/nothing", Content::Obsolete, 1).await, "change-no-such-item");
        let large = Content::Bytes(vec![b'x'; guicheng_core::limits::SOURCE_BYTES + 1]);
        assert_eq!(put_as(&asm, LETTER, large, 1).await, "change-document-size");
        assert_eq!(row(&service, &change).await.version, 1);
        // Without evidence, empty, with mistakes, unchanged, with a story that fails.
        assert_eq!(code(act(&service, "asm", &change, "submit").await), "change-evidence-old");
        gather(&service, "asm", &change).await;
        assert_ne!(code(act(&service, "asm", &change, "submit").await), "done");
        assert_eq!(put_as(&asm, COMPLAINT, bytes("policy: complaint\nstates: ["), 1).await, "done");
        gather(&service, "asm", &change).await;
        let evidence = service.evidence_of(&row(&service, &change).await).await.unwrap().unwrap();
        assert!(evidence.findings.iter().any(|found| found.path == "policies/complaint.yaml" && found.new));
        assert_ne!(code(act(&service, "asm", &change, "submit").await), "done");
        let same = edited(&service, COMPLAINT, "顾客", "顾客").await;
        assert_eq!(put_as(&asm, COMPLAINT, Content::Bytes(same), 2).await, "done");
        gather(&service, "asm", &change).await;
        assert_eq!(code(act(&service, "asm", &change, "submit").await), "change-item-same");
        let broken = edited(&service, COMPLAINT, "15d", "16d").await;
        assert_eq!(put_as(&asm, COMPLAINT, Content::Bytes(broken), 3).await, "done");
        gather(&service, "asm", &change).await;
        let evidence = service.evidence_of(&row(&service, &change).await).await.unwrap().unwrap();
        assert!(evidence.failed() > 0 || evidence.count(guicheng::service::Weight::Error) > 0);
        assert_ne!(code(act(&service, "asm", &change, "submit").await), "done");
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Draft);
        assert!(signatures(&service, &change).await.is_empty());
        assert_provable(&service).await;
    }

    /// An edit after a signature voids it and leads back; whoever wrote cannot review.
    async fn an_edit_voids_what_was_signed(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "信").await;
        let bytes = edited(&service, LETTER, "subject", "subject").await;
        let mut bytes = String::from_utf8(bytes).unwrap();
        bytes.push_str("# 一\n");
        put(&service, "asm", &change, LETTER, bytes.clone().into_bytes()).await;
        gather(&service, "asm", &change).await;
        act(&service, "asm", &change, "submit").await.unwrap();
        assert_eq!(row(&service, &change).await.status, ChangeStatus::InReview);
        // The certification lead mends something: everything signed is void, and they are an author now.
        bytes.push_str("# 二\n");
        put(&service, "cl", &change, LETTER, bytes.clone().into_bytes()).await;
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Draft);
        let rows = signatures(&service, &change).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].void_reason.as_deref(), Some("edited"));
        gather(&service, "asm", &change).await;
        act(&service, "asm", &change, "submit").await.unwrap();
        assert_eq!(code(act(&service, "cl", &change, "pass").await), "change-own-work");
        // Their author saves over it: what the lead wrote stays the lead's work.
        bytes.push_str("# 三\n");
        put(&service, "asm", &change, LETTER, bytes.into_bytes()).await;
        gather(&service, "asm", &change).await;
        act(&service, "asm", &change, "submit").await.unwrap();
        assert_eq!(code(act(&service, "cl", &change, "pass").await), "change-own-work");
        // A delegate of the lead reviews; the same person approves nothing in the general manager's place, nor does the author.
        absent(&service, "cl", "certification_lead", "pd").await;
        act(&service, "pd", &change, "pass").await.unwrap();
        while let Some(head) = countersigner(&service, &change).await {
            act(&service, head, &change, "agree").await.unwrap();
        }
        for delegate in ["pd", "asm", "cl"] {
            absent(&service, "gm", "general_manager", delegate).await;
            let refused = code(act(&service, delegate, &change, "approve").await);
            assert!(matches!(refused, "guard" | "change-own-work" | "change-same-person"), "{delegate}: {refused}");
        }
        assert_eq!(row(&service, &change).await.status, ChangeStatus::InReview);
        // A void that is taken back behind the program's back, and evidence that is changed, are named.
        let bad = || async {
            let verified = service.verify().await.unwrap();
            verified.bad_signatures.iter().map(|bad| bad.why).collect::<std::collections::BTreeSet<_>>()
        };
        assert!(bad().await.is_empty());
        let voided = signatures(&service, &change).await.into_iter().find(|row| row.voided_at.is_some()).unwrap();
        let (at, by) = (voided.voided_at.unwrap().0, voided.voided_by.unwrap());
        place.run(&format!("UPDATE signature SET voided_at = NULL, voided_by = NULL WHERE id = '{}'", voided.id)).await;
        assert_eq!(bad().await.into_iter().collect::<Vec<_>>(), ["void"]);
        place.run(&format!("UPDATE signature SET voided_at = {at}, voided_by = {by} WHERE id = '{}'", voided.id)).await;
        assert!(bad().await.is_empty());
        place.run(&format!("UPDATE change_item SET base = 'Z/9' WHERE change = '{change}'")).await;
        assert_eq!(bad().await.into_iter().collect::<Vec<_>>(), ["bundle"]);
        place.run(&format!("UPDATE change_item SET base = 'A/0' WHERE change = '{change}'")).await;
        assert!(bad().await.is_empty());
        // Its author takes it back.
        let asm = company::caller(&service, "asm").await;
        let version = row(&service, &change).await.version;
        let cl = company::caller(&service, "cl").await;
        assert_eq!(code(service.withdraw_change(&cl, &change, version).await), "change-author-only");
        service.withdraw_change(&asm, &change, version).await.unwrap();
        let row = row(&service, &change).await;
        assert_eq!(row.status, ChangeStatus::Withdrawn);
        assert!(signatures(&service, &change).await.iter().all(|row| row.voided_at.is_some()));
        assert_eq!(code(service.put_item(&asm, &change, LETTER, Content::Obsolete, row.version).await), "change-ended");
        assert_provable(&service).await;
    }

    /// Two changes to one document: the second is put onto the first one's revision, with new signatures.
    async fn the_second_change_is_rebased(place: Place) {
        let service = firm(&place).await;
        let (one, two) = (begin(&service, "asm", "一").await, begin(&service, "asm", "二").await);
        for (change, word) in [(&one, "# 一\n"), (&two, "# 二\n")] {
            let mut bytes = edited(&service, LETTER, "subject", "subject").await;
            bytes.extend(word.bytes());
            put(&service, "asm", change, LETTER, bytes).await;
            gather(&service, "asm", change).await;
            act(&service, "asm", change, "submit").await.unwrap();
        }
        act(&service, "cl", &one, "pass").await.unwrap();
        while let Some(head) = countersigner(&service, &one).await {
            act(&service, head, &one, "agree").await.unwrap();
        }
        act(&service, "gm", &one, "approve").await.unwrap();
        assert_eq!(revisions(&service, LETTER).await.len(), 2);
        // What was signed of the second one is void at once, and it is back with its author.
        assert_eq!(row(&service, &two).await.status, ChangeStatus::Draft);
        let void = signatures(&service, &two).await;
        assert!(!void.is_empty() && void.iter().all(|row| row.void_reason.as_deref() == Some("overtaken")));
        let asm = company::caller(&service, "asm").await;
        assert_eq!(service.change_view(&asm, &two).await.unwrap().stale, [LETTER]);
        gather(&service, "asm", &two).await;
        assert_eq!(code(act(&service, "asm", &two, "submit").await), "guard", "its base is not in force any more");
        assert_eq!(revisions(&service, LETTER).await.len(), 2, "and nothing is released");
        let mut bytes = edited(&service, LETTER, "subject", "subject").await;
        bytes.extend("# 二\n".bytes());
        let version = row(&service, &two).await.version;
        service.rebase_item(&asm, &two, LETTER, bytes, version).await.unwrap();
        sign_all(&service, &two).await;
        let labels: Vec<String> = revisions(&service, LETTER).await.into_iter().map(|row| row.label).collect();
        assert_eq!(labels, ["A/0", "A/1", "A/2"]);
        assert_provable(&service).await;
    }

    /// Two nodes carry out what is due at once: it takes effect once, and both begin on it.
    async fn two_nodes_release_once(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "同时").await;
        let bytes = edited(&service, COMPLAINT, "顾客投诉处理", "顾客投诉办理").await;
        put(&service, "asm", &change, COMPLAINT, bytes).await;
        let asm = company::caller(&service, "asm").await;
        let wanted_at = Some(Some(Moment(service.now().0 + 60_000_000)));
        let edit = ChangeEdit { wanted_at, edition: Some(true), ..ChangeEdit::default() };
        service.set_change(&asm, &change, edit, row(&service, &change).await.version).await.unwrap();
        sign_all(&service, &change).await;
        // Beyond its time without anything happening on the way: both nodes find it due.
        let ahead = 3_600_000_000_i64;
        place.run(&format!("DELETE FROM clock; INSERT INTO clock (id, ahead) VALUES (1, {ahead})")).await;
        let (left, right) = (company::open(&place, &shipped()).await, company::open(&place, &shipped()).await);
        let (one, two) = tokio::join!(left.fire_due(), right.fire_due());
        assert!(one.unwrap() + two.unwrap() > 0);
        let labels: Vec<String> = revisions(&left, COMPLAINT).await.into_iter().map(|row| row.label).collect();
        assert_eq!(labels, ["A/0", "B/0"], "once, with the next letter");
        let (first, second) = (complain(&left).await, complain(&right).await);
        for case in [first, second] {
            let row = left.store().read().instance(&case.instance).await.unwrap().unwrap();
            let rows = revisions(&left, COMPLAINT).await;
            assert_eq!(guicheng::service::pins_of(&row)[COMPLAINT], rows[1].hash);
        }
        // A clock set back takes nothing out of force and brings nothing in twice.
        place.run("UPDATE clock SET ahead = -7200000000").await;
        let back = company::open(&place, &shipped()).await;
        back.fire_due().await.unwrap();
        assert_eq!(back.library().unwrap().policy("complaint").unwrap().title.zh, "顾客投诉办理");
        assert_eq!(revisions(&back, COMPLAINT).await.len(), 2);
        assert_provable(&back).await;
    }

    /// A document goes, another comes; running cases keep what they began with.
    async fn documents_come_and_go(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "增减").await;
        let notice = "mail: extra_notice\ntitle: { zh: 另行通知, en: Further notice }\nsubject: { zh: 通知, en: Notice }\ntext:\n  zh: 请知悉。\n  en: Please note.\n";
        put(&service, "asm", &change, "policies/mail/extra_notice", notice.as_bytes().to_vec()).await;
        let found = gather_findings(&service, &change).await;
        assert!(found.is_empty(), "{found:?}");
        sign_all(&service, &change).await;
        let rows = revisions(&service, "policies/mail/extra_notice").await;
        assert_eq!(rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["A/0"]);
        let kept = service.store().read().document("policies/mail/extra_notice").await.unwrap().unwrap();
        assert!(kept.title.contains("另行通知"), "{kept:?}");
        let change = begin(&service, "asm", "废止").await;
        let (asm, version) = (company::caller(&service, "asm").await, row(&service, &change).await.version);
        service
            .put_item(&asm, &change, "policies/mail/extra_notice", Content::Obsolete, version)
            .await
            .unwrap();
        sign_all(&service, &change).await;
        let rows = revisions(&service, "policies/mail/extra_notice").await;
        assert_eq!(rows[0].status, RevisionStatus::Obsolete);
        assert!(rows[0].effective_to.is_some());
        assert!(service.library().unwrap().mail_text("extra_notice").is_none());
        assert_provable(&service).await;
    }
}

/// Errors that the evidence tells of the bundle.
async fn gather_findings(service: &Service, change: &str) -> Vec<String> {
    gather(service, "asm", change).await;
    let evidence = service.evidence_of(&row(service, change).await).await.unwrap().unwrap();
    let errors = evidence.findings.iter().filter(|found| found.severity == guicheng::service::Weight::Error);
    errors.map(|found| format!("{} {}:{} {:?}", found.code, found.path, found.line, found.args)).collect()
}

/// Who countersigns next, if anybody.
pub(super) async fn countersigner(service: &Service, change: &str) -> Option<&'static str> {
    let open = service.store().read().open_tasks_of(change).await.unwrap();
    let task = open.iter().find(|task| task.state == "countersigning")?;
    let slots = service.store().read().slots_of(std::slice::from_ref(&task.id)).await.unwrap();
    let post = slots.into_iter().find(|slot| slot.acted_by.is_none())?.post?;
    let people = [
        ("after_sales_manager", "asm"),
        ("certification_lead", "cl"),
        ("general_manager", "gm"),
        ("production_head", "pd"),
        ("quality_head", "qc"),
        ("finance_head", "fin"),
        ("sales_vice_president", "sales"),
    ];
    people.into_iter().find(|(held, _)| *held == post).map(|(_, person)| person)
}
