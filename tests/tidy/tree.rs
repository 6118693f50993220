//! The repository's files as the rules see them: relative path and text.
//!
//! Read from the folder rather than from git, so that a file is judged before it is committed. Deliberately
//! absent: build output, installed packages, dot-folders and files that aren't text.

use std::fs;
use std::path::Path;

/// A text file; `path` is relative to the repository, with forward slashes.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn new(path: &str, text: impl Into<String>) -> File {
        File { path: path.to_owned(), text: text.into() }
    }

    pub fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Whether the whole file holds tests; a `mod tests` inside other files is cut off by the rules.
    pub fn is_test(&self) -> bool {
        let mut folders = self.path.split('/');
        folders.any(|name| name == "tests" || name == "tests.rs")
    }

    /// One complaint for each line that contains one of `marks`.
    pub fn lines_with(&self, marks: &[&str], complaint: &str) -> Vec<String> {
        let found = self.text.lines().enumerate().filter(|(_, line)| marks.iter().any(|m| line.contains(m)));
        found.map(|(i, line)| format!("{}:{}: `{}` {complaint}", self.path, i + 1, line.trim())).collect()
    }
}

/// Text files of the repository.
pub struct Tree(Vec<File>);

impl Tree {
    pub fn read() -> Tree {
        let mut files = Vec::new();
        for name in top_level() {
            if name != "target" && !name.starts_with("guicheng-") && name != ".git" {
                collect(&root().join(&name), &name, &mut files);
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Tree(files)
    }

    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }

    pub fn with_extension(&self, extension: &str) -> impl Iterator<Item = &File> {
        self.files().filter(move |file| file.extension() == extension)
    }

    /// Without what tools write (lock files, snapshots) and what others wrote (licence, vendored scripts).
    pub fn written_by_us(&self) -> impl Iterator<Item = &File> {
        self.files().filter(|file| {
            let foreign = ["Cargo.lock", "package-lock.json", ".snap", ".min.js", "LICENSE", "LICENCES.txt"];
            !foreign.iter().any(|end| file.path.ends_with(end))
        })
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Names of what lies on the top level.
pub fn top_level() -> Vec<String> {
    let entries = fs::read_dir(root()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn collect(path: &Path, relative: &str, files: &mut Vec<File>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name != "node_modules" {
                collect(&path.join(&name), &format!("{relative}/{name}"), files);
            }
        }
    } else if let Ok(text) = fs::read_to_string(path) {
        files.push(File::new(relative, text));
    }
}
