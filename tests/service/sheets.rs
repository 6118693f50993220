//! Working on a document of a change: drafts are kept, two people are told of each other, no text is lost to another, and a
//! text is tried against all other documents without anything being kept.

use std::path::Path;

use guicheng::service::{Content, Saved, Service, ServiceError, read_folder};
use guicheng_core::document::DocumentId;
use guicheng_core::text::Findings;
use guicheng_core::value::Hash;
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::{Place, both};
use crate::support::company;

/// The shipped company: `asm` proposes, `cl` leads certification, `desk` takes complaints.
pub async fn firm(place: &Place) -> Service {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = read_folder(folder, &mut Findings::new()).unwrap();
    let service = company::open(place, &files).await;
    let holders = [("asm", "after_sales_manager"), ("cl", "certification_lead"), ("desk", "complaint_desk")];
    company::staff(&service, &holders).await;
    service
}

async fn begin(service: &Service) -> String {
    let caller = company::caller(service, "asm").await;
    let given = fields(json!({ "title": "回访提前", "reason": "测试", "emergency": false }));
    service.start(&caller, "document_change", given, None).await.unwrap().instance
}

fn complaint() -> DocumentId {
    DocumentId::parse("policies/complaint").unwrap()
}

fn calendar() -> DocumentId {
    DocumentId::parse("policies/calendar").unwrap()
}

async fn entries(service: &Service) -> u64 {
    service.verify().await.unwrap().entries
}

