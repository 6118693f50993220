//! The folder of documents on disk: `policies/`, `manual/`, `forms/`.
//!
//! What cannot be read is a finding like a mistake in a file: the others are read all the same. Deliberately absent:
//! waiting for anything; pipes, devices and circles of links are told and passed over.

use std::io;
use std::path::{Path, PathBuf};

use guicheng_core::limits::SOURCE_BYTES;
use guicheng_core::text::Findings;

use super::documents::Files;
use crate::limits;

/// Reads all files below the three folders, in the order of their paths. A folder that has none of them and holds
/// policies itself is read as if it were `policies/`, with its own `forms/` if it has them: examples, drafts.
///
/// # Errors
/// When the folder itself cannot be looked at.
pub fn read_folder(root: &Path, findings: &mut Findings) -> io::Result<Files> {
    let root = root.canonicalize()?;
    let alone = root.join("organisation.yaml").is_file() && !root.join("policies").is_dir();
    walk(root, alone, true, findings)
}

/// The same of a folder that somebody hands in: links are mistakes there, since nobody who looks at the folder sees what
/// they lead to.
///
/// # Errors
/// When the folder itself cannot be looked at.
pub fn read_copy(root: &Path, findings: &mut Findings) -> io::Result<Files> {
    walk(root.canonicalize()?, false, false, findings)
}

fn walk(root: PathBuf, alone: bool, links: bool, findings: &mut Findings) -> io::Result<Files> {
    let mut walk =
        Walk { root: root.clone(), alone, links, files: Files::new(), findings, around: Vec::new() };
    if alone {
        walk.folder(&root);
    } else {
        std::fs::read_dir(&root)?;
        walk.around.push(root.clone());
        for folder in ["forms", "manual", "policies"] {
            let path = root.join(folder);
            if path.is_dir() && walk.may_follow(&path) {
                walk.folder(&path);
            }
        }
    }
    let mut files = walk.files;
    files.sort();
    Ok(files)
}

struct Walk<'a> {
    root: PathBuf,
    /// It stands for `policies/`.
    alone: bool,
    /// Links are followed.
    links: bool,
    files: Files,
    findings: &'a mut Findings,
    /// The folders around the one that is looked through, as they are without links.
    around: Vec<PathBuf>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path) {
        let real = match folder.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.unreadable(folder, &error),
        };
        if self.around.contains(&real) {
            return self.report("G0154", folder, []);
        }
        if self.around.len() > limits::FOLDER_DEPTH {
            return self.report("G0155", folder, [("limit", limits::FOLDER_DEPTH.to_string())]);
        }
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, &error),
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        self.around.push(real);
        for path in paths {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if !hidden && !self.entry(&path) {
                break;
            }
        }
        self.around.pop();
    }

    /// Not a link where links are mistakes: those are told.
    fn may_follow(&mut self, path: &Path) -> bool {
        let link = !self.links && path.symlink_metadata().is_ok_and(|kind| kind.is_symlink());
        if link {
            self.report("G0152", path, [("detail", "link".to_owned())]);
        }
        !link
    }

    /// False when there are too many files.
    fn entry(&mut self, path: &Path) -> bool {
        if !self.may_follow(path) {
            return true;
        }
        let kind = match std::fs::metadata(path) {
            Ok(kind) => kind,
            Err(error) => {
                self.unreadable(path, &error);
                return true;
            }
        };
        if kind.is_dir() {
            if path.extension().is_some_and(|ending| ending == "yaml" || ending == "md") {
                self.report("G0153", path, []);
            }
            self.folder(path);
            return true;
        }
        if !kind.is_file() {
            self.report("G0152", path, [("detail", "special".to_owned())]);
            return true;
        }
        if self.files.len() >= limits::DOCUMENTS {
            self.report("G0156", path, [("limit", limits::DOCUMENTS.to_string())]);
            return false;
        }
        if kind.len() > 16 * SOURCE_BYTES as u64 {
            // A file somewhat too large is told by its reader; this one is not even read.
            let kib = |bytes: u64| bytes.div_ceil(1024).to_string();
            self.report("G0101", path, [("size", kib(kind.len())), ("limit", kib(SOURCE_BYTES as u64))]);
            return true;
        }
        match std::fs::read(path) {
            Ok(bytes) => self.files.push((self.name(path), bytes)),
            Err(error) => self.unreadable(path, &error),
        }
        true
    }

    fn name(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let name = parts.join("/");
        if self.alone && !name.starts_with("forms/") { format!("policies/{name}") } else { name }
    }

    fn report(
        &mut self,
        code: &'static str,
        path: &Path,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        let name = self.name(path);
        self.findings.about_file(code, &name, args);
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let detail = match error.kind() {
            io::ErrorKind::PermissionDenied => "permission".to_owned(),
            io::ErrorKind::NotFound => "gone".to_owned(),
            // ELOOP on Linux; the library has no stable name for it.
            _ if error.raw_os_error() == Some(40) => "loop".to_owned(),
            _ => error.to_string(),
        };
        self.report("G0152", path, [("detail", detail)]);
    }
}
