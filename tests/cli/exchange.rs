//! `export` and `import` as somebody at a terminal uses them, beside a company that is at work.

use std::path::Path;

use super::guicheng;
use crate::support::app::App;

#[tokio::test]
async fn a_folder_is_exported_edited_and_imported() {
    let app = App::demo().await;
    let data = app.folder().display().to_string();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("docs").display().to_string();
    let run = |args: &[&str]| guicheng(folder.path(), &[args, &["--data", &data]].concat());
    let said = run(&["export", &at]);
    assert!(said.success, "{}", said.err);
    assert!(said.out.contains("已导出"), "{}", said.out);
    let manual = Path::new(&at).join("manual/zh/8.14.md");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("manual/zh/8.14.md");
    assert_eq!(std::fs::read(&manual).unwrap(), std::fs::read(&shipped).unwrap());
    // A folder that holds documents is not written over unasked.
    assert!(!run(&["export", &at]).success);
    assert!(run(&["export", &at, "--overwrite"]).success);
    let import = ["import", at.as_str(), "--title", "试", "--reason", "测试", "--as", "cl", "--lang", "en"];
    let said = run(&import);
    assert!(!said.success && said.err.contains("Nothing differs"), "{} {}", said.out, said.err);
    // Two mistakes in two files: both are told, no change is made.
    let recall = Path::new(&at).join("policies/mail/recall_letter.yaml");
    let letter = Path::new(&at).join("policies/mail/complaint_letter.yaml");
    let texts = [std::fs::read_to_string(&recall).unwrap(), std::fs::read_to_string(&letter).unwrap()];
    std::fs::write(&recall, format!("{}\nwrong: 1\n", texts[0])).unwrap();
    std::fs::write(&letter, format!("{}\nwrong: 2\n", texts[1])).unwrap();
    let said = run(&import);
    assert!(!said.success, "{}", said.out);
    for path in ["policies/mail/recall_letter.yaml", "policies/mail/complaint_letter.yaml"] {
        assert!(said.out.contains(path), "{}", said.out);
    }
    assert!(said.err.contains("no change was made"), "{}", said.err);
    assert!(app.service.store().read().changes(None).await.unwrap().is_empty());
    std::fs::write(&recall, &texts[0]).unwrap();
    std::fs::write(&letter, format!("{}# 说明\n", texts[1])).unwrap();
    let said = run(&[&import[..], &["--wanted-at", "2026-12-01T00:00"]].concat());
    assert!(said.success, "{} {}", said.out, said.err);
    assert!(said.out.contains("changed   policies/mail/complaint_letter.yaml (from A/0)"), "{}", said.out);
    let changes = app.service.store().read().changes(None).await.unwrap();
    assert_eq!((changes.len(), changes[0].title.as_str()), (1, "试"));
    assert!(changes[0].wanted_at.is_some());
    // Somebody who may not propose a change gets a sentence.
    let said = run(&["import", &at, "--title", "试", "--reason", "测试", "--as", "desk"]);
    assert!(!said.success && !said.err.is_empty(), "{}", said.out);
}