both! {
    /// Drafts are kept by person without an entry; the other person sees who types, and since when.
    async fn what_is_typed_is_kept_and_others_are_told(place: Place) {
        let service = firm(&place).await;
        let (asm, cl) = (company::caller(&service, "asm").await, company::caller(&service, "cl").await);
        let desk = company::caller(&service, "desk").await;
        let (change, id) = (begin(&service).await, complaint());
        let sheet = service.sheet(&asm, &change, &id).await.unwrap();
        assert!(!sheet.listed && sheet.draft.is_none() && sheet.others.is_empty());
        let (began, before) = (sheet.began(), entries(&service).await);
        for text in ["一", "一二"] {
            let kept = service.keep_draft(&asm, &change, &id, began, text.into()).await.unwrap();
            assert!(!kept.moved && kept.others.is_empty());
        }
        let kept = service.keep_draft(&cl, &change, &id, began, b"other".to_vec()).await.unwrap();
        assert_eq!(kept.others.iter().map(|other| other.name.as_str()).collect::<Vec<_>>(), ["asm"]);
        let sheet = service.sheet(&asm, &change, &id).await.unwrap();
        assert_eq!(sheet.draft.as_ref().unwrap().bytes, "一二".as_bytes());
        assert!(sheet.draft.as_ref().unwrap().since <= sheet.draft.as_ref().unwrap().at);
        assert_eq!(sheet.others.len(), 1);
        // A draft decides nothing: no entry tells of it.
        assert_eq!(entries(&service).await, before);
        for (caller, expected) in [(&desk, ["change-not-yours", "no-such-change"])] {
            let refused = service.keep_draft(caller, &change, &id, began, Vec::new()).await.unwrap_err();
            assert!(expected.contains(&refused.code()), "{refused}");
        }
        let long = vec![b'a'; guicheng_core::limits::SOURCE_BYTES + 1];
        let refused = service.keep_draft(&asm, &change, &id, began, long).await.unwrap_err();
        assert_eq!(refused.code(), "change-document-size");
        service.drop_draft(&asm, &change, &id).await.unwrap();
        assert!(service.sheet(&asm, &change, &id).await.unwrap().draft.is_none());
    }

    /// Saving over somebody else's text is refused with their text at hand; edits of other documents are no obstacle.
    async fn no_text_is_lost_to_another(place: Place) {
        let service = firm(&place).await;
        let (asm, cl) = (company::caller(&service, "asm").await, company::caller(&service, "cl").await);
        let (change, id) = (begin(&service).await, complaint());
        let began = service.sheet(&asm, &change, &id).await.unwrap().began();
        let text = |bytes: &str| Content::Bytes(bytes.into());
        let other = service.sheet(&cl, &change, &calendar()).await.unwrap().began();
        service.keep_draft(&asm, &change, &id, began, b"mine".to_vec()).await.unwrap();
        let saved = service.save_sheet(&cl, &change, &calendar(), other, text("calendar")).await.unwrap();
        assert!(matches!(saved, Saved::Done(_)));
        let saved = service.save_sheet(&cl, &change, &id, began, text("theirs")).await.unwrap();
        assert!(matches!(saved, Saved::Done(_)));
        let before = entries(&service).await;
        let Saved::Meanwhile(sheet) =
            service.save_sheet(&asm, &change, &id, began, text("mine")).await.unwrap()
        else {
            panic!("their text was replaced unseen");
        };
        assert_eq!(sheet.saved.as_ref().unwrap().bytes, b"theirs");
        assert_eq!(sheet.draft.as_ref().unwrap().bytes, b"mine");
        assert_eq!(entries(&service).await, before);
        let kept = service.keep_draft(&asm, &change, &id, began, b"mine".to_vec()).await.unwrap();
        assert!(kept.moved);
        let began = sheet.began();
        let saved = service.save_sheet(&asm, &change, &id, began, text("mine, knowingly")).await.unwrap();
        assert!(matches!(saved, Saved::Done(_)));
        let sheet = service.sheet(&asm, &change, &id).await.unwrap();
        assert_eq!(sheet.saved.as_ref().unwrap().bytes, b"mine, knowingly");
        assert!(sheet.draft.is_none());
        assert_provable(&service).await;
    }

    /// Ten people save ten documents of one change at once: all of them get through.
    async fn many_documents_are_saved_at_once(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service).await;
        let mut saves = tokio::task::JoinSet::new();
        for number in 0..6 {
            let (service, change) = (service.clone(), change.clone());
            saves.spawn(async move {
                let caller = company::caller(&service, if number % 2 == 0 { "asm" } else { "cl" }).await;
                let id = DocumentId::parse(&format!("policies/mail/letter_{number}")).unwrap();
                let content = Content::Bytes(format!("{number}").into_bytes());
                service.save_sheet(&caller, &change, &id, None, content).await
            });
        }
        while let Some(saved) = saves.join_next().await {
            assert!(matches!(saved.unwrap().unwrap(), Saved::Done(_)));
        }
        assert_eq!(service.store().read().change_items(&change).await.unwrap().len(), 6);
        assert_provable(&service).await;
    }

    /// A text is judged with all other documents around it, and nothing is kept.
    async fn a_text_is_tried_and_not_kept(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let change = begin(&service).await;
        let (id, before) = (complaint(), entries(&service).await);
        let text = service.sheet(&asm, &change, &id).await.unwrap().in_force.unwrap().bytes;
        let text = String::from_utf8(text).unwrap();
        let good = service.try_text(&asm, &change, &id, text.clone().into_bytes()).await.unwrap();
        assert!(good.elsewhere.is_empty() && good.library.policy("complaint").is_some());
        let bad = text.replacen("post: complaint_desk", "post: nobody_at_all", 1);
        let tried = service.try_text(&asm, &change, &id, bad.into_bytes()).await.unwrap();
        assert!(tried.findings.iter().any(|finding| finding.args.iter().any(|(_, value)| value == "nobody_at_all")));
        // A form without a field that the policy reads: the error is in the policy.
        let form = DocumentId::parse("forms/complaint").unwrap();
        let text = service.sheet(&asm, &change, &form).await.unwrap().in_force.unwrap().bytes;
        let cut = String::from_utf8(text).unwrap().replace("  subject:", "  topic:");
        let tried = service.try_text(&asm, &change, &form, cut.into_bytes()).await.unwrap();
        assert!(tried.elsewhere.iter().any(|finding| *finding.path == *"policies/complaint.yaml"), "{:#?}", tried.elsewhere);
        assert_eq!(entries(&service).await, before);
        let nobody = service.try_text(&asm, "no-such", &form, Vec::new()).await.unwrap_err();
        assert!(matches!(nobody, ServiceError::NotFound(_)));
        assert!(service.store().read().blob(&Hash::of("nothing")).await.unwrap().is_none());
    }
}
