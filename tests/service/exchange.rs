//! Folders and changes: the round trip is byte-exact, errors make no change, and what was copied from an older revision is
//! told.

use std::path::Path;

use guicheng::service::{Content, Copied, Files, NewChange, Service, read_folder};
use guicheng_core::text::Findings;
use guicheng_core::value::Hash;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::assert_provable;
use crate::support::both::{Place, both};
use crate::support::company;

fn shipped() -> Files {
    read_folder(Path::new(env!("CARGO_MANIFEST_DIR")), &mut Findings::new()).unwrap()
}

/// A chapter whose text is whatever it is: line ends, marks, characters of all planes, no end of the last line.
fn chapter(number: usize, text: &str) -> Vec<u8> {
    let mark = if text.len().is_multiple_of(2) { "\u{feff}" } else { "" };
    let ends = if text.len().is_multiple_of(3) { "\r\n" } else { "\n" };
    let head = [
        "---",
        &format!("number: SC-X{number}"),
        "title: { zh: 试, en: Trial }",
        "owner: certification_lead",
        "---",
        "",
    ];
    format!("{mark}{}{ends}{text}", head.join(ends)).into_bytes()
}

fn texts() -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let lines = "([a中𠀀\u{301}\u{3000}\u{e9}\t |*]|\n){0,40}";
    (0..12).map(|_| lines.new_tree(&mut runner).unwrap().current()).collect()
}

fn new() -> NewChange {
    NewChange { title: "试".into(), reason: "测试".into(), wanted_at: None }
}

async fn staffed(place: &Place, files: &Files) -> Service {
    let service = company::open(place, files).await;
    let holders = [("asm", "after_sales_manager"), ("cl", "certification_lead"), ("desk", "complaint_desk")];
    company::staff(&service, &holders).await;
    service
}

both! {
    /// In, out, edited, in again, out again: always the same bytes.
    async fn the_round_trip_is_byte_exact(place: Place) {
        let mut files = shipped();
        for (number, text) in texts().iter().enumerate() {
            for lang in ["zh", "en"] {
                files.push((format!("manual/{lang}/X{number}.md"), chapter(number, text)));
            }
        }
        files.retain(|(path, _)| guicheng_core::document::DocumentId::of_path(path).is_some());
        files.sort();
        let service = staffed(&place, &files).await;
        let exported = service.export(service.now(), None).await.unwrap();
        assert_eq!(exported.files, files);
        let manifest = Some(&exported.manifest);
        let compared = service.compare(&files, manifest, false, Findings::new()).await.unwrap();
        assert!(compared.differences.is_empty() && compared.missing.is_empty());
        let asm = company::caller(&service, "asm").await;
        assert_eq!(service.import(&asm, &compared, new()).await.unwrap_err().code(), "exchange-nothing");
        // One file edited, one new, one gone.
        let mut edited = files.clone();
        let at = edited.iter().position(|(path, _)| path == "manual/zh/X3.md").unwrap();
        edited[at].1.extend("\r\n末行没有换行".as_bytes());
        edited.push(("manual/zh/X99.md".into(), chapter(99, "x")));
        edited.push(("manual/en/X99.md".into(), chapter(99, "x")));
        edited.retain(|(path, _)| !path.ends_with("/X5.md"));
        edited.sort();
        let compared = service.compare(&edited, manifest, false, Findings::new()).await.unwrap();
        assert_eq!((compared.differences.len(), compared.missing.len()), (3, 2));
        let compared = service.compare(&edited, manifest, true, Findings::new()).await.unwrap();
        assert_eq!(compared.differences.len(), 5);
        let made = service.import(&asm, &compared, new()).await.unwrap();
        let again = service.export(service.now(), Some((&asm, &made.number))).await.unwrap();
        assert_eq!(again.files, edited);
        assert_eq!(again.manifest.change.as_deref(), Some(made.number.as_str()));
        // What was exported with a change knows what it was made from, so that importing it tells the same differences.
        let third = service.compare(&again.files, Some(&again.manifest), true, Findings::new()).await.unwrap();
        assert_eq!(third.differences, compared.differences);
        // What is in force did not move.
        assert_eq!(service.export(service.now(), None).await.unwrap().files, files);
        assert_provable(&service).await;
    }

    /// Errors, a manifest that lies, somebody who may not: no change comes of it, and the ledger has no half of one.
    async fn nothing_is_made_of_what_is_wrong(place: Place) {
        let files = shipped();
        let service = staffed(&place, &files).await;
        let (asm, desk) = (company::caller(&service, "asm").await, company::caller(&service, "desk").await);
        let before = service.verify().await.unwrap().entries;
        let mut broken = files.clone();
        for (_, bytes) in broken.iter_mut().filter(|(path, _)| path.starts_with("policies/mail/complaint")) {
            bytes.extend(b"\nunknown: 1\n");
        }
        let compared = service.compare(&broken, None, false, Findings::new()).await.unwrap();
        assert!(compared.findings.errors() >= 3, "each file's error is told");
        assert_eq!(service.import(&asm, &compared, new()).await.unwrap_err().code(), "exchange-errors");
        let mut edited = files.clone();
        let at = edited.iter().position(|(path, _)| path == "manual/zh/8.14.md").unwrap();
        edited[at].1.extend("\n末尾。\n".as_bytes());
        let compared = service.compare(&edited, None, false, Findings::new()).await.unwrap();
        assert_eq!(service.import(&desk, &compared, new()).await.unwrap_err().code(), "may-not-start");
        assert_eq!(service.verify().await.unwrap().entries, before);
        assert!(service.changes(&asm, None).await.unwrap().is_empty());
        // Copied from a revision that is no longer in force: told. One that never was: taken back.
        let mut manifest = service.export(service.now(), None).await.unwrap().manifest;
        let never = Copied { label: "A/0".into(), hash: Hash::of("never") };
        manifest.documents.insert("manual/zh/8.14".into(), never);
        let compared = service.compare(&edited, Some(&manifest), false, Findings::new()).await.unwrap();
        assert!(compared.differences.iter().all(|difference| difference.stale));
        let refused = service.import(&asm, &compared, new()).await.unwrap_err();
        assert_eq!(refused.code(), "exchange-no-such-base");
        let left = service.changes(&asm, None).await.unwrap();
        assert!(left.iter().all(|change| change.ended_at.is_some()), "{left:?}");
        assert_provable(&service).await;
    }

    /// Without a manifest what is in force is what files are compared with; a change's own texts lie over it.
    async fn a_change_lies_over_what_is_in_force(place: Place) {
        let service = staffed(&place, &shipped()).await;
        let asm = company::caller(&service, "asm").await;
        let mut edited = service.export(service.now(), None).await.unwrap().files;
        let at = edited.iter().position(|(path, _)| path == "manual/zh/8.14.md").unwrap();
        edited[at].1.extend("\n末尾。\n".as_bytes());
        let compared = service.compare(&edited, None, false, Findings::new()).await.unwrap();
        let made = service.import(&asm, &compared, new()).await.unwrap();
        let version = service.change_view(&asm, &made.change).await.unwrap().change.version;
        service
            .put_item(&asm, &made.change, "policies/recall.test", Content::Obsolete, version)
            .await
            .unwrap();
        let exported = service.export(service.now(), Some((&asm, &made.change))).await.unwrap();
        edited.retain(|(path, _)| path != "policies/recall.test.yaml");
        assert_eq!(exported.files, edited);
        assert!(exported.manifest.documents.contains_key("policies/recall.test"));
    }
}
