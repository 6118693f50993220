//! The editor's bundle is what its sources make: both hashes are recorded when it is built (`engine/web/editor`).

use std::path::Path;

use guicheng_core::value::Hash;

const FOLDER: &str = "engine/web/editor";

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// As `build.mjs` counts it: each file's name and hash, a line each.
fn sources() -> Hash {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join("src");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| format!("src/{}", entry.unwrap().file_name().into_string().unwrap()))
        .collect();
    names.sort();
    let all = ["package-lock.json".to_owned()].into_iter().chain(names);
    let lines = all.map(|name| format!("{name} {}\n", Hash::of(bytes(&format!("{FOLDER}/{name}")))));
    Hash::of(lines.collect::<String>())
}

#[test]
fn the_editor_is_built_from_its_sources() {
    let recorded = String::from_utf8(bytes(&format!("{FOLDER}/hashes.txt"))).unwrap();
    let bundle = Hash::of(bytes("engine/web/assets/editor.min.js"));
    assert_eq!(
        recorded,
        format!("{}  sources\n{bundle}  editor.min.js\n", sources()),
        "run `npm ci && npm run build` in {FOLDER} and commit what it writes"
    );
}

#[test]
fn the_editor_needs_no_loosened_policy() {
    let bundle = String::from_utf8(bytes("engine/web/assets/editor.min.js")).unwrap();
    for mark in ["eval(", "new Function(", "document.write("] {
        assert!(!bundle.contains(mark), "{mark}");
    }
    let licences = String::from_utf8(bytes("engine/web/assets/editor.LICENSE")).unwrap();
    for package in ["@codemirror/view", "@codemirror/merge", "@lezer/common", "style-mod"] {
        assert!(licences.contains(&format!("==== {package} ")), "{package}");
    }
}
