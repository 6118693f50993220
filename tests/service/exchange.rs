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
use super::changes::{act, begin, firm, put, sign_all};
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

fn starting(document: &str) -> Vec<u8> {
    let id = guicheng_core::document::DocumentId::parse(document).unwrap();
    guicheng::lang::starting_text(&id, guicheng::lang::Lang::Zh).into_bytes()
}

fn new() -> NewChange {
    NewChange { title: "试".into(), reason: "测试".into(), ..NewChange::default() }
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
        let exported = service.export(None, None).await.unwrap();
        assert_eq!(exported.files, files);
        let manifest = Some(&exported.manifest);
        let compared = service.compare(&files, manifest, false, Findings::new()).await.unwrap();
        assert!(compared.differences.is_empty() && compared.missing.is_empty());
        let asm = company::caller(&service, "asm").await;
        assert_eq!(service.import(&asm, compared, new(), None).await.unwrap_err().code(), "exchange-nothing");
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
        let differences = compared.differences.clone();
        let made = service.import(&asm, compared, new(), None).await.unwrap();
        let again = service.export(None, Some((&asm, &made.number))).await.unwrap();
        assert_eq!(again.files, edited);
        assert_eq!(again.manifest.change.as_deref(), Some(made.number.as_str()));
        // What was exported with a change knows what it was made from, so that importing it tells the same differences.
        let third = service.compare(&again.files, Some(&again.manifest), true, Findings::new()).await.unwrap();
        assert_eq!(third.differences, differences);
        // What is in force did not move.
        assert_eq!(service.export(None, None).await.unwrap().files, files);
        assert_provable(&service).await;
    }

    /// Imported, signed, in force, exported: the very bytes, mark and line ends included.
    async fn what_is_imported_and_released_comes_out_as_it_went_in(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let exported = service.export(None, None).await.unwrap();
        let mut files = exported.files.clone();
        let letter = files.iter_mut().find(|(path, _)| path == "policies/mail/complaint_letter.yaml").unwrap();
        let text = String::from_utf8(letter.1.clone()).unwrap().replace('\n', "\r\n");
        letter.1 = format!("\u{feff}{text}# 末行没有换行").into_bytes();
        let compared = service.compare(&files, Some(&exported.manifest), true, Findings::new()).await.unwrap();
        let made = service.import(&asm, compared, new(), None).await.unwrap();
        sign_all(&service, &made.change).await;
        let out = service.export(None, None).await.unwrap();
        assert_eq!(out.files, files);
        assert_eq!(out.manifest.documents["policies/mail/complaint_letter"].label, "A/1");
        let again = service.compare(&out.files, Some(&out.manifest), true, Findings::new()).await.unwrap();
        assert!(again.differences.is_empty(), "{:?}", again.differences);
        assert_eq!(service.compare(&Files::new(), None, true, Findings::new()).await.unwrap_err().code(), "exchange-no-documents");
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
        assert_eq!(service.import(&asm, compared, new(), None).await.unwrap_err().code(), "exchange-errors");
        let mut edited = files.clone();
        let at = edited.iter().position(|(path, _)| path == "manual/zh/8.14.md").unwrap();
        edited[at].1.extend("\n末尾。\n".as_bytes());
        let compared = service.compare(&edited, None, false, Findings::new()).await.unwrap();
        assert_eq!(service.import(&desk, compared, new(), None).await.unwrap_err().code(), "may-not-start");
        assert_eq!(service.verify().await.unwrap().entries, before);
        assert!(service.changes(&asm, None).await.unwrap().is_empty());
        // Copied from a revision that never was, as the last of several documents: nothing is made of the others either.
        let at = edited.iter().position(|(path, _)| path == "policies/mail/recall_letter.yaml").unwrap();
        edited[at].1.extend("# 末尾\n".as_bytes());
        let mut manifest = service.export(None, None).await.unwrap().manifest;
        let never = Copied { label: "A/0".into(), hash: Hash::of("never") };
        manifest.documents.insert("policies/mail/recall_letter".into(), never);
        let compared = service.compare(&edited, Some(&manifest), false, Findings::new()).await.unwrap();
        assert_eq!(compared.differences.iter().map(|one| one.stale).collect::<Vec<_>>(), [false, true]);
        let refused = service.import(&asm, compared, new(), None).await.unwrap_err();
        assert_eq!(refused.code(), "exchange-no-such-base");
        assert_eq!(service.verify().await.unwrap().entries, before);
        assert!(service.changes(&asm, None).await.unwrap().is_empty());
        assert_provable(&service).await;
    }

    /// Another change takes effect between export and import, or between comparison and import: told, and nothing of
    /// either is lost.
    async fn the_base_moved_on_meanwhile(place: Place) {
        let service = firm(&place).await;
        let (asm, letter) = (company::caller(&service, "asm").await, "policies/mail/complaint_letter");
        let exported = service.export(None, None).await.unwrap();
        let mut files = exported.files.clone();
        let at = files.iter().position(|(path, _)| path == "policies/mail/complaint_letter.yaml").unwrap();
        files[at].1.extend("# 我的\n".as_bytes());
        files.push(("policies/mail/sample.yaml".into(), starting("policies/mail/sample")));
        let manifest = Some(&exported.manifest);
        let early = service.compare(&files, manifest, false, Findings::new()).await.unwrap();
        let other = begin(&service, "asm", "别人的").await;
        let mut theirs = exported.files[at].1.clone();
        theirs.extend("# 别人的\n".as_bytes());
        put(&service, "asm", &other, letter, theirs.clone()).await;
        let mut taken = starting("policies/mail/sample");
        taken.extend("# 别人的\n".as_bytes());
        put(&service, "asm", &other, "policies/mail/sample", taken).await;
        sign_all(&service, &other).await;
        assert_eq!(service.import(&asm, early, new(), None).await.unwrap_err().code(), "exchange-moved");
        assert_eq!(service.changes(&asm, None).await.unwrap().len(), 1);
        let compared = service.compare(&files, manifest, false, Findings::new()).await.unwrap();
        assert!(compared.differences.iter().all(|one| one.stale) && compared.differences.len() == 2);
        let made = service.import(&asm, compared, new(), None).await.unwrap();
        let view = service.change_view(&asm, &made.change).await.unwrap();
        assert_eq!(view.stale, [letter, "policies/mail/sample"]);
        assert_eq!(view.items[0].base.as_deref(), Some("A/0"));
        assert_eq!(view.items[1].base, None);
        let refused = act(&service, "asm", &made.change, "submit").await.map(|_| ());
        assert!(refused.is_err(), "an import from an old copy went through");
        // Whoever exports again after that sees the other's text.
        let now = service.export(None, None).await.unwrap();
        assert_eq!(now.files.iter().find(|(path, _)| path.ends_with("complaint_letter.yaml")).unwrap().1, theirs);
        assert_provable(&service).await;
    }

    /// The change says who made it and why; emergency and edition are taken over; each document has its entry.
    async fn a_change_says_who_and_why(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let mut files = service.export(None, None).await.unwrap().files;
        for (path, bytes) in &mut files {
            if path.starts_with("policies/mail/recall") {
                bytes.extend("# 末尾\n".as_bytes());
            }
        }
        let compared = service.compare(&files, None, false, Findings::new()).await.unwrap();
        let count = compared.differences.len();
        assert!(count >= 5, "{count}");
        let before = service.verify().await.unwrap().entries;
        let new = NewChange { emergency: Some("召回在即".into()), edition: true, ..new() };
        let made = service.import(&asm, compared, new, None).await.unwrap();
        let view = service.change_view(&asm, &made.change).await.unwrap();
        let change = &view.change;
        assert_eq!((change.author.as_str(), change.reason.as_str()), ("asm", "测试"));
        assert!(change.emergency && change.edition);
        assert_eq!((view.items.len(), change.number.as_deref()), (count, Some(made.number.as_str())));
        assert_eq!(service.verify().await.unwrap().entries, before + 1 + count as u64);
        assert_provable(&service).await;
    }

    /// A file that somebody meant as a document is not left out unsaid; what is no document is nobody's business.
    async fn no_file_is_left_out_unsaid(place: Place) {
        let service = staffed(&place, &shipped()).await;
        let asm = company::caller(&service, "asm").await;
        for (path, errors) in [
            ("policies/投诉.yaml", 1),
            ("policies/Complaint copy.yaml", 1),
            ("forms/complaint.yml", 1),
            ("manual/zh/第八章.md", 1),
            ("policies/README.md", 0),
            ("policies/notes.txt", 0),
        ] {
            let mut files = shipped();
            let at = files.iter().position(|(path, _)| path == "manual/zh/8.14.md").unwrap();
            files[at].1.extend("\n末尾。\n".as_bytes());
            files.push((path.into(), "x: 1\n".into()));
            let compared = service.compare(&files, None, false, Findings::new()).await.unwrap();
            assert_eq!(compared.findings.errors(), errors, "{path}");
            let made = service.import(&asm, compared, new(), None).await;
            assert_eq!(made.is_ok(), errors == 0, "{path}");
        }
        assert_provable(&service).await;
    }

    /// Without a manifest what is in force is what files are compared with; a change's own texts lie over it.
    async fn a_change_lies_over_what_is_in_force(place: Place) {
        let service = staffed(&place, &shipped()).await;
        let asm = company::caller(&service, "asm").await;
        let mut edited = service.export(None, None).await.unwrap().files;
        let at = edited.iter().position(|(path, _)| path == "manual/zh/8.14.md").unwrap();
        edited[at].1.extend("\n末尾。\n".as_bytes());
        let compared = service.compare(&edited, None, false, Findings::new()).await.unwrap();
        let made = service.import(&asm, compared, new(), None).await.unwrap();
        let version = service.change_view(&asm, &made.change).await.unwrap().change.version;
        service
            .put_item(&asm, &made.change, "policies/recall.test", Content::Obsolete, version)
            .await
            .unwrap();
        let exported = service.export(None, Some((&asm, &made.change))).await.unwrap();
        edited.retain(|(path, _)| path != "policies/recall.test.yaml");
        assert_eq!(exported.files, edited);
        assert!(exported.manifest.documents.contains_key("policies/recall.test"));
    }
}
