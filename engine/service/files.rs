//! The folder of documents on disk: `policies/`, `manual/`, `forms/`.

use std::path::Path;

use super::documents::Files;
use crate::limits;

/// Reads all files below the three folders, in the order of their paths. A folder that has none of them and holds
/// policies itself is read as if it were `policies/`, with its own `forms/` if it has them: examples, drafts.
///
/// # Errors
/// When a file cannot be read, or there are more than [`limits::DOCUMENTS`].
pub fn read_folder(root: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    let alone = root.join("organisation.yaml").is_file() && !root.join("policies").is_dir();
    if alone {
        walk(root, root, &mut files, 0)?;
        for (path, _) in files.iter_mut().filter(|(path, _)| !path.starts_with("forms/")) {
            path.insert_str(0, "policies/");
        }
    } else {
        for folder in ["forms", "manual", "policies"] {
            let path = root.join(folder);
            if path.is_dir() {
                walk(root, &path, &mut files, 0)?;
            }
        }
    }
    files.sort();
    Ok(files)
}

fn walk(root: &Path, folder: &Path, files: &mut Files, depth: usize) -> std::io::Result<()> {
    if depth > limits::FOLDER_DEPTH {
        return Err(std::io::Error::other(format!(
            "{}: more than {} folders deep",
            folder.display(),
            limits::FOLDER_DEPTH
        )));
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, files, depth + 1)?;
            continue;
        }
        if files.len() >= limits::DOCUMENTS {
            return Err(std::io::Error::other(format!("more than {} documents", limits::DOCUMENTS)));
        }
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let name: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        files.push((name.join("/"), std::fs::read(&path)?));
    }
    Ok(())
}
