//! The same files at every door of the command line, and files that are none.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use super::files::COMPANY;

struct Said {
    text: String,
    success: bool,
}

fn guicheng(folder: &Path, args: &[&str]) -> Said {
    let output =
        Command::new(env!("CARGO_BIN_EXE_guicheng")).args(args).current_dir(folder).output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    Said { text, success: output.status.success() }
}

fn company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in COMPANY {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_bad_file_is_told_at_every_door() {
    let folder = company();
    std::fs::write(folder.path().join("policies/p.yaml"), b"policy: p\n# \xb9\xe6\xb3\xcc\n").unwrap();
    let data = tempfile::tempdir().unwrap();
    let data = data.path().join("data").display().to_string();
    for args in [
        &["check"][..],
        &["check", "--format", "json"],
        &["test"],
        &["draw", "p"],
        &["serve", "--listen", "127.0.0.1:0", "--data", &data],
    ] {
        let said = guicheng(folder.path(), args);
        assert!(!said.success, "{args:?}: {}", said.text);
        for part in ["G0102", "policies/p.yaml", "GBK"] {
            assert!(said.text.contains(part), "{args:?}: {part}: {}", said.text);
        }
    }
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let folder = company();
    let policies = folder.path().join("policies");
    std::fs::create_dir(policies.join("q.yaml")).unwrap();
    symlink("nowhere.yaml", policies.join("gone.yaml")).unwrap();
    symlink("round.yaml", policies.join("round.yaml")).unwrap();
    symlink("..", policies.join("back")).unwrap();
    std::fs::write(policies.join("locked.yaml"), "policy: locked\n").unwrap();
    std::fs::set_permissions(policies.join("locked.yaml"), PermissionsExt::from_mode(0o000)).unwrap();
    // Who is root may read everything.
    let locked = std::fs::read(policies.join("locked.yaml")).is_err();
    std::fs::write(policies.join("huge.yaml"), vec![b'x'; 5 << 20]).unwrap();
    let pipe =
        Command::new("mkfifo").arg(policies.join("pipe.yaml")).status().is_ok_and(|status| status.success());
    std::fs::write(policies.join("bad.yaml"), "policy: [\n").unwrap();
    let said = guicheng(folder.path(), &["check", "--lang", "en"]);
    assert!(!said.success);
    for (part, there) in [
        ("[G0153]: This is a folder with the name of a file", true),
        ("policies/q.yaml:1:1", true),
        ("[G0152]: This file cannot be read: what the link points to is not there", true),
        ("[G0152]: This file cannot be read: the links point at each other", true),
        ("[G0154]: The folder is a link that leads back into itself", true),
        ("policies/back:1:1", true),
        ("[G0152]: This file cannot be read: permission denied", locked),
        ("[G0152]: This file cannot be read: it is a pipe or a device", pipe),
        ("[G0101]: The file has 5120 KiB", true),
        ("policies/bad.yaml:", true),
    ] {
        assert_eq!(said.text.contains(part), there, "{part}\n{}", said.text);
    }
}

#[test]
fn data_with_mistakes_is_told_with_its_places() {
    let folder = company();
    std::fs::create_dir_all(folder.path().join("forms/registers")).unwrap();
    std::fs::write(
        folder.path().join("forms/registers/shop.yaml"),
        "register: shop\ntitle: { zh: 门店, en: Shops }\nclause: 8.1-1\n\
         key: { title: { zh: 编号, en: Number }, pattern: \"S-[0-9]\" }\nsummary: \"{size}\"\nmaintained_by: desk\n\
         fields:\n  size: { type: integer, title: { zh: 面积, en: Size }, min: 1, max: 9 }\n",
    )
    .unwrap();
    let data = folder.path().join("data").display().to_string();
    let load = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        guicheng(folder.path(), &["load", "--data", &data, name])
    };
    let fine = load("fine.yaml", "people:\n  a: { name: 甲, lang: zh, email: a@example.com }\nregisters:\n  shop: { S-1: { size: 3 } }\n".as_bytes());
    assert!(fine.success, "{}", fine.text);
    for (bytes, parts) in [
        (
            "people:\n  a: { name: 甲, lang: de, email: a@example.com }\n".as_bytes(),
            &["bad.yaml:2:23", "G0144"][..],
        ),
        ("people:\n  a: { name: 甲, lang: zh }\n".as_bytes(), &["bad.yaml:2:6", "G0133", "email"]),
        (
            "appointments:\n  - { post: d\u{435}sk, person: a, from: 2026-01-01 }\n".as_bytes(),
            &["bad.yaml:2:14", "G0118", "U+0435"],
        ),
        (b"appointments:\n  - { post: desk, person: a, from: 1.1.2026 }\n", &["bad.yaml:2:36", "G0147"]),
        (b"registers:\n  shopp: { S-1: { size: 3 } }\n", &["bad.yaml:2:3", "G0612", "shop"]),
        (b"registers:\n  shop: { S-1: { size: 30 } }\n", &["bad.yaml:2:24", "G0157", "size"]),
        (b"registers:\n  shop: { S-1: { size: 3 } }\n\ttab: x\n", &["bad.yaml:3:1", "G0111"]),
        (&[b'#', 0xb9, 0xe6, b'\n'], &["bad.yaml:1:2", "G0102", "iconv"]),
        (b"nothing: x\n", &["bad.yaml:1:1", "G0134"]),
    ] {
        let said = load("bad.yaml", bytes);
        assert!(!said.success, "{}", said.text);
        for part in parts {
            assert!(said.text.contains(part), "{part}: {}", said.text);
        }
    }
}
