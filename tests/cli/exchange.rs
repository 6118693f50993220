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

/// A folder as somebody's editor, file manager or Git left it.
struct Folder {
    app: App,
    data: String,
    home: tempfile::TempDir,
}

impl Folder {
    async fn exported() -> Folder {
        let app = App::demo().await;
        let folder =
            Folder { data: app.folder().display().to_string(), app, home: tempfile::tempdir().unwrap() };
        assert!(folder.run(&["export", &folder.at("docs")]).success);
        folder
    }

    fn at(&self, path: &str) -> String {
        self.home.path().join(path).display().to_string()
    }

    fn run(&self, args: &[&str]) -> super::Said {
        guicheng(self.home.path(), &[args, &["--data", &self.data, "--lang", "en"]].concat())
    }

    fn import(&self, folder: &str, more: &[&str]) -> super::Said {
        let args = ["import", &self.at(folder), "--title", "试", "--reason", "测试", "--as", "cl"];
        self.run(&[&args, more].concat())
    }

    fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.at(&format!("docs/{path}"))).unwrap()
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.at(&format!("docs/{path}")), bytes).unwrap();
    }

    async fn changes(&self) -> usize {
        self.app.service.store().read().changes(None).await.unwrap().len()
    }
}

const LETTER: &str = "policies/mail/complaint_letter.yaml";

#[tokio::test]
async fn what_is_no_folder_of_documents_makes_no_change_and_says_why() {
    let folder = Folder::exported().await;
    std::fs::create_dir(folder.at("empty")).unwrap();
    // Least of all does an empty folder make everything obsolete; nor does one of the three folders by itself.
    for (at, more) in [
        ("empty", &[][..]),
        ("empty", &["--obsolete"]),
        ("docs/policies", &[]),
        ("docs/manual", &["--obsolete"]),
    ] {
        let said = folder.import(at, more);
        assert!(
            !said.success && said.err.contains("holds no documents"),
            "{at} {more:?}: {} {}",
            said.out,
            said.err
        );
        assert_eq!(said.out, "", "{at}");
    }
    let said = folder.import("nowhere", &[]);
    assert!(!said.success && said.err.contains("nowhere"), "{}", said.err);
    folder.write("policies/投诉处理.yaml", "policy: x");
    folder.write("manual/zh/说明.md", "# x");
    folder.write("policies/huge.yaml", "#".repeat(300_000));
    folder.write("policies/giant.yaml", "#".repeat(5_000_000));
    folder.write("policies/latin.yaml", b"policy: \xff\xfe");
    std::os::unix::fs::symlink("complaint.yaml", folder.at("docs/policies/link.yaml")).unwrap();
    std::os::unix::fs::symlink(folder.at("empty"), folder.at("docs/policies/away")).unwrap();
    let said = folder.import("docs", &[]);
    assert!(!said.success && said.err.contains("7 errors; no change was made"), "{} {}", said.out, said.err);
    for (path, why) in [
        ("policies/投诉处理.yaml", "G0702"),
        ("manual/zh/说明.md", "G0702"),
        ("policies/huge.yaml", "293 KiB, more than the limit of 256 KiB"),
        ("policies/giant.yaml", "4883 KiB, more than the limit of 256 KiB"),
        ("policies/latin.yaml", "G0104"),
        ("policies/link.yaml", "it is a link"),
        ("policies/away", "it is a link"),
    ] {
        // Code and sentence stand in the line before the place.
        let told = said.out.split("\n\n").find(|told| told.contains(&format!("{path}:")));
        assert!(told.is_some_and(|told| told.contains(why)), "{path}: {}", said.out);
    }
    assert_eq!(folder.changes().await, 0);
}

#[tokio::test]
async fn files_come_go_and_are_renamed() {
    let folder = Folder::exported().await;
    let table = "policies/tables/appraisal.yaml";
    let was = folder.read(table);
    // Gone: said, and only asked for does it become obsolete.
    std::fs::remove_file(folder.at(&format!("docs/{table}"))).unwrap();
    let said = folder.import("docs", &[]);
    assert!(!said.success && said.out.contains(&format!("missing   {table}")), "{} {}", said.out, said.err);
    assert!(said.err.contains("Nothing differs"), "{}", said.err);
    let said = folder.import("docs", &["--obsolete"]);
    assert!(
        said.success && said.out.contains(&format!("obsolete  {table} (A/0)")),
        "{} {}",
        said.out,
        said.err
    );
    // Renamed: the old one goes, the new one comes.
    let renamed = "policies/tables/appraisal_2027.yaml";
    let text = String::from_utf8(was).unwrap().replace("table: appraisal\n", "table: appraisal_2027\n");
    folder.write(renamed, &text);
    let said = folder.import("docs", &["--obsolete"]);
    assert!(said.success, "{} {}", said.out, said.err);
    for line in [format!("obsolete  {table} (A/0)"), format!("new       {renamed}")] {
        assert!(said.out.contains(&line), "{}", said.out);
    }
    // Line ends and a byte order mark are kept as they were typed; what lies over an export is the change's.
    let typed = format!("\u{feff}{}", String::from_utf8(folder.read(LETTER)).unwrap().replace('\n', "\r\n"));
    folder.write(LETTER, &typed);
    let said = folder.import("docs", &["--obsolete"]);
    assert!(
        said.success && said.out.contains(&format!("changed   {LETTER} (from A/0)")),
        "{} {}",
        said.out,
        said.err
    );
    let changes = folder.app.service.store().read().changes(None).await.unwrap();
    assert_eq!(changes.len(), 3);
    let newest = changes.iter().max_by_key(|change| change.number.clone()).unwrap().number.clone().unwrap();
    let said = folder.run(&["export", &folder.at("over"), "--change", &newest, "--as", "cl"]);
    assert!(said.success, "{}", said.err);
    let over = |path: &str| std::fs::read(folder.at(&format!("over/{path}"))).ok();
    assert_eq!(over(LETTER).unwrap(), typed.as_bytes());
    assert_eq!(over(renamed).unwrap(), text.as_bytes());
    assert_eq!(over(table), None);
    // What others keep beside the documents is nobody's business.
    folder.write("README.md", "x");
    std::fs::create_dir(folder.at("docs/.git")).unwrap();
    folder.write(".git/config", "x");
    folder.write("policies/.complaint.yaml.swp", "x");
    assert!(folder.import("docs", &["--obsolete"]).success);
}
